"""Listings of XenForo 1, and the two things that stand in posts as well: names and times.

Owns the forum list, thread rows and the path. Which of a row's two figures counts replies is said by their labels: themes
swap them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from selectolax.lexbor import LexborNode

from spiders.dates import stamp
from spiders.items import Author, Board, Declared, Label, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms.xenforo_atoms import read_text_time
from spiders.platforms.xenforo_links import board_address, canonical, id_in, page_in, post_in
from spiders.text import fold, label, number, text_outside

_NODE_ID = re.compile(r"\bnode_(\d+)")
_BODY_NODE = re.compile(r"\bnode(\d+)")
_AVATAR_ID = re.compile(r"\bAv(\d+)[sml]\b")
_VIEWS = re.compile(
    r"view|aufruf|hits|visit|vues|vist|visual|weergave|просмотр|προβολ|visning|wyświetl|zobraz|görünt", re.IGNORECASE
)


def read_name(page: Page, node: LexborNode | None, *, name: str | None = None) -> Author | None:
    """Who a ``.username`` names; a guest has no link."""
    if node is None:
        return Author(name=name) if name else None
    shown = name or fold(node.text())
    if not shown:
        return None
    href = node.attrs.get("href")
    account = id_in(href)
    return Author(name=shown, id=account, url=page.absolute(href), guest=account is None)


def read_time(page: Page, node: LexborNode | None) -> Moment | None:
    """A ``.DateTime``: an epoch while it is fresh, then text, in full in ``title``."""
    if node is None:
        return None
    attributes = node.attributes
    day, clock = attributes.get("data-datestring"), attributes.get("data-timestring")
    shown = attributes.get("title") or (f"{day} {clock}" if day and clock else None) or fold(node.text())
    epoch = attributes.get("data-time")
    return stamp(epoch, shown) if epoch and epoch.isdecimal() else read_text_time(page, shown)


def read_breadcrumbs(page: Page) -> tuple[Board, ...]:
    """The path of forums, outermost first. The innermost may be linked by name; its id then stands in the page's classes."""
    path: list[Board] = []
    crumbs = page.first(".breadcrumb")
    links = [link for link in crumbs.css("a.crumb[href]") if label(link)] if crumbs is not None else []
    for link in links:
        href = link.attrs.get("href") or ""
        node_id = id_in(href)
        if node_id is None and link.mem_id == links[-1].mem_id and "forums/" in href:
            node_id = _own_node(page)
        if node_id is not None:
            kind: Literal["forum", "category"] = "category" if "#" in href or "categories/" in href else "forum"
            parent = path[-1].id if path else None
            path.append(Board(title=fold(link.text()), id=node_id, url=board_address(page, href), kind=kind, parent_id=parent))
    return tuple(path)


def read_listing(page: Page, *, is_index: bool, number: int | None, pages: int | None, next_url: str | None) -> Listing:
    """The boards and thread rows of a forum list, a forum or a page of recent threads."""
    board = None if is_index else _read_board(page)
    return Listing(
        board=board,
        boards=tuple(_read_nodes(page, board)),
        threads=tuple(
            row for node in page.tree.css("li.discussionListItem") if (row := _read_row(page, node, board)) is not None
        ),
        number=number,
        pages=pages,
        next_url=next_url,
    )


def _read_board(page: Page) -> Board | None:
    title = page.first(".titleBar h1, h1")
    name = text_outside(title, ".PageNav") if title is not None else None
    address = page.absolute(page.attribute('link[rel="canonical"]', "href")) or page.url
    if name is None:
        return None
    node_id = id_in(address) or _own_node(page)
    path = [crumb for crumb in read_breadcrumbs(page) if crumb.id != node_id]
    return Board(
        title=name,
        id=node_id,
        url=canonical(re.sub(r"page-[0-9]+/?$", "", address)),
        kind="category" if "categories/" in address else "forum",
        parent_id=path[-1].id if path else None,
        description=label(page.first("#pageDescription")),
    )


def _own_node(page: Page) -> str | None:
    """The id of the forum the page belongs to: first among the body's classes."""
    found = _BODY_NODE.search(page.attribute("body", "class") or "")
    return found[1] if found else None


def _read_nodes(page: Page, board: Board | None) -> list[Board]:
    found: dict[str | None, Board] = {}
    for node in page.tree.css("li.node, .subForumsPopup .blockLinksList a, .subForumList li:not(.node) a"):
        read = _read_node(page, node, board)
        if read is not None and (board is None or read.id != board.id):
            found.setdefault(read.id or read.url, read)
    return list(found.values())


