"""Keeps every response, robots.txt and redirects too, as a WARC record before anything else sees it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from urllib.parse import urldefrag, urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from archiver.captures.warc import WarcWriter
from archiver.crawl.ending import stop_crawl
from spiders.errors import StorageError
from spiders.items import Capture


class Recorder:
    """Downloader middleware nearest to the wire: bodies are still compressed, redirects not yet followed.

    The capture is left in ``response.meta["capture"]`` for the spider, and in `take` for the pipeline, which stores the
    rows of all responses, those that never become an item included.
    """

    def __init__(self, crawler: Crawler, writer: WarcWriter) -> None:
        self._crawler = crawler
        self._writer = writer
        self._pending: list[Capture] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from the settings WARC_DIR, OPERATOR, CONTACT and USER_AGENT."""
        settings = crawler.settings
        info = {
            "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
            "http-header-user-agent": settings["USER_AGENT"],
        }
        if settings["OPERATOR"]:
            info["operator"] = settings["OPERATOR"]
        if settings["CONTACT"]:
            info["contact"] = settings["CONTACT"]
        host = urlsplit(getattr(crawler.spider, "url", "")).netloc
        prefix = "".join(letter if letter.isalnum() or letter in ".-" else "-" for letter in host) or "crawl"
        recorder = cls(crawler, WarcWriter(Path(settings["WARC_DIR"]), prefix, info))
        crawler.signals.connect(recorder.close, signal=signals.spider_closed)
        return recorder

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the record, then let the response on. A full disk ends the crawl: what cannot be kept is not fetched."""
        if not request.url.startswith(("http:", "https:")):
            return response
        try:
            capture = self._writer.write(
                url=urldefrag(request.url).url,
                fetched_at=datetime.now(UTC),
                method=request.method,
                request_headers=_pairs(request.headers),
                status=response.status,
                response_headers=_pairs(response.headers),
                body=response.body,
                protocol=response.protocol or "HTTP/1.1",
                ip_address=str(response.ip_address) if response.ip_address else None,
            )
        except StorageError as error:
            stop_crawl(self._crawler, "storage", error)
            raise
        request.meta["capture"] = capture
        self._pending.append(capture)
        return response

    def take(self) -> list[Capture]:
        """The captures since the last call; their records are flushed."""
        taken, self._pending = self._pending, []
        return taken

    def close(self) -> None:
        """Finish the file at hand."""
        self._writer.close()


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values or ()]
