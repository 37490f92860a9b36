"""What the archive holds of what a crawl fetches or writes, down to the record: a row without a record is not held."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Engine

from archiver.captures.places import path_of, read_record
from archiver.captures.records import Record
from db.engine import said_plainly
from db.keys import short
from db.queries.held import HeldCapture, latest_page, original_of, same_body
from spiders.errors import CaptureError, DatabaseError
from spiders.items import Original

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPage:
    """A page that is held: the latest capture of it, with what the server would know it by, and the record with its body."""

    latest: HeldCapture
    original: Original
    record: Record
    body: bytes
    content_type: str | None


class Holdings:
    """Answers from the database of ``engine`` and the files in ``warc_dir``. A database that fails holds nothing, for now: the
    crawl fetches and writes in full, and hears of the failure where it stores.
    """

    def __init__(self, engine: Engine, warc_dir: Path) -> None:
        self._engine = engine
        self._warc_dir = warc_dir

    def close(self) -> None:
        """Give the database's connections back."""
        self._engine.dispose()

    def page(self, url: str, *, identity: str) -> HeldPage | None:
        """The page as last fetched under that identity, if it had validators, could be read, and its bytes are there."""
        try:
            with said_plainly(self._engine.url), self._engine.connect() as connection:
                latest = latest_page(connection, url, identity=identity)
                if latest is None or latest.outcome == "lost" or not (latest.etag or latest.last_modified):
                    return None
                source = original_of(connection, latest)
        except DatabaseError as error:
            logger.warning("%s", error)
            return None
        try:
            record = read_record(self._warc_dir, source)
        except CaptureError as error:
            logger.info("%s is fetched in full: %s", url, error)
            return None
        if record.kind != "response" or record.status != 200 or record.body is None or record.digest != source.digest:
            return None
        address = url if source.url == short(url) else record.url
        original = Original(url=address, fetched_at=source.fetched_at, digest=source.digest)
        return HeldPage(latest=latest, original=original, record=record, body=record.body, content_type=source.content_type)

    def body(self, digest: str, *, url: str) -> Original | None:
        """The capture that holds the same body: of the same address, else of the same host; its record's file must be there."""
        try:
            with said_plainly(self._engine.url), self._engine.connect() as connection:
                found = same_body(connection, digest, url=url)
        except DatabaseError as error:
            logger.warning("%s", error)
            return None
        host, here = urlsplit(url).netloc, short(url)
        for row in found:
            same = row.url == here
            if (same or (urlsplit(row.url).netloc == host and short(row.url, len(row.url)) == row.url)) and self._is_there(row):
                return Original(url=url if same else row.url, fetched_at=row.fetched_at, digest=digest)
        return None

    def _is_there(self, row: HeldCapture) -> bool:
        """Whether the file is long enough to hold the record."""
        if row.warc is None or row.record_offset is None or row.record_length is None:
            return False
        path, member = path_of(self._warc_dir, row.warc)
        try:
            return member is None and path.stat().st_size >= row.record_offset + row.record_length
        except OSError:
            return False
