"""Addresses of Askbot, with or without a language before them, and which are never to be fetched."""

from __future__ import annotations

import re
from urllib.parse import urlunsplit

from spiders.urls import normalise, query, split

_QUESTION = re.compile(r"^(?P<home>.*?/)question/(?P<id>\d+)(?:/[^/]*)?/?$")
_USER = re.compile(r"/users/(\d+)/")
_LIST = re.compile(r"^(?P<home>.*?/)questions/?(?P<scopes>(?:[a-z]+:[^/]*/?)*)$")
_SCOPE = re.compile(r"([a-z]+):([^/]*)")


def _path(url: str | None) -> str:
    parts = split(url) if url else None
    return parts.path if parts is not None else ""


def question_in(url: str | None) -> str | None:
    """The question's id in an address."""
    found = _QUESTION.match(_path(url))
    return found["id"] if found else None


def user_in(url: str | None) -> str | None:
    """The user's id in an address."""
    found = _USER.search(url) if url else None
    return found[1] if found else None


def page_in(url: str) -> int | None:
    """The page that an address asks for, of answers or of a list."""
    stated = query(url).get("page") or dict(_SCOPE.findall(_path(url))).get("page", "")
    return int(stated) if stated.isdecimal() and 0 < len(stated) < 7 else None


def root(url: str) -> str:
    """Where the site begins, by the address of a question or a list; else the host."""
    parts = split(url)
    if parts is None or not parts.netloc:
        return url
    found = _QUESTION.match(parts.path) or _LIST.match(parts.path)
    return normalise(urlunsplit((parts.scheme, parts.netloc, found["home"] if found else "/", "", "")))


def canonical(url: str) -> str:
    """``question/N/[?page=M]``, and ``questions/`` with the tags and the page it is of; without slugs and orders."""
    parts = split(url)
    if parts is None or not parts.netloc:
        return normalise(url)
    number = page_in(url) or 1
    question = _QUESTION.match(parts.path)
    if question:
        return f"{root(url)}question/{question['id']}/" + (f"?page={number}" if number > 1 else "")
    listed = _LIST.match(parts.path)
    if listed:
        tags = dict(_SCOPE.findall(listed["scopes"])).get("tags")
        scopes = [f"tags:{tags}/"] if tags else []
        scopes += [f"page:{number}/"] if number > 1 else []
        return f"{root(url)}questions/{''.join(scopes)}"
    return normalise(url, drop=frozenset({"sort", "answer", "comment"}))


def may_follow(url: str) -> bool:
    """Whether an address leads to a question or a list of questions."""
    path = _path(url)
    return _QUESTION.match(path) is not None or _LIST.match(path) is not None
