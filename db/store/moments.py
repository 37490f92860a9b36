"""Times as rows hold them: five columns, and which of two readings of one time is the better."""

from __future__ import annotations

from typing import Any, NamedTuple

from db.store.sql import Writer
from db.zones import moment_of
from spiders.items import Moment

PRECISION = {"second": 5, "minute": 4, "relative": 3, "day": 2, "month": 1}
BASIS = {"api": 3, "feed": 2, "page": 2, "zone": 1}
"""What a time rests on. A site's API states UTC where its page states what the clocks showed (WordPress prints a wrong
offset for the hour that autumn repeats), so at equal precision "api" wins; "zone", our own computing, loses to anything stated.
"""


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
    new_worth, old_worth = _worth(new), _worth(old)
    if new_worth != old_worth:
        return new if new_worth > old_worth else old
    if new.raw != old.raw:
        return new if new.raw > old.raw else old
    if new.precision == "relative" and new.at is not None and old.at is not None:
        return new if new.at < old.at else old
    return new if newer else old


def _worth(time: Time) -> tuple[bool, int, int]:
    if time.at is None:
        return False, 0, 0
    return time.basis != "zone", PRECISION.get(time.precision or "", 0), BASIS.get(time.basis or "", 0)
