"""What stands around the posts and rows of a Forumotion page, and how the forum writes its days."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from spiders.date_lexicon import FILL
from spiders.date_lexicon import fold as fold_word
from spiders.dates import Order, read_date
from spiders.items import Board, Moment, PollOption
from spiders.page import Page
from spiders.platforms.forumotion_links import canonical, first_page, id_in, thing_in
from spiders.text import fold, label, number

_DAY = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2\d{2,4}(?!\d)")
_DATED = "p.author, .postdetails, .post-date, .posthead, .lastpost, .lastpostcell, td.row3, td.tcr"
PAGING = ".pagination, .paging, .pages"


def languages(page: Page) -> tuple[str, ...]:
    """The page's language."""
    if "languages" not in page.memo:
        stated = page.attribute("html", "lang")
        page.memo["languages"] = (stated,) if stated else ()
    known: tuple[str, ...] = page.memo["languages"]
    return known


def read_order(page: Page) -> Order | None:
    """How the forum writes its days in figures: by any on the page that can be read in one way only."""
    if "order" not in page.memo:
        page.memo["order"] = _find_order(page)
    order: Order | None = page.memo["order"]
    return order


def _find_order(page: Page) -> Order | None:
    for node in page.tree.css(_DATED):
        for first, _, second in _DAY.findall(node.text()):
            if int(first) > 12:
                return "DMY"
            if int(second) > 12:
                return "MDY"
    return None


def read_moment(page: Page, words: str) -> Moment | None:
    """The time that a line ends in, whatever the words before it are ("von Ida am TIME")."""
    pieces = fold(words).split(" ")
    whole: Moment | None = None
    for start in range(min(len(pieces), 14)):
        if fold_word(pieces[start]) in FILL:
            continue
        raw = " ".join(pieces[start:])
        if not any(letter.isdigit() for letter in raw):
            break
        moment = read_date(raw, clock=page.clock, zone=page.zone, languages=languages(page), order=read_order(page))
        if moment.precision is not None:
            return moment
        if whole is None and pieces[start][:1].isdigit():
            whole = moment
    return whole


def read_path(page: Page) -> tuple[Board, ...]:
    """The boards that lead to the page, outermost first, under their category."""
    found: dict[str, Board] = {}
    for link in page.tree.css("a.nav[href], .nav a[href], #navstrip a[href], .pathname-box a[href], .sub-header-path a[href]"):
        href = page.absolute(link.attrs.get("href"))
        board_id, title = id_in(href, "c") or id_in(href, "f"), label(link)
        if href and board_id and title and board_id not in found:
            found[board_id] = Board(
                id=board_id,
                title=title,
                url=first_page(href),
                kind="category" if board_id.startswith("c") else "forum",
                parent_id=next(reversed(found), None),
            )
    return tuple(found.values())


def read_heading(page: Page) -> LexborNode | None:
    """The page's title."""
    titles = page.tree.css("h1, a.maintitle, .maintitle.floated h3")
    if len(titles) < 2:  # most pages: each of the six places would be looked for in the whole page
        return titles[0] if titles else None
    places = ("h1.page-title", ".maintitle h1", "a.maintitle", ".maintitle.floated h3", "h1.cattitle", "h1")
    return next((node for place in places if (node := page.first(place)) is not None), None)


def read_bars(page: Page) -> list[LexborNode]:
    """The page controls."""
    if "bars" not in page.memo:
        page.memo["bars"] = page.tree.css(PAGING)
    bars: list[LexborNode] = page.memo["bars"]
    return bars


def read_pages(page: Page) -> tuple[int | None, int | None]:
    """This page's number and the number of pages; a page without controls, asked for from its beginning, is the only one."""
    if "pages" not in page.memo:
        page.memo["pages"] = _find_pages(page)
    pages: tuple[int | None, int | None] = page.memo["pages"]
    return pages


def _find_pages(page: Page) -> tuple[int | None, int | None]:
    bars = read_bars(page)
    marked = [found for bar in bars for node in bar.css("strong, b, .current") if (found := number(label(node)))]
    linked = [found for bar in bars for node in bar.css("a[href]") if (found := number(label(node)))]
    if marked:
        return marked[0], max(*marked, *linked, 0)
    thing = thing_in(page.url)
    return (1, 1) if thing is not None and thing[2] == 0 and not linked else (None, max(linked, default=None))


def read_next(page: Page) -> str | None:
    """The next page: by its relation, else the link that bears the next number."""
    href = page.attribute('link[rel="next"]', "href")
    current = read_pages(page)[0]
    if href is None and current is not None:
        links = (link for bar in read_bars(page) for link in bar.css("a[href]"))
        href = next((link.attrs.get("href") for link in links if number(label(link)) == current + 1), None)
    url = page.absolute(href)
    return canonical(url) if url else None


def read_page_asked(page: Page) -> int | None:
    """The page that the address asks for, by its offset: how many posts a page has is told by a link to another one."""
    thing = thing_in(page.url)
    if thing is None or not thing[2]:
        return None
    for bar in read_bars(page):
        for link in bar.css("a[href]"):
            place, there = number(label(link)), thing_in(page.absolute(link.attrs.get("href")))
            if place and place > 1 and there is not None and there[2] % (place - 1) == 0 and there[2]:
                return thing[2] // (there[2] // (place - 1)) + 1
    return None


def read_choices(page: Page) -> tuple[PollOption, ...]:
    """The answers of a poll in lists (the theme made from phpBB 3)."""
    options = []
    for row in page.tree.css("fieldset.polls dl"):
        caption, bar = label(row.css_first("dt")), row.css_first("[class*=pollbar]")
        if caption and (bar is not None or row.css_first("input[name=vote_id]") is not None):
            options.append(PollOption(text=caption, votes=number(label(bar))))
    return tuple(options)
