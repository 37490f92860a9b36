"""Real pages saved by others, read by the reader that guesses: software that has no reader, and software whose own reader is
switched off, which then says what is true.

Figures are printed (``pytest -s``). Each page is parsed once.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime
from functools import cache

import pytest

from spiders.errors import ReadError
from spiders.items import Post
from spiders.page import Page
from spiders.platforms import detect, platform_named
from tests.captures import CAPTURES, need_captures

need_captures()

pytestmark = pytest.mark.captures
SAMPLES = CAPTURES / "samples"
GENERIC = platform_named("generic")

POSTS = {
    "crowdstack/forum.cookshack.com__catering-tips.html": "[id^=postBoxWrapper]",
    "finewoodworking/finewoodworking.com__beginning-woodworking.html": "li[id^=comment-]",
    "gamefaqs/gamefaqs.gamespot.com__80702016.html": "td[id^=message_]",
    "grassroots/grassrootsmotorsports.com__page1.html": "div.post",
    "insided/forum.ovoenergy.com__an-electric-vehicle-ev-charging-point-installed-at-home-9379.html": "div.post",
    "khoros/techcommunity.microsoft.com__4498848.html": "article[class*=MessageViewStandard]",
    "nairaland/nairaland.com__hybrid-quantum-classical-computing.html": "div.narrow",
    "ricksteves/community.ricksteves.com__first-trip-to-japan.html": "article",
    "steamcommunity/steamcommunity.com__597414091753090447.html": ".commentthread_comment, .forum_op",
    "tripadvisor/tripadvisor.com__ShowTopic-g294232-i525-k15476375-Tips_from_a_first_time_Japan_visitor-Japan.html.html": ".postBody",
    "warriorforum/warriorforum.com__1488296-will-simple-method-work-beginner-2024-a.html.html": ".DiscussionBoard-item",
    "lemmy/lemmy.ml__21018364.html": "article.comment-node, #postContent",
    "lobsters/lobste.rs__rust_project_goals_for_2024.html": ".comment[id^=c_]",
    "mwforum/forum.champdogs.co.uk__topic_show.pl_tid-146451.html": "div[id^=pid]",
    "jforum/permies.com__Year-Tiny-House-real-world.html": ".postItem",
    "jforum/permies.com__cast-iron-skillet-ain-hard.html": ".postItem",
    "jforum/permies.com__breed-dog-good-family-dog.html": ".postItem",
    "askbot/perceval__askbot_question.html": ".js-question, .answer, .comment:not(#post-id-0)",
    "askbot/perceval__askbot_question_multipage_1.html": ".js-question, .answer, .comment:not(#post-id-0)",
    "askbot/perceval__html_24396_multipage_openstack.html": ".js-question, .answer, .comment:not(#post-id-0)",
    "forem/beta.gameplay.gestureworks.com__games-crash-on-start.html": "[id^=post_]",
    "forem/beta.gameplay.gestureworks.com__opengl-dominions-4.html": "[id^=post_]",
}
"""Threads of software that had no reader when the reader was made, and how a person who knows the page counts its posts."""
LISTS = ("dcforum", "ecoustics-custom", "forem/beta.gameplay.gestureworks.com__general-discussion.html", "botwall")


def row_page(row: dict) -> Page:
    return Page(
        url=row.get("url") or "https://forum.example/",
        body=(SAMPLES / row["file"]).read_bytes(),
        headers={"content-type": "text/html"},
        fetched_at=datetime(2026, 4, 1, tzinfo=UTC),
    )


@cache
def rows() -> dict[str, dict]:
    lines = (SAMPLES / "INDEX.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["file"]: row for row in map(json.loads, lines)}


def posts_of(platform, page: Page) -> list[Post]:
    try:
        return [post for thread in platform.read(page).threads for post in thread.posts if post.content is not None]
    except ReadError:
        return []


def bare(text: str) -> str:
    return re.sub(r"\W+", "", text)


def test_threads_of_software_that_nobody_knows():
    found: Counter[str] = Counter()
    for name, selector in POSTS.items():
        page = row_page(rows()[name])
        count, posts = len(page.tree.css(selector)), posts_of(GENERIC, page)
        found.update(wanted=count, read=len(posts), right=min(count, len(posts)))
        found.update(authors=sum(post.author is not None for post in posts), times=sum(post.posted is not None for post in posts))
        assert len(posts) >= 0.8 * count, f"{name}: {len(posts)} of {count}"
        assert count >= 0.9 * len(posts), f"{name}: {len(posts)} of {count}"
        assert all(post.content.text or post.content.media or post.content.quotes for post in posts), name
    print(dict(found))
    assert found["right"] >= 0.95 * found["wanted"]
    assert found["authors"] >= 0.8 * found["read"]
    assert found["times"] >= 0.95 * found["read"]


def test_lists_and_walls_show_no_posts():
    for name, row in rows().items():
        if name.startswith(LISTS):
            assert not posts_of(GENERIC, row_page(row)), name


HELD_OUT = ("xenforo1", "mybb", "smf", "fluxbb", "nodebb", "vbulletin4", "vanilla", "phpbb2", "phpbb3")


def test_with_the_platforms_own_reader_switched_off():
    """The rules were made on other pages; what the platform's own reader reads is taken for the truth."""
    found: Counter[str] = Counter()
    for row in rows().values():
        if row["platform"] not in HELD_OUT or row["kind"] not in {"thread", "thread(crawler)", "listing", "forum index"}:
            continue
        page = row_page(row)
        try:
            wanted = posts_of(detect(page)[0], page)
        except ReadError:
            continue
        read = posts_of(GENERIC, row_page(row))
        if not wanted:
            found.update(lists=1, lists_read_as_threads=bool(read))
            continue
        known = {post.id: post for post in wanted}
        by_words = {bare(post.content.text)[:60]: post for post in wanted}
        for post in read:
            same = known.get(post.id) or by_words.get(bare(post.content.text)[:60])
            if same is not None:
                found.update(
                    right=1,
                    authors=same.author is not None and post.author is not None and same.author.name == post.author.name,
                )
        found.update(wanted=len(wanted), read=len(read))
    print(dict(found))
    assert found["right"] >= 0.9 * found["wanted"]
    assert found["right"] >= 0.9 * found["read"]
    assert found["authors"] >= 0.85 * found["right"]
    assert found["lists_read_as_threads"] <= 0.15 * found["lists"]
