"""Indexes and forums of IP.Board 3: forums with their figures, rows of topics with all that they declare."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from spiders.clocks import is_time
from spiders.items import Author, Board, Declared, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.ipb3_frame import (
    read_member,
    read_next,
    read_pages,
    read_path,
    read_root,
    read_tags,
    read_title,
    unlinked,
    variables,
)
from spiders.platforms.ipb_links import board_in, first_page, thread_in
from spiders.text import fold, label, number

Read = Callable[[str], Moment | None]

TOPIC_ROWS = "tr.__topic, tr[id^='trow_'], #forum_table tr"
FORUM_CELLS = "td.col_c_forum"

_FIGURE = re.compile(r"\d[\d.,\u00a0\u202f' ]*")
_PREFIX = ".topic_prefix, .ipsTag_prefix"


def read_listing(page: Page, moment: Read, *, is_index: bool) -> Listing:
    """Everything that an index or a forum's page lists."""
    board = None if is_index else read_board(page)
    number_of, pages = read_pages(page)
    return Listing(
        board=board,
        boards=tuple(_boards(page, board)),
        threads=tuple(_threads(page, board, moment)),
        number=number_of,
        pages=pages,
        next_url=read_next(page),
    )


def read_board(page: Page) -> Board | None:
    """The forum that the page shows; what stands last in its path, where the page names itself there."""
    path = read_path(page)
    board_id = board_in(page.url) or variables(page).get("forum_id") or (path[-1].id if path else None)
    title = read_title(page)[1]
    if board_id is None or title is None:
        return None
    above = [board for board in path if board.id != board_id]
    address = page.url if board_in(page.url) else f"{read_root(page)}index.php?showforum={board_id}"
    return Board(title=title, id=board_id, url=first_page(address), parent_id=above[-1].id if above else None)


# -- forums ----------------------------------------------------------------------------------------------------------


def _boards(page: Page, board: Board | None) -> Iterator[Board]:
    parent = board.id if board is not None else None
    heading = parent
    for node in {node.mem_id: node for node in page.tree.css(f".category_block h3, {FORUM_CELLS}")}.values():
        if node.tag == "h3":
            found = next((one for link in node.css("a[href]") if (one := _linked(page, link, parent)) is not None), None)
            heading = found.id if found is not None else parent
            if found is not None:
                yield Board(title=found.title, id=found.id, url=found.url, kind="category", parent_id=parent)
            continue
        place = node.css_first("h4 a[href], strong a[href], a[href]")
        row = _linked(page, place, heading) if place is not None else None
        if row is not None:
            yield from _row(page, node, row)


def _linked(page: Page, link: LexborNode, parent: str | None) -> Board | None:
    """The forum a link leads to; links that open and close a category lead nowhere."""
    href = page.absolute(link.attrs.get("href"))
    title = label(link)
    if (
        href is None
        or title is None
        or (link.attrs.get("href") or "").startswith("#")
        or "toggle" in (link.attrs.get("class") or "")
    ):
        return None
    board_id = board_in(href)
    return Board(title=title, id=board_id, url=first_page(href), parent_id=parent)


def _row(page: Page, cell: LexborNode, board: Board) -> Iterator[Board]:
    stats = cell.parent.css_first(".col_c_stats, .stats") if cell.parent is not None else None
    figures = [_number(label(item)) for item in stats.css("li")] if stats is not None else []
    is_link = stats is not None and len(figures) < 2
    yield Board(
        title=board.title,
        id=board.id,
        url=board.url,
        kind="link" if is_link else "forum",
        parent_id=board.parent_id,
        description=label(cell.css_first(".__forum_desc, p.desc, .forum_desc_pos")),
        threads=figures[0] if len(figures) > 1 else None,
        posts=_sum(figures) if len(figures) > 1 else None,
    )
    for link in cell.css(".subforums a[href]"):
        found = _linked(page, link, board.id)
        if found is not None:
            yield found


