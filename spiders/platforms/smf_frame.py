"""What stands around posts and rows of an SMF page: version, clock, path, page controls, poll, names."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo

from selectolax.lexbor import LexborNode

from spiders.date_phrases import NOTHING, parse
from spiders.dates import read_date, stamp
from spiders.items import Author, Board, Moment, Poll, PollOption
from spiders.page import Page
from spiders.platforms.smf_links import board_in, canonical, member_in, profile, script_of, start_in, thread_in
from spiders.text import fold, label, number

_VERSION = re.compile(rb"SMF (\d\.\d+(?:\.\d+)?(?: (?:Beta|RC) ?[\d.]+)?)")
_BEFORE_VERSION = re.compile(rb">\s*(?:Powered by )?$")
"""Looked for apart: a pattern that begins with letters is found in a tenth of the time."""
_READ_TIMES = re.compile(r"\([^()\d]*?(\d[\d.,\u00a0 ]*)[^()\d]*\)\s*$")
_SCRIPT_URL = re.compile(rb"""\bsmf_scripturl\s*=\s*["']([^"']+)["']""")
_VOTES = re.compile(r"^\s*([\d.,\s]+?)\s*(?:\(|$)")
_MARKS = re.compile(r"^[\s«»‹›\[\]]+|[\s«»‹›\[\]]+$")
QUARTER = timedelta(minutes=15)


def mentions(page: Page, words: bytes) -> bool:
    """Whether the words stand anywhere in the page's source; a look is cheaper than the selector that it may save."""
    known: dict[bytes, bool] = page.memo.setdefault("mentions", {})
    if words not in known:
        known[words] = words in page.body
    return known[words]


def read_script(page: Page) -> str:
    """The forum's own script, by the variable that every page gives to its scripts; else by a link or the address."""
    if "script" not in page.memo:
        place = page.body.find(b"smf_scripturl")
        found = _SCRIPT_URL.search(page.body, max(0, place - 1)) if place >= 0 else None
        stated = (
            page.absolute(found[1].decode("utf-8", "replace"))
            if found
            else page.absolute(page.attribute('link[rel="contents"]', "href"))
        )
        page.memo["script"] = script_of(stated or page.url)
    script: str = page.memo["script"]
    return script


def read_version(page: Page) -> str | None:
    """The version in the copyright line; a theme may leave the line out, and then the markup tells the branch of 2.x."""
    for stated in reversed(list(_VERSION.finditer(page.body, max(0, len(page.body) - 8_000)))):
        if _BEFORE_VERSION.search(page.body, max(0, stated.start() - 80), stated.start()):
            return stated[1].decode()
    if mentions(page, b"data-msgid=") or mentions(page, b'id="topic_container"'):
        return "2.1"
    return "2.0" if mentions(page, b'id="main_content_section"') else None


def read_offset(page: Page) -> tzinfo | None:
    """How far the page's clocks are ahead of UTC at its moment: 2.1 prints the time beside ``<time datetime>``. Of other days
    it says nothing, since it may be summer then.
    """
    if "offset" not in page.memo:
        page.memo["offset"] = _offset(page)
    offset: tzinfo | None = page.memo["offset"]
    return offset


def _offset(page: Page) -> tzinfo | None:
    time = page.first(".user time[datetime], #top_section time[datetime]")
    stated = stamp(time.attrs.get("datetime")) if time is not None else None
    if time is None or stated is None or stated.at is None:
        return None
    local = read_date(fold(time.text()), clock=page.clock).local
    if local is None:
        return None
    ahead = local - stated.at.replace(tzinfo=None)
    rounded = round((ahead + timedelta(seconds=30)) / QUARTER) * QUARTER
    fits = abs(ahead - rounded) <= timedelta(seconds=60) and abs(rounded) < timedelta(hours=15)
    return timezone(rounded) if fits else None


def read_moment(page: Page, raw: str, languages: tuple[str, ...]) -> Moment:
    """A time as SMF prints it: a day by the forum's clocks, or "Today at", whose day the page's own clock tells.

    Only today's moment is known for sure; of other days the clocks' reading is all that the page says.
    """
    raw = clean(raw)
    moment = read_date(raw, clock=page.clock, languages=languages)
    if moment.local is not None or moment.at is not None:
        return moment
    offset = read_offset(page)
    zone = offset or page.zone
    if zone is None:
        return moment
    found = read_date(raw, clock=page.clock, zone=zone, languages=languages)
    if found.local is None or found.at is None:
        return found
    is_today = offset is not None and found.local.date() == page.clock.astimezone(zone).date()
    return found if is_today else Moment(raw=raw, local=found.local, precision=found.precision)


