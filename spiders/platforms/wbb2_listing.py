"""Listings of Burning Board 2: boards by bold titles in table rows, thread rows by the button that tells who wrote in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms import wbb2_links as links
from spiders.platforms.base import derived_id
from spiders.platforms.wbb2_frame import above, cells, crumbs, member, moment, next_url, page_number
from spiders.text import fold, label, number, text_outside

_STICKY = re.compile(r"wichtig|ankündigung|important|announcement|sticky", re.IGNORECASE)


def read_listing(page: Page, *, is_board: bool) -> Listing:
    """The boards and rows of a page; of a board's own page, the board too."""
    path = crumbs(page) if is_board else ()
    listed = path[-1] if path else None
    rows: dict[str, Thread] = {}
    for button in page.tree.css('a[href^="javascript:who("]'):
        row = _row(page, button, listed)
        if row is not None:
            rows.setdefault(row.id, row)
    current, pages = page_number(page)
    return Listing(
        board=listed,
        boards=tuple(_boards(page, listed)),
        threads=tuple(rows.values()),
        number=current,
        pages=pages,
        next_url=next_url(page),
    )


def _boards(page: Page, listed: Board | None) -> Iterator[Board]:
    seen: set[str] = {listed.id} if listed is not None and listed.id is not None else set()
    category: str | None = None
    for title in page.tree.css('a[href*="board.php?boardid="] > b'):
        link, cell = title.parent, above(title, "td")
        board = _board(page, link, seen)
        if board is None or cell is None or link is None:
            continue
        place: LexborNode | None = cell
        small = _after(link)
        while place is not None and not {"tablea", "tableb", "tablecat"} & set((place.attrs.get("class") or "").split()):
            place = above(place, "td")
        is_category = place is not None and "tablecat" in (place.attrs.get("class") or "")
        row = above(place, "tr") if place is not None else None
        rest = cells(row) if row is not None and not is_category else []
        counted = [number(label(one)) for one in rest if not one.css_first("a, img, table, .time")]
        figures = [figure for figure in counted if figure is not None]
        has_both = len(figures) == 2
        parent = category or (listed.id if listed else None)
        yield Board(
            title=board.title,
            id=board.id,
            url=board.url,
            kind="category" if is_category else "forum" if has_both else "link",
            parent_id=(listed.id if listed else None) if is_category else parent,
            description=_description(small),
            posts=figures[0] if has_both else None,
            threads=figures[1] if has_both else None,
        )
        if is_category:
            category = board.id
        for inner in small.css('a[href*="board.php?boardid="]') if small is not None else ():
            below = _board(page, inner, seen)
            if below is not None:
                yield Board(title=below.title, id=below.id, url=below.url, parent_id=board.id)


def _board(page: Page, link: LexborNode | None, seen: set[str]) -> Board | None:
    url = page.absolute(link.attrs.get("href")) if link is not None else None
    board_id, title = links.board_in(url), label(link)
    if url is None or board_id is None or title is None or board_id in seen:
        return None
    seen.add(board_id)
    return Board(title=title, id=board_id, url=links.first_page(url))


def _after(link: LexborNode) -> LexborNode | None:
    """The small print after a title."""
    node = link.parent.next if link.parent is not None else None
    while node is not None and node.tag != "span":
        node = node.next
    return node


def _description(small: LexborNode | None) -> str | None:
    """Its first line, unless that lists boards or visitors."""
    words: list[str] = []
    node = small.first_child if small is not None else None
    while node is not None:
        if node.tag == "br" and fold("".join(words)):
            break
        if node.is_element_node and node.css_first('a[href*="board.php"]') is not None:
            return None
        words.append(node.text() if node.is_element_node else node.text_content or "")
        node = node.next
    line = fold("".join(words))
    return line if line and not line.startswith("(") else None


def _row(page: Page, button: LexborNode, listed: Board | None) -> Thread | None:
    row = above(button, "tr")
    columns = cells(row) if row is not None else []
    replies_at = next(
        (place for place, cell in enumerate(columns) if cell.css_first('a[href^="javascript:who("]') is not None), 0
    )
    topic = columns[replies_at - 1] if replies_at else None
    link = _title_link(topic)
    url = page.absolute(link.attrs.get("href")) if link is not None else None
    thread_id = links.thread_in(url)
    if row is None or topic is None or link is None or url is None or thread_id is None:
        return None
    starter = columns[replies_at + 1] if replies_at + 1 < len(columns) else None
    views = columns[replies_at + 2] if replies_at + 2 < len(columns) else None
    sign = row.css_first("img[src]")
    icon = ((sign.attrs.get("src") or "") if sign is not None else "").rpartition("/")[2]
    place = topic.css_first(".prefix")
    words = " ".join(label(one) or "" for one in place.css("b")) if place is not None else ""
    author = _who(page, starter)
    if icon.startswith("moved"):  # the row leads to the thread where it is now
        here = derived_id(thread_id, "moved", listed.id if listed else None)
        return Thread(id=here, title=label(link), url=links.first_page(url), author=author, state="moved", moved_to=thread_id)
    time, last = _last(page, columns[-1])
    jumps = [links.page_in(one.attrs.get("href")) for one in topic.css('a[href*="page="]')]
    return Thread(
        id=thread_id,
        title=label(link),
        url=links.first_page(url),
        prefix=text_outside(place, "b") or None if place is not None else None,
        author=author,
        boards=(listed,) if listed else (),
        sticky=_STICKY.search(words) is not None,
        locked="lock" in icon,
        declared=Declared(
            replies=number(label(button)),
            views=number(label(views)),
            pages=max((jump for jump in jumps if jump), default=None),
            last_post=time,
            last_author=last,
        ),
    )


def _title_link(topic: LexborNode | None) -> LexborNode | None:
    for link in topic.css('a[href*="threadid="]') if topic is not None else ():
        href = link.attrs.get("href") or ""
        if "goto=" not in href and "page=" not in href and label(link):
            return link
    return None


def _who(page: Page, place: LexborNode | None) -> Author | None:
    link = place.css_first('a[href*="profile.php"]') if place is not None else None
    if link is not None:
        return member(page, link)
    name = label(place)
    return Author(name=name, guest=True) if name else None


def _last(page: Page, cell: LexborNode) -> tuple[Moment | None, Author | None]:
    """The time, and on the next line "by Ada"."""
    clock = cell.css_first(".time")
    holder = clock.parent if clock is not None else None
    if clock is None or holder is None:
        return None, None
    lines: list[list[str]] = [[]]
    for child in holder.iter(include_text=True):
        if child.tag == "br":
            lines.append([])
        else:
            lines[-1].append(child.text() if child.is_element_node else child.text_content or "")
    first, *rest = [fold("".join(line)) for line in lines]
    link = holder.css_first('a[href*="profile.php"]')
    if link is not None:
        return moment(page, first), member(page, link)
    name = rest[0].partition(" ")[2].strip() if rest else ""
    return moment(page, first), Author(name=name, guest=True) if name else None
