"""What the feeds of PunBB and FluxBB say: when threads began or were last written in, and when posts were written, in UTC.

No page of these forums says in which zone its times are; the feeds do, of the same threads and posts. Their words are left to the
pages, which have all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from spiders.errors import NotAPage
from spiders.feeds import Feed, FeedEntry, read_feed
from spiders.items import Author, Declared, Post, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.punbb_links import canonical, feed_thread, first_page, post_in, thread_in
from spiders.urls import query, same_site


def feed_of(page: Page) -> Feed | None:
    """The feed that a page is; None where it is none."""
    if "punbb feed" not in page.memo:
        try:
            page.memo["punbb feed"] = read_feed(page) if page.is_xml else None
        except NotAPage:
            page.memo["punbb feed"] = None
    feed: Feed | None = page.memo["punbb feed"]
    return feed


def made_by(page: Page, name: str) -> str | None:
    """What the feed's generator says after that name ("", or a version); None where another made it."""
    feed = feed_of(page)
    generator = (feed.generator if feed is not None else None) or ""
    return generator.removeprefix(name).strip() if generator.startswith(name) else None


def feed_threads(page: Page, *, opening: bool) -> Iterator[ThreadPage]:
    """The threads of a feed, each without its words.

    Args:
        page: the feed.
        opening: it tells of the posts that open the threads (PunBB 1.3 and 1.4), else of the last ones.
    """
    feed = feed_of(page)
    for entry in feed.entries if feed is not None else ():
        if not entry.url or not same_site(entry.url, page.url):
            continue
        thread_id, post_id = thread_in(entry.url), post_in(entry.url)
        if thread_id is not None and post_id is None:
            yield _thread(entry, entry.url, thread_id, opening=opening and not _is_old(page.url))
    about = (thread_in(feed.url) if feed is not None else None) or feed_thread(page.url)
    if feed is not None and about:
        posts = tuple(_posts(feed, page))
        if posts:
            yield ThreadPage(thread=Thread(id=about, url=first_page(feed.url) if feed.url else None), posts=posts, view="feed")


def _is_old(url: str) -> bool:
    """PunBB 1.2 has another name for the feed, which tells of the last posts."""
    return query(url).get("action") == "active"


def _thread(entry: FeedEntry, url: str, thread_id: str, *, opening: bool) -> ThreadPage:
    when = entry.posted or entry.updated
    is_opening = opening or ("action" not in query(url) and ".php" in url)
    return ThreadPage(
        thread=Thread(
            id=thread_id,
            title=entry.title,
            url=first_page(url),
            created=when if is_opening else None,
            declared=Declared(last_post=None if is_opening else when),
        ),
        view="feed",
    )


def _posts(feed: Feed, page: Page) -> Iterator[Post]:
    for entry in feed.entries:
        post_id = post_in(entry.url)
        if post_id is not None and entry.url and same_site(entry.url, page.url):
            name = (entry.author or "").partition(" (")[2].removesuffix(")") if "@" in (entry.author or "") else entry.author
            yield Post(
                id=post_id,
                author=Author(name=name) if name else None,
                posted=entry.posted or entry.updated,
                url=canonical(entry.url),
            )