def clean(text: str) -> str:
    """Words without the marks that SMF sets around them ("« ... »")."""
    return _MARKS.sub("", fold(text))


def read_member(page: Page, place: LexborNode | None) -> Author | None:
    """A name as SMF writes it: a link for members, bare for guests."""
    if place is None:
        return None
    links = [place] if place.tag == "a" else place.css("a[href]")
    for link in links:
        member, name = member_in(link.attrs.get("href")), label(link)
        if member and name:
            return Author(name=name, id=member, url=profile(read_script(page), member), guest=False)
    name = label(place)
    return Author(name=name, guest=True) if name else None


def read_crumbs(page: Page) -> list[LexborNode]:
    """The links of the path above the content, the outermost first; it stands above and below."""
    if "crumbs" not in page.memo:
        page.memo["crumbs"] = _find_crumbs(page)
    crumbs: list[LexborNode] = page.memo["crumbs"]
    return crumbs


def _find_crumbs(page: Page) -> list[LexborNode]:
    for place in page.tree.css(".navigate_section, #linktree, .linktree, .nav_section"):
        links = place.css("a[href]")
        if links:
            return list(links)
    for node in page.tree.css("div.nav, div > b > a.nav, b > a.nav"):
        around = node.parent.parent if node.tag == "a" and node.parent is not None else node
        links = around.css("a.nav[href]") if around is not None else []
        if links:
            return list(links)
    return []


def read_path(page: Page) -> tuple[Board, ...]:
    """The boards of the path, outermost first; the forum itself and the thread are none, its category is."""
    found: dict[str, Board] = {}
    parent: str | None = None
    for link in read_crumbs(page):
        href, title = page.absolute(link.attrs.get("href")), label(link)
        if href is None or title is None or thread_in(href) is not None:
            continue
        category = read_category(href)
        board_id = board_in(href)
        if category is not None:
            found[category] = Board(id=category, title=title, kind="category", url=f"{read_script(page)}#{category}")
            parent = category
        elif board_id is not None and board_id not in found:
            found[board_id] = Board(
                id=board_id, title=title, url=canonical(f"{read_script(page)}?board={board_id}.0"), parent_id=parent
            )
            parent = board_id
    return tuple(found.values())


def read_category(href: str | None) -> str | None:
    """A category's id as SMF's anchors have it ("c1"; categories and boards are numbered apart)."""
    found = re.search(r"#c?(\d{1,19})$", href) if href else None
    return f"c{found[1]}" if found and board_in(href) is None and thread_in(href) is None else None


def read_bar(page: Page) -> LexborNode | None:
    """The page control above posts or rows, not the one in a row."""
    if "bar" not in page.memo:
        page.memo["bar"] = page.first(".pagelinks") or page.first(".pagesection") or _find_old_bar(page)
    bar: LexborNode | None = page.memo["bar"]
    return bar


def _find_old_bar(page: Page) -> LexborNode | None:
    """1.1: a table cell that begins with "Pages:" and holds the current page in bold brackets."""
    for node in page.tree.css("td.middletext > b, td > b"):
        cell = node.parent
        if cell is not None and number(label(node)) and f"[{label(node)}]" in fold(cell.text()).replace(" ", ""):
            return cell
    return None


def read_pages(page: Page) -> tuple[int | None, int | None]:
    """This page's number and the number of pages."""
    if "pages" not in page.memo:
        page.memo["pages"] = _pages(read_bar(page))
    pages: tuple[int | None, int | None] = page.memo["pages"]
    return pages


def _pages(bar: LexborNode | None) -> tuple[int | None, int | None]:
    if bar is None:
        return None, None
    current = next((n for node in bar.css(".current_page, strong, b") if (n := number(label(node)))), None)
    numbers = [n for link in bar.css("a[href]") if (n := number(label(link)))]
    if current is None:
        return None, max(numbers, default=None)
    return current, max([current, *numbers])


def read_next(page: Page) -> str | None:
    """The next page: by its relation, else the link that bears the next number."""
    bar = read_bar(page)
    current = read_pages(page)[0]
    for link in bar.css("a[href]") if bar is not None and current else ():
        if number(label(link)) == (current or 0) + 1:
            href = page.absolute(link.attrs.get("href"))
            return canonical(href) if href else None
    return None


def read_page_asked(page: Page) -> int | None:
    """The page that the address asks for: how many rows a page has is told by a link to another one."""
    start = start_in(page.url)
    bar = read_bar(page)
    if not start or bar is None:
        return None
    for link in bar.css("a[href]"):
        place, skipped = number(label(link)), start_in(page.absolute(link.attrs.get("href")))
        if place and place > 1 and skipped and skipped % (place - 1) == 0:
            return start // (skipped // (place - 1)) + 1
    return None


