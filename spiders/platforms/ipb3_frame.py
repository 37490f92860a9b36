"""What stands around the posts and rows of an IP.Board 3 page: its scripts' variables, path, pages, title, poll."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta, timezone

from selectolax.lexbor import LexborNode

from spiders.clocks import zone_by_clock
from spiders.dates import read_date, stamp
from spiders.items import Author, Board, Label, Poll, PollOption
from spiders.page import Page
from spiders.platforms.ipb_links import board_in, first_page, member_in, page_in, profile, root, thread_in
from spiders.text import label, number, text_outside
from spiders.urls import normalise

_VARIABLE = re.compile(
    rb"ipb\.(?:vars\['(board_url|time_offset|dst_in_use|member_id)'\]|topic\.(topic_id|forum_id))\s*=\s*(?:parseInt\(\s*)?"
    rb"[\"']?([^\"'();\n]*)"
)
_VERSION = re.compile(r"IP\.Board\s+(\d+\.\d+(?:\.\d+)?)")
_OF = re.compile(r"(\d+)\D+(\d+)\D*$")
_PREFIX = ".topic_prefix, .ipsTag_prefix"
_COUNTED = re.compile(r"^\d+\.\s*")


def variables(page: Page) -> dict[str, str]:
    """What the page tells its scripts: the board's address, its offset from UTC, the numbers of topic and forum."""
    if "variables" not in page.memo:
        found: dict[str, str] = {}
        for one in _VARIABLE.finditer(page.body):
            found.setdefault((one[1] or one[2]).decode(), one[3].decode("utf-8", "replace").strip())
        page.memo["variables"] = found
    known: dict[str, str] = page.memo["variables"]
    return known


def read_version(page: Page) -> str:
    """As the footer says, where the board shows it."""
    stated = _VERSION.search(label(page.first("#copyright")) or "")
    return stated[1] if stated else "3"


def read_root(page: Page) -> str:
    """Where the board is installed."""
    stated = variables(page).get("board_url", "").replace("\\/", "/")
    return normalise(f"{stated.rstrip('/')}/") if stated.startswith("http") else root(page.url)


def read_zone(page: Page) -> timezone | None:
    """The zone of the page's times: what its posts print beside machine times, its own clock, or what it tells its scripts.

    The offset is that of the board's setting, with an hour more while its switch for summer time is on.
    """
    for published in page.tree.css("abbr.published[title]")[:1]:
        at = stamp(published.attrs.get("title"))
        local = read_date(label(published) or "", clock=page.clock, zone=None).local
        if at is not None and at.at is not None and local is not None:
            ahead = (local - at.at.replace(tzinfo=None)).total_seconds()
            whole = round(ahead / 900) * 900
            return timezone(timedelta(seconds=whole)) if abs(whole) < 15 * 3600 else None
    clock = label(page.first("#footer_utilities .desc, #gfooter"))
    by_clock = zone_by_clock(page, clock) if clock else None
    if by_clock is not None:
        return by_clock
    stated = variables(page)
    try:
        hours = float(stated["time_offset"]) + (1 if stated.get("dst_in_use", "").strip() == "1" else 0)
    except (KeyError, ValueError):
        return None
    return timezone(timedelta(hours=hours)) if abs(hours) < 15 else None


def read_crumbs(page: Page) -> tuple[tuple[str, str], ...]:
    """Words and addresses of the breadcrumbs, less the site's own."""
    if "crumbs" not in page.memo:
        place = page.first("#secondary_navigation, .breadcrumb, #breadcrumb, #navstrip")
        found: dict[str, str] = {}
        for link in place.css("a[href]") if place is not None else ():
            href, words = page.absolute(link.attrs.get("href")), label(link)
            if href and words:
                found.setdefault(href, words)
        page.memo["crumbs"] = tuple((words, href) for href, words in found.items())
    crumbs: tuple[tuple[str, str], ...] = page.memo["crumbs"]
    return crumbs


def read_path(page: Page) -> tuple[Board, ...]:
    """The forums the page lies in, outermost first. Where addresses are a site's own, only the innermost has a number."""
    base = read_root(page)
    found: list[Board] = []
    crumbs = [(words, href) for words, href in read_crumbs(page) if href.rstrip("/") != base.rstrip("/")]
    for words, href in crumbs:
        last = (words, href) == crumbs[-1]
        board_id = board_in(href) or (variables(page).get("forum_id") if last else None)
        if thread_in(href) or (board_id is None and not href.startswith(base)):
            continue
        if board_id is None and (href.partition("index.php")[1] or "app=" in href):
            continue
        found.append(Board(title=words, id=board_id, url=first_page(href), parent_id=found[-1].id if found else None))
    return tuple(found)


