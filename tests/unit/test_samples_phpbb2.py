"""Real phpBB 2 pages saved by others, 2004 to 2015."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect
from tests.captures import CAPTURES, need_captures

pytestmark = pytest.mark.captures
KINDS = {"forum index": "index", "listing": "board", "thread": "thread", "other": "error", "login/registration/index": "other"}


@pytest.fixture(scope="module")
def readings():
    need_captures()
    found = []
    for line in (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["platform"] == "phpbb2":
            body = (CAPTURES / "samples" / row["file"]).read_bytes()
            headers = {"content-type": "text/html"}
            page = Page(url="https://forum.example/", body=body, headers=headers, fetched_at=datetime(2026, 1, 1, tzinfo=UTC))
            platform, detected = detect(page)
            assert platform.name == "phpbb", row["file"]
            assert detected.version.startswith("2.0"), row["file"]
            found.append((row, page, platform.read(page)))
    assert found
    return found


def test_pages_are_what_they_are(readings):
    for row, _, reading in readings:
        assert reading.kind == KINDS[row["kind"]], row["file"]
        assert not reading.losses, row["file"]
        assert bool(reading.threads) == (row["kind"] == "thread"), row["file"]


def test_every_post_is_read(readings):
    """INDEX.jsonl counts ``span.postbody``, into which every quote splits a body; what a post has once is "Posted:"."""
    for row, page, reading in readings:
        if row["kind"] == "thread":
            (thread,) = reading.threads
            assert len(thread.posts) == page.text.count("Posted: "), row["file"]
            assert len(thread.posts) + row["quotes"] <= row["posts"], row["file"]
            quotes = [quote for post in thread.posts for quote in post.content.quotes]
            assert len(quotes) == row["quotes"], row["file"]
            assert sum(quote.author is not None for quote in quotes) == page.text.count(" wrote:</b>"), row["file"]
            assert sum(len(post.edits) for post in thread.posts) == row["edit_markers"], row["file"]


def test_every_post_has_what_is_printed_beside_it(readings):
    for row, _, reading in readings:
        for post in (post for thread in reading.threads for post in thread.posts):
            assert post.author.name, (row["file"], post.id)
            assert post.author.guest == (post.author.id is None), (row["file"], post.id)
            assert post.posted.at, (row["file"], post.id, post.posted.raw)
            assert post.content.text or post.content.quotes or post.content.media, (row["file"], post.id)
            assert "___" not in post.content.text, (row["file"], post.id)
            assert " wrote:" not in post.content.text, (row["file"], post.id)


def test_rows_declare_replies_views_and_the_last_post(readings):
    for row, _, reading in readings:
        if row["kind"] == "listing":
            assert len(reading.listing.threads) == row["posts"], row["file"]
            for thread in reading.listing.threads:
                declared = thread.declared
                assert None not in (declared.replies, declared.views, declared.last_post_id, declared.last_post.at)
                assert thread.author.name
                assert declared.last_author.name


def test_boards_declare_what_they_hold(readings):
    for row, page, reading in readings:
        if row["kind"] == "forum index":
            forums = [board for board in reading.listing.boards if board.kind == "forum"]
            assert len(forums) == page.text.count('class="forumlink">') / 2, row["file"]
            assert all(board.threads is not None and board.posts is not None and board.parent_id for board in forums)
