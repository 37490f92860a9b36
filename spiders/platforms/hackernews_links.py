"""Addresses of Hacker News and its kin: what they lead to, the one spelling of each, and which are never to be fetched."""

from __future__ import annotations

import re
from urllib.parse import urlunsplit

from spiders.urls import normalise, query, split

_SCRIPT = re.compile(r"/(?P<name>[a-z]*?)(?P<page>\d*)$")
_LISTS = frozenset(
    {"", "news", "newest", "ask", "asknew", "show", "shownew", "jobs", "best", "active", "front", "over", "pool", "noobstories"}
)
_WANTED = ("id", "fnid", "day", "next", "n", "points", "p")
_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?::\d{2,5})?/(?:(?:item|user)\?id=(?P<id>[\w-]+))?", re.ASCII)
"""What most addresses look like, already canonical: a tenth of the cost."""
_LISTED = frozenset({"next", "n", "day", "points", "p"})


def script_of(url: str | None) -> tuple[str, str | None] | None:
    """What an address asks for (``item``, ``news``, nothing on the front page), and the page in its name (``news2``)."""
    parts = split(url) if url else None
    found = _SCRIPT.search(parts.path or "/") if parts is not None else None
    return (found["name"], found["page"] or None) if found else None


def item_in(url: str | None) -> str | None:
    """The id of the story or comment that an address leads to."""
    plain = _PLAIN.fullmatch(url) if url else None
    if plain is not None and plain["id"] and url is not None:
        return plain["id"] if "/item?" in url and plain["id"].isdecimal() and len(plain["id"]) < 19 else None
    script = script_of(url)
    stated = query(url).get("id", "") if url and script and script[0] == "item" else ""
    return stated if stated.isdecimal() and len(stated) < 19 else None


def user_in(url: str | None) -> str | None:
    """The name of the user whose page an address leads to."""
    plain = _PLAIN.fullmatch(url) if url else None
    if plain is not None and plain["id"] and url is not None:
        return plain["id"] if "/user?" in url else None
    script = script_of(url)
    return query(url).get("id") or None if url and script and script[0] == "user" else None


def page_in(url: str) -> int | None:
    """The page that an address asks for; lists of 2014 have it in their name."""
    script = script_of(url)
    stated = query(url).get("p") or (script[1] if script else None) or ""
    return int(stated) if stated.isdecimal() and 0 < len(stated) < 7 else None


def root(url: str) -> str:
    """Where the site begins."""
    parts = split(url)
    if parts is None or not parts.netloc:
        return url
    return normalise(urlunsplit((parts.scheme, parts.netloc, parts.path[: parts.path.rfind("/") + 1] or "/", "", "")))


def canonical(url: str) -> str:
    """``item?id=N[&p=M]``, ``news?p=M`` and its kin, the root for the front page."""
    if _PLAIN.fullmatch(url):
        return url
    script = script_of(url)
    if script is None:
        return normalise(url)
    stated = query(url)
    if script == ("news", None) and stated.get("p", "1") in {"", "1"}:
        return root(url)
    return normalise(url, keep=tuple(name for name in _WANTED if name in stated and (name, stated[name]) != ("p", "1")))


def may_follow(url: str) -> bool:
    """Whether an address leads to a story, a comment or a list of stories."""
    script = script_of(url)
    if script is None:
        return False
    stated = query(url)
    if script[0] == "item":
        return item_in(url) is not None and {"id", "p"}.issuperset(stated)
    if script[0] == "x":
        return "fnid" in stated
    return script[0] in _LISTS and _LISTED.issuperset(stated)
