"""What the pages of Burning Board 3 and Lite 2 have in common: version, clock, breadcrumbs, page links."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo

from selectolax.lexbor import LexborNode

from spiders.items import Board
from spiders.page import Page
from spiders.platforms import wbb_links as links
from spiders.text import label, number

_VERSION = re.compile(r"Burning Board\D{0,4}(?P<lite>Lite)?\D{0,4}(?P<number>\d+(?:\.\d+)*)?")
_ZONE = re.compile(r"(?:UTC|GMT)\s?([+-]\d{1,2})(?:[:.,](\d{1,2}))?")


def version(page: Page) -> str | None:
    """As the footer names it ("3.1.8", "Lite 2.1.2")."""
    found = _VERSION.search(label(page.first(".copyright a, .copyright")) or "")
    stated = found["number"] if found else None
    return f"Lite {stated}" if stated and found and found["lite"] else stated


def stated_zone(page: Page) -> tzinfo | None:
    """The distance from UTC that the footer names beside its clock."""
    if "wbb clock" not in page.memo:
        place = page.first("#date")
        found = _ZONE.search(f"{place.attrs.get('title') or ''} {label(place) or ''}") if place is not None else None
        hours, minutes = (int(found[1]), int(found[2] or 0)) if found else (0, 0)
        known = found is not None and abs(hours) <= 14 and minutes < 60
        distance = timedelta(hours=hours, minutes=-minutes if found and found[1].startswith("-") else minutes)
        page.memo["wbb clock"] = timezone(distance) if known else None
    zone: tzinfo | None = page.memo["wbb clock"]
    return zone


def crumbs(page: Page) -> tuple[Board, ...]:
    """The boards around the page, outermost first."""
    found: list[Board] = []
    bar = page.first("#main > .breadCrumbs, .breadCrumbs")
    for link in bar.css("a[href]") if bar is not None else ():
        url, title = page.absolute(link.attrs.get("href")), label(link)
        board_id = links.board_in(url)
        if url and title and board_id:
            parent = found[-1].id if found else None
            found.append(Board(title=title, id=board_id, url=links.first_page(url), parent_id=parent))
    return tuple(found)


def page_number(page: Page) -> tuple[int | None, int | None]:
    """By the page links; without any there is one page."""
    if "wbb pages" not in page.memo:
        page.memo["wbb pages"] = _numbers(page)
    found: tuple[int | None, int | None] = page.memo["wbb pages"]
    return found


def _numbers(page: Page) -> tuple[int | None, int | None]:
    bar = page.first(".contentHeader .pageNavigation, .pageNavigation")
    if bar is None:
        return 1, 1
    shown = [found for one in bar.css("li") if (found := number(label(one)))]
    return number(label(bar.css_first(".active, .selected"))) or links.page_in(page.url), max(shown, default=None)


def next_url(page: Page) -> str | None:
    """The link that bears the next number, whatever it is called."""
    current, pages = page_number(page)
    if current is None or pages is None or current >= pages:
        return None
    for link in page.tree.css(".pageNavigation a[href]"):
        url = page.absolute(link.attrs.get("href"))
        if url and (links.page_in(url) or 1) == current + 1:
            return url
    return None


def around(node: LexborNode) -> LexborNode | None:
    """The list item that the node is in."""
    above = node.parent
    while above is not None and above.tag != "li":
        above = above.parent
    return above
