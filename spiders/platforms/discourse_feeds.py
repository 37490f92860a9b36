"""Feeds of Discourse: a topic's latest posts, and the latest topics with the words that opened them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spiders.content import Rules
from spiders.errors import NotAPage
from spiders.feeds import Feed, FeedEntry, read_feed
from spiders.fragments import trees
from spiders.items import Content, Post, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.discourse_bodies import Known, read_body
from spiders.platforms.discourse_data import member, root
from spiders.platforms.discourse_links import number_name, post_in, topic_in
from spiders.urls import same_site

_GUID = re.compile(r"(?:^|\S)-(?P<what>topic|post)-(?P<topic>\d+)(?:-(?P<number>\d+))?$")
_OLD_GUID = re.compile(r"/t/[^?#]*?\d+(?:/\d+)?$")
_FOOT = re.compile(r"\s*(?:<p><small>[^<]*</small></p>\s*)?<p><a href=\"[^\"]*\">[^<]*</a></p>\s*$")
"""How many posts there are, and "Read full topic"."""
_NAMED = re.compile(r"@?(?P<name>\S+)(?:\s.*)?", re.DOTALL)
"""Before 2.7 the name to log in with and the other one: "@bob Bob Bobson"."""


def feed_of(page: Page) -> Feed | None:
    """The feed that a page is, if it is one of Discourse's: that is told by the names of its entries."""
    if "discourse feed" not in page.memo:
        found = None
        if page.is_xml or page.body[:64].lstrip(b"\xef\xbb\xbf \r\n").startswith((b"<?xml", b"<rss")):
            try:
                found = read_feed(page)
            except NotAPage:
                found = None
        page.memo["discourse feed"] = found if found is not None and _is_ours(page, found) else None
    feed: Feed | None = page.memo["discourse feed"]
    return feed


def _is_ours(page: Page, feed: Feed) -> bool:
    if any(_GUID.search(entry.guid or "") and topic_in(entry.url) for entry in feed.entries):
        return True
    if b"http://www.discourse.org/" in page.body[:400]:
        return True
    return bool(feed.entries) and all(_OLD_GUID.search(entry.guid or "") and topic_in(entry.url) for entry in feed.entries)


def feed_threads(page: Page, rules: Rules) -> Iterator[ThreadPage]:
    """The topics of a feed, each with the posts it tells of."""
    feed = feed_of(page)
    entries = [entry for entry in feed.entries if entry.url and same_site(entry.url, page.url)] if feed is not None else []
    bodies = [_FOOT.sub("", entry.html or entry.summary or "") for entry in entries]
    topics: dict[str, tuple[FeedEntry, list[Post]]] = {}
    for entry, node in zip(entries, trees(page, bodies) if bodies else [], strict=False):
        topic_id, place = topic_in(entry.url), post_in(entry.url)
        if topic_id is None or place is None:
            continue
        is_topic = "-topic-" in (entry.guid or "")
        content = read_body(node, rules, Known(topic_id))
        topics.setdefault(topic_id, (entry, []))[1].append(_post(page, entry, place, content, is_topic=is_topic))
    for topic_id, (entry, posts) in topics.items():
        yield ThreadPage(thread=_thread(page, topic_id, entry), posts=tuple(posts), view="feed")


def _post(page: Page, entry: FeedEntry, place: tuple[str, int], content: Content, *, is_topic: bool) -> Post:
    """A post. The time of a topic's entry is that of its creation or of its last post, as the feed goes: it is left out."""
    found = _NAMED.match(entry.author or "")
    return Post(
        id=number_name(*place),
        id_kind="derived",
        ordinal=place[1],
        author=member(page, found["name"]) if found is not None else None,
        posted=None if is_topic else entry.posted,
        url=f"{root(page)}t/{place[0]}/{place[1]}",
        content=content,
    )


def _thread(page: Page, topic_id: str, entry: FeedEntry) -> Thread:
    url = (entry.url or "").partition("?")[0]
    above = url.rpartition("/")[0]
    own = above if topic_in(above) == topic_id else url
    return Thread(id=topic_id, title=entry.title, url=own, aliases=(f"{root(page)}t/{topic_id}",))
