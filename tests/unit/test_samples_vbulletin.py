"""Real vBulletin pages saved by others, 3.8 to 6.1: each is read, and each post has what vBulletin prints beside every post."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect
from tests.captures import CAPTURES, need_captures

pytestmark = pytest.mark.captures

READER = {"vbulletin3": "vbulletin", "vbulletin4": "vbulletin", "vbulletin5": "vbulletin5"}

POSTS = {"vbulletin4/42.html": 2}
"""Two posts, four elements whose ids name one: INDEX.jsonl counts both the rows and the messages."""

NO_TIMES = {"vbulletin4/42.html"}
"""Prints the Persian calendar."""


@pytest.fixture(scope="module")
def readings():
    need_captures()
    found = []
    for line in (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["platform"] not in READER:
            continue
        page = Page(
            url=row.get("url", "https://forum.example/").replace("&amp;", "&"),
            body=(CAPTURES / "samples" / row["file"]).read_bytes(),
            headers={"content-type": "text/html"},
            fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
        )
        platform, detected = detect(page)
        assert platform.name == READER[row["platform"]], row["file"]
        assert (detected.version or "")[0] in {"vbulletin3": "3", "vbulletin4": "4", "vbulletin5": "56"}[row["platform"]], row[
            "file"
        ]
        found.append((row, platform.read(page)))
    assert found
    return found


def posts_of(reading):
    return [post for thread in reading.threads for post in thread.posts]


def test_threads_show_the_posts_they_have_and_nothing_else_does(readings):
    for row, reading in readings:
        wanted = POSTS.get(row["file"], row["posts"]) if row["kind"] == "thread" else 0
        assert len(posts_of(reading)) == wanted, row["file"]
        assert not reading.losses, row["file"]
        assert (reading.listing is not None) == (row["kind"] in ("forum index", "listing")), row["file"]


def test_quotes_and_edit_markers_are_those_counted(readings):
    for row, reading in readings:
        if row["kind"] == "thread":
            posts = posts_of(reading)
            assert sum(len(post.content.quotes) for post in posts) == row["quotes"], row["file"]
            assert sum(len(post.edits) for post in posts) == row["edit_markers"], row["file"]
            assert all(edit.by and edit.time and edit.time.precision for post in posts for edit in post.edits), row["file"]


def test_comments_name_the_post_they_answer(readings):
    for row, reading in readings:
        if row["kind"] == "thread":
            assert sum(1 for post in posts_of(reading) if post.parent_id) == row.get("comments_nested", 0), row["file"]


def test_every_post_has_author_time_and_words(readings):
    for row, reading in readings:
        for post in posts_of(reading):
            assert post.author is not None, (row["file"], post.id)
            assert post.author.guest == (post.author.url is None), (row["file"], post.id)
            assert post.ordinal or post.parent_id, (row["file"], post.id)
            assert post.content.text or post.content.media or post.content.quotes, (row["file"], post.id)
            if row["file"] not in NO_TIMES:
                assert post.posted.local or post.posted.at, (row["file"], post.id, post.posted.raw)


def test_threads_are_named_and_placed(readings):
    for row, reading in readings:
        for page in reading.threads:
            assert page.thread.title, row["file"]
            if row["file"] != "vbulletin3/nettally__vBulletin3.html":  # "Licensed + Crunchyroll" is "(L+CR)" in its heading
                assert page.thread.title in row["title"], row["file"]
            assert len(page.thread.boards) >= 2, row["file"]


def test_rows_declare_what_they_show(readings):
    for row, reading in readings:
        if row["kind"] != "listing":
            continue
        assert reading.listing.board.title, row["file"]
        for thread in reading.listing.threads:
            if thread.state == "visible":
                declared = thread.declared
                stated = (thread.title, thread.author, thread.created, declared.replies, declared.views)
                last = (declared.last_post, declared.last_author, declared.last_post_id)
                assert None not in (*stated, *last), (row["file"], thread.id)
