"""Leaving out what cannot match changes nothing that is found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.page import MANY, Page
from spiders.selectors import possible

HTML = """<div id="Top" class="post-title entry"><p class="lead"><a href="/x.y,z" title="a.b, c">one</a></p>
<ul class='comment-list big'><li class=comment id=comment-1>two</li></ul><blockquote cite="#p">three</blockquote></div>"""

FOUND = [
    ".entry-title, .post-title, h1",
    "#top, #Top",
    ".LEAD a, .lead a",
    'a[href="/x.y,z"], .none',
    'a[title="a.b, c"], .none',
    "div:not(.none, .other) > .lead",
    "ul:has(> .comment), .none > li",
    ".comment-list > li.comment#comment-1",
    "blockquote[cite='#p']",
    r".post\-title",
    ".none, #none",
]


def pages() -> list[Page]:
    """Without a doctype, where classes are compared in any case, and with one."""
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    return [
        Page(url="https://a.example/", body=(doctype + HTML).encode(), fetched_at=moment) for doctype in ("", "<!DOCTYPE html>")
    ]


@pytest.mark.parametrize("selector", FOUND)
def test_the_same_elements_are_found(selector: str) -> None:
    for page in pages():
        plain = [node.mem_id for node in page.tree.css(selector)]
        assert page.names >= {"post-title", "comment-1"}  # from here on they are used
        assert [node.mem_id for node in page.select(selector)] == plain
        first = page.select_first(selector)
        assert (first.mem_id if first is not None else None) == next(iter(plain), None)


def test_only_what_cannot_match_is_left_out() -> None:
    names = frozenset({"a", "b-c"})
    assert possible(".a, .b, i.B-c > p, [x='.z, .y'], p:not(.z)", names) == ".a, i.B-c > p, [x='.z, .y'], p:not(.z)"
    assert possible(".z, #z .a", names) == ""


def test_short_selectors_do_not_look_up_the_names() -> None:
    page = pages()[0]
    page.select(", ".join(f".none-{n}" for n in range(MANY)))
    assert "names" not in vars(page)
    assert page.select(", ".join([*(f".none-{n}" for n in range(MANY)), ".lead"]))
    assert "names" in vars(page)


def test_an_element_is_searched_alone() -> None:
    page = pages()[0]
    root = page.select_first(".lead")
    assert root is not None
    assert len(page.select("a, li", root)) == 1
    assert page.names
    assert len(page.select("a, .comment", root)) == 1
