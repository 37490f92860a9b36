"""Lobsters: addresses, times and states as its versions write them, and the page that others saved."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect, platform_named
from tests.captures import CAPTURES, need_captures

READER = platform_named("lobsters")
AT = "https://crayfish.example"
OF_2018 = """<html><head><title>x</title></head><body><ol class="stories"><li id="story_ab12cd" data-shortid="ab12cd" class="story">
<div class="voters"><div class="score">7</div></div><div class="details"><span class="link"><a href="/s/ab12cd/ask">Ask</a></span>
<div class="byline"><a href="/u/ida"><img class="avatar"></a> <a href="/u/ida">ida</a> <span title="2018-05-01 10:00:00 -0500">1 day ago</span>
<span class="comments_label"><a href="/s/ab12cd/ask">2 comments</a></span></div></div></li></ol>
<ol class="comments comments1"><li class="comments_subtree"><div id="c_xx11aa" data-shortid="xx11aa" class="comment bad">
<div class="voters"><div class="score">-3</div></div><div class="byline"><a href="/u/jo">jo</a> <span title="2018-05-01 11:00:00 -0500">a day ago</span></div>
<div class="comment_text"><p><span class="na">[Thread removed by moderator kay: rude]</span></p></div></div></li></ol></body></html>"""


def page(body: bytes, url: str) -> Page:
    headers = {"content-type": "text/html; charset=utf-8"}
    return Page(url=url, body=body, headers=headers, fetched_at=datetime(2026, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("url", "one", "may"),
    [
        ("/s/ab12cd/small_pointers#c_xx11aa", "/s/ab12cd/small_pointers", True),
        ("/page/1", "/", True),
        ("/page/2", "/page/2", True),
        ("/t/zig/page/3", "/t/zig/page/3", True),
        ("/newest?token=a", "/newest", False),
        ("/login", "/login", False),
        ("/~ida", "/~ida", False),
        ("/s/login1/login", "/s/login1/login", True),
        ("/search", "/search", False),
    ],
)
def test_addresses(url: str, one: str, *, may: bool) -> None:
    assert READER.canonical(AT + url) == AT + one
    assert READER.follows(AT + url) is may


def test_a_story_of_2018() -> None:
    (thread,) = READER.read(page(OF_2018.encode(), f"{AT}/s/ab12cd/ask")).threads
    opening, comment = thread.posts
    assert opening.posted.at == datetime(2018, 5, 1, 15, tzinfo=UTC)
    assert [(one.kind, one.count) for one in opening.reactions] == [("point", 7)]
    assert opening.content.links == ()
    assert (comment.state, comment.content, comment.parent_id) == ("moderated", None, "ab12cd")


@pytest.mark.captures
def test_the_sample() -> None:
    need_captures()
    rows = map(json.loads, (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines())
    (row,) = [row for row in rows if row["platform"] == "lobsters"]
    shown = page((CAPTURES / "samples" / row["file"]).read_bytes(), row["url"])
    assert detect(shown)[0] is READER
    (thread,) = READER.read(shown).threads
    opening, *comments = thread.posts
    assert len(comments) == thread.thread.declared.replies == 12
    known = {post.id for post in thread.posts}
    assert all(comment.parent_id in known and comment.author.id and comment.content.text for comment in comments)
    assert [bool(comment.posted) for comment in comments].count(False) == sum(len(comment.edits) for comment in comments) == 1
    assert [link.url for link in opening.content.links] == ["https://blog.rust-lang.org/2024/08/12/Project-goals.html"]
