"""Ids given out before rows are written, so that rows that refer to each other go to the database in bulk.

On SQLite the writer holds the only lock, so the next ids follow the highest. On PostgreSQL they come from the table's own
sequence, a handful at a time; what is left over when a process ends is a gap, and gaps mean nothing.
"""

from __future__ import annotations

from typing import Any

from db.store.sql import Writer

TABLES = ("site", "author", "board", "label", "source", "thread", "post", "revision", "pass")
_HANDFUL = 100
_HIGHEST = {name: f"SELECT max(id) FROM {name}" for name in TABLES}  # noqa: S608 - our own tables


class Ids:
    """The ids of one store. One transaction at a time."""

    __slots__ = ("_highest", "_spare", "_writer")

    def __init__(self) -> None:
        self._spare: dict[str, list[int]] = {}
        self._highest: dict[str, Any] = {}
        self._writer: Writer | None = None

    def begin(self, writer: Writer) -> None:
        """A new transaction has begun: what was highest on SQLite is so no more."""
        self._writer = writer
        self._highest.clear()

    def take(self, table: str, count: int) -> list[int]:
        """That many new ids."""
        writer = self._writer
        if writer is None:
            raise RuntimeError("Ids.begin was not called")
        if writer.dialect == "sqlite":
            highest = self._highest.get(table)
            if highest is None:
                highest = writer.raw(_HIGHEST[table])[0][0] or 0
            self._highest[table] = highest + count
            return list(range(highest + 1, highest + 1 + count))
        spare = self._spare.setdefault(table, [])
        if len(spare) < count:
            ask = max(count, _HANDFUL)
            rows = writer.raw(f"SELECT nextval('{table}_id_seq') FROM generate_series(1, %s)", ask)  # noqa: S608
            spare.extend(row[0] for row in rows)
        taken, self._spare[table] = spare[:count], spare[count:]
        return taken

    def one(self, table: str) -> int:
        """One new id."""
        return self.take(table, 1)[0]
