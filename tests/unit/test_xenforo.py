"""XenForo: addresses, what may be followed, versions, kinds of pages, and single facts of posts; whole pages are in tests/pages."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.content import read_content
from spiders.errors import ParseError
from spiders.page import Page
from spiders.platforms import detect
from spiders.platforms.xenforo import XenForo
from spiders.platforms.xenforo1 import XenForo1
from spiders.platforms.xenforo_links import id_in, page_in, post_in, site_root

TWO, ONE = XenForo(), XenForo1()
BOARD = "https://forum.example/community/"


def page(body: str, url: str = f"{BOARD}threads/boats.12/", *, html: str = '<html id="XF" data-template="thread_view">') -> Page:
    return Page(
        url=url,
        body=f"<!DOCTYPE html>{html}<body>{body}".encode(),
        headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=datetime(2024, 7, 1, tzinfo=UTC),
    )


def post(number: int, body: str = "Words.", *, around: str = "", after: str = "") -> str:
    return (
        f'<article class="message message--post js-post" data-author="Ada" data-content="post-{number}" id="js-post-{number}">'
        f'<h4 class="message-name"><a class="username" href="/members/ada.3/" data-user-id="3">Ada</a></h4>{around}'
        f'<article class="message-body"><div class="bbWrapper">{body}</div></article>{after}</article>'
    )


def read_posts(body: str, platform=TWO, **more):
    return platform.thread(page(body, **more)).posts


# -- addresses


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("threads/boats.12/", "threads/boats.12/"),
        ("threads/boats.12", "threads/boats.12/"),
        ("threads/12/", "threads/12/"),
        ("threads/boats.12/page-1", "threads/boats.12/"),
        ("threads/boats.12/page-3", "threads/boats.12/page-3"),
        ("threads/boats.12/page-3#post-99", "posts/99/"),
        ("threads/boats.12/post-99", "posts/99/"),
        ("goto/post?id=99#post-99", "posts/99/"),
        ("posts/99/", "posts/99/"),
        ("posts/99", "posts/99/"),
        ("threads/boats.12/unread?new=1", "threads/boats.12/"),
        ("threads/boats.12/latest", "threads/boats.12/"),
        ("threads/boats.12/?_xfRequestUri=%2Fx&_xfToken=7", "threads/boats.12/"),
        ("forums/history/", "forums/history/"),
        ("forums/sea.5/page-2", "forums/sea.5/page-2"),
        ("temas/barcos.12/page-2#post-7", "posts/7/"),
        ("temas/barcos.12/page-2", "temas/barcos.12/page-2"),
        ("index.php?threads/boats.12/page-3", "index.php?threads/boats.12/page-3"),
        ("index.php?threads/boats.12/unread", "index.php?threads/boats.12/"),
        ("index.php?threads/boats.12/post-99", "index.php?posts/99/"),
        ("?threads/boats.12/#post-99", "?posts/99/"),
        ("", ""),
    ],
)
def test_a_thing_has_one_address(address, one):
    for platform in (TWO, ONE):
        assert platform.canonical(BOARD + address) == BOARD + one
        assert platform.canonical(BOARD + one) == BOARD + one, "it is its own"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "forums/",
        "forums/sea.5/",
        "forums/history/",
        "forums/help/page-2",
        "categories/search.4/",
        "threads/boats.12/",
        "threads/boats.12/page-3",
        "threads/search.12/",
        "threads/login.12/page-2",
        "index.php?threads/boats.12/page-3",
        "posts/99/",
        "threads/boats.12/post-99",
        "goto/post?id=99",
    ],
)
def test_forums_threads_and_posts_are_followed(address):
    assert TWO.follows(BOARD + address)


@pytest.mark.parametrize(
    "address",
    [
        "login/",
        "login/login",
        "register/",
        "lost-password/",
        "account/preferences",
        "search/",
        "search/1234/?q=x",
        "find-new/posts",
        "whats-new/",
        "whats-new/posts/17/",
        "recent-activity/",
        "online/",
        "members/",
        "members/ada.3/",
        "misc/style?style_id=2",
        "misc/contact",
        "help/terms/",
        "goto/profile-post?id=4",
        "goto/convMessage?id=4",
        "admin.php",
        "job.php",
        "threads/boats.12/reply",
        "threads/boats.12/add-reply",
        "threads/boats.12/watch",
        "threads/boats.12/poll/vote",
        "threads/boats.12/who-replied",
        "posts/99/quote",
        "posts/99/like",
        "posts/99/likes",
        "posts/99/react?reaction_id=1",
        "posts/99/reactions",
        "posts/99/report",
        "posts/99/history",
        "posts/99/bookmark",
        "posts/99/share",
        "posts/99/edit",
        "forums/sea.5/post-thread",
        "forums/sea.5/create-thread",
        "forums/sea.5/index.rss",
        "forums/sea.5/mark-read?date=1",
        "forums/sea.5/filters",
        "forums/sea.5/?order=reply_count&direction=desc",
        "forums/sea.5/?prefix_id=4",
        "forums/sea.5/?last_days=7",
        "index.php?login/",
        "index.php?posts/99/report",
        "index.php?forums/sea.5/&order=title",
    ],
)
def test_nothing_else_is(address):
    assert not TWO.follows(BOARD + address)
    assert not ONE.follows(BOARD + address)


@pytest.mark.parametrize(
    ("href", "thing", "number", "post_id"),
    [
        ("/threads/boats.12/", "12", None, None),
        ("/threads/boats-3.5-m.12/page-4", "12", 4, None),
        ("threads/12/", "12", None, None),
        ("/threads/boats.12/post-99", "12", None, "99"),
        ("/threads/boats.12/page-2#post-99", "12", 2, "99"),
        ("index.php?threads/boats.12/page-4", "12", 4, None),
        ("/index.php?goto/post&id=99", None, None, "99"),
        ("/community/goto/post?id=99", None, None, "99"),
        ("/goto/profile-post?id=99", None, None, None),
        ("/posts/99/", "99", None, "99"),
        ("/forums/#news.4", "4", None, None),
        ("#post-99", None, None, "99"),
        ("/forums/history/", None, None, None),
        ("/threads/boats.99999999999999999999/", None, None, None),
        ("", None, None, None),
        (None, None, None, None),
    ],
)
def test_what_an_address_leads_to(href, thing, number, post_id):
    assert (id_in(href), page_in(href), post_in(href)) == (thing, number, post_id)


@pytest.mark.parametrize(
    ("head", "url", "root"),
    [
        ("", "https://f.example/threads/a.1/page-2", "https://f.example/"),
        ("", "https://f.example/xf/threads/a.1/", "https://f.example/xf/"),
        ("", "https://f.example/xf/temas/a.1/page-2", "https://f.example/xf/"),
        ("", "https://f.example/xf/index.php?threads/a.1/", "https://f.example/xf/"),
        ("", "https://f.example/xf/?threads/a.1/", "https://f.example/xf/"),
        ('<link rel="stylesheet" href="/xf/css.php?css=public%3Aapp.less">', "https://f.example/xf/", "https://f.example/xf/"),
        ("<script>url: { fullBase: 'https:\\/\\/f.example\\/xf\\/' }</script>", "https://f.example/xf/", "https://f.example/xf/"),
        ("<script>url: { fullBase: 'https://old.example/xf/' }</script>", "https://f.example/xf/a/", "https://f.example/xf/"),
        ('<base href="https://f.example/xf/">', "https://f.example/xf/", "https://f.example/xf/"),
        ('<base href="https://[broken/">', "https://f.example/xf/threads/a.1/", "https://f.example/"),
    ],
)
def test_where_the_forum_begins(head, url, root):
    assert site_root(page(head, url)) == root


# -- what the page is


@pytest.mark.parametrize(
    ("html", "body", "version"),
    [
        ('<html id="XF" data-xf="2.3">', "", "2.3"),
        ('<html id="XF">', '<time data-timestamp="1">now</time>', "2.3"),
        ('<html id="XF">', '<ul class="message-attribution-main"></ul>', "2.2"),
        ('<html id="XF">', '<div class="message-attribution-main"></div>', "2.1"),
        ('<html id="XF">', '<a class="message-attribution-main"></a>', "2.0"),
        ('<html id="XF">', "", None),
    ],
)
def test_the_version_is_told_as_far_as_the_markup_shows_it(html, body, version):
    found = detect(page(body, html=html))
    assert found is not None
    assert isinstance(found[0], XenForo)
    assert found[1].version == version


def test_xenforo_1_is_another_platform_of_the_same_name():
    found = detect(page("", html='<html id="XenForo">'))
    assert found is not None
    assert isinstance(found[0], XenForo1)
    assert found[0].name == TWO.name, "a site that moves from 1 to 2 keeps its ids, so the archive keeps one site"


@pytest.mark.parametrize(
    ("html", "body", "kind"),
    [
        ('data-template="thread_view"', "", "thread"),
        ('data-template="thread_view_type_article"', "", "thread"),
        ('data-template="forum_view_type_question"', "", "board"),
        ('data-template="category_view"', "", "board"),
        ('data-template="forum_list"', "", "index"),
        ('data-template="member_view"', "", "author"),
        ('data-template="login"', post(1), "login"),
        ('data-template="error"', "", "error"),
        ('data-template="thread_viewer_addon"', "", "other"),
        ('class="has-no-js template-forum_view"', "", "board"),
        ("", post(1), "thread"),
        ("", '<div class="structItem--thread"></div>', "board"),
        ("", "", "other"),
    ],
)
def test_the_kind_of_a_page(html, body, kind):
    assert TWO.kind(page(body, html=f'<html id="XF" {html}>')) == kind


@pytest.mark.parametrize("name", ["error_with_login", "login"])
def test_xenforo_1_walls(name):
    assert ONE.kind(page(f'<div id="content" class="{name}"></div>', html='<html id="XenForo">')) == "login"


def test_a_thread_without_an_id_is_no_thread():
    with pytest.raises(ParseError, match="no thread id"):
        TWO.read(page(post(1), f"{BOARD}whats-new/"))


# -- posts


@pytest.mark.parametrize(
    ("bar", "reactions"),
    [
        ("<bdi>A</bdi>", [("Like", 1, ("A",))]),
        ("<bdi>A</bdi> and <bdi>B</bdi>", [("Like", 2, ("A", "B"))]),
        ("<bdi>A</bdi>, <bdi>B</bdi>, <bdi>C</bdi> and 1 other person", [("Like", 4, ("A", "B", "C"))]),
        ("<bdi>A</bdi>, <bdi>B</bdi> and 1,203 others", [("Like", 1_205, ("A", "B"))]),
        ("<bdi>A</bdi>, <bdi>B</bdi> und 1.203 andere", [("Like", 1_205, ("A", "B"))]),
        ("<bdi>A</bdi> und eine weitere Person", [("Like", None, ("A",))]),
        ("<bdi>Catch 22</bdi>", [("Like", 1, ("Catch 22",))]),
        ('<img alt="Love"> <bdi>A</bdi>', [("Love", 1, ("A",))]),
        (
            '<img alt="Love"><img alt="Haha"> <bdi>A</bdi> and <bdi>B</bdi>',
            [("Love", None, ()), ("Haha", None, ()), ("any", 2, ("A", "B"))],
        ),
        ("", []),
    ],
)
def test_reactions_are_counted_where_the_page_counts_them(bar, reactions):
    after = f'<div class="reactionsBar js-reactionsList is-active">{bar}</div>'
    (read,) = read_posts(post(1, after=after))
    assert [(found.kind, found.count, found.names) for found in read.reactions] == reactions


@pytest.mark.parametrize(
    ("mark", "by"),
    [
        ("Last edited: <time datetime='2024-01-02T03:04:05+0000'>Jan 2</time>", None),
        ("Last edited by a moderator: <time datetime='2024-01-02T03:04:05+0000'>Jan 2</time>", None),
        ("Last edited by a moderator <time datetime='2024-01-02T03:04:05+0000'>Jan 2</time>", None),
        ("Zuletzt bearbeitet: <time datetime='2024-01-02T03:04:05+0000'>2. Jan</time>", None),
        ("Last edited by Ada: <time datetime='2024-01-02T03:04:05+0000'>Jan 2</time>", "Ada"),
    ],
)
def test_edit_marks_with_a_time(mark, by):
    (read,) = read_posts(post(1, after=f'<div class="message-lastEdit">{mark}</div>'))
    (edit,) = read.edits
    assert edit.time is not None
    assert edit.time.at == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert edit.by == by


def test_a_mark_whose_time_is_text_keeps_its_words():
    (read,) = read_posts(post(1, after='<div class="message-lastEdit">Last edited: once upon a time</div>'))
    assert [edit.raw for edit in read.edits] == ["Last edited: once upon a time"]


@pytest.mark.parametrize(
    ("around", "url"),
    [
        ('<header><a href="/community/threads/boats.12/post-7"><time>x</time></a></header>', "threads/boats.12/post-7"),
        ('<ul class="message-attribution-opposite"><li><a href="/community/posts/7/">#1</a></li></ul>', "posts/7/"),
        (
            '<ul class="message-attribution-opposite"><li><a href="/x/post-6">up</a></li><li><a href="/x/post-7">#1</a></li></ul>',
            "../x/post-7",
        ),
        ("", "posts/7/"),
    ],
)
def test_every_post_has_an_address(around, url):
    (read,) = read_posts(post(7, around=around))
    assert read.url == urljoin(BOARD, url)


def test_only_posts_are_posts():
    advert = '<article class="message message--post"><div class="message-body"><div class="bbWrapper">Buy!</div></div></article>'
    profile = '<article class="message js-post" id="js-profilePost-4"><div class="bbWrapper">Hi</div></article>'
    assert [read.id for read in read_posts(post(1) + advert + profile + post(2))] == ["1", "2"]


def test_a_post_without_a_body_is_a_loss_and_the_others_stay():
    read = TWO.thread(page(post(1) + '<article class="message js-post" id="js-post-2"></article>' + post(3)))
    assert [found.id for found in read.posts] == ["1", "3"]
    assert [loss.post_id for loss in read.losses] == ["2"]


def test_what_is_hidden_from_guests_is_a_loss_and_no_words():
    read = TWO.thread(page(post(1, 'Look: <div class="messageHide messageHide--link">You must register</div>')))
    assert read.posts[0].content is not None
    assert read.posts[0].content.text == "Look:"
    assert [(loss.kind, loss.post_id) for loss in read.losses] == [("gated", "1")]


def test_a_link_around_its_own_picture_is_no_link():
    body = '<a href="/attachments/a-jpg.7/" class="js-lbImage"><img class="bbImage" src="/data/7.jpg"></a> <a href="/b/">b</a>'
    (read,) = read_posts(post(1, body))
    assert read.content is not None
    assert [link.url for link in read.content.links] == ["https://forum.example/b/"]
    assert [media.url for media in read.content.media] == ["https://forum.example/attachments/a-jpg.7/"]


def test_times_of_2_3_are_not_taken_for_clock_texts():
    around = '<header><time data-timestamp="1704164645" data-time="3:04 AM" title="Jan 2, 2024 at 3:04 AM">Jan 2</time></header>'
    (read,) = read_posts(post(1, around=around))
    assert read.posted is not None
    assert read.posted.at == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert read.posted.raw == "Jan 2, 2024 at 3:04 AM"


# -- half of all bodies are words and lines, and are read without the walk


@given(st.lists(st.text(alphabet="ab \u00a0\u200b\t\n&<>;1é", max_size=12), max_size=8))
def test_words_and_lines_are_read_as_the_walk_reads_them(lines):
    written = "<br>".join(line.replace("&", "&amp;").replace("<", "&lt;") for line in lines)
    shown = page(f'<div id="quick">{written}</div><div id="walked"><span>{written}</span></div>')
    quick, walked = shown.first("#quick"), shown.first("#walked")
    assert quick is not None
    assert walked is not None
    rules = TWO.rules(shown)
    assert read_content(quick, rules).text == read_content(walked, rules).text
