"""XenForo 2 and 1 on saved real pages, against their index. Every exception is named here with its reason.

The index counts rows of listings as "posts", and says 1 for three index pages that show none (`NOT_POSTS`).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache

import pytest

from spiders.items import Post, Reading, ThreadPage
from spiders.page import Page
from spiders.platforms import detect
from tests.captures import CAPTURES, need_captures

need_captures()

pytestmark = pytest.mark.captures
SAMPLES = CAPTURES / "samples"
FAMILIES = ("xenforo1/", "xenforo2/", "xenforo2-ams/", "xenforo2-verticalscope/")
ROWS = {
    row["file"]: row
    for row in map(json.loads, (SAMPLES / "INDEX.jsonl").read_text(encoding="utf-8").splitlines())
    if row["file"].startswith(FAMILIES)
}
THREADS = [name for name, row in ROWS.items() if row["kind"] == "thread"]
WHOLE = [name for name in THREADS if not ROWS[name]["data_attrs_stripped"]]
STRIPPED = [name for name in THREADS if ROWS[name]["data_attrs_stripped"]]
OTHERS = [name for name in ROWS if name not in THREADS]

NOT_POSTS = {
    "xenforo1/pagecompare__unity3d-1.html": 0,
    "xenforo1/pagecompare__cpanel-1.html": 0,
    "xenforo1/formasaurus__www.laneros.com-0.html": 0,
}
"""The index says "posts: 1": forum lists and a portal, on which there is neither a post nor a thread row (counted by eye)."""

GUESTS = {
    ("xenforo2/usingenglish.com__car-rental-or-car-rent.115684.html", "568256"),
    ("xenforo2/avforums.com__discussion-of-our-review-of-apple-ipad-pro-tablet-2024.2509029.html", "32535080"),
}
"""Accounts that are gone: ``data-user-id="0"`` and no link."""

GONE_STARTERS = {"wbc_leelee"}
"""The one starter without a link in the listings: an account that is gone."""

TEXT_TIMES = {
    "xenforo1/forums.digitalpoint.com__do-forums-still-have-a-role-in-the-age-of-social-media.2880547.html",
    "xenforo1/spigotmc.org__best-minecraft-server-hosts-2025-updated.691400.html",
    "xenforo1/nettally__Xenforo1.html",
    "xenforo1/formasaurus__forums.oneplus.net-0.html",
    "xenforo1/forums.oneplus.net__page-5.html",
    "xenforo1/forums.oneplus.net__marsh-cm13.405700.html",
}
"""XenForo 1 prints what is older than a week as local text, and no page names its zone."""

NO_TITLE = {"xenforo2/f95zone__opening-post-extract.html"}
"""One post cut out of its page."""

NO_STARTER = {
    *NO_TITLE,
    "xenforo1/forums.oneplus.net__marsh-cm13.405700.html",
    "xenforo1/forums.oneplus.net__page-5.html",
    "xenforo1/forums.oneplus.net__page-243.html",
}
"""A theme without "Discussion in ... started by": the opening post alone tells who began the thread, and only on page 1."""


@cache
def read(name: str) -> Reading:
    page = Page(
        url=ROWS[name].get("url") or "https://sample.invalid/",
        body=(SAMPLES / name).read_bytes(),
        headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=datetime(2026, 4, 1, tzinfo=UTC),
    )
    platform, _ = detect(page)
    assert platform.name == "xenforo"
    return platform.read(page)


def thread_of(name: str) -> ThreadPage:
    (thread,) = read(name).threads
    return thread


def posts_of(name: str) -> list[Post]:
    """The posts with words; the one placeholder of a deleted post has a test of its own."""
    return [post for post in thread_of(name).posts if post.state == "visible"]


def test_the_samples_are_there():
    assert len(ROWS) == 48
    assert (len(WHOLE), len(STRIPPED), len(OTHERS)) == (32, 5, 11)


@pytest.mark.parametrize("name", WHOLE)
def test_posts_quotes_and_edits_are_as_counted(name):
    row, posts = ROWS[name], posts_of(name)
    counted = {
        "posts": len(posts),
        "quotes": sum(len(post.content.quotes) for post in posts),
        "edit_markers": sum(len(post.edits) for post in posts),
    }
    assert counted == {fact: row[fact] for fact in counted}


@pytest.mark.parametrize("name", WHOLE)
def test_every_post_has_author_id_and_time(name):
    for post in posts_of(name):
        assert post.author is not None
        assert post.author.name
        assert post.author.guest is ((name, post.id) in GUESTS)
        assert (post.author.id is None) is post.author.guest
        assert post.posted is not None
        assert post.posted.raw
        assert post.posted.local if name in TEXT_TIMES else post.posted.at
        assert post.url
        assert post.url.startswith("https://")


@pytest.mark.parametrize("name", THREADS)
def test_posts_stand_in_the_order_of_their_numbers(name):
    """Ordinals are printed, times follow them, and each id is there once. VerticalScope nests answers below what they answer."""
    posts = sorted(posts_of(name), key=lambda post: post.ordinal)
    if not name.startswith("xenforo2-verticalscope/"):
        assert posts == posts_of(name)
    assert [post.ordinal for post in posts] == list(range(posts[0].ordinal, posts[0].ordinal + len(posts)))
    moments = [post.posted.at or post.posted.local.replace(tzinfo=UTC) for post in posts]
    assert moments == sorted(moments)
    assert len({post.id for post in posts}) == len(posts)


@pytest.mark.parametrize("name", THREADS)
def test_the_thread_says_what_it_is(name):
    thread = thread_of(name).thread
    assert thread.id.isdecimal()
    assert (thread.title is None) is (name in NO_TITLE)
    assert (thread.author is None) is (name in NO_STARTER)
    assert thread.url
    assert f".{thread.id}/" in thread.url
    if name not in NO_TITLE | {"xenforo1/forums.oneplus.net__marsh-cm13.405700.html", "xenforo1/forums.oneplus.net__page-5.html"}:
        assert thread.boards[-1].kind == "forum"
        assert thread.boards[-1].id


@pytest.mark.parametrize("name", WHOLE)
def test_a_thread_of_one_page_holds_as_many_posts_as_it_declares(name):
    """The site's own count, read from JSON-LD, against ours: two ways to the same figure."""
    page = thread_of(name)
    if page.pages == 1 and page.thread.declared.replies is not None:
        assert page.thread.declared.replies + 1 == len(page.posts)
    assert bool(page.next_url) is (page.pages is not None and page.pages > (page.number or 1))


