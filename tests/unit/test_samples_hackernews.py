"""Real pages of Hacker News, saved by a browser in 2014.

INDEX.jsonl counts comments; the story that opens a thread is a post, too. It counts the rows of lists as posts, which they are not.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.platforms import detect
from tests.samples import sample_pages

pytestmark = pytest.mark.captures


@pytest.fixture(scope="module")
def readings():
    found = []
    for row, page in sample_pages("hackernews", at=datetime(2014, 3, 26, tzinfo=UTC)):
        platform, _ = detect(page)
        assert platform.name == "hackernews", row["file"]
        found.append((row, platform.read(page)))
    assert found
    return found


def test_comments_as_counted_and_nothing_else(readings):
    for row, reading in readings:
        posts = [post for thread in reading.threads for post in thread.posts]
        comments = [post for post in posts if post.kind == "comment"]
        assert len(comments) == (row["posts"] if row["kind"] == "thread" else 0), row["file"]
        assert len(posts) - len(comments) == ("item?id=" in row["url"]), row["file"]
        assert not any(post.content.quotes or post.edits for post in posts), row["file"]


def test_every_post_has_author_age_and_words(readings):
    for row, reading in readings:
        for thread in reading.threads:
            known = {post.id for post in thread.posts}
            for post in thread.posts:
                assert post.author.id == post.author.name, (row["file"], post.id)
                assert post.posted.precision == "relative", (row["file"], post.id)
                assert post.content.text or post.content.links, (row["file"], post.id)
                assert "-----" not in post.content.text.splitlines()[-1:], (row["file"], post.id)
                assert post.parent_id is None or post.parent_id in known
            if thread.number == 1:
                assert [post.id for post in thread.posts if post.parent_id is None] == [thread.thread.id]


def test_lists_hold_thirty_stories(readings):
    for row, reading in readings:
        if row["kind"] == "listing":
            assert len(reading.listing.threads) == 30, row["file"]
            assert reading.listing.next_url, row["file"]
            for thread in reading.listing.threads:
                assert thread.title, row["file"]
                assert thread.created.precision == "relative", row["file"]
                assert (thread.declared.replies is None) == (thread.author is None), (row["file"], thread.id)
