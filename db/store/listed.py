"""What listings declare of a thread, as one string that can be compared: replies, posts, id and time of the last post.

Views are never part of it: they change with every look. A figure that one listing does not give says nothing against what another
gave, and times of different precision ("3 minutes ago", "Mar 3, 2024") do not compare. Pure: no database.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from spiders.items import Declared, Moment

_COMPARABLE = frozenset({"second", "minute", "day"})
_BAR = "|"


class Listed(NamedTuple):
    """What is known of a thread from listings: what they declare, since which capture the same, and the latest that did."""

    declares: str | None = None
    at: Any = None
    since: Any = None


NEVER = Listed()


def declares(declared: Declared) -> str | None:
    """What a row of a listing declares; None where it declares nothing."""
    parts = (
        "" if declared.replies is None else str(declared.replies),
        "" if declared.posts is None else str(declared.posts),
        (declared.last_post_id or "").replace(_BAR, ""),
        _time(declared.last_post),
    )
    return _BAR.join(parts) if any(parts) else None


def merge(known: Listed, declared: Declared, seen: Any) -> Listed:
    """What is known after a listing was seen, in whatever order listings come."""
    new = declares(declared)
    if new is None:
        return known
    if known.declares is None:
        return Listed(new, seen, seen)
    same = agree(known.declares, new)
    if seen > known.at:
        return Listed(_filled(new, known.declares) if same else new, seen, known.since if same else seen)
    # An older capture, read later. Since when it is declared is left too late, not too early: then a thread is looked at once
    # more than it would have to be, and none is taken for read that has grown.
    if not same and known.since < seen < known.at:
        return known._replace(since=known.at)
    return known._replace(declares=_filled(known.declares, new)) if same else known


def agree(one: str, other: str) -> bool:
    """Whether two listings declare the same, as far as both declare it."""
    parts = zip(one.split(_BAR), other.split(_BAR), strict=True)
    return all(not a or not b or a == b or _precision(a) != _precision(b) for a, b in parts)


def _filled(newer: str, older: str) -> str:
    return _BAR.join(a or b for a, b in zip(newer.split(_BAR), older.split(_BAR), strict=True))


def _time(moment: Moment | None) -> str:
    """The clock's reading where there is one, since it does not change when the site's zone becomes known."""
    if moment is None or moment.precision not in _COMPARABLE:
        return ""
    at = moment.local or moment.at
    return f"{at:%Y-%m-%d %H:%M:%S} {moment.precision}" if at is not None else ""


def _precision(part: str) -> str:
    return part.rpartition(" ")[2] if " " in part else ""
