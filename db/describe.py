"""The schema in words: `docs/schema.md`, made from the comments of the models.

Run ``python -m db.describe`` to print it.
"""

from __future__ import annotations

import sys

from sqlalchemy import Column, Dialect, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql, sqlite

from db.models import VIEWS, Base, View

HEAD = """# What does this column mean?

<!-- made by `make docs` from the models; edit `db/models` instead -->

Every table and column of the archive, on SQLite and on PostgreSQL; there the same words stand as comments (`\\d+ post`). Where to
begin: the views [`post_current`](#post_current) and [`quote_edge`](#quote_edge).

Times are UTC: `timestamptz` on PostgreSQL, text of the form `2024-05-01 12:30:00` on SQLite, which sorts and which SQLite's date
functions read. `native_id` is always the site's own id, `id` ours. Nothing is deleted: what a site no longer shows stays, with
its state and the time.
"""

ORDER = (
    "site", "site_address", "board", "label", "source", "source_page",
    "author", "author_alias", "author_name",
    "thread", "thread_fact", "thread_alias", "thread_board", "thread_label", "poll", "poll_option", "pass", "thread_page",
    "post", "post_state", "post_thread", "post_alias", "edit", "reaction",
    "revision", "quote", "mention", "link", "media",
    "capture", "target", "crawl", "loss",
)  # fmt: skip
"""What belongs together, together."""

_DIALECTS: tuple[Dialect, ...] = (sqlite.dialect(), postgresql.dialect())  # type: ignore[no-untyped-call]


def describe_schema() -> str:
    """The whole of `docs/schema.md`."""
    tables = [Base.metadata.tables[name] for name in ORDER]
    missing = set(Base.metadata.tables) - set(ORDER)
    if missing:
        raise LookupError(f"tables without a place in ORDER: {', '.join(sorted(missing))}")
    contents = "\n".join(
        [
            "| table | holds |",
            "|---|---|",
            *(f"| [{one.name}](#{one.name}) | {one.comment} |" for one in VIEWS),
            *(f"| [{table.name}](#{table.name}) | {table.comment} |" for table in tables),
        ]
    )
    parts = [HEAD, contents, *(_view(view) for view in VIEWS), *(_table(table) for table in tables)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _view(view: View) -> str:
    rows = "\n".join(f"| {name} | {meaning} |" for name, meaning in view.columns.items())
    return f"## {view.name}\n\n{view.comment} A view.\n\n| column | meaning |\n|---|---|\n{rows}"


def _table(table: Table) -> str:
    rows = "\n".join(f"| {column.name} | {_type(column)} | {_marks(column)} | {column.comment} |" for column in table.columns)
    unique = sorted(
        ", ".join(column.name for column in constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint) and len(constraint.columns) > 1
    )
    keys = "".join(f"\n\nNever twice: ({columns})." for columns in unique)
    return f"## {table.name}\n\n{table.comment}{keys}\n\n| column | type | | meaning |\n|---|---|---|---|\n{rows}"


def _type(column: Column[object]) -> str:
    names = [column.type.compile(dialect=dialect).lower() for dialect in _DIALECTS]
    small = {"timestamp with time zone": "timestamptz", "timestamp without time zone": "timestamp"}
    here, there = (small.get(name, name) for name in names)
    return here if here == there else f"{here} / {there}"


def _marks(column: Column[object]) -> str:
    marks = []
    if column.primary_key:
        marks.append("key")
    for foreign in column.foreign_keys:
        table = foreign.column.table.name
        marks.append(f"→ [{table}](#{table})")
    if column.unique:
        marks.append("unique")
    if column.nullable:
        marks.append("may be null")
    return ", ".join(marks)


if __name__ == "__main__":
    sys.stdout.write(describe_schema())
