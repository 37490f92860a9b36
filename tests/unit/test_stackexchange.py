"""Stack Exchange: addresses, figures that were rounded, states behind titles, what is no page of it."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from archiver.demo.blog_model import Comment
from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.stackexchange_links import answer_in, canonical, may_follow, page_in, question_in, root, user_in
from spiders.platforms.stackexchange_listing import figure, part_title
from tests.fakeforum import facts
from tests.fakeforum.invent import Inventor
from tests.fakeforum.stackexchange import PRINTS, sayable
from tests.fakeforum.stackexchange import StackExchange as Written

BASE = "https://lanterns.stackexchange.example/"
READER = platform_named("stackexchange")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "question", "answer", "number"),
    [
        ("questions/41/which-wick", "41", None, None),
        ("questions/41", "41", None, None),
        ("questions/41/which-wick?page=2&tab=votes#tab-top", "41", None, 2),
        ("questions/41/which-wick/43#43", "41", "43", None),
        ("q/41/9", "41", None, None),
        ("a/43/9", None, "43", None),
        ("questions/tagged/41", None, None, None),
        ("posts/41/revisions", None, None, None),
        ("users/41/ola", None, None, None),
        ("c/team/questions/41/wick", "41", None, None),
    ],
)
def test_what_addresses_lead_to(address, question, answer, number):
    url = BASE + address
    assert (question_in(url), answer_in(url), page_in(url)) == (question, answer, number)


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("questions/41/which-wick?noredirect=1&lq=1#comment7_41", "questions/41"),
        ("questions/41/which-wick?answertab=oldest&page=2#tab-top", "questions/41?page=2"),
        ("questions/41/which-wick/43#43", "questions/41"),
        ("q/41", "questions/41"),
        ("a/43/9", "a/43"),
        ("questions?tab=Votes&page=1", "questions"),
        ("questions/?sort=newest&pagesize=50&page=3", "questions?page=3&pagesize=50"),
        ("questions/tagged/c%23?tab=active", "questions/tagged/c%23"),
        ("c/team/questions/41/wick", "c/team/questions/41"),
        ("", ""),
    ],
)
def test_one_address_for_one_thing(address, one):
    assert canonical(BASE + address) == BASE + one
    assert canonical(BASE + one) == BASE + one


@pytest.mark.parametrize(
    "address", ["", "questions", "questions?page=2", "questions/tagged/oil", "questions/41/x", "a/43", "q/41"]
)
def test_what_is_fetched(address):
    assert may_follow(BASE + address)


@pytest.mark.parametrize(
    "address",
    [
        "questions/ask",
        "questions/41/x?lastactivity",
        "posts/41/edit",
        "posts/41/revisions",
        "posts/41/timeline",
        "users/9/ola-n",
        "users/login?returnurl=x",
        "review/first-posts",
        "search?q=wick",
        "?tab=hot",
    ],
)
def test_what_is_not(address):
    assert not may_follow(BASE + address)


def test_addresses_that_are_none():
    for url in ("", "http://[broken/", "mailto:a@b"):
        assert question_in(url) is None
        canonical(url)
        root(url)
        may_follow(url)
    assert user_in(BASE + "users/-1/community") == "-1"


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Viewed 5,763 times", 5763),
        ("Viewed 6k times", None),
        ("1.2m views", None),
        ("Просмотрен 12 345 раз", 12345),
        ("1 answer", 1),
        ("no answers", None),
        (None, None),
    ],
)
def test_a_figure_that_was_rounded_is_none(words, count):
    assert figure(words) == count


@pytest.mark.parametrize(
    ("shown", "title", "state"),
    [
        ("Which wick? [closed]", "Which wick?", "closed"),
        ("Welcher Docht? [duplicate]", "Welcher Docht?", "duplicate"),
        ("Какой фитиль? [закрыт]", "Какой фитиль?", "closed"),
        ("Which wick? [on hold]", "Which wick?", "on hold"),
        ("Which wick? [solved]", "Which wick? [solved]", None),
        ("[closed] is a word", "[closed] is a word", None),
        (None, None, None),
    ],
)
def test_the_state_behind_a_title(shown, title, state):
    assert part_title(shown) == (title, state)


def test_a_page_about_stack_exchange_is_none_of_its():
    body = b"<html><body class='wordpress'><div id='content'><p>StackExchange.ready is a function</p></div></body></html>"
    page = Page(url=BASE, body=body, headers={"content-type": "text/html"}, fetched_at=NOW)
    assert platform_named("stackexchange").detect(page) is None


@pytest.mark.parametrize("seed", range(25))
def test_what_is_written_is_read(seed):
    blog = sayable(Inventor(Random(seed)).blog(articles=2, comments=(0, 12)))
    site = Written(blog, BASE.rstrip("/"))
    for article in blog.articles:
        pages = site.pages(article)
        for number in range(1, pages + 1):
            url = BASE.rstrip("/") + site.path(article) + (f"?page={number}&tab=scoredesc" if number > 1 else "")
            body = site.question(article, number).encode()
            reading = READER.read(Page(url=url, body=body, headers={"content-type": "text/html; charset=utf-8"}, fetched_at=NOW))
            assert not reading.losses
            (thread,) = reading.threads
            assert (thread.thread.id, thread.thread.title) == (str(article.id), article.title)
            assert (thread.number, thread.pages, thread.next_url is not None) == (number, pages, number < pages)
            assert [one.title for one in thread.thread.labels] == [one.name for one in (*article.categories, *article.tags)]
            first = Comment(id=article.id, author=article.author, posted=article.posted, body=article.body)
            wanted = [facts.expected_comment(one, PRINTS) for one in (first, *site.shown(article, number))]
            for one in wanted[1:]:
                one["kind"] = "comment" if one["parent"] else "answer"
                one["parent"] = one["parent"] or str(article.id)
            wanted[0]["kind"] = "post"
            assert facts.differences([facts.seen_comment(one, PRINTS) for one in thread.posts], wanted) == []
