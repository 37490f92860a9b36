"""Values in JSON that others wrote: what is missing, or of another kind than it should be, is None."""

from __future__ import annotations

from html import unescape
from typing import Any, TypeGuard

from spiders.dates import stamp
from spiders.items import Moment
from spiders.text import fold

Json = dict[str, Any]


def is_object(value: object) -> TypeGuard[Json]:
    """Whether a piece of JSON is an object."""
    return isinstance(value, dict)


def objects(value: object) -> list[Json]:
    """The objects in a list; none where it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def types_of(item: Json) -> set[str]:
    """The types that an object of JSON-LD says it has: one, or several in a list."""
    stated = item.get("@type")
    return {one for one in (stated if isinstance(stated, list) else [stated]) if isinstance(one, str)}


def text(item: Json, name: str) -> str | None:
    """A string that is not empty."""
    value = item.get(name)
    return value if isinstance(value, str) and value.strip() else None


def plain(item: Json, name: str) -> str | None:
    """A string as people see it, on one line."""
    value = text(item, name)
    return fold(value) if value else None


def escaped(item: Json, name: str) -> str | None:
    """A string that is written as HTML, as people see it."""
    value = text(item, name)
    return (fold(unescape(value)) or None) if value else None


def number(item: Json, name: str) -> int | None:
    """A whole number that is not negative."""
    value = item.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def moment(item: Json, name: str) -> Moment | None:
    """A time."""
    return stamp(text(item, name))


def flag(item: Json, *names: str) -> bool | None:
    """Whether any of these is so; None where none is told."""
    told = [item[name] for name in names if isinstance(item.get(name), bool)]
    return any(told) if told else None
