"""Real MyBB pages saved by others: each is read; a thread's posts have what MyBB prints beside every post."""

from __future__ import annotations

import pytest

from spiders.platforms import detect
from tests.samples import sample_pages

pytestmark = pytest.mark.captures


@pytest.fixture(scope="module")
def readings():
    found = []
    for row, page in sample_pages("mybb"):
        platform, detected = detect(page)
        assert platform.name == "mybb", row["file"]
        assert detected.version in {"1.6", "1.8"}, row["file"]
        found.append((row, platform.read(page)))
    assert found
    return found


def test_threads_show_posts_and_nothing_else_does(readings):
    """INDEX.jsonl counts one post on an index and on a member list: neither has an element that is one."""
    for row, reading in readings:
        posts = [post for read in reading.threads for post in read.posts]
        assert len(posts) == (row["posts"] if row["kind"] == "thread" else 0), row["file"]
        assert not reading.losses, row["file"]


def test_every_post_has_what_is_printed_beside_it(readings):
    for row, reading in readings:
        for number, post in enumerate((post for read in reading.threads for post in read.posts), 1):
            assert post.ordinal == number, row["file"]
            assert post.author.id, (row["file"], post.id)
            assert post.posted.local, (row["file"], post.id)
            assert post.content.text, (row["file"], post.id)


def test_quotes_and_edit_markers_are_found_as_counted_by_others(readings):
    for row, reading in readings:
        posts = [post for read in reading.threads for post in read.posts]
        quotes = [quote for post in posts for quote in post.content.quotes]
        edits = [edit for post in posts for edit in post.edits]
        assert (len(quotes), len(edits)) == (row["quotes"], row["edit_markers"]), row["file"]
        assert all(quote.author and quote.source_id and quote.time.local for quote in quotes), row["file"]
        assert all(edit.by and edit.by_id and edit.time.local for edit in edits), row["file"]


def test_an_index_with_addresses_made_of_titles_tells_its_boards(readings):
    (index,) = [reading.listing for _, reading in readings if reading.kind == "index"]
    ids = {board.id for board in index.boards}
    assert len(ids) == len(index.boards) > 100
    assert all(board.parent_id in ids for board in index.boards if board.kind != "category")
    assert all(board.threads is not None for board in index.boards if board.description)
