"""Pages of Discourse as a browser has built them, saved with what scripts have put there: topics by their elements.

They have the posts that stood on the screen, which need not be a page of the topic. Times are those of machines (``data-time``);
what an edit says is in the zone and language of whoever saved the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from spiders.dates import read_date, stamp
from spiders.edits import read_edit
from spiders.items import Author, Edit, Loss, Moment, Post, Reaction
from spiders.page import Page
from spiders.platforms.discourse_bodies import Known, read_body, rules_of
from spiders.platforms.discourse_data import member, root
from spiders.platforms.discourse_links import number_name
from spiders.text import fold, label, number

POST = "article[id^='post_']"
_BODY = ".cooked"


def is_topic(page: Page) -> bool:
    """Whether a browser has put posts there."""
    return b"topic-post" in page.body and page.first(f"{POST} {_BODY}") is not None


def read_posts(page: Page, topic_id: str) -> tuple[list[Post], list[Loss]]:
    """The posts in order."""
    nodes = [(int(stated), node) for node in page.tree.css(POST) if (stated := (node.id or "")[5:]).isdecimal()]
    people = {author.name.lower(): author for _, node in nodes if (author := _author(page, node)) is not None}
    ids = {number_name(topic_id, place): own for place, node in nodes if (own := node.attributes.get("data-post-id"))}
    known = Known(topic_id, ids, people)
    rules = rules_of(page)
    posts: dict[str, Post] = {}
    losses: list[Loss] = []
    for place, node in nodes:
        name = number_name(topic_id, place)
        body = node.css_first(_BODY)
        if body is None:
            losses.append(Loss(kind="post", what=f"post {place} has no body ({_BODY})", url=page.url, post_id=ids.get(name)))
            continue
        there = f"{root(page)}t/{topic_id}/{place}"
        own = ids.get(name)
        post = Post(
            id=own or name,
            id_kind="stated" if own else "derived",
            ordinal=place,
            author=_author(page, node),
            posted=_posted(page, node),
            url=there,
            state="deleted" if "deleted" in _around(node) else "visible",
            content=read_body(body, rules, known),
            edits=tuple(_edits(page, node)),
            reactions=tuple(_reactions(node)),
            aliases=(name, f"{there}.json") if own else (f"{there}.json",),
        )
        posts.setdefault(post.id, post)
    return list(posts.values()), losses


def _around(node: LexborNode) -> list[str]:
    """The classes of the element around a post, which tell its state."""
    return ((node.parent.attributes.get("class") or "") if node.parent is not None else "").split()


def _author(page: Page, node: LexborNode) -> Author | None:
    """By the link to the member's card: the name that is shown may be the other one."""
    link = node.css_first(".names .username a") or node.css_first(".names a[data-user-card], .names a")
    if link is None:
        return None
    name = (
        link.attributes.get("data-user-card") or (link.attributes.get("href") or "").rstrip("/").rpartition("/")[2] or label(link)
    )
    return member(page, name, node.attributes.get("data-user-id") or None)


def _posted(page: Page, node: LexborNode) -> Moment | None:
    shown = node.css_first(".post-date .relative-date, .post-date time")
    if shown is None:
        return None
    raw = shown.attributes.get("title") or label(shown) or ""
    stated = shown.attributes.get("data-time") or shown.attributes.get("datetime")
    return stamp(stated, raw) if stated else read_date(raw, clock=page.clock) if raw else None


def _edits(page: Page, node: LexborNode) -> Iterator[Edit]:
    """The pencil with the number of edits; when the last was stands in its title."""
    around = node.css_first(".post-info.edits")
    if around is None:
        return
    marker = around.css_first("[title]") or around
    raw = fold(marker.attributes.get("title") or "") or label(marker)
    if not raw:
        return
    edit = read_edit(raw.removeprefix("post "), date=lambda words: read_date(words, clock=page.clock), marked=True)
    count = number(label(marker))
    if edit is not None:
        yield Edit(raw=raw, time=edit.time, by=edit.by, reason=edit.reason, count=count)


def _reactions(node: LexborNode) -> Iterator[Reaction]:
    shown = node.css_first(".like-count, .discourse-reactions-counter .reactions-counter")
    count = number(label(shown))
    if count:
        yield Reaction(kind="like", count=count)
    if node.css_first(".accepted-text, .accept-answer .accepted") is not None:
        yield Reaction(kind="accepted", count=1)
