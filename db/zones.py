"""Time zones by name, and a clock reading in one of them as a moment. Owns nothing else: whose zone it is, the store knows."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSET = re.compile(r"^(?:(?:UTC|GMT)\s*)?(?:([+\-\u2212])\s*(\d{1,2})(?::?(\d{2}))?)?$", re.IGNORECASE)


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo | None:
    """The zone of an IANA name ("Europe/Athens") or an offset ("UTC+2", "+05:30", "UTC"); None where it is neither."""
    offset = _OFFSET.match(name.strip())
    if offset and name.strip():
        sign, hours, minutes = offset.groups()
        if sign is None:
            return UTC
        shift = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(shift if sign == "+" else -shift) if shift < timedelta(hours=24) else None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def moment_of(local: datetime | str | None, zone: str | tzinfo | None) -> datetime | None:
    """The moment at which clocks in the zone read that; of a repeated hour the first. None where it cannot be said."""
    if local is None or zone is None:
        return None
    known = zone_named(zone) if isinstance(zone, str) else zone
    if known is None:
        return None
    reading = datetime.fromisoformat(local) if isinstance(local, str) else local
    try:
        return reading.replace(tzinfo=known, fold=0).astimezone(UTC)
    except OverflowError:
        return None
