"""One crawl per site at a time, and none of a site that refused us lately: the database tells all processes and machines."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from twisted.internet.task import LoopingCall

from archiver.crawl.ending import BLOCKED, WAIT, counts_of, stop_crawl
from db.engine import open_database
from db.store import Store
from db.store.holds import LEASE, Standing, rest
from db.store.runners import new_runner, said
from spiders.errors import DatabaseError, NotNow
from spiders.items import PageRecord

logger = logging.getLogger(__name__)

HELD = "held"
MOVED = "other software"
RENEWALS = 5
"""How often a hold is renewed before it would lapse."""


class Hold:
    """Scrapy extension: holds the site from before the first request until after the last write, renewed each minute.

    A site whose row is not made yet is held by the crawl's own row, until the first page tells which site it is.
    """

    def __init__(self, crawler: Crawler, store: Store) -> None:
        self.runner = new_runner()
        """Written with the crawl's row, so that its sign of life is found by it."""
        self._crawler = crawler
        self._store = store
        self._address = str(getattr(crawler.spider, "url", ""))
        self._site: str | None = None
        self._platform: str | None = None
        self._reason = ""
        self._clock = LoopingCall(self.renew)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the hold.

        Raises:
            NotNow: another crawl has it, or the site is to be left alone for now (unless the setting IGNORE_BLOCK is on).
            DatabaseError: the database cannot be used.
        """
        hold = cls(crawler, Store(open_database(crawler.settings["DATABASE_URL"], create=True)))
        hold.take()
        for handler, signal in (
            (hold.begin, signals.spider_opened),
            (hold.meet, signals.item_scraped),
            (hold.end, signals.spider_closed),
            (hold.release, signals.engine_stopped),
        ):
            crawler.signals.connect(handler, signal=signal)
        return hold

    def take(self) -> None:
        """Hold the site, if it is known and free.

        Raises:
            NotNow: it is not, or is left alone.
        """
        found = self._store.standing(self._address)
        if found.blocked_until is not None and not self._crawler.settings.getbool("IGNORE_BLOCK"):
            raise NotNow(
                f"{self._address}: the site refused us and is left alone until {found.blocked_until:%Y-%m-%d %H:%M} UTC; "
                "crawl it then, or now with --ignore-block"
            )
        if found.held_by is not None:
            raise NotNow(self._taken(found))
        if found.url is not None:
            if not self._store.hold_site(found.url, self.runner):
                raise NotNow(self._taken(self._store.standing(found.url)))
            self._site, self._platform = found.url, found.platform

    def begin(self) -> None:
        """Renew from now on."""
        usual = LEASE.total_seconds() / RENEWALS
        self._clock.start(self._crawler.settings.getfloat("HOLD_RENEWAL", usual), now=True)

    def meet(self, item: Any) -> None:
        """Hold the site that the first page belongs to. Where other software answers than before, it is another site."""
        if not isinstance(item, PageRecord) or item.reading is None:
            return
        site = item.reading.site
        if self._site is None:
            self._site, self._platform = site.url, site.platform
            self.renew()
        elif site.url == self._site and site.platform != self._platform:
            stop_crawl(self._crawler, MOVED, NotNow(_changed(site.url, self._platform, site.platform)))

    def renew(self) -> None:
        """Stay alive, or stop where another crawl has taken the site."""
        try:
            if not self._store.hold_site(self._site or self._address, self.runner):
                lost = self._taken(self._store.standing(self._site or self._address))
                stop_crawl(self._crawler, HELD, NotNow(lost))
        except DatabaseError as error:
            stop_crawl(self._crawler, "database", error)

    def end(self, reason: str) -> None:
        """Renew no more."""
        self._reason = reason
        if self._clock.running:
            self._clock.stop()

    def release(self) -> None:
        """Give the site back once all is written; leave it alone for a while if it refused us."""
        try:
            if self._site is not None:
                self._leave_alone(self._site)
            self._store.release_sites(self.runner)
        except DatabaseError as error:
            logger.warning("the hold of %s lapses by itself: %s", self._site, error)
        finally:
            self._store.close()

    def _leave_alone(self, site: str) -> None:
        if self._reason == BLOCKED:
            wait = rest(self._store.refusals_in_a_row(site))
            asked = self._crawler.stats.get_value(WAIT)
            self._store.block_site(site, datetime.now(UTC) + max(wait, asked or wait))
        elif self._reason == "finished" and counts_of(self._crawler)["pages"]:
            self._store.block_site(site, None)

    def _taken(self, found: Standing) -> str:
        lapses = f" (until {found.held_until:%H:%M} UTC, unless it goes on)" if found.held_until else ""
        who = f"{said(found.held_by)}{lapses}" if found.held_by else "another crawl"
        return f"{self._address}: {who} is crawling this site; one crawl a site at a time"


def _changed(url: str, before: str | None, now: str) -> str:
    return (
        f"{url}: this was {before} and is {now} now, where ids mean other things; "
        f"what is held of the old one stays, as {url}#{before}. Crawl again to begin with the new one"
    )
