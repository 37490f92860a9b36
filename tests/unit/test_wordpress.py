"""What WordPress pages, in whatever theme and language, say of themselves: one table a fact."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spiders.errors import NotAPage, ReadError
from spiders.items import Reading
from spiders.page import Page
from spiders.platforms.wordpress import WordPress

WP = WordPress()
PAGES = Path(__file__).resolve().parents[1] / "pages" / "wordpress"
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SITE = "https://blog.example"


def page(body: str, url: str = f"{SITE}/2024/05/a-post/", kind: str = "text/html; charset=utf-8", **headers: str) -> Page:
    return Page(url=url, body=body.encode(), fetched_at=AT, headers={"content-type": kind, **headers})


def single(
    inside: str = "", *, head: str = "", classes: str = "single single-post postid-7", title: str = "A post", **more
) -> Page:
    return page(
        f"""<html lang="en"><head><meta name="generator" content="WordPress 6.4">{head}</head><body class="{classes}">
        <article id="post-7" class="post-7 post type-post hentry"><h1 class="entry-title">{title}</h1>
        <div class="entry-content"><p>One.</p><p>Two.</p></div></article>{inside}</body></html>""",
        **more,
    )


def comment(number: int, inside: str = "") -> str:
    return (
        f'<li id="comment-{number}" class="comment even depth-1"><article class="comment-body"><b class="fn">Ann</b>'
        f'<div class="comment-metadata"><a href="#comment-{number}"><time datetime="2024-05-02T10:00:00+02:00">May 2</time></a></div>'
        f'<div class="comment-content"><p>Words.</p></div></article>{inside}</li>'
    )


FORM = (
    '<div id="respond"><h3 id="reply-title" class="comment-reply-title">Leave 5 Replies</h3><form id="commentform"></form></div>'
)


# -- addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "one"),
    [
        ("https://Blog.example:443/2024/05/a-post/#comments", "https://blog.example/2024/05/a-post/"),
        ("https://blog.example/2024/05/a-post/?replytocom=12#respond", "https://blog.example/2024/05/a-post/"),
        ("https://blog.example/a-post/?utm_source=x&amp&share=twitter", "https://blog.example/a-post/"),
        ("https://blog.example/?p=12", "https://blog.example/?p=12"),
        ("https://blog.example/?page_id=12&preview=true", "https://blog.example/?page_id=12"),
        ("https://blog.example/?p=12&cpage=2#comments", "https://blog.example/?p=12&cpage=2"),
        ("https://blog.example/a-post/comment-page-2/?order=asc#comment-5", "https://blog.example/a-post/comment-page-2/"),
        ("https://blog.example/a-post/comment-page-2/?p=12&cpage=1", "https://blog.example/a-post/comment-page-2/"),
        ("https://blog.example/?paged=2", "https://blog.example/?paged=2"),
        ("https://blog.example/%ce%b1/", "https://blog.example/%CE%B1/"),
        (
            f"{SITE}/wp-json/wp/v2/comments?order=asc&per_page=100&page=2",
            f"{SITE}/wp-json/wp/v2/comments?order=asc&per_page=100&page=2",
        ),
        ("https://blog.example/?rest_route=/wp/v2/posts&orderby=id", "https://blog.example/?rest_route=/wp/v2/posts&orderby=id"),
    ],
)
def test_one_address_for_one_thing(url, one):
    assert WP.canonical(url) == one
    assert WP.canonical(one) == one


@pytest.mark.parametrize(
    "url",
    [
        "/wp-login.php", "/wp-login.php?action=lostpassword", "/wp-admin/", "/wp-admin/post.php?post=1", "/xmlrpc.php?rsd",
        "/wp-comments-post.php", "/a-post/?replytocom=5", "/?s=valve", "/a-post/?share=facebook", "/a-post/trackback/",
        "/a-post/embed/", "/a-post/print/", "/wp-content/uploads/2024/05/a.jpg", "/wp-json/oembed/1.0/embed?url=x", "/?p=1&preview=true",
    ],
)  # fmt: skip
def test_never_followed(url):
    assert not WP.follows(SITE + url)


@pytest.mark.parametrize(
    "url", ["/", "/a-post/", "/?p=5", "/a-post/comment-page-2/", "/page/2/", "/wp-json/", "/wp-sitemap.xml", "/embedded/"]
)
def test_followed(url):
    assert WP.follows(SITE + url)


def test_other_schemes_are_not_followed():
    assert not WP.follows("mailto:ann@blog.example")
    assert not WP.follows("https://[broken/")


# -- recognising -------------------------------------------------------------------------------------------------------

THEME = '<link rel="stylesheet" href="/wp-content/themes/x/style.css?ver=1">'


@pytest.mark.parametrize(
    "body",
    [
        '<html><head><meta name="generator" content="WordPress 6.4.3"></head><body></body></html>',
        '<html><head><meta name="Generator" content="wordpress.com"></head><body></body></html>',
        '<html><head><link rel="https://api.w.org/" href="https://blog.example/wp-json/"></head><body></body></html>',
        f'<html><head>{THEME}<link rel="pingback" href="https://blog.example/xmlrpc.php"></head><body></body></html>',
        f'<html><head>{THEME}</head><body class="post-template-default single postid-7"></body></html>',
        '<html><head><link rel="stylesheet" href="../wp-content/themes/x/style.css"></head><body class="page page-id-4 wp-custom-logo"></body></html>',
    ],
)
def test_recognised(body):
    assert WP.detect(page(body)) is not None


def test_recognised_by_the_header_of_the_response():
    link = '<https://blog.example/wp-json/>; rel="https://api.w.org/"'
    assert WP.detect(page("<html><body>Bare.</body></html>", link=link)) is not None


@pytest.mark.parametrize(
    "body",
    [
        "<html><body>Nothing of the kind.</body></html>",
        '<html><body><a href="https://news.example/wp-content/uploads/a.png">the blog</a> <a href="https://news.example/?p=5">post</a></body></html>',
        '<html><body><img src="https://news.example/wp-content/uploads/a.png"></body></html>',
        f"<html><head>{THEME}</head><body>A forum in its blog's clothes.</body></html>",
        '<html id="XF" data-app="public"><head><link rel="https://api.w.org/" href="/wp-json/"></head><body></body></html>',
        '<html><head><meta name="generator" content="WordPress 6.4"></head><body class="bbpress topic"><div id="bbpress-forums"></div></body></html>',
        '<html><head><meta name="generator" content="WordPress 6.4"></head><body class="forum-template-default single single-forum postid-3"></body></html>',
        '<html><head><meta name="generator" content="Discourse 3.2"></head><body></body></html>',
    ],
)
def test_not_claimed(body):
    assert WP.detect(page(body)) is None


@pytest.mark.parametrize(
    ("head", "version"),
    [
        ('<meta name="generator" content="Some Plugin 2.0"><meta name="generator" content="WordPress 5.9.1">', "5.9.1"),
        (
            '<link rel="stylesheet" id="wp-block-library-css" href="/wp-includes/css/dist/block-library/style.min.css?ver=6.1.9">',
            "6.1.9",
        ),
        ('<script src="/wp-includes/js/comment-reply.min.js?ver=4.9"></script>', "4.9"),
        ('<script src="/wp-includes/js/jquery/jquery.js?ver=3.7.1"></script>', None),
        ('<meta name="generator" content="WordPress.com">', None),
    ],
)
def test_version(head, version):
    site = f'<html><head><link rel="https://api.w.org/" href="/wp-json/">{head}</head><body></body></html>'
    detected = WP.detect(page(site))
    assert detected is not None
    assert detected.version == version


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        ("home blog", "index"),
        ("home blog paged paged-2", "index"),
        ("home page page-id-4", "article"),
        ("page-template-default page page-id-4", "article"),
        ("post-template-default single single-post postid-7", "article"),
        ("podcast-template-default single single-podcast postid-9", "article"),
        ("attachment attachment-template-default attachmentid-9", "article"),
        ("archive category category-x category-2", "index"),
        ("archive date", "index"),
        ("archive author author-ann author-2", "index"),
        ("search search-results", "other"),
        ("error404", "error"),
    ],
)
def test_kind_by_the_bodys_classes(classes, kind):
    assert WP.kind(page(f'<html><body class="{classes}"><div>x</div></body></html>')) == kind


def test_the_form_to_log_in_is_one():
    assert WP.kind(page('<html><body class="login wp-core-ui"><form id="loginform"></form></body></html>')) == "login"


def test_an_embedded_article_is_no_article():
    assert WP.kind(single('<div class="wp-embed"></div>')) == "other"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<link rel="shortlink" href="/?p=7"><div class="entry"><p>x</p></div>', "article"),
        ('<ol class="commentlist"><li id="comment-5" class="comment">x</li></ol>', "article"),
        ('<div id="post-3" class="post"></div><div id="post-2" class="post"></div>', "index"),
        ("<p>About.</p>", "other"),
    ],
)
def test_kind_without_classes(body, kind):
    assert WP.kind(page(f"<html><body>{body}</body></html>", url=f"{SITE}/x/")) == kind


# -- which article -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ('<body class="single postid-31"></body>', "31"),
        ('<body class="page page-id-32 page-parent"></body>', "32"),
        ('<head><link rel="shortlink" href="https://blog.example/?p=33"></head><body class="single"></body>', "33"),
        (
            '<head><link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/34"></head><body class="single"></body>',
            "34",
        ),
        (
            '<body class="single"><form><input type="hidden" name="comment_post_ID" value="35" id="comment_post_ID"></form></body>',
            "35",
        ),
        ('<body class="single"><div id="post-36"></div></body>', "36"),
    ],
)
def test_an_articles_number_from_wherever_it_stands(body, number):
    assert WP.header(page(f"<html>{body}</html>")).id == number


def test_an_articles_number_from_the_response_and_from_the_address():
    assert WP.header(page('<body class="single">x</body>', link="<https://blog.example/?p=37>; rel=shortlink")).id == "37"
    assert WP.header(page('<body class="single">x</body>', url=f"{SITE}/?p=38")).id == "38"


def test_an_article_without_a_number_has_one_id_at_all_its_addresses():
    bare = '<body class="single"><div class="entry"><p>x</p></div></body>'
    ids = {
        WP.header(page(bare, url=url)).id
        for url in (f"{SITE}/a/", f"{SITE}/a/?replytocom=3", f"{SITE}/a/comment-page-2/#comments")
    }
    assert len(ids) == 1
    assert ids.pop().startswith("~")


def test_an_article_at_several_addresses_is_one_thread():
    head = '<link rel="canonical" href="https://blog.example/2024/05/a-post/comment-page-2/#comments"><link rel="shortlink" href="https://blog.example/?p=7">'
    threads = [
        WP.header(single(head=head, url=url))
        for url in (f"{SITE}/2024/05/a-post/", f"{SITE}/?p=7&cpage=2", f"{SITE}/2024/05/a-post/comment-page-2/")
    ]
    assert {(thread.id, thread.url) for thread in threads} == {("7", "https://blog.example/2024/05/a-post/")}
    assert all("https://blog.example/?p=7" in thread.aliases for thread in threads)


# -- how many comments -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "heading", "count"),
    [
        ("A post", '<h2 class="comments-title">12 thoughts on &ldquo;A post&rdquo;</h2>', 12),
        ("A post", '<h2 class="comments-title">1.204 Gedanken zu &bdquo;A post&ldquo;</h2>', 1204),
        ("A post", '<h2 class="comments-title">1 204 commentaires sur &laquo; A post &raquo;</h2>', 1204),
        ("A post", '<h3 id="comments-title">3 Responses to <em>A post</em></h3>', 3),
        ("A post", '<h3 id="comments">12 responses to &#8220;A post&#8221;</h3>', 12),
        ("A post", '<h2 class="comments-title">「A post」への102件のフィードバック</h2>', 102),
        ("A post", '<h3 class="wp-block-comments-title">118 responses to &#8220;A post&#8221;</h3>', 118),
        ("A post", '<h2 class="comments-title">Join the Conversation</h2><p class="discussion-meta-info"><span>7 Comments</span></p>', 7),
        ("A post", '<div class="comments-header"><h2 class="comment-reply-title">45 replies on &ldquo;A post&rdquo;</h2></div>', 45),
        ("A post", '<h2 class="comments-title">٤ ردود على &ldquo;A post&rdquo;</h2>', 4),
        ("13 replies on nothing", '<h2 class="comments-title">2 replies on &ldquo;13 replies on nothing&rdquo;</h2>', 2),
        ("13 replies on “Nothing”", '<h2 class="comments-title">2 replies on &ldquo;13 replies on &#8220;Nothing&#8221;&rdquo;</h2>', 2),
        ("Top 10", '<h2 class="comments-title">&ldquo;Top 10&rdquo; has 3 comments</h2>', 3),
        ("Top 10", '<h2 class="comments-title">One thought on &ldquo;Top 10&rdquo;</h2>', 1),
        ("Replies, and how to count them", '<h2 class="comments-title">Eine Antwort auf &bdquo;Replies, and how to count them&ldquo;</h2>', 1),
        ("Leave a Reply", '<h2 class="comments-title">One reply on &ldquo;Leave a Reply&rdquo;</h2>', 1),
    ],
)  # fmt: skip
def test_declared_replies_from_the_heading(title, heading, count):
    reading = WP.read(single(f'<div id="comments">{heading}<ol class="comment-list">{comment(5)}</ol>{FORM}</div>', title=title))
    assert reading.threads[-1].thread.declared.replies == count


@pytest.mark.parametrize(
    ("link", "count"),
    [
        ('<a href="/2024/05/a-post/#comments">12 Comments<span class="screen-reader-text"> on Top 10</span></a>', 12),
        ('<a href="/2024/05/a-post/#comments">12 &Sigma;χόλια</a>', 12),
        ('<a href="/2024/05/a-post/#comments">Ein Kommentar</a>', 1),
        ('<a href="/2024/05/a-post/#respond">No Comments</a>', 0),
        ('<a href="/2024/05/a-post/#respond">Leave a comment<span class="screen-reader-text"> on Top 10</span></a>', 0),
        ('<a href="/2024/05/a-post/#respond">コメントする</a>', 0),
    ],
)
def test_declared_replies_from_the_link_to_the_comments(link, count):
    row = f'<article id="post-7" class="post-7 post type-post"><h2 class="entry-title"><a href="/2024/05/a-post/">Top 10</a></h2><span class="comments-link">{link}</span></article>'
    reading = WP.read(page(f'<html><body class="home blog">{row}</body></html>', url=f"{SITE}/"))
    assert [thread.declared.replies for thread in reading.listing.threads] == [count]


@pytest.mark.parametrize(
    "schema",
    [
        '{"@type":"BlogPosting","commentCount":9}',
        '{"@graph":[{"@type":"WebPage"},{"@type":["Article","BlogPosting"],"commentCount":"9"}]}',
        '[{"@type":"Article","interactionStatistic":[{"@type":"InteractionCounter","interactionType":"https://schema.org/CommentAction","userInteractionCount":9}]}]',
    ],
)
def test_declared_replies_from_the_schema(schema):
    reading = WP.read(single(FORM, head=f'<script type="application/ld+json">{schema}</script>'))
    assert reading.threads[-1].thread.declared.replies == 9


def test_no_comments_and_an_open_form_declare_none():
    assert WP.read(single(FORM)).threads[-1].thread.declared.replies == 0


def test_no_comments_and_no_form_declare_nothing():
    thread = WP.read(single()).threads[-1].thread
    assert thread.declared.replies is None
    assert thread.locked is None


def test_the_heading_of_the_form_declares_nothing():
    several = "".join(comment(n) for n in (5, 6))
    assert WP.read(single(f'<ol class="comment-list">{several}</ol>{FORM}')).threads[-1].thread.declared.replies is None


@pytest.mark.parametrize(
    ("below", "locked"),
    [
        (FORM, False),
        ('<div id="respond"><p class="must-log-in">You must be logged in.</p></div>', False),
        ('<p class="no-comments">Σχόλια κλειστά.</p>', True),
        ('<p class="nocomments">Comments are closed.</p>', True),
        ('<div id="respond"><p class="comments-closed">Closed.</p></div>', True),
        ("", True),
    ],
)
def test_locked(below, locked):
    assert WP.read(single(f'<ol class="comment-list">{comment(5)}</ol>{below}')).threads[-1].thread.locked is locked


# -- comment pages -----------------------------------------------------------------------------------------------------

A = "https://blog.example/2024/05/a-post/"


def to(number: int, classes: str = "page-numbers", text: str = "") -> str:
    return f'<a class="{classes}" href="{A}comment-page-{number}/#comments">{text or number}</a>'


@pytest.mark.parametrize(
    ("nav", "url", "number", "pages", "others"),
    [
        ("", A, 1, 1, []),
        (
            f'<nav class="comments-pagination">{to(1)}<span class="page-numbers current">2</span>{to(3)}</nav>',
            f"{A}comment-page-2/",
            2,
            3,
            [1, 3],
        ),
        (
            f'<nav class="comments-pagination">{to(1, text="Page 1")}{to(2, text="Page 2")}<span class="page-numbers current">Page 3</span></nav>',
            A,
            3,
            3,
            [1, 2],
        ),
        (
            f'<nav class="comments-pagination"><span class="page-numbers current">1</span>{to(2)}…{to(5)}</nav>',
            f"{A}comment-page-1/",
            1,
            5,
            [2, 3, 4, 5],
        ),
        (f'<nav class="comment-navigation"><div class="nav-previous">{to(2, "", "Older")}</div></nav>', A, 3, 3, [1, 2]),
        (f'<nav class="comment-navigation"><div class="nav-next">{to(2, "", "Newer")}</div></nav>', A, 1, None, [2]),
        (
            f'<div class="navigation"><div class="alignleft">{to(1, "", "Older")}</div><div class="alignright">{to(3, "", "Newer")}</div></div>',
            f"{A}comment-page-2/",
            2,
            None,
            [1, 3],
        ),
        (
            f'<div class="wp-block-comments-pagination">{to(2, "wp-block-comments-pagination-previous", "Older")}</div>',
            A,
            3,
            3,
            [1, 2],
        ),
        (
            f'<a href="{A}comment-page-4/#comment-9">a comment</a><a href="https://blog.example/other/comment-page-6/#comments">other</a>',
            A,
            1,
            1,
            [],
        ),
    ],
)
def test_comment_pages(nav, url, number, pages, others):
    head = f'<link rel="canonical" href="{A}">'
    reading = WP.read(single(f'<div id="comments"><ol class="comment-list">{comment(5)}</ol>{nav}</div>', head=head, url=url))
    shown = reading.threads[-1]
    assert (shown.number, shown.pages) == (number, pages)
    assert sorted(follow.number for follow in reading.follows if "comment-page-" in follow.url) == others
    assert shown.next_url == (f"{A}comment-page-{number + 1}/" if number + 1 in others else None)


# -- comments ----------------------------------------------------------------------------------------------------------


def comments_of(listed: str, **more) -> list:
    return [post for shown in WP.read(single(listed, **more)).threads for post in shown.posts if post.kind != "article"]


def test_an_inner_comment_never_lends_its_fields_to_the_outer_one():
    outer = '<li id="comment-1" class="comment depth-1"><div class="comment-content"><p>Outer.</p></div><ul class="children">{}</ul></li>'
    inner = comment(2).replace('class="fn">Ann', 'class="fn"><a href="https://ann.example/" class="url">Ann</a>')
    first, second = comments_of(outer.format(inner))
    assert (first.id, first.author, first.posted, first.url) == ("1", None, None, None)
    assert (second.parent_id, second.author.name, second.author.url) == ("1", "Ann", "https://ann.example/")


@pytest.mark.parametrize(
    ("wrap", "tag"), [('<ol class="children">{}</ol>', "li"), ("<ol>{}</ol>", "li"), ("<ul>{}</ul>", "li"), ("{}", "div")]
)
def test_parents_come_from_the_tree_whatever_is_between(wrap, tag):
    nested = (
        comment(1, wrap.format(comment(2, wrap.format(comment(3))))).replace("<li ", f"<{tag} ").replace("</li>", f"</{tag}>")
    )
    assert [(post.id, post.parent_id) for post in comments_of(f"<ol>{nested}{comment(4)}</ol>")] == [
        ("1", None),
        ("2", "1"),
        ("3", "2"),
        ("4", None),
    ]


def test_wpdiscuz_nests_beside_the_numbered_element():
    one = '<div id="wpd-comm-{0}_{1}" class="comment depth-1 wpd-comment"><div class="wpd-comment-wrap"><div id="comment-{0}" class="wpd-comment-right"><div class="wpd-comment-author">Ann</div><div class="wpd-comment-date" title="May 2, 2024 10:00 am">May 2, 2024 10:00 am</div><div class="wpd-comment-text"><p>Words {0}.</p></div></div></div>{2}</div>'
    found = comments_of(one.format(8, 0, one.format(9, 8, "")))
    assert [(post.id, post.parent_id, post.content.text, post.author.name) for post in found] == [
        ("8", None, "Words 8.", "Ann"),
        ("9", "8", "Words 9.", "Ann"),
    ]
    assert all(post.posted.local == datetime.fromisoformat("2024-05-02T10:00") for post in found)


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (
            '<div class="comment-body"><div class="comment-author vcard"><cite class="fn">Ann</cite> <span class="says">says:</span></div><div class="comment-meta commentmetadata"><a href="#comment-1">May 2, 2024 at 10:00 am</a></div><p>Words.</p><div class="reply"><a class="comment-reply-link" href="?replytocom=1">Reply</a></div></div>',
            "Words.",
        ),
        (
            '<cite><a href="https://ann.example/" class="url">Ann</a></cite> Says: <br><small class="commentmetadata"><a href="#comment-1">May 2, 2024 at 10:00 am</a></small><p>Words.</p><p>More.</p>',
            "Words.\n\nMore.",
        ),
        (
            '<header><span class="author">Ann</span> <a href="#comment-1"><time datetime="2024-05-02T10:00:00+02:00">May 2</time></a></header><p>Words.</p>',
            "Words.",
        ),
        (
            '<b class="fn">Ann</b><div class="comment-content"><p>Words <img class="wp-smiley" alt=":)" src="s.gif">.</p><div class="sharedaddy">Share this</div></div><a href="#comment-1">May 2, 2024 at 10:00 am</a>',
            "Words :).",
        ),
    ],
)
def test_old_markup(inside, text):
    (post,) = comments_of(f'<ol class="commentlist"><li id="comment-1" class="comment depth-1">{inside}</li></ol>')
    assert (post.author.name, post.content.text) == ("Ann", text)
    assert post.posted.local == datetime.fromisoformat("2024-05-02T10:00")


def test_a_day_and_a_time_that_stand_apart_are_read_together():
    (post,) = comments_of(
        '<div id="comment-1"><p>Words.</p>By <cite><a class="url" href="https://ann.example/">Ann</a></cite> on <a href="#comment-1">07.08.09</a> at 10:25</div>'
    )
    assert post.posted.raw == "07.08.09 at 10:25"


@pytest.mark.parametrize(
    ("classes", "guest", "author_id"),
    [
        ("comment even depth-1", True, None),
        ("comment byuser comment-author-ann odd depth-1", False, "ann"),
        ("comment byuser comment-author-ann bypostauthor odd depth-1", False, "ann"),
        ("comment", None, None),
    ],
)
def test_members_and_guests(classes, guest, author_id):
    (post,) = comments_of(comment(1).replace("comment even depth-1", classes))
    assert (post.author.guest, post.author.id) == (guest, author_id)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("O&#8217;Neil &#038; Sons", "O'Neil & Sons"),
        ("Rita O’Hara", "Rita O’Hara"),
        ("&#8220;Q&#8221; &#8211; the 2&#215;4", '"Q" - the 2x4'),
        ("Wait&#8230;", "Wait..."),
        ("Jean-Luc – le vrai", "Jean-Luc – le vrai"),
    ],
)
def test_names_are_as_their_owners_typed_them(printed, name):
    (post,) = comments_of(comment(1).replace(">Ann<", f">{printed}<"))
    assert post.author.name == name


def test_a_comment_waiting_for_its_moderator_says_so_and_not_in_its_words():
    (post,) = comments_of(
        comment(1).replace(
            "<p>Words.", '<p><em class="comment-awaiting-moderation">Your comment is awaiting moderation.</em></p><p>Words.'
        )
    )
    assert (post.state, post.content.text) == ("moderated", "Words.")


def test_pings_are_told_by_class_and_have_no_words_where_only_their_origin_is_shown():
    short = '<li id="comment-2" class="pingback even depth-1"><div class="comment-body">Pingback: <a href="https://far.example/" class="url">Far</a></div></li>'
    whole = comment(3).replace("comment even", "trackback even")
    ping, trackback = comments_of(f"<ol>{short}{whole}</ol>")
    assert (ping.kind, ping.content, ping.author.name, ping.author.url) == ("pingback", None, "Far", "https://far.example/")
    assert (trackback.kind, trackback.content.text) == ("trackback", "Words.")


def test_a_comment_without_words_is_a_loss_and_the_others_stay():
    reading = WP.read(single(f'<ol><li id="comment-1" class="comment depth-1"><b class="fn">Ann</b></li>{comment(2)}</ol>'))
    assert [loss.post_id for loss in reading.losses] == ["1"]
    assert [post.id for post in reading.threads[-1].posts] == ["7", "2"]


def test_hand_made_quotes():
    quoted = '<blockquote cite="#comment-120"><p><a href="#comment-120">Passer-by</a> schrieb:</p><p>The first reading was 4.2 bar.</p></blockquote><blockquote><p>Bare.</p></blockquote><p>I doubt it.</p>'
    (post,) = comments_of(comment(1).replace("<p>Words.</p>", quoted))
    assert post.content.text == "I doubt it."
    assert [(quote.author, quote.source_id, quote.text) for quote in post.content.quotes] == [
        ("Passer-by", "120", "The first reading was 4.2 bar."),
        (None, None, "Bare."),
    ]


def test_an_inner_quote_lends_its_origin_to_no_outer_one():
    inner = '<blockquote cite="#comment-9"><p><a href="#comment-9">Bo</a> said:</p><p>Inner.</p></blockquote>'
    (post,) = comments_of(comment(1).replace("<p>Words.</p>", f"<blockquote>{inner}<p>Outer.</p></blockquote>"))
    assert [(q.author, q.source_id, q.depth, q.parent, q.text) for q in post.content.quotes] == [
        (None, None, 1, None, "Outer."),
        ("Bo", "9", 2, 1, "Inner."),
    ]


# -- articles on indexes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "view"),
    [
        ('<div class="entry-content"><p>One.</p><p>Two.</p></div>', "page"),
        ('<div class="entry-content"><p>One <a href="/x">link</a>.</p></div>', "page"),
        ('<div class="entry-content"><p>Nothing says that this is cut.</p></div>', "excerpt"),
        ('<div class="entry-content"><p>One.</p><p>Two.</p><a class="more-link" href="/a/#more-7">Continue</a></div>', "excerpt"),
        ('<div class="entry-content"><p>One.</p><p>Two. <a href="/a/#more-7">(more…)</a></p></div>', "excerpt"),
        (
            '<div class="entry-content"><p>One.</p><p>Two.</p><div class="page-links">Pages: 1 <a class="post-page-numbers" href="/a/2/">2</a></div></div>',
            "excerpt",
        ),
        ('<div class="entry-summary"><p>One.</p><p>Two.</p></div>', "excerpt"),
        ('<div class="wp-block-post-excerpt"><p class="wp-block-post-excerpt__excerpt">One.</p></div>', "excerpt"),
    ],
)
def test_an_excerpt_is_never_taken_for_the_article(body, view):
    row = f'<article id="post-7" class="post-7 post type-post"><h2 class="entry-title"><a href="/a/">A</a></h2>{body}</article>'
    reading = WP.read(page(f'<html><body class="home blog">{row}</body></html>', url=f"{SITE}/"))
    assert [shown.view for shown in reading.threads] == [view]


def test_an_article_in_parts_is_an_excerpt_and_a_part():
    links = '<div class="page-links"><a class="post-page-numbers" href="{}">x</a></div>'
    first = WP.read(single(links.format(f"{A}2/"), url=A))
    second = WP.read(single(links.format(A), classes="single single-post postid-7 paged-2 single-paged-2", url=f"{A}2/"))
    assert [(shown.view, [post.id for post in shown.posts]) for shown in first.threads] == [("excerpt", ["7"]), ("page", ["7/1"])]
    assert [(shown.view, [post.id for post in shown.posts]) for shown in second.threads] == [("page", ["7/2"])]
    assert {shown.thread.url for shown in (*first.threads, *second.threads)} == {A}
    assert f"{A}2/" in {follow.url for follow in first.follows}


def test_an_article_behind_a_password_is_gated_and_says_nothing():
    form = '<form class="post-password-form" action="/wp-login.php?action=postpass"><p>Enter your password:</p></form>'
    reading = WP.read(
        page(
            f'<html><body class="single postid-7"><article id="post-7" class="post-7 post-password-required"><h1 class="entry-title">Protected: A</h1><div class="entry-content">{form}</div></article></body></html>'
        )
    )
    assert [(shown.thread.state, shown.posts, shown.losses) for shown in reading.threads] == [("gated", (), ())]


def test_widgets_and_related_articles_are_no_rows():
    related = '<div class="widget"><article id="post-9" class="post-9 post type-post"><h2 class="entry-title"><a href="/w/">W</a></h2></article></div>'
    row = '<article id="post-7" class="post-7 post type-post hentry"><h2 class="entry-title"><a href="/a/">A</a></h2></article>'
    reading = WP.read(page(f'<html><body class="home blog">{row}{related}</body></html>', url=f"{SITE}/"))
    assert [thread.id for thread in reading.listing.threads] == ["7"]


# -- edits -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "edited"),
    [
        (
            '<meta property="article:published_time" content="2024-05-01T08:00:00+00:00"><meta property="article:modified_time" content="2024-05-03T09:00:00+00:00">',
            datetime(2024, 5, 3, 9, tzinfo=UTC),
        ),
        (
            '<meta property="article:published_time" content="2024-05-01T08:00:00+00:00"><meta property="article:modified_time" content="2024-05-01T08:00:00+00:00">',
            None,
        ),
        (
            '<meta property="article:published_time" content="2024-05-01T08:00:00+00:00"><meta property="article:modified_time" content="2024-04-30T08:00:00+00:00">',
            None,
        ),
        ('<meta property="article:modified_time" content="2024-05-03T09:00:00+00:00">', None),
    ],
)
def test_an_article_is_edited_where_the_page_states_a_later_time(head, edited):
    (post,) = WP.read(single(head=head)).threads[-1].posts
    assert [edit.time.at for edit in post.edits] == ([edited] if edited else [])


# -- JSON, feeds ---------------------------------------------------------------------------------------------------------


def rest(answer: object, path: str = "comments", **headers: str) -> Reading:
    return WP.read(page(json.dumps(answer), f"{SITE}/wp-json/wp/v2/{path}", "application/json", **headers))


@pytest.mark.parametrize(
    "answer",
    [
        [], {}, {"code": "rest_cannot_access", "message": "Only members.", "data": {"status": 401}}, [[]], ["x"], [None], 5, None, "x",
        [{"id": "5"}], [{"id": 5, "content": None}], [{"id": 5, "content": {}, "title": {}}], [{"id": 5, "post": 7, "author_name": None, "content": {"rendered": 3}}],
        [{"id": 5, "content": {"rendered": ""}, "title": {"rendered": None}, "_embedded": {"replies": [[None, 3]]}, "date": 12, "author": "x", "guid": []}],
        {"namespaces": ["wp/v2"], "routes": {"/wp/v2/posts": {"_links": []}}, "gmt_offset": "x"},
    ],
)  # fmt: skip
def test_answers_of_any_shape_are_read(answer):
    assert rest(answer).kind == "api"


def test_what_is_no_json_is_no_page():
    with pytest.raises(NotAPage):
        WP.read(page("<b>Error</b>", f"{SITE}/wp-json/", "application/json"))


@pytest.mark.parametrize(
    ("stated", "zone"),
    [
        ({"timezone_string": "Asia/Tokyo", "gmt_offset": 9}, "Asia/Tokyo"),
        ({"timezone_string": "", "gmt_offset": 2}, "Etc/GMT-2"),
        ({"timezone_string": "", "gmt_offset": -3}, "Etc/GMT+3"),
        ({"timezone_string": "", "gmt_offset": "5.5"}, "UTC+05:30"),
        ({"timezone_string": "", "gmt_offset": 0}, "Etc/UTC"),
        ({}, None),
    ],
)
def test_the_root_of_the_api_states_the_zone(stated, zone):
    root = {"name": "A &amp; B", "namespaces": ["wp/v2"], "routes": {}, **stated}
    site = WP.read(page(json.dumps(root), f"{SITE}/wp-json/", "application/json")).site
    assert (site.title, site.timezone, site.url) == ("A & B", zone, f"{SITE}/")


def test_the_site_is_the_same_from_each_of_its_addresses():
    head = '<link rel="https://api.w.org/" href="https://blog.example/blog/index.php/wp-json/">'
    from_page = WP.read(single(head=head, url="https://blog.example/blog/2024/a/")).site.url
    from_rest = WP.read(page("[]", "https://blog.example/blog/index.php/wp-json/wp/v2/users", "application/json")).site.url
    plain = WP.read(page("[]", "https://blog.example/blog/?rest_route=/wp/v2/users", "application/json")).site.url
    sitemap = WP.read(
        page(
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>',
            "https://blog.example/blog/wp-sitemap.xml",
            "application/xml",
        )
    ).site.url
    assert {from_page, from_rest, plain, sitemap} == {"https://blog.example/blog/"}


def test_a_reply_to_a_comment_that_is_held_back_gets_a_place_to_answer():
    answer = [
        {
            "id": 5,
            "post": 7,
            "parent": 4,
            "author": 0,
            "author_name": "Ann",
            "date_gmt": "2024-05-02T08:00:00",
            "content": {"rendered": "<p>x</p>"},
        }
    ]
    whole = rest(answer, "comments?post=7&per_page=100", **{"x-wp-total": "1"})
    assert [(post.id, post.state) for post in whole.threads[0].posts] == [("4", "missing"), ("5", "visible")]
    one_of_two = rest(answer, "comments?post=7&per_page=1", **{"x-wp-total": "2"})
    assert [post.id for post in one_of_two.threads[0].posts] == ["5"]
    assert one_of_two.threads[0].thread.declared.replies == 2


def test_the_page_and_rest_say_the_same():
    words = "<blockquote><p>Quoted.</p></blockquote>\n<p>It&#8217;s <strong>so</strong> &#8211; x &lt; 2<br />\nand <code>a  b</code></p>"
    (shown,) = comments_of(comment(5).replace("<p>Words.</p>", words))
    (told,) = (
        rest(
            [
                {
                    "id": 5,
                    "post": 7,
                    "parent": 0,
                    "author": 0,
                    "author_name": "Ann",
                    "author_url": "",
                    "date": "2024-05-02T10:00:00",
                    "date_gmt": "2024-05-02T08:00:00",
                    "content": {"rendered": words + "\n"},
                    "link": f"{A}comment-page-1/#comment-5",
                }
            ]
        )
        .threads[0]
        .posts
    )
    assert (told.id, told.content, told.author.name, told.posted.at) == (
        shown.id,
        shown.content,
        shown.author.name,
        shown.posted.at,
    )


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("/wp-json/wp/v2/posts?per_page=100", "/wp-json/wp/v2/posts?per_page=100&modified_after=2024-05-01T10:00:00Z"),
        ("/wp-json/wp/v2/pages", "/wp-json/wp/v2/pages?modified_after=2024-05-01T10:00:00Z"),
        ("/wp-json/wp/v2/comments?per_page=100&page=1", "/wp-json/wp/v2/comments?per_page=100&page=1&after=2024-05-01T10:00:00Z"),
        ("/?rest_route=/wp/v2/posts&per_page=100", "/?rest_route=/wp/v2/posts&per_page=100&modified_after=2024-05-01T10:00:00Z"),
        ("/wp-json/wp/v2/posts/12", "/wp-json/wp/v2/posts/12"),
        ("/wp-json/wp/v2/categories", "/wp-json/wp/v2/categories"),
        ("/wp-json/", "/wp-json/"),
    ],
)
def test_a_collection_is_asked_only_for_what_changed(url: str, asked: str):
    moment = datetime(2024, 5, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    assert WP.since(SITE + url, moment) == SITE + asked


def test_a_feed_with_a_bare_ampersand_is_read():
    feed = '<?xml version="1.0"?><rss version="2.0"><channel><generator>https://wordpress.org/?v=6.1</generator><item><title>By: O\'Neil & Sons</title><link>https://blog.example/a/#comment-5</link></item></channel></rss>'
    reading = WP.read(page(feed, f"{SITE}/a/feed/", "application/rss+xml"))
    assert (reading.kind, [follow.url for follow in reading.follows]) == ("feed", ["https://blog.example/a/"])


def test_a_bomb_of_entities_is_refused():
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
        + "]><rss><channel><title>&m;</title></channel></rss>"
    )
    with pytest.raises(NotAPage):
        WP.read(page(bomb, f"{SITE}/feed/", "application/rss+xml"))


# -- nothing but its own errors ------------------------------------------------------------------------------------------

CASES = sorted(path for path in PAGES.glob("*") if path.suffix in {".html", ".xml", ".body"})
KINDS = {".html": "text/html; charset=utf-8", ".xml": "application/xml", ".body": "application/json"}


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(CASES), st.randoms(use_true_random=False))
def test_mutated_pages_raise_nothing_but_read_errors(path: Path, rng: random.Random):
    body = bytearray(path.read_bytes())
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(body))
        match rng.randrange(4):
            case 0:
                del body[at : at + rng.randint(1, 400)]
            case 1:
                body[at:at] = rng.choice(
                    [
                        b"<div>",
                        b"</li>",
                        b'"',
                        b"&#x0;",
                        b"<a href='http://[x'>",
                        b"\xff\xfe",
                        b"9" * 5_000,
                        b"comment-",
                        b"[{",
                        b"null",
                    ]
                )
            case 2:
                piece, to_ = bytes(body[at : at + rng.randint(1, 300)]), rng.randrange(len(body))
                body[to_:to_] = piece
            case _:
                body[at] = rng.randrange(256)
        if not body:
            break
    url = rng.choice(
        [f"{SITE}/a/", f"{SITE}/?p={'9' * 5_000}", f"{SITE}/a/comment-page-{'9' * 30}/", "https://[::1]/x/", f"{SITE}:99999/"]
    )
    with suppress(ReadError):
        WP.read(Page(url=url, body=bytes(body), headers={"content-type": KINDS[path.suffix]}, fetched_at=AT))


# -- other people's themes and plugins -----------------------------------------------------------------------------------


def test_a_theme_that_puts_answers_beside_the_words_lends_them_to_nobody():
    inner = '<li id="li-comment-2" class="comment depth-2"><article id="comment-2"><div class="content"><header><span class="author">Bo</span></header><p>A far longer answer than the question was.</p></div></article></li>'
    found = comments_of(
        '<ol class="commentlist"><li id="li-comment-1" class="comment depth-1"><article id="comment-1"><div class="content"><header>'
        f'<span class="author">Ann</span></header><p>Why?</p></div></article><ol class="children">{inner}</ol></li></ol>'
    )
    assert [(post.id, post.parent_id, post.content.text) for post in found] == [
        ("1", None, "Why?"),
        ("2", "1", "A far longer answer than the question was."),
    ]


def test_wpdiscuz_shows_when_and_keeps_the_day_in_a_title():
    one = '<div id="{2}-comm-{0}_{1}" class="comment depth-1 wpd-comment"><div class="{3}-comment-author">Ann</div><div class="{3}-comment-date" title="May 2, 2024 10:00 am">1 year ago</div><div class="{3}-comment-text"><p>Words {0}.</p></div></div>'
    found = comments_of(one.format(8, 0, "wpd", "wpd") + one.format(9, 8, "wc", "wc"))
    assert [(post.id, post.parent_id, post.author.name, post.posted.raw) for post in found] == [
        ("8", None, "Ann", "May 2, 2024 10:00 am"),
        ("9", "8", "Ann", "May 2, 2024 10:00 am"),
    ]


@pytest.mark.parametrize(
    "furniture",
    [
        '<div class="sharedaddy sd-sharing-enabled"><h3>Share this:</h3></div>',
        '<ul><li><a href="https://www.facebook.com/sharer/sharer.php?u=x">Like 3</a></li><li><a href="https://twitter.com/intent/tweet?u=x">4</a></li></ul>',
        '<div id="jp-post-flair"><h3>Like this:</h3> Loading...</div>',
        '<div class="wp-block-jetpack-subscriptions"><p>Never miss a post</p></div>',
        '<div class="yarpp-related"><h3>Related posts:</h3><ol><li><a href="/x/">X</a></li></ol></div>',
        '<div id="ez-toc-container"><p>Table of Contents</p></div>',
        '<div class="wp-about-author-containter-top">Ann More Posts</div>',
        '<p class="postmetadata alt">This entry was posted on Monday.</p>',
        '<form class="mc4wp-form"><label>Your address</label></form>',
        '<p class="post-tags">Tags: a b</p>',
        '<div class="wp-block-query"><h2 class="wp-block-post-title">Another</h2></div>',
    ],
)
def test_what_plugins_put_into_an_article_is_not_its_authors(furniture):
    page_ = page(
        f'<html><head><meta name="generator" content="WordPress 6.4"></head><body class="single postid-7"><article id="post-7"><div class="entry-content"><p>One.</p>{furniture}<p>Two.</p></div></article></body></html>'
    )
    (post,) = [post for shown in WP.read(page_).threads for post in shown.posts]
    assert post.content.text == "One.\n\nTwo."


def test_a_sentence_that_asks_to_be_passed_on_is_its_authors():
    sentence = '<p><a href="https://twitter.com/intent/tweet?text=Ash+burns">Ash burns.</a></p>'
    page_ = page(
        f'<html><head><meta name="generator" content="WordPress 6.4"></head><body class="single postid-7"><article id="post-7"><div class="entry-content"><p>One.</p>{sentence}</div></article></body></html>'
    )
    (post,) = [post for shown in WP.read(page_).threads for post in shown.posts]
    assert post.content.text == "One.\n\nAsh burns."


@pytest.mark.parametrize(
    "around",
    [
        '<div class="entry-content"><h1>A post</h1><div class="wp-block-post-content"><p>One two three four.</p></div></div>',
        '<div class="post-content"><div class="entry"><p>One two three four.</p></div><i>x</i></div>',
        '<div class="article-content"><div class="author-pop-over">Ann writes about wine and other things here.</div><div class="entry-content"><p>One two three four.</p></div></div>',
        '<div class="entry-content"><p>One two three four.</p><div class="entry"></div></div>',
    ],
)
def test_the_body_is_the_element_nearest_to_the_words(around):
    page_ = page(
        f'<html><head><meta name="generator" content="WordPress 6.4"></head><body class="single postid-7"><article id="post-7">{around}</article></body></html>'
    )
    (post,) = [post for shown in WP.read(page_).threads for post in shown.posts]
    assert post.content.text == "One two three four."


def test_a_day_that_no_theme_prints_stands_in_the_address():
    body = '<html><head><meta name="generator" content="WordPress 6.4"></head><body class="single postid-7"><article id="post-7"><p>On May 1, 2001 it rained.</p></article></body></html>'
    (shown,) = WP.read(page(body, url=f"{SITE}/2014/05/18/a-post/")).threads
    assert (shown.thread.created.raw, shown.thread.created.precision) == ("2014/05/18", "day")


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ('<h4 class="vcard author">vom Krimiblogger</h4>', "Krimiblogger"),
        ('<span class="author vcard">by Ann Lee</span>', "Ann Lee"),
        ('<span class="entry-author">Door Kees</span>', "Kees"),
        ('<span class="author vcard">Byron</span>', "Byron"),
        ('<h1 class="vcard author"><a class="fn" href="/">The Blog</a></h1>', None),
    ],
)
def test_a_byline_is_a_name_without_the_word_before_it(byline, name):
    body = f'<html><head><meta name="generator" content="WordPress 6.4"></head><body class="single postid-7"><article id="post-7">{byline}<div class="entry-content"><p>One.</p></div></article></body></html>'
    (shown,) = WP.read(page(body)).threads
    assert (shown.thread.author.name if shown.thread.author else None) == name


def test_comments_that_disqus_writes_for_browsers_without_script():
    one = (
        '<li class="comment depth-1" id="dsq-comment-{0}"><div id="dsq-comment-header-{0}" class="dsq-comment-header"><cite id="dsq-cite-{0}">{1}</cite></div>'
        '<div id="dsq-comment-body-{0}" class="dsq-comment-body"><div id="dsq-comment-message-{0}" class="dsq-comment-message"><p>Words {0}.</p></div></div>{2}</li>'
    )
    inner = one.format(12, '<span id="dsq-author-user-12">Bo</span>', "")
    outer = one.format(
        11, '<a id="dsq-author-user-11" href="https://ann.example/" rel="nofollow">Ann</a>', f'<ul class="children">{inner}</ul>'
    )
    found = comments_of(f'<div id="disqus_thread"><div id="dsq-content"><ul id="dsq-comments">{outer}</ul></div></div>')
    assert [(post.id, post.parent_id, post.author.name, post.author.url, post.content.text, post.posted) for post in found] == [
        ("11", None, "Ann", "https://ann.example/", "Words 11.", None),
        ("12", "11", "Bo", None, "Words 12.", None),
    ]


@pytest.mark.parametrize(
    ("comment_", "name", "raw"),
    [
        (  # Divi
            '<article id="comment-5" class="comment-body"><div class="comment_postinfo"><span class="fn">Bo</span> <span class="comment_date">on June 1, 2024 at 3:44 am</span></div><div class="comment_area"><div class="comment-content"><p>Words.</p></div><span class="reply-container"><a class="comment-reply-link">Reply</a></span></div></article>',
            "Bo",
            "on June 1, 2024 at 3:44 am",
        ),
        (  # Astra
            '<article id="comment-5" class="ast-comment"><header class="ast-comment-meta"><cite><b class="fn">Bo</b> <span class="ast-cmt-post-author">Post Author</span></cite><span class="timendate"><a href="#comment-5">June 1, 2024 at 3:44 am</a></span></header><section class="ast-comment-content comment"><p>Words.</p><div class="ast-comment-edit-reply-wrap">Reply</div></section></article>',
            "Bo",
            "June 1, 2024 at 3:44 am",
        ),
        (  # OceanWP
            '<article id="comment-5"><div class="comment-content"><div class="comment-author"><span class="comment-link">Bo</span><span class="comment-meta commentmetadata"><span class="comment-date">June 1, 2024 at 3:44 am</span><a class="comment-reply-link">Reply</a></span></div><div class="comment-entry"><div class="comment-content"><p>Words.</p></div></div></div></article>',
            "Bo",
            "June 1, 2024 at 3:44 am",
        ),
        (  # Hestia
            '<div id="comment-5" class="comment media"><div class="media-body"><h4 class="media-heading">Bo<small>&#183; June 1, 2024 at 3:44 am</small></h4><p>Words.</p><div class="media-footer"><a class="comment-reply-link">Reply</a></div></div></div>',
            "Bo",
            "· June 1, 2024 at 3:44 am",
        ),
        (  # Avada
            '<div id="comment-5" class="the-comment"><div class="comment-author meta"><strong>Bo</strong>June 1, 2024 at 3:44 am<span class="comment-reply"> - <a class="comment-reply-link">Reply</a></span></div><div class="comment-text"><p>Words.</p></div></div>',
            "Bo",
            "June 1, 2024 at 3:44 am",
        ),
        (  # Thematic
            '<div id="comment-5"><div class="comment-author vcard"><span class="fn n">Bo</span></div><div class="comment-meta">Posted June 1, 2024 at 3:44 am <span class="meta-sep">|</span> <a href="https://blog.example/a-post/#comment-5">Permalink</a></div><p>Words.</p></div>',
            "Bo",
            "June 1, 2024 at 3:44 am",
        ),
        (  # WordPress.com
            '<article id="comment-5" class="comment-body"><b class="fn">Bo</b><div class="comment-metadata"><a href="#comment-5">June 1, 2024 at 3:44 am</a></div><div class="comment-content"><p>Words.</p><p id="comment-like-5" class="comment-likes comment-not-liked"><a class="comment-like-link">Like</a><span class="comment-like-feedback">Liked by 1 person</span></p></div></article>',
            "Bo",
            "June 1, 2024 at 3:44 am",
        ),
    ],
    ids=["divi", "astra", "oceanwp", "hestia", "avada", "thematic", "wordpress.com"],
)
def test_themes_of_others(comment_, name, raw):
    (post,) = comments_of(f'<ol class="commentlist"><li class="comment depth-1" id="li-comment-5">{comment_}</li></ol>')
    assert (post.id, post.author.name, post.posted.raw, post.content.text) == ("5", name, raw, "Words.")
    assert post.posted.local == datetime.fromisoformat("2024-06-01T03:44")


def test_a_theme_that_puts_the_day_above_the_article():
    body = '<html><head><meta name="generator" content="WordPress 6.4"></head><body class="single postid-7"><div class="page-header"><time class="entry-date published" datetime="2024-05-02T10:00:00+00:00">May 2</time></div><article id="post-7"><div class="entry-content"><p>One.</p></div></article></body></html>'
    (shown,) = WP.read(page(body)).threads
    assert shown.thread.created.raw == "May 2"


@pytest.mark.parametrize(
    ("head", "above", "name"),
    [
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"Article","author":{"@id":"#p"}},{"@type":"Person","@id":"#p","name":"Ann Lee"}]}</script>',
            "",
            "Ann Lee",
        ),
        (
            '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Lee"><meta name="twitter:label2" content="Reading time">',
            "",
            "Ann Lee",
        ),
        ('<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="2 minutes">', "", None),
        ("", "<small>May 2nd, 2004 by Ann Lee</small>", "Ann Lee"),
        ("", "<small>11.09.2011, 16:20 von ann</small>", "ann"),
        ("", "<small>May 2nd, 2004</small>", None),
    ],
)
def test_a_writer_whom_no_link_names(head, above, name):
    body = f'<html><head><meta name="generator" content="WordPress 6.4">{head}</head><body class="single postid-7"><article id="post-7">{above}<div class="entry-content"><p>One.</p></div></article></body></html>'
    (shown,) = WP.read(page(body)).threads
    assert (shown.thread.author.name if shown.thread.author else None) == name
