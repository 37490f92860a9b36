"""Real pages of IP.Board 3 and Invision Power Board 2 saved by others: each is read, with what the software prints."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect
from tests.captures import CAPTURES, need_captures

pytestmark = pytest.mark.captures

KINDS = {"forum index": "index", "thread": "thread", "listing": "board", "login/registration/index": "login"}


@pytest.fixture(scope="module")
def readings():
    need_captures()
    found = []
    for line in (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["platform"] in ("ipb2", "ipb3"):
            page = Page(
                url=row.get("url", "http://forum.example/index.php").replace("&amp;", "&"),
                body=(CAPTURES / "samples" / row["file"]).read_bytes(),
                headers={"content-type": "text/html"},
                fetched_at=datetime(2016, 3, 6, tzinfo=UTC),
            )
            platform, _ = detect(page)
            assert platform.name == row["platform"], row["file"]
            found.append((row, platform.read(page)))
    assert found
    return found


def test_pages_are_what_they_are(readings):
    for row, reading in readings:
        assert reading.kind == KINDS[row["kind"]], row["file"]
        assert not reading.losses, row["file"]
        assert reading.logged_in is False, row["file"]


def test_threads_show_posts_and_nothing_else_does(readings):
    """INDEX.jsonl counts a post on every index, and "Similar Topics" in the thread: that has a post's class, and no number."""
    for row, reading in readings:
        posts = [post for read in reading.threads for post in read.posts]
        if row["kind"] != "thread":
            assert not posts, row["file"]
            continue
        assert len(posts) == row["posts"] - 1, row["file"]
        assert reading.threads[0].thread.declared.posts == len(posts), row["file"]
        assert [post.ordinal for post in posts] == list(range(1, len(posts) + 1)), row["file"]
        assert all(post.author.name and post.posted.at and post.content.text for post in posts), row["file"]
        quotes = [quote for post in posts for quote in post.content.quotes]
        assert len(quotes) == row["quotes"], row["file"]
        assert all(quote.author and quote.source_id and quote.time.at for quote in quotes), row["file"]


def test_indexes_tell_their_forums(readings):
    for row, reading in readings:
        if reading.kind != "index":
            continue
        boards = reading.listing.boards
        ids = {board.id for board in boards}
        assert len(ids) == len(boards) >= 7, row["file"]
        assert all(board.parent_id in ids for board in boards if board.kind != "category"), row["file"]
        counted = [board for board in boards if board.threads is not None and board.posts is not None]
        assert len(counted) >= 4, row["file"]


def test_listings_declare_what_their_rows_print(readings):
    for row, reading in readings:
        if reading.kind != "board":
            continue
        threads = reading.listing.threads
        assert len(threads) >= 4, row["file"]
        for thread in threads:
            assert thread.title, (row["file"], thread.id)
            if thread.state == "moved":
                continue
            assert thread.author.name, (row["file"], thread.id)
            assert thread.created.local, (row["file"], thread.id)
            assert thread.declared.last_post.local, (row["file"], thread.id)
            assert thread.declared.replies is not None, (row["file"], thread.id)
            assert thread.declared.views is not None, (row["file"], thread.id)
