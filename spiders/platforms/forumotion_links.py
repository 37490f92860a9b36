"""Forumotion's addresses: ``/t7-slug``, ``/t7p15-slug`` (15 posts on), ``/f27-slug``, ``/c1-slug``, ``/u12``, ``/forum``."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from spiders.urls import normalise, split

_THING = re.compile(r"/([tfcu])(\d{1,12})(?:p(\d{1,9}))?(?=-|$)")
_INDEX = re.compile(r"/(?:forum)?$")


def thing_in(url: str | None) -> tuple[str, str, int] | None:
    """Kind (t, f, c, u), id and offset of what an address leads to; None for any other."""
    parts = split(url) if url else None
    found = _THING.match(parts.path) if parts is not None else None
    return (found[1], found[2], int(found[3] or 0)) if found else None


def id_in(url: str | None, kind: str) -> str | None:
    """The id of a thread ("t"), board ("f"), category ("c": numbered apart) or member ("u") in an address."""
    found = thing_in(url)
    if found is None or found[0] != kind:
        return None
    return f"c{found[1]}" if kind == "c" else found[1]


def canonical(url: str) -> str:
    """The address without query and fragment; the first page has no offset, the index is ``/forum``."""
    found = thing_in(url)
    parts = urlsplit(url) if split(url) is not None else None
    if parts is None:
        return url
    if found is None:
        return normalise(url, keep=()) if _INDEX.fullmatch(parts.path) else normalise(url)
    path = parts.path
    if path.startswith(f"/{found[0]}{found[1]}p0"):
        path = path.replace("p0", "", 1)
    return normalise(urlunsplit((parts.scheme, parts.netloc, path, "", "")))


def first_page(url: str) -> str:
    """The first page of the board or thread an address leads to."""
    parts = urlsplit(canonical(url))
    return urlunsplit(parts._replace(path=re.sub(r"^(/[tf]\d+)p\d+", r"\1", parts.path)))


def may_follow(url: str) -> bool:
    """Whether an address leads to the index, a board or a thread: the next or previous thread of one is ``/t7n-slug``."""
    parts = split(url)
    if parts is None or parts.query:
        return False
    found = thing_in(url)
    return found[0] in "tf" if found is not None else _INDEX.fullmatch(parts.path) is not None
