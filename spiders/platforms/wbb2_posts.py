"""A Burning Board 2 post: a table told by the anchor in its first cell.

In its second cell are, without anything around any of them, a heading, a rule, the words, files, the signature after a line of
underscores and the edit marker: where there is a signature, the words before it are cut out and parsed by themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from spiders.content import QuoteHead
from spiders.items import Author, Edit, Media
from spiders.page import Page
from spiders.platforms.wbb2_frame import above, cells, member, moment
from spiders.quotes import read_attribution
from spiders.text import fold, label, text_outside
from spiders.urls import normalise

_SIGNATURE = re.compile(r"<br>[ \t]*(?:<br>[ \t]*)?_{15,20}[ \t]*<br>")
"""Underscores after line breaks; those that an author typed have a line of the source to themselves."""
_EDITED = re.compile(
    r"(?P<count>\d+)\D.*?\s(?:von|by|par|door|de|da|av|af|por|przez)\s(?P<by>.+?):\s(?P<time>[^:]*\d[^:]*:\d\d.*?)\.?$"
)
BOX = "td.inposttable, tr#inposttable > td"
"""What quotes, code and files are in."""
_FILE = 'a[href*="attachment.php?attachmentid="]'


@dataclass(slots=True, kw_only=True)
class Parts:
    """Where the facts of a post stand."""

    author: LexborNode
    time: LexborNode | None
    subject: str | None = None
    body: LexborNode | None = None
    beside: list[LexborNode] = field(default_factory=list)
    note: LexborNode | None = None
    files: list[LexborNode] = field(default_factory=list)


def parts_of(page: Page, anchor: LexborNode) -> Parts | None:
    """The parts of the post that an anchor begins, found once."""
    known: dict[int, Parts | None] = page.memo.setdefault("wbb2 posts", {})
    if anchor.mem_id not in known:
        known[anchor.mem_id] = _find(anchor)
    return known[anchor.mem_id]


def _find(anchor: LexborNode) -> Parts | None:
    row = above(anchor, "tr")
    columns = cells(row) if row is not None else []
    if row is None or len(columns) < 2:
        return None
    below = row.next
    while below is not None and below.tag != "tr":
        below = below.next
    under = cells(below) if below is not None else []
    parts = Parts(author=columns[0], time=under[0] if under else None)
    rule = columns[1].css_first("hr.threadline") or columns[1].css_first("hr")
    heading = rule.prev if rule is not None else columns[1].css_first("td > table")
    while heading is not None and not heading.is_element_node:
        heading = heading.prev
    if heading is not None:
        parts.subject = label(heading.css_first("b"))
    _read_words(parts, rule or heading)
    return parts


def _read_words(parts: Parts, start: LexborNode | None) -> None:
    """The cell, and what stands beside the words in it."""
    parts.body = start.parent if start is not None else None
    is_before = True
    for node in parts.body.iter() if parts.body is not None else ():
        small = node.css_first("span.smallfont") if node.tag == "p" and not is_before else None
        if is_before:
            is_before = node.mem_id != (start.mem_id if start is not None else 0)
        elif small is not None and label(small) == label(node):
            parts.note = small
        elif node.tag == "table" and _is_files(node):
            parts.files += node.css(_FILE)
        elif node.tag == "p" and node.css_first('img[src*="attachment.php"]') is not None:
            parts.files += node.css('img[src*="attachment.php"]')
        elif node.tag != "p" or node.attrs.get("align") != "right":
            continue
        parts.beside.append(node)


def _is_files(table: LexborNode) -> bool:
    box = table.css_first(BOX)
    first = next(box.iter(), None) if box is not None else None
    return first is not None and first.tag == "img" and "filetypes/" in (first.attrs.get("src") or "")


def read_author(page: Page, parts: Parts) -> Author | None:
    """The name; who has no profile is a guest."""
    link = parts.author.css_first('a[href*="profile.php"]')
    if link is not None:
        return member(page, link)
    name = label(parts.author.css_first("b"))
    return Author(name=name, guest=True) if name else None


def read_edit_note(page: Page, note: LexborNode) -> Edit | None:
    """How often, who was the last, and when, as in "... 2 time(s), it was last edited by Ada: 12.03.2005 14:15."."""
    words = label(note)
    if words is None:
        return None
    found = _EDITED.search(words)
    if found is None:
        return Edit(raw=words)
    return Edit(raw=words, by=found["by"], count=int(found["count"]), time=moment(page, found["time"]))


def read_file(page: Page, node: LexborNode) -> Media:
    """A file under the words; its address without the session."""
    attributes = node.attrs
    url = page.absolute(attributes.get("src") or attributes.get("href"))
    name = attributes.get("alt") or None if node.tag == "img" else label(node)
    return Media(kind="attachment", url=normalise(url, keep=("attachmentid",)) if url else None, name=name)


def body_of(parts: Parts) -> tuple[LexborNode | None, list[LexborNode]]:
    """What holds the words, and what in it is not to be read; up to a signature they are a tree of their own."""
    body = parts.body
    if body is None or "_" * 15 not in body.text():
        return body, parts.beside
    beside = {node.mem_id for node in parts.beside}
    html = "".join(node.html or "" for node in body.iter(include_text=True) if node.mem_id not in beside)
    ends = [found.start() for found in _SIGNATURE.finditer(html)]
    if not ends:
        return body, parts.beside
    words = html[: ends[-1]].rstrip()
    while words.endswith("<br>"):
        words = words[:-4].rstrip()
    tree = LexborHTMLParser(f"<div>{words}</div>", scripting=True).body
    return (tree.first_child if tree is not None else None), []


def boxes_in(body: LexborNode) -> tuple[list[LexborNode], list[LexborNode]]:
    """The quotes in a body, and what is not to be read: the lines over quotes and code, line numbers, names in quotes."""
    quotes: list[LexborNode] = []
    dropped: list[LexborNode] = []
    for box in body.css(f"td.tablecat, {BOX}"):
        if "tablecat" in (box.attrs.get("class") or "").lower().split():
            dropped.append(box)
            continue
        if any(child.tag == "pre" for child in box.iter()):
            if box.attrs.get("align") == "right":
                dropped.append(box)
            continue
        quotes.append(box)
        name = _name(box)
        if name is not None:
            dropped.append(name)
    return quotes, dropped


def _name(box: LexborNode) -> LexborNode | None:
    """The line in italics that the editor writes at the beginning of a quote."""
    first = next(box.iter(include_text=True), None)
    while first is not None and first.is_text_node and not fold(first.text_content or ""):
        first = first.next
    return first if first is not None and first.tag == "i" and read_attribution(fold(first.text())) else None


def read_quote_head(box: LexborNode) -> QuoteHead:
    """Whose words they are; where they were written Burning Board 2 does not keep."""
    name = _name(box)
    return QuoteHead(author=read_attribution(fold(name.text())) if name is not None else None)


def read_time(parts: Parts) -> str | None:
    """Under the name."""
    return (text_outside(parts.time, "a") or None) if parts.time is not None else None
