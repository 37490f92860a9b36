"""UBB.threads: addresses, days in figures, and the one page of it that others saved."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.ubbthreads_links import canonical, id_in, may_follow, root, thing_in
from tests.captures import CAPTURES, need_captures

PAGES = Path(__file__).parents[1] / "pages" / "ubbthreads"
BASE = "https://lamps.example/forums/"


def read(body, url=f"{BASE}ubbthreads.php?ubb=showflat&Number=310&page=2"):
    headers = {"content-type": "text/html; charset=utf-8"}
    page = Page(url=url, body=body.encode(), headers=headers, fetched_at=datetime(2020, 1, 1, tzinfo=UTC))
    platform = platform_named("ubbthreads")
    assert platform.detect(page) is not None
    return platform.read(page)


@pytest.mark.parametrize(
    ("given", "wanted", "thing"),
    [
        ("ubbthreads.php?ubb=showflat&Number=310&page=1&gonew=1", "ubbthreads.php?ubb=showflat&Number=310", ("thread", "310", 1)),
        (
            "ubbthreads.php?ubb=showflat&Number=310&page=2#Post342",
            "ubbthreads.php?ubb=showflat&Number=310&page=2",
            ("thread", "310", 2),
        ),
        (
            "ubbthreads.php/topics/310/2/which-wick.html#Post342",
            "ubbthreads.php/topics/310/2/which-wick.html",
            ("thread", "310", 2),
        ),
        ("ubbthreads.php/galleries/310/x.html", "ubbthreads.php/galleries/310/x.html", ("thread", "310", None)),
        ("ubbthreads.php/forums/7/1/oil-lamps.html", "ubbthreads.php/forums/7/1/oil-lamps.html", ("board", "7", 1)),
        ("ubbthreads.php?ubb=postlist&Board=7&page=3", "ubbthreads.php?ubb=postlist&Board=7&page=3", ("board", "7", 3)),
        ("showflat.php?Cat=0&Number=310&page=0&fpart=2&vc=1", "showflat.php?Number=310&fpart=2", ("thread", "310", 2)),
        ("postlist.php?Cat=0&Board=UBB1", "postlist.php?Board=UBB1", ("board", "UBB1", None)),
        ("ubbthreads.php?ubb=cfrm&c=2", "ubbthreads.php?ubb=cfrm&c=2", ("category", "2", None)),
        ("ubbthreads.php/forum_summary.html", "", None),
        ("ubbthreads.php", "", None),
    ],
)
def test_one_address_for_one_thing(given, wanted, thing):
    assert canonical(BASE + given) == BASE + wanted
    assert thing_in(BASE + given) == thing
    assert may_follow(BASE + given)
    assert root(BASE + given) == BASE


@pytest.mark.parametrize(
    "url",
    [
        "ubbthreads.php?ubb=login",
        "ubbthreads.php/ubb/newuser.html",
        "ubbthreads.php/users/2/keeper.html",
        "ubbthreads.php?ubb=printthread&Board=7&main=9&type=thread",
        "ubbthreads.php?ubb=grabnext&Board=7&dir=new",
        "ubbthreads.php/activetopics/30/1.html",
        "ubbthreads.php/ubb/calendar.html",
    ],
)
def test_what_is_never_fetched(url):
    assert not may_follow(BASE + url)


@pytest.mark.parametrize(
    ("other", "wanted"), [("10/26/09", "2009-05-06"), ("26/10/09", "2009-06-05"), ("05/06/09", "2009-05-06")]
)
def test_days_in_figures_are_read_as_the_page_writes_them_or_month_first(other, wanted):
    html = (PAGES / "thread_75.html").read_text(encoding="utf-8").replace("10/25/09", "05/06/09").replace("10/26/09", other)
    assert f"{read(html).threads[0].posts[0].posted.local:%Y-%m-%d}" == wanted


def test_an_address_that_names_a_reply_leads_to_its_thread():
    html = (PAGES / "thread_75.html").read_text(encoding="utf-8").replace("Page 2 of 3", "Page 1 of 1")
    (thread,) = read(html, f"{BASE}ubbthreads.php?ubb=showflat&Number=343#Post343").threads
    assert thread.thread.id == "342"
    assert id_in(thread.thread.url, "thread") == "342"


@pytest.mark.captures
def test_a_saved_page():
    """INDEX.jsonl counts 16 cells of authors: two a post, one post twice (over the pictures and under them), and one of nothing."""
    need_captures()
    (path,) = (CAPTURES / "samples" / "ubbthreads").glob("*.html")
    reading = read(
        path.read_text(encoding="utf-8", errors="replace"), "https://forum.example/forum/ubbthreads.php/topics/456708.html"
    )
    (thread,) = reading.threads
    assert reading.site.version == "7.7.5"
    assert [post.id for post in thread.posts] == ["456708", "456745", "456753", "456754", "456766", "456808"]
    assert [post.author.id for post in thread.posts] == ["2", "1335", "9930", "9930", "15635", "1335"]
    assert [post.parent_id for post in thread.posts[:2]] == [None, "456708"]
    assert all(post.parent_id for post in thread.posts[1:])
    assert f"{thread.posts[1].posted.local:%Y-%m-%d %H:%M}" == "2013-01-29 15:38"
    assert [board.title for board in thread.thread.boards] == ["Talk Belize", "Photographs", "Chat"]
    assert "Take only pictures" not in thread.posts[5].content.text
