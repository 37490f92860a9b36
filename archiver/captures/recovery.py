"""After a crash: files are mended, and what the crawl had fetched and not yet stored is read, as an ingest reads it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from archiver.captures.ingest import ingest
from archiver.captures.intake import Ears
from archiver.captures.reading import Manner
from archiver.captures.repair import Repaired, repair
from db.engine import open_database

logger = logging.getLogger(__name__)


def recover(database_url: str, warc_dir: Path, *, timezone: str = "", dry_run: bool = False) -> Iterator[Repaired]:
    """Mend every file that a crawl left open, and read the records that had no row.

    Args:
        database_url: the archive.
        warc_dir: where its files are.
        timezone: of sites that do not tell theirs.
        dry_run: only say what would be done.

    Raises:
        StorageError: a file cannot be written.
        DatabaseError: the archive cannot be used.
    """

    def read(path: Path) -> None:
        ears = Ears(note=logger.warning, progress=lambda _: None)
        ingest([path], database_url=database_url, warc_dir=warc_dir, manner=Manner(timezone=timezone), jobs=1, ears=ears)

    engine = open_database(database_url)
    try:
        yield from repair(engine, warc_dir, read=read, dry_run=dry_run)
    finally:
        engine.dispose()
