"""phpBB 2's index and board pages: the boards, and the rows of threads with all that they declare.

A row's figures are told by their order (topics, posts; replies, views), which styles keep; what a thread is (sticky, locked) by
its icon's file, and that it was moved by a bold word before its title.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.phpbb2_frame import read_board, read_moment, read_next, read_pages
from spiders.platforms.phpbb2_links import board_in, canonical, category_in, first_page, post_in, thread_in
from spiders.platforms.phpbb2_posts import read_member
from spiders.text import fold, label, number

_NAMED = '.name, a[href*="viewprofile"]'


def read_listing(page: Page, *, zone: tzinfo | None, is_index: bool) -> Listing:
    """The boards and rows of the page."""
    listed = None if is_index else read_board(page)
    current, pages = (None, None) if is_index else read_pages(page)
    return Listing(
        board=listed,
        boards=tuple({board.id: board for board in _boards(page, listed)}.values()),
        threads=tuple({thread.id: thread for thread in _threads(page, listed, zone)}.values()),
        number=current,
        pages=pages,
        next_url=None if is_index else read_next(page),
    )


def _boards(page: Page, listed: Board | None) -> Iterator[Board]:
    parent = listed.id if listed else None
    if page.first(".forumlink") is None:
        return
    for link in page.tree.css(
        "a.cattitle[href], :not(a).cattitle a[href]:not(.cattitle), a.forumlink[href], .forumlink a[href]:not(.forumlink)"
    ):
        href = page.absolute(link.attrs.get("href"))
        title = label(link)
        if href is None or title is None:
            continue
        category = category_in(href)
        if category:
            parent = category
            yield Board(id=category, title=title, url=canonical(href), kind="category")
            continue
        board_id = board_in(href)
        row = _row(link)
        if row is None or (board_id is None and "forumlink" not in (link.attrs.get("class") or "")):
            continue
        figures = [found for one in _cells(row) if (found := number(label(one))) is not None]
        cell = _cell(link)
        if board_id is None and figures:
            continue
        yield Board(
            id=board_id,
            title=title,
            url=first_page(href) if board_id else href,
            kind="forum" if board_id else "link",
            parent_id=parent,
            description=label(cell.css_first(".genmed")) if cell is not None else None,
            threads=figures[0] if len(figures) > 1 else None,
            posts=figures[1] if len(figures) > 1 else None,
        )
        yield from _below(page, row, board_id)


def _below(page: Page, row: LexborNode, parent: str | None) -> Iterator[Board]:
    """Boards inside a board, which modifications list in its row."""
    for link in row.css(".gensmall a[href], .genmed a[href]"):
        href = page.absolute(link.attrs.get("href"))
        board_id, title = board_in(href), label(link)
        if href and board_id and title and board_id != parent and thread_in(href) is None and "viewforum" in href:
            yield Board(id=board_id, title=title, url=first_page(href), parent_id=parent)


def _threads(page: Page, board: Board | None, zone: tzinfo | None) -> Iterator[Thread]:
    place = replace(board, description=None) if board is not None else None
    for link in page.tree.css("a.topictitle[href]") or page.tree.css(".topictitle > a[href]"):
        href = page.absolute(link.attrs.get("href"))
        thread_id, title = thread_in(href), label(link)
        row, cell = _row(link), _cell(link)
        if href is None or thread_id is None or title is None or row is None or cell is None or "view=" in href:
            continue
        cells = _cells(row)
        last = cells[-1]
        icon = _icon(cells, cell)
        kind = _kind(link)
        starter = _starter_cell(cells, cell, last)
        taken = {one.mem_id for one in (cell, last, starter) if one is not None}
        figures = [found for one in cells if one.mem_id not in taken and (found := number(label(one))) is not None]
        sticky = any(mark in icon for mark in ("stick", "announ")) if icon else None
        when, who = _last_post(page, last)
        thread = Thread(
            id=thread_id,
            title=title,
            url=first_page(href),
            boards=(place,) if place is not None else (),
            author=_member(page, starter.css_first(_NAMED)) if starter is not None else None,
            sticky=sticky,
            locked=True if "lock" in icon else None if sticky is not False else False,
            declared=Declared(
                replies=figures[0] if len(figures) > 1 else None,
                views=figures[1] if len(figures) > 1 else None,
                pages=max((n for one in cell.css("a") if one.mem_id != link.mem_id and (n := number(label(one)))), default=1),
                last_post=read_moment(page, when, zone) if when else None,
                last_post_id=next((post for one in last.css("a[href]") if (post := post_in(one.attrs.get("href")))), None),
                last_author=who,
            ),
        )
        if sticky is False and kind.endswith((":", "：")) and "[" not in kind:
            moved = derived_id(thread_id, "moved", board.id if board else None)
            thread = replace(thread, id=moved, state="moved", moved_to=thread_id, locked=None)
        yield thread


def _kind(title: LexborNode) -> str:
    """The bold words before a title: "Sticky:", "Moved:", "[ Poll ]"."""
    words = []
    node = title.prev
    while node is not None:
        if node.is_text_node or node.tag in {"b", "strong"}:
            words.append(node.text_content or "" if node.is_text_node else node.text())
        node = node.prev
    return fold("".join(reversed(words)))


def _icon(cells: list[LexborNode], title: LexborNode) -> str:
    """The file of the icon that tells what the thread is: the first image of the row, before the title's cell."""
    for cell in cells:
        if cell.mem_id == title.mem_id:
            break
        image = cell.css_first("img[src]")
        if image is not None:
            return (image.attrs.get("src") or "").rpartition("/")[2].lower()
    return ""


def _starter_cell(cells: list[LexborNode], title: LexborNode, last: LexborNode) -> LexborNode | None:
    """The cell between title and last post that holds a name, which may be a number."""
    between = (cell for cell in cells if cell.mem_id not in (title.mem_id, last.mem_id))
    return next((cell for cell in between if cell.css_first(_NAMED) is not None), None)


def _member(page: Page, node: LexborNode | None) -> Author | None:
    name = label(node)
    if node is None or name is None:
        return None
    link = node if node.tag == "a" else node.css_first("a[href]")
    return read_member(page, name, link.attrs.get("href") if link is not None else None)


def _last_post(page: Page, cell: LexborNode) -> tuple[str | None, Author | None]:
    """Time and name, on two lines."""
    link = cell.css_first('a[href*="viewprofile"]')
    lines = [""]
    for child in cell.traverse(include_text=True):
        if child.tag == "br":
            lines.append("")
        elif child.is_text_node:
            lines[-1] += child.text_content or ""
    words = [line for text in lines if (line := fold(text))]
    who = _member(page, link) if link is not None else Author(name=words[1], guest=True) if len(words) > 1 else None
    return (words[0] if words else None), who


def _row(node: LexborNode) -> LexborNode | None:
    cell = _cell(node)
    return cell.parent if cell is not None else None


def _cell(node: LexborNode) -> LexborNode | None:
    found: LexborNode | None = node.parent
    while found is not None and found.tag != "td":
        found = found.parent
    return found


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag == "td"]
