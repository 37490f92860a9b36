"""vBulletin: what the saved pages do not show: its many addresses, and what its footers mean by a zone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.vbulletin_links import (
    board_in,
    canonical,
    first_page,
    may_follow,
    member_in,
    page_in,
    post_in,
    thread_in,
)

PAGES = Path(__file__).parents[1] / "pages"
BASE = "https://lamps.example/forum/"
SESSION = "s=0123456789abcdef0123456789abcdef"


def read(folder, name, url, **replaced):
    html = (PAGES / folder / f"{name}.html").read_text(encoding="utf-8")
    for old, new in replaced.items():
        html = html.replace(*new) if isinstance(new, tuple) else html.replace(old, new)
    page = Page(
        url=url,
        body=html.encode(),
        headers={"content-type": "text/html; charset=UTF-8"},
        fetched_at=datetime(2024, 12, 1, 12, 0, tzinfo=UTC),
    )
    platform = platform_named(folder)
    assert platform.detect(page) is not None
    return platform.read(page)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (f"index.php?{SESSION}", ""),
        ("forum.php", ""),
        (f"showthread.php?{SESSION}&t=41", "showthread.php?t=41"),
        ("showthread.php?t=41&page=1", "showthread.php?t=41"),
        ("showthread.php?t=41&page=2&highlight=wick", "showthread.php?t=41&page=2"),
        ("showthread.php?t=41&p=310&viewfull=1#post310", "showthread.php?p=310"),
        (f"showthread.php?41-Which-wick&{SESSION}", "showthread.php?41-Which-wick"),
        ("showthread.php/41-Which-wick/page1", "showthread.php/41-Which-wick"),
        ("showthread.php/41-Which-wick/page2", "showthread.php/41-Which-wick/page2"),
        ("forumdisplay.php?f=2&order=desc&page=3", "forumdisplay.php?f=2&page=3"),
        (f"oil/41-which-wick-2.html?{SESSION}", "oil/41-which-wick-2.html"),
    ],
)
def test_one_address_for_one_thing(given, wanted):
    assert canonical(BASE + given) == BASE + wanted
    assert canonical(BASE + wanted) == BASE + wanted


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("showthread.php?t=41", True),
        ("showthread.php?41-Which-wick/page2", True),
        ("oil/41-which-wick.html", True),
        ("oil/", True),
        ("showthread.php?t=41&mode=threaded", False),
        ("showthread.php?t=41&goto=newpost", False),
        ("forumdisplay.php?f=2&order=desc", False),
        ("forumdisplay.php?do=markread&markreadhash=guest", False),
        ("newreply.php?do=newreply&p=310", False),
        ("member.php?u=7", False),
        ("printthread.php?t=41", False),
        ("oil/41-which-wick-print.html", False),
        ("members/ida.html", False),
    ],
)
def test_what_a_crawl_may_fetch(url, wanted):
    assert may_follow(BASE + url) is wanted


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("showthread.php?t=41&page=2", {"thread": "41", "page": 2}),
        ("showthread.php?41-Which-wick-2024/page3", {"thread": "41", "page": 3}),
        ("showthread.php?p=310#post310", {"post": "310"}),
        ("forumdisplay.php?f=2", {"board": "2"}),
        ("forumdisplay.php/2-Oil/page2", {"board": "2", "page": 2}),
        ("member.php?7-Ida", {"member": "7"}),
        ("members/7_ida.html", {"member": "7"}),
        ("oil/41-which-wick-post310.html", {"thread": "41", "post": "310"}),
    ],
)
def test_what_an_address_says(url, wanted):
    readers = {"thread": thread_in, "board": board_in, "post": post_in, "member": member_in, "page": page_in}
    for name, reader in readers.items():
        if name != "member" or not url.startswith("oil/"):
            assert reader(BASE + url) == wanted.get(name), name


def test_a_rewritten_address_tells_its_page_to_who_knows_it():
    assert first_page(f"{BASE}oil/41-apollo-13.html") == f"{BASE}oil/41-apollo-13.html"
    assert first_page(f"{BASE}oil/41-apollo-13.html", 1) == f"{BASE}oil/41-apollo-13.html"
    assert first_page(f"{BASE}oil/41-apollo-13-2.html", 2) == f"{BASE}oil/41-apollo-13.html"


def test_the_footers_zone_is_todays_and_says_nothing_of_other_days():
    (page,) = read("vbulletin", "v3_thread", f"{BASE}showthread.php?t=41").threads
    times = {post.id: post.posted for post in page.posts}
    assert times["312"].at == datetime(2024, 11, 30, 22, 10, tzinfo=UTC)  # "Yesterday, 23:10", GMT +1
    assert (times["310"].at, f"{times['310'].local:%d.%m.%Y %H:%M}") == (None, "03.02.2024 18:20")


def test_days_in_figures_are_settled_by_any_date_of_the_page():
    figures = {"a": ("3rd February 2024, 18:20", "03-02-2024, 18:20"), "b": ("4th February 2024, 07:02", "04-02-2024, 07:02")}
    url = f"{BASE}showthread.php?t=41"
    undecided = read("vbulletin", "v3_thread", url, **figures).threads[0].posts[0]
    assert (undecided.posted.raw, undecided.posted.local) == ("03-02-2024, 18:20", None)
    decided = read("vbulletin", "v3_thread", url, **figures, c=("Yesterday, 23:10", "30-11-2024, 23:10")).threads[0].posts[0]
    assert f"{decided.posted.local:%d.%m.%Y}" == "03.02.2024"


def test_a_member_is_told_from_a_guest_by_the_pages_token():
    url = f"{BASE}showthread.php?t=41"
    assert read("vbulletin", "v3_thread", url).logged_in is False
    assert read("vbulletin", "v3_thread", url, a=('"guest"', '"1733054400-5e7d"')).logged_in is True


def test_a_comment_is_no_part_of_the_post_it_answers():
    (page,) = read("vbulletin5", "thread", "https://lamps.example/forum/lamps/oil/310-which-wick").threads
    posts = {post.id: post for post in page.posts}
    assert [post.id for post in page.posts] == ["310", "311", "313", "314"]
    assert (posts["311"].author.name, posts["311"].author.guest, posts["311"].edits) == ("A visitor", True, ())
    assert (posts["313"].author.name, posts["313"].parent_id, posts["313"].ordinal) == ("Zoe", "311", None)
    assert "Which corners" not in posts["311"].content.text


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("forum/lamps/oil/310-which-wick/page2", True),
        ("forum/lamps/oil/310-which-wick?p=314#post314", True),
        ("forum/lamps/oil/310-which-wick?view=stream", False),
        ("member/7-ida", False),
        ("search?searchJSON=x", False),
        ("filedata/fetch?id=5", False),
    ],
)
def test_what_a_crawl_may_fetch_of_5(url, wanted):
    assert platform_named("vbulletin5").follows(f"https://lamps.example/{url}") is wanted
