"""The atoms of which the pages of XenForo 1 and 2 are made: a member's name, a time (2), a number, a title with labels in it.

Owns how one of them is read wherever it stands (a post, a listing row, a header); knows no page.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from selectolax.lexbor import LexborNode

from spiders.dates import read_date, stamp
from spiders.edits import read_edit
from spiders.items import Author, Edit, Moment
from spiders.page import Page
from spiders.platforms.xenforo_links import id_in
from spiders.text import fold

FIGURE = re.compile(r"\d[\d.,\u00a0\u202f\u2019']*")
"""A number as printed, with marks between thousands."""

ORDINAL = re.compile(rf"#\s?({FIGURE.pattern})")
"""A post's number in its thread ("#1,021")."""

EPOCHS = ("data-timestamp", "data-time", "california-data-time")
"""2.3, 2.0 to 2.2, the VerticalScope skin. In 2.3 ``data-time`` is a clock's text ("3:51 PM"), so only digits count."""


def read_member(page: Page, node: LexborNode | None, *, name: str | None = None) -> Author | None:
    """Who a ``.username`` names. Guests and deleted accounts have no link; the number 0 stands for "no account"."""
    if node is None:
        return Author(name=name) if name else None
    shown = name or fold(node.text())
    if not shown:
        return None
    attributes = node.attrs
    href = attributes.get("href")
    number = attributes.get("data-user-id") or id_in(href)
    account = number if number and number != "0" else None
    return Author(name=shown, id=account, url=page.absolute(href), guest=account is None)


def read_time(page: Page, node: LexborNode | None) -> Moment | None:
    """A ``<time>``. Kept as its raw string is the full local text (``title``): what is shown may be "A moment ago"."""
    if node is None:
        return None
    attributes = node.attrs
    shown = attributes.get("title") or fold(node.text())
    stated = attributes.get("datetime")
    if stated:
        return stamp(stated, shown)
    epoch = next((value for name in EPOCHS if (value := attributes.get(name)) and value.isdecimal()), None)
    return stamp(epoch, shown) if epoch else read_text_time(page, shown)


def read_text_time(page: Page, text: str | None) -> Moment | None:
    """A time that stands only as text, in the page's language and an unknown zone."""
    return read_date(fold(text), clock=page.clock, languages=languages(page)) if text and text.strip() else None


def read_edit_mark(page: Page, mark: LexborNode, time: Moment | None, time_shown: str | None) -> Edit | None:
    """The "Last edited" line. Its words are nearly always the same, and themes drop the colon before the time, without which
    what follows "by" would be a name: so they are read apart from the time where it stands last.
    """
    raw = fold(mark.text())
    if time is not None and time_shown and raw.endswith(time_shown):
        told = _read_edit_words(raw.removesuffix(time_shown).rstrip(" :"), languages(page))
        return replace(told, raw=raw, time=time)
    return read_edit(raw, date=lambda text: _text_time(page, text), marked=True, time=time, languages=languages(page))


@lru_cache(maxsize=1_024)
def _read_edit_words(words: str, tags: tuple[str, ...]) -> Edit:
    """What the words before a time tell. Any time does to complete the form, if they are of a form with a time."""
    forms = (f"{words}: 2000-01-01", words)
    told = [read_edit(form, date=lambda text: Moment(raw=text), marked=True, languages=tags) or Edit(raw=words) for form in forms]
    return told[0] if told[0].time is not None else told[1]


def _text_time(page: Page, text: str) -> Moment:
    return read_text_time(page, text) or Moment(raw=text)


def languages(page: Page) -> tuple[str, ...]:
    """The page's language as BCP 47 tags, for reading words."""
    tag = page.attribute("html", "lang")
    return (tag,) if tag else ()


def own_title(quote: LexborNode, selector: str) -> LexborNode | None:
    """The title of a quote, and never that of a quote or of code inside it: a plain [QUOTE] has none."""
    title = quote.css_first(selector)
    around = title.parent if title is not None else None
    while around is not None and around.mem_id != quote.mem_id:
        if "bbCodeBlock" in (around.attrs.get("class") or "").split():
            return None
        around = around.parent
    return title