def read_title(page: Page) -> tuple[str | None, str | None]:
    """Prefix and title of the topic or forum."""
    place = page.first("h1.ipsType_pagetitle, h1.topic_title, .ipsBox_withphoto h1")
    if place is not None:
        return label(place.css_first(_PREFIX)), text_outside(place, f"{_PREFIX}, .ipsBadge")
    for words in (label(page.first("h2.maintitle .main_topic_title, h2.maintitle, .maintitle h2")), label(page.first("title"))):
        if words:
            return None, words.partition(" - ")[0] if words == label(page.first("title")) else words
    return None, None


def read_tags(page: Page, place: LexborNode | None) -> tuple[Label, ...]:
    """The tags there."""
    found = {}
    for link in place.css("a.ipsTag, .ipsTag a, a[data-tooltip][href*='tags']") if place is not None else ():
        words = label(link)
        if words:
            found[words] = Label(kind="tag", title=words, url=page.absolute(link.attrs.get("href")))
    return tuple(found.values())


def read_member(page: Page, place: LexborNode | None) -> Author | None:
    """A name, linked to a profile where it is a member's, and the reader may see profiles at all."""
    if place is None:
        return None
    link = place if place.tag == "a" else place.css_first("a[hovercard-id], a.url, a[href]")
    if link is None:
        name = text_outside(place, "span[class*='online'], script, .ip")
        return unlinked(page, name) if name else None
    href = page.absolute(link.attrs.get("href"))
    member = link.attrs.get("hovercard-id") or member_in(href)
    name = label(link)
    if name is None:
        return None
    return Author(name=name, id=member, url=profile(href) if href and member else None, guest=False if member else None)


def unlinked(page: Page, name: str) -> Author:
    """A name without a link is a guest's, unless the page links no profile at all: then its reader may see none."""
    if "profiles" not in page.memo:
        page.memo["profiles"] = page.first("a[hovercard-id]") is not None
    return Author(name=name, guest=True if page.memo["profiles"] else None)


def read_pages(page: Page) -> tuple[int | None, int | None]:
    """Number of the page and of pages, as the page controls say; without controls there is one page."""
    place = _controls(page)
    if place is None:
        return 1, 1
    active = number(label(place.css_first(".active")))
    stated = _OF.search(label(place.css_first(".pagejump, .no_pages")) or "")
    listed = [number(label(node)) or 0 for node in place.css(".page, .page a")]
    last = place.css_first(".last a[href]")
    named = page_in(page.absolute(last.attrs.get("href"))) if last is not None else None
    pages = max([int(stated[2]) if stated else 0, named or 0, *listed], default=0)
    current = active or (int(stated[1]) if stated else 1)
    return current, max(pages, current)


def read_next(page: Page) -> str | None:
    """The next page."""
    place = _controls(page)
    link = place.css_first(".next a[href], a[rel='next']") if place is not None else None
    href = link.attrs.get("href") if link is not None else page.attribute('link[rel="next"]', "href")
    return page.absolute(href)


def _controls(page: Page) -> LexborNode | None:
    if "controls" not in page.memo:
        page.memo["controls"] = page.first(".topic_controls .pagination, .pagination")
    place: LexborNode | None = page.memo["controls"]
    return place


def read_locked(page: Page) -> bool | None:
    """By the button over the topic: a lock, or a link to reply."""
    buttons = page.first(".topic_buttons")
    if buttons is None:
        return None
    if buttons.css_first('.important img, .closed, img[src*="lock"], img[src*="closed"]') is not None:
        return True
    return False if buttons.css_first("li") is not None else None


def read_poll(page: Page) -> Poll | None:
    """The poll above the posts. One may ask several questions; the answers then say to which they belong."""
    asked: list[tuple[str, list[PollOption]]] = []
    for place in page.tree.css(".poll_question"):
        options = []
        for choice in place.css("ol li, ul li"):
            name = choice.css_first(".answer, label")
            text = label(name) if name is not None else text_outside(choice, ".votes, .progress_bar, input")
            if text:
                options.append(PollOption(text=text, votes=_votes(label(choice.css_first(".votes")))))
        asked.append((_COUNTED.sub("", label(place.css_first("h4")) or ""), options))
    if not asked:
        return None
    if len(asked) == 1:
        return Poll(question=asked[0][0], options=tuple(asked[0][1]))
    title = page.first(".poll h3, #poll_display h3")
    named = [replace(option, text=f"{question}: {option.text}") for question, found in asked for option in found]
    return Poll(question=label(title) or asked[0][0], options=tuple(named))


def _votes(words: str | None) -> int | None:
    found = re.search(r"\d[\d.,]*", words or "")
    return number(found[0]) if found else None
