"""Hacker News: addresses, states, and what of its pages is no thread."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.hackernews_links import canonical, item_in, may_follow, page_in, root, user_in

BASE = "https://news.example/"
NOW = datetime(2024, 2, 3, 20, 0, tzinfo=UTC)
FRAME = '<html><body><table id="hnmain"><tr><td><span class="pagetop"><b><a href="news">N</a></b></span></td></tr>{body}</table></body></html>'


def page(body: str, url: str = BASE) -> Page:
    return Page(url=url, body=FRAME.format(body=body).encode(), headers={"content-type": "text/html"}, fetched_at=NOW)


@pytest.mark.parametrize(
    ("address", "item", "user", "number"),
    [
        ("item?id=41", "41", None, None),
        ("item?id=41&p=2#43", "41", None, 2),
        ("user?id=ida_l", None, "ida_l", None),
        ("news2", None, None, 2),
        ("news?p=3", None, None, 3),
        ("vote?id=41&how=up", None, None, None),
        ("item?id=x", None, None, None),
    ],
)
def test_what_addresses_lead_to(address, item, user, number):
    url = BASE + address
    assert (item_in(url), user_in(url), page_in(url)) == (item, user, number)


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("item?id=41&p=1#43", "item?id=41"),
        ("item?p=2&id=41", "item?id=41&p=2"),
        ("news", ""),
        ("news?p=1", ""),
        ("news?p=2", "news?p=2"),
        ("newest?next=41&n=31", "newest?next=41&n=31"),
        ("x?fnid=AbC&utm_source=y", "x?fnid=AbC"),
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
        ("item?id=41", True),
        ("item?id=41&p=2", True),
        ("x?fnid=AbC", True),
        ("newest?next=1&n=31", True),
        ("front?day=2024-02-03", True),
        ("ask", True),
        ("item?id=41&goto=x", False),
        ("vote?id=41&how=up", False),
        ("reply?id=41", False),
        ("hide?id=41", False),
        ("fave?id=41", False),
        ("user?id=ida", False),
        ("threads?id=ida", False),
        ("login?goto=news", False),
        ("submit", False),
        ("from?site=a.example", False),
    ],
)
def test_what_is_fetched(address, may):
    assert may_follow(BASE + address) == may


def test_addresses_that_are_none():
    for url in ("", "http://[broken/", "mailto:a@b"):
        assert item_in(url) is None
        canonical(url)
        root(url)
        may_follow(url)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<tr><td><form action="login"><input type="password" name="pw"></form></td></tr>', "login"),
        ("<tr><td>user:</td><td>ida</td></tr>", "other"),
        (
            (
                '<tr class="athing" id="7"><td class="default"><span class="comhead"><a href="user?id=a">a</a> | on: <a href="item?id=5">T'
                '</a></span><div class="comment">x</div></td></tr>'
            ),
            "other",
        ),
    ],
)
def test_what_is_no_thread(body, kind):
    reading = platform_named("hackernews").read(page(body))
    assert reading.kind == kind
    assert not reading.threads


def test_a_poll():
    option = (
        '<tr class="athing" id="{0}"><td></td><td class="comment"><div>{1}</div></td></tr>'
        '<tr><td></td><td class="default"><span class="comhead"><span class="score" id="score_{0}">{2} points</span></span></td></tr>'
    )
    body = (
        '<tr><td><table class="fatitem"><tr class="athing" id="41"><td class="title">'
        '<span class="titleline"><a href="item?id=41">Poll: Oil?</a></span></td></tr>'
        '<tr><td class="subtext"><span id="score_41">3 points</span></td></tr>'
        + option.format(8, "Yes", 12)
        + option.format(9, "No", 1)
        + "</table></td></tr>"
    )
    (thread,) = platform_named("hackernews").read(page(body, BASE + "item?id=41")).threads
    assert thread.thread.poll.question == "Poll: Oil?"
    assert [(one.text, one.votes) for one in thread.thread.poll.options] == [("Yes", 12), ("No", 1)]
    assert len(thread.posts) == 1
