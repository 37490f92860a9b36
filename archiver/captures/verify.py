"""Holds the files against the rows: every record is hashed again, every row must lead to one, every record must have one.

Only looks; `archiver.captures.repair` changes what can be mended without guessing.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine

from archiver.captures.members import GZIP, Damage, Member, digest_fits, members
from archiver.captures.places import INSIDE, path_of, read_record
from archiver.captures.unfinished import SUFFIX, Unfinished
from db.engine import open_database, said_plainly
from db.keys import short
from db.queries import kept
from db.queries.kept import KeptRecord
from spiders.errors import CaptureError

Kind = Literal[
    "file missing", "file left open", "damaged", "row without record", "record without row", "record altered", "original missing"
]

CAPTURES = frozenset({"response", "revisit"})
"""Records that have a row; requests and notes of the crawler have none."""
_WORTH_IT = 64 << 20
"""Bytes that one process checks in the second that others take to start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is not as it should be. ``file`` is as rows name it; None where a row names none."""

    kind: Kind
    file: str | None
    offset: int | None = None
    url: str | None = None
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What was looked at in one file, and what is wrong with it."""

    name: str
    size: int = 0
    records: int = 0
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)


def verify(database_url: str, warc_dir: Path, *, processes: int = 0) -> Iterator[tuple[int, FileReport]]:
    """Check all files, those in ``warc_dir`` that no row names included; how many files there are, and each report as it comes.

    Args:
        database_url: the archive.
        warc_dir: where its files are.
        processes: how many work at it; 0 is one for each core, if the work is worth their start.

    Raises:
        DatabaseError: the archive cannot be read.
    """
    engine = open_database(database_url)
    with said_plainly(engine.url), engine.connect() as connection:
        names = kept.files(connection)
        nowhere = [Problem(kind="row without record", file=None, url=row.url) for row in kept.without_record(connection)]
    engine.dispose()
    sizes = {name: _size(warc_dir, name) for name in {*names, *found_in(warc_dir)}}
    todo = sorted(sizes, key=lambda name: sizes[name], reverse=True)
    count = len(todo)
    if nowhere:
        yield count, FileReport(name="", rows=len(nowhere), problems=nowhere)
    if not processes and sum(sizes.values()) >= _WORTH_IT:
        processes = os.cpu_count() or 1
    processes = min(processes, count)
    if processes <= 1:
        for name in todo:
            yield count, _verify_file(database_url, warc_dir, name)
        return
    # Started afresh: a process that is forked would share the database's connections.
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        for done in as_completed([pool.submit(_verify_file, database_url, warc_dir, name) for name in todo]):
            yield count, done.result()


def found_in(warc_dir: Path) -> Iterator[str]:
    """The names of the files in the folder that crawls write, finished or not."""
    for path in sorted(warc_dir.glob("*.warc.gz")):
        yield path.name
    for path in sorted(warc_dir.glob(f"*.warc.gz{SUFFIX}")):
        yield path.name.removesuffix(SUFFIX)


def verify_file(engine: Engine, warc_dir: Path, name: str) -> FileReport:
    """Check one file and the rows that lead to it."""
    with said_plainly(engine.url), engine.connect() as connection:
        rows = kept.records_in(connection, name)
    path, member = path_of(warc_dir, name)
    if not path.is_file():
        what = f"{len(rows):,} captures are in it; put it back into {path.parent}"
        return FileReport(name=name, rows=len(rows), problems=[Problem(kind="file missing", file=name, what=what)])
    size = path.stat().st_size
    if member is not None or INSIDE in name or not _by_members(path, rows):
        problems = [problem for row in rows for problem in _read_again(warc_dir, row)]
        return FileReport(name=name, size=size, records=len(rows), rows=len(rows), problems=problems)
    check = _Check(warc_dir, name, rows, written_now=_is_written_now(path))
    if path.name.endswith(SUFFIX) and not check.written_now:
        check.problem(
            "file left open", None, None, "the crawl that wrote it died; the next crawl repairs it, or `archiver repair`"
        )
    with path.open("rb") as stream:
        for found in members(stream):
            check.take(found, size)
    check.finish()
    return FileReport(name=name, size=size, records=check.records, rows=len(rows), problems=check.problems)


