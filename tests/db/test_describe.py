"""`docs/schema.md` says what the schema is."""

from __future__ import annotations

from pathlib import Path

from db.describe import describe_schema
from db.models import VIEWS, Base

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "schema.md"


def test_the_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text("utf-8") == describe_schema(), "docs/schema.md is stale: run `make docs`"


def test_every_table_view_and_column_is_in_it() -> None:
    said = describe_schema()
    for table in Base.metadata.tables.values():
        part = said.partition(f"\n## {table.name}\n")[2].partition("\n## ")[0]
        assert all(f"| {column.name} |" in part and column.comment in part for column in table.columns), table.name
    for view in VIEWS:
        assert f"\n## {view.name}\n" in said
