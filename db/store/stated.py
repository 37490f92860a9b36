"""The source a quote states: which post of the site that is, and where in it the words stand.

Only what the page says is followed here; words are sought in the stated source and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, literal_column, select, update

from db.keys import short
from db.models import tables as t
from db.store.sql import Statement, Writer, among

_POST = t.POST.c
_ALIAS = t.POST_ALIAS.c
_REVISION = t.REVISION.c
_Q = t.QUOTE
_QUOTE = _Q.c

FIND = Statement(
    lambda _: select(_POST.native_id.label("name"), _POST.id, _REVISION.id.label("revision"), _REVISION.text, _REVISION.current)
    .join_from(t.POST, t.REVISION, _REVISION.post_id == _POST.id, isouter=True)
    .where(_POST.site_id == bindparam("site"), among(_POST.native_id, "names"), _POST.kind != literal_column("'article'")),
    "site", "names",
)  # fmt: skip
FIND_ALIASES = Statement(
    lambda _: select(_ALIAS.alias.label("name"), _POST.id, _REVISION.id.label("revision"), _REVISION.text, _REVISION.current)
    .join_from(t.POST_ALIAS, t.POST, _POST.id == _ALIAS.post_id)
    .outerjoin(t.REVISION, _REVISION.post_id == _POST.id)
    .where(_ALIAS.site_id == bindparam("site"), among(_ALIAS.alias, "names")),
    "site", "names",
)  # fmt: skip
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


class Held(NamedTuple):
    """A post that may be quoted, with its texts, the current one first, by revision."""

    post_id: int
    texts: list[tuple[int, str]]


Sources = dict[str, Held]
"""Posts by native id or alias."""


def source_of(sources: Sources, stated_id: str | None, stated_url: str | None, words: str) -> Source:
    """The source that is stated so, and where in it the words stand: in its current text, else in an earlier one."""
    name = short(stated_id, 400) if stated_id is not None else short(stated_url or "")
    held = sources.get(name)
    if held is None:
        return UNKNOWN
    for revision, text in held.texts:
        place = locate(words, text)
        if place is not None:
            return Source(held.post_id, revision, *place, "stated", 1.0, False)
    return Source(held.post_id, None, None, None, "stated", 1.0, None)


def stated_sources(
    writer: Writer, site_id: int, stated: Iterable[tuple[str | None, str | None]], here: Sources | None = None
) -> Sources:
    """The posts that these ids and addresses name, as far as they are held; ``here`` are those known already."""
    here = here or {}
    named = {short(native, 400) if native is not None else short(url or "") for native, url in stated if native or url}
    names = named - here.keys()
    if not names:
        return here
    found: Sources = dict(here)
    for statement in (FIND, FIND_ALIASES):
        wanted = names - found.keys()
        rows = writer.rows(statement, site_id, writer.listed(wanted)) if wanted else ()
        for row in sorted(rows, key=lambda row: (row.id, not row.current, -(row.revision or 0))):
            held = found.setdefault(row.name, Held(row.id, []))
            if row.revision is not None and held.post_id == row.id:
                held.texts.append((row.revision, row.text))
    return found


def link_stated(connection: Connection, site_id: int) -> int:
    """Link the quotes whose stated source was not held when they were stored and is now; how many were linked.

    For a connection that writes; may be called again at any time.
    """
    writer = Writer(connection)
    pending = writer.rows(PENDING, site_id)
    sources = stated_sources(writer, site_id, [(row.stated_id, row.stated_url) for row in pending])
    linked = []
    for row in pending:
        source = source_of(sources, row.stated_id, row.stated_url, row.text)
        if source.post_id is not None:
            linked.append((*source, row.revision_id, row.ordinal))
    writer.many(LINK, linked)
    return len(linked)


def locate(words: str, text: str) -> tuple[int, int] | None:
    """Where the words stand in a text, white space being one; None where they do not, or there are none."""
    start = text.find(words) if words else -1
    if start >= 0:
        return start, start + len(words)
    needle, folded = " ".join(words.split()), " ".join(text.split())
    at = folded.find(needle) if needle else -1
    if at < 0:
        return None
    first = at - folded.count(" ", 0, at)
    return _nth(text, first), _nth(text, first + len(needle) - needle.count(" ") - 1) + 1


def _nth(text: str, number: int) -> int:
    """The offset of that character, white space not counted."""
    for offset, character in enumerate(text):
        if not character.isspace():
            if not number:
                return offset
            number -= 1
    return len(text)
