"""Pages without end: a thread or listing whose next page shows, under a new number, what another page of it has shown.

Forums that are asked for a page behind the last show the last one again, and some print the number that was asked for. A page
that repeats another is no page of its own: of a thread it is a loss, and a listing ends there. A page that is not behind the last
may repeat another by a slip of the server's; that is a loss, and the walk goes on.
"""

from __future__ import annotations

import re
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
from spiders.items import Listing, Loss, PageRecord, Reading, ThreadPage

_PAGE = re.compile(r"/(?:comment-)?page[-/][0-9]+/?|[?&;](?:start|paged?|cpage)=[0-9]+")
_ENDS = "ends"
"""In a response's meta: nothing behind this page is to be followed."""


class Traps(BaseSpiderMiddleware):
    """Spider middleware: drops what a repeating page leads to. Remembers what each page of this crawl has shown, as a hash."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._seen: dict[Hashable, dict[int | str, int]] = {}
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
        listing = reading.listing
        if listing is not None and listing.next_url:
            key, place, rows = _of_listing(reading, listing)
            if (other := self._repeats(key, place, rows)) is None:
                return item
            if self._has_no_end(key, listing, response):
                return replace(item, reading=replace(reading, listing=replace(listing, next_url=None)))
            what = f"page {place} lists the same threads as page {other}"
            return replace(item, losses=(*item.losses, Loss(kind="read", what=what, url=item.capture.url)))
        return item

    def _has_no_end(self, key: Hashable, shown: ThreadPage | Listing, response: Response | None) -> bool:
        """Whether nothing behind the page is worth following: it is behind the last, or the second that repeats another."""
        self._repeated[key] = self._repeated.get(key, 0) + 1
        ends = not shown.pages or (shown.number or 0) >= shown.pages or self._repeated[key] > 1
        if ends and response is not None:
            response.meta[_ENDS] = True
        return ends

    def get_processed_request(self, request: Request, response: Response | None) -> Request | None:
        """Drop what a repeating page leads to."""
        return None if response is not None and response.meta.get(_ENDS) else request

    def _of_thread(self, reading: Reading, shown: ThreadPage) -> tuple[Hashable, int | str, int]:
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

    def _repeats(self, key: Hashable, place: int | str, content: int) -> int | str | None:
        """Which page before this one shows the same."""
        pages = self._seen.setdefault(key, {})
        pages[place] = content
        same = (other for other, shown in pages.items() if shown == content and other != place)
        return next((other for other in same if isinstance(other, str) or isinstance(place, str) or other < place), None)


def _of_listing(reading: Reading, listing: Listing) -> tuple[Hashable, int | str, int]:
    key = (reading.site.url, listing.board.id if listing.board is not None else None, _PAGE.sub("", reading.url).rstrip("/"))
    rows = tuple(thread.id for thread in listing.threads)
    return key, listing.number or reading.url, hash((rows, tuple(board.id for board in listing.boards)))
