"""What ProBoards' pages share: members, times for machines, the way to a page, pages."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from spiders.dates import stamp
from spiders.items import Author, Board, Moment
from spiders.page import Page
from spiders.platforms.proboards_links import canonical, id_in, thing_in
from spiders.text import label, number

_FIGURE = re.compile(r"\d[\d,.]*")


def read_member(page: Page, place: LexborNode | None) -> Author | None:
    """The member or guest named in a place."""
    if place is None:
        return None
    links = place.css('a[href*="/user/"]')
    link = next((one for one in links if label(one)), None)  # a picture may be linked before the name
    href = page.absolute(link.attrs.get("href")) if link is not None else None
    member, name = id_in(href, "user"), label(link)
    if href and member and name:
        return Author(name=name, id=member, url=canonical(href), guest=False)
    guest = name or label(place.css_first(".user-guest, .user-deleted"))
    return Author(name=guest, guest=True) if guest else None


def read_moment(place: LexborNode | None) -> Moment | None:
    """The time in a place: counted in milliseconds, whatever the words beside it are."""
    node = place.css_first("[data-timestamp]") if place is not None else None
    return stamp(node.attrs.get("data-timestamp"), label(node) or node.attrs.get("title")) if node is not None else None


def read_figure(place: LexborNode | None) -> int | None:
    """The first figure in a place."""
    found = _FIGURE.search(label(place) or "")
    return number(found[0]) if found else None


def read_path(page: Page) -> tuple[Board, ...]:
    """The categories and boards that lead to the page."""
    found: dict[str, Board] = {}
    for link in page.tree.css("#nav-tree a[href], .nav-tree a[href]"):
        href, title = page.absolute(link.attrs.get("href")), label(link)
        category = id_in(href, "category")
        board_id = category or id_in(href, "board")
        if href and board_id and title:
            above = next(reversed(found), None)
            found.setdefault(
                board_id,
                Board(id=board_id, title=title, url=canonical(href), kind="category" if category else "forum", parent_id=above),
            )
    return tuple(found.values())


def read_pages(page: Page) -> tuple[int | None, int | None]:
    """This page's number and the number of pages, by the address and the page controls."""
    if "pages" not in page.memo:
        here = thing_in(page.url)
        asked = here[2] if here is not None else None
        places = []
        for link in page.tree.css(".ui-pagination a[href]"):
            thing = thing_in(page.absolute(link.attrs.get("href")))
            if thing is not None and (here is None or thing[:2] == here[:2]):
                places.append(thing[2] or 1)
        shown = number(label(page.first(".ui-pagination .state-selected, .ui-pagination .ui-pagination-current")))
        current = shown or asked or 1
        page.memo["pages"] = (current, max([*places, current]))
    pages: tuple[int | None, int | None] = page.memo["pages"]
    return pages


def read_next(page: Page) -> str | None:
    """The page after this one."""
    current = read_pages(page)[0] or 1
    for link in page.tree.css(".ui-pagination a[href], .control-bar li.next a[href]"):
        url = page.absolute(link.attrs.get("href"))
        thing = thing_in(url)
        if url and thing is not None and thing[2] == current + 1:
            return canonical(url)
    return None
