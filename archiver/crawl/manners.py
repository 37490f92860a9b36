"""Good manners towards a server that asks for them: Crawl-delay, Retry-After, and leaving alone a site that blocks."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
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

from archiver.crawl.ending import BLOCKED, stop_crawl
from spiders.errors import FetchError
from spiders.items import PageRecord

logger = logging.getLogger(__name__)

REFUSALS_IN_A_ROW = 5
"""Refusals without one page in between after which the site does not want us."""


class Refusals(BaseSpiderMiddleware):
    """Ends the crawl as blocked where the server refuses page after page. A board for members only is no refusal."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._refused = 0

    def get_processed_item(self, item: Any, response: Response | None) -> Any:  # noqa: ARG002  (Scrapy names its arguments)
        """Count the refusals without a page in between."""
        if isinstance(item, PageRecord):
            if any(loss.kind == "blocked" for loss in item.losses):
                self._refused += 1
            elif item.reading is not None:
                self._refused = 0
            if self._refused == REFUSALS_IN_A_ROW:
                give_up(self.crawler, item.capture.url, f"it refused {self._refused} pages in a row")
        return item


def give_up(crawler: Crawler, url: str, why: str) -> None:
    """End the crawl as blocked."""
    host = urlsplit(url).netloc
    stop_crawl(crawler, BLOCKED, FetchError(f"{host} blocks us: {why}; crawl again later, or ask its owner"))


class PoliteRetry(RetryMiddleware):
    """Scrapy's retries, after the pause that the server names."""

    crawler: Crawler

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._patience = settings.getfloat("PATIENCE")

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Pause the whole crawl for as long as Retry-After says, then try again."""
        if response.status in (429, 503):
            wait = retry_after(response)
            if wait is not None and wait > self._patience:
                give_up(self.crawler, request.url, f"it asks to be left alone for {wait:.0f} seconds")
                return response
            if wait:
                self._pause(wait)
        return super().process_response(request, response)

    def _pause(self, seconds: float) -> None:
        engine = self.crawler.engine
        logger.info("pausing %.0f seconds, as the server asks (Retry-After)", seconds)
        engine.pause()
        asyncio.get_running_loop().call_later(seconds, engine.unpause)


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
            if times:  # once is how a cookie is set: the same address, and now it answers
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
