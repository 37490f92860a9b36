"""XMB's index and board pages: the boards, and the rows of threads with all that they declare. Facts are told by place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.xmb_frame import read_member, read_moment, read_next, read_pages, read_path
from spiders.platforms.xmb_links import board_in, canonical, page_in, thread_in
from spiders.text import fold, label, number

_BOARD_CELLS = 5
_THREAD_CELLS = 7


def read_listing(page: Page, *, is_index: bool) -> Listing:
    """The boards and rows of the page."""
    listed = None if is_index else _listed(page)
    current, pages = (None, None) if is_index else read_pages(page)
    return Listing(
        board=listed,
        boards=tuple(_boards(page, listed)),
        threads=tuple(_threads(page, listed)),
        number=current,
        pages=pages,
        next_url=None if is_index else read_next(page),
    )


def _listed(page: Page) -> Board | None:
    """The board that the page lists: named last in its path, without a link."""
    path, title = read_path(page)
    action = page.absolute(page.attribute('form[action*="forumdisplay.php"]', "action"))
    board_id = board_in(action) or board_in(page.url)
    if title is None or board_id is None:
        return None
    url = canonical(action or page.url).partition("&page=")[0]
    return Board(id=board_id, title=title, url=url, parent_id=path[-1].id if path else None)


def _rows(page: Page) -> Iterator[tuple[LexborNode, list[LexborNode]]]:
    """The rows of the tables of links, each with its own cells."""
    for row in page.tree.css("table.tablelinks tr"):
        cells = [cell for cell in row.iter() if cell.tag == "td"]
        if len(cells) in (1, _BOARD_CELLS, _THREAD_CELLS):
            yield row, cells


def _boards(page: Page, listed: Board | None) -> Iterator[Board]:
    parent = listed.id if listed else None
    for _, cells in _rows(page):
        if len(cells) == 1:
            category = _linked(page, cells[0].css_first('a[href*="gid="]'), parent=None)
            if category is not None:
                parent = category.id
                yield replace(category, kind="category")
        elif len(cells) == _BOARD_CELLS:
            link = cells[1].css_first('a[href*="fid="]')
            board = _linked(page, link, parent=parent)
            if link is None or board is None:
                continue
            yield replace(
                board,
                description=label(link.css_first("font.smalltxt") or cells[1].css_first("font.smalltxt")),
                threads=number(label(cells[2])),
                posts=number(label(cells[3])),
            )
            for inner in cells[1].css('span.smalltxt a[href*="fid="]'):
                below = _linked(page, inner, parent=board.id)
                if below is not None:
                    yield below


def _linked(page: Page, link: LexborNode | None, *, parent: str | None) -> Board | None:
    href = page.absolute(link.attrs.get("href")) if link is not None else None
    board_id = board_in(href)
    title = label(link.css_first("strong") or link) if link is not None else None
    if href is None or title is None or board_id is None:
        return None
    return Board(id=board_id, title=title, url=canonical(href), parent_id=parent)


def _threads(page: Page, board: Board | None) -> Iterator[Thread]:
    for _, cells in _rows(page):
        link = cells[2].css_first('a[href*="tid="]') if len(cells) == _THREAD_CELLS else None
        href = page.absolute(link.attrs.get("href")) if link is not None else None
        thread_id = thread_in(href)
        if link is None or href is None or thread_id is None:
            continue
        folder = _image(cells[0])
        when, who = _last_post(page, cells[6])
        thread = Thread(
            id=thread_id,
            title=label(link),
            url=canonical(href).partition("&page=")[0],
            boards=(board,) if board is not None else (),
            author=read_member(page, cells[3]),
            sticky="/pin." in _image(cells[2]),
            locked="lock_folder" in folder,
            declared=Declared(
                replies=number(label(cells[4])),
                views=number(label(cells[5])),
                pages=_pages(page, cells[2]),
                last_post=when,
                last_author=who,
            ),
        )
        if label(cells[4]) == "-":  # where it was before it was moved
            moved = derived_id(thread_id, "moved", board.id if board else None)
            thread = replace(thread, id=moved, state="moved", moved_to=thread_id, locked=None)
        yield thread


def _image(cell: LexborNode) -> str:
    """The names of the images in a cell, which tell the row's state."""
    return " ".join(image.attrs.get("src") or "" for image in cell.css("img"))


def _pages(page: Page, cell: LexborNode) -> int | None:
    """The highest page a row links to."""
    links = (page.absolute(link.attrs.get("href")) for link in cell.css('a[href*="page="]'))
    return max((found for url in links if url and (found := page_in(url))), default=None)


def _last_post(page: Page, cell: LexborNode) -> tuple[Moment | None, Author | None]:
    """Time and name, on two lines: "27-10-2024 at 12:00", "by mod-Rita"."""
    link = cell.css_first("a.smalltxt") or cell.css_first("a")
    if link is None:
        return None, None
    lines = [""]
    for child in link.iter(include_text=True):
        if child.tag == "br":
            lines.append("")
        elif child.is_text_node:
            lines[-1] += child.text_content or ""
    name = " ".join(fold(lines[1]).split(" ")[1:]) if len(lines) > 1 else ""
    return read_moment(page, lines[0]), Author(name=name) if name else None
