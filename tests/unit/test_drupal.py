"""Drupal: addresses, days in figures, lines that tell name and time in many languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.drupal_comments import said
from spiders.platforms.drupal_frame import read_order, read_version
from spiders.platforms.drupal_links import board_in, canonical, comment_in, may_follow, node_in, page_in, user_in

BASE = "http://lamps.example/"
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def page(body: str, *, head: str = "", url: str = f"{BASE}node/1", lang: str = "en") -> Page:
    html = f'<html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return Page(url=url, body=html.encode(), headers={"content-type": "text/html; charset=utf-8"}, fetched_at=NOW)


@pytest.mark.parametrize(
    ("address", "node", "board", "number"),
    [
        ("node/41", "41", None, None),
        ("emon/node/41.html", "41", None, None),
        ("?q=node/41&page=2", "41", None, 3),
        ("node/41?page=0,1", "41", None, 1),
        ("node/add", None, None, None),
        ("forum/5", None, "5", None),
        ("forum/5?page=1", None, "5", 2),
        ("forums/oil-lamps", None, "oil-lamps", None),
        ("taxonomy/term/9", None, "9", None),
        ("forum", None, None, None),
    ],
)
def test_what_addresses_lead_to(address, node, board, number):
    url = BASE + address
    assert (node_in(url), board_in(url), page_in(url)) == (node, board, number)


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("node/41?page=0#comment-7", "node/41"),
        ("node/41?page=1&mode=2&order=1", "node/41?page=1"),
        ("forum/5?sort=asc&order=Topic&page=3", "forum/5?page=3"),
        ("?q=node/41", "?q=node/41"),
        ("articles/wicks", "articles/wicks"),
    ],
)
def test_one_address_for_one_thing(address, one):
    assert canonical(BASE + address) == BASE + one
    assert canonical(BASE + one) == BASE + one


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("node/41", True),
        ("forum/5?page=3", True),
        ("articles/usership", True),
        ("?q=node/41", True),
        ("user/3", False),
        ("users/ida", False),
        ("user/login?destination=node/41", False),
        ("?q=user/login", False),
        ("comment/reply/41/70", False),
        ("comment/70", False),
        ("node/41/edit", False),
        ("node/add/forum/5", False),
        ("print/41", False),
        ("taxonomy/term/5/0/feed", False),
        ("rss.xml", False),
        ("forum/5?sort=asc&order=Topic", False),
        ("search/node", False),
    ],
)
def test_what_is_fetched(address, may):
    assert may_follow(BASE + address) == may


def test_ids_in_addresses():
    assert user_in(BASE + "user/3") == "3"
    assert user_in(BASE + "users/ida") == "ida"
    assert comment_in(BASE + "node/41#comment-7") == "7"
    assert comment_in(BASE + "comment/7#comment-7") == "7"
    for url in ("", "http://[broken/", None):
        assert node_in(url) is None


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["Tue, 18/02/2014 - 22:32"], "DMY"),
        (["Tue, 02/18/2014 - 22:32"], "MDY"),
        (["02/03/2014 - 22:32", "Mon, 03/02/2014 - 1:00"], "MDY"),
        (["Mon, 03/02/2014 - 1:00"], "DMY"),
        (["02/03/2014 - 22:32"], None),
        (["5 February 2014"], None),
    ],
)
def test_the_order_of_days_in_figures(dates, order):
    if dates == ["02/03/2014 - 22:32", "Mon, 03/02/2014 - 1:00"]:
        order = "DMY"  # 3 February 2014 was a Monday
    shown = "".join(f'<span class="submitted">Submitted by ida on {date}</span>' for date in dates)
    assert read_order(page(shown)) == order


@pytest.mark.parametrize(
    ("line", "lang", "name", "moment"),
    [
        ("Submitted by ida on Tue, 18/02/2014 - 22:32", "en", "ida", "2014-02-18 22:32"),
        ("Tue, 18/02/2014 - 22:32 — ida", "en", "ida", "2014-02-18 22:32"),
        ("By ida, February 18, 2014", "en", "ida", "2014-02-18 00:00"),
        ("Verfasst von Ida L. am 18. Februar 2014 - 22:32", "de", "Ida L.", "2014-02-18 22:32"),
        ("Soumis par ida le mar, 18/02/2014 - 22:32", "fr", "ida", "2014-02-18 22:32"),
        ("Par Ida L., le mardi 18 février 2014 à 22h32", "fr", "Ida L.", "2014-02-18 22:32"),
        ("Enviado por ida el 18 Febrero, 2014 - 22:32", "es", "ida", "2014-02-18 22:32"),
        ("Inviato da ida il 18 Febbraio, 2014 - 22:32", "it", "ida", "2014-02-18 22:32"),
        ("Ingezonden door ida op di, 18/02/2014 - 22:32", "nl", "ida", "2014-02-18 22:32"),
        ("Ida L. | Di, 18. Februar 2014 - 22:32", "de", "Ida L.", "2014-02-18 22:32"),
        ("le mardi 18 février 2014 à 22h32", "fr", None, "2014-02-18 22:32"),
        ("Submitted by Guy on Bike on Tue, 18/02/2014 - 22:32", "en", "Guy on Bike", "2014-02-18 22:32"),
        ("Submitted by ida", "en", "ida", None),
    ],
)
def test_a_line_that_tells_name_and_time(line, lang, name, moment):
    shown = page(f'<p class="submitted">{line}</p>', lang=lang)
    read_name, read = said(shown, shown.first("p"))
    assert read_name == name
    assert (f"{read.local:%Y-%m-%d %H:%M}" if read is not None and read.local else None) == moment


@pytest.mark.parametrize(
    ("head", "version"),
    [
        ('<meta name="Generator" content="Drupal 9 (https://www.drupal.org)">', (True, "9")),
        ('<script data-drupal-selector="drupal-settings-json">{}</script>', (True, "8")),
        ('<link href="/modules/system/system.base.css"><script src="/misc/drupal.js"></script>', (True, "7")),
        ('<link href="/modules/system/system-menus.css"><script src="/misc/drupal.js"></script>', (True, "6")),
        ("<script>jQuery.extend(Drupal.settings, {});</script>", (True, None)),
        ('<meta name="generator" content="WordPress 6">', (False, None)),
    ],
)
def test_which_version(head, version):
    assert read_version(page("", head=head)) == version


def test_a_page_that_is_neither_article_nor_list():
    head = '<meta name="Generator" content="Drupal 7 (http://drupal.org)">'
    reading = platform_named("drupal").read(page("<p>About us</p>", head=head, url=BASE + "about"))
    assert reading.kind == "other"
    assert not reading.threads
