"""A real page of Flarum's own forum. INDEX.jsonl counts no edits: the page prints none, its answer tells when and by whom."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect
from tests.captures import CAPTURES, need_captures

pytestmark = pytest.mark.captures


@pytest.fixture(scope="module")
def sample():
    need_captures()
    for line in (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["platform"] == "flarum":
            body = (CAPTURES / "samples" / row["file"]).read_bytes()
            headers = {"content-type": "text/html; charset=utf-8"}
            page = Page(url=row["url"], body=body, headers=headers, fetched_at=datetime(2026, 3, 1, tzinfo=UTC))
            platform, _ = detect(page)
            assert platform.name == "flarum"
            return row, page, platform.read(page)
    raise LookupError("no sample")


def test_posts_and_quotes_are_as_counted(sample):
    row, _, reading = sample
    (read,) = reading.threads
    assert len(read.posts) == row["posts"]
    assert [post.ordinal for post in read.posts] == list(range(1, len(read.posts) + 1))
    quotes = [quote for post in read.posts for quote in post.content.quotes]
    assert len(quotes) == row["quotes"]
    ids = {post.id: post for post in read.posts}
    assert all(ids[quote.source_id].author.id == quote.author_id for quote in quotes)
    assert not any(quote.text.startswith(quote.author) for quote in quotes)
    assert all(post.author.id and post.posted.at and post.content.text for post in read.posts)
    edits = [edit for post in read.posts for edit in post.edits]
    assert len(edits) == 8
    assert all(edit.by and edit.time.at for edit in edits)
    assert (read.number, read.pages, read.thread.declared.posts) == (1, 2, 27)


def test_readers_without_scripts_are_shown_the_same_words(sample):
    _, page, reading = sample
    bare = replace(page, body=page.body.replace(b"flarum-json-payload", b"gone"))
    platform, _ = detect(bare)
    (told,), (shown,) = reading.threads, platform.read(bare).threads
    assert (shown.number, shown.pages, shown.next_url) == (1, None, told.next_url)
    assert len(shown.posts) == 20  # the answer holds the next one, too
    for ours, theirs in zip(told.posts, shown.posts, strict=False):
        assert (theirs.content.text, theirs.author.name) == (ours.content.text, ours.author.name)
        assert [quote.text for quote in theirs.content.quotes] == [quote.text for quote in ours.content.quotes]
