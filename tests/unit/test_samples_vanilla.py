"""Real Vanilla pages saved by others, 2.1 to the cloud: each is read; what was counted is found, with author and time."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect
from tests.captures import CAPTURES, need_captures

pytestmark = pytest.mark.captures


@pytest.fixture(scope="module")
def readings():
    need_captures()
    found = []
    for line in (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["platform"] == "vanilla":
            body = (CAPTURES / "samples" / row["file"]).read_bytes()
            own = re.search(rb'<atom:link href="([^"]+)', body)
            page = Page(
                url=own[1].decode() if own else row.get("url", "https://forum.example/"),
                body=body,
                headers={"content-type": "text/xml" if row["file"].endswith(".rss") else "text/html"},
                fetched_at=datetime(2026, 3, 16, tzinfo=UTC),
            )
            platform, _ = detect(page)
            assert platform.name == "vanilla", row["file"]
            found.append((row, platform.read(page)))
    assert found
    return found


def test_threads_show_posts_and_nothing_else_does(readings):
    """INDEX.jsonl counts rows of listings and what a front page promotes: none of them is a post."""
    for row, reading in readings:
        posts = [post for read in reading.threads for post in read.posts]
        assert len(posts) == (row["posts"] if row["kind"] == "thread" else 0), row["file"]
        assert not reading.losses, row["file"]


def test_every_post_has_what_is_printed_beside_it(readings):
    for row, reading in readings:
        for post in (post for read in reading.threads for post in read.posts):
            assert post.author.id, (row["file"], post.id)
            assert post.posted.at, (row["file"], post.id)
            assert post.content.text or post.content.media or post.content.quotes, (row["file"], post.id)
            assert not re.search(r"@.* said:$", post.content.text, re.MULTILINE), (row["file"], post.id)


def test_quotes_and_edit_markers_are_found_as_counted_by_others(readings):
    for row, reading in readings:
        posts = [post for read in reading.threads for post in read.posts]
        quotes = [quote for post in posts for quote in post.content.quotes]
        edits = [edit for post in posts for edit in post.edits]
        if row["kind"] == "thread":
            assert (len(quotes), len(edits)) == (row["quotes"], row["edit_markers"]), row["file"]
        assert all(edit.time.at for edit in edits), row["file"]


def test_listings_and_feeds_tell_of_their_threads(readings):
    for row, reading in readings:
        if row["kind"] == "listing":
            assert len(reading.listing.threads) == row["posts"], row["file"]
            assert reading.listing.board.id == "discharges", row["file"]
            assert reading.listing.pages == 81, row["file"]
            for thread in reading.listing.threads:
                declared = thread.declared
                assert None not in (thread.author, thread.created.at, declared.replies, declared.views, declared.last_post.at)
        if row["kind"] == "RSS":
            assert len(reading.threads) == 30
            assert all(read.thread.title and read.thread.author and read.thread.created.at for read in reading.threads)
