"""Before a crawl begins: mends what an earlier one left open when it died, so that its last records count as held."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Self

from scrapy.crawler import Crawler

from archiver.captures.recovery import recover
from db.engine import open_database

logger = logging.getLogger(__name__)


class Mending:
    """Scrapy extension that has done its work when it is built: after the site is held, before anything is planned."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Repair the files of the setting WARC_DIR.

        Raises:
            StorageError: a file cannot be written.
            DatabaseError: the database of the setting DATABASE_URL cannot be used.
        """
        settings, timezone = crawler.settings, getattr(crawler.spider, "timezone", "")
        open_database(settings["DATABASE_URL"], create=True).dispose()
        for done in recover(settings["DATABASE_URL"], Path(settings["WARC_DIR"]), timezone=timezone):
            logger.info("%s was left open: %d bytes cut off, %d records found again", done.name, done.cut, len(done.found))
        return cls()
