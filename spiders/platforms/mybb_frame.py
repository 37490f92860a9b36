"""What stands around the posts and rows of a MyBB page: version, clock, path, pages, the thread's title, poll and lock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, timedelta, timezone
from html import unescape

from selectolax.lexbor import LexborNode

from spiders.dates import Order, read_date
from spiders.items import Board, Moment, Poll, PollOption
from spiders.page import Page
from spiders.platforms.mybb_links import board_in, first_page, page_in
from spiders.text import fold, label, number

_VERSION = re.compile(r"MyBB (\d+\.\d+(?:\.\d+)?)")
_SCRIPT = re.compile(rb"jscripts/general\.js\?ver=(\d)(\d)\d\d")
_FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d\d)(?!\d)")
_FIGURE = re.compile(r"\d(?:[\d.,\u00a0\u202f]*\d)?")
_DATED = ".post_date, .thread_start_datetime, .lastpost, .edited_post, blockquote cite > span, .smalltext"
_FURTHEST = timedelta(hours=14, minutes=30)
_QUARTER = 15 * 60
_SLACK = 150
"""Seconds: the clock is printed in minutes, and a page takes its time."""


def read_version(page: Page) -> str | None:
    """As the footer says, where the board shows it; else by the age of the scripts, which each minor version has changed."""
    stated = _VERSION.search(label(page.first("#copyright, #footer")) or "")
    if stated:
        return stated[1]
    found = _SCRIPT.search(page.body)
    return f"{found[1].decode()}.{found[2].decode()}" if found else None


# -- times -----------------------------------------------------------------------------------------------------------


def read_clock(page: Page) -> tuple[Order | None, timezone | None]:
    """How the page writes days in figures, and its zone: both by the "Current time" in the footer.

    MyBB knows no zones by name: a board has an offset, with an hour more while its switch for summer time is on, and prints all
    times with what holds now, those of last winter too. So the footer's time less the server's own (its ``Date``) is the zone of
    the whole page. Where there is no such header, nothing tells the zone; the order may still be seen by days beyond the 12th.
    """
    shown = page.first("#current_time")
    words = _without_label(shown) if shown is not None else ""
    figures = _FIGURES.search(words)
    told = _order_of(figures) if figures is not None else None
    now = page.clock.astimezone(UTC).replace(tzinfo=None)
    orders: tuple[Order, ...] = (told,) if told else ("MDY", "DMY")
    for order in orders if words else ():
        local = read_date(words, clock=page.clock, order=order).local
        ahead = local - now if local is not None else _FURTHEST
        if abs(ahead) >= _FURTHEST:
            continue
        seconds = ahead.total_seconds()
        whole = round(seconds / _QUARTER) * _QUARTER
        is_zone = "date" in page.headers and abs(seconds - whole) <= _SLACK
        is_settled = figures is None or figures[1].zfill(2) != figures[2].zfill(2)  # on the 4th of April both orders fit
        return order if is_settled else _order_by_days(page), timezone(timedelta(seconds=whole)) if is_zone else None
    return _order_by_days(page), None


def _order_by_days(page: Page) -> Order | None:
    """By the first date on the page whose day is beyond the 12th."""
    for node in page.tree.css(f"#current_time, {_DATED}"):
        for found in _FIGURES.finditer(read_printed(node)[1]):
            order = _order_of(found)
            if order is not None:
                return order
    return None


def _order_of(figures: re.Match[str]) -> Order | None:
    """The order of a date in figures, where one of them can be no month."""
    if int(figures[1]) > 12:
        return "DMY"
    return "MDY" if int(figures[2]) > 12 else None


def _without_label(node: LexborNode) -> str:
    """The time in "**Current time:** TIME"."""
    words = [
        child.text_content or "" if child.is_text_node else child.text() for child in children(node) if child.tag != "strong"
    ]
    return fold("".join(words)).lstrip(": ")


def children(node: LexborNode) -> Iterator[LexborNode]:
    """Elements and texts directly inside, in order."""
    child = node.first_child
    while child is not None:
        if child.is_text_node or child.is_element_node:
            yield child
        child = child.next


def read_printed(node: LexborNode, *, until: str = "") -> tuple[str, str]:
    """A time as people see it ("Yesterday, 05:40 PM") and as it is: a word for a day, or an age, has the date in ``title``.

    Ends at a line break, or at an element whose id begins with ``until``.
    """
    shown, exact = [], []
    for child in children(node):
        if child.is_text_node:
            shown.append(child.text_content or "")
            exact.append(shown[-1])
            continue
        if (child.tag == "br" and fold("".join(shown))) or (until and (child.id or "").startswith(until)):
            break
        title = child.attrs.get("title") or ""
        shown.append(child.text())
        exact.append(title if child.tag == "span" and any(map(str.isdecimal, title)) else shown[-1])
    return fold("".join(shown)), fold("".join(exact))


# -- path and pages --------------------------------------------------------------------------------------------------


def board_title(node: LexborNode | None) -> str | None:
    """A board's name. MyBB keeps names as HTML and escapes ``&`` once more where it shows them."""
    title = label(node)
    return unescape(title) if title and "&" in title else title


