"""Askbot: addresses, and the saved real pages."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect
from spiders.platforms.askbot_links import canonical, may_follow, page_in, question_in, root, user_in
from tests.captures import CAPTURES, need_captures

BASE = "http://ask.example/en/"


@pytest.mark.parametrize(
    ("address", "question", "number"),
    [
        ("question/41/which-wick/", "41", None),
        ("question/41/which-wick/?sort=votes&page=2#sort-top", "41", 2),
        ("questions/scope:all/sort:activity-desc/page:3/", None, 3),
        ("questions/41/revisions/", None, None),
    ],
)
def test_what_addresses_lead_to(address, question, number):
    assert (question_in(BASE + address), page_in(BASE + address)) == (question, number)


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("question/41/which-wick/?sort=votes&page=1#sort-top", "question/41/"),
        ("question/41/which-wick/?answer=42#post-id-42", "question/41/"),
        ("question/41/which-wick/?sort=oldest&page=2", "question/41/?page=2"),
        ("questions/scope:all/sort:activity-desc/tags:wicks/page:2/", "questions/tags:wicks/page:2/"),
        ("questions/", "questions/"),
    ],
)
def test_one_address_for_one_thing(address, one):
    assert canonical(BASE + address) == BASE + one
    assert canonical(BASE + one) == BASE + one
    assert root(BASE + address) == BASE


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("question/41/x/", True),
        ("questions/", True),
        ("questions/scope:all/page:2/", True),
        ("questions/41/edit/", False),
        ("questions/ask/", False),
        ("questions/41/revisions/", False),
        ("users/9/ola/", False),
        ("account/signin/?next=/", False),
        ("feeds/rss/", False),
    ],
)
def test_what_is_fetched(address, may):
    assert may_follow(BASE + address) == may


def test_addresses_that_are_none():
    for url in ("", "http://[broken/"):
        assert question_in(url) is None
        canonical(url)
    assert user_in(BASE + "users/9/ola/") == "9"


@pytest.mark.captures
def test_saved_pages_hold_their_posts():
    """INDEX.jsonl counts nothing here, and calls a page that was not found a thread. A post without number is a script's."""
    need_captures()
    rows = map(json.loads, (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines())
    rows = [row for row in rows if row["platform"] == "askbot"]
    assert rows
    for row in rows:
        page = Page(
            url=row.get("url", "https://ask.example/"),
            body=(CAPTURES / "samples" / row["file"]).read_bytes(),
            headers={"content-type": "text/html"},
            fetched_at=datetime(2026, 3, 6, tzinfo=UTC),
        )
        platform, _ = detect(page)
        assert platform.name == "askbot", row["file"]
        reading = platform.read(page)
        posts = [post for thread in reading.threads for post in thread.posts]
        ids = set(re.findall(r'id="post-id-(\d+)"', page.text)) - {"0"}
        assert {post.id for post in posts} == ids, row["file"]
        assert not reading.losses, row["file"]
        assert (reading.kind == "error") == ("Page not found" in row["title"]), row["file"]
        for post in posts:
            assert post.author is not None or "is a wiki" in page.text, (row["file"], post.id)
            assert post.posted.precision == "second", (row["file"], post.id)
            assert post.content.text, (row["file"], post.id)
            assert (post.parent_id is None) == (post.kind == "post"), (row["file"], post.id)
        assert sum(len(post.edits) for post in posts) == len(re.findall(r">\s*updated\s*<strong>", page.text)), row["file"]