def test_most_threads_of_one_page_declare_their_replies():
    declared = [name for name in WHOLE if thread_of(name).pages == 1 and thread_of(name).thread.declared.replies is not None]
    assert len(declared) == 15


@pytest.mark.parametrize("name", WHOLE)
def test_a_quote_names_its_author_and_its_source(name):
    for post in posts_of(name):
        for quote in post.content.quotes:
            assert quote.text
            if quote.source_id is not None:
                assert quote.source_id.isdecimal()
                assert quote.author


def test_quotes_without_author_or_source_are_those_without_on_the_page():
    """One plain [QUOTE]; nine with a name only (imported from other software), and one whose source the page does not link."""
    quotes = [quote for name in WHOLE for post in posts_of(name) for quote in post.content.quotes]
    assert len(quotes) == sum(ROWS[name]["quotes"] for name in WHOLE) == 163
    assert sum(quote.author is None for quote in quotes) == 1
    assert sum(quote.source_id is None for quote in quotes) == 1 + 9 + 1


@pytest.mark.parametrize("name", STRIPPED)
def test_pages_without_data_attributes_still_give_their_posts(name):
    """Ids come from links, times from ``<time>``. Empty are: pages, views (rounded on the page), and a quote's author id."""
    row, page, posts = ROWS[name], thread_of(name), posts_of(name)
    assert len(posts) == row["posts"]
    assert sum(len(post.content.quotes) for post in posts) == row["quotes"]
    for post in posts:
        assert post.author.id
        assert post.posted.at
        assert all(quote.author_id is None and quote.source_id for quote in post.content.quotes)
    assert page.pages is None
    assert page.thread.declared.views is None
    assert page.thread.declared.replies == len(posts) - 1


