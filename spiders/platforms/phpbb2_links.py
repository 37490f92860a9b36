"""phpBB 2's addresses: what they lead to, which are one, which a crawl may fetch.

Read too are those of the ports into PHP-Nuke (``modules.php?name=Forums&file=viewtopic``) and of the modifications that rewrite
addresses ("viewtopic-t-12-start-15.html", "about12-15.html", "slug-vt12.html"); theirs are left as the site writes them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from spiders.urls import normalise, query, split

_SCRIPT = re.compile(
    r"/(index|viewforum|viewtopic|posting|search|memberlist|profile|privmsg|groupcp|login|faq|modcp|viewonline)\.php(?=$|[/?])"
)
_THREAD = re.compile(r"[?&;]t=(\d{1,19})(?!\d)")
_BOARD = re.compile(r"[?&;]f=(\d{1,19})(?!\d)")
_POST = re.compile(r"[?&;]p=(\d{1,19})(?!\d)")
_MEMBER = re.compile(r"[?&;]u=(\d{1,19})(?!\d)")
_THREAD_PATH = re.compile(r"(?:viewtopic-t-|(?:^|[/-])(?:vt|ftopict?|about|topic))(\d{1,19})(?:-(?:start-)?\d+)?\.html(?:$|[?#])")
_BOARD_PATH = re.compile(r"(?:viewforum-f-|(?:^|[/-])(?:vf|fforum|forum-?))(\d{1,19})(?:-(?:start-)?\d+)?\.html(?:$|[?#])")
_POST_PATH = re.compile(r"(?:viewtopic-p-|(?:^|[/-])(?:vp|f?post-?|sutra))(\d{1,19})\.html(?:$|[?#])")
_MEMBER_PATH = re.compile(r"profile-u-?(\d{1,19})\.html")
_CATEGORY = re.compile(r"index(?:\.php\?(?:\S*[&;])?c=|-c-)(\d{1,9})(?!\d)")
_START = re.compile(r"[?&;]start=(\d{1,9})(?!\d)")
_START_PATH = re.compile(r"\d-(?:start-)?(\d{1,9})\.html(?:$|[?#])")
_REWRITTEN_PAGE = re.compile(r"(?<=\d)-(?:start-)?\d+(?=\.html$)")
_PLAIN = re.compile(
    r"https?://[a-z0-9.-]+(?::(?!80/|443/)\d+)?/(?:[A-Za-z0-9._~-]+/)*"
    r"(?:viewtopic\.php\?(?:t=\d+(?:&start=[1-9]\d*)?|p=\d+)|viewforum\.php\?f=\d+(?:&start=[1-9]\d*)?)?"
)
"""What nearly all addresses are once they are canonical."""
_USUAL = re.compile(
    r"(https?://[a-z0-9.-]+(?::(?!80/|443/)\d+)?/(?:[A-Za-z0-9._~-]+/)*)(viewtopic|viewforum)\.php\?([a-z0-9=&;]*)(?:#.*)?$"
)
"""What nearly all addresses look like on pages: read at a tenth of the cost."""
_ORDERS = frozenset({("postdays", "0"), ("postorder", "asc"), ("topicdays", "0"), ("highlight", ""), ("start", "0")})
"""What phpBB 2 writes into the links of its page controls: its own defaults."""
_READABLE = {
    "index": frozenset({"name", "file"}),
    "viewforum": frozenset({"f", "start", "name", "file"}),
    "viewtopic": frozenset({"t", "p", "start", "name", "file"}),
}
"""Scripts whose pages are read, and the parameters that lead to another part of them."""


def script(url: str) -> str | None:
    """The script an address asks ("viewtopic"), None for rewritten and foreign addresses."""
    parts = split(url)
    if parts is None:
        return None
    if parts.path.endswith("/modules.php"):
        stated = query(url)
        return stated.get("file", "index") if stated.get("name", "").lower() in {"forums", "forum"} else None
    found = _SCRIPT.search(parts.path)
    return found[1] if found else None


def root(url: str) -> str:
    """Where the forum is installed, by an address of one of its pages."""
    parts = urlsplit(url)
    return normalise(urlunsplit((parts.scheme, parts.netloc, parts.path[: parts.path.rfind("/") + 1] or "/", "", "")))


def thread_in(url: str | None) -> str | None:
    """The thread's id in an address."""
    return _id(url, _THREAD, _THREAD_PATH)


