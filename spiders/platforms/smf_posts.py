"""What stands in and beside an SMF post: its id, author, time, edit marker, the heads of quotes, files. 1.1 is all tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead
from spiders.date_phrases import NOTHING, parse
from spiders.edits import read_edit
from spiders.items import Author, Edit, Media, Moment
from spiders.page import Page
from spiders.platforms.smf_frame import clean, read_member
from spiders.platforms.smf_links import canonical, post_in
from spiders.quotes import read_attribution
from spiders.text import fold, label, number
from spiders.urls import normalise

_BETWEEN = frozenset("on am le el en em op от в il in den d. på dnia w dne tarihinde στις la на @ v kl.".split())
_ID = re.compile(r"(?:subject_|msg_?|modified_)(\d{1,19})(?:_|$)")
_AROUND = re.compile(r"msg(\d{1,19})")
_ORDINAL = re.compile(r"#\s?(\d[\d.,]*)")


def read_id(node: LexborNode) -> str | None:
    """The post's number, wherever its markup bears it: every version names the subject or the body by it."""
    around = node.parent
    found = _AROUND.fullmatch((around.id or "") if around is not None else "")
    if found:
        return found[1]
    for place in node.css('[id^="subject_"], [id^="msg_"]'):
        found = _ID.match(place.id or "")
        if found:
            return found[1]
    return None


def read_subject(page: Page, node: LexborNode) -> LexborNode | None:
    """The post's subject line; times, numbers and addresses stand in it or beside it."""
    known: dict[int, LexborNode | None] = page.memo.setdefault("subjects", {})
    if node.mem_id not in known:
        known[node.mem_id] = node.css_first('[id^="subject_"]')
    return known[node.mem_id]


def read_author(page: Page, node: LexborNode) -> Author | None:
    """The name over the profile."""
    place = node.css_first(".poster h4")
    if place is not None:
        return read_member(page, place)
    cell = node.css_first("td")
    return read_member(page, cell.css_first("b") if cell is not None else None)


def read_line(page: Page, node: LexborNode) -> LexborNode | None:
    """The line under the subject: "« Reply #1 on: TIME »" before 2.1."""
    subject = read_subject(page, node)
    beside = subject.next if subject is not None else None
    while beside is not None and "smalltext" not in (beside.attrs.get("class") or "" if beside.is_element_node else ""):
        beside = beside.next
    return beside


def read_time(page: Page, node: LexborNode) -> str | None:
    """The time as printed, without the words before it."""
    place = page.rare(".postinfo", node)
    if place is not None:
        return label(place.css_first("a.smalltext") or place.css_first(".smalltext"))
    line = read_line(page, node)
    if line is None:
        return None
    caption = line.css_first("strong, b")
    words = clean(line.text())
    said = label(caption)
    if said and said.endswith((":", "：")) and words.startswith(said):
        return words.removeprefix(said).strip()
    return words


def read_ordinal(page: Page, node: LexborNode) -> int | None:
    """The number of the reply; the opening post bears none."""
    place = page.rare(".page_number", node) or read_line(page, node)
    found = _ORDINAL.search(place.text()) if place is not None else None
    return number(found[1].rstrip(".,")) if found else None


def read_edits(node: LexborNode, *, date: Callable[[str], Moment], languages: tuple[str, ...]) -> Iterator[Edit]:
    """The line that every post has room for; empty where it was not edited. 2.1 adds a reason, with its own word for it."""
    place = node.css_first(".modified") or node.css_first('[id^="modified_"]')
    raw = fold(place.text()) if place is not None else ""
    if place is None or not raw:
        return
    words, reason = clean(raw), None
    parts = place.css(".lastedit")
    if len(parts) > 1 and (word := label(parts[1])):
        words, _, reason = raw.rpartition(f"{word}:")
    edit = read_edit(words.strip(), date=date, marked=True, reason=(reason or "").strip() or None, languages=languages)
    if edit is not None:
        words = words.strip()
        dots = words[len(words.rstrip(".,;")) :]  # SMF ends the line with the name: dots are the name's
        by = edit.by + dots if edit.by and dots and words.endswith(edit.by + dots) else edit.by
        yield Edit(raw=raw, time=edit.time, by=by, by_id=edit.by_id, reason=edit.reason, count=edit.count)


def read_quote_head(page: Page, node: LexborNode, *, date: Callable[[str], Moment]) -> QuoteHead:
    """``<cite>`` in the quote (2.1), or the ``.quoteheader`` before it: "Quote from: NAME on TIME", linked where known."""
    cite = _attribution(node)
    if cite is None:
        return QuoteHead()
    link = cite.css_first("a[href]")
    href = page.absolute(link.attrs.get("href")) if link is not None else None
    words = label(cite)
    source = post_in(href)
    name, time = _part(words, date) if source else (read_attribution(words), None)
    return QuoteHead(author=name, source_id=source, source_url=canonical(href) if href and source else None, time=time)


def _part(words: str | None, date: Callable[[str], Moment]) -> tuple[str | None, Moment | None]:
    """Name and time in "Quote from: NAME on TIME": the time is what reads as one at the end, less the words that say nothing
    of it; one word of the language's stands between the two.
    """
    parts = (words or "").split()
    tails = [" ".join(parts[place:]) for place in range(len(parts))]
    readings = [parse(tail) for tail in tails]
    first = next((n for n, reading in enumerate(readings) if reading is not None and reading is not NOTHING), 0)
    if first == 0:
        return read_attribution(words), None
    start = max(n for n in range(first, len(parts)) if readings[n] == readings[first])
    between = next((n for n in range(start - 1, first - 2, -1) if parts[n].lower() in _BETWEEN), start - 1)
    name = read_attribution(" ".join(parts[:between]))
    return (name, date(tails[between + 1])) if name is not None else (read_attribution(words), None)


def _attribution(node: LexborNode) -> LexborNode | None:
    cite = node.first_child
    while cite is not None and not cite.is_element_node:
        cite = cite.next
    if cite is not None and cite.tag == "cite":
        return cite
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    return before if before is not None and "quoteheader" in (before.attrs.get("class") or "") else None


def read_files(page: Page, node: LexborNode) -> Iterator[Media]:
    """Files listed under the body: the link that bears a name; the picture above it leads to the same file."""
    for link in node.css('a[href*="action=dlattach"]'):
        href = link.attrs.get("href") or ""
        name = label(link)
        if name is None or href.endswith(";image"):
            continue
        url = page.absolute(href)
        yield Media(kind="attachment", url=normalise(url) if url else None, name=name)
