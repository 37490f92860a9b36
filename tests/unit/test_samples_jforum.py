"""Real pages of JForum saved by others: each is read, with what the software prints."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect
from spiders.platforms.jforum import JForum
from tests.captures import CAPTURES, need_captures

PLATFORM = JForum()


@pytest.mark.captures
def test_topics_are_read_whole():
    need_captures()
    rows = map(json.loads, (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines())
    seen = 0
    for row in rows:
        if row["platform"] != "jforum":
            continue
        body = (CAPTURES / "samples" / row["file"]).read_bytes()
        now = datetime(2026, 3, 6, tzinfo=UTC)
        page = Page(url=row["url"], body=body, headers={"content-type": "text/html; charset=utf-8"}, fetched_at=now)
        platform, _ = detect(page)
        assert platform.name == "jforum", row["file"]
        (thread,) = platform.read(page).threads
        posts = thread.posts
        assert len(posts) == body.count(b'class="postText') > 9, row["file"]
        assert sum(post.author is None for post in posts) == body.count(b'class="invalidName"'), row["file"]
        assert all(post.author.id for post in posts if post.author), row["file"]
        assert all(post.posted.local for post in posts), row["file"]
        quotes = [quote for post in posts for quote in post.content.quotes]
        assert len(quotes) == body.count(b"<blockquote"), row["file"]
        assert all(quote.author for quote in quotes), row["file"]
        assert sum(len(post.content.media) for post in posts) >= body.count(b'class="imageAttachment'), row["file"]
        seen += 1
    assert seen == 3


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("t/41/wick", True),
        ("t/40/41/wick", True),
        ("t/41", True),
        ("f/3/oil-lamps", False),
        ("u/7/Ida", False),
        ("t/41/a/5/flat.png", False),
        ("forums/posts/reply/0/41?t=1", False),
    ],
)
def test_topics_are_followed(address, may):
    assert PLATFORM.follows(f"https://lamps.example/{address}") is may
