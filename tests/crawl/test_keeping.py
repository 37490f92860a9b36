"""Crawled twice: what has not changed is asked for so, kept as a revisit and read from the bytes held; what has is kept whole."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastwarc.warc import ArchiveIterator, WarcRecordType

from archiver.cli.main import cli
from archiver.demo.forum_content import demo_community
from archiver.demo.model import Community
from archiver.demo.server import Exchange, running
from archiver.demo.xenforo import XenForo
from tests.crawl.zygote import Zygote
from tests.fakeforum.server import FaultyServer, Slow


class Server(FaultyServer):
    """Notes the conditions of requests, and may say that it knows none."""

    def __init__(self, community: Community) -> None:
        self.conditions: dict[str, str | None] = {}
        self.answers: dict[str, int] = {}
        super().__init__(lambda base: XenForo(community, base))

    def respond(self, exchange: Exchange) -> None:
        self.conditions[exchange.path] = exchange.headers["If-None-Match"] or exchange.headers["If-Modified-Since"]
        super().respond(exchange)


@pytest.fixture
def server() -> Iterator[Server]:
    with running(Server(demo_community())) as server:
        yield server


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive of that server's forum."""

    folder: Path
    server: Server
    crawls: Zygote

    @property
    def warc(self) -> Path:
        return self.folder / "warc"

    def where(self) -> tuple[str, ...]:
        return ("--database", str(self.folder / "archive.db"), "--warc-dir", str(self.warc))

    def command(self, *options: str) -> tuple[str, ...]:
        self.server.requests.clear()
        self.server.conditions.clear()
        return ("crawl", self.server.url + "/", *self.where(), "--delay", "0", "--quiet", *options)

    def crawl(self, *options: str, code: int = 0) -> None:
        ended = self.crawls.run(*self.command(*options))
        assert ended.code == code, ended.said

    def problems(self) -> list[dict]:
        result = CliRunner().invoke(cli, ["verify", "--json", *self.where()], catch_exceptions=False)
        found = json.loads(result.stdout)["problems"]
        assert result.exit_code == (3 if found else 0)
        return found

    def rows(self, query: str) -> list[tuple]:
        with sqlite3.connect(self.folder / "archive.db") as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def archive(server: Server, crawls: Zygote, tmp_path: Path) -> Archive:
    return Archive(tmp_path, server, crawls)


def test_what_has_not_changed_is_not_sent_again(server: Server, archive: Archive) -> None:
    archive.crawl()
    assert set(server.conditions.values()) == {None}, "a first crawl has nothing to compare with"
    posts = archive.rows("SELECT native_id, last_seen FROM post ORDER BY id")
    revisions = archive.rows("SELECT count(*) FROM revision")
    first = archive.rows("SELECT max(id) FROM capture")[0][0]

    archive.crawl()
    assert len(server.requests) > 1
    assert None not in server.conditions.values()
    again = archive.rows(f"SELECT status, revisit_of_id IS NOT NULL, digest, outcome, etag FROM capture WHERE id > {first}")
    assert len(again) == len(server.requests)
    assert {(status, revisit) for status, revisit, *_ in again} == {(304, 1)}
    assert all(etag for *_, etag in again)
    assert {outcome for *_, outcome, _ in again} == {"read", "kept"}
    originals = archive.rows("SELECT c.digest = o.digest FROM capture c JOIN capture o ON o.id = c.revisit_of_id")
    assert set(originals) == {(1,)}
    assert archive.rows("SELECT count(*) FROM revision") == revisions
    assert [native for native, _ in posts] == [native for (native,) in archive.rows("SELECT native_id FROM post ORDER BY id")]
    assert archive.problems() == []


