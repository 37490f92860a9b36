"""Whose clocks a site's pages show, where none of them says: told by times that its feeds or API state in UTC of the same posts.

Reads the pairs (stated in UTC, printed on a page) that `post` and `thread` hold, and finds the zone in which all of them agree.
Where they fit several zones that differ in what matters (all of one season, say), it finds none: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Connection, literal, select, union_all

from db.models import tables as t
from db.store.zoning import apply_timezone

Pair = tuple[datetime, timedelta]
"""A moment, and how far the site's clocks were ahead of UTC then."""

STEP = timedelta(minutes=15)
"""Offsets of zones are multiples of it."""
SLACK = timedelta(seconds=60)
"""A page prints minutes where the feed says seconds."""

USUAL = tuple(
    f"{region}/{city}"
    for region, cities in (
        ("Europe", "London Berlin Paris Madrid Rome Amsterdam Athens Bucharest Kyiv Moscow Istanbul Lisbon Dublin Chisinau"),
        (
            "America",
            "New_York Chicago Denver Los_Angeles Anchorage Halifax St_Johns Sao_Paulo Santiago Asuncion Havana Mexico_City",
        ),
        ("Australia", "Sydney Adelaide Brisbane Perth"),
        ("Pacific", "Auckland Honolulu"),
        ("Asia", "Jerusalem Beirut Tehran Amman Damascus Baku"),
        ("Africa", "Cairo Casablanca"),
    )
    for city in cities.split()
)
"""One zone for each of the rules in use, the one most people live in; of zones that fit equally, the first of these."""

WINTER, SUMMER = frozenset({12, 1, 2}), frozenset({6, 7, 8})


def derive_timezone(connection: Connection, site_id: int) -> str | None:
    """Find and keep the zone of a site that states none, and work out its times; the zone, None where none was newly found."""
    known = connection.execute(select(t.SITE.c.timezone, t.SITE.c.timezone_source).where(t.SITE.c.id == site_id)).one_or_none()
    if known is None or (known.timezone is not None and known.timezone_source != "derived"):
        return None
    zone = zone_of(_pairs(connection, site_id))
    if zone is None or zone == known.timezone:
        return None
    apply_timezone(connection, site_id, zone, source="derived")
    return zone


def zone_of(pairs: Iterable[Pair]) -> str | None:
    """The zone in which all the clocks' readings agree with the moments; None where they do not tell it.

    Summer and winter differing, it is the first of the `USUAL` zones that fits, else the only one that does. Both seasons
    having one offset, it is that offset ("UTC+2"); one season alone does not tell what the clocks do in the other.
    """
    seen = _turns(pairs)
    if not seen:
        return None
    offsets = {offset for _, offset in seen}
    if len(offsets) == 1:
        months = {moment.month for moment, _ in seen}
        return offset_name(offsets.pop()) if months & WINTER and months & SUMMER else None
    usual = next((name for name in USUAL if _fits(name, seen)), None)
    if usual is not None:
        return usual
    fitting = [name for name in _zones() if _fits(name, seen)]
    return fitting[0] if len(fitting) == 1 else None


def offset_name(offset: timedelta) -> str:
    """An offset as `site.timezone` has it: "UTC", "UTC-5", "UTC+5:30"."""
    if not offset:
        return "UTC"
    hours, minutes = divmod(abs(int(offset.total_seconds())) // 60, 60)
    return f"UTC{'-' if offset < timedelta() else '+'}{hours}{f':{minutes:02}' if minutes else ''}"


def offset_between(moment: datetime, local: datetime) -> timedelta | None:
    """How far clocks that read ``local`` at that moment are ahead of UTC; None where no clocks are."""
    ahead = local - moment.astimezone(UTC).replace(tzinfo=None)
    offset = round((ahead + SLACK / 2) / STEP) * STEP
    return offset if abs(ahead - offset) <= SLACK and abs(offset) <= timedelta(hours=14) else None


def _turns(pairs: Iterable[Pair]) -> list[Pair]:
    """Of each stretch of pairs with one offset, and of each month in it, the first and the last."""
    kept: list[Pair] = []
    for pair in sorted(pairs):
        if len(kept) > 1 and all(_like(pair, other) for other in kept[-2:]):
            kept[-1] = pair
        else:
            kept.append(pair)
    return kept


def _like(one: Pair, other: Pair) -> bool:
    return one[1] == other[1] and (one[0].year, one[0].month) == (other[0].year, other[0].month)


def _fits(name: str, pairs: Iterable[Pair]) -> bool:
    zone = ZoneInfo(name)
    return all(moment.astimezone(zone).utcoffset() == offset for moment, offset in pairs)


@cache
def _zones() -> tuple[str, ...]:
    return tuple(
        sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/")))
    )


def _pairs(connection: Connection, site_id: int) -> Iterator[Pair]:
    """What feeds or an API said of posts and threads of which a page shows the time, too."""
    post, thread = t.POST.c, t.THREAD.c
    statement = union_all(
        select(post.posted_at.label("at"), post.posted_local.label("local")).where(
            post.site_id == literal(site_id), post.posted_basis.in_(("feed", "api")), post.posted_local.is_not(None)
        ),
        select(thread.created_at, thread.created_local).where(
            thread.site_id == literal(site_id), thread.created_basis.in_(("feed", "api")), thread.created_local.is_not(None)
        ),
        select(thread.last_post_at, thread.last_post_local).where(
            thread.site_id == literal(site_id), thread.last_post_basis.in_(("feed", "api")), thread.last_post_local.is_not(None)
        ),
    )
    for row in connection.execute(statement):
        moment = row.at if row.at.tzinfo is not None else row.at.replace(tzinfo=UTC)
        offset = offset_between(moment, row.local)
        if offset is not None:
            yield moment, offset
