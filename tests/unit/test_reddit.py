"""Reddit's old face: addresses, and answers that are none."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from archiver.demo.blog_model import Comment
from spiders.errors import ReadError
from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.reddit_links import board_in, canonical, comment_in, may_follow, member_in, root, thread_in
from tests.fakeforum import facts
from tests.fakeforum.invent import Inventor
from tests.fakeforum.reddit import PRINTS, key, sayable
from tests.fakeforum.reddit import Reddit as Written

BASE = "https://old.board.example/"
READER = platform_named("reddit")
NOW = datetime(2024, 2, 4, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "thread", "comment", "board"),
    [
        ("r/lamps/comments/1aw3x9/which_wick/", "1aw3x9", None, "lamps"),
        ("r/lamps/comments/1aw3x9/which_wick/kq1/?context=3", "1aw3x9", "kq1", "lamps"),
        ("r/lamps/comments/1aw3x9/_/kq1", "1aw3x9", "kq1", "lamps"),
        ("comments/1aw3x9", "1aw3x9", None, None),
        ("r/lamps/comments/1aw3x9/which_wick/.json?limit=500", "1aw3x9", None, "lamps"),
        ("user/ida_l/comments/1aw3x9/diary/", "1aw3x9", None, None),
        ("tb/1aw3x9", "1aw3x9", None, None),
        ("r/lamps/", None, None, "lamps"),
        ("r/lamps/wiki/index", None, None, "lamps"),
    ],
)
def test_what_addresses_lead_to(address, thread, comment, board):
    url = BASE + address
    assert (thread_in(url), comment_in(url), board_in(url)) == (thread, comment, board)


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("r/lamps/comments/1aw3x9/which_wick/?sort=new&ref=share#x", "r/lamps/comments/1aw3x9/"),
        ("r/lamps/comments/1aw3x9/which_wick/kq1/?context=3", "r/lamps/comments/1aw3x9/_/kq1/"),
        ("r/lamps/comments/1aw3x9/which_wick/.json?limit=500", "r/lamps/comments/1aw3x9/.json"),
        ("comments/1aw3x9", "comments/1aw3x9/"),
        ("tb/1aw3x9", "comments/1aw3x9/"),
        ("r/lamps?count=25&after=t3_1aw2", "r/lamps/?after=t3_1aw2"),
        ("r/lamps/hot/", "r/lamps/"),
        ("r/lamps/top/?sort=top&t=all&count=25", "r/lamps/top/?sort=top&t=all"),
        ("", ""),
    ],
)
def test_one_address_for_one_thing(address, one):
    assert canonical(BASE + address) == BASE + one
    assert canonical(BASE + one) == BASE + one


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("", True),
        ("r/lamps/", True),
        ("r/lamps/new/?after=t3_1", True),
        ("r/lamps/comments/1aw3x9/x/", True),
        ("r/lamps/comments/1aw3x9/_/kq1/", True),
        ("login", False),
        ("r/lamps/submit", False),
        ("r/lamps/wiki/index", False),
        ("r/lamps/about/moderators", False),
        ("user/ida_l/", False),
        ("message/compose/?to=ida_l", False),
        ("domain/wicks.example/", False),
        ("r/lamps/search?q=x", False),
        ("api/morechildren", False),
    ],
)
def test_what_is_fetched(address, may):
    assert may_follow(BASE + address) == may


def test_addresses_that_are_none():
    for url in ("", "http://[broken/", "mailto:a@b"):
        assert thread_in(url) is None
        canonical(url)
        root(url)
        may_follow(url)
    assert member_in(BASE + "u/ida-l") == "ida-l"


@pytest.mark.parametrize(
    "body",
    [
        b'{"message": "Forbidden", "error": 403}',
        b'{"kind": "Listing", "data": []}',
        b'[{"kind": "Listing"}, 3]',
        b"[]",
        b"7",
        b'{"kind": "Listing", "data": {"children": [5, {"kind": "t3", "data": 1}, {"kind": "t3", "data": {"id": 4}}]}}',
    ],
)
def test_answers_that_hold_no_links(body):
    page = Page(url=BASE + ".json", body=body, headers={"content-type": "application/json"}, fetched_at=NOW)
    reddit = platform_named("reddit")
    try:
        reading = reddit.read(page)
    except ReadError:
        return
    assert reading.listing is None or not reading.listing.threads


@pytest.mark.parametrize("seed", range(25))
def test_what_is_written_is_read(seed):
    """In pages, and in answers of the API."""
    blog = sayable(Inventor(Random(seed)).blog(articles=2, comments=(0, 9)))
    site = Written(blog, BASE.rstrip("/"))
    listing = READER.read(_page(site.board(), f"{BASE}r/lamps/", "text/html")).listing
    assert [(row.id, row.title, row.declared.replies) for row in listing.threads] == [
        (key(one.id), one.title, len(one.comments)) for one in blog.articles
    ]
    for article in blog.articles:
        url = BASE.rstrip("/") + site.path(article)
        told = (
            _page(site.thread(article), url, "text/html; charset=utf-8"),
            _page(site.answer(article), f"{url}.json?limit=500", "application/json; charset=UTF-8"),
        )
        for page in told:
            reading = READER.read(page)
            assert not reading.losses
            (thread,) = reading.threads
            assert (thread.thread.id, thread.thread.title) == (key(article.id), article.title)
            first = Comment(id=article.id, author=article.author, posted=article.posted, body=article.body)
            wanted = [facts.expected_comment(one, PRINTS) for one in (first, *site.shown(article))]
            for one in wanted[1:]:
                one["parent"] = key(int(one["parent"] or article.id))
            wanted[0]["kind"] = "post"
            seen = [facts.seen_comment(one, PRINTS) for one in thread.posts]
            assert facts.differences(seen, [one | {"id": key(int(one["id"]))} for one in wanted]) == []


def _page(body: str, url: str, kind: str) -> Page:
    return Page(url=url, body=body.encode(), headers={"content-type": kind}, fetched_at=NOW)
