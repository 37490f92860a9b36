"""A page that breaks off says only what stands before its last part: half of a post is no reading of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from archiver.demo.xenforo import XenForo
from spiders.items import Post, Thread
from spiders.outcomes import breaks_off, whole_parts
from spiders.page import Page
from spiders.platforms import platform_named
from tests.fakeforum.invent import Inventor
from tests.fakeforum.phpbb import PhpBB

BASE = "http://forum.example"


@pytest.mark.parametrize(("name", "theme"), [("xenforo", XenForo), ("phpbb", PhpBB)])
def test_wherever_a_page_breaks_off_what_is_kept_of_it_is_as_on_the_whole_page(name: str, theme: type) -> None:
    site = theme(Inventor(Random(4)).community(threads=3, posts=(6, 9), posts_per_page=6), BASE)
    reader = platform_named(name)
    kept = 0
    for target in [address for address in site.addresses() if "thread" in address or "topic" in address or "forum" in address]:
        body = site.answer(target).body
        whole = reader.read(page(target, body))
        assert whole_parts(page(target, body), whole) == whole
        for cut in range(len(body) * 2 // 10, body.rindex(b"</html"), 997):
            part = page(target, body[:cut])
            assert breaks_off(part)
            reading = reader.read(part)
            found = whole_parts(part, reading)
            for thread, right in zip(found.threads, whole.threads, strict=False):
                assert [*map(words, thread.posts)] == [*map(words, right.posts[: len(thread.posts)])]
                kept += len(thread.posts)
            if found.listing is not None and whole.listing is not None:
                right_rows = whole.listing.threads[: len(found.listing.threads)]
                assert [*map(row, found.listing.threads)] == [*map(row, right_rows)]
    assert kept > 50


def words(post: Post) -> tuple[object, ...]:
    """What a post says. Not its moment: the zone of its times may stand at the foot of the page."""
    content = replace(post.content, quotes=tuple(replace(q, time=None) for q in post.content.quotes)) if post.content else None
    return post.id, post.ordinal, post.author, post.state, content, [edit.raw for edit in post.edits], post.reactions


def row(thread: Thread) -> tuple[object, ...]:
    declared = thread.declared
    return thread.id, thread.title, thread.author, thread.sticky, thread.locked, declared.replies, declared.views, declared.pages


def page(target: str, body: bytes) -> Page:
    headers = {"content-type": "text/html; charset=utf-8"}
    return Page(url=BASE + target, body=body, headers=headers, fetched_at=datetime(2026, 3, 1, tzinfo=UTC), status=200)
