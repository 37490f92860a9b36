"""XMB's addresses: what they lead to, which are one, which a crawl may fetch."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from spiders.urls import normalise, query, split

_SCRIPT = re.compile(r"/(index|forumdisplay|viewthread)\.php$")
_THREAD = re.compile(r"[?&;]tid=(\d{1,19})(?!\d)")
_BOARD = re.compile(r"[?&;][fg](?:id|up)=(\d{1,19})(?!\d)")
_POST = re.compile(r"[?&;]pid=(\d{1,19})(?!\d)|#pid(\d{1,19})$")
_PLAIN = re.compile(
    r"(https?://[a-z0-9.-]+(?::(?!80/|443/)\d+)?/(?:[A-Za-z0-9._~-]+/)*)"
    r"(?:(?:viewthread\.php\?tid|forumdisplay\.php\?fid)=\d+(?:&page=(?:[2-9]|[1-9]\d+))?|index\.php\?gid=\d+"
    r"|viewthread\.php\?tid=\d+&goto=search&pid=\d+)?"
)
"""What nearly all addresses look like, already canonical: a tenth of the cost."""
_READABLE = {
    "index": frozenset({"gid"}),
    "forumdisplay": frozenset({"fid", "page"}),
    "viewthread": frozenset({"fid", "tid", "page", "pid", "goto"}),
}
"""Scripts whose pages are read, and the parameters that lead to another part of them."""


def thread_in(url: str | None) -> str | None:
    """The thread's id in an address."""
    return _id(url, _THREAD)


def board_in(url: str | None) -> str | None:
    """The board's id in an address; categories (``index.php?gid=``) are numbered with the boards."""
    return _id(url, _BOARD)


def post_in(url: str | None) -> str | None:
    """The post's id in an address."""
    return _id(url, _POST)


def page_in(url: str) -> int | None:
    """The page that an address asks for."""
    stated = query(url).get("page", "")
    return int(stated) if stated.isdecimal() and 0 < len(stated) < 7 else None


def root(url: str) -> str:
    """Where the forum is installed, by an address of one of its pages."""
    parts = split(url)
    if parts is None:
        return url
    return normalise(urlunsplit((parts.scheme, parts.netloc, parts.path[: parts.path.rfind("/") + 1] or "/", "", "")))


def canonical(url: str) -> str:
    """``viewthread.php?tid=N[&page=M]``, the same with ``goto=search&pid=P`` for a post, ``forumdisplay.php?fid=N[&page=M]``, the
    root for the index, ``index.php?gid=N`` for one category of it.
    """
    if _PLAIN.fullmatch(url):
        return url
    name = _script(url)
    if name is None:
        return normalise(url)
    stated = query(url)
    wanted: tuple[str, ...]
    if name == "index":
        if "gid" not in stated:
            return root(url)
        wanted = ("gid",)
    elif name == "viewthread" and stated.get("pid") and stated.get("goto") == "search":
        wanted = ("tid", "goto", "pid")
    elif name == "viewthread":
        wanted = ("tid", "goto", "action", "page")
    else:
        wanted = ("fid", "page")
    if stated.get("page", "1") in {"", "0", "1"}:
        wanted = tuple(name for name in wanted if name != "page")
    return normalise(url, keep=wanted)


def may_follow(url: str) -> bool:
    """Whether an address leads to the index, a board, a thread or a post; the newest post of a thing is another one every day."""
    if _PLAIN.fullmatch(url):
        return True
    parts = split(url)
    if parts is None:
        return False
    name = _script(url)
    if name is None:
        return parts.path.endswith("/") and not parts.query
    stated = query(url)
    return _READABLE[name].issuperset(stated) and stated.get("goto", "search") == "search"


def _script(url: str) -> str | None:
    found = _SCRIPT.search(urlsplit(url).path) if split(url) is not None else None
    return found[1] if found else None


def _id(url: str | None, pattern: re.Pattern[str]) -> str | None:
    found = pattern.search(url) if url else None
    return next((group for group in found.groups() if group), None) if found else None
