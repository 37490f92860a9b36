"""What stands on Hacker News's pages beside stories and comments: names, times, points, and who is answered, told by how far a
comment is moved to the right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC
from html import escape

from selectolax.lexbor import LexborNode

from spiders.dates import read_date, stamp
from spiders.items import Author, Content, Link, Moment, PostState
from spiders.page import Page
from spiders.platforms.hackernews_links import canonical, item_in, user_in
from spiders.text import fold, label

STEP = 40
"""How many pixels an answer stands to the right of what it answers."""
_AGE = re.compile(r"(?:\d+ (?:minute|hour|day|month|year)s? ago|on [A-Z][a-z]+ \d{1,2}, \d{4})")
_POINTS = re.compile(r"(-?\d{1,7})\s+points?\b")
_ARROW = re.compile(r"(?:up|score|unv|down)_(\d+)$")
_STATES: dict[str, PostState] = {"[deleted]": "deleted", "[dead]": "moderated", "[flagged]": "moderated"}

NOTHING_SAID = frozenset({"", *_STATES})
"""What stands in place of a comment's words where they are not shown."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story's title and the line beneath it."""

    title: LexborNode | None
    line: LexborNode
    id: str | None


def read_story(page: Page, line: LexborNode) -> Story:
    """The story that a line of points, name and age belongs to: its title stands in the row above."""
    row = line.parent
    above = row.prev if row is not None else None
    while above is not None and not above.is_element_node:
        above = above.prev
    title = above.css_first(".titleline > a, td.title > a, td.title > span > a") if above is not None else None
    own = above.id if above is not None and "athing" in (above.attrs.get("class") or "") else None
    return Story(title=title, line=line, id=own if own and own.isdecimal() else _number(page, line, above, title))


def _number(page: Page, line: LexborNode, above: LexborNode | None, title: LexborNode | None) -> str | None:
    """By the ids of score and arrows, else by the links; advertised jobs have but the one."""
    stated = next((found for place in (line, above) if place is not None and (found := _marked(place))), None)
    if stated:
        return stated
    links = [*line.css('a[href*="item?id="]'), *([title] if title is not None else [])]
    return next((found for link in links if (found := item_in(page.absolute(link.attrs.get("href"))))), None)


def _marked(place: LexborNode) -> str | None:
    """The number in the ids of arrows and points."""
    node = place.css_first("[id^=up_], [id^=score_], [id^=unv_]")
    found = _ARROW.match(node.id or "") if node is not None else None
    return found[1] if found else None


def read_member(page: Page, node: LexborNode | None) -> Author | None:
    """A name. It is the id, too."""
    link = node.css_first('a[href*="user?id="]') if node is not None else None
    url = page.absolute(link.attrs.get("href")) if link is not None else None
    name = user_in(url) or label(link)
    return Author(name=name, id=name, url=canonical(url) if url else None, guest=False) if name else None


def read_age(page: Page, node: LexborNode | None) -> Moment | None:
    """When: since 2015 to the second in the hint of the words ("3 hours ago"), with the epoch behind it, in UTC."""
    if node is None:
        return None
    age = node.css_first(".age")
    shown = _AGE.search(fold((age or node).text()))
    hint = ((age.attrs.get("title") if age is not None else None) or "").split()
    raw = shown[0] if shown else label(age)
    if hint:
        exact = stamp(hint[1] if len(hint) > 1 and hint[1].isdecimal() else f"{hint[0]}Z", raw)
        if exact is not None and exact.at is not None:
            return exact
    return read_date(raw.removeprefix("on "), clock=page.clock, zone=UTC) if raw else None


def read_points(node: LexborNode | None) -> int | None:
    """How many points a story has; comments show none since 2011."""
    found = _POINTS.search(fold(node.text())) if node is not None else None
    return int(found[1]) if found else None


def read_state(head: LexborNode | None, words: str | None) -> PostState:
    """Deleted by who wrote it, or killed by the site's readers or its software, whether its words are shown or not."""
    if words in _STATES:
        return _STATES[words]
    said = head.text() if head is not None else ""
    marks = said.split() if "[" in said else []
    return next((state for mark, state in _STATES.items() if mark in marks), "visible")


def indent_of(cell: LexborNode) -> int | None:
    """How many comments are above this one on its branch, told by the picture that moves it to the right."""
    row = cell.parent
    if row is None:
        return None
    place = row.css_first("td.ind[indent]")
    stated = place.attrs.get("indent") if place is not None else None
    if stated and stated.isdecimal():
        return int(stated) if len(stated) < 5 else None
    spacer = row.css_first("td img[width]")
    width = spacer.attrs.get("width") if spacer is not None else None
    return int(width) // STEP if width and width.isdecimal() and len(width) < 7 else None


def comment_id(page: Page, cell: LexborNode) -> str | None:
    """By its row, its arrows, or the link to itself."""
    row = above = cell.parent
    stated = _marked(row) if row is not None else None
    for _ in range(5):  # in today's markup the row of a table in the row of the comment
        if stated or above is None:
            break
        stated = above.id if above.tag == "tr" and above.id and above.id.isdecimal() else None
        above = above.parent
    if stated:
        return stated
    links = cell.css('.comhead a[href*="item?id="]')
    return next((found for link in links if (found := item_in(page.absolute(link.attrs.get("href"))))), None)


def story_of(page: Page, cell: LexborNode) -> tuple[str, str | None] | None:
    """The story that a comment names in its head, where it stands apart from it ("on: TITLE"): its id and title."""
    for link in cell.css(".comhead a[href]"):
        before = link.prev
        if before is not None and before.is_text_node and fold(before.text_content or "").endswith("on:"):
            found = item_in(page.absolute(link.attrs.get("href")))
            return (found, link.attrs.get("title") or label(link)) if found else None
    return None


def parent_of(page: Page, cell: LexborNode) -> str | None:
    """What a comment links as its parent: where it stands apart from its story, and on each page today."""
    for link in cell.css(".comhead a[href]"):
        if label(link) == "parent":
            href = link.attrs.get("href") or ""
            return href[1:] if href.startswith("#") and href[1:].isdecimal() else item_in(page.absolute(href))
    return None


def with_link(content: Content, url: str | None, title: str) -> Content:
    """A story that leads elsewhere: the link stands before its words."""
    if not url or not url.startswith(("http://", "https://")):
        return content
    link = f'<p><a href="{escape(url)}" rel="noopener noreferrer nofollow">{escape(title, quote=False)}</a></p>'
    return replace(content, html=link + content.html, links=(Link(url=url, text=title), *content.links))
