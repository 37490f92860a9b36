"""Blogger: whose a page is, its addresses, its oldest templates, its feeds, and the saved real pages."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from archiver.demo import demo_blog, truth
from spiders.page import Page
from spiders.platforms.blogger import Blogger
from tests.captures import CAPTURES
from tests.fakeforum import facts
from tests.fakeforum.blogger import PRINTS, number
from tests.fakeforum.blogger import Blogger as Written

BLOGGER = Blogger()
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
MADE = '<meta content="blogger" name="generator"><link rel="service.post" href="https://www.blogger.com/feeds/1/posts/default">'
OF = '<link rel="alternate" href="https://b.example/feeds/1234567/comments/default">'


def page(body: str, url: str = "https://b.example/2024/03/x.html", kind: str = "text/html; charset=utf-8") -> Page:
    return Page(url=url, body=body.encode(), fetched_at=AT, headers={"content-type": kind})


def article(inside: str, head: str = MADE + OF):
    (shown,) = BLOGGER.read(page(f"<html><head>{head}</head><body>{inside}</body></html>")).threads
    return shown


POST = '<div class="post-outer"><h3 class="post-title">T</h3><div class="post-body">{}</div></div>'


@pytest.mark.parametrize(
    "head",
    [
        MADE,
        '<META NAME="Generator" CONTENT="Blogger"><link rel="alternate" href="/feeds/posts/default">',
        '<link rel="service.post" href="https://www.blogger.com/feeds/1/posts/default">',
    ],
)
def test_recognised(head):
    assert BLOGGER.detect(page(f"<html><head>{head}</head><body></body></html>")) is not None


@pytest.mark.parametrize(
    "head",
    ['<meta name="generator" content="Blogger">', '<meta name="generator" content="WordPress 6">', '<div id="Blog1"></div>'],
)
def test_not_claimed(head):
    assert BLOGGER.detect(page(f"<html><head>{head}</head><body></body></html>")) is None


@pytest.mark.parametrize(
    ("url", "one"),
    [
        ("https://b.example/2024/03/x.html?m=1&showComment=17#c1", "https://b.example/2024/03/x.html"),
        (
            "https://b.example/search?updated-max=2024&max-results=7&m=0",
            "https://b.example/search?updated-max=2024&max-results=7",
        ),
        (
            "https://b.example/feeds/posts/default?max-results=150&alt=json&v=2",
            "https://b.example/feeds/posts/default?alt=json&max-results=150",
        ),
    ],
)
def test_one_address_for_one_thing(url, one):
    assert BLOGGER.canonical(url) == one


@pytest.mark.parametrize(
    "url",
    [
        "https://b.example/search?q=wax",
        "https://b.example/search/label/Trees",
        "https://b.example/feeds/posts/default",
        "https://b.example/comment-iframe.g?blogID=1",
        "mailto:ida@b.example",
    ],
)
def test_never_followed(url):
    assert not BLOGGER.follows(url)


def test_a_feed_is_asked_only_for_what_changed():
    url = "https://b.example/feeds/posts/default?alt=json&max-results=150"
    assert BLOGGER.since(url, AT) == f"{url}&updated-min=2026-01-02T03:04:05Z&orderby=updated"
    assert BLOGGER.since("https://b.example/", AT) == "https://b.example/"


def test_a_page_drawn_by_script_leads_to_the_feeds():
    reading = BLOGGER.read(
        page(f'<html><head>{MADE}{OF}<meta content="dynamic" name="blogger-template"></head><body></body></html>')
    )
    (shown,) = reading.threads
    assert (reading.kind, shown.thread.id, shown.posts, shown.view) == ("article", "1234567", (), "feed")
    assert [follow.url for follow in reading.follows if "1234567" in follow.url] == [
        "https://b.example/feeds/posts/default/1234567?alt=json",
        "https://b.example/feeds/1234567/comments/default?alt=json&max-results=150",
    ]


def test_one_entry_asked_for_alone():
    answer = {
        "version": "1.0",
        "entry": {
            "id": {"$t": "tag:blogger.com,1999:blog-1.post-1234567"},
            "published": {"$t": "2024-03-03T18:20:00.003+01:00"},
            "content": {"type": "html", "$t": "Words."},
            "link": [{"rel": "alternate", "type": "text/html", "href": "https://b.example/2024/03/x.html"}],
        },
    }
    url = "https://b.example/feeds/posts/default/1234567?alt=json"
    (shown,) = BLOGGER.read(page(json.dumps(answer), url, "application/json; charset=UTF-8")).threads
    assert (shown.thread.id, shown.view, shown.posts[0].content.text) == ("1234567", "feed", "Words.")


@pytest.mark.parametrize(
    "answer", ["{}", "[]", '{"feed": 3}', '{"feed": {"entry": [1, {"id": 3}, {"id": {"$t": "tag:"}}]}}', '{"entry": {}}']
)
def test_answers_of_any_shape_are_read(answer):
    reading = BLOGGER.read(page(answer, "https://b.example/feeds/posts/default?alt=json", "application/json"))
    assert reading.threads == ()


def test_words_that_the_template_hides_from_browsers_without_script():
    shown = article(POST.format("<noscript><p>One <b>two</b>.</p><p>Three.</p></noscript>"))
    assert shown.posts[0].content.text == "One two.\n\nThree."


@pytest.mark.parametrize(
    ("byline", "name", "number"),
    [
        ('<span class="post-author vcard">Posted by <span class="fn">Ida</span></span>', "Ida", None),
        (
            '<span class="post-author vcard"><a href="https://www.blogger.com/profile/0123456789">Posted by Ida</a></span>',
            "Ida",
            "0123456789",
        ),
        ('<a rel="author" href="https://b.example/2024/03/x.html">Ida</a>', "Ida", None),
    ],
)
def test_writers(byline, name, number):
    who = article(POST.format("Words.").replace("</div></div>", f"</div>{byline}</div>")).thread.author
    assert (who.name, who.id, who.guest) == (name, number, False)
    assert who.url is None or "profile" in who.url


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Ann Lee said...", "Ann Lee"),
        ("Anonyme a dit…", "Anonyme"),
        ("Anonym hat gesagt…", "Anonym"),
        ("Anônimo disse...", "Anônimo"),
    ],
)
def test_a_name_without_a_link_stands_before_a_word(said, name):
    terms = f'<div id="comments"><dl id="comments-block"><dt id="c123456">{said}</dt><dd class="comment-body"><p>Words.</p></dd></dl></div>'
    comment = article(POST.format("Words.") + terms).posts[1]
    assert (comment.id, comment.author.name, comment.author.guest, comment.posted) == ("123456", name, True, None)


def test_comments_of_2005_have_their_number_on_an_anchor():
    old = '<div id="comments"><div class="c"><a name="c112233"></a><a href="https://ann.example/">Ann</a> said...<div class="comment-body">Words.</div></div></div>'
    comment = article(POST.format("Words.") + old).posts[1]
    assert (comment.id, comment.author.name, comment.content.text) == ("112233", "Ann", "Words.")


def test_a_loose_day_counts_only_where_the_address_has_its_month():
    dated = POST.format("Words.").replace("<h3", "<span>March 5, 2024</span><h3")
    assert article(dated).thread.created.precision == "day"
    assert article(dated.replace("2024", "2023")).thread.created is None


# -- saved real pages ----------------------------------------------------------------------------------------------------

SAMPLES = [
    row
    for row in map(
        json.loads, (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines() if CAPTURES.is_dir() else ()
    )
    if row["file"].startswith("blogger/")
]
DRAWN = {"juliasleseblog.blogspot.com__irland-roadtrip.html.html"}
"""A dynamic view: its page holds neither article nor list."""
NOT_OURS = {"nativead.io__woops.html"}
"""A test of a program, in PHP, with pages of several blogs in strings."""
LISTS = {"unexpecteduser.blogspot.com__2011.html"}
"""The index calls two articles lists of articles, for want of comments (and one is a dynamic view); this is one."""


@pytest.mark.captures
@pytest.mark.parametrize("row", SAMPLES, ids=lambda row: row["file"])
def test_samples(row):
    name = row["file"].partition("/")[2]
    body = (CAPTURES / "samples" / row["file"]).read_bytes()
    saved = Page(url=row["url"], body=body, fetched_at=AT, headers={"content-type": "text/html"})
    assert (BLOGGER.detect(saved) is None) == (name in NOT_OURS)
    if name in NOT_OURS:
        return
    reading = BLOGGER.read(saved)
    assert reading.kind == ("index" if name in LISTS else "article")
    assert reading.losses == ()
    if name in DRAWN:
        assert [shown.posts for shown in reading.threads] == [()]
        return
    for shown in reading.threads:
        opening, *comments = shown.posts
        assert len(comments) == row["posts"]
        assert len(opening.content.text.split()) > 20
        assert shown.thread.id.isdecimal()
        assert shown.thread.title
        assert "2.html" in name or (opening.author.name and (opening.posted.at or opening.posted.local))
        assert all(post.author.name and post.posted.at and post.content.text for post in comments)


# -- a blog written and read back ----------------------------------------------------------------------------------------


def compared(site: Written, article, posts) -> list[str]:
    """What differs between the posts of a page or feed and what the blog holds."""
    expected = [facts.expected_comment(one, PRINTS) | {"id": str(number(one.id))} for one in site.comments(article)]
    for one in expected:
        one["parent"] = str(number(int(one["parent"]))) if one["parent"] else None
    wanted = {one["id"]: one for one in expected}
    seen = [facts.seen_comment(post, PRINTS) for post in posts]
    return facts.differences(seen, [wanted[one["id"]] for one in seen if one["id"] in wanted]) + [
        f"missing {lost}" for lost in wanted.keys() - {one["id"] for one in seen}
    ]


def test_reading_inverts_rendering():
    blog = demo_blog()
    site = Written(blog, "http://blog.example")
    held = {str(number(article.id)): article for article in site.articles}
    listed: list[str] = []
    address: str | None = "http://blog.example/"
    while address:
        answer = site.answer(address.removeprefix("http://blog.example"))
        listing = BLOGGER.read(page(answer.body.decode(), address)).listing
        listed += [row.id for row in listing.threads]
        address = listing.next_url
    assert listed == list(held)
    for article_id, article in held.items():
        (shown,) = BLOGGER.read(
            page(site.answer(site.path(article)).body.decode(), f"http://blog.example{site.path(article)}")
        ).threads
        opening, *comments = shown.posts
        wanted = facts.expected_content(truth.article(article).content, PRINTS)
        assert facts.differences([{"id": 1, **facts.seen_content(opening.content, PRINTS)}], [{"id": 1, **wanted}]) == []
        assert (shown.thread.id, shown.thread.title, opening.author.name, opening.posted.at) == (
            article_id,
            article.title,
            article.author.name,
            article.posted.replace(microsecond=0),
        )
        assert [label.title for label in shown.thread.labels] == [term.name for term in article.tags]
        assert compared(site, article, comments) == []
        assert shown.thread.declared.replies in (len(comments), None)
        feed = f"/feeds/{article_id}/comments/default?alt=json&max-results=100"
        read = [
            post
            for start in range(1, len(comments) + 1, 3)
            for one in BLOGGER.read(
                page(site.answer(f"{feed}&start-index={start}").body.decode(), f"http://blog.example{feed}", "application/json")
            ).threads
            for post in one.posts
        ]
        assert compared(site, article, read) == []
        assert {post.id: (post.author, post.posted.at) for post in read} == {
            post.id: (post.author, post.posted.at) for post in comments
        }
