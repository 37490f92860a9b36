"""Facts of a thread that change: title, prefix, state, sticky, locked. Each value is kept, with when it was first and last shown.

What is true does not depend on the order in which captures arrive: the present value is the one that the latest capture which
states the fact shows, and each value's times are the earliest and the latest of the captures that state it. A row of a listing
whose facts are those known costs one comparison: only facts that some capture left unsaid need times of their own
(``thread.facts_seen``), and only facts that changed have rows (``thread_fact``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import bindparam, case, func, null

from db.models import tables as t
from db.models.base import utc_value
from db.store.sql import Statement, Writer

_FLAGS = frozenset({"sticky", "locked"})
TRACKED = ("title", "prefix", "state", "sticky", "locked")

_T = t.THREAD_FACT
_ROW = ("thread_id", "fact", "value", "first_seen", "last_seen")


def _adding(insert: Any, *, present: bool) -> Any:
    """A value's row, or its times widened. The present value is shown until now: it has no last time."""
    adding = insert(_T).values({name: bindparam(name) for name in _ROW[: 4 if present else 5]})
    new, old = adding.excluded, _T.c
    last = func.coalesce(old.last_seen, new.last_seen)
    return adding.on_conflict_do_update(
        index_elements=[old.thread_id, old.fact, old.value],
        set_={
            "first_seen": case((new.first_seen < old.first_seen, new.first_seen), else_=old.first_seen),
            "last_seen": null() if present else case((new.last_seen > last, new.last_seen), else_=last),
        },
    )


PRESENT = Statement(lambda insert: _adding(insert, present=True), *_ROW[:4])
FORMER = Statement(lambda insert: _adding(insert, present=False), *_ROW)


class Value(NamedTuple):
    """A value of a fact that changed: when it was first and last shown; ``last`` is None for the present one."""

    fact: str
    value: str
    first: Any
    last: Any


class Shown(NamedTuple):
    """When the present value of a fact was shown. Of a fact that ``changed``, its row tells since when."""

    changed: bool
    first: Any
    last: Any


def follow(known: dict[str, Any], stated: dict[str, Any], seen: Any) -> tuple[dict[str, Any], list[Value]]:
    """What is known of the facts with what a capture states, and the values to be kept.

    Args:
        known: the thread's facts, with ``first_seen``, ``last_seen`` and ``facts_seen``, as they were.
        stated: the facts as the capture states them, None where it does not.
        seen: the capture's time.
    """
    was_first, was_last = known["first_seen"], known["last_seen"]
    if known["facts_seen"] is None and seen >= was_last and all(stated[fact] == known[fact] for fact in TRACKED):
        return {}, []
    first, last = min(was_first, seen), max(was_last, seen)
    shown = _decoded(known["facts_seen"], seen)
    now: dict[str, Any] = {}
    values: list[Value] = []
    times: dict[str, Shown] = {}
    for fact in TRACKED:
        old, new = known[fact], stated[fact]
        if old is None and new is None:
            continue
        given = shown.get(fact, _USUAL)
        span = Shown(given.changed, given.first or was_first, given.last or was_last)
        if old is None:
            now[fact], span = new, Shown(False, seen, seen)
        elif new == old:
            if span.changed and seen < span.last:
                values.append(Value(fact, written(fact, old), seen, None))
            span = Shown(span.changed, min(span.first, seen), max(span.last, seen))
        elif new is not None:
            now[fact], span, both = _changed(fact, (old, new), span, seen)
            values += both
        times[fact] = Shown(
            span.changed, None if span.changed or span.first == first else span.first, None if span.last == last else span.last
        )
    unusual = {fact: span for fact, span in times.items() if span != _USUAL}
    if unusual != shown:
        now["facts_seen"] = _encoded(unusual)
    return now, values


def store_facts(writer: Writer, values: Iterable[tuple[int, Value]]) -> None:
    """Write the values of facts that changed, each with the thread's row."""
    for thread, value in values:
        if value.last is None:
            writer.run(PRESENT, thread, value.fact, value.value, value.first)
        else:
            writer.run(FORMER, thread, *value)


def written(fact: str, value: Any) -> str:
    """A value as its row has it."""
    return str(value) if fact not in _FLAGS else "true" if value else "false"


_USUAL = Shown(changed=False, first=None, last=None)
"""A fact that each capture of the thread showed, and always the same."""


def _changed(fact: str, change: tuple[Any, Any], span: Shown, seen: Any) -> tuple[Any, Shown, list[Value]]:
    """The present one of two values that differ, when it was shown, and both to be kept; of two captures of the same moment the
    greater value counts.
    """
    old, new = change
    if seen > span.last or (seen == span.last and written(fact, new) > written(fact, old)):
        former = Value(fact, written(fact, old), span.last if span.changed else span.first, span.last)
        return new, Shown(True, seen, seen), [former, Value(fact, written(fact, new), seen, None)]
    former = Value(fact, written(fact, new), seen, seen)
    present = [] if span.changed else [Value(fact, written(fact, old), span.first, None)]
    return old, Shown(True, span.first, span.last), [*present, former]


def _encoded(times: dict[str, Shown]) -> str | None:
    if not times:
        return None
    return msgspec.json.encode(
        {fact: [span.changed, _text(span.first), _text(span.last)] for fact, span in times.items()}
    ).decode()


def _decoded(kept: Any, like: Any) -> dict[str, Shown]:
    if kept is None:
        return {}
    found = msgspec.json.decode(kept) if isinstance(kept, str) else kept
    return {fact: Shown(changed, _time(first, like), _time(last, like)) for fact, (changed, first, last) in found.items()}


def _text(time: Any) -> str | None:
    """A time of a row as text: PostgreSQL has datetimes there."""
    return utc_value(time, "sqlite") if isinstance(time, datetime) else time  # type: ignore[return-value]


def _time(text: str | None, like: Any) -> Any:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text is not None and isinstance(like, datetime) else text
