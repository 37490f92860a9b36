"""phpBB 2's index and board pages: the boards, and the rows of threads with all that they declare.

A row's figures are told by their order (topics, posts; replies, views), which styles keep; what a thread is (sticky, locked) by
its icon's file, and that it was moved by a bold word before its title.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.phpbb2_frame import read_board, read_moment, read_next, read_pages
from spiders.platforms.phpbb2_links import board_in, canonical, category_in, first_page, post_in, thread_in
from spiders.platforms.phpbb2_posts import read_member
from spiders.text import fold, label, number


@dataclass(slots=True, kw_only=True)
class _Cell:
    """A cell of a row: its links, its first image, and the first name in it, which may be a number."""

    node: LexborNode
    mem_id: int
    links: list[LexborNode] = field(default_factory=list)
    image: LexborNode | None = None
    named: LexborNode | None = None


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
        cell = _cell(link)
        row = cell.parent if cell is not None else None
        if href is None or thread_id is None or title is None or row is None or cell is None or "view=" in href:
            continue
        cells = _parts(row)
        place_of_title = next(place for place, one in enumerate(cells) if one.mem_id == cell.mem_id)
        titled, last = cells[place_of_title], cells[-1]
        icon = _icon(cells[:place_of_title])
        kind = _kind(link)
        between = [one for one in cells if one is not titled and one is not last]
        starter = next((one for one in between if one.named is not None), None)
        figures = [found for one in between if one is not starter and (found := number(label(one.node))) is not None]
        sticky = any(mark in icon for mark in ("stick", "announ")) if icon else None
        when, who = _last_post(page, last)
        thread = Thread(
            id=thread_id,
            title=title,
            url=first_page(href),
            boards=(place,) if place is not None else (),
            author=_member(page, starter.named) if starter is not None else None,
            sticky=sticky,
            locked=True if "lock" in icon else None if sticky is not False else False,
            declared=Declared(
                replies=figures[0] if len(figures) > 1 else None,
                views=figures[1] if len(figures) > 1 else None,
                pages=max((n for one in titled.links if one.mem_id != link.mem_id and (n := number(label(one)))), default=1),
                last_post=read_moment(page, when, zone) if when else None,
                last_post_id=next((post for one in last.links if (post := post_in(one.attrs.get("href")))), None),
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


def _icon(cells: list[_Cell]) -> str:
    """The file of the icon that tells what the thread is: the first image of the row, before the title's cell."""
    image = next((one.image for one in cells if one.image is not None), None)
    return (image.attrs.get("src") or "").rpartition("/")[2].lower() if image is not None else ""


def _member(page: Page, node: LexborNode | None) -> Author | None:
    name = label(node)
    if node is None or name is None:
        return None
    link = node if node.tag == "a" else node.css_first("a[href]")
    return read_member(page, name, link.attrs.get("href") if link is not None else None)


def _last_post(page: Page, cell: _Cell) -> tuple[str | None, Author | None]:
    """Time and name, on two lines."""
    link = next((one for one in cell.links if "viewprofile" in (one.attrs.get("href") or "")), None)
    lines = [""]
    for child in cell.node.traverse(include_text=True):
        if child.tag == "br":
            lines.append("")
        elif child.is_text_node:
            lines[-1] += child.text_content or ""
    words = [line for text in lines if (line := fold(text))]
    who = _member(page, link) if link is not None else Author(name=words[1], guest=True) if len(words) > 1 else None
    return (words[0] if words else None), who


def _parts(row: LexborNode) -> list[_Cell]:
    """The cells of a row and what stands in them: one selector, since the dozen it stands for took half of a row's time."""
    cells: list[_Cell] = []
    for node in row.css("td, a, img, .name"):
        tag = node.tag
        if tag == "td" and node.parent is not None and node.parent.mem_id == row.mem_id:
            cells.append(_Cell(node=node, mem_id=node.mem_id))
            continue
        if not cells:
            continue
        cell = cells[-1]
        if tag == "a":
            cell.links.append(node)
        elif tag == "img" and cell.image is None and node.attrs.get("src") is not None:
            cell.image = node
        if cell.named is None and _is_name(node, tag):
            cell.named = node
    return cells


def _is_name(node: LexborNode, tag: str | None) -> bool:
    attributes = node.attrs
    return "name" in (attributes.get("class") or "").split() or (tag == "a" and "viewprofile" in (attributes.get("href") or ""))


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
