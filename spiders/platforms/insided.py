"""inSided, later Gainsight Customer Communities: topics, told by the marks that its own tests look for (``qa-``).

Categories are filled in by scripts, so their pages list nothing to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules
from spiders.dates import read_date
from spiders.errors import ParseError
from spiders.items import Author, Board, Declared, Label, Media, Moment, PageKind, Post, Reaction, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.text import fold, label, number
from spiders.urls import normalise, split

_TOPIC = re.compile(r"^(?:/[^/]+)*?/[^/]*-(\d{1,9})/[^/]*?-?(\d{1,18})/?$")
_BOARD = re.compile(r"-(\d{1,9})/?$")
_MEMBER = re.compile(r"/members/[^/]*?-?(\d{1,18})/?$")
_QUERY = re.compile(r"(?:page=\d{1,9})?")
_FIGURE = re.compile(r"\d[\d.,]*")


class InSided(Platform):
    """inSided."""

    name = "insided"
    title = "inSided (Gainsight)"
    versions = "of 2026"

    POST = ".qa-topic-post-box[id]"
    BODY = ".qa-topic-post-content"
    QUOTE = "content-quote"
    VERBATIM = ".qa-topic-post-content pre"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the marks of its frame."""
        if page.is_json or page.is_xml or page.first(".qa-div-main, .qa-breadcrumb-community") is None:
            return None
        return Detected() if page.first('[src*="insided.com"], [href*="insided.com"], .qa-topic-post-box') is not None else None

    def kind(self, page: Page) -> PageKind:
        """Topics, and pages that list some without telling."""
        return "thread" if page.first(self.POST) is not None and _TOPIC.match(_path(page.url)) else "other"

    def logged_in(self, page: Page) -> bool | None:
        """By the button to log in."""
        return False if page.first(".qa-header-login-button") is not None else None

    def site_url(self, page: Page) -> str:
        """The host."""
        parts = split(page.url)
        return normalise(f"{parts.scheme}://{parts.netloc}/") if parts is not None else page.url

    def site_title(self, page: Page) -> str | None:
        """The end of the page's title."""
        return (label(page.first("title")) or "").rpartition(" | ")[2] or None

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """In the order of time; the first page has no number."""
        found = normalise(url, keep=("page",) if _TOPIC.match(_path(url)) else None)
        return found.removesuffix("?page=1")

    def follows(self, url: str) -> bool:
        """Topics and their pages, in the order of time."""
        parts = split(url)
        return parts is not None and bool(_TOPIC.match(parts.path)) and bool(_QUERY.fullmatch(parts.query))

    def next_url(self, page: Page) -> str | None:
        """By the link."""
        return page.absolute(page.attribute('link[rel="next"], a[rel="next"], .qa-pagination-next', "href"))

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the address and the links to others; without those there is one page."""
        stated = re.search(r"[?&]page=(\d{1,9})", page.url)
        current = int(stated[1]) if stated else 1
        others = [re.search(r"[?&]page=(\d{1,9})", link.attrs.get("href") or "") for link in page.tree.css('a[href*="page="]')]
        return current, max([current, *(int(found[1]) for found in others if found)])

    # -- threads ---------------------------------------------------------------------------------------------------

    def header(self, page: Page) -> Thread:
        """The topic."""
        found, title = _TOPIC.match(_path(page.url)), label(page.first(".qa-thread-title"))
        if found is None or title is None:
            raise ParseError(self.name, page.url, "the address does not say which topic it is")
        return Thread(
            id=found[2],
            title=title,
            url=normalise(page.url, keep=()),
            boards=tuple(self._path(page)),
            labels=tuple(Label(kind="tag", title=words) for tag in page.tree.css(".qa-tag-pill") if (words := label(tag))),
            declared=Declared(
                replies=_figure(page.first(".qa-total-replies, .qa-link-to-replies")),
                views=_figure(page.first(".qa-count-views")),
                pages=self.page_number(page)[1],
            ),
        )

    def _path(self, page: Page) -> Iterator[Board]:
        above = None
        for link in page.tree.css(".qa-breadcrumb-category a[href], .qa-breadcrumb-forum a[href]"):
            href, title = page.absolute(link.attrs.get("href")), label(link)
            found = _BOARD.search(_path(href)) if href else None
            if found and title and href:
                yield Board(title=title, id=found[1], url=self.canonical(href), parent_id=above)
                above = found[1]

    def thread(self, page: Page) -> ThreadPage:
        """The opening post stands on the first page and tells who began the topic and when."""
        read = super().thread(page)
        if not read.posts or read.posts[0].kind != "post":
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    # -- posts -----------------------------------------------------------------------------------------------------

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        """Opening posts and replies are numbered apart."""
        read = super().post(page, node, rules)
        return replace(read, kind="comment") if read is not None and (node.id or "").startswith("post") else read

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """That of the box: "topic396" opens the topic."""
        stated = (node.id or "").removeprefix("topic").removeprefix("post")
        return stated if stated.isdecimal() else None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """The name beside the words."""
        place = node.css_first(".qa-username")
        name, href = label(place), page.absolute(place.attrs.get("href")) if place is not None else None
        found = _MEMBER.search(_path(href)) if href else None
        return Author(name=name, id=found[1] if found else None, url=href, guest=False if found else None) if name else None

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """A day, in the hint of "4 years ago"; that of the opening post stands under the title."""
        place = node.css_first(".tooltip__content--publish-date")
        if place is None and (node.id or "").startswith("topic"):
            place = page.first(".qa-topic-meta .tooltip__content--publish-date")
        words = label(place)
        lang = self.language(page)
        return read_date(words, clock=page.clock, zone=self.zone(page), languages=(lang,) if lang else ()) if words else None

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The reply's place in its topic."""
        url = self.canonical(page.url)
        return f"{url}#{node.id}" if (node.id or "").startswith("post") else url

    def reactions(self, page: Page, node: LexborNode) -> Iterator[Reaction]:
        """As "4 people like this"."""
        count = _figure(node.css_first(".topic-liked-users_text"))
        if count:
            yield Reaction(kind="like", count=count)

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """Emoji of old are pictures."""
        if node.tag == "img" and "/emojione/" in (node.attrs.get("src") or ""):
            return node.attrs.get("alt") or ""
        return super().image(page, node)

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """By the quote's attributes, where they were kept."""
        name = node.attrs.get("data-username") or node.attrs.get("username")
        return QuoteHead(author=fold(name) if name else None)


def _path(url: str | None) -> str:
    parts = split(url) if url else None
    return parts.path if parts is not None else ""


def _figure(place: LexborNode | None) -> int | None:
    """The figure among the words."""
    found = _FIGURE.search(label(place) or "")
    return number(found[0]) if found else None
