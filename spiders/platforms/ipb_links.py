"""Addresses of Invision Power Board 1 to 3: what they lead to, which are one, which a crawl may fetch.

Versions 1 and 2 write ``index.php?showtopic=5&st=20`` (1 also ``act=ST&f=2&t=5``), 3 as a rule ``topic/5-slug/page-2`` or
``topic/5-slug/page__st__20``, with or without ``index.php?/`` before it; ``st`` counts posts, not pages. Sites may have addresses
of their own making; those are left as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache

from spiders.urls import normalise, query, split

_THREAD = re.compile(
    r"[?&;]showtopic=(\d{1,18})|[?&;]act=ST\b.*?[?&;]t=(\d{1,18})|/topic/(\d{1,18})(?:-|/|$|[?#])|"
    r"/lofiversion/index\.php[/?]t(\d{1,18})",
    re.IGNORECASE,
)
_BOARD = re.compile(
    r"[?&;]showforum=(\d{1,18})|[?&;]act=SF\b.*?[?&;]f=(\d{1,18})|/forum/(\d{1,18})(?:-|/|$|[?#])|"
    r"/lofiversion/index\.php[/?]f(\d{1,18})",
    re.IGNORECASE,
)
_MEMBER = re.compile(r"[?&;]showuser=(\d{1,18})|[?&;]MID=(\d{1,18})|/user/(\d{1,18})(?![^-/?#])", re.IGNORECASE)
_POST = re.compile(
    r"[?&;](?:pid|p)=(\d{1,18})|__p__(\d{1,18})|#entry(\d{1,18})$|/page__pid__(\d{1,18})|findpost__(\d{1,18})", re.IGNORECASE
)
_START = re.compile(r"[?&;]st=(\d{1,9})|__st__(\d{1,9})")
_PAGE = re.compile(r"/page-(\d{1,9})(?:[/?#]|$)")
_ROUTE = re.compile(r"(?P<thing>/(?:topic|forum)/\d{1,18}(?:-[^/?#&]*)?)(?P<rest>.*)$")
_ROUTED = re.compile(r"/(?:page-\d+/?)?$|/page__st__\d+/?$|$")
_QUERIES = frozenset({"showtopic", "showforum", "st", "view", "p", "pid", "s", "act", "f", "t", "idx"})
_OTHER_ROUTES = re.compile(
    r"/(?:user|search|calendar|members|blogs?|gallery|files|store|index/stats|tags|statuses|news|login|register)(?:/|$)"
)


def thread_in(url: str | None) -> str | None:
    """The topic's number in an address."""
    return _id(url, _THREAD)


def board_in(url: str | None) -> str | None:
    """The forum's number in an address."""
    return _id(url, _BOARD)


def member_in(url: str | None) -> str | None:
    """The member's number in the address of a profile; 0 is that of all guests."""
    found = _id(url, _MEMBER)
    return found if found is not None and found.strip("0") else None


def post_in(url: str | None) -> str | None:
    """The post's number in an address: ``view=findpost&p=7``, ``act=findpost&pid=7``, ``?p=7``, ``#entry7``."""
    return _id(url, _POST)


def start_in(url: str | None) -> int | None:
    """How many posts or topics lie before the page that an address asks for, where it says."""
    found = _id(url, _START)
    return int(found) if found is not None else None


def page_in(url: str | None) -> int | None:
    """Which page an address asks for, where it counts pages."""
    found = _PAGE.search(url) if url else None
    return int(found[1]) if found and int(found[1]) else None


def _id(url: str | None, pattern: re.Pattern[str]) -> str | None:
    found = pattern.search(url) if url else None
    return next((group for group in found.groups() if group), None) if found else None


@lru_cache(maxsize=8_192)
def root(url: str) -> str:
    """Where the board is installed, by the address of one of its pages."""
    parts = split(url)
    if parts is None:
        return url
    path = parts.path.partition("/index.php")[0]
    if "/index.php" not in parts.path:
        found = _ROUTE.search(parts.path)
        path = parts.path[: found.start()] if found else parts.path.rpartition("/")[0]
    path = path.partition("/lofiversion")[0]
    return normalise(f"{parts.scheme}://{parts.netloc}{path}/")


@lru_cache(maxsize=8_192)
def canonical(url: str) -> str:
    """The one address of a topic's page, a forum's page, or a post (``index.php?showtopic=5&view=findpost&p=7``, which all
    versions answer); the root for the index.
    """
    bare, _, fragment = url.partition("#")
    if "/lofiversion" in bare:
        return normalise(bare)
    thread, board = thread_in(bare), board_in(bare)
    if thread is not None:
        post = post_in(f"{bare}#{fragment}") if fragment else post_in(bare)
        if post is not None:
            return f"{root(url)}index.php?showtopic={thread}&view=findpost&p={post}"
    if thread is None and board is None:
        found = normalise(bare, drop=frozenset({"act", "view"}) if "act=idx" in bare.lower() else frozenset({"view"}))
        return found.removesuffix("index.php") if found.endswith("/index.php") else found
    start = start_in(bare)
    route = _ROUTE.search(bare)
    if route is None:
        name, number = ("showtopic", thread) if thread is not None else ("showforum", board)
        return f"{root(url)}index.php?{name}={number}" + (f"&st={start}" if start else "")
    page = page_in(bare)
    before = bare[: route.start()]
    base = f"{before}{route['thing']}/" if "?" in before else normalise(f"{before}{route['thing']}/")
    base = re.sub(r"\?s=[0-9a-f]{16,}&?", "?", base)
    if page is not None and page > 1:
        return f"{base}page-{page}"
    return f"{base}page__st__{start}" if start else base


@lru_cache(maxsize=8_192)
def first_page(url: str) -> str:
    """The first page of the topic or forum that an address leads to, whatever post or page of it is meant."""
    bare = url.partition("#")[0]
    route = _ROUTE.search(bare)
    if route is not None:
        return canonical(f"{bare[: route.start()]}{route['thing']}/")
    for name, number in (("showtopic", thread_in(bare)), ("showforum", board_in(bare))):
        if number is not None:
            return canonical(f"{root(url)}index.php?{name}={number}")
    return canonical(re.sub(r"[?&]view=\w+", "", bare))


def profile(url: str) -> str:
    """The one address of a member's profile."""
    return normalise(url)


@lru_cache(maxsize=8_192)
def may_follow(url: str) -> bool:
    """Whether an address leads to an index, a forum, a topic or a post, as a guest sees it by default."""
    parts = split(url)
    if parts is None or "/lofiversion" in parts.path:
        return False
    bare = url.partition("#")[0]
    route = _ROUTE.search(bare)
    if route is not None:
        rest = route["rest"].split("?")[0].split("&")[0]
        return bool(_ROUTED.fullmatch(rest)) and not ({"sort_by", "sort_key", "prune_day", "view"} & set(query(url)))
    if parts.query.startswith("/"):
        return parts.query.strip("/") in ("", "index")
    stated = query(url)
    if not _QUERIES.issuperset(stated) or stated.get("view", "findpost") != "findpost":
        return False
    if stated.get("act", "idx").lower() not in ("idx", "st", "sf"):
        return False
    return not _OTHER_ROUTES.search(parts.path)
