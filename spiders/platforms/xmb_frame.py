"""What stands around the posts and rows of an XMB page: path, pages, poll, notices, and how the site writes its days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, tzinfo

from selectolax.lexbor import LexborNode

from spiders.dates import Order, read_date
from spiders.items import Author, Board, Moment, Poll, PollOption
from spiders.page import Page
from spiders.platforms.xmb_links import board_in, canonical
from spiders.text import fold, label, number

_DAY = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})[-/.]\d{2,4}(?!\d)")
_FROM_FIGURE = re.compile(r"\d.*", re.DOTALL)
_DATED = "a.smalltxt, td.smalltxt > a, div.smalltxt, .lastpostcell"
"""Where the software prints dates: last posts, heads of posts, the days members joined."""


def read_order(page: Page) -> Order:
    """How the site writes its days in figures: by any date on the page that can be read in one way only.

    Where none decides it, day first, as XMB is installed (``dd-mm-yyyy``), month first with strokes (``mm/dd/yyyy``).
    """
    if "order" not in page.memo:
        page.memo["order"] = _find_order(page)
    order: Order = page.memo["order"]
    return order


def _find_order(page: Page) -> Order:
    stroke = False
    for node in page.tree.css(_DATED):
        for first, mark, second in _DAY.findall(node.text()):
            if int(first) > 12:
                return "DMY"
            if int(second) > 12:
                return "MDY"
            stroke = mark == "/"
    return "MDY" if stroke else "DMY"


def read_moment(page: Page, printed: str | None, *, zone: tzinfo | None = None) -> Moment | None:
    """A time as XMB prints it, from its first figure on: the words before it ("posted on") are none of it."""
    found = _FROM_FIGURE.search(printed or "")
    if found is None:
        return None
    return read_date(fold(found[0]), clock=page.clock, zone=zone, languages=languages(page), order=read_order(page))


def read_day_of_edit(page: Page, printed: str) -> Moment:
    """The day in an edit marker: written into the message when it was edited, in UTC whatever the site's zone."""
    moment = read_date(printed, clock=page.clock, zone=UTC, languages=languages(page), order=read_order(page))
    return replace(moment, local=None)


def languages(page: Page) -> tuple[str, ...]:
    """The page's language, if it says."""
    if "languages" not in page.memo:
        stated = page.attribute("html", "lang")
        page.memo["languages"] = (stated,) if stated else ()
    known: tuple[str, ...] = page.memo["languages"]
    return known


def read_member(page: Page, node: LexborNode | None) -> Author | None:
    """A name: members are linked, guests are not. Members have no id but their name."""
    name = label(node)
    if node is None or name is None:
        return None
    link = node if node.tag == "a" else node.css_first('a[href*="member="]')
    url = page.absolute(link.attrs.get("href")) if link is not None else None
    return Author(name=name, url=url, guest=link is None)


def read_path(page: Page) -> tuple[tuple[Board, ...], str | None]:
    """The boards that lead to the page, outermost first, and what it calls itself: the words after the last link."""
    if "path" not in page.memo:
        page.memo["path"] = _find_path(page)
    path: tuple[tuple[Board, ...], str | None] = page.memo["path"]
    return path


def _find_path(page: Page) -> tuple[tuple[Board, ...], str | None]:
    bar = page.first("td.nav")
    if bar is None:
        return (), None
    boards: list[Board] = []
    words = ""
    for child in bar.iter(include_text=True):
        if not child.is_element_node:  # words, and comments in a damaged page
            words += child.text_content or "" if child.is_text_node else ""
            continue
        href = page.absolute(child.attrs.get("href"))
        if child.tag != "a" or href is None:
            words += child.text()
            continue
        words = ""
        board_id, title = board_in(href), label(child)
        if board_id and title:
            boards.append(
                Board(
                    id=board_id,
                    title=title,
                    url=canonical(href),
                    kind="category" if "gid=" in href else "forum",
                    parent_id=boards[-1].id if boards else None,
                )
            )
    return tuple(boards), fold(words).removeprefix("»").strip() or None


def read_pages(page: Page) -> tuple[int | None, int | None]:
    """This page's number and the number of pages; a page without controls is the only one."""
    bar = page.first("td.multi") if page.has("td.multi") else None
    if bar is None:
        return 1, 1
    numbers = [found for node in bar.css("a, strong") if (found := number(label(node)))]
    return number(label(bar.css_first("strong"))), max(numbers, default=None)


def read_next(page: Page) -> str | None:
    """The next page: by its relation, else the link that bears the next number."""
    bar = page.first("td.multi") if page.has("td.multi") else None
    if bar is None:
        return None
    current = number(label(bar.css_first("strong")))
    for link in bar.css("a[href]"):
        if "next" in (link.attrs.get("rel") or "").split() or (current and number(label(link)) == current + 1):
            return page.absolute(link.attrs.get("href"))
    return None


def read_poll(page: Page) -> Poll | None:
    """The poll above the posts. Its question is the thread's own title."""
    form = page.first('form[name="poll"], form[action*="action=votepoll"]') if page.mentions(b"poll") else None
    question = read_path(page)[1]
    if form is None or question is None:
        return None
    return Poll(question=question, options=tuple(_options(form)))


def _options(form: LexborNode) -> Iterator[PollOption]:
    for row in form.css("tr.tablerow"):
        cells = [cell for cell in row.iter() if cell.tag == "td"]
        caption = next((words for cell in cells if (words := label(cell))), None)
        if caption is None or row.css_first('input[type="submit"]') is not None:
            continue
        votes = number((label(cells[-1]) or "").partition("(")[0].strip()) if len(cells) > 2 else None
        yield PollOption(text=caption, votes=votes)


def read_notice(page: Page) -> str | None:
    """What a page says that holds nothing but a heading and a sentence (errors, refusals)."""
    here = read_path(page)[1] or ""
    for heading in page.tree.css("td.category"):
        title = label(heading)
        row = heading.parent.next if heading.parent is not None else None
        while row is not None and not row.is_element_node:
            row = row.next
        cells = [cell for cell in row.iter() if cell.tag == "td"] if row is not None else []
        if len(cells) != 1 or not title or not here.endswith(title):
            continue
        if "tablerow" in (cells[0].attrs.get("class") or "") and cells[0].css_first("table") is None:
            return label(cells[0])
    return None
