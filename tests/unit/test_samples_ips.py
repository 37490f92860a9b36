"""Real Invision Community pages saved by others: each is read, and agrees with what the page tells machines about its posts."""

from __future__ import annotations

import pytest

from spiders.dates import stamp
from spiders.platforms import detect
from tests.samples import sample_pages

pytestmark = pytest.mark.captures


@pytest.fixture(scope="module")
def readings():
    found = []
    for row, page in sample_pages("ips", content_type="text/html; charset=utf-8"):
        platform, detected = detect(page)
        assert (platform.name, detected.version) == ("ips", row["version"]), row["file"]
        found.append((row, page, platform.read(page)))
    assert found
    return found


def posts_of(reading):
    return [post for read in reading.threads for post in read.posts]


def test_threads_show_posts_and_nothing_else_does(readings):
    for row, _, reading in readings:
        assert reading.kind == ("thread" if row["kind"] == "thread" else "index"), row["file"]
        assert len(posts_of(reading)) == row.get("posts", 0), row["file"]
        assert not reading.losses, row["file"]


def test_every_post_has_what_is_printed_beside_it(readings):
    """A post without words is one quote or one picture."""
    for row, _, reading in readings:
        for post in posts_of(reading):
            assert post.author.id, (row["file"], post.id)
            assert post.author.url.startswith(reading.site.url), (row["file"], post.id)
            assert post.posted.at, (row["file"], post.id)
            assert post.content.text or post.content.quotes or post.content.media, (row["file"], post.id)


def test_quotes_and_edit_notes_are_found_as_counted_by_others(readings):
    for row, _, reading in readings:
        if row["kind"] != "thread":
            continue
        quotes = [quote for post in posts_of(reading) for quote in post.content.quotes]
        edits = [edit for post in posts_of(reading) for edit in post.edits]
        assert (len(quotes), len(edits)) == (row["quotes"], row["edit_markers"]), row["file"]
        assert all(edit.by and edit.time.at for edit in edits), row["file"]
        assert all(quote.author for quote in quotes if row["data_attrs_stripped"]), row["file"]
        stated = [quote for quote in quotes if quote.author and not row["data_attrs_stripped"]]
        assert all(quote.author_id and quote.source_id and quote.time.at for quote in stated), row["file"]
        assert len(stated) >= len(quotes) - 1 or row["data_attrs_stripped"], row["file"]


def test_posts_are_as_the_page_tells_machines(readings):
    """JSON-LD holds author, time and words of each post but the opening one (``comment``)."""
    compared = 0
    for row, page, reading in readings:
        (stated,) = [thing for thing in page.json_ld if thing.get("@type") == "DiscussionForumPosting"] or [{}]
        posts = {post.url.rpartition("=")[2]: post for post in posts_of(reading)}
        for comment in stated.get("comment", ()):
            post = posts[comment["@id"].rpartition("-")[2].rpartition("=")[2]]
            assert post.author.name == comment["author"]["name"], (row["file"], post.id)
            assert post.posted.at == stamp(comment["dateCreated"]).at, (row["file"], post.id)
            words = "".join(filter(str.isalpha, post.content.text))[:20]
            assert words in "".join(filter(str.isalpha, comment["text"])), (row["file"], post.id)
            compared += 1
        if stated:
            declared = reading.threads[0].thread.declared
            assert declared.views > 100, row["file"]
            if declared.pages == 1:
                assert declared.replies == len(posts) - 1, row["file"]
                assert declared.last_post.at == posts_of(reading)[-1].posted.at, row["file"]
    assert compared > 80


def test_an_index_tells_its_boards(readings):
    (index,) = [reading.listing for _, _, reading in readings if reading.kind == "index"]
    categories = {board.id for board in index.boards if board.kind == "category"}
    assert len(categories) >= 4
    assert all(board.parent_id in categories for board in index.boards if board.kind != "category")
    assert sum(board.posts is not None for board in index.boards) > 10
