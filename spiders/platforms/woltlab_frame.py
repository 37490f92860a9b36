"""What all pages of WoltLab's forums have in common: template names, breadcrumbs, page links, members, times, states."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from selectolax.lexbor import LexborNode

from spiders.dates import read_date, stamp
from spiders.items import Author, Board, Label, Moment
from spiders.page import Page
from spiders.platforms import woltlab_links as links
from spiders.text import fold, label, number

_TEMPLATE = re.compile(r"tpl_(?:wbb|wcf|[a-z]+)_(\w+)|tpl([A-Z]\w*)")
_NAMED = re.compile(r"(?:Burning Board|WoltLab Suite)\D{0,30}?(\d+(?:\.\d+)+)")
_HEADINGS = frozenset({"contentHeader", "boxHeadline"})
TIMES = "woltlab-core-date-time[date], time[datetime]"


def template(page: Page) -> str | None:
    """The name of the template that made the page, lower case ("thread"), None where WoltLab's did not."""
    if "woltlab template" not in page.memo:
        body = page.tree.body
        found = _TEMPLATE.fullmatch(body.id or "") if body is not None and (body.id or "").startswith("tpl") else None
        page.memo["woltlab template"] = (found[1] or found[2]).lower() if found else None
    name: str | None = page.memo["woltlab template"]
    return name


def version(page: Page) -> str | None:
    """As the footer names it, else the series by how times are written."""
    for link in page.tree.css('a[href*="woltlab.com"]'):
        found = _NAMED.search(fold(link.text()))
        if found:
            return found[1]
    if page.first("woltlab-core-date-time") is not None:
        return "6"
    body = page.tree.body
    return "4" if body is not None and not (body.id or "").startswith("tpl_") else None


def stated_zone(page: Page) -> tzinfo | None:
    """The zone that newer pages name."""
    if "zone" not in page.memo:
        stated = page.attribute('meta[name="timezone"]', "content")
        try:
            page.memo["zone"] = ZoneInfo(stated) if stated else None
        except (ZoneInfoNotFoundError, ValueError, OSError):
            page.memo["zone"] = None
    zone: tzinfo | None = page.memo["zone"]
    return zone


def crumbs(page: Page) -> tuple[Board, ...]:
    """The boards above, outermost first."""
    found: list[Board] = []
    for link in page.tree.css(".breadcrumbs a[href]"):
        url = page.absolute(link.attrs.get("href"))
        board_id, title = links.board_in(url), label(link)
        if url and board_id and title and all(board.id != board_id for board in found):
            parent = found[-1].id if found else None
            found.append(Board(title=title, id=board_id, url=links.first_page(url), parent_id=parent))
    return tuple(found)


def page_numbers(page: Page) -> tuple[int | None, int | None]:
    """Number of this page and of pages; without page links there is one."""
    if "pages" not in page.memo:
        page.memo["pages"] = _numbers(page)
    found: tuple[int | None, int | None] = page.memo["pages"]
    return found


def _numbers(page: Page) -> tuple[int | None, int | None]:
    bar = page.first("woltlab-core-pagination[count]")
    if bar is not None:
        return number(bar.attrs.get("page")), number(bar.attrs.get("count"))
    bar = page.first("nav.pagination, .contentNavigation .pageNavigation, .paginationTop .pageNavigation")
    if bar is None:
        return 1, 1
    current = number(label(bar.css_first("li.active, .active")))
    inner = bar.css_first("[data-pages]")
    stated = number(bar.attrs.get("data-pages") or (inner.attrs.get("data-pages") if inner is not None else None))
    shown = [found for one in bar.css("li") if (found := number(label(one)))]
    return current or links.page_in(page.url), stated or max(shown, default=None)


def linked_member(page: Page, link: LexborNode) -> Author | None:
    """A member, by the link to their profile; each is worked out once a page."""
    attributes = link.attrs
    href, stated = attributes.get("href"), attributes.get("data-user-id") or attributes.get("data-object-id")
    name = fold(link.text())
    known: dict[tuple[Any, ...], Author | None] = page.memo.setdefault("members", {})
    key = (href, stated, name)
    if key not in known:
        url = page.absolute(href)
        member = stated if stated and stated.isdecimal() and stated != "0" else links.member_in(url)
        known[key] = (
            Author(name=name, id=member, url=links.first_page(url) if url and member else None, guest=False) if name else None
        )
    return known[key]


def printed_time(page: Page, place: LexborNode | None) -> Moment | None:
    """The time in an element, written for machines; in words where somebody took that away."""
    if place is None:
        return None
    time = place if place.tag in ("time", "woltlab-core-date-time") else place.css_first("woltlab-core-date-time, time")
    node = time if time is not None else place
    attributes = node.attrs
    stated = attributes.get("date") or attributes.get("datetime") or attributes.get("data-timestamp")
    raw = label(node)
    if stated:
        return stamp(stated, raw)
    language = page.attribute("html", "lang")
    zone = stated_zone(page) or page.zone
    return read_date(raw, clock=page.clock, zone=zone, languages=(language,) if language else ()) if raw else None


def prefixes(place: LexborNode | None) -> tuple[str | None, tuple[Label, ...]]:
    """The labels on a thread: the first is its prefix, more are labels beside it."""
    found = [title for one in place.css(".labelList .label, .label.badge") if (title := label(one))] if place is not None else []
    names = list(dict.fromkeys(found))
    return (names[0] if names else None), tuple(Label(kind="prefix", title=name) for name in names[1:])


def is_headed(node: LexborNode) -> bool:
    """Whether an element stands in the heading of the page: looked for above the few there are, for a selector is dearer."""
    above = node.parent
    while above is not None:
        if not _HEADINGS.isdisjoint((above.attrs.get("class") or "").split()):
            return True
        above = above.parent
    return False


def is_on(node: LexborNode, attribute: str, icons: str) -> bool | None:
    """A state of a thread: by data, else by an icon, which says only yes."""
    stated = node.attrs.get(attribute)
    if stated in ("0", "1", "true", "false"):
        return stated in ("1", "true")
    return True if node.css_first(icons) is not None else None


STICKY = ".jsIconSticky, .fa-thumb-tack, .icon-pushpin, fa-icon[name=thumbtack]"
LOCKED = ".jsIconLock, .jsIconClosed, .fa-lock, .icon-lock, fa-icon[name=lock]"
