"""Ghost 1 to 6: articles, pages and lists of them, and its own comments where the site's API gives them.

Themes write the markup; what Ghost itself puts into every head (JSON-LD, ``article:``) and around every card is read first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from spiders.content import Rules, mark, read_content, roles
from spiders.dates import stamp
from spiders.errors import ParseError
from spiders.items import Author, Declared, Follow, Label, Link, Listing, Moment, PageKind, Post, Thread, ThreadPage
from spiders.json_values import types_of
from spiders.page import Page
from spiders.platforms import ghost_comments as comments
from spiders.platforms.base import Detected, Platform, derived_id
from spiders.text import fold, label
from spiders.urls import normalise, split

_MADE_BY = re.compile(r"Ghost\s*(\d[\d.]*)?")
_TEMPLATE = re.compile(r"\b(post|page|home|tag|author|index|archive|error|paged|custom-[\w-]+)-template\b|\bpaged\b")
_BODY = (
    ".gh-content, .post-full-content .post-content, .post-content, .post-full-content, .article-content, .post-body, "
    ".entry-content"
)
_CARD = (
    "article.post-card, article.gh-card, article.post, article.feed, .post-card, .gh-card, .post-feed > article, "
    ".gh-feed > article"
)
_CARD_LINK = "a.post-card-content-link, a.gh-card-link, a.post-card-image-link, h2 a[href], h3 a[href], a[href]"
_PAGE = re.compile(r"/page/(\d{1,6})/?$")
_REFUSED = re.compile(r"/(?:ghost|members|rss|amp|signin|signup|account|email|content|p|r|webmentions)(?:/|$)|/(?:rss|amp)/?$")
_FIGURE = re.compile(r"\d+")


class Ghost(Platform):
    """Ghost."""

    name = "ghost"
    title = "Ghost"
    family = "blog"
    versions = "1 to 6"

    CARD = ".kg-bookmark-card"
    DROP = (
        ".kg-signup-card, .gh-post-upgrade-cta, .kg-audio-player, .kg-audio-hide, .kg-video-overlay, .kg-video-player-container, "
        ".kg-toggle-card-icon, .kg-product-card-rating, .gh-comments, .gh-subscribe, .gh-article-meta, .post-share-section, "
        ".share-wrap, .post-share, .gh-share"
    )

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By its generator; an answer in JSON, by its comments."""
        if page.is_json:
            return Detected() if b'"comments"' in page.body[:200] and comments.answers(page) else None
        if page.is_xml or b"Ghost" not in page.body:
            return None
        found = _MADE_BY.match(page.attribute('meta[name="generator"]', "content") or "")
        return Detected(version=found[1]) if found else None

    def kind(self, page: Page) -> PageKind:
        """By the class that Ghost gives the body."""
        if page.is_json:
            return "api"
        if page.status >= 400:
            return "error"
        template = self._template(page)
        if template in {"post", "page"} or template.startswith("custom-"):
            return "article"
        if template == "error":
            return "error"
        if template:
            return "index"
        if page.attribute('meta[property="og:type"]', "content") == "article":
            return "article"
        return "index" if self._cards(page) else "other"

    def _template(self, page: Page) -> str:
        body = page.tree.body
        found = _TEMPLATE.search((body.attributes.get("class") or "") if body is not None else "")
        return (found[1] or "paged") if found else ""

    def message(self, page: Page) -> str | None:
        """Under the code."""
        return label(page.first(".error-description, .error-message, h1"))

    def site_url(self, page: Page) -> str:
        """As JSON-LD states it, else the host."""
        if "root" not in page.memo:
            publisher = self._data(page).get("publisher")
            stated = publisher.get("url") if isinstance(publisher, dict) else None
            parts = split(page.url)
            own = f"{parts.scheme}://{parts.netloc}/" if parts is not None else page.url
            page.memo["root"] = (
                stated if isinstance(stated, str) and stated.endswith("/") and page.url.startswith(stated) else own
            )
        found: str = page.memo["root"]
        return found

    def site_title(self, page: Page) -> str | None:
        """As the page states it; an answer does not."""
        return None if page.is_json else super().site_title(page)

    def language(self, page: Page) -> str | None:
        """Of the page; an answer has none."""
        return None if page.is_json else super().language(page)

    def _data(self, page: Page) -> dict[str, Any]:
        """What JSON-LD says of the page."""
        if "data" not in page.memo:
            kinds = {"Article", "WebSite", "Person", "Series"}
            page.memo["data"] = {} if page.is_json else next((one for one in page.json_ld if types_of(one) & kinds), {})
        found: dict[str, Any] = page.memo["data"]
        return found

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """Without what it came from; page 1 of a list has the list's own address."""
        bare = normalise(url, drop=frozenset({"ref", "action", "success", "attribution_id", "attribution_type", "source"}))
        return bare[: -len("page/1/")] if bare.endswith("/page/1/") else bare

    def follows(self, url: str) -> bool:
        """Not what is for members and machines; comments are asked of the API."""
        parts = split(url)
        return parts is not None and (comments.post_in(url) is not None or _REFUSED.search(parts.path) is None)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """Of a list, as its controls say; an article has one page."""
        return (1, 1) if self.kind(page) == "article" else self._list_pages(page)

    def _list_pages(self, page: Page) -> tuple[int | None, int | None]:
        figures = [int(one) for one in _FIGURE.findall(label(page.first(".page-number, .pagination-info")) or "") if len(one) < 7]
        asked = self.page_asked(page) or 1
        return (figures[0], figures[1]) if len(figures) == 2 and figures[0] <= figures[1] else (asked, None)

    def page_asked(self, page: Page) -> int | None:
        """By ``/page/N/``."""
        parts = split(page.url)
        found = _PAGE.search(parts.path) if parts is not None else None
        return int(found[1]) if found else None

    # -- lists -----------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """The cards of a list."""
        number, pages = self._list_pages(page)
        return Listing(threads=tuple(self._rows(page)), number=number, pages=pages, next_url=self.next_url(page))

    def _cards(self, page: Page) -> list[LexborNode]:
        return page.tree.css(_CARD)

    def _rows(self, page: Page) -> Iterator[Thread]:
        seen: set[str] = set()
        for card in self._cards(page):
            link = card.css_first(_CARD_LINK) if card.tag != "a" else card
            url = page.absolute(link.attributes.get("href")) if link is not None else None
            title = label(card.css_first(".post-card-title, .gh-card-title, h1, h2, h3, .post-title"))
            if url is None or title is None or not self.follows(url) or self.canonical(url) in seen:
                continue
            seen.add(self.canonical(url))
            time = card.css_first("time[datetime]")
            yield Thread(
                id=self._identity(url),
                title=title,
                kind="article",
                url=self.canonical(url),
                created=stamp(time.attributes.get("datetime"), label(time)) if time is not None else None,
            )

    def _identity(self, url: str) -> str:
        """An article is known by its path: the number that Ghost gives it stands on few pages."""
        parts = split(self.canonical(url))
        path = unquote(parts.path).strip("/") if parts is not None else ""
        return path or derived_id("address", url)

    # -- articles --------------------------------------------------------------------------------------------------

    def header(self, page: Page) -> Thread:
        """The article as its page states it."""
        url = self.canonical(page.absolute(page.attribute('link[rel="canonical"]', "href")) or page.url)
        if not url.startswith(self.site_url(page)):  # what was first published elsewhere
            url = self.canonical(page.url)
        tags = [node.attributes.get("content") for node in page.tree.css('meta[property="article:tag"]')]
        number = page.attribute("script[data-ghost-comments][data-post-id], [data-post-id]", "data-post-id")
        return Thread(
            id=self._identity(url),
            title=self._title(page),
            kind="page" if self._template(page) == "page" else "article",
            url=url,
            author=self._author(page),
            created=self._created(page),
            labels=tuple(Label(kind="tag", title=title) for title in dict.fromkeys(tags) if title),
            state="gated" if page.first(".gh-post-upgrade-cta") is not None else "visible",
            declared=Declared(pages=1),
            aliases=(number, comments.address(self.site_url(page), number)) if number else (),
        )

    def _title(self, page: Page) -> str | None:
        marked = page.first("h1.gh-article-title, h1.post-full-title, h1.post-title, h1.article-title, article h1, main h1")
        return label(marked) or page.attribute('meta[property="og:title"]', "content")

    def _author(self, page: Page) -> Author | None:
        stated = self._data(page).get("author")
        name = stated.get("name") if isinstance(stated, dict) else None
        url = stated.get("url") if isinstance(stated, dict) else None
        if not isinstance(name, str) or not name.strip():
            name = page.attribute('meta[name="twitter:data1"]', "content")
        link = page.absolute(url) if isinstance(url, str) else None
        slug = re.search(r"/author/([^/]+)/?$", link) if link else None
        return Author(name=fold(name), id=slug[1] if slug else None, url=link, guest=False) if name and name.strip() else None

    def _created(self, page: Page) -> Moment | None:
        time = page.first("article time[datetime], time[datetime]")
        stated = self._data(page).get("datePublished")
        value = page.attribute('meta[property="article:published_time"]', "content") or (
            stated if isinstance(stated, str) else None
        )
        moment = stamp(value, label(time) or value)
        return moment or (stamp(time.attributes.get("datetime"), label(time)) if time is not None else None)

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        """The article, or its comments out of the API."""
        if kind == "article":
            yield self.thread(page)
        elif kind == "api":
            said = list(comments.flat(comments.answers(page)))
            number = comments.post_in(page.url)
            if said and number:
                sheet = comments.sheet_of(page, said)
                rules = self._rules(sheet, quotes_stay=False)
                where = comments.address(self.site_url(page), number)
                yield ThreadPage(
                    thread=Thread(id=number, kind="article", url=where),
                    posts=tuple(comments.read_comments(said, sheet, rules)),
                    view="api",
                    scattered="unplaced",
                )

    def thread(self, page: Page) -> ThreadPage:
        """The article. Comments are none of the page."""
        header = self.header(page)
        body = page.first(_BODY)
        if body is None:
            card = page.first(".kg-card")
            body = card.parent if card is not None else None
        if body is None:
            raise ParseError(self.name, page.url, "no element holds the words of the article (.gh-content, .post-content)")
        content = read_content(body, self._rules(page, quotes_stay=True))
        article = Post(id=header.id, kind="article", author=header.author, posted=header.created, url=header.url, content=content)
        return ThreadPage(thread=header, posts=(article,), number=1, pages=1)

    def _rules(self, page: Page, *, quotes_stay: bool) -> Rules:
        return Rules(
            page=page,
            quotes=mark(page, "blockquote") if b"<blockquote" in page.body else frozenset(),
            dropped=mark(page, "form") if quotes_stay and b"<form" in page.body else frozenset(),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            card=self.card,
            classes=roles(drop=self.DROP, card=self.CARD),
            quotes_stay=quotes_stay,
        )

    def card(self, page: Page, node: LexborNode) -> Link | None:
        """A link with a picture and a title."""
        link = node.css_first("a.kg-bookmark-container[href], a[href]")
        url = page.absolute(link.attributes.get("href")) if link is not None else None
        return Link(url=url, text=label(node.css_first(".kg-bookmark-title")) or "") if url else None

    # -- where it leads --------------------------------------------------------------------------------------------

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterable[Follow]:
        """From an article its comments, from a page of them the next."""
        if kind == "article" and threads and b"data-ghost-comments" in page.body:
            number = page.attribute("script[data-ghost-comments][data-post-id]", "data-post-id")
            if number and number.isalnum():
                url = f"{comments.address(self.site_url(page), number)}?limit=100&page=1"
                yield Follow(url=url, kind="api", thread_id=threads[0].thread.id)
        elif kind == "api":
            following = comments.next_page(page)
            if following:
                yield Follow(url=f"{page.url.partition('?')[0]}?limit=100&page={following}", kind="api")
