"""A server that misbehaves costs what it withholds and nothing else: each loss is a row with its reason, the rest is stored."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.demo.forum_content import demo_community
from archiver.demo.model import Community, Thread
from archiver.demo.server import running
from archiver.demo.xenforo import XenForo
from tests.cli.conftest import archiver
from tests.fakeforum.server import Body, Charset, Cut, Fault, FaultyServer, Hangup, Nested, Redirect, Status, Truncated

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.fixture
def community() -> Community:
    return demo_community()


@pytest.fixture
def server(community: Community) -> Iterator[FaultyServer]:
    with running(FaultyServer(lambda base: XenForo(community, base))) as server:
        yield server


def crawl(server: FaultyServer, folder: Path, *options: str, url: str = "") -> subprocess.CompletedProcess[str]:
    """Crawl the server; never a traceback, whatever it does."""
    where = ["--database", str(folder / "archive.db"), "--warc-dir", str(folder / "warc"), "--delay", "0"]
    done = archiver("crawl", url or server.url + "/", *where, *options, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def rows(folder: Path, query: str) -> list[tuple]:
    """Rows of the archive."""
    with sqlite3.connect(folder / "archive.db") as connection:
        return connection.execute(query).fetchall()


def readable(community: Community) -> list[Thread]:
    """Threads of one page that a guest may read."""
    return [t for t in community.threads if t.moved_to is None and not community.board[t.board].gated and community.pages(t) == 1]


FAULTS: dict[str, Fault] = {
    "HTTP status 500": Status(500),
    "the response is empty": Body(b""),
    "a binary file": Body(PNG, "image/png"),
    "nested more than": Nested(),
    "breaks off": Cut(0.7),
    "no thread": Charset("utf-16"),
    "redirect in a circle": Redirect(),
    "another host": Redirect("http://elsewhere.example/"),
}


def test_each_fault_is_a_loss_with_its_reason_and_the_rest_is_read(
    server: FaultyServer, community: Community, tmp_path: Path
) -> None:
    threads = readable(community)
    afflicted = {}
    for (reason, fault), thread in zip(FAULTS.items(), threads, strict=False):
        server.fault(re.compile(rf"/threads/[^/]*\.?{thread.id}/"), fault)
        afflicted[str(thread.id)] = reason
    assert len(afflicted) == len(FAULTS), "the demo has too few threads of one page"
    done = crawl(server, tmp_path)
    assert done.returncode == 3, done.stderr
    lost = rows(tmp_path, "SELECT url, what FROM loss WHERE resolved_at IS NULL AND kind <> 'gated'")
    reasons = {re.search(r"(\d+)/$", url).group(1): what for url, what in lost}
    assert reasons.keys() == afflicted.keys()
    for thread_id, what in reasons.items():
        assert afflicted[thread_id] in what
    held = {native for (native,) in rows(tmp_path, "SELECT DISTINCT t.native_id FROM thread t JOIN post p ON p.thread_id = t.id")}
    whole = {str(t.id) for t in community.threads if t.moved_to is None and not community.board[t.board].gated}
    assert held >= whole - afflicted.keys()

    server.heal()
    with sqlite3.connect(tmp_path / "archive.db") as connection:  # time passes
        connection.execute("UPDATE loss SET next_try = '2020-01-01 00:00:00' WHERE resolved_at IS NULL")
    assert crawl(server, tmp_path).returncode == 0
    assert rows(tmp_path, "SELECT count(*) FROM loss WHERE resolved_at IS NULL AND kind <> 'gated'") == [(0,)]


@pytest.mark.parametrize(
    "fault", [Truncated(), Hangup(), Status(503), Status(429, retry_after="1")], ids=lambda f: type(f).__name__
)
def test_a_passing_fault_is_tried_again(server: FaultyServer, community: Community, tmp_path: Path, fault: Fault) -> None:
    thread = readable(community)[0]
    server.fault(re.compile(rf"/threads/[^/]*\.?{thread.id}/"), fault, times=1)
    assert crawl(server, tmp_path).returncode == 0
    assert rows(
        tmp_path, f"SELECT count(*) > 0 FROM post p JOIN thread t ON t.id = p.thread_id WHERE t.native_id = '{thread.id}'"
    ) == [(1,)]


def test_a_thread_that_is_gone_is_no_loss(server: FaultyServer, community: Community, tmp_path: Path) -> None:
    server.fault(re.compile(rf"/threads/[^/]*\.?{readable(community)[0].id}/"), Status(404))
    assert crawl(server, tmp_path).returncode == 0


def test_a_site_that_refuses_again_and_again_is_left_alone(server: FaultyServer, tmp_path: Path) -> None:
    server.fault(re.compile("/threads/"), Status(403))
    done = crawl(server, tmp_path)
    assert done.returncode == 3
    assert "blocks us" in done.stderr
    assert len([target for _, target in server.requests if target.startswith("/threads/")]) <= 12
    assert rows(tmp_path, "SELECT reason FROM crawl") == [("blocked",)]


def test_a_server_that_wants_to_be_left_alone_for_long_is(server: FaultyServer, tmp_path: Path) -> None:
    server.fault(re.compile("/threads/"), Status(503, retry_after="86400"))
    done = crawl(server, tmp_path)
    assert "left alone for 86400 seconds" in done.stderr
    assert rows(tmp_path, "SELECT reason FROM crawl") == [("blocked",)]


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (Status(404), 4, "no such page"),
        (Status(500), 3, "HTTP status 500"),
        (Body(b"<!DOCTYPE html><title>Hello</title><p>Nothing here</html>"), 4, "no known platform"),
        (Body(b""), 3, "empty"),
        (Body(PNG, "image/png"), 3, "binary"),
    ],
)
def test_a_start_that_fails_is_one_clear_line(server: FaultyServer, tmp_path: Path, fault: Fault, code: int, said: str) -> None:
    server.fault("/", fault)
    done = crawl(server, tmp_path, "--quiet")
    assert done.returncode == code
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("Error: ")
    assert said in line


def test_robots_txt_is_obeyed_and_kept(server: FaultyServer, community: Community, tmp_path: Path) -> None:
    thread = readable(community)[0]
    server.fault("/robots.txt", Body(f"User-agent: *\nDisallow: /threads/*{thread.id}/\n".encode(), "text/plain"))
    done = crawl(server, tmp_path)
    assert done.returncode == 3
    assert not [target for _, target in server.requests if re.search(rf"\.{thread.id}/", target)]
    assert rows(tmp_path, "SELECT count(*) FROM capture WHERE url LIKE '%/robots.txt'") == [(1,)]
    assert "robots.txt" in rows(tmp_path, "SELECT what FROM loss WHERE kind = 'blocked'")[0][0]


def test_a_thread_alone_is_crawled_alone(server: FaultyServer, community: Community, tmp_path: Path) -> None:
    longest = max(community.threads, key=lambda thread: len(thread.posts))
    done = crawl(server, tmp_path, url=f"{server.url}/threads/{longest.id}/")
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "SELECT count(DISTINCT thread_id) FROM post") == [(1,)]
    assert rows(tmp_path, "SELECT count(*) FROM post") == [(len(longest.shown),)]


def test_what_was_stored_stays_when_the_disk_is_full(server: FaultyServer, tmp_path: Path) -> None:
    """A limit on the size of files stands in for the full disk; what was committed before can be read after."""
    limited = (
        "import resource, signal, sys; sys.dont_write_bytecode = True; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000));"
        "from archiver.cli import main; main(sys.argv[1:])"
    )
    where = ["--database", str(tmp_path / "archive.db"), "--warc-dir", str(tmp_path / "warc"), "--delay", "0", "--quiet"]
    setup = subprocess.run(
        [sys.executable, "-m", "archiver", "db", "upgrade", "--database", where[1]], check=False, capture_output=True
    )
    assert setup.returncode == 0
    command = [sys.executable, "-c", limited, "crawl", server.url + "/", *where]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in (2, 5)  # the WARC file or the database, whichever meets the limit first
    assert "Error: " in done.stderr
    stats = subprocess.run(
        [sys.executable, "-m", "archiver", "stats", "--json", *where[:2]], capture_output=True, text=True, check=True
    )
    assert json.loads(stats.stdout)["sites"] >= 0
