"""Real pages of Reddit's old face, saved by others.

INDEX.jsonl counts comments; the link that opens a thread is a post, too. Of its two quotes one stands in the sidebar.
"""

from __future__ import annotations

import pytest

from spiders.platforms import detect
from tests.samples import sample_pages

pytestmark = pytest.mark.captures


@pytest.fixture(scope="module")
def readings():
    found = []
    for row, page in sample_pages("reddit-old", url="https://board.example/"):
        platform, _ = detect(page)
        assert platform.name == "reddit", row["file"]
        found.append((row, platform.read(page)))
    assert found
    return found


def test_a_thread(readings):
    ((row, reading),) = [one for one in readings if one[0]["kind"] == "thread"]
    (thread,) = reading.threads
    opening, *comments = thread.posts
    assert len(comments) == row["posts"]
    assert sum(len(post.edits) for post in comments) == row["edit_markers"]
    assert sum(len(post.content.quotes) for post in comments) == row["quotes"] - 1
    assert opening.content.links
    assert thread.thread.declared.replies == 47
    known = {post.id for post in thread.posts}
    for post in comments:
        assert post.author.id, post.id
        assert post.posted.precision == "second", post.id
        assert post.content.text or post.content.quotes, post.id
        assert post.parent_id in known, post.id
    assert len({post.parent_id for post in comments}) > 10
    assert not reading.logged_in


def test_a_list(readings):
    ((_, reading),) = [one for one in readings if one[0]["kind"] == "listing"]
    listing = reading.listing
    assert reading.kind == "board"
    assert listing.board.id == "MachineLearning"
    assert len(listing.threads) == 25
    assert listing.next_url
    for thread in listing.threads:
        assert thread.author.id, thread.id
        assert thread.created.precision == "second", thread.id
        assert thread.declared.replies is not None, thread.id
    assert reading.logged_in
