"""What a crawl fetches: the plan's steps whenever it is idle, and of the links on its pages those that close a gap.

A spider yields all that its pages lead to. Listings' rows are in the database once the page is stored, and the plan asks the
database; so of the links only those pass that no row tells of, and the further pages of the thread in hand.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware

from archiver.crawl.ending import stop_crawl
from archiver.crawl.links import closes_gap, is_in_hand, is_row
from archiver.crawl.pipeline import StorePipeline
from archiver.crawl.plan import Plan, Rechecks, Step
from db.engine import open_database, said_plainly
from db.queries import gap
from db.queries.scopes import Scope, find_scope, scope_of
from spiders.base import SiteSpider
from spiders.errors import ArchiverError, DatabaseError
from spiders.items import Follow, PageRecord, Reading, Reason
from spiders.platforms import platforms

logger = logging.getLogger(__name__)

CLOCKS = timedelta(hours=1)
"""How far the clocks of a site and of this machine may be apart."""


class Frontier(BaseSpiderMiddleware):
    """Spider middleware that supplies requests and drops those that nothing needs. Keeps nothing that has to survive."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._engine = open_database(settings["DATABASE_URL"], create=True)
        self._began = datetime.now(UTC)
        self._rechecks = Rechecks(
            shortest=timedelta(days=settings.getfloat("RECHECK_MIN")), longest=timedelta(days=settings.getfloat("RECHECK_MAX"))
        )
        self._plan: Plan | None = None
        self._start: Reading | None = None
        self._since: datetime | None = None
        self._dropped = 0
        crawler.signals.connect(self.fill, signal=signals.spider_idle)
        crawler.signals.connect(self.drop, signal=signals.request_dropped)
        crawler.signals.connect(self.count, signal=signals.request_reached_downloader)
        crawler.signals.connect(self.close, signal=signals.spider_closed)

    @property
    def _spider(self) -> SiteSpider:
        return cast("SiteSpider", self.crawler.spider)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def drop(self) -> None:
        """Scrapy takes no address twice."""
        self._dropped += 1

    def count(self, request: Request) -> None:
        """Count the requests by why they are made."""
        if "reason" in request.meta:
            self.crawler.stats.inc_value(f"archiver/requests/{request.meta['reason']}")

    # -- what is asked for ---------------------------------------------------------------------------------------------

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Begin at the address that was named, unless the archive knows what it means: then the plan begins."""
        with said_plainly(self._engine.url), self._engine.connect() as connection:
            scope = find_scope(connection, self._spider.url)
            is_whole_site = scope is not None and scope.boards is None and scope.thread_id is None
            needs_start = scope is None or (is_whole_site and not gap.is_source(connection, self._spider.url))
            self._since = gap.last_complete(connection, self._spider.url)
        if scope is not None:
            self._begin(scope)
        if needs_start:
            async for request in start:
                yield request

    def fill(self) -> None:
        """The plan's next steps, once nothing is left to fetch and all is stored.

        Raises:
            DontCloseSpider: there are some.
        """
        try:
            while steps := self._steps():
                before = self._dropped
                for step in steps:
                    logger.info("%s %s: %s", step.reason, step.follow.url, step.why)
                    self.crawler.engine.crawl(self._request(step))
                if self._dropped - before < len(steps):  # else all were fetched already in this crawl
                    break
        except DatabaseError as error:
            stop_crawl(self.crawler, "database", error)
            return
        except Exception as error:  # a bug of ours: Scrapy would log it and call the crawl finished
            logger.exception("a bug of ours while planning, please report it")
            stop_crawl(self.crawler, "crash", ArchiverError(f"a bug of ours while planning: {type(error).__name__}: {error}"))
            return
        if steps:
            raise DontCloseSpider

    def _steps(self) -> list[Step]:
        with said_plainly(self._engine.url), self._engine.connect() as connection:
            if self._plan is None and self._start is not None:
                self._begin(scope_of(connection, self._start))
            if self._plan is None:
                return []
            if steps := self._plan.batch(connection):
                return steps
        pipeline = self.crawler.get_item_pipeline(StorePipeline)
        if pipeline is not None:
            pipeline.settle()
        with said_plainly(self._engine.url), self._engine.connect() as connection:
            return self._plan.doubts(connection)

    def _begin(self, scope: Scope) -> None:
        self._plan = Plan(scope, began=self._began, rechecks=self._rechecks)
        self._spider.expected = platforms().get(scope.platform)

    def _request(self, step: Step) -> Request:
        request = self._spider.request(step.follow, reason=step.reason)
        request.meta["whole"] = step.whole
        return request.replace(dont_filter=True) if step.again else request

    # -- what pages lead to --------------------------------------------------------------------------------------------

    def get_processed_item(self, item: Any, response: Response | None) -> Any:
        """Remember what the page is whose links come next, and what the first one shows: that is the scope."""
        if isinstance(item, PageRecord) and response is not None:
            response.meta["reading"] = item.reading
            if response.meta.get("is_start") and item.reading is not None:
                self._start = item.reading
        return item

    def get_processed_request(self, request: Request, response: Response | None) -> Request | None:
        """Let a link pass if it closes a gap that no row of the database tells of."""
        if response is None or (reading := response.meta.get("reading")) is None:
            return request
        follow: Follow = request.meta["follow"]
        if is_row(follow, reading):
            return None
        in_hand = is_in_hand(follow, reading)
        why: Reason = response.meta.get("reason", "discover")
        whole: bool = response.meta.get("whole", True)
        reason = why if in_hand and whole else self._why(follow, reading, in_hand=in_hand, reason=why)
        if reason is None:
            return None
        request.meta.update(reason=reason, whole=whole if in_hand else reason == "discover")
        return self._only_news(request) if follow.kind == "api" and not in_hand else request

    def _why(self, follow: Follow, reading: Reading, *, in_hand: bool, reason: Reason) -> Reason | None:
        with said_plainly(self._engine.url), self._engine.connect() as connection:
            scope = self._plan.scope if self._plan is not None else scope_of(connection, reading)
            return closes_gap(connection, scope, follow, in_hand=in_hand, reason=reason, began=self._began)

    def _only_news(self, request: Request) -> Request:
        """Ask an API's collection only for what changed since a crawl from here went to its end."""
        platform = self._spider.platform
        url = (
            platform.since(request.url, self._since - CLOCKS) if platform is not None and self._since is not None else request.url
        )
        return request if url == request.url else request.replace(url=url)
