"""phpBB's addresses: what they lead to, which are one, which a crawl may fetch.

Forums with rewritten addresses ("slug-t525-25.html", "post1088.html", Tapatalk's "slug-t525-s15.html", "slug-f4/") are read too;
theirs are left as the site writes them.
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

_THREAD = re.compile(r"[?&;]t=(\d{1,19})(?!\d)|-t(\d{1,19})(?:-s?\d+)?\.html(?:$|[?#])")
_BOARD = re.compile(r"[?&;]f=(\d{1,19})(?!\d)|[/-]f(\d{1,19})(?:-s?\d+)?(?:\.html|/)(?:$|[?#])")
_POST = re.compile(r"[?&;]p=(\d{1,19})(?!\d)|/post(\d{1,19})\.html(?:$|[?#])|#p(\d{1,19})$")
_MEMBER = re.compile(
    r"[?&;]u=(\d{1,19})(?!\d)|(?:^|[/-])(?!(?:[tf]|post|page)\d)[a-z]+?(\d{1,19})\.html(?:$|[?#])", re.IGNORECASE
)
_PLAIN = re.compile(
    r"(https?://[a-z0-9.-]+(?::(?!80/|443/)\d+)?/(?:[A-Za-z0-9._~-]+/)*)(viewtopic|viewforum)\.php\?([a-z0-9=&;]*)(?:#.*)?$"
)
_START = re.compile(r"-[ft]\d+-s?(\d+)(?:\.html|/)$")
_PAGE = re.compile(r"&start=\d+(?=&|$)|(?<=[0-9])-s?\d+(?=(?:\.html|/)$)")
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
    return _id(url, _THREAD)


def board_in(url: str | None) -> str | None:
    """The board's id in an address."""
    return _id(url, _BOARD)


def post_in(url: str | None) -> str | None:
    """The post's id in an address, by ``p=`` or by the fragment."""
    return _id(url, _POST)


def member_in(url: str | None) -> str | None:
    """The member's id in the address of a profile; None for the account that guests share."""
    found = _id(url, _MEMBER)
    return None if found == ANONYMOUS else found


def profile(url: str) -> str:
    """The one address of a member's profile, by any link to it."""
    folder, found, _ = url.partition("memberlist.php?")
    member = member_in(url) if found else None
    return f"{folder}memberlist.php?mode=viewprofile&u={member}" if member else normalise(url, drop=_SESSION)


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
    plain = _PLAIN.match(url)
    if plain:
        return _canonical_plain(*plain.groups())
    name = script(url)
    wanted: tuple[str, ...]
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


def first_page(url: str) -> str:
    """The first page of the board or thread an address leads to."""
    return _PAGE.sub("", canonical(url))


def _canonical_plain(folder: str, name: str, search: str) -> str:
    """The same for what nearly all addresses look like, at a tenth of the cost."""
    stated = dict(pair.partition("=")[::2] for pair in search.replace(";", "&").split("&"))
    wanted = ("f", "start") if name == "viewforum" else ("p",) if stated.get("p") else ("t", "start", "view")
    kept = "&".join(f"{key}={stated[key]}" for key in wanted if stated.get(key) and (key != "start" or stated[key].strip("0")))
    return f"{folder}{name}.php" + (f"?{kept}" if kept else "")


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


def _id(url: str | None, pattern: re.Pattern[str]) -> str | None:
    found = pattern.search(url) if url else None
    return next((group for group in found.groups() if group), None) if found else None
