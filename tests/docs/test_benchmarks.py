"""docs/benchmarks.md names every bench, and none that is not there."""

from __future__ import annotations

import re
import runpy

from tests.docs.reading import ROOT

TEXT = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
BENCHES = {path.name for path in (ROOT / "tests" / "bench").glob("*.py")}


def test_it_names_what_is_there() -> None:
    assert set(re.findall(r"python tests/bench/(\w+\.py)", TEXT)) == BENCHES


def test_its_table_of_peers_is_one_that_the_bench_prints() -> None:
    """The same columns, and for each kind of page one row of each reader."""
    columns = runpy.run_path(str(ROOT / "tests" / "bench" / "peers.py"))["COLUMNS"]
    assert f"| {' | '.join(columns)} |" in TEXT
    readers = re.findall(r"^\| [^|]+\(\d+\) \| ([^|]+) \|", TEXT, re.MULTILINE)
    assert readers == ["this project", "forum-dl", "forumscraper"] * (len(readers) // 3)
