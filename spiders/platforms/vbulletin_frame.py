"""What stands around the posts and rows of a page of vBulletin 3 and 4: version, zone, path, pages, notices, dates."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo

from selectolax.lexbor import LexborNode

from spiders.dates import Order, read_date
from spiders.items import Author, Board, Moment
from spiders.page import Page
from spiders.platforms.vbulletin_links import board_in, canonical, member_in, plain_folder, root, thread_in
from spiders.text import fold, label, number

_GENERATOR = re.compile(r"vBulletin[^\d]{0,20}((\d)(?:\.\d+)*)?", re.IGNORECASE)
_SCRIPTS = (
    re.compile(r"clientscript/vbulletin[\w./-]*\?v=(\d)(\d)(\d{1,2})(?!\d)"),
    re.compile(r"SIMPLEVERSION\s?=\s?\"(\d)(\d)(\d{1,2})\""),
)
_TOKEN = re.compile(r"SECURITYTOKEN\s?=\s?[\"']([^\"']*)[\"']")
_ZONE = re.compile(r"(?:GMT|UTC|WEZ)(?:\s?([+\-−])\s?(\d{1,2})(?:[:.](\d\d))?)?")
_DAY = re.compile(r"-(\d\d?)-(?:\d{4}|\d\d),")
"""A day in figures from its first dash on: what stands before is looked up, since a pattern that begins with a letter of its own
is found twenty times as fast as one that begins with any figure."""
_AMERICAN = re.compile(r"\d\s?[AP]M\b", re.IGNORECASE)
_TWO = re.compile(r"(\d[\d,.]*)\D+?(\d[\d,.]*)$")
_TOTAL = re.compile(r"(\d[\d,.\u00a0 ]*)$")
_TITLES = (
    "h1 .threadtitle a",
    "h1 .threadtitle",
    "#pagetitle .forumtitle",
    "#pagetitle h1 a",
    "[itemtype$='BreadcrumbList'] h1",
    "td.navbar strong",
    ".breadcrumb > strong",
    ".lastnavbit",
    "#pagetitle h1, .pagetitle h1",
)
_PATH = "#breadcrumb, .breadcrumb, #breadcrumbs-container, span.navbar, td.navbar, [itemtype$='BreadcrumbList']"


def read_version(page: Page) -> str | None:
    """The version as the generator says it, else as the addresses of its scripts or its markup show it; None for no vBulletin."""
    generator = page.attribute('meta[name="generator"]', "content") or ""
    found = _GENERATOR.match(generator)
    if found and found[1]:
        return found[1]
    tree = page.tree
    is_four = tree.css_first("html#vbulletin_html, meta#e_vb_meta_bburl") is not None
    is_three = tree.css_first('script[src*="clientscript/vbulletin_"], link[href*="clientscript/vbulletin_"]') is not None
    if not (found or is_four or is_three):
        return None
    numbered = next((found for pattern in _SCRIPTS if (found := pattern.search(page.text))), None)
    return ".".join(numbered.groups() if numbered else ()) or ("4" if is_four else "3" if is_three else None)


def read_token(page: Page) -> str | None:
    """What the page's scripts send along with forms: "guest", or a member's own."""
    found = _TOKEN.search(page.text)
    return found[1] if found else page.attribute('input[name="securitytoken"]', "value")


def read_zone(page: Page) -> tzinfo | None:
    """Today's offset ("All times are GMT -5").

    Older times may be an hour off it, both ways: vBulletin adds to the server's own clock, with its summer time on that day,
    what the reader's zone differs from it today. Measured on 155 times whose page has the epoch too: in June the footer says
    GMT-8, and all times from November to March are printed in GMT-9.
    """
    if "zone" not in page.memo:
        page.memo["zone"] = _find_zone(page)
    zone: tzinfo | None = page.memo["zone"]
    return zone


def _find_zone(page: Page) -> tzinfo | None:
    for clock in reversed(page.tree.css("#footer_time, .footer_time, div > span.time")):
        place = clock if clock.tag != "span" else clock.parent
        found = _ZONE.search(fold(place.text())) if place is not None else None
        if found and place is not None and len(place.text()) < 200:
            size = timedelta(hours=int(found[2] or 0), minutes=int(found[3] or 0))
            return timezone(-size if found[1] in {"-", "−"} else size) if size < timedelta(hours=24) else None
    return None


def languages(page: Page) -> tuple[str, ...]:
    """The page's language, if it says."""
    if "languages" not in page.memo:
        stated = page.attribute("html", "lang")
        page.memo["languages"] = (stated,) if stated else ()
    known: tuple[str, ...] = page.memo["languages"]
    return known


