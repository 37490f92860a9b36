"""SMF (Simple Machines Forum) 1.1, 2.0 and 2.1, in their own themes and those made from them.

2.x keeps what it says in named blocks; a post of 1.1 is a cell of tables, known by its subject's id. Pages print times by the
forum's clocks and never say which; the boards' feeds tell the moments of the latest posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, mark, roles
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Content,
    Declared,
    Edit,
    Follow,
    Listing,
    Media,
    Mention,
    Moment,
    PageKind,
    PostState,
    Reaction,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.smf_feeds import feed_of, feed_threads, is_ours
from spiders.platforms.smf_frame import (
    clean,
    mentions,
    read_crumbs,
    read_locked,
    read_moment,
    read_next,
    read_page_asked,
    read_pages,
    read_path,
    read_poll,
    read_script,
    read_started,
    read_sticky,
    read_title,
    read_version,
    read_views,
)
from spiders.platforms.smf_links import canonical, feed_of_board, may_follow, member_in, profile, root, thread_in, without_session
from spiders.platforms.smf_listing import BOARD_ROWS, THREAD_TITLES, Rows, read_board
from spiders.platforms.smf_posts import (
    read_author,
    read_edits,
    read_files,
    read_id,
    read_ordinal,
    read_quote_head,
    read_subject,
    read_time,
)
from spiders.text import fold, label, number

_ROLES = roles(quote=".bbc_standard_quote, .bbc_alternate_quote, .quote", drop=".quoteheader, .quotefooter, .codeheader")
_FIGURE = re.compile(r"\d[\d.,]*")
_MADE_BY = re.compile(rb"var smf_(?:scripturl|theme_url)\s*=")


class SMF(Platform):
    """SMF 1.1, 2.0 and 2.1."""

    name = "smf"
    title = "SMF"
    versions = "1.1 to 2.1"

    POST = ".post_wrapper"
    OLD_POST = 'td[class^="windowbg"]:has(> table [id^="subject_"])'
    DROP = ".bbc_standard_quote > cite, .bbc_alternate_quote > cite"
    VERBATIM = "code.bbc_code, div.code"
    SMILEYS = frozenset({"smiley"})

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the variable that every SMF page gives to its scripts. YaBB SE, its ancestor, had none."""
        if page.is_json:
            return None
        if page.is_xml:
            return Detected() if is_ours(page) else None
        found = _MADE_BY.search(page.body)
        if found is None or page.body.find(b"<body", 0, found.start()) >= 0:  # somebody's code in a post says nothing
            return None
        return Detected(version=read_version(page))

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page. A board that shows no rows is one by its path."""
        if page.is_xml:
            return "feed" if feed_of(page) is not None else "other"
        tree = page.tree
        if self._posts(page):
            return "thread"
        if self.message(page):
            return "error"
        if mentions(page, b"frmLogin") and tree.css_first("#frmLogin") is not None:
            return "login"
        if tree.css_first(f"#messageindex, #topic_container, {THREAD_TITLES}") is not None:
            return "board"
        if tree.css_first(f"{BOARD_ROWS}, a[name^='b'][href*='board']") is not None:
            return "board" if read_board(page) is not None else "index"
        return "other"

    def nodes(self, page: Page) -> list[LexborNode]:
        """Cells of 1.1 are looked for where no block of 2.x is: their selector takes as long as a quarter of the parse."""
        if "nodes" not in page.memo:
            page.memo["nodes"] = page.tree.css(self.POST) or page.tree.css(self.OLD_POST)
        found: list[LexborNode] = page.memo["nodes"]
        return found

    def _posts(self, page: Page) -> list[LexborNode]:
        """The posts of a thread; a page of search results or of one member's posts has none with an id."""
        if "posts" not in page.memo:
            page.memo["posts"] = [node for node in self.nodes(page) if read_id(node) is not None]
        posts: list[LexborNode] = page.memo["posts"]
        return posts

    def logged_in(self, page: Page) -> bool | None:
        """By the variable of 2.1, else by the link to log out or in."""
        if page.is_xml:
            return None
        if mentions(page, b"action=logout") and page.first('a[href*="action=logout"]:not(.inner a, .post a)') is not None:
            return True
        return False if page.first('a[href*="action=login"], form[action*="action=login2"]') is not None else None

    def message(self, page: Page) -> str | None:
        """What an error page says before it asks to log in."""
        if page.is_xml:
            return None
        if "message" not in page.memo:
            page.memo["message"] = self._message(page)
        message: str | None = page.memo["message"]
        return message

    def _message(self, page: Page) -> str | None:
        place = page.first("#fatal_error .windowbg, #fatal_error .padding") if mentions(page, b"fatal_error") else None
        if place is None and (mentions(page, b"frmLogin") or mentions(page, b"history.go(-1)")):
            place = self._old_message(page)
        lines: list[str] = []
        for child in place.iter(include_text=True) if place is not None else ():
            if child.tag == "br" and fold("".join(lines)):
                break
            if child.tag in {"div", "dl", "form"} and fold("".join(lines)):
                break
            lines.append(child.text_content or "" if child.is_text_node else child.text())
        return clean("".join(lines)) or None

    def _old_message(self, page: Page) -> LexborNode | None:
        """In the form to log in; in 1.1 a box under a title, before a link back."""
        form = page.first("#frmLogin")
        if form is not None:
            return form.css_first(".information") or form.css_first("td.windowbg[style*='padding']")
        back = page.first('a[href="javascript:history.go(-1)"]')
        table = back.parent if back is not None else None
        before = table.prev if table is not None else None
        while before is not None and not before.is_element_node:
            before = before.prev
        return before.css_first("td.windowbg, .padding, .windowbg") if before is not None else None

    def site_url(self, page: Page) -> str:
        """Where the forum's script lies."""
        return root(page.url) if page.is_xml else root(read_script(page))

    def site_title(self, page: Page) -> str | None:
        """The forum's name: the first word of the path, which leads to it; 2.1 states it besides."""
        if page.is_xml:
            return None
        crumbs = read_crumbs(page)
        return super().site_title(page) or (label(crumbs[0]) if crumbs else None) or label(page.first("h1.forumtitle a"))

    def language(self, page: Page) -> str | None:
        """Of a feed, what it states."""
        if page.is_xml:
            feed = feed_of(page)
            return feed.language if feed is not None else None
        return super().language(page)

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.smf_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.smf_links.may_follow`."""
        return may_follow(url)

    def next_url(self, page: Page) -> str | None:
        """By number."""
        return read_next(page)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        return read_pages(page)

    def page_asked(self, page: Page) -> int | None:
        """By the offset in the address, which counts posts or rows."""
        return None if page.is_xml else read_page_asked(page)

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterator[Follow]:
        """The forum's feed and those of its boards: nothing else says in UTC when posts were written."""
        if kind == "index":
            feed = page.absolute(page.attribute('link[rel="alternate"][type="application/rss+xml"]', "href"))
            if feed:
                yield Follow(url=feed, kind="feed")
        board = listing.board if listing is not None else None
        if board is not None and board.id and listing is not None and listing.number in (None, 1):
            yield Follow(url=feed_of_board(read_script(page), board.id), kind="feed")

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.smf_listing`."""
        return Rows(page, self._languages(page)).read(is_index=read_board(page) is None)

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        """Those of a feed too."""
        return feed_threads(page) if kind == "feed" else super().threads(page, kind)

    def header(self, page: Page) -> Thread:
        """The thread as its own page states it; its opening post adds author and time, in `thread`."""
        thread_id = self._thread_id(page)
        if thread_id is None:
            raise ParseError(self.name, page.url, "no link, form or address on the page says which thread it is")
        began = read_started(page)
        return Thread(
            id=thread_id,
            title=read_title(page),
            url=canonical(f"{read_script(page)}?topic={thread_id}.0"),
            boards=read_path(page),
            created=self._moment(page, began) if began else None,
            poll=read_poll(page),
            sticky=read_sticky(page),
            locked=read_locked(page),
            declared=Declared(pages=self.page_number(page)[1], views=read_views(page)),
        )

    def _thread_id(self, page: Page) -> str | None:
        """The path names the thread, as do the canonical address, the form around the posts and the page's own address."""
        for link in reversed(read_crumbs(page)):
            found = thread_in(link.attrs.get("href"))
            if found:
                return found
        stated = ('link[rel="canonical"]', "href"), ('form[action*="action=quickmod2"]', "action")
        return next((found for place in stated if (found := thread_in(page.attribute(*place)))), None) or thread_in(page.url)

    def thread(self, page: Page) -> ThreadPage:
        """On the first page the first post opens the thread and tells who began it and when, unless the newest stand first."""
        read = super().thread(page)
        if read.number not in (None, 1) or not read.posts or read.posts[0].ordinal:
            return read
        opening = read.posts[0]
        return replace(
            read,
            thread=replace(
                read.thread, author=opening.author or read.thread.author, created=opening.posted or read.thread.created
            ),
        )

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """The number that subject and body bear."""
        return read_id(node)

    def state(self, page: Page, node: LexborNode) -> PostState:
        """Waiting for approval; or hidden, being by somebody the reader ignores."""
        above = node.parent
        if above is not None and "approvebg" in (above.attrs.get("class") or ""):
            return "moderated"
        if mentions(page, b"_ignored_prompt") and node.css_first('[id$="_ignored_prompt"]') is not None:
            return "ignored"
        return "visible"

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """The name over the profile."""
        return read_author(page, node)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """Text, by the forum's clocks."""
        raw = read_time(page, node)
        return self._moment(page, raw) if raw else None

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        """The number of the reply: 1 is the thread's second post."""
        return read_ordinal(page, node)

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """2.1 has an address for each post; before, a post is a place in its thread."""
        subject = read_subject(page, node)
        link = subject.css_first("a[href]") if subject is not None else None
        href = page.absolute(link.attrs.get("href")) if link is not None else None
        return canonical(href) if href else f"{read_script(page)}?msg={read_id(node)}"

    def subject(self, page: Page, node: LexborNode) -> str | None:
        """The post's own subject, "Re: ..." as a rule."""
        return label(read_subject(page, node))

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """``.inner`` in 2.x, ``.post`` in 1.1."""
        body = node.css_first(".inner") or node.css_first("div.post")
        return [body] if body is not None else []

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """Beside the time in 2.1, under the body before."""
        return read_edits(node, date=partial(self._moment, page), languages=self._languages(page))

    def reactions(self, page: Page, node: LexborNode) -> Iterator[Reaction]:
        """Likes (2.1): "3 people like this", the number all that is told."""
        place = node.css_first(".like_count") if mentions(page, b"like_count") else None
        found = _FIGURE.search(place.text()) if place is not None else None
        if found:
            yield Reaction(kind="like", count=number(found[0]))

    def attachments(self, page: Page, node: LexborNode) -> Iterator[Media]:
        """Under the body."""
        return read_files(page, node) if mentions(page, b"dlattach") else iter(())

    # -- bodies ----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        """By class names, which is cheaper than a selector over the page; the ``<cite>`` of a quote has none."""
        return Rules(
            page=page,
            quotes=frozenset(),
            dropped=mark(page, self.DROP) if mentions(page, b"<cite") else frozenset(),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            verbatim=mark(page, self.VERBATIM) if mentions(page, b'code">') else frozenset(),
            classes=_ROLES,
        )

    def content(self, page: Page, node: LexborNode, rules: Rules) -> Content | None:
        """Links to the forum itself carry the visitor's session id; it says nothing of the post."""
        content = super().content(page, node, rules)
        if content is None or "PHPSESSID=" not in content.html:
            return content
        links = tuple(replace(link, url=without_session(link.url)) for link in content.links)
        return replace(content, links=links, html=without_session(content.html))

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """Name, source and time of the quoted words."""
        return read_quote_head(page, node, date=partial(self._moment, page))

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """Smileys of 1.1 have no class, but a folder."""
        if node.tag == "img" and "/Smileys/" in (node.attrs.get("src") or ""):
            return node.attrs.get("alt") or ""
        return super().image(page, node)

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        """A profile's link of class ``mention`` (2.1), or "@NAME" of an extension."""
        href = node.attrs.get("href") or ""
        member = member_in(href)
        name = label(node)
        if member is None or name is None:
            return None
        if "mention" in (node.attrs.get("class") or "") or name.startswith("@"):
            return Mention(name=name.removeprefix("@"), id=member, url=profile(read_script(page), member))
        return None

    # -- what all of them need -------------------------------------------------------------------------------------

    def _moment(self, page: Page, raw: str) -> Moment:
        return read_moment(page, raw, self._languages(page))

    def _languages(self, page: Page) -> tuple[str, ...]:
        if "languages" not in page.memo:
            language = self.language(page)
            page.memo["languages"] = (language,) if language else ()
        languages: tuple[str, ...] = page.memo["languages"]
        return languages
