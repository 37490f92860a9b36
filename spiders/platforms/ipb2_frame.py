"""What stands around the posts and rows of an Invision Power Board 1 or 2 page: version, path, clock, pages, title, poll."""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Poll, PollOption
from spiders.page import Page
from spiders.platforms.ipb_links import board_in, canonical, first_page, member_in, profile, root, start_in, thread_in
from spiders.text import label, number
from spiders.urls import normalise

_VERSION = re.compile(r"(?:Invision|IP|IP\.)\s?(?:Power\s)?Board\s*(?:\(\w+\)\s*)?v?(\d\.\d(?:\.\d)?)")
_BASE = re.compile(rb"""ipb_var_base_url\s*=\s*["']([^"'?]+)""")
_JUMP = re.compile(r"multi_page_jump\(\s*'([^']*)'\s*,\s*'?(\d+)'?\s*,\s*'?(\d+)")
_CURRENT = re.compile(r"\[(\d+)\]")
_TOPIC = re.compile(r"[?&;]t=(\d{1,18})")
_CATEGORY = re.compile(r"act=SC\b.*?[?&;]c=(\d+)", re.IGNORECASE)
_VOTES = re.compile(r"\[\s*(\d[\d,.]*)\s*\]")


class Part(NamedTuple):
    """A post as the page prints it, from its anchor to its body; nothing wraps the whole of it."""

    body: LexborNode
    entry: str | None
    name: LexborNode | None
    details: tuple[LexborNode, ...]
    rest: list[LexborNode]
    """What follows the body: version 1 closed it before each table of a quote or of code, and opened another one behind."""


def read_version(page: Page) -> str:
    """As the footer says; else by the scripts, which version 2 keeps in files."""
    stated = _VERSION.search(label(page.first(".copyright")) or "")
    if stated:
        return stated[1]
    return "2" if page.first('script[src*="jscripts/ipb"], .posttopbar, .ipbnav') is not None else "1"


def read_root(page: Page) -> str:
    """Where the board is installed: as it tells its scripts, else by the page's own address."""
    if "root" not in page.memo:
        stated = _BASE.search(page.body)
        base = page.absolute(stated[1].decode("utf-8", "replace")) if stated else None
        page.memo["root"] = normalise(base.rpartition("/")[0] + "/") if base else root(page.url)
    address: str = page.memo["root"]
    return address


def read_crumbs(page: Page) -> tuple[LexborNode, ...]:
    """The links of the path, the site's own first."""
    if "crumbs" not in page.memo:
        place = page.first("#navstrip, #nav, .ipbnav")
        page.memo["crumbs"] = tuple(link for link in place.css("a[href]") if label(link)) if place is not None else ()
    crumbs: tuple[LexborNode, ...] = page.memo["crumbs"]
    return crumbs


def read_path(page: Page) -> tuple[Board, ...]:
    """The forums the page lies in, outermost first."""
    found: list[Board] = []
    for link in read_crumbs(page):
        board = read_board_link(page, link, found[-1].id if found else None)
        if board is not None:
            found.append(board)
    return tuple(found)


def read_board_link(page: Page, link: LexborNode, parent: str | None) -> Board | None:
    """The forum a link leads to; version 1 numbers categories apart."""
    href = page.absolute(link.attrs.get("href"))
    board_id, title = board_in(href), label(link)
    category = _CATEGORY.search(href or "")
    if category and href and title:
        return Board(title=title, id=f"c{category[1]}", url=canonical(href), kind="category", parent_id=parent)
    if href is None or board_id is None or title is None or thread_in(href):
        return None
    return Board(title=title, id=board_id, url=first_page(href), parent_id=parent)


def read_title(page: Page) -> str | None:
    """The topic's title: in bold over the posts, a description behind it; else what follows the arrow in the page's title."""
    place = page.first(".maintitle b, .maintitle strong")
    if place is not None:
        return label(place)
    words = label(page.first("title")) or ""
    if "->" in words:
        return words.partition("->")[2].strip() or None
    return words.partition(" - ")[0].strip() or None


def read_thread_id(page: Page) -> str | None:
    """By the address, else by the links and forms that act on the topic."""
    stated = thread_in(page.url)
    if stated:
        return stated
    link = page.first(
        'a[href*="showtopic="][href*="view=old"], a[href*="act=Print"][href*="t="], a[href*="act=report"][href*="t="]'
    )
    href = link.attrs.get("href") or "" if link is not None else ""
    found = _TOPIC.search(href)
    return thread_in(href) or (found[1] if found else None) or page.attribute('form input[name="t"]', "value")


def read_member(page: Page, place: LexborNode | None) -> Author | None:
    """A name, linked to a profile where it is a member's."""
    if place is None:
        return None
    link = place if place.tag == "a" else place.css_first("a[href]")
    name = label(link if link is not None else place)
    if name is None:
        return None
    href = page.absolute(link.attrs.get("href")) if link is not None else None
    member = member_in(href)
    if member is None:
        return Author(name=name, guest=True)
    return Author(name=name, id=member, url=profile(href) if href else None, guest=False)


