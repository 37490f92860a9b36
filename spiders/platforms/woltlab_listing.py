"""Listings of WoltLab's forums: boards in boards, and thread rows, which are lists since 5 and tables before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Thread
from spiders.page import Page
from spiders.platforms import woltlab_links as links
from spiders.platforms.base import derived_id
from spiders.platforms.woltlab_frame import LOCKED, STICKY, crumbs, is_on, linked_member, prefixes, printed_time
from spiders.text import label, number

_NUMBERED = re.compile(r"thread(\d{1,18})")
_REACTIONS = re.compile(r"react|reakt|like|gefällt", re.IGNORECASE)


def read_listing(page: Page, *, is_board: bool) -> Listing:
    """The boards and rows of a page; of a board's own page, the board too."""
    listed = _listed(page) if is_board else None
    rows: dict[str, Thread] = {}
    for node in page.tree.css(".wbbThread"):
        row = _row(page, node, listed)
        if row is not None:
            rows.setdefault(row.id, row)
    return Listing(board=listed, boards=tuple(_boards(page, listed)), threads=tuple(rows.values()))


def _listed(page: Page) -> Board | None:
    stated = page.absolute(page.attribute('link[rel="canonical"]', "href"))
    url = next((one for one in (stated, page.url) if links.board_in(one)), None)
    board_id = links.board_in(url) or page.attribute("body[data-board-id]", "data-board-id")
    title = label(page.first(".contentTitle, .boxHeadline h1 a, .boxHeadline h1"))
    above = [board for board in crumbs(page) if board.id != board_id]
    if board_id is None or title is None:
        return None
    return Board(title=title, id=board_id, url=links.first_page(url) if url else None, parent_id=above[-1].id if above else None)


def _boards(page: Page, listed: Board | None) -> Iterator[Board]:
    seen: set[str] = set()
    for node in page.tree.css(".wbbBoardList li"):
        link = _heading(node)
        url = page.absolute(link.attrs.get("href")) if link is not None else None
        board_id = node.attrs.get("data-board-id") or links.board_in(url)
        title = label(link)
        if link is None or title is None or board_id is None or board_id in seen:
            continue
        seen.add(board_id)
        classes = (node.attrs.get("class") or "").split()
        is_category, is_link = "wbbCategory" in classes, links.board_in(url) is None
        figures = [] if is_category else _figures(node)
        yield Board(
            title=title,
            id=board_id,
            url=url if is_link or url is None else links.first_page(url),
            kind="category" if is_category else "link" if is_link else "forum",
            parent_id=_above(node) or (listed.id if listed else None),
            description=label(_own(node, ".wbbBoardDescription")),
            threads=figures[0][1] if figures else None,
            posts=figures[1][1] if len(figures) > 1 else None,
        )


def _heading(node: LexborNode) -> LexborNode | None:
    """The link over a board of the list, or that of one named below another."""
    link = node.css_first("h2 a[href], h3 a[href], h4 a[href]")
    if link is not None:
        return link if _holder(link) == node.mem_id else None
    link = node.css_first("a[href]")
    return (
        link if link is not None and node.css_first("li") is None and "board" in (link.attrs.get("href") or "").lower() else None
    )


def _holder(node: LexborNode) -> int | None:
    above = node.parent
    while above is not None and above.tag != "li":
        above = above.parent
    return above.mem_id if above is not None else None


def _own(node: LexborNode, selector: str) -> LexborNode | None:
    found = node.css_first(selector)
    return found if found is not None and _holder(found) == node.mem_id else None


def _above(node: LexborNode) -> str | None:
    """The board around another."""
    above = node.parent
    while above is not None and "wbbBoardList" not in (above.attrs.get("class") or ""):
        if above.tag == "li":
            link = above.css_first("h2 a[href], h3 a[href]")
            stated = above.attrs.get("data-board-id") or (links.board_in(link.attrs.get("href")) if link is not None else None)
            if stated:
                return stated
        above = above.parent
    return None


def _figures(node: LexborNode) -> list[tuple[str, int | None]]:
    """The figures of a board or row with their names, in the page's order."""
    place = node.css_first(".wbbStats, .columnStats, .stats")
    names, values = (place.css("dt"), place.css("dd")) if place is not None else ([], [])
    return [(label(name) or "", number(label(value))) for name, value in zip(names, values, strict=False)]


def _row(page: Page, node: LexborNode, listed: Board | None) -> Thread | None:
    link = node.css_first("a.messageGroupLink[href], a.wbbTopicLink[href]")
    link = link if link is not None else node.css_first(".columnSubject h3 a[href], .columnTopic h3 a[href], h3 a[href]")
    url = page.absolute(link.attrs.get("href")) if link is not None else None
    found = _NUMBERED.fullmatch(node.id or "")
    thread_id = node.attrs.get("data-thread-id") or (found[1] if found else None) or links.thread_in(url)
    if link is None or url is None or thread_id is None:
        return None
    prefix, more = prefixes(node)
    replies, views = _counts(node)
    last = node.css_first(".columnLastPost")
    pages = [count for jump in node.css(".pageNavigation li, .pagination li") if (count := number(label(jump)))]
    began = node.css_first(".messageGroupTime") or node.css_first(".columnTopic time, .columnSubject time")
    thread = Thread(
        id=thread_id,
        title=label(link),
        url=links.first_page(url),
        prefix=prefix,
        labels=more,
        author=_author(page, node.css_first(".messageGroupAuthor") or node.css_first(".columnTopic small, .columnSubject small")),
        created=printed_time(page, began),
        boards=(listed,) if listed else (),
        sticky=is_on(node, "data-is-sticky", STICKY) or False,
        locked=is_on(node, "data-is-closed", LOCKED) or False,
        declared=Declared(
            replies=replies,
            views=views,
            pages=max(pages, default=None),
            last_post=printed_time(page, last.css_first("time, woltlab-core-date-time") or last.css_first("small"))
            if last is not None
            else None,
            last_author=_author(page, last),
        ),
    )
    if node.attrs.get("data-is-link") not in ("1", "true"):
        return thread
    place = listed.id if listed else None  # a sign that the thread was moved away says nothing of its last post
    return replace(
        thread, id=derived_id(thread_id, "moved", place), state="moved", moved_to=thread_id, locked=None, declared=Declared()
    )


def _counts(node: LexborNode) -> tuple[int | None, int | None]:
    """Replies and views: in columns of their own, or as the first and the last of figures with names."""
    replies, views = node.css_first(".columnReplies"), node.css_first(".columnViews")
    if replies is not None or views is not None:
        return number(label(replies)), number(label(views))
    figures = [value for name, value in _figures(node) if not _REACTIONS.search(name)]
    return (figures[0] if figures else None), (figures[-1] if len(figures) > 1 else None)


def _author(page: Page, place: LexborNode | None) -> Author | None:
    if place is None:
        return None
    link = place.css_first("a.userLink[href], a.username[href]")
    if link is None:
        link = next(
            (one for one in place.css("a[href]") if label(one) and links.member_in(page.absolute(one.attrs.get("href")))), None
        )
    if link is not None:
        return linked_member(page, link)
    named = place.css_first(".username") or (place if "messageGroupAuthor" in (place.attrs.get("class") or "") else None)
    name = label(named)
    return Author(name=name, guest=True) if name else None
