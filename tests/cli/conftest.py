"""The demo, crawled once with the command a person would type."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from archiver.demo.server import Demo, serve_demo


@dataclass(frozen=True)
class DemoArchive:
    """The demo's sites while they are served, and the archive made of them."""

    sites: Demo
    database: str
    warc: Path
    reports: tuple[str, str]


def archiver(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run([sys.executable, "-m", "archiver", *arguments], capture_output=True, text=True, check=check)


@pytest.fixture(scope="session")
def demo_archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoArchive]:
    folder = tmp_path_factory.mktemp("demo")
    where = ["--database", str(folder / "archive.db"), "--warc-dir", str(folder / "warc"), "--delay", "0"]
    with serve_demo() as sites:
        reports = tuple(archiver("crawl", url, *where).stderr for url in (sites.forum, sites.blog))
        yield DemoArchive(sites, str(folder / "archive.db"), folder / "warc", reports)  # type: ignore[arg-type]
