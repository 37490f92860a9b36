"""A phpBB 2 post: some rows of a table without anything around them, told by the anchor that its permalink leads to.

The body is split by quotes and code (``</span><table>...</table><span class="postbody">``), and the signature is the end of it,
after a line of underscores: such a body is cut as text and parsed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from spiders.content import QuoteHead
from spiders.edits import read_edit
from spiders.items import Author, Edit, Media, Moment
from spiders.page import Page
from spiders.platforms.phpbb2_links import member_in, post_in, profile
from spiders.quotes import read_attribution
from spiders.text import fold, label

QUOTE = "td.quote, .quotecontent, .quotediv, .quotebody, table.quote td.content"
CODE = "td.code, .codecontent, .codediv, .codebody, table.code td.content"
_ANCHOR = re.compile(r"p?(\d{1,19})$")
_SIGNATURE = re.compile(r"<br>\s*_{17}\s*<br>")
"""Seventeen underscores between line breaks. Those that the author typed have a line of the source to themselves."""
_TYPED = re.compile(r"<br>\n\s*_{17}")
_BESIDE = re.compile(r"\b(?:attachtable|signature|postsig|sig)\b", re.IGNORECASE)
_GAP = re.compile(r"\xa0\s*\xa0")
_LABEL = re.compile(r"^[^\d:：]{0,40}[:：]\s*")
_TIME = re.compile(r"(?<![\d.])\d{1,2}\s?(?::\d\d|\.\d\d(?!\.)|h\s?\d\d)(?!\d)")


@dataclass(slots=True, kw_only=True)
class Rows:
    """Where the facts of a post stand: what follows its anchor up to the next one."""

    id: str
    name: LexborNode | None = None
    bodies: list[LexborNode] = field(default_factory=list)
    details: list[LexborNode] = field(default_factory=list)
    small: list[LexborNode] = field(default_factory=list)
    profiles: list[LexborNode] = field(default_factory=list)
    permalink: str | None = None
    head: tuple[str | None, str | None] | None = None


def rows_of(page: Page) -> dict[int, Rows]:
    """The posts of the page by their anchors' ``mem_id``: found in one walk, since nothing holds a post together."""
    if "rows" not in page.memo:
        is_there = page.first(".postbody") is not None  # a page of rows has none: the walk costs five times as much
        page.memo["rows"] = {anchor: rows for anchor, rows in _find(page) if rows.bodies} if is_there else {}
    rows: dict[int, Rows] = page.memo["rows"]
    return rows


def _find(page: Page) -> Iterator[tuple[int, Rows]]:
    current: Rows | None = None
    anchor = 0
    for node in page.tree.css("a, .name, .postbody, .postdetails, .gensmall, .postdate, select"):
        attributes = node.attrs
        tag = node.tag
        if tag == "a":
            name = attributes.get("name") or attributes.get("id")
            found = _ANCHOR.match(name) if name else None
            if found:
                if current is not None:
                    yield anchor, current
                anchor, current = node.mem_id, Rows(id=found[1], name=_named(node))
            elif current is not None:
                href = attributes.get("href") or ""
                if "viewprofile" in href or "profile-u" in href:
                    current.profiles.append(node)
                elif current.permalink is None and current.id in href and post_in(href) == current.id and "quote" not in href:
                    current.permalink = href
            continue
        if current is None:
            continue
        if tag == "select":  # the order of posts, below the last of them
            break
        classes = (attributes.get("class") or "").split()
        if "postbody" in classes:
            current.bodies.append(node)
        elif "name" in classes:
            current.name = current.name or node
        elif "gensmall" in classes:
            current.small.append(node)
        else:
            current.details.append(node)
    if current is not None:
        yield anchor, current


def _named(anchor: LexborNode) -> LexborNode | None:
    """The name that the anchor stands in."""
    around = anchor.parent
    return around if around is not None and "name" in (around.attrs.get("class") or "").split() else None


def read_author(page: Page, rows: Rows) -> Author | None:
    """The name; a member is told by the button to the profile below the words, or a link on the name.

    A style may hide both from guests: whoever has a number of posts beside the name is a member then, nobody knows which.
    """
    name = label(rows.name)
    if name is None:
        return None
    link = rows.name.css_first('a[href*="profile"]') if rows.name is not None else None
    if link is None:
        ids = {member_in(one.attrs.get("href")) for one in rows.profiles}
        links = rows.profiles if len(ids) == 1 else [one for one in rows.profiles if one.css_first("img") is not None]
        link = links[-1] if links else None
    author = read_member(page, name, link.attrs.get("href") if link is not None else None)
    hidden = author.guest and any(letter.isdigit() for one in rows.details[:1] for letter in one.text())
    return replace(author, guest=None) if hidden else author