class _Check:
    """One file of ours being compared with its rows."""

    def __init__(self, warc_dir: Path, name: str, rows: Sequence[KeptRecord], *, written_now: bool) -> None:
        self.warc_dir = warc_dir
        self.name = name
        self.written_now = written_now
        self.records = 0
        self.problems: list[Problem] = []
        self._rows = {row.record_offset: row for row in rows}
        self._ours = False

    def problem(self, kind: Kind, offset: int | None, url: str | None, what: str = "") -> None:
        self.problems.append(Problem(kind=kind, file=self.name, offset=offset, url=url, what=what))

    def take(self, found: Member | Damage, size: int) -> None:
        """Look at the next part of the file."""
        if isinstance(found, Damage):
            if not (self.written_now and found.offset + found.length == size):
                self.problem("damaged", found.offset, None, f"{found.what}; {found.length:,} bytes are no record")
            return
        self.records += 1
        if found.kind == "warcinfo":
            self._ours = found.block.startswith(b"software: archiver/")
        row = self._rows.pop(found.offset, None)
        if row is not None and not self._ours:
            self.problems += _read_again(self.warc_dir, row)
        what = [*_altered(found, ours=self._ours), *(_disagreement(found, row, ours=self._ours) if row is not None else ())]
        if what:
            self.problem("record altered", found.offset, found.url, "; ".join(what))
        if row is None and found.kind in CAPTURES and self._ours and not self.written_now:
            self.problem("record without row", found.offset, found.url)
        if row is not None and found.kind == "revisit":
            if row.revisit_of_id is None:
                self.problem("original missing", found.offset, found.url, "no row holds the body that it stands for")
            elif row.original_warc is None:
                self.problem("original missing", found.offset, found.url, "the capture that holds its body has no record")

    def finish(self) -> None:
        """What rows are left had no record."""
        for row in self._rows.values():
            self.problem("row without record", row.record_offset, row.url)


def _altered(found: Member, *, ours: bool) -> Iterator[str]:
    """What of a record is not as it says itself. Other programs do not agree on what the payload is of a chunked body."""
    stated = found.headers.get("warc-block-digest")
    if stated and digest_fits(stated, found.block) is False:
        yield "its bytes do not have the digest that it states"
    stated = found.headers.get("warc-payload-digest")
    if ours and stated and found.kind == "response" and digest_fits(stated, found.payload) is False:
        yield "its body does not have the digest that it states"


def _disagreement(found: Member, row: KeptRecord, *, ours: bool) -> Iterator[str]:
    if short(found.url) != row.url:
        yield f"its row says it is a capture of {row.url}"
    if row.record_length not in (None, found.length):
        yield f"it has {found.length:,} bytes, its row says {row.record_length:,}"
    if ours and row.digest and found.headers.get("warc-payload-digest", row.digest) != row.digest:
        yield f"its body has another digest than its row, {row.digest}"


def _read_again(warc_dir: Path, row: KeptRecord) -> Iterator[Problem]:
    """The record of another program's file, read as `archiver reparse` reads it."""
    try:
        record = read_record(warc_dir, row)
    except CaptureError as error:
        yield Problem(kind="row without record", file=row.warc, offset=row.record_offset, url=row.url, what=str(error))
        return
    if row.digest and record.digest and record.digest != row.digest:
        what = f"its body has another digest than its row, {row.digest}"
        yield Problem(kind="record altered", file=row.warc, offset=row.record_offset, url=row.url, what=what)


def _by_members(path: Path, rows: Sequence[KeptRecord]) -> bool:
    """Whether each record is a gzip member of its own, as crawlers write them; some pack a whole file into one."""
    offsets = [row.record_offset for row in rows]
    if None in offsets or len(set(offsets)) < len(offsets):
        return False
    with path.open("rb") as stream:
        return stream.read(len(GZIP)) == GZIP or not path.stat().st_size


def _is_written_now(path: Path) -> bool:
    if not path.name.endswith(SUFFIX):
        return False
    left = Unfinished.of_the_dead(path)
    if left is not None:
        left.let_go()
    return left is None


def _size(warc_dir: Path, name: str) -> int:
    try:
        return path_of(warc_dir, name)[0].stat().st_size
    except OSError:
        return 0


def _verify_file(database_url: str, warc_dir: Path, name: str) -> FileReport:
    return verify_file(_opened(database_url), warc_dir, name)


@cache
def _opened(database_url: str) -> Engine:
    """The database, once in each process."""
    return open_database(database_url)
