"""Real Stack Exchange pages saved by others.

INDEX.jsonl counts questions and answers; comments are posts, too, of a kind of their own. Its edit markers are counted where a
comment's pencil or an editor's box was taken for one, on most pages not at all: there each post says itself whether it was edited
(``data-is-edited``), and a box with a link to the revisions stands beneath it.
"""

from __future__ import annotations

import re

import pytest

from spiders.platforms import detect
from tests.samples import sample_pages

pytestmark = pytest.mark.captures


@pytest.fixture(scope="module")
def readings():
    found = []
    for row, page in sample_pages("stackexchange"):
        platform, _ = detect(page)
        assert platform.name == "stackexchange", row["file"]
        found.append((row, page, platform.read(page)))
    assert found
    return found


def test_posts_and_quotes_as_counted(readings):
    for row, page, reading in readings:
        (thread,) = reading.threads
        said = [post for post in thread.posts if post.kind != "comment"]
        assert len(said) == row["posts"], row["file"]
        assert len(thread.posts) - len(said) == len(set(re.findall(r'id="comment-(\d+)"', page.text))), row["file"]
        assert sum(len(post.content.quotes) for post in thread.posts) == row["quotes"], row["file"]
        assert not reading.losses, row["file"]


def test_every_post_has_author_time_and_words(readings):
    for row, _, reading in readings:
        (thread,) = reading.threads
        assert thread.thread.id in row["url"]
        assert thread.thread.declared.views
        for post in thread.posts:
            assert post.author is not None, (row["file"], post.id)
            assert (post.author.id is None) == post.author.guest, (row["file"], post.id)
            assert post.posted.at, (row["file"], post.id)
            assert post.posted.precision == "second", (row["file"], post.id)
            assert post.content.text, (row["file"], post.id)
            assert (post.parent_id is None) == (post.kind == "post"), (row["file"], post.id)


def test_edits_stand_where_the_page_says_so(readings):
    for row, page, reading in readings:
        edited = [post for post in reading.threads[0].posts if post.kind != "comment" and post.edits]
        assert len(edited) == page.text.count('/revisions"'), row["file"]
        if not row["data_attrs_stripped"] and "data-is-edited" in page.text:
            assert len(edited) == page.text.count('data-is-edited="True"'), row["file"]
        for post in edited:
            assert post.edits[0].by, (row["file"], post.id)
            assert post.edits[0].time.precision == "second", (row["file"], post.id)
        pencils = sum(len(post.edits) for post in reading.threads[0].posts if post.kind == "comment")
        assert pencils == page.text.count('title="this comment was edited '), row["file"]
