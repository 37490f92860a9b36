"""phpBB: addresses, what may be followed, versions, zones, walls; and on a real forum, that what is read is true."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from spiders.page import Page
from spiders.platforms import detect
from spiders.platforms.phpbb import PhpBB
from tests.captures import CAPTURES, need_captures

PLATFORM = PhpBB()
BOARD = "https://forum.example/board/"
SID = "0123456789abcdef0123456789abcdef"


def page(body: str, url: str = f"{BOARD}viewtopic.php?t=1") -> Page:
    return Page(
        url=url,
        body=body.encode(),
        headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=datetime(2024, 7, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("viewtopic.php?t=5", "viewtopic.php?t=5"),
        (f"viewtopic.php?f=3&t=5&sid={SID}", "viewtopic.php?t=5"),
        ("viewtopic.php?t=5&start=0", "viewtopic.php?t=5"),
        ("viewtopic.php?t=5&start=20&hilit=rope#p77", "viewtopic.php?t=5&start=20"),
        ("viewtopic.php?start=20&t=5", "viewtopic.php?t=5&start=20"),
        ("viewtopic.php?f=3&t=5&p=77#p77", "viewtopic.php?p=77"),
        ("viewtopic.php?p=77", "viewtopic.php?p=77"),
        ("viewtopic.php?t=5&view=print", "viewtopic.php?t=5&view=print"),
        (f"viewforum.php?f=3&sid={SID}", "viewforum.php?f=3"),
        ("viewforum.php?start=25&f=3", "viewforum.php?f=3&start=25"),
        ("viewforum.php?f=3&sk=t&sd=d", "viewforum.php?f=3"),
        ("index.php", ""),
        (f"index.php?sid={SID}", ""),
        (f"?sid={SID}", ""),
        ("crawling-t55-25.html#p6", "crawling-t55-25.html"),
        (f"memberlist.php?mode=viewprofile&u=5&sid=a:{SID}", "memberlist.php?mode=viewprofile&u=5"),
    ],
)
def test_a_thing_has_one_address(address, one):
    assert PLATFORM.canonical(BOARD + address) == BOARD + one
    assert PLATFORM.canonical(BOARD + one) == BOARD + one, "it is its own"


def test_port_and_host_are_spelt_one_way():
    assert PLATFORM.canonical("HTTP://Forum.Example:80/viewtopic.php?t=5&f=1") == "http://forum.example/viewtopic.php?t=5"
    assert PLATFORM.canonical("http://forum.example:8080/viewtopic.php?t=5") == "http://forum.example:8080/viewtopic.php?t=5"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "index.php",
        "viewforum.php?f=3",
        "viewforum.php?f=3&start=25",
        f"viewtopic.php?t=5&sid={SID}",
        "viewtopic.php?t=5&start=20",
        "viewtopic.php?p=7",
        "rope-t5.html",
        "rope-t5-20.html",
        "knots-f3.html",
    ],
)
def test_boards_threads_and_posts_are_followed(address):
    assert PLATFORM.follows(BOARD + address)


@pytest.mark.parametrize(
    "address",
    [
        "posting.php?mode=reply&t=5",
        "posting.php?mode=quote&p=7",
        "ucp.php?mode=login",
        "ucp.php?mode=logout&sid=1",
        "search.php?search_id=active_topics",
        "memberlist.php?mode=viewprofile&u=5",
        "mcp.php?i=queue",
        "app.php/feed",
        "app.php/user/delete_cookies",
        "feed.php?mode=topics",
        "report.php?p=7",
        "viewtopic.php?t=5&view=print",
        "viewtopic.php?t=5&view=unread#unread",
        "viewtopic.php?t=5&view=next",
        "viewtopic.php?t=5&sk=t&sd=d",
        "viewtopic.php?t=5&watch=topic&hash=1",
        "viewtopic.php?t=5&bookmark=1",
        "viewforum.php?f=3&mark=topics",
        "viewforum.php?f=3&sk=r",
        "index.php?mark=forums",
        "download/file.php?id=3",
        "cron.php?cron_type=tidy_cache",
        "about.html",
    ],
)
def test_nothing_else_is(address):
    assert not PLATFORM.follows(BOARD + address)


FOOT = '<div id="page-footer"><ul><li class="rightside">All times are {}</li></ul></div>'


@pytest.mark.parametrize(
    ("stated", "name", "summer"),
    [
        ('<span title="Europe/Athens">UTC+02:00</span>', "Europe/Athens", 3),
        ('<span title="America/New York">UTC-05:00</span>', "America/New_York", -4),
        ('<span title="Europa/Berlin">UTC+01:00</span>', "Europe/Berlin", 2),
        ('<span title="UTC">UTC</span>', "UTC", 0),
        ('<span title="UTC+2">UTC+02:00</span>', "UTC+02:00", 2),
        ("UTC", "UTC", 0),
        ("UTC + 10 hours", "UTC+10:00", 10),
        ("UTC - 5 hours", "UTC-05:00", -5),
        ("UTC + 5:30 hours", "UTC+05:30", 5.5),
        ('UTC + 1 hour [ <abbr title="Daylight Saving Time">DST</abbr> ]', "UTC+02:00", 2),
        ("UTC [ Sommerzeit ]", "UTC+01:00", 1),
    ],
)
def test_the_footer_tells_the_zone(stated, name, summer):
    shown = page(f'<body id="phpbb">{FOOT.format(stated)}')
    assert PLATFORM.site(shown).timezone == name
    assert datetime(2024, 7, 1, tzinfo=PLATFORM.zone(shown)).utcoffset().total_seconds() == summer * 3600


@pytest.mark.parametrize("stated", ['<span title="Europa/Athen">UTC+02:00</span>', "UTC+01:00", "soon", ""])
def test_a_zone_that_cannot_be_told_is_none(stated):
    """A translated name that no city settles: today's offset would be wrong half the year."""
    assert PLATFORM.zone(page(f'<body id="phpbb">{FOOT.format(stated)}')) is None


