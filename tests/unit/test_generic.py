"""The reader that guesses: what it finds on pages of software that nobody knows, and what it leaves alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders.errors import UnknownPlatform, Walled
from spiders.page import Page
from spiders.platforms import detect, platform_named, platforms
from spiders.platforms.generic_links import (
    canonical,
    is_post_address,
    looks_like_board,
    may_follow,
    page_in,
    same_thing,
    thread_in,
)
from spiders.platforms.generic_marks import as_name, find_time, name_in
from spiders.platforms.generic_posts import find_posts

PAGES = Path(__file__).resolve().parents[1] / "pages"
GENERIC = platform_named("generic")


def page(body: str, url: str = "https://unknown.example/topic/41") -> Page:
    html = (
        body
        if body.startswith("<!")
        else f"<!doctype html><html><head><title>Which wick?</title></head><body>{body}</body></html>"
    )
    return Page(
        url=url,
        body=html.encode(),
        headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=datetime(2026, 1, 2, tzinfo=UTC),
    )


def note(number: int, name: str, when: str, words: str, *, called: str = "note") -> str:
    return (
        f'<div class="{called}" id="{called}-{number}"><b class="user"><a href="/member/{name.lower()}">{name}</a></b> '
        f'<span>{when}</span><div class="words">{words}</div></div>'
    )


THREE = (
    note(310, "Ida", "3 Feb 2024, 18:20", "The flat one smokes, whatever I do to it.")
    + note(311, "Tom", "4 Feb 2024, 07:02", "Trim its corners.")
    + note(340, "Ida", "4 Feb 2024, 21:40", "That helped, and thank you for the quick answer.")
)


def posts(read_page: Page) -> list:
    return [post for thread in GENERIC.read(read_page).threads for post in thread.posts]


# -- pages ---------------------------------------------------------------------------------------------------------------


def test_posts_are_found_by_what_repeats():
    found = posts(page(THREE))
    assert [(post.id, post.author.name, post.author.id, post.content.text) for post in found] == [
        ("310", "Ida", "ida", "The flat one smokes, whatever I do to it."),
        ("311", "Tom", "tom", "Trim its corners."),
        ("340", "Ida", "ida", "That helped, and thank you for the quick answer."),
    ]
    assert [post.posted.local for post in found] == [
        datetime(2024, 2, 3, 18, 20),  # noqa: DTZ001  the page's own clock
        datetime(2024, 2, 4, 7, 2),  # noqa: DTZ001
        datetime(2024, 2, 4, 21, 40),  # noqa: DTZ001
    ]


def test_what_it_reads_is_marked_as_guessed():
    reading = GENERIC.read(page(THREE))
    assert reading.parser.startswith("generic/")
    assert reading.site.platform == "generic"
    (thread,) = reading.threads
    assert 0.5 < thread.confidence <= 1


def test_one_post_alone_is_believed_less():
    alone = find_posts(page(note(310, "Ida", "3 Feb 2024, 18:20", "The flat one smokes, whatever I do to it.", called="post")))
    assert alone.fields
    assert alone.confidence < find_posts(page(THREE)).confidence


def test_it_explains_itself():
    lines = list(GENERIC.explain(page(THREE)))
    assert any(line.startswith("posts: div#note-#") for line in lines)
    for what in ("text", "author", "time", "id"):
        assert any(line.strip().startswith(f"{what}:") for line in lines), what


def test_figures_that_only_count_the_posts_are_no_ids():
    counted = THREE.replace("note-310", "note-1").replace("note-311", "note-2").replace("note-340", "note-3")
    assert all(post.id_kind == "derived" and post.id.startswith("~") for post in posts(page(counted)))


def test_derived_ids_are_the_same_on_every_reading():
    counted = THREE.replace("note-310", "note-1").replace("note-311", "note-2").replace("note-340", "note-3")
    assert [post.id for post in posts(page(counted))] == [post.id for post in posts(page(counted))]


def test_where_people_say_when_they_joined_is_no_time_of_a_post():
    joined = THREE.replace("</b> <span>", "</b> <small>Joined: 1 May 2009</small> <span>")
    assert all(post.posted.local.year == 2024 for post in posts(page(joined)))


def test_the_pages_own_clock_tells_its_zone():
    clock = "<p>Current time: 2 January 2026, 05:00</p>"
    assert posts(page(THREE + clock))[0].posted.at == datetime(2024, 2, 3, 13, 20, tzinfo=UTC)


def test_days_in_figures_are_read_as_the_page_writes_them():
    figures = THREE.replace("3 Feb 2024", "03/02/2024").replace("4 Feb 2024", "14/02/2024")
    assert posts(page(figures))[0].posted.local == datetime(2024, 2, 3, 18, 20)  # noqa: DTZ001  the page's own clock


def test_an_article_is_the_post_that_the_others_answer():
    words = "It began with a lamp that would not burn. " * 8
    article = f'<article class="entry"><h1>Which wick?</h1><p class="byline">by Ida, 1 Feb 2024, 10:00</p><div class="entry-content"><p>{words}</p></div></article>'
    comments = THREE.replace('class="note"', 'class="comment"').replace("note-", "comment-")
    (thread,) = GENERIC.read(page(article + comments, "https://blog.example/2024/02/which-wick")).threads
    assert thread.thread.kind == "article"
    assert [(post.kind, post.id) for post in thread.posts] == [
        ("article", thread.thread.id),
        ("comment", "310"),
        ("comment", "311"),
        ("comment", "340"),
    ]


def test_words_for_browsers_without_scripts_are_read():
    filler = "<p>Nothing to see without scripts.</p>" * 60
    hidden = page(f'<div id="app"></div><noscript>{THREE}{filler}</noscript>')
    assert [post.id for post in posts(hidden)] == ["310", "311", "340"]


def test_a_list_of_threads_shows_no_posts():
    reading = GENERIC.read(
        page(
            "".join(
                f'<tr><td><a href="/topic/{number}">A question about lamps, number {number}</a></td><td>{number} replies</td>'
                f"<td>{number} March 2024, 10:00 by <b>Ida</b></td></tr>"
                for number in range(11, 20)
            ).join(("<table>", "</table>")),
            "https://unknown.example/rooms/3",
        )
    )
    assert reading.kind == "board"
    assert not reading.threads
    assert [thread.id for thread in reading.listing.threads] == [str(number) for number in range(11, 20)]
    assert reading.listing.threads[0].declared.replies == 11


# -- what is left alone --------------------------------------------------------------------------------------------------


def test_it_recognises_no_page_of_anybodys():
    for place in sorted(PAGES.glob("*/*.html")):
        known = Page(url="https://unknown.example/", body=place.read_bytes(), fetched_at=datetime(2026, 1, 2, tzinfo=UTC))
        assert GENERIC.recognise(known) is None


def test_it_is_asked_where_nobody_else_knows_the_page():
    assert detect(page(THREE))[0] is GENERIC
    assert list(platforms()).count("generic") == 1


@pytest.mark.parametrize(
    "body",
    [
        "<h1>About us</h1><p>We sell lamps, and have done so since 12 May 1987.</p>",
        "<h1>Log in</h1><form><input type=text><input type=password></form>",
        "<ul>" + "".join(f'<li><a href="/p/{n}">Lamp {n}</a></li>' for n in range(20)) + "</ul>",
        "",
    ],
)
def test_a_page_that_is_no_discussion_ends_with_one_line(body):
    with pytest.raises(UnknownPlatform, match="no known platform recognises this page"):
        detect(page(body, "https://unknown.example/about"))


def test_a_wall_stays_a_wall():
    with pytest.raises(Walled):
        detect(page('<div id="anubis_challenge">Making sure you are not a bot</div>' + THREE))


# -- pieces --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "time", "clock"),
    [
        ("Posted by Bob on 3 May 2019 at 10:15 pm #12", "3 May 2019 at 10:15 pm", True),
        ("by alice » Mon Jan 02, 2012 3:04 pm", "Mon Jan 02, 2012 3:04 pm", True),
        ("Geschrieben von Jost am 12. März 2020", "12. März 2020", False),
        ("5 minutes ago", "5 minutes ago", False),
        ("Yesterday, 18:20", "Yesterday, 18:20", True),
        ("2024-02-03 18:20", "2024-02-03 18:20", True),
    ],
)
def test_a_time_is_found_in_a_line(line, time, clock):
    found = find_time(line)
    assert found is not None
    assert (found[0].removeprefix("am ").removeprefix("on "), found[1]) == (time, clock)


@pytest.mark.parametrize(
    "line", ["Posts: 120", "10:20", "May", "Powered by Wick 1.10.02", "page 3 of 7", "", "He said it most of the time."]
)
def test_what_is_no_time_is_none(line):
    assert find_time(line) is None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Bob", "Bob"),
        ("by Bob", "Bob"),
        ("Posted by: Bob", "Bob"),
        ("Bob says:", "Bob"),
        ("von Änne:", "Änne"),
        ("田中", "田中"),
        ("Reply", None),
        ("#12", None),
        ("7 comments", None),
        ("", None),
    ],
)
def test_a_name_is_freed_of_the_words_around_it(words, name):
    assert as_name(words) == name


def test_a_name_is_found_in_a_line():
    assert name_in("Posted by Bob on 3 May 2019") == "Bob"
    assert name_in("3 May 2019") is None


@pytest.mark.parametrize(
    ("url", "thread"),
    [
        ("https://x.example/viewtopic.php?f=2&t=20", "20"),
        ("https://x.example/index.php?topic=20.15", "20"),
        ("https://x.example/showthread.php?tid=19&page=2", "19"),
        ("https://x.example/topic/41/which-wick", "41"),
        ("https://x.example/threads/which-wick.41/page-2", "41"),
        ("https://x.example/t/which-wick/41", "41"),
        ("https://x.example/questions/88/wanted", "88"),
        ("https://x.example/12345-which-wick.html", "12345"),
        ("https://x.example/show.php?id=7", "7"),
        ("https://x.example/list/a@b.example/thread/JSMXIVGDBO6OLRUSMHQAPNAFYJNM6T73/", "JSMXIVGDBO6OLRUSMHQAPNAFYJNM6T73"),
        ("https://x.example/viewtopic.php?p=77#p77", None),
        ("https://x.example/viewforum.php?f=2", None),
        ("https://x.example/", None),
        ("not an address", None),
    ],
)
def test_the_thread_in_an_address(url, thread):
    assert thread_in(url) == thread


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example/login",
        "https://x.example/posting.php?mode=reply&t=20",
        "https://x.example/topic/41/reply",
        "https://x.example/print/41",
        "https://x.example/showthread.php?tid=1&sort=desc",
        "https://x.example/calendar.php",
        "https://x.example/report/7",
        "https://x.example/search.php?q=wick",
        "https://x.example/picture.jpg",
        "mailto:ida@x.example",
    ],
)
def test_what_is_never_followed(url):
    assert not may_follow(url)


@pytest.mark.parametrize(
    "url", ["https://x.example/topic/41/help-me-edit-this", "https://x.example/topic/41?page=2", "https://x.example/rooms/3"]
)
def test_what_may_be_followed(url):
    assert may_follow(url)


def test_pages_of_one_thing_are_one_thing():
    assert same_thing("https://x.example/topic/41?page=2", "https://x.example/topic/41")
    assert same_thing("https://x.example/rooms/3/page/4", "https://x.example/rooms/3")
    assert not same_thing("https://x.example/topic/42", "https://x.example/topic/41")
    assert page_in("https://x.example/topic/41?page=2") == 2
    assert canonical("https://x.example/topic/41?page=1") == "https://x.example/topic/41"
    assert is_post_address("https://x.example/viewtopic.php?p=77")
    assert looks_like_board("https://x.example/viewforum.php?f=2")
