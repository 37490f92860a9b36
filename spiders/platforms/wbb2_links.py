"""The addresses of Burning Board 2: ``thread.php?threadid=41&page=2``, with a session and an order that say nothing."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from spiders.urls import normalise, query, split

_KEPT = {"thread.php": ("threadid", "postid", "page"), "board.php": ("boardid", "page")}
_DEFAULTS = {
    "threadview": ("0",),
    "hilightuser": ("0",),
    "sortfield": ("lastposttime",),
    "sortorder": ("DESC",),
    "sid": None,
    "daysprune": None,
}
"""What page links carry besides, by the values that change nothing; None: any."""


def script(url: str | None) -> str | None:
    """The script that an address calls ("thread.php"); "index.php" for the forum's folder."""
    parts = split(url) if url else None
    return (parts.path.rpartition("/")[2] or "index.php").lower() if parts is not None else None


def _id(url: str | None, of: str, name: str) -> str | None:
    stated = query(url).get(name, "") if url and script(url) == of else ""
    return stated if stated.isdecimal() and len(stated) < 19 and int(stated) else None


@lru_cache(maxsize=8_192)
def thread_in(url: str | None) -> str | None:
    """The thread's number in an address."""
    return _id(url, "thread.php", "threadid")


@lru_cache(maxsize=4_096)
def board_in(url: str | None) -> str | None:
    """The board's number in an address."""
    return _id(url, "board.php", "boardid")


@lru_cache(maxsize=4_096)
def member_in(url: str | None) -> str | None:
    """The member's number in the address of a profile."""
    return _id(url, "profile.php", "userid")


def page_in(url: str | None) -> int | None:
    """The number of the page that an address asks for."""
    stated = query(url).get("page", "") if url else ""
    return int(stated) if stated.isdecimal() and len(stated) < 10 else None


def root(url: str) -> str:
    """Where the forum is installed, by the address of one of its pages."""
    parts = urlsplit(url)
    return normalise(urlunsplit((parts.scheme, parts.netloc, parts.path[: parts.path.rfind("/") + 1] or "/", "", "")))


@lru_cache(maxsize=8_192)
def canonical(url: str) -> str:
    """What tells a thread, a post, a board, and the page of it."""
    called = script(url) or ""
    if called == "index.php" and not set(query(url)) - {"sid"}:
        return root(url)
    kept = _KEPT.get(called)
    if kept is None:
        return normalise(url)
    if (page_in(url) or 1) == 1:
        kept = tuple(name for name in kept if name != "page")
    if thread_in(url):
        kept = tuple(name for name in kept if name != "postid")
    return normalise(url, keep=kept)


def first_page(url: str) -> str:
    """The first page of the thread or board that an address leads to."""
    kept = _KEPT.get(script(url) or "")
    return normalise(url, keep=kept[:1]) if kept else canonical(url)


def may_follow(url: str) -> bool:
    """Whether an address leads to a thread, a board or the index, in the default order."""
    called = script(url)
    stated = {name: value for name, value in query(url).items() if value} if called else {}
    extra = {name: value for name, value in stated.items() if name not in _KEPT.get(called or "", ())}
    if any(name not in _DEFAULTS or value not in (_DEFAULTS[name] or (value,)) for name, value in extra.items()):
        return False
    if called == "index.php":
        return not set(stated) - {"sid"}
    return called in _KEPT and any(name in stated for name in _KEPT[called])
