"""MyBB's index and board pages: the tree of boards, and the rows of threads with all that they declare."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.mybb_frame import (
    board_title,
    children,
    read_next,
    read_pages,
    read_path,
    read_printed,
    read_row_pages,
)
from spiders.platforms.mybb_links import board_in, first_page, member_in, thread_in
from spiders.platforms.mybb_posts import read_member
from spiders.text import fold, label, number

BOARD_ROWS = 'td > [id^="mark_read_"]'
"""The lamp at the beginning of each board's row; the smaller ones of boards below it stand deeper."""
THREAD_ROWS = '[id^="tid_"]'
"""The title of a thread in its row: the link itself in 1.6, around it in 1.8."""

_ID = re.compile(r"(?:mark_read|cat)_(\d+)")
_WORD = re.compile(r"^[^:：\[(]{1,30}[:：]\s*")
"""What stands before some titles: "Moved:", "Poll:"."""
_PINNED = "forumdisplay_sticky"

Read = Callable[[str, str], Moment | None]


def read_listing(page: Page, moment: Read, *, is_index: bool) -> Listing:
    """The boards and rows of the page."""
    board = None if is_index else read_board(page)
    current, pages = (None, None) if is_index else read_pages(page)
    return Listing(
        board=board,
        boards=tuple(_boards(page, board)),
        threads=tuple(_threads(page, board, moment)),
        number=current,
        pages=pages,
        next_url=None if is_index else read_next(page),
    )


def read_board(page: Page) -> Board | None:
    """The board that the page lists: its name ends the breadcrumbs, its number is in the links that sort its rows."""
    title = board_title(page.first(".navigation .active"))
    links = page.tree.css('td.tcat a[href*="sortby="], a[href*="action=markread"][href*="fid="], a[href*="newthread.php?fid="]')
    hrefs = [page.absolute(link.attrs.get("href")) for link in links]
    known = [(href, found) for href in (*hrefs, page.url) if href and (found := board_in(href))]
    if title is None:
        return None
    path = read_path(page)
    board_id = known[0][1] if known else None
    shown = next((href for href, _ in known if "forumdisplay.php" in href or "/forum-" in href), page.url)
    return Board(
        id=board_id,
        title=title,
        url=first_page(shown),
        kind="forum" if page.first('td.tcat a[href*="sortby="]') is not None else "category",
        parent_id=path[-1].id if path else None,
    )


# -- boards ----------------------------------------------------------------------------------------------------------


def _boards(page: Page, listed: Board | None) -> Iterator[Board]:
    above = listed.id if listed else None
    heads: dict[int, str | None] = {}
    for lamp in page.tree.css(BOARD_ROWS):
        row, table = _above(lamp, "tr"), _above(lamp, "table")
        if row is None or table is None:
            continue
        if table.mem_id not in heads:
            head = _linked(page, table.css_first("td.thead strong a[href]"), _number_of(table.css_first('[id^="cat_"]')), above)
            heads[table.mem_id] = head.id if head is not None else above
            if head is not None:
                yield replace(head, kind="category")
        yield from _board_row(page, row, lamp, heads[table.mem_id])


def _board_row(page: Page, row: LexborNode, lamp: LexborNode, parent: str | None) -> Iterator[Board]:
    """Lamp, perhaps a picture, title with description and boards below, threads, posts, last post."""
    cells = [child for child in children(row) if child.tag == "td"]
    place = next((cell for cell in cells if label(cell.css_first("a[href]"))), None)
    board = _linked(page, place.css_first("a[href]"), _number_of(lamp), parent) if place is not None else None
    if place is None or board is None:
        return
    is_link = "offlink" in f"{lamp.attrs.get('class') or ''} {lamp.attrs.get('src') or ''}"
    threads, posts, *_ = (*(number(_figure(cell)) for cell in _after(place)), None, None)
    description, below = _description(place.css_first(".smalltext"))
    yield replace(
        board,
        kind="link" if is_link else "forum",
        description=description,
        threads=None if is_link else threads,
        posts=None if is_link else posts,
    )
    for icon, link in below:
        inner = _linked(page, link, _number_of(icon), board.id)
        if inner is not None:
            yield inner


def _linked(page: Page, link: LexborNode | None, board_id: str | None, parent: str | None) -> Board | None:
    """The board that a link leads to; its number is in the address, or, where that is made of the title, in an id beside it."""
    href = page.absolute(link.attrs.get("href")) if link is not None else None
    title, board_id = board_title(link), board_in(href) or board_id
    if href is None or title is None or board_id is None:
        return None
    return Board(title=title, id=board_id, url=first_page(href), parent_id=parent)


def _number_of(node: LexborNode | None) -> str | None:
    """The number in ``mark_read_12`` or ``cat_12_img``."""
    found = _ID.match(node.id or "") if node is not None else None
    return found[1] if found else None


