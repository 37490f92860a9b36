"""Stores each page in one transaction: its capture, what was read, what was lost."""

from __future__ import annotations

import logging
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from sqlalchemy import Engine

from archiver.crawl.cookies import identity_of
from archiver.crawl.ending import counts_of, ending_of, requests_of, stop_crawl
from archiver.crawl.hold import Hold
from archiver.crawl.membership import Membership
from archiver.crawl.recorder import Recorder
from archiver.quotes.link import link_quotes
from db import queries
from db.engine import open_database, said_plainly
from db.store import Store
from db.zones import zone_named
from spiders.base import SiteSpider
from spiders.errors import ArchiverError, DatabaseError, StorageError
from spiders.items import Loss, PageRecord

logger = logging.getLogger(__name__)


class StorePipeline:
    """The only way from a crawl into the database. Counts what it stores in Scrapy's stats, as ``archiver/...``."""

    def __init__(self, crawler: Crawler, engine: Engine) -> None:
        self._crawler = crawler
        self._engine = engine
        self._store = Store(engine)
        self._crawl_id: int | None = None
        self._recorder: Recorder | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the database of the setting DATABASE_URL, made and migrated if it is new.

        Raises:
            DatabaseError: it cannot be used.
        """
        pipeline = cls(crawler, open_database(crawler.settings["DATABASE_URL"], create=True))
        crawler.signals.connect(pipeline.finish, signal=signals.spider_closed)
        return pipeline

    def open_spider(self) -> None:
        """Note the beginning of the crawl."""
        self._recorder = self._crawler.get_downloader_middleware(Recorder)
        spider, settings = self._crawler.spider, self._crawler.settings
        hold = self._crawler.get_extension(Hold)
        self._crawl_id = self._store.start_crawl(
            getattr(spider, "url", ""),
            identity=identity_of(settings),
            software=settings["USER_AGENT"],
            runner=hold.runner if hold is not None else None,
        )

    def process_item(self, item: Any) -> Any:
        """Store one page, or one loss. A database that fails ends the crawl; what was committed stays."""
        try:
            if isinstance(item, PageRecord):
                self._save(item)
            elif isinstance(item, Loss):
                self._store.save_loss(item, crawl_id=self._crawl_id)
                self._count_losses((item,))
        except DatabaseError as error:
            stop_crawl(self._crawler, "database", error)
        except StorageError as error:
            stop_crawl(self._crawler, "storage", error)
        except Exception as error:  # a bug of ours: what cannot be stored must not be crawled on
            logger.exception("a bug of ours while storing, please report it")
            stop_crawl(self._crawler, "crash", ArchiverError(f"a bug of ours while storing: {type(error).__name__}: {error}"))
        return item

    def finish(self, reason: str) -> None:
        """Store the captures that never became an item, and how the crawl ended."""
        if self._crawl_id is None:
            return
        code = ending_of(self._crawler, reason).exit_code
        try:
            if self._recorder is not None:
                self._store.save_captures(self._recorder.take(), crawl_id=self._crawl_id)
                self._recorder.stored()
            self._link()
            counts = {**counts_of(self._crawler), "requests": requests_of(self._crawler)}
            self._store.finish_crawl(self._crawl_id, reason, code, counts)
        except DatabaseError as error:
            stop_crawl(self._crawler, "database", error)
        except StorageError as error:
            stop_crawl(self._crawler, "storage", error)

    def _link(self) -> None:
        """Seek where the words come from that posts read by now quote."""
        if self._crawl_id is None:
            return
        with said_plainly(self._engine.url), self._engine.connect() as connection:
            site = queries.site_of_crawl(connection, self._crawl_id)
        if site is not None:
            link_quotes(self._engine, self._store, site_id=site)

    def settle(self) -> None:
        """Work out what the threads read by now no longer show."""
        self._store.settle()

    def _save(self, record: PageRecord) -> None:
        taken = self._recorder.take() if self._recorder is not None else []
        captures = [capture for capture in taken if capture is not record.capture]
        membership = self._crawler.get_spider_middleware(Membership)
        saved = self._store.save(
            record,
            crawl_id=self._crawl_id,
            captures=captures,
            reason=record.reason,
            identity=membership.identity if membership is not None else None,
        )
        if self._recorder is not None:
            self._recorder.stored()
        if saved.timezone is not None:
            self._tell_zone(saved.timezone)
        self._count(
            pages=1 if record.reading is not None else 0,
            threads=saved.threads_new,
            posts=saved.posts_new,
            revisions=saved.revisions_new,
        )
        self._count_losses(saved.lost)

    def _tell_zone(self, zone: str) -> None:
        """Later pages of the crawl are read in the site's zone, once it is known: "Today, 14:03" is a time only then."""
        spider = self._crawler.spider
        if isinstance(spider, SiteSpider) and spider.zone is None:
            spider.zone = zone_named(zone)

    def _count_losses(self, losses: tuple[Loss, ...]) -> None:
        """What only members may see is counted apart: the site has not lost it, it does not show it."""
        gated = sum(loss.kind == "gated" for loss in losses)
        self._count(losses=len(losses) - gated, gated=gated)

    def _count(self, **counts: int) -> None:
        for name, count in counts.items():
            self._crawler.stats.inc_value(f"archiver/{name}", count)
