"""ProBoards' addresses: "/thread/12/name?page=2", "/board/3/name", "/user/5", "/post/345". Every forum has a host of its own."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from spiders.urls import normalise, query, split

_PATH = re.compile(r"^/(thread|board|user|post)/(\d{1,12})(?:/([^/]*))?/?$")
_CATEGORY = re.compile(r"^(?:category-)?(\d{1,12})$")
_SOURCE = re.compile(r"/post/(\d{1,12})\b")


@lru_cache(maxsize=8_192)
def thing_in(url: str | None) -> tuple[str, str, int | None] | None:
    """Kind (thread, board, user, post, category), id and page of what an address leads to; None for any other."""
    parts = split(url) if url else None
    if parts is None or url is None:
        return None
    found = _PATH.match(parts.path)
    if found:
        page = query(url).get("page", "")
        return found[1], found[2], int(page) if page.isdecimal() and len(page) < 7 else None
    category = _CATEGORY.match(urlsplit(url).fragment) if parts.path in {"", "/"} else None
    return ("category", category[1], None) if category else None


def id_in(url: str | None, kind: str) -> str | None:
    """The id of a thing of that kind in an address; categories and boards are numbered apart."""
    found = thing_in(url)
    if found is None or found[0] != kind:
        return None
    return f"c{found[1]}" if kind == "category" else found[1]


def post_in(href: str | None) -> str | None:
    """The post that an address or a quote's source names."""
    found = _SOURCE.search(href) if href else None
    return found[1] if found else None


def root(url: str) -> str:
    """The forum: its host."""
    parts = urlsplit(url)
    return normalise(urlunsplit((parts.scheme, parts.netloc, "/", "", "")))


@lru_cache(maxsize=8_192)
def canonical(url: str) -> str:
    """The thing and, from the second on, its page."""
    found = thing_in(url)
    if found is None:
        return normalise(url)
    if found[0] == "category":
        return f"{root(url)}#category-{found[1]}"
    return normalise(url, keep=["page"] if (found[2] or 1) > 1 else [])


@lru_cache(maxsize=8_192)
def may_follow(url: str) -> bool:
    """Whether an address leads to the index, a board or a thread as everybody sees it first."""
    parts = split(url)
    if parts is None:
        return False
    found = thing_in(url)
    if found is None:
        return parts.path in {"", "/"} and not parts.query
    return found[0] in {"thread", "board"}  # a category is a place on the index
