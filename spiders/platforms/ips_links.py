"""Invision Community's addresses: what they lead to, which are one, which a crawl may fetch.

Routes look like ``topic/225-slug/page/2/``, below any path, with or without ``index.php?/`` before them, the page in older
versions as ``page=2``; where a site has switched them off, ``index.php?app=forums&module=forums&controller=topic&id=225``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from spiders.urls import normalise, query

_ITEM = re.compile(r"(\d{1,18})(?:-.*|\.xml)?$")
_POST = re.compile(r"(?:find)?comment-(\d{1,18})$", re.IGNORECASE)
_ROUTES = frozenset({"topic", "forum", "forums", "profile"})
_CONTROLLERS = {"topic": ("topic", "topics"), "forum": ("forums",), "profile": ("profile",)}
"""Where routes are switched off: what a controller shows."""

_REFUSED = re.compile(
    r"(?:login|logout|register|lostpassword|settings|search|discover|messenger|profile|notifications|online|staff|leaderboard|"
    r"ourpicks|contact|privacy|terms|guidelines|cookies|calendar|events|store|clients|subscriptions|gallery|files|blogs?|clubs|"
    r"tags|streams?|warnings|modcp|theme|language|rss|submit|startTopic|activity|followed|attachments?|bookmarks)",
    re.IGNORECASE,
)
"""The first word of routes that show no topics, search for the visitor, or change something."""

_ALLOWED = frozenset({"page", "do", "comment", "app", "module", "controller", "id"})


class _Route(NamedTuple):
    """An address, cut: what stands before its route, the route's words, parameters and fragment."""

    prefix: str
    words: tuple[str, ...]
    stated: dict[str, str]
    fragment: str

    @property
    def start(self) -> int:
        """Where in the path the route begins, behind the path of the installation."""
        for place, word in enumerate(self.words):
            following = self.words[place + 1] if len(self.words) > place + 1 else None
            if word in _ROUTES and (following is None if word == "forums" else following is not None and _ITEM.match(following)):
                return place
        return len(self.words)


@lru_cache(maxsize=8_192)
def _cut(url: str) -> _Route:
    address, _, fragment = url.partition("#")
    address, _, search = address.partition("?")
    first, _, rest = search.partition("&")
    if first.startswith("/") and "=" not in first:
        return _Route(f"{address}?/", tuple(word for word in first.split("/") if word), query(f"?{rest}"), fragment)
    scheme, mark, place = address.partition("://")
    if not mark:
        scheme, place = "", address.lstrip("/")
        prefix, path = ("/" if address.startswith("/") else ""), place
    else:
        host, _, path = place.partition("/")
        prefix = f"{scheme}://{host}/"
    return _Route(prefix, tuple(word for word in path.split("/") if word), query(f"?{search}"), fragment)


def _id(url: str | None, route: str) -> str | None:
    if not url:
        return None
    cut = _cut(url)
    for word, after in zip(cut.words, cut.words[1:], strict=False):
        found = _ITEM.match(after) if word == route else None
        if found:
            return found[1]
    if cut.stated.get("controller") in _CONTROLLERS[route]:
        number = cut.stated.get("id", "")
        return number if number.isdecimal() else None
    return None


def thread_in(url: str | None) -> str | None:
    """The topic's number in an address."""
    return _id(url, "topic")


def board_in(url: str | None) -> str | None:
    """The forum's number in an address."""
    return _id(url, "forum")


def member_in(url: str | None) -> str | None:
    """The member's number in the address of a profile."""
    return _id(url, "profile")


def post_in(url: str | None) -> str | None:
    """The post's number in an address: ``do=findComment&comment=5`` or ``#comment-5``."""
    if not url:
        return None
    cut = _cut(url)
    number = cut.stated.get("comment") or cut.stated.get("content_commentid") or cut.stated.get("p", "")
    if number.isdecimal():
        return number
    found = _POST.match(cut.fragment)
    return found[1] if found else None


