"""Listings of XenForo 2: the forum list, a forum with its sub-forums and thread rows, with all that they declare.

Owns rows and nodes. Large figures are printed rounded ("263K", "2.8K"): such a figure is none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Label, Listing, Thread
from spiders.page import Page
from spiders.platforms.xenforo_atoms import read_member, read_time
from spiders.platforms.xenforo_frame import read_breadcrumbs
from spiders.platforms.xenforo_links import board_address, canonical, id_in, page_in, post_in
from spiders.text import fold, label, number, text_outside

_ROW_ID = re.compile(r"\bjs-threadListItem-(\d+)")
_NODE_ID = re.compile(r"\bnode--id(\d+)")
_CATEGORY_ID = re.compile(r"\bblock--category(\d+)")
_NODE_KIND = re.compile(r"\b(?:node|subNodeLink)--(category|link)(?![\w-])")


def read_listing(page: Page, *, is_index: bool, number: int | None, pages: int | None, next_url: str | None) -> Listing:
    """The boards and thread rows of a forum list or a forum."""
    board = None if is_index else read_board(page)
    return Listing(
        board=board,
        boards=tuple(read_nodes(page, board)),
        threads=tuple(row for node in page.tree.css(".structItem--thread") if (row := read_row(page, node, board)) is not None),
        number=number,
        pages=pages,
        next_url=next_url,
    )


def read_board(page: Page) -> Board | None:
    """The forum or category that the page lists."""
    title = label(page.first("h1.p-title-value"))
    if title is None:
        return None
    address = page.absolute(page.attribute('link[rel="canonical"]', "href")) or page.url
    key = page.attribute("html", "data-container-key") or ""
    path = read_breadcrumbs(page)
    return Board(
        title=title,
        id=key.removeprefix("node-") if key.startswith("node-") else id_in(address),
        url=canonical(re.sub(r"page-[0-9]+/?$", "", address)),
        kind="category" if "/categories/" in address else "forum",
        parent_id=path[-1].id if path else None,
        description=label(page.first(".p-description")),
    )


def read_nodes(page: Page, board: Board | None) -> list[Board]:
    """Categories, forums, link forums and the sub-forums named below a forum, each once, in the page's order."""
    found: dict[str | None, Board] = {}
    for node in page.tree.css(".block--category, .node, .subNodeLink"):
        read = _category(page, node) if "block--category" in (node.attrs.get("class") or "").split() else _node(page, node, board)
        if read is not None and (board is None or read.id != board.id):
            found.setdefault(read.id or read.url, read)
    return list(found.values())


def read_row(page: Page, row: LexborNode, board: Board | None) -> Thread | None:
    """One thread row, or None where it leads to no thread."""
    classes = row.attrs.get("class") or ""
    stated = _ROW_ID.search(classes)
    title = row.css_first(".structItem-title")
    links = [link for link in title.css("a[href]") if "labelLink" not in (link.attrs.get("class") or "")] if title else []
    if not links:
        return None
    href = page.absolute(links[-1].attrs.get("href"))
    thread_id = stated[1] if stated else id_in(href)
    if href is None or thread_id is None or title is None:
        return None
    prefixes = [name for tag in title.css(".label") if (name := label(tag))]
    statuses = {name for status in row.css(".structItem-status") for name in (status.attrs.get("class") or "").split()}
    moved = "structItem-status--redirect" in statuses
    return Thread(
        id=thread_id,
        title=text_outside(links[-1], ".label, .label-append"),
        kind="question" if "structItem-status--solved" in statuses else "forum",
        url=canonical(href),
        prefix=prefixes[0] if prefixes else None,
        author=read_member(page, row.css_first(".structItem-parts .username"), name=row.attrs.get("data-author") or None),
        created=read_time(page, row.css_first(".structItem-startDate time")),
        boards=_boards_of(page, row, board),
        labels=tuple(Label(kind="prefix", title=prefix) for prefix in prefixes),
        sticky="structItem-status--sticky" in statuses or _is_in(row, "structItemContainer-group--sticky"),
        locked="structItem-status--locked" in statuses or "is-locked" in classes.split(),
        state="moved" if moved else "deleted" if "is-deleted" in classes.split() else "visible",
        declared=_declared(page, row),
    )


