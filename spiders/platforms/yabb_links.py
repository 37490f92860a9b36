"""YaBB's addresses: "YaBB.pl?num=1278201900/15#17", "YaBB.pl?board=lamps/20", "YaBB.pl?catselect=yard".

What stands behind the stroke is the place of a post in its thread, or of a thread in its board, from 0.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from spiders.urls import normalise, query, split

_SCRIPT = re.compile(r"/[\w-]+\.(?:pl|cgi)$", re.IGNORECASE)
_NAMES = {"num": "thread", "board": "board", "catselect": "category"}


@lru_cache(maxsize=8_192)
def thing_in(url: str | None) -> tuple[str, str, str] | None:
    """Kind (thread, board, category, member), id and place ("15", "all", "new" or nothing) of what an address leads to."""
    parts = split(url) if url else None
    if parts is None or url is None or not _SCRIPT.search(parts.path):
        return None
    stated = query(url)
    if stated.get("action") == "viewprofile" and stated.get("username"):
        return "member", stated["username"], ""
    if "action" in stated:
        return None
    for name, kind in _NAMES.items():
        thing, _, place = stated.get(name, "").partition("/")
        if thing:
            return kind, thing, place or stated.get("start", "")
    return None


def id_in(url: str | None, kind: str) -> str | None:
    """The id of a thing of that kind in an address; categories and boards are named apart."""
    found = thing_in(url)
    if found is None or found[0] != kind:
        return None
    return f"c:{found[1]}" if kind == "category" else found[1]


def place_in(url: str | None) -> int | None:
    """The place in an address, None where it names none by number."""
    found = thing_in(url)
    return int(found[2]) if found is not None and found[2].isdecimal() and len(found[2]) < 9 else None


def root(url: str) -> str:
    """Where the forum is installed, by an address of one of its pages."""
    parts = urlsplit(url)
    return normalise(urlunsplit((parts.scheme, parts.netloc, parts.path[: parts.path.rfind("/") + 1] or "/", "", "")))


@lru_cache(maxsize=8_192)
def canonical(url: str) -> str:
    """The thing and the place where the page begins; none for the first page."""
    found = thing_in(url)
    if found is None:
        return normalise(url)
    kind, thing, place = found
    parts = urlsplit(url)
    base = normalise(urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")))
    if kind == "member":
        return f"{base}?action=viewprofile;username={thing}"
    name = next(name for name, named in _NAMES.items() if named == kind)
    behind = f"/{place}" if place.strip("0") and kind != "category" else ""
    return f"{base}?{name}={thing}{behind}"


@lru_cache(maxsize=8_192)
def may_follow(url: str) -> bool:
    """Whether an address leads to the index, a board or a thread as everybody sees it first."""
    parts = split(url)
    if parts is None or not _SCRIPT.search(parts.path):
        return False
    found = thing_in(url)
    if found is None:
        return not parts.query and parts.path.lower().endswith(("/yabb.pl", "/yabb.cgi"))
    return found[0] in {"thread", "board", "category"} and (not found[2] or found[2].isdecimal())