def test_a_page_given_again_is_read_as_of_when_it_was_written(server: Server, archive: Archive) -> None:
    """A listing seen unchanged is seen now; nothing on it is dated from now."""
    archive.crawl()
    before = archive.rows("SELECT native_id, last_post_at, created_at FROM thread ORDER BY native_id")
    seen = archive.rows("SELECT max(last_seen) FROM board")[0][0]
    time.sleep(1.1)
    archive.crawl()
    assert archive.rows("SELECT native_id, last_post_at, created_at FROM thread ORDER BY native_id") == before
    assert archive.rows("SELECT max(last_seen) FROM board")[0][0] > seen


def test_what_cannot_be_read_back_is_fetched_in_full(server: Server, archive: Archive) -> None:
    archive.crawl()
    for path in archive.warc.iterdir():
        path.rename(archive.folder / path.name)
    archive.crawl()
    assert set(server.conditions.values()) == {None}
    assert archive.rows("SELECT count(*) FROM capture WHERE revisit_of_id IS NOT NULL") == [(0,)]
    for path in archive.folder.glob("*.warc.gz"):
        path.rename(archive.warc / path.name)
    assert archive.problems() == []


def test_an_account_does_not_ask_with_what_a_guest_was_given(server: Server, archive: Archive) -> None:
    archive.crawl()
    cookies = archive.folder / "cookies.txt"
    cookies.write_text("# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\txf_session\tabc\n")
    archive.crawl("--cookies", str(cookies), code=2)  # the demo has no members: it ends when it sees that
    assert set(server.conditions.values()) == {None}


def test_the_same_body_is_kept_once(server: Server, archive: Archive) -> None:
    """A server without validators sends everything again: it is written as revisits of what is held."""
    archive.crawl()
    with sqlite3.connect(archive.folder / "archive.db") as connection:
        connection.execute("UPDATE capture SET etag = NULL, last_modified = NULL")
    size = sum(path.stat().st_size for path in archive.warc.iterdir())
    first = archive.rows("SELECT max(id) FROM capture")[0][0]
    archive.crawl()
    assert set(server.conditions.values()) == {None}
    again = archive.rows(f"SELECT status, revisit_of_id IS NOT NULL FROM capture WHERE id > {first}")
    assert set(again) == {(200, 1)}
    kinds = [record.record_type for path in archive.warc.iterdir() for record in ArchiveIterator(path.open("rb"))]
    assert kinds.count(WarcRecordType.revisit) == len(again)
    assert sum(path.stat().st_size for path in archive.warc.iterdir()) - size < 1_500 * len(again)
    assert archive.problems() == []


def test_a_crawl_that_was_killed_leaves_nothing_behind_that_the_next_does_not_mend(server: Server, archive: Archive) -> None:
    server.fault(re.compile("/threads/"), Slow(0.15))
    pid = archive.crawls.start(*archive.command())
    while not any("/threads/" in target for _, target in server.requests):
        time.sleep(0.05)
    time.sleep(0.4)
    assert archive.crawls.kill(pid).code == -9
    assert list(archive.warc.glob("*.open"))
    assert "file left open" in {problem["kind"] for problem in archive.problems()}
    server.heal()
    archive.crawl()
    assert list(archive.warc.glob("*.open")) == []
    assert archive.problems() == []
    assert archive.rows("SELECT count(*) - count(DISTINCT native_id) FROM post") == [(0,)]


def test_what_was_fetched_and_not_stored_is_read_and_not_fetched_again(server: Server, archive: Archive) -> None:
    """A crash before the first row: all that is left of a crawl are records, and the torn beginning of one."""
    archive.crawl()
    posts = archive.rows("SELECT native_id, posted_at FROM post ORDER BY native_id")
    for path in archive.folder.glob("archive.db*"):
        path.unlink()
    (path,) = archive.warc.iterdir()
    path = path.rename(path.with_name(f"{path.name}.open"))
    with path.open("ab") as stream:
        stream.write(path.read_bytes()[:100])
    archive.crawl()
    assert archive.rows("SELECT native_id, posted_at FROM post ORDER BY native_id") == posts
    assert not any("/threads/" in target for _, target in server.requests)
    assert None not in server.conditions.values()
    assert archive.problems() == []
