"""What pages and addresses say of the visitor, and of what was asked for: read, or left out."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archiver.demo.blog_content import demo_blog
from archiver.demo.forum_content import demo_community
from archiver.demo.wordpress import WordPress
from archiver.demo.xenforo import XenForo
from spiders.notices import is_gated, is_gone
from spiders.page import Page
from spiders.platforms import platform_named
from tests.captures import CAPTURES
from tests.fakeforum.phpbb import PhpBB
from tests.fakeforum.xenforo1 import XenForo1

BASE = "https://forum.example"
WRITTEN = datetime(2024, 5, 1, tzinfo=UTC)


def page(body: bytes | str, url: str = f"{BASE}/", **more: object) -> Page:
    made = body.encode() if isinstance(body, str) else body
    facts = {"headers": {"content-type": "text/html; charset=utf-8"}, "fetched_at": WRITTEN}
    return Page(url=url, body=made, **{**facts, **more})  # type: ignore[arg-type]


# -- who reads ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "said", "logged_in"),
    [
        ("xenforo", '<html id="XF" data-logged-in="true"><body>', True),
        ("xenforo", '<html id="XF" data-logged-in="false"><body>', False),
        ("xenforo", '<html id="XF"><body>', None),
        ("xenforo1", '<html id="XenForo" class="Public NoJs LoggedIn Sidebar"><body>', True),
        ("xenforo1", '<html id="XenForo" class="Public NoJs LoggedOut Sidebar"><body>', False),
        ("xenforo1", '<html id="XenForo"><body>', None),
        ("phpbb", '<body id="phpbb"><a href="./ucp.php?mode=logout&amp;sid=0">Logout</a>', True),
        ("phpbb", '<body id="phpbb"><a href="./ucp.php?mode=login&amp;redirect=index.php">Login</a>', False),
        ("phpbb", '<body id="phpbb">', None),
        # A member's post may link to anything.
        (
            "phpbb",
            (
                '<body id="phpbb"><a href="ucp.php?mode=login">Login</a><div class="postbody"><div class="content">'
                '<a href="ucp.php?mode=logout">log out</a></div></div>'
            ),
            False,
        ),
        ("wordpress", '<body class="single single-post postid-5 logged-in admin-bar">', True),
        ("wordpress", '<body class="single single-post postid-5">', False),
        ("wordpress", '<body><div id="wpadminbar"></div>', True),
        ("wordpress", "<body><p>A theme without classes", None),
    ],
)
def test_whom_a_page_was_written_for(platform: str, said: str, *, logged_in: bool | None) -> None:
    assert platform_named(platform).logged_in(page(f"<!DOCTYPE html>{said}")) is logged_in


def test_an_answer_of_an_api_does_not_tell() -> None:
    answer = page(b'{"id": 5}', headers={"content-type": "application/json"})
    assert platform_named("wordpress").logged_in(answer) is None


@pytest.mark.captures
@pytest.mark.skipif(not CAPTURES.is_dir(), reason=f"no captures at {CAPTURES}; set ARCHIVER_CAPTURES")
@pytest.mark.parametrize(
    ("folder", "platform", "members"), [("xenforo2", "xenforo", 2), ("xenforo1", "xenforo1", 1), ("phpbb3", "phpbb", 0)]
)
def test_real_pages_that_members_saved(folder: str, platform: str, members: int) -> None:
    told = []
    for path in sorted((CAPTURES / "samples" / folder).iterdir()):
        body = path.read_bytes()
        told.append(platform_named(platform).logged_in(page(gzip.decompress(body) if path.suffix == ".gz" else body)))
    assert told.count(True) == members
    assert told.count(False) > len(told) / 2


# -- which page ------------------------------------------------------------------------------------------------------------

COMMUNITY = replace(demo_community(), posts_per_page=4)
LONGEST = max(COMMUNITY.threads, key=lambda thread: len(thread.posts))


def addresses(site: XenForo | XenForo1 | PhpBB) -> list[str]:
    """The pages of the longest thread."""
    found = [a for a in site.addresses() if f".{LONGEST.id}/" in a or f"t={LONGEST.id}&" in f"{a}&"]
    assert len(found) == COMMUNITY.pages(LONGEST) > 3
    return found


@pytest.mark.parametrize("make", [XenForo, XenForo1, PhpBB], ids=lambda make: make.__name__)
def test_each_page_is_the_one_that_its_address_asks_for(make: type[XenForo | XenForo1 | PhpBB]) -> None:
    site = make(COMMUNITY, BASE)
    platform = platform_named(make.__name__.lower())
    for number, address in enumerate(addresses(site), 1):
        shown = page(site.answer(address).body, BASE + address)
        reading = platform.read(shown)
        assert reading.threads[0].number == number
        assert platform.page_asked(shown) in ({number} if number > 1 else {1, None})
        assert reading.losses == ()


@pytest.mark.parametrize("make", [XenForo, XenForo1, PhpBB], ids=lambda make: make.__name__)
def test_another_page_than_the_one_asked_for_is_told_and_numbered_as_what_it_is(make: type[XenForo | XenForo1 | PhpBB]) -> None:
    site = make(COMMUNITY, BASE)
    first, _, third, *_ = addresses(site)
    reading = platform_named(make.__name__.lower()).read(page(site.answer(first).body, BASE + third))
    assert reading.threads[0].number == 1
    pages = COMMUNITY.pages(LONGEST)
    assert [loss.what for loss in reading.losses] == [f"asked for page 3, the site shows page 1 of {pages}"]


@pytest.mark.parametrize("make", [XenForo, XenForo1], ids=lambda make: make.__name__)
def test_a_page_behind_the_last_is_no_loss(make: type[XenForo | XenForo1]) -> None:
    site = make(COMMUNITY, BASE)
    *_, last = addresses(site)
    behind = last.replace(f"page-{COMMUNITY.pages(LONGEST)}", "page-99")
    reading = platform_named(make.__name__.lower()).read(page(site.answer(last).body, BASE + behind))
    assert reading.threads[0].number == COMMUNITY.pages(LONGEST)
    assert reading.losses == ()


# -- what a notice means ---------------------------------------------------------------------------------------------------

GONE = (
    "The requested thread could not be found.",
    "The requested topic does not exist.",
    "Das gewählte Thema existiert nicht.",
    "Das angeforderte Thema konnte nicht gefunden werden.",
    "Le sujet demandé n’existe pas.",
    "El tema solicitado no existe.",
    "L’argomento richiesto non esiste.",
    "O tópico solicitado não existe.",
    "Het opgevraagde onderwerp bestaat niet.",
    "Żądany temat nie istnieje.",
    "Запрошенной темы не существует.",
    "Запрашиваемая тема не найдена.",
    "Το θέμα που ζητήσατε δεν υπάρχει.",
    "Konu bulunamadı.",
    "指定されたトピックは存在しません。",
)
GATED = (
    "You are not authorised to read this forum.",
    "You do not have permission to view this page or perform this action.",
    "You must be logged-in to do that.",
    "Du hast keine ausreichende Berechtigung, um das Forum zu lesen.",
    "У вас нет прав для просмотра этой страницы.",
)
NEITHER = (
    "The site is being maintained. Please come back in an hour.",
    "SQL ERROR [ mysqli ]: Table 'forum.phpbb_posts' doesn't exist [1146]",
    "Fatal error: Uncaught Error: file not found in /var/www/index.php on line 12",
    "Sorry, the board is too busy. Please try again in 20 seconds.",
    "",
)


@pytest.mark.parametrize("words", GONE)
def test_a_notice_that_says_there_is_no_such_thing(words: str) -> None:
    assert (is_gone(words), is_gated(words)) == (True, False)


@pytest.mark.parametrize("words", GATED)
def test_a_notice_that_speaks_of_permission(words: str) -> None:
    assert (is_gone(words), is_gated(words)) == (False, True)


@pytest.mark.parametrize("words", [*NEITHER, None])
def test_a_notice_that_is_not_understood_says_nothing(words: str | None) -> None:
    assert (is_gone(words), is_gated(words)) == (False, False)


def test_wordpress_says_that_nothing_is_there_in_classes_of_its_own() -> None:
    body = WordPress(demo_blog(), BASE).answer("/there/is/nothing/").body
    reading = platform_named("wordpress").read(page(body, f"{BASE}/there/is/nothing/", status=200))
    assert (reading.kind, reading.gone) == ("error", True)


# -- addresses ---------------------------------------------------------------------------------------------------------------

SID = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("platform", "url", "one"),
    [
        ("phpbb", f"/viewtopic.php?f=2&t=12&sid={SID}", "/viewtopic.php?t=12"),
        ("phpbb", f"/viewforum.php?f=2&sid={SID}&start=25", "/viewforum.php?f=2&start=25"),
        ("xenforo", f"/threads/valves.12/?s={SID}", "/threads/valves.12/"),
        ("xenforo", f"/threads/valves.12/page-2?_xfToken=1741000000,{SID}&_xfRequestUri=%2F", "/threads/valves.12/page-2"),
        ("xenforo1", f"/threads/valves.12/?PHPSESSID={SID}&utm_source=x", "/threads/valves.12/"),
        ("wordpress", "/valves/?replytocom=5", "/valves/"),
        ("wordpress", f"/valves/?utm_campaign=a&fbclid=b&PHPSESSID={SID}", "/valves/"),
    ],
)
def test_an_address_says_nothing_of_the_visitor(platform: str, url: str, one: str) -> None:
    assert platform_named(platform).canonical(BASE + url) == BASE + one


@pytest.mark.parametrize(
    ("platform", "url"),
    [
        ("wordpress", "/valves/?replytocom=5"),
        ("wordpress", "/shop/?add-to-cart=7"),
        ("wordpress", "/?s=valves"),
        ("xenforo", "/calendar/2024-05/?date=1".replace("calendar/2024-05/", "search/")),
        ("xenforo", "/threads/valves.12/reply"),
        ("xenforo", "/login/"),
        ("phpbb", "/ucp.php?mode=logout&sid=0"),
        ("phpbb", "/app.php/calendar?month=5"),
        ("phpbb", "/viewtopic.php?t=12&view=print"),
        ("phpbb", "/search.php?search_id=active_topics"),
    ],
)
def test_what_a_crawl_never_fetches(platform: str, url: str) -> None:
    assert not platform_named(platform).follows(BASE + url)