def _declared(page: Page, row: LexborNode) -> Declared:
    figures = [number(label(figure)) for figure in row.css(".structItem-cell--meta dd")]
    jumps = [page_in(jump.attrs.get("href")) for jump in row.css(".structItem-pageJump a")]
    latest = row.css_first(".structItem-cell--latest")
    return Declared(
        replies=figures[0] if figures else None,
        views=figures[1] if len(figures) > 1 else None,
        pages=max((jump for jump in jumps if jump is not None), default=None),
        last_post=read_time(page, latest.css_first("time")) if latest is not None else None,
        last_post_id=next((found for link in latest.css("a[href]") if (found := post_in(link.attrs.get("href")))), None)
        if latest is not None
        else None,
        last_author=_last_author(page, latest),
    )


def _last_author(page: Page, latest: LexborNode | None) -> Author | None:
    return read_member(page, latest.css_first(".username")) if latest is not None else None


def _boards_of(page: Page, row: LexborNode, board: Board | None) -> tuple[Board, ...]:
    """The forum a row names itself (where threads of several are listed), else the one that is listed."""
    for link in row.css('.structItem-parts a[href*="/forums/"], .structItem-parts a[href*="?forums/"]'):
        href = link.attrs.get("href")
        if id_in(href):
            return (Board(title=fold(link.text()), id=id_in(href), url=board_address(page, href)),)
    return (replace(board, description=None),) if board is not None else ()


def _category(page: Page, block: LexborNode) -> Board | None:
    found = _CATEGORY_ID.search(block.attrs.get("class") or "")
    header = block.css_first(".block-header a") or block.css_first(".block-header")
    title = text_outside(header, ".block-desc") if header is not None else None
    if found is None or header is None or title is None:
        return None
    description = block.css_first(".block-header .block-desc, .block-desc")
    return Board(
        title=title,
        id=found[1],
        url=board_address(page, header.attrs.get("href")),
        kind="category",
        description=label(description),
    )


def _node(page: Page, node: LexborNode, board: Board | None) -> Board | None:
    classes = node.attrs.get("class") or ""
    is_link_only = "subNodeLink" in classes.split()
    link = node if is_link_only else node.css_first(".node-title a")
    title = label(link)
    if link is None or title is None or "node--page" in classes or "subNodeLink--page" in classes:
        return None
    href = link.attrs.get("href")
    stated = _NODE_ID.search(classes)
    kind = _NODE_KIND.search(classes)
    figures = [] if is_link_only else [number(label(figure)) for figure in node.css(".node-stats dd")]
    return Board(
        title=title,
        id=stated[1] if stated else id_in(href),
        url=board_address(page, href),
        kind=_kind(kind[1] if kind else None),
        parent_id=_parent(node) or (board.id if board is not None else None),
        description=None if is_link_only else label(node.css_first(".node-description")),
        threads=figures[0] if figures else None,
        posts=figures[1] if len(figures) > 1 else None,
    )


def _kind(name: str | None) -> Literal["forum", "category", "link"]:
    return "category" if name == "category" else "link" if name == "link" else "forum"


def _parent(node: LexborNode) -> str | None:
    """The node or category that an element stands in."""
    above = node.parent
    while above is not None:
        classes = above.attrs.get("class") or "" if above.is_element_node else ""
        found = _NODE_ID.search(classes) or _CATEGORY_ID.search(classes)
        if found:
            return found[1]
        above = above.parent
    return None


def _is_in(node: LexborNode, name: str) -> bool:
    above = node.parent
    while above is not None and above.is_element_node:
        if name in (above.attrs.get("class") or "").split():
            return True
        above = above.parent
    return False
