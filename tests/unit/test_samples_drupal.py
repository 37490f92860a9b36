"""Real Drupal pages saved by others.

INDEX.jsonl counts the comments of articles, not the article; of topics, the post that opens them, too. It counts a share button of
a page that a script of the site's own built (scmp.com): nothing in it is Drupal's. A comment list is counted as a comment, too
(dalloz-actualite.fr). Quotes in articles are not counted (aclu.org has one).
"""

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
        if row["platform"] == "drupal" and "scmp.com" not in row["file"]:
            page = Page(
                url=row.get("url", "https://site.example/"),
                body=(CAPTURES / "samples" / row["file"]).read_bytes(),
                headers={"content-type": "text/html"},
                fetched_at=datetime(2026, 3, 6, tzinfo=UTC),
            )
            platform, detected = detect(page)
            assert platform.name == "drupal", row["file"]
            assert detected.version in {"6", "7", "8", "10"}, row["file"]
            found.append((row, platform.read(page)))
    assert found
    return found


def test_posts_and_quotes_as_counted(readings):
    for row, reading in readings:
        posts = [post for thread in reading.threads for post in thread.posts]
        comments = [post for post in posts if post.kind == "comment"]
        counted = row["posts"] - ("dalloz" in row["file"])
        assert len(comments if row["kind"] == "blog post" else posts) == counted, row["file"]
        assert sum(post.kind == "article" for post in posts) == (row["kind"] != "listing"), row["file"]
        quoted = comments if row["kind"] == "blog post" else posts
        assert sum(len(post.content.quotes) for post in quoted) == row["quotes"], row["file"]
        assert not reading.losses, row["file"]


def test_every_post_has_author_time_and_words(readings):
    for row, reading in readings:
        for thread in reading.threads:
            assert thread.thread.title, row["file"]
            for post in thread.posts:
                assert post.author is not None, (row["file"], post.id)
                assert len(post.author.name) < 60, (row["file"], post.id)
                assert post.posted.local, (row["file"], post.id)
                assert post.content.text or post.content.quotes or post.content.media, (row["file"], post.id)


def test_articles_have_their_words(readings):
    for row, reading in readings:
        for thread in reading.threads:
            post = thread.posts[0]
            assert thread.thread.kind == "forum" or len(post.content.text) > 3_000, row["file"]


def test_answers_stand_in_what_they_answer(readings):
    answers = {
        row["file"]: [post for thread in reading.threads for post in thread.posts if post.parent_id] for row, reading in readings
    }
    assert sum(len(found) for file, found in answers.items() if "opensource.com" in file) > 20
    assert sum(bool(found) for found in answers.values()) >= 5


def test_lists_tell_their_topics(readings):
    for row, reading in readings:
        if row["kind"] != "listing":
            continue
        listing = reading.listing
        assert reading.kind == "board"
        assert listing.board.id == "3"
        assert listing.pages == 20
        assert (listing.next_url is None) == (listing.number == listing.pages)
        for thread in listing.threads:
            assert thread.id.isdecimal() or thread.id == "emon/node/1681-2.html", row["file"]
            assert thread.author is not None, (row["file"], thread.id)
            assert thread.created.precision == "relative", (row["file"], thread.id)
            assert thread.declared.replies is not None, (row["file"], thread.id)
            assert (thread.declared.last_post is None) == (thread.declared.replies == 0), (row["file"], thread.id)
