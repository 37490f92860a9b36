"""Turns records into what the store takes: which of them are pages, who reads them, and what they cost where they cannot be read.

Works without a database to write to and without a network, so that it may run in any number of processes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from urllib.parse import urljoin, urlsplit

from archiver.captures.installations import Installations
from archiver.captures.payload import may_be_read, page_of
from archiver.captures.records import Record
from spiders.errors import ReadError
from spiders.items import Capture, Follow, Loss, PageRecord, Reading
from spiders.outcomes import disappointments, refusal, unread, whole_parts
from spiders.page import Page
from spiders.platforms import Platform, fallback
from spiders.urls import same_site

Later = Literal["platform", "expectation", "revisit", "redirect"]
"""Why a record has to wait: no page has told yet what its site runs on; what was expected at its address has to be asked of the
archive; its body is another record's; where it leads to must be stored first."""

_UNSURE = frozenset({"login", "other", "error"})
"""Pages that may stand where something else was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What one response came to, and as whom it was fetched. ``later`` says why it has to wait; then ``record`` is its capture
    alone. ``refers_to`` is what a revisit stands for, ``leads_to`` the address that a redirect names.
    """

    record: PageRecord
    identity: str = "guest"
    later: Later | None = None
    refers_to: tuple[str | None, datetime | None] = (None, None)
    leads_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a part of a file came to: its items in order, what is wrong with it, how many records were held already, and how many
    texts are nobody's that is known.
    """

    items: list[Item] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    records: int = 0
    held: int = 0
    unknown: int = 0
    installed: dict[str, tuple[str, str | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How all pages of a run are read."""

    platform: str = ""
    timezone: str = ""
    sites: tuple[str, ...] = ()
    """Only pages below these addresses; empty: all."""

    def wants(self, url: str) -> bool:
        """Whether an address lies in one of the sites asked for."""
        return not self.sites or any(_below(url, site) for site in self.sites)


class Reader:
    """Reads responses as pages, and learns which platform is installed where as it goes."""

    def __init__(self, installations: Installations, manner: Manner) -> None:
        self._installations = installations
        self._manner = manner

    def first(self, record: Record, capture: Capture, *, identity: str = "guest") -> Item:
        """What a response comes to by itself; whatever is in doubt has to wait."""
        item = Item(record=PageRecord(capture=capture, reading=None), identity=identity)
        if record.kind == "revisit":
            return replace(item, later="revisit", refers_to=(record.refers_to_url, record.refers_to_date))
        if 300 <= record.status < 400:
            target = target_of(record)
            return item if target is None else replace(item, later="redirect", leads_to=target)
        if record.body is None or not may_be_read(record, capture.content_type):
            return item
        try:
            page = page_of(record, fetched_at=capture.fetched_at, zone=self._installations.zone_at(record.url))
            platform = self._installations.platform_of(page, forced=self._manner.platform)
            if platform is None:
                return replace(item, later="platform")
            reading = self._read(page, platform) if page.status < 400 else None
        except ReadError:
            return replace(item, later="expectation")
        if reading is None or (reading.kind in _UNSURE and platform.follows(page.url)):
            return replace(item, later="expectation")
        return self._item(item, page, reading, _guess(page))

    def last(self, item: Item, record: Record, *, body: bytes | None = None, written_at: datetime | None = None) -> Item:
        """What a response comes to now that all others are stored.

        Args:
            item: what it came to first; ``asked`` in its record is what the archive expects at its address.
            record: the response.
            body: for a revisit, the one it stands for.
            written_at: for a page that the server says has not changed, when it was written.
        """
        capture = item.record.capture
        item = replace(item, later=None)
        if 300 <= record.status < 400 or not may_be_read(record, capture.content_type):
            return item
        follow = item.record.asked
        try:
            zone = self._installations.zone_at(record.url)
            page = page_of(record, body=body, fetched_at=written_at or capture.fetched_at, zone=zone)
            follow = follow or _guess(page)
            platform = self._installations.platform_of(page, forced=self._manner.platform) or self._guessing(page)
            if platform is None:
                return replace(item, later="platform")
            if page.status >= 400:
                return _with(item, losses=refusal(follow, page, platform))
            return self._item(item, page, self._read(page, platform), follow)
        except ReadError as error:
            if self._installations.at(record.url) is None and not self._manner.platform:
                return replace(item, later="platform")
            return _with(item, losses=unread(follow or Follow(url=record.url, kind="other"), error))

    def _guessing(self, page: Page) -> Platform | None:
        """The reader that guesses, on hosts where nothing is known to be installed, once all pages have been asked."""
        return fallback(page) if page.status < 400 and not self._installations.on_host(page.url) else None

    def _read(self, page: Page, platform: Platform) -> Reading:
        reading = platform.read(page)
        self._installations.add(reading.site.url, platform)
        if self._manner.timezone and reading.site.timezone is None:
            return replace(reading, site=replace(reading.site, timezone=self._manner.timezone, timezone_source="given"))
        return reading

    def _item(self, item: Item, page: Page, reading: Reading, follow: Follow) -> Item:
        identity = "guest" if reading.logged_in is False else "account" if reading.logged_in else item.identity
        losses = tuple(disappointments(follow, page, reading))
        return replace(_with(item, reading=whole_parts(page, reading), losses=losses), identity=identity)


def _with(item: Item, *, losses: tuple[Loss, ...], reading: Reading | None = None) -> Item:
    return replace(item, record=replace(item.record, reading=reading, losses=losses))


def _guess(page: Page) -> Follow:
    """What a response was fetched as, where nothing else tells: an API or feed, which may be there or not, by what it is."""
    return Follow(url=page.url, kind="api" if page.is_json else "feed" if page.is_xml else "other")


def target_of(record: Record) -> str | None:
    """Where a redirect on the same site leads to."""
    try:
        target = urljoin(record.url, record.header("location") or "").partition("#")[0]
    except ValueError:
        return None
    return target if target and target != record.url and same_site(target, record.url) else None


def _below(url: str, site: str) -> bool:
    """Whether an address lies below another; http and https, with and without www, are one."""
    one, two = ((parts.netloc.removeprefix("www."), parts.path or "/") for parts in (urlsplit(url), urlsplit(site)))
    return one[0] == two[0] and (one[1] + "/").startswith(two[1].rstrip("/") + "/")


def capture_of(record: Record, *, warc: str | None, offset: int | None, length: int | None) -> Capture | None:
    """The row of a record; None where neither the record nor the server says when it was fetched."""
    if record.date is None:
        return None
    return Capture(
        url=record.url,
        fetched_at=record.date,
        status=record.status,
        digest=record.digest,
        content_type=record.header("content-type") or None,
        etag=record.header("etag"),
        last_modified=record.header("last-modified"),
        warc=warc,
        offset=offset,
        length=length,
    )
