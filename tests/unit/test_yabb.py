"""YaBB: addresses, times, ids that are derived, heads of quotes. No page of it that others saved is at hand: see its own templates."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.yabb_links import canonical, id_in, may_follow, place_in, root, thing_in

PAGES = Path(__file__).parents[1] / "pages" / "yabb"
BASE = "http://lamps.example/cgi-bin/yabb2/"
PLATFORM = platform_named("yabb")


def page_of(body, url=f"{BASE}YaBB.pl?num=1278201900/15", date="Sun, 04 Jul 2010 14:12:31 GMT"):
    headers = {"content-type": "text/html; charset=utf-8"} | ({"date": date} if date else {})
    return Page(url=url, body=body.encode(), headers=headers, fetched_at=datetime(2020, 1, 1, tzinfo=UTC))


def saved(name="thread_25"):
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


def posts_of(body, **more):
    (thread,) = PLATFORM.read(page_of(body, **more)).threads
    assert thread.losses == ()
    return thread.posts


@pytest.mark.parametrize(
    ("given", "wanted", "thing"),
    [
        ("YaBB.pl?num=1278201900/15#17", "YaBB.pl?num=1278201900/15", ("thread", "1278201900", "15")),
        ("YaBB.pl?num=1278201900/0#0", "YaBB.pl?num=1278201900", ("thread", "1278201900", "0")),
        ("YaBB.pl?virboard=oil;num=1278201900", "YaBB.pl?num=1278201900", ("thread", "1278201900", "")),
        ("YaBB.pl?board=oil/20", "YaBB.pl?board=oil/20", ("board", "oil", "20")),
        ("YaBB.pl?board=oil;start=20", "YaBB.pl?board=oil/20", ("board", "oil", "20")),
        ("YaBB.cgi?catselect=lamps", "YaBB.cgi?catselect=lamps", ("category", "lamps", "")),
        ("YaBB.pl", "YaBB.pl", None),
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
        "YaBB.pl?num=1278201900/all",
        "YaBB.pl?num=1278201900/new#new",
        "YaBB.pl?action=print;num=1278201900",
        "YaBB.pl?board=oil;action=post;title=StartNewTopic",
        "YaBB.pl?action=viewprofile;username=keeper",
        "YaBB.pl?action=RSSboard;board=oil",
        "AdminIndex.pl",
        "archive.html",
    ],
)
def test_what_is_never_fetched(url):
    assert not may_follow(BASE + url)


def test_things_in_addresses():
    assert id_in(f"{BASE}YaBB.pl?action=viewprofile;username=56404146", "member") == "56404146"
    assert (id_in(f"{BASE}YaBB.pl?catselect=oil", "category"), id_in(f"{BASE}YaBB.pl?board=oil", "board")) == ("c:oil", "oil")
    assert (place_in(f"{BASE}YaBB.pl?num=1/15"), place_in(f"{BASE}YaBB.pl?num=1/all")) == (15, None)


@pytest.mark.parametrize(
    ("comment", "footer", "version"),
    [
        ("YaBB 2.5.2", "YaBB 2.5.2", "2.5.2"),
        ("nothing", "YaBB 2.5 AE", "2.5"),
        ("YaBB 2.6.11", "", "2.6.11"),
    ],
)
def test_versions(comment, footer, version):
    body = (
        saved()
        .replace("<!-- YaBB 2.5.2", f"<!-- {comment}")
        .replace('class="copyright">YaBB 2.5.2', f'class="copyright">{footer}')
    )
    assert PLATFORM.detect(page_of(body)).version == version


def test_version_1_is_not_read():
    body = '<html><body>Powered by <a href="http://www.yabbforum.com">YaBB 1 Gold - SP 1.4</a>!</body></html>'
    assert PLATFORM.detect(page_of(body)) is None


@pytest.mark.parametrize(
    ("printed", "local"),
    [
        ("07/03/10 at 18:05:09", "2010-07-03 18:05:09"),
        ("03.07.10 at 18:05:09", "2010-07-03 18:05:09"),
        ("03.07.2010 at 18:05:09", "2010-07-03 18:05:09"),
        ("07/03/10 at 6:05pm", "2010-07-03 18:05:00"),
        ("03. Jul 2010 at 18:05", "2010-07-03 18:05:00"),
        ("3<sup>rd</sup> Jul, 2010 at 6:05pm", "2010-07-03 18:05:00"),
    ],
)
def test_the_times_that_it_can_be_set_to(printed, local):
    body = saved().replace("Jul 3<sup>rd</sup>, 2010 at 6:05pm", printed)
    assert f"{posts_of(body)[0].posted.local:%Y-%m-%d %H:%M:%S}" == local


def test_today_needs_the_page_s_clock_and_the_server_s():
    assert f"{posts_of(saved())[2].posted.local:%Y-%m-%d %H:%M}" == "2010-07-04 08:00"
    assert posts_of(saved(), date=None)[2].posted.local is None


def test_ids_stay_when_posts_before_are_deleted():
    shifted = saved().replace('name="15"', 'name="14"').replace("Reply #15", "Reply #14").replace("/15#15", "/14#14")
    before, after = posts_of(saved())[0], posts_of(shifted)[0]
    assert (before.ordinal, after.ordinal) == (15, 14)
    assert before.id == after.id


def test_two_posts_of_one_minute_are_two():
    posts = posts_of(saved("thread_26"), url="http://hof.example/yabb2/YaBB.pl?num=1419440000")
    assert posts[1].posted == posts[2].posted
    assert len({post.id for post in posts}) == 3


def test_who_is_a_guest():
    assert [(post.author.name, post.author.guest) for post in posts_of(saved())] == [
        ("Keeper", False),
        ("a passing sailor", True),
        ("Wicks", None),
    ]


def test_names_that_members_see_are_linked():
    link = f'<a href="{BASE}YaBB.pl?action=viewprofile;username=keeper">Keeper</a>'
    author = posts_of(saved().replace('<span style="color: #cc0000"><b>Keeper</b></span>', link))[0].author
    assert (author.name, author.id, author.guest) == ("Keeper", "keeper", False)


def test_words_like_a_quote_s_head_stay_where_no_quote_follows():
    body = saved().replace("Sold out.", "<b>Quote:</b><br />Sold out.")
    assert posts_of(body)[2].content.text == "Quote:\nSold out."


def test_a_thread_that_shows_all_is_one_page():
    body = saved().replace('<a href="http://lamps.example/cgi-bin/yabb2/YaBB.pl?num=1278201900/', '<a rel="x" href="#')
    (thread,) = PLATFORM.read(page_of(body, url=f"{BASE}YaBB.pl?num=1278201900/all")).threads
    assert (thread.number, thread.pages, thread.next_url) == (1, 1, None)


def test_a_board_behind_a_password_is_closed():
    body = saved("error_25").replace("<br />The topic", '<form><input type="password" name="boardpw" /></form>The topic')
    assert PLATFORM.read(page_of(body, url=f"{BASE}YaBB.pl?board=cellar")).kind == "login"
