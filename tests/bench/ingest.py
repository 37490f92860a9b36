"""Ingesting a WARC into SQLite against the sum of what cannot be left out: reading it with fastwarc, the bare Lexbor parse of
each page, and raw `sqlite3` executemany of the same rows; two processes against one; and memory over many pages.

Printed: milliseconds of processor time a page and ratios, medians of rounds that take turns; nothing passes or fails on them.

    python tests/bench/ingest.py [FILE...] [--threads 120] [--rounds 3] [--many 20000]

Without FILEs the pages are those of an invented XenForo forum, twenty posts a page.
"""

from __future__ import annotations

import argparse
import gzip
import multiprocessing
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, ClassVar

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the project, where the tests are

from fastwarc.warc import ArchiveIterator, WarcRecordType
from selectolax.lexbor import LexborHTMLParser

from archiver.captures.ingest import ingest
from archiver.captures.intake import Ears
from archiver.captures.reading import Manner
from archiver.captures.report import Report
from archiver.demo.xenforo import XenForo
from db.engine import open_database
from db.store.sql import Statement, Writer
from tests.captured import BASE, capture_site, long_threads

POSTS = 60
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-65536", "temp_store=MEMORY")
Log = list[tuple[str, list[tuple[Any, ...]]]]


class Recording(Writer):
    """Notes every row that is inserted, and those of the site and the thread that each page brings up to date."""

    __slots__ = ()
    log: ClassVar[list[Log]] = []

    def rows(self, statement: Statement, *values: Any) -> Any:
        self._note(statement, [values])
        return super().rows(statement, *values)

    def run(self, statement: Statement, *values: Any) -> int:
        self._note(statement, [values])
        return super().run(statement, *values)

    def many(self, statement: Statement, rows: Any) -> None:
        self._note(statement, list(rows))
        super().many(statement, rows)

    def _note(self, statement: Statement, rows: list[tuple[Any, ...]]) -> None:
        sql = statement.sql(self.dialect)
        if rows and sql.startswith(("INSERT INTO", "UPDATE thread SET", "UPDATE site SET")) and self.log:
            self.log[-1].append((_plain(sql), rows))


def _plain(sql: str) -> str:
    """The statement as somebody would write it who knows that nothing is there yet; a row given twice is written once."""
    return sql.partition(" ON CONFLICT")[0].partition(" RETURNING")[0].replace("INSERT INTO", "INSERT OR IGNORE INTO")


def recorded(folder: Path) -> tuple[list[Log], int]:
    """The rows that ingesting the folder's WARC inserts, by transaction; how many pages they are of."""
    import db.store.store as module

    real, module.Writer = module.Writer, Recording
    begin = module.Store._transact

    def transact(store: Any, work: Any) -> Any:
        Recording.log.append([])
        return begin(store, work)

    module.Store._transact = transact  # type: ignore[method-assign]
    Recording.log = []
    try:
        report = ours(folder, folder / "recorded.db", jobs=1)
    finally:
        module.Writer, module.Store._transact = real, begin  # type: ignore[method-assign]
    return [log for log in Recording.log if log], report["pages"]


def ours(folder: Path, database: Path, *, jobs: int, progress: Any = lambda _: None) -> Report:
    """Ingest."""
    return ingest(
        [folder / "warc"],
        database_url=f"sqlite:///{database}",
        warc_dir=folder / "warc",
        manner=Manner(),
        jobs=jobs,
        ears=Ears(note=lambda line: print(line, file=sys.stderr), progress=progress),
    )


def bare(folder: Path) -> tuple[float, float]:
    """Seconds of processor time for reading every response, and for the bare parse of each."""
    reading = parsing = 0.0
    for path in sorted((folder / "warc").iterdir()):
        began = time.process_time()
        for record in ArchiveIterator(str(path), record_types=WarcRecordType.response, fsspec_args=False):
            body = record.reader.read()
            if body.startswith(b"\x1f\x8b"):
                body = gzip.decompress(body)
            now = time.process_time()
            reading += now - began
            LexborHTMLParser(body)
            began = time.process_time()
            parsing += began - now
    return reading, parsing


def raw(path: Path, log: list[Log]) -> float:
    """Seconds of processor time of the driver alone, for the same rows."""
    open_database(str(path), create=True).dispose()
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    began = time.process_time()
    for page in log:
        connection.execute("BEGIN IMMEDIATE")
        for sql, rows in page:
            connection.executemany(sql, rows)
        connection.execute("COMMIT")
    spent = time.process_time() - began
    connection.close()
    return spent


def resident() -> int:
    """Memory of this process, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def memory(folder: Path, pages: int) -> list[tuple[int, int]]:
    """Memory after a tenth of the pages, and after all; in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_memory, (folder, pages))


def _memory(folder: Path, pages: int) -> list[tuple[int, int]]:
    marks: list[tuple[int, int]] = []

    def note(report: Report) -> None:
        if report["pages"] >= pages // 10 * (1 if not marks else 10) and len(marks) < 2:
            marks.append((report["pages"], resident()))

    report = ours(folder, folder / "memory.db", jobs=1, progress=note)
    return [*marks[:1], (report["pages"], resident())]


def main() -> None:
    """Run all in turn, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="WARC files to measure with")
    parser.add_argument("--threads", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--many", type=int, default=20_000, help="pages over which memory is watched; 0: not")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "warc").mkdir()
        for file in arguments.files:
            (folder / "warc" / file.name).symlink_to(file.resolve())
        if not arguments.files:
            capture_site(XenForo(long_threads(arguments.threads, POSTS), BASE), folder / "warc")
        log, pages = recorded(folder)
        rows = sum(len(some) for page in log for _, some in page)
        print(f"{pages} pages, {rows:,} rows")
        single, double = [], []
        for number in range(arguments.rounds):
            reading, parsing = bare(folder)
            writing = raw(folder / f"raw{number}.db", log)
            for made in ("one", "two"):
                open_database(str(folder / f"{made}{number}.db"), create=True).dispose()
            began, wall = time.process_time(), time.perf_counter()
            ours(folder, folder / f"one{number}.db", jobs=1)
            spent, one = time.process_time() - began, time.perf_counter() - wall
            wall = time.perf_counter()
            ours(folder, folder / f"two{number}.db", jobs=2)
            two = time.perf_counter() - wall
            single.append((spent, reading, parsing, writing))
            double.append((one, two))
        spent, reading, parsing, writing = (statistics.median(column) / pages * 1e3 for column in zip(*single, strict=True))
        ratio = statistics.median(one[0] / sum(one[1:]) for one in single)
        print(f"reading {reading:.2f}, bare parse {parsing:.2f}, raw rows {writing:.2f} ms a page; ingest {spent:.2f}")
        print(f"ingest on one core against their sum: {ratio:.2f} (target 2.5)")
        print(f"two processes against one: {statistics.median(one / two for one, two in double):.2f} times as fast (target 1.7)")
    if arguments.many:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            capture_site(XenForo(long_threads(arguments.many // 3, 8, per_page=3), BASE), folder / "warc")
            (few, before), (many, after) = memory(folder, arguments.many)
            print(
                f"memory after {few:,} pages {before >> 20} MB, after {many:,} {after >> 20} MB: {after / before:.2f} (target 1.2)"
            )


if __name__ == "__main__":
    main()
