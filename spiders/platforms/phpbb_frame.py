"""What stands around the posts and rows of a phpBB page: version, zone, path, pages, the thread's title, poll and lock.

Reads both layouts: prosilver (lists, 3.0 to 3.3) and subsilver2 (tables, 3.0 and 3.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from selectolax.lexbor import LexborNode

from spiders.date_lexicon import FILL
from spiders.date_lexicon import fold as fold_word
from spiders.dates import read_date, stamp
from spiders.items import Board, Moment, Poll, PollOption
from spiders.page import Page
from spiders.platforms.phpbb_links import board_in, canonical, start_in, thread_in
from spiders.text import fold, label, number

FIGURE = re.compile(r"\d(?:[\d.,\u00a0\u202f'’]*\d)?")
"""A number as printed, with marks between thousands."""

FORUMOTION = b"_userdata["
"""In a script of every page of Forumotion's, whose themes have phpBB's ids and classes."""
_ZONE = re.compile(r"(?:UTC|GMT)(?:\s([+\-−])\s(\d{1,2})(?:[:.](\d\d))?|(?!\s?[+\-−]))([^\[]*\[)?")
"""3.0's fixed zone: "UTC + 5:30 hours [ DST ]". With its sign set close ("UTC+01:00", from 3.1 on) it is today's offset only."""
_FIXED = re.compile(r"(?:UTC|GMT)([+\-−])(\d{1,2})(?::(\d\d))?")
_OFFSET = re.compile(r"(?:UTC|GMT)(?:\s?[+\-−]\d{1,2}(?::?\d\d)?)?")
_LOCKED = (
    '.locked-icon a[href*="mode=reply"], a[href*="mode=reply"] .fa-lock, a[href*="mode=reply"] img[src*="locked"],'
    'a[href*="mode=reply"] .icon_topic_locked, a[href*="mode=reply"] .button_topic_locked'
)


def read_version(page: Page) -> str | None:
    """As far as the page shows it: each minor version brought markup of its own, in its bundled styles."""
    tree = page.tree
    if tree.css_first('script[src*="assets/javascript/jquery-3."]') is not None:
        return "3.3"
    if tree.css_first('link[href*="assets/css/font-awesome"], blockquote[cite], cite a[data-post-id]') is not None:
        return "3.2"
    if tree.css_first('body.nojs.notouch, link[href*="assets_version="], .imageset, div.list-inner') is not None:
        return "3.1"
    if tree.css_first('span.corners-top, meta[http-equiv="imagetoolbar"], link[href*="style.php?id="], #wrapcentre') is not None:
        return "3.0"
    return None


def read_zone(page: Page) -> tuple[str | None, tzinfo | None]:
    """The zone's IANA name if the page gives it, and the zone the page's times are written in.

    From 3.1 the footer shows today's offset, with the zone's name (perhaps in the board's language) in ``title``; in 3.0 an
    offset that holds all the year, an hour more where brackets after it say that summer time is on.
    """
    for node in page.tree.css("span[title], abbr[title]"):
        if _OFFSET.fullmatch(fold(node.text())):
            name = (node.attrs.get("title") or "").replace(" ", "_")  # "America/New York", for people
            fixed = _FIXED.fullmatch(name)
            if fixed:
                return None, _offset(*fixed.groups(), summer=False)
            zone = _named(name)
            return (zone.key if zone else None), zone
    for node in page.tree.css("p.datetime, .rightside, #page-footer .copyright, #page-footer .page-number, .timezone"):
        found = _ZONE.search(fold(node.text()))
        if found:
            return None, _offset(found[1], found[2], found[3], summer=bool(found[4]))
    return None, None


def _offset(sign: str | None, hours: str | None, minutes: str | None, *, summer: bool) -> timezone | None:
    size = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    offset = (-size if sign in {"-", "−"} else size) + timedelta(hours=1 if summer else 0)
    return timezone(offset) if abs(offset) < timedelta(hours=24) else None


@cache
def _named(name: str) -> ZoneInfo | None:
    """The zone of a name; "Europa/Berlin" of a translated board is found by its city."""
    if not re.fullmatch(r"[A-Za-z_]+(?:/[^/\s]+){1,2}|UTC", name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        city = name.rpartition("/")[2]
        fits = [zone for zone in available_timezones() if zone.endswith(f"/{city}") and not zone.startswith(("posix/", "right/"))]
        return ZoneInfo(fits[0]) if len(fits) == 1 else None


def read_moment(page: Page, raw: str, zone: tzinfo | None, languages: tuple[str, ...]) -> Moment:
    """A time in the board's own format, in the board's zone."""
    return read_date(raw, clock=page.clock, zone=zone, languages=languages)


def read_stamp(time: LexborNode, zone: tzinfo | None) -> Moment | None:
    """``<time datetime>``: in UTC always, while its words are in the board's zone."""
    moment = stamp(time.attrs.get("datetime"), fold(time.text()))
    if moment is None or moment.at is None:
        return moment
    local = moment.at.astimezone(zone).replace(tzinfo=None) if zone else None
    return Moment(raw=moment.raw, at=moment.at, local=local, precision=moment.precision)


def read_path(page: Page) -> tuple[Board, ...]:
    """The boards of the breadcrumbs, outermost first; the index is none."""
    if "path" not in page.memo:
        page.memo["path"] = _find_path(page)
    path: tuple[Board, ...] = page.memo["path"]
    return path


def _find_path(page: Page) -> tuple[Board, ...]:
    places = "#nav-breadcrumbs, .navlinks, .breadcrumbs"
    first = page.first(places)
    boards = _boards_in(page, first) if first is not None else []
    if first is not None and not boards:
        boards = next((found for place in page.tree.css(places) if (found := _boards_in(page, place))), [])
    return tuple(boards)


def _boards_in(page: Page, place: LexborNode) -> list[Board]:
    found: dict[str, Board] = {}
    above = None
    for link in place.css("a[href]"):
        href = page.absolute(link.attrs.get("href"))
        board_id = board_in(href)
        if href and board_id and board_id not in found and (title := label(link)) and thread_in(href) is None:
            found[board_id] = Board(id=board_id, title=title, url=canonical(href), parent_id=above)
            above = board_id
    return list(found.values())


def read_heading(page: Page) -> LexborNode | None:
    """The link in the page's heading: to the thread or the board itself."""
    if "heading" not in page.memo:
        page.memo["heading"] = _find_heading(page)
    heading: LexborNode | None = page.memo["heading"]
    return heading


def _find_heading(page: Page) -> LexborNode | None:
    return page.first(
        "h2.topic-title a[href], h2.forum-title a[href], #page-body > h2 a[href], #pageheader h2 a[href]"
    ) or page.first("h2.topic-title, h2.forum-title, a.titles[href], #page-body h2 a[href], h2 a[href]")


def read_thread_id(page: Page) -> str | None:
    """The thread's id, wherever the page tells it."""
    heading = read_heading(page)
    found = thread_in(page.attribute('link[rel="canonical"]', "href")) or thread_in(
        heading.attrs.get("href") if heading is not None else None
    )
    if found:
        return found
    stated = page.attribute('#topic-search input[name="t"]', "value")
    return (
        (thread_in(f"?t={stated}") if stated else None)
        or thread_in(page.attribute('a[href*="mode=reply"]', "href"))
        or thread_in(page.url)
    )


def read_pages(page: Page) -> tuple[int | None, int | None]:
    """This page's number and the number of pages, by the page controls above the rows."""
    bar = _controls(page)
    if not bar:
        return None, None
    current = next((n for node in bar if (n := _current(node))), None)
    numbers = {n for node in bar for n in _page_numbers(node)}
    pages = max(numbers, default=None)
    if current is None:
        current = 1 if pages == 1 else None
    return current, pages


def read_page_asked(page: Page) -> int | None:
    """The page that the address asks for: how many rows a page has is told by a link to another one."""
    start = start_in(page.url)
    for node in _controls(page) if start else ():
        for link in node.css("a[href]"):
            place, skipped = number(fold(link.text())), start_in(page.absolute(link.attrs.get("href")))
            if place and place > 1 and skipped and skipped % (place - 1) == 0:
                return start // (skipped // (place - 1)) + 1
    return None


def _controls(page: Page) -> list[LexborNode]:
    """The first page control; four facts of a page are read from it."""
    if "controls" not in page.memo:
        page.memo["controls"] = _find_controls(page)
    controls: list[LexborNode] = page.memo["controls"]
    return controls


def _find_controls(page: Page) -> list[LexborNode]:
    """An element of prosilver's action bar, or the cells of a table row in subsilver2."""
    bar = page.first(".action-bar .pagination, .topic-actions .pagination, #page-body > .pagination")
    if bar is not None:
        return [bar]
    for cell in page.tree.css("td.nav"):
        row = cell.parent
        if row is not None and cell.css_first("strong") is not None and row.tag == "tr":
            return list(row.css("td.nav, td.gensmall"))
    return []


def _current(bar: LexborNode) -> int | None:
    found = bar.css_first("li.active span, li.active strong, span > strong, b > strong")
    return number(label(found)) if found is not None else None


def _page_numbers(bar: LexborNode) -> Iterator[int]:
    for node in bar.css("strong, li > span, li > a, span > a, b > a"):
        found = number(fold(node.text()))
        if found:
            yield found


def read_next(page: Page, current: int | None) -> str | None:
    """The next page: by its relation (3.1 and later), else the link that bears the next number."""
    href = page.attribute('link[rel="next"], .pagination a[rel~="next"]', "href")
    if href is None and current is not None:
        wanted = str(current + 1)
        for node in _controls(page):
            for link in node.css("a[href]"):
                if fold(link.text()) == wanted:
                    href = link.attrs.get("href")
    url = page.absolute(href)
    return canonical(url) if url else None


def read_total(page: Page) -> int | None:
    """The number printed in the page controls: posts of a thread, threads of a board."""
    for node in _controls(page):
        if node.tag == "td":
            text = fold(node.text())
            if text.startswith("["):
                found = FIGURE.search(text)
                return number(found[0]) if found else None
            continue
        for child in node.iter(include_text=True):
            if child.is_text_node and (found := FIGURE.search(child.text_content or "")):
                return number(found[0])
    return None


def read_locked(page: Page) -> bool | None:
    """Whether the reply button says so; None where there is no button (robots are shown none)."""
    if (page.mentions(b"locked") or page.mentions(b"fa-lock")) and page.first(_LOCKED) is not None:
        return True
    return False if page.first('a[href*="mode=reply"]') is not None else None


def read_poll(page: Page, zone: tzinfo | None, languages: tuple[str, ...]) -> Poll | None:
    """The poll above the posts, in prosilver."""
    fieldset = page.first("fieldset.polls")
    form = fieldset.parent if fieldset is not None else None
    if fieldset is None or form is None:
        return None
    options = []
    for row in fieldset.css("dl"):
        classes = (row.attrs.get("class") or "").split()
        caption = label(row.css_first("dt"))
        if caption is None or not {"poll_total_votes", "poll_vote", "poll_view_results"}.isdisjoint(classes):
            continue
        bar = row.css_first(".resultbar")
        shown = bar is not None and "hidden" not in (bar.attrs.get("class") or "").split()
        votes = number(label(bar.css_first("div") or bar)) if bar is not None and shown else None
        options.append(PollOption(text=caption, votes=votes))
    question = label(form.css_first("h2"))
    if question is None:
        return None
    return Poll(
        question=question, options=tuple(options), closes=read_closing(page, label(form.css_first("p.author")), zone, languages)
    )


def read_closing(page: Page, text: str | None, zone: tzinfo | None, languages: tuple[str, ...]) -> Moment | None:
    """The time in "Poll ends at TIME", whatever the words before it are."""
    words = (text or "").split()
    for start in range(min(len(words), 8)):
        if fold_word(words[start]) in FILL:
            continue
        moment = read_moment(page, " ".join(words[start:]), zone, languages)
        if moment.precision is not None:
            return moment
    return None
