"""Addresses of mwForum: a script for each kind of page (``topic_show.pl?tid=5;pg=2``), its ending being the site's choice."""

from __future__ import annotations

import re
from functools import lru_cache

from spiders.urls import normalise, query, split

_SCRIPT = re.compile(r"/(forum_show|board_show|topic_show|user_info|forum)(?:\.\w+)?$")
_PARAMETERS = {"topic_show": ("tid", "pid", "pg"), "board_show": ("bid", "tid", "pg"), "user_info": ("uid",)}


def script_in(url: str | None) -> str | None:
    """Which of the scripts an address asks, where it is one that is read."""
    parts = split(url) if url else None
    found = _SCRIPT.search(parts.path) if parts is not None else None
    return found[1] if found else None


def number_in(url: str | None, name: str) -> str | None:
    """A number among the parameters of an address."""
    stated = query(url).get(name) if url else None
    return stated if stated is not None and stated.isdecimal() and stated.isascii() and stated.strip("0") else None


@lru_cache(maxsize=8_192)
def root(url: str) -> str:
    """Where the scripts lie."""
    parts = split(url)
    return normalise(f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}/") if parts is not None else url


@lru_cache(maxsize=8_192)
def canonical(url: str) -> str:
    """Without what the reader looked for, was sent by, or has seen; the first page has no number."""
    script = script_in(url)
    if script in ("forum_show", "forum"):
        return normalise(url, keep=())
    if script is None:
        return normalise(url)
    kept = [name for name in _PARAMETERS[script] if number_in(url, name) and not (name == "pg" and number_in(url, name) == "1")]
    if script == "topic_show" and "tid" in kept and "pid" in kept:
        kept.remove("tid")
    return normalise(url, keep=kept)


@lru_cache(maxsize=8_192)
def may_follow(url: str) -> bool:
    """Indexes, boards and topics. A board asked for by one of its topics is the same under another address."""
    script = script_in(url)
    if script in ("forum_show", "forum"):
        return True
    if script == "board_show":
        return number_in(url, "bid") is not None
    return script == "topic_show" and (number_in(url, "tid") or number_in(url, "pid")) is not None
