"""Indexes and forums of Invision Community: forums with their figures, rows of topics with all that they declare."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.ips_frame import (
    read_crumbs,
    read_member,
    read_next,
    read_page_id,
    read_pages,
    read_tags,
    read_time,
    read_title,
)
from spiders.platforms.ips_links import board_in, first_page, member_in, page_in, thread_in
from spiders.text import label, number

TOPIC_ROWS = (
    "[data-rowid], li.ipsDataItem:not(.cForumRow, [data-forumid], .ipsWidget li), "
    "li.ipsData__item:not([data-forumid], .ipsWidget li)"
)
FORUM_ROWS = "[data-forumid], li.cForumRow.ipsDataItem, .cForumGrid, li.ipsData__item, .ipsForumGrid__item"
"""Which of the two a row is, is told by where its title leads."""

_HEADINGS = ".cForumTitle a[href], .ipsBox__header a[href], h2 a[href]"
_TITLES = ".ipsDataItem_title, .ipsData__title, .cForumGrid__title, .ipsForumGrid__title, .ipsTopicSnippet__title, h3, h4"
_PREFIX = 'a[rel~="tag"], .ipsTag_prefix, .ipsBadge--prefix'
_META = ".ipsDataItem_meta, .ipsData__meta, .ipsTopicSnippet__date, .ipsTopicSnippet__meta"
_LAST = ".ipsDataItem_lastPoster, .ipsData__last, .ipsTopicSnippet__last"
_DESCRIPTION = ".ipsDataItem_meta, .ipsData__desc, .cForumGrid__description, .ipsForumGrid__description"
_BELOW = ".ipsDataItem_subList a[href], .ipsSubList a[href], .cForumGrid__subforums a[href]"
_FIGURES = ".ipsDataItem_stats, .ipsData__stats"


def read_listing(page: Page, *, is_index: bool) -> Listing:
    """Everything that an index or a forum's page lists."""
    board = None if is_index else read_board(page)
    boards = tuple(_boards(page, board))
    threads = tuple(_threads(page, board, rows="[data-rowid]" if is_index else TOPIC_ROWS))
    page_number, pages = read_pages(page)
    return Listing(
        board=board,
        boards=boards,
        threads=threads,
        number=page_number,
        pages=pages,
        next_url=read_next(page),
    )


def read_board(page: Page) -> Board | None:
    """The forum that the page shows."""
    stated = page.absolute(page.attribute('link[rel="canonical"]', "href"))
    address = first_page(stated if stated and board_in(stated) else page.url)
    crumbs = read_crumbs(page)
    board_id = board_in(address) or read_page_id(page)
    title = read_title(page)[1]
    if board_id is None or title is None:
        return None
    above = [board for board in crumbs if board.id != board_id]
    return Board(title=title, id=board_id, url=address, parent_id=above[-1].id if above else None)


# -- forums ----------------------------------------------------------------------------------------------------------


def _boards(page: Page, board: Board | None) -> Iterator[Board]:
    """Forums in the page's order, each under the category whose heading stands above it."""
    parent = board.id if board is not None else None
    heading = parent
    seen: set[str] = set()
    inside: set[int] = set()
    for node in page.tree.css(
        f"{FORUM_ROWS}, .cForumTitle a[href], .ipsBox__header h2 a[href], .ipsBox__header a[href], h2 a[href]"
    ):
        if node.mem_id in inside:
            continue
        if node.tag == "a":
            found = _linked(page, node, parent)
            if found is not None and found.id not in seen:
                seen.add(found.id or "")
                heading = found.id
                yield Board(title=found.title, id=found.id, url=found.url, kind="category", parent_id=parent)
            continue
        link = _title_link(page, node, board_in)
        row = _linked(page, link, heading) if link is not None else None
        if row is None or row.id in seen:
            continue
        inside.update(part.mem_id for part in node.css("li, a, .cForumGrid"))
        seen.add(row.id or "")
        for one in (_row(node, row), *_below(page, node, row)):
            if one is row or one.id == row.id or one.id not in seen:
                seen.add(one.id or "")
                yield one


def _linked(page: Page, link: LexborNode | None, parent: str | None) -> Board | None:
    href = page.absolute(link.attrs.get("href")) if link is not None else None
    board_id, title = board_in(href), label(link)
    if href is None or board_id is None or title is None:
        return None
    return Board(title=title, id=board_id, url=first_page(href), parent_id=parent)


def _row(node: LexborNode, board: Board) -> Board:
    """What the row says of its forum. The one figure counts posts, those of the forums below it included."""
    is_link = "redirect" in (node.attrs.get("class") or "") or node.css_first(".cForumIcon_redirect") is not None
    stats = node.css_first(_FIGURES)
    figure = stats.css_first("dt, .ipsDataItem_stats_number, li > span") if stats is not None else None
    words = label(node.css_first(_DESCRIPTION))
    return Board(
        title=board.title,
        id=board.id,
        url=board.url,
        kind="link" if is_link else "forum",
        parent_id=board.parent_id,
        description=words,
        posts=number(label(figure)) if not is_link else None,
    )


def _below(page: Page, node: LexborNode, board: Board) -> Iterator[Board]:
    for link in node.css(_BELOW):
        found = _linked(page, link, board.id)
        if found is not None:
            yield found


# -- topics ----------------------------------------------------------------------------------------------------------


