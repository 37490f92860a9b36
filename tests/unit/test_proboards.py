"""ProBoards: addresses, quotes and flags. No page of it that others saved is at hand: its markup is known from what reads and styles it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.proboards_links import canonical, id_in, may_follow, thing_in

PAGES = Path(__file__).parents[1] / "pages" / "proboards"
BASE = "https://lamps.example/"
PLATFORM = platform_named("proboards")


def page_of(body, url=f"{BASE}thread/310/which-wick-wall-lamp?page=2"):
    headers = {"content-type": "text/html; charset=utf-8"}
    return Page(url=url, body=body.encode(), headers=headers, fetched_at=datetime(2020, 1, 1, tzinfo=UTC))


def saved(name):
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "wanted", "thing"),
    [
        ("thread/310/which-wick?page=1&scrollTo=12", "thread/310/which-wick", ("thread", "310", 1)),
        ("thread/310/which-wick?page=2#post-341", "thread/310/which-wick?page=2", ("thread", "310", 2)),
        ("thread/310", "thread/310", ("thread", "310", None)),
        ("board/7/oil-lamps?page=3&q=", "board/7/oil-lamps?page=3", ("board", "7", 3)),
        ("#category-2", "#category-2", ("category", "2", None)),
        ("", "", None),
    ],
)
def test_one_address_for_one_thing(given, wanted, thing):
    assert canonical(BASE + given) == BASE + wanted
    assert thing_in(BASE + given) == thing
    assert may_follow(BASE + given) == (not given.startswith("#"))


@pytest.mark.parametrize(
    "url",
    ["user/2", "post/341/thread", "post/341/quote", "thread/310/which-wick/edit", "search", "members", "threads/recent", "?x=1"],
)
def test_what_is_never_fetched(url):
    assert not may_follow(BASE + url)


def test_categories_and_boards_are_numbered_apart():
    assert (id_in(f"{BASE}#category-7", "category"), id_in(f"{BASE}board/7/x", "board")) == ("c7", "7")


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("proboards.data({", "var elsewhere = ({"),
        ('src="//images.proboards.com/v5/js/combined.js"', 'src="/js/combined.js"'),
    ],
)
def test_either_mark_is_enough(part, instead):
    assert PLATFORM.detect(page_of(saved("thread").replace(part, instead))).version == "5"


def test_a_page_that_only_speaks_of_it_is_not_its():
    body = (
        "<html><body><div id='wrapper'><div id='content'>We left proboards.com; proboards.data was odd.</div></div></body></html>"
    )
    assert PLATFORM.detect(page_of(body)) is None


def test_what_scripts_are_not_told_is_not_known():
    reading = PLATFORM.read(page_of(saved("thread").replace('"thread":{', '"other":{')))
    assert (reading.threads[0].thread.locked, reading.threads[0].thread.sticky) == (None, None)


def test_attributes_of_quotes_may_be_data():
    body = (
        saved("thread")
        .replace('source="/post/322', 'data-source="/post/322')
        .replace('timestamp="1382541060"', 'data-timestamp="1382541060"')
    )
    quotes = PLATFORM.read(page_of(body)).threads[0].posts[0].content.quotes
    assert [(quote.author, quote.author_id, quote.source_id) for quote in quotes] == [("Wicks", "5", "322"), (None, None, None)]
    assert quotes[0].time.at == datetime(2013, 10, 23, 15, 11, tzinfo=UTC)


def test_a_board_behind_a_password_is_closed():
    body = '<html><head><script>proboards.data({"x":1});</script></head><body><div id="wrapper"><div id="content"><div class="container"><p>This board is password protected.</p><form><input type="password" name="password"></form></div></div></div></body></html>'
    assert PLATFORM.read(page_of(body, f"{BASE}board/13/secret")).kind == "login"
