"""Addresses of Stack Exchange: what they lead to, the one spelling of each, and which are never to be fetched."""

from __future__ import annotations

import re
from urllib.parse import urlunsplit

from spiders.urls import normalise, query, split

_HOME = re.compile(r"(?P<home>/(?:c/[^/]+/)?)(?P<rest>.*)$", re.DOTALL)
"""Teams live under ``/c/NAME/``."""
_QUESTION = re.compile(r"(?:questions|q)/(\d+)(?=/|$)")
_ANSWER = re.compile(r"a/(\d+)(?=/|$)")
_BEHIND_SLUG = re.compile(r"questions/\d+/[^/]+/(\d+)$")
_USER = re.compile(r"/users/(-?\d+)(?=[/?#]|$)")
_LISTED = re.compile(r"questions(?:/tagged/[^/]+)?/?$")
_PLAIN = re.compile(r"https?://[a-z0-9.-]+/(?:questions/\d+|a/\d+|questions)?", re.ASCII)
"""What an address looks like that is canonical already."""


def _parts(url: str) -> tuple[str, str] | None:
    """Where the site begins in an address's path, and the rest of the path."""
    parts = split(url)
    found = _HOME.match(parts.path or "/") if parts is not None else None
    return (found["home"], found["rest"]) if found else None


def question_in(url: str | None) -> str | None:
    """The question's id in an address, also in that of one of its answers."""
    parts = _parts(url) if url else None
    found = _QUESTION.match(parts[1]) if parts else None
    return found[1] if found else None


def answer_in(url: str | None) -> str | None:
    """The answer's id in an address (``/a/2``, ``/questions/1/slug/2``)."""
    parts = _parts(url) if url else None
    found = (_ANSWER.match(parts[1]) or _BEHIND_SLUG.match(parts[1])) if parts else None
    return found[1] if found else None


def user_in(url: str | None) -> str | None:
    """The user's id in an address; the site's own account has the number -1."""
    found = _USER.search(url) if url else None
    return found[1] if found else None


def page_in(url: str) -> int | None:
    """The page that an address asks for."""
    stated = query(url).get("page", "")
    return int(stated) if stated.isdecimal() and 0 < len(stated) < 7 else None


def root(url: str) -> str:
    """Where the site begins."""
    parts = split(url)
    if parts is None or not parts.netloc:
        return url
    found = _HOME.match(parts.path or "/")
    return normalise(urlunsplit((parts.scheme, parts.netloc, found["home"] if found else "/", "", "")))


def canonical(url: str) -> str:
    """``/questions/N[?page=M]``, ``/a/N`` for an answer, ``/questions[/tagged/TAG][?page=M&pagesize=S]`` for a listing; without
    slugs, orders and who shared it.
    """
    if _PLAIN.fullmatch(url):
        return url
    parts = _parts(url)
    if parts is None:
        return normalise(url)
    rest = parts[1]
    answer, question = _ANSWER.match(rest), _QUESTION.match(rest)
    if answer:
        return f"{root(url)}a/{answer[1]}"
    number = page_in(url) or 1
    if question:
        return f"{root(url)}questions/{question[1]}" + (f"?page={number}" if number > 1 else "")
    if _LISTED.match(rest):
        wanted = ("page", "pagesize") if number > 1 else ("pagesize",)
        return normalise(url, keep=wanted).replace("/?", "?").removesuffix("/")
    return normalise(url, drop=frozenset({"tab", "sort", "answertab", "noredirect", "lq", "rq", "lastactivity"}))


def may_follow(url: str) -> bool:
    """Whether an address leads to a question, an answer or a listing of questions."""
    parts = _parts(url)
    if parts is None:
        return False
    rest = parts[1]
    if _QUESTION.match(rest) or _ANSWER.match(rest) or _LISTED.match(rest):
        return "lastactivity" not in query(url)
    return not rest and not query(url)
