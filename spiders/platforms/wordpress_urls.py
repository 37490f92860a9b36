"""Addresses of a WordPress site: which are one, which are never fetched, and the numbers that stand in them.

Works on addresses alone; what a page says of itself is read elsewhere. Every page of a site links to the same menus, so what
was worked out is kept: it is a third of the time of reading an index.
"""

from __future__ import annotations

import re
from functools import lru_cache

from spiders.urls import normalise, query, split

JUNK = frozenset(
    {"replytocom", "like_comment", "_wpnonce", "share", "nb", "nc", "amp", "noamp", "order", "orderby", "doing_wp_cron", "ver"}
    | {"bbp_reply_to", "bbp_search"}
    | {"preview", "preview_id", "preview_nonce", "unapproved", "moderation-hash", "wptouch_preview_theme", "fb_comment_id"}
)
"""Parameters that change nothing in what an article or archive says."""

_COMMENT_PAGE = re.compile(r"/comment-page-(\d{1,9})(?=/|$)")
_REST = re.compile(r"/wp-json(?:/|$)")
_NEVER = re.compile(
    r"/(?:wp-login|wp-signup|wp-register|wp-activate|wp-comments-post|wp-trackback|xmlrpc|wp-cron|wp-mail|wp-links-opml)\.php"
    r"|/wp-admin(?:/|$)|/wp-content/uploads/"
    r"|/(?:trackback|embed|print)/?$"
    r"|/wp-json/(?:oembed|wp-site-health|wp-block-editor|batch)"
)
_NEVER_WITH = frozenset(
    {"replytocom", "s", "share", "like_comment", "preview", "action", "redirect_to", "print", "attachment_id"}
    | {"bbp_reply_to", "bbp_search", "foro", "wpfs", "wpforo", "wpfaction", "wpf-al"}
    | {"add-to-cart", "add_to_wishlist", "remove_item", "wc-ajax"}
)
_FEED = re.compile(r"/feed(?:/(?:rss2?|rdf|atom))?/?$")


@lru_cache(maxsize=8_192)
def is_rest(url: str) -> bool:
    """Whether the address is one of the REST API, in either form (``/wp-json/`` or ``?rest_route=``)."""
    parts = split(url)
    return parts is not None and (bool(_REST.search(parts.path)) or "rest_route" in query(url))


@lru_cache(maxsize=8_192)
def is_feed(url: str) -> bool:
    """Whether the address is a feed's."""
    parts = split(url)
    return parts is not None and (bool(_FEED.search(parts.path)) or "feed" in query(url))


@lru_cache(maxsize=8_192)
def canonical(url: str) -> str:
    """One spelling of an address. REST keeps its parameters; a page loses those that only the visitor brought along.

    WordPress copies an unknown query into the links of comment pages, so on an address that already says its comment page
    nothing of the query counts.
    """
    if is_rest(url):
        return normalise(url, drop=frozenset({"_wpnonce"}))
    parts = split(url)
    if parts is not None and _COMMENT_PAGE.search(parts.path):
        return normalise(url, drop=JUNK | {"p", "page_id", "cpage"})
    return normalise(url, drop=JUNK)


@lru_cache(maxsize=8_192)
def is_wanted(url: str) -> bool:
    """Whether an address may be fetched at all: no form, login, search, share or reply link, no embed or trackback."""
    parts = split(url)
    if parts is None or parts.scheme not in ("http", "https") or _NEVER.search(parts.path):
        return False
    return is_rest(url) or _NEVER_WITH.isdisjoint(query(url))


def comment_page(url: str | None) -> int | None:
    """The comment page an address names (``/comment-page-3/``, ``cpage=3``)."""
    parts = split(url) if url else None
    if parts is None or url is None:
        return None
    found = _COMMENT_PAGE.search(parts.path)
    digits = found[1] if found else query(url).get("cpage", "")
    return int(digits) if digits.isascii() and digits.isdigit() and 0 < int(digits) < 10**9 else None


def on_comment_page(url: str, number: int) -> str:
    """The address of another comment page, from the address of one."""
    if _COMMENT_PAGE.search(url):
        return _COMMENT_PAGE.sub(f"/comment-page-{number}", url, count=1)
    return re.sub(r"(?<=[?&]cpage=)\d+", str(number), url, count=1)


@lru_cache(maxsize=1_024)
def without_comment_page(url: str) -> str:
    """The article's own address, from the address of one of its comment pages."""
    return re.sub(r"/comment-page-\d+(?=/|$)", "", normalise(url, drop=JUNK | {"cpage"}))


def post_id(url: str | None) -> str | None:
    """The id that a plain address names: ``?p=12``, ``?page_id=12``, ``?attachment_id=12``."""
    if not url:
        return None
    values = query(url)
    digits = values.get("p") or values.get("page_id") or values.get("attachment_id") or ""
    return digits if digits.isascii() and digits.isdigit() else None


def slug(url: str | None, *parameters: str) -> str | None:
    """The last name in an address, as WordPress keeps it (percent-encoded, lower case), or the value of a parameter."""
    parts = split(url) if url else None
    if parts is None or url is None:
        return None
    values = query(url)
    for name in parameters:
        if values.get(name):
            return values[name]
    path = parts.path.rstrip("/")
    return path.rpartition("/")[2].lower() or None if "/" in path else None
