"""First and last seen: one statement for all rows of a table that a page shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, and_, case, or_, update

from db.models import tables as t
from db.store.sql import Statement, Writer, among, parameter


def _touching(table: Table) -> Statement:
    columns = table.c
    first, last = parameter("first", columns.first_seen), parameter("last", columns.last_seen)
    older, newer = parameter("older", columns.first_seen), parameter("newer", columns.last_seen)
    return Statement(
        lambda _: (
            update(table)
            .where(and_(among(columns.id, "ids"), or_(columns.first_seen > older, columns.last_seen < newer)))
            .values(
                first_seen=case((columns.first_seen > first, parameter("first_to", columns.first_seen)), else_=columns.first_seen),
                last_seen=case((columns.last_seen < last, parameter("last_to", columns.last_seen)), else_=columns.last_seen),
            )
        ),
        "first", "first_to", "last", "last_to", "ids", "older", "newer",
    )  # fmt: skip


_STATEMENTS = {name: _touching(t.BY_NAME[name]) for name in ("board", "label", "thread", "post", "edit")}


def touch(writer: Writer, table: str, ids: Iterable[int], seen: Any) -> None:
    """Widen the time during which rows were seen, so that it holds this capture's."""
    wanted = list(ids)
    if wanted:
        writer.run(_STATEMENTS[table], seen, seen, seen, seen, writer.listed(wanted), seen, seen)
