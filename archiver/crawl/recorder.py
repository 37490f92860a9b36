"""Keeps every response, robots.txt and redirects too, as a WARC record before anything else sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Self
from urllib.parse import urldefrag, urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from archiver.captures.holdings import HeldPage, Holdings
from archiver.captures.records import sha1_of
from archiver.captures.warc import WarcWriter
from archiver.crawl.cookies import identity_of
from archiver.crawl.ending import stop_crawl
from db.engine import open_database
from spiders.errors import StorageError
from spiders.items import Capture, Original

HELD = "held"
"""In a request's meta: the page whose changes it asks for (`HeldPage`)."""


class Recorder:
    """Downloader middleware nearest to the wire: bodies are still compressed, redirects not yet followed.

    The capture is left in ``response.meta["capture"]`` for the spider, and in `take` for the pipeline, which stores the
    rows of all responses, those that never become an item included, and says so with `stored`. A body that the archive holds
    is not written again: the record is a ``revisit``.
    """

    def __init__(self, crawler: Crawler, writer: WarcWriter) -> None:
        self._crawler = crawler
        self._writer = writer
        self._pending: list[Capture] = []
        self._taken: list[Capture] = []
        self._without_rows = True

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from the settings WARC_DIR, OPERATOR, CONTACT, USER_AGENT and DATABASE_URL."""
        settings = crawler.settings
        info = {
            "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
            "http-header-user-agent": settings["USER_AGENT"],
            "identity": identity_of(settings),
        }
        if settings["OPERATOR"]:
            info["operator"] = settings["OPERATOR"]
        if settings["CONTACT"]:
            info["contact"] = settings["CONTACT"]
        host = urlsplit(getattr(crawler.spider, "url", "")).netloc
        prefix = "".join(letter if letter.isalnum() or letter in ".-" else "-" for letter in host) or "crawl"
        recorder = cls(crawler, WarcWriter(Path(settings["WARC_DIR"]), prefix, info))
        crawler.signals.connect(recorder.close, signal=signals.engine_stopped)  # after the pipeline has stored the last rows
        return recorder

    @cached_property
    def holdings(self) -> Holdings:
        """What the archive holds; opened at the first question, when the pipeline has made the database."""
        settings = self._crawler.settings
        return Holdings(open_database(settings["DATABASE_URL"], create=True), Path(settings["WARC_DIR"]))

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the record, then let the response on. A full disk ends the crawl: what cannot be kept is not fetched."""
        if not request.url.startswith(("http:", "https:")):
            return response
        try:
            capture = self._write(request, response)
        except StorageError as error:
            stop_crawl(self._crawler, "storage", error)
            raise
        request.meta["capture"] = capture
        self._pending.append(capture)
        return response

    def take(self) -> list[Capture]:
        """The captures since the last call; their records are on the disk.

        Raises:
            StorageError: they cannot be.
        """
        self._without_rows = False
        self._writer.sync()
        taken, self._pending = self._pending, []
        self._taken += taken
        return taken

    def stored(self) -> None:
        """All captures taken have their rows."""
        self._taken = []
        if not self._pending:
            self._writer.settle()

    def close(self) -> None:
        """Finish the files; where rows are missing and should not be, the next crawl looks them through."""
        self._writer.close(settled=self._without_rows or not (self._taken or self._pending))
        if "holdings" in self.__dict__:
            self.holdings.close()

    def _write(self, request: Request, response: Response) -> Capture:
        url, body = address_of(request), response.body
        held: HeldPage | None = request.meta.get(HELD) if response.status == 304 else None
        digest = sha1_of(body)
        original: Original | None = None
        if held is not None:
            original = held.original
        elif body:
            original = self.holdings.body(digest, url=url)
        capture = self._writer.write(
            url=url,
            fetched_at=datetime.now(UTC),
            method=request.method,
            request_headers=_pairs(request.headers),
            status=response.status,
            response_headers=_pairs(response.headers),
            body=body,
            protocol=response.protocol or "HTTP/1.1",
            ip_address=str(response.ip_address) if response.ip_address else None,
            digest=digest,
            original=original,
        )
        if held is None:
            return capture
        return replace(  # a 304 need not repeat what it confirms
            capture,
            content_type=held.content_type,
            etag=capture.etag or held.latest.etag,
            last_modified=capture.last_modified or held.latest.last_modified,
        )


def address_of(request: Request) -> str:
    """The address that a record and its row name: without fragment."""
    return urldefrag(request.url).url


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values or ()]
