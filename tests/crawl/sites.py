"""The captured sites, served on loopback as their own software served them, each crawled once for all tests that ask for it."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.captures import CAPTURES
from tests.crawl.zygote import Zygote

TOOLS = CAPTURES.parent / "tools"

ZONES = {
    "xmb": "Etc/GMT-2",
    # The feeds that tell it are not in these captures.
    "fluxbb-nocookie": "Etc/GMT-2",
    "punbb-nocookie": "Etc/GMT-9",
    "punbb-sef": "Etc/GMT-9",
    "smf-queryless": "America/New_York",
    "smf-nocookie": "America/New_York",
}
"""Told by whoever archives the site, where nothing that it shows says in which zone its times are."""

START = {
    "fluxbb-nocookie": "viewtopic.php?id=20",
    "punbb-nocookie": "viewtopic.php?id=20",
    "phpbb-reldate": "index.php",
    "mybb-nocookie": "showthread.php?tid=19",
    "smf-queryless": "index.php/topic,20.0.html",
}
"""Where a partial capture does not hold the front page, or nothing that it leads to."""


@dataclass(frozen=True, slots=True)
class Crawled:
    """The archive of a captured site, to be read only."""

    database: Path
    export: Path
    code: int
    said: str


@contextmanager
def replayed(name: str) -> Iterator[str]:
    """Serve a capture; yields the address of the site's front page. One at a time of each site: all its captures have one port."""
    with _turn(Path(tempfile.gettempdir()) / f"archiver-tests-{name.partition('-')[0]}.lock"):
        yield from _served([sys.executable, str(TOOLS / "replay.py"), str(CAPTURES / f"{name}.warc.gz")])


@pytest.fixture(scope="session")
def crawled(crawls: Zygote, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[[str], Crawled]:
    """The archive of a captured site by the capture's name, made by whichever process of the tests asks for it first."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "crawled"
    shared.mkdir(exist_ok=True)

    def archive(name: str) -> Crawled:
        folder = shared / name
        with _turn(shared / f"{name}.lock"):
            ended = folder / "ended.json"
            if not ended.exists():
                code, said = _crawl(name, folder, crawls)
                ended.write_text(json.dumps([code, said]))
            code, said = json.loads(ended.read_text())
        return Crawled(folder / "archive.db", folder / "export.jsonl", code, said)

    return archive


def _crawl(name: str, folder: Path, crawls: Zygote) -> tuple[int, str]:
    folder.mkdir(exist_ok=True)
    base = ("--database", str(folder / "archive.db"))
    zone = ("--timezone", ZONES[name]) if name in ZONES else ()
    with replayed(name) as front:
        url = front + START.get(name, "")
        crawl = crawls.run("crawl", url, *base, "--warc-dir", str(folder / "warc"), "--delay", "0", *zone)
    export = crawls.run("export", *base, "--format", "jsonl", "-o", str(folder / "export.jsonl"))
    assert export.code == 0, (crawl.said, export.said)
    return crawl.code, crawl.said


@contextmanager
def _turn(path: Path) -> Iterator[None]:
    """Wait for one's turn, among all processes."""
    with path.open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _served(command: list[str]) -> Iterator[str]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            assert " at http" in line, f"replay.py did not start: {line!r}"
            yield line.split(" at ")[1].strip()
        finally:
            server.terminate()
