"""The addresses of Vanilla: what they lead to, which are one, which a crawl may fetch.

Routes look like ``discussion/868/slug/p2``, below any path, behind ``index.php?p=/`` or ``index.php/`` where the server rewrites
nothing. Slugs stay as the site writes them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from spiders.urls import normalise, query, split

_ROUTE = re.compile(r"^(?P<root>.*?/)(?:index\.php/)?(?P<route>(?:discussions?|categories|profile|entry|api/v2)(?:/.*)?)$")
_THREAD = re.compile(r"discussion/(\d{1,18})(?:/.*)?$")
_COMMENT = re.compile(r"discussion/comment/(\d{1,18})/?$")
_ANCHOR = re.compile(r"#Comment_(\d{1,18})$")
_BOARD = re.compile(r"categories/([^/?#]+)(?:/p\d{1,9})?/?$")
_MEMBER = re.compile(r"profile/(?:(\d{1,18})/)?([^/?#]+)/?$")
_PAGE = re.compile(r"/p(\d{1,9})/?$")
_API = re.compile(r"api/v2/(?:discussions|comments)(?:/\d{1,18})?$")
_READABLE = re.compile(
    r"(?:discussion/(?:comment/\d+|\d+(?:/(?!embed\b)[^/]+)?(?:/p\d+)?)|categories(?:/(?!archives\b)[^/]+)?(?:/p\d+)?|"
    r"discussions(?:/p\d+)?)/?|(?:discussion/\d+/[^/]+|categories/[^/]+|discussions)/feed\.rss"
)

_FRONT = re.compile(r"(?:/|/index\.php|^)$")
_ACTION = re.compile(
    r"/(?:activity|bestof|dashboard|groups|home|messages|plugin|post|react|search|settings|user|utility|vanilla)/"
)


@lru_cache(maxsize=8_192)
def route(url: str | None) -> tuple[str, str]:
    """Where the forum begins, by one of its addresses, and what stands behind it ("discussion/868/slug")."""
    parts = split(url) if url else None
    if url is None or parts is None:
        return "", ""
    path = parts.path
    stated = query(url).get("p", "") if path.endswith(("/", "/index.php")) else ""
    if stated.startswith("/"):
        path = path.removesuffix("index.php").rstrip("/") + stated
    found = _ROUTE.match(path)
    origin = f"{parts.scheme}://{parts.netloc}"
    return (origin + found["root"], found["route"]) if found else (origin + path[: path.rfind("/") + 1], "")


def thread_in(url: str | None) -> str | None:
    """The discussion's number in an address."""
    found = _THREAD.match(route(url)[1])
    return found[1] if found else None


def comment_in(url: str | None) -> str | None:
    """The comment's number in an address, by its route or its fragment."""
    found = (_ANCHOR.search(url) if url else None) or _COMMENT.match(route(url)[1])
    return found[1] if found else None


def board_in(url: str | None) -> str | None:
    """The category's code in an address: its listing rows and breadcrumbs tell no number."""
    found = _BOARD.match(route(url)[1])
    return unquote(found[1]) if found and found[1] not in ("all", "feed.rss") and not re.fullmatch(r"p\d+", found[1]) else None


@lru_cache(maxsize=4_096)
def member_in(url: str | None) -> str | None:
    """The member in the address of a profile: by number, else by name, as the site has it."""
    found = _MEMBER.match(route(url)[1])
    return (found[1] or unquote(found[2])) if found else None


def page_in(url: str) -> int | None:
    """The number of the page that an address asks for."""
    found = _PAGE.search(route(url)[1])
    if found:
        return int(found[1])
    stated = query(url).get("page", query(url).get("Page", "")).removeprefix("p")
    return int(stated) if stated.isdecimal() and len(stated) < 10 else None


@lru_cache(maxsize=8_192)
def canonical(url: str) -> str:
    """No fragment, no parameters but the route and those of the API, no number of a first page."""
    root, path = route(url)
    if not path or path.startswith("api/"):
        return normalise(url, keep=("p",)) if not path else normalise(url)
    path = path.removesuffix("/")
    if page_in(url) == 1:
        path = _PAGE.sub("", path)
    comment = _COMMENT.match(path)
    path = f"discussion/comment/{comment[1]}" if comment else path
    parts = split(url)
    if parts is not None and query(url).get("p", "").startswith("/"):
        return normalise(f"{root}index.php?p=/{path}")
    between = "index.php/" if parts is not None and "/index.php/" in parts.path else ""
    return normalise(f"{root}{between}{path}")


def may_follow(url: str) -> bool:
    """Whether an address leads to a discussion, a comment, a listing in its default order, a feed, or the API's posts."""
    root, path = route(url)
    stated = query(url)
    if not path:  # the front page
        parts = split(url)
        return parts is not None and not stated and _FRONT.search(parts.path) is not None and not _ACTION.search(parts.path)
    if path.startswith("api/"):
        return _API.fullmatch(path) is not None
    return bool(root) and _READABLE.fullmatch(path) is not None and stated.keys() <= {"p"}
