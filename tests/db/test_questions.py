"""The queries of docs/questions.md run on both databases, as the document says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "questions.md"
QUERIES = re.findall(r"```sql\n(.*?);\n```", DOCUMENT.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_a_query_runs(engine: Engine, query: str) -> None:
    with engine.connect() as connection:
        assert connection.execute(text(query)).all() == []
