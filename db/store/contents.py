"""What stands in revisions: rows of `quote`, `mention`, `link` and `media`, always written together with their revision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, delete

from db.keys import figure, short
from db.models import tables as t
from db.store.moments import time_of
from db.store.sql import Statement, among, inserting
from db.store.stated import Sources, source_of, stated_sources
from db.store.visit import Visit
from spiders.items import Content

ADD_QUOTE = inserting(
    t.QUOTE, "revision_id", "ordinal", "depth", "parent_ordinal", "position", "author_name", "author_native_id", "text",
    "quoted_at", "quoted_local", "quoted_raw", "stated_id", "stated_url", "source_post_id", "source_revision_id", "source_start",
    "source_end", "match", "score", "altered",
)  # fmt: skip
ADD_MENTION = inserting(t.MENTION, "revision_id", "ordinal", "name", "native_id", "url")
ADD_LINK = inserting(t.LINK, "revision_id", "ordinal", "url", "text")
ADD_MEDIA = inserting(t.MEDIA, "revision_id", "ordinal", "kind", "url", "name")


def _clearing(table: Table) -> Statement:
    return Statement(lambda _: delete(table).where(among(table.c.revision_id, "revisions")), "revisions")


_CLEARED = [_clearing(table) for table in (t.QUOTE, t.MENTION, t.LINK, t.MEDIA)]


def store_contents(visit: Visit, contents: Iterable[tuple[int, Content]], here: Sources | None = None) -> None:
    """The rows of new revisions, or of revisions whose rows were cleared; ``here`` are posts met on this page."""
    shown = list(contents)
    stated = [(quote.source_id, quote.source_url) for _, content in shown for quote in content.quotes]
    sources = stated_sources(visit.writer, visit.site_id, stated, here)
    quotes: list[tuple[Any, ...]] = []
    mentions: list[tuple[Any, ...]] = []
    links: list[tuple[Any, ...]] = []
    media: list[tuple[Any, ...]] = []
    for revision, content in shown:
        if content.quotes:
            quotes.extend(_quotes(visit, revision, content, sources))
        if content.mentions:
            mentions.extend(
                (revision, ordinal, one.name, one.id, one.url) for ordinal, one in enumerate(content.mentions, start=1)
            )
        if content.links:
            links.extend((revision, ordinal, one.url, one.text) for ordinal, one in enumerate(content.links, start=1))
        if content.media:
            media.extend((revision, ordinal, one.kind, one.url, one.name) for ordinal, one in enumerate(content.media, start=1))
    visit.writer.many(ADD_QUOTE, quotes)
    visit.writer.many(ADD_MENTION, mentions)
    visit.writer.many(ADD_LINK, links)
    visit.writer.many(ADD_MEDIA, media)


def clear_contents(visit: Visit, revisions: Iterable[int]) -> None:
    """Remove the rows of revisions that were read anew."""
    wanted = visit.writer.listed(revisions)
    for statement in _CLEARED:
        visit.writer.run(statement, wanted)


def _quotes(visit: Visit, revision: int, content: Content, sources: Sources) -> Iterable[tuple[Any, ...]]:
    seen: set[int] = set()
    for quote in content.quotes:
        if quote.ordinal in seen:
            continue
        seen.add(quote.ordinal)
        time = time_of(visit.writer, quote.time, "page", visit.timezone)
        source = source_of(sources, quote.source_id, quote.source_url, quote.text)
        stated = short(quote.source_id, 400) if quote.source_id is not None else None
        yield (
            revision, figure(quote.ordinal), quote.depth, quote.parent, quote.position, quote.author, quote.author_id, quote.text,
            time.at, time.local, time.raw, stated, quote.source_url, *source,
        )  # fmt: skip
