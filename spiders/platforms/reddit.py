"""Reddit in its old face, as pages and as JSON, and sites that its program runs: a link is a thread, its comments nest.

Long threads are shown in part: what is behind "load more comments" and "continue this thread" has pages of its own, to which the
reader leads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import Rules, mark, read_content
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Board,
    Content,
    Declared,
    Edit,
    Follow,
    Listing,
    Mention,
    Moment,
    PageKind,
    Post,
    Reaction,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms import reddit_json as answers
from spiders.platforms import reddit_posts as posts
from spiders.platforms.base import Detected, Platform
from spiders.platforms.reddit_links import board_in, canonical, comment_in, may_follow, member_in, root, thread_in
from spiders.text import label, number

_LINK = "#siteTable .thing.link"
_FRAME = "#header-bottom-left, #siteTable, .commentarea"
_COUNT = re.compile(r"(\d[\d.,]*)")
_BODY = "x-post"


class Reddit(Platform):
    """Reddit's old pages and JSON."""

    name = "reddit"
    title = "Reddit (old)"
    versions = "2010 to today"

    POST = ".thing"
    BODY = ".usertext-body .md"
    QUOTE = ".md blockquote"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By its tables of things; an answer in JSON, by its listings of things."""
        if page.is_json:
            known = b'"Listing"' in page.body[:400] and any(
                thing.kind in {"t1", "t3", "more"} for part in answers.listings(page) for thing in answers.things(part)
            )
            return Detected() if known else None
        if page.is_xml or b"reddit" not in page.body or (b"iteTable" not in page.body and b"header-bottom-left" not in page.body):
            return None
        return Detected() if page.first(_FRAME) is not None else None

    def kind(self, page: Page) -> PageKind:
        """By the class of the page, else by what stands on it."""
        if page.is_json:
            return "thread" if len(answers.listings(page)) == 2 else self._listed(page)
        body = page.tree.body
        classes = (body.attributes.get("class") or "").split() if body is not None else []
        if page.first(".commentarea") is not None and self._opening(page) is not None:
            return "thread"
        if page.first(".interstitial, .error-page, #classy-error") is not None or page.status >= 400:
            return "error"
        if "profile-page" in classes:
            return "author"
        if self._opening(page) is not None or "listing-page" in classes:
            return self._listed(page) if "search-page" not in classes else "other"
        return "login" if "login-page" in classes or page.first("#login-form, .login-form-section") is not None else "other"

    def _listed(self, page: Page) -> PageKind:
        """The front page and lists over several subreddits are an index."""
        name = self._subreddit(page)
        return "board" if name and "+" not in name and name not in {"all", "popular"} else "index"

    def logged_in(self, page: Page) -> bool | None:
        """By the class of the page, else by the name in its corner."""
        if page.is_json or page.tree.body is None:
            return None
        if "loggedin" in (page.tree.body.attributes.get("class") or "").split():
            return True
        return False if page.first("#header-bottom-right .login-required") is not None else None

    def message(self, page: Page) -> str | None:
        """In the middle of the page."""
        return label(page.first(".interstitial-message, .interstitial, #classy-error, .error-page, .content h2"))

    def site_url(self, page: Page) -> str:
        """The top of the host."""
        if "root" not in page.memo:
            page.memo["root"] = root(page.url)
        found: str = page.memo["root"]
        return found

    def site_title(self, page: Page) -> str | None:
        """As the page gives it; an answer does not."""
        return None if page.is_json else super().site_title(page)

    def language(self, page: Page) -> str | None:
        """Of the page, not of the posts."""
        return None if page.is_json else super().language(page)

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.reddit_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.reddit_links.may_follow`."""
        return may_follow(url)

    def next_url(self, page: Page) -> str | None:
        """Under "next"; of an answer, the list after the last thing."""
        if not page.is_json:
            link = page.first('.nav-buttons a[rel~="next"], .nextprev a[rel~="next"]')
            return page.absolute(link.attributes.get("href")) if link is not None else None
        parts = answers.listings(page)
        after = answers.text(parts[0], "after") if len(parts) == 1 else None
        return f"{page.url.partition('?')[0]}?after={after}" if after else None

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """The links of a list. Nothing says how many pages there are."""
        name = self._subreddit(page)
        behind = "after=" in page.url or "before=" in page.url
        return Listing(
            board=self._board(page, name) if name and self._listed(page) == "board" else None,
            threads=tuple(self._rows(page)),
            number=None if behind else 1,
            next_url=self.next_url(page),
        )

    def _rows(self, page: Page) -> Iterator[Thread]:
        if page.is_json:
            for part in answers.listings(page):
                for thing in answers.things(part):
                    thread = answers.thread(page, thing.data, site=self.site_url(page)) if thing.kind == "t3" else None
                    if thread is not None:
                        yield thread
            return
        for node in page.tree.css(_LINK):
            if "promoted" not in (node.attrs.get("class") or ""):
                thread = self._row(page, node)
                if thread is not None:
                    yield thread

    def _row(self, page: Page, node: LexborNode) -> Thread | None:
        thread_id = posts.id_of(node)
        title = node.css_first("a.title")
        comments = node.css_first(".buttons a.comments")
        place = page.absolute(node.attrs.get("data-permalink") or (comments.attrs.get("href") if comments is not None else None))
        if thread_id is None or title is None:
            return None
        declared = number(node.attrs.get("data-comments-count"))
        if declared is None and comments is not None:
            words = label(comments) or ""
            found = _COUNT.match(words)
            declared = number(found[1]) if found else 0
        name = node.attrs.get("data-subreddit") or board_in(place) or self._subreddit(page)
        classes = (node.attrs.get("class") or "").split()
        flair = posts.read_flair(node)
        return Thread(
            id=thread_id,
            title=label(title),
            url=canonical(place) if place and thread_in(place) else f"{self.site_url(page)}comments/{thread_id}/",
            prefix=flair.title if flair else None,
            labels=(flair,) if flair else (),
            author=posts.read_author(page, node),
            created=posts.read_posted(page, node),
            boards=(self._board(page, name),) if name else (),
            sticky="stickied" in classes or node.css_first(".stickied-tagline") is not None,
            locked="locked" in classes or node.css_first(".locked-tagline") is not None,
            declared=Declared(replies=declared),
            aliases=(f"t3_{thread_id}",),
        )

    def _subreddit(self, page: Page) -> str | None:
        stated = None if page.is_json else page.absolute(page.attribute(".pagename.redditname a, .redditname a", "href"))
        return board_in(stated) or board_in(page.url)

    def _board(self, page: Page, name: str) -> Board:
        return Board(id=name, title=name, url=f"{self.site_url(page)}r/{name}/")

    # -- threads ---------------------------------------------------------------------------------------------------

    def _opening(self, page: Page) -> LexborNode | None:
        if "opening" not in page.memo:
            page.memo["opening"] = page.first(_LINK)
        node: LexborNode | None = page.memo["opening"]
        return node

    def header(self, page: Page) -> Thread:
        """The link that all comments answer."""
        if page.is_json:
            found = (
                answers.thread(page, thing.data, site=self.site_url(page)) for thing in answers.things(answers.listings(page)[0])
            )
            thread = next((one for one in found if one is not None), None)
        else:
            node = self._opening(page)
            thread = self._row(page, node) if node is not None else None
            if thread is not None and page.first(".locked-infobar, .commentarea .locked") is not None:
                thread = replace(thread, locked=True)
        if thread is None:
            raise ParseError(self.name, page.url, "nothing on the page says which thread it is (.thing.link)")
        return thread

    def thread(self, page: Page) -> ThreadPage:
        """The link and its comments. A page of one comment and what answers it is no page of the thread by number."""
        header = self.header(page)
        shown = tuple(self._answered(page) if page.is_json else self._shown(page, header))
        part = comment_in(page.url) is not None or (not page.is_json and b"menuarea" in page.body and self._is_part(page))
        return ThreadPage(thread=header, posts=shown, number=None if part else 1, pages=None if part else 1)

    def _is_part(self, page: Page) -> bool:
        """Whether the page says that it shows one comment's answers only."""
        link = page.first('.infobar a[href*="/comments/"]')
        return link is not None and link.parent is not None and thread_in(page.absolute(link.attributes.get("href"))) is not None

    def _shown(self, page: Page, header: Thread) -> Iterator[Post]:
        rules = self.rules(page)
        seen: set[str] = set()
        opening = self._opening(page)
        if opening is not None:
            yield self._post(page, opening, rules, header)
        for node in page.tree.css(".commentarea .thing"):
            post_id = posts.id_of(node)
            if post_id and post_id not in seen and "comment" in (node.attrs.get("class") or "").split():
                seen.add(post_id)
                yield self._post(page, node, rules, header)

    def _post(self, page: Page, node: LexborNode, rules: Rules, header: Thread) -> Post:
        is_link = (posts.fullname(node) or "").startswith("t3_")
        post_id = posts.id_of(node) or header.id
        content = self.content(page, node, rules)
        state = posts.read_state(content.text if content else None)
        if is_link:
            content = self._with_link(page, node, content)
        elif content is None and state == "visible":
            state = "deleted" if "deleted" in (node.attrs.get("class") or "").split() else "moderated"
        parent = None if is_link else posts.parent_of(page, node, header.id)
        return Post(
            id=post_id,
            kind="post" if is_link else "comment",
            author=self.author(page, node),
            posted=self.posted(page, node),
            url=header.url if is_link else f"{header.url}_/{post_id}/",
            parent_id=parent,
            parent_kind="stated" if parent else None,
            state=state,
            content=content if state == "visible" or is_link else None,
            edits=tuple(self.edits(page, node)),
            reactions=tuple(self.reactions(page, node)),
            aliases=(f"{'t3' if is_link else 't1'}_{post_id}",),
        )

    def _with_link(self, page: Page, node: LexborNode, content: Content | None) -> Content:
        """Where a link leads; one to itself is a text."""
        title = node.css_first("a.title")
        url = node.attrs.get("data-url") or (title.attrs.get("href") if title is not None else None)
        return posts.with_link(content or Content(text="", html=""), page.absolute(url), label(title) or "")

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``data-fullname`` less its kind."""
        return posts.id_of(node)

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """See `spiders.platforms.reddit_posts`."""
        return posts.read_author(page, node)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """In ``<time datetime>``."""
        return posts.read_posted(page, node)

    def edits(self, page: Page, node: LexborNode) -> Iterable[Edit]:
        """An asterisk."""
        return posts.read_edits(node)

    def reactions(self, page: Page, node: LexborNode) -> Iterable[Reaction]:
        """Scores and gold."""
        return posts.read_reactions(node)

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """The words in the thing's own part, not in those of its answers."""
        body = posts.entry_of(node).css_first(self.BODY)
        return [body] if body is not None else []

    def rules(self, page: Page) -> Rules:
        """Quotes have no attribution."""
        return replace(super().rules(page), quotes=mark(page, self.QUOTE) if b"<blockquote" in page.body else frozenset())

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        """``/u/name`` in the text."""
        href = node.attrs.get("href") or ""
        words = label(node) or ""
        name = member_in(page.absolute(href)) if words.lstrip("/").startswith(("u/", "user/")) else None
        return Mention(name=name, id=name, url=page.absolute(href)) if name else None

    # -- JSON ------------------------------------------------------------------------------------------------------

    def _answered(self, page: Page) -> Iterator[Post]:
        """The posts of a thread's answer, its bodies read in one tree."""
        found = [
            thing
            for part in answers.listings(page)
            for thing in answers.things(part)
            if thing.kind in {"t1", "t3"} and answers.text(thing.data, "id")
        ]
        bodies = [answers.body(thing.data) for thing in found]
        html = "".join(f"<{_BODY}>{body.replace(f'</{_BODY}', '')}</{_BODY}>" for body in bodies)
        sheet = Page(
            url=page.url, body=html.encode(), headers={"content-type": "text/html; charset=utf-8"}, fetched_at=page.fetched_at
        )
        rules = self.rules(sheet) if html else None
        nodes = sheet.tree.css(_BODY) if html else []
        header = self.header(page)
        for thing, body, node in zip(found, bodies, nodes, strict=False):
            words = node.css_first(".md") or node
            content = read_content(words, rules) if body and rules is not None else None
            yield self._said(page, thing, header, content)

    def _said(self, page: Page, thing: answers.Thing, header: Thread, content: Content | None) -> Post:
        item, is_link = thing.data, thing.kind == "t3"
        post_id = answers.text(item, "id") or ""
        state = posts.read_state(answers.text(item, "selftext" if is_link else "body"))
        parent = None if is_link else (answers.text(item, "parent_id") or "").partition("_")[2] or thing.parent
        if is_link:
            content = content if state == "visible" else None
            content = posts.with_link(content or Content(text="", html=""), answers.text(item, "url"), header.title or "")
        return Post(
            id=post_id,
            kind="post" if is_link else "comment",
            author=posts.member(answers.text(item, "author"), answers.text(item, "author_fullname"), page),
            posted=answers.moment(item, "created_utc"),
            url=header.url if is_link else f"{header.url}_/{post_id}/",
            parent_id=parent,
            parent_kind="stated" if parent else None,
            state=state,
            content=content if is_link or state == "visible" else None,
            edits=answers.edits(item),
            reactions=answers.reactions(item),
            aliases=(f"{thing.kind}_{post_id}",),
        )

    # -- where it leads --------------------------------------------------------------------------------------------

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterable[Follow]:
        """Comments that the page does not show, each on the page of a comment, which shows its answers, too."""
        for read in threads:
            for comment in dict.fromkeys(answers.hidden(page) if page.is_json else posts.hidden(page)):
                yield Follow(url=f"{read.thread.url}_/{comment}/", kind="thread")
