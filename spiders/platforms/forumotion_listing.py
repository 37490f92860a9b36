"""Forumotion's index and board pages, in its themes of tables and of lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.forumotion_frame import read_heading, read_moment, read_next, read_pages, read_path
from spiders.platforms.forumotion_links import canonical, first_page, id_in
from spiders.text import fold, label, number

_MEMBER = 'a[href^="/u"], a[href*="/u"]'


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
    path = read_path(page)
    board_id = id_in(page.url, "f") or id_in(page.attribute('link[rel="canonical"]', "href"), "f")
    last = next((board for board in path if board.id == board_id), path[-1] if path and board_id is None else None)
    title = last.title if last is not None else label(read_heading(page))
    board_id = last.id if last is not None else board_id
    above = [board.id for board in path if board.id != board_id]
    if title is None or board_id is None:
        return None
    url = last.url if last is not None else first_page(page.url)
    return Board(id=board_id, title=title, url=url, parent_id=above[-1] if above else None)


def _boards(page: Page, listed: Board | None) -> Iterator[Board]:
    parent = listed.id if listed else None
    for link in page.tree.css(
        'a.forumtitle[href], a.forumlink[href], a[href^="/c"]:not(.nav), h2 a[href^="/f"], .hierarchy a[href]'
    ):
        href = page.absolute(link.attrs.get("href"))
        title = label(link)
        category, board_id = id_in(href, "c"), id_in(href, "f")
        if href is None or title is None:
            continue
        if category and listed is None:
            parent = category
            yield Board(id=category, title=title, url=canonical(href), kind="category")
        elif board_id and board_id != (listed.id if listed else None):
            row = _row(link)
            figures = _figures(row) if row is not None else []
            about = row.css_first(".forum-desc, .forumdesc, .genmed") if row is not None else None
            yield Board(
                id=board_id,
                title=title,
                url=first_page(href),
                parent_id=parent,
                description=label(about),
                threads=figures[0] if len(figures) > 1 else None,
                posts=figures[1] if len(figures) > 1 else None,
            )


def _threads(page: Page, board: Board | None) -> Iterator[Thread]:
    for link in page.tree.css("a.topictitle[href]"):
        href = page.absolute(link.attrs.get("href"))
        thread_id, title, row = id_in(href, "t"), label(link), _row(link)
        if href is None or thread_id is None or title is None or row is None:
            continue
        last = row.css_first(".lastpost, .lastpostcell") or (_cells(row) or [None])[-1]
        figures = _figures(row)
        icon = " ".join(f"{one.attrs.get('src') or ''} {one.attrs.get('style') or ''}" for one in row.css("img, dl.icon")).lower()
        members = [one for one in row.css(_MEMBER) if id_in(page.absolute(one.attrs.get("href")), "u") and label(one)]
        in_last = {one.mem_id for one in last.css("a")} if last is not None else set()
        starter = next((one for one in members if one.mem_id not in in_last), None)
        latest = next((one for one in members if one.mem_id in in_last), None)
        sticky = any(mark in icon for mark in ("sticky", "announ", "stick", "post_it"))
        locked = "lock" in icon or "verrou" in icon
        thread = Thread(
            id=thread_id,
            title=title,
            url=first_page(href),
            boards=(replace(board, description=None),) if board is not None else (),
            author=read_member(page, starter),
            sticky=sticky if icon.strip() else None,
            locked=locked if icon.strip() and (locked or not sticky) else None,  # a sticky one's icon does not tell
            declared=Declared(
                replies=figures[0] if len(figures) > 1 else None,
                views=figures[1] if len(figures) > 1 else None,
                last_post=_last_time(page, last),
                last_post_id=_last_id(last),
                last_author=read_member(page, latest),
            ),
        )
        if "moved" in icon:
            moved = derived_id(thread_id, "moved", board.id if board else None)
            thread = replace(thread, id=moved, state="moved", moved_to=thread_id)
        yield thread


def read_member(page: Page, link: LexborNode | None) -> Author | None:
    """A member's name, linked to the profile."""
    name = label(link)
    href = page.absolute(link.attrs.get("href")) if link is not None else None
    member = id_in(href, "u")
    if name is None:
        return None
    return Author(name=name, id=member, url=canonical(href) if href and member else None, guest=False if member else None)


def _row(link: LexborNode) -> LexborNode | None:
    node = link.parent
    while node is not None and node.tag not in {"li", "tr"}:
        node = node.parent
    return node


def _cells(row: LexborNode) -> list[LexborNode | None]:
    return [cell for cell in row.iter() if cell.tag == "td"]


def _figures(row: LexborNode) -> list[int]:
    """Replies and views, or topics and posts, in this order in all themes."""
    listed = row.css("dd.topics, dd.posts, dd.views")
    places = listed or [cell for cell in _cells(row) if cell is not None and cell.css_first(".topictitle") is None]
    found = []
    for place in places:
        words = label(place) or ""
        figure = number(words if not listed else (words.split(" ") or [""])[0])
        if figure is not None and place.css_first("a") is None:
            found.append(figure)
    return found


def _last_time(page: Page, last: LexborNode | None) -> Moment | None:
    for line in _lines(last):
        moment = read_moment(page, line)
        if moment is not None and moment.precision is not None:
            return moment
    return None


def _lines(node: LexborNode | None) -> list[str]:
    lines = [""]
    for child in node.traverse(include_text=True) if node is not None else ():
        if child.tag == "br":
            lines.append("")
        elif child.is_text_node:
            lines[-1] += child.text_content or ""
    return [words for line in lines if (words := fold(line))]


def _last_id(last: LexborNode | None) -> str | None:
    for link in last.css("a[href]") if last is not None else ():
        _, mark, fragment = (link.attrs.get("href") or "").partition("#")
        if mark and fragment.isdecimal():
            return fragment
    return None
