"""PunBB 1.2."""

from __future__ import annotations

from spiders.page import Page
from spiders.platforms.base import Detected
from spiders.platforms.punbb_feeds import feed_of, made_by
from spiders.platforms.punbb_links import script
from spiders.platforms.punbb_tables import TableLayout
from spiders.urls import query


class PunBB12(TableLayout):
    """PunBB 1.2. In the database it is one platform with its successors: sites moved on and kept their ids."""

    name = "punbb"
    title = "PunBB 1.2"
    versions = "1.2"

    INNER_QUOTE = "blockquote > .incqbox"

    def detect(self, page: Page) -> Detected | None:
        """By the frame that FluxBB has too, with PunBB's name in the footer, or without any."""
        if page.is_json:
            return None
        if page.is_xml:
            if script(page.url) != "extern" or query(page.url).get("action") != "active" or feed_of(page) is None:
                return None
            return Detected(version="1.2") if made_by(page, "FluxBB") is None else None
        return Detected(version="1.2") if page.first("#punwrap > .pun") is not None else None