def _description(place: LexborNode | None) -> tuple[str | None, list[tuple[LexborNode | None, LexborNode]]]:
    """The words of a board's description, and the links to the boards below it with the lamps before them; those stand on a line
    of their own, as moderators do.
    """
    words: list[str] = []
    line: list[str] = []
    below: list[tuple[LexborNode | None, LexborNode]] = []
    lamp: LexborNode | None = None
    is_ended = False
    for child in children(place) if place is not None else ():
        if child.tag == "br":
            words += [] if is_ended else [*line, " "]
            line = []
            continue
        line.append(child.text_content or "" if child.is_text_node else child.text())
        if child.is_text_node:
            continue
        if "subforumicon" in (child.attrs.get("class") or ""):
            lamp, is_ended = child, True
        elif child.tag == "a":
            if lamp is not None or board_in(child.attrs.get("href")):
                below.append((lamp, child))
            is_ended = is_ended or bool(below) or member_in(child.attrs.get("href")) is not None
            lamp = None
    return fold("".join(words if is_ended else [*words, *line])) or None, below


# -- threads ---------------------------------------------------------------------------------------------------------


def _threads(page: Page, board: Board | None, moment: Read) -> Iterator[Thread]:
    for node in page.tree.css(THREAD_ROWS):
        title = node if node.tag == "a" else node.css_first("a[href]")
        row, cell = _above(node, "tr"), _above(node, "td")
        href = page.absolute(title.attrs.get("href")) if title is not None else None
        thread_id = thread_in(href) or (node.id or "").removeprefix("tid_")
        if row is None or cell is None or href is None or not thread_id.isdecimal():
            continue
        home = (Board(id=board.id, title=board.title, url=board.url, parent_id=board.parent_id),) if board is not None else ()
        folder = _folder(row)
        is_moved = "movefolder" in folder
        figures = _after(cell)
        last = row.css_first(".lastpost")
        started = cell.css_first(".thread_start_datetime")
        yield Thread(
            id=derived_id(thread_id, "moved", board.id if board is not None else None) if is_moved else thread_id,
            title=label(title),
            url=first_page(href),
            prefix=_prefix(node),
            author=_starter(page, cell),
            created=moment(*read_printed(started)) if started is not None else None,
            boards=home,
            sticky=_PINNED in (cell.attrs.get("class") or ""),
            locked="closefolder" in folder or "lockfolder" in folder,
            state="moved" if is_moved else "visible",
            moved_to=thread_id if is_moved else None,
            declared=Declared(
                replies=number(_figure(figures[0])) if figures else None,
                views=number(_figure(figures[1])) if len(figures) > 1 else None,
                pages=read_row_pages(cell),
                last_post=moment(*read_printed(last)) if last is not None else None,
                last_author=_last_author(page, last),
            ),
        )


def _folder(row: LexborNode) -> str:
    """The name of the row's folder: a class in 1.8, a picture in 1.6."""
    lamp = row.css_first('.thread_status, td > img[src*="folder."]')
    return f"{lamp.attrs.get('class') or ''} {lamp.attrs.get('src') or ''}" if lamp is not None else ""


def _prefix(node: LexborNode) -> str | None:
    """What stands before the title, markup of its own or plain text, less "Poll:" and "Moved:" and the arrow to the last read."""
    marked: list[str] = []
    plain: list[str] = []
    place = node.prev
    while place is not None:
        if place.is_text_node:
            plain.append(place.text_content or "")
        elif place.is_element_node and place.tag not in {"a", "img"}:
            marked.append(place.text())
        place = place.prev
    return fold(" ".join(reversed(marked))) or _WORD.sub("", fold("".join(reversed(plain)))) or None


def _starter(page: Page, cell: LexborNode) -> Author | None:
    """Who began the thread; a comma follows where the time does."""
    place = cell.css_first(".author")
    if place is None:
        return None
    link = place.css_first("a[href]")
    if link is not None:
        return read_member(page, link)
    name = fold(place.text()).removesuffix(",").rstrip()
    return Author(name=name, guest=True) if name else None


def _last_author(page: Page, place: LexborNode | None) -> Author | None:
    """Who wrote the last post: behind the link to it and a colon."""
    links = place.css("a[href]") if place is not None else []
    if place is None or not links:
        return None
    if len(links) > 1:
        return read_member(page, links[-1])
    after = fold("".join(_texts_after(links[0]))).lstrip(":： ")
    return Author(name=after, guest=True) if after else None


def _texts_after(node: LexborNode) -> Iterator[str]:
    place = node.next
    while place is not None:
        if place.is_text_node or place.is_element_node:
            yield place.text_content or "" if place.is_text_node else place.text()
        place = place.next


def _after(cell: LexborNode) -> list[LexborNode]:
    """The cells behind a cell."""
    found = []
    place = cell.next
    while place is not None:
        if place.tag == "td":
            found.append(place)
        place = place.next
    return found


def _figure(cell: LexborNode) -> str:
    """A cell's figure, without what moderators see in brackets behind it (posts that wait for approval)."""
    return fold(cell.text()).partition(" (")[0]


def _above(node: LexborNode, tag: str) -> LexborNode | None:
    place = node.parent
    while place is not None and place.tag != tag:
        place = place.parent
    return place