def crumbs(page: Page) -> list[LexborNode]:
    """The way to the page from the index, which has none: the links of the breadcrumbs, but not those in the page's own name."""
    if "crumbs" not in page.memo:
        place = page.first(".navigation")
        own = {link.mem_id for link in place.css(".active a")} if place is not None else set()
        links = place.css("a[href]") if place is not None else []
        page.memo["crumbs"] = [link for link in links if link.mem_id not in own]
    found: list[LexborNode] = page.memo["crumbs"]
    return found


def read_path(page: Page) -> tuple[Board, ...]:
    """The boards of the breadcrumbs, outermost first; the page itself is not among them."""
    found: dict[str, Board] = {}
    for link in crumbs(page):
        href = page.absolute(link.attrs.get("href"))
        board_id = board_in(href)
        title = board_title(link) if board_id and board_id not in found else None
        if href and board_id and title:
            parent = next(reversed(found), None)
            found[board_id] = Board(id=board_id, title=title, url=first_page(href), parent_id=parent)
    return tuple(found.values())


def read_heading(page: Page) -> tuple[str | None, str | None]:
    """Prefix and title of the page's thread: the last of the breadcrumbs, where a prefix may bring markup of its own.

    A prefix that is plain text is told by the page's ``<title>``, which has none.
    """
    crumb = page.first(".navigation .active")
    if crumb is None:
        return None, label(page.first("title"))
    parts = list(children(crumb))
    marked = fold(" ".join(part.text() for part in parts if part.is_element_node)) or None
    title = fold("".join(part.text_content or "" for part in parts if part.is_text_node)) or None
    if title is None:
        return None, marked
    if marked is None:
        plain = label(page.first("title"))
        if plain and len(plain) < len(title) and title.endswith(f" {plain}"):
            return title[: -len(plain)].strip(), plain
    return marked, title


def pagination(page: Page) -> LexborNode | None:
    """The page controls; those in the breadcrumbs belong to the board."""
    if "controls" not in page.memo:
        first = page.first(".pagination")  # mostly the one: the others need not be looked for
        bars = page.tree.css(".pagination") if first is not None and _is_crumb(first) else [first] if first is not None else []
        page.memo["controls"] = next((bar for bar in bars if not _is_crumb(bar)), None)
    controls: LexborNode | None = page.memo["controls"]
    return controls


def _is_crumb(bar: LexborNode) -> bool:
    return "pagination_breadcrumb" in (bar.attrs.get("class") or "")


def read_pages(page: Page) -> tuple[int | None, int | None]:
    """This page's number and the number of pages; what has no controls has one page. One post of the threaded mode is no page."""
    bar = pagination(page)
    if bar is None:
        return (None, None) if "mode=threaded" in page.url else (1, 1)
    stated = _FIGURE.search(label(bar.css_first(".pages")) or "")
    current = number(label(bar.css_first(".pagination_current")))
    linked = [number(label(link)) or 0 for link in bar.css("a")]
    return current, (number(stated[0]) if stated else None) or max([*linked, current or 0]) or None


def read_next(page: Page) -> str | None:
    """The next page of the thread or board."""
    bar = pagination(page)
    link = bar.css_first("a.pagination_next[href]") if bar is not None else None
    return page.absolute(link.attrs.get("href")) if link is not None else None


def read_row_pages(row: LexborNode) -> int | None:
    """The number of pages that a row links to, None where it links to none."""
    return max((page for link in row.css("a[href]") if (page := page_in(link.attrs.get("href")))), default=None)


# -- a thread --------------------------------------------------------------------------------------------------------


def read_locked(page: Page) -> bool | None:
    """By the button to reply and those to quote; a board that guests may not write to shows none of them."""
    if not page.mentions(b"newreply.php?tid="):
        return None
    if page.mentions(b"closed") and page.has('a.closed_button, a[href*="newreply.php"] > img[src*="closed."]'):
        return True
    return False if page.first('a[href*="newreply.php?tid="]:not(.post_body a)') is not None else None


def read_poll(page: Page) -> Poll | None:
    """The poll above the posts: its results, or the form to vote with, which shows no figures."""
    if not page.mentions(b"poll"):
        return None
    bar = page.first('.pollbar, td > img[src*="/pollbar"]')
    place = bar or page.first('form[action*="polls.php"] input[name^="option"]')
    while place is not None and place.tag != "table":
        place = place.parent
    question = label(place.css_first("td.thead strong")) if place is not None else None
    if place is None or question is None:
        return None
    options = []
    for row in place.css("tr"):
        cells = [child for child in children(row) if child.tag == "td"]
        if bar is not None and len(cells) > 2 and row.css_first('.pollbar, img[src*="/pollbar"]') is not None:
            options.append(PollOption(text=fold(cells[0].text()), votes=number(fold(cells[2].text()))))
        elif bar is None and len(cells) > 1 and row.css_first('input[name^="option"]') is not None:
            options.append(PollOption(text=fold(cells[1].text())))
    word, colon, rest = question.partition(":")  # "Poll: QUESTION", in the board's language
    return Poll(question=rest.strip() if colon and rest.strip() and len(word) < 30 else question, options=tuple(options))


def read_moment(
    page: Page, shown: str, exact: str, *, clock: tuple[Order | None, timezone | None], languages: tuple[str, ...]
) -> Moment | None:
    """A time as `read_printed` gives it, in the page's order and zone; None where there are no words."""
    if not exact:
        return None
    found = read_date(exact, clock=page.clock, zone=clock[1], languages=languages, order=clock[0])
    return found if shown == exact else Moment(raw=shown, at=found.at, local=found.local, precision=found.precision)
