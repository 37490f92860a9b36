"""Real pages of FluxBB and PunBB forums saved by others, 2015 to 2026: each is read, and what it shows is what others counted."""

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
        if row["platform"] in {"fluxbb", "punbb"}:
            page = Page(
                url=row.get("url", "https://forum.example/"),
                body=(CAPTURES / "samples" / row["file"]).read_bytes(),
                headers={"content-type": "text/html"},
                fetched_at=datetime(2026, 2, 1, tzinfo=UTC),
            )
            platform, _ = detect(page)
            assert platform.name == row["platform"], row["file"]
            found.append((row, platform.read(page)))
    assert len(found) >= 4
    return found


def test_threads_are_read_as_counted_and_nothing_else_shows_posts(readings):
    """An index was counted as 21 posts by its rows: boards, of which it says how many posts each holds."""
    for row, reading in readings:
        posts = [post for read in reading.threads for post in read.posts]
        assert not reading.losses, row["file"]
        if row["kind"] != "thread":
            assert not posts, row["file"]
            continue
        assert len(posts) == row["posts"], row["file"]
        assert sum(len(post.edits) for post in posts) == row["edit_markers"], row["file"]


def test_every_thread_and_post_has_what_is_printed(readings):
    for row, reading in readings:
        for read in reading.threads:
            assert read.thread.title, row["file"]
            assert read.thread.boards, row["file"]
            assert read.number == 1, row["file"]
            assert (read.next_url is not None) == row["multi_page"], row["file"]
            for ordinal, post in enumerate(read.posts, 1):
                assert post.ordinal == ordinal, row["file"]
                assert post.author.name, (row["file"], post.id)
                assert post.author.guest is False, (row["file"], post.id)  # shown without a link: guests may not see profiles
                assert post.posted.local, (row["file"], post.id)
                assert post.content.text or post.content.quotes, (row["file"], post.id)
                for edit in post.edits:
                    assert edit.by, (row["file"], edit.raw)
                    assert edit.time.local, (row["file"], edit.raw)


def test_quotes_are_found_as_counted(readings):
    for row, reading in readings:
        quotes = [quote for read in reading.threads for post in read.posts for quote in post.content.quotes]
        assert len(quotes) == row.get("quotes", 0), row["file"]


def test_listings_declare(readings):
    boards = [board for _, reading in readings if reading.listing for board in reading.listing.boards if board.kind == "forum"]
    rows = [row for _, reading in readings if reading.listing for row in reading.listing.threads]
    assert len(boards) > 15
    assert all(board.posts is not None and board.threads is not None and board.parent_id for board in boards)
    assert len(rows) == 30
    assert [row.id == row.moved_to for row in rows if row.state == "moved"] == [False]  # a sign has a number of its own
    for row in rows:
        if row.state == "moved":
            continue
        assert row.author.name
        assert row.declared.replies is not None
        assert row.declared.views is not None
        assert row.declared.last_post_id
        assert row.declared.last_post.local
        assert row.declared.pages
    assert sum(row.sticky for row in rows) == 4
