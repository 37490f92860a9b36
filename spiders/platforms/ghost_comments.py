"""Ghost's own comments: they come from an API of the site's, which pages ask in a frame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from spiders.content import Rules, read_content
from spiders.dates import stamp
from spiders.items import Author, Content, Edit, Moment, Post, PostState, Reaction
from spiders.page import Page

Json = dict[str, Any]

_ADDRESS = re.compile(r"/members/api/comments/post/([0-9a-f]{6,64})/?$")
_BODY = "x-post"
_STATES: dict[str, PostState] = {"published": "visible", "deleted": "deleted", "hidden": "moderated"}


def address(site: str, post: str) -> str:
    """Where an article's comments are."""
    return f"{site}members/api/comments/post/{post}/"


def post_in(url: str) -> str | None:
    """The id of the article whose comments an address leads to."""
    found = _ADDRESS.search(url.partition("?")[0])
    return found[1] if found else None


def answers(page: Page) -> list[Json]:
    """The comments of an answer; none where it is no answer of Ghost's."""
    value = page.json
    if not isinstance(value, dict) or not isinstance(value.get("comments"), list) or not isinstance(value.get("meta"), dict):
        return []
    return [one for one in value["comments"] if isinstance(one, dict) and isinstance(one.get("id"), str) and "html" in one]


def next_page(page: Page) -> int | None:
    """The number of the next page of comments."""
    stated = (
        page.json["meta"].get("pagination") if isinstance(page.json, dict) and isinstance(page.json.get("meta"), dict) else None
    )
    number = stated.get("next") if isinstance(stated, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def flat(comments: list[Json]) -> Iterator[Json]:
    """Each comment before its answers."""
    for comment in comments:
        yield comment
        replies = comment.get("replies")
        for reply in replies if isinstance(replies, list) else ():
            if isinstance(reply, dict) and isinstance(reply.get("id"), str):
                yield {"parent_id": comment["id"], **reply}


def sheet_of(page: Page, comments: list[Json]) -> Page:
    """The bodies in one tree."""
    html = "".join(f"<{_BODY}>{_html(one).replace(f'</{_BODY}', '')}</{_BODY}>" for one in comments)
    headers = {"content-type": "text/html; charset=utf-8"}
    return Page(url=page.url, body=html.encode("utf-8", "replace") or b" ", headers=headers, fetched_at=page.fetched_at)


def _html(comment: Json) -> str:
    value = comment.get("html")
    return value if isinstance(value, str) else ""


def read_comments(comments: list[Json], sheet: Page, rules: Rules) -> Iterator[Post]:
    """The comments, with their bodies out of the tree."""
    for comment, node in zip(comments, sheet.tree.css(_BODY), strict=False):
        yield _comment(comment, read_content(node, rules) if _html(comment) else None)


def _comment(comment: Json, content: Content | None) -> Post:
    state = _STATES.get(str(comment.get("status")), "visible")
    if content is None and state == "visible":
        state = "deleted"
    parent = comment.get("in_reply_to_id") or comment.get("parent_id")
    edited = moment(comment.get("edited_at"))
    counts = comment.get("count")
    likes = counts.get("likes") if isinstance(counts, dict) else None
    return Post(
        id=comment["id"],
        kind="comment",
        author=_member(comment.get("member")),
        posted=moment(comment.get("created_at")),
        parent_id=parent if isinstance(parent, str) else None,
        parent_kind="stated" if isinstance(parent, str) else None,
        state=state,
        content=content if state == "visible" else None,
        edits=(Edit(raw=edited.raw, time=edited),) if edited is not None else (),
        reactions=(Reaction(kind="like", count=likes),) if isinstance(likes, int) and likes else (),
    )


def moment(value: Any) -> Moment | None:
    """A time, in UTC."""
    return stamp(value) if isinstance(value, str) and value else None


def _member(value: Any) -> Author | None:
    """Who wrote it; None for one who has left."""
    if not isinstance(value, dict) or not isinstance(value.get("name"), str) or not value["name"].strip():
        return None
    stated = value.get("uuid") or value.get("id")
    return Author(name=value["name"].strip(), id=stated if isinstance(stated, str) else None, guest=False)