def read_member(page: Page, name: str, href: str | None) -> Author:
    """A name over a link to a profile, or over none; each member of the page is worked out once."""
    known: dict[tuple[str, str | None], Author] = page.memo.setdefault("authors", {})
    if (name, href) not in known:
        member, url = member_in(href), page.absolute(href)
        known[name, href] = Author(name=name, id=member, url=profile(url) if url and member else None, guest=member is None)
    return known[name, href]


def head_line(rows: Rows) -> tuple[str | None, str | None]:
    """Time and subject: "Posted: TIME", perhaps more, "Post subject: SUBJECT", after what is told of the author."""
    if rows.head is None:
        rows.head = _read_head(rows)
    return rows.head


def _read_head(rows: Rows) -> tuple[str | None, str | None]:
    for node in (*reversed(rows.details), *rows.small):
        pieces = _pieces(node)
        for place, piece in enumerate(pieces):
            when = _LABEL.sub("", piece)
            if _TIME.search(when) and len(when) < 80:
                subject = pieces[place + 1] if place + 1 < len(pieces) else ""
                return when, _LABEL.sub("", subject) or None
    return None, None


def _pieces(node: LexborNode) -> list[str]:
    """The words of a line, as line breaks and runs of non-breaking spaces part them."""
    words: list[str] = []
    for child in node.traverse(include_text=True):
        if child.tag == "br":
            words.append("\xa0\xa0")
        elif child.is_text_node:
            words.append(child.text_content or "")
    return [piece for part in _GAP.split("".join(words)) if (piece := fold(part))]


def body_of(rows: Rows) -> tuple[LexborNode, str]:
    """What holds the author's words, and their HTML; a tree of its own where they had to be cut out of the page."""
    first = rows.bodies[0]
    parts = [first.html or ""] if first.tag in {"span", "font", "p"} else []
    node = first.next if parts else None
    while node is not None:
        tag = node.tag or ""
        if tag == "-text":
            parts.append(node.html or "")
        elif tag[0] not in "-!":
            classes = node.attrs.get("class") or ""
            if "gensmall" in classes or tag in {"form", "hr"}:
                break
            if not _BESIDE.search(classes):
                parts.append(node.html or "")
        node = node.next
    is_split = any(part.strip() for part in parts[1:])
    html = "".join(parts) if is_split else first.inner_html or ""
    end = _signature_at(html)
    if end is None and not is_split:
        return first, html
    body = LexborHTMLParser(f"<div>{html[:end]}</div>", scripting=True).body
    tree = body.first_child if body is not None else None
    return (tree, html[:end]) if tree is not None else (first, html)


def _signature_at(html: str) -> int | None:
    """Where the signature begins; a line of underscores that the author typed has a line of the source to itself."""
    if "_________________" not in html:
        return None
    exact = next((one for one in _SIGNATURE.finditer(html) if not _TYPED.match(one[0])), None)
    return exact.start() if exact is not None else None


def read_edits(rows: Rows, *, date: Callable[[str], Moment]) -> Iterator[Edit]:
    """Small print after the words: in the place for it whatever it says, elsewhere where it is an edit marker's words.

    It names the author of the post, since others' edits leave no mark.
    """
    author = label(rows.name)
    for node in rows.small:
        words = fold(node.text())
        if not words or len(words) > 300:
            continue
        before = node.prev
        while before is not None and not before.is_element_node:
            before = before.prev
        is_place = before is not None and "postbody" in (before.attrs.get("class") or "")
        edit = read_edit(
            words,
            date=date,
            marked=is_place and any(letter.isdigit() for letter in words),
            by=author if author and author in words else None,
        )
        if edit is not None:
            yield edit


def read_files(page: Page, rows: Rows) -> Iterator[Media]:
    """Files of the attachment modification, each in a table under the words."""
    if "files" not in page.memo:
        page.memo["files"] = page.first(".attachtable") is not None
    cell = rows.bodies[0].parent if page.memo["files"] else None
    for table in cell.css(".attachtable") if cell is not None else ():
        link = table.css_first('a[href*="download"], img[src*="download"], .attachrow img[src]')
        url = page.absolute(link.attrs.get("href") or link.attrs.get("src")) if link is not None else None
        yield Media(kind="attachment", url=url, name=label(table.css_first(".attachheader")))


def head_of(quote: LexborNode) -> LexborNode | None:
    """The line above a quote or code: the row before its cell's, or the element before it."""
    node = quote.parent if quote.tag == "td" else quote
    before = node.prev if node is not None else None
    while before is not None and not before.is_element_node:
        before = before.prev
    return before if before is not None and before.css_first("table, .quote, .quotecontent, .quotediv") is None else None


def read_quote_head(node: LexborNode) -> QuoteHead:
    """Whose words they are; where they were written phpBB 2 does not keep."""
    return QuoteHead(author=read_attribution(label(head_of(node))))
