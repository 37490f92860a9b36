"""Reddit's answers in JSON: a thread (its link, then its comments in one another), and lists of links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from spiders.dates import stamp
from spiders.items import Board, Declared, Edit, Label, Moment, Reaction, Thread
from spiders.page import Page
from spiders.platforms.reddit_links import canonical
from spiders.platforms.reddit_posts import member

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Thing:
    """A link or comment, and the comment above it; ``data`` is what the answer says of it."""

    kind: str
    data: Json
    parent: str | None = None


def _listing(value: Any) -> Json | None:
    """What a listing holds."""
    if not isinstance(value, dict) or value.get("kind") != "Listing" or not isinstance(value.get("data"), dict):
        return None
    return value["data"] if isinstance(value["data"].get("children"), list) else None


def listings(page: Page) -> list[Json]:
    """The listings of an answer: two for a thread, one for a list of links; none where it is no answer of Reddit's."""
    value = page.json
    found = [_listing(part) for part in (value if isinstance(value, list) else [value])]
    return [part for part in found if part is not None] if found and all(part is not None for part in found) else []


def things(listing: Json) -> Iterator[Thing]:
    """The things of a listing in the order of the page, each before its answers."""
    pending = [Thing(text(one, "kind") or "", one["data"]) for one in reversed(listing["children"]) if _is_thing(one)]
    while pending:
        thing = pending.pop()
        yield thing
        below = _listing(thing.data.get("replies"))
        if below is not None:
            parent = text(thing.data, "id")
            pending += [
                Thing(text(one, "kind") or "", one["data"], parent) for one in reversed(below["children"]) if _is_thing(one)
            ]


def _is_thing(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("data"), dict)


def text(item: Json, name: str) -> str | None:
    """A value that is words."""
    value = item.get(name)
    return value if isinstance(value, str) and value else None


def count(item: Json, name: str) -> int | None:
    """A value that is a whole number."""
    value = item.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def moment(item: Json, name: str) -> Moment | None:
    """A time in seconds."""
    value = item.get(name)
    return (
        stamp(str(int(value))) if isinstance(value, (int, float)) and not isinstance(value, bool) and 1e8 < value < 1e11 else None
    )


def edits(item: Json) -> tuple[Edit, ...]:
    """When it was edited last; of what is very old, only that it was."""
    time = moment(item, "edited")
    if time is not None:
        return (Edit(raw=time.raw, time=time),)
    return (Edit(raw="edited"),) if item.get("edited") is True else ()


def reactions(item: Json) -> tuple[Reaction, ...]:
    """The score, unless it is hidden, and gold."""
    score = None if item.get("score_hidden") is True or item.get("hide_score") is True else count(item, "score")
    gilded = count(item, "gilded")
    return (
        *((Reaction(kind="score", count=score),) if score is not None else ()),
        *((Reaction(kind="gilding", count=gilded),) if gilded else ()),
    )


def thread(page: Page, item: Json, *, site: str) -> Thread | None:
    """A link."""
    thread_id = text(item, "id")
    if thread_id is None:
        return None
    name = text(item, "subreddit")
    flair = text(item, "link_flair_text")
    boards = (Board(title=name, id=name, url=f"{site}r/{name}/"),) if name else ()
    return Thread(
        id=thread_id,
        title=unescape(text(item, "title") or "") or None,
        url=canonical(f"{site.rstrip('/')}{text(item, 'permalink') or f'/comments/{thread_id}/'}"),
        prefix=unescape(flair) if flair else None,
        labels=(Label(kind="prefix", title=unescape(flair)),) if flair else (),
        author=member(text(item, "author"), text(item, "author_fullname"), page),
        created=moment(item, "created_utc"),
        boards=boards,
        sticky=item.get("stickied") if isinstance(item.get("stickied"), bool) else None,
        locked=item.get("locked") if isinstance(item.get("locked"), bool) else None,
        declared=Declared(replies=count(item, "num_comments")),
        aliases=(f"t3_{thread_id}",),
    )


def body(item: Json) -> str:
    """The body's HTML, which comes escaped."""
    escaped = text(item, "body_html") or text(item, "selftext_html") or ""
    return unescape(escaped) if escaped.startswith("&lt;") else escaped


def hidden(page: Page) -> Iterator[str]:
    """Comments that the answer only names, or names the one above them where they are too deep."""
    for part in listings(page):
        for thing in things(part):
            if thing.kind == "more":
                children = thing.data.get("children")
                named = [one for one in children if isinstance(one, str) and one.isalnum()] if isinstance(children, list) else []
                yield from named or ([thing.parent] if thing.parent else [])
