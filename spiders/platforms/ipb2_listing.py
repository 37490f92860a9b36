"""Indexes and forums of Invision Power Board 1 and 2: tables whose cells have no names, told by what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.clocks import is_time, time_in
from spiders.items import Author, Board, Declared, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.ipb2_frame import read_board_link, read_crumbs, read_member, read_pages, read_path
from spiders.platforms.ipb_links import board_in, first_page, thread_in
from spiders.text import fold, label, number

Read = Callable[[str], Moment | None]

TOPIC_LINKS = 'a[id^="tid-link-"], a[title][href*="showtopic="]:not([href*="view="])'
BOARD_LINKS = 'a[href*="showforum="], a[href*="act=SF"], a[href*="act=SC"]'

_HOLDER = re.compile(r"f[co]_(\d+)$")
_PINNED = re.compile(
    r"pinned|wichtig|(?:an)?gepinnt|important|angeheftet|épinglé|importante|fijado|закреплен|важн|прикреп|przypięt|przyklej|"
    r"vastgepind|klistrad|fastgjort|sabit|in evidenza|fixado",
    re.IGNORECASE,
)
_PAGES = re.compile(r"(\d+)\s*$")


def read_listing(page: Page, moment: Read, *, is_index: bool) -> Listing:
    """Everything that an index or a forum's page lists."""
    path = read_path(page)
    board = path[-1] if path and not is_index else None
    number_of, pages, following = read_pages(page)
    return Listing(
        board=board,
        boards=tuple(_boards(page, board)),
        threads=() if is_index else tuple(_threads(page, board, moment)),
        number=number_of,
        pages=pages,
        next_url=following,
    )


# -- forums ----------------------------------------------------------------------------------------------------------


def _boards(page: Page, board: Board | None) -> Iterator[Board]:
    """Each forum once, in the page's order."""
    known = {above.id for above in read_path(page)}
    for found in _found_boards(page, board.id if board is not None else None):
        if found.id not in known:
            known.add(found.id)
            yield found


def _found_boards(page: Page, top: str | None) -> Iterator[Board]:
    """Rows have two figures behind the forum's cell; a link to a forum that stands in no row is the heading of a category."""
    heading = top
    seen = {link.mem_id for link in read_crumbs(page)}
    for link in page.tree.css(BOARD_LINKS):
        if link.mem_id in seen:
            continue
        seen.add(link.mem_id)
        row, cell = _above(link, "tr"), _above(link, "td")
        cells = _cells(row) if row is not None else []
        figures = [figure for one in cells if (figure := number(label(one))) is not None]
        if len(figures) >= 2 and cell is not None and cell in cells[:3]:
            yield from _row(page, link, cell, parent=heading, figures=(figures[0], figures[1]))
            seen.update(one.mem_id for one in cell.css("a[href]"))
            continue
        category = _category(page, link, top)
        if category is not None:
            heading = category.id
            yield category


def _row(page: Page, link: LexborNode, cell: LexborNode, *, parent: str | None, figures: tuple[int, int]) -> Iterator[Board]:
    """A forum and those below it. Its figures are topics and replies: each topic has an opening post besides."""
    board = read_board_link(page, link, parent)
    if board is None:
        return
    threads, replies = figures
    below = [
        found for one in cell.css(BOARD_LINKS) if one != link and (found := read_board_link(page, one, board.id)) is not None
    ]
    yield Board(
        title=board.title,
        id=board.id,
        url=board.url,
        parent_id=parent,
        description=_description(cell),
        threads=threads,
        posts=threads + replies,
    )
    yield from (found for found in below if found.id != board.id)


def _description(cell: LexborNode) -> str | None:
    """The words below the title, up to the line break behind them: forums below and moderators follow."""
    place = cell.css_first(".forumdesc, .desc")
    words: list[str] = []
    child = place.first_child if place is not None else None
    while child is not None and child.tag != "br":
        if child.is_text_node or child.is_element_node:
            words.append((child.text_content or "") if child.is_text_node else child.text())
        child = child.next
    return fold("".join(words)) or None


