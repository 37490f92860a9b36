"""Reparse: held captures are read again by the readers of today and stored, without one request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from archiver.captures.intake import CACHE, GROUP, Ears, Intake
from archiver.captures.parts import Context, Part, Pending, PendingPart, Place
from archiver.captures.pool import Pool
from archiver.captures.reading import Batch, Item, Manner
from archiver.captures.report import Report
from archiver.captures.work import current_parsers, worker
from db.engine import open_database, said_plainly
from db.queries import find_site, ingested
from db.queries.ingested import HeldRecord
from spiders.items import Capture, Follow, Original, PageRecord

Outcome = Literal["read", "lost", "kept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which captures are read again. By default those that an older reader read."""

    site: str | None = None
    platform: str | None = None
    parser: str | None = None
    """Only what this reader and version read: ``phpbb/3``."""
    outcomes: tuple[Outcome, ...] = ("read",)
    current_too: bool = False
    """Those, too, that the readers of today have read."""


def reparse(
    choice: Choice, *, database_url: str, warc_dir: Path, manner: Manner, jobs: int, ears: Ears, dry_run: bool = False
) -> Report:
    """Read captures again.

    Raises:
        UsageError: there is no such site.
        DatabaseError: the archive cannot be used.
        ArchiverError: a process has died.
    """
    report = Report()
    with Intake(open_database(database_url, durable=False, cache=CACHE), warc_dir, report, ears) as intake:
        context = Context(warc_dir=str(warc_dir), manner=manner)
        pool: Pool[Part, Batch] = Pool(worker, context, kind=Batch, jobs=jobs)
        for batch in pool.results(_parts(intake, choice), intake.installations.known):
            report.add(records=len(batch.items) + len(batch.troubles))
            for line in batch.troubles:
                intake.trouble(line)
            changing = [item for item in batch.items if item.record.reading is not None or item.record.losses]
            if not dry_run:
                intake.save(changing, last=True)
            for item in batch.items if dry_run else [item for item in batch.items if item not in changing]:
                report.page(item)
            ears.progress(report)
        if not dry_run:
            intake.settle()
    return report


def _parts(intake: Intake, choice: Choice) -> Iterator[PendingPart]:
    with said_plainly(intake.engine.url), intake.engine.connect() as connection:
        sites = [find_site(connection, choice.site)] if choice.site is not None else None
        ids = ingested.captures_to_read(
            connection,
            site_ids=sites,
            platform=choice.platform,
            outcomes=choice.outcomes,
            parser=choice.parser,
            not_by=() if choice.current_too or choice.parser or "read" not in choice.outcomes else sorted(current_parsers()),
        )
    for start in range(0, len(ids), GROUP):
        with said_plainly(intake.engine.url), intake.engine.connect() as connection:
            rows = ingested.records(connection, ids[start : start + GROUP])
            expected = intake.expected(connection, (row.url for row in rows))
        yield PendingPart(
            pending=tuple(_pending(row, expected.get(row.url)) for row in rows),
        )


def _pending(row: HeldRecord, asked: Follow | None) -> Pending:
    """A capture as it stands in its row, so that reading it again finds the same row."""
    original = body = None
    if row.original_url is not None and row.original_fetched_at is not None and row.original_digest is not None:
        original = Original(url=row.original_url, fetched_at=row.original_fetched_at, digest=row.original_digest)
        body = Place(row.original_url, row.original_warc, row.original_offset, row.original_fetched_at, row.original_digest)
    capture = Capture(
        url=row.url,
        fetched_at=row.fetched_at,
        status=row.status,
        digest=row.digest or None,
        content_type=row.content_type,
        etag=row.etag,
        last_modified=row.last_modified,
        warc=row.warc,
        offset=row.record_offset,
        length=row.record_length,
        revisit_of=original,
    )
    return Pending(item=Item(record=PageRecord(capture=capture, reading=None, asked=asked), identity=row.identity), original=body)
