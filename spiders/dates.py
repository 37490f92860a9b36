"""Times as pages print them: machine stamps first, then the formats we know, dateparser last."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Literal

from spiders.items import Moment

Order = Literal["DMY", "MDY", "YMD"]


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
    """A time as people read it, in any of the languages; relative ones against ``clock``, the moment of the page."""
    raise NotImplementedError
