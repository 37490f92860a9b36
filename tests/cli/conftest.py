"""The demo, crawled once with the command a person would type."""

from __future__ import annotations

import atexit
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from archiver.demo.server import Demo, serve_demo
from tests.crawl.zygote import Zygote


@dataclass(frozen=True)
class DemoArchive:
    """The demo's sites while they are served, and the archive made of them."""

    sites: Demo
    database: str
    warc: Path
    reports: tuple[str, str]


@cache
def _zygote() -> Zygote:
    process = Zygote(Path(tempfile.mkdtemp(prefix="archiver-tests-")))
    atexit.register(process.close)
    return process


def archiver(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, forked from one that has imported what it needs."""
    ended = _zygote().run(*arguments, apart=True)
    done = subprocess.CompletedProcess(["archiver", *arguments], ended.code, ended.out, ended.said)
    if check:
        done.check_returncode()
    return done


@pytest.fixture(scope="session")
def demo_archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoArchive]:
    folder = tmp_path_factory.mktemp("demo")
    where = ["--database", str(folder / "archive.db"), "--warc-dir", str(folder / "warc"), "--delay", "0"]
    with serve_demo() as sites:
        reports = tuple(archiver("crawl", url, *where).stderr for url in (sites.forum, sites.blog))
        yield DemoArchive(sites, str(folder / "archive.db"), folder / "warc", reports)  # type: ignore[arg-type]