def test_answers_of_the_verticalscope_skin_know_what_they_answer():
    answers = {post.id: post.parent_id for name in THREADS for post in posts_of(name) if post.parent_id}
    assert answers == {"16248509": "16248477", "11501859": "11501818", "2259069": "2259015"}


def test_a_deleted_answer_of_the_verticalscope_skin_is_a_placeholder():
    """The index counts the seven posts with words; the eighth says "This post has been deleted", and no more than its id."""
    gone = [(name, post) for name in THREADS for post in thread_of(name).posts if post.state != "visible"]
    assert [(name.partition("__")[0], post.id, post.state, post.parent_id, post.content) for name, post in gone] == [
        ("xenforo2-verticalscope/plantedtank.net", "11501860", "deleted", "11501858", None)
    ]


@pytest.mark.parametrize("name", OTHERS)
def test_other_pages_show_no_post(name):
    reading = read(name)
    assert reading.threads == ()
    rows = len(reading.listing.threads) if reading.listing else 0
    assert rows == NOT_POSTS.get(name, ROWS[name]["posts"])


@pytest.mark.parametrize(
    ("name", "kind", "boards", "pages"),
    [
        ("xenforo2/forum.ragezone.com__help-me-with-gameserver.525499.html", "error", None, None),
        ("xenforo2/forum.ragezone.com__tales-of-pirates-developments.836.html", "board", 0, 1),
        ("xenforo2/pkodev.com__pt-br.16.html", "board", 0, 1),
        ("xenforo2/sawmillcreek.org__design-forum.5.html", "board", 0, 192),
        ("xenforo2/brewersfriend.com__beginners-brewing-forum.17.html", "board", 0, 66),
        ("xenforo2/beersmith.com__index.php_forums-recipes.3.html", "board", 0, 35),
        ("xenforo2-ams/anglerboard.de__raubfisch-rute-im-test-die-iaconelli-spinning-rod.434.html", "other", None, None),
        ("xenforo1/pagecompare__oneplus-1.html", "index", 0, 1),
        ("xenforo1/pagecompare__unity3d-1.html", "index", 49, 1),
        ("xenforo1/pagecompare__cpanel-1.html", "index", 19, 1),
        ("xenforo1/formasaurus__www.laneros.com-0.html", "other", None, None),
    ],
)
def test_what_the_other_pages_are(name, kind, boards, pages):
    reading = read(name)
    assert reading.kind == kind
    assert (len(reading.listing.boards) if reading.listing else None) == boards
    assert (reading.listing.pages if reading.listing else None) == pages


@pytest.mark.parametrize("name", [name for name in OTHERS if "sawmill" in name or "brewers" in name or "beersmith" in name])
def test_rows_of_a_stripped_listing_are_whole(name):
    for row in read(name).listing.threads:
        assert row.id
        assert row.title
        assert row.author.id or row.author.name in GONE_STARTERS
        assert row.created.at <= row.declared.last_post.at
        assert row.declared.replies is not None
        assert row.declared.last_author.name


def test_a_page_in_place_of_the_index_leads_to_the_forums():
    for name in ("xenforo1/formasaurus__www.laneros.com-0.html",):
        assert [follow.kind for follow in read(name).follows] == ["index"]


@pytest.mark.parametrize("name", WHOLE)
def test_no_furniture_stands_in_the_words(name):
    for post in posts_of(name):
        for words in (post.content.text, *(quote.text for quote in post.content.quotes)):
            for furniture in ("Click to expand", "Zum Vergrößern anklicken", "Last edited", " said:\n", "hat gesagt.:"):
                assert furniture not in words
        assert "<script" not in post.content.html
        assert "<noscript" not in post.content.html
