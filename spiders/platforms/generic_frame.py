"""What stands around the posts of a page nobody knows: which thread it is, its title, its boards, its pages, the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, timedelta, timezone
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from spiders.dates import read_date
from spiders.items import Board
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.generic_blocks import Survey
from spiders.platforms.generic_links import (
    PAGE_PARAMETERS,
    canonical,
    is_post_address,
    looks_like_board,
    may_follow,
    page_in,
    same_thing,
    thread_in,
    without_page,
)
from spiders.text import fold, label
from spiders.urls import query, same_site, split

_NEXT = re.compile(
    r"^(?:next(?: page)?|older(?: comments| posts)?|weiter|nächste(?: seite)?|vor|suivante?|page suivante|siguiente|"
    r"successiv[ao]|próxim[ao]|"
    r"volgende|nästa|neste|næste|następna|seuraava|sonraki|další|következő|далее|следующая|вперед|επόμενη|次へ|次|下一页|下一頁|"
    r"다음|»|›|>|>>|→|&raquo;)"
    r"\s?[»›>→]*$",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"(?:times? (?:are|is|zone)|zeiten sind|zeitzone|heures? (?:sont|au format)|fuseau|horarios?|hora|orari|tijden|"
    r"godzin\w*|время|"
    r"часовой пояс|ώρες)[^.<>]{0,40}?\b(?:GMT|UTC)\s?(?:(?P<sign>[+\-\u2212])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?)?",
    re.IGNORECASE,
)
_CRUMBS = (
    '[itemtype$="BreadcrumbList"] a[href]',
    ", ".join(
        f"{one} a[href]" for one in ('[class*="breadcrumb"]', '[id*="breadcrumb"]', '[aria-label*="readcrumb"]', ".crumbs")
    ),
    ", ".join(f"{one} a[href]" for one in (".navigation", "#navlinks", ".navbit", ".linktree", "#brdcrumb", ".navigate_section")),
)
"""Where the way from the index to the page stands, the surest first."""
_SHORTLINK = re.compile(r"[?&]p=(\d+)$")


class Paging(NamedTuple):
    """This page's number, how many there are, and the address of the next."""

    number: int | None
    pages: int | None
    next_url: str | None


def thread_id(page: Page) -> str | None:
    """The thread a page shows: by its short link, its canonical address, its own; None where no address tells."""
    known: str | None = page.memo.get("generic thread")
    if known is None:
        known = page.memo["generic thread"] = _thread_id(page) or ""
    return known or None


def _thread_id(page: Page) -> str | None:
    short = _SHORTLINK.search(page.attribute('link[rel="shortlink"]', "href") or "")
    if short:
        return short[1]
    for url in addresses(page):
        found = thread_in(url)
        if found is not None:
            return found
    if any(is_post_address(url) for url in addresses(page)):
        return None
    for url in addresses(page):
        parts = split(url)
        path = parts.path.strip("/") if parts is not None else ""
        if path and not path.lower().startswith("index."):
            path = re.sub(r"\.(?:s?html?|php|aspx?)$", "", without_page(path))
            rest = "&".join(f"{name}={value}" for name, value in query(url).items() if name.lower() not in PAGE_PARAMETERS)
            return f"{path}?{rest}" if rest else path or None
    return derived_id("", title(page) or page.url)


def names_thread(page: Page) -> bool:
    """Whether the page's address may be a thread's: it names one, or reads as nothing else."""
    urls = [*addresses(page)]
    if any(thread_in(url) is not None for url in urls):
        return True
    parts = split(page.url)
    return parts is not None and bool(parts.path.strip("/")) and not any(looks_like_board(url) for url in urls)


def addresses(page: Page) -> Iterator[str]:
    """The page's canonical address, if it states one on its own site, and the one that answered."""
    stated = page.absolute(page.attribute('link[rel="canonical"]', "href"))
    if stated and same_site(stated, page.url) and (split(stated) or split("")).path not in ("", "/"):  # type: ignore[union-attr]
        yield stated
    yield page.url
    shared = page.absolute(page.attribute('meta[property="og:url"]', "content"))
    if shared and same_site(shared, page.url):
        yield shared


def thread_url(page: Page) -> str:
    """The thread's own address: that of its first page, as far as it can be told."""
    for url in addresses(page):
        parts = split(url)
        if parts is not None:
            bare = parts._replace(path=without_page(parts.path), fragment="").geturl()
            stated = query(bare)
            kept = "&".join(
                f"{name}={value}"
                for name, value in stated.items()
                if name.lower() not in PAGE_PARAMETERS or name.lower() in ("p", "from")
            )
            return canonical(parts._replace(path=without_page(parts.path), query=kept, fragment="").geturl())
    return page.url


def title(page: Page) -> str | None:
    """The thread's title: the heading that the page's own title begins with, else that title less the site's name."""
    whole = label(page.first("title")) or page.attribute('meta[property="og:title"]', "content") or ""
    headings = [words for node in page.tree.css("h1, h2, h3") if (words := label(node)) and len(words) < 250]
    matching = [words for words in headings if len(words) > 2 and words in whole]
    first = [words for words in matching if whole.startswith(words)]
    if matching:
        return max(first or matching, key=len)
    shared = page.attribute('meta[property="og:title"]', "content")
    if shared:
        return fold(shared)
    return re.split(r"\s(?:[-–—|·•»:])+\s", whole)[0] or label(page.first("h1"))


def crumbs(page: Page) -> list[LexborNode]:
    """The links of the way from the site's index to the page."""
    for selector in _CRUMBS:
        found = page.tree.css(selector)
        if found:
            return found[:8]
    return []


