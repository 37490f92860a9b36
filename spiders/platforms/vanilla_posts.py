"""Parts of Vanilla's posts that take more than a selector: edit markers, reactions, attributions, polls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from selectolax.lexbor import LexborNode

from spiders.dates import read_date, stamp
from spiders.edits import read_edit
from spiders.items import Edit, Moment, Poll, PollOption, Reaction
from spiders.page import Page
from spiders.quotes import read_attribution
from spiders.text import fold, label, number
from spiders.urls import query

_SAID = re.compile(r"@\S.*:\s*$")
_NEAR = timedelta(days=20)


def opening_alias(thread_id: str) -> str:
    """The name by which quotes state the opening post: a comment may have its number."""
    return f"Discussion_{thread_id}"


def read_edits(page: Page, node: LexborNode) -> Iterator[Edit]:
    """The marker on a post. A name may end in a full stop ("Edited DATE by Cpl. F..")."""
    marker = node.css_first(".DateUpdated")
    if marker is None:
        return
    raw = fold(marker.attributes.get("title") or marker.text())
    language = page.attribute("html", "lang")
    languages = (language,) if language else ()
    edit = read_edit(raw, date=lambda words: _edit_time(page, node, words, languages), marked=True, languages=languages)
    if edit is not None:
        by = f"{edit.by}." if edit.by and raw.endswith(f"{edit.by}..") else edit.by
        yield replace(edit, by=by)


def _edit_time(page: Page, node: LexborNode, raw: str, languages: tuple[str, ...]) -> Moment:
    """A time on the page's clock, which is told by the times that stand there in UTC as well: the post's, or the nearest."""
    edit = read_date(raw, clock=page.clock, zone=page.zone, languages=languages)
    if edit.at is not None or edit.local is None:
        return edit
    known = _offset(page, node.css_first("time[title][datetime]"), languages)
    local = edit.local
    if known is None or abs(known[0] - local) > _NEAR:
        told = [found for one in page.tree.css("time[title][datetime]") if (found := _offset(page, one, languages))]
        known = min(told, key=lambda one: abs(one[0] - local), default=None)
    if known is None:
        return edit
    return read_date(raw, clock=page.clock, zone=timezone(known[1]), languages=languages)


def _offset(page: Page, time: LexborNode | None, languages: tuple[str, ...]) -> tuple[datetime, timedelta] | None:
    """A time as the page's clock shows it (``title``), and how far that is from UTC."""
    if time is None:
        return None
    at = stamp(time.attributes.get("datetime"))
    shown = read_date(time.attributes.get("title") or "", clock=page.clock, languages=languages).local
    if at is None or at.at is None or shown is None:
        return None
    minutes = round((shown - at.at.replace(tzinfo=None, second=0)).total_seconds() / 900) * 15
    return (shown, timedelta(minutes=minutes)) if abs(minutes) <= 14 * 60 else None


def read_reactions(node: LexborNode) -> Iterator[Reaction]:
    """Buttons with a figure; thanks with names."""
    for button in node.css(".ReactButton"):
        count = number(label(button.css_first(".Count")))
        kind = label(button.css_first(".ReactLabel")) or button.attributes.get("title")
        if count and kind:
            yield Reaction(kind=kind, count=count)
    thanked = node.css_first(".ThankedByBox")
    if thanked is not None:
        names = tuple(name for link in thanked.css("a[href]") if (name := label(link)))
        yield Reaction(kind="Thanks", count=number(label(thanked.css_first(".ThankedBy span"))), names=names)


def is_own(head: LexborNode, quote: LexborNode) -> bool:
    """Whether a heading is the quote's own, and not that of one inside it."""
    node = head.parent
    while node is not None and node.tag != "blockquote":
        node = node.parent
    return node is not None and node.mem_id == quote.mem_id


def attributing(quote: LexborNode) -> LexborNode | None:
    """The paragraph right before a quote, or the first in it, that says whose words they are ("@Ada said:")."""
    if quote.css_first(".QuoteAuthor, .embedQuote-header") is not None:
        return None
    before = quote.prev
    while before is not None and before.is_text_node and not (before.text_content or "").strip():
        before = before.prev
    for one in (before, quote.css_first("p")):
        if one is not None and one.tag == "p" and _SAID.match(fold(one.text())) and read_attribution(fold(one.text())):
            return one
    return None


def read_poll(page: Page) -> Poll | None:
    """The poll over the comments: questions and answers; figures only where they are printed."""
    form = page.first(".Poll")
    question = label(form.css_first(".PollQuestion")) if form is not None else None
    if form is None or question is None:
        return None
    options = tuple(
        PollOption(text=text, votes=number(label(one.css_first(".VoteCount, .PollVotes, .Number"))))
        for one in form.css(".PollOption")
        if (text := label(one.css_first(".VoteOption, .PollOptionBody, label") or one))
    )
    return Poll(question=question, options=options)


def without_warning(url: str) -> str:
    """Where a link leads that goes through the page which warns of leaving the site."""
    target = query(url).get("target") if "/home/leaving?" in url else None
    return target if target and target.startswith(("http://", "https://")) else url
