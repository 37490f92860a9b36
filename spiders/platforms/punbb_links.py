"""The addresses of PunBB and FluxBB: what they lead to, which are one, which a crawl may fetch.

PunBB 1.3 and 1.4 rewrite theirs in four ways ("topic/20/slug/page/2/", "topic20-slug-p2.html", each with and without slug), and
extensions to FluxBB do likewise; such addresses are left as the site writes them, but for the first page's number.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from spiders.urls import normalise, query, split

GUEST = "1"
"""The id of the account that all guests share."""

_SCRIPT = re.compile(r"/(index|viewforum|viewtopic|profile|extern|search|post|misc|login|register|userlist|moderate)\.php$")
_THREAD = re.compile(r"/topic[/-]?(\d{1,19})(?:[-/][^?#]*|\.html)?$")
_BOARD = re.compile(r"/forum[/-]?(\d{1,19})(?:[-/][^?#]*|\.html)?$")
_POST = re.compile(r"/post[/-]?(\d{1,19})(?:/|\.html)?$")
_MEMBER = re.compile(r"/user[/-]?(\d{1,19})(?:[-/][^?#]*|\.html)?$")
_PAGE = re.compile(r"(?:/page/(\d{1,9})/?|-p(\d{1,9})\.html)$")
_FEED = re.compile(r"/feed[/-](?:rss|atom)(?:[/-]topic[/-]?(\d{1,19}))?(?:/|\.xml)$")
_JUMP = re.compile(r"/(?:new|last)/posts?/?$|-?(?:new-posts|last-post)\.html$")
"""A thread's new or last posts: a redirect, for guests always to the last."""
_ACTION = re.compile(
    r"/(?:change|delete|edit|email|help|login|logout|mark|new|profile|register|report|request|rules|search|subscribe|unsubscribe|"
    r"user|users|moderate|get_host|move_topics|open|close|stick|unstick|admin|feed)/"
)
_READABLE = {
    "index": frozenset[str](),
    "viewforum": frozenset({"id", "p"}),
    "viewtopic": frozenset({"id", "p", "pid"}),
}
_FRAGMENT = re.compile(r"#p(\d{1,19})$")


def script(url: str) -> str | None:
    """The script an address asks ("viewtopic"), None for rewritten and foreign addresses."""
    parts = split(url)
    found = _SCRIPT.search(parts.path) if parts else None
    return found[1] if found else None


def root(url: str) -> str:
    """Where the forum is installed, by the address of its index or of one of its scripts."""
    parts = urlsplit(url)
    return normalise(urlunsplit((parts.scheme, parts.netloc, parts.path[: parts.path.rfind("/") + 1] or "/", "", "")))


@lru_cache(maxsize=4_096)
def thread_in(url: str | None) -> str | None:
    """The thread's id in an address."""
    return _id(url, "viewtopic", "id", _THREAD)


def board_in(url: str | None) -> str | None:
    """The board's id in an address."""
    return _id(url, "viewforum", "id", _BOARD)


def post_in(url: str | None) -> str | None:
    """The post's id in an address, by the fragment, ``pid=`` or a rewritten path."""
    found = _FRAGMENT.search(url) if url else None
    return found[1] if found else _id(url, "viewtopic", "pid", _POST)


def member_in(url: str | None) -> str | None:
    """The member's id in the address of a profile."""
    found = _id(url, "profile", "id", _MEMBER)
    return None if found == GUEST else found


def page_in(url: str) -> int | None:
    """The number of the page that an address asks for."""
    parts = split(url)
    if parts is None:
        return None
    stated = query(url).get("p") if parts.query else None
    if stated is None:
        found = _PAGE.search(parts.path)
        stated = (found[1] or found[2]) if found else None
    return int(stated) if stated and stated.isdecimal() and len(stated) < 10 else None


def feed_thread(url: str) -> str | None:
    """The thread whose posts a feed lists, by the feed's address."""
    parts = split(url)
    found = _FEED.search(parts.path) if parts else None
    return (found[1] if found else None) or query(url).get("tid") or None


def is_feed(url: str) -> bool:
    """Whether an address is that of a feed."""
    parts = split(url)
    if parts is None:
        return False
    return bool(_FEED.search(parts.path)) or (script(url) == "extern" and query(url).get("type", "").lower() in {"rss", "atom"})


@lru_cache(maxsize=4_096)
def canonical(url: str) -> str:
    """``viewtopic.php?id=N[&p=M]``, ``viewtopic.php?pid=N``, ``viewforum.php?id=N[&p=M]``, the root for the index."""
    name = script(url)
    if name == "index":
        return root(url)
    if name in {"viewtopic", "viewforum"}:
        stated = query(url)
        if name == "viewtopic" and stated.get("pid"):
            return normalise(url, keep=("pid",))
        return normalise(url, keep=("id", "p") if (page_in(url) or 1) > 1 else ("id",))
    if name == "profile":
        return normalise(url, keep=("id",))
    if name is None and page_in(url) == 1:
        return first_page(url)
    return normalise(url)


def first_page(url: str) -> str:
    """The first page of the board or thread an address leads to."""
    if script(url) is not None:
        return normalise(url, keep=("id",))
    parts = urlsplit(normalise(url))
    path = _JUMP.sub(lambda found: ".html" if found[0].endswith("html") else "/", parts.path)
    path = _PAGE.sub(lambda found: "/" if found[1] else ".html", path)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


@lru_cache(maxsize=4_096)
def may_follow(url: str) -> bool:
    """Whether an address leads to the index, a board, a thread, a post or a feed, as a guest sees it by default."""
    if is_feed(url):
        return True
    name = script(url)
    if name is not None:
        allowed = _READABLE.get(name)
        return allowed is not None and allowed.issuperset(query(url))
    parts = split(url)
    if parts is None or parts.query or _JUMP.search(parts.path):
        return False
    if any(pattern.search(parts.path) for pattern in (_THREAD, _BOARD, _POST)):
        return True
    return parts.path.endswith("/") and not _ACTION.search(parts.path)


def _id(url: str | None, name: str, parameter: str, rewritten: re.Pattern[str]) -> str | None:
    if not url:
        return None
    parts = split(url)
    if parts is None:
        return None
    if parts.path.endswith(".php"):
        stated = query(url).get(parameter) if parts.path.endswith(f"/{name}.php") else None
        return stated if stated and stated.isdecimal() and len(stated) < 20 else None
    found = rewritten.search(parts.path)
    return found[1] if found else None