# -- pages -----------------------------------------------------------------------------------------------------------


def read_pages(page: Page) -> tuple[int | None, int | None, str | None]:
    """Number of the page and of pages, and the next one's address. The controls jump by the number of posts or topics and how
    many of them a page holds; without them there is one page.
    """
    if "pages" not in page.memo:
        page.memo["pages"] = _read_pages(page)
    pages: tuple[int | None, int | None, str | None] = page.memo["pages"]
    return pages


def _read_pages(page: Page) -> tuple[int | None, int | None, str | None]:
    if page.first(".postwrapper, .ipbpagespan") is not None:
        return None, None, None  # the lo-fi version counts otherwise
    here = (thread_in(page.url) or read_thread_id(page), board_in(page.url))
    for jump in page.tree.css('a[href*="multi_page_jump"]'):
        found = _JUMP.search(jump.attrs.get("href") or "")
        bar = jump.parent
        while bar is not None and bar.tag not in ("td", "div", "body", "tr"):
            bar = bar.parent
        if found is None or bar is None or bar.css_first("[id^='tid-']") is not None:
            continue
        if thread_in(found[1]) != here[0] and board_in(found[1]) != here[1]:
            continue
        total, size = int(found[2]), max(1, int(found[3]))
        pages = max(1, -(-total // size))
        current = _current(bar) or (start_in(page.url) or 0) // size + 1
        following = None
        for link in bar.css("a[href]"):
            href = page.absolute(link.attrs.get("href"))
            if start_in(href) == current * size and current < pages:
                following = href
        return current, pages, following
    return 1, 1, None


def _current(bar: LexborNode) -> int | None:
    stated = number(label(bar.css_first(".pagecurrent")))
    if stated is not None:
        return stated
    found = next((one for node in bar.css("b") if (one := _CURRENT.search(label(node) or ""))), None)
    return int(found[1]) if found else None


# -- posts -----------------------------------------------------------------------------------------------------------


def read_parts(page: Page) -> dict[int, Part]:
    """The posts by ``mem_id`` of their bodies: what stands between two bodies belongs to the second of them."""
    if "parts" not in page.memo:
        found: dict[int, Part] = {}
        entry: str | None = None
        name: LexborNode | None = None
        details: list[LexborNode] = []
        seen: set[int] = set()
        last: Part | None = None
        for node in page.tree.css('a[name^="entry"], .normalname, .unreg, .postdetails, .postcolor'):
            names = (node.attrs.get("class") or "").split()
            if node.mem_id in seen:
                continue
            seen.add(node.mem_id)
            if "postcolor" in names:
                stated = (node.id or "").removeprefix("post-")
                number_of = stated if stated.isdecimal() else entry
                if number_of is None:
                    _add(last, node)
                    continue
                last = found[node.mem_id] = Part(node, number_of, name, tuple(details), [])
                entry, name, details = None, None, []
            elif "postdetails" in names:
                details.append(node)
            elif "normalname" in names or "unreg" in names:
                name = name or node
            else:
                entry = (node.attrs.get("name") or "").removeprefix("entry") or entry
        page.memo["parts"] = found
    parts: dict[int, Part] = page.memo["parts"]
    return parts


def _add(part: Part | None, node: LexborNode) -> None:
    """Adds to a post what stands from its body up to a further one beside that; inside a quote such a body is the quote's."""
    if part is None or node.parent != part.body.parent:
        return
    place = (part.rest[-1] if part.rest else part.body).next
    while place is not None and place != node:
        if place.is_element_node:
            part.rest.append(place)
        place = place.next
    part.rest.append(node)


def read_locked(page: Page) -> bool | None:
    """By the button over the topic."""
    if page.first('img[src*="t_closed"]') is not None:
        return True
    return False if page.first('img[src*="t_reply"]') is not None else None


def read_poll(page: Page) -> Poll | None:
    """The poll above the posts, once its votes are shown: rows of an answer, its votes in brackets, a bar and a share."""
    options: list[PollOption] = []
    place: LexborNode | None = None
    for bar in page.tree.css('img[src*="bar_left"]'):
        row = bar.parent
        while row is not None and row.tag != "tr":
            row = row.parent
        cells = row.css("td") if row is not None else []
        counted = _VOTES.search(label(row) or "") if row is not None else None
        text = label(cells[0]) if cells else None
        if text and counted and row is not None:
            options.append(PollOption(text=text, votes=number(counted[1])))
            place = row
    while place is not None and place.tag not in ("form", "table"):
        place = place.parent
    question = label(place.css_first("th, .pollquestion, b, strong")) if place is not None else None
    return Poll(question=question, options=tuple(options)) if question and options else None
