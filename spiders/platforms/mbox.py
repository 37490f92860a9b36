"""Mail boxes as files (mbox), by themselves: read into threads. Those of Pipermail and HyperKitty are read by these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urljoin

from spiders.errors import ParseError
from spiders.items import Author, Board, Listing, Moment, PageKind, Site, Thread, ThreadPage
from spiders.mail_box import is_archives_box, is_box, read_box
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.hyperkitty_links import is_export
from spiders.urls import normalise


class Mbox(Platform):
    """A file in the mbox format, packed with gzip or not."""

    name = "mbox"
    title = "mbox"
    family = "mail"
    versions = "mboxo, mboxrd, gzip"

    def detect(self, page: Page) -> Detected | None:
        """By the line that begins each mail, and a header under it."""
        if page.body[:2] not in (b"Fr", b"\x1f\x8b") or not is_box(page.body):
            return None
        return Detected() if not is_archives_box(page.body) and not is_export(page.url) else None

    def kind(self, page: Page) -> PageKind:
        """A box lists its threads."""
        return "board"

    def site(self, page: Page) -> Site:
        """Nothing but where it is."""
        return Site(url=self.site_url(page), platform=self.name)

    def site_url(self, page: Page) -> str:
        """The folder that the file lies in."""
        return urljoin(normalise(page.url).partition("?")[0], ".")

    def listing(self, page: Page) -> Listing:
        """What is in the box is there with all its words: no row of it has to be fetched."""
        return Listing(number=1, pages=1)

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        """All threads in the box."""
        name = unquote(normalise(page.url).partition("?")[0].rpartition("/")[2])
        yield from read_box(page, Board(title=name, id=name, url=normalise(page.url)) if name else None)

    def header(self, page: Page) -> Thread:
        """No page of this kind is of one thread."""
        raise ParseError(self.name, page.url, "a mail box holds many threads")

    def post_id(self, page: Page, node: Any) -> str | None:
        """Read by `spiders.mail_box`."""
        return None

    def author(self, page: Page, node: Any) -> Author | None:
        """Read by `spiders.mail_box`."""
        return None

    def posted(self, page: Page, node: Any) -> Moment | None:
        """Read by `spiders.mail_box`."""
        return None
