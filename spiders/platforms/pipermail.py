"""Pipermail, Mailman 2's archive: months, mails on pages of their own, and the mailboxes of months, which tell the most."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, timedelta, timezone
from html import unescape
from typing import Any
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from spiders.content import mark
from spiders.dates import read_date
from spiders.errors import ParseError
from spiders.items import Author, Content, Follow, Link, Listing, Media, Moment, PageKind, Post, Site, Thread, ThreadPage
from spiders.mail_box import is_archives_box, read_box
from spiders.mail_lines import read_body
from spiders.page import Page
from spiders.platforms.base import Detected, Platform, derived_id
from spiders.platforms.pipermail_links import canonical, list_name, listed_by, may_follow, root
from spiders.platforms.pipermail_listing import home_of, mail_key, read_months, read_threads, stated_name, title_of
from spiders.platforms.pipermail_scrubbed import take_scrubbed
from spiders.text import label

_BEGIN, _END = "<!--beginarticle-->", "<!--endarticle-->"
_ANSWER = re.compile(rb"[?&;]In-Reply-To=(?:%3C|&lt;|<)?([^&\"'>]+?)(?:%3E|&gt;|>)?[&\"']", re.IGNORECASE)
_NUMBER = re.compile(rb"<a href=\"?(?:thread|date|author|subject)\.html?#0*(\d+)", re.IGNORECASE)
_LISTED = re.compile(rb"<a href=\"(?:thread|date|author|subject)\.html#start\"", re.IGNORECASE)
_MONTH = re.compile(rb"<a href=\"[^\"/]+/thread\.html\"", re.IGNORECASE)
_APACHE = re.compile(rb"<a href=\"\d{6}\.mbox/thread\"")
_EMPTY = re.compile(rb"<title>[^<]*\S Archives</title>.{0,1500}<table border=\"?3", re.IGNORECASE | re.DOTALL)
_DATE = re.compile(
    r"^(?:[^\W\d]+\.?,?\s+)?(?P<month>[^\W\d]+\.?)\s+(?P<day>\d{1,2})\s+(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)\s+"
    r"(?:(?P<zone>[A-Z]{2,5}|[+-]\d{4})\s+)?(?P<year>\d{4})$"
)
_HOURS = {
    "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "MET": 1, "CEST": 2, "MEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "MSD": 4,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
    "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""Zones that mean one thing in practice; IST is Indian, Irish or Israeli, and BST was once Bangladesh's."""
_AT = re.compile(r"^(?P<local>\S+)\s+\S{1,5}\s+(?P<host>[^\s()]+)$")


SMALL = 4_000
"""Bytes of an index without a month."""