def board_in(url: str | None) -> str | None:
    """The board's id in an address."""
    return _id(url, _BOARD, _BOARD_PATH)


def post_in(url: str | None) -> str | None:
    """The post's id in an address."""
    return _id(url, _POST, _POST_PATH)


def member_in(url: str | None) -> str | None:
    """The member's id in the address of a profile; guests share the account -1."""
    return _id(url, _MEMBER, _MEMBER_PATH)


def category_in(url: str | None) -> str | None:
    """The category's number, with a "c" before it: categories and boards are numbered apart."""
    found = _CATEGORY.search(url) if url else None
    return f"c{found[1]}" if found else None


def profile(url: str) -> str:
    """The one address of a member's profile, by any link to it."""
    folder, found, _ = url.partition("profile.php?")
    member = member_in(url) if found else None
    return f"{folder}profile.php?mode=viewprofile&u={member}" if member else normalise(url)


def start_in(url: str | None) -> int:
    """How many rows or posts stand on the pages before."""
    if not url:
        return 0
    found = _START.search(url) or _START_PATH.search(url)
    return int(found[1]) if found else 0


@lru_cache(maxsize=8_192)
def canonical(url: str) -> str:
    """``viewtopic.php?t=N[&start=M]``, ``viewtopic.php?p=N``, ``viewforum.php?f=N[&start=M]``, the root for the index,
    ``index.php?c=N`` for one category of it. Another order or view is another page.
    """
    if _PLAIN.fullmatch(url):
        return url
    usual = _USUAL.match(url)
    if usual:
        return _canonical_usual(*usual.groups())
    name = script(url)
    if name not in _READABLE:
        return normalise(url)
    stated = query(url)
    if name == "index" and "c" not in stated and "file" not in stated and "name" not in stated:
        return root(url)
    if stated.get("p"):
        return normalise(url, keep=("name", "file", "p"))
    kept = [key for key in stated if key != "sid" and (key, stated[key]) not in _ORDERS and (key != "f" or name == "viewforum")]
    return normalise(url, keep=kept)


def _canonical_usual(folder: str, name: str, search: str) -> str:
    pieces = search.replace(";", "&").split("&")
    stated = dict(piece.partition("=")[::2] for piece in pieces)
    if stated.get("p"):
        return f"{folder}{name}.php?p={stated['p']}"
    kept = "&".join(
        f"{key}={value}" if value or key not in pieces else key  # "?view" stays as it is written, as `normalise` has it
        for key, value in stated.items()
        if key not in ("sid", "") and (key, value) not in _ORDERS and (key != "f" or name == "viewforum")
    )
    return f"{folder}{name}.php" + (f"?{kept}" if kept else "")


def first_page(url: str) -> str:
    """The first page of the board or thread an address leads to."""
    url = canonical(url)
    if _PLAIN.fullmatch(url):
        return url.partition("&start=")[0]
    parts = urlsplit(url)
    if parts.path.endswith(".html"):
        return urlunsplit(parts._replace(path=_REWRITTEN_PAGE.sub("", parts.path)))
    return normalise(url, keep=("name", "file", "f") if script(url) == "viewforum" else ("name", "file", "t"))


@lru_cache(maxsize=8_192)
def may_follow(url: str) -> bool:
    """Whether an address leads to the index, a board, a thread or a post, as a guest sees it by default."""
    url = canonical(url)
    if _PLAIN.fullmatch(url):
        return True
    name = script(url)
    if name is None:
        parts = split(url)
        return parts is not None and not parts.query and (parts.path.endswith("/") or _is_rewritten(parts.path))
    allowed = _READABLE.get(name)
    return allowed is not None and allowed.issuperset(query(url))


def _is_rewritten(path: str) -> bool:
    return bool(_THREAD_PATH.search(path) or _BOARD_PATH.search(path) or _POST_PATH.search(path))


def _id(url: str | None, stated: re.Pattern[str], rewritten: re.Pattern[str]) -> str | None:
    if not url:
        return None
    found = stated.search(url) or (rewritten.search(url) if ".html" in url else None)
    return found[1] if found else None
