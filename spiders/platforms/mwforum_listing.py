"""Indexes and boards of mwForum: tables whose rows have ids of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Label, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms.mwforum_links import canonical, number_in, root
from spiders.text import label, number

Read = Callable[[str | None], Moment | None]

BOARD_ROWS = 'table.tbl a[id^="bid"], table.tbl span.nxs'
TOPIC_ROWS = 'table.tbl a[id^="tid"]'

_FIGURE = re.compile(r"\d[\d.,]*")


def read_listing(page: Page, moment: Read, *, is_index: bool) -> Listing:
    """Everything that an index or a board lists."""
    number_of, pages, following = read_pages(page)
    board = None if is_index else read_board(page)
    return Listing(
        board=board,
        boards=tuple(_boards(page)) if is_index else (),
        threads=() if is_index else tuple(_threads(page, board, moment)),
        number=number_of,
        pages=pages,
        next_url=following,
    )


def read_board(page: Page) -> Board | None:
    """The board of a page: the link up says its number, the bar its name, on the board's own page behind the last link."""
    bar = page.first(".pgb .hcl")
    if bar is None:
        return None
    board_id, title = number_in(page.url, "bid"), None
    for link in bar.css("a[href]"):
        href = link.attrs.get("href") or ""
        board_id = (re.search(r"#bid(\d+)$", href) or [None, board_id])[1]
        if "board_show" in href:
            title = label(link) or title
    if title is None and (page.tree.body is not None and "board_show" in (page.tree.body.attrs.get("class") or "")):
        title = label(page.first("title"))
    if board_id is None or title is None:
        return None
    return Board(title=title, id=board_id, url=_board_url(page, board_id))


def _board_url(page: Page, board_id: str) -> str:
    ending = re.search(r"_(?:show|info)(\.\w+)?(?:$|\?)", page.url)
    return f"{root(page.url)}board_show{(ending[1] if ending else None) or '.pl'}?bid={board_id}"


def read_pages(page: Page) -> tuple[int | None, int | None, str | None]:
    """Number of the page and of pages, and the next one's address; a bar without numbers stands over a single page."""
    bar = page.first(".pln")
    if bar is None:
        return 1, 1, None
    current = number(label(page.first(".pln > span")))
    numbers = [found for link in bar.css("a[href]") if (found := number(label(link))) is not None]
    image = bar.css_first("a[href] img.sic_nav_next")
    link = image.parent if image is not None else None
    following = page.absolute(link.attrs.get("href")) if link is not None else None
    return current, max([*numbers, current or 1]), following


def read_member(page: Page, place: LexborNode | None) -> Author | None:
    """A member's link, else the name that a guest gave; accounts that are gone look the same."""
    link = place if place is None or place.tag == "a" else place.css_first("a[href]")
    if link is None:
        name = label(place)
        return Author(name=name, guest=True) if name and name != "-" else None
    name, href = label(link), page.absolute(link.attrs.get("href"))
    return Author(name=name, id=number_in(href, "uid"), url=canonical(href) if href else None, guest=False) if name else None


def _boards(page: Page) -> Iterator[Board]:
    """Categories are heads of rows."""
    category = None
    for row in page.tree.css("table.tbl tr"):
        if (row.id or "").startswith("cid"):
            title = next((words for cell in row.css("th") if (words := label(cell))), None)
            category = f"c{row.id[3:]}" if row.id else None
            if title is not None and category is not None:
                yield Board(title=title, id=category, kind="category")
            continue
        place = row.css_first('a[id^="bid"], span.nxs')
        title = label(place)
        if place is None or title is None:
            continue
        href = page.absolute(place.attrs.get("href"))
        yield Board(
            title=title,
            id=number_in(href, "bid"),
            url=canonical(href) if href else None,
            parent_id=category,
            description=label(row.css_first(".bds")),
            posts=_figure(row.css_first("td.shr")),
        )


def _threads(page: Page, board: Board | None, moment: Read) -> Iterator[Thread]:
    """The posts of a row count the opening one."""
    for link in page.tree.css(TOPIC_ROWS):
        thread_id, title = (link.id or "")[3:], label(link)
        row = link.parent.parent if link.parent is not None else None
        cells = row.css("td.shr") if row is not None else []
        if not thread_id.isdecimal() or title is None or len(cells) < 3:
            continue
        href = page.absolute(link.attrs.get("href")) or page.url
        posts = _figure(cells[1])
        tag = link.parent.css_first(".ttg, .tag, .tpt") if link.parent is not None else None
        words = label(tag)
        yield Thread(
            id=thread_id,
            title=title,
            url=canonical(href),
            author=read_member(page, cells[0]),
            boards=(board,) if board is not None else (),
            labels=(Label(kind="tag", title=words),) if words else (),
            sticky=link.css_first(".stk") is not None,
            locked=link.css_first(".sic_topic_l") is not None,
            declared=Declared(replies=posts - 1 if posts else None, posts=posts, last_post=moment(label(cells[2]))),
        )


def _figure(cell: LexborNode | None) -> int | None:
    """A figure; how many of those are new stands in brackets behind it."""
    found = _FIGURE.match(label(cell) or "")
    return number(found[0]) if found else None
