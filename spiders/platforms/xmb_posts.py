"""An XMB post: three rows without anything around them, found by the anchor in the first; the words, and what the software
writes into them (edit markers, attachments).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from spiders.content import QuoteHead
from spiders.edits import read_edit
from spiders.items import Edit, Media
from spiders.page import Page
from spiders.platforms.xmb_frame import languages, read_day_of_edit
from spiders.platforms.xmb_links import canonical, post_in
from spiders.quotes import read_attribution
from spiders.text import fold, label

_SIGNATURE = '<div class="sig">'
_LAST_LINE = re.compile(r"(?:^|<br>)\s*\[([^\[\]<>]{8,200})\]((?:\s|<br>|<img [^>]*files\.php\?[^>]*>)*)$")
_FILE = re.compile(
    r'(?:^|<br>)[^<>]{0,80}<a [^>]*href="([^"]*(?:files\.php\?|action=attachment)[^"]*)"[^>]*>([^<]*)</a>\s*\([^()<>]{1,20}\)'
    r'(?:\s*<br>\s*<font class="smalltxt">[^<]*</font>)?'
)
_BREAKS = re.compile(r"(?:\s|<br>)+$")
_SIZE = re.compile(r"\s+-\s+[\d.,]+\s?[A-Za-z]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Where a post's facts stand. ``body`` is None where the page breaks off; ``marks`` and ``files`` were written into it by the
    software, ``own`` is what remains of it then (None where there was nothing else).
    """

    side: LexborNode
    head: LexborNode | None
    subject: LexborNode | None
    body: LexborNode | None
    own: LexborNode | None = None
    edits: tuple[Edit, ...] = ()
    files: tuple[Media, ...] = ()


def rows_of(page: Page, anchor: LexborNode) -> Rows:
    """The places of the post that begins at an anchor, found once."""
    known: dict[int, Rows] = page.memo.setdefault("rows", {})
    if anchor.mem_id not in known:
        known[anchor.mem_id] = _find(page, anchor)
    return known[anchor.mem_id]


def _find(page: Page, anchor: LexborNode) -> Rows:
    side = anchor
    while side.parent is not None and side.tag not in {"td", "th"}:
        side = side.parent
    row = side.parent
    cell = _next(side)
    second = _next(row) if row is not None else None
    body = second.css_first(".mediumtxt") if second is not None else None
    head = cell.css_first("td.smalltxt a") if cell is not None else None
    subject = second.css_first(".subject") if second is not None else None
    if body is None:
        return Rows(side=side, head=head, subject=subject, body=None)
    own, edits, files = _part(page, body.inner_html or "")
    return Rows(side=side, head=head, subject=subject, body=body, own=own, edits=edits, files=files)


def _next(node: LexborNode) -> LexborNode | None:
    after = node.next
    while after is not None and not after.is_element_node:
        after = after.next
    return after


def _part(page: Page, html: str) -> tuple[LexborNode | None, tuple[Edit, ...], tuple[Media, ...]]:
    """The author's words without what the software wrote behind them; None where it wrote nothing.

    Edit markers are lines at the end of the message, one for each edit, that the author could have typed as well.
    """
    if "[" not in html and "files.php?" not in html and "action=attachment" not in html:
        return None, (), ()
    words = html.partition(_SIGNATURE)[0]
    files = tuple(_file(page, *found.groups()) for found in _FILE.finditer(words))
    rest = _FILE.sub("", words) if files else words
    edits: list[Edit] = []
    while (found := _LAST_LINE.search(rest)) is not None:
        line = fold(unescape(found[1]))
        edit = read_edit(f"[{line}]", date=lambda printed: read_day_of_edit(page, printed), languages=languages(page))
        if edit is None or edit.by is None or edit.time is None or edit.time.precision is None:
            break
        edits.append(replace(edit, by=line[line.rfind(edit.by) :]))  # a name may end in a full stop
        rest = rest[: found.start()] + found[2]
    if not edits and not files:
        return None, (), ()
    rest = _BREAKS.sub("", rest)
    return LexborHTMLParser(f"<div>{rest}</div>", scripting=True).css_first("div"), tuple(reversed(edits)), files


def _file(page: Page, href: str, name: str) -> Media:
    return Media(kind="attachment", url=page.absolute(unescape(href)), name=fold(unescape(name)) or None)


def read_picture(page: Page, node: LexborNode) -> str | Media | None:
    """A smiley, told by its folder, or an attached picture, which has its name and size in ``title``; None for any other."""
    source = node.attrs.get("src") or ""
    if "/smilies/" in source:
        return node.attrs.get("alt") or ""
    if "files.php?" in source:
        return Media(kind="attachment", url=page.absolute(source), name=_SIZE.sub("", node.attrs.get("title") or "") or None)
    return None


def typed_head(node: LexborNode) -> LexborNode | None:
    """The attribution that stands among the quoted words: italic, their first thing, up to 1.9 and where no link was kept."""
    message = node.css_first("td.quotemessage")
    first = message.first_child if message is not None else None
    while first is not None and first.is_text_node and not (first.text_content or "").strip():
        first = first.next
    is_head = first is not None and first.tag in {"em", "i"} and read_attribution(label(first)) is not None
    return first if is_head else None


def read_quote_head(page: Page, node: LexborNode) -> QuoteHead:
    """Whose words they are; a quote made by the button links to where they were written."""
    title = node.css_first("td.quote")
    link = title.css_first('a[href*="pid="]') if title is not None else None
    if link is None:
        return QuoteHead(author=read_attribution(label(typed_head(node))))
    url = page.absolute(link.attrs.get("href"))
    return QuoteHead(author=read_attribution(label(link)), source_id=post_in(url), source_url=canonical(url) if url else None)
