"""Posts of a NodeBB topic, from the answer that the API gives and each page carries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from html import unescape
from typing import Any, Literal

from selectolax.lexbor import LexborNode

from spiders.content import Rules
from spiders.errors import ParseError
from spiders.items import Author, Content, Edit, Loss, Media, Post, Reaction
from spiders.page import Page
from spiders.platforms.nodebb_bodies import People, read_body, read_plain, trees
from spiders.platforms.nodebb_data import Json, answer, identity, is_object, member, moment, number, objects, plain, root, text
from spiders.platforms.nodebb_links import post_url

_DELETED = frozenset({"[[topic:post-is-deleted]]", "[[topic:post_is_deleted]]"})
"""What stands in place of a deleted post's words (4, and before)."""

_MEDIA: dict[str, Literal["image", "audio", "video"]] = {"image": "image", "audio": "audio", "video": "video"}


def read_posts(page: Page, data: Json, rules: Rules) -> tuple[list[Post], list[Loss]]:
    """The posts in order; one without an id or words is a loss."""
    found = objects(data.get("posts"))
    contents = _contents(page, found, rules)
    posts: dict[str, Post] = {}
    losses: list[Loss] = []
    for place, item in enumerate(found):
        post_id = identity(item, "pid")
        try:
            post = _post(page, item, contents.get(place))
        except ParseError as error:
            losses.append(Loss(kind="post", what=error.what, url=page.url, post_id=post_id))
            continue
        posts.setdefault(post.id, post)
    return list(posts.values()), losses


def _contents(page: Page, found: list[Json], rules: Rules) -> dict[int, Content]:
    """What the posts say, by their places: from the elements that the markup gave, else from the answer's HTML."""
    contents: dict[int, Content] = {}
    nodes: dict[int, LexborNode] = {}
    written: dict[int, str] = {}
    for place, item in enumerate(found):
        node, html = item.get("node"), item.get("content")
        if isinstance(node, LexborNode):
            nodes[place] = node
        elif isinstance(html, str) and html.strip() not in _DELETED:
            plain = read_plain(html)
            if plain is not None:
                contents[place] = plain
            else:
                written[place] = html
    if written:
        nodes |= dict(zip(written, trees(page, list(written.values())), strict=False))
    people = partial(_people, page)
    return contents | {place: read_body(node, rules, people) for place, node in nodes.items()}


def _people(page: Page) -> People:
    """Looked up once, and only where somebody is quoted."""
    if "people" not in page.memo:
        page.memo["people"] = _named(page, answer(page) or {})
    people: People = page.memo["people"]
    return people


def _named(page: Page, data: Json) -> People:
    by_slug: dict[str, Author] = {}
    by_post: dict[str, Author] = {}

    def note(user: Any, post_id: str | None = None) -> None:
        author = member(page, user)
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


def _post(page: Page, item: Json, content: Content | None) -> Post:
    post_id = identity(item, "pid")
    if post_id is None:
        raise ParseError("nodebb", page.url, "a post has no id (pid)")
    deleted = bool(item.get("deleted"))
    if deleted and "node" in item:  # the words are the notice's
        content = None
    if content is not None and (files := tuple(_files(page, item))):
        content = replace(content, media=(*content.media, *files))
    if content is None and not deleted:
        raise ParseError("nodebb", page.url, f"post {post_id} has no body (content)")
    index = number(item, "index")
    parent = identity(item, "toPid")
    return Post(
        id=post_id,
        ordinal=index + 1 if index is not None else None,
        author=member(page, item.get("user")),
        posted=moment(item, "timestamp"),
        url=post_url(root(page), post_id),
        parent_id=parent,
        parent_kind="stated" if parent else None,
        state="deleted" if deleted else "visible",
        content=content,
        edits=tuple(_edits(page, item)),
        reactions=tuple(_reactions(item)),
    )


def _files(page: Page, item: Json) -> Iterator[Media]:
    """What hangs on a post that came from another server (4.0); here files are links in the body."""
    for file in objects(item.get("attachments")):
        url = page.absolute(text(file, "url"))
        kind = (text(file, "mediaType") or "").partition("/")[0]
        if url is not None:
            yield Media(kind=_MEDIA.get(kind, "attachment"), url=url, name=plain(file, "name"))


def _edits(page: Page, item: Json) -> Iterator[Edit]:
    """The last edit. What the page prints of it depends on the reader's language, so the time itself is the marker."""
    if not item.get("edited") and not text(item, "editedISO"):
        return
    time = moment(item, "edited")
    if time is None:
        return
    editor = item.get("editor")
    who = member(page, editor)
    slug = text(editor, "userslug") if is_object(editor) else None
    if who is None and slug:
        who = _people(page).by_slug.get(slug.lower()) or Author(name=slug)
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
