"""The objects of the WordPress REST API: whose they are, the site, the lists of labels and authors, and single values."""

from __future__ import annotations

import re
from typing import Any, TypeGuard

from selectolax.lexbor import LexborHTMLParser

from spiders.dates import stamp
from spiders.errors import NotAPage
from spiders.items import Author, Label, Listing, Moment, Site
from spiders.page import Page
from spiders.platforms import wordpress_urls as urls
from spiders.text import fold

Json = dict[str, Any]


def is_object(value: object) -> TypeGuard[Json]:
    """Whether a piece of JSON is an object."""
    return isinstance(value, dict)


def items(page: Page) -> list[Json]:
    """The objects of an answer: those of a collection, or the single one."""
    answer = page.json
    return [item for item in answer if is_object(item)] if isinstance(answer, list) else [answer] if is_object(answer) else []


def is_root(item: Json) -> bool:
    """Whether an object is the root of the API."""
    return isinstance(item.get("namespaces"), list) and is_object(item.get("routes"))


def is_ours(page: Page) -> bool:
    """Whether WordPress made a JSON answer: the root names the namespace, an item links to it."""
    try:
        answer = items(page)
    except NotAPage:
        return False
    if not answer:
        return 'rel="https://api.w.org/"' in page.headers.get("link", "")
    first = answer[0]
    links = first.get("_links")
    return (is_root(first) and "wp/v2" in first["namespaces"]) or (is_object(links) and "/wp/v2/" in str(links.get("collection")))


def site(page: Page, platform: str) -> Site:
    """The site: from the root its name and time zone, from anything else its address."""
    base = re.sub(
        r"(?:index\.php/?)?(?:wp-json(?:/.*)?|\?rest_route=.*)?$",
        "",
        page.url.partition("?rest_route")[0].partition("wp-json")[0],
    )
    root = next((item for item in items(page) if is_root(item)), None)
    if root is None:
        return Site(url=urls.canonical(base), platform=platform)
    zone = text(root, "timezone_string") or _offset_zone(root.get("gmt_offset"))
    return Site(
        url=urls.canonical(base),
        platform=platform,
        title=plain(root.get("name")),
        timezone=zone,
        timezone_source="stated" if zone else None,
    )


def _offset_zone(offset: object) -> str | None:
    """A zone that is a mere offset from UTC in hours (``2``, ``5.5``): by its IANA name where it has one."""
    try:
        minutes = round(float(str(offset)) * 60)
    except (ValueError, OverflowError):
        return None
    hours, rest = divmod(abs(minutes), 60)
    if hours > 14:
        return None
    if rest:
        return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"
    return f"Etc/GMT{'+' if minutes < 0 else '-'}{hours}" if hours else "Etc/UTC"


# -- lists of their own ------------------------------------------------------------------------------------------------


def listing(page: Page) -> Listing | None:
    """Categories and tags; None where the answer holds none."""
    found = [item for item in items(page) if item.get("taxonomy") in ("category", "post_tag") and plain(item.get("name"))]
    slugs = {number(item.get("id")): term(item) for item in found}
    labels = tuple(
        Label(
            kind="category" if item["taxonomy"] == "category" else "tag",
            title=plain(item.get("name")) or "",
            id=term(item),
            url=urls.canonical(text(item, "link") or "") or None,
            parent_id=slugs.get(number(item.get("parent"))),
        )
        for item in found
    )
    return Listing(labels=labels) if labels else None


def term(item: Json) -> str | None:
    """A term's id as pages tell it: by its address."""
    return urls.slug(text(item, "link"), "cat", "tag") or text(item, "slug")


def authors(page: Page) -> tuple[Author, ...]:
    """Users: the slug is the id, as on pages; the number, by which articles name them here, an alias."""
    return tuple(
        author for item in items(page) if "slug" in item and "avatar_urls" in item and (author := user(item)) is not None
    )


def user(item: Json) -> Author | None:
    """One user; None where name or slug is missing."""
    name, slug, alias = plain(item.get("name")), text(item, "slug"), number(item.get("id"))
    if not name or not slug:
        return None
    return Author(name=name, id=slug, url=text(item, "link"), guest=False, aliases=(alias,) if alias else ())


# -- values -----------------------------------------------------------------------------------------------------------


def moment(utc: object, local: object) -> Moment | None:
    """A time given twice: in UTC without saying so, and in the site's own zone."""
    if isinstance(utc, str) and utc:
        found = stamp(f"{utc}Z" if not re.search(r"(?:Z|[+-]\d\d:?\d\d)$", utc) else utc, utc)
        own = stamp(local, utc) if isinstance(local, str) else None
        if found is not None and found.at is not None:
            return Moment(raw=utc, at=found.at, local=own.local if own else None, precision="second")
    return stamp(local) if isinstance(local, str) and local else None


def number(value: object) -> str | None:
    """An id; 0 is nobody and nothing."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def text(item: Json, name: str) -> str | None:
    """A field that holds words."""
    value = item.get(name)
    return value if isinstance(value, str) and value else None


def plain(html: object) -> str | None:
    """Words that are given as HTML ("Pumps &amp; motors")."""
    if not isinstance(html, str):
        return None
    if "<" not in html and "&" not in html:
        return fold(html) or None
    body = LexborHTMLParser(html).body
    return (fold(body.text()) if body is not None else "") or None
