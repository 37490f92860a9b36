"""Feeds (RSS 2.0, RSS 1.0, Atom): what each entry says of itself. Fetches nothing, knows no platform."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element

from spiders.dates import stamp
from spiders.errors import NotAPage
from spiders.items import Moment
from spiders.page import Page
from spiders.sitemaps import name_of
from spiders.text import fold, number


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry. ``html`` is its full text where the feed gives one, ``summary`` what it gives otherwise."""

    url: str | None = None
    guid: str | None = None
    title: str | None = None
    author: str | None = None
    posted: Moment | None = None
    updated: Moment | None = None
    comments: int | None = None
    html: str | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed read. ``generator`` is what made it, as it says."""

    title: str | None = None
    url: str | None = None
    language: str | None = None
    generator: str | None = None
    entries: tuple[FeedEntry, ...] = ()


def is_feed(root: Element) -> bool:
    """Whether an XML document is a feed."""
    return name_of(root) in {"rss", "RDF", "feed"}


def read_feed(page: Page) -> Feed:
    """Read a feed.

    Raises:
        NotAPage: it is none.
    """
    root = page.xml
    if not is_feed(root):
        raise NotAPage(page.url, f"an XML document that is no feed (<{name_of(root)}>)")
    channel = next((child for child in root if name_of(child) == "channel"), root)
    nodes = [node for parent in {id(channel): channel, id(root): root}.values() for node in parent]
    generator = next((node for node in channel if name_of(node) == "generator"), None)
    return Feed(
        title=_text(channel, "title"),
        url=_link(channel),
        language=_text(channel, "language") or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        generator=(generator.get("uri") or _words(generator)) if generator is not None else None,
        entries=tuple(_entry(node) for node in nodes if name_of(node) in {"item", "entry"}),
    )


def _entry(node: Element) -> FeedEntry:
    person = next((child for child in node if name_of(child) == "author"), None)
    content = _text(node, "encoded", whole=True) or _text(node, "content", whole=True)
    return FeedEntry(
        url=_link(node),
        guid=_text(node, "guid") or _text(node, "id"),
        title=_text(node, "title"),
        author=_text(node, "creator") or (_text(person, "name") or _words(person) if person is not None else None),
        posted=_moment(_text(node, "pubDate") or _text(node, "published") or _text(node, "date")),
        updated=_moment(_text(node, "updated")),
        comments=number(_figure(node)),
        html=content,
        summary=_text(node, "description", whole=True) or _text(node, "summary", whole=True),
    )


def _figure(node: Element) -> str | None:
    """How many comments an entry has: ``slash:comments`` or ``thr:total``. The plain ``comments`` of RSS is an address."""
    for child in node:
        name = name_of(child)
        if name == "total" or (name == "comments" and "slash" in str(child.tag)):
            return child.text
    return None


def _link(node: Element) -> str | None:
    """The address of what is described: the text of ``<link>`` in RSS, the alternate ``<link href>`` in Atom."""
    for child in node:
        if name_of(child) != "link":
            continue
        href = child.get("href")
        if href is None and (child.text or "").strip():
            return (child.text or "").strip()
        if href and name_of(node) in {"entry", "feed"} and child.get("rel", "alternate") == "alternate":
            return href
    return None


def _text(node: Element, name: str, *, whole: bool = False) -> str | None:
    for child in node:
        if name_of(child) == name:
            return (child.text or None) if whole else (_words(child) or None)
    return None


def _words(node: Element) -> str:
    return fold("".join(node.itertext()))


def _moment(value: str | None) -> Moment | None:
    """A time as feeds write it: RFC 822 in RSS, ISO 8601 in Atom. Its offset is the feed's, no reading of the site's clocks."""
    if not value:
        return None
    if value[:4].isdigit():
        found = stamp(value)
        return replace(found, local=None) if found is not None and found.at is not None else found
    try:
        moment = parsedate_to_datetime(value)
        at = moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError, TypeError, IndexError):
        return Moment(raw=value)
    return Moment(raw=value, at=at, local=None if at else moment, precision="second")
