"""What stands around the posts and rows of a phpBB 2 page: version, zone, path, pages, the thread's title, poll and notices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta, timezone, tzinfo
from typing import Literal

from selectolax.lexbor import LexborNode

from spiders.dates import read_date
from spiders.items import Board, Moment, Poll, PollOption
from spiders.page import Page
from spiders.platforms.phpbb2_links import board_in, canonical, category_in, first_page, start_in, thread_in
from spiders.text import fold, label, number

_VERSION = re.compile(r"phpBB\s*(?:</a>)?\s*(2\.0(?:\.\d+)?)(?!\s*line|\.\s)")
_ZONE = re.compile(
    r"(?<!\w)(?:GMT|UTC)(?:\s?(?P<sign>[+\-−])\s?(?P<hours>\d{1,2})(?:(?::(?P<minutes>\d\d))|[.,](?P<tenths>\d)\d?)?)?(?!\w)"
)
_SUMMER = re.compile(r"DST|[Ss]ummer|[Ss]ommer|d.[ée]t[ée]|[Vv]erano|летн")
_NAMED_ZONES = {
    "HST (Hawaii)": -10,
    "PST (U.S./Canada)": -8,
    "MST (U.S./Canada)": -7,
    "CST (U.S./Canada)": -6,
    "EST (U.S./Canada)": -5,
    "CET (Europe)": 1,
    "EET (Europe)": 2,
    "WST (Australia)": 8,
    "CST (Australia)": 9.5,
    "EST (Australia)": 10,
}
"""Names that language packs of 2.0.0 to 2.0.4 give to offsets, which hold all the year."""


def read_version(page: Page) -> str:
    """By the line in the footer, which lost its number in 2.0.14."""
    found = _VERSION.findall(page.text[-30_000:])
    return found[-1] if found else "2.0"


def read_zone(page: Page) -> timezone | None:
    """The offset under the posts or rows ("All times are GMT - 5 Hours"): the same all the year, so a page that says that
    summer time is on, which needs a modification, tells none.
    """
    for node in reversed(page.tree.css(".gensmall, .copyright, .nav, .genmed")):
        if len(node.text(deep=False)) > 400:
            continue
        words = fold(node.text())
        if len(words) > 600:
            continue
        found = _ZONE.search(words)
        if found:
            return None if _SUMMER.search(words) else _offset(found)
        for name, hours in _NAMED_ZONES.items():
            if name in words:
                return timezone(timedelta(hours=hours))
    return None


def _offset(found: re.Match[str]) -> timezone | None:
    size = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0) or 6 * int(found["tenths"] or 0))
    return timezone(-size if found["sign"] in {"-", "−"} else size) if size < timedelta(hours=24) else None


def read_moment(page: Page, raw: str, zone: tzinfo | None) -> Moment:
    """A time as the board's administrator has it written, in the board's language, which no page states."""
    return read_date(raw, clock=page.clock, zone=zone)


def read_path(page: Page) -> tuple[Board, ...]:
    """The boards that lead to the page, outermost first; above them, with the modifications that show it, a category."""
    found: dict[str, Board] = {}
    for link in page.tree.css(".nav a[href], a.nav[href]"):
        href = link.attrs.get("href") or ""
        category = category_in(href)
        board_id = category or (board_in(href) if "mark=" not in href and "mode=" not in href else None)
        if not board_id or board_id in found or thread_in(href) is not None:
            continue
        title, url = label(link), page.absolute(href)
        if title and url:
            above = next(reversed(found), None)
            kind: Literal["forum", "category"] = "category" if category else "forum"
            found[board_id] = Board(id=board_id, title=title, url=first_page(url), kind=kind, parent_id=above)
    return tuple(found.values())


def read_heading(page: Page) -> LexborNode | None:
    """The link of the page's title: to the thread or the board itself."""
    if "heading" not in page.memo:
        page.memo["heading"] = page.first(
            "a.maintitle[href], .maintitle > a[href], h1 a[href], h2 a[href], a.cattitle[href*=viewtopic]"
        )
    heading: LexborNode | None = page.memo["heading"]
    return heading


def read_thread_id(page: Page) -> str | None:
    """The thread's id, wherever the page tells it."""
    return next((found for href in _own_addresses(page) if (found := thread_in(page.absolute(href)))), None)


def _own_addresses(page: Page) -> Iterator[str | None]:
    """Addresses of the page's thread, looked for one after the other."""
    heading = read_heading(page)
    if heading is not None:
        yield heading.attrs.get("href")
    yield page.attribute('a[href*="mode=reply"]', "href")
    if page.first('form[action*="t="] select[name="postdays"]') is not None:
        yield page.attribute('form[action*="t="]', "action")
    yield page.attribute('a[href*="view=previous"], a[href*="view=next"], link[href*="view=previous"]', "href")
    yield page.url


def read_title(page: Page) -> str | None:
    """The page's title; where the style has no heading, what follows the words for "View topic" in the head's."""
    heading = read_heading(page)
    title = label(heading)
    if title is None and page.first("title") is not None:
        title = fold(page.first("title").text()).partition(" :: ")[2].partition(" - ")[2] or None  # type: ignore[union-attr]
    return title


