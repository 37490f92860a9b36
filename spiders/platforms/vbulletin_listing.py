"""The index and board pages of vBulletin 3 (tables) and 4 (lists): boards, and rows of threads with all that they declare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.vbulletin_frame import read_member, read_moment, read_pages, read_path, read_title
from spiders.platforms.vbulletin_links import board_in, canonical, first_page, member_in, page_in, post_in, thread_in
from spiders.text import fold, label, number, text_outside

_FIGURE = re.compile(r"(\d[\d.,\u00a0\u202f' ]*\d|\d)\s*$")
_ID = re.compile(r"(\d{1,19})$")


def read_listing(page: Page, *, is_index: bool, next_url: str | None) -> Listing:
    """The boards and rows of the page."""
    listed = None if is_index else _listed(page)
    current, pages = (None, None) if is_index else read_pages(page)
    boards = {board.id or board.url: board for board in (*_listed_boards(page, listed), *_table_boards(page, listed))}
    return Listing(
        board=listed,
        boards=tuple(boards.values()),
        threads=(*_list_threads(page, listed), *_table_threads(page, listed)),
        number=current,
        pages=pages,
        next_url=None if is_index else next_url,
    )


def _listed(page: Page) -> Board | None:
    """The board that the page lists."""
    path = read_path(page)
    stated = page.absolute(page.attribute('link[rel="canonical"]', "href")) or page.url
    asked = page.attribute('#searchforum input[name="forumchoice[]"], input[name="forumchoice[]"], input[name="f"]', "value")
    board_id = asked if asked and asked.isdecimal() else board_in(stated) or board_in(page.url)
    title = read_title(page)
    if title is None:
        return None
    above = [board for board in path if board.id != board_id or board_id is None]
    return Board(id=board_id, title=title, url=first_page(stated), parent_id=above[-1].id if above else None)


def _board(page: Page, link: LexborNode | None, *, parent: str | None, stated: str | None = None) -> Board | None:
    href = page.absolute(link.attrs.get("href")) if link is not None else None
    title = label(link)
    if href is None or title is None:
        return None
    board_id = stated or board_in(href)
    return Board(id=board_id, title=title, url=canonical(href), parent_id=parent)


def _figure(text: str | None) -> int | None:
    found = _FIGURE.search(text or "")
    return number(found[1]) if found else None


def _number_of(node: LexborNode) -> str | None:
    found = _ID.search(node.id or "")
    return found[1] if found else None


# -- vBulletin 4 -----------------------------------------------------------------------------------------------------


def _listed_boards(page: Page, listed: Board | None) -> Iterator[Board]:
    category: str | None = listed.id if listed else None
    for node in page.tree.css('li[id^="cat"], li[id^="forum"]'):
        board_id = _number_of(node)
        if board_id is None:
            continue
        link = node.css_first(".forumtitle a[href]")
        if (node.id or "").startswith("cat"):
            head = _board(page, link, parent=listed.id if listed else None, stated=board_id)
            if head is not None:
                category = head.id
                yield replace(head, kind="category")
            continue
        board = _board(page, link, parent=category, stated=board_id)
        if board is None:
            continue
        figures = [_figure(label(item)) for item in node.css(".forumstats li, .forumstats_2 li")]
        yield replace(
            board,
            description=label(node.css_first(".forumdescription")),
            threads=figures[0] if figures else None,
            posts=figures[1] if len(figures) > 1 else None,
        )
        for link in node.css(".subforumlist a[href]"):
            inner = _board(page, link, parent=board_id)
            if inner is not None:
                yield inner


def _list_threads(page: Page, board: Board | None) -> Iterator[Thread]:
    for row in page.tree.css("li.threadbit"):
        title = row.css_first('a.title, a[id^="thread_title_"]')
        href = page.absolute(title.attrs.get("href")) if title is not None else None
        thread_id = _number_of(row) or thread_in(href)
        if title is None or href is None or thread_id is None:
            continue
        classes = f"{row.attrs.get('class') or ''} {_classes(row.first_child)}".split()
        starter = row.css_first(".author a.username, .author .username, .threadmeta .username")
        when, who, last_id = _list_last(page, row.css_first(".threadlastpost"))
        figures = [_figure(label(item)) for item in row.css(".threadstats li:not(.hidden)")]
        prefix = label(row.css_first(".prefix:not(.understate)"))
        thread = Thread(
            id=thread_id,
            title=label(title),
            url=canonical(href),
            prefix=prefix,
            boards=(board,) if board is not None else (),
            author=read_member(page, starter),
            created=_started(page, row, starter),
            sticky="sticky" in classes or row.css_first('img[src*="sticky"]') is not None,
            locked="lock" in classes,
            declared=Declared(
                replies=figures[0] if figures else None,
                views=figures[1] if len(figures) > 1 else None,
                pages=_pages(row),
                last_post=when,
                last_post_id=last_id,
                last_author=who,
            ),
        )
        yield _moved(thread, board) if "moved" in classes else thread


def _classes(node: LexborNode | None) -> str:
    while node is not None and not node.is_element_node:
        node = node.next
    return node.attrs.get("class") or "" if node is not None else ""


def _moved(thread: Thread, board: Board | None) -> Thread:
    place = board.id if board is not None else None
    return replace(thread, id=derived_id(thread.id, "moved", place), state="moved", moved_to=thread.id, locked=None)


def _started(page: Page, row: LexborNode, starter: LexborNode | None) -> Moment | None:
    """After the starter's name and a comma."""
    place = row.css_first(".author .label, .threadmeta .label")
    if place is None or starter is None:
        return None
    words = fold(place.text())
    name = label(starter) or ""
    return read_moment(page, words[words.rfind(name) + len(name) :].strip(" ,\u00a0") or None)


