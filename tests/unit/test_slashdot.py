"""Slashdot: addresses, and the saved real page."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders.page import Page
from spiders.platforms import detect, platform_named
from tests.captures import CAPTURES, need_captures

BASE = "https://oil.lamps.example/"
SLASHDOT = platform_named("slashdot")
PAGES = Path(__file__).parents[1] / "pages"


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("story/24/02/03/182005/wicks?sbsrc=md#comments", "story/24/02/03/182005"),
        ("comments.pl?sid=9001&op=Reply&threshold=1&cid=70", "comments.pl?sid=9001&cid=70"),
        ("?page=2&source=x", "?page=2"),
    ],
)
def test_one_address_for_one_thing(address, one):
    assert SLASHDOT.canonical(BASE + address) == BASE + one
    assert SLASHDOT.canonical(BASE + one) == BASE + one


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("", True),
        ("?page=2", True),
        ("story/24/02/03/182005/x", True),
        ("comments.pl?sid=9001&op=Reply&pid=70", False),
        ("index2.pl?fhfilter=oil", False),
        ("~rui", False),
        ("my/login", False),
    ],
)
def test_what_is_fetched(address, may):
    assert SLASHDOT.follows(BASE + address) == may


def test_a_story_is_listed_once():
    """Its element answers to both of the marks of a story."""
    story = (PAGES / "slashdot" / "story.html").read_text(encoding="utf-8").partition('<div class="commentwrap">')[0]
    article = story[story.index("<article") : story.index("</article>") + len("</article>")]
    other = article.replace("24/02/03/182005", "24/02/04/091500").replace("fhitem-story", "")
    body = story.replace(article, article + other).encode()
    page = Page(url=BASE, body=body, headers={"content-type": "text/html"}, fetched_at=datetime(2026, 3, 6, tzinfo=UTC))
    reading = SLASHDOT.read(page)
    assert reading.kind == "index"
    assert [row.id for row in reading.listing.threads] == ["24/02/03/182005", "24/02/04/091500"]
    assert [row.title for row in reading.listing.threads] == ["Wicks That Do Not Smoke"] * 2


@pytest.mark.captures
def test_a_saved_page_holds_its_comments():
    """Of 109 comments 25 are shown whole, 75 cut short without a time, 9 not at all."""
    need_captures()
    rows = map(json.loads, (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines())
    (row,) = [row for row in rows if row["platform"] == "slashdot"]
    body = (CAPTURES / "samples" / row["file"]).read_bytes()
    page = Page(url=row["url"], body=body, headers={"content-type": "text/html"}, fetched_at=datetime(2026, 3, 6, tzinfo=UTC))
    platform, _ = detect(page)
    assert platform is SLASHDOT
    reading = platform.read(page)
    whole, cut = reading.threads
    assert not reading.losses
    assert (whole.view, cut.view) == ("page", "excerpt")
    shown = [post for post in whole.posts if post.state == "visible" and post.kind == "comment"]
    assert (len(shown), len(cut.posts), len(whole.posts) - len(shown) - 1) == (25, 75, 9)
    assert whole.thread.declared.replies == 139
    known = {post.id for post in (*whole.posts, *cut.posts)}
    for post in shown:
        assert post.author is not None
        assert post.posted.local
        assert post.content.text or post.content.quotes
        assert post.parent_id is None or post.parent_id in known
    assert all(post.posted is None and post.author is not None for post in cut.posts)
