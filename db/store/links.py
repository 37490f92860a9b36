"""Writes where quoted words come from, as linking found it (`archiver.quotes`). Seeks nothing itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import bindparam, update

from db.models import tables as t
from db.store.sql import Statement, Writer

_QUOTE = t.QUOTE.c
_FOUND = ("source_post_id", "source_revision_id", "source_start", "source_end", "match", "score", "altered", "sought_to")
_LINK = Statement(
    lambda _: update(t.QUOTE)
    .where(_QUOTE.revision_id == bindparam("revision"), _QUOTE.ordinal == bindparam("number"))
    .values({name: bindparam(name) for name in _FOUND}),
    *_FOUND, "revision", "number",
)  # fmt: skip


class Link(NamedTuple):
    """Where the words of one quote come from; ``match`` "none": they were sought in vain."""

    revision_id: int
    ordinal: int
    source_post_id: int | None
    source_revision_id: int | None
    start: int | None
    end: int | None
    match: str
    score: float | None
    altered: bool | None


def link(writer: Writer, links: Iterable[Link], *, sought_to: int) -> None:
    """Keep what was found, and up to which revision it was sought."""
    writer.many(_LINK, [(*one[2:], sought_to, one.revision_id, one.ordinal) for one in links])
