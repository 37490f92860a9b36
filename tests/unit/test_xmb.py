"""XMB: what the saved pages of `tests/pages/xmb` do not show: addresses, days in figures, edit markers among the words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.xmb_links import canonical, may_follow

PAGES = Path(__file__).parents[1] / "pages" / "xmb"
BASE = "https://lamps.example/xmb/"


def read(name, **changes):
    html = (PAGES / f"{name}.html").read_text(encoding="cp1252")
    for old, new in changes.get("replace", {}).items():
        assert old in html, old
        html = html.replace(old, new)
    body = html.encode("cp1252", "xmlcharrefreplace")
    headers = {"content-type": "text/html;charset=ISO-8859-1"}
    page = Page(
        url=changes.get("url", f"{BASE}viewthread.php?tid=41"),
        body=body,
        headers=headers,
        fetched_at=datetime(2024, 12, 1, tzinfo=UTC),
    )
    platform = platform_named("xmb")
    assert platform.detect(page) is not None
    return platform.read(page)


def posts(**changes):
    return {post.id: post for post in read("thread", **changes).threads[0].posts}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("index.php", ""),
        ("index.php?gid=1", "index.php?gid=1"),
        ("forumdisplay.php?fid=2&page=1", "forumdisplay.php?fid=2"),
        ("forumdisplay.php?page=3&fid=2", "forumdisplay.php?fid=2&page=3"),
        ("viewthread.php?fid=2&tid=41", "viewthread.php?tid=41"),
        ("viewthread.php?tid=41&page=2#pid88", "viewthread.php?tid=41&page=2"),
        ("viewthread.php?goto=search&pid=88&tid=41", "viewthread.php?tid=41&goto=search&pid=88"),
        ("viewthread.php?tid=41&goto=search&pid=88#pid88", "viewthread.php?tid=41&goto=search&pid=88"),
    ],
)
def test_one_address_for_one_thing(given, wanted):
    assert canonical(BASE + given) == BASE + wanted
    assert canonical(BASE + wanted) == BASE + wanted
    assert may_follow(BASE + given)


@pytest.mark.parametrize(
    "url",
    [
        "viewthread.php?action=printable&tid=41",
        "viewthread.php?goto=lastpost&tid=41",
        "member.php?action=viewpro&member=Ida",
        "misc.php?action=login",
        "post.php?action=reply&fid=2&tid=41",
        "search.php?fid=2",
        "today.php",
    ],
)
def test_what_is_never_followed(url):
    assert not may_follow(BASE + url)


def test_text_typed_in_the_form_of_a_marker_stays_the_authors_where_it_is_not_the_last_line():
    found = posts()["313"]
    assert "[Edited on 1-1-2020 by nobody]" in found.content.text
    assert found.edits == ()


@pytest.mark.parametrize("line", ["[Edited on Tuesday by Ida]", "[see 16-2-2024 by Ida]", "[1] a footnote"])
def test_a_last_line_in_brackets_that_is_no_marker_stays(line):
    found = posts(replace={"[Edited on 16-2-2024 by Ida]": line})["314"]
    assert found.edits == ()
    assert line in found.content.text


def test_several_edits_are_read_in_the_order_they_were_made():
    found = posts()["312"]
    assert [(edit.by, f"{edit.time.at:%d.%m.}", edit.time.local) for edit in found.edits] == [
        ("Kostas P.", "15.02.", None),
        ("mod-Rita", "02.03.", None),
    ]
    assert found.content.text == "Done, and it burns."


def test_a_download_counted_changes_nothing_of_the_post():
    before, after = posts()["314"], posts(replace={"downloaded 3 times": "downloaded 4 times"})["314"]
    assert before == after
    assert [media.name for media in before.content.media] == ["the lamp - 2.jpg", "burn log.txt"]


def test_days_in_figures_are_settled_by_any_date_of_the_page():
    american = {"14-2-2024": "2-14-2024", "15-2-2024 at": "2-15-2024 at", "16-2-2024 at": "2-16-2024 at"}
    assert posts()["311"].posted.local == datetime(2024, 2, 4, 7, 2)  # noqa: DTZ001  the page's own clock
    assert posts(replace=american)["311"].posted.local == datetime(2024, 4, 2, 7, 2)  # noqa: DTZ001


def test_another_forum_with_a_thread_about_xmb_is_not_taken_for_it():
    page = Page(
        url="https://other.example/t/1",
        body=b"<html><head><title>Who is Powered by XMB 1.9?</title></head><body><h1>Hm</h1></body></html>",
        headers={"content-type": "text/html"},
        fetched_at=datetime(2024, 1, 1, tzinfo=UTC),
    )
    assert platform_named("xmb").detect(page) is None
