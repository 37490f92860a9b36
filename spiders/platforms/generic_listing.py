"""Lists of threads and boards that nobody knows: rows that each lead to a thing of one sort, with the figures beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import tzinfo

from spiders.dates import read_date
from spiders.items import Author, Board, Declared, Listing, Thread
from spiders.page import Page
from spiders.platforms.generic_blocks import Survey
from spiders.platforms.generic_frame import board_in, paging, title
from spiders.platforms.generic_links import (
    canonical,
    form_of,
    is_post_address,
    looks_like_board,
    may_follow,
    page_in,
    same_thing,
    thread_in,
)
from spiders.platforms.generic_marks import EDITED, as_name
from spiders.platforms.generic_posts import date_order, find_posts
from spiders.platforms.generic_soup import Element
from spiders.text import number
from spiders.urls import same_site

FEW = 2
"""Rows that make a list where their addresses name threads."""
_REPLIES = re.compile(r"repl|antwort|répons|respuest|rispost|reactie|svar|odpowied|ответ|απαντ|comment|kommentar", re.IGNORECASE)
_POSTS = re.compile(r"posts?\b|messages?|beiträge|mensajes|messaggi|berichten|inlägg|сообщен|μηνύματα", re.IGNORECASE)
_VIEWS = re.compile(
    r"view|hits|reads|aufruf|zugriffe|vues|vistas|visite|visual|gelezen|visning|wyświetl|просмотр|προβολ", re.IGNORECASE
)
_THREADS = re.compile(r"topics?|threads?|themen|sujets|temas|discussions?|discussioni|onderwerpen|ämnen|wątki|тем", re.IGNORECASE)
_STICKY = re.compile(r"(?:^|[-_ ])(?:sticky|pinned|announce\w*|stickied|important)(?=$|[-_ ])", re.IGNORECASE)
_LOCKED = re.compile(r"(?:^|[-_ ])(?:locked|closed)(?=$|[-_ ])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it leads to."""

    link: Element
    url: str
    words: str
    block: Element


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one sort."""

    form: str
    rows: tuple[Row, ...]
    are_boards: bool
    score: float


def find_rows(page: Page) -> list[Rows]:
    """The lists on a page, the best first; once a page."""
    known: list[Rows] | None = page.memo.get("generic rows")
    if known is None:
        known = page.memo["generic rows"] = _find(page, find_posts(page).survey)
    return known


def _find(page: Page, survey: Survey) -> list[Rows]:
    sorts: dict[tuple[str, str], dict[str, Element]] = defaultdict(dict)
    addresses: dict[str, str] = {}
    for element in survey.soup.elements:
        if element.name != "a" or not 2 < element.linked < 300:
            continue
        href = element.attrs.get("href", "")
        if not href or href.startswith("#"):
            continue
        url = page.absolute(href)
        if url is None or not same_site(url, page.url) or not may_follow(url) or same_thing(url, page.url):
            continue
        if page_in(url) not in (None, 1) or survey.soup.words(element).isdecimal():
            continue
        if (
            is_post_address(url)
            or survey.hints[element.order] >= 3
            or survey.times[element.last + 1] > survey.times[element.order]
        ):
            continue  # the last post, and who wrote it when
        address = canonical(url)
        addresses[address] = url
        sorts[form_of(address), _place(element)].setdefault(address, element)
    found = []
    for (form, _), links in sorts.items():
        rows = _rows(survey, links)
        if len(rows) < (1 if looks_like_board(page.url) and thread_in(rows[0].url) is not None else FEW):
            continue
        boards = sum(looks_like_board(row.url) and thread_in(row.url) is None for row in rows) > len(rows) / 2
        named = sum(thread_in(row.url) is not None for row in rows)
        length = sum(len(row.words) for row in rows) / len(rows)
        timed = sum(survey.times[row.block.last + 1] > survey.times[row.block.order] for row in rows) / len(rows)
        figures = sum(any(c.isdigit() for c in survey.soup.words(row.block)) for row in rows) / len(rows)
        headed = sum(_in_heading(row.link) for row in rows) / len(rows)
        if not boards and not (timed >= 0.5 or (headed >= 0.5 and len(rows) > 2) or (named > len(rows) / 2 and figures >= 0.5)):
            continue
        if boards and not (timed >= 0.3 or figures >= 0.5):
            continue
        score = len(rows) ** 0.7 * min(length, 40) * (0.5 + timed) * (1.4 if named > len(rows) / 2 else 1.0) * (1 + 0.5 * headed)
        found.append(Rows(form, tuple(rows), boards, round(score, 1)))
    return sorted(found, key=lambda rows: -rows.score)


def _in_heading(link: Element) -> bool:
    above = link.above
    return above is not None and (
        above.name in ("h1", "h2", "h3", "h4") or (above.above is not None and above.above.name in ("h2", "h3"))
    )


def _place(element: Element) -> str:
    """The tags from a link up to its row, with their names."""
    steps = [element.name]
    above = element.above
    while above is not None and len(steps) < 5 and above.name not in ("tr", "li", "article", "dl", "body"):
        steps.append(above.name)
        above = above.above
    return " < ".join([*steps, above.name if above is not None else ""])


def _rows(survey: Survey, links: dict[str, Element]) -> list[Row]:
    """Each link with the widest element around it that holds no other of them."""
    orders = sorted(element.order for element in links.values())
    rows = []
    for place, (url, link) in enumerate(sorted(links.items(), key=lambda one: one[1].order)):
        before = orders[place - 1] if place else -1
        after = orders[place + 1] if place + 1 < len(orders) else len(survey.own)
        block = link
        while block.above is not None and block.above.order > before and block.above.last < after and block.above.name != "body":
            block = block.above
            if block.name in ("tr", "li", "article"):
                break
        rows.append(Row(link, url, survey.soup.words(link), block))
    return rows


def read_listing(page: Page, *, zone: tzinfo | None, languages: tuple[str, ...]) -> Listing:
    """The best list of threads, the best of boards, and the next page."""
    survey = find_posts(page).survey
    found = find_rows(page)
    threads: dict[str, Thread] = {}
    listed = [rows for rows in found if not rows.are_boards]
    for rows in listed[:4]:
        if rows.score >= 0.25 * listed[0].score:
            for row in rows.rows:
                one = _thread(page, survey, row, zone, languages)
                if one is not None:
                    threads.setdefault(one.id, one)
    boards: dict[str, Board] = {}
    for rows in found:
        if rows.are_boards:
            for row in rows.rows:
                boards.setdefault(row.url, _board(survey, row))
    here = paging(page)
    own = Board(title=title(page) or "", url=canonical(page.url), id=board_in(page.url)) if not is_index(page) else None
    return Listing(
        board=own,
        boards=tuple(boards.values()),
        threads=tuple(threads.values()),
        number=here.number,
        pages=here.pages,
        next_url=here.next_url,
    )


def is_index(page: Page) -> bool:
    """Whether a page is a site's first."""
    return (
        page.absolute("/") == canonical(page.url).partition("?")[0].removesuffix("index.php").removesuffix("index.html")
        and "?" not in page.url
    )


