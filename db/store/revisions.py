"""Rows of `revision`: the words of posts, and whether they changed.

Nearly every page is newer than all the archive holds of its posts, and is dealt with here in bulk. What is not (an older
capture, a page read again, a capture between two others) goes post by post through `db.store.history`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update

from db.keys import content_hash
from db.models import tables as t
from db.store.contents import store_contents
from db.store.history import Retelling, settle_current
from db.store.posts import Shown
from db.store.spans import Observation
from db.store.sql import Statement, among, inserting
from db.store.stated import Held, Sources
from db.store.visit import Visit
from spiders.items import Content

_T = t.REVISION
_C = _T.c

FIND = Statement(
    lambda _: select(
        _C.id, _C.post_id, _C.view, _C.identity, _C.number, _C.current, _C.hash, _C.parser, _C.capture_id, _C.observed_from,
        _C.observed_until,
    ).where(among(_C.post_id, "posts")),
    "posts",
)  # fmt: skip
ADD = inserting(
    _T, "id", "post_id", "view", "identity", "number", "current", "text", "html", "hash", "parser", "capture_id",
    "observed_from", "observed_until",
)  # fmt: skip
UNTIL = Statement(
    lambda _: update(_T)
    .where(among(_C.id, "ids"), _C.observed_until < bindparam("before"))
    .values(observed_until=bindparam("until")),
    "until", "ids", "before",
)  # fmt: skip


class Words(NamedTuple):
    """What a post says on this page, and the hash of it."""

    post: Shown
    content: Content
    hash: str


def store_revisions(visit: Visit, shown: Sequence[Shown]) -> dict[int, int]:
    """The words of all posts that the page shows; the revision of each, by post."""
    words = {
        one.id: Words(one, one.post.content, content_hash(one.post.content)) for one in shown if one.post.content is not None
    }
    if not words:
        return {}
    known = _known(visit, [said for said in words.values() if not said.post.new])
    new: list[tuple[Words, int, bool]] = []
    unchanged: dict[int, int] = {}
    awkward: list[tuple[Words, list[Any]]] = []
    unsettled: list[int] = []
    for post_id, said in words.items():
        rows = known.get(post_id)
        if rows is None:
            new.append((said, 1, True))
            continue
        series = [row for row in rows if row.view == said.post.view and row.identity == visit.identity]
        last = max(series, key=_until) if series else None
        if last is None:
            new.append((said, 1, False))
            unsettled.append(post_id)
        elif visit.again or visit.seen <= last.observed_until or visit.parser != last.parser or said.post.view == "excerpt":
            awkward.append((said, series))
        elif said.hash == last.hash:
            unchanged[post_id] = last.id
        else:
            new.append((said, last.number + 1, False))
            unsettled.append(post_id)
    if unchanged:
        visit.writer.run(UNTIL, visit.seen, visit.writer.listed(unchanged.values()), visit.seen)
    told, changed = _retell(visit, awkward) if awkward else ({}, [])
    unsettled.extend(changed)
    added = _add(visit, new) if new else {}
    if unsettled:
        settle_current(visit, unsettled)
    return {**unchanged, **told, **added}


def _known(visit: Visit, words: Sequence[Words]) -> dict[int, list[Any]]:
    """The revisions of posts that the archive held before."""
    found: dict[int, list[Any]] = {}
    if words:
        for row in visit.writer.rows(FIND, visit.writer.listed([said.post.id for said in words])):
            found.setdefault(row.post_id, []).append(row)
    return found


def _until(row: Any) -> Any:
    return row.observed_until


def _add(visit: Visit, new: Sequence[tuple[Words, int, bool]]) -> dict[int, int]:
    """Write revisions that follow all others of their series, or begin one."""
    seen, identity, parser, capture = visit.seen, visit.identity, visit.parser, visit.capture_id
    rows: list[tuple[Any, ...]] = []
    contents: list[tuple[int, Content]] = []
    added: dict[int, int] = {}
    here: Sources = {}
    for key, ((post, content, digest), number, current) in zip(visit.ids.take("revision", len(new)), new, strict=True):
        rows.append(
            (key, post.id, post.view, identity, number, current, content.text, content.html, digest, parser, capture, seen, seen)
        )
        contents.append((key, content))
        added[post.id] = key
        if post.new and post.post.kind != "article":
            here[post.key] = Held(post.id, [(key, content.text)])
    visit.writer.many(ADD, rows)
    store_contents(visit, contents, here)
    visit.counts.revisions_new += len(rows)
    return added


def _retell(visit: Visit, awkward: Sequence[tuple[Words, list[Any]]]) -> tuple[dict[int, int], list[int]]:
    """Give what comes out of order its place; the revision of each post, and the posts whose revisions changed."""
    retelling = Retelling(visit)
    told: dict[int, int] = {}
    for (post, content, digest), series in awkward:
        seen = Observation(content=content, hash=digest, parser=visit.parser, capture_id=visit.capture_id, at=visit.seen)
        held = retelling.tell(post, series, seen)
        if held is not None:
            told[post.id] = held
    retelling.finish()
    return told, retelling.changed
