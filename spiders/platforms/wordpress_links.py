"""Where a WordPress page leads: comment pages, parts, static pages, REST, sitemap, feed; archives where nothing better is.

An index that is walked to its end shows every article, REST and the sitemap list them: categories, tags, months and authors
show the same once more, so their pages are asked for only on a site that offers no REST.
"""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from spiders.items import Follow, PageKind, ThreadPage
from spiders.page import Page
from spiders.platforms import wordpress_article as article
from spiders.platforms import wordpress_counts as counts
from spiders.platforms import wordpress_index as index
from spiders.platforms import wordpress_once as once
from spiders.platforms import wordpress_rest as rest
from spiders.platforms import wordpress_site as sites
from spiders.platforms import wordpress_urls as urls
from spiders.platforms import wordpress_xml as xml
from spiders.urls import same_site

_PAGE_LINKS = (
    ".page_item a[href], .wp-block-page-list a[href], .wp-block-navigation-item__content[href], "
    ".menu-item-object-page > a[href], .menu-item-type-post_type > a[href]"
)
_ARCHIVE_LINKS = (
    ".cat-item a[href], .wp-block-archives-list a[href], .widget_archive a[href], .menu-item-object-category > a[href]"
)


def more(page: Page, kind: PageKind, threads: tuple[ThreadPage, ...]) -> Iterator[Follow]:
    """Comment pages, parts, static pages, the REST API and the sitemap; archives only where nothing better lists all."""
    if kind == "api":
        yield from rest.follows(page)
        return
    if kind in ("sitemap", "feed"):
        yield from xml.xml_follows(page)
        return
    if kind in ("login", "other"):
        return
    for shown in threads:
        yield from _beside(page, kind, shown)
    for node in index.select(page, _PAGE_LINKS):
        yield from _inside(page, node, "article")
    if kind == "index":
        for node in index.select(
            page,
            ".entry-title a[href], .post-title a[href], h2 a[rel~=bookmark], h1 a[rel~=bookmark], article a[rel~=bookmark][href]",
        ):
            yield from _inside(page, node, "article")
    root = sites.rest_root(page)
    if root is not None and same_site(root, page.url):
        yield Follow(url=root, kind="api")
    else:
        yield from _instead_of_rest(page)
    if sites.has_sitemap(page):
        yield Follow(url=f"{sites.site_url(page)}wp-sitemap.xml", kind="sitemap")
    if kind != "index":
        yield Follow(url=sites.site_url(page), kind="index")


def _instead_of_rest(page: Page) -> Iterator[Follow]:
    """What leads to articles, to their times in UTC and to new comments on a site that offers no REST: archives and the feeds."""
    for node in index.select(page, _ARCHIVE_LINKS):
        yield from _inside(page, node, "index")
    home = sites.site_url(page)
    for href in once.head(page).all_linked("alternate", "application/rss+xml"):
        feed = page.absolute(href)
        if feed and same_site(feed, page.url) and urls.canonical(feed).startswith((f"{home}feed", f"{home}comments/feed")):
            yield Follow(url=feed, kind="feed")


def _beside(page: Page, kind: PageKind, shown: ThreadPage) -> Iterator[Follow]:
    """The other comment pages and parts of an article, and what REST knows better about it."""
    if kind != "article" or shown.view != "page":
        return
    thread = shown.thread
    for number, url in sites.all_comment_pages(counts.comment_pages(page, thread.url or "")):
        yield Follow(url=url, kind="article", thread_id=thread.id, number=number)
    _, parts = article.parts(page)
    for url in parts:
        yield Follow(url=url, kind="article", thread_id=thread.id)
    stated = page.absolute(once.head(page).linked("alternate", "application/json"))
    if parts and stated and urls.is_rest(stated):
        yield Follow(url=stated, kind="api", thread_id=thread.id)


def _inside(page: Page, node: LexborNode, kind: PageKind) -> Iterator[Follow]:
    """A link as something to follow, if it stays on the site and is a page."""
    url = page.absolute(node.attributes.get("href"))
    if url and same_site(url, page.url) and not urls.is_feed(url) and not urls.is_rest(url):
        yield Follow(url=url, kind=kind)
