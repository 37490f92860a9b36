"""Slashdot, and sites that Slash runs in its markup since 2009: a story is a thread, its comments nest.

Times are in the reader's zone, which for visitors the page does not name. Comments below one threshold are cut short and have no
time, below another they are but places; the rest comes by script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import Rules, mark, read_content
from spiders.dates import read_date
from spiders.errors import ParseError
from spiders.items import Author, Declared, Label, Listing, Moment, PageKind, Post, PostState, Reaction, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.text import fold, label, number
from spiders.urls import normalise, query, split

_STORY = "article.fhitem-story, article.fhitem[data-fhtype='story']"
_PATH = re.compile(r"/(?:story|submission|article)/(\d\d/\d\d/\d\d/\d+)(?:/|$)")
_TREE = re.compile(r"(?:tree|comment)_(\d+)$")
_UID = re.compile(r"\(\s*(\d+)\s*\)")
_SCORE = re.compile(r"Score:\s*(-?\d)(?:,\s*(\w[\w ]*))?")
_WHEN = re.compile(r"on \w+ (\w+ \d{1,2}, ?\d{4} ?@ ?\d{1,2}:\d\d ?[AP]M)")
_BY = re.compile(r"Posted\s+by\s+(.+?)\s+(?:on\b|$)")
_REFUSED = frozenset({"op", "pid", "threshold", "mode", "commentsort", "no_d2"})


class Slashdot(Platform):
    """Slashdot."""

    name = "slashdot"
    title = "Slashdot"
    versions = "2009 to today"

    POST = 'li.comment[id^="tree_"]'
    QUOTE = "blockquote, .quote"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By its items and the tree of its comments."""
        if page.is_json or page.is_xml or (b"fhitem" not in page.body and b"commentlisting" not in page.body):
            return None
        return Detected() if page.first(f"article.fhitem, #commentlisting {self.POST}") is not None else None

    def kind(self, page: Page) -> PageKind:
        """A story's own page has the frame of its comments."""
        if page.first("#commentlisting, #commentwrap, .commentwrap") is not None and self._sid(page) is not None:
            return "thread"
        return "index" if page.first(_STORY) is not None else "error" if page.status >= 400 else "other"

    def logged_in(self, page: Page) -> bool | None:
        """By the class of the body."""
        body = page.tree.body
        return False if "anon" in ((body.attributes.get("class") or "") if body is not None else "").split() else None

    def site_url(self, page: Page) -> str:
        """The host: each section has its own."""
        parts = split(page.url)
        return f"{parts.scheme}://{parts.netloc}/" if parts is not None and parts.netloc else page.url

    def site_title(self, page: Page) -> str | None:
        """The end of the page's title."""
        return super().site_title(page) or (label(page.first("title")) or "").rpartition(" - ")[2] or None

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """``/story/YY/MM/DD/N`` for a story, ``comments.pl?sid=N&cid=M`` for a comment."""
        parts = split(url)
        if parts is None or not parts.netloc:
            return normalise(url)
        found = _PATH.search(parts.path)
        if found:
            return f"{parts.scheme.lower()}://{parts.netloc.lower()}/story/{found[1]}"
        if parts.path.endswith("/comments.pl"):
            return normalise(url, keep=("sid", "cid"))
        return normalise(url, drop=frozenset({"sbsrc", "source"}))

    def follows(self, url: str) -> bool:
        """Whether an address leads to a story or a list of stories."""
        parts = split(url)
        if parts is None or _REFUSED & query(url).keys():
            return False
        return _PATH.search(parts.path) is not None or (parts.path in {"", "/", "/index2.pl"} and {"page"}.issuperset(query(url)))

    def next_url(self, page: Page) -> str | None:
        """Older stories; a story has one page."""
        if self.kind(page) == "thread":
            return None
        link = page.first('a[rel~="next"], .paginate a.nextPage, #older a, a.prevnextbutact[href*="page="]')
        return page.absolute(link.attributes.get("href")) if link is not None else None

    # -- lists and stories -----------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """The stories of a list."""
        rows = (self._story(page, node) for node in page.tree.css(_STORY))
        threads = {row.id: row for row in rows if row is not None}  # an element may answer to both of the selectors
        return Listing(threads=tuple(threads.values()), next_url=self.next_url(page))

    def _story(self, page: Page, node: LexborNode) -> Thread | None:
        link = node.css_first('.story-title a[href], [id^="title-"] a[href], h1 a[href], h2 a[href]')
        url = page.absolute(link.attributes.get("href")) if link is not None else None
        found = _PATH.search(url or "")
        if url is None or found is None:
            return None
        count = number(label(node.css_first(".comment-bubble a, .commentcnt a")))
        return Thread(
            id=found[1],
            title=label(link),
            kind="article",
            url=self.canonical(url),
            author=self._poster(node),
            created=_moment(page, label(node.css_first(".story-byline time, time, .story-byline"))),
            labels=tuple(
                Label(kind="category", title=title)
                for one in node.css(".topic img[title]")
                if (title := one.attributes.get("title"))
            ),
            declared=Declared(replies=count),
        )

    def _poster(self, node: LexborNode) -> Author | None:
        line = node.css_first(".story-byline, .details")
        found = _BY.search(fold(line.text()) if line is not None else "")
        return Author(name=found[1], guest=None) if found else None

    def _sid(self, page: Page) -> str | None:
        stated = (page.attribute('link[rel="canonical"]', "href"), page.url)
        return next((found[1] for url in stated if url and (found := _PATH.search(url))), None)

    def header(self, page: Page) -> Thread:
        """The story as its page states it."""
        node = page.first(_STORY)
        story = self._story(page, node) if node is not None else None
        sid = self._sid(page)
        if story is None and sid is None:
            raise ParseError(self.name, page.url, "nothing on the page says which story it is (/story/)")
        return story or Thread(id=sid or "", kind="article", url=f"{self.site_url(page)}story/{sid}")

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        """What is shown whole, and what is cut short: an excerpt is no version of a comment."""
        if kind != "thread":
            return
        read = self.thread(page)
        cut = {found for node in page.tree.css("li.comment.oneline") if (found := self._number(node))}
        yield replace(read, posts=tuple(post for post in read.posts if post.id not in cut))
        excerpts = tuple(post for post in read.posts if post.id in cut)
        if excerpts:
            yield ThreadPage(thread=read.thread, posts=excerpts, view="excerpt")

    def thread(self, page: Page) -> ThreadPage:
        """The story and its comments, each in the one it answers."""
        header = self.header(page)
        rules = self.rules(page)
        node = page.first(_STORY)
        body = node.css_first('[id^="text-"], .body .p, .body') if node is not None else None
        shown: list[Post] = []
        if body is not None:
            words = read_content(body, replace(rules, quotes_stay=True))
            shown.append(
                Post(id=header.id, kind="article", author=header.author, posted=header.created, url=header.url, content=words)
            )
        read = super().thread(page)
        return replace(read, thread=header, posts=(*shown, *read.posts), number=1, pages=1)

    # -- comments --------------------------------------------------------------------------------------------------

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        """A comment, under the comment it answers."""
        post = super().post(page, node, rules)
        parent = self._parent(node)
        return replace(post, kind="comment", parent_id=parent, parent_kind="stated" if parent else None) if post else None

    def _parent(self, node: LexborNode) -> str | None:
        above = node.parent
        while above is not None and above.id != "commentlisting":
            found = _TREE.match(above.id or "") if above.tag == "li" else None
            if found:
                return found[1]
            above = above.parent
        return None

    def _own(self, node: LexborNode, selector: str) -> LexborNode | None:
        """In the comment itself, not in its answers."""
        own = node.css_first(f"#comment_{self._number(node)}")
        return (own if own is not None else node).css_first(selector)

    def _number(self, node: LexborNode) -> str:
        found = _TREE.match(node.id or "")
        return found[1] if found else ""

    def state(self, page: Page, node: LexborNode) -> PostState:
        """What is below the reader's threshold is a place without words."""
        return "ignored" if "hidden" in (node.attrs.get("class") or "").split() else "visible"

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``#tree_N``."""
        return self._number(node) or None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """With the number of the account; cowards have none."""
        by = self._own(node, ".by")
        link = by.css_first('a[href*="/~"]') if by is not None else None
        if by is None or link is None:
            words = fold((label(by) or "").removeprefix("by "))
            return Author(name=words, guest=True) if words else None
        uid = _UID.search(label(by) or "")
        url = page.absolute(link.attributes.get("href"))
        return Author(name=label(link) or "", id=uid[1] if uid else None, url=url, guest=False)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """Beside the name, to the minute."""
        return _moment(page, label(self._own(node, ".otherdetails")))

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """A page of its own."""
        link = self._own(node, '.otherdetails a[href*="cid="], .title a[href*="cid="]')
        url = page.absolute(link.attributes.get("href")) if link is not None else None
        return self.canonical(url) if url else None

    def subject(self, page: Page, node: LexborNode) -> str | None:
        """Over the words."""
        return label(self._own(node, ".title h4 > a, .title a"))

    def reactions(self, page: Page, node: LexborNode) -> Iterable[Reaction]:
        """The score from -1 to 5, and what moderators found."""
        return tuple(self._scores(node))

    def _scores(self, node: LexborNode) -> Iterator[Reaction]:
        found = _SCORE.search(fold(label(self._own(node, ".score")) or ""))
        if found:
            yield Reaction(kind="score", count=int(found[1]))
            if found[2]:
                yield Reaction(kind=found[2])

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """The words of this comment."""
        body = node.css_first(f"#comment_body_{self._number(node)}")
        return [body] if body is not None else []

    def rules(self, page: Page) -> Rules:
        """Quotes have no attribution."""
        return replace(
            super().rules(page), dropped=mark(page, ".commentBody .quotelink") if b"quotelink" in page.body else frozenset()
        )


def _moment(page: Page, printed: str | None) -> Moment | None:
    """A time in words ("on Friday January 12, 2024 @11:40AM")."""
    found = _WHEN.search(printed or "")
    if found is None:
        return None
    moment = read_date(found[1].replace("@", " "), clock=page.clock, zone=page.zone, languages=("en-US",))
    return replace(moment, raw=found[0])