def page_in(url: str | None) -> int | None:
    """Which page of a topic or forum an address asks for, where it says."""
    if not url:
        return None
    cut = _cut(url)
    number = cut.words[-1] if cut.words[-2:-1] == ("page",) else cut.stated.get("page", "")
    return int(number) if number.isdecimal() and 0 < len(number) < 10 else None


@lru_cache(maxsize=8_192)
def canonical(url: str) -> str:
    """The one address of a topic's page, a forum's page, or a post (``...?do=findComment&comment=5``).

    The slug stays: an address without it is answered with a redirection, so every page would be fetched twice.
    """
    cut = _cut(normalise(url))
    post = post_in(url)
    if post is not None and _id(url, "topic") is not None:
        return _address(cut, _whole(cut), {"do": "findComment", "comment": post})
    if cut.start == len(cut.words) and "controller" not in cut.stated:
        bare = normalise(url, drop=frozenset({"csrfkey", "ref", "_fromlogin", "tab", "do"}))
        return bare.removesuffix("index.php") if bare.endswith("/index.php") else bare
    page = page_in(url)
    if page is None or page == 1:
        return _address(cut, _whole(cut), {})
    if cut.words[-2:-1] == ("page",):
        return _address(cut, (*_whole(cut), "page", str(page)), {})
    return _address(cut, _whole(cut), {"page": str(page)})


@lru_cache(maxsize=8_192)
def first_page(url: str) -> str:
    """The first page of the topic or forum that an address leads to, whatever post or page of it is meant."""
    cut = _cut(normalise(url))
    return _address(cut, _whole(cut), {})


def _whole(cut: _Route) -> tuple[str, ...]:
    """The words up to the thing itself, without the page and what else may follow."""
    start = cut.start
    if start == len(cut.words):
        return cut.words
    return cut.words[: start + (1 if cut.words[start] == "forums" else 2)]


def _address(cut: _Route, words: tuple[str, ...], further: dict[str, str]) -> str:
    plain = {name: cut.stated[name] for name in ("app", "module", "controller", "id") if cut.stated.get(name)}
    search = "&".join(f"{name}={value}" for name, value in (plain | further).items())
    is_script = bool(words) and words[-1].endswith(".php")
    route = cut.prefix + "/".join(words) + ("/" if words and not is_script else "")
    if not search:
        return route
    return f"{route}{'&' if '?' in cut.prefix else '?'}{search}"


def profile(url: str) -> str:
    """The one address of a member's profile."""
    cut = _cut(normalise(url))
    return _address(cut, _whole(cut), {})


def root(url: str) -> str:
    """Where the site begins, by the address of one of its pages alone: before the route."""
    cut = _cut(normalise(url))
    if "?" in cut.prefix:
        base = cut.prefix.partition("?")[0]
        return base[: base.rfind("/") + 1]
    words = cut.words[: cut.start]
    if words and words[-1].endswith(".php"):
        words = words[:-1]
    if words[-1:] == ("forums",):  # "forums/topic/5-slug/": the forums stand beside the other applications
        words = words[:-1]
    return cut.prefix + "/".join([*words, ""])


def may_follow(url: str) -> bool:
    """Whether an address leads to an index, a forum, a topic or a post, as a guest sees it by default."""
    cut = _cut(url)
    stated = {name: value for name, value in cut.stated.items() if value or name in ("do", "csrfKey")}
    if not _ALLOWED.issuperset(stated) or stated.get("do", "findComment") != "findComment":
        return False
    if stated.get("app", "forums") != "forums":
        return False
    if any(word.endswith((".xml", ".rss")) for word in cut.words):
        return False
    start = cut.start
    if start < len(cut.words):
        rest = cut.words[len(_whole(cut)) :]
        return cut.words[start] != "profile" and (not rest or (rest[0] == "page" and len(rest) == 2))
    return not any(map(_REFUSED.fullmatch, cut.words))
