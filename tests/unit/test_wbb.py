"""Burning Board 3: what its addresses mean, and what it says in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms import wbb_links as links

WBB = platform_named("wbb")
F = "https://f.example/wbb/"
SESSION = "0123456789abcdef0123456789abcdef01234567"


def page(content: str, *, template: str = "Thread", footer: str = "", language: str = "de") -> Page:
    html = (
        f'<html xml:lang="{language}"><head><link rel="stylesheet" href="wcf/style/style-1.css"></head><body id="tpl{template}"><div id="headerContainer"></div>'
        f'<div id="mainContainer"><div id="main">{content}</div></div>{footer}</body></html>'
    )
    headers = {"content-type": "text/html; charset=utf-8"}
    url = f"{F}index.php?page=Thread&threadID=5"
    return Page(url=url, body=html.encode(), headers=headers, fetched_at=datetime(2011, 7, 3, 12, tzinfo=UTC))


def post(body: str = "x", *, when: str = "", note: str = "", footer: str = "", language: str = "de"):
    content = (
        '<div id="postRow7" class="message"><div class="messageSidebar"><p class="userName">Gast</p></div><div class="messageHeader">'
        f'<div class="containerContent"><p>{when}</p></div></div><div id="postText7">{body}</div><p class="editNote">{note}</p></div>'
    )
    (read,) = WBB.read(page(content, footer=footer, language=language)).threads
    return read.posts[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"index.php?page=Thread&threadID=5&s={SESSION}", "index.php?page=Thread&threadID=5"),
        ("index.php?page=Thread&threadID=5&pageNo=1", "index.php?page=Thread&threadID=5"),
        ("index.php?page=Thread&threadID=5&pageNo=2&highlight=x#post9", "index.php?page=Thread&threadID=5&pageNo=2"),
        ("index.php?page=Thread&postID=9#post9", "index.php?page=Thread&postID=9"),
        ("index.php?page=Thread&threadID=5&postID=9&pageNo=2", "index.php?page=Thread&threadID=5&pageNo=2"),
        ("index.php?page=Board&boardID=3&sortField=topic&sortOrder=ASC&pageNo=3", "index.php?page=Board&boardID=3&pageNo=3"),
        (f"index.php?page=Index&s={SESSION}", ""),
    ],
)
def test_one_address_for_one_thing(path, expected):
    assert links.canonical(F + path) == F + expected
    assert links.canonical(F + expected) == F + expected


@pytest.mark.parametrize(
    ("url", "thread_id", "board", "post_id", "member"),
    [
        (f"{F}index.php?page=Thread&threadID=5&postID=9#post9", "5", None, "9", None),
        (f"{F}index.php?page=Thread&postID=9#post9", None, None, "9", None),
        (f"{F}?page=Board&boardID=3", None, "3", None, None),
        (f"{F}index.php?page=User&userID=4", None, None, None, "4"),
        (f"{F}index.php?page=Thread&threadID=x", None, None, None, None),
        (f"{F}thread.php?page=Thread&threadID=5", None, None, None, None),
        ("https://[broken/index.php?page=Thread&threadID=5", None, None, None, None),
    ],
)
def test_what_an_address_leads_to(url, thread_id, board, post_id, member):
    assert links.thread_in(url) == thread_id
    assert links.board_in(url) == board
    assert links.post_in(url) == post_id
    assert links.member_in(url) == member


@pytest.mark.parametrize(
    ("path", "followed"),
    [
        ("", True),
        ("index.php", True),
        (f"index.php?s={SESSION}", True),
        ("index.php?page=Index", True),
        ("index.php?page=Board&boardID=3&pageNo=2", True),
        ("index.php?page=Thread&threadID=5&pageNo=2", True),
        ("index.php?page=Thread&postID=9#post9", True),
        ("index.php?page=Thread&threadID=5&action=lastPost", False),
        ("index.php?page=Board&boardID=3&sortField=topic", False),
        ("index.php?page=User&userID=4", False),
        ("index.php?page=Attachment&attachmentID=4", False),
        ("index.php?page=PostsFeed&format=rss2", False),
        ("index.php?form=PostAdd&threadID=5", False),
        ("index.php?form=UserLogin", False),
        ("index.php?action=ThreadMarkAsRead", False),
    ],
)
def test_what_a_crawl_may_fetch(path, followed):
    assert WBB.follows(F + path) is followed


@pytest.mark.parametrize(
    ("note", "language", "by", "count", "reason"),
    [
        ("Dieser Beitrag wurde bereits 1 mal editiert, zuletzt von »Ada« (13. März 2011, 12:05)", "de", "Ada", 1, None),
        (
            "Dieser Beitrag wurde bereits 12 mal editiert, zuletzt von „Ada L.“ (13. März 2011, 12:05) aus folgendem Grund: Bild: neu",
            "de",
            "Ada L.",
            12,
            "Bild: neu",
        ),
        ('This post has been edited 2 times, last edit by "Ada" (Mar 13th 2011, 12:05pm)', "en", "Ada", 2, None),
        (
            'This post has been edited 2 times, last edit by "Ada" (Mar 13th 2011, 12:05pm) with the following reason: typo',
            "en",
            "Ada",
            2,
            "typo",
        ),
    ],
)
def test_edit_notes(note, language, by, count, reason):
    (edit,) = post(note=note, language=language).edits
    assert (edit.by, edit.count, edit.reason, edit.raw) == (by, count, reason, note)
    assert edit.time.local.isoformat() == "2011-03-13T12:05:00"


def test_a_note_in_other_words_is_kept_as_it_stands():
    (edit,) = post(note="Bearbeitet.").edits
    assert (edit.raw, edit.by, edit.count, edit.time) == ("Bearbeitet.", None, None, None)


CLOCK = '<p id="date" title="UTC+2:00">Sonntag, 3. Juli 2011, 14:00</p>'


def test_the_distance_from_utc_is_that_of_today_only():
    dated = post(when="Sonntag, 13. März 2011, 12:05", footer=CLOCK).posted
    assert (dated.local.isoformat(), dated.at) == ("2011-03-13T12:05:00", None)
    assert post(when="Heute, 12:05", footer=CLOCK).posted.at == datetime(2011, 7, 3, 10, 5, tzinfo=UTC)
    assert post(when="Gestern, 12:05", footer=CLOCK).posted.at == datetime(2011, 7, 2, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize("stated", ["", "UTC", "UTC+99:00", "UTC+2:75"])
def test_a_clock_that_states_no_distance(stated):
    assert post(when="Heute, 12:05", footer=f'<p id="date" title="{stated}"></p>').posted.at is None


@pytest.mark.parametrize(
    ("head", "author", "source"),
    [
        ("Zitat von »Ada«", "Ada", None),
        ("Zitat von „Ada“", "Ada", None),
        ('<a href="index.php?page=Thread&postID=6#post6">Quoted from "Ada"</a>', "Ada", "6"),
        ("Zitat", None, None),
        ("Quoted", None, None),
    ],
)
def test_whose_words_a_quote_holds(head, author, source):
    box = f'<blockquote class="quote"><div class="quoteHeader"><h3>{head}</h3></div><div class="quoteBody">Said.</div></blockquote>Own.'
    content = post(box).content
    (quote,) = content.quotes
    assert (content.text, quote.text, quote.author, quote.source_id) == ("Own.", "Said.", author, source)


def test_a_place_of_a_post_that_is_not_shown():
    content = '<div id="hiddenPostInfo9" class="message"><img src="icon/postTrashM.png"> Gelöscht</div>'
    (read,) = WBB.read(page(content)).threads
    assert [(one.id, one.state) for one in read.posts] == [("9", "deleted")]


def test_the_frame_tells_the_series():
    assert WBB.detect(page("")) is not None
    later = page("").body.replace(b'id="headerContainer"', b"").replace(b'id="mainContainer"', b"")
    assert (
        WBB.detect(Page(url=F, body=later, headers={"content-type": "text/html"}, fetched_at=datetime(2011, 7, 3, tzinfo=UTC)))
        is None
    )
