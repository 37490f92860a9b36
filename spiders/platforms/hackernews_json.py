"""Stories as the search engine of Hacker News (Algolia) gives them: all comments in one answer, with times to the second.

Of the official API, whose answers hold one comment each and do not name its story, nothing is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborNode

from spiders.dates import stamp
from spiders.items import Author, Declared, Moment, Post, PostState, Reaction, Thread
from spiders.page import Page

Json = dict[str, Any]

_BODY = "x-post"
_KINDS = frozenset({"story", "job", "poll"})


def story_of(page: Page) -> Json | None:
    """The story of an answer; None where it is no answer of the kind."""
    value = page.json
    is_story = isinstance(value, dict) and value.get("type") in _KINDS and isinstance(value.get("children"), list)
    return value if is_story and _id(value) is not None and "created_at_i" in value else None


def flat(story: Json) -> Iterator[Json]:
    """The story, and each comment before its answers."""
    pending = [story]
    while pending:
        item = pending.pop()
        yield item
        children = item.get("children")
        if isinstance(children, list):
            pending += [one for one in reversed(children) if isinstance(one, dict) and _id(one) and one.get("type") == "comment"]


def sheet_of(page: Page, items: list[Json]) -> Page:
    """The bodies in one tree."""
    html = "".join(f"<{_BODY}>{(text(one, 'text') or '').replace(f'</{_BODY}', '')}</{_BODY}>" for one in items)
    headers = {"content-type": "text/html; charset=utf-8"}
    return Page(url=page.url, body=html.encode("utf-8", "replace"), headers=headers, fetched_at=page.fetched_at)


def bodies_of(sheet: Page) -> list[LexborNode]:
    """The elements that hold the bodies."""
    return sheet.tree.css(_BODY)


def read_thread(story: Json, posts: int) -> Thread:
    """The story's header. The answer holds all its comments."""
    return Thread(
        id=_id(story) or "",
        title=text(story, "title"),
        author=member(story),
        created=moment(story),
        declared=Declared(replies=posts - 1, pages=1),
    )


def read_post(item: Json, story: Json) -> Post:
    """A story or a comment, without its words."""
    is_story = item is story
    points = item.get("points")
    parent = item.get("parent_id")
    state: PostState = "visible" if is_story or text(item, "text") is not None else "deleted"
    answered = str(parent) if isinstance(parent, int) and not is_story else None
    return Post(
        id=_id(item) or "",
        kind="post" if is_story else "comment",
        author=member(item),
        posted=moment(item),
        parent_id=answered,
        parent_kind="stated" if answered else None,
        state=state,
        reactions=(Reaction(kind="point", count=points),) if isinstance(points, int) and not isinstance(points, bool) else (),
    )


def _id(item: Json) -> str | None:
    value = item.get("id")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def text(item: Json, name: str) -> str | None:
    """A value that is words."""
    value = item.get(name)
    return value if isinstance(value, str) and value else None


def moment(item: Json) -> Moment | None:
    """When, in UTC."""
    value = item.get("created_at_i")
    return stamp(str(value), text(item, "created_at")) if isinstance(value, int) and 1e8 < value < 1e11 else None


def member(item: Json) -> Author | None:
    """A name, which is the id, too."""
    name = text(item, "author")
    return Author(name=name, id=name, guest=False) if name else None
