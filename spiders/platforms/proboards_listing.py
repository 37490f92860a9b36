"""ProBoards' index and board pages: a box of boards for each category, a box of threads."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from spiders.items import Board, Declared, Listing, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.proboards_frame import read_figure, read_member, read_moment, read_next, read_pages, read_path
from spiders.platforms.proboards_links import canonical, id_in
from spiders.text import label, number


def read_listing(page: Page, *, is_index: bool) -> Listing:
    """The boards and rows of the page."""
    listed = None if is_index else _listed(page)
    current, pages = (None, None) if is_index else read_pages(page)
    return Listing(
        board=listed,
        boards=tuple({board.id: board for board in _boards(page, listed)}.values()),
        threads=tuple({thread.id: thread for thread in _threads(page, listed)}.values()),
        number=current,
        pages=pages,
        next_url=None if is_index else read_next(page),
    )


def _listed(page: Page) -> Board | None:
    own, path = id_in(page.url, "board"), read_path(page)
    known = next((board for board in path if board.id == own), path[-1] if path and own is None else None)
    if known is not None:
        return known
    title = label(page.first(".stats .board-name, .container.threads .title-bar h1, .title-bar h1"))
    if own is None or title is None:
        return None
    return Board(id=own, title=title, url=canonical(page.url), parent_id=path[-1].id if path else None)


def _boards(page: Page, listed: Board | None) -> Iterator[Board]:
    for box in page.tree.css(".container.boards"):
        parent = listed.id if listed else None
        if listed is None:
            category = _category(page, box)
            if category is not None:
                parent = category.id
                yield category
        for row in box.css("tr.board, tr.o-board"):
            link = row.css_first("td.main .link a[href], td.main a[href]")
            href, title = page.absolute(link.attrs.get("href")) if link is not None else None, label(link)
            board_id = id_in(href, "board")
            if not href or not title:
                continue
            if board_id is None:
                yield Board(title=title, url=href, kind="link", parent_id=parent)
                continue
            yield Board(
                id=board_id,
                title=title,
                url=canonical(href),
                parent_id=parent,
                description=label(row.css_first("td.main .description, td.main p.description")),
                threads=number(label(row.css_first("td.threads"))),
                posts=number(label(row.css_first("td.posts"))),
            )
            for inner in row.css(".sub-boards a[href], .subboards a[href]"):
                below, name = page.absolute(inner.attrs.get("href")), label(inner)
                child = id_in(below, "board")
                if below and child and name:
                    yield Board(id=child, title=name, url=canonical(below), parent_id=board_id)


def _category(page: Page, box: LexborNode) -> Board | None:
    """What a box of boards stands under: an anchor before it names the category, the bar on top its title."""
    title = label(box.css_first(".title-bar h1, .title-bar h2, .title_wrapper, .title-bar"))
    anchor, before = box.css_first('a[name^="category-"]'), box.prev
    while anchor is None and before is not None:
        if before.is_element_node:
            if "container" in (before.attrs.get("class") or ""):
                break
            anchor = before if (before.attrs.get("name") or "").startswith("category-") else None
        before = before.prev
    name = anchor.attrs.get("name") if anchor is not None else box.id
    place = id_in(page.absolute(f"/#{name}"), "category") if name else None
    if place is None or title is None:
        return None
    return Board(id=place, title=title, url=page.absolute(f"/#{name}"), kind="category")


def _threads(page: Page, board: Board | None) -> Iterator[Thread]:
    for row in page.tree.css("tr.thread"):
        link = next(
            (one for one in row.css("td.main a[href]") if id_in(page.absolute(one.attrs.get("href")), "thread") and label(one)),
            None,
        )
        href = page.absolute(link.attrs.get("href")) if link is not None else None
        thread_id = id_in(href, "thread")
        if not href or thread_id is None:
            continue
        marks = {mark for part in (row, *row.css("td.icon *")) for mark in (part.attrs.get("class") or "").split()}
        last = row.css_first("td.latest")
        pages = [
            found
            for inner in row.css("td.main .ui-pagination a[href], td.main .pagination a[href]")
            if (found := number(label(inner)))
        ]
        boards = (board,) if board is not None else ()
        if "moved" in marks:
            moved = derived_id(thread_id, "moved", board.id if board else None)
            yield Thread(id=moved, title=label(link), url=canonical(href), boards=boards, state="moved", moved_to=thread_id)
            continue
        yield Thread(
            id=thread_id,
            title=label(link),
            url=canonical(href),
            author=read_member(page, row.css_first("td.created-by")),
            boards=boards,
            sticky=bool(marks & {"sticky", "announcement"}),
            locked="locked" in marks,
            declared=Declared(
                replies=read_figure(row.css_first("td.replies")),
                views=read_figure(row.css_first("td.views")),
                pages=max(pages, default=1),
                last_post=read_moment(last),
                last_author=read_member(page, last),
            ),
        )
