"""As whom a crawl fetches, and what happens when an account's login ends in the middle.

A page written for a guest must not be compared with what the account saw: what it does not show is hidden, not deleted.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware

from archiver.crawl.cookies import identity_of
from archiver.crawl.ending import stop_crawl
from spiders.base import SiteSpider, capture_of, page_of
from spiders.errors import FetchError, ReadError, UsageError
from spiders.items import PageRecord

GUEST = "guest"
LOGGED_OUT = "logged out"


class Membership(BaseSpiderMiddleware):
    """Spider middleware: ends a crawl with cookies on the first page that is written for a guest.

    ``identity`` is as whom the latest page was fetched: the account, until a page says otherwise.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.identity = identity_of(crawler.settings)
        self._was_member = False

    def get_processed_item(self, item: Any, response: Response | None) -> Any:
        """Look whom the page was written for."""
        if self.identity == GUEST or not isinstance(item, PageRecord) or response is None:
            return item
        logged_in = item.reading.logged_in if item.reading is not None else self._by_refusal(response)
        if logged_in:
            self._was_member = True
        elif logged_in is False:
            self.identity = GUEST
            stop_crawl(self.crawler, LOGGED_OUT, self._error(item.capture.url))
        return item

    def _by_refusal(self, response: Response) -> bool | None:
        """A page that is refused says it, too: the first thing that is met after a login has ended may be a board's wall."""
        platform = self.crawler.spider.platform if isinstance(self.crawler.spider, SiteSpider) else None
        if platform is None or response.status not in (401, 403):
            return None
        try:
            return platform.logged_in(page_of(response, capture_of(response)))
        except ReadError:
            return None

    def _error(self, url: str) -> FetchError | UsageError:
        file = self.crawler.settings["COOKIES_FILE"]
        if self._was_member:
            return FetchError(f"{url}: the login has ended; what was read is stored. Renew {file} and crawl again to go on")
        return UsageError(
            f"{urlsplit(url).netloc}: the cookies of {file} log nobody in; export them from a browser that is logged in"
        )
