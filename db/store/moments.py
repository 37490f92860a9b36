"""Times as rows hold them: five columns, and which of two readings of one time is the better."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from db.store.sql import Writer
from db.zones import moment_of
from spiders.items import Moment

PRECISION = {"second": 5, "minute": 4, "relative": 3, "day": 2, "month": 1}
BASIS = {"api": 3, "feed": 2, "page": 2, "zone": 1}
"""What a time rests on. A site's API states UTC where its page states what the clocks showed (WordPress prints a wrong
offset for the hour that autumn repeats), so at equal precision "api" wins; "zone", our own computing, loses to anything stated.
"""


QUARTER = 900
"""Zones lie quarters of an hour apart."""


class Time(NamedTuple):
    """A time's columns, in a row's order: the moment, as printed, in the site's zone, how precise, resting on what."""

    at: Any = None
    raw: str | None = None
    local: Any = None
    precision: str | None = None
    basis: str | None = None


NO_TIME = Time()


def time_of(writer: Writer, moment: Moment | None, view: str, zone: str | None) -> Time:
    """A time a page prints, as columns; where only clocks' reading is known, the moment follows from the site's zone."""
    if moment is None:
        return NO_TIME
    at, basis = moment.at, "page" if view == "excerpt" else view
    if at is None:
        at, basis = (moment_of(moment.local, zone), "zone") if moment.local is not None and zone else (None, "")
    if at is None:
        return Time(None, moment.raw, writer.reading(moment.local), moment.precision, None)
    return Time(writer.moment(at), moment.raw, writer.reading(moment.local), moment.precision, basis)


def better(old: Time, new: Time, *, newer: bool) -> Time:
    """The better of two readings of one and the same time; which, must not depend on the order in which they come.

    A stated time beats one computed from the zone, then the more precise wins, then the better place. Between equals the
    string decides, and of equal strings ("2 hours ago", seen twice) the earlier moment; a page read anew replaces itself.
    """
    if new.raw is None or new == old:
        return old
    if old.raw is None:
        return new
    best = _better(old, new, newer=newer)
    return _with_local(best, old if best is new else new)


def _with_local(best: Time, other: Time) -> Time:
    """A time stated in UTC keeps the clocks' reading that another page prints of it: the two tell the site's zone."""
    if best.at is None or best.local is not None or other.local is None or other.precision not in ("minute", "second"):
        return best
    return best._replace(local=other.local)


def _better(old: Time, new: Time, *, newer: bool) -> Time:
    new_worth, old_worth = _worth(new), _worth(old)
    if new_worth != old_worth:
        return new if new_worth > old_worth else old
    if new.raw != old.raw:
        return new if (new.raw or "") > (old.raw or "") else old
    if new.precision == "relative" and new.at is not None and old.at is not None:
        return new if new.at < old.at else old
    return new if newer else old


def clock_ahead(one: Time, other: Time) -> int | None:
    """By how many seconds a site's clock is ahead of UTC, where one reading of a time states the moment and the other the clock.

    None where they do not, or where what they tell is no distance that a zone has: then they are not of one time.
    """
    for stated, printed in ((one, other), (other, one)):
        if stated.at is None or stated.basis == "zone" or printed.local is None or printed.at is not None:
            continue
        if stated.precision != "second" or printed.precision != "second":
            continue
        ahead = round((_plain(printed.local) - _plain(stated.at)).total_seconds())
        return ahead if ahead % QUARTER == 0 and -12 * 3_600 <= ahead <= 14 * 3_600 else None
    return None


def _plain(value: Any) -> datetime:
    """A column's value without its zone, which is UTC where it has one."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo is not None else moment


def _worth(time: Time) -> tuple[bool, int, int]:
    if time.at is None:
        return False, 0, 0
    return time.basis != "zone", PRECISION.get(time.precision or "", 0), BASIS.get(time.basis or "", 0)
