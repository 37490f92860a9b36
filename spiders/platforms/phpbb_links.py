"""phpBB's addresses: what they lead to, which are one, which a crawl may fetch.

Forums with rewritten addresses ("slug-t525-25.html", "post1088.html") are read too; theirs are left as the site writes them.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from spiders.urls import normalise, query, split

SCRIPT = re.compile(
    r"/(index|viewforum|viewtopic|posting|search|memberlist|ucp|mcp|faq|feed|app|report|download/file)\.php(?=$|[/?])"
)
ANONYMOUS = "1"
"""The id of the account that all guests share."""

_THREAD = re.compile(r"-t(\d+)(?:-\d+)?\.html$")
_BOARD = re.compile(r"-f(\d+)(?:-\d+)?\.html$|/f(\d+)(?:-\d+)?\.html$")
_POST = re.compile(r"/post(\d+)\.html$")
_MEMBER = re.compile(r"(?:^|[/-])[a-z]*?u?(\d+)\.html$", re.IGNORECASE)
_FRAGMENT = re.compile(r"p(\d+)$")
_START = re.compile(r"-[ft]\d+-(\d+)\.html$")
_SESSION = frozenset({"sid"})
_READABLE = {
    "index": frozenset({"sid"}),
    "viewforum": frozenset({"f", "start", "sid"}),
    "viewtopic": frozenset({"f", "t", "p", "start", "sid", "hilit"}),
}
"""Scripts whose pages are read, and the parameters that do not change what they show or lead elsewhere."""


def script(url: str) -> str | None:
    """The script an address asks ("viewtopic"), None for rewritten and foreign addresses."""
    parts = split(url)
    found = SCRIPT.search(parts.path) if parts else None
    return found[1] if found else None


def root(url: str) -> str:
    """Where the forum is installed, by an address of one of its pages."""
    parts = urlsplit(url)
    found = SCRIPT.search(parts.path)
    path = parts.path[: found.start() + 1] if found else parts.path[: parts.path.rfind("/") + 1]
    return normalise(urlunsplit((parts.scheme, parts.netloc, path or "/", "", "")))


def without_session(url: str) -> str:
    """An address as it is, less the session id that phpBB writes into its own links until a cookie comes back."""
    return normalise(url, drop=_SESSION) if "sid=" in url and "sid" in query(url) else url


def thread_in(url: str | None) -> str | None:
    """The thread's id in an address."""
    return _id(url, "t", _THREAD)


def board_in(url: str | None) -> str | None:
    """The board's id in an address."""
    return _id(url, "f", _BOARD)


def post_in(url: str | None) -> str | None:
    """The post's id in an address, by ``p=`` or by the fragment."""
    if not url:
        return None
    stated = _id(url, "p", _POST)
    if stated is None:
        found = _FRAGMENT.fullmatch(url.partition("#")[2])
        stated = found[1] if found else None
    return stated


def member_in(url: str | None) -> str | None:
    """The member's id in the address of a profile; None for the account that guests share."""
    found = _id(url, "u", _MEMBER)
    return None if found == ANONYMOUS else found


def start_in(url: str | None) -> int:
    """How many rows or posts stand on the pages before."""
    if not url:
        return 0
    stated = query(url).get("start")
    if stated is None:
        parts = split(url)
        found = _START.search(parts.path) if parts else None
        stated = found[1] if found else "0"
    return int(stated) if stated.isdecimal() and len(stated) < 10 else 0


def canonical(url: str) -> str:
    """``viewtopic.php?t=N[&start=M]``, ``viewtopic.php?p=N``, ``viewforum.php?f=N[&start=M]``, the root for the index.

    A view (``view=print``) is another page.
    """
    name = script(url)
    if name == "viewtopic":
        wanted = ("p",) if post_stated(url) else ("t", "start", "view")
    elif name == "viewforum":
        wanted = ("f", "start")
    elif name == "index":
        return root(url)
    else:
        return normalise(url, drop=_SESSION)
    if start_in(url) == 0:
        wanted = tuple(name for name in wanted if name != "start")
    return normalise(url, keep=wanted)


def post_stated(url: str) -> bool:
    """Whether an address names a post: it then leads to the page that holds it, whatever else it says."""
    return bool(query(url).get("p"))


def may_follow(url: str) -> bool:
    """Whether an address leads to an index, a board, a thread or a post, as a guest sees it by default."""
    name = script(url)
    if name is None:
        parts = split(url)
        return parts is not None and not parts.query and (parts.path.endswith("/") or _is_rewritten(parts.path))
    allowed = _READABLE.get(name)
    return allowed is not None and allowed.issuperset(query(url))


def _is_rewritten(path: str) -> bool:
    return bool(_THREAD.search(path) or _BOARD.search(path) or _POST.search(path))


def _id(url: str | None, parameter: str, rewritten: re.Pattern[str]) -> str | None:
    if not url:
        return None
    stated = query(url).get(parameter)
    if stated is not None:
        return stated if stated.isdecimal() and len(stated) < 20 else None
    parts = split(url)
    found = rewritten.search(parts.path) if parts else None
    return next((group for group in found.groups() if group), None) if found else None
