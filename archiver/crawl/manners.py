"""Good manners towards a server that asks for them: Crawl-delay, Retry-After, and leaving alone a site that refuses us."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware

from archiver.crawl.ending import BLOCKED, WAIT, stop_crawl
from spiders.base import capture_of, page_of
from spiders.errors import FetchError, NotAPage
from spiders.items import PageRecord
from spiders.walls import wall_of

logger = logging.getLogger(__name__)

REFUSALS_IN_A_ROW = 5
"""Refusals without one page in between after which the site does not want us."""
PAUSE_IN_DELAYS = 10
"""The first pause after a 429 or 503 that names none, in delays between two requests: ten seconds, as a rule."""


class Refusals(BaseSpiderMiddleware):
    """Ends the crawl as blocked where the server refuses page after page. A board for members only is no refusal."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._refused = 0

    def get_processed_item(self, item: Any, response: Response | None) -> Any:
        """Count the refusals without a page in between; the first page of all is the only one there is."""
        if isinstance(item, PageRecord):
            blocked = next((loss for loss in item.losses if loss.kind == "blocked"), None)
            if blocked is not None:
                self._refused += 1
                if response is not None and response.meta.get("is_start"):
                    give_up(self.crawler, item.capture.url, f"its answer to the first request: {blocked.what}")
                elif self._refused == REFUSALS_IN_A_ROW:
                    give_up(self.crawler, item.capture.url, f"it refused {self._refused} pages in a row ({blocked.what})")
            elif item.reading is not None:
                self._refused = 0
        return item


def give_up(crawler: Crawler, url: str, why: str) -> None:
    """End the crawl as blocked."""
    host = urlsplit(url).netloc
    stop_crawl(crawler, BLOCKED, FetchError(f"{host} blocks us: {why}; crawl again later, or ask its owner"))


class PoliteRetry(RetryMiddleware):
    """Scrapy's retries, after the pause that the server names, or one that doubles each time where it names none.

    A wall ("are you human?") is not tried again: the answer would be the same.
    """

    crawler: Crawler

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._patience = settings.getfloat("PATIENCE")
        self._first_pause = PAUSE_IN_DELAYS * settings.getfloat("DOWNLOAD_DELAY")
        self._in_a_row = 0

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Pause the whole crawl, then try again; end it where the pause would be longer than our patience."""
        if response.status not in (429, 503):
            self._in_a_row = 0
            return super().process_response(request, response)
        stated = retry_after(response)
        wait = stated if stated is not None else self._first_pause * 2**self._in_a_row
        self._in_a_row += 1
        if wait > self._patience and (stated is not None or response.status == 429):
            self.crawler.stats.set_value(WAIT, timedelta(seconds=wait))
            asks = f"it asks to be left alone for {wait:.0f} seconds"
            slower = f"it has said {self._in_a_row} times in a row that we ask too much (HTTP status 429)"
            give_up(self.crawler, request.url, asks if stated is not None else slower)
            return response
        if _is_wall(response.replace(request=request)):
            return response
        if wait:
            self._pause(
                min(wait, self._patience), "as the server asks" if stated is not None else f"HTTP status {response.status}"
            )
        return super().process_response(request, response)

    def _pause(self, seconds: float, why: str) -> None:
        engine = self.crawler.engine
        logger.info("pausing %.0f seconds (%s)", seconds, why)

        def go_on() -> None:
            engine.unpause()
            if engine._slot is not None:  # noqa: SLF001  (left alone, Scrapy looks again only with its next heartbeat, in 5 s)
                engine._slot.nextcall.schedule()  # noqa: SLF001

        engine.pause()
        asyncio.get_running_loop().call_later(seconds, go_on)


def _is_wall(response: Response) -> bool:
    try:
        return wall_of(page_of(response, capture_of(response))) is not None
    except NotAPage:
        return False


class Redirects(RedirectMiddleware):
    """Scrapy's redirects. Those it would drop without a word, to another host and in a circle, fail with one."""

    crawler: Crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy's, with the crawler at hand."""
        middleware = super().from_crawler(crawler)
        middleware.crawler = crawler
        return middleware

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow a redirect.

        Raises:
            IgnoreRequest: it leads to another host, or to where it came from.
        """
        result = super().process_response(request, response)
        if isinstance(result, Request):
            times = [request.url, *request.meta.get("redirect_urls", ())].count(result.url)
            if times > 1:
                raise IgnoreRequest(f"redirect in a circle, at {result.url}")
            follow = request.meta.get("follow")
            if times or (follow is not None and follow.kind == "thread"):
                # Once is how a cookie is set: the same address, and now it answers. A thread that was merged leads to one that
                # may have been read already, and that is to be known.
                result = result.replace(dont_filter=True)
            host = urlsplit(result.url).hostname
            if host not in self.crawler.spider.allowed_domains:  # type: ignore[union-attr]
                raise IgnoreRequest(f"redirect to another host, {host}")
        return result


def retry_after(response: Response) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3), None where there is none that can be read."""
    stated = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if not stated:
        return None
    if stated.isascii() and stated.isdigit():
        return float(stated)
    try:
        until = parsedate_to_datetime(stated)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


class CrawlDelay:
    """Obeys the Crawl-delay of robots.txt, which Scrapy reads and does not apply."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen for robots.txt as it is parsed."""
        extension = cls(crawler)
        crawler.signals.connect(extension.robots_parsed, signal=signals.robots_parsed)
        return extension

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Raise the delay of the host, and the floor below which AutoThrottle must not go."""
        delay = robotparser.crawl_delay(self._crawler.settings["USER_AGENT"])
        engine = self._crawler.engine
        if not delay or engine is None:
            return
        delay = max(float(delay), self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        logger.info("robots.txt asks for %g seconds between requests", delay)
        throttle = self._crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = delay
            throttle.maxdelay = max(throttle.maxdelay, delay)
        downloader = engine.downloader
        key = downloader.get_slot_key(request)
        downloader.per_slot_settings.setdefault(key, {})["delay"] = delay
        if key in downloader.slots:
            downloader.slots[key].delay = delay
