"""Addresses of NodeBB: topics, categories, posts and members, on pages and in the API; which of them mean the same."""

from __future__ import annotations

import re
from urllib.parse import quote

from spiders.urls import normalise, query

_THING = re.compile(
    r"^(?P<root>https?://[^?#]*?)(?P<api>/api)?/(?P<what>topic|category)/(?P<id>\d+)(?:/(?P<slug>[^/?#]+))?(?:/(?P<index>\d+))?/?$"
)
_POST = re.compile(r"/post/([^/?#]+)")
_MEMBER = re.compile(r"/(?:user|uid)/([^/?#]+)")
_REFUSED = re.compile(
    r"/(?:login|register|reset|logout|compose|admin|search|unread|flags|chats?|notifications|ip-blacklist|post-queue|me|assets"
    r"|plugins|users|groups|user|uid|world|confirm|email)(?:[/?#]|$)"
)


def canonical(url: str) -> str:
    """Without the place of a post, language and order. Further pages stand at the number alone: it outlives a change of title,
    and page 1 at the address it is listed under: without its title a topic answers with a redirect.
    """
    plain = normalise(url)
    path, _, _ = plain.partition("?")
    found = _THING.match(path)
    if found is None:
        return normalise(url, drop=frozenset({"lang", "loggedin", "register"}))
    page = page_in(plain)
    root, api = found["root"], found["api"] or ""
    short = f"{root}{api}/{found['what']}/{found['id']}"
    if page is not None and page > 1:
        return f"{short}?page={page}"
    return short if api or not found["slug"] else f"{short}/{found['slug']}"


def may_follow(url: str) -> bool:
    """Never to log in, write, search or sort, nor to members."""
    if query(url).keys() & {"sort", "term", "tag", "filter"}:
        return False
    path = url.partition("?")[0].partition("#")[0]
    return _THING.match(path) is not None or _REFUSED.search(path.partition("://")[2].partition("/")[2].join(("/", ""))) is None


def page_in(url: str) -> int | None:
    """The page that an address asks for; None where it names none."""
    number = query(url).get("page", "")
    return int(number) if number.isdecimal() and len(number) < 9 else None


def index_in(url: str) -> int | None:
    """The post that an address leads to within its topic, counted from 1; NodeBB shows the posts around it."""
    found = _THING.match(url.partition("?")[0].partition("#")[0])
    return int(found["index"]) if found is not None and found["what"] == "topic" and found["index"] else None


def post_in(url: str | None) -> str | None:
    """The post that an address names."""
    found = _POST.search(url or "")
    return found[1] if found is not None else None


def member_in(url: str | None) -> str | None:
    """The short name of the member that a profile's address names, as it stands there."""
    found = _MEMBER.search(url or "")
    return found[1] if found is not None else None


def post_url(root: str, post_id: str) -> str:
    """A post's own address, which leads to wherever it stands by then. Posts from elsewhere have an address for an id."""
    return f"{root}post/{quote(post_id, safe='')}"


def slug_url(root: str, what: str, slug: str) -> str:
    """The address of a thing whose number and title are known (``20/boiler-no.-2``)."""
    return normalise(f"{root}{what}/{slug}")
