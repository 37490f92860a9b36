"""Text without markup: what is left of pages of forums and blogs in corpora of web text, in WET files and plain files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from spiders.dates import read_date
from spiders.errors import NotAPage
from spiders.flattened import Flat, read_flattened
from spiders.items import Author, Listing, Moment, PageKind, Site, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform, derived_id
from spiders.urls import normalise, split

NOWHERE = "text.invalid"
"""The host of texts whose address nobody knows: reserved for what does not exist (RFC 6761)."""
LARGEST = 8 << 20
"""Characters of a text; what is longer is a book."""
_PAGE = re.compile(r"/page-(\d{1,6})/?$")


class Flattened(Platform):
    """A page flattened to text."""

    name = "flattened"
    title = "Flattened text"
    versions = "XenForo 2, WordPress; guessed"

    def detect(self, page: Page) -> Detected | None:
        """By what software leaves behind in text; pages with markup are nobody's text."""
        if page.content_type != "text/plain":
            return None
        flat = _flat(page)
        return Detected(flat.family) if flat is not None else None

    def kind(self, page: Page) -> PageKind:
        """By what was found.

        Raises:
            NotAPage: no rule knows this text.
        """
        return self._known(page).kind

    def site(self, page: Page) -> Site:
        """Nothing but where it is."""
        return Site(url=self.site_url(page), platform=self.name)

    def site_url(self, page: Page) -> str:
        """The host: where on it the forum or blog begins is not in the text. Without one, the folder that the text lies in."""
        url = normalise(page.url)
        parts = split(url)
        folder = parts.path.split("/")[1] if parts is not None and parts.hostname == NOWHERE and parts.path.count("/") > 1 else ""
        return urljoin(url, f"/{folder}/" if folder else "/")

    def listing(self, page: Page) -> Listing:
        """The articles of an index are there with all their words: no row of it has to be fetched."""
        return Listing(number=1, pages=1)

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        """The threads that were found."""
        return self._known(page).threads

    def explain(self, page: Page) -> Iterable[str]:
        """What tells the family and the borders."""
        return self._known(page).reasons

    def header(self, page: Page) -> Thread:
        """The first thread."""
        return self._known(page).threads[0].thread

    def _known(self, page: Page) -> Flat:
        flat = _flat(page)
        if flat is None:
            raise NotAPage(page.url, "no forum or blog that is known left this text")
        return flat

    def post_id(self, page: Page, node: Any) -> str | None:
        """Read by `spiders.flattened`."""
        return None

    def author(self, page: Page, node: Any) -> Author | None:
        """Not in the text."""
        return None

    def posted(self, page: Page, node: Any) -> Moment | None:
        """Not in the text."""
        return None


def _flat(page: Page) -> Flat | None:
    """The page, read once."""
    if "flattened" not in page.memo:
        address, number = _place(page.url)
        page.memo["flattened"] = (
            read_flattened(
                page.text,
                date=lambda raw: read_date(raw, clock=page.clock, zone=page.zone),
                identify=derived_id,
                address=address,
                number=number,
            )
            if len(page.body) <= LARGEST
            else None
        )
    found: Flat | None = page.memo["flattened"]
    return found


def _place(url: str) -> tuple[str | None, int | None]:
    """The address of a thread, and which of its pages this is; none for a text that has no address of its own."""
    parts = split(url)
    if parts is None or parts.scheme not in ("http", "https") or parts.hostname in (None, NOWHERE):
        return None, None
    address = normalise(url)
    found = _PAGE.search(address)
    return (address[: found.start()] + "/", int(found[1])) if found else (address, None)
