"""HyperKitty: addresses, times, what mails answer, replies that scripts fetch, pages under another address, older templates."""

from __future__ import annotations

import gzip
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest

from spiders.errors import NotAPage
from spiders.page import Page
from spiders.platforms import detect, platform_named
from spiders.platforms.hyperkitty_links import canonical, may_follow, message_in, place, thread_in

LIST = "https://lists.example/archives/list/kites@lists.example/"
ID = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
OTHER = "BBCDEFGHIJKLMNOPQRSTUVWXYZ234567"
HERE = f"{LIST}thread/{ID}/"
KITTY = platform_named("hyperkitty")


def page(html: str, *, url: str = HERE, zone=None) -> Page:
    return Page(
        url=url,
        body=f'<html><link rel="icon" href="/static/hyperkitty/img/favicon.ico" /><body>{html}</body></html>'.encode(),
        headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=datetime(2024, 5, 1, tzinfo=UTC),
        zone=zone,
    )


def mail(
    number: int, *, day="7 Mar", sent="March 7, 2023, 1 p.m.", time="noon", body="<p>Words</p>", frame="", classes="email"
) -> str:
    date = f'<span class="date">{day}</span>' if day else ""
    return (
        f'<div {frame}><div class="{classes}"><div id="{number:0>32}" class="email-header"><div class="email-author"><h2 class="name">Ida</h2>'
        f'</div><div class="email-date">{date}<div class="time"><span title="Sender\'s time: {sent}">{time}</span></div></div></div>'
        f'<div class="email-body">{body}</div></div></div>'
    )


def thread(*mails: str, sort="date") -> str:
    return (
        '<div class="thread-header"><h3>Tails</h3></div><div id="thread-content">'
        f'<p class="sort-mode"><a href="?sort={sort}">Show</a></p>{"".join(mails)}</div>'
    )


def posts(html: str, **about):
    (read,) = KITTY.read(page(html, **about)).threads
    return read.posts


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("latest", "latest"),
        ("latest?page=1", "latest"),
        ("latest?page=3", "latest?page=3"),
        ("latest?count=50&page=2&x=1", "latest?count=50&page=2"),
        ("2024/3/?page=1", "2024/3/"),
        (f"thread/{ID}/", f"thread/{ID}/?noscript"),
        (f"thread/{ID}", f"thread/{ID}/?noscript"),
        (f"thread/{ID}/?sort=date#{OTHER}", f"thread/{ID}/?noscript"),
        (f"thread/{ID}/replies?sort=thread&last_view=", f"thread/{ID}/replies?sort=thread"),
        (f"thread/{ID}/replies?sort=thread&offset=6&last_view=1", f"thread/{ID}/replies?sort=thread&offset=6"),
        (f"message/{ID}/#x", f"message/{ID}/"),
    ],
)
def test_each_thing_has_one_address(address, one):
    assert canonical(LIST + address) == LIST + one
    assert canonical(LIST.replace("@", "%40") + address) == LIST + one


@pytest.mark.parametrize(
    ("address", "is_followed"),
    [
        (LIST, True),
        (LIST + "latest?page=2", True),
        (HERE, True),
        (HERE + "replies?sort=thread&offset=6", True),
        (HERE + "?sort=date", False),
        (HERE + "favorite", False),
        (f"{LIST}message/{ID}/vote", False),
        (f"{LIST}message/{ID}/attachment/2/a.png", False),
        (LIST + "message/new", False),
        (LIST + "export/kites.mbox.gz?start=2024-01-01", False),
        ("https://lists.example/archives/search?q=tail", False),
        ("https://lists.example/archives/?sort=active", False),
        ("https://lists.example/accounts/login/?next=/", False),
        ("https://lists.example/archives/users/0a1b2c/", False),
        ("https://lists.example/archives/api/list/kites@lists.example/threads/?format=json", True),
    ],
)
def test_what_is_followed(address, is_followed):
    assert may_follow(address) is is_followed


def test_what_addresses_lead_to():
    assert place(HERE) == ("https://lists.example/archives/", "kites@lists.example", f"thread/{ID}/")
    assert place("https://lists.example/archives/") is None
    assert (thread_in(HERE), message_in(HERE), message_in(f"{LIST}message/{OTHER}/")) == (ID, None, OTHER)


