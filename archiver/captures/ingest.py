"""Ingest: captures become rows. Reads in any number of processes and stores in this one; may be killed, and run again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from archiver.captures.intake import CACHE, Ears, Intake, Look
from archiver.captures.parts import Context, parts_of
from archiver.captures.pool import Pool
from archiver.captures.reading import Batch, Manner
from archiver.captures.report import Report
from archiver.captures.sources import Source, sources_of
from archiver.captures.work import worker
from db.engine import open_database


def ingest(
    places: Iterable[Path],
    *,
    database_url: str,
    warc_dir: Path,
    manner: Manner,
    jobs: int,
    ears: Ears,
    dry_run: bool = False,
) -> Report:
    """Read what the files and folders hold into the archive.

    Args:
        places: WARC, WACZ, ARC, saved pages, and folders of them.
        database_url: the archive, made if it is not there.
        warc_dir: the archive's WARC folder; files in it are named relative to it.
        manner: how pages are read, and of which sites.
        jobs: processes that read; 1: all is done in this one.
        ears: who is told.
        dry_run: look what is in there; store nothing, make no database.

    Raises:
        UsageError: a file does not exist.
        DatabaseError: the archive cannot be used.
        ArchiverError: a process has died.
    """
    sources = _counted(sources_of(places, warc_dir), report := Report())
    if dry_run:
        run = Look(report, ears)
    else:
        run = Intake(open_database(database_url, create=True, durable=False, cache=CACHE), warc_dir, report, ears)
    with run:
        context = Context(warc_dir=str(warc_dir), manner=manner, database=database_url if run.holds_captures else None)
        pool = Pool(worker, context, kind=Batch, jobs=jobs)
        for batch in pool.results(parts_of(sources, warc_dir, run.trouble), run.installations.known):
            run.take(batch)
        run.finish(pool, Pool(worker, context, kind=Batch, jobs=1))
    return report


def _counted(sources: Iterable[Source], report: Report) -> Iterator[Source]:
    for source in sources:
        report.add(files=1)
        yield source
