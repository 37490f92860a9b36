"""The session in the README is what `make demo` prints: the demo is run, and every line shown is found in its place."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.docs.reading import ROOT

SESSION = (ROOT / "README.md").read_text("utf-8").partition("<!-- begin session -->\n```console\n")[2].partition("\n```\n")[0]


def comparable(line: str) -> str:
    """A line less what changes from run to run: ports and seconds. What a crawl asks for may change too: pages, requests."""
    line = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", line)
    line = re.sub(r"^\d+ pages, (.*) \(\d+ requests, \d+ s\)$", r"N pages, \1", line)
    return " ".join(line.split())


def test_the_demo_prints_what_the_readme_shows(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ARCHIVER_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-m", "archiver", "demo"],
        cwd=tmp_path,
        env={**environment, "COLUMNS": "100", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    printed = [comparable(line) for line in done.stdout.splitlines()]
    at = 0
    pieces = [piece.strip("\n").splitlines() for piece in re.split(r"^\.\.\.$", SESSION, flags=re.MULTILINE)]
    assert len(pieces) > 3
    for piece in pieces:
        wanted = [comparable(line) for line in piece]
        found = next((n for n in range(at, len(printed)) if printed[n : n + len(wanted)] == wanted), None)
        assert found is not None, "the README shows what the demo does not print:\n" + "\n".join(piece)
        at = found + len(wanted)
    assert {path.name for path in (tmp_path / "demo").iterdir()} >= {"archive.db", "warc", "thread.json"}


def test_the_session_shows_what_the_archiver_is_for() -> None:
    """A crawl's report, a list, a nested quote, an edit, an export."""
    assert re.search(r"^\d+ pages, .* losses", SESSION, re.MULTILINE)
    assert re.search(r"^\$ archiver threads", SESSION, re.MULTILINE)
    assert re.search(r"^  > > ", SESSION, re.MULTILINE)
    assert "(edited " in SESSION
    assert "$ archiver export" in SESSION
