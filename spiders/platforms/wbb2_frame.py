"""What stands around the posts and rows of Burning Board 2: version, names, breadcrumbs, page links, notices, times."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from spiders.dates import read_date
from spiders.items import Author, Board, Moment
from spiders.page import Page
from spiders.platforms import wbb2_links as links
from spiders.text import fold, label, number

_VERSION = re.compile(r"Burning Board\W{0,3}(?P<lite>Lite)?\W{0,3}(?:(?:Version|v)\W{0,3})?(?P<number>\d+(?:\.\d+)*)?")
_CURRENT = re.compile(r"\[(\d[\d.,]*)\]")
_PAGES = re.compile(r"\((\d[\d.,]*)\)\s?:")


def version(page: Page) -> str | None:
    """As the footer names it ("2.3.6", "Lite 1.0.2")."""
    for link in reversed(page.tree.css('a[href*="woltlab"]')):
        found = _VERSION.search(fold(link.parent.text() if link.parent is not None else link.text()))
        if found and found["number"]:
            return f"Lite {found['number']}" if found["lite"] else found["number"]
    return None


def site_url(page: Page) -> str:
    """By a link to the index, else by the page's address."""
    if "wbb2 root" not in page.memo:
        home = page.attribute('link[rel="index"][href], .logobackground a[href], a[href^="index.php"]', "href")
        page.memo["wbb2 root"] = links.root(page.absolute(home) or page.url)
    address: str = page.memo["wbb2 root"]
    return address


def above(node: LexborNode | None, tag: str) -> LexborNode | None:
    """The nearest such element that the node stands in."""
    node = node.parent if node is not None else None
    while node is not None and node.tag != tag:
        node = node.parent
    return node


def cells(row: LexborNode) -> list[LexborNode]:
    """The cells of a row, and not those of tables in them."""
    return [cell for cell in row.iter() if cell.tag == "td"]


def member(page: Page, link: LexborNode) -> Author | None:
    """A name over a link to a profile."""
    name, user = fold(link.text()), links.member_in(page.absolute(link.attrs.get("href")))
    return (
        Author(name=name, id=user, url=f"{site_url(page)}profile.php?userid={user}" if user else None, guest=False)
        if name
        else None
    )


def moment(page: Page, raw: str) -> Moment:
    """A time in the zone of the board, which no page names."""
    if "wbb2 languages" not in page.memo:
        language = page.attribute("html", "lang") or page.attribute("html", "xml:lang")
        page.memo["wbb2 languages"] = (language,) if language else ()
    return read_date(raw, clock=page.clock, zone=page.zone, languages=page.memo["wbb2 languages"])


def crumbs(page: Page) -> tuple[Board, ...]:
    """The boards around the page, outermost first: a row of bold links that begins with one to the index."""
    home = next((one for one in page.tree.css('b > a[href*="index.php"]') if _is_bar(one)), None)
    bar = home.parent if home is not None else None
    found: dict[str, Board] = {}
    for link in bar.css("a[href]") if bar is not None else ():
        url, title = page.absolute(link.attrs.get("href")), label(link)
        board_id = links.board_in(url)
        if url and title and board_id and board_id not in found:
            parent = next(reversed(found), None)
            found[board_id] = Board(title=title, id=board_id, url=links.first_page(url), parent_id=parent)
    return tuple(found.values())


def _is_bar(link: LexborNode) -> bool:
    return link.parent is not None and link.parent.css_first('a[href*="board.php"]') is not None


def page_number(page: Page) -> tuple[int | None, int | None]:
    """By the page links, "Pages (3): [1] 2 3"; without any there is one page."""
    current, pages, _ = _pager(page)
    return current, pages


def _pager(page: Page) -> tuple[int | None, int | None, LexborNode | None]:
    if "wbb2 pages" not in page.memo:
        page.memo["wbb2 pages"] = _find_pager(page)
    found: tuple[int | None, int | None, LexborNode | None] = page.memo["wbb2 pages"]
    return found


def _find_pager(page: Page) -> tuple[int | None, int | None, LexborNode | None]:
    for bold in page.tree.css("b"):
        current = _CURRENT.fullmatch(label(bold) or "")
        bar: LexborNode | None = bold.parent if current else None
        for _ in range(3):
            found = _PAGES.search(fold(bar.text())) if bar is not None else None
            if current and found:
                return number(current[1]), number(found[1]), bar
            bar = bar.parent if bar is not None else None
    return 1, 1, None


def next_url(page: Page) -> str | None:
    """The page link that bears the next number."""
    current, pages, bar = _pager(page)
    if current is None or pages is None or bar is None or current >= pages:
        return None
    for link in bar.css('a[href*="page="]'):
        url = page.absolute(link.attrs.get("href"))
        if url and links.page_in(url) == current + 1:
            return links.canonical(url)
    return None


def notice(page: Page) -> str | None:
    """What a page of its own says instead: an error, or that one may not enter."""
    return label(page.first(".mainpage .normalfont b, .mainpage .normalfont")) if _is_bare(page) else _heading(page)


def _is_bare(page: Page) -> bool:
    return page.first("tr.mainpage") is not None


def _heading(page: Page) -> str | None:
    return label(page.first(".tabletitle .normalfont b"))
