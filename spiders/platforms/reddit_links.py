"""Addresses of Reddit's old face: what they lead to, the one spelling of each, and which are never to be fetched."""

from __future__ import annotations

import re
from urllib.parse import urlunsplit

from spiders.urls import normalise, query, split

_THREAD = re.compile(
    r"(?P<home>/(?:r|u|user)/[^/]+)?/comments/(?P<id>[0-9a-z]+)(?:/(?P<slug>[^/.]*))?(?:/(?P<comment>[0-9a-z]+))?/?(?P<json>\.json)?$"
)
_SHORT = re.compile(r"/(?:tb|gallery)/(?P<id>[0-9a-z]+)/?$")
_BOARD = re.compile(r"/r/([A-Za-z0-9_:+-]{2,})(?=/|$)")
_MEMBER = re.compile(r"/(?:u|user)/([\w-]+)/?(?=[?#]|$)", re.ASCII)
_LIST = re.compile(r"(?:/r/[A-Za-z0-9_:+-]+)?(?:/(?:hot|new|rising|top|controversial|best))?/?(?:\.json)?$")
_PLAIN = re.compile(r"https?://[a-z0-9.-]+/r/[A-Za-z0-9_-]+/(?:comments/[0-9a-z]+/(?:_/[0-9a-z]+/)?)?", re.ASCII)
"""What an address looks like that is canonical already."""


def _path(url: str | None) -> str:
    parts = split(url) if url else None
    return parts.path if parts is not None else ""


def thread_in(url: str | None) -> str | None:
    """The thread's id in an address, also in that of one of its comments."""
    path = _path(url)
    found = _THREAD.match(path) or _SHORT.match(path)
    return found["id"] if found else None


def comment_in(url: str | None) -> str | None:
    """The comment's id in an address."""
    found = _THREAD.match(_path(url))
    return found["comment"] if found else None


def board_in(url: str | None) -> str | None:
    """The name of the subreddit in an address."""
    found = _BOARD.match(_path(url))
    return found[1] if found else None


def member_in(url: str | None) -> str | None:
    """Whose page an address leads to."""
    found = _MEMBER.search(_path(url))
    return found[1] if found else None


def root(url: str) -> str:
    """Where the site begins: always at the top of its host."""
    parts = split(url)
    if parts is None or not parts.netloc:
        return url
    return normalise(urlunsplit((parts.scheme, parts.netloc, "/", "", "")))


def canonical(url: str) -> str:
    """``/r/NAME/comments/ID/`` for a thread, with ``_/COMMENT/`` for a comment, ``/r/NAME/[?after=FULLNAME]`` for a listing;
    without slugs, orders and how many rows came before.
    """
    if _PLAIN.fullmatch(url):
        return url
    parts = split(url)
    if parts is None or not parts.netloc:
        return normalise(url)
    found = _THREAD.match(parts.path)
    if found:
        tail = f"{found['home'] or ''}/comments/{found['id']}/"
        if found["comment"]:
            tail += f"_/{found['comment']}/"
        return root(url) + tail[1:] + (found["json"] or "")
    short = _SHORT.match(parts.path)
    if short:
        return f"{root(url)}comments/{short['id']}/"
    if _LIST.match(parts.path):
        path = parts.path if parts.path.endswith((".json", "/")) else f"{parts.path}/"
        stated = query(url)
        wanted = tuple(name for name in ("sort", "t", "after", "before") if stated.get(name))
        return normalise(urlunsplit((parts.scheme, parts.netloc, path.replace("/hot/", "/"), parts.query, "")), keep=wanted)
    return normalise(url)


def may_follow(url: str) -> bool:
    """Whether an address leads to a thread, a part of one, or a list of threads."""
    path = _path(url)
    return bool(path) and (_THREAD.match(path) is not None or _SHORT.match(path) is not None or _LIST.match(path) is not None)