class Pipermail(Platform):
    """Pipermail of Mailman 2.0 and 2.1, and Apache's mod_mbox as far as it offers mailboxes."""

    name = "pipermail"
    title = "Pipermail"
    family = "mail"
    versions = "Mailman 2"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the comments around a mail, by the links that sort a month, by the months of an index, by addresses in a mailbox."""
        body = page.body
        if body[:2] in (b"Fr", b"\x1f\x8b"):
            return Detected() if is_archives_box(page.body) else None
        if page.is_xml or body[:1] in (b"{", b"["):
            return None
        is_ours = (
            (b"<!--beginarticle-->" in body and b"<!--endarticle-->" in body)
            or (b".html#start" in body and _LISTED.search(body))
            or (b"/thread.html" in body and _MONTH.search(body))
            or (b".mbox/thread" in body and _APACHE.search(body))
            or (len(body) < SMALL and b" Archives" in body and _EMPTY.search(body))
        )
        return Detected() if is_ours else None

    def kind(self, page: Page) -> PageKind:
        """A mail, a month, the list's index; other orders of a month say nothing that the threads do not."""
        body = page.body
        if body[:2] in (b"Fr", b"\x1f\x8b"):
            return "board"
        if b"<!--beginarticle-->" in body:
            return "thread"
        if _LISTED.search(body):
            by = listed_by(page.url)
            title = title_of(page)
            is_by_thread = by[1] == "thread" if by is not None else b"thread.html#start" not in body
            return "board" if is_by_thread and not title.endswith((" by author", " by date", " by subject")) else "other"
        return "index"

    def site(self, page: Page) -> Site:
        """A list."""
        return Site(url=self.site_url(page), platform=self.name, title=self.site_title(page))

    def site_url(self, page: Page) -> str:
        """The folder of the list's archive."""
        return root(page.url)

    def site_title(self, page: Page) -> str | None:
        """What the page calls the list."""
        return stated_name(page)

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `pipermail_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `pipermail_links.may_follow`."""
        return may_follow(url)

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """The threads of a month; the index has months, and a mailbox its mails with all their words."""
        if page.body[:2] in (b"Fr", b"\x1f\x8b"):
            return Listing(number=1, pages=1)
        if listed_by(page.url) is not None or _LISTED.search(page.body):
            return read_threads(page)
        return Listing(boards=(home_of(page),), number=1, pages=1)

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterator[Follow]:
        """From the index the mailbox of each month, or where there is none its threads; from those the mails."""
        if kind == "index":
            for by_thread, box in read_months(page):
                yield Follow(url=box or by_thread, kind="other")
        elif kind == "board" and listing is not None:
            for thread in listing.threads:
                for url in thread.aliases:
                    yield Follow(url=url, kind="other")

    # -- threads ---------------------------------------------------------------------------------------------------

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        """The mail on the page; all threads of a mailbox."""
        if kind == "thread":
            yield self.thread(page)
        elif kind == "board" and page.body[:2] in (b"Fr", b"\x1f\x8b"):
            yield from read_box(page, home_of(page))

    def thread(self, page: Page) -> ThreadPage:
        """One mail. Its page does not say which thread it is in, only which mails stand before and after it."""
        parts = _head(page)
        subject, author, posted = label(parts.get("h1")), self._author(page, parts), self._posted(page, parts)
        key = mail_key(page.url) or self._number(page)
        stated = self._message_id(page)
        if key is None and stated is None:
            key = derived_id("", subject, author.name if author else "", posted.raw if posted else "")
        url = canonical(page.url)
        post = Post(
            id=stated or key or "",
            kind="mail",
            id_kind="stated" if stated or not (key or "").startswith("~") else "derived",
            author=author,
            posted=posted,
            url=url,
            subject=subject,
            content=self._words(page),
            aliases=(key,) if stated and key else (),
        )
        thread = Thread(
            id=key or stated or "",
            kind="mail",
            title=subject,
            url=url,
            author=author,
            created=posted,
            boards=(home_of(page),),
        )
        return ThreadPage(thread=thread, posts=(post,), number=1, scattered="unplaced")

    def _message_id(self, page: Page) -> str | None:
        """The mail's own: what an answer to it would name."""
        found = _ANSWER.search(page.body)
        return unquote(unescape(found[1].decode("utf-8", "replace"))).strip("<> ") or None if found else None

    def _number(self, page: Page) -> str | None:
        """The mail's number, as links to its place in listings name it: for pages saved under another address."""
        found = _NUMBER.search(page.body)
        return found[1].decode().zfill(6) if found else None

    def _author(self, page: Page, parts: dict[str, LexborNode]) -> Author | None:
        """Name and address; the list's own address is nobody's (mails sent on "via" it)."""
        name, printed = label(parts.get("b")), label(parts.get("a")) or ""
        found = _AT.match(printed)
        address = f"{found['local']}@{found['host']}".lower() if found else printed.lower() if "@" in printed else None
        if not name and not address:
            return None
        home = list_name(page.url)
        is_lists = bool(address and home and address.startswith(f"{home.lower()}@")) or " via " in (name or "")
        return Author(name=name or printed, id=None if is_lists else address)

    def _posted(self, page: Page, parts: dict[str, LexborNode]) -> Moment | None:
        """As C prints times, with the zone's short name in front of the year; the words are in the list's language."""
        raw = label(parts.get("i"))
        if raw is None:
            return None
        found = _DATE.match(raw)
        if found is None:
            return replace(read_date(raw, clock=page.clock, zone=page.zone), raw=raw)
        read = read_date(f"{found['day']} {found['month']} {found['year']} {found['clock']}", clock=page.clock)
        if read.local is None:
            return Moment(raw=raw)
        hours = _HOURS.get(found["zone"] or "")
        if found["zone"] and found["zone"][0] in "+-":
            sign = -1 if found["zone"][0] == "-" else 1
            offset = sign * timedelta(hours=int(found["zone"][1:3]), minutes=int(found["zone"][3:5]))
        elif hours is not None:
            offset = timedelta(hours=hours)
        else:
            return Moment(raw=raw, local=read.local, precision=read.precision)
        at = read.local.replace(tzinfo=timezone(offset)).astimezone(UTC)
        return Moment(raw=raw, at=at, local=read.local, precision=read.precision)

    def _words(self, page: Page) -> Content:
        bodies = _between(page)
        if not bodies:
            raise ParseError(self.name, page.url, f"no mail stands between {_BEGIN} and {_END}")
        files: list[Media] = []
        content = read_body(
            page,
            bodies,
            quotes=mark(page, "blockquote") if b"<blockquote" in page.body.lower() else frozenset(),
            dropped=frozenset(),
            folded=True,
            prepare=lambda lines: take_scrubbed(lines, files, page),
        )
        places = {media.url for media in files}
        links = tuple(link for link in content.links if link.url not in places and not _is_address(link))
        return replace(content, links=links, media=(*content.media, *files))

    def header(self, page: Page) -> Thread:
        """That which a mail begins, unless another holds it."""
        return self.thread(page).thread

    def next_url(self, page: Page) -> str | None:
        """What Pipermail links as next is the next mail of the month."""
        return None

    def post_id(self, page: Page, node: Any) -> str | None:
        """Read with the page."""
        return None

    def author(self, page: Page, node: Any) -> Author | None:
        """Read with the page."""
        return None

    def posted(self, page: Page, node: Any) -> Moment | None:
        """Read with the page."""
        return None


def _head(page: Page) -> dict[str, LexborNode]:
    """The first of each kind of element behind the subject: name, address, date; and the subject."""
    node = next((one for one in _siblings(page) if one.tag == "h1"), None) or page.first("h1") or page.first("b")
    found: dict[str, LexborNode] = {}
    while node is not None and "i" not in found:
        if node.tag and node.tag[0] not in "-!":
            for part in (node, *(node.css("b, a, i") if node.tag in ("p", "div", "span", "table") else ())):
                found.setdefault(part.tag or "", part)
        node = node.next
    return found


def _between(page: Page) -> list[LexborNode]:
    """The elements between the two comments; where words stand there in none, a tree of what stands there."""
    start = next((node for node in _comments(page) if "beginarticle" in (node.html or "")), None)
    node = start.next if start is not None else None
    found: list[LexborNode] = []
    while node is not None and not (node.tag == "-comment" and "endarticle" in (node.html or "")):
        tag = node.tag or ""
        if tag in ("-text", "br") and ((node.text_content or "").strip() or tag == "br"):
            text = page.text
            body = LexborHTMLParser(text[text.find(_BEGIN) + len(_BEGIN) : text.find(_END)]).body
            return [body] if body is not None else []
        if tag and tag[0] not in "-!":
            found.append(node)
        node = node.next
    return found


def _siblings(page: Page) -> Iterator[LexborNode]:
    """What stands in the body itself, as all does on a page of Pipermail's own: no tree is searched."""
    body = page.tree.body
    node = body.first_child if body is not None else None
    while node is not None:
        yield node
        node = node.next


def _comments(page: Page) -> Iterator[LexborNode]:
    """The comments in the body itself; then those that a site's own frame stands around."""
    yield from (node for node in _siblings(page) if node.tag == "-comment")
    pending = [page.tree.body]
    while pending:
        node = pending.pop()
        if node is not None:
            if node.tag == "-comment":
                yield node
            pending += [node.next, node.first_child]


def _is_address(link: Link) -> bool:
    """Addresses in mails are made links to the list's page."""
    return "/listinfo" in link.url and _AT.match(link.text) is not None
