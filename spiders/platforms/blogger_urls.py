"""Addresses of a blog at Blogger: which are one, which are never fetched, which are feeds, and the feeds that tell all."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

from spiders.urls import normalise, query, split

JUNK = frozenset({"m", "showcomment", "spref", "zx", "view", "_sm_au_", "amp", "hl", "commentpage", "pref", "by-date"})
_FEED_KEPT = ("alt", "max-results", "start-index", "updated-min", "orderby")
_NEVER = re.compile(r"^/(?:navbar|b/|comment[.-]|post-edit|delete-|email-post|share-post|rearrange|search/label/|_escaped)")
_FEED = re.compile(r"^/feeds/(?:(\d{1,25})/)?(posts|comments|pages)/(?:default|summary|full)(?:/(\d{1,25}))?/?$")
_ITEM = re.compile(r"^/(\d{4})/(\d{2})/[^/]+\.html$|^/(\d{4})/(\d{2})/(\d{2})/[^/]+\.html$")
_PAGE = re.compile(r"^/p/[^/]+\.html$")
_CLASSIC = re.compile(r"^/(?:archives?/)?\d{4}_\d{2}_\d{2}_[^/]*archive\.html$|^/\d{4}/(?:\d{2}/)?$|^/\d{4}_\d{2}_\d{2}_")

BATCH = 150
"""Entries of a feed at a time; Blogger gives no more of articles, whatever is asked for."""


@lru_cache(maxsize=8_192)
def canonical(url: str) -> str:
    """One spelling of an address. A feed keeps the parameters that say which part of it is asked for, in one order."""
    if is_feed(url):
        return normalise(url, keep=_FEED_KEPT)
    return normalise(url, drop=JUNK)


@lru_cache(maxsize=8_192)
def is_wanted(url: str) -> bool:
    """Whether an address may be fetched: no form, share link, label, search for words; of the feeds those in JSON."""
    parts = split(url)
    if parts is None or parts.scheme not in ("http", "https") or _NEVER.search(parts.path):
        return False
    values = query(url)
    if parts.path.startswith("/feeds/"):
        return is_feed(url) and values.get("alt") == "json"
    return "q" not in values and "action" not in values and "label" not in values


def is_feed(url: str) -> bool:
    """Whether the address is a feed's, of whatever form."""
    parts = split(url)
    return parts is not None and _FEED.match(parts.path) is not None


def commented(url: str | None) -> str | None:
    """The number of the article whose comments a feed's address asks for."""
    parts = split(url) if url else None
    found = _FEED.match(parts.path) if parts is not None else None
    return found[1] if found is not None and found[2] == "comments" else None


def kind_of(url: str) -> str:
    """What an address leads to, by its form alone: item, page, list or other."""
    parts = split(url)
    path = parts.path if parts is not None else ""
    if _ITEM.match(path):
        return "item"
    if _PAGE.match(path):
        return "page"
    is_list = path in ("", "/", "/index.html", "/search") or path.startswith("/search/label/") or _CLASSIC.match(path)
    return "list" if is_list else "other"


def month_of(url: str) -> tuple[int, int] | None:
    """Year and month of publication, which stand in the address of every article."""
    parts = split(url)
    found = re.match(r"/(\d{4})/(\d{2})/", parts.path) if parts is not None else None
    return (int(found[1]), int(found[2])) if found else None


def posts_feed(home: str) -> str:
    """The feed of all articles with their words."""
    return f"{home}feeds/posts/default?alt=json&max-results={BATCH}"


def comments_feed(home: str, article: str | None = None) -> str:
    """The feed of all comments of the blog, or of one article."""
    return f"{home}feeds/{f'{article}/' if article else ''}comments/default?alt=json&max-results={BATCH}"


def entry_feed(home: str, article: str) -> str:
    """One article as the feed has it."""
    return f"{home}feeds/posts/default/{article}?alt=json"


def since(url: str, at: datetime) -> str:
    """The address of a feed that lists only what changed since then."""
    if not is_feed(url) or "updated-min" in url or re.search(r"default/\d", url):
        return url
    return f"{url}{'&' if '?' in url else '?'}updated-min={at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}&orderby=updated"
