"""Movable Type 2 to 7 and TypePad, which was made of it: entries, pages, their comments and trackbacks, from static files.

Owns what a page is, its addresses, its lists. What stands in entries and comments is read by `movabletype_parts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.bylines import own
from spiders.content import QuoteHead, Rules, mark, roles
from spiders.errors import ParseError
from spiders.items import Author, Declared, Follow, Listing, PageKind, Post, Reading, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform, derived_id
from spiders.platforms.movabletype_parts import FURNITURE, JUNK, Parts
from spiders.text import label, number
from spiders.urls import normalise, same_site, split

_MADE = re.compile(r"movabletype\.org|movable ?type(?: [a-z]+)* ?(\d[\d.]*)?|typepad\.com", re.IGNORECASE)
_OLD_MARKS = (b"mtcmtauth", b"mt-tb.cgi", b"mt-comments.cgi", b"OpenTrackback (c)", b"mt-search.cgi", b"OpenComments (c)")
_OLD = ".blogbody, .comments-body, .entry-asset, [id^='entry-'], #alpha-inner"
_NEVER = re.compile(r"/mt-\w+\.f?cgi|/mt\.f?cgi|/cgi-bin/|/services/|/t/(?:comments|trackback|app)|/trackback/?$|/rsd\.xml$")
_COMMENT_PAGE = re.compile(r"/comments/page/(\d{1,6})/?$")


class MovableType(Platform):
    """Movable Type 2 to 7, TypePad."""

    name = "movabletype"
    title = "Movable Type, TypePad"
    family = "blog"
    versions = "2 to 7"

    QUOTE = "blockquote"
    DROP = "h3.title, form"

    def rules(self, page: Page) -> Rules:
        """What stands in the bodies of this page; most of it is told by class where it is met."""
        return Rules(
            page=page,
            quotes=mark(page, self.QUOTE),
            dropped=mark(page, self.DROP),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            classes=roles(drop=FURNITURE),
        )

    def read(self, page: Page) -> Reading:
        """Read all that the page states. What was noted meanwhile leads back to the page, whose tree it would keep in memory."""
        try:
            return super().read(page)
        finally:
            page.memo.pop("movable type", None)

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the generator; before 3.2 by the names of its programs and cookies, where its own classes stand, too."""
        if page.is_json or page.is_xml:
            return None
        for node in page.tree.css('meta[name="generator" i]'):
            found = _MADE.search(node.attributes.get("content") or "")
            if found:
                return Detected(version=found[1])
            if node.attributes.get("content"):
                return None
        is_old = any(mark in page.body for mark in _OLD_MARKS) and page.first(_OLD) is not None
        return Detected() if is_old else None

    def kind(self, page: Page) -> PageKind:
        """By the body's classes from 4.2 on, else by how many entries there are and whether they lead elsewhere."""
        classes = set((page.attribute("body", "class") or "").split())
        if page.status == 404:
            return "error"
        if classes & {"mt-entry-archive", "mt-page-archive"}:
            return "article"
        if classes & {"mt-main-index", "mt-archive-index", "mt-archive-listing", "mt-monthly", "mt-category"}:
            return "index"
        if classes & {"mt-search-results", "mt-comment-preview"}:
            return "other"
        entries = self._parts(page).entries()
        if not entries:
            return "other"
        has_comments = page.select_first(
            '#comments, a[name="comments"], .comments-head, form[action*="mt-comments"], #comments-open, .comments-body'
        )
        return (
            "article"
            if len(entries) == 1 and (has_comments is not None or _is_own(page, self._link(page, entries[0])))
            else "index"
        )

    def _parts(self, page: Page) -> Parts:
        if "movable type" not in page.memo:
            tag = self.language(page)
            page.memo["movable type"] = Parts(page, self.rules(page), self.zone(page), (tag,) if tag else ())
        found: Parts = page.memo["movable type"]
        return found

    def _link(self, page: Page, entry: LexborNode) -> str | None:
        return self._parts(page).permalink(entry)

    def language(self, page: Page) -> str | None:
        return super().language(page) or page.attribute("html", "xml:lang")

    def _home(self, page: Page) -> LexborNode | None:
        return page.select_first(
            "#header-name a[href], #banner-header a[href], .banner-header a[href], #banner h1 a[href], #banner h2 a[href], "
            "#header h1 a[href], .site-title a[href]"
        )

    def site_url(self, page: Page) -> str:
        """Where the name of the blog leads, else its start page; a host may hold several blogs."""
        node = self._home(page) or page.first('link[rel="start"][href]')
        stated = page.absolute(node.attributes.get("href")) if node is not None else None
        if stated and same_site(stated, page.url) and page.url.startswith(stated.rstrip("/")):
            return normalise(stated if stated.endswith("/") else re.sub(r"/[^/]*\.\w+$|$", "/", stated, count=1))
        found = re.match(r"https?://[^/?#]+", page.url)
        return normalise(f"{found[0]}/" if found else page.url)

    def site_title(self, page: Page) -> str | None:
        return super().site_title(page) or label(self._home(page))

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """One spelling: an index file is its folder, and a comment's own parameter changes nothing."""
        return re.sub(r"(?<=/)index\.(?:html?|php)$", "", normalise(url, drop=JUNK))

    def follows(self, url: str) -> bool:
        parts = split(url)
        return parts is not None and parts.scheme in ("http", "https") and not _NEVER.search(parts.path)

    def page_asked(self, page: Page) -> int | None:
        found = _COMMENT_PAGE.search(page.url.partition("#")[0])
        return int(found[1]) if found else None

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        return Listing(threads=tuple(thread for _, thread in self._shown(page)), next_url=self._older(page))

    def _older(self, page: Page) -> str | None:
        """The next page of a list, where it has several; months and categories lead to one another elsewhere."""
        for node in page.select(
            ".pager-right a[href], .pager-next a[href], a[rel~=next][href], link[rel~=next][href], .next a[href]"
        ):
            url = page.absolute(node.attributes.get("href"))
            if url and same_site(url, page.url) and re.search(r"/page/\d+|[?&]page=\d+|/index_\d+\.", url):
                return url
        return None

    def _shown(self, page: Page) -> list[tuple[LexborNode, Thread]]:
        """The entries of a list with their elements; read once, for the rows and for what stands there of their words."""
        if "movable type shown" not in page.memo:
            page.memo["movable type shown"] = list(self._rows(page))
        shown: list[tuple[LexborNode, Thread]] = page.memo["movable type shown"]
        return shown

    def _rows(self, page: Page) -> Iterator[tuple[LexborNode, Thread]]:
        parts, day = self._parts(page), None
        for entry in parts.entries():
            day = _day_over(entry) or day
            url = parts.permalink(entry)
            number_ = _entry_number(entry) or (_number_in(url) if url else None)
            if number_ is None and url is None:
                continue
            byline = parts.byline(entry, day=day)
            address = self.canonical(url) if url else None
            row = Thread(
                id=number_ or derived_id("", address),
                kind="article",
                title=parts.title(entry),
                url=address,
                author=_member(byline.author),
                created=byline.time,
                labels=parts.labels(entry),
                declared=Declared(replies=parts.replies(entry)),
            )
            yield entry, row

    # -- threads ---------------------------------------------------------------------------------------------------

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        if kind == "article":
            return (self.thread(page),)
        return self._listed(page) if kind == "index" else ()

    def _listed(self, page: Page) -> Iterator[ThreadPage]:
        parts = self._parts(page)
        for entry, thread in self._shown(page):
            content = parts.content(entry, quotes_stay=True)
            is_bare = content is not None and content.text.endswith("...") and entry.css_first("p") is None
            is_cut = is_bare or entry.css_first(".extended, .asset-more-link, .entry-more-link, a[href$='#more']") is not None
            if content is not None:
                post = Post(
                    id=thread.id, kind="article", author=thread.author, posted=thread.created, url=thread.url, content=content
                )
                yield ThreadPage(thread=thread, posts=(post,), view="excerpt" if is_cut else "page")

    def header(self, page: Page) -> Thread:
        return self.thread(page).thread

    def thread(self, page: Page) -> ThreadPage:
        parts = self._parts(page)
        entry = next(iter(parts.entries()), None)
        if entry is None:
            raise ParseError(self.name, page.url, "no element holds an entry (.entry-asset, .entry, .blogbody)")
        url = self._own_url(page)
        stated = _entry_number(entry) or page.attribute("input[name=entry_id]", "value") or _number_in(url)
        article_id = stated or derived_id("", url)
        byline = parts.byline(entry, day=_day_over(entry))
        comments = parts.comments(article_id)
        at, after = self.page_asked(page) or 1, self._more_comments(page)
        thread = Thread(
            id=article_id,
            kind="page" if "mt-page-archive" in (page.attribute("body", "class") or "") else "article",
            title=parts.title(entry) or label(page.select_first("#page-title, h1.entry-title, h2.entry-header, h3.entry-header")),
            url=url,
            author=_member(byline.author),
            created=byline.time,
            labels=parts.labels(entry),
            locked=self._locked(page),
            declared=Declared(replies=self._declared(page)),
        )
        content = parts.content(entry, quotes_stay=True)
        opening = Post(
            id=article_id,
            id_kind="stated" if stated else "derived",
            kind="article",
            author=thread.author,
            posted=thread.created,
            url=url,
            content=content,
        )
        own = (opening,) if content is not None else ()
        return ThreadPage(thread=thread, posts=(*own, *comments), number=at, pages=None if after else at, next_url=after)

    def _own_url(self, page: Page) -> str:
        stated = page.absolute(page.attribute('link[rel="canonical"]', "href"))
        url = self.canonical(stated if stated and same_site(stated, page.url) else page.url)
        return _COMMENT_PAGE.sub("", url)

    def _more_comments(self, page: Page) -> str | None:
        at = self.page_asked(page) or 1
        for node in page.select('a[href*="/comments/page/"]'):
            url = page.absolute(node.attributes.get("href")) or ""
            found = _COMMENT_PAGE.search(url.partition("#")[0])
            if found and int(found[1]) == at + 1 and same_site(url, page.url):
                return url.partition("#")[0]
        return None

    def _locked(self, page: Page) -> bool | None:
        """Whether no comment may be written: there is a form, or the words that say there is none."""
        if (
            page.select_first('form[action*="mt-comments"], #comments-open, #comment-form, form[name="comments_form"]')
            is not None
        ):
            return False
        return True if page.select_first("#comments-closed, .comments-closed") is not None else None

    def _declared(self, page: Page) -> int | None:
        """The figure in the heading over the comments, which many templates leave out."""
        heading = label(page.select_first(".comments-header, .comments-head, #comments > h2, #comments > h3, #comments h3")) or ""
        found = re.search(r"\d+", heading)
        return number(found[0]) if found else None

    # -- bodies ----------------------------------------------------------------------------------------------------

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        return QuoteHead(author=label(own(node, "cite")))

    # -- the whole -------------------------------------------------------------------------------------------------

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterable[Follow]:
        """The entries before and after, and the archives: files that were written once, without any other list of them all."""
        if kind not in ("article", "index"):
            return
        for node in page.select(
            "link[rel~=prev][href], link[rel~=next][href], .content-nav a[href], #menu a[href], .entry-nav a[href]"
        ):
            url = page.absolute(node.attributes.get("href"))
            if url and same_site(url, page.url) and kind == "article" and self.canonical(url) != self.site_url(page):
                yield Follow(url=url, kind="article")
        for node in page.select(
            ".archive-list-item a[href], .archive-list a[href], .module-archives a[href], .widget-archive a[href], "
            'a[href$="archives.html"], link[rel="archives"][href], .sidebar a[href*="/archives/"]'
        ):
            url = page.absolute(node.attributes.get("href"))
            if url and same_site(url, page.url):
                yield Follow(url=url, kind="index")
        yield Follow(url=self.site_url(page), kind="index")


