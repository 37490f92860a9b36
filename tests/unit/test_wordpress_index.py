"""The index of a WordPress page answers as a selector would: the same elements, in the page's order."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import wordpress_index as index

HTML = b"""<!doctype html><body class="single postid-12">
<article id="post-12" class="post-12 type-post hentry"><h1 class="entry-title"><a class="url">A</a></h1>
<span class="author vcard"><a class="url fn">Ann</a></span><p class="author">no card</p></article>
<div id="comments"><ol class="comment-list"><li id="comment-3" class="comment"><cite class="fn">Ben</cite>
<a class="url fn" href="/b">Ben</a></li><li class="pingback">P</li></ol></div></body>"""


def page() -> Page:
    return Page(url="https://blog.example.org/a/", body=HTML, fetched_at=datetime(2024, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    "selector",
    [
        ".fn, .url",
        ".author.vcard .fn, .entry-title",
        "cite.fn, a.fn",
        "#comments .fn, h1.entry-title",
        ".comment-list > li.comment",
        ".vcard a[class]",
        ".nowhere .fn, #nobody",
        '[id^="comment-"], .pingback',
        "body.single .comment-list .fn",
    ],
)
def test_index_answers_as_a_selector(selector):
    given = page()
    wanted = list(dict.fromkeys(node.mem_id for node in given.tree.css(selector)))
    assert [node.mem_id for node in index.select(given, selector)] == wanted
    first = index.first(page(), selector)
    assert (first is None) == (not wanted)
    assert first is None or first.html == next(node.html for node in given.tree.css(selector) if node.mem_id == wanted[0])


def test_beginnings_of_ids_and_classes_stand_in_order():
    found = index.beginning(page(), "#comment-", ".type-", or_named=frozenset({".pingback"}))
    assert [node.id or node.tag for node in found] == ["post-12", "comment-3", "li"]
    assert index.has(page(), "#comments")
    assert not index.has(page(), ".comments")
