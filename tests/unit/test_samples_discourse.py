"""Real Discourse pages, answers and feeds saved by others.

INDEX.jsonl counts no edits, since what crawlers are shown has no words for them: a page that holds the API's answer tells versions.
Of quotes it counts those that name a post; two people quoted with ``>`` alone, three times. The pages that leave all to scripts are
said to have a post each: there is none in them.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect
from tests.captures import CAPTURES, need_captures

pytestmark = pytest.mark.captures

KINDS = {".html": "text/html; charset=utf-8", ".json": "application/json", ".rss": "application/rss+xml"}
PLAIN_QUOTES = {"discourse/community.letsencrypt.org__212419.html": 2, "discourse/forum.level1techs.com__223334.html": 1}


@pytest.fixture(scope="module")
def readings():
    need_captures()
    found = []
    for line in (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["platform"] == "discourse":
            place = CAPTURES / "samples" / row["file"]
            url = row.get("url", "https://forums.pythonic.guru/c/1-category/1" + place.suffix)
            headers = {"content-type": KINDS[place.suffix]}
            page = Page(url=url, body=place.read_bytes(), headers=headers, fetched_at=datetime(2026, 3, 1, tzinfo=UTC))
            platform, detected = detect(page)
            assert platform.name == "discourse", row["file"]
            assert detected.version == row.get("version"), row["file"]
            found.append((row, page, platform.read(page)))
    assert len(found) == 31
    return found


def test_posts_quotes_and_answers_are_as_counted(readings):
    for row, _, reading in readings:
        posts = [post for read in reading.threads for post in read.posts]
        if row["kind"] == "thread(crawler)":
            assert len(posts) == row["posts"], row["file"]
            quotes = [quote for post in posts for quote in post.content.quotes]
            assert len(quotes) == row["quotes"] + PLAIN_QUOTES.get(row["file"], 0), row["file"]
            assert sum(quote.source_id is not None for quote in quotes) == row["quotes"], row["file"]
        elif row["kind"] not in ("JSON", "RSS"):
            assert not posts, row["file"]
        assert not reading.losses, row["file"]


def test_every_post_has_what_every_post_has(readings):
    for row, page, reading in readings:
        for read in reading.threads:
            for number, post in enumerate(read.posts, 1):
                if read.view == "page":
                    assert post.ordinal == number, row["file"]
                    assert post.content.text or post.content.quotes or post.content.media or post.content.links, row["file"]
                assert post.author.name, (row["file"], post.id)
                assert post.author.guest is False, (row["file"], post.id)
                if b"-topic-" not in page.body or page.body[:1] == b"<!":
                    assert post.posted.at, (row["file"], post.id)
                assert "avatar" not in post.content.text


def test_a_page_says_the_same_to_crawlers_as_to_scripts(readings):
    """The part without scripts is read by itself: the same words at the same times, and as many edits."""
    compared = 0
    for row, page, reading in readings:
        if not row.get("has_preloaded_topic_json"):
            continue
        bare = Page(
            url=page.url,
            body=page.body.replace(b"data-preloaded=", b"data-gone="),
            headers=page.headers,
            fetched_at=page.fetched_at,
        )
        platform, _ = detect(bare)
        (told,), (shown,) = reading.threads, platform.read(bare).threads
        assert (shown.number, shown.pages, bool(shown.next_url)) == (
            told.number, told.number if told.pages == told.number else None, bool(told.next_url)
        )  # fmt: skip
        for ours, theirs in zip(told.posts, shown.posts, strict=True):
            assert theirs.id in ours.aliases
            assert (theirs.content.text, len(theirs.content.quotes)) == (ours.content.text, len(ours.content.quotes)), row["file"]
            assert theirs.author.name == ours.author.name
            assert theirs.posted.at == ours.posted.at.replace(microsecond=0)
            seconds = [edit.time.at.replace(microsecond=0) for edit in ours.edits]
            assert [edit.time.at for edit in theirs.edits] == [at for at in seconds if at != theirs.posted.at], row["file"]
        compared += 1
    assert compared == 11


def test_pages_that_leave_all_to_scripts_lead_to_the_api(readings):
    shells = [(row, reading) for row, _, reading in readings if row["kind"].startswith("thread (JS shell")]
    assert len(shells) == 5
    for row, reading in shells:
        number = row["url"].rpartition("/")[2]
        assert [follow.url for follow in reading.follows] == [f"{reading.site.url}t/{number}.json"]
        (read,) = reading.threads
        assert (read.thread.id, read.number) == (number, None)
        assert read.thread.title


def test_lists_declare_what_they_print(readings):
    rows = [(row, reading.listing) for row, _, reading in readings if reading.listing is not None]
    for row, listing in rows:
        if row["kind"] == "listing":
            assert len(listing.threads) == row["posts"] == 30, row["file"]
            assert listing.number == int(row["url"].rpartition("=")[2]) + 1
            assert all((listing.next_url, listing.board.id, listing.board.title))
        for thread in listing.threads:
            assert thread.title
            assert None not in (thread.declared.replies, thread.declared.views), row["file"]
            assert thread.declared.last_post is None or thread.declared.last_post.at, row["file"]
            assert thread.author.name if row["kind"] == "listing" else thread.created.at
    assert len(rows) == 9