def read_poll(page: Page) -> Poll | None:
    """The poll above the posts; 1.1 has a table without names."""
    place = page.first("#poll_options") if mentions(page, b"poll_options") else None
    if place is None:
        return None if is_modern(page) else _old_poll(page)
    heading = place.css_first("#pollquestion") or page.first("#poll h3, #poll .catbg, #pollquestion")
    question = label(heading)
    options = []
    for caption in place.css("dl.options > dt"):
        beside = caption.next
        while beside is not None and not beside.is_element_node:
            beside = beside.next
        votes = beside.css_first(".percentage") if beside is not None and beside.tag == "dd" else None
        options.append(PollOption(text=label(caption) or "", votes=_votes(label(votes))))
    if not options:  # a vote is asked for, and results are hidden until then
        options = [PollOption(text=text) for node in place.css("ul.options label, li label") if (text := label(node))]
    return Poll(question=question, options=tuple(options)) if question else None


def _votes(text: str | None) -> int | None:
    found = _VOTES.match(text) if text else None
    return number(found[1]) if found else None


def _old_poll(page: Page) -> Poll | None:
    image = page.first('td.titlebg > img[src*="poll"], tr.titlebg > td > img[src*="poll"]')
    table = image
    while table is not None and table.tag != "table":
        table = table.parent
    rows = table.css("td.windowbg table table tr, td.windowbg > table > tbody > tr") if table is not None else []
    question = next((text for row in rows for node in row.css("td > b") if (text := label(node))), None)
    options = []
    for row in rows:
        cells = row.css("td")
        if len(cells) == 2 and cells[1].css_first("img, div") is not None and (text := label(cells[0])):
            options.append(PollOption(text=text, votes=_votes((label(cells[1]) or "").removeprefix("-"))))
    return Poll(question=question, options=tuple(options)) if question else None


def is_modern(page: Page) -> bool:
    """Whether the page is of 2.x, whose blocks have names."""
    return mentions(page, b'id="main_content_section"') or mentions(page, b'class="post_wrapper"')


def read_head(page: Page) -> LexborNode | None:
    """The block above the posts (2.1): title, signs, who began the thread and when."""
    if "head" not in page.memo:
        page.memo["head"] = page.first("#display_head") if mentions(page, b'id="display_head"') else None
    head: LexborNode | None = page.memo["head"]
    return head


def read_title(page: Page) -> str | None:
    """The thread's title: in its heading in 2.1, the last of the path before, where the heading adds words to it."""
    head = read_head(page)
    if head is not None:
        return label(head.css_first("#top_subject")) or label(head.css_first("h2"))
    crumb = next((link for link in reversed(read_crumbs(page)) if thread_in(page.absolute(link.attrs.get("href")))), None)
    return label(crumb)


def read_started(page: Page) -> str | None:
    """When the thread began, in "Started by NAME, TIME" on each of its pages (2.1)."""
    head = read_head(page)
    parts = (label(head.css_first("p")) or "").split(", ") if head is not None else []
    tails = (", ".join(parts[place:]) for place in range(1, len(parts)))
    return next((tail for tail in tails if (reading := parse(tail)) is not None and reading is not NOTHING), None)


def read_views(page: Page) -> int | None:
    """Behind the title in 1.1 and 2.0: "(Read 12 times)"."""
    heading = _heading(page)
    found = _READ_TIMES.search(fold(heading.text())) if heading is not None else None
    return number(found[1]) if found else None


def read_sticky(page: Page) -> bool | None:
    """By the sign beside the title (2.1), or the name of the icon there, which 1.1 and 2.0 always show."""
    return _flag(page, ".sticky", "sticky")


def read_locked(page: Page) -> bool | None:
    """Like `read_sticky`."""
    return _flag(page, ".lock", "lock")


def _flag(page: Page, sign: str, word: str) -> bool | None:
    head = read_head(page)
    if head is not None:
        return head.css_first(sign) is not None
    heading = _heading(page)
    icon = heading.css_first('img[src*="/topic/"]') if heading is not None else None
    return word in (icon.attrs.get("src") or "").rpartition("/")[2] if icon is not None else None


def _heading(page: Page) -> LexborNode | None:
    """The bar above the posts in 1.1 and 2.0."""
    if "heading" not in page.memo:
        named = page.first("#forumposts .catbg") if is_modern(page) else page.first("td#top_subject")
        page.memo["heading"] = named.parent if named is not None and named.tag == "td" else named
    heading: LexborNode | None = page.memo["heading"]
    return heading
