"""Hacker News: addresses, states, and what of its pages is no thread."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.hackernews_links import canonical, item_in, may_follow, page_in, root, user_in
from tests.fakeforum import facts
from tests.fakeforum.hackernews import PRINTS, sayable
from tests.fakeforum.hackernews import HackerNews as Written
from tests.fakeforum.invent import Inventor

BASE = "https://news.example/"
READER = platform_named("hackernews")
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


@pytest.mark.parametrize("seed", range(25))
def test_what_is_written_is_read(seed):
    blog = sayable(Inventor(Random(seed)).blog(articles=2, comments=(0, 11)))
    site = Written(blog, BASE.rstrip("/"))
    listing = READER.read(whole(site.front(), BASE)).listing
    assert [(row.id, row.title, row.declared.replies) for row in listing.threads] == [
        (str(one.id), one.title, len(one.comments)) for one in blog.articles
    ]
    for article in blog.articles:
        for number in range(1, site.pages(article) + 1):
            url = f"{BASE}item?id={article.id}" + (f"&p={number}" if number > 1 else "")
            reading = READER.read(whole(site.story(article, number), url))
            assert not reading.losses
            (thread,) = reading.threads
            assert (thread.thread.id, thread.thread.title) == (str(article.id), article.title)
            assert (thread.next_url is not None) == (number < site.pages(article))
            opening, *said = thread.posts
            seen = facts.seen_content(opening.content, PRINTS)
            assert facts.differences([seen | {"id": opening.id}], [wanted(article) | {"id": str(article.id)}]) == []
            assert (opening.author.name, opening.posted.at) == (article.author.name, article.posted)
            expected = [facts.expected_comment(one, PRINTS) for one in site.shown(article, number)]
            expected = [one | {"parent": one["parent"] or str(article.id)} for one in expected]
            found = [facts.seen_comment(one, PRINTS) for one in said]
            assert facts.differences(found, expected) == []


def wanted(article):
    """What the text of a story should be read as."""
    return {key: value for key, value in facts.expected_article(article, PRINTS).items() if key not in ("id", "kind", "author")}


def whole(html: str, url: str) -> Page:
    return Page(url=url, body=html.encode(), headers={"content-type": "text/html; charset=utf-8"}, fetched_at=NOW)
