"""mwForum: addresses, the page that others saved, and what a post's head tells without its labels being understood."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect
from spiders.platforms.mwforum import MwForum
from tests.captures import CAPTURES, need_captures

PLATFORM = MwForum()
SITE = "http://forum.example/cgi-bin/"
NOW = datetime(2016, 3, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("topic_show.pl?tid=5", None),
        ("topic_show.pl?tid=5;pg=1", "topic_show.pl?tid=5"),
        ("topic_show.pl?pg=2;tid=5", "topic_show.pl?tid=5&pg=2"),
        ("topic_show.pl?tid=5;hl=wick", "topic_show.pl?tid=5"),
        ("topic_show.pl?tid=5;results=1", "topic_show.pl?tid=5"),
        ("topic_show.pl?pid=77#pid77", "topic_show.pl?pid=77"),
        ("topic_show.pl?tid=5;pid=77", "topic_show.pl?pid=77"),
        ("board_show.fpl?bid=3;pg=2", "board_show.fpl?bid=3&pg=2"),
        ("forum_show.pl#bid3", "forum_show.pl"),
        ("user_info.pl?uid=7;ori=x", "user_info.pl?uid=7"),
        ("forum_help.pl", None),
    ],
)
def test_a_thing_has_one_address(address, one):
    one = address if one is None else one
    assert PLATFORM.canonical(SITE + address) == SITE + one
    assert PLATFORM.canonical(SITE + one) == SITE + one, "it is its own"


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("forum_show.pl", True),
        ("board_show.pl?bid=3", True),
        ("topic_show.pl?tid=5;pg=2", True),
        ("topic_show.pl?pid=77", True),
        ("board_show.pl?tid=5#tid5", False),
        ("topic_show.pl", False),
        ("topic_show.pl?tid=0", False),
        ("forum_overview.pl?act=new;bid=3", False),
        ("user_info.pl?uid=7", False),
        ("post_add.pl?pid=77", False),
    ],
)
def test_what_a_guest_sees_by_default_is_followed(address, may):
    assert PLATFORM.follows(SITE + address) is may


def post(head: str, body: str = "Words."):
    whole = (
        "<html><head><link rel='stylesheet' href='/data/mwforum.css'><title>T</title></head><body class='topic_show'>"
        f"<div class='frm pst' id='pid5'><div class='hcl'><span class='nav'></span>{head}</div><div class='ccl'>{body}</div></div></body></html>"
    )
    url = f"{SITE}topic_show.pl?tid=1"
    page = Page(url=url, body=whole.encode(), headers={"content-type": "text/html; charset=utf-8"}, fetched_at=NOW)
    (thread,) = PLATFORM.read(page).threads
    assert thread.losses == ()
    return thread.posts[0]


BY = "<span class='htt'>Par</span> <a href='user_info.pl?uid=7'>2010 Ida</a> (Dame)"
ON = "<span class='htt'>Date</span> 2014-03-01 18:20"


@pytest.mark.parametrize(
    ("head", "name", "edited", "likes"),
    [
        (BY + ON, "2010 Ida", False, 0),
        (f"{BY}{ON}<span class='htt'>Modifié</span> <em>2014-03-01 18:31</em>", "2010 Ida", True, 0),
        (f"{BY}{ON}<span class='htt'>Modifié</span> 2014-03-01 18:31 <span class='htt'>J'aime</span> 4", "2010 Ida", True, 4),
        (f"{BY}{ON}<span class='htt'>J'aime</span> 4", "2010 Ida", False, 4),
        (f"<span class='htt'>Par</span> Anna {ON}", "Anna", False, 0),
        (ON, None, False, 0),
    ],
)
def test_heads_are_read_in_any_language(head, name, edited, likes):
    read = post(head)
    assert (read.author.name if read.author else None) == name
    assert f"{read.posted.local:%Y-%m-%d %H:%M}" == "2014-03-01 18:20"
    assert [f"{edit.time.local:%H:%M}" for edit in read.edits] == ["18:31"] * edited
    assert sum(reaction.count for reaction in read.reactions) == likes


def test_quotes_lose_one_mark_of_each_line():
    read = post(BY + ON, "<blockquote><p>&gt; So it was.<br/>&gt; &gt; Was it?</p></blockquote><br/>It was.")
    assert read.content.text == "It was."
    assert [quote.text for quote in read.content.quotes] == ["So it was.\n> Was it?"]


@pytest.mark.captures
def test_the_page_saved_by_others():
    need_captures()
    rows = map(json.loads, (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines())
    (row,) = [row for row in rows if row["platform"] == "mwforum"]
    body = (CAPTURES / "samples" / row["file"]).read_bytes()
    page = Page(url=row["url"], body=body, headers={"content-type": "text/html"}, fetched_at=NOW)
    platform, _ = detect(page)
    assert platform.name == "mwforum"
    reading = platform.read(page)
    (thread,) = reading.threads
    assert len(thread.posts) == body.count(b"class='frm pst'") == 14
    assert all(post.author.id and post.posted.at and post.content.text for post in thread.posts)
    assert sum(len(post.edits) for post in thread.posts) == body.count(b">Edited<")
    assert (thread.thread.locked, [board.id for board in thread.thread.boards], reading.logged_in) == (False, ["3"], False)
