"""Sitemaps (sitemaps.org 0.9): the addresses they list, and the sitemaps an index lists. Fetches nothing, knows no platform."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from spiders.dates import stamp
from spiders.errors import NotAPage
from spiders.items import Moment
from spiders.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a sitemap: an address, and when it last changed if the sitemap says so."""

    url: str
    modified: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """A sitemap read: ``pages`` of a urlset, ``sitemaps`` of an index."""

    pages: tuple[Entry, ...] = ()
    sitemaps: tuple[Entry, ...] = ()


def is_sitemap(root: Element) -> bool:
    """Whether an XML document is a sitemap or an index of them."""
    return name_of(root) in {"urlset", "sitemapindex"}


def read_sitemap(page: Page) -> Sitemap:
    """Read a sitemap.

    Raises:
        NotAPage: it is none.
    """
    root = page.xml
    if not is_sitemap(root):
        raise NotAPage(page.url, f"an XML document that is no sitemap (<{name_of(root)}>)")
    entries = tuple(entry for node in root if (entry := _entry(node)) is not None)
    return Sitemap(pages=entries) if name_of(root) == "urlset" else Sitemap(sitemaps=entries)


def _entry(node: Element) -> Entry | None:
    facts = {name_of(child): (child.text or "").strip() for child in node}
    url = facts.get("loc", "")
    if not url.startswith(("http://", "https://")):
        return None
    return Entry(url=url, modified=stamp(facts.get("lastmod")))


def name_of(node: Element) -> str:
    """An element's name without its namespace; a comment or processing instruction has none."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
