"""The addresses of vBulletin 3 and 4: what they lead to, which are one, which a crawl may fetch.

Three ways of writing them are read: ``showthread.php?t=N``, vBulletin 4's ``showthread.php?N-title`` and
``showthread.php/N-title/page2``, and the plain ones of vBSEO and its like (``/board/N-title-2.html``), which stay as they are.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from spiders.urls import normalise, query, split

_SCRIPT = re.compile(r"/(showthread|forumdisplay|index|forum|[a-z_]+)\.php(?=$|[/?])")
_THREAD = re.compile(
    r"[?&;]t=(\d{1,19})(?!\d)|showthread\.php[?/](\d{1,19})(?=[-/&?#]|$)|/threads/(\d{1,19})(?=[-/?#]|$)"
    r"|/(\d{1,19})-[^/?#]*\.html(?:$|[?#])"
)
_BOARD = re.compile(
    r"[?&;]f=(\d{1,19})(?!\d)|forumdisplay\.php[?/](\d{1,19})(?=[-/&?#]|$)|/forums/(\d{1,19})(?=[-/?#]|$)"
    r"|/forum(\d{1,19})/|/(\d{1,19})-[^/?#.]*/(?:$|[?#])|-(\d{1,19})/(?:$|[?#])"
)
_POST = re.compile(r"#post_?(\d{1,19})$|[?&;]p=(\d{1,19})(?!\d)|-post(\d{1,19})\.html")
_MEMBER = re.compile(
    r"[?&;]u=(\d{1,19})(?!\d)|member\.php[?/](\d{1,19})(?=[-/&?#]|$)|/members/(\d{1,19})(?=[-_./?#]|$)|/(\d{1,19})-[^/?#]*\.html"
)
_PAGE = re.compile(r"[?&;]page=(\d{1,6})(?!\d)|/page(\d{1,6})(?=[/?#]|$)|/index(\d{1,6})\.html(?=[?#]|$)")
_LATER = re.compile(r"[?&]page=\d+$|/page\d+(?=$|\?)|(?<=[?&])page=\d+&|index\d+\.html$")
_FIRST = re.compile(r"/page[01](?=$|\?)|(?<=\?)page=[01]&|[?&]page=[01](?=$)|(?<=&)page=[01]&")
_PLAIN = re.compile(
    r"https?://[a-z0-9.-]+(?::(?!80/|443/)\d+)?/(?:[A-Za-z0-9._~-]+/)*"
    r"(?:showthread\.php\?(?:p=\d+|t=\d+(?:&page=(?:[2-9]|[1-9]\d+))?)|forumdisplay\.php\?f=\d+(?:&page=(?:[2-9]|[1-9]\d+))?"
    r"|member\.php\?u=\d+|[A-Za-z0-9_-]+\.html)"
)
"""What many addresses look like, already canonical: a tenth of the cost."""
_MEANS_NOTHING = frozenset(
    "s highlight viewfull posted nojs styleid langid mode pp order sort sortfield daysprune prefixid goto do".split()
)
_READABLE = frozenset({"t", "p", "f", "page", "s", "highlight", "viewfull"})
_SPECIAL = re.compile(r"-(?:print|new-post|last-post|prev-thread|next-thread)\.html$|/(?:members|tags|attachments|blogs|groups)/")


def thread_in(url: str | None) -> str | None:
    """The thread's id in an address."""
    return _id(url, _THREAD)


def board_in(url: str | None) -> str | None:
    """The board's id in an address."""
    return _id(url, _BOARD)


def post_in(url: str | None) -> str | None:
    """The post's id in an address."""
    return _id(url, _POST)


def member_in(url: str | None) -> str | None:
    """The member's id in the address of a profile."""
    return _id(url, _MEMBER)


def page_in(url: str | None) -> int | None:
    """The page an address asks for, where it says so in words."""
    found = _id(url, _PAGE)
    return int(found) if found else None


def root(url: str) -> str:
    """Where the forum is installed, by an address of one of its scripts."""
    parts = split(url)
    if parts is None:
        return url
    found = _SCRIPT.search(parts.path)
    path = parts.path[: found.start() + 1] if found else parts.path[: parts.path.rfind("/") + 1]
    return normalise(urlunsplit((parts.scheme, parts.netloc, path or "/", "", "")))


def canonical(url: str) -> str:
    """The address without session, highlight, sort order and fragment; a post's by its id alone; no first page."""
    if _PLAIN.fullmatch(url):
        return url
    parts = split(url)
    if parts is None:
        return url
    found = _SCRIPT.search(parts.path)
    name = found[1] if found else None
    stated = query(url)
    if name in {"index", "forum"} and not stated.keys() - _MEANS_NOTHING:
        return root(url)
    if name == "showthread" and stated.get("p"):
        return normalise(url, keep=("p",))
    if name == "showthread" and stated.get("t"):
        plain = normalise(url, keep=("t", "page"))
    elif name == "forumdisplay" and stated.get("f"):
        plain = normalise(url, keep=("f", "page"))
    else:
        plain = normalise(url, drop=_MEANS_NOTHING)
    return _FIRST.sub("", plain)


def first_page(url: str, number: int | None = None) -> str:
    """The first page of what an address leads to; a rewritten one tells its page only to who knows the ``number``."""
    plain = _LATER.sub("", canonical(url))
    return (
        plain.removesuffix(f"-{number}.html") + ".html" if number and number > 1 and plain.endswith(f"-{number}.html") else plain
    )


def may_follow(url: str) -> bool:
    """Whether an address leads to the index, a board, a thread or a post, as a guest sees it by default."""
    parts = split(url)
    if parts is None:
        return False
    found = _SCRIPT.search(parts.path)
    stated = {name for name, value in query(url).items() if value or name in _READABLE}
    if found is None:
        return not stated - _READABLE and not _SPECIAL.search(parts.path)
    return found[1] in {"showthread", "forumdisplay", "index", "forum"} and stated <= _READABLE


def plain_folder(url: str, base: str) -> bool:
    """Whether an address is a folder below the forum's own (a board's, where addresses are rewritten)."""
    path = urlsplit(url).path
    return path.endswith("/") and path not in {"/", urlsplit(base).path}


def _id(url: str | None, pattern: re.Pattern[str]) -> str | None:
    found = pattern.search(url) if url else None
    return next((group for group in found.groups() if group), None) if found else None
