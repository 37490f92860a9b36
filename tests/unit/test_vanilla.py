"""Vanilla: what its addresses mean, and what its pages have in more than one form."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms import vanilla_links as links

VANILLA = platform_named("vanilla")
F = "https://f.example/forum/"


def thread(body: str, *, around: str = "", url: str = f"{F}discussion/5/slug", title: str = "") -> Page:
    html = (
        '<html lang="en"><body id="vanilla_discussion_index" class="Vanilla Discussion Section-Discussion">'
        f'<span class="Breadcrumbs"><span class="HomeCrumb"><a href="/forum/">Home</a></span></span><h1>{title}</h1>'
        '<ul class="MessageList"><li class="Item ItemComment" id="Comment_7"><span class="Author"><a class="Username" href="/forum/profile/Ada">Ada</a></span>'
        '<span class="DateCreated"><time title="March 23, 2018 2:51PM" datetime="2018-03-23T18:51:22+00:00">March 2018</time></span>'
        f'{around}<div class="Message">{body}</div></li></ul></body></html>'
    )
    headers = {"content-type": "text/html; charset=utf-8"}
    return Page(url=url, body=html.encode(), headers=headers, fetched_at=datetime(2026, 3, 1, tzinfo=UTC))


def post(body: str, *, around: str = ""):
    (read,) = VANILLA.read(thread(body, around=around)).threads
    return read.posts[0]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{F}discussion/5/slug/p1", f"{F}discussion/5/slug"),
        (f"{F}discussion/5/slug/p2#latest", f"{F}discussion/5/slug/p2"),
        (f"{F}discussion/5/slug?utm_source=x#Item_3", f"{F}discussion/5/slug"),
        (f"{F}discussion/comment/77/#Comment_77", f"{F}discussion/comment/77"),
        (f"{F}discussion/comment/77/someone?post#Comment_77", f"{F}discussion/comment/77/someone"),
        (f"{F}index.php?p=/discussion/5/slug/p2", f"{F}index.php?p=/discussion/5/slug/p2"),
        (f"{F}index.php/discussion/5/slug/p1", f"{F}index.php/discussion/5/slug"),
        (f"{F}categories/general/p1", f"{F}categories/general"),
        (f"{F}categories/p3", f"{F}categories/p3"),
        (f"{F}?Target=x", F),
        (f"{F}api/v2/comments?discussionID=5&limit=100&page=2", f"{F}api/v2/comments?discussionID=5&limit=100&page=2"),
    ],
)
def test_one_address_for_one_thing(url, expected):
    assert links.canonical(url) == expected
    assert links.canonical(expected) == expected


@pytest.mark.parametrize(
    ("url", "thread_id", "comment", "board", "page"),
    [
        (f"{F}discussion/5/slug/p2", "5", None, None, 2),
        (f"{F}discussion/5", "5", None, None, None),
        (f"{F}discussion/comment/77#Comment_77", None, "77", None, None),
        (f"{F}discussion/5/slug#Comment_77", "5", "77", None, None),
        (f"{F}categories/all", None, None, None, None),
        (f"{F}categories/%C3%BCber-uns/p12", None, None, "über-uns", 12),
        (f"{F}categories/p4", None, None, None, 4),
        (f"{F}?p=/discussion/5/slug/p3", "5", None, None, 3),
        ("https://[broken/discussion/5", None, None, None, None),
    ],
)
def test_what_an_address_leads_to(url, thread_id, comment, board, page):
    assert links.thread_in(url) == thread_id
    assert links.comment_in(url) == comment
    assert links.board_in(url) == board
    assert links.page_in(url) == page


@pytest.mark.parametrize(
    ("path", "followed"),
    [
        ("", True),
        ("categories", True),
        ("categories/general/p2", True),
        ("discussions/p3", True),
        ("discussion/5/slug/p2", True),
        ("discussion/comment/7#Comment_7", True),
        ("categories/general/feed.rss", True),
        ("index.php?p=/discussion/5/slug", True),
        ("api/v2/comments?discussionID=5", True),
        ("api/v2/users/5", False),
        ("discussion/5/slug?sort=new", False),
        ("discussion/embed/5", False),
        ("discussion/bookmark/5/key", False),
        ("discussions/bookmarked", False),
        ("discussions/tagged/x", False),
        ("categories/general?filter=1", False),
        ("entry/signin?Target=discussion%2F5", False),
        ("entry/signout?TransientKey=x", False),
        ("post/discussion/general", False),
        ("post/comment/?discussionid=5", False),
        ("profile/Ada", False),
        ("messages/add/Ada", False),
        ("search?Search=x", False),
        ("home/leaving?target=x", False),
        ("activity", False),
        ("react/comment/like?id=7", False),
    ],
)
def test_what_a_crawl_may_fetch(path, followed):
    assert VANILLA.follows(F + path) is followed


@pytest.mark.parametrize(
    ("title", "by", "at"),
    [
        ("Edited March 23, 2018 2:53PM by Ada.", "Ada", datetime(2018, 3, 23, 18, 53, tzinfo=UTC)),
        ("Edited March 23, 2018 2:53PM.", None, datetime(2018, 3, 23, 18, 53, tzinfo=UTC)),
        ("Edited by Cpl. F. on March 23, 2018 2:53PM.", "Cpl. F.", datetime(2018, 3, 23, 18, 53, tzinfo=UTC)),
        ("Edited March 23, 2018 2:53PM by Cpl. F..", "Cpl. F.", datetime(2018, 3, 23, 18, 53, tzinfo=UTC)),
        ("Bewerkt.", None, None),
    ],
)
def test_the_page_s_own_times_tell_how_far_its_clock_is_from_utc(title, by, at):
    (edit,) = post("x", around=f'<span class="DateUpdated" title="{title}">edited March 2018</span>').edits
    assert (edit.raw, edit.by, edit.time.at if edit.time else None) == (title, by, at)


def embed(**data) -> str:
    return f'<div class="js-embed embedResponsive" data-embedjson="{escape(json.dumps(data))}"><a href="x">x</a></div>'


def test_quotes_of_the_rich_editor_are_data():
    inner = embed(embedType="quote", body="<p>Inner.</p>", insertUser={"userID": 2, "name": "Bo"}, url=f"{F}discussion/5/slug")
    outer = embed(
        embedType="quote", body=f"{inner}<p>Outer.</p>", insertUser={"userID": 3, "name": "Cy"}, url=f"{F}discussion/comment/6"
    )
    content = post(f"{outer}<p>Own.</p>").content
    assert content.text == "Own."
    assert [(quote.text, quote.author, quote.author_id, quote.source_id, quote.parent) for quote in content.quotes] == [
        ("Outer.", "Cy", "3", "6", None),
        ("Inner.", "Bo", "2", "Discussion_5", 1),
    ]


@pytest.mark.parametrize(
    "data", ["", "{", "[]", '{"embedType": 5}', '{"embedType": "quote", "insertUser": [], "body": 7}', "[" * 5_000]
)
def test_embeds_that_are_broken_cost_nothing_else(data):
    content = post(
        f'<div class="js-embed" data-embedjson="{escape(data)}"><a href="https://a.example/">a</a></div><p>Own.</p>'
    ).content
    assert content.text.endswith("Own.")


def test_before_3_embeds_had_their_facts_elsewhere():
    data = {
        "url": f"{F}discussion/comment/6",
        "type": "quote",
        "attributes": {"body": "<p>Old.</p>", "insertUser": {"userID": 2, "name": "Bo"}},
    }
    (quote,) = post(
        f'<div class="js-quoteEmbed" data-json="{escape(json.dumps(data))}"><a href="x">x</a></div>Own'
    ).content.quotes
    assert (quote.text, quote.author, quote.source_id) == ("Old.", "Bo", "6")


def test_what_scripts_made_of_an_embed_is_read_too():
    made = (
        '<div class="embedExternal embedText embedQuote"><blockquote class="embedText-body embedQuote-body"><div class="embedText-header embedQuote-header">'
        '<a href="/forum/profile/Bo" class="embedQuote-userLink"><span class="embedQuote-userName">Bo</span></a>'
        '<a href="/forum/discussion/comment/6#Comment_6" class="embedQuote-metaLink"><time datetime="2018-03-01T01:02:03Z">March 1</time></a></div>'
        '<div class="embedQuote-main"><div class="userContent"><p>Said.</p></div></div></blockquote></div><p>Own.</p>'
    )
    content = post(made).content
    (quote,) = content.quotes
    assert (content.text, quote.text, quote.author, quote.source_id, quote.time.at.day) == ("Own.", "Said.", "Bo", "6", 1)


def test_who_is_named_before_a_quote_is_not_the_author_s_words():
    content = post(
        '<p><a href="/forum/profile/Bo">@Bo</a> said:</p>\n<blockquote class="UserQuote"><p>Said.</p></blockquote><p>Own.</p>'
    ).content
    assert (content.text, content.quotes[0].author, content.mentions) == ("Own.", "Bo", ())
    content = post("<blockquote><p>@Bo Diddley said:</p><p>Said.</p></blockquote><p>Own.</p>").content
    assert (content.text, content.quotes[0].author, content.quotes[0].text) == ("Own.", "Bo Diddley", "Said.")


def test_a_page_that_scripts_fill_leads_to_the_api():
    html = '<html><body class="Vanilla Discussion Section-Discussion"><script>window.gdn.meta={}</script><div id="app" class="MessageList"></div></body></html>'
    reading = VANILLA.read(
        Page(
            url=f"{F}discussion/5/slug",
            body=html.encode(),
            headers={"content-type": "text/html"},
            fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
        )
    )
    assert [follow.url for follow in reading.follows] == [
        f"{F}api/v2/discussions/5",
        f"{F}api/v2/comments?discussionID=5&limit=100&page=1",
    ]


def test_a_comment_may_have_the_number_of_its_discussion():
    page = thread("Own.", around="")
    body = page.body.replace(
        b'<ul class="MessageList">', b'<div id="Discussion_7" class="ItemDiscussion"><div class="Message">First.</div></div><ul>'
    )
    (read,) = VANILLA.read(Page(url=f"{F}discussion/7/slug", body=body, headers=page.headers, fetched_at=page.fetched_at)).threads
    assert [(one.kind, one.id) for one in read.posts] == [("article", "7"), ("comment", "7")]


def test_before_2_1_rows_count_the_opening_post_and_have_no_class_of_their_own():
    html = (
        '<html><body id="vanilla_discussions_index" class="Vanilla Discussions"><ul class="DataList Discussions"><li class="Item"><div class="ItemContent Discussion">'
        '<a href="/discussion/5/slug" class="Title">Old</a><div class="Meta"><span class="Announcement">Announcement</span><span class="CommentCount">5 comments</span>'
        '<span class="LastCommentBy">Most recent by <a href="/profile/1/Ada">Ada</a></span><span class="LastCommentDate">March 2011</span>'
        '<a class="Category" href="/categories/general">General</a></div></div></li></ul></body></html>'
    )
    page = Page(
        url="https://f.example/discussions",
        body=html.encode(),
        headers={"content-type": "text/html"},
        fetched_at=datetime(2012, 1, 1, tzinfo=UTC),
    )
    (row,) = VANILLA.read(page).listing.threads
    assert (row.id, row.title, row.sticky, row.boards[0].id) == ("5", "Old", True, "general")
    assert (row.declared.posts, row.declared.replies, row.declared.last_author.id) == (5, None, "1")
    assert (row.declared.last_post.precision, row.declared.last_post.raw) == ("month", "March 2011")
