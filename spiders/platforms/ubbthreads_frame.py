"""What stands around the posts and rows of a UBB.threads page, and how the site writes its days."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from spiders.dates import Order, read_date
from spiders.items import Author, Board, Moment
from spiders.page import Page
from spiders.platforms.ubbthreads_links import canonical, id_in
from spiders.text import fold, label, number

_DAY = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2\d{2,4}(?!\d)")
_STATING = frozenset({"pagination", "pages", "page-of", "pagenav"})
"""Classes of what may say "Page 2 of 3"."""
_LINKED = frozenset({"pagination", "pages", "page-n", "page-cur", "pagenav", "navpages"})
"""Classes of what links to other pages."""
_PLACES = re.compile(r"\d+(?: of \d+| / \d+)")


def read_order(page: Page) -> Order:
    """How the site writes its days in figures: by any on the page that can be read in one way only, else as UBB.threads comes:
    month first ("01/29/13").
    """
    if "order" not in page.memo:
        page.memo["order"] = _find_order(page)
    order: Order = page.memo["order"]
    return order


def _find_order(page: Page) -> Order:
    for node in page.tree.css(".date"):
        for first, _, second in _DAY.findall(node.text()):
            if int(first) > 12:
                return "DMY"
            if int(second) > 12:
                return "MDY"
    return "MDY"


def languages(page: Page) -> tuple[str, ...]:
    """The page's language."""
    if "languages" not in page.memo:
        stated = page.attribute("html", "lang")
        page.memo["languages"] = (stated,) if stated else ()
    known: tuple[str, ...] = page.memo["languages"]
    return known


def read_moment(page: Page, raw: str) -> Moment:
    """A time as the site prints it; no page names its zone."""
    return read_date(raw, clock=page.clock, zone=page.zone, languages=languages(page), order=read_order(page))


def read_moment_in(page: Page, place: LexborNode | None) -> Moment | None:
    """The time in a place: ``.date`` and ``.time``, which are one where the day is a word."""
    if place is None:
        return None
    words = " ".join(fold(node.text()) for node in place.css(".date, .time"))
    return read_moment(page, words) if words else None


def read_member(page: Page, link: LexborNode | None) -> Author | None:
    """A name, linked to a profile where it is a member's."""
    name = label(link)
    href = page.absolute(link.attrs.get("href")) if link is not None else None
    member = id_in(href, "member")
    if name is None:
        return None
    return Author(name=name, id=member, url=canonical(href) if href and member else None, guest=False if member else None)


def read_path(page: Page) -> tuple[tuple[Board, ...], str | None]:
    """The categories and boards that lead to the page, and what it calls itself: the words after the last link."""
    if "path" not in page.memo:
        page.memo["path"] = _find_path(page)
    path: tuple[tuple[Board, ...], str | None] = page.memo["path"]
    return path


def _find_path(page: Page) -> tuple[tuple[Board, ...], str | None]:
    bar = page.first("#breadcrumbs h1, .breadcrumbs h1") or page.first("#breadcrumbs, .breadcrumbs")
    if bar is None:
        return (), None
    found: dict[str, Board] = {}
    words = ""
    for child in bar.iter(include_text=True):
        if child.is_text_node:
            words += child.text_content or ""
        elif child.tag == "a":
            words = ""
            href = page.absolute(child.attrs.get("href"))
            board_id, title = id_in(href, "category") or id_in(href, "board"), label(child)
            if href and board_id and title:
                above = next(reversed(found), None)
                is_category = board_id.startswith("c")
                found[board_id] = Board(
                    id=board_id, title=title, url=canonical(href), kind="category" if is_category else "forum", parent_id=above
                )
        elif child.tag in {"span", "strong", "b"}:
            words += child.text()
    return tuple(found.values()), fold(words).strip("»> ") or None


def _bars(page: Page) -> list[tuple[LexborNode, frozenset[str]]]:
    """The page controls and their cells, with their classes: looked for once, since most pages have none."""
    if "bars" not in page.memo:
        bars = page.tree.css(".pagination, .pages, .page-n, .page-cur, .page-of, .pagenav, td.navpages")
        page.memo["bars"] = [(node, frozenset((node.attrs.get("class") or "").split())) for node in bars]
    known: list[tuple[LexborNode, frozenset[str]]] = page.memo["bars"]
    return known


def _links(page: Page) -> list[tuple[int, str]]:
    """Number and address of each page that the page controls lead to."""
    if "page links" not in page.memo:
        found = []
        for bar, classes in _bars(page):
            if "page-of" in classes and classes.isdisjoint(_LINKED):
                continue
            for link in (bar, *bar.css("a[href]")):
                place, href = number(label(link)), page.absolute(link.attrs.get("href"))
                if place and href:
                    found.append((place, href))
        page.memo["page links"] = found
    links: list[tuple[int, str]] = page.memo["page links"]
    return links


def read_pages(page: Page) -> tuple[int | None, int | None]:
    """This page's number and the number of pages: "Page 2 of 3", else by the links; a page without controls is the only one."""
    if "pages" not in page.memo:
        page.memo["pages"] = _find_pages(page)
    pages: tuple[int | None, int | None] = page.memo["pages"]
    return pages


def _find_pages(page: Page) -> tuple[int | None, int | None]:
    for node, classes in _bars(page):
        if classes.isdisjoint(_STATING) and (node.tag != "td" or "page-n" not in classes):
            continue
        stated = _PLACES.search(fold(node.text()))
        if stated:
            first, last = (int(figure) for figure in re.findall(r"\d+", stated[0]))
            return first, last
    links = _links(page)
    current = number(label(page.first(".page-cur, .pagination .active, .pages .current"))) if _bars(page) else None
    if current is None and not links:
        return 1, 1
    return current, max([place for place, _ in links] + [current or 1])


def read_next(page: Page) -> str | None:
    """The link that bears the next number, or says so by its relation."""
    current = read_pages(page)[0]
    href = page.attribute('link[rel="next"], a[rel="next"]', "href")
    if href is None and current is not None:
        href = next((href for place, href in _links(page) if place == current + 1), None)
    url = page.absolute(href)
    return canonical(url) if url else None
