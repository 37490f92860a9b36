"""Whose turn it is at a site: the crawl that holds it, and until when it is left alone because it refused us.

A site is known by the row whose address a URL lies under. Before there is one, the crawls that were begun at the same host say
as much: those without an end hold it, those that ended as blocked say how long to stay away.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import Connection, Select, func, select, update

from db.models import tables as t
from db.store.runners import is_dead

LEASE = timedelta(minutes=5)
"""A hold lapses so long after its last renewal."""
FIRST_REST = timedelta(hours=6)
LONGEST_REST = timedelta(days=30)
BLOCKED = "blocked"
_SAYS_NOTHING = frozenset({"shutdown", "held", "database"})
"""Ends that tell nothing of whether the site refuses us."""

_S = t.SITE.c
_C = t.CRAWL.c


class Standing(NamedTuple):
    """How a site stands. ``url`` and ``platform`` are None while no page of it was read; what is not so, or no longer so, is
    None.
    """

    url: str | None
    platform: str | None
    held_by: str | None
    held_until: datetime | None
    blocked_until: datetime | None


def standing(connection: Connection, url: str, now: datetime) -> Standing:
    """How the site stands that an address lies in. A hold whose process is known to be dead is none."""
    site = _site_around(connection, url)
    if site is None:
        return _by_crawls(connection, url, now)
    row = connection.execute(select(_S.url, _S.platform, _S.held_by, _S.held_until, _S.blocked_until).where(_S.id == site)).one()
    held = row.held_by is not None and row.held_until is not None and row.held_until > now and not is_dead(row.held_by)
    blocked = row.blocked_until if row.blocked_until is not None and row.blocked_until > now else None
    return Standing(row.url, row.platform, row.held_by if held else None, row.held_until if held else None, blocked)


def release_dead(connection: Connection, site_url: str) -> None:
    """Take a hold back from a process that is known to be dead."""
    found = connection.execute(select(_S.id, _S.held_by).where(_S.url == site_url)).first()
    if found is not None and found.held_by is not None and is_dead(found.held_by):
        connection.execute(
            update(t.SITE).where(_S.id == found.id, _S.held_by == found.held_by).values(held_by=None, held_until=None)
        )


def beat(connection: Connection, runner: str, now: datetime, *, site_id: int | None = None) -> None:
    """A sign of life of a crawl, and of which site, once that is known."""
    alive = update(t.CRAWL).where(_C.runner == runner, _C.finished_at.is_(None))
    connection.execute(alive.values(heartbeat_at=now, site_id=func.coalesce(_C.site_id, site_id)))


def refusals_in_a_row(connection: Connection, url: str) -> int:
    """How many of the latest crawls of a site, one after another, ended as blocked."""
    site = _site_around(connection, url)
    if site is not None:
        return _refused(connection.execute(_latest().where(_C.site_id == site)))
    return _refused(row for row in connection.execute(_latest()) if _host(row.url) == _host(url))


def rest(refusals: int) -> timedelta:
    """How long to leave a site alone that refused so many crawls in a row: six hours, then twice as long each time, at most 30
    days.
    """
    return min(FIRST_REST * (1 << min(refusals - 1, 20)), LONGEST_REST) if refusals else timedelta()


def _by_crawls(connection: Connection, url: str, now: datetime) -> Standing:
    rows = [row for row in connection.execute(_latest(unfinished=True)) if _host(row.url) == _host(url)]
    held_by = held_until = None
    for row in rows:
        lapses = (row.heartbeat_at or row.started_at) + LEASE
        if row.finished_at is None and lapses > now and not is_dead(row.runner or ""):
            held_by, held_until = row.runner, lapses
    ended = [row for row in rows if row.finished_at is not None]
    until = ended[0].finished_at + rest(_refused(ended)) if ended else None
    return Standing(None, None, held_by, held_until, until if until is not None and until > now else None)


def _latest(*, unfinished: bool = False) -> Select[Any]:
    found = select(_C.url, _C.runner, _C.reason, _C.started_at, _C.heartbeat_at, _C.finished_at).order_by(_C.id.desc()).limit(500)
    return found if unfinished else found.where(_C.finished_at.is_not(None))


def _refused(crawls: Iterable[Any]) -> int:
    """How many crawls, the latest first, ended as blocked before one that did not."""
    refused = 0
    for row in crawls:
        if row.reason in _SAYS_NOTHING:
            continue
        if row.reason != BLOCKED:
            break
        refused += 1
    return refused


def _site_around(connection: Connection, url: str) -> int | None:
    """The site whose address is the longest above this one; http and https, with and without www, are one."""
    wanted = f"{_bare(url)}/"
    rows = connection.execute(select(t.SITE_ADDRESS.c.url, t.SITE_ADDRESS.c.site_id)).all()
    around = [(len(_bare(row.url)), row.site_id) for row in rows if wanted.startswith(f"{_bare(row.url)}/")]
    return max(around)[1] if around else None


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return f"{_host(url)}{parts.path}".rstrip("/") + (f"#{parts.fragment}" if parts.fragment else "")


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")
