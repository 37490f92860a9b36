"""The spider that forums and blogs share: a response becomes a `Page`, a platform reads it, and what it states is yielded.

It decides nothing about what is worth fetching: it yields one `PageRecord` a page and every address the page leads to.
What is fetched is decided by the crawl's middlewares; a plain ``scrapy crawl`` has the same ones through ``scrapy.cfg``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from spiders.errors import ArchiverError, FetchError, NothingFound, ReadError, UsageError
from spiders.items import Capture, Follow, Loss, PageRecord, Reading, Reason, Site
from spiders.outcomes import HINTS, disappointments, refusal, unread, whole_parts
from spiders.page import Page
from spiders.platforms import FALLBACK, Platform, detect, platform_named, platforms
from spiders.urls import same_site

PRIORITIES = {"thread": 10, "article": 10, "api": 5, "feed": 5, "sitemap": 5}
"""Threads in hand are finished before further listings are opened, so that the queue stays short."""


class SiteSpider(Spider):
    """Crawls one site, board or thread, by where ``url`` points.

    Args:
        url: where to begin; what it shows (a site's index, a board, one thread) is the scope.
        platform: the platform's name, where detection is to be overridden.
        timezone: IANA zone of the site's times, where it does not tell.
    """

    name = "site"
    handle_httpstatus_list: ClassVar[list[int]] = [*range(400, 600)]
    family: ClassVar[Literal["forum", "blog"] | None] = None

    def __init__(self, url: str = "", platform: str = "", timezone: str = "", **arguments: Any) -> None:
        super().__init__(**arguments)
        self.url = check_url(url)
        self.platform: Platform | None = platform_named(platform) if platform else None
        self.expected: Platform | None = None
        """What made the site when the archive last read it: it says where to fetch until the first page has told."""
        self.guesses = not platform
        """Whether the platform was told by the pages; what only guesses gives way to the first that knows a page."""
        self.timezone = timezone
        self.zone: tzinfo | None = None
        """Of the site's times, as far as it is known: whoever stores the pages tells."""
        self.start_error: ArchiverError | None = None
        host = urlsplit(self.url).hostname or ""
        self.allowed_domains = [host, host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"]

    async def start(self) -> AsyncIterator[Any]:
        """Begin at the address the archivist named."""
        yield self.request(Follow(url=self.url, kind="other"), is_start=True)

    def request(self, follow: Follow, *, reason: Reason = "discover", is_start: bool = False) -> Request:
        """The request for an address, and why it is fetched."""
        maker = self.platform or self.expected
        return Request(
            maker.endpoint(follow.url) if maker is not None else follow.url,
            callback=self.parse,
            errback=self.fail,
            priority=PRIORITIES.get(follow.kind, 0),
            meta={"follow": follow, "reason": reason, "is_start": is_start},
        )

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        """Read one page; a page that cannot be read is a loss, never the end of the crawl."""
        follow: Follow = response.meta["follow"]
        record = PageRecord(
            capture=capture_of(response), reading=None, asked=follow, reason=response.meta.get("reason", "discover")
        )
        page = page_of(response, record.capture, zone=self.zone)
        if response.status >= 400:
            if response.meta.get("is_start"):
                self.start_error = start_error(page)
            yield replace(record, losses=refusal(follow, page, self.platform))
            return
        try:
            reading = self.read(page)
        except ReadError as error:
            if response.meta.get("is_start"):
                self.start_error = error
            yield replace(record, losses=unread(follow, error))
            return
        if reading.kind == "error" and response.meta.get("is_start"):
            self.start_error = NothingFound(f"{page.url}: {reading.message or 'the site says there is nothing'}")
        yield replace(record, reading=whole_parts(page, reading), losses=tuple(disappointments(follow, page, reading)))
        for link in reading.follows:
            if same_site(link.url, page.url):
                yield self.request(link)

    def read(self, page: Page) -> Reading:
        """Read a page by the site's platform, told from the first page that has one.

        Raises:
            ReadError: no platform recognises it, or it cannot be read.
            CloseSpider: the site is no forum for the forum spider, no blog for the blog spider.
        """
        if self.platform is None:
            platform, _ = detect(page)
            if self.family is not None and (platform.family == "blog") != (self.family == "blog"):
                raise CloseSpider(f"{page.url}: this is {platform.title}, a {platform.family}; run the other spider")
            self.platform = platform
        elif self.guesses and self.platform.name == FALLBACK:
            self.platform = next((one for one in platforms().values() if one.recognise(page)), self.platform)
        reading = self.platform.read(page)
        if self.timezone and reading.site.timezone is None:
            site: Site = replace(reading.site, timezone=self.timezone, timezone_source="given")
            return replace(reading, site=site)
        return reading

    def fail(self, failure: Failure) -> Iterator[Any]:
        """A page that could not be fetched at all, or may not be (robots.txt, a redirect to another host)."""
        request: Request = failure.request  # type: ignore[attr-defined]
        follow: Follow = request.meta["follow"]
        if request.meta.get("is_start"):
            self.start_error = FetchError(f"{self.url}: cannot be fetched ({describe(failure.value)})")
        if follow.kind not in HINTS:
            refused = isinstance(failure.value, IgnoreRequest) and "robots.txt" in str(failure.value)
            kind: Literal["blocked", "fetch"] = "blocked" if refused else "fetch"
            yield Loss(kind=kind, what=describe(failure.value), url=follow.url)


def start_error(page: Page) -> ArchiverError:
    """What is said where the address that was named answers with an error status."""
    if page.status in (404, 410):
        return NothingFound(f"{page.url}: the site says there is no such page (HTTP status {page.status})")
    return FetchError(f"{page.url}: the site answers with HTTP status {page.status}")


def describe(error: BaseException | None) -> str:
    """An error of the network in one line: what it says, or its name where it says nothing."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def check_url(url: str) -> str:
    """The address, if it is one that can be crawled; that of a mere host ends with a slash, as the site will write it.

    Raises:
        UsageError: it is not http(s), or no address at all.
    """
    if not url:
        raise UsageError("no address given; name one: -a url=https://forum.example.org/")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError(f"{url}: not an address ({error})") from error
    if parts.scheme not in ("http", "https"):
        raise UsageError(f"{url}: only http:// and https:// can be crawled; write the address in full")
    if not host:
        raise UsageError(f"{url}: no host in this address")
    if parts.username is not None:
        raise UsageError(f"{host}: an address is kept as it is, with its password; give it without, and use --cookies")
    return url if parts.path else parts._replace(path="/").geturl()


def capture_of(response: Response) -> Capture:
    """The capture that the WARC middleware noted, or one without a record where none is kept."""
    noted = response.meta.get("capture")
    if isinstance(noted, Capture):
        return noted
    return Capture(url=response.url, fetched_at=datetime.now(UTC), status=response.status)


WRITTEN_AT = "written_at"
"""In a response's meta: when a page was written that is given again, its server having said that it has not changed since."""


def page_of(response: Response, capture: Capture, *, zone: tzinfo | None = None) -> Page:
    """The response as a page, its headers by lower-case name."""
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
        if values
    }
    written_at: datetime = response.meta.get(WRITTEN_AT) or capture.fetched_at
    return Page(url=response.url, body=response.body, headers=headers, fetched_at=written_at, status=response.status, zone=zone)