def _thread(page: Page, survey: Survey, row: Row, zone: tzinfo | None, languages: tuple[str, ...]) -> Thread | None:
    native = thread_in(row.url) or (_path(row.url) if not looks_like_board(row.url) else None)
    if not native or not row.words:
        return None
    moments = []
    for order in range(row.block.order, row.block.last + 1):
        mark = survey.mark_at.get(order)
        if mark is not None and not EDITED.search(mark.around):
            moments.append(read_date(mark.raw, clock=page.clock, zone=zone, languages=languages, order=date_order(page, survey)))
    figures = _figures(survey, row)
    named = " ".join(f"{one.attrs.get('class', '')} {one.attrs.get('title', '')}" for one in survey.soup.within(row.block)[:12])
    last = max((one for one in moments if one.local or one.at), key=lambda one: (one.local or one.at).isoformat(), default=None)  # type: ignore[union-attr]
    return Thread(
        id=native,
        title=row.words,
        url=canonical(row.url),
        author=_author(survey, row),
        sticky=True if _STICKY.search(named) else None,
        locked=True if _LOCKED.search(named) else None,
        declared=Declared(replies=figures.get("replies"), posts=figures.get("posts"), views=figures.get("views"), last_post=last),
    )


def _path(url: str) -> str:
    return url.partition("//")[2].partition("/")[2].strip("/").removesuffix(".html")


def _board(survey: Survey, row: Row) -> Board:
    figures = _figures(survey, row)
    return Board(title=row.words, url=row.url, id=board_in(row.url), threads=figures.get("threads"), posts=figures.get("posts"))


def _author(survey: Survey, row: Row) -> Author | None:
    for element in survey.soup.within(row.block):
        if survey.hints[element.order] >= 3 and element is not row.link:
            name = as_name(survey.soup.words(element))
            if name:
                return Author(name=name)
    return None


def _figures(survey: Survey, row: Row) -> dict[str, int]:
    """The figures of a row that are told what they are: by words beside them, by a class, or by the table's heading."""
    found: dict[str, int] = {}
    headings = _headings(survey, row)
    for element in survey.soup.within(row.block):
        words = survey.own[element.order]
        if not words or len(words) > 60:
            continue
        whole = number(words)
        if whole is not None:
            told = f"{element.attrs.get('class', '')} {element.attrs.get('title', '')} {headings.get(_column(element), '')}"
            beside = element.above
            if beside is not None and beside.prose + beside.linked < 40:
                told += " " + survey.soup.words(beside) + " " + beside.attrs.get("class", "")
            _note(found, told, whole)
        else:
            for figure, label in re.findall(r"(\d[\d.,]*)\s+([^\W\d_]{3,})", words):
                _note(found, label, number(figure))
            for label, figure in re.findall(r"([^\W\d_]{3,})\s?[:：]\s?(\d[\d.,]*)", words):
                _note(found, label, number(figure))
    return found


def _note(found: dict[str, int], told: str, figure: int | None) -> None:
    if figure is None:
        return
    for name, words in (("replies", _REPLIES), ("views", _VIEWS), ("threads", _THREADS), ("posts", _POSTS)):
        if words.search(told):
            found.setdefault(name, figure)
            return


def _column(element: Element) -> int:
    here: Element | None = element
    while here is not None and here.name not in ("td", "th"):
        here = here.above
    if here is None or here.above is None:
        return -1
    return next(number for number, one in enumerate(here.above.inside()) if one is here)


def _headings(survey: Survey, row: Row) -> dict[int, str]:
    """What the heads of a table's columns say."""
    table = row.block
    while table.above is not None and table.name != "table":
        table = table.above
    if table.name != "table":
        return {}
    for element in survey.soup.within(table):
        if element.name == "tr" and any(one.name == "th" for one in element.inside()):
            return {place: survey.soup.words(one) for place, one in enumerate(element.inside())}
    return {}