def _is_own(page: Page, url: str | None) -> bool:
    """Whether an entry's own address is that of the page, or is not told."""
    return url is None or normalise(url) == normalise(page.url)


def _entry_number(entry: LexborNode) -> str | None:
    """The number of an entry: its element's id, or the anchor before its title, which was its file's name."""
    found = re.fullmatch(r"(?:entry|page)-([0-9a-f]{1,40})", entry.id or "")
    if found:
        return found[1]
    for node in entry.css("a[name], a[id]")[:2]:
        value = node.attributes.get("name") or node.id or ""
        if re.fullmatch(r"\d{1,9}", value):
            return value.lstrip("0") or None
    return None


def _number_in(url: str) -> str | None:
    """The number that an old template gave to an entry's file (``/archives/005332.html``)."""
    found = re.search(r"/0*(\d{1,9})\.(?:html?|php|shtml)$", url)
    return found[1] if found else None


def _day_over(entry: LexborNode) -> str | None:
    """The day over the entries of one day, where it stands right before this one."""
    before = entry.prev
    while before is not None and (before.is_text_node or before.tag == "a" or (before.tag or "").startswith("-")):
        before = before.prev
    is_day = before is not None and {"date", "date-header"} & set((before.attributes.get("class") or "").split())
    return label(before) if is_day else None


def _member(author: Author | None) -> Author | None:
    """Who writes entries is no guest."""
    return replace(author, guest=False) if author is not None else None