@pytest.mark.parametrize(
    ("head", "body", "version"),
    [
        ("", '<body id="phpbb"><script src="./assets/javascript/jquery-3.7.1.min.js?assets_version=1"></script>', "3.3"),
        ('<link href="./assets/css/font-awesome.min.css?assets_version=1" rel="stylesheet">', '<body id="phpbb">', "3.2"),
        (
            '<link href="./styles/prosilver/theme/stylesheet.css?assets_version=1" rel="stylesheet">',
            '<body id="phpbb" class="nojs notouch">',
            "3.1",
        ),
        ('<meta http-equiv="imagetoolbar" content="no">', '<body id="phpbb">', "3.0"),
        ("", '<body id="phpbb">', None),
    ],
)
def test_the_version_is_told_as_far_as_the_markup_shows_it(head, body, version):
    assert PLATFORM.detect(page(f"<head>{head}</head>{body}")).version == version


@pytest.mark.parametrize(
    "body",
    [
        "<p>phpBB is a forum software",
        '<body class="ltr"><a href="viewtopic.php?t=1">phpBB 2 looks alike</a><a class="nav" href="profile.php?mode=editprofile">Profile</a>',
        '<html id="XF"><body><a href="/threads/x.1/">x</a>',
        '<body class="home blog"><div id="page-body">',
    ],
)
def test_others_are_left_alone(body):
    assert PLATFORM.detect(page(body)) is None


def test_a_post_without_a_body_is_a_loss_and_the_others_stay():
    shown = page(
        '<body id="phpbb"><h2 class="topic-title"><a href="./viewtopic.php?t=1">T</a></h2>'
        '<div id="p1" class="post"><div class="postbody"><p class="author">by <strong>a</strong> » 31 Mar 2024, 14:50</p></div></div>'
        '<div id="p2" class="post"><div class="postbody"><p class="author">by <strong>a</strong> » 31 Mar 2024, 14:50</p><div class="content">b</div></div></div>'
    )
    reading = PLATFORM.read(shown)
    assert [post.id for post in reading.threads[0].posts] == ["2"]
    assert [(loss.kind, loss.post_id) for loss in reading.losses] == [("post", "1")]


def test_a_post_shown_twice_is_one():
    body = '<div id="p7" class="post"><div class="content">x</div></div>'
    shown = page(f'<body id="phpbb"><h2 class="topic-title"><a href="./viewtopic.php?t=1">T</a></h2>{body}{body}')
    assert [post.id for post in PLATFORM.read(shown).threads[0].posts] == ["7"]


