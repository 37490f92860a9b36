"""YaBB's index and board pages: rows whose cells have no names. Figures are the cells that hold nothing but figures."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from spiders.items import Board, Declared, Listing, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.yabb_frame import read_member, read_moment, read_pages, read_path
from spiders.platforms.yabb_links import canonical, id_in, place_in, thing_in
from spiders.text import fold, label, number, text_outside


def read_listing(page: Page, *, is_index: bool) -> Listing:
    """The boards and rows of the page."""
    listed = None if is_index else _listed(page)
    own = thing_in(page.url)
    current, pages, following = (None, None, None) if is_index else read_pages(page, _board_of(page, listed))
    threads = () if is_index else tuple({thread.id: thread for thread in _threads(page, listed)}.values())
    below = listed if own is None or own[0] != "category" else None
    return Listing(
        board=listed,
        boards=tuple({board.id: board for board in _boards(page, below)}.values()),
        threads=threads,
        number=current,
        pages=pages,
        next_url=following,
    )


def _board_of(page: Page, listed: Board | None) -> tuple[str, str] | None:
    board_id = listed.id if listed is not None else id_in(page.url, "board")
    return ("board", board_id) if board_id else None


def _listed(page: Page) -> Board | None:
    """The last board of the way to the page, or the one that it calls itself."""
    own, (_, path, title) = id_in(page.url, "board"), read_path(page)
    last = path[-1] if path else None
    if last is not None and (last.id == own or (own is None and last.kind == "forum")):
        return last
    if own is None or title is None:
        return None
    return Board(id=own, title=title, url=canonical(page.url), parent_id=last.id if last is not None else None)


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag == "td"]


def _row(node: LexborNode) -> LexborNode | None:
    around = node.parent
    while around is not None and around.tag != "tr":
        around = around.parent
    return around


def _figures(cells: list[LexborNode]) -> list[tuple[int, int]]:
    """Place and figure of each cell that holds nothing else."""
    found = []
    for place, cell in enumerate(cells):
        words = fold(cell.text())
        if words and not words.strip("0123456789., "):
            found.append((place, number(words) or 0))
    return found


def _boards(page: Page, listed: Board | None) -> Iterator[Board]:
    parent = listed.id if listed else None
    seen: set[int] = set()
    for link in page.tree.css('.tabtitle a[href*="catselect="], a[name][href*="board="], a[id][href*="board="]'):
        href, title = page.absolute(link.attrs.get("href")), label(link)
        if link.mem_id in seen or not href or not title:
            continue
        seen.add(link.mem_id)
        category, board_id = id_in(href, "category"), id_in(href, "board")
        if category is not None:
            parent = category
            yield Board(id=category, title=title, url=canonical(href), kind="category")
            continue
        row = _row(link)
        if board_id is None or row is None:
            continue
        cells = _cells(row)
        main = next((cell for cell in cells if any(one.mem_id == link.mem_id for one in cell.css("a[href]"))), None)
        figures = [figure for _, figure in _figures(cells)]
        yield Board(
            id=board_id,
            title=title,
            url=canonical(href),
            parent_id=parent,
            description=text_outside(main, "a[name], a[id], div.small, img") if main is not None else None,
            threads=figures[0] if len(figures) > 1 else None,
            posts=figures[1] if len(figures) > 1 else None,
        )
        for inner in main.css('div.small a[href*="board="]') if main is not None else ():
            below, name = page.absolute(inner.attrs.get("href")), label(inner)
            child = id_in(below, "board")
            if below and child and name:
                yield Board(id=child, title=name, url=canonical(below), parent_id=board_id)


def _threads(page: Page, board: Board | None) -> Iterator[Thread]:
    seen: set[int] = set()
    for link in page.tree.css('td a[href*="num="]'):
        href, title = page.absolute(link.attrs.get("href")), label(link)
        thing = thing_in(href)
        row = _row(link) if thing is not None and thing[0] == "thread" and not thing[2] and title else None
        if row is None or row.mem_id in seen or href is None or thing is None:
            continue
        cells = _cells(row)
        if len(cells) < 3:
            continue
        icons = " ".join((one.attrs.get("src") or "").rpartition("/")[2] for one in cells[0].css("img"))
        seen.add(row.mem_id)
        boards = (board,) if board is not None else ()
        if "moved" in icons:
            moved = derived_id(thing[1], "moved", board.id if board else None)
            yield Thread(id=moved, title=title, url=canonical(href), boards=boards, state="moved", moved_to=thing[1])
            continue
        figures = _figures(cells[3:])
        if len(figures) < 2:
            continue
        first = figures[0][0] + 3
        last = cells[first + 2] if len(cells) > first + 2 else None
        pages = [found for one in cells[2].css('a[href*="num="]') if (found := _page(page, one))]
        jump = last.css_first('a[href*="num="]') if last is not None else None
        when = label(jump)
        yield Thread(
            id=thing[1],
            title=title,
            url=canonical(href),
            author=read_member(page, cells[3] if first > 3 else cells[2], linked=first == 3),
            boards=boards,
            sticky="sticky" in icons or "announcement" in icons,
            locked="lock" in icons,
            declared=Declared(
                replies=figures[0][1],
                views=figures[1][1],
                pages=max(pages, default=1),
                last_post=read_moment(page, when) if when else None,
                last_author=read_member(page, last, beside='a[href*="num="], b, img'),
            ),
        )


def _page(page: Page, link: LexborNode) -> int | None:
    """The number of a page that a row's link leads to."""
    return number(label(link)) if place_in(page.absolute(link.attrs.get("href"))) is not None else None
