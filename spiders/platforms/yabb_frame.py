"""What YaBB's pages share: times, members, the way to a page, pages."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from spiders.clocks import zone_by_clock
from spiders.dates import Order, read_date
from spiders.items import Author, Board, Moment
from spiders.page import Page
from spiders.platforms.yabb_links import canonical, id_in, place_in, thing_in
from spiders.text import fold, label, number, text_outside

_DOTTED = re.compile(r"\d\.\d")
_ASIDE = re.compile(r"^(?P<name>.+?)(?: \((?P<aside>[^()]*)\)| - (?P<former>[^-]*))$")


def languages(page: Page) -> tuple[str, ...]:
    """The page's language."""
    if "languages" not in page.memo:
        stated = page.attribute("html", "lang")
        page.memo["languages"] = (stated,) if stated else ()
    known: tuple[str, ...] = page.memo["languages"]
    return known


def read_moment(page: Page, raw: str) -> Moment:
    """A time as the site prints it; no page names its zone. Days in figures begin with the month where strokes part them.

    The page's own clock settles what "Today" means, and no more: times of the other half of the year may stand an hour apart.
    """
    order: Order = "DMY" if _DOTTED.search(raw) else "MDY"
    tongues = languages(page)
    moment = read_date(raw, clock=page.clock, zone=page.zone, languages=tongues, order=order)
    if moment.precision is None:
        if "zone" not in page.memo:
            clock = label(page.first("#yabbclock, td.time"))
            page.memo["zone"] = zone_by_clock(page, clock) if clock else None
        zone = page.memo["zone"]
        if zone is not None:
            moment = read_date(raw, clock=page.clock, zone=zone, languages=tongues, order=order)
    return moment


def read_member(page: Page, place: LexborNode | None, *, linked: bool = False, beside: str = "a[name]") -> Author | None:
    """The name in a place: linked to a profile, or with an aside that tells guests ("Bob (Guest)") from those who left.

    Args:
        linked: only a link counts; other words stand there, too.
        beside: what else stands there.
    """
    if place is None:
        return None
    for link in place.css('a[href*="action=viewprofile"]'):
        href, name = page.absolute(link.attrs.get("href")), label(link)
        member = id_in(href, "member")
        if href and member and name:
            return Author(name=name, id=member, url=canonical(href), guest=False)
    words = None if linked else text_outside(place, beside)
    found = _ASIDE.match(words or "")
    if found:
        left = found["former"] is not None or place.css_first("i") is not None
        return Author(name=found["name"], guest=None if left else True)
    return Author(name=words) if words else None


def read_path(page: Page) -> tuple[str | None, tuple[Board, ...], str | None]:
    """The site's title, the categories and boards that lead to the page, and what it calls itself: the words after the last."""
    if "path" not in page.memo:
        page.memo["path"] = _find_path(page)
    path: tuple[str | None, tuple[Board, ...], str | None] = page.memo["path"]
    return path


def _find_path(page: Page) -> tuple[str | None, tuple[Board, ...], str | None]:
    bar = next((one for one in page.tree.css("td.nav") if one.css_first("a[href]") is not None), None)
    if bar is None:
        return None, (), None
    site = None
    found: dict[str, Board] = {}
    words = ""
    for child in bar.iter(include_text=True):
        if child.is_text_node:
            words += child.text_content or ""
        elif child.tag == "a":
            words = ""
            href, title = page.absolute(child.attrs.get("href")), label(child)
            category = id_in(href, "category")
            board_id = category or id_in(href, "board")
            if href and title and board_id:
                above = next(reversed(found), None)
                found[board_id] = Board(
                    id=board_id, title=title, url=canonical(href), kind="category" if category else "forum", parent_id=above
                )
            elif site is None:
                site = title
        else:
            words += child.text()
    return site, tuple(found.values()), fold(words).lstrip("›»/> ").strip() or None


def _links(page: Page, own: tuple[str, str] | None) -> list[tuple[int, str, LexborNode]]:
    """Number, address and element of each link to a page of the same thing."""
    found = []
    for link in page.tree.css('a[href*="="]'):
        href = link.attrs.get("href") or ""
        shown = number(label(link)) if "#" not in href and "?" in href else None
        url = page.absolute(href) if shown is not None else None
        thing = thing_in(url)
        if shown and url and thing is not None and thing[:2] == own and place_in(url) is not None:
            found.append((shown, url, link))
    return found


def read_pages(page: Page, own: tuple[str, str] | None) -> tuple[int | None, int | None, str | None]:
    """This page's number, the number of pages and the next one's address; a page without controls is the only one."""
    if "pages" not in page.memo:
        page.memo["pages"] = _find_pages(page, own)
    pages: tuple[int | None, int | None, str | None] = page.memo["pages"]
    return pages


def _find_pages(page: Page, own: tuple[str, str] | None) -> tuple[int | None, int | None, str | None]:
    links = _links(page, own)
    if not links:
        return 1, 1, None
    around = links[0][2].parent
    current = next((place for one in around.css("b") if (place := number(label(one)))), None) if around is not None else None
    following = next((url for place, url, _ in links if current and place == current + 1), None)
    return current, max([place for place, _, _ in links] + [current or 1]), canonical(following) if following else None
