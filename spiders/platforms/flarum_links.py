"""Addresses of Flarum: discussions, their pages and posts, tags and lists, and the API's; which of them mean the same."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from spiders.urls import normalise, query

_DISCUSSION = re.compile(
    r"^(?P<root>https?://[^/?#]+(?:/[^/?#]+)*?)/d/(?P<slug>(?P<id>\d+)[^/?#]*)(?:/(?P<number>\d+|reply))?(?:\.html?)?/?$"
)
_API = re.compile(r"^(?P<root>https?://[^/?#]+(?:/[^/?#]+)*?)/api(?:/(?P<what>[a-z-]+)(?:/(?P<id>[^/?#]+))?)?/?$")
_TAG = re.compile(r"^(?P<root>https?://[^/?#]+(?:/[^/?#]+)*?)/t/(?P<slug>[^/?#]+)/?$")
_PAGE = re.compile(r"^(?P<root>https?://[^/?#]+(?:/[^/?#]+)*?)/(?:tags|all|u/[^?#]*|following|settings|notifications|private)/?$")
_REFUSED = re.compile(
    r"/(?:login|logout|register|reset|confirm|settings|notifications|admin|u|following|private|flags|composer|auth|user-directory)"
    r"(?:[/?#]|$)"
)


def canonical(url: str) -> str:
    """Without title, place and order: a discussion stands at its number, which its address begins with."""
    plain = normalise(url)
    path = plain.partition("?")[0]
    found = _DISCUSSION.match(path)
    if found is not None:
        number = f"/{found['number']}" if (found["number"] or "1") not in ("1", "reply") else ""
        return f"{found['root']}/d/{found['id']}{number}{_page(plain)}"
    if _API.match(path) is not None:
        return plain
    return f"{path}{_page(plain)}" if "page" in query(plain) else normalise(url, drop=frozenset({"sort", "near"}))


def _page(url: str) -> str:
    number = page_in(url)
    return f"?page={number}" if number is not None and number > 1 else ""


def page_in(url: str) -> int | None:
    """The page that an address asks for; None where it names none."""
    number = query(url).get("page", "")
    return int(number) if number.isdecimal() and 0 < len(number) < 9 else None


def limit_in(url: str) -> int | None:
    """How many things the API was asked for."""
    number = query(url).get("page[limit]", "")
    return int(number) if number.isdecimal() and 0 < len(number) < 5 else None


def may_follow(url: str) -> bool:
    """Never to log in, write, search or sort, nor to members."""
    asked = query(url)
    if asked.keys() & {"q", "sort", "filter[q]"} or url.partition("?")[0].endswith("/reply"):
        return False
    path = url.partition("?")[0].partition("#")[0]
    if _DISCUSSION.match(path) or _TAG.match(path):
        return True
    return _REFUSED.search(f"/{path.partition('://')[2].partition('/')[2]}") is None


def discussion_in(url: str | None) -> str | None:
    """The discussion that an address names, on a page or in the API."""
    path = (url or "").partition("?")[0].partition("#")[0]
    found = _DISCUSSION.match(path)
    if found is not None:
        return found["id"]
    answered = _API.match(path)
    named = re.match(r"\d+", answered["id"] or "") if answered is not None and answered["what"] == "discussions" else None
    return named[0] if named is not None else query(url or "").get("filter[discussion]")


def has_number(url: str) -> bool:
    """Whether an address leads to one post, so that those around it are shown."""
    found = _DISCUSSION.match(url.partition("?")[0].partition("#")[0])
    return found is not None and (found["number"] or "1") != "1"


def tag_in(url: str) -> str | None:
    """The tag whose discussions an address lists, by its slug; the page that lists all tags is none."""
    found = _TAG.match(url.partition("?")[0].partition("#")[0])
    return found["slug"] if found is not None else query(url).get("filter[tag]")


def is_api(url: str) -> bool:
    """Whether an address is the API's."""
    return _API.match(url.partition("?")[0].partition("#")[0]) is not None


def root_of(url: str) -> str:
    """Where the site begins, by the part of an address before its routes: Flarum may stand in a folder."""
    path = url.partition("?")[0].partition("#")[0]
    for pattern in (_DISCUSSION, _TAG, _API, _PAGE):
        found = pattern.match(path)
        if found is not None:
            return f"{found['root']}/"
    parts = urlsplit(path)
    return f"{parts.scheme}://{parts.netloc}{parts.path if parts.path.endswith('/') else '/'}"
