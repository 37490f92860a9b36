"""JForum as Paul Wheaton's sites have grown it (permies, coderanch): topics, told by the frame that they share.

What their lists of topics look like is not known to this reader: it says "other" of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead
from spiders.dates import read_date
from spiders.errors import ParseError
from spiders.items import Author, Board, Declared, Media, Moment, PageKind, Reaction, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.quotes import read_attribution
from spiders.text import label, number
from spiders.urls import normalise, split

_TOPIC = re.compile(r"^/(?:mobile/)?(?:t|wiki)/(?:(?P<start>\d{1,9})/)?(?P<id>\d{1,18})(?P<slug>/[^/]*)?/?$")
_BOARD = re.compile(r"^/(?:mobile/)?f/(?:\d{1,9}/)?(\d{1,18})(?:/[^/]*)?/?$")
_MEMBER = re.compile(r"/u/(\d{1,18})(?:/|$)")


class JForum(Platform):
    """JForum."""

    name = "jforum"
    title = "JForum"
    versions = "permies and coderanch"

    POST = ".postItem"
    BODY = ".postText"
    QUOTE = ".postText blockquote"
    DROP = ".postText cite"
    VERBATIM = ".postText pre"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By what only this software names so: the frame of a topic, and of what may be done with it."""
        if page.is_json or page.is_xml or page.first(".topicForums, #topicSubject") is None:
            return None
        return Detected() if page.first(".postItem .postItmCntnt, .topicActionPanel") is not None else None

    def kind(self, page: Page) -> PageKind:
        """Topics only."""
        return "thread" if page.first(self.POST) is not None and _topic(page) is not None else "other"

    def logged_in(self, page: Page) -> bool | None:
        """By the link to log in."""
        if page.first("#loginLink, a[href*='/auth/login']") is not None:
            return False
        return True if page.first("a[href*='/auth/logout']") is not None else None

    def site_url(self, page: Page) -> str:
        """The host: these sites are nothing else."""
        parts = split(page.url)
        return normalise(f"{parts.scheme}://{parts.netloc}/") if parts is not None else page.url

    def site_title(self, page: Page) -> str | None:
        """The end of the page's title: "SUBJECT (BOARD forum at SITE)"."""
        return (label(page.first("title")) or "").rpartition(" at ")[2].rstrip(")") or None

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """The one for large screens."""
        return normalise(url.replace("/mobile/", "/", 1))

    def follows(self, url: str) -> bool:
        """Topics and their pages; of forums nothing would be read."""
        parts = split(url)
        return parts is not None and not parts.query and _TOPIC.match(parts.path) is not None

    def next_url(self, page: Page) -> str | None:
        """By the page controls."""
        current = self.page_number(page)[0]
        links = page.tree.css(".pagination a[href]")
        return next((page.absolute(link.attrs.get("href")) for link in links if number(label(link)) == (current or 0) + 1), None)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls; without them there is one page."""
        current = number(label(page.first(".pagination .currentPage")))
        if current is None:
            return 1, 1
        return current, max(found for link in page.tree.css(".pagination a") if (found := number(label(link))) is not None)

    # -- threads ---------------------------------------------------------------------------------------------------

    def header(self, page: Page) -> Thread:
        """The topic; it may lie in several forums."""
        found, title = _topic(page), label(page.first("#topicSubject"))
        if found is None or title is None:
            raise ParseError(self.name, page.url, "neither address nor link says which topic it is")
        boards = []
        for link in page.tree.css(".topicForums a[href]"):
            href, name = page.absolute(link.attrs.get("href")), label(link)
            parts = split(href) if href else None
            board = _BOARD.match(parts.path) if parts is not None else None
            if board and name and href:
                boards.append(Board(title=name, id=board[1], url=self.canonical(href)))
        return Thread(
            id=found["id"],
            title=title,
            url=f"{self.site_url(page).rstrip('/')}/t/{found['id']}{found['slug'] or ''}",
            boards=tuple(boards[:1]),
            declared=Declared(pages=self.page_number(page)[1]),
        )

    def thread(self, page: Page) -> ThreadPage:
        """On the first page the first post opens the topic and tells who began it and when."""
        read, found = super().thread(page), _topic(page)
        if not read.posts or found is None or found["start"] is not None:
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """That of the time."""
        place = node.css_first(".postdate span[id]")
        stated = (place.id or "") if place is not None else ""
        return stated if stated.isdecimal() else None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """Linked at the first of a member's posts on a page, a bare name at the others; retired accounts have none."""
        name = label(node.css_first(".name a, .name span"))
        return self._members(page).get(name, Author(name=name)) if name is not None else None

    def _members(self, page: Page) -> dict[str, Author]:
        """The members by name, as the page links them; a name that two share is left out."""
        if "members" not in page.memo:
            found: dict[str, set[Author]] = {}
            for link in page.tree.css(".postItem .name a[href]"):
                name, href = label(link), page.absolute(link.attrs.get("href"))
                member = _MEMBER.search(href or "")
                if name and href and member:
                    found.setdefault(name, set()).add(Author(name=name, id=member[1], url=self.canonical(href), guest=False))
            page.memo["members"] = {name: next(iter(authors)) for name, authors in found.items() if len(authors) == 1}
        members: dict[str, Author] = page.memo["members"]
        return members

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """In the hint of "posted 6 years ago"."""
        place = node.css_first(".postdate span[title]")
        words = place.attrs.get("title") if place is not None else None
        return read_date(words, clock=page.clock, zone=self.zone(page), languages=("en",)) if words else None

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The post's place on this page."""
        return f"{self.canonical(page.url)}#{self.post_id(page, node)}"

    def reactions(self, page: Page, node: LexborNode) -> Iterator[Reaction]:
        """Thumbs, counted, and apples, each of them shown."""
        thumbs = number(label(node.css_first('[id^="like_message_"]')))
        if thumbs:
            yield Reaction(kind="like", count=thumbs)
        apples = len(node.css(".postdate .appleIcon"))
        if apples:
            yield Reaction(kind="apple", count=apples)

    # -- bodies ----------------------------------------------------------------------------------------------------

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """As "NAME wrote:"."""
        words = label(next((cite for cite in node.css("cite") if _within(cite, node)), None))
        return QuoteHead(author=read_attribution(words) if words else None)

    def attachments(self, page: Page, node: LexborNode) -> Iterator[Media]:
        """Files below the words; of pictures a smaller one is shown."""
        for place in node.css(".imageAttachment, .attachment, .fileAttachment"):
            link = place.css_first("a[href]")
            url = page.absolute(link.attrs.get("href")) if link is not None else None
            if url is not None:
                yield Media(kind="attachment", url=url, name=label(place.css_first("div")) or label(link))


def _topic(page: Page) -> re.Match[str] | None:
    """The topic's number by the page's address, or by the one it prefers."""
    for url in (page.url, page.absolute(page.attribute('link[rel="canonical"]', "href"))):
        parts = split(url) if url else None
        found = _TOPIC.match(parts.path) if parts is not None else None
        if found:
            return found
    return None


def _within(cite: LexborNode, quote: LexborNode) -> bool:
    """Whether a name is that quote's own, not of one inside it."""
    place = cite.parent
    while place is not None and place.tag != "blockquote":
        place = place.parent
    return place == quote