def clock(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001  the page's own clock


@pytest.mark.parametrize(
    ("day", "sent", "time", "local"),
    [
        ("18 Feb 2023", "Feb. 18, 2023, 1:55 a.m.", "12:55 a.m.", clock(2023, 2, 18, 0, 55)),
        ("31 Dec", "Jan. 1, 2024, 1 a.m.", "midnight", clock(2023, 12, 31)),
        ("1 Jan", "Dec. 31, 2023, 7 p.m.", "1 a.m.", clock(2024, 1, 1, 1)),
        ("Saturday, 18 February", "18. Februar 2023 13:55", "12:55", clock(2023, 2, 18, 12, 55)),
        ("18 févr. 2023", "18 février 2023 13:55", "12:55", clock(2023, 2, 18, 12, 55)),
        ("5 Mar", "March 5, 2023, noon", "noon", clock(2023, 3, 5, 12)),
        ("20 Mar", "March 5, 2023, noon", "noon", None),
    ],
)
def test_a_day_without_a_year_is_near_the_senders_clock(day, sent, time, local):
    (post,) = posts(thread(mail(1, day=day, sent=sent, time=time)))
    assert post.posted.local == local
    assert post.posted.raw == f"{day} {time}"


def test_a_day_that_is_not_printed_again_is_that_of_the_mail_above():
    first, second = posts(
        thread(mail(1), mail(2, day="", sent="March 8, 2023, 12:30 a.m.", time="11:30 p.m.")), zone=timezone(timedelta(hours=1))
    )
    assert first.posted.at == datetime(2023, 3, 7, 11, tzinfo=UTC)
    assert (second.posted.local, second.posted.raw) == (clock(2023, 3, 7, 23, 30), "7 Mar 11:30 p.m.")


def level(number: int) -> str:
    return f'class="odd reply-level-{number}"' if number else 'class="odd"'


def parents(*mails: str, **about) -> list[int | None]:
    url = f"{LIST}thread/{1:0>32}/?noscript"
    return [int(post.parent_id) if post.parent_id else None for post in posts(thread(*mails, **about), url=url)]


def test_what_a_mail_answers_is_told_by_where_it_stands():
    shown = [mail(1), *(mail(number, frame=level(depth)) for number, depth in ((2, 0), (3, 1), (4, 2), (5, 1), (6, 0)))]
    assert parents(*shown) == [None, 1, 2, 3, 2, 1]


def test_so_it_was_when_it_was_told_by_a_margin():
    shown = [mail(1), mail(2, frame='class="odd"'), mail(3, frame='class="even" style="margin-left:2em;"')]
    assert parents(*shown) == [None, 1, 2]


def test_replies_by_date_answer_nobody():
    assert parents(mail(1), mail(2), sort="thread") == [None, None]


def test_too_deep_is_asked_of_the_api():
    shown = [mail(1), *(mail(depth + 2, frame=level(min(depth, 5))) for depth in range(8))]
    assert parents(*shown) == [None, 1, 2, 3, 4, 5, 6, None, None]
    reading = KITTY.read(page(thread(*shown), url=f"{LIST}thread/{1:0>32}/?noscript"))
    assert [follow.url for follow in reading.follows] == [
        f"https://lists.example/archives/api/list/kites@lists.example/thread/{1:0>32}/emails/?format=json"
    ]


def test_a_page_whose_replies_a_script_fetches_is_not_the_whole_thread():
    loader = '<div class="replies"><img class="ajaxloader" /></div>'
    reading = KITTY.read(page(thread(mail(1)) + loader))
    (read,) = reading.threads
    assert (read.number, read.pages, read.view) == (None, None, "api")
    assert [follow.url for follow in reading.follows] == [HERE + "replies?sort=thread"]  # no ?noscript: before 1.1


def test_a_saved_page_is_read_whatever_its_address():
    link = f'<a href="https://lists.example/archives/list/kites@lists.example/thread/{OTHER}/">older</a>'
    (read,) = KITTY.read(page(thread(mail(1, classes="email email-first")) + link, url="https://else.example/saved.html")).threads
    assert read.thread.id == read.posts[0].id
    assert read.thread.boards[0].id == "kites@lists.example"


def test_old_quotes_are_lines_with_marks():
    body = 'Ida wrote:\n<div class="quoted-switch"><a href="#">...</a></div><div class="quoted-text">&gt; Is it long?\n</div>Seven times.'
    (post,) = posts(thread(mail(1, body=body)))
    assert post.content.text == "Seven times."
    assert [(quote.author, quote.text) for quote in post.content.quotes] == [("Ida", "Is it long?")]


def test_an_exported_box_is_of_the_mails_that_pages_show():
    lines = [
        "From ida@kites.example Sat Mar  2 10:00:00 2024",
        "From: Ida <ida@kites.example>",
        "Message-ID: <g3.1@lab.example.org>",
    ]
    body = "\n".join([*lines, "Date: Sat, 2 Mar 2024 10:00:00 +0100", "", "Words.", "", ""]).encode()
    url = f"{LIST}export/kites-2024-03.mbox.gz?start=2024-03-01&end=2024-04-01"
    box = Page(
        url=url,
        body=gzip.compress(body),
        headers={"content-type": "application/gzip"},
        fetched_at=datetime(2024, 5, 1, tzinfo=UTC),
    )
    platform, _ = detect(box)
    (read,) = platform.read(box).threads
    assert (platform.name, read.thread.id, read.scattered) == ("hyperkitty", "22WLMYTLYK7CKRHUT7OAR5MUAFOO3BT6", "unplaced")
    assert read.posts[0].url == f"{LIST}message/22WLMYTLYK7CKRHUT7OAR5MUAFOO3BT6/"
    assert (read.posts[0].posted.at, read.posts[0].posted.local) == (datetime(2024, 3, 2, 9, tzinfo=UTC), None)


def test_a_private_list_says_so():
    error = Page(
        url=LIST + "latest",
        body=b'<html><link href="/static/hyperkitty/x.css"><p class="text-danger">This mailing list is private.</p></html>',
        headers={"content-type": "text/html"},
        fetched_at=datetime(2024, 5, 1, tzinfo=UTC),
        status=403,
    )
    platform, _ = detect(error)
    reading = platform.read(error)
    assert (platform.name, reading.kind, reading.message) == ("hyperkitty", "error", "This mailing list is private.")


@pytest.mark.parametrize(
    "body", [b'{"replies_html": 5}', b'{"replies_html": "\\n"}', b'{"results": [1, {"url": 5}], "date_active": 0}']
)
def test_answers_that_hold_nothing(body):
    answer = Page(
        url=HERE + "replies?sort=thread",
        body=body,
        headers={"content-type": "application/javascript"},
        fetched_at=datetime(2024, 5, 1, tzinfo=UTC),
    )
    with suppress(NotAPage):
        assert not any(read.posts for read in KITTY.read(answer).threads)
