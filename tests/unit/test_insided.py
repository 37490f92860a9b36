"""inSided: addresses, and the page that others saved."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect
from spiders.platforms.insided import InSided
from tests.captures import CAPTURES, need_captures

PLATFORM = InSided()
SITE = "https://lamps.example/"


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("oil-lamps-3/which-wick-41", None),
        ("oil-lamps-3/which-wick-41?page=1", "oil-lamps-3/which-wick-41"),
        ("oil-lamps-3/which-wick-41?page=2", None),
        ("oil-lamps-3/which-wick-41?sort=mostLiked#comments", "oil-lamps-3/which-wick-41"),
        ("oil-lamps-3/which-wick-41?tid=41&fid=3", "oil-lamps-3/which-wick-41"),
        ("members/ida-7", None),
    ],
)
def test_a_thing_has_one_address(address, one):
    one = address if one is None else one
    assert PLATFORM.canonical(SITE + address) == SITE + one
    assert PLATFORM.canonical(SITE + one) == SITE + one, "it is its own"


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("oil-lamps-3/which-wick-41", True),
        ("oil-lamps-3/which-wick-41?page=2", True),
        ("oil-lamps-3/which-wick-41?sort=mostLiked", False),
        ("oil-lamps-3", False),
        ("members/ida-7", False),
        ("search?q=wick&search_type=tag", False),
    ],
)
def test_topics_are_followed(address, may):
    assert PLATFORM.follows(SITE + address) is may


@pytest.mark.captures
def test_the_page_saved_by_others():
    need_captures()
    rows = map(json.loads, (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines())
    (row,) = [row for row in rows if row["platform"] == "insided"]
    body = (CAPTURES / "samples" / row["file"]).read_bytes()
    now = datetime(2026, 3, 6, tzinfo=UTC)
    page = Page(url=row["url"], body=body, headers={"content-type": "text/html; charset=utf-8"}, fetched_at=now)
    platform, _ = detect(page)
    assert platform.name == "insided"
    (read,) = platform.read(page).threads
    assert read.thread.declared.replies == len(read.posts) - 1 == 20
    assert read.thread.declared.views == 16803
    assert [board.id for board in read.thread.boards] == ["128", "166"]
    assert [post.kind for post in read.posts] == ["post", *["comment"] * 20]
    assert all(post.author.id and post.posted.local and post.content.text for post in read.posts)
    assert sum(len(post.content.quotes) for post in read.posts) == body.count(b"<content-quote")
    assert sum(bool(post.reactions) for post in read.posts) == body.count(b'class="topic-liked-users_text"')
