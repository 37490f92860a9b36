"""Askbot: a question is a thread, answers and comments are posts of their own kinds, numbered in one row.

Times are printed with their distance from UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC

from selectolax.lexbor import LexborNode

from spiders.content import Rules, mark, roles
from spiders.dates import read_date, stamp
from spiders.errors import ParseError
from spiders.items import Author, Declared, Edit, Label, Listing, Moment, PageKind, Post, PostKind, Reaction, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.askbot_links import canonical, may_follow, page_in, question_in, root, user_in
from spiders.platforms.base import Detected, Platform
from spiders.text import fold, label, number

_QUESTION = ".js-question[data-post-id], .question[data-post-id], .js-question, #question-table"
_ROW = ".short-summary"
_ID = re.compile(r"(?:post-id|answer-container|comment)-(\d+)$")
_FIGURE = re.compile(r"\d[\d,.]*")
_SCORE = re.compile(r"[-−]?\d{1,6}")
_CLOSED = re.compile(r"\s*\[(closed|duplicate|fermée|cerrada|geschlossen|закрыт|chiusa|fechada)\]$", re.IGNORECASE)
_BODY = ".post-body, .question-body, .answer-body"


class Askbot(Platform):
    """Askbot."""

    name = "askbot"
    title = "Askbot"
    versions = "0.7 to 0.11"

    POST = '.js-question, .answer[id^="post-id-"], .comment[id^="post-id-"]'
    DROP = ".post-update-info-container, .post-controls, .comments, .wiki-info, .expander"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By what its scripts are called, and its frame."""
        if page.is_json or page.is_xml:
            return None
        if b"askbot[" in page.body:
            return Detected() if page.first("#ContentLeft, #secondaryHeader, #searchForm, .js-question") is not None else None
        framed = b"ContentLeft" in page.body and page.first("#ContentLeft .vote-buttons, #ContentLeft .short-summary") is not None
        return Detected() if framed and page.first("#secondaryHeader, #homeButton") is not None else None

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page."""
        if page.first(_QUESTION) is not None:
            return "thread"
        if page.first(_ROW) is not None:
            return "index"
        if page.first('form[action*="/account/signin"] input[type="password"]') is not None:
            return "login"
        body = page.tree.body
        classes = (body.attributes.get("class") or "").split() if body is not None else []
        if page.status >= 400 or (
            "question-page" not in classes and (label(page.first("title")) or "").startswith("Page not found")
        ):
            return "error"
        return "author" if "user-profile-page" in classes else "other"

    def logged_in(self, page: Page) -> bool | None:
        """By the class of the body."""
        body = page.tree.body
        classes = (body.attributes.get("class") or "").split() if body is not None else []
        return False if "anon" in classes else True if page.first('a[href*="/account/signout"]') is not None else None

    def message(self, page: Page) -> str | None:
        """The heading."""
        return label(page.first("#ContentFull h1, #ContentLeft h1, h1"))

    def site_url(self, page: Page) -> str:
        """Before the address of the list of all questions."""
        if "root" not in page.memo:
            home = page.absolute(page.attribute("#homeButton[href], #searchForm[action]", "href"))
            page.memo["root"] = root(home or page.url)
        found: str = page.memo["root"]
        return found

    def site_title(self, page: Page) -> str | None:
        """The end of the page's title."""
        return (label(page.first("title")) or "").rpartition(" - ")[2] or None

    def language(self, page: Page) -> str | None:
        """By a class of the body (``lang-en``)."""
        body = page.tree.body
        found = re.search(r"\blang-([a-z]{2}(?:-[a-z]+)?)\b", (body.attributes.get("class") or "") if body is not None else "")
        return super().language(page) or (found[1] if found else None)

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.askbot_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.askbot_links.may_follow`."""
        return may_follow(url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        bar = page.first(".paginator")
        if bar is None:
            return 1, 1
        pages = number(bar.attributes.get("data-num-pages"))
        current = number(label(bar.css_first(".curr")))
        shown = [found for one in bar.css(".page") if (found := number(label(one)))]
        return current, pages or max(shown, default=None)

    def page_asked(self, page: Page) -> int | None:
        """By ``page=`` or ``page:``."""
        return page_in(page.url)

    def next_url(self, page: Page) -> str | None:
        """By the page controls."""
        link = page.first(".paginator .next a[href]")
        return page.absolute(link.attributes.get("href")) if link is not None else None

    # -- lists -----------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """The rows of a list, which are the latest by what was done to them."""
        current, pages = self.page_number(page)
        return Listing(threads=tuple(self._rows(page)), number=current, pages=pages, next_url=self.next_url(page))

    def _rows(self, page: Page) -> Iterator[Thread]:
        for row in page.tree.css(_ROW):
            link = row.css_first("h2 a[href], .title a[href]")
            url = page.absolute(link.attributes.get("href")) if link is not None else None
            question = question_in(url)
            if question is None:
                continue
            title, closed = _part_title(label(link))
            yield Thread(
                id=question,
                title=title,
                kind="question",
                url=f"{self.site_url(page)}question/{question}/",
                prefix=closed,
                locked=closed is not None,
                labels=tuple(self._tags(page, row)),
                declared=Declared(
                    replies=_count(row.css_first(".answers .item-count")),
                    views=_count(row.css_first(".views .item-count")),
                    last_post=read_instant(page, row.css_first("abbr.timeago, .userinfo .relativetime")),
                    last_author=self._user(page, row.css_first('.userinfo a[href*="/users/"]')),
                ),
            )

    def _tags(self, page: Page, node: LexborNode) -> Iterator[Label]:
        seen: set[str] = set()
        for tag in node.css(".js-tag-name, a.tag[rel~='tag'], .tags a[rel~='tag']"):
            title, url = tag.attributes.get("data-tag-name") or label(tag), page.absolute(tag.attributes.get("href"))
            if title and title not in seen:
                seen.add(title)
                yield Label(kind="tag", title=title, id=title, url=canonical(url) if url else None)

    def _user(self, page: Page, link: LexborNode | None) -> Author | None:
        name = label(link)
        url = page.absolute(link.attributes.get("href")) if link is not None else None
        return Author(name=name, id=user_in(url), url=url, guest=False) if name else None

    # -- threads ---------------------------------------------------------------------------------------------------

    def header(self, page: Page) -> Thread:
        """The question as its page states it."""
        node = page.first(_QUESTION)
        link = page.first("#ContentLeft h1 a[href], .question-content h1 a[href], h1 a[href*='/question/']")
        question = (node.attributes.get("data-post-id") if node is not None else None) or question_in(
            page.absolute(link.attributes.get("href")) if link is not None else page.url
        )
        if node is None or question is None:
            raise ParseError(self.name, page.url, "nothing on the page says which question it is (data-post-id)")
        title, closed = _part_title(label(link))
        pages = self.page_number(page)[1]
        answers = _FIGURE.match(label(page.first("#questionCount")) or "")
        replies = number(answers[0]) if answers else 0 if page.first(".answer") is None else None
        comments = len(page.tree.css('.comment[data-comment-id]:not([data-comment-id="0"])'))
        return Thread(
            id=question,
            title=title,
            kind="question",
            url=f"{self.site_url(page)}question/{question}/",
            prefix=closed,
            locked=closed is not None,
            author=self.author(page, node),
            created=self.posted(page, node),
            labels=tuple(self._tags(page, node)),
            declared=Declared(posts=1 + replies + comments if replies is not None and pages == 1 else None, pages=pages),
        )

    def thread(self, page: Page) -> ThreadPage:
        """Each page shows the question, and some of the answers."""
        page.memo["question"] = self.header(page).id
        return super().thread(page)

    # -- posts -----------------------------------------------------------------------------------------------------

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        """A question is a post, an answer an answer to it, a comment a comment on either."""
        post = super().post(page, node, rules)
        if post is None:
            return None
        kind = _kind_of(node)
        question: str = page.memo["question"]
        address = f"{self.site_url(page)}question/{question}/"
        if kind == "post":
            return replace(post, id=question, url=address)
        parent = question if kind == "answer" else self._commented(node)
        sign = "answer" if kind == "answer" else "comment"
        url = f"{address}?{sign}={post.id}#post-id-{post.id}"
        return replace(post, kind=kind, parent_id=parent, parent_kind="stated" if parent else None, url=url)

    def _commented(self, node: LexborNode) -> str | None:
        above = node.parent
        while above is not None:
            stated = above.attributes.get("data-parent-post-id")
            if stated:
                return stated
            above = above.parent
        return None

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``#post-id-N``; the question's is the thread's."""
        if _kind_of(node) == "post":
            return node.attributes.get("data-post-id") or page.memo.get("question")
        found = _ID.match(node.id or "")
        stated = node.attributes.get("data-post-id") or node.attributes.get("data-comment-id") or (found[1] if found else None)
        return stated if stated != "0" else None  # of which scripts make new comments

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """In the first box of a post, behind a comment. Of a wiki nobody is named."""
        if _kind_of(node) == "comment":
            return self._user(page, node.css_first(".comment-controls a.author, a.author"))
        box = next(iter(_boxes(node)), None)
        return self._user(page, box.css_first('.user-info a[href*="/users/"]')) if box is not None else None

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """In the first box."""
        if _kind_of(node) == "comment":
            return read_instant(page, node.css_first(".age abbr, abbr.timeago"))
        box = next(iter(_boxes(node)), None)
        return read_instant(page, box.css_first("abbr.timeago, strong")) if box is not None else None

    def edits(self, page: Page, node: LexborNode) -> Iterable[Edit]:
        """In the second box; where it names nobody, the author did it."""
        boxes = _boxes(node) if _kind_of(node) != "comment" else []
        if len(boxes) > 1:
            line = boxes[1].css_first("p")
            by = self._user(page, boxes[1].css_first('.user-info a[href*="/users/"]')) or self.author(page, node)
            yield Edit(
                raw=label(line) or "",
                time=read_instant(page, boxes[1].css_first("abbr.timeago, strong")),
                by=by.name if by else None,
                by_id=by.id if by else None,
            )

    def reactions(self, page: Page, node: LexborNode) -> Iterable[Reaction]:
        """Scores, and the accepted answer."""
        place = ".comment-votes" if _kind_of(node) == "comment" else ".vote-number"
        found = _SCORE.fullmatch(label(node.css_first(place)) or "")
        if found:
            yield Reaction(kind="score", count=int(found[0].replace("−", "-")))
        if "accepted-answer" in (node.attributes.get("class") or "").split():
            yield Reaction(kind="accepted", count=1)

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """The words, with boxes that are left out."""
        body = node.css_first(".comment-body" if _kind_of(node) == "comment" else _BODY)
        return [body] if body is not None else []

    def rules(self, page: Page) -> Rules:
        """Quotes have no attribution."""
        return Rules(
            page=page,
            quotes=mark(page, "blockquote") if b"<blockquote" in page.body else frozenset(),
            dropped=frozenset(),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            classes=roles(drop=self.DROP),
        )


def read_instant(page: Page, node: LexborNode | None) -> Moment | None:
    """A time with its distance from UTC ("2012-06-22 01:17:15 -0600"); in old pages in words."""
    if node is None:
        return None
    shown = label(node)
    stated = fold(node.attributes.get("title") or shown or "")
    day, _, rest = stated.partition(" ")
    exact = stamp(f"{day} {rest.replace(' ', '')}", shown or stated) if day[:4].isdecimal() else None
    if exact is not None and exact.precision is not None:
        return exact
    return read_date(shown, clock=page.clock, zone=UTC) if shown else None


def _boxes(node: LexborNode) -> list[LexborNode]:
    """Who wrote a post and when, and who changed it: not those of answers, which stand beside it."""
    return node.css(".post-update-info")


def _kind_of(node: LexborNode) -> PostKind:
    named = (node.attributes.get("class") or "").split()
    return "comment" if "comment" in named else "answer" if "answer" in named else "post"


def _count(node: LexborNode | None) -> int | None:
    """A figure; rounded ones ("2k") and "no" are none."""
    words = label(node)
    return 0 if words in {"no", "0"} else number(words)


def _part_title(shown: str | None) -> tuple[str | None, str | None]:
    """A question's title, and the state that the software wrote behind it."""
    found = _CLOSED.search(shown or "")
    return (
        ((shown or "")[: found.start()] or None, "closed" if found[1].lower() != "duplicate" else "duplicate")
        if found
        else (shown, None)
    )
