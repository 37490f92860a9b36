"""Burning Board 2: what its addresses mean, and what is told by place and in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms import wbb2_links as links

WBB2 = platform_named("wbb2")
F = "https://f.example/wbb2/"
SESSION = "sid=0123456789abcdef0123456789abcdef"


def page(content: str, *, footer: str = "") -> Page:
    html = (
        '<html lang="en"><head><title>Board</title></head><body><table class="tableoutborder"><tr><td>'
        f'<a href="thread.php?goto=lastpost&amp;threadid=5">Last post</a>{content}{footer}</td></tr></table></body></html>'
    )
    headers = {"content-type": "text/html; charset=utf-8"}
    return Page(
        url=f"{F}thread.php?threadid=5", body=html.encode(), headers=headers, fetched_at=datetime(2006, 7, 3, 12, tzinfo=UTC)
    )


def post(body: str):
    content = (
        '<table class="tableinborder"><tr><td class="tablea"><a name="post7"></a><b>Visitor</b></td><td class="tablea"><table><tr><td>'
        f'<table><tr><td><b>Subject</b></td></tr></table><hr class="threadline">{body}</td></tr></table></td></tr><tr><td>03.07.2006 10:00</td><td></td></tr></table>'
    )
    (read,) = WBB2.read(page(content)).threads
    return read.posts[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"thread.php?threadid=5&{SESSION}", "thread.php?threadid=5"),
        ("thread.php?threadid=5&threadview=0&hilight=&hilightuser=0&page=2", "thread.php?threadid=5&page=2"),
        ("thread.php?threadid=5&page=1", "thread.php?threadid=5"),
        ("thread.php?postid=9#post9", "thread.php?postid=9"),
        ("thread.php?threadid=5&postid=9", "thread.php?threadid=5"),
        ("board.php?boardid=3&daysprune=1000&sortfield=topic&sortorder=ASC&page=2", "board.php?boardid=3&page=2"),
        (f"index.php?{SESSION}", ""),
    ],
)
def test_one_address_for_one_thing(path, expected):
    assert links.canonical(F + path) == F + expected
    assert links.canonical(F + expected) == F + expected


@pytest.mark.parametrize(
    ("path", "followed"),
    [
        ("", True),
        (f"index.php?{SESSION}", True),
        ("index.php?hidecat=3", False),
        ("board.php?boardid=3", True),
        ("board.php?boardid=3&daysprune=1000&sortfield=lastposttime&sortorder=DESC&page=2", True),
        ("board.php?boardid=3&page=1&sortfield=topic&sortorder=ASC", False),
        ("board.php", False),
        (f"thread.php?threadid=5&threadview=0&hilight=&hilightuser=0&page=2&{SESSION}", True),
        ("thread.php?postid=9#post9", True),
        ("thread.php?threadid=5&threadview=1", False),
        ("thread.php?goto=lastpost&threadid=5", False),
        ("thread.php?threadid=5&hilight=oil", False),
        ("print.php?threadid=5", False),
        ("profile.php?userid=4", False),
        ("addreply.php?postid=9", False),
        ("markread.php?boardid=3", False),
        ("attachment.php?attachmentid=9", False),
        ("javascript:who(5)", False),
    ],
)
def test_what_a_crawl_may_fetch(path, followed):
    assert WBB2.follows(path if path.startswith("javascript") else F + path) is followed


@pytest.mark.parametrize(
    ("note", "by", "count", "local"),
    [
        ("Dieser Beitrag wurde 1 mal editiert, zum letzten Mal von Ada: 12.03.2005 14:15.", "Ada", 1, "2005-03-12T14:15:00"),
        (
            "This post has been edited 12 time(s), it was last edited by Ada: L.: 2005-03-12 14:15.",
            "Ada: L.",
            12,
            "2005-03-12T14:15:00",
        ),
        ("Bearbeitet.", None, None, None),
    ],
)
def test_edit_notes(note, by, count, local):
    (edit,) = post(f'x<p><span class="smallfont">{note}</span></p>').edits
    assert (edit.raw, edit.by, edit.count) == (note, by, count)
    assert (edit.time.local.isoformat() if edit.time else None) == local


def test_the_words_end_where_the_signature_begins():
    line = "_" * 18
    read = post(f"Own.<br />\n{line}<br />\nstill own.<br /><br />{line}<br />Signed.<br />")
    assert read.content.text == f"Own.\n{line}\nstill own."
    assert post(f"Own.<br />\n{line}<br />\nstill own.").content.text == f"Own.\n{line}\nstill own."
    assert (read.id, read.subject, read.author.name, read.author.guest) == ("7", "Subject", "Visitor", True)
    assert read.posted.local.isoformat() == "2006-07-03T10:00:00"


@pytest.mark.parametrize(
    ("inner", "author", "text"),
    [
        ("<i>Original von Ada</i><br />\nSaid.", "Ada", "Said."),
        ("<i>Originally posted by Ada</i><br />\nSaid.", "Ada", "Said."),
        ("<i>Said so.</i> Yes.", None, "Said so. Yes."),
        ("Said.", None, "Said."),
    ],
)
def test_whose_words_a_quote_holds(inner, author, text):
    box = f'<table class="tableinborder"><tr><td class="tablecat"><b>quote:</b></td></tr><tr><td class="inposttable">{inner}</td></tr></table>Own.'
    content = post(box).content
    (quote,) = content.quotes
    assert (content.text, quote.author, quote.text) == ("Own.", author, text)


def test_numbers_beside_code_are_not_read():
    code = (
        '<table class="tableinborder"><tr><td class="tablecat">code:</td></tr><tr><td class="inposttable" align="right"><pre>1:\n</pre></td>'
        '<td class="inposttable" align="left"><pre>a  b</pre></td></tr></table>'
    )
    content = post(f"See:{code}").content
    assert (content.text, content.quotes) == ("See:\n\na  b", ())


@pytest.mark.parametrize(
    ("footer", "version"),
    [
        ('<a href="http://www.woltlab.de">Forensoftware: <b>Burning Board</b><br>Version: <b>2.3.6</b></a>', "2.3.6"),
        ('<a href="http://www.woltlab.de">Powered by <b>Burning Board Lite 1.0.2</b></a>', "Lite 1.0.2"),
        ('<a href="http://www.woltlab.de">Powered by: Burning Board 2.2.1 &copy; 2001-2004 WoltLab GmbH</a>', "2.2.1"),
        ("", None),
    ],
)
def test_versions(footer, version):
    assert WBB2.detect(page("", footer=footer)).version == version
