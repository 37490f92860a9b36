"""The addresses of Burning Board 3 and Lite 2: ``index.php?page=Thread&threadID=41&pageNo=2``.

Forums with rewritten addresses are read too; theirs are left as the site writes them.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from spiders.urls import normalise, query, split

_ID = {"thread": "threadID", "board": "boardID", "user": "userID"}
_KEPT = {"thread": ("page", "threadID", "postID", "pageNo"), "board": ("page", "boardID", "pageNo"), "index": ("page",)}
_ALLOWED = {name: frozenset(kept) for name, kept in _KEPT.items()}


def _page(url: str | None) -> str | None:
    """The page an address asks for ("thread")."""
    parts = split(url) if url else None
    if url is None or parts is None or not parts.path.endswith(("/", "/index.php")):
        return None
    return query(url).get("page", "").lower() or None


def _id(url: str | None, what: str) -> str | None:
    stated = query(url).get(_ID[what], "") if url and _page(url) == what else ""
    return stated if stated.isdecimal() and len(stated) < 19 else None


@lru_cache(maxsize=8_192)
def thread_in(url: str | None) -> str | None:
    """The thread's number in an address."""
    return _id(url, "thread")


def board_in(url: str | None) -> str | None:
    """The board's number in an address."""
    return _id(url, "board")


@lru_cache(maxsize=4_096)
def member_in(url: str | None) -> str | None:
    """The member's number in the address of a profile."""
    return _id(url, "user")


def post_in(url: str | None) -> str | None:
    """The post's number in an address: by ``postID=``, else by the fragment."""
    if not url:
        return None
    stated = query(url).get("postID", "") or url.rpartition("#post")[2]
    return stated if stated.isdecimal() and len(stated) < 19 and stated != url else None


def page_in(url: str) -> int | None:
    """The number of the page that an address asks for."""
    stated = query(url).get("pageNo", "")
    return int(stated) if stated.isdecimal() and len(stated) < 10 else None


def root(url: str) -> str:
    """Where the forum is installed, by the address of one of its pages."""
    parts = urlsplit(url)
    return normalise(urlunsplit((parts.scheme, parts.netloc, parts.path[: parts.path.rfind("/") + 1] or "/", "", "")))


@lru_cache(maxsize=8_192)
def canonical(url: str) -> str:
    """What tells a thread, a post, a board, and the page of it; no session, order or highlight."""
    page = _page(url)
    if page == "index":
        return root(url)
    kept = _KEPT.get(page or "")
    if kept is None:
        return normalise(url)
    if (page_in(url) or 1) == 1:
        kept = tuple(name for name in kept if name != "pageNo")
    if thread_in(url) and page_in(url):
        kept = tuple(name for name in kept if name != "postID")
    return normalise(url, keep=kept)


def first_page(url: str) -> str:
    """The first page of the thread or board that an address leads to."""
    page = _page(url)
    return normalise(url, keep=("page", _ID[page])) if page in ("thread", "board") else canonical(url)


def may_follow(url: str) -> bool:
    """Whether an address leads to a thread, a board or the index, in the default order."""
    parts = split(url)
    if parts is None:
        return False
    stated = {name for name, value in query(url).items() if name != "s" and value}
    if not stated:
        return parts.path.endswith(("/", "/index.php"))
    allowed = _ALLOWED.get(_page(url) or "")
    return allowed is not None and stated <= allowed
