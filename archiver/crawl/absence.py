"""A site that goes away in the middle of a crawl: it is not asked for page after page, each a loss of its own."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from archiver.crawl.ending import stop_crawl
from spiders.base import describe
from spiders.errors import FetchError

AWAY = "away"
SILENT_IN_A_ROW = 5
"""Requests without any answer (refused, hung up, no such host, no answer in time), each tried thrice."""
BROKEN_IN_A_ROW = 10
"""Answers that the server itself is broken (status 5xx). More: a forum may be broken in a few of its threads."""


class Absence:
    """Downloader middleware above the retries: counts what failed for good, and ends the crawl where nothing else happens."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._silent = 0
        self._broken = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Count from nought."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """An answer. One of a broken server is no page."""
        self._silent = 0
        self._broken = self._broken + 1 if response.status >= 500 else 0
        if self._broken == BROKEN_IN_A_ROW:
            self._end(request, f"{self._broken} answers in a row with HTTP status {response.status} or the like")
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """No answer, after all retries. What we refuse to fetch ourselves says nothing of the site."""
        if isinstance(exception, IgnoreRequest):
            return
        self._silent += 1
        if self._silent == SILENT_IN_A_ROW:
            self._end(request, f"{self._silent} requests in a row without an answer ({describe(exception)})")

    def _end(self, request: Request, why: str) -> None:
        host = urlsplit(request.url).netloc
        error = FetchError(f"{host} has gone away: {why}; what was read is stored, crawl again later to go on")
        stop_crawl(self._crawler, AWAY, error)
