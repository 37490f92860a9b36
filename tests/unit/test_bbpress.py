"""bbPress and wpForo, forums inside WordPress: whose a page is, what its markup says in old and other themes."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from archiver.demo import demo_community
from spiders.items import Post, ThreadPage
from spiders.page import Page
from spiders.platforms import detect, platform_named
from spiders.platforms.bbpress import BBPress
from tests.captures import CAPTURES
from tests.fakeforum import facts
from tests.fakeforum.bbpress import PRINTS
from tests.fakeforum.bbpress import BBPress as Written

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
BB = BBPress()
HEAD = '<meta name="generator" content="WordPress 6.4">'
BLOG = f'<html><head>{HEAD}</head><body class="single single-post postid-7"><article id="post-7"><h1 class="entry-title">A post</h1><div class="entry-content"><p>One.</p><p>Two.</p></div></article></body></html>'
TOPIC = f'<html><head>{HEAD}</head><body class="topic bbpress single single-topic postid-40">{{}}</body></html>'
FORO = f'<html><head>{HEAD}</head><body class="wpforo wpft-post"><div id="wpforo-wrap" class="wpft-post">{{}}</div></body></html>'
REPLY = (
    '<div id="post-{0}" class="bbp-reply-header"><span class="bbp-reply-post-date">{1}</span></div>'
    '<div class="user-id-3 post-{0} reply type-reply"><div class="bbp-reply-author"><a class="bbp-author-name" href="/forums/users/ann/">Ann</a></div>'
    '<div class="bbp-reply-content">{2}</div></div>'
)


def page(body: str, url: str = "https://mill.example/forums/topic/x/") -> Page:
    return Page(url=url, body=body.encode(), fetched_at=AT, headers={"content-type": "text/html; charset=utf-8"})


def topic(inside: str) -> ThreadPage:
    (shown,) = BB.read(page(TOPIC.format(f'<div id="bbpress-forums">{inside}</div>'))).threads
    return shown


def replies(inside: str) -> tuple[Post, ...]:
    return topic(f'<ul id="topic-40-replies" class="bbp-replies">{inside}</ul>').posts


@pytest.mark.parametrize(
    ("body", "name", "kind"),
    [
        (BLOG, "wordpress", "article"),
        (TOPIC.format("<p>Nothing.</p>"), "bbpress", "thread"),
        (FORO.format(""), "wpforo", "other"),
    ],
)
@pytest.mark.parametrize("first", ["wordpress", "bbpress", "wpforo"])
def test_a_page_is_read_by_whoever_made_it_and_the_site_stays_one(body, name, kind, first):
    if kind == "other":
        body = FORO.format("").replace("wpft-post", "wpft-recent")
    platform, _ = detect(page(body))
    assert platform.name == name
    reading = platform_named(first).read(page(body))
    assert (reading.parser.partition("/")[0], reading.kind, reading.site.platform) == (name, kind, "wordpress")


@pytest.mark.parametrize("first", ["wordpress", "bbpress"])
def test_answers_of_rest_are_the_blogs(first):
    answer = Page(
        url="https://mill.example/wp-json/",
        body=json.dumps(
            {"name": "The Mill", "home": "https://mill.example", "namespaces": ["wp/v2"], "routes": {}, "gmt_offset": 1}
        ).encode(),
        fetched_at=AT,
        headers={"content-type": "application/json"},
    )
    assert platform_named(first).read(answer).parser.startswith("wordpress/")


def test_a_theme_that_marks_the_whole_page_as_the_topic_does_not_make_a_post_of_it():
    inside = f'<ul id="topic-40-replies" class="bbp-replies"><li class="bbp-header"><div class="bbp-reply-content">Posts</div></li>{REPLY.format(41, "May 2, 2024 at 10:00 am", "<p>Words.</p>")}</ul>'
    shown = topic(f'<article id="post-40" class="post-40 topic type-topic">{inside}</article>')
    assert [(post.id, post.content.text) for post in shown.posts] == [("41", "Words.")]


def test_the_best_replies_shown_once_more_stand_in_their_own_place():
    first, second = REPLY.format(41, "May 2, 2024", "<p>One.</p>"), REPLY.format(42, "May 3, 2024", "<p>Two.</p>")
    assert [post.id for post in replies(second + first + second)] == ["41", "42"]


def test_a_list_of_a_theme_of_its_own_still_leads_to_its_topics():
    body = (
        f'<html><head>{HEAD}</head><body class="single single-forum postid-9"><h1>Wood</h1><a href="/forums/topic/ash/">Ash</a>'
        '<a href="/forums/topic/ash/#post-3">last</a><a href="/forums/forum/wood/oak/">Oak</a><a href="/forums/topic/ash/page/2/">2</a></body></html>'
    )
    reading = platform_named("wordpress").read(page(body, "https://mill.example/forums/forum/wood/"))
    assert (reading.parser, reading.kind) == ("bbpress/1", "board")
    assert [(follow.kind, follow.url) for follow in reading.follows if "/topic/" in follow.url] == [
        ("thread", "https://mill.example/forums/topic/ash/")
    ]


def test_a_kind_of_posts_called_forum_may_be_anothers():
    body = f'<html><head>{HEAD}</head><body class="single single-forum postid-9"><h1>Wood</h1><a href="/forum/ash/">Ash</a></body></html>'
    assert platform_named("wordpress").read(page(body, "https://mill.example/forum/wood/")).parser != "bbpress/1"


def test_bbpress_2_0_wrote_tables():
    rows = (
        '<table class="bbp-replies"><tr class="bbp-reply-header"><td colspan="2"><span class="bbp-reply-post-date">May 2, 2011 at 10:00 am</span></td></tr>'
        '<tr id="post-41" class="post-41 reply type-reply user-id-3"><td class="bbp-reply-author"><a href="/users/ann/">Ann</a></td>'
        '<td class="bbp-reply-content"><p>Words.</p></td></tr></table>'
    )
    (post,) = topic(rows).posts
    assert (post.id, post.author.name, post.author.id, post.posted.raw) == ("41", "Ann", "ann", "May 2, 2011 at 10:00 am")


@pytest.mark.parametrize(
    ("said", "replies_", "posts"),
    [
        ('<p class="bbp-topic-description">This topic contains 1,204 replies, has 3 voices.</p>', 1204, None),
        ('<div class="bbp-pagination-count">Viewing 15 posts - 1 through 15 (of 30 total)</div>', None, 30),
        (
            '<ul class="bbp-lead-topic"></ul><div class="bbp-pagination-count">Ansicht von 15 Antworten – 1 bis 15 (von insgesamt 30)</div>',
            30,
            None,
        ),
        ('<ul class="bbp-threaded-replies"></ul><div class="bbp-pagination-count">Viewing 2 reply threads</div>', None, None),
        ("", None, None),
    ],
)
def test_what_a_topic_declares(said, replies_, posts):
    declared = topic(said).thread.declared
    assert (declared.replies, declared.posts) == (replies_, posts)


@pytest.mark.parametrize(
    "url",
    [
        "https://mill.example/forums/topic/x/?bbp_reply_to=41",
        "https://mill.example/forums/topic/x/?action=bbp_toggle_topic_close",
        "https://mill.example/community/?foro=signin",
        "https://mill.example/community/?wpfs=x",
    ],
)
def test_never_followed(url):
    assert not BB.follows(url)


def test_an_inner_quote_lends_its_writer_to_no_outer_one():
    title = '<div class="d4p-bbt-quote-title"><a href="#post-7">Ann wrote:</a></div>'
    (post,) = replies(
        REPLY.format(41, "May 2, 2024", f"<blockquote><p>Out.</p><blockquote>{title}<p>In.</p></blockquote></blockquote>")
    )
    assert [(quote.author, quote.source_id, quote.text) for quote in post.content.quotes] == [
        (None, None, "Out."),
        ("Ann", "7", "In."),
    ]


def test_wpforo_layouts():
    post = (
        '<div id="post-{0}" data-postid="{0}" data-userid="4" data-mention="ann" class="{1}">{2}<div class="wpforo-post-content"><p>Words.</p>'
        '<div class="wpf-post-button-actions">Quote</div></div></div>'
    )
    layouts = [
        '<div class="author-name"><a href="/participant/ann/">Ann</a></div><span class="wpf-post-date">03/02/2024 6:20 pm</span>',
        '<div class="wpf-author-name"><a href="/participant/ann/">Ann</a></div><div class="wpf-post-date">Feb 03, 2024 6:20 pm</div>',
        '<a class="wpf-pa-name" href="/participant/ann/">Ann</a><div class="wpforo-post-date">03/02/2024 6:20 pm</div>',
        '<div class="author-name"><a href="/participant/ann/">Ann</a></div><div class="wpforo-post-content-bottom"><div class="cbleft">Geschrieben : 03/02/2024 6:20 pm <span class="bleft">Jo, Kai</span></div></div>',
    ]
    body = "".join(post.format(number, "post-wrap", layout) for number, layout in enumerate(layouts, 1))
    (shown,) = platform_named("wpforo").read(page(FORO.format(body), "https://mill.example/community/f/t/")).threads
    assert [(one.id, one.author.name, one.author.id, one.author.aliases, one.content.text) for one in shown.posts] == [
        (str(number), "Ann", "ann", ("4",), "Words.") for number in range(1, 5)
    ]
    assert {one.posted.local for one in shown.posts} == {datetime.fromisoformat("2024-02-03T18:20")}


def test_wpforo_comments_under_an_answer_and_replies_in_threads():
    comment = (
        '<div id="post-{0}" data-postid="{0}" data-userid="5" data-mention="jo" class="comment-wrap"><div class="wpforo-comment"><div class="wpforo-comment-content">'
        '<div class="wpforo-comment-top"><span class="wpfcl-0"><span class="wpforo-comment-avatar"></span> <a href="/participant/jo/">Jo</a> 03/02/2024 6:20 pm</span></div>'
        '<div class="wpforo-comment-text"><p>Words {0}.</p></div><div class="wpforo-comment-action-links">Report</div></div></div></div>'
    )
    answer = '<div id="post-{0}" data-userid="4" class="post-wrap"><a class="wpf-pa-name" href="/participant/ann/">Ann</a><div class="wpforo-post-content"><p>Words {0}.</p></div></div>'
    item = f'<div class="wpforo-qa-item-wrap">{answer.format(7)}<div class="wpforo-qa-comments">{comment.format(8)}{comment.format(9)}</div></div>'
    reply = '<div id="post-10" class="reply-wrap"><div class="wpf-author-name"><a href="/participant/jo/">Jo</a></div><div class="wpf-reply-tree"><a href="/t/#post-7">Ann</a> <a href="/t/#post-8">Jo</a></div><div class="wpforo-post-content"><p>Words 10.</p></div></div>'
    (shown,) = platform_named("wpforo").read(page(FORO.format(item + reply), "https://mill.example/community/f/t/")).threads
    assert [(one.id, one.parent_id, one.author.name, one.content.text) for one in shown.posts] == [
        ("7", None, "Ann", "Words 7."),
        ("8", "7", "Jo", "Words 8."),
        ("9", "7", "Jo", "Words 9."),
        ("10", "8", "Jo", "Words 10."),
    ]
    assert shown.posts[1].posted.local == datetime.fromisoformat("2024-02-03T18:20")


def test_wpforo_rows_of_the_threaded_layout():
    row = (
        '<div class="wpf-thread"><div class="wpf-thread-title"><a href="/community/f/t/">A thread</a><div class="wpf-thread-author-name"><span>by</span> <a href="/participant/ann/">Ann</a>, 2 years ago</div></div>'
        '<div class="wpf-thread-posts"><span>4</span></div><div class="wpf-thread-views"><span>1,203</span></div><div class="wpf-thread-last-date">2 days ago</div></div>'
    )
    body = FORO.format(row).replace("wpft-post", "wpft-topic")
    (thread,) = platform_named("wpforo").read(page(body, "https://mill.example/community/f/")).listing.threads
    assert (thread.id, thread.title, thread.author.name, thread.declared.replies, thread.declared.views) == (
        "t",
        "A thread",
        "Ann",
        4,
        1203,
    )
    assert thread.declared.last_post.precision == "relative"


def test_buddyboss_writes_the_header_into_the_post():
    (post,) = replies(
        '<li><div id="post-41" class="user-id-3 post-41 reply type-reply bs-reply-list-item"><div class="bs-reply-header"><div class="item-meta"><h3>'
        '<a href="/members/ann/" class="bbp-author-link">Ann</a></h3><span class="bs-timestamp">May 2, 2024 at 10:00 am</span></div></div>'
        '<div class="bbp-reply-content bs-forum-content"><p>Words.</p></div></div></li>'
    )
    assert (post.id, post.author.name, post.author.id, post.posted.raw, post.content.text) == (
        "41",
        "Ann",
        "ann",
        "May 2, 2024 at 10:00 am",
        "Words.",
    )


# -- saved real pages ----------------------------------------------------------------------------------------------------

POSTS = {
    "bbpress/backpackinglight.com__377.html": 12,
    "bbpress/backpackinglight.com__41395.html": 21,
    "bbpress/backpackinglight.com__whare-are-your-favorite-cities-with-good-hiking-training-trails.html": 20,
    "bbpress/forum.charlesdowding.co.uk__new-raised-beds-mulch-or-grow.html": 5,
    "bbpress/theprepared.com__building-raised-garden-beds.html": 14,
    "bbpress/theprepared.com__garden-experiments-with-hard-soil.html": 6,
    "wpforo/forum.prusa3d.com__new-to-3d-printing-7.html": 2,
    "wpforo/redwoodrvowners.com__possible-broken-link-on-the-common-problems-solutions-page.html": 11,
}
"""Posts on each page. The index counts bbPress's header and footer ("Author", "Posts") as posts of their own, or leaves out the
topic that leads the page; on the last page of wpForo the site itself says "11 Posts".
"""
NO_DAY = {"23306", "36911"}
"""The topics of The Prepared, which prints their day among other words in the same element as the name."""


@pytest.mark.captures
@pytest.mark.skipif(not CAPTURES.is_dir(), reason="no captures")
@pytest.mark.parametrize("name", POSTS)
def test_samples(name):
    rows = map(json.loads, (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines())
    url = next(row["url"] for row in rows if row["file"] == name)
    saved = page((CAPTURES / "samples" / name).read_text(encoding="utf-8", errors="replace"), url)
    platform, _ = detect(saved)
    assert platform.name == name.partition("/")[0]
    (shown,) = platform.read(saved).threads
    assert shown.losses == ()
    assert len(shown.posts) == POSTS[name]
    assert all(post.author is not None and post.author.name and post.content.text for post in shown.posts)
    assert {post.id for post in shown.posts if post.posted is None or post.posted.local is None} <= NO_DAY
    assert shown.thread.declared.posts in (None, len(shown.posts))
    assert shown.thread.title
    assert shown.thread.boards or "theprepared" in name


# -- a community written and read back ----------------------------------------------------------------------------------


def test_reading_inverts_rendering():
    community = demo_community()
    site = Written(community, "http://forum.example")
    seen_boards, seen_rows = {}, {}
    for address in site.addresses():
        reading = BB.read(page(site.answer(address).body.decode(), f"http://forum.example{address}"))
        assert reading.losses == ()
        if reading.listing is not None:
            seen_boards |= {board.id: (board.title, board.kind, board.parent_id) for board in reading.listing.boards}
            seen_rows |= {row.id: row for row in reading.listing.threads}
        for shown in reading.threads:
            thread = community.thread[int(shown.thread.id)]
            pages = community.pages(thread)
            assert (shown.number in range(1, pages + 1), shown.pages, shown.thread.title) == (True, pages, thread.title)
            assert [board.title for board in shown.thread.boards] == [
                one.title for one in community.path(community.board[thread.board])
            ]
            assert (shown.next_url is not None) == (shown.number < pages)
            expected = [facts.expected_post(number, post, PRINTS) for number, post in community.page(thread, shown.number)]
            if shown.number == 1:
                expected[0]["id"] = shown.thread.id
                assert shown.thread.locked is thread.locked
            assert facts.differences([facts.seen_post(post, PRINTS) for post in shown.posts], expected) == []
            assert shown.thread.declared.posts == thread.replies + 1
    assert seen_boards == {
        str(board.id): (board.title, "category" if board.category else "forum", str(board.parent) if board.parent else None)
        for board in site.boards
    }
    assert set(seen_rows) == {str(thread.id) for thread in site.threads}
    for thread in site.threads:
        row = seen_rows[str(thread.id)]
        assert (row.title, row.sticky, row.locked, row.author.name, row.declared.last_author.name) == (
            thread.title,
            thread.sticky,
            thread.locked,
            thread.first.author.name,
            thread.last.author.name,
        )
        assert (row.declared.posts, row.declared.pages, row.declared.last_post_id) == (
            thread.replies + 1,
            community.pages(thread),
            str(thread.last.id),
        )
