"""One page on its way into the database: what every part of the store needs to know of it, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from db.store.ids import Ids
from db.store.listed import Listed
from db.store.moments import Time, clock_ahead
from db.store.sql import Writer
from spiders.items import Loss


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What saving a page did. ``site_id`` is None where the page could not be read and its site is not known; ``lost`` is what
    the page could not give, that which only the archive can see (a thread that was held and is gone) included. ``timezone`` is
    the site's zone as it is now known.
    """

    site_id: int | None
    capture_id: int
    threads_new: int = 0
    posts_new: int = 0
    posts_seen: int = 0
    revisions_new: int = 0
    losses: int = 0
    lost: tuple[Loss, ...] = ()
    timezone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Why a page was fetched: by which crawl, as whom, for what; the crawl's site, and the listing it belongs to, if known."""

    crawl_id: int | None = None
    site_id: int | None = None
    identity: str = "guest"
    source_url: str | None = None
    reason: str | None = None


@dataclass(slots=True, kw_only=True)
class Counts:
    """What storing did, for the progress display."""

    threads_new: int = 0
    posts_new: int = 0
    posts_seen: int = 0
    revisions_new: int = 0
    losses: int = 0


@dataclass(slots=True, kw_only=True)
class Visit:
    """A page being stored, in one transaction. ``seen`` is the capture's time as rows of this database hold it."""

    writer: Writer
    ids: Ids
    site_id: int
    host: str
    """The site's own, with its port: an author's page there is their profile, any other address is one they gave."""
    timezone: str | None
    capture_id: int
    seen: Any
    parser: str
    identity: str
    crawl_id: int | None
    again: bool
    """Whether the capture was known before: it is read again."""
    counts: Counts = field(default_factory=Counts)
    clocks: Counter[int] = field(default_factory=Counter)
    """By how many seconds the site's clock is ahead of UTC, by each time of which the archive now knows moment and clock."""
    listed: dict[str, tuple[Any, Listed]] = field(default_factory=dict)
    """The threads that the page lists, by native id: the row that was held, None of a new one; what listings had declared."""

    def compare(self, one: Time, other: Time) -> None:
        """Note what two readings of one time tell of the site's zone, while it is not known."""
        if self.timezone is None:
            ahead = clock_ahead(one, other)
            if ahead is not None:
                self.clocks[ahead] += 1
