"""Posts of a NodeBB topic, from the answer that the API gives and each page carries."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

from selectolax.lexbor import LexborNode

from spiders.content import Rules
from spiders.errors import ParseError
from spiders.items import Author, Content, Edit, Loss, Post, Reaction
from spiders.page import Page
from spiders.platforms.nodebb_bodies import People, read_body, trees
from spiders.platforms.nodebb_data import Json, identity, is_object, member, moment, number, objects, plain, root, text
from spiders.platforms.nodebb_links import post_url

_DELETED = frozenset({"[[topic:post-is-deleted]]", "[[topic:post_is_deleted]]"})
"""What stands in place of a deleted post's words (4, and before)."""


def read_posts(page: Page, data: Json, rules: Rules) -> tuple[list[Post], list[Loss]]:
    """The posts in order; one without an id or words is a loss."""
    found = objects(data.get("posts"))
    people = _people(data, root(page))
    bodies = _bodies(found)
    posts: dict[str, Post] = {}
    losses: list[Loss] = []
    for place, item in enumerate(found):
        post_id = identity(item, "pid")
        try:
            post = _post(page, item, bodies.get(place), rules, people)
        except ParseError as error:
            losses.append(Loss(kind="post", what=error.what, url=page.url, post_id=post_id))
            continue
        posts.setdefault(post.id, post)
    return list(posts.values()), losses


def _bodies(found: list[Json]) -> dict[int, LexborNode]:
    """The element of each body, by the place of its post: what the markup gave, or made of the answer's HTML."""
    bodies: dict[int, LexborNode] = {
        place: item["node"] for place, item in enumerate(found) if isinstance(item.get("node"), LexborNode)
    }
    written = {
        place: item["content"]
        for place, item in enumerate(found)
        if place not in bodies and isinstance(item.get("content"), str) and item["content"].strip() not in _DELETED
    }
    return bodies | dict(zip(written, trees(list(written.values())), strict=False)) if written else bodies


def _people(data: Json, site: str) -> People:
    by_slug: dict[str, Author] = {}
    by_post: dict[str, Author] = {}

    def note(user: Any, post_id: str | None = None) -> None:
        author = member(user, site)
        if author is None:
            return
        if text(user, "userslug"):
            by_slug.setdefault(unescape(user["userslug"]).lower(), author)
        by_slug.setdefault(author.name.lower(), author)
        if post_id is not None:
            by_post.setdefault(post_id, author)

    note(data.get("author"))
    for item in objects(data.get("posts")):
        note(item.get("user"), identity(item, "pid"))
        parent = item.get("parent")
        if is_object(parent):
            note(parent.get("user"), identity(item, "toPid"))
        replies = item.get("replies")
        for user in objects(replies.get("users")) if is_object(replies) else []:
            note(user)
        note(item.get("editor"))
    return People(by_slug, by_post)


def _post(page: Page, item: Json, body: LexborNode | None, rules: Rules, people: People) -> Post:
    post_id = identity(item, "pid")
    if post_id is None:
        raise ParseError("nodebb", page.url, "a post has no id (pid)")
    deleted = bool(item.get("deleted"))
    content: Content | None = None
    if body is not None and not (deleted and "node" in item):
        content = read_body(page, body, rules, people)
    elif not deleted:
        raise ParseError("nodebb", page.url, f"post {post_id} has no body (content)")
    index = number(item, "index")
    parent = identity(item, "toPid")
    return Post(
        id=post_id,
        ordinal=index + 1 if index is not None else None,
        author=member(item.get("user"), root(page)),
        posted=moment(item, "timestamp"),
        url=post_url(root(page), post_id),
        parent_id=parent,
        parent_kind="stated" if parent else None,
        state="deleted" if deleted else "visible",
        content=content,
        edits=tuple(_edits(page, item, people)),
        reactions=tuple(_reactions(item)),
    )


def _edits(page: Page, item: Json, people: People) -> Iterator[Edit]:
    """The last edit. What the page prints of it depends on the reader's language, so the time itself is the marker."""
    if not item.get("edited") and not text(item, "editedISO"):
        return
    time = moment(item, "edited")
    if time is None:
        return
    editor = item.get("editor")
    who = member(editor, root(page))
    slug = text(editor, "userslug") if is_object(editor) else None
    if who is None and slug:
        who = people.by_slug.get(slug.lower()) or Author(name=slug)
    yield Edit(raw=time.raw, time=time, by=who.name if who else None, by_id=who.id if who else None)


def _reactions(item: Json) -> Iterator[Reaction]:
    """Votes, and what the plugin for reactions adds."""
    for name, kind in (("upvotes", "upvote"), ("downvotes", "downvote")):
        count = number(item, name)
        if count:
            yield Reaction(kind=kind, count=count)
    for given in objects(item.get("reactions")):
        kind = plain(given, "reaction") or ""
        if kind:
            yield Reaction(kind=kind, count=number(given, "reactionCount"))
