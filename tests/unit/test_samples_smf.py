"""Real SMF pages saved by others: 1.1, 2.0 and 2.1."""

from __future__ import annotations

import json
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
        if row["platform"] != "smf":
            continue
        body = (CAPTURES / "samples" / row["file"]).read_bytes()
        url = row.get("url", "https://forum.example/")
        page = Page(url=url, body=body, headers={"content-type": "text/html"}, fetched_at=datetime(2026, 1, 1, tzinfo=UTC))
        platform, detected = detect(page)
        assert platform.name == "smf", row["file"]
        assert detected.version == row["version"], row["file"]
        found.append((row, platform.read(page)))
    assert len(found) >= 4
    return found


def test_threads_show_posts_as_counted_and_nothing_else_does(readings):
    """Other kinds have posts in the index, too: it counts rows of a listing, or the page itself."""
    for row, reading in readings:
        posts = [post for read in reading.threads for post in read.posts]
        assert len(posts) == (row["posts"] if row["kind"] == "thread" else 0), row["file"]
        assert not reading.losses, row["file"]
        if row["kind"] == "thread":
            assert sum(len(post.content.quotes) for post in posts) == row["quotes"], row["file"]
            assert sum(len(post.edits) for post in posts) == row["edit_markers"], row["file"]


def test_every_post_has_author_time_and_words(readings):
    for row, reading in readings:
        for post in (post for read in reading.threads for post in read.posts):
            assert post.author.name, (row["file"], post.id)
            assert post.author.guest == (post.author.id is None), (row["file"], post.id)
            assert post.posted.local, (row["file"], post.id)
            assert post.content.text, (row["file"], post.id)


def test_listings_declare_what_they_print(readings):
    rows = [thread for _, reading in readings if reading.listing for thread in reading.listing.threads]
    assert len(rows) == 20
    for row in rows:
        assert None not in (row.declared.replies, row.declared.views, row.declared.last_post_id), row.id
        assert row.declared.last_post.local, row.id
        assert row.author.name, row.id
    boards = [board for _, reading in readings if reading.listing for board in reading.listing.boards]
    assert len(boards) == 12
    assert all(board.kind == "category" or (board.threads and board.posts and board.description) for board in boards)