def test_newest_first_opens_no_thread():
    body = '<select id="sd"><option value="d" selected="selected">Descending</option></select><div class="action-bar"><div class="pagination">1 post &bull; Page <strong>1</strong> of <strong>1</strong></div></div>'
    post = '<div id="p7" class="post"><p class="author"><strong>last</strong></p><div class="content">x</div></div>'
    thread = PLATFORM.read(
        page(f'<body id="phpbb"><h2 class="topic-title"><a href="./viewtopic.php?t=1">T</a></h2>{body}{post}')
    ).threads[0]
    assert thread.number == 1
    assert thread.thread.author is None


# -- a real forum ------------------------------------------------------------------------------------------------------


def responses(name: str):
    with (CAPTURES / f"{name}.warc.gz").open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response):
            headers = {key.lower(): value for key, value in record.http_headers}
            body = record.reader.read()
            if headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            yield Page(url=record.headers["WARC-Target-URI"], body=body, headers=headers, fetched_at=record.record_date)


@pytest.fixture(scope="module", params=["phpbb", "phpbb-reldate", "phpbb-nocookie"])
def forum(request):
    need_captures()
    truth = json.loads((CAPTURES / "phpbb.truth.json").read_text(encoding="utf-8"))
    readings = [PLATFORM.read(shown) for shown in responses(request.param) if PLATFORM.detect(shown)]
    return truth, readings, request.param


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.captures
def test_real_posts_are_true(forum):
    truth, readings, name = forum
    true = {str(post["id"]): post for post in truth["posts"]}
    seen = {post.id: (read.thread.id, post) for reading in readings for read in reading.threads for post in read.posts}
    assert set(seen) <= set(true)
    if name == "phpbb":
        assert set(seen) == set(true)
    for post_id, (thread_id, post) in seen.items():
        want = true[post_id]
        assert thread_id == str(want["thread"])
        assert (post.author.name, post.author.guest) == (want["author"], want["guest"])
        assert post.author.id == (None if want["guest"] else str(want["author_id"]))
        assert post.posted.at == datetime.fromisoformat(want["posted_at"])
        assert squeezed(post.content.text) == squeezed(want["text"]), post_id


@pytest.mark.captures
def test_real_edit_markers_are_true(forum):
    truth, readings, _ = forum
    true = {str(post["id"]): post for post in truth["posts"]}
    for post in (post for reading in readings for read in reading.threads for post in read.posts):
        want = true[post.id]
        assert len(post.edits) == (1 if want["edited_at"] else 0)
        for edit in post.edits:
            assert abs((edit.time.at - datetime.fromisoformat(want["edited_at"])).total_seconds()) < 60
            assert (edit.by, edit.reason) == (want["edited_by"], want["edit_reason"])


@pytest.mark.captures
def test_real_quotes_are_true(forum):
    truth, readings, _ = forum
    true: dict[str, list] = {}
    for quote in truth["quotes"]:
        true.setdefault(str(quote["post"]), []).append(quote)
    for post in (post for reading in readings for read in reading.threads for post in read.posts):
        wanted = sorted(true.get(post.id, []), key=lambda quote: quote["ordinal"])
        assert [(q.ordinal, q.depth, q.author) for q in post.content.quotes] == [
            (q["ordinal"], q["depth"], q["author"]) for q in wanted
        ]
        for got, want in zip(post.content.quotes, wanted, strict=True):
            assert squeezed(got.text) == squeezed(want["text"])
            assert got.source_id in (None, str(want["source_post"]))


@pytest.mark.captures
def test_real_rows_declare_what_the_database_holds(forum):
    truth, readings, _ = forum
    true = {str(thread["id"]): thread for thread in truth["threads"]}
    boards = {str(board["id"]): board["title"] for board in truth["boards"]}
    rows = [row for reading in readings if reading.listing for row in reading.listing.threads]
    assert rows
    for row in rows:
        want = true[row.id]
        assert (row.title, row.author.name, row.declared.replies) == (want["title"], want["author"], want["replies"])
        assert (row.sticky, row.locked) == (want["sticky"], want["locked"])
        assert row.boards[-1].title == boards[str(want["board"])]
        assert row.created.at == datetime.fromisoformat(want["created"])


@pytest.mark.captures
def test_real_pages_are_recognised_among_all_platforms(forum):
    _, _, name = forum
    for shown in responses(name):
        if not shown.is_xml:
            assert detect(shown)[0].name == "phpbb"