def _sum(figures: list[int | None]) -> int | None:
    """Topics and replies: each topic has an opening post that the figure of replies leaves out."""
    topics, replies = figures[0], figures[1]
    return topics + replies if topics is not None and replies is not None else None


def _number(words: str | None) -> int | None:
    found = _FIGURE.search(words or "")
    return number(found[0].strip()) if found else None


# -- topics ----------------------------------------------------------------------------------------------------------


def _threads(page: Page, board: Board | None, moment: Read) -> Iterator[Thread]:
    home = (board,) if board is not None else ()
    for node in {node.mem_id: node for node in page.tree.css(TOPIC_ROWS)}.values():
        link = node.css_first("a[id^='tid-link-'], a.topic_title")
        href = page.absolute(link.attrs.get("href")) if link is not None else None
        if link is None or href is None:
            continue
        stated = (node.attrs.get("data-tid") or (link.id or "").removeprefix("tid-link-")).strip()
        thread_id = stated if stated.isdecimal() else thread_in(href)
        title = label(link)
        if thread_id is None or title is None:
            continue
        moved = node.css_first('img[src*="moved"]') is not None
        badges = " ".join(filter(None, (label(badge) for badge in node.css(".ipsBadge_green, .topic_prefix_pinned")))).lower()
        figures = node.css_first(".col_f_views, .stats")
        replies, views = _counts(figures)
        starter = node.css_first(".col_f_content .desc, .col_f_starter, .col_f_topic .desc")
        last = node.css_first(".last_post")
        yield Thread(
            id=derived_id(thread_id, "moved", board.id if board is not None else None) if moved else thread_id,
            title=title,
            url=first_page(href),
            prefix=label(node.css_first(_PREFIX)),
            author=_starter(page, starter),
            created=_started(link, title, moment),
            boards=home,
            labels=read_tags(page, node),
            sticky=bool(badges) and not _is_poll(badges),
            locked=node.css_first('.col_f_icon img[src*="closed"], .col_f_icon img[src*="lock"], .fa-lock') is not None,
            state="moved" if moved else "visible",
            moved_to=thread_id if moved else None,
            declared=Declared(
                replies=replies,
                views=views,
                pages=_row_pages(node),
                last_post=_last_time(last, moment),
                last_author=read_member(page, last.css_first("li")) if last is not None else None,
            )
            if not moved
            else Declared(),
        )


def _starter(page: Page, place: LexborNode | None) -> Author | None:
    """Who began the topic; without a link the name stands among words and before a comma: only English ones are known."""
    if place is None:
        return None
    link = place.css_first("a[href]")
    if link is not None:
        return read_member(page, link)
    words, comma, _ = (label(place) or "").rpartition(",")
    name = words.removeprefix("Started by ").strip()
    return unlinked(page, name) if comma and name and name != words else None


def _is_poll(words: str) -> bool:
    return words in ("poll", "umfrage", "sondage", "encuesta", "sondaggio", "опрос", "ankieta", "enquete", "anket")


def _counts(place: LexborNode | None) -> tuple[int | None, int | None]:
    if place is None:
        return None, None
    views = place.css_first(".views")
    items = [item for item in place.css("li") if views is None or item.mem_id != views.mem_id]
    return _number(label(items[0])) if items else None, _number(label(views))


def _started(link: LexborNode, title: str, moment: Read) -> Moment | None:
    """The time in the link's hint: "TITLE - started  06 February 2013 - 05:51 AM"."""
    words = fold(link.attrs.get("title") or "").removeprefix(title).split()
    for start in range(len(words)):
        if is_time(" ".join(words[start:])):
            return moment(" ".join(words[start:]))
    return None


def _last_time(place: LexborNode | None, moment: Read) -> Moment | None:
    links = place.css("a[href*='getlastpost']") if place is not None else []
    return moment(label(links[-1]) or "") if links else None


def _row_pages(node: LexborNode) -> int | None:
    """How many pages a topic has, by the links to some of them."""
    return max((_number(label(link)) or 0 for link in node.css(".mini_pagination a")), default=None)
