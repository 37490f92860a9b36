"""What an archive holds, by natural keys: two archives of the same site are the same when their dumps are.

Our own ids are left out, and, unless they are asked for, when and from which capture something was known, and how the crawls
went. New tables and columns are taken in without being named here; one without a natural key has to be given one in `KEYS`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, UniqueConstraint, create_engine, select

from db.models import Base, UtcTime
from db.models import tables as t

Plain = str | int | float | bool | list[Any] | dict[str, Any] | None
Row = dict[str, Plain]
Tables = dict[str, dict[str, Row]]

KEYS: dict[str, tuple[str, ...]] = {
    "pass": ("thread_id", "started_at"),
    "crawl": ("started_at", "url"),
    "poll": ("thread_id",),
    "revision": ("post_id", "view", "identity", "number"),
}
"""Natural keys where the constraints of the table do not tell, or tell one that rests on observation."""

STATED_TIMES = {"posted_at", "created_at", "last_post_at", "edited_at", "closes_at", "quoted_at"}
"""Moments that the site states. All others say when something was observed."""
OBSERVED = {"facts_seen"}
"""Columns that hold such moments among other things."""

RUNS = {"crawl", "target"}
CAPTURES = {"capture", "source_page", "pass"}

ABOUT_RUNS = {
    "site": {"held_by", "held_until", "blocked_until"},
    "loss": {"attempts", "next_try", "crawl_id", "first_seen", "last_seen", "resolved_at"},
    "source": {"walk_started", "walk_seen", "walk_finished", "walk_crawl_id"},
    "capture": {"crawl_id", "reason", "warc", "record_offset", "record_length"},
    "source_page": {"crawl_id"},
    "pass": {"crawl_id"},
    "quote": {"sought_to"},
}
"""Columns that tell how a crawl went, not what the site holds."""

ABOUT_CAPTURES = {"site": {"robots_capture_id"}, "source": {"etag", "last_modified"}}
"""Columns that rest on one capture and are no foreign key."""


def dump(
    archive: Engine | str,
    *,
    times: bool = False,
    captures: bool = False,
    runs: bool = False,
    renamed: Mapping[str, str] | None = None,
) -> Tables:
    """All rows of an archive as ``{table: {natural key: {column: value}}}``, sorted.

    Args:
        archive: an engine, or the address of the database.
        times: with the moments at which things were observed.
        captures: with captures and what was read from which of them; without, each page of a thread as it was seen last.
        runs: with crawls, attempts and resolved losses.
        renamed: what to put in the place of which beginning of addresses, so that two ports compare.

    Raises:
        AssertionError: two rows have the same natural key.
    """
    engine = create_engine(archive if "://" in archive else f"sqlite:///{archive}") if isinstance(archive, str) else archive
    try:
        with engine.connect() as connection:
            return _Dump(connection, times=times, captures=captures, runs=runs, renamed=renamed or {}).tables()
    finally:
        if isinstance(archive, str):
            engine.dispose()


def differences(one: Tables, two: Tables, *, most: int = 40) -> list[str]:
    """Where two dumps differ, one line each, for people: what only the first has (-), only the second (+), and values (~)."""
    lines = list(_differences(one, two))
    return lines if len(lines) <= most else [*lines[:most], f"... and {len(lines) - most} more"]


def _differences(one: Tables, two: Tables) -> Iterator[str]:
    for table in sorted(one.keys() | two.keys()):
        left, right = one.get(table, {}), two.get(table, {})
        for key in sorted(left.keys() | right.keys()):
            if key not in right:
                yield f"- {table} {key}: {left[key]}"
            elif key not in left:
                yield f"+ {table} {key}: {right[key]}"
            else:
                for column in sorted(left[key].keys() | right[key].keys()):
                    was, now = left[key].get(column), right[key].get(column)
                    if was != now:
                        yield f"~ {table} {key} {column}: {was!r} | {now!r}"


class _Dump:
    """One reading of the whole database."""

    def __init__(self, connection: Connection, *, times: bool, captures: bool, runs: bool, renamed: Mapping[str, str]) -> None:
        self._times = times
        self._captures = captures
        self._runs = runs
        self._renamed = renamed
        self._tables = Base.metadata.sorted_tables
        self._rows = {table.name: [dict(row._mapping) for row in connection.execute(select(table))] for table in self._tables}
        self._by_id: dict[str, dict[int, dict[str, Any]]] = {
            name: {row["id"]: row for row in rows} for name, rows in self._rows.items() if rows and "id" in rows[0]
        }
        self._names: dict[tuple[str, int], str] = {}

    def tables(self) -> Tables:
        found: Tables = {}
        for table in self._tables:
            if (table.name in RUNS and not self._runs) or (table.name in CAPTURES and not self._captures):
                continue
            rows = self._chosen(table)
            keyed = self._keyed(table, rows)
            if rows:
                found[table.name] = {key: self._row(table, row) for key, row in sorted(keyed.items())}
        return found

    def _chosen(self, table: Table) -> list[dict[str, Any]]:
        rows = self._rows[table.name]
        if table is t.LOSS and not self._runs:
            return [row for row in rows if row["resolved_at"] is None]
        if table is t.THREAD_PAGE and not self._captures:
            latest: dict[Any, dict[str, Any]] = {}
            for row in sorted(rows, key=lambda row: (row["observed_at"], row["id"])):
                latest[row["thread_id"], row["number"], row["view"], row["identity"]] = row
            return list(latest.values())
        return rows

    # -- keys ------------------------------------------------------------------------------------------------------

    def _keyed(self, table: Table, rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Rows by natural key; moments of observation in a key become the rank among those that share the rest of it."""
        columns = natural_key(table)
        ranked = [name for name in columns if self._is_observed(table.c[name]) and not self._times]
        if table is t.THREAD_PAGE and not self._captures:
            columns = ("thread_id", "number", "view", "identity")
        if not ranked:
            return _unique(table, ((self._key(table, row, columns), row) for row in rows))
        groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            groups[self._key(table, row, [name for name in columns if name not in ranked])].append(row)
        return {
            f"{key} #{number}": row
            for key, group in groups.items()
            for number, row in enumerate(sorted(group, key=lambda row: [str(row[name]) for name in ranked]), 1)
        }

    def _key(self, table: Table, row: Mapping[str, Any], columns: Iterable[str]) -> str:
        named = [name for name in columns if name != "site_id" or len(self._rows["site"]) > 1]
        return " ".join(str(self._value(table, table.c[name], row[name])) for name in named)

    def _name(self, table: Table, surrogate: int) -> str:
        """The natural key of the row that a foreign key means."""
        if (table.name, surrogate) not in self._names:
            row = self._by_id[table.name][surrogate]
            # Moments stand for themselves here: a key within a key is never ranked.
            self._names[table.name, surrogate] = self._key(table, row, natural_key(table))
        return self._names[table.name, surrogate]

    # -- values ----------------------------------------------------------------------------------------------------

    def _row(self, table: Table, row: Mapping[str, Any]) -> Row:
        left_out = {"id"} | (set() if self._runs else ABOUT_RUNS.get(table.name, set()))
        left_out |= ABOUT_CAPTURES.get(table.name, set()) if not self._captures else set()
        return {
            column.name: self._value(table, column, row[column.name])
            for column in table.columns
            if column.name not in left_out
            and (self._times or not self._is_observed(column))
            and (self._captures or not _refers(column, "capture", "pass"))
            and (self._runs or not _refers(column, "crawl"))
        }

    def _value(self, table: Table, column: Column[Any], value: Any) -> Plain:
        if value is None:
            return None
        if column.foreign_keys:
            return self._name(next(iter(column.foreign_keys)).column.table, value)
        if table is t.THREAD_PAGE and column.name == "posts":
            return [self._shown(*pair) for pair in value]
        return self._plain(value)

    def _shown(self, post: int, revision: int | None) -> list[Plain]:
        number = self._by_id["revision"][revision]["number"] if revision is not None else None
        return [self._name(t.POST, post), number]

    def _plain(self, value: Any) -> Plain:
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, str):
            for was, now in self._renamed.items():
                value = value.replace(was, now)
        if isinstance(value, (list, tuple)):
            return [self._plain(part) for part in value]
        if isinstance(value, dict):
            return {str(name): self._plain(part) for name, part in sorted(value.items())}
        return value  # type: ignore[no-any-return]

    def _is_observed(self, column: Column[Any]) -> bool:
        return column.name in OBSERVED or (isinstance(column.type, UtcTime) and column.name not in STATED_TIMES)


def natural_key(table: Table) -> tuple[str, ...]:
    """The columns by which a row is known without our ids: the unique ones, else a primary key that is no surrogate.

    Raises:
        LookupError: there are none, and `KEYS` does not name any.
    """
    if table.name in KEYS:
        return KEYS[table.name]
    unique = sorted(
        tuple(column.name for column in constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    )
    if unique:
        return unique[0]
    primary = tuple(column.name for column in table.primary_key)
    if primary != ("id",):
        return primary
    raise LookupError(f"{table.name} has no natural key; name one in KEYS")


def _unique(table: Table, pairs: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for key, row in pairs:
        if key in found:
            raise AssertionError(f"{table.name}: two rows are the same one, {key}")
        found[key] = row
    return found


def _refers(column: Column[Any], *tables: str) -> bool:
    return any(key.column.table.name in tables for key in column.foreign_keys)
