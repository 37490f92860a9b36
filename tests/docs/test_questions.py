"""docs/questions.md: every query runs on the demo's archive and finds what it is about."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest

from tests.docs.conftest import Demo
from tests.docs.reading import ROOT

QUERIES = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "questions.md").read_text("utf-8"), re.DOTALL)


def asked(demo: Demo, query: str) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(demo.folder / "archive.db")) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(query).fetchall()


def test_there_are_queries() -> None:
    assert len(QUERIES) == 11


@pytest.mark.parametrize("query", QUERIES[:-1], ids=range(len(QUERIES) - 1))
def test_a_query_finds_something(demo: Demo, query: str) -> None:
    assert asked(demo, query)


def test_nothing_of_the_demo_is_missing(demo: Demo) -> None:
    assert not asked(demo, QUERIES[-1])


def test_bytes_are_where_the_query_says(demo: Demo) -> None:
    (query,) = [query for query in QUERIES if "record_offset" in query]
    row = asked(demo, query)[0]
    with (demo.folder / "warc" / row["warc"]).open("rb") as file:
        file.seek(row["record_offset"])
        assert file.read(2) == b"\x1f\x8b"
