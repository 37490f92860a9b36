"""Lemmy: addresses, and the page that others saved, with and without what it keeps for its scripts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect, platform_named
from tests.captures import CAPTURES, need_captures

READER = platform_named("lemmy")
AT = "https://pond.example"


@pytest.mark.parametrize(
    ("url", "one", "may"),
    [
        ("/post/50?scrollToComments=true", "/post/50", True),
        ("/post/50/61", "/post/50/61", True),
        ("/c/frogs?dataType=Post", "/c/frogs", True),
        ("/c/frogs@lake.example?pageCursor=P1", "/c/frogs@lake.example?pageCursor=P1", True),
        ("/c/frogs?sort=Hot", "/c/frogs", False),
        ("/u/ida", "/u/ida", False),
        ("/login", "/login", False),
        ("/modlog", "/modlog", False),
        ("/", "/", True),
    ],
)
def test_addresses(url: str, one: str, *, may: bool) -> None:
    assert READER.canonical(AT + url) == AT + one
    assert READER.follows(AT + url) is may


@pytest.fixture(scope="module")
def sample() -> Page:
    need_captures()
    rows = map(json.loads, (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines())
    (row,) = [row for row in rows if row["platform"] == "lemmy"]
    body = (CAPTURES / "samples" / row["file"]).read_bytes()
    return Page(
        url=row["url"],
        body=body,
        headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
    )


@pytest.mark.captures
def test_the_sample(sample: Page) -> None:
    platform, detected = detect(sample)
    assert (platform, detected.version) == (READER, "0.19.16")
    (thread,) = READER.read(sample).threads
    opening, *comments = thread.posts
    assert len(comments) == thread.thread.declared.replies == 22
    known = {post.id for post in comments}
    assert all(comment.parent_id is None or comment.parent_id in known for comment in comments)
    assert all(post.author.id and post.posted.at for post in thread.posts)
    assert all(post.content.text or post.content.media or post.content.quotes for post in thread.posts)
    assert sum(len(post.edits) for post in thread.posts) == 4
    assert opening.content.links


@pytest.mark.captures
def test_the_page_alone_says_nearly_the_same(sample: Page) -> None:
    bare = replace(sample, body=re.sub(rb"<script nonce=\"\">.*?</script>", b"", sample.body, count=1, flags=re.DOTALL))
    assert b"isoData" not in bare.body
    assert detect(bare)[0] is READER
    (told,), (shown,) = READER.read(sample).threads, READER.read(bare).threads
    for ours, theirs in zip(told.posts, shown.posts, strict=True):
        assert (theirs.id, theirs.parent_id, theirs.author.id) == (ours.id, ours.parent_id, ours.author.id)
        assert (theirs.content and theirs.content.text) == (ours.content and ours.content.text)
        if not ours.edits:  # what was edited shows when
            assert theirs.posted.at == ours.posted.at.replace(microsecond=0)
