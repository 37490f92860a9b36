"""Mends the files that a crawl left open when it died: a torn end is cut off, what has no row gets one, the name is put right.

Touches only files of ours with ``.open`` behind their name whose writer is dead: its lock says so, see
`archiver.captures.unfinished`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from archiver.captures.members import Damage, Member, members
from archiver.captures.places import read_record
from archiver.captures.records import Record
from archiver.captures.unfinished import SUFFIX, Unfinished
from archiver.captures.verify import CAPTURES
from db.engine import said_plainly
from db.keys import short
from db.queries import kept
from db.queries.kept import KeptRecord
from db.store import Store
from spiders.errors import StorageError
from spiders.items import Capture, Original

_OURS = re.compile(rf"-\d{{14}}-\d+-\d{{5}}\.warc\.gz{re.escape(SUFFIX)}")
"""Other crawlers mark their files in the same way; theirs are left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A file that was mended. ``found`` are the ids of rows made for records that had none; ``damage`` could not be mended."""

    name: str
    records: int
    cut: int = 0
    without_row: int = 0
    found: tuple[int, ...] = ()
    damage: tuple[Damage, ...] = ()


def repair(
    engine: Engine, warc_dir: Path, *, read: Callable[[Path], None] = lambda _: None, dry_run: bool = False
) -> Iterator[Repaired]:
    """Mend every file that was left open. A record that has no row gets one whose outcome is empty: it is still to be read.

    The file gets its final name when all else is done: where this is interrupted, the next repair does it again.

    Args:
        engine: the archive.
        warc_dir: where its files are.
        read: reads the records of a file that have not been.
        dry_run: only say what would be done.

    Raises:
        StorageError: a file cannot be written.
        DatabaseError: the rows cannot be asked or made.
    """
    store = Store(engine)
    try:
        for path in sorted(warc_dir.glob(f"*{SUFFIX}")):
            if not _OURS.search(path.name):
                continue
            try:
                file = Unfinished.of_the_dead(path)
                if file is None:
                    continue
                try:
                    yield _mend(file, engine, store, warc_dir, read=read, dry_run=dry_run)
                finally:
                    file.let_go()
            except OSError as error:
                raise StorageError(f"{path}: cannot be repaired ({error.strerror or error})") from error
    finally:
        store.close()


def _mend(
    file: Unfinished, engine: Engine, store: Store, warc_dir: Path, *, read: Callable[[Path], None], dry_run: bool
) -> Repaired:
    with said_plainly(engine.url), engine.connect() as connection:
        rows = {row.record_offset for row in kept.records_in(connection, file.name)}
        crawl_id = kept.crawl_of(connection, file.name)
    without: list[KeptRecord] = []
    count, captures, damage = 0, 0, list[Damage]()
    with file.path.open("rb") as stream:
        for found in members(stream):
            if isinstance(found, Damage):
                damage.append(found)
                continue
            count += 1
            if found.kind in CAPTURES:
                captures += 1
                if found.offset not in rows:
                    without.append(_placed(found, file.name))
    torn = damage.pop() if damage and damage[-1].offset + damage[-1].length == file.size else None
    made: list[int] = []
    if not dry_run:
        if not captures:
            file.cut(0)  # begun, and nothing was written: it goes
        elif torn is not None:
            file.cut(torn.offset)
        file.sync()
        for row in without:
            capture = _capture(read_record(warc_dir, row), row)
            made += store.save_captures([capture], crawl_id=crawl_id, outcome=None)
        if made:
            store.close()
            read(file.path)
        file.finish()
    return Repaired(
        name=file.name,
        records=count,
        cut=torn.length if torn else 0,
        without_row=len(without),
        found=tuple(made),
        damage=tuple(damage),
    )


def _placed(found: Member, name: str) -> KeptRecord:
    """A record's place, as a row would have it."""
    return KeptRecord(
        id=0,
        url=short(found.url),
        warc=name,
        record_offset=found.offset,
        record_length=found.length,
        digest=found.headers.get("warc-payload-digest", ""),
        revisit_of_id=None,
        original_warc=None,
    )


def _capture(record: Record, row: KeptRecord) -> Capture:
    """What the crawl would have stored."""
    if record.date is None:
        raise StorageError(f"{row.warc}, record at {row.record_offset}: it does not say when it was captured")
    original = None
    if record.refers_to_url is not None and record.refers_to_date is not None:
        original = Original(url=record.refers_to_url, fetched_at=record.refers_to_date, digest=record.digest)
    return Capture(
        url=record.url,
        fetched_at=record.date,
        status=record.status,
        digest=record.digest,
        content_type=record.header("content-type"),
        etag=record.header("etag"),
        last_modified=record.header("last-modified"),
        warc=row.warc,
        offset=row.record_offset,
        length=row.record_length,
        revisit_of=original,
    )
