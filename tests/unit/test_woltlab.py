"""WoltLab's forums: what their addresses mean, and what their pages have in more than one form."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms import woltlab_links as links

WOLTLAB = platform_named("woltlab")
F = "https://f.example/forum/"


def post(body: str, *, notes: str = "", head: str = "", language: str = "en"):
    html = (
        f'<html lang="{language}"><head>{head}</head><body id="tpl_wbb_thread"><ul class="wbbThreadPostList"><li id="post7"><article class="wbbPost message">'
        '<aside class="messageSidebar"><a class="username" href="/user/3-ada/">Ada</a></aside><header class="messageHeader">'
        '<time class="datetime" datetime="2024-03-23T19:02:47+01:00">March 23, 2024</time></header>'
        f'<div class="messageText">{body}</div><div class="messageFooterNotes">{notes}</div></article></li></ul></body></html>'
    )
    headers = {"content-type": "text/html; charset=utf-8"}
    page = Page(url=f"{F}thread/5-slug/", body=html.encode(), headers=headers, fetched_at=datetime(2026, 3, 1, tzinfo=UTC))
    (read,) = WOLTLAB.read(page).threads
    return read.posts[0]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{F}thread/5-slug/?pageNo=1", f"{F}thread/5-slug/"),
        (f"{F}thread/5-slug/?pageNo=2#post9", f"{F}thread/5-slug/?pageNo=2"),
        (f"{F}thread/5-slug/?postID=9#post9", f"{F}thread/5-slug/?postID=9"),
        (f"{F}thread/5-slug/?postID=9&pageNo=2", f"{F}thread/5-slug/?pageNo=2"),
        (f"{F}thread/5-slug/?action=lastPost", f"{F}thread/5-slug/"),
        (f"{F}index.php?thread/5-slug/&pageNo=2&highlight=x", f"{F}index.php?thread/5-slug/&pageNo=2"),
        (f"{F}index.php?thread/5-slug/&action=firstNew", f"{F}index.php?thread/5-slug/"),
        (f"{F}index.php/Thread/5-Slug/?s=0123456789abcdef0123456789abcdef01234567", f"{F}index.php/Thread/5-Slug/"),
        (f"{F}board/3-oil/?sortField=topic&sortOrder=ASC&pageNo=3", f"{F}board/3-oil/?pageNo=3"),
    ],
)
def test_one_address_for_one_thing(url, expected):
    assert links.canonical(url) == expected
    assert links.canonical(expected) == expected


@pytest.mark.parametrize(
    ("url", "root", "thread_id", "board", "post_id"),
    [
        (f"{F}thread/5-slug/?postID=9#post9", F, "5", None, "9"),
        (f"{F}index.php?thread/5-slug/&postID=9", F, "5", None, "9"),
        (f"{F}index.php/Thread/5-Slug/", F, "5", None, None),
        ("https://f.example/board/3/", "https://f.example/", None, "3", None),
        ("https://f.example/?board/3-oil/", "https://f.example/", None, "3", None),
        (f"{F}index.php/BoardList/", F, None, None, None),
        (F, F, None, None, None),
        ("https://[broken/thread/5/", "", None, None, None),
    ],
)
def test_what_an_address_leads_to(url, root, thread_id, board, post_id):
    assert links.route(url)[0] == root
    assert links.thread_in(url) == thread_id
    assert links.board_in(url) == board
    assert links.post_in(url) == post_id


@pytest.mark.parametrize(
    ("path", "followed"),
    [
        ("", True),
        ("index.php", True),
        ("board-list/", True),
        ("index.php?board-list/", True),
        ("thread/5-slug/?pageNo=2", True),
        ("thread/5-slug/?postID=9#post9", True),
        ("index.php?thread/5-slug/&pageNo=2", True),
        ("index.php/Board/3-Oil/?pageNo=2", True),
        ("thread/5-slug/?action=lastPost", False),
        ("board/3-oil/?sortField=topic", False),
        ("login/?url=x", False),
        ("index.php?login/", False),
        ("index.php/Login/", False),
        ("user/3-ada/", False),
        ("post-add/5/", False),
        ("thread-add/3/", False),
        ("board-feed/3/", False),
        ("unread-thread-list/", False),
        ("search/?extended=1", False),
        ("attachment/12-x/", False),
        ("index.php?user-post-list/3-ada/", False),
    ],
)
def test_what_a_crawl_may_fetch(path, followed):
    assert WOLTLAB.follows(F + path) is followed


TIME = '(<woltlab-core-date-time date="2024-03-25T06:21:48+00:00">x</woltlab-core-date-time>)'
ADA = '<a class="userLink" href="/user/3-ada/">Ada</a>'


@pytest.mark.parametrize(
    ("words", "language", "by", "count", "reason"),
    [
        (f"Edited once, last by {ADA} {TIME}.", "en", "Ada", 1, None),
        (f"Edited 12 times, last by {ADA}: Typo: two (2) of them. {TIME}.", "en", "Ada", 12, "Typo: two (2) of them."),
        (f"Einmal editiert, zuletzt von {ADA} {TIME}.", "de", "Ada", 1, None),
        (f"3-mal editiert, zuletzt von {ADA}: Bild getauscht {TIME}.", "de", "Ada", 3, "Bild getauscht"),
        (f"Gewijzigd door {ADA} {TIME}.", "nl", "Ada", None, None),
    ],
)
def test_edit_notes(words, language, by, count, reason):
    (edit,) = post("x", notes=f'<p class="messageFooterNote wbbPostEditNote">{words}</p>', language=language).edits
    assert (edit.by, edit.by_id, edit.count, edit.reason) == (by, "3", count, reason)
    assert edit.time.at == datetime(2024, 3, 25, 6, 21, 48, tzinfo=UTC)


def test_other_notes_are_no_edits():
    assert post("x", notes='<p class="messageFooterNote">This post was marked as the best answer.</p>').edits == ()


@pytest.mark.parametrize(
    ("title", "author"),
    [
        ("Quote from Ada", "Ada"),
        ("Quote from “Ada L.”", "Ada L."),
        ("Zitat von Ada", "Ada"),
        ("Zitat von »Ada«", "Ada"),
        ("Zitat", None),
        ("Quote", None),
    ],
)
def test_whose_words_a_quote_holds(title, author):
    box = f'<blockquote class="quoteBox"><div class="quoteBoxTitle">{title}</div><div class="quoteBoxContent"><p>Said.</p></div></blockquote><p>Own.</p>'
    content = post(box).content
    assert (content.text, content.quotes[0].text, content.quotes[0].author) == ("Own.", "Said.", author)


def test_the_zone_that_a_page_names_reads_times_in_words():
    page = Page(
        url=f"{F}thread/5-slug/",
        body=b'<html lang="en"><head><meta name="timezone" content="Europe/Berlin"></head><body id="tpl_wbb_thread"><ul><li id="post7"><article class="message">'
        b'<header class="messageHeader"><a class="permalink messagePublicationTime">March 23, 2024 at 7:02 PM</a></header><div class="messageText">x</div></article></li></ul></body></html>',
        headers={"content-type": "text/html"},
        fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    reading = WOLTLAB.read(page)
    assert reading.threads[0].posts[0].posted.at == datetime(2024, 3, 23, 18, 2, tzinfo=UTC)
    assert (reading.site.timezone, reading.site.timezone_source) == ("Europe/Berlin", "stated")


@pytest.mark.parametrize("data", ["", "[", "{}", "[[1]]", '[["a", 1]]'])
def test_broken_figures_of_reactions_are_none(data):
    assert post(f"x</div><woltlab-core-reaction-summary data='{data}'></woltlab-core-reaction-summary><div>").reactions == ()
