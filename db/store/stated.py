"""The source a quote states: which post of the site that is, and where in it the words stand.

Only what the page says is followed here; words are sought in the stated source and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, literal_column, select, update

from db.keys import short
from db.models import tables as t
from db.store.sql import Statement, Writer, among
from spiders.items import Quote

_POST = t.POST.c
_ALIAS = t.POST_ALIAS.c
_REVISION = t.REVISION.c
_Q = t.QUOTE
_QUOTE = _Q.c

FIND = Statement(
    lambda _: select(_POST.id, _POST.native_id.label("name"))
    .where(_POST.site_id == bindparam("site"), among(_POST.native_id, "ids"), _POST.kind != literal_column("'article'"))
    .union_all(
        select(_ALIAS.post_id, _ALIAS.alias).where(_ALIAS.site_id == bindparam("place"), among(_ALIAS.alias, "names"))
    ),
    "site", "ids", "place", "names",
)  # fmt: skip
TEXTS = Statement(
    lambda _: select(_REVISION.post_id, _REVISION.id, _REVISION.text, _REVISION.current).where(among(_REVISION.post_id, "posts")),
    "posts",
)
PENDING = Statement(
    lambda _: (
        select(_QUOTE.revision_id, _QUOTE.ordinal, _QUOTE.text, _QUOTE.stated_id, _QUOTE.stated_url)
        .join(t.REVISION, _REVISION.id == _QUOTE.revision_id)
        .join(t.POST, _POST.id == _REVISION.post_id)
        .where(_QUOTE.stated_id.is_not(None), _QUOTE.source_post_id.is_(None), _POST.site_id == bindparam("site"))
    ),
    "site",
)
_LINK = ("source_post_id", "source_revision_id", "source_start", "source_end", "match", "score", "altered")
LINK = Statement(
    lambda _: update(_Q)
    .where(_QUOTE.revision_id == bindparam("revision"), _QUOTE.ordinal == bindparam("number"))
    .values({name: bindparam(name) for name in _LINK}),
    *_LINK, "revision", "number",
)  # fmt: skip


class Source(NamedTuple):
    """Where quoted words come from, as the columns of `quote` from ``source_post_id`` to ``altered``."""

    post_id: int | None = None
    revision_id: int | None = None
    start: int | None = None
    end: int | None = None
    match: str | None = None
    score: float | None = None
    altered: bool | None = None


UNKNOWN = Source()


class Sources:
    """The stated sources of some quotes, as far as the archive holds them."""

    __slots__ = ("_posts", "_texts")

    def __init__(self, posts: dict[str, int], texts: dict[int, list[tuple[int, str]]]) -> None:
        self._posts = posts
        self._texts = texts

    def of(self, quote: Quote) -> Source:
        """The source of a quote."""
        return self.named(quote.source_id, quote.source_url, quote.text)

    def named(self, stated_id: str | None, stated_url: str | None, words: str) -> Source:
        """The source that is stated so, and where in it the words stand: in its current text, else in an earlier one."""
        post = self._posts.get(short(stated_id, 400)) if stated_id is not None else None
        if post is None and stated_url is not None:
            post = self._posts.get(short(stated_url))
        if post is None:
            return UNKNOWN
        for revision, text in self._texts.get(post, ()):
            place = locate(words, text)
            if place is not None:
                return Source(post, revision, *place, "stated", 1.0, False)
        return Source(post, None, None, None, "stated", 1.0, None)


def stated_sources(writer: Writer, site_id: int, quotes: Sequence[Quote]) -> Sources:
    """Look up the sources that quotes state."""
    return _look_up(writer, site_id, [(quote.source_id, quote.source_url) for quote in quotes])


def link_stated(connection: Connection, site_id: int) -> int:
    """Link the quotes whose stated source was not held when they were stored and is now; how many were linked.

    For a connection that writes; may be called again at any time.
    """
    writer = Writer(connection)
    pending = writer.rows(PENDING, site_id)
    sources = _look_up(writer, site_id, [(row.stated_id, row.stated_url) for row in pending])
    linked = []
    for row in pending:
        source = sources.named(row.stated_id, row.stated_url, row.text)
        if source.post_id is not None:
            linked.append((*source, row.revision_id, row.ordinal))
    writer.many(LINK, linked)
    return len(linked)


def locate(words: str, text: str) -> tuple[int, int] | None:
    """Where the words stand in a text, white space being one; None where they do not, or there are none."""
    start = text.find(words) if words else -1
    if start >= 0:
        return start, start + len(words)
    parts = words.split()
    if not parts or parts[0] not in text:
        return None
    found = re.search(r"\s+".join(map(re.escape, parts)), text)
    return found.span() if found else None


def _look_up(writer: Writer, site_id: int, stated: Iterable[tuple[str | None, str | None]]) -> Sources:
    names: set[str] = set()
    for native, url in stated:
        if native is not None:
            names.add(short(native, 400))
        if url is not None:
            names.add(short(url))
    if not names:
        return Sources({}, {})
    wanted = writer.listed(names)
    posts: dict[str, int] = {}
    for row in writer.rows(FIND, site_id, wanted, site_id, wanted):
        posts.setdefault(row.name, row.id)
    texts: dict[int, list[tuple[int, str]]] = {}
    if posts:
        rows: Sequence[Any] = writer.rows(TEXTS, writer.listed(set(posts.values())))
        for row in sorted(rows, key=lambda row: (not row.current, -row.id)):
            texts.setdefault(row.post_id, []).append((row.id, row.text))
    return Sources(posts, texts)
