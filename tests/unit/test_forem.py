"""Forem: addresses as sites and copies on disk write them, and the pages that others saved.

INDEX.jsonl counts a post on each of two lists: neither shows one.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect, platform_named
from tests.captures import CAPTURES, need_captures

READER = platform_named("forem")
AT = "https://kettles.example/forums"


@pytest.mark.parametrize(
    ("url", "one", "may"),
    [
        ("/whistles/topics/which-note#post-34", "/whistles/topics/which-note", True),
        ("/whistles/topics/which-note?page=1", "/whistles/topics/which-note", True),
        ("/whistles/topics/which-note?page=2", "/whistles/topics/which-note?page=2", True),
        ("/whistles/topics/which-note%3Fpage=2.html", "/whistles/topics/which-note?page=2", True),
        ("/whistles/topics/which-note.html", "/whistles/topics/which-note", True),
        ("/whistles/topics/new", "/whistles/topics/new", False),
        ("/whistles/topics/which-note/posts/new?reply_to_id=3", "/whistles/topics/which-note/posts/new", False),
        ("/whistles/topics/which-note/subscribe", "/whistles/topics/which-note/subscribe", False),
        ("/whistles", "/whistles", True),
    ],
)
def test_addresses(url: str, one: str, *, may: bool) -> None:
    assert READER.canonical(AT + url) == AT + one
    assert READER.follows(AT + url) is may


@pytest.mark.captures
def test_the_samples() -> None:
    need_captures()
    seen = 0
    for line in (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["platform"] != "forem":
            continue
        body = (CAPTURES / "samples" / row["file"]).read_bytes()
        page = Page(url=row["url"], body=body, headers={"content-type": "text/html"}, fetched_at=datetime(2014, 8, 1, tzinfo=UTC))
        assert detect(page)[0] is READER, row["file"]
        reading = READER.read(page)
        posts = [post for read in reading.threads for post in read.posts]
        assert len(posts) == (row["posts"] if row["kind"] == "thread" else 0), row["file"]
        assert all(post.author.name and post.posted.at and post.content.text for post in posts), row["file"]
        ids = {post.id for post in posts}
        assert all(post.parent_id in ids for post in posts[1:] if post.parent_id), row["file"]
        for thread in reading.listing.threads if reading.listing else ():
            assert thread.title, row["file"]
            assert None not in (thread.declared.posts, thread.declared.views, thread.author), row["file"]
        seen += 1
    assert seen == 7