def read_moment(page: Page, raw: str | None) -> Moment | None:
    """A time as the site prints it; the footer's zone settles "today" and "yesterday" only."""
    if not raw:
        return None
    order = _order(page, raw)
    moment = read_date(raw, clock=page.clock, languages=languages(page), order=order)
    if moment.precision is None and read_zone(page) is not None:
        return read_date(raw, clock=page.clock, zone=read_zone(page), languages=languages(page), order=order)
    return moment


def _order(page: Page, raw: str) -> Order | None:
    """How the site writes its days in figures: by any of the page's dates that can be read in one way only.

    Where none decides it, month first with an American clock, as vBulletin is installed.
    """
    if "-" not in raw:
        return None
    if "order" not in page.memo:
        page.memo["order"] = _find_order(page)
    order: Order | None = page.memo["order"]
    return order or ("MDY" if _AMERICAN.search(raw) else None)


def _find_order(page: Page) -> Order | None:
    text = page.text
    for found in _DAY.finditer(text):
        first = text[max(0, found.start() - 2) : found.start()].lstrip(">( \t\n")
        if first.isdecimal() and int(first) > 12:
            return "DMY"
        if first.isdecimal() and int(found[1]) > 12:
            return "MDY"
    return None


def read_member(page: Page, node: LexborNode | None) -> Author | None:
    """A name: members are linked, guests are not."""
    name = label(node)
    if node is None or name is None:
        return None
    url = page.absolute(node.attrs.get("href")) if node.tag == "a" else None
    if url is not None and url.endswith("member.php"):  # vBSEO writes so where it does not know the member
        return Author(name=name)
    member = member_in(url)
    return Author(name=name, id=member, url=canonical(url) if url else None, guest=url is None)


def site_url(page: Page) -> str:
    """Where the forum is: as the page says, else by the link home, else by the page's own address."""
    if "root" not in page.memo:
        stated = page.attribute("#e_vb_meta_bburl", "content") or page.attribute("base[href]", "href")
        home = page.attribute('a[accesskey="1"][href*=".php"], a[href*="forumdisplay.php"], a[href*="/search.php"]', "href")
        page.memo["root"] = (
            root(f"{stated.rstrip('/')}/") if stated and stated.startswith("http") else root(page.absolute(home) or page.url)
        )
    address: str = page.memo["root"]
    return address


def read_path(page: Page) -> tuple[Board, ...]:
    """The boards that lead to the page, outermost first."""
    if "path" not in page.memo:
        page.memo["path"] = _find_path(page)
    path: tuple[Board, ...] = page.memo["path"]
    return path


def _find_path(page: Page) -> tuple[Board, ...]:
    boards: dict[str, Board] = {}
    above: str | None = None
    for place in page.tree.css(_PATH):
        for link in place.css("a[href]"):
            href = page.absolute(link.attrs.get("href"))
            title = label(link)
            if href is None or title is None or link.attrs.get("accesskey") or thread_in(href):
                continue
            board_id = board_in(href)
            url = canonical(href)
            if url in boards or (board_id is None and not plain_folder(url, site_url(page))):
                continue
            boards[url] = Board(id=board_id, title=title, url=url, parent_id=above)
            above = board_id
    return tuple(boards.values())


def read_title(page: Page) -> str | None:
    """What the page calls itself: in its heading, else behind the path's last link."""
    return next((title for place in _TITLES if (title := label(page.first(place)))), None)


def read_pages(page: Page) -> tuple[int | None, int | None]:
    """This page's number and the number of pages ("Page 152 of 155"); a page without controls is the only one."""
    bar = page.first(".pagenav td.vbmenu_control, .pagination a.popupctrl, .pagination_top .popupctrl")
    if bar is None:
        chosen = page.first(".pagination .selected, .pagination_top .selected, .pagenav .alt2 strong")
        return (number(label(chosen)), None) if chosen is not None else (1, 1)
    found = _TWO.search(label(bar) or "")
    return (number(found[1]), number(found[2])) if found else (None, None)


def read_total(page: Page) -> int | None:
    """How many posts or rows there are ("Results 1 to 10 of 15", "Show results 11 to 20 of 23")."""
    stated = label(page.first("#postpagestats_above, #threadpagestats, .threadpagestats, .postpagestats"))
    if stated is None:
        stated = page.attribute(".pagenav a[title], .pagenav span[title]", "title")
    found = _TOTAL.search(stated or "")
    return number(found[1].strip()) if found else None


def read_notice(page: Page) -> LexborNode | None:
    """The box of a page that holds nothing but a message or a form to log in."""
    return page.first(".standard_error, td.panelsurround, .panelsurround")