def _category(page: Page, link: LexborNode, parent: str | None) -> Board | None:
    """A heading: in a box that bears the number of the category, or in a title."""
    href = page.absolute(link.attrs.get("href"))
    found = read_board_link(page, link, parent)
    if found is None or found.kind == "category":
        return found
    place = link.parent
    while place is not None and place.tag != "body":
        holder = _HOLDER.match(place.id or "")
        names = (place.attrs.get("class") or "").split()
        if (holder and holder[1] == board_in(href)) or "maintitle" in names:
            return replace(found, kind="category")
        place = place.parent
    return None


# -- topics ----------------------------------------------------------------------------------------------------------


def _threads(page: Page, board: Board | None, moment: Read) -> Iterator[Thread]:
    home = (board,) if board is not None else ()
    for link in {node.mem_id: node for node in page.tree.css(TOPIC_LINKS)}.values():
        row, cell = _above(link, "tr"), _above(link, "td")
        href, title = page.absolute(link.attrs.get("href")), label(link)
        thread_id = thread_in(href)
        cells = _cells(row) if row is not None else []
        if cell not in cells or thread_id is None or href is None or title is None or cell is None:
            continue
        behind = cells[cells.index(cell) + 1 :]
        if len(behind) < 3:
            continue
        *middle, last = behind
        figures = [number(label(one)) for one in middle]
        counted = [figure for figure, one in zip(figures, middle, strict=True) if figure is not None or label(one) in ("-", "--")]
        starter = next(
            (one for figure, one in zip(figures, middle, strict=True) if figure is None and label(one) not in ("-", "--")), None
        )
        icons = " ".join(image.attrs.get("src") or "" for one in cells[: cells.index(cell)] for image in one.css("img"))
        moved = "f_moved" in icons
        yield Thread(
            id=derived_id(thread_id, "moved", board.id if board is not None else None) if moved else thread_id,
            title=title,
            url=first_page(href),
            author=read_member(page, starter),
            created=_started(link, moment),
            boards=home,
            sticky="pinned" in icons or bool(_PINNED.search(_before(link))),
            locked="f_closed" in icons or "f_locked" in icons,
            state="moved" if moved else "visible",
            moved_to=thread_id if moved else None,
            declared=Declared(
                replies=counted[0] if counted else None,
                views=counted[1] if len(counted) > 1 else None,
                pages=_row_pages(cell),
                last_post=_last_time(last, moment),
                last_author=_last_author(page, last),
            )
            if not moved
            else Declared(),
        )


def _started(link: LexborNode, moment: Read) -> Moment | None:
    """The time in the link's hint: "This topic was started: Aug 8 2005, 09:43 PM"."""
    words = time_in(fold(link.attrs.get("title") or ""))
    return moment(words) if words else None


def _before(link: LexborNode) -> str:
    """The words before a title ("Pinned: ")."""
    words: list[str] = []
    place = link if link.prev is not None or link.parent is None or link.parent.tag != "span" else link.parent
    before = place.prev
    while before is not None:
        if before.is_text_node or before.is_element_node:
            words.append((before.text_content or "") if before.is_text_node else before.text())
        before = before.prev
    return fold("".join(reversed(words)))


def _row_pages(cell: LexborNode) -> int | None:
    """How many pages a topic has, by the links to some of them."""
    labels = (_PAGES.search(label(link) or "") for link in cell.css('a[href*="st="]'))
    return max((int(found[1]) for found in labels if found), default=None)


def _last_time(cell: LexborNode, moment: Read) -> Moment | None:
    """What stands before the line break, or the only link to the last post."""
    words = fold(cell.text(separator="\n").strip().partition("\n")[0])
    return moment(words) if is_time(words) else None


def _last_author(page: Page, cell: LexborNode) -> Author | None:
    """In bold: the link to a member, or a guest's name."""
    place = next((node for node in cell.css("b") if node.css_first('a[href*="showtopic"]') is None and label(node)), None)
    return read_member(page, place)


# -- cells -----------------------------------------------------------------------------------------------------------


def _cells(row: LexborNode) -> list[LexborNode]:
    found = []
    child = row.first_child
    while child is not None:
        if child.tag == "td":
            found.append(child)
        child = child.next
    return found


def _above(node: LexborNode, tag: str) -> LexborNode | None:
    place = node.parent
    while place is not None and place.tag != tag:
        place = place.parent
    return place
