"""Times as pages print them: machine stamps first, then the formats we know in two dozen languages, dateparser last.

Nothing is guessed: a time that cannot be decided ("03/04/2024" on a page that may be English or American) keeps its raw
string and no reading. The words are in `spiders.date_words`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any, Literal

from spiders.date_phrases import Reading, parse
from spiders.items import Moment, Precision

Order = Literal["DMY", "MDY", "YMD"]

MAX_LENGTH = 120
"""Longer than any time that was ever printed; what is longer is somebody's prose."""

_YEARS = range(1900, 2200)


def stamp(value: str | None, raw: str | None = None) -> Moment | None:
    """A machine's time: ISO 8601 with offset, or epoch seconds (13 digits: milliseconds). ``raw`` is what people see.

    None where there is no value. An ISO time without offset gives ``local`` only.
    """
    if not value:
        return None
    value = value.strip()
    shown = raw if raw is not None else value
    try:
        if value.isdecimal() and 9 <= len(value) <= 13:
            at = datetime.fromtimestamp(int(value) / (1000 if len(value) > 11 else 1), UTC)
            return Moment(raw=shown, at=at, precision="second")
        moment = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        return Moment(raw=shown)
    precision: Literal["second", "day"] = "second" if len(value) > 10 else "day"
    if moment.tzinfo is None:
        return Moment(raw=shown, local=moment, precision=precision)
    try:
        return Moment(raw=shown, at=moment.astimezone(UTC), local=moment.replace(tzinfo=None), precision=precision)
    except OverflowError:
        return Moment(raw=shown)


def read_date(
    raw: str,
    *,
    clock: datetime,
    zone: tzinfo | None = None,
    languages: tuple[str, ...] = (),
    order: Order | None = None,
) -> Moment:
    """A time as people read it, in any of the languages; relative ones against ``clock``, the moment of the page.

    Never raises. ``at`` is given where the zone is known (or the text itself names one, or is an age such as "5 minutes
    ago"), ``local`` where the text is a time in the page's zone. "Today at 14:03" needs the zone: without it, which day it
    is on the page is not known, and only ``raw`` is kept.

    Args:
        clock: aware; the moment of the page.
        zone: the zone the page's times are written in, if known.
        languages: BCP 47 tags of the page; they settle words and figures that mean two things. All languages are tried.
        order: how the site writes days in figures, if known.
    """
    if len(raw) > MAX_LENGTH:
        return Moment(raw=raw)
    reading = parse(raw, languages, order)
    if reading is not None:
        return _resolve(raw, reading, clock, zone)
    return _ask_dateparser(raw, clock.replace(second=0, microsecond=0), zone, languages, order)


def _resolve(raw: str, reading: Reading, clock: datetime, zone: tzinfo | None) -> Moment:
    """What a reading means at the moment of the page."""
    try:
        if reading.ago is not None:
            at = clock.astimezone(UTC).replace(microsecond=0) - reading.ago
            return Moment(raw=raw, at=at, local=at.astimezone(zone).replace(tzinfo=None) if zone else None, precision="relative")
        here = timezone(reading.offset) if reading.offset is not None else zone
        day = _day(reading, clock, here)
        if day is None:
            return Moment(raw=raw)
        hour, minute, second = reading.time or (0, 0, 0)
        local = day.replace(hour=hour, minute=minute, second=second or 0)
        return Moment(
            raw=raw,
            at=local.replace(tzinfo=here).astimezone(UTC) if here else None,
            local=local,
            precision=_precision(reading),
        )
    except (ValueError, OverflowError):
        return Moment(raw=raw)


def _day(reading: Reading, clock: datetime, zone: tzinfo | None) -> datetime | None:
    """Midnight of the day meant, on the page's own calendar; None where the page's day is not known or cannot be."""
    if reading.year is not None and reading.month is not None:
        if reading.year not in _YEARS or reading.year > clock.year + 1:
            return None
        return datetime(reading.year, reading.month, reading.day or 1)  # noqa: DTZ001  the page's own calendar
    if reading.month is not None and reading.day is not None:
        latest = clock.replace(tzinfo=None) + timedelta(days=1)
        for year in range(latest.year, latest.year - 8, -1):
            if (reading.month, reading.day) == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400)):
                continue
            if (day := datetime(year, reading.month, reading.day)) <= latest:  # noqa: DTZ001  the page's own calendar
                return day
        return None
    if zone is None:
        return None
    today = clock.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    if reading.days_ago is not None:
        return today - timedelta(days=reading.days_ago)
    if reading.weekday is not None:
        return today - timedelta(days=(today.weekday() - reading.weekday - 1) % 7 + 1)
    return None


def _precision(reading: Reading) -> Precision:
    if reading.time is not None:
        return "minute" if reading.time[2] is None else "second"
    return "month" if reading.year is not None and reading.day is None else "day"


_LETTERS_AND_YEAR = re.compile(r"(?=.*[^\W\d_]{2})(?=.*(?<!\d)(?:19|20)\d\d(?!\d))")


@lru_cache(maxsize=4_096)
def _ask_dateparser(raw: str, clock: datetime, zone: tzinfo | None, languages: tuple[str, ...], order: Order | None) -> Moment:
    """The last resort, for words we do not know; only where the text names month and year.

    dateparser fills what is missing from today and reads "on" as a date, so a year in figures is asked for before, and all
    parts after (REQUIRE_PARTS). It costs 1 to 3 ms a call, half a second the first time.
    """
    if not _LETTERS_AND_YEAR.match(raw):
        return Moment(raw=raw)
    from dateparser.date import DateDataParser  # noqa: PLC0415  costs half a second, and hardly anything needs it

    settings: Any = {
        "RELATIVE_BASE": clock.astimezone(zone or UTC).replace(tzinfo=None),
        "PREFER_DATES_FROM": "past",
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RETURN_TIME_AS_PERIOD": True,
        "PARSERS": ["absolute-time"],
    }
    known = [tag.partition("-")[0].lower() for tag in languages]
    try:
        parser = DateDataParser(languages=known or None, settings=settings | ({"DATE_ORDER": order} if order else {}))
        data = parser.get_date_data(raw)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return Moment(raw=raw)
    found = data.date_obj
    if found is None or found.year not in _YEARS or found.year > clock.year + 1:
        return Moment(raw=raw)
    local = found.replace(tzinfo=None, microsecond=0)
    try:
        aware = found if found.tzinfo else local.replace(tzinfo=zone) if zone else None
        at = aware.astimezone(UTC).replace(microsecond=0) if aware else None
    except OverflowError:
        return Moment(raw=raw)
    precision: Precision = ("second" if local.second else "minute") if data.period == "time" else "day"
    return Moment(raw=raw, at=at, local=local, precision=precision)
