"""Whole sites read by the reader that guesses, their platform's own switched off, and scored against what their databases hold.

The captures are ingested (``--platform generic``), not crawled: what is read of a page is the same, and it takes a tenth of the time.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.captures import CAPTURES, need_captures
from tests.crawl.test_captures import misses, score

need_captures()

pytestmark = pytest.mark.captures

AT_LEAST = {"posts found": 0.95, "posts true": 0.95, "post author": 0.9, "post time": 0.9}
ZONES = {
    "fluxbb": "Etc/GMT-2",
    "punbb": "Etc/GMT-9",
    "smf": "America/New_York",
    "xmb": "Etc/GMT-2",
}
"""Told by whoever archives the site: feeds are not read by a reader that does not know whose they are."""


@pytest.mark.parametrize("name", ["wordpress", "phpbb", "mybb", "smf", "fluxbb", "punbb", "nodebb", "xmb"])
def test_a_whole_site_with_its_own_reader_switched_off(name: str, tmp_path: Path) -> None:
    base = [sys.executable, "-m", "archiver"]
    archive = ["--database", str(tmp_path / "archive.db")]
    zone = ["--timezone", ZONES[name]] if name in ZONES else []
    capture = str(CAPTURES / f"{name}.warc.gz")
    ingest = subprocess.run(
        [*base, "ingest", capture, *archive, "--warc-dir", str(tmp_path), "--platform", "generic", "--jobs", "1", *zone],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ingest.stderr, ingest.stderr
    export = tmp_path / "export.jsonl"
    subprocess.run([*base, "export", *archive, "--format", "jsonl", "-o", str(export)], check=True, capture_output=True)
    figures = score(name, export)
    for figure, share in AT_LEAST.items():
        hit, total = figures[figure]
        assert hit >= share * total, f"{figure}: {hit}/{total}\n{misses(name, export)}"
