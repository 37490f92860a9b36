"""FluxBB 1.2 to 1.5."""

from __future__ import annotations

import re

from spiders.page import Page
from spiders.platforms.base import Detected
from spiders.platforms.punbb_feeds import made_by
from spiders.platforms.punbb_tables import TableLayout
from spiders.text import fold

_VERSION = re.compile(r"FluxBB (\d+(?:\.\d+)+)")


class FluxBB(TableLayout):
    """FluxBB."""

    name = "fluxbb"
    title = "FluxBB"
    versions = "1.2 to 1.5"

    def detect(self, page: Page) -> Detected | None:
        """By the frame, which PunBB 1.2 has as an id and FluxBB as a class, or by the name in the footer."""
        if page.is_json:
            return None
        if page.is_xml:
            version = made_by(page, "FluxBB")
            return Detected(version=version or None) if version is not None else None
        if page.first("#punwrap > .pun, .pun > .punwrap") is None:
            return None
        powered = page.first('#brdfooter a[href*="fluxbb.org"], #poweredby a[href*="fluxbb"]')
        if powered is None and page.first(".pun > .punwrap") is None:
            return None
        place = powered.parent if powered is not None else None
        found = _VERSION.search(fold(place.text())) if place is not None else None
        return Detected(version=found[1] if found else None)
