"""The feed of a XenForo 2 forum or of one of its boards: its threads, the latest first (RSS 2.0)."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import format_datetime

from archiver.demo.model import Thread
from archiver.demo.site import esc
from archiver.demo.xenforo.frame import Frame
from archiver.demo.xenforo.markup import XenForoMarkup

_NAMES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)


def feed(frame: Frame, title: str, address: str, threads: Iterable[Thread]) -> str:
    """A feed of the twenty threads that were last posted in. ``address`` is the feed's own."""
    latest = sorted(
        (thread for thread in threads if thread.moved_to is None), key=lambda thread: thread.last.posted, reverse=True
    )
    items = "".join(_item(frame, thread) for thread in latest[:20])
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" {_NAMES}>\n<channel>\n<title>{esc(title)}</title>\n'
        f"<description>{esc(frame.community.description)}</description>\n<link>{frame.base}/</link>\n"
        f'<atom:link rel="self" type="application/rss+xml" href="{address}"/>\n{items}</channel>\n</rss>\n'
    )


def _item(frame: Frame, thread: Thread) -> str:
    address = frame.base + frame.thread_path(thread)
    return (
        f"<item>\n<title>{esc(thread.title)}</title>\n<pubDate>{format_datetime(thread.last.posted)}</pubDate>\n"
        f'<link>{address}</link>\n<guid isPermaLink="false">{thread.id}</guid>\n'
        f"<author>invalid@example.com ({esc(thread.first.author.name)})</author>\n"
        f"<category><![CDATA[{frame.community.board[thread.board].title}]]></category>\n"
        f"<dc:creator>{esc(thread.first.author.name)}</dc:creator>\n"
        f"<content:encoded><![CDATA[{XenForoMarkup().body(thread.first.body)}]]></content:encoded>\n"
        f"<slash:comments>{thread.replies}</slash:comments>\n</item>\n"
    )
