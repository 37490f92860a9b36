"""Movable Type and TypePad: whose a page is, its sentences in several languages, its addresses, and the saved real pages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from archiver.demo import demo_blog, truth
from spiders.page import Page
from spiders.platforms.movabletype import MovableType
from tests.captures import CAPTURES
from tests.fakeforum import facts
from tests.fakeforum.movabletype import PRINTS
from tests.fakeforum.movabletype import MovableType as Written

MT = MovableType()
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
MADE = '<meta name="generator" content="http://www.movabletype.org/">'
URL = "http://lathe.example/blog/archives/000042.html"


def page(body: str, url: str = URL) -> Page:
    return Page(url=url, body=body.encode(), fetched_at=AT, headers={"content-type": "text/html; charset=utf-8"})


def article(inside: str, url: str = URL):
    (shown,) = MT.read(page(f"<html><head>{MADE}</head><body>{inside}</body></html>", url)).threads
    return shown


@pytest.mark.parametrize(
    ("head", "version"),
    [
        ('<meta name="generator" content="http://www.movabletype.org/">', None),
        ('<meta name="generator" content="Movable Type 5.2.10">', "5.2.10"),
        ('<meta name="generator" content="Movable Type Pro version 6.0">', "6.0"),
        ('<meta name="Generator" content="http://www.typepad.com/">', None),
    ],
)
def test_recognised(head, version):
    assert MT.detect(page(f"<html><head>{head}</head><body></body></html>")).version == version


@pytest.mark.parametrize(
    "body",
    [
        '<meta name="generator" content="WordPress 6"><div class="entry" id="entry-1">mt-tb.cgi</div>',
        "<p>I wrote a mt-tb.cgi of my own.</p>",
        '<div class="entry" id="entry-1"></div>',
    ],
)
def test_not_claimed(body):
    assert MT.detect(page(f"<html><body>{body}</body></html>")) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://lathe.example/cgi-bin/mt/mt-comments.cgi?entry_id=42",
        "http://lathe.example/mt/mt-tb.cgi/12",
        "http://lathe.example/cgi/mt-search.cgi?tag=bowls",
        "http://www.typepad.example/t/comments?x=1",
    ],
)
def test_never_followed(url):
    assert not MT.follows(url)


def test_one_address_for_one_thing():
    assert MT.canonical("http://lathe.example/blog/index.html?cid=9#comment-9") == "http://lathe.example/blog/"


@pytest.mark.parametrize(
    ("sentence", "name", "day"),
    [
        ("Posted by Ida Lund at May 2, 2004 10:00 AM", "Ida Lund", "2004-05-02T10:00"),
        (
            "Posted by Ida on May 02, 2010 at 10:00 AM in <a href='/wood/'>Wood</a> | <a href='x.html'>Permalink</a>",
            "Ida",
            "2010-05-02T10:00",
        ),
        ("Posted by: <a href='http://ida.example/'>Ida at work</a> at May 2, 2004 10:00 AM", "Ida at work", "2004-05-02T10:00"),
        ("Geschrieben von Ida am 2. Mai 2004 10:00", "Ida", "2004-05-02T10:00"),
        ("Publié par Ida le 2 mai 2004 10:00", "Ida", "2004-05-02T10:00"),
        ("Posted by: Ida | <a href='#c1'>May 2, 2004 10:00 AM</a>", "Ida", "2004-05-02T10:00"),
    ],
)
def test_a_sentence_says_who_and_when(sentence, name, day):
    shown = article(
        f'<div class="blogbody"><h3 class="title">T</h3><p>Words.</p><span class="posted">{sentence}</span></div><a name="comments"></a>'
    )
    assert (shown.thread.author.name, shown.thread.created.local) == (name, datetime.fromisoformat(day))
    assert shown.posts[0].content.text == "Words."


@pytest.mark.parametrize(
    ("element", "url", "number"),
    [
        ('<div class="entry" id="entry-142">', "http://lathe.example/2009/05/green.html", "142"),
        ('<div class="blogbody">', "http://lathe.example/archives/000042.html", "42"),
        ('<div class="blogbody"><a name="000042"></a>', "http://lathe.example/green.html", "42"),
    ],
)
def test_the_number_of_an_entry(element, url, number):
    assert article(f'{element}<p>Words.</p></div><div id="comments"></div>', url).thread.id == number


def test_an_entry_without_a_number_has_one_id_at_all_its_addresses():
    inside = '<div class="entry"><p>Words.</p></div><div id="comments"></div>'
    ids = {article(inside, f"http://lathe.example/green.html{end}").thread.id for end in ("", "#more", "?cid=3")}
    assert len(ids) == 1
    assert ids.pop().startswith("~")


def test_comments_of_version_3_have_their_number_on_an_anchor():
    inside = (
        '<div class="entry" id="entry-1"><p>Words.</p></div><div id="comments"><a id="c77"></a><div class="comments-body"><p>Yes.</p>'
        '<span class="comments-post">Posted by: Jo at May 2, 2004 10:00 AM</span></div></div>'
    )
    (_, comment) = article(inside).posts
    assert (comment.id, comment.id_kind, comment.author.name, comment.content.text) == ("77", "stated", "Jo", "Yes.")


# -- saved real pages ----------------------------------------------------------------------------------------------------

COMMENTS = {"ouseful__005332.html": 1, "ouseful__012552.html": 4, "ouseful__012825.html": 2}
"""As counted in the pages; the index does not say. All others have none."""
LISTS = {"ouseful__2007_05.html": 21, "ouseful__cat_web_2ou.html": 85}
"""Archives of a month and a category, which the index calls posts."""
SAMPLES = sorted(path.name for path in (CAPTURES / "samples" / "movabletype").glob("*.html")) if CAPTURES.is_dir() else []


@pytest.mark.captures
@pytest.mark.parametrize("name", SAMPLES)
def test_samples(name):
    body = (CAPTURES / "samples" / "movabletype" / name).read_bytes()
    saved = Page(url="https://sample.invalid/", body=body, fetched_at=AT, headers={"content-type": "text/html"})
    assert MT.detect(saved) is not None
    reading = MT.read(saved)
    assert reading.losses == ()
    if name in LISTS:
        assert (reading.kind, len(reading.listing.threads)) == ("index", LISTS[name])
        assert all(row.author.name and row.created.precision == "minute" and row.title for row in reading.listing.threads)
        assert [post for shown in reading.threads for post in shown.posts if post.kind != "article"] == []
        return
    (shown,) = reading.threads
    opening, *comments = shown.posts
    assert (reading.kind, len(comments)) == ("article", COMMENTS.get(name, 0))
    for post in (opening, *comments):
        assert post.author.name
        assert post.posted.precision == "minute"
        assert post.content.text
        assert "Posted by: " not in post.content.text


def test_the_samples_are_what_the_index_lists():
    if CAPTURES.is_dir():
        rows = map(json.loads, (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines())
        assert sorted(row["file"].partition("/")[2] for row in rows if row["platform"] == "movabletype") == SAMPLES


# -- a blog written and read back ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["2", "4", "typepad"])
def test_reading_inverts_rendering(version):
    site = Written(demo_blog(), "http://blog.example", version)
    for article in site.articles:
        (shown,) = MT.read(page(site.page(article), site.address(article))).threads
        opening, *comments = shown.posts
        prints = replace(PRINTS, seconds=version == "4")
        expected = [facts.expected_comment(one, prints) for one in site.comments(article)]
        seen = [facts.seen_comment(post, prints) for post in comments]
        for one in (*expected, *seen):
            if version != "4":  # the minute, by the clock on the blog's wall; who answers whom is not printed
                one["parent"] = None
        if version == "2":  # no numbers either
            assert all(post.id_kind == "derived" for post in comments)
            for one, other in zip(seen, expected, strict=True):
                one["id"] = other["id"]
        if version != "4":
            wall = ZoneInfo(site.blog.zone)
            assert [post.posted.local for post in comments] == [
                one.posted.astimezone(wall).replace(tzinfo=None, second=0, microsecond=0) for one in site.comments(article)
            ]
            for one in (*expected, *seen):
                one["posted"] = None
        assert facts.differences(seen, expected) == []
        wanted = facts.expected_content(truth.article(article).content, prints)
        assert facts.differences([{"id": 1, **facts.seen_content(opening.content, prints)}], [{"id": 1, **wanted}]) == []
        assert (shown.thread.id, shown.thread.title, opening.author.name) == (str(article.id), article.title, article.author.name)