def _list_last(page: Page, place: LexborNode | None) -> tuple[Moment | None, Author | None, str | None]:
    if place is None:
        return None, None, None
    who = read_member(page, place.css_first("a.username, .username"))
    link = place.css_first('a.lastpostdate, a[href*="#post"]')
    lines = [text_outside(line, "a") for line in place.css("dd") if line.css_first(".time") is not None]
    post_id = post_in(page.absolute(link.attrs.get("href"))) if link is not None else None
    return read_moment(page, lines[0] if lines else None), who, post_id


def _pages(row: LexborNode) -> int:
    """The highest page a row links to; it links to none where there is but one."""
    stated = [number(label(link)) for link in row.css(".pagination a, span.smallfont a")]
    linked = [page_in(link.attrs.get("href")) for link in row.css(".pagination a, span.smallfont a")]
    return max((found for found in (*stated, *linked) if found), default=1)


# -- vBulletin 3 -----------------------------------------------------------------------------------------------------


def _table_boards(page: Page, listed: Board | None) -> Iterator[Board]:
    parent = listed.id if listed else None
    for cell in page.tree.css('td.tcat, td.alt1Active[id^="f"], td[id^="f"].alt1'):
        if not (cell.id or "").startswith("f"):
            link = next(
                (link for link in cell.css("a[href]") if board_in(page.absolute(link.attrs.get("href"))) and label(link)), None
            )
            category = _board(page, link, parent=listed.id if listed else None)
            if category is not None and category.id != (listed.id if listed else None):
                parent = category.id
                yield replace(category, kind="category")
            continue
        board_id = (cell.id or "")[1:]
        links = [link for link in cell.css("a[href]") if label(link) and board_in(page.absolute(link.attrs.get("href")))]
        board = _board(page, links[0] if links else cell.css_first("a[href]"), parent=parent, stated=board_id)
        if board is None or not board_id.isdecimal():
            continue
        figures = [_figure(label(other)) for other in _cells(cell.parent)[-2:]]
        described = cell.css_first("div.smallfont")
        is_list = described is None or described.css_first('img[id^="forum_statusicon_"]') is not None
        yield replace(
            board,
            description=None if is_list else label(described),
            threads=figures[0] if len(figures) > 1 else None,
            posts=figures[1] if len(figures) > 1 else None,
        )
        for link in links[1:]:
            inner = _board(page, link, parent=board_id)
            if inner is not None:
                yield inner


def _cells(row: LexborNode | None) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag == "td"] if row is not None else []


def _table_threads(page: Page, board: Board | None) -> Iterator[Thread]:
    for cell in page.tree.css('td[id^="td_threadtitle_"]'):
        thread_id = _number_of(cell)
        title = cell.css_first('a[id^="thread_title_"]')
        href = page.absolute(title.attrs.get("href")) if title is not None else None
        cells = _cells(cell.parent)
        if thread_id is None or title is None or href is None:
            continue
        place = next((number for number, other in enumerate(cells) if other.mem_id == cell.mem_id), 0)
        last, replies, views = (*cells[place + 1 :], None, None, None)[:3]
        icon = " ".join(image.attrs.get("src") or "" for other in cells[:place] for image in other.css("img"))
        when, who, last_id = _table_last(page, last)
        thread = Thread(
            id=thread_id,
            title=label(title),
            url=canonical(href),
            boards=(board,) if board is not None else (),
            author=_starter(page, cell),
            sticky=cell.css_first('img[src*="sticky"]') is not None,
            locked="_lock" in icon,
            declared=Declared(
                replies=number(label(replies)),
                views=number(label(views)),
                pages=_pages(cell),
                last_post=when,
                last_post_id=last_id,
                last_author=who,
            ),
        )
        yield _moved(thread, board) if "thread_moved" in icon else thread


def _starter(page: Page, cell: LexborNode) -> Author | None:
    """A name that opens the profile by script; guests' does not."""
    node = cell.css_first('div.smallfont span[onclick*="member.php"], div.smallfont span[onclick*="members/"]')
    if node is None:
        node = cell.css_first("div.smallfont a[href], div.smallfont > span")
        return read_member(page, node)
    name = label(node)
    return Author(name=name, id=member_in((node.attrs.get("onclick") or "").replace("'", "/")), guest=False) if name else None


def _table_last(page: Page, cell: LexborNode | None) -> tuple[Moment | None, Author | None, str | None]:
    """A time ("07-15-2008 04:50 AM"), a line break, "by NAME"."""
    place = cell.css_first("div.smallfont") if cell is not None else None
    if place is None:
        return None, None, None
    words: list[str] = []
    for child in place.iter(include_text=True):
        if child.tag == "br":
            break
        words.append(child.text_content or "" if child.is_text_node else child.text())
    link = next((link for link in place.css("a[href]") if post_in(link.attrs.get("href"))), None)
    name = next((label(link) for link in place.css('a[href*="member"]') if label(link)), None) or text_outside(place, "span, img")
    post_id = post_in(link.attrs.get("href")) if link is not None else None
    return read_moment(page, fold("".join(words)) or None), Author(name=name) if name else None, post_id
