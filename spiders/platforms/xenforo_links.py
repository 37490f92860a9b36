"""What the addresses of XenForo 1 and 2 mean: which thread, post, forum or member; which two are one; which are never fetched.

Routes look like ``threads/slug.12/page-3``, below any path and with or without ``index.php?``; only the number counts, and a
site may rename the route itself ("temas/slug.12/"). Owns addresses; reads no page but for where the site begins.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from spiders.page import Page
from spiders.urls import normalise, query

NOISE = frozenset({"_xfrequesturi", "_xfresponsetype", "_xfnoredirect", "_xftoken", "_xfwithdata", "new"})
"""Parameters that XenForo's own scripts add ("new" goes with "unread"); the page is the same without them."""

REFUSED_ROUTES = re.compile(
    r"login|logout|register|lost-password|account|account-confirmation|admin\.php|job\.php|search|search-forums|find-new|"
    r"find-threads|whats-new|recent-activity|online|members|conversations|direct-messages|watched|bookmarks|misc|help|contact|"
    r"goto|inline-mod|approval-queue|reports|spam-cleaner|warnings|email-stop|redirect\.php"
)
"""Routes that show no threads, search for the visitor, or change something."""

REFUSED_ACTIONS = re.compile(
    r"reply|add-reply|quote|edit|delete|undelete|approve|unapprove|report|likes?|react|reactions|rate|ratings|bookmark|share|"
    r"watch|watch-confirm|unwatch|vote|poll|who-replied|history|ip|warn|show|embed|draft|preview|permalink|print|mark-read|"
    r"post-thread|create-thread|filters|find-suggested-threads|multi-quote|lightbox|move|copy|merge|index\.rss"
)
"""What may follow ``threads/slug.12/``, ``posts/34/`` or ``forums/slug.5/`` and is no page of it."""

REFUSED_PARAMETERS = frozenset(
    {"order", "direction", "prefix_id", "prefix_id[0]", "starter_id", "last_days", "thread_type", "no_date_limit", "tl"}
)
"""Sorted, filtered and machine-translated views: the same threads again."""

_ITEM = re.compile(r"(?:.*\.)?([0-9]{1,18})")
_PAGE = re.compile(r"page-([0-9]{1,9})")
_POST = re.compile(r"post-([0-9]{1,18})")
_FULL_BASE = re.compile(rb"fullBase:\s*[\"']([^\"'\s]+)")
_ROUTES = frozenset({"threads", "forums", "posts", "goto", "categories", "members", "tags"})
_NODES = frozenset({"forums", "categories"})
"""Routes after which a forum's own name may stand instead of a number ("forums/history/")."""


def id_in(href: str | None) -> str | None:
    """The number of the thing an address leads to: ``/threads/slug.12/page-3`` is "12", ``/forums/#news.4`` is "4"."""
    if not href:
        return None
    _, segments, _, fragment = _cut(href)
    for segment in (*reversed(segments), fragment):
        found = _ITEM.fullmatch(segment)
        if found:
            return found[1]
    return None


def page_in(href: str | None) -> int | None:
    """The page number an address names (``page-3``)."""
    segments = _cut(href)[1] if href else []
    found = _PAGE.fullmatch(segments[-1]) if segments else None
    return int(found[1]) if found else None


def post_in(href: str | None) -> str | None:
    """The post an address leads to: ``/posts/5/``, ``/threads/slug.12/post-5``, ``#post-5`` or ``/goto/post?id=5``."""
    if not href:
        return None
    _, segments, search, fragment = _cut(href)
    for place in (fragment, segments[-1] if segments else ""):
        found = _POST.fullmatch(place)
        if found:
            return found[1]
    if segments[-2:] == ["goto", "post"]:
        number = query(f"?{search}").get("id", "")
        return number if number.isdecimal() else None
    if len(segments) > 1 and segments[-2] == "posts" and segments[-1].isdecimal():
        return segments[-1]
    return None


