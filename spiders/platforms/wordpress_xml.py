"""Feeds and sitemaps of WordPress: which they are, whose they are, which articles they lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spiders.errors import NotAPage
from spiders.feeds import is_feed, read_feed
from spiders.items import Author, Declared, Follow, PageKind, Site, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms import wordpress_urls as urls
from spiders.sitemaps import is_sitemap, read_sitemap
from spiders.urls import same_site, split

_SKIPPED_SITEMAPS = re.compile(r"(?:^|[/_-])(?:taxonomies|users|category|post_tag|author)(?:[_-][\w-]*)?\.xml$", re.IGNORECASE)
"""Lists of archives (the core's names and Yoast's): what they lead to shows the same articles once more."""
_XML = (b"<rss", b"<feed", b"<urlset", b"<sitemapindex", b"<rdf:RDF")


def is_xml(page: Page) -> bool:
    """Whether the body is a feed or sitemap, whatever the response calls itself."""
    known: bool | None = page.memo.get("wordpress xml")
    if known is None:
        head = page.body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n")
        known = page.is_xml or (head.startswith(b"<?xml") and any(mark in head for mark in _XML))
        page.memo["wordpress xml"] = known
    return known


def xml_kind(page: Page) -> PageKind:
    """Feed, sitemap or something else.

    Raises:
        NotAPage: it is not XML at all.
    """
    root = page.xml
    return "sitemap" if is_sitemap(root) else "feed" if is_feed(root) else "other"


def is_our_xml(page: Page) -> bool:
    """Whether WordPress made a feed or sitemap."""
    try:
        kind = xml_kind(page)
    except NotAPage:
        return False
    if kind == "feed":
        return "wordpress.org" in (read_feed(page).generator or "")
    return kind == "sitemap" and b"wp-sitemap" in page.body


def feed_version(page: Page) -> str | None:
    """The version in a feed's generator (``https://wordpress.org/?v=6.1.9``)."""
    if xml_kind(page) != "feed":
        return None
    found = re.search(r"[?&]v=(\d[\w.-]*)", read_feed(page).generator or "")
    return found[1] if found else None


def xml_site(page: Page, platform: str) -> Site:
    """The site as a feed or sitemap tells it."""
    base = _base(page)
    if xml_kind(page) != "feed":
        return Site(url=base, platform=platform)
    return Site(url=base, platform=platform, version=feed_version(page), language=read_feed(page).language)


def _base(page: Page) -> str:
    """Where the site begins: the folder of the core's sitemap, the home that a feed names; the host where neither tells.

    The feed of one article's comments names the article as its home.
    """
    parts = split(page.url)
    folder, sitemap, _ = (parts.path if parts else "").partition("wp-sitemap")
    if parts is None or sitemap:
        return urls.canonical(f"{parts.scheme}://{parts.netloc}{folder}" if parts else page.url)
    if xml_kind(page) == "feed":
        feed = read_feed(page)
        is_whole = "/comments/feed" in parts.path or any(entry.comments is not None for entry in feed.entries)
        if is_whole and feed.url and same_site(feed.url, page.url):
            return urls.canonical(feed.url.rstrip("/") + "/")
    return urls.canonical(f"{parts.scheme}://{parts.netloc}/")


def xml_threads(page: Page) -> Iterator[ThreadPage]:
    """The articles of a feed whose number is told (``<guid>https://example.org/?p=12</guid>``): the second of publication in
    UTC, which many themes never print. Their words may be cut, and are left to the articles' own pages.
    """
    for entry in read_feed(page).entries if xml_kind(page) == "feed" else ():
        number = urls.post_id(entry.guid)
        if number is None or "#comment-" in (entry.guid or "") or not entry.url or not same_site(entry.url, page.url):
            continue
        yield ThreadPage(
            thread=Thread(
                id=number,
                kind="article",
                title=entry.title,
                url=urls.canonical(entry.url),
                author=Author(name=entry.author) if entry.author else None,
                created=entry.posted,
                declared=Declared(replies=entry.comments),
                aliases=(urls.canonical(entry.guid),) if entry.guid else (),
            ),
            view="feed",
        )


def xml_follows(page: Page) -> Iterator[Follow]:
    """The articles that a feed or sitemap lists, and the sitemaps of an index that list articles and pages."""
    if xml_kind(page) == "feed":
        for entry in read_feed(page).entries:
            if entry.url and same_site(entry.url, page.url):
                changed = entry.updated or entry.posted
                yield Follow(url=urls.without_comment_page(entry.url.partition("#")[0]), kind="article", modified=changed)
        return
    sitemap = read_sitemap(page)
    for part in sitemap.sitemaps:
        if same_site(part.url, page.url) and not _SKIPPED_SITEMAPS.search(part.url):
            yield Follow(url=part.url, kind="sitemap")
    for line in sitemap.pages:
        if same_site(line.url, page.url) and not _SKIPPED_SITEMAPS.search(page.url):
            yield Follow(url=line.url, kind="article", modified=line.modified)
