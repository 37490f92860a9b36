"""FluxBB and PunBB: addresses, edit markers, what of a page says it is locked or gone, and what has a day only in a zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from spiders.page import Page
from spiders.platforms import detect, platform_named
from spiders.platforms.punbb_links import (
    board_in,
    canonical,
    first_page,
    is_feed,
    may_follow,
    member_in,
    page_in,
    post_in,
    thread_in,
)

BASE = "https://forum.example/bb/"

FRAME = '<html lang="{lang}"><div id="punviewtopic" class="pun"><div class="punwrap"><div id="brdmain">{body}</div></div></div></html>'
OLD_FRAME = '<html lang="{lang}"><div id="punwrap"><div id="punviewtopic" class="pun">{body}</div></div></html>'
NEW_FRAME = '<html lang="{lang}"><div id="brd-wrap"><div id="brd-{name}" class="brd-page">{body}</div></div></html>'


def page(html: str, *, url: str = f"{BASE}viewtopic.php?id=9", zone=None) -> Page:
    return Page(url=url, body=html.encode(), headers={"content-type": "text/html; charset=utf-8"}, fetched_at=NOW, zone=zone)


NOW = datetime(2024, 5, 1, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "thread", "board", "post", "number"),
    [
        ("viewtopic.php?id=20", "20", None, None, None),
        ("viewtopic.php?id=20&p=3", "20", None, None, 3),
        ("viewtopic.php?pid=101#p101", None, None, "101", None),
        ("viewforum.php?id=3&p=2", None, "3", None, 2),
        ("topic/20/a-slug/", "20", None, None, None),
        ("topic/20/", "20", None, None, None),
        ("topic/20/a-slug/page/2/", "20", None, None, 2),
        ("topic20.html", "20", None, None, None),
        ("topic20-a-slug-p2.html", "20", None, None, 2),
        ("forum/6/a-slug/page/79/", None, "6", None, 79),
        ("forum6-a-slug.html", None, "6", None, None),
        ("post/95/#p95", None, None, "95", None),
        ("post95.html", None, None, "95", None),
        ("profile.php?id=20", None, None, None, None),
        ("post.php?tid=20", None, None, None, None),
        ("viewtopic.php?id=20x", None, None, None, None),
    ],
)
def test_what_addresses_lead_to(address, thread, board, post, number):
    url = BASE + address
    assert (thread_in(url), board_in(url), post_in(url), page_in(url)) == (thread, board, post, number)


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("viewtopic.php?id=20&p=1", "viewtopic.php?id=20"),
        ("viewtopic.php?p=2&id=20&action=new", "viewtopic.php?id=20&p=2"),
        ("viewtopic.php?id=20#p101", "viewtopic.php?id=20"),
        ("viewtopic.php?pid=101#p101", "viewtopic.php?pid=101"),
        ("viewforum.php?id=3", "viewforum.php?id=3"),
        ("index.php", ""),
        ("topic/20/slug/page/1/", "topic/20/slug/"),
        ("topic/20/slug/page/2/", "topic/20/slug/page/2/"),
        ("profile.php?section=essentials&id=4", "profile.php?id=4"),
    ],
)
def test_one_address_for_one_thing(address, known_as):
    assert canonical(BASE + address) == BASE + known_as
    assert canonical(BASE + known_as) == BASE + known_as


@pytest.mark.parametrize(
    ("address", "first"),
    [
        ("topic/20/slug/page/2/", "topic/20/slug/"),
        ("topic20-slug-p2.html", "topic20-slug.html"),
        ("topic/20/slug/new/posts/", "topic/20/slug/"),
        ("viewforum.php?id=3&p=2", "viewforum.php?id=3"),
    ],
)
def test_the_first_page_of_a_thing(address, first):
    assert first_page(BASE + address) == BASE + first


@pytest.mark.parametrize(
    "address",
    "index.php viewforum.php?id=3&p=2 viewtopic.php?id=2 viewtopic.php?pid=9 topic/20/slug/ forum6-slug-p2.html post/95/ feed/rss/ "
    "extern.php?action=feed&type=rss".split(),
)
def test_what_may_be_fetched(address):
    assert may_follow(BASE + address)


@pytest.mark.parametrize(
    "address",
    "login.php login.php?action=out&id=2 register.php post.php?tid=2 misc.php?action=markread search.php?action=show_recent "
    "viewtopic.php?id=2&action=new viewtopic.php?id=2&action=last profile.php?id=2 userlist.php moderate.php?fid=1 "
    "topic/20/slug/new/posts/ topic/20/last/post/ topic20-slug-new-posts.html login/ search/recent/ user/5/ new/reply/3/ report/9/ "
    "mark/read/abc/ misc.php?report=7 extern.php?action=online".split(),
)
def test_what_is_never_fetched(address):
    assert not may_follow(BASE + address)


def test_feeds_and_members():
    assert is_feed(f"{BASE}feed/atom/topic/41/")
    assert is_feed(f"{BASE}feed-rss.xml")
    assert not is_feed(f"{BASE}extern.php?action=stats")
    assert [member_in(BASE + path) for path in ("profile.php?id=5", "user/5/", "user5.html", "profile.php?id=1")] == ["5"] * 3 + [
        None
    ]


def post(marker: str, *, lang: str = "en", name: str = "fluxbb", zone=None):
    if name == "punbb":
        body = (
            '<h1 class="main-title"><a href="viewtopic.php?id=9">T</a></h1><div class="main-topic"><div class="post"><div id="p4" class="posthead">'
            f'<span class="post-num">1</span><span class="post-link">2024-05-01 10:00:00</span><span class="post-edit">{marker}</span></div>'
            '<div class="entry-content"><p>Words.</p></div></div></div>'
        )
        html = NEW_FRAME.format(lang=lang, name="viewtopic", body=body)
    else:
        body = (
            '<div id="p4" class="blockpost"><h2><span class="conr">#1</span><a href="viewtopic.php?pid=4#p4">2024-05-01 10:00:00</a></h2>'
            f'<div class="postmsg"><p>Words.</p><p class="postedit"><em>{marker}</em></p></div></div>'
        )
        html = FRAME.format(lang=lang, body=body)
    (shown,) = platform_named(name).read(page(html, zone=zone)).threads
    (only,) = shown.posts
    assert only.content.text == "Words."
    (edit,) = only.edits
    return edit


@pytest.mark.parametrize(
    ("name", "lang", "marker", "by"),
    [
        ("fluxbb", "en", "Last edited by Ann (the first) (2024-05-01 12:13:14)", "Ann (the first)"),
        ("fluxbb", "en", "Last edited by Mira K. (2024-05-01 12:13:14)", "Mira K."),
        ("fluxbb", "de", "Zuletzt bearbeitet von 12 Uhr (2024-05-01 12:13:14)", "12 Uhr"),
        ("fluxbb", "fr", "Dernière modification par Zoë (2024-05-01 12:13:14)", "Zoë"),
        ("fluxbb", "ru", "Отредактировано Аня (2024-05-01 12:13:14)", "Аня"),
        ("punbb", "en", "(edited by O'Brien & Son 2024-05-01 12:13:14)", "O'Brien & Son"),
        ("punbb", "en", "(edited by Bob 2023 2024-05-01 12:13:14)", "Bob 2023"),
    ],
)
def test_edit_markers(name, lang, marker, by):
    edit = post(marker, lang=lang, name=name)
    assert edit.raw == marker
    assert edit.by == by
    assert edit.time.local.isoformat() == "2024-05-01T12:13:14"
    assert edit.time.at is None


def test_a_marker_in_an_unknown_language_has_its_time():
    edit = post("Xyzzy plugh Ann (2024-05-01 12:13:14)", lang="eo")
    assert edit.time.local.isoformat() == "2024-05-01T12:13:14"


@pytest.mark.parametrize("name", ["fluxbb", "punbb"])
def test_today_is_a_day_once_the_zone_is_known(name):
    marker = "(edited by Ann Today 08:00:00)" if name == "punbb" else "Last edited by Ann (Today 08:00:00)"
    assert post(marker, name=name).time.local is None
    edit = post(marker, name=name, zone=timezone(timedelta(hours=9)))
    assert (edit.by, edit.time.at) == ("Ann", datetime(2024, 5, 1, 23, 0, tzinfo=UTC))  # it is the second of May there


def test_the_three_are_told_apart():
    pages = [
        FRAME.format(lang="en", body=""),
        OLD_FRAME.format(lang="en", body=""),
        NEW_FRAME.format(lang="en", name="index", body=""),
        OLD_FRAME.format(lang="en", body='<div id="brdfooter">Powered by <a href="http://fluxbb.org/">FluxBB 1.2.22</a></div>'),
    ]
    found = [detect(page(html)) for html in pages]
    assert [(type(platform).__name__, detected.version) for platform, detected in found] == [
        ("FluxBB", None),
        ("PunBB12", "1.2"),
        ("PunBB", "1.3"),
        ("FluxBB", "1.2.22"),
    ]


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ("Bad request. The link you followed is incorrect or outdated.", True),
        ("Fehlerhafte Anfrage. Der Link ist falsch oder veraltet.", True),
        ("You do not have permission to access this page.", False),
    ],
)
def test_what_is_not_there_is_gone_whatever_the_status(words, gone):
    html = NEW_FRAME.format(lang="en", name="message", body=f'<div class="main-content main-message"><p>{words}</p></div>')
    reading = platform_named("punbb").read(page(html))
    assert (reading.kind, reading.message, reading.gone) == ("error", words, gone)


def test_a_page_number_too_high_shows_the_first_page_and_is_no_loss():
    body = (
        '<p class="pagelink">Pages: <strong>1</strong> <a href="viewtopic.php?id=9&amp;p=2">2</a></p>'
        '<div id="p4" class="blockpost"><h2><a href="viewtopic.php?pid=4#p4">2024-05-01 10:00:00</a></h2><div class="postmsg">W</div></div>'
    )
    html = FRAME.format(lang="en", body=body)
    assert platform_named("fluxbb").read(page(html, url=f"{BASE}viewtopic.php?id=9&p=7")).losses == ()
    (loss,) = platform_named("fluxbb").read(page(html, url=f"{BASE}viewtopic.php?id=9&p=2")).losses
    assert loss.what == "asked for page 2, the site shows page 1 of 2"
