"""Real phpBB pages saved by others, 2006 to 2025: each is read, and each post has what phpBB prints beside every post."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect
from tests.captures import CAPTURES, need_captures

pytestmark = pytest.mark.captures


def samples():
    need_captures()
    for line in (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["platform"] in {"phpbb3", "phpbb3-subsilver2", "phpbb3-tapatalk"}:
            path = CAPTURES / "samples" / row["file"]
            url = row.get("url", "https://forum.example/").replace("&amp;", "&")
            yield (
                row,
                Page(
                    url=url,
                    body=path.read_bytes(),
                    headers={"content-type": "text/html"},
                    fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
                ),
            )


@pytest.fixture(scope="module")
def readings():
    found = []
    for row, page in samples():
        platform, _ = detect(page)
        assert platform.name == "phpbb", row["file"]
        found.append((row, platform.read(page)))
    assert found
    return found


def test_threads_show_posts_and_nothing_else_does(readings):
    for row, reading in readings:
        posts = [post for read in reading.threads for post in read.posts]
        assert bool(posts) == (row["kind"] == "thread"), row["file"]
        assert not reading.losses, row["file"]


def test_every_post_has_author_time_and_words(readings):
    for row, reading in readings:
        for post in (post for read in reading.threads for post in read.posts):
            assert post.author, (row["file"], post.id)
            assert post.author.guest == (post.author.id is None), (row["file"], post.id)
            assert post.posted.local or post.posted.at, (row["file"], post.id, post.posted.raw)
            assert post.content.text or post.content.media or post.content.quotes, (row["file"], post.id)


def test_edit_markers_are_found_as_counted_by_others(readings):
    """On Tapatalk's page they counted the ``.notice`` of two windows that scripts open, and no post of it was edited."""
    for row, reading in readings:
        if row["kind"] != "thread":
            continue
        edits = [edit for read in reading.threads for post in read.posts for edit in post.edits]
        assert len(edits) == (0 if row["platform"] == "phpbb3-tapatalk" else row["edit_markers"]), row["file"]
        for edit in edits:
            assert edit.by, (row["file"], edit.raw)
            assert edit.count, (row["file"], edit.raw)
            assert edit.time.local, (row["file"], edit.raw)


def test_the_page_holds_as_many_posts_as_it_says(readings):
    """Where a thread has one page, and where others counted; a signature's markup misled their count of two pages."""
    agreed = 0
    for row, reading in readings:
        for read in reading.threads:
            assert read.thread.title, row["file"]
            assert read.thread.boards, row["file"]
            if read.pages == 1:
                assert len(read.posts) == read.thread.declared.posts, row["file"]
            agreed += len(read.posts) == row["posts"] and sum(len(post.content.quotes) for post in read.posts) == row["quotes"]
    threads = sum(len(reading.threads) for _, reading in readings)
    assert agreed >= threads - 2


def test_rows_declare_replies_views_and_the_last_post(readings):
    rows = [row for _, reading in readings if reading.listing for row in reading.listing.threads]
    assert len(rows) > 20
    for row in rows:
        assert row.declared.replies is not None
        assert row.declared.views is not None
        assert row.declared.last_post_id
        assert row.declared.last_post.local
        assert row.author.name
        assert row.created.local