def canonical(url: str) -> str:
    """The one address of a thread's page, a forum's page or a post (``posts/5/``).

    The slug stays: XenForo answers ``threads/12/`` only with a redirection to ``threads/slug.12/``, so every page would be
    fetched twice. A renamed thread therefore has two addresses; what makes them one is the thread's id, which every page states.
    """
    prefix, segments, search, _ = _cut(normalise(url, drop=NOISE))
    post = post_in(url)
    if post is not None:
        return prefix + "/".join([*segments[: _route_at(segments)], "posts", post, ""])
    if len(segments) > 1 and segments[-1] in ("unread", "latest", "page-1"):
        segments = segments[:-1]
    route = "/".join(segments)
    if segments and not _PAGE.fullmatch(segments[-1]) and (_ITEM.fullmatch(segments[-1]) or "." not in segments[-1]):
        route += "/"
    if not search:
        return (prefix + route).removesuffix("?")
    return f"{prefix}{route}{'&' if prefix.endswith('?') else '?'}{search}"


def board_address(page: Page, href: str | None) -> str | None:
    """The one address of a forum that a page links to; a category's place on the index (``#news.4``) stays as it is."""
    url = page.absolute(href)
    return canonical(url) if url is not None and "#" not in url else url


def may_follow(url: str) -> bool:
    """Whether a crawl may fetch the address."""
    _, segments, search, _ = _cut(canonical(url))
    if not REFUSED_PARAMETERS.isdisjoint(query(f"?{search}")):
        return False
    names = [segment for before, segment in zip(["", *segments], segments, strict=False) if before not in _NODES]
    return not any(map(REFUSED_ROUTES.fullmatch, names)) and not any(map(REFUSED_ACTIONS.fullmatch, names[1:]))


def site_root(page: Page) -> str:
    """Where the forum is installed, with a slash at the end: host as fetched, path as the page states it.

    The path stands before ``css.php`` in the address of the style sheets or in the configuration for scripts (XenForo 2), or
    in ``<base href>`` (XenForo 1); else it ends where the route begins.
    """
    root = page.memo.get("xenforo root")
    if not isinstance(root, str):
        root = page.memo["xenforo root"] = _find_root(page)
    return root


def _find_root(page: Page) -> str:
    base = (page.attribute('link[href*="css.php?css=public"]', "href") or "").partition("css.php")[0]
    base = base or page.attribute("base[href]", "href") or ""
    if not base and (stated := _FULL_BASE.search(page.body)):
        base = stated[1].decode("utf-8", "replace").replace("\\/", "/")
    if not base:
        prefix, segments, _, _ = _cut(page.url)
        base = prefix.removesuffix("index.php?").removesuffix("?") + "/".join([*segments[: _route_at(segments)], ""])
    try:
        path = urlsplit(urljoin(page.url, base.strip())).path.strip("/")
        return normalise(urljoin(page.url, f"/{path}/" if path else "/"))
    except ValueError:
        return normalise(urljoin(page.url, "/"))


def _cut(url: str) -> tuple[str, list[str], str, str]:
    """What stands before the route, the route's segments, the other parameters, and the fragment."""
    address, _, fragment = url.partition("#")
    address, _, search = address.partition("?")
    route, _, rest = search.partition("&")
    if "/" in route and "=" not in route:
        return f"{address}?", [segment for segment in route.split("/") if segment], rest, fragment
    scheme, mark, place = address.partition("://")
    host, slash, path = place.partition("/") if mark else ("", "/" if address.startswith("/") else "", address.lstrip("/"))
    prefix = f"{scheme}://{host}/" if mark else slash
    return prefix, [segment for segment in path.split("/") if segment], search, fragment


def _route_at(segments: list[str]) -> int:
    """Where in the path the route begins, after the path of the installation."""
    for place, segment in enumerate(segments):
        if segment in _ROUTES or any(_ITEM.fullmatch(after) for after in segments[place + 1 : place + 2]):
            return place
    return len(segments)
