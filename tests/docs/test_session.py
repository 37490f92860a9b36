"""The session in the README is what `make demo` prints: the demo is run, and every line shown is found in its place."""

from __future__ import annotations

import re

from tests.docs.conftest import Demo
from tests.docs.reading import ROOT

SESSION = (ROOT / "README.md").read_text("utf-8").partition("<!-- begin session -->\n```console\n")[2].partition("\n```\n")[0]


def comparable(line: str) -> str:
    """A line less what changes from run to run: ports and seconds. What a crawl asks for may change too: pages, requests."""
    line = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", line)
    line = re.sub(r"^\d+ pages, (.*) \(\d+ requests, [a-z0-9, ]+; \d+ s\)$", r"N pages, \1", line)
    return " ".join(line.split())


def test_the_demo_prints_what_the_readme_shows(demo: Demo) -> None:
    printed = [comparable(line) for line in demo.printed.splitlines()]
    at = 0
    pieces = [piece.strip("\n").splitlines() for piece in re.split(r"^\.\.\.$", SESSION, flags=re.MULTILINE)]
    assert len(pieces) > 3
    for piece in pieces:
        wanted = [comparable(line) for line in piece]
        found = next((n for n in range(at, len(printed)) if printed[n : n + len(wanted)] == wanted), None)
        assert found is not None, "the README shows what the demo does not print:\n" + "\n".join(piece)
        at = found + len(wanted)
    assert {path.name for path in demo.folder.iterdir()} >= {"archive.db", "warc", "thread.json"}


def test_the_session_shows_what_the_archiver_is_for() -> None:
    """A crawl's report, a list, a nested quote, an edit, an export."""
    assert re.search(r"^\d+ pages, .* losses", SESSION, re.MULTILINE)
    assert re.search(r"^\$ archiver threads", SESSION, re.MULTILINE)
    assert re.search(r"^  > > ", SESSION, re.MULTILINE)
    assert "(edited " in SESSION
    assert "$ archiver export" in SESSION
