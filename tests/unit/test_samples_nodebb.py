"""Real NodeBB pages saved by others, 2019 to 2026: each is read, and reads the same after a browser has run its scripts.

INDEX.jsonl counts the edit markers of two pages by the mark that every post carries, hidden where there was no edit ("Edited
Invalid Date"); what tells an edit is ``dateModified``.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from spiders.items import Content
from spiders.page import Page
from spiders.platforms import detect
from tests.captures import CAPTURES, need_captures

pytestmark = pytest.mark.captures

CARRIED = re.compile(rb'<script id="ajaxify-data".*?</script>', re.DOTALL)


def samples():
    need_captures()
    for line in (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["platform"] == "nodebb":
            body = (CAPTURES / "samples" / row["file"]).read_bytes()
            headers = {"content-type": "text/html; charset=utf-8"}
            yield row, Page(url=row["url"], body=body, headers=headers, fetched_at=datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def readings():
    found = []
    for row, page in samples():
        platform, _ = detect(page)
        assert platform.name == "nodebb", row["file"]
        found.append((row, page, platform.read(page)))
    assert found
    return found


def test_posts_and_quotes_are_as_counted(readings):
    for row, _, reading in readings:
        (read,) = reading.threads
        assert len(read.posts) == row["posts"], row["file"]
        assert sum(len(post.content.quotes) for post in read.posts) == row["quotes"], row["file"]
        assert not reading.losses, row["file"]
        for post in read.posts:
            assert post.author.name, (row["file"], post.id)
            assert post.posted.at, (row["file"], post.id)
            assert post.content.text or post.content.quotes, (row["file"], post.id)


def test_edits_are_those_that_have_a_date(readings):
    for row, page, reading in readings:
        edits = [edit for post in reading.threads[0].posts for edit in post.edits]
        stated = page.tree.css('[component="post"] > meta[itemprop="dateModified"]')
        assert len(edits) == sum((node.attributes["content"] or "")[:2] == "20" for node in stated), row["file"]
        assert len(edits) == row["edit_markers"] or row["edit_markers"] == row["posts"], row["file"]
        assert all(edit.by and edit.by_id and edit.time.at for edit in edits), row["file"]


def test_the_markup_says_the_same_as_the_answer(readings):
    """Cloudflare hides addresses in the markup only, and leads through a page of its own: HTML and links are not compared."""

    def words(content: Content | None):
        return content and replace(content, html="", links=(), mentions=())

    for row, page, reading in readings:
        bare = replace(page, body=CARRIED.sub(b"", page.body))
        platform, _ = detect(bare)
        (read,), (saved,) = reading.threads, platform.read(bare).threads
        assert (saved.number, saved.pages, saved.next_url) == (read.number, read.pages, read.next_url), row["file"]
        for ours, theirs in zip(read.posts, saved.posts, strict=True):
            assert replace(theirs, content=None) == replace(ours, content=None), (row["file"], ours.id)
            assert words(theirs.content) == words(ours.content), (row["file"], ours.id)
        assert (saved.thread.id, saved.thread.title, saved.thread.url) == (read.thread.id, read.thread.title, read.thread.url)
        assert saved.thread.boards[-1].id == read.thread.boards[-1].id
        for fact in ("replies", "posts", "views", "last_post"):
            assert getattr(saved.thread.declared, fact) == getattr(read.thread.declared, fact), (row["file"], fact)
