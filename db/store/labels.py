"""Rows of `label` and `thread_label`: categories, tags and prefixes, and which threads carry them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from db.keys import label_key, short
from db.models import tables as t
from db.store.seen import touch
from db.store.sql import Statement, among, inserting
from db.store.visit import Visit
from spiders.items import Label

_T = t.LABEL
_C = _T.c
_ON = t.THREAD_LABEL
_FACTS = ("native_id", "title", "url", "parent_id", "parent_native_id")

FIND = Statement(
    lambda _: select(_C.id, _C.kind, *(_C[name] for name in _FACTS), _C.last_seen).where(
        _C.site_id == bindparam("site"),
        or_(among(_C.native_id, "keys"), among(_C.title, "titles"), among(_C.native_id, "parents")),
    ),
    "site", "keys", "titles", "parents",
)  # fmt: skip
ADD = inserting(_T, "id", "site_id", "kind", "native_id", "title", "url", "first_seen", "last_seen")
CHANGE = Statement(
    lambda _: update(_T).where(_C.id == bindparam("key")).values({name: bindparam(name) for name in _FACTS}), *_FACTS, "key"
)

FIND_ON = Statement(
    lambda _: select(_ON.c.thread_id, _ON.c.label_id, _ON.c.first_seen, _ON.c.last_seen, _ON.c.gone_at, _C.kind)
    .join_from(_ON, _T, _C.id == _ON.c.label_id)
    .where(among(_ON.c.thread_id, "threads")),
    "threads",
)  # fmt: skip
ADD_ON = inserting(_ON, "thread_id", "label_id", "position", "first_seen", "last_seen", "gone_at")
CHANGE_ON = Statement(
    lambda _: update(_ON)
    .where(_ON.c.thread_id == bindparam("thread"), _ON.c.label_id == bindparam("label"))
    .values({name: bindparam(name) for name in ("position", "first_seen", "last_seen", "gone_at")}),
    "position", "first_seen", "last_seen", "gone_at", "thread", "label",
)  # fmt: skip

Key = tuple[str, str]

Labels = dict[Key, int]
"""The rows of a page's labels, by kind and `db.keys.label_key`."""


def store_labels(visit: Visit, printed: Iterable[Label]) -> Labels:
    """Rows for all labels that the page names.

    A page may name a label without its id, and the API with it: they are one row where the address, or else the title, agrees.
    """
    wanted: dict[Key, Label] = {}
    for label in printed:
        key: Key = (label.kind, label_key(label))
        if key not in wanted or wanted[key].url is None:
            wanted[key] = label
    if not wanted:
        return {}
    writer, seen = visit.writer, visit.seen
    parents = {short(label.parent_id, 400) for label in wanted.values() if label.parent_id is not None}
    held = writer.rows(
        FIND,
        visit.site_id,
        writer.listed({key for _, key in wanted}),
        writer.listed({label.title for label in wanted.values()}),
        writer.listed(parents),
    )
    by_native = {(row.kind, row.native_id): row.id for row in held}
    ids: Labels = {}
    found: dict[Key, Any] = {}
    for key, label in wanted.items():
        row = _same(key, label, held)
        if row is not None:
            ids[key], found[key] = row.id, row
    new = [key for key in wanted if key not in ids]
    ids.update(zip(new, visit.ids.take("label", len(new)) if new else (), strict=True))
    by_native.update({key: ids[key] for key in new})
    rows = [(ids[key], visit.site_id, *key, short(wanted[key].title), _url(wanted[key]), seen, seen) for key in new]
    writer.many(ADD, rows)
    writer.many(CHANGE, _changes(wanted, found, ids, by_native, seen))
    touch(writer, "label", {row.id for row in found.values()}, seen)
    return ids


def store_thread_labels(visit: Visit, shown: Mapping[int, Sequence[Label]], labels: Labels) -> None:
    """Which labels threads carry. Of a kind of which a thread shows some, the ones it shows no more are gone."""
    shown = {thread: carried for thread, carried in shown.items() if carried}
    if not shown:
        return
    writer, seen = visit.writer, visit.seen
    held: dict[int, dict[int, Any]] = {}
    for found in writer.rows(FIND_ON, writer.listed(shown)):
        held.setdefault(found.thread_id, {})[found.label_id] = found
    new: list[tuple[Any, ...]] = []
    changes: list[tuple[Any, ...]] = []
    for thread, carried in shown.items():
        rows = held.get(thread, {})
        standing: dict[int, int] = {}
        for label in carried:
            standing.setdefault(labels[label.kind, label_key(label)], len(standing) + 1)
        kinds = {label.kind for label in carried}
        for label_id, position in standing.items():
            row = rows.get(label_id)
            if row is None:
                later = [other.last_seen for other in rows.values() if other.kind in kinds and other.last_seen > seen]
                new.append((thread, label_id, position, seen, seen, min(later) if later else None))
            elif seen > row.last_seen:
                changes.append((position, row.first_seen, seen, None, thread, label_id))
            elif seen < row.first_seen:
                changes.append((position, seen, row.last_seen, row.gone_at, thread, label_id))
        for label_id, row in rows.items():
            if label_id not in standing and row.kind in kinds and row.last_seen < seen and row.gone_at is None:
                changes.append((0, row.first_seen, row.last_seen, seen, thread, label_id))
    writer.many(ADD_ON, new)
    writer.many(CHANGE_ON, changes)


def _same(key: Key, label: Label, held: Sequence[Any]) -> Any | None:
    """The row of the label: of the same id, else one of the same title where one of the two has no id."""
    kind, native = key
    for row in held:
        if row.kind == kind and row.native_id == native:
            return row
    for row in held:
        derived = row.native_id.startswith("~") or native.startswith("~")
        if row.kind == kind and derived and row.title == label.title and (not row.url or not label.url or row.url == _url(label)):
            return row
    return None


def _changes(
    wanted: dict[Key, Label],
    found: dict[Key, Any],
    ids: Labels,
    by_native: dict[Key, int],
    seen: Any,
) -> list[tuple[Any, ...]]:
    changes = []
    for key, label in wanted.items():
        row = found.get(key)
        parent_native = short(label.parent_id, 400) if label.parent_id is not None else None
        parent = by_native.get((label.kind, parent_native)) if parent_native is not None else None
        if row is None:
            if parent_native is not None:
                changes.append((key[1], label.title, _url(label), parent, parent_native, ids[key]))
            continue
        newer = seen >= row.last_seen
        native = key[1] if row.native_id.startswith("~") and not key[1].startswith("~") else row.native_id
        title = label.title if newer else row.title
        url = (_url(label) or row.url) if newer else (row.url or _url(label))
        facts = (native, title, url, parent or row.parent_id, parent_native or row.parent_native_id)
        if facts != tuple(row[2:7]):
            changes.append((*facts, row.id))
    return changes


def _url(label: Label) -> str | None:
    return short(label.url) if label.url else None
