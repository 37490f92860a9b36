"""Addresses of Drupal: what they lead to, the one spelling of each, and which are never to be fetched.

A site gives its pages any address it likes; ``/node/N`` and ``?q=node/N`` always lead there, too.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlunsplit

from spiders.urls import normalise, query, split

_NODE = re.compile(r"(?:^|/)node/(\d+)(?:\.html)?/?$")
_BOARD = re.compile(r"(?:^|/)(?:forums?|taxonomy/term)/(\d+)(?:\.html)?/?$")
_IN_FORUM = re.compile(r"(?:^|/)forums?(?:/|\.html|$)")
_USER = re.compile(r"(?:^|/)user/(\d+)(?:\.html)?(?:/|$)")
_PLAIN_USER = re.compile(r"/user/(\d+)(?:\.html)?$", re.ASCII)
_COMMENT = re.compile(r"#comment-(\d+)$|(?:^|/)comment/(\d+)(?:[/#]|$)")
_REFUSED = re.compile(
    r"(?:^|/)(?:user|users|login|logout|admin|search|print|printmail|printpdf|forward|flag|rss\.xml|crossdomain\.xml|"
    r"filter/tips|node/add|node/\d+/(?:edit|delete|revisions|track)|comment/(?:reply|edit|delete|\d+)|taxonomy/term/\d+/\d*/?feed|"
    r"calendar|event/ical|contact|sites/[^/]+/files|system/files|aggregator|poll/\d+/cancel)(?:/|$)|/feed/?$"
)
_SAYS_NOTHING = frozenset(
    {"sort", "order", "mode", "comments_per_page", "destination", "token", "back", "quicktabs", "width", "height"}
)
_PLAIN = re.compile(r"https?://[a-z0-9.-]+/(?:[a-z0-9_-]+/)*[a-z0-9_-]+", re.ASCII)


def path_of(url: str | None) -> str:
    """The path within the site, also where it stands in ``?q=``; the folder that a site lies in stays before it."""
    parts = split(url) if url else None
    if parts is None or url is None:
        return ""
    return query(url).get("q") or unquote(parts.path)


def node_in(url: str | None) -> str | None:
    """The node's number in an address that has it."""
    found = _NODE.search(path_of(url))
    return found[1] if found else None


def board_in(url: str | None) -> str | None:
    """The number of a forum in an address that has it; else its path, where the address is one of the forum's."""
    path = path_of(url)
    found = _BOARD.search(path)
    if found:
        return found[1]
    tail = _IN_FORUM.search(path)
    return path[tail.end() :].strip("/").removesuffix(".html") or None if tail else None


def is_forum(url: str | None) -> bool:
    """Whether an address leads to the forum or one of its boards."""
    return _IN_FORUM.search(path_of(url)) is not None


def user_in(url: str | None) -> str | None:
    """The user's number in an address, else the name that stands there ("/users/ida")."""
    plain = _PLAIN_USER.search(url) if url else None
    if plain:
        return plain[1]
    path = path_of(url)
    found = _USER.search(path)
    return found[1] if found else path.rstrip("/").rpartition("/")[2] or None


def comment_in(url: str | None) -> str | None:
    """The comment's number in an address."""
    found = _COMMENT.search(url) if url else None
    return (found[1] or found[2]) if found else None


def page_in(url: str) -> int | None:
    """The page that an address asks for; Drupal counts from 0, the first of several pagers first."""
    stated = query(url).get("page", "").partition(",")[0]
    return int(stated) + 1 if stated.isdecimal() and len(stated) < 7 else None


def root(url: str) -> str:
    """The host, where a page does not say more."""
    parts = split(url)
    if parts is None or not parts.netloc:
        return url
    return normalise(urlunsplit((parts.scheme, parts.netloc, "/", "", "")))


def canonical(url: str) -> str:
    """The address without fragment, orders and what it came from; page 1 has the thing's own address."""
    if _PLAIN.fullmatch(url):
        return url
    stated = query(url)
    drop = _SAYS_NOTHING | {"page"} if stated.get("page", "0") in {"", "0"} else _SAYS_NOTHING
    return normalise(url, drop=frozenset(drop))


def may_follow(url: str) -> bool:
    """Whether a crawl may fetch the address."""
    stated = query(url)
    return not (_REFUSED.search(path_of(url)) or {"destination", "sort", "order", "token", "mode"} & stated.keys())
