"""MyBB: addresses, what may be followed, whose clock a page shows, versions, walls, moderators' posts, words not known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from spiders.page import Page
from spiders.platforms import detect
from spiders.platforms.mybb import MyBB

PLATFORM = MyBB()
BOARD = "https://forum.example/board/"


def page(body: str, url: str = f"{BOARD}showthread.php?tid=1", *, date: str | None = None) -> Page:
    headers = {"content-type": "text/html; charset=utf-8"} | ({"date": date} if date else {})
    return Page(url=url, body=body.encode(), headers=headers, fetched_at=datetime(2024, 7, 14, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("showthread.php?tid=5", "showthread.php?tid=5"),
        ("showthread.php?tid=5&page=1", "showthread.php?tid=5"),
        ("showthread.php?page=2&tid=5&highlight=rope", "showthread.php?tid=5&page=2"),
        ("showthread.php?tid=5&pid=77#pid77", "showthread.php?pid=77"),
        ("showthread.php?pid=77", "showthread.php?pid=77"),
        ("showthread.php?mode=linear&tid=5&pid=0#pid0", "showthread.php?tid=5"),
        ("showthread.php?mode=threaded&tid=5&pid=77#pid77", "showthread.php?tid=5&pid=77&mode=threaded"),
        ("showthread.php?tid=5&action=lastpost", "showthread.php?tid=5&action=lastpost"),
        ("forumdisplay.php?fid=3&page=0", "forumdisplay.php?fid=3"),
        ("forumdisplay.php?fid=3&datecut=9999&prefix=0&sortby=subject&order=asc&page=2", "forumdisplay.php?fid=3&page=2"),
        ("index.php", ""),
        ("", ""),
        ("thread-5.html#pid9", "thread-5.html"),
        ("thread-5-page-1.html", "thread-5.html"),
        ("thread-5-page-11.html", "thread-5-page-11.html"),
        ("thread-5-post-77.html#pid77", "post-77.html"),
        ("forum-3-page-2.html?datecut=9999&sortby=subject", "forum-3-page-2.html"),
        ("Thread-Which-wick?page=2&highlight=wick", "Thread-Which-wick?page=2"),
        ("Thread-Which-wick?pid=77#pid77", "Thread-Which-wick?pid=77"),
        ("member.php?action=profile&uid=5", "member.php?action=profile&uid=5"),
    ],
)
def test_a_thing_has_one_address(address, one):
    assert PLATFORM.canonical(BOARD + address) == BOARD + one
    assert PLATFORM.canonical(BOARD + one) == BOARD + one, "it is its own"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "index.php",
        "forumdisplay.php?fid=3",
        "forumdisplay.php?fid=3&page=2",
        "showthread.php?tid=5",
        "showthread.php?tid=5&page=2",
        "showthread.php?tid=5&pid=7",
        "thread-5.html",
        "thread-5-page-2.html",
        "thread-5-post-7.html",
        "post-7.html",
        "forum-3-page-2.html",
        "Thread-Which-wick?page=2",
        "Forum-Oil-lamps",
    ],
)
def test_boards_threads_and_posts_are_followed(address):
    assert PLATFORM.follows(BOARD + address)


@pytest.mark.parametrize(
    "address",
    [
        "showthread.php?tid=5&action=lastpost",
        "showthread.php?tid=5&action=nextnewest",
        "showthread.php?mode=threaded&tid=5&pid=7",
        "forumdisplay.php?fid=3&sortby=subject&order=asc",
        "forum-3.html?datecut=9999&prefix=0&sortby=subject&order=asc",
        "thread-5-lastpost.html",
        "newreply.php?tid=5&replyto=7",
        "newthread.php?fid=3",
        "printthread.php?tid=5",
        "sendthread.php?tid=5",
        "ratethread.php?tid=5&rating=1",
        "report.php?pid=7",
        "member.php?action=login",
        "member.php?action=logout&logoutkey=1",
        "member.php?action=profile&uid=5",
        "misc.php?action=markread&fid=3",
        "misc.php?action=whoposted&tid=5",
        "search.php?action=finduser&uid=5",
        "reputation.php?uid=5",
        "calendar.php",
        "memberlist.php",
        "attachment.php?aid=3",
        "task.php",
        "archive/index.php",
        "archive/index.php?thread-5.html",
        "user-5.html",
        "announcement-2.html",
        "about.html",
    ],
)
def test_nothing_else_is(address):
    assert not PLATFORM.follows(BOARD + address)


def thread_page(
    now: str = "", post: str = "07-04-2024, 04:30 AM", *, edit: str = "", shade: str = "", quote: str = "", lang: str = "en"
) -> str:
    return f"""<html lang="{lang}"><head><title>Wicks</title></head><body><div id="content">
    <div class="navigation"><a href="index.php">Lamps</a> <a href="forumdisplay.php?fid=3">Oil</a> <span class="active">Wicks</span></div>
    <div id="posts"><div class="post {shade}" id="post_7"><div class="author_information"><span class="largetext">Ida</span></div>
    <div class="post_head"><strong><a href="showthread.php?tid=1&amp;pid=7#pid7" title="Wicks">#1</a></strong>
    <span class="post_date">{post} <span class="post_edit" id="edited_by_7">{edit}</span></span></div>
    <div class="post_body" id="pid_7">{quote}Flat.</div></div></div></div>
    <span id="current_time"><strong>Current time:</strong> {now}</span></body></html>"""


@pytest.mark.parametrize(
    ("now", "date", "hours", "posted", "at"),
    [
        ("07-14-2024, 07:00 AM", "Sun, 14 Jul 2024 12:00:40 GMT", -5, "07-04-2024, 04:30 AM", "2024-07-04 09:30"),
        ("14-07-2024, 17:30", "Sun, 14 Jul 2024 12:00:40 GMT", 5.5, "07-04-2024, 04:30", "2024-04-06 23:00"),
        ("04-07-2024, 00:00", "Wed, 03 Jul 2024 22:00:20 GMT", 2, "07-04-2024, 04:30", "2024-04-07 02:30"),  # it is July
        ("07-04-2024, 00:00", "Wed, 03 Jul 2024 22:00:20 GMT", 2, "07-04-2024, 04:30", "2024-07-04 02:30"),
        ("2024-07-14, 12:00", "Sun, 14 Jul 2024 12:00:59 GMT", 0, "2024-07-04, 04:30", "2024-07-04 04:30"),
        ("July 15th, 2024, 02:00 AM", "Sun, 14 Jul 2024 12:00:00 GMT", 14, "July 4th, 2024, 04:30 AM", "2024-07-03 14:30"),
    ],
)
def test_the_zone_is_the_printed_time_less_the_servers_own(now, date, hours, posted, at):
    shown = page(thread_page(now, posted), date=date)
    reading = PLATFORM.read(shown)
    assert PLATFORM.zone(shown).utcoffset(None) == timedelta(hours=hours)
    assert reading.site.timezone_source == "derived"
    assert f"{reading.threads[0].posts[0].posted.at:%Y-%m-%d %H:%M}" == at


@pytest.mark.parametrize(
    ("now", "date"),
    [
        ("07-14-2024, 07:00 AM", None),  # nobody says when the server wrote it
        ("07-14-2024, 07:07 AM", "Sun, 14 Jul 2024 12:00:00 GMT"),  # no zone is seven minutes off
        ("07-16-2024, 07:00 AM", "Sun, 14 Jul 2024 12:00:00 GMT"),
        ("", "Sun, 14 Jul 2024 12:00:00 GMT"),
    ],
)
def test_nothing_is_taken_for_a_zone_that_is_none(now, date):
    reading = PLATFORM.read(page(thread_page(now), date=date))
    assert reading.site.timezone is None
    assert reading.threads[0].posts[0].posted.at is None


def test_the_order_of_days_and_months_is_seen_by_any_date_on_the_page():
    quote = "<blockquote><cite><span> (28-06-2024, 10:00 AM)</span>Ida Wrote:</cite>Flat?</blockquote>"
    (thread,) = PLATFORM.read(page(thread_page("", quote=quote))).threads
    assert f"{thread.posts[0].posted.local:%Y-%m-%d}" == "2024-04-07"
    (thread,) = PLATFORM.read(page(thread_page(""))).threads
    assert thread.posts[0].posted.local is None, "neither is known, so neither is guessed"
    assert thread.posts[0].posted.raw == "07-04-2024, 04:30 AM"


@pytest.mark.parametrize(
    ("words", "by", "at", "reason", "count"),
    [
        (
            '(This post was last modified: 07-05-2024, 10:00 AM by <a href="member.php?action=profile&amp;uid=9">Rita</a>.)',
            "Rita",
            5,
            None,
            None,
        ),
        (
            '(This post was last modified: 07-05-2024, 10:00 AM by <a href="user-9.html">Rita</a>. <em>Edit Reason: a typo</em>)',
            "Rita",
            5,
            "a typo",
            None,
        ),
        (
            '(This post was last modified: <span title="07-05-2024">Today</span>, 10:00 AM by <a href="user-9.html">by by</a>. Edited 12 times in total.)',
            "by by",
            5,
            None,
            12,
        ),
        ('(Ce message a été modifié le : 07-05-2024, 10:00 par <a href="user-9.html">Zoé</a>.)', "Zoé", 5, None, None),
        (
            '(Tento příspěvek byl naposledy změněn: 07-05-2024, 10:00 uživatelem <a href="user-9.html">Jan</a>.)',
            "Jan",
            5,
            None,
            None,
        ),
        (
            '(آخرین ویرایش: 07-05-2024, 10:00 AM توسط <a href="user-9.html">علی</a>. <em>دلیل ویرایش: غلط</em>)',
            "علی",
            5,
            "غلط",
            None,
        ),
        ('(Quodpost novissime mutatum: 07-05-2024, 10:00 ab <a href="user-9.html">Marco</a>.)', "Marco", 5, None, None),
    ],
)
def test_edit_markers_in_any_language(words, by, at, reason, count):
    marked = f'<span class="edited_post">{words}</span>'
    reading = PLATFORM.read(page(thread_page("07-14-2024, 07:00 AM", edit=marked), date="Sun, 14 Jul 2024 12:00:40 GMT"))
    (edit,) = reading.threads[0].posts[0].edits
    assert (edit.by, edit.by_id, edit.time.local.day, edit.time.local.month) == (by, "9", at, 7)
    assert (edit.reason, edit.count) == (reason, count)


@pytest.mark.parametrize(
    ("shade", "state"),
    [("", "visible"), ("unapproved_post", "moderated"), ("unapproved_post deleted_post", "deleted")],
)
def test_what_moderators_see_is_told(shade, state):
    (thread,) = PLATFORM.read(page(thread_page("", shade=shade))).threads
    assert thread.posts[0].state == state


def test_announcements_previews_and_one_post_of_the_threaded_mode_are_no_page_of_a_thread():
    numbered = thread_page("")
    assert PLATFORM.read(page(numbered.replace("post_7", "post_"), f"{BOARD}announcements.php?aid=2")).threads == ()
    assert PLATFORM.read(page(numbered, f"{BOARD}newreply.php?tid=1")).threads == ()
    (thread,) = PLATFORM.read(page(numbered, f"{BOARD}showthread.php?mode=threaded&tid=1&pid=7")).threads
    assert (thread.number, thread.pages) == (None, None)
    (thread,) = PLATFORM.read(page(numbered)).threads
    assert (thread.number, thread.pages) == (1, 1)


@pytest.mark.parametrize(
    ("script", "footer", "version"),
    [
        ("jscripts/general.js?ver=1827", "MyBB", "1.8"),
        ("jscripts/general.js?ver=1603", "MyBB", "1.6"),
        ("jscripts/general.js?ver=1827", "MyBB 1.8.21", "1.8.21"),
        ("jscripts/all.js", "MyBB", None),
    ],
)
def test_versions(script, footer, version):
    body = f'<html><head><script src="{script}"></script><script>var my_post_key = "1";</script></head><body><div id="copyright">Powered By <a href="https://mybb.com">{footer}</a></div></body></html>'
    platform, detected = detect(page(body, BOARD))
    assert (platform.name, detected.version) == ("mybb", version)


def test_a_page_that_only_speaks_of_mybb_is_none():
    body = '<html><body><div class="post"><code>var my_post_key = "1";</code> <a href="https://mybb.com">MyBB</a></div></body></html>'
    assert PLATFORM.detect(page(body)) is None


def test_search_results_are_no_board():
    row = '<table><tr><td class="tcat"><a href="search.php?action=results&amp;sid=1&amp;sortby=subject">Thread</a></td></tr><tr><td><span id="tid_5"><a href="showthread.php?tid=5">Wicks</a></span></td></tr></table>'
    assert PLATFORM.kind(page(f"<html><body>{row}</body></html>", f"{BOARD}search.php?action=results&sid=1")) == "other"
    assert PLATFORM.kind(page(f"<html><body>{row}</body></html>", f"{BOARD}results")) == "other"


def test_an_empty_board_is_a_board():
    body = """<html><body><div class="navigation"><a href="index.php">Lamps</a> <span class="active">Oil</span></div>
    <table class="tborder"><tr><td class="tcat"><a href="forumdisplay.php?fid=3&amp;datecut=9999&amp;sortby=subject">Thread</a></td></tr>
    <tr><td class="trow1">Sorry, but there are currently no threads in this forum.</td></tr></table></body></html>"""
    reading = PLATFORM.read(page(body, f"{BOARD}forumdisplay.php?fid=3"))
    assert reading.kind == "board"
    assert (reading.listing.board.id, reading.listing.board.title, reading.listing.threads) == ("3", "Oil", ())


def test_a_number_too_high_shows_the_first_page_and_is_no_loss():
    controls = '<div class="pagination"><span class="pages">Pages (3):</span> <span class="pagination_current">1</span> <a href="showthread.php?tid=1&amp;page=2" class="pagination_next">Next</a></div>'
    body = thread_page("").replace('<div id="posts">', f'{controls}<div id="posts">')
    reading = PLATFORM.read(page(body, f"{BOARD}showthread.php?tid=1&page=99"))
    assert (reading.threads[0].number, reading.threads[0].pages, reading.losses) == (1, 3, ())
    reading = PLATFORM.read(page(body, f"{BOARD}showthread.php?tid=1&page=2"))
    assert [loss.what for loss in reading.losses] == ["asked for page 2, the site shows page 1 of 3"]


TABLE = '<table class="tborder"><tr><td class="thead"><span class="smalltext"><strong>Lamps</strong></span></td></tr><tr><td class="trow1">{}</td></tr></table>'
QUICK = '<div id="quick_login"><form><input name="action" value="do_login"><table class="tborder"><tr><td></td></tr></table></form></div>'


@pytest.mark.parametrize(
    ("body", "kind", "message", "gone"),
    [
        (TABLE.format("The specified thread does not exist."), "error", "The specified thread does not exist.", True),
        (TABLE.format("This bulletin board is currently closed."), "error", "This bulletin board is currently closed.", False),
        (f'<form><input name="action" value="do_login">{TABLE.format("You are not logged in.")}</form>', "login", None, None),
        (f'<form><input name="pwverify">{TABLE.format("Please enter the password below:")}</form>', "login", None, None),
        (
            f'<form><input name="action" value="do_login">{TABLE.format("Log in")}</form>{TABLE.format("News")}',
            "other",
            None,
            None,
        ),
        (TABLE.format("One") + TABLE.format("Two"), "other", None, None),
        ("<p>Hello</p>", "other", None, None),
    ],
)
def test_notices_and_forms_to_log_in_are_told_from_each_other(body, kind, message, gone):
    reading = PLATFORM.read(page(f"<html><body>{QUICK}{body}</body></html>"))
    assert (reading.kind, reading.message, reading.gone, reading.logged_in) == (kind, message, gone, False)
