"""Reparse: held captures are read again by the readers of today and stored, without one request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from archiver.captures.intake import CACHE, Ears, Intake
from archiver.captures.parts import Context, Part, PendingPart
from archiver.captures.pool import Pool
from archiver.captures.reading import Batch, Manner
from archiver.captures.report import Report
from archiver.captures.work import current_parsers, worker
from db.engine import open_database, said_plainly
from db.queries import find_site, ingested

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
    yield from intake.parts_again(ids)
