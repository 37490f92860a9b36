"""Asks for pages that are held only if they have changed; what has not is read again from the bytes that are held."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from archiver.captures.holdings import HeldPage
from archiver.crawl.cookies import identity_of
from archiver.crawl.recorder import HELD, Recorder, address_of
from spiders.base import WRITTEN_AT

_VALIDATORS = ("If-None-Match", "If-Modified-Since")


class Conditional:
    """Downloader middleware between the recorder, which writes a 304 as the ``revisit`` it is, and decompression.

    A page is held where its latest capture under the same identity had validators (ETag, Last-Modified), was read, and its
    record can be read back. The spider meets a 304 as the page held: status 200, its own headers, its own body.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._identity = identity_of(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As whom the crawl fetches is told by the setting COOKIES_FILE."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Say what is held. A request made from another, by a redirect or a retry, does not inherit that."""
        request.meta.pop(WRITTEN_AT, None)
        if request.meta.pop(HELD, None) is not None:
            for name in _VALIDATORS:
                request.headers.pop(name, None)
        recorder = self._crawler.get_downloader_middleware(Recorder)
        if recorder is None or request.method != "GET" or any(name in request.headers for name in _VALIDATORS):
            return
        page = recorder.holdings.page(address_of(request), identity=self._identity)
        if page is None:
            return
        request.meta[HELD] = page
        if page.latest.etag:
            request.headers["If-None-Match"] = page.latest.etag
        if page.latest.last_modified:
            request.headers["If-Modified-Since"] = page.latest.last_modified

    def process_response(self, request: Request, response: Response) -> Response:
        """Give a 304 as the page that is held."""
        page: HeldPage | None = request.meta.pop(HELD, None)
        if page is None or response.status != 304:
            return response
        request.meta[WRITTEN_AT] = page.original.fetched_at
        headers = Headers()
        for name, value in page.record.headers:
            headers.appendlist(name, value.encode("latin-1", "replace"))
        headers.pop("Transfer-Encoding", None)
        kind = responsetypes.from_args(headers=headers, url=response.url, body=page.body)
        return kind(
            url=response.url,
            status=200,
            headers=headers,
            body=page.body,
            ip_address=response.ip_address,
            protocol=response.protocol,
        )