def boards(page: Page) -> tuple[Board, ...]:
    """The board that the thread is in: the last of the way that is no thread and not the index."""
    found = []
    for link in crumbs(page):
        url = page.absolute(link.attributes.get("href"))
        words = label(link)
        if not url or not words or not same_site(url, page.url) or same_thing(url, page.url):
            continue
        found.append(Board(title=words, url=canonical(url), id=board_in(url)))
    return tuple(found[1:])


def board_in(url: str) -> str | None:
    """The id of a board in an address."""
    stated = query(url)
    for name in ("f", "fid", "forum", "forumid", "board", "b", "showforum", "cat", "c", "id"):
        value = re.match(r"[\w-]+", stated.get(name, ""))
        if value:
            return value[0]
    parts = split(url)
    if parts is None:
        return None
    path = without_page(parts.path).strip("/")
    numbered = re.search(r"(?:forums?|board|category|f|c)[/,=_-]?(\d+)|(?:^|/)(\d+)-|[.](\d+)$", path)
    return next(one for one in numbered.groups() if one) if numbered else path or None


def paging(page: Page) -> Paging:
    """Pages by the figures that link to the same thing, the next by its link or by its number."""
    known: Paging | None = page.memo.get("generic paging")
    if known is None:
        known = page.memo["generic paging"] = _paging(page)
    return known


def _paging(page: Page) -> Paging:
    here = page.url
    numbered: dict[int, str] = {}
    by_word: str | None = None
    where: LexborNode | None = None
    for link in page.tree.css("a[href]"):
        href = link.attributes.get("href") or ""
        words = fold(link.text()) if link.first_child is not None else ""
        if len(words) > 24:
            continue
        is_figure = words.isdecimal() and len(words) < 6
        is_next = bool(_NEXT.match(words)) or "next" in (link.attributes.get("rel") or "").split()
        if not is_figure and not is_next:
            continue
        url = page.absolute(href)
        if not url or href.startswith("#") or not may_follow(url) or not _same_pages(page, url):
            continue
        if is_figure:
            if int(words) > 0 and "#" not in href:
                numbered.setdefault(int(words), url)
                where = where or link.parent
        elif by_word is None and canonical(url) != canonical(here):
            by_word = url
    stated = page.absolute(page.attribute('link[rel="next"]', "href"))
    next_url = stated if stated and same_site(stated, here) else by_word
    number = page_in(here)
    pages = max(numbered, default=None)
    if numbered:
        number = number or _before(numbered, next_url) or _unlinked(where, numbered)
        if number is not None:
            pages = max(pages or 1, number)
            if next_url is None and number + 1 in numbered:
                next_url = numbered[number + 1]
    if next_url is not None and number is None:
        number = 1 if (page_in(next_url) or 2) == 2 else None
    if next_url is not None and pages is not None and number is not None and number >= pages and stated is None:
        next_url = None
    return Paging(number or 1, pages or (1 if next_url is None and number in (None, 1) else None), next_url)


def _before(numbered: dict[int, str], next_url: str | None) -> int | None:
    """The number of this page, where the next page is one of those numbered."""
    if next_url is None:
        return None
    after = next((number for number, url in numbered.items() if canonical(url) == canonical(next_url)), 0)
    return after - 1 if after > 1 else None


def _same_pages(page: Page, url: str) -> bool:
    return same_site(url, page.url) and (same_thing(url, page.url) or any(same_thing(url, one) for one in addresses(page)))


def _unlinked(where: LexborNode | None, numbered: dict[int, str]) -> int | None:
    """The figure among the links to pages that is no link: this page's."""
    for _ in range(3):
        if where is None:
            return None
        figures = [int(one) for one in re.findall(r"(?<![\d,.])\d{1,5}(?![\d,.])", where.text(separator=" "))]
        alone = [one for one in figures if one not in numbered and 0 < one <= max(numbered) + 1]
        if alone:
            return alone[0]
        where = where.parent
    return None


def stated_zone(page: Page) -> timezone | None:
    """The zone that the page says its times are in: "All times are GMT -5"."""
    if "generic zone" not in page.memo:
        page.memo["generic zone"] = _stated_zone(page)
    found: timezone | None = page.memo["generic zone"]
    return found


def _stated_zone(page: Page) -> timezone | None:
    if b"GMT" not in page.body and b"UTC" not in page.body:
        return None
    found = _ZONE.search(page.tree.body.text(separator=" ") if page.tree.body is not None else "")
    if not found:
        return None
    size = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    if size > timedelta(hours=14):
        return None
    return timezone(-size if found["sign"] and found["sign"] != "+" else size)


def clock_zone(page: Page, survey: Survey) -> timezone | None:
    """The zone in which the page prints its own clock; a guess, since summer time may be kept."""
    for mark in survey.marks:
        if not mark.clock or mark.stamp or not survey.is_now(mark):
            continue
        local = read_date(mark.raw, clock=page.clock).local
        if local is None:
            continue
        ahead = local - page.clock.astimezone(UTC).replace(tzinfo=None)
        whole = timedelta(minutes=15 * round(ahead / timedelta(minutes=15)))
        if abs(ahead - whole) < timedelta(minutes=6) and abs(whole) <= timedelta(hours=14):
            return timezone(whole)
    return None


def site_url(page: Page) -> str:
    """Where the site begins: the address that the way to the page begins with, else the host's root."""
    root = page.absolute("/") or page.url
    for link in crumbs(page)[:1]:
        url = page.absolute(link.attributes.get("href"))
        parts = split(url) if url else None
        if url and parts is not None and same_site(url, page.url) and not parts.query:
            path = parts.path[: parts.path.rfind("/") + 1] or "/"
            if (split(page.url) or parts).path.startswith(path):
                return parts._replace(path=path, query="", fragment="").geturl()
    return root
