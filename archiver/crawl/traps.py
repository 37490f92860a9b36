"""Threads without end: their next page shows, under a new number, what another page of them has shown.

Forums that are asked for a page behind the last show the last one again, and some print the number that was asked for. A page
that repeats another is no page of its own but a loss, and the thread ends there. One that is not behind the last may repeat
another by a slip of the server's: then what is behind it is read. Listings without end are told by the store, which knows
their walks.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware
from sqlalchemy import Engine

from archiver.crawl.ending import stop_crawl
from db.engine import open_database, said_plainly
from db.queries.shown import posts_by_page
from spiders.errors import DatabaseError
from spiders.items import Loss, PageRecord, Reading, ThreadPage

_ENDS = "ends"
"""In a response's meta: nothing behind this page is to be followed."""


class Traps(BaseSpiderMiddleware):
    """Spider middleware: drops what a repeating page leads to. Remembers what each page of this crawl has shown, as a hash."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._seen: dict[Hashable, dict[int, int]] = {}
        self._repeated: dict[Hashable, int] = {}
        self._engine: Engine | None = None
        crawler.signals.connect(self.close, signal=signals.spider_closed)

    def close(self) -> None:
        """Give the connections back."""
        if self._engine is not None:
            self._engine.dispose()

    def get_processed_item(self, item: Any, response: Response | None) -> Any:
        """Tell a page that repeats another."""
        if not isinstance(item, PageRecord) or item.reading is None:
            return item
        reading = item.reading
        for shown in reading.threads:
            if shown.view != "page" or not shown.number:
                continue
            key, place, posts = self._of_thread(reading, shown)
            if (other := self._repeats(key, place, posts)) is not None:
                ends = self._has_no_end(key, shown, response)
                what = f"page {place} shows the same posts as page {other}" + ("; none behind it is followed" if ends else "")
                return replace(item, reading=None, losses=(*item.losses, Loss(kind="read", what=what, url=item.capture.url)))
        return item

    def _has_no_end(self, key: Hashable, shown: ThreadPage, response: Response | None) -> bool:
        """Whether nothing behind the page is worth following: it is behind the last, or the second that repeats another."""
        self._repeated[key] = self._repeated.get(key, 0) + 1
        ends = not shown.pages or (shown.number or 0) >= shown.pages or self._repeated[key] > 1
        if ends and response is not None:
            response.meta[_ENDS] = True
        return ends

    def get_processed_request(self, request: Request, response: Response | None) -> Request | None:
        """Drop what a repeating page leads to."""
        return None if response is not None and response.meta.get(_ENDS) else request

    def _of_thread(self, reading: Reading, shown: ThreadPage) -> tuple[Hashable, int, int]:
        """A thread that is entered behind its first page has pages that were read in earlier crawls."""
        key = (reading.site.url, shown.thread.id)
        if key not in self._seen and (shown.number or 0) > 1:
            self._seen[key] = {number: hash(posts) for number, posts in self._held(*key).items() if posts}
        return key, shown.number or 0, hash(tuple(post.id for post in shown.posts))

    def _held(self, site_url: str, thread_id: str) -> dict[int, tuple[str, ...]]:
        try:
            if self._engine is None:
                self._engine = open_database(self.crawler.settings["DATABASE_URL"], create=True)
            with said_plainly(self._engine.url), self._engine.connect() as connection:
                return posts_by_page(connection, site_url, thread_id)
        except DatabaseError as error:
            stop_crawl(self.crawler, "database", error)
            return {}

    def _repeats(self, key: Hashable, place: int, content: int) -> int | None:
        """Which page before this one shows the same."""
        pages = self._seen.setdefault(key, {})
        pages[place] = content
        return next((other for other, shown in pages.items() if shown == content and other < place), None)