def read_pages(page: Page) -> tuple[int | None, int | None]:
    """This page's number and the number of pages: "Page 1 of 3", else by the links."""
    if "pages" not in page.memo:
        page.memo["pages"] = _find_pages(page)
    pages: tuple[int | None, int | None] = page.memo["pages"]
    return pages


def _find_pages(page: Page) -> tuple[int | None, int | None]:
    bold: dict[int, list[LexborNode]] = {}
    for node in page.tree.css(".nav > b, .gensmall > b, .pagination > b"):
        if node.parent is not None:
            bold.setdefault(node.parent.mem_id, []).append(node)
    for nodes in bold.values():
        if len(nodes) == 2 and nodes[0].parent is not None and nodes[0].parent.css_first("a") is None:
            current, pages = (number(label(one)) for one in nodes)
            if current and pages and current <= pages:
                return current, pages
    starts = {place: start_in(href) for place, href in _page_links(page).items()}
    if not starts:
        return None, None
    size = _page_size(page)
    here = start_in(page.url)
    gaps = [place for place in range(1, max(starts) + 1) if place not in starts]
    current = here // size + 1 if size and here % size == 0 else None
    if current is None or current in starts:
        current = gaps[0] if len(gaps) == 1 else None
    return current, max([*starts, current or 1])


def _page_links(page: Page) -> dict[int, str]:
    """The addresses of the page controls by the numbers on them; rows of a board have some that lead to threads."""
    if "page links" not in page.memo:
        of_board = page.first('select[name="topicdays"], a.topictitle') is not None
        found: dict[int, str] = {}
        for link in page.tree.css('a[href*="start="], a[href*="-"][href$=".html"]'):
            href = link.attrs.get("href") or ""
            leads = board_in(href) and thread_in(href) is None if of_board else thread_in(href)
            place, url = number(label(link)) if leads else None, page.absolute(href)
            if place and url:
                found.setdefault(place, url)
        page.memo["page links"] = found
    links: dict[int, str] = page.memo["page links"]
    return links


def _page_size(page: Page) -> int:
    """How many rows or posts stand on a page, 0 where no link tells."""
    for place, href in _page_links(page).items():
        start = start_in(href)
        if place > 1 and start and start % (place - 1) == 0:
            return start // (place - 1)
    return 0


def read_next(page: Page) -> str | None:
    """The link that bears the next number."""
    current = read_pages(page)[0]
    href = _page_links(page).get(current + 1) if current is not None else None
    return canonical(href) if href else None


def read_page_asked(page: Page) -> int | None:
    """The page that the address asks for: how many rows a page has is told by a link to another one."""
    start, size = start_in(page.url), _page_size(page)
    return start // size + 1 if start and size else None


def read_locked(page: Page) -> bool | None:
    """Whether the reply button's image says so; None where there is no button."""
    source = page.attribute('a[href*="mode=reply"] img', "src")
    return None if source is None else "lock" in source.rpartition("/")[2]


def read_poll(page: Page) -> Poll | None:
    """The poll above the posts: a ballot, or its results."""
    ballot = page.tree.css('input[name="vote_id"]')
    if ballot:
        rows = [_above(box, "tr") for box in ballot]
        options = [PollOption(text=words) for row in rows if row is not None and (words := label(row))]
    else:
        rows = [_above(image, "tr") for image in page.tree.css('img[src*="vote_lcap"], img[src*="voting_lbar"]')]
        rows = [_above(row.parent, "tr") for row in rows if row is not None]
        options = [option for row in rows if row is not None and (option := _result(row)) is not None]
    if not options or rows[0] is None:
        return None
    inner = _above(rows[0], "table")
    outer = _above(inner.parent, "table") if inner is not None else None
    question = label(outer.css_first("b")) if outer is not None else None
    return Poll(question=question, options=tuple(options)) if question else None


def _result(row: LexborNode) -> PollOption | None:
    cells = [cell for cell in row.iter() if cell.tag == "td"]
    caption = label(cells[0]) if cells else None
    return PollOption(text=caption, votes=number((label(cells[-1]) or "").strip("[] "))) if caption else None


def _above(node: LexborNode | None, tag: str) -> LexborNode | None:
    while node is not None and node.tag != tag:
        node = node.parent
    return node


def read_notice(page: Page) -> str | None:
    """What a page says that holds nothing but a heading and a sentence (errors, refusals)."""
    for table in page.tree.css("table.forumline"):
        if len(table.css("th")) != 1 or table.css_first("input, a[name], .topictitle, .forumlink") is not None:
            continue
        return label(table.css_first("td .gen, td.gen") or table.css_first("td.row1"))
    return None


def read_board(page: Page) -> Board | None:
    """The board that the page lists."""
    heading = read_heading(page)
    href = page.absolute(heading.attrs.get("href")) if heading is not None else None
    path = read_path(page)
    board_id = board_in(href) or board_in(page.url) or (path[-1].id if path else None)
    listed = next((board for board in path if board.id == board_id), None)
    title = (label(heading) if board_in(href) else None) or (listed.title if listed else None)
    if title is None or board_id is None:
        return None
    above = [board.id for board in path if board.id != board_id]
    url = href if board_in(href) else listed.url if listed else None
    return Board(id=board_id, title=title, url=first_page(url) if url else None, parent_id=above[-1] if above else None)
