"""SMF: addresses in all their forms, times of which the page tells the day only, and what the saved pages do not show."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.smf_links import canonical, may_follow, member_in, post_in, start_in, thread_in, without_session

FORUM = "https://forum.example/smf/index.php"
PAGES = Path(__file__).resolve().parents[1] / "pages" / "smf"
SMF = platform_named("smf")


def page(body: str, url: str = FORUM, *, at: str = "2026-01-02T03:04:05+00:00") -> Page:
    script = f'<html lang="en-US"><head><script>var smf_scripturl = "{FORUM}";</script></head>'
    return Page(
        url=url,
        body=f"{script}<body>{body}</body></html>".encode(),
        headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=datetime.fromisoformat(at),
    )


def post(body: str, *, time: str = "Mar 30, 2024, 08:50 PM", edited: str = "") -> str:
    return (
        '<div class="windowbg" id="msg7"><div class="post_wrapper"><div class="poster"><h4>Tinker</h4></div><div class="keyinfo">'
        '<div id="subject_7"><a href="?msg=7">Re: Hm</a></div>'
        f'<div class="postinfo"><a class="smalltext" href="?msg=7">{time}</a><span class="smalltext modified">{edited}</span></div>'
        f'</div><div class="post"><div class="inner" id="msg_7">{body}</div></div></div></div>'
    )


@pytest.mark.parametrize(
    ("url", "same"),
    [
        (f"{FORUM}?topic=5.0", f"{FORUM}?topic=5.0"),
        (f"{FORUM}?topic=5", f"{FORUM}?topic=5.0"),
        (f"{FORUM}?PHPSESSID=0a1b2c3d4e5f60718293a4b5c6&topic=5.15#msg9", f"{FORUM}?topic=5.15"),
        (f"{FORUM}/topic,5.15.html", f"{FORUM}?topic=5.15"),
        (f"{FORUM}?topic=5.msg9;topicseen#new", f"{FORUM}?topic=5.msg9"),
        (f"{FORUM}?msg=9", f"{FORUM}?msg=9"),
        (f"{FORUM}?board=2.20;sort=subject", f"{FORUM}?board=2.20"),
        (f"{FORUM}/board,2.0.html", f"{FORUM}?board=2.0"),
        (FORUM, "https://forum.example/smf/"),
        (f"{FORUM}?PHPSESSID=0a1b2c3d4e5f60718293a4b5c6&", "https://forum.example/smf/"),
        (f"{FORUM}#c1", "https://forum.example/smf/"),
        ("https://elsewhere.example/post.html?topic=5", "https://elsewhere.example/post.html?topic=5"),
    ],
)
def test_one_address_for_one_thing(url, same):
    assert canonical(url) == same
    assert canonical(same) == same


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        (f"{FORUM}?topic=5.15", True),
        (f"{FORUM}?PHPSESSID=0a1b2c3d4e5f60718293a4b5c6&board=2.0", True),
        (f"{FORUM}/topic,5.0.html", True),
        (f"{FORUM}?action=.xml&type=atom&board=2.0", True),
        (FORUM, True),
        (f"{FORUM}?board=2.0;sort=subject;desc", False),
        (f"{FORUM}?topic=5.0;prev_next=next", False),
        (f"{FORUM}?action=printpage;topic=5.0", False),
        (f"{FORUM}?action=markasread;sa=board;board=2.0", False),
        (f"{FORUM}?action=login", False),
        (f"{FORUM}?action=dlattach;topic=5.0;attach=1", False),
    ],
)
def test_what_a_crawl_may_fetch(url, allowed):
    assert may_follow(url) is allowed


def test_what_addresses_lead_to():
    assert (thread_in(f"{FORUM}/topic,5.15.html"), start_in(f"{FORUM}/topic,5.15.html")) == ("5", 15)
    assert post_in(f"{FORUM}?topic=5.msg9#msg9") == "9"
    assert start_in(f"{FORUM}?topic=5.msg9") is None
    assert member_in(f"{FORUM}?PHPSESSID=0a1b2c3d4e5f60718293a4b5c6&action=profile;u=3") == "3"
    assert member_in(f"{FORUM}?action=profile;u=0") is None


def test_session_ids_leave_no_trace():
    assert without_session(f"{FORUM}?PHPSESSID=0a1b2c3d4e5f60718293a4b5c6&topic=5.0") == f"{FORUM}?topic=5.0"
    assert without_session(f"{FORUM}?PHPSESSID=0a1b2c3d4e5f60718293a4b5c6") == FORUM
    body = f'See <a href="{FORUM}?PHPSESSID=0a1b2c3d4e5f60718293a4b5c6&amp;topic=5.0" class="bbc_link">this</a>'
    (shown,) = SMF.read(page(post(body), f"{FORUM}?topic=4.0")).threads[0].posts
    assert "PHPSESSID" not in shown.content.html
    assert shown.content.links[0].url == f"{FORUM}?topic=5.0"


CLOCK = '<div class="user"><time datetime="2026-01-02T03:04:05Z">Jan 01, 2026, 10:04 PM</time></div>'


def test_todays_moment_is_known_by_the_clock_on_the_page():
    (shown,) = (
        SMF.read(page(CLOCK + post("Hm", time="<strong>Today</strong> at 09:40 PM"), f"{FORUM}?topic=4.0")).threads[0].posts
    )
    assert shown.posted.at == datetime(2026, 1, 2, 2, 40, tzinfo=UTC)
    assert f"{shown.posted.local}" == "2026-01-01 21:40:00"


@pytest.mark.parametrize(
    ("time", "local"),
    [("<strong>Yesterday</strong> at 09:40 PM", "2025-12-31 21:40:00"), ("Jul 01, 2024, 09:40 AM", "2024-07-01 09:40:00")],
)
def test_of_other_days_only_the_clocks_reading_is_known(time, local):
    (shown,) = SMF.read(page(CLOCK + post("Hm", time=time), f"{FORUM}?topic=4.0")).threads[0].posts
    assert shown.posted.at is None
    assert f"{shown.posted.local}" == local


def test_without_the_pages_clock_today_is_no_day():
    (shown,) = SMF.read(page(post("Hm", time="Today at 09:40 PM"), f"{FORUM}?topic=4.0")).threads[0].posts
    assert (shown.posted.at, shown.posted.local, shown.posted.raw) == (None, None, "Today at 09:40 PM")


@pytest.mark.parametrize(
    ("edited", "by", "reason"),
    [
        ('<span class="lastedit">Last Edit</span>: Mar 31, 2024, 02:23 AM by J. R.', "J. R.", None),
        (
            '<span class="lastedit">Last Edit</span>: Mar 31, 2024, 02:23 AM by Ida&nbsp;<span id="reason" class="lastedit">Reason</span>: by Otto: typo',
            "Ida",
            "by Otto: typo",
        ),
        ("« <em>Letzte Änderung: 31. März 2024, 02:23:00 von Ida</em> »", "Ida", None),
        ("« <em>Dernière édition: 31 mars 2024 à 02:23:00 par Ida</em> »", "Ida", None),
        ("« <em>Última modificación: 31 de Marzo de 2024, 02:23:00 por Ida</em> »", "Ida", None),
        ("« <em>Laatst bewerkt op: 31 maart 2024, 02:23:00 door Ida</em> »", "Ida", None),
        ("« <em>Ultima modifica: 31 Marzo 2024, 02:23:00 da Ida</em> »", "Ida", None),
    ],
)  # fmt: skip
def test_edit_markers(edited, by, reason):
    (shown,) = SMF.read(page(post("Hm", edited=edited), f"{FORUM}?topic=4.0")).threads[0].posts
    (edit,) = shown.edits
    assert (edit.by, edit.reason) == (by, reason)
    assert f"{edit.time.local:%Y-%m-%d %H:%M}" == "2024-03-31 02:23"


@pytest.mark.parametrize(
    ("words", "author", "time"),
    [
        ("Quote from: Fun on Sundays on Mar 30, 2024, 08:50 PM", "Fun on Sundays", "Mar 30, 2024, 08:50 PM"),
        ("Zitat von: Ida am 30. März 2024, 20:50:00", "Ida", "30. März 2024, 20:50:00"),
        ("Citation de: Jean Luc le 30 mars 2024 à 20:50:00", "Jean Luc", "30 mars 2024 à 20:50:00"),
        ("Quote from: Ida", "Ida", None),
    ],
)
def test_quote_heads(words, author, time):
    body = f'<blockquote class="bbc_standard_quote"><cite><a href="{FORUM}?msg=5">{words}</a></cite>Ah.</blockquote>Oh.'
    (shown,) = SMF.read(page(post(body), f"{FORUM}?topic=4.0")).threads[0].posts
    (quote,) = shown.content.quotes
    assert (quote.author, quote.source_id, quote.text) == (author, "5", "Ah.")
    assert (quote.time.raw if quote.time else None) == time
    assert shown.content.text == "Oh."


def test_code_of_smf_in_a_post_is_no_sign_of_smf():
    body = b'<html><head></head><body><div class="post">var smf_scripturl = "http://x.example/index.php";</div></body></html>'
    assert SMF.detect(Page(url=FORUM, body=body, fetched_at=datetime(2026, 1, 1, tzinfo=UTC))) is None


def test_a_board_leads_to_its_feed():
    body = (PAGES / "smf11_board.html").read_bytes()
    read = SMF.read(Page(url="http://kites.example/index.php?board=4.0", body=body, fetched_at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert [follow.url for follow in read.follows if follow.kind == "feed"] == [
        "http://kites.example/index.php?action=.xml&type=atom&board=4.0&sa=recent&limit=50"
    ]
