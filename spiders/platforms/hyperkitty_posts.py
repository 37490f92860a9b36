"""HyperKitty's mails: who wrote them and when, what they answer, their words and files."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from spiders.dates import read_date
from spiders.errors import ParseError
from spiders.items import Author, Media, Moment, Post, Reaction
from spiders.mail_lines import read_body
from spiders.page import Page
from spiders.platforms.hyperkitty_links import message
from spiders.platforms.hyperkitty_listing import place_of
from spiders.text import fold, label, number

_MAILS = ".email"
_PARTS = (
    ".email-header, .name, .date, .time, .time span, .subject, .email-body, "
    ".attachments-list a, a.reply-mailto, .youlike, .youdislike"
)
_OLD_MAILS = ".email_header"
_OLD_PARTS = ".email_header, .name, .date, .time, .email_body, .first_email_body, .attachments-list a"
"""Before 0.9 a mail had no frame around it."""
_ANSWERED = re.compile(r"In-Reply-To=(?:<|%3C)?([^&>]+?)(?:>|%3E)?(?:&|$)")
_USER = re.compile(r"/users?/(?P<id>[^/?#]+)/?")
_LEVEL = re.compile(r"\breply-level-(\d+)\b")
_INDENT = re.compile(r"margin-left:\s*(\d+)em")
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?:[:.hH]\s?(?P<minute>\d{2}))?(?:[:.](?P<second>\d{2}))?\s?(?P<half>[ap]\.?\s?m\.?|π\.?μ\.?|μ\.?μ\.?)?",
    re.IGNORECASE,
)
_WORDS = {"noon": (12, 0), "midnight": (0, 0)}
_DAY = re.compile(r"(?<!\d)([1-9]|0[1-9]|[12]\d|3[01])(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_NO_NAME = re.compile(r"\([^()]*\)$")
DEEPEST = 5
"""Replies deeper than that are shown as deep as that."""


class MailReader:
    """Reads the mails of one page in order: days and levels are told by those above."""

    def __init__(self, page: Page, *, threaded: bool, zone: tzinfo | None, languages: tuple[str, ...]) -> None:
        self._page = page
        self._is_old = b'class="email_header' in page.body
        self._threaded = threaded
        self._zone = zone
        self._languages = languages
        found = place_of(page)
        self._prefix = message(*found[:2], "").removesuffix("/") if found else None
        self._shown = ""
        self._line: list[str | None] = []
        self._root: str | None = None
        self.is_ambiguous = False
        """Whether some mail stands too deep for its parent to be told."""
        tree = page.tree
        has_quotes = b"<blockquote" in page.body
        self._quotes = frozenset(node.mem_id for node in tree.css(".email-body blockquote")) if has_quotes else frozenset()
        self._dropped = (
            frozenset(node.mem_id for node in tree.css(".quoted-switch")) if b"quoted-switch" in page.body else frozenset()
        )

    def mails(self) -> list[LexborNode]:
        """The elements of all mails."""
        return self._page.tree.css(_OLD_MAILS if self._is_old else _MAILS)

    def read(self, node: LexborNode, *, root: str | None) -> Post | None:
        """One mail.

        Args:
            node: its element.
            root: the thread's first mail.

        Raises:
            ParseError: it has no body.
        """
        parts: dict[str, list[LexborNode]] = {}
        whole = (node.parent or node) if self._is_old else node
        for part in whole.css(_OLD_PARTS if self._is_old else _PARTS):
            named = part.attrs.get("class")
            for name in named.split() if named else (part.tag or "",):
                parts.setdefault(name, []).append(part)
        header = _one(parts, "email-header", "email_header")
        post_id = header.id if header is not None else None
        if not post_id:
            return None
        posted = self._posted(parts)
        parent = self._parent(node, post_id, root)
        body = _one(parts, "email-body", "email_body", "first_email_body")
        if body is None:
            raise ParseError("hyperkitty", self._page.url, f"mail {post_id} has no body (.email-body)")
        content = read_body(self._page, [body], quotes=self._quotes, dropped=self._dropped)
        files = self._files(parts)
        if files:
            content = replace(content, media=(*content.media, *files))
        return Post(
            id=post_id,
            kind="mail",
            author=self._author(parts),
            posted=posted,
            url=f"{self._prefix}{post_id}/" if self._prefix else None,
            parent_id=parent,
            parent_kind="stated" if parent else None,
            subject=_subject(parts),
            content=content,
            reactions=_votes(parts),
            aliases=_message_id(parts),
        )

    # -- who and when ----------------------------------------------------------------------------------------------

    def _author(self, parts: dict[str, list[LexborNode]]) -> Author | None:
        node = _one(parts, "name")
        name = label(node)
        if node is None or not name:
            return None
        link = node.css_first('a[href*="/user"]')
        known = _USER.search(link.attrs.get("href") or "") if link is not None else None
        if known is not None and link is not None:
            return Author(name=name, id=known["id"], url=self._page.absolute(link.attrs.get("href")), guest=False)
        return None if _NO_NAME.match(name) else Author(name=name)

    def _posted(self, parts: dict[str, list[LexborNode]]) -> Moment | None:
        """Pages print the day only where it changes, and mostly without the year; the sender's own clock, a title of the time,
        has all of it and is less than a day away.
        """
        self._shown = label(_one(parts, "date")) or self._shown
        clock = _one(parts, "span", "time")
        printed = label(clock)
        if clock is None or printed is None:
            return None
        raw = fold(f"{self._shown} {printed}")
        stated = clock.attrs.get("title") or ""
        _, colon, after = stated.partition(":")
        sent = read_date(fold(after if colon else stated), clock=self._page.clock, languages=self._languages) if stated else None
        at = _read_clock(printed)
        if sent is not None and sent.local is not None and at is not None:
            found = _nearest(sent.local.date(), _day_of(self._shown))
            if found is not None:
                hour, minute, second = (*at, 0)[:3]
                local = datetime(found.year, found.month, found.day, hour, minute, second)  # noqa: DTZ001  the page's own calendar
                moment = local.replace(tzinfo=self._zone).astimezone(UTC) if self._zone is not None else None
                return Moment(raw=raw, at=moment, local=local, precision="minute" if len(at) == 2 else "second")
            return Moment(raw=raw)
        if _YEAR.search(self._shown):
            return read_date(raw, clock=self._page.clock, zone=self._zone, languages=self._languages)
        return Moment(raw=raw)

    def _parent(self, node: LexborNode, post_id: str, root: str | None) -> str | None:
        """The mail that this one stands under, where replies are shown as a tree."""
        if root is None or post_id == root or not self._threaded:
            self._line = []
            return None
        frame = node.parent
        named = (frame.attrs.get("class") or "") if frame is not None else ""
        style = (frame.attrs.get("style") or "") if frame is not None else ""
        found, indent = _LEVEL.search(named), _INDENT.search(style)
        level = int(found[1]) if found else int(indent[1]) // 2 if indent else 0
        parent = root if level == 0 else self._line[level - 1] if level <= len(self._line) else None
        if level >= DEEPEST and len(self._line) > level:
            parent, self.is_ambiguous = None, True
        self._line[level:] = [*([None] * (level - len(self._line))), post_id]
        return parent

    def _files(self, parts: dict[str, list[LexborNode]]) -> list[Media]:
        found = []
        for link in (*parts.get("a", ()), *parts.get("attachments", ())):
            href = link.attrs.get("href") or ""
            if "/attachment/" in href:
                found.append(Media(kind="attachment", url=self._page.absolute(href), name=label(link)))
        return list(dict.fromkeys(found))


def _one(parts: dict[str, list[LexborNode]], *names: str) -> LexborNode | None:
    return next((parts[name][0] for name in names if name in parts), None)


def _subject(parts: dict[str, list[LexborNode]]) -> str | None:
    """A subject is printed where it is another than the one above."""
    printed = label(_one(parts, "subject"))
    return printed.partition(":")[2].strip() or None if printed and ":" in printed else None


def _votes(parts: dict[str, list[LexborNode]]) -> tuple[Reaction, ...]:
    found = []
    for name, kind in (("youlike", "like"), ("youdislike", "dislike")):
        count = number(label(_one(parts, name)))
        if count:
            found.append(Reaction(kind=kind, count=count))
    return tuple(found)


def _message_id(parts: dict[str, list[LexborNode]]) -> tuple[str, ...]:
    """The mail's own Message-ID: what an answer to it by mail would name."""
    for link in parts.get("reply-mailto", ()):
        found = _ANSWERED.search(link.attrs.get("href") or "")
        if found is not None:
            return (unquote(found[1]),)
    return ()


def _read_clock(printed: str) -> tuple[int, ...] | None:
    """Hour, minute and perhaps second: "12:55 a.m.", "1 p.m.", "noon", "00:55"."""
    word = _WORDS.get(printed.lower())
    if word is not None:
        return word
    found = _CLOCK.search(printed)
    if found is None:
        return None
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half[0] in "pμ" else 0)
    elif found["minute"] is None:
        return None
    minute = int(found["minute"] or 0)
    if hour > 23 or minute > 59:
        return None
    return (hour, minute, int(found["second"])) if found["second"] and int(found["second"]) < 60 else (hour, minute)


def _day_of(shown: str) -> int | None:
    found = _DAY.search(_YEAR.sub(" ", shown))
    return int(found[1]) if found else None


def _nearest(sent: date, day: int | None) -> date | None:
    """The day printed, near that of the sender's clock: zones are less than a day and a half apart."""
    try:
        near = [sent + timedelta(days=away) for away in (0, -1, 1)]
    except OverflowError:
        return None
    return next((one for one in near if one.day == day), None)
