"""Ghost: addresses, pages by their template, answers that are none."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from spiders.errors import ReadError
from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.ghost_comments import address, post_in
from tests.fakeforum import facts
from tests.fakeforum.ghost import PRINTS
from tests.fakeforum.ghost import Ghost as Written
from tests.fakeforum.invent import Inventor

BASE = "https://lamps.example/"
NOW = datetime(2026, 1, 2, tzinfo=UTC)
GHOST = platform_named("ghost")


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("wicks/?ref=newsletter#x", "wicks/"),
        ("page/1/", ""),
        ("tag/oil/page/1/", "tag/oil/"),
        ("tag/oil/page/2/", "tag/oil/page/2/"),
        ("wicks/?attribution_id=1&attribution_type=post", "wicks/"),
    ],
)
def test_one_address_for_one_thing(address, one):
    assert GHOST.canonical(BASE + address) == BASE + one
    assert GHOST.canonical(BASE + one) == BASE + one


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("wicks/", True),
        ("page/2/", True),
        ("tag/oil/", True),
        ("members/api/comments/post/65be8405a1b2c30001d4e5f6/?limit=100&page=1", True),
        ("members/api/session/", False),
        ("ghost/", False),
        ("rss/", False),
        ("wicks/amp/", False),
        ("signin/", False),
        ("p/0c1d77/", False),
    ],
)
def test_what_is_fetched(address, may):
    assert GHOST.follows(BASE + address) == may


def test_whose_comments():
    assert post_in(BASE + "members/api/comments/post/65be8405/?limit=100&page=2") == "65be8405"
    assert post_in(BASE + "wicks/") is None


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        ("post-template tag-oil", "article"),
        ("page-template", "article"),
        ("home-template", "index"),
        ("tag-template tag-oil paged", "index"),
        ("author-template author-ida", "index"),
        ("error-template", "error"),
        ("", "other"),
    ],
)
def test_kinds(classes, kind):
    html = f'<html><head><meta name="generator" content="Ghost 5.1"></head><body class="{classes}"><div class="gh-content"><p>x</p></div></body></html>'
    page = Page(url=BASE + "x/", body=html.encode(), headers={"content-type": "text/html"}, fetched_at=NOW)
    assert GHOST.detect(page).version == "5.1"
    assert GHOST.read(page).kind == kind


def test_what_only_members_may_read_is_gated():
    html = (
        '<html><head><meta name="generator" content="Ghost 5.1"></head><body class="post-template"><article><h1>Oil</h1>'
        '<div class="gh-content"><p>It begins.</p><aside class="gh-post-upgrade-cta"><h2>For members</h2></aside></div></article></body></html>'
    )
    page = Page(url=BASE + "oil/", body=html.encode(), headers={"content-type": "text/html"}, fetched_at=NOW)
    (thread,) = GHOST.read(page).threads
    assert thread.thread.state == "gated"
    assert thread.posts[0].content.text == "It begins."


@pytest.mark.parametrize(
    "body", [b"[]", b"7", b'{"comments": [5, {"id": 3}], "meta": {}}', b'{"comments": {}, "meta": []}', b'{"comments": []}']
)
def test_answers_without_comments(body):
    url = BASE + "members/api/comments/post/65be8405/"
    page = Page(url=url, body=body, headers={"content-type": "application/json"}, fetched_at=NOW)
    try:
        assert not GHOST.read(page).threads
    except ReadError:
        return


@pytest.mark.parametrize("seed", range(25))
def test_what_is_written_is_read(seed):
    blog = Inventor(Random(seed)).blog(articles=2, comments=(0, 8))
    site = Written(blog, BASE.rstrip("/"))
    listing = GHOST.read(_html(site.home(), BASE)).listing
    assert [(row.id, row.title) for row in listing.threads] == [(one.slug, one.title) for one in blog.articles]
    for article in blog.articles:
        reading = GHOST.read(_html(site.article(article), f"{BASE}{article.slug}/"))
        (thread,) = reading.threads
        expected = facts.expected_article(article, PRINTS) | {"id": article.slug}
        assert facts.differences([facts.seen_article(thread.posts[0], PRINTS)], [expected]) == []
        assert thread.thread.title == article.title
        assert facts.moment(thread.posts[0].posted.at) == facts.moment(article.posted)
        asked = address(BASE, site.number(article))
        assert [follow.url.partition("?")[0] for follow in reading.follows] == ([] if article.closed else [asked])
        answer = Page(
            url=asked, body=site.comments(article).encode(), headers={"content-type": "application/json"}, fetched_at=NOW
        )
        said = [post for page in GHOST.read(answer).threads for post in page.posts]
        wanted = [facts.expected_comment(one, PRINTS) | {"kind": "comment"} for one in site.shown(article)]
        assert facts.differences([facts.seen_comment(one, PRINTS) for one in said], wanted) == []
        assert article.closed or asked in thread.thread.aliases


def _html(page: str, url: str) -> Page:
    return Page(url=url, body=page.encode(), headers={"content-type": "text/html; charset=utf-8"}, fetched_at=NOW)
