"""Rows of `revision`: the words of posts, and whether they changed.

Nearly every page is newer than all the archive holds of its posts, and is dealt with here in bulk. What is not (an older
capture, a page read again, a capture between two others) goes post by post through `db.store.history`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from db.keys import content_hash
from db.models import tables as t
from db.store.contents import store_contents
from db.store.history import Observation, Retelling, settle_current
from db.store.posts import Shown
from db.store.sql import Statement, among, inserting
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


def store_revisions(visit: Visit, shown: Sequence[Shown]) -> dict[int, int]:
    """The words of all posts that the page shows; the revision of each, by post."""
    speaking = [(one, one.post.content) for one in shown if one.post.content is not None]
    if not speaking:
        return {}
    writer = visit.writer
    known: dict[int, list[Any]] = {}
    old = [one.id for one, _ in speaking if not one.new]
    if old:
        for row in writer.rows(FIND, writer.listed(old)):
            known.setdefault(row.post_id, []).append(row)
    said: dict[int, int] = {}
    fresh: list[tuple[Shown, Content, str, int, bool]] = []
    unchanged: list[int] = []
    unsettled: list[int] = []
    awkward: list[tuple[Shown, Content, str, list[Any]]] = []
    met: set[int] = set()
    for one, content in speaking:
        if one.id in met:
            continue
        met.add(one.id)
        digest = content_hash(content)
        rows = known.get(one.id, [])
        series = [row for row in rows if row.view == one.view and row.identity == visit.identity]
        if not series:
            fresh.append((one, content, digest, 1, not rows))
            if rows:
                unsettled.append(one.id)
            continue
        last = max(series, key=lambda row: row.observed_until)
        if visit.again or visit.seen <= last.observed_until or one.view == "excerpt":
            awkward.append((one, content, digest, series))
        elif digest == last.hash and visit.parser == last.parser:
            unchanged.append(last.id)
            said[one.id] = last.id
        elif visit.parser == last.parser:
            fresh.append((one, content, digest, last.number + 1, False))
            unsettled.append(one.id)
        else:
            awkward.append((one, content, digest, series))
    said.update(_add(visit, fresh))
    if unchanged:
        writer.run(UNTIL, visit.seen, writer.listed(unchanged), visit.seen)
    if awkward:
        retelling = Retelling(visit)
        for one, content, digest, series in awkward:
            seen = Observation(content=content, hash=digest, parser=visit.parser, capture_id=visit.capture_id, at=visit.seen)
            said[one.id] = retelling.tell(one, series, seen)
        retelling.finish()
        unsettled.extend(retelling.changed)
    if unsettled:
        settle_current(visit, unsettled)
    return said


def _add(visit: Visit, fresh: Sequence[tuple[Shown, Content, str, int, bool]]) -> dict[int, int]:
    if not fresh:
        return {}
    ids = visit.ids.take("revision", len(fresh))
    seen = visit.seen
    rows = [
        (
            number, one.id, one.view, visit.identity, count, current, content.text, content.html, digest, visit.parser,
            visit.capture_id, seen, seen,
        )
        for number, (one, content, digest, count, current) in zip(ids, fresh, strict=True)
    ]  # fmt: skip
    visit.writer.many(ADD, rows)
    store_contents(visit, [(number, content) for number, (_, content, *_rest) in zip(ids, fresh, strict=True)])
    visit.counts.revisions_new += len(rows)
    return {one.id: number for number, (one, *_rest) in zip(ids, fresh, strict=True)}
