"""What pages show on posts beside their words: rows of `edit` and `reaction`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, select, update

from db.keys import figure, short
from db.models import tables as t
from db.store.moments import Time, better, time_of
from db.store.posts import Shown
from db.store.seen import touch
from db.store.sql import Statement, among, inserting
from db.store.visit import Visit
from spiders.items import Edit

_E = t.EDIT
_C = _E.c
_R = t.REACTION

FIND_EDITS = Statement(
    lambda _: select(
        _C.id, _C.post_id, _C.raw, _C.editor_name, _C.count, _C.first_seen, _C.last_seen, _C.edited_at, _C.edited_local,
        _C.edited_precision, _C.edited_basis,
    ).where(among(_C.post_id, "posts")),
    "posts",
)  # fmt: skip
EARLIER_EDIT = Statement(
    lambda _: update(_E).where(_C.id == bindparam("key")).values(raw=bindparam("raw"), capture_id=bindparam("capture_id")),
    "raw", "capture_id", "key",
)  # fmt: skip
ADD_EDIT = inserting(
    _E, "post_id", "raw", "edited_at", "edited_local", "edited_precision", "edited_basis", "editor_name", "editor_native_id",
    "reason", "count", "position", "capture_id", "first_seen", "last_seen",
)  # fmt: skip
_EDIT_TIME = ("edited_at", "edited_local", "edited_precision", "edited_basis")
TIME_EDIT = Statement(
    lambda _: update(_E).where(_C.id == bindparam("key")).values({name: bindparam(name) for name in _EDIT_TIME}),
    *_EDIT_TIME,
    "key",
)
FIND_REACTIONS = Statement(
    lambda _: select(_R.c.post_id, _R.c.kind, _R.c.count, _R.c.view, _R.c.last_seen).where(among(_R.c.post_id, "posts")), "posts"
)
ADD_REACTION = inserting(_R, "post_id", "kind", "count", "names", "view", "last_seen")
CHANGE_REACTION = Statement(
    lambda _: update(_R)
    .where(and_(_R.c.post_id == bindparam("post"), _R.c.kind == bindparam("name")))
    .values({name: bindparam(name) for name in ("count", "names", "view", "last_seen")}),
    "count", "names", "view", "last_seen", "post", "name",
)  # fmt: skip
LATER = Statement(
    lambda _: (
        select(t.THREAD_PAGE.c.view, t.THREAD_PAGE.c.posts, t.THREAD_PAGE.c.observed_at)
        .where(among(t.THREAD_PAGE.c.thread_id, "threads"), t.THREAD_PAGE.c.observed_at > bindparam("seen"))
        .order_by(t.THREAD_PAGE.c.observed_at.desc())
    ),
    "threads", "seen",
)  # fmt: skip


def store_edits(visit: Visit, shown: Sequence[Shown]) -> None:
    """The edit markers that the page shows. One whose wording changed with the day ("Today", "Yesterday") stays one."""
    marked = [one for one in shown if one.post.edits]
    if not marked:
        return
    writer, seen = visit.writer, visit.seen
    old = [one.id for one in marked if not one.new]
    held: dict[int, list[Any]] = {}
    if old:
        for found in writer.rows(FIND_EDITS, writer.listed(old)):
            held.setdefault(found.post_id, []).append(found)
    new: dict[tuple[int, str], tuple[Any, ...]] = {}
    touched, timed, earlier = [], [], []
    for one in marked:
        for position, edit in enumerate(one.post.edits, start=1):
            raw = short(edit.raw)
            time = time_of(writer, edit.time, one.view, visit.timezone)
            row = next((row for row in held.get(one.id, ()) if row.raw == raw), None) or next(
                (row for row in held.get(one.id, ()) if _same(row, edit, time)), None
            )
            if row is None:
                new.setdefault(
                    (one.id, raw),
                    (
                        one.id, raw, time.at, time.local, time.precision, time.basis, edit.by, edit.by_id, edit.reason,
                        figure(edit.count), position, visit.capture_id, seen, seen,
                    ),
                )  # fmt: skip
                continue
            touched.append(row.id)
            if seen < row.first_seen:
                earlier.append((raw, visit.capture_id, row.id))
            known = Time(row.edited_at, row.raw, row.edited_local, row.edited_precision, row.edited_basis)
            best = better(known, time._replace(raw=row.raw) if time.raw is not None else time, newer=seen >= row.last_seen)
            if best != known:
                timed.append((best.at, best.local, best.precision, best.basis, row.id))
    writer.many(ADD_EDIT, list(new.values()))
    writer.many(TIME_EDIT, timed)
    writer.many(EARLIER_EDIT, earlier)
    touch(writer, "edit", touched, seen)


def _same(row: Any, edit: Edit, time: Time) -> bool:
    return (
        time.at is not None
        and row.edited_at == time.at
        and row.count == figure(edit.count)
        and (row.editor_name == edit.by or row.editor_name is None or edit.by is None)
    )


def store_reactions(visit: Visit, shown: Sequence[Shown]) -> None:
    """The reactions that the page shows, as last seen; kinds that the same view shows no more are counted 0."""
    posts = [one for one in shown if not one.new or one.post.reactions]
    if not any(one.post.reactions for one in posts) and not any(not one.new for one in posts):
        return
    writer, seen = visit.writer, visit.seen
    old = [one.id for one in posts if not one.new]
    held: dict[int, dict[str, Any]] = {}
    if old:
        for found in writer.rows(FIND_REACTIONS, writer.listed(old)):
            held.setdefault(found.post_id, {})[found.kind] = found
    new: dict[tuple[int, str], tuple[Any, ...]] = {}
    changes = []
    past: list[Shown] = []
    for one in posts:
        rows = held.get(one.id, {})
        kinds = set()
        for reaction in one.post.reactions:
            kind = short(reaction.kind, 400)
            kinds.add(kind)
            count, names = figure(reaction.count), writer.structure(reaction.names)
            row: Any = rows.get(kind)
            if row is None:
                new.setdefault((one.id, kind), (one.id, kind, count, names, one.view, seen))
                if not one.new:
                    past.append(one)
            elif seen >= row.last_seen:
                changes.append((row.count if count is None else count, names, one.view, seen, one.id, kind))
        for kind, known in rows.items():
            if kind not in kinds and known.view == one.view and seen > known.last_seen and known.count != 0:
                changes.append((0, "[]", one.view, seen, one.id, kind))
    later = _seen_later(visit, past) if past else {}
    withdrawn = {(post, kind): later[post, row[4]] for (post, kind), row in new.items() if (post, row[4]) in later}
    for (post, kind), at in withdrawn.items():
        new[post, kind] = (post, kind, 0, "[]", new[post, kind][4], at)
    writer.many(ADD_REACTION, list(new.values()))
    writer.many(CHANGE_REACTION, changes)


def _seen_later(visit: Visit, posts: Sequence[Shown]) -> dict[tuple[int, str], Any]:
    """When posts were next seen through a view after this capture, by post and view."""
    threads = {one.thread_id for one in posts}
    found: dict[tuple[int, str], Any] = {}
    for row in visit.writer.rows(LATER, visit.writer.listed(threads), visit.seen):
        found.update(((post, row.view), row.observed_at) for post, _ in visit.writer.unpacked(row.posts))
    return found
