"""MyBB's addresses: what they lead to, which are one, which a crawl may fetch.

There are three kinds: plain ones ("showthread.php?tid=5"), MyBB's own rewritten ones ("thread-5-page-2.html") and those that
plugins make of titles ("Thread-Which-wick?page=2"). Each site's are left as it writes them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlunsplit

from spiders.urls import normalise, query, split

SCRIPT = re.compile(r"/(?:archive/)?([a-z]\w*)\.php(?=$|[/?])")

_THREAD = re.compile(r"[?&;]tid=(\d{1,19})(?!\d)|/thread-(\d{1,19})(?:-[a-z0-9-]+)?\.html(?:$|[?#])")
_BOARD = re.compile(r"[?&;]fid=(\d{1,19})(?!\d)|(?:^|/)forum-(\d{1,19})(?:-page-\d+)?\.html(?:$|[?#])")
_POST = re.compile(r"[?&;]pid=(\d{1,19})(?!\d)|(?:^|[/-])post-(\d{1,19})\.html(?:$|[?#])|#pid(\d{1,19})$")
_MEMBER = re.compile(r"[?&;]uid=(\d{1,19})(?!\d)|(?:^|/)user-(\d{1,19})\.html(?:$|[?#])")
_REWRITTEN = re.compile(
    r"/(?:(?:forum|thread)-\d+(?:-page-\d+)?|(?:thread-\d+-)?post-\d+)\.html$|/(?:Forum|Thread)-[^/]+$", re.ASCII
)
_NUMBERED = re.compile(r"((?:forum|thread)-\d+)-page-(\d+)(?=\.html)")
_WITHIN = re.compile(r"((?:forum|thread)-\d+)-[a-z0-9-]+(?=\.html$)")
_NAMED = re.compile(r"thread-\d+-post-(\d+)(?=\.html$)")
_PLAIN = re.compile(
    r"(https?://[a-z0-9.-]+(?::(?!80/|443/)\d+)?/(?:[A-Za-z0-9._~-]+/)*)(showthread|forumdisplay)\.php\?([a-z]+=[a-z0-9]+"
    r"(?:&[a-z]+=[a-z0-9]+)*)(?:#.*)?$"
)
_READABLE = {
    "index": frozenset[str](),
    "forumdisplay": frozenset({"fid", "page"}),
    "showthread": frozenset({"tid", "pid", "page", "highlight"}),
}
"""Scripts whose pages are read, and the parameters that do not change what they show or lead elsewhere."""


def script(url: str) -> str | None:
    """The script an address asks ("showthread"), None for rewritten and foreign addresses."""
    parts = split(url)
    found = SCRIPT.search(parts.path) if parts else None
    return found[1] if found else None


@lru_cache(maxsize=8_192)
def root(url: str) -> str:
    """Where the forum is installed, by an address of one of its pages."""
    parts = split(url)
    if parts is None:
        return url
    found = SCRIPT.search(parts.path)
    path = parts.path[: found.start() + 1] if found else parts.path[: parts.path.rfind("/") + 1]
    return normalise(urlunsplit((parts.scheme, parts.netloc, path or "/", "", "")))


def thread_in(url: str | None) -> str | None:
    """The thread's id in an address."""
    return _id(url, _THREAD)


def board_in(url: str | None) -> str | None:
    """The board's id in an address."""
    return _id(url, _BOARD)


def post_in(url: str | None) -> str | None:
    """The post's id in an address, by ``pid=``, by a rewritten name or by the fragment."""
    return _id(url, _POST)


def member_in(url: str | None) -> str | None:
    """The member's id in the address of a profile; 0 is the number of all guests."""
    found = _id(url, _MEMBER)
    return None if found is None or not found.strip("0") else found


def profile(url: str) -> str:
    """The one address of a member's profile: MyBB answers to the plain one also where it writes another."""
    member = member_in(url)
    return f"{root(url)}member.php?action=profile&uid={member}" if member else normalise(url)


def page_in(url: str | None) -> int | None:
    """Which page of a board or thread an address asks for, where it says."""
    if not url:
        return None
    found = _NUMBERED.search(url)
    stated = found[2] if found else query(url).get("page", "")
    return int(stated) if stated.isdecimal() and len(stated) < 10 else None


@lru_cache(maxsize=8_192)
def canonical(url: str) -> str:
    """``showthread.php?tid=N[&page=M]``, ``showthread.php?pid=N``, ``forumdisplay.php?fid=N[&page=M]``, the root for the index;
    the same of rewritten addresses. An action ("lastpost") and a mode ("threaded") are other pages.
    """
    plain = _PLAIN.match(url)
    if plain:
        stated = dict(pair.split("=", 1) for pair in plain[3].split("&"))
        kept = "&".join(f"{name}={stated[name]}" for name in _kept(plain[2], stated))
        return f"{plain[1]}{plain[2]}.php" + (f"?{kept}" if kept else "")
    name = script(url)
    if name == "index" and "/archive/" not in url:
        return root(url)
    if name in ("showthread", "forumdisplay"):
        return normalise(url, keep=_kept(name, query(url)))
    if name is not None:
        return normalise(url)
    parts = split(url)
    if parts is None or not _REWRITTEN.search(parts.path):
        return normalise(url)
    bare = normalise(url, keep=_kept("showthread", query(url)) if parts.query else ())
    bare = _NAMED.sub(r"post-\1", bare)
    return _NUMBERED.sub(lambda found: found[0] if found[2].strip("01") or len(found[2]) > 1 else found[1], bare)


def _kept(name: str, stated: dict[str, str]) -> tuple[str, ...]:
    """The parameters that say what is shown; a post's is enough, since it is shown wherever its thread has gone."""
    if name == "forumdisplay":
        wanted: tuple[str, ...] = ("fid", "page")
    elif stated.get("pid", "").strip("0") and stated.get("mode", "linear") == "linear":
        wanted = ("pid",)
    else:
        wanted = ("tid", "pid", "page", "mode", "action")
    usual = {("page", "0"), ("page", "1"), ("mode", "linear"), ("pid", "0")}
    return tuple(key for key in wanted if stated.get(key) and (key, stated[key]) not in usual)


@lru_cache(maxsize=8_192)
def first_page(url: str) -> str:
    """The first page of the board or thread that an address leads to, whatever post or page of it is meant."""
    parts = split(url)
    if parts is None:
        return url
    path = _WITHIN.sub(r"\1", parts.path)
    stated = query(url)
    kept = "&".join(f"{key}={stated[key]}" for key in ("tid", "fid") if stated.get(key))
    return canonical(urlunsplit((parts.scheme, parts.netloc, path, kept, "")))


def may_follow(url: str) -> bool:
    """Whether an address leads to an index, a board, a thread or a post, as a guest sees it by default."""
    parts = split(url)
    if parts is None or "/archive/" in parts.path:
        return False
    name = script(url)
    stated = set(query(url))
    if name is not None:
        allowed = _READABLE.get(name)
        return allowed is not None and allowed.issuperset(stated)
    if parts.path.endswith("/"):
        return not parts.query
    return bool(_REWRITTEN.search(parts.path)) and stated <= {"page", "pid", "highlight"}


def _id(url: str | None, pattern: re.Pattern[str]) -> str | None:
    found = pattern.search(url) if url else None
    return next((group for group in found.groups() if group), None) if found else None
