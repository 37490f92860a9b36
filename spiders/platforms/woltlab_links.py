"""The addresses of WoltLab's forums: what they lead to, which are one, which a crawl may fetch.

Routes look like ``thread/63237-slug/?pageNo=2``, below any path, behind ``index.php?`` or, in version 4, ``index.php/``; only the
number counts, and slugs stay as the site writes them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from spiders.urls import normalise, query, split

_ROUTE = re.compile(
    r"(?:^|/)(?P<what>thread|board|user|post|board-list|boardlist)(?:/(?P<id>\d{1,18})(?:-[^/?&#]*)?)?/?$", re.IGNORECASE
)
_POST = re.compile(r"#post(\d{1,18})$")
_KEPT = frozenset({"pageno", "postid"})
_ACTION = re.compile(
    r"(?:^|/)(?:login|logout|register|register-new-user|lost-password|search|user|user-[\w-]+|members-list|team|post-[\w-]+|thread-[\w-]+|"
    r"board-feed|board-mark-[\w-]+|attachment|contact|report-[\w-]+|moderation[\w-]*|conversation[\w-]*|notification[\w-]*|"
    r"unread-[\w-]+|unresolved-[\w-]+|watched-[\w-]+|recent-activity-list|tagged|tags|gallery|article[\w-]*|calendar|legal-notice|"
    r"privacy-policy|cookie-policy|datenschutzerklaerung|acp|rss-feed|account-[\w-]+|captcha-[\w-]+|ajax-[\w-]+)(?:/|$)",
    re.IGNORECASE,
)


@lru_cache(maxsize=8_192)
def route(url: str | None) -> tuple[str, str]:
    """Where the installation begins, and the route behind it ("thread/5-slug/"): in the path, or bare in the query."""
    parts = split(url) if url else None
    if parts is None:
        return "", ""
    bare = next((piece for piece in parts.query.split("&") if piece and "=" not in piece), "")
    path = parts.path
    if bare and path.endswith(("/", "/index.php")):
        start = path.removesuffix("index.php")
    else:
        found = re.search(r"(?:index\.php/)?(?:thread|board|user|post|board-list|boardlist)(?:/|$)", path, re.IGNORECASE)
        begin = found.start() if found else path.rfind("/") + 1
        start, bare = path[:begin], path[begin:].removeprefix("index.php/").removeprefix("index.php")
    return normalise(urlunsplit((parts.scheme, parts.netloc, start or "/", "", ""))), bare


def _id(url: str | None, what: str) -> str | None:
    found = _ROUTE.search(route(url)[1])
    return found["id"] if found and found["what"].lower() == what else None


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
    """The post's number in an address: by its fragment or ``postID=``."""
    if not url:
        return None
    found = _POST.search(url)
    stated = query(url).get("postID", "") if "postID=" in url else ""
    return found[1] if found else stated if stated.isdecimal() else _id(url, "post")


def page_in(url: str) -> int | None:
    """The number of the page that an address asks for."""
    stated = query(url).get("pageNo", "")
    return int(stated) if stated.isdecimal() and len(stated) < 10 else None


@lru_cache(maxsize=8_192)
def canonical(url: str) -> str:
    """The route, and the number of a page but the first, or that of a post; no session, order or action."""
    stated = query(url)
    dropped = {name.lower() for name, value in stated.items() if value and name.lower() not in _KEPT}
    if page_in(url) == 1:
        dropped.add("pageno")
    if "pageNo" in stated:
        dropped.add("postid")
    return normalise(url, drop=frozenset(dropped))


def first_page(url: str) -> str:
    """The first page of the thread or board that an address leads to."""
    stated = query(url)
    parts = urlsplit(normalise(url, drop=frozenset(name.lower() for name, value in stated.items() if value)))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, parts.query, ""))


def may_follow(url: str) -> bool:
    """Whether an address leads to a thread, a board or the index, in the default order."""
    root, path = route(url)
    stated = {name.lower() for name, value in query(url).items() if value}
    found = _ROUTE.search(path)
    if found is not None:
        what = found["what"].lower()
        return stated <= _KEPT and (
            what in ("board-list", "boardlist") or (what in ("thread", "board") and found["id"] is not None)
        )
    parts = split(url)
    folder = parts.path.removesuffix("index.php") if parts is not None else ""
    return bool(root) and not path and folder.endswith("/") and not stated and not _ACTION.search(folder.strip("/"))
