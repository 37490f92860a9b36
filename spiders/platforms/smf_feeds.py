"""SMF's feeds: when posts were written, to the second and in UTC, which no page says. Their words are left to the pages."""

from __future__ import annotations

from collections.abc import Iterator

from spiders.errors import NotAPage
from spiders.feeds import Feed, read_feed
from spiders.items import Post, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.smf_links import canonical, is_feed, post_in, script_of, thread_in
from spiders.urls import same_site


def feed_of(page: Page) -> Feed | None:
    """The feed that a page is; None where it is none."""
    if "smf feed" not in page.memo:
        try:
            page.memo["smf feed"] = read_feed(page) if page.is_xml else None
        except NotAPage:
            page.memo["smf feed"] = None
    feed: Feed | None = page.memo["smf feed"]
    return feed


def is_ours(page: Page) -> bool:
    """Whether SMF made the feed: an Atom feed says so; RSS has SMF's address and leads to SMF's posts."""
    feed = feed_of(page)
    if feed is None:
        return False
    return "simplemachines.org" in (feed.generator or "") or (
        is_feed(page.url) and any(thread_in(entry.url) for entry in feed.entries)
    )


def feed_threads(page: Page) -> Iterator[ThreadPage]:
    """A thread for each post of the feed, with the post's time. Of the author a feed gives a name at best, the page an id."""
    feed = feed_of(page)
    script = script_of(page.url)
    for entry in feed.entries if feed is not None else ():
        thread_id, post_id = thread_in(entry.url), post_in(entry.url)
        if thread_id is None or post_id is None or not entry.url or not same_site(entry.url, page.url):
            continue
        post = Post(id=post_id, posted=entry.posted, url=f"{script}?msg={post_id}")
        yield ThreadPage(thread=Thread(id=thread_id, url=canonical(f"{script}?topic={thread_id}.0")), posts=(post,), view="feed")
