"""First and last seen: one statement for all rows of a table that a page shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, Table, case, or_, update

from db.models import tables as t
from db.store.sql import Statement, Writer, among, parameter


def _touching(table: Table) -> Statement:
    first, last = table.c.first_seen, table.c.last_seen

    def at(name: str) -> BindParameter[Any]:
        return parameter(name, first)

    return Statement(
        lambda _: (
            update(table)
            .where(among(table.c.id, "ids"), or_(first > at("older"), last < at("newer")))
            .values(
                first_seen=case((first > at("first"), at("first_to")), else_=first),
                last_seen=case((last < at("last"), at("last_to")), else_=last),
            )
        ),
        "first", "first_to", "last", "last_to", "ids", "older", "newer",
    )  # fmt: skip


_STATEMENTS = {name: _touching(t.BY_NAME[name]) for name in ("label", "post", "edit")}


def touch(writer: Writer, table: str, ids: Iterable[int], seen: Any) -> None:
    """Widen the time during which rows were seen, so that it holds this capture's."""
    wanted = list(ids)
    if wanted:
        writer.run(_STATEMENTS[table], seen, seen, seen, seen, writer.listed(wanted), seen, seen)
