"""SMF's addresses: what they lead to, which are one, which a crawl may fetch.

SMF separates parameters with ``;`` and puts a visitor's session id first (``index.php?PHPSESSID=...&topic=1.0``). Its "queryless"
form (``index.php/topic,1.0.html``) is the same address: SMF answers the plain one whichever form it writes.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from spiders.urls import normalise, query, split

_END = r"(?=\.html|[^\w.]|$)"
_PLACE = re.compile(rf"[?&;/](?:topic|threadid)[=,](\d{{1,19}})(?:\.(\d+|msg\d+|new|from\d+))?{_END}")
_BOARD = re.compile(rf"[?&;/]board[=,](\d{{1,19}})(?:\.(\d+))?{_END}")
_POST = re.compile(r"[?&;]msg=(\d{1,19})(?!\d)|[.,]msg(\d{1,19})(?!\d)|#msg_?(\d{1,19})$")
_MEMBER = re.compile(r"action[=,]profile[;&,/](?:.*[;&,])?u[=,](\d{1,19})(?!\d)")
_QUERYLESS = re.compile(r"(/index\.php)/(?:topic|board|msg),[^/?#]*$")
_SESSION = re.compile(r"([?&;])(?:amp;)?PHPSESSID=[0-9a-zA-Z,-]{16,128}(?![\w-])([&;](?:amp;)?)?")
_PLAIN = re.compile(
    r"(https?://[a-z0-9.-]+(?::(?!80/|443/)\d+)?/(?:[A-Za-z0-9._~-]+/)*index\.php\?"
    r"(?:msg=\d{1,19}|board=\d{1,19}\.\d{1,19}|topic=\d{1,19}\.(?:msg)?\d{1,19}))(?:#.*)?$"
)
"""What nearly all addresses look like, and how `canonical` leaves them."""
_READ = frozenset({"topic", "board", "msg", "phpsessid", "topicseen"})
"""Parameters of addresses that are read; all else sorts, acts, logs in, prints or shows one member's view."""


def without_session(text: str) -> str:
    """An address, or HTML, without the session id that SMF writes into its own links until a cookie comes back."""
    return _SESSION.sub(lambda found: found[1] if found[2] else "", text) if "PHPSESSID=" in text else text


def thread_in(url: str | None) -> str | None:
    """The thread's id in an address."""
    found = _PLACE.search(url) if url else None
    return found[1] if found else None


def board_in(url: str | None) -> str | None:
    """The board's id in an address."""
    found = _BOARD.search(url) if url else None
    return found[1] if found else None


def post_in(url: str | None) -> str | None:
    """The post's id in an address: ``msg=5``, ``topic=1.msg5``, ``#msg5``."""
    found = _POST.search(url) if url else None
    return next((group for group in found.groups() if group), None) if found else None


def member_in(url: str | None) -> str | None:
    """The member's id in the address of a profile; guests have none (0 is what all of them share)."""
    found = _MEMBER.search(url) if url else None
    return None if found is None or found[1] == "0" else found[1]


def start_in(url: str | None) -> int | None:
    """How many rows or posts stand on the pages before, where the address says it in a number."""
    found = (_PLACE.search(url) or _BOARD.search(url)) if url else None
    if found is None or (found[2] is not None and not found[2].isdecimal()):
        return None
    return int(found[2]) if found[2] and len(found[2]) < 10 else 0


def script_of(url: str) -> str:
    """The forum's own script (``https://forum.example/smf/index.php``), by the address of one of its pages."""
    parts = urlsplit(url)
    head, found, _ = parts.path.partition("/index.php")
    folder = head if found else parts.path[: parts.path.rfind("/")]
    return normalise(urlunsplit((parts.scheme, parts.netloc, f"{folder}/index.php", "", "")))


def root(url: str) -> str:
    """Where the forum is installed."""
    return script_of(url).removesuffix("index.php")


def canonical(url: str) -> str:
    """``?topic=1.0``, ``?topic=1.15``, ``?topic=1.msg5``, ``?msg=5``, ``?board=1.0``; the root for the index."""
    plain = _PLAIN.match(url)
    if plain:
        return plain[1]
    parts = split(url)
    if parts is None or not parts.scheme or not parts.netloc:
        return url
    if not (parts.path.endswith(("/", "/index.php")) or _QUERYLESS.search(parts.path)):
        return normalise(url)
    bare = url.partition("#")[0]
    if "action=" in parts.query or "action," in parts.path:
        return normalise(url)
    place = _PLACE.search(bare)
    if place:
        return f"{script_of(url)}?topic={place[1]}.{place[2] or 0}"
    board = _BOARD.search(bare)
    if board:
        return f"{script_of(url)}?board={board[1]}.{board[2] or 0}"
    post = _POST.search(bare)
    if post:
        return f"{script_of(url)}?msg={post[1] or post[2]}"
    return root(url) if _is_bare(url) else normalise(url)


def _is_bare(url: str) -> bool:
    return {name.lower() for name in query(url)} <= {"phpsessid", ""}


def may_follow(url: str) -> bool:
    """Whether an address leads to the index, a board, a thread, a post or a board's feed, as a guest sees it by default."""
    if _PLAIN.match(url):
        return True
    parts = split(url)
    if parts is None:
        return False
    if not (parts.path.endswith(("/", "/index.php")) or _QUERYLESS.search(parts.path)):
        return False
    if is_feed(url):
        return True
    return {name.lower() for name in query(url)} <= _READ


def is_feed(url: str) -> bool:
    """Whether an address is that of a feed."""
    return query(url).get("action") == ".xml"


def feed_of_board(script: str, board_id: str) -> str:
    """A board's feed of its latest posts."""
    return f"{script}?action=.xml&type=atom&board={board_id}.0&sa=recent&limit=50"


def profile(script: str, member: str) -> str:
    """The one address of a member's profile."""
    return f"{script}?action=profile&u={member}"
