"""Forumotion: addresses, days in figures, and the one page of it that others saved."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders.page import Page
from spiders.platforms import detect, platform_named
from spiders.platforms.forumotion_links import canonical, first_page, may_follow
from tests.captures import CAPTURES, need_captures

PAGES = Path(__file__).parents[1] / "pages" / "forumotion"
BASE = "https://lampes.example"


def read(body, url=f"{BASE}/t41p2-quelle-meche"):
    headers = {"content-type": "text/html; charset=utf-8"}
    page = Page(url=url, body=body.encode(), headers=headers, fetched_at=datetime(2020, 1, 1, tzinfo=UTC))
    return platform_named("forumotion").read(page)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("/t41-quelle-meche?highlight=meche#310", "/t41-quelle-meche"),
        ("/t41p0-quelle-meche", "/t41-quelle-meche"),
        ("/t41p15-quelle-meche#320", "/t41p15-quelle-meche"),
        ("/f3p50-lampes-a-huile", "/f3p50-lampes-a-huile"),
        ("/forum?sid=1", "/forum"),
    ],
)
def test_one_address_for_one_thing(given, wanted):
    assert canonical(BASE + given) == BASE + wanted
    assert may_follow(BASE + wanted)


@pytest.mark.parametrize(
    "path",
    ["/t41n-quelle-meche", "/t41p-quelle-meche", "/u7", "/post?t=41&mode=reply", "/login", "/search", "/f3-lampes?change_sort=1"],
)
def test_what_is_never_fetched(path):
    assert not may_follow(BASE + path)


def test_a_page_leads_to_its_first():
    assert first_page(f"{BASE}/t41p15-quelle-meche") == f"{BASE}/t41-quelle-meche"


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ("26/10/13, 03:48 pm", "05/06/14, 07:41 am", "2014-06-05 07:41"),
        ("10/26/13, 03:48 pm", "05/06/14, 07:41 am", "2014-05-06 07:41"),
        ("05/10/13, 03:48 pm", "05/06/14, 07:41 am", None),
    ],
)
def test_days_in_figures_are_read_as_the_page_writes_them(first, second, wanted):
    html = (PAGES / "phpbb3_thread_fr.html").read_text(encoding="utf-8").replace('lang="fr"', 'lang="en"')
    html = html.replace("Mar 13 Fév 2018 - 18:20", first).replace("Mer 14 Fév 2018 - 7:02", second)
    posted = read(html).threads[0].posts[1].posted
    assert posted.raw == second
    assert (f"{posted.local:%Y-%m-%d %H:%M}" if posted.local else None) == wanted


def test_no_other_platform_takes_its_themes_for_its_own():
    for path in sorted(PAGES.glob("*.html")):
        page = Page(
            url=BASE, body=path.read_bytes(), headers={"content-type": "text/html"}, fetched_at=datetime(2020, 1, 1, tzinfo=UTC)
        )
        assert type(detect(page)[0]).__name__ == "Forumotion"


@pytest.mark.captures
def test_a_saved_page():
    """INDEX.jsonl counts four posts: the last is an advert in a post's clothes, with the number 0 and no time."""
    need_captures()
    (path,) = (CAPTURES / "samples" / "phpbb2-forumotion").glob("*.html")
    (thread,) = read(path.read_text(encoding="utf-8"), "https://forum.example/t7-forums-regeln").threads
    assert [(post.id, post.ordinal, post.author.name) for post in thread.posts] == [
        ("7", 1, "lupa"),
        ("655", 2, "lupa"),
        ("702", 3, "lupa"),
    ]
    assert [f"{post.posted.local:%Y-%m-%d %H:%M}" for post in thread.posts] == [
        "2013-10-26 15:48",
        "2014-05-26 07:41",
        "2014-05-30 23:17",
    ]
    assert [board.id for board in thread.thread.boards] == ["c1", "18", "27"]
    assert "nicht da, um so zu sein" not in thread.posts[1].content.text
    assert thread.posts[1].content.text.endswith("nie ins Forum eingeloggt hatten.")
