"""The fast reader against an independent second one: BeautifulSoup with selectors of its own, on captured XenForo threads.

The two share no code and no selector: another parser (html.parser), and other marks of the
same facts (anchors, avatars, titles of quotes). Where they disagree, one of them is wrong.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache

import pytest
from bs4 import BeautifulSoup, Tag

from spiders.items import Post
from spiders.page import Page
from spiders.platforms import detect
from tests.captures import CAPTURES, need_captures

need_captures()

pytestmark = pytest.mark.captures
SAMPLES = CAPTURES / "samples"
ROWS = {
    row["file"]: row
    for row in map(json.loads, (SAMPLES / "INDEX.jsonl").read_text(encoding="utf-8").splitlines())
    if row["file"].startswith("xenforo") and row["kind"] == "thread"
}
UNCLOSED = {"xenforo2/villagersandheroes.com__patchnotes-4-47-4-tagundnachtgleiche-bugfix-build.3976.html"}
"""A theme with a <div> that is never closed: a tree built as written nests each post in the one before it."""


@cache
def soup(name: str) -> BeautifulSoup:
    return BeautifulSoup((SAMPLES / name).read_text(encoding="utf-8", errors="replace"), "html.parser")


@cache
def fast(name: str) -> tuple[Post, ...]:
    page = Page(
        url=ROWS[name].get("url") or "https://sample.invalid/",
        body=(SAMPLES / name).read_bytes(),
        headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=datetime(2026, 4, 1, tzinfo=UTC),
    )
    platform, _ = detect(page)
    (thread,) = platform.read(page).threads
    return thread.posts


def second_ids(name: str) -> list[str]:
    """By the anchors that links lead to, not by the posts' own attributes."""
    tree = soup(name)
    if name.startswith("xenforo1/"):
        return [item["id"].removeprefix("post-") for item in tree.find_all("li", id=re.compile(r"^post-\d+$"))]
    anchors = [
        anchor["id"].removeprefix("post-")
        for anchor in tree.find_all("span", class_="u-anchorTarget", id=re.compile(r"^post-\d+$"))
    ]
    return list(dict.fromkeys(anchors))


def second_names(name: str) -> list[str]:
    """By the profile blocks, in which the name stands for people to read."""
    tree = soup(name)
    if name.startswith("xenforo1/"):
        blocks = tree.select("li.message h3.userText")
    elif name.startswith("xenforo2-verticalscope/"):
        blocks = tree.select(".MessageCard__name-with-attributions")
    else:
        blocks = [block for block in tree.select("article .message-name") if block.find_parent(id=re.compile(r"^js-post-"))]
    names: dict[int, str] = {}  # one a post: a theme may print the name in two places
    for block in blocks:
        shown = block.find(class_=re.compile(r"^(username|MessageCard__user-info__name)$"))
        post = block.find_parent(id=re.compile(r"^(js-)?post-"))
        names.setdefault(id(post), " ".join(shown.get_text().split()))
    return list(names.values())


def second_quotes(name: str) -> int:
    """By what a quote holds: its content box, whatever the element around it is called."""
    tree = soup(name)
    if name.startswith("xenforo1/"):
        return len(tree.select(".messageContent .quoteContainer"))
    return len(tree.select(".message-body .bbCodeBlock-expandContent"))


def second_texts(name: str) -> list[str]:
    """The words of the bodies, white space aside, without what XenForo adds."""
    tree = BeautifulSoup((SAMPLES / name).read_bytes(), "html.parser")
    if name.startswith("xenforo1/"):
        bodies = tree.select(".messageContent > article > .messageText")
        furniture = ".bbCodeQuote, .messageTextEndMarker, .type, script, noscript, button, svg"
    else:
        posts = ".js-messageCard" if name.startswith("xenforo2-verticalscope/") else "[id^=js-post-]"
        bodies = [body.select_one(".bbWrapper") for body in tree.select(f"{posts} .message-body")]
        furniture = (
            ".bbCodeBlock--quote, .bbCodeBlock-title, .bbCodeBlock--unfurl, .messageHide, script, style, noscript, .avatar"
        )
    words = []
    for body in bodies:
        for smiley in body.select("img.smilie, img.mceSmilie, img.mceSmilieSprite"):
            smiley.replace_with(smiley.get("alt", ""))
        for button in body.find_all("button"):
            title = button.select_one(".bbCodeSpoiler-button-title")
            button.replace_with(title.get_text() if title else "")
        for part in body.select(furniture):
            part.decompose()
        words.append(squeeze(body.get_text()))
    return words


def squeeze(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


@pytest.mark.parametrize("name", ROWS)
def test_the_same_posts(name):
    ids = second_ids(name)
    assert sorted(ids) == sorted(post.id for post in fast(name))
    if not name.startswith("xenforo2-verticalscope/"):
        assert ids == [post.id for post in fast(name)]


@pytest.mark.parametrize("name", ROWS)
def test_the_same_authors(name):
    assert second_names(name) == [post.author.name for post in fast(name) if post.state == "visible"]


@pytest.mark.parametrize("name", ROWS)
def test_as_many_quotes(name):
    assert second_quotes(name) == sum(len(post.content.quotes) for post in fast(name) if post.content)


@pytest.mark.parametrize("name", sorted(set(ROWS) - UNCLOSED))
def test_the_same_words(name):
    assert second_texts(name) == [squeeze(post.content.text) for post in fast(name) if post.content]


def test_a_tree_built_as_written_would_nest_the_posts_of_one_theme():
    """Why pages are parsed as browsers do: libxml2 finds the first post around the second."""
    (name,) = UNCLOSED
    tree = BeautifulSoup((SAMPLES / name).read_bytes(), "lxml")
    posts = tree.find_all("article", id=re.compile(r"^js-post-"))
    assert isinstance(posts[0].find("article", id=posts[1]["id"]), Tag)
    assert len(fast(name)) == len(posts) == 9
