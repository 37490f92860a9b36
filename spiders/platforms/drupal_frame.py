"""What stands around the words of a Drupal page: version, node, pages, path of forums, and how the site writes its days."""

from __future__ import annotations

import re
from datetime import date

from selectolax.lexbor import LexborNode

from spiders.dates import Order, read_date, stamp
from spiders.items import Board, Moment
from spiders.page import Page
from spiders.platforms.drupal_links import board_in, canonical, is_forum, node_in, page_in
from spiders.selectors import possible
from spiders.text import fold, label, number

_MADE_BY = re.compile(rb"Drupal (\d+)")
_SIGNS = (
    b"Drupal.settings",
    b"drupal-settings-json",
    b"misc/drupal.js",
    b"misc/drupal.min.js",
    b"modules/node/node",
    b"Drupal.behaviors",
    b"data-drupal-",
)
_BODY_CLASS = re.compile(r"(?:^|\s)(?:path-node|page-node-type-[\w-]+|page-node-\d+|not-logged-in .*\bnode-type-[\w-]+)(?:\s|$)")
_BODY_NODE = re.compile(r"\bpage-node-(\d+)\b")
_REPLY = re.compile(r"comment/reply/(?:node/)?(\d+)\b")
_FIGURES = re.compile(r"(?:(\w{2,9}),?\s+)?(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_VALUE = re.compile(r'"([^"]+)"')
_NUMBER = re.compile(r"\d+")
DATED = ".submitted, .comment__submitted, .node__submitted, .created, .last-reply, .forum-posted-on"


def wanted(page: Page, selector: str) -> str:
    """The alternatives of a selector that can match on the page, by its classes and ids, and by the values it asks for; may be
    empty. Themes have many names for one thing, and a page has a hundred comments.
    """
    known: dict[str, str] = page.memo.setdefault("wanted", {})
    if selector not in known:
        likely = possible(selector, page.names)
        kept = [one for one in likely.split(", ") if all(value.encode() in page.body for value in _VALUE.findall(one))]
        known[selector] = ", ".join(kept)
    return known[selector]


def first_in(page: Page, selector: str, node: LexborNode) -> LexborNode | None:
    """The first element in a node that matches one of many names."""
    asked = wanted(page, selector)
    return node.css_first(asked) if asked else None


def all_in(page: Page, selector: str, node: LexborNode) -> list[LexborNode]:
    """All of them."""
    asked = wanted(page, selector)
    return node.css(asked) if asked else []


def read_version(page: Page) -> tuple[bool, str | None]:
    """Whether Drupal made the page, and which: it says so in a ``<meta>``, else by what its scripts and styles are called."""
    body = page.body
    place = body.find(b'content="Drupal ')
    found = _MADE_BY.match(body, place + 9) if place >= 0 else None
    if found:
        return True, found[1].decode()
    if not any(sign in body for sign in _SIGNS):
        return b"/sites/" in body and _is_marked(page), None
    if b"drupal-settings-json" in body:
        return True, "8"
    if b"system.base.css" in body or b"system.menus.css" in body:
        return True, "7"
    return True, "6" if b"system-menus" in body or b"modules/node/node" in body else None


def _is_marked(page: Page) -> bool:
    """Whether the body has the classes that core gives it: what is left where scripts and styles were taken out."""
    body = page.tree.body
    return _BODY_CLASS.search((body.attributes.get("class") or "") if body is not None else "") is not None


def node_id(page: Page) -> str | None:
    """The number of the page's own node, by the first of many places that tells it."""
    if "node" not in page.memo:
        page.memo["node"] = _find_node(page)
    found: str | None = page.memo["node"]
    return found


def _find_node(page: Page) -> str | None:
    for stated in (page.attribute('link[rel="shortlink"]', "href"), page.attribute('link[rel="canonical"]', "href"), page.url):
        found = node_in(page.absolute(stated))
        if found:
            return found
    body = page.tree.body
    named = _BODY_NODE.search((body.attributes.get("class") or "") if body is not None else "")
    if named:
        return named[1]
    own = page.attribute("[data-history-node-id]", "data-history-node-id")
    if own and own.isdecimal():
        return own
    form = page.first('form#comment-controls, form#comment-form, form[id^="comment"][action]')
    found = node_in(page.absolute(form.attributes.get("action"))) if form is not None else None
    if found:
        return found
    for link in page.tree.css('a[href*="comment/reply/"], form[action*="comment/reply/"]'):
        reply = _REPLY.search(link.attributes.get("href") or link.attributes.get("action") or "")
        if reply:
            return reply[1]
    main = page.first('.node[id^="node-"]')
    tail = (main.id or "").removeprefix("node-") if main is not None else ""
    return tail if tail.isdecimal() else None


def own_address(page: Page) -> str:
    """The address of the page's first page."""
    stated = page.absolute(page.attribute('link[rel="canonical"]', "href")) or page.url
    return re.sub(r"[?&]page=[\d,]+$", "", canonical(stated))


def read_pages(page: Page) -> tuple[int | None, int | None]:
    """This page's number and the number of pages; a page without controls is the only one."""
    if "pages" not in page.memo:
        page.memo["pages"] = _find_pages(page)
    pages: tuple[int | None, int | None] = page.memo["pages"]
    return pages


def _find_pages(page: Page) -> tuple[int | None, int | None]:
    bar = page.first(".pager, .pager__items, ul.pagination")
    if bar is None:
        return 1, 1
    here = bar.css_first(".pager-current, .is-active, .active, strong.pager-current")
    figure = _NUMBER.findall(label(here) or "")
    current = int(figure[-1]) if figure and len(figure[-1]) < 7 else page_in(page.url) or 1
    linked = [found for link in bar.css("a[href]") if (found := page_in(page.absolute(link.attributes.get("href")) or ""))]
    shown = [found for link in bar.css("a") if (found := number(label(link)))]
    return current, max([current, *linked, *shown])


def read_next(page: Page) -> str | None:
    """The next page, by the controls."""
    link = page.first(
        '.pager-next a, .pager__item--next a, .pager a[rel~="next"], .pagination a[rel~="next"], .pagination .next a'
    )
    return page.absolute(link.attributes.get("href")) if link is not None else None


def read_path(page: Page) -> tuple[Board, ...]:
    """The forums that lead to the page, outermost first."""
    if "path" in page.memo:
        known: tuple[Board, ...] = page.memo["path"]
        return known
    boards: list[Board] = []
    for link in page.tree.css(".breadcrumb a, nav.breadcrumb a, .breadcrumbs a, .easy-breadcrumb a"):
        url, title = page.absolute(link.attributes.get("href")), label(link)
        board = board_in(url) if is_forum(url) or "/taxonomy/term/" in (url or "") else None
        if url and title and board:
            boards.append(Board(id=board, title=title, url=canonical(url), parent_id=boards[-1].id if boards else None))
    page.memo["path"] = tuple(boards)
    return tuple(boards)


def in_forum(page: Page) -> bool:
    """Whether the page's node is a topic of core's forum: by its type, else by the way that leads to it."""
    body = page.tree.body
    classes = (body.attributes.get("class") or "") if body is not None else ""
    if "type-forum" in classes or page.first(".node-forum, .node--type-forum, .node-type-forum, .forum-post") is not None:
        return True
    return any(is_forum(page.absolute(link.attributes.get("href"))) for link in page.tree.css(".breadcrumb a, nav.breadcrumb a"))


def languages(page: Page) -> tuple[str, ...]:
    """The page's language, if it says."""
    if "languages" not in page.memo:
        stated = page.attribute("html", "lang") or page.attribute("html", "xml:lang")
        page.memo["languages"] = (stated,) if stated else ()
    known: tuple[str, ...] = page.memo["languages"]
    return known


def read_order(page: Page) -> Order | None:
    """How the site writes its days in figures: by any date that can be read in one way only, or whose weekday decides it."""
    if "order" not in page.memo:
        page.memo["order"] = next((found for node in page.tree.css(DATED) if (found := _order_in(node.text()))), None)
    order: Order | None = page.memo["order"]
    return order


def _order_in(words: str) -> Order | None:
    for weekday, first, second, year in _FIGURES.findall(words):
        if int(first) > 12 or int(second) > 12:
            return "DMY" if int(first) > 12 else "MDY"
        for order, day, month in (("DMY", first, second), ("MDY", second, first)):
            try:
                fits = date(int(year), int(month), int(day)).weekday() == _WEEKDAYS.index(weekday[:3].lower())
            except ValueError:
                break
            if fits and first != second:
                return "DMY" if order == "DMY" else "MDY"
    return None


def read_moment(page: Page, printed: str | None) -> Moment | None:
    """A time as the site prints it."""
    raw = fold(printed or "").strip(" .,|-–—")
    if not raw:
        return None
    order = read_order(page) if _FIGURES.search(raw) else None
    return read_date(raw, clock=page.clock, zone=page.zone, languages=languages(page), order=order)


def read_stamp(node: LexborNode, shown: str | None) -> Moment | None:
    """A time for machines: ``content`` of RDFa and microdata, or ``<time datetime>``."""
    stated = (node.attributes.get("datetime"), node.attributes.get("content"))
    found = [
        one for value in stated if (one := stamp(value, shown or label(node) or value)) is not None and one.precision is not None
    ]
    return next((one for one in found if one.precision == "second"), next(iter(found), None))
