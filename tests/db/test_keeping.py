"""The files against the rows, on both databases: what verify finds, what repair mends, and nothing that is not so."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archiver.captures.members import pack
from archiver.captures.repair import repair
from archiver.captures.unfinished import SUFFIX
from archiver.captures.verify import Problem, verify, verify_file
from archiver.captures.warc import WarcWriter
from db.store import Store
from spiders.items import Capture, Original
from tests.db.make import BASE, one, rows

WHEN = datetime(2024, 5, 6, 7, 8, 9, 1, UTC)


def write(writer: WarcWriter, number: int, *, status: int = 200, original: Original | None = None, body: bytes = b"") -> Capture:
    return writer.write(
        url=f"{BASE}{number}",
        fetched_at=WHEN + timedelta(seconds=number),
        method="GET",
        request_headers=[("User-Agent", "test")],
        status=status,
        response_headers=[("Content-Type", "text/html"), ("ETag", f'"{number}"')],
        body=body or f"<p>page {number}</p>".encode() * 20,
        original=original,
    )


def made(store: Store, folder: Path, count: int = 4, first: int = 0) -> list[Capture]:
    """An archive of some captures, its file finished."""
    with WarcWriter(folder, "forum.example", {}) as writer:
        captures = [write(writer, number) for number in range(first, first + count)]
        captures.append(write(writer, first + count, status=304, original=original_of(captures[0])))
        writer.sync()
        store.save_captures(captures)
    return captures


def original_of(capture: Capture) -> Original:
    return Original(url=capture.url, fetched_at=capture.fetched_at, digest=capture.digest or "")


def problems(engine: Engine, folder: Path) -> list[Problem]:
    names = {path.name.removesuffix(SUFFIX) for path in folder.iterdir()}
    names |= {str(name) for (name,) in rows(engine, "SELECT DISTINCT warc FROM capture WHERE warc IS NOT NULL")}
    return [problem for name in sorted(names) for problem in verify_file(engine, folder, name).problems]


def test_an_archive_as_it_should_be_has_no_problem(engine: Engine, store: Store, tmp_path: Path) -> None:
    made(store, tmp_path / "warc")
    assert problems(engine, tmp_path / "warc") == []
    assert one(engine, "SELECT count(*) FROM capture WHERE revisit_of_id IS NOT NULL") == 1


def test_each_way_to_be_wrong_is_told(engine: Engine, store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "warc"
    captures = made(store, folder, count=8)
    path = folder / str(captures[0].warc)
    data = bytearray(path.read_bytes())
    damaged = captures[2].offset or 0
    data[damaged + 40] ^= 0xFF
    fields = {
        "WARC-Target-URI": captures[4].url,
        "Content-Type": "application/http; msgtype=response",
        "WARC-Payload-Digest": captures[4].digest or "",
    }
    forged = pack("response", "2024-05-06T07:08:13.000001Z", fields, b"HTTP/1.1 200 OK\r\n\r\n", b"another body")[0]
    place, length = captures[4].offset or 0, captures[4].length or 0
    data[place : place + length] = forged + bytes(length - len(forged))
    path.write_bytes(bytes(data))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM capture WHERE url = '{captures[6].url}'")
        connection.exec_driver_sql(f"UPDATE capture SET url = 'http://other.example/' WHERE url = '{captures[7].url}'")
    store.save_captures(
        [Capture(url=f"{BASE}gone", fetched_at=WHEN, status=200, digest="x", warc="gone.warc.gz", offset=0, length=9)]
    )
    told = {(problem.kind, problem.offset) for problem in problems(engine, folder)}
    assert told == {
        ("damaged", captures[2].offset),
        ("row without record", captures[2].offset),
        ("record altered", captures[4].offset),
        ("damaged", place + len(forged)),
        ("record without row", captures[6].offset),
        ("record altered", captures[7].offset),
        ("file missing", None),
    }


def test_a_revisit_of_what_is_not_held_is_told(engine: Engine, store: Store, tmp_path: Path) -> None:
    with WarcWriter(tmp_path / "warc", "forum.example", {}) as writer:
        lost = Original(url=f"{BASE}lost", fetched_at=WHEN, digest="sha1:LOST")
        store.save_captures([write(writer, 1, status=304, original=lost)])
    assert [problem.kind for problem in problems(engine, tmp_path / "warc")] == ["original missing"]


def test_verify_shares_the_files_among_processes(archive_url: str, engine: Engine, store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "warc"
    for number in range(3):
        made(store, folder, first=number * 10)
    store.save_captures([Capture(url=f"{BASE}nowhere", fetched_at=WHEN, status=200)])
    store.close()
    (next(folder.iterdir())).unlink()
    for processes in (1, 2):
        reports = [report for _, report in verify(archive_url, folder, processes=processes)]
        kinds = sorted(problem.kind for report in reports for problem in report.problems)
        assert kinds == ["file missing", "row without record"]
        assert sum(report.records for report in reports) == 2 * (1 + 2 * 5)


def left_open(store: Store, folder: Path, *, known: int, unknown: int, torn: bytes = b"") -> str:
    """A file as a crawl leaves it that dies; its name."""
    writer = WarcWriter(folder, "forum.example", {})
    store.save_captures([write(writer, number) for number in range(known)], crawl_id=store.start_crawl(BASE))
    captures = [write(writer, known + number) for number in range(unknown)]
    writer.close(settled=False)
    (path,) = folder.glob(f"*{SUFFIX}")
    with path.open("ab") as stream:
        stream.write(torn)
    assert all(capture.warc == path.name.removesuffix(SUFFIX) for capture in captures)
    return path.name.removesuffix(SUFFIX)


TORN = pack("response", "2024-05-06T07:08:09Z", {"WARC-Target-URI": BASE, "Content-Type": "x"}, os.urandom(999))[0][:-300]


@pytest.mark.parametrize("torn", [b"", TORN, b"\x1f", bytes(4_096)], ids=["whole", "torn", "one byte", "zeros"])
def test_a_file_left_open_is_mended(engine: Engine, store: Store, tmp_path: Path, torn: bytes) -> None:
    folder = tmp_path / "warc"
    name = left_open(store, folder, known=3, unknown=2, torn=torn)
    assert {problem.kind for problem in problems(engine, folder)} >= {"file left open", "record without row"}

    (planned,) = repair(engine, folder, dry_run=True)
    assert (planned.without_row, planned.cut, planned.found) == (2, len(torn), ())
    assert one(engine, "SELECT count(*) FROM capture") == 3

    (done,) = repair(engine, folder)
    assert (done.name, done.records, done.without_row, done.cut, len(done.found)) == (name, 11, 2, len(torn), 2)
    assert [path.name for path in folder.iterdir()] == [name]
    assert problems(engine, folder) == []
    assert rows(engine, "SELECT count(*), count(outcome), count(DISTINCT crawl_id), count(etag) FROM capture") == [(5, 3, 1, 5)]
    assert list(repair(engine, folder)) == []


def test_a_file_without_a_record_goes(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / f"site-20240506070809-12-00000.warc.gz{SUFFIX}").write_bytes(b"")
    (tmp_path / f"site-20240506070809-12-00001.warc.gz{SUFFIX}").write_bytes(TORN)
    assert len(list(repair(engine, tmp_path))) == 2
    assert list(tmp_path.glob("*.warc.gz*")) == []


def test_files_of_others_and_files_being_written_are_left_alone(engine: Engine, store: Store, tmp_path: Path) -> None:
    foreign = tmp_path / f"WEB-20240506070809123-00000-4242~host~8443.warc.gz{SUFFIX}"
    foreign.write_bytes(TORN)
    with WarcWriter(tmp_path, "forum.example", {}) as writer:
        write(writer, 1)
        assert list(repair(engine, tmp_path)) == []
        assert [problem.kind for problem in problems(engine, tmp_path) if "forum.example" in str(problem.file)] == []
    assert foreign.read_bytes() == TORN


def test_damage_in_the_middle_is_left_and_told(engine: Engine, store: Store, tmp_path: Path) -> None:
    left_open(store, tmp_path, known=3, unknown=0)
    (path,) = tmp_path.glob(f"*{SUFFIX}")
    data = bytearray(path.read_bytes())
    place = one(engine, "SELECT max(record_offset) FROM capture")
    data[place + 40] ^= 0xFF
    path.write_bytes(bytes(data))
    (done,) = repair(engine, tmp_path)
    assert [damage.offset for damage in done.damage] == [place]
    assert {problem.kind for problem in problems(engine, tmp_path)} == {"damaged", "row without record"}


SCRIPT = """
import sys
from pathlib import Path
from archiver.captures.warc import WarcWriter
from db.engine import open_database
from db.store import Store
from tests.db.test_keeping import write
store = Store(open_database(sys.argv[1]))
writer = WarcWriter(Path(sys.argv[2]), "forum.example", {}, max_size=200_000)
print("begun", flush=True)
for number in range(int(sys.argv[3]), 1_000_000):
    capture = write(writer, number, body=str(number).encode() * 3_000)
    writer.sync()
    store.save_captures([capture])
    writer.settle()
"""


def test_killed_at_any_moment_nothing_committed_is_lost(archive_url: str, engine: Engine, tmp_path: Path) -> None:
    """A process that writes records and rows is killed, again and again; repaired, the archive is as it should be."""
    folder, chance = tmp_path / "warc", random.Random(7)
    for number in range(6):
        command = [sys.executable, "-c", SCRIPT, archive_url, str(folder), str(number * 10_000)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0.05, 0.4))
            process.send_signal(signal.SIGKILL)
        committed = one(engine, "SELECT count(*) FROM capture")
        list(repair(engine, folder))
        assert problems(engine, folder) == []
        assert 0 <= one(engine, "SELECT count(*) FROM capture") - committed <= 1
        assert list(folder.glob(f"*{SUFFIX}")) == []
    assert one(engine, "SELECT count(*) FROM capture") > 6