def _threads(page: Page, board: Board | None, *, rows: str) -> Iterator[Thread]:
    home = (board,) if board is not None else ()
    for node in {node.mem_id: node for node in page.tree.css(rows)}.values():  # what fits two alternatives is found twice
        link = _title_link(page, node, thread_in)
        href = page.absolute(link.attrs.get("href")) if link is not None else None
        thread_id = node.attrs.get("data-rowid") or thread_in(href)
        if link is None or href is None or thread_id is None:
            continue
        moved = _is_moved(node)
        head = _head(link)
        replies, views = _counts(node)
        last = node.css_first(_LAST)
        meta = node.css_first(_META)
        yield Thread(
            id=derived_id(thread_id, "moved", board.id if board is not None else None) if moved else thread_id,
            title=label(link),
            url=first_page(href),
            prefix=label(head.css_first(_PREFIX)),
            author=_starter(page, meta) if not moved else None,
            created=read_time(meta.css_first("time")) if meta is not None and not moved else None,
            boards=home,
            labels=read_tags(page, node),
            sticky=None if moved else node.css_first(".fa-thumb-tack, .fa-thumbtack") is not None,
            locked=None if moved else node.css_first(".fa-lock") is not None,
            state="moved" if moved else "visible",
            moved_to=thread_in(href) if moved else None,
            declared=Declared(
                replies=replies,
                views=views,
                pages=_row_pages(page, node),
                last_post=read_time(last.css_first("time")) if last is not None else None,
                last_author=_last_author(page, last),
            )
            if not moved
            else Declared(),
        )


def _is_moved(node: LexborNode) -> bool:
    """A row that a moved topic left behind has no number, but an arrow."""
    if node.attrs.get("data-rowid"):
        return False
    return "moved" in (node.attrs.get("class") or "") or node.css_first(".fa-arrow-left") is not None


def _title_link(page: Page, node: LexborNode, number_in: object) -> LexborNode | None:
    """The link on a row's title: to the topic or forum itself, not to its unread posts, and no prefix."""
    is_topic = number_in is thread_in
    for place in node.css(_TITLES):
        for link in place.css("a[href]"):
            if "tag" in (link.attrs.get("rel") or "").split() or "prefix" in (link.attrs.get("class") or ""):
                continue
            href = page.absolute(link.attrs.get("href"))
            if (thread_in(href) if is_topic else board_in(href)) and label(link) and page_in(href) is None:
                return link
    return None


def _head(link: LexborNode) -> LexborNode:
    """The heading around a title, with prefix and badges."""
    place = link
    for _ in range(5):
        above = place.parent
        if above is None or above.tag == "li":
            break
        place = above
        names = place.attrs.get("class") or ""
        if "ipsDataItem_title" in names or "ipsData__title" in names:
            break
    return place


def _counts(node: LexborNode) -> tuple[int | None, int | None]:
    """Replies and views. Where they are not named to machines, the first figure is that of replies; figures may be rounded."""
    stats = node.css_first(_FIGURES)
    if stats is None:
        return None, None
    named: dict[str, int | None] = {}
    plain: list[int | None] = []
    for item in stats.css("li"):
        exact = item.css_first("[data-stat-value]")
        shown = item.css_first(".ipsDataItem_stats_number, .ipsData__stats-label, span")
        figure = number(exact.attrs.get("data-stat-value") if exact is not None else label(shown))
        kind = item.attrs.get("data-stattype")
        if kind:
            named[kind] = figure
        elif "ipsType_light" in (item.attrs.get("class") or "") and plain:
            named["num_views"] = figure
        elif shown is not None:
            plain.append(figure)
    replies = next((named[kind] for kind in ("forums_comments", "answers_no_number", "comments") if kind in named), None)
    if replies is None and plain:
        replies = plain[0]
    views = named.get("num_views") if "num_views" in named else plain[1] if len(plain) > 1 else None
    return replies, views


def _row_pages(page: Page, node: LexborNode) -> int | None:
    """How many pages a topic has, by the links to some of them behind its title."""
    place = node.css_first(".ipsPagination_mini, .ipsPagination--mini")
    found = (page_in(page.absolute(link.attrs.get("href"))) for link in place.css("a[href]")) if place is not None else ()
    return max((number_of for number_of in found if number_of), default=None)


def _member_at(page: Page, place: LexborNode | None) -> Author | None:
    for link in place.css("a[href]") if place is not None else ():
        if member_in(page.absolute(link.attrs.get("href"))):
            member = read_member(page, link)
            if member is not None:
                return member
    return None


def _starter(page: Page, meta: LexborNode | None) -> Author | None:
    """Who began the topic; the name of a guest stands without a link among words, of which only the English are known."""
    member = _member_at(page, meta)
    if member is not None or meta is None:
        return member
    words, comma, _ = (label(meta) or "").partition(",")
    name = words.removeprefix("By ")
    return Author(name=name, guest=True) if comma and name != words and name else None


def _last_author(page: Page, place: LexborNode | None) -> Author | None:
    """Who wrote last; a guest's name stands alone in its place."""
    member = _member_at(page, place)
    if member is not None or place is None:
        return member
    for part in place.css("li, .ipsData__last-primary"):
        name = label(part)
        if name and part.css_first("a, time, img") is None:
            return Author(name=name, guest=True)
    return None
