"""Real WoltLab pages saved by others: posts, quotes and edit notes as counted, with author and time."""

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
        if row["platform"] == "woltlab":
            body = (CAPTURES / "samples" / row["file"]).read_bytes()
            headers = {"content-type": "text/html"}
            page = Page(url=row["url"], body=body, headers=headers, fetched_at=datetime(2026, 3, 6, tzinfo=UTC))
            platform, detected = detect(page)
            assert (platform.name, detected.version) == ("woltlab", "6"), row["file"]
            found.append((row, platform.read(page)))
    assert found
    return found


def test_what_was_counted_is_found(readings):
    for row, reading in readings:
        posts = [post for read in reading.threads for post in read.posts]
        quotes = [quote for post in posts for quote in post.content.quotes]
        edits = [edit for post in posts for edit in post.edits]
        assert (len(posts), len(quotes), len(edits)) == (row["posts"], row["quotes"], row["edit_markers"]), row["file"]
        assert all(quote.author and quote.source_id for quote in quotes), row["file"]
        assert all(edit.by and edit.by_id and edit.count and edit.time.at for edit in edits), row["file"]
        assert not reading.losses, row["file"]


def test_every_post_has_what_is_printed_beside_it(readings):
    for row, reading in readings:
        for number, post in enumerate((post for read in reading.threads for post in read.posts), 1):
            assert (post.ordinal, post.author.guest, post.url is not None) == (number, False, True), row["file"]
            assert None not in (post.author.id, post.posted.at), row["file"]
            assert post.content.text, row["file"]