def _read_node(page: Page, node: LexborNode, board: Board | None) -> Board | None:
    classes = (node.attrs.get("class") or "").split()
    link = node if node.tag == "a" else node.css_first(".nodeTitle a")
    title = label(link)
    if link is None or title is None or "page" in classes:
        return None
    href = link.attrs.get("href")
    stated = _NODE_ID.search(" ".join(classes))
    figures = [number(label(figure)) for figure in _own(node, ".nodeStats dd")]
    descriptions = _own(node, ".nodeDescription")
    return Board(
        title=title,
        id=stated[1] if stated else id_in(href),
        url=board_address(page, href),
        kind="category" if "category" in classes else "link" if "link" in classes else "forum",
        parent_id=_parent(node) or (board.id if board is not None else None),
        description=label(descriptions[0]) if descriptions else None,
        threads=figures[0] if figures else None,
        posts=figures[1] if len(figures) > 1 else None,
    )


def _own(node: LexborNode, selector: str) -> list[LexborNode]:
    """What matches in a node's own row, not in the nodes below it."""
    row = node.css_first(".nodeInfo") if node.tag == "li" else None
    return row.css(selector) if row is not None else []


def _parent(node: LexborNode) -> str | None:
    above = node.parent
    while above is not None and above.is_element_node:
        found = _NODE_ID.search(above.attrs.get("class") or "") if above.tag == "li" else None
        if found:
            return found[1]
        above = above.parent
    return None


def _read_row(page: Page, row: LexborNode, board: Board | None) -> Thread | None:
    links = [link for link in row.css(".title a[href]") if "prefixLink" not in (link.attrs.get("class") or "")]
    if not links:
        return None
    href = page.absolute(links[0].attrs.get("href"))
    thread_id = (row.id or "").removeprefix("thread-") if (row.id or "").startswith("thread-") else id_in(href)
    if href is None or not thread_id:
        return None
    signs = (row.attrs.get("class") or "").split()
    prefixes = [name for tag in row.css(".title .prefix") if (name := label(tag))]
    return Thread(
        id=thread_id,
        title=label(links[0]),
        url=canonical(href),
        prefix=prefixes[0] if prefixes else None,
        author=read_name(page, row.css_first(".posterDate .username"), name=row.attrs.get("data-author") or None),
        created=read_time(page, row.css_first(".startDate .DateTime, .startDate.DateTime, .posterDate .DateTime")),
        boards=_boards_of(page, row, board),
        labels=tuple(Label(kind="prefix", title=prefix) for prefix in prefixes),
        sticky="sticky" in signs,
        locked="locked" in signs,
        state="moved" if "redirect" in signs else "deleted" if "deleted" in signs else "visible",
        declared=_declared(page, row),
    )


def _declared(page: Page, row: LexborNode) -> Declared:
    replies, views = (row.css_first(f".stats .{place}") for place in ("major", "minor"))
    if replies is not None and _VIEWS.search(_name_of(replies)):
        replies, views = views, replies
    latest = row.css_first(".lastPostInfo, .lastPost, .threadList-reply")
    jumps = [page_in(jump.attrs.get("href")) for jump in row.css(".itemPageNav a")]
    links = latest.css("a[href]") if latest is not None else []
    return Declared(
        replies=_figure(replies),
        views=_figure(views),
        pages=max((jump for jump in jumps if jump is not None), default=None),
        last_post=read_time(page, latest.css_first(".DateTime")) if latest is not None else None,
        last_post_id=next((found for link in links if (found := post_in(link.attrs.get("href")))), None),
        last_author=read_name(page, latest.css_first(".username")) if latest is not None else None,
    )


def _name_of(figure: LexborNode) -> str:
    value = figure.css_first("dd[title]")
    return f"{label(figure.css_first('dt')) or ''} {value.attrs.get('title') if value is not None else ''}"


def _figure(node: LexborNode | None) -> int | None:
    return number(label(node.css_first("dd"))) if node is not None else None


def _boards_of(page: Page, row: LexborNode, board: Board | None) -> tuple[Board, ...]:
    """The forum a row names itself (where threads of several are listed), else the one that is listed."""
    link = row.css_first('.posterDate a[href*="forums/"]')
    if link is not None:
        href = link.attrs.get("href")
        return (Board(title=fold(link.text()), id=id_in(href), url=board_address(page, href)),)
    return (replace(board, description=None),) if board is not None else ()
