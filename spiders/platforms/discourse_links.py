"""Addresses of Discourse: topics, their pages and posts, categories and lists; which mean the same, and which answer in JSON.

What people read (``/t/SLUG/12``) and what a program reads (``/t/12.json``) are one thing; records hold the first.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from spiders.urls import normalise, query

_END = r"(?P<kind>\.(?:json|rss|html?))?/?$"
_TOPIC = re.compile(
    r"^(?P<root>https?://[^/?#]+(?:/[^/?#]+)*?)/t/(?:(?!\d+(?:/|$))[^/?#]+/)?(?P<id>\d+)(?:/(?P<number>\d+))?" + _END
)
_CATEGORY = re.compile(
    r"^(?P<root>https?://[^/?#]+(?:/[^/?#]+)*?)/(?:c|category)/(?P<path>[^?#]*?)(?P<id>(?<=/)\d+)?"
    r"(?P<part>(?:/(?:none|all))?(?:/l/[a-z]+)?)" + _END
)
_LIST = re.compile(r"^(?P<root>https?://[^/?#]+(?:/[^/?#]+)*?)/(?P<name>latest|categories|site|posts|top|new|hot|unread)" + _END)
_BELOW = re.compile(r"^(https?://[^/?#]+(?:/[^/?#]+)*?)/(?:t|c|u|users|tags?|posts|p|g|badges)/[^?#]")
_REFUSED = re.compile(
    r"/(?:login|signup|session|auth|email|u|users|user-api-key|user_avatar|letter_avatar_proxy|admin|my|g|groups|badges|search"
    r"|new-topic|new-message|new-invite|invites|drafts|review|chat|tag|tags|about|faq|guidelines|tos|privacy|uploads|assets"
    r"|message-bus|notifications|wizard|styleguide|pub|clicks|opensearch\.xml|raw|t/[^/?]+/\d+/print)(?:[/?#]|$)"
)
_IDLE = frozenset({"u", "source_topic_id", "track_visit", "forcetrackvisit", "include_raw", "filter_top_level_replies", "silent"})


def canonical(url: str) -> str:
    """Without slug, order and who sent the link: topics stand at their numbers. An address that answers in JSON stays one."""
    plain = normalise(url)
    path = plain.partition("?")[0]
    found = _TOPIC.match(path)
    if found is not None:
        number = f"/{found['number']}" if found["number"] and found["number"] != "1" else ""
        return f"{found['root']}/t/{found['id']}{number}{_kind(found['kind'])}{_page(plain, after=1)}"
    found = _CATEGORY.match(path)
    if found is not None:
        there = f"{found['path']}{found['id'] or ''}".rstrip("/")
        return f"{found['root']}/c/{there}{found['part']}{_kind(found['kind'])}{_page(plain, after=0)}"
    found = _LIST.match(path)
    if found is not None and found["name"] not in ("posts", "site"):
        return f"{found['root']}/{found['name']}{_kind(found['kind'])}{_page(plain, after=0)}"
    return normalise(url, drop=_IDLE)


def _kind(stated: str | None) -> str:
    return stated if stated in (".json", ".rss") else ""


def _page(url: str, *, after: int) -> str:
    number = page_in(url)
    return f"?page={number}" if number is not None and number > after else ""


def page_in(url: str) -> int | None:
    """The number after ``page=``: topics count from 1, lists from 0."""
    number = query(url).get("page", "")
    return int(number) if number.isdecimal() and len(number) < 9 else None


def endpoint(url: str) -> str:
    """Where the same thing is told in JSON; the address itself where there is no such place."""
    path, _, search = url.partition("#")[0].partition("?")
    found = _TOPIC.match(path) or _CATEGORY.match(path) or _LIST.match(path)
    if found is None or found["kind"] in (".json", ".rss"):
        return url
    stem = path.rstrip("/")[: -len(found["kind"])] if found["kind"] else path.rstrip("/")
    if "number" in found.re.groupindex:
        stem = f"{found['root']}/t/{found['id']}" + (f"/{found['number']}" if found["number"] else "")
    return f"{stem}.json" + (f"?{search}" if search else "")


def for_people(url: str) -> str:
    """The address at which people read what this one tells in JSON."""
    path, question, search = url.partition("?")
    listed = _LIST.match(path)
    is_list = listed is not None and listed["name"] not in ("posts", "site")
    if path.endswith(".json") and (_TOPIC.match(path) or _CATEGORY.match(path) or is_list):
        return f"{path.removesuffix('.json')}{question}{search}"
    return url


def as_stated(url: str | None) -> str | None:
    """An address as the site has it: without place, page and the ending that copies of sites on disk give it."""
    return re.sub(r"\.html?$", "", url.partition("#")[0].partition("?")[0]) if url else None


def may_follow(url: str) -> bool:
    """Never to log in, write, search or sort, nor to members."""
    if query(url).keys() & {"order", "ascending", "filter", "print", "api_key", "q", "search", "status", "username_filters"}:
        return False
    plain = url.partition("?")[0].partition("#")[0]
    if _TOPIC.match(plain) or _CATEGORY.match(plain):
        return True
    return _REFUSED.search(f"/{plain.partition('://')[2].partition('/')[2]}") is None


def topic_in(url: str | None) -> str | None:
    """The number of the topic that an address names."""
    found = _TOPIC.match((url or "").partition("?")[0].partition("#")[0])
    return found["id"] if found is not None else None


def post_in(url: str | None) -> tuple[str, int] | None:
    """Topic and number of the post that an address names; the topic's own address names its first."""
    found = _TOPIC.match((url or "").partition("?")[0].partition("#")[0])
    return (found["id"], int(found["number"] or 1)) if found is not None and len(found["number"] or "") < 9 else None


def has_number(url: str) -> bool:
    """Whether an address leads to one post, so that the posts around it are shown."""
    found = _TOPIC.match(url.partition("?")[0].partition("#")[0])
    return found is not None and found["number"] not in (None, "1")


def category_in(url: str | None) -> str | None:
    """The number of the category that an address names; None where it has only a slug, as before 2.4."""
    found = _CATEGORY.match((url or "").partition("?")[0].partition("#")[0])
    return found["id"] if found is not None else None


def is_category(url: str) -> bool:
    """Whether an address is that of a category."""
    return _CATEGORY.match(url.partition("?")[0].partition("#")[0]) is not None


def root_of(url: str) -> str:
    """Where the site begins, by the part of an address before its routes: Discourse may stand in a folder."""
    path = url.partition("?")[0].partition("#")[0]
    found = _BELOW.match(path)
    if found is None:
        found = _LIST.match(path)
    if found is not None:
        return f"{found[1]}/"
    parts = urlsplit(path)
    return f"{parts.scheme}://{parts.netloc}{parts.path if parts.path.endswith('/') else '/'}"


def number_name(topic_id: str, number: int | str) -> str:
    """What a post is called by its topic and its number there. Quotes and answers name posts so, and pages made for crawlers and
    feeds know no other name: the id of a post is told in JSON only.
    """
    return f"~{topic_id}/{number}"
