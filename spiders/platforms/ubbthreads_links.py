"""UBB.threads' addresses: plain ("ubbthreads.php?ubb=showflat&Number=12&page=2"), readable ("ubbthreads.php/topics/12/2/x.html"),
and those of version 6 ("showflat.php?Number=12&fpart=2").

A thread is known by the number of its opening post, but any of its posts' numbers leads to it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from spiders.urls import normalise, query, split

_PATH = re.compile(
    r"/ubbthreads\.php/(topics|galleries|forums|category|users)/(\d{1,12})(?:/(\d{1,6}))?(?:[/.]|$)", re.IGNORECASE
)
_OLD = re.compile(r"/(showflat|showthreaded|postlist|showprofile)\.php$", re.IGNORECASE)
_FRAGMENT = re.compile(r"#Post(\d{1,12})$")
_ROOT = re.compile(r"^(.*/)(?:ubbthreads\.php(?:/.*)?|\w+\.php)?$")
_INDEX = re.compile(r"/(?:ubbthreads\.php(?:/(?:forum_summary\.html|ubb/cfrm(?:\.html)?|ubb/?|cfrm))?)?/?$")
_KINDS = {"topics": "thread", "galleries": "thread", "forums": "board", "category": "category", "users": "member"}
_NAMES = {
    "showflat": ("thread", "number"),
    "showthreaded": ("thread", "number"),
    "showgallery": ("thread", "number"),
    "postlist": ("board", "board"),
    "showprofile": ("member", "user"),
}


@lru_cache(maxsize=8_192)
def thing_in(url: str | None) -> tuple[str, str, int | None] | None:
    """Kind (thread, board, category, member), id and page of what an address leads to; None for any other."""
    parts = split(url) if url else None
    if parts is None or url is None:
        return None
    found = _PATH.search(parts.path)
    if found:
        return _KINDS[found[1].lower()], found[2], int(found[3]) if found[3] else None
    stated = {name.lower(): value for name, value in query(url).items()}
    old = _OLD.search(parts.path)
    name = old[1].lower() if old else stated.get("ubb", "")
    if name == "cfrm" and stated.get("c", "").isdecimal():
        return "category", stated["c"], None
    kind, parameter = _NAMES.get(name, ("", ""))
    value = stated.get(parameter, "")
    if not kind or not value:
        return None
    page = stated.get("fpart" if old else "page", "")
    return kind, value, int(page) if page.isdecimal() else None


def id_in(url: str | None, kind: str) -> str | None:
    """The id of a thing of that kind in an address; categories and boards are numbered apart."""
    found = thing_in(url)
    if found is None or found[0] != kind:
        return None
    return f"c{found[1]}" if kind == "category" else found[1]


def post_in(url: str | None) -> str | None:
    """The post that an address leads to, by its fragment."""
    found = _FRAGMENT.search(url) if url else None
    return found[1] if found else None


def root(url: str) -> str:
    """Where the forum is installed, by an address of one of its pages."""
    parts = urlsplit(url)
    found = _ROOT.match(parts.path.partition("/ubbthreads.php")[0] + ("/" if "/ubbthreads.php" in parts.path else ""))
    path = found[1] if found else parts.path[: parts.path.rfind("/") + 1]
    return normalise(urlunsplit((parts.scheme, parts.netloc, path or "/", "", "")))


@lru_cache(maxsize=8_192)
def canonical(url: str) -> str:
    """The thing and, from the second on, its page; what only orders or marks is left out. The root for the index."""
    parts = split(url)
    if parts is None:
        return url
    found = thing_in(url)
    if found is None:
        return root(url) if _INDEX.search(parts.path) and not parts.query else normalise(url)
    if _PATH.search(parts.path):
        return normalise(urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")))
    kept = [name for name in query(url) if name.lower() in {"ubb", "number", "board", "user", "c"}]
    paging = "fpart" if _OLD.search(parts.path) else "page"
    page = [name for name in query(url) if name.lower() == paging and (found[2] or 1) > 1]
    return normalise(url, keep=[*kept, *page])


@lru_cache(maxsize=8_192)
def may_follow(url: str) -> bool:
    """Whether an address leads to the index, a board or a thread as everybody sees it first."""
    parts = split(url)
    if parts is None:
        return False
    found = thing_in(url)
    if found is None:
        return _INDEX.search(parts.path) is not None and not parts.query
    return found[0] in {"thread", "board", "category"}
