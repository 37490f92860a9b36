"""Revisions that arrive out of order or are read anew, post by post: `db.store.spans` says how, here it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Table, bindparam, delete, false, select, update
from sqlalchemy import insert as plain_insert

from db.models import tables as t
from db.store.contents import clear_contents, store_contents
from db.store.posts import Shown
from db.store.spans import Observation, Series, Span
from db.store.sql import Statement, among, inserting, parameter
from db.store.visit import Visit
from spiders.items import Content

_T = t.REVISION
_C = _T.c
_PAGE = t.THREAD_PAGE.c

ADD = inserting(
    _T, "id", "post_id", "view", "identity", "number", "current", "text", "html", "hash", "parser", "capture_id",
    "observed_from", "observed_until",
)  # fmt: skip
REPLACE = Statement(
    lambda _: update(_T).where(_C.id == bindparam("key")).values(
        {name: bindparam(name) for name in ("text", "html", "hash", "parser", "capture_id")}
    ),
    "text", "html", "hash", "parser", "capture_id", "key",
)  # fmt: skip
SPAN = Statement(
    lambda _: update(_T).where(_C.id == bindparam("key")).values(
        {name: bindparam(name) for name in ("number", "capture_id", "observed_from", "observed_until")}
    ),
    "number", "capture_id", "observed_from", "observed_until", "key",
)  # fmt: skip
_COPIED: dict[str, Any] = {
    "id": parameter("new", _C.id),
    "current": false(),
    "capture_id": parameter("capture", _C.capture_id),
    "observed_from": parameter("since", _C.observed_from),
}
COPY = Statement(
    lambda _: plain_insert(_T).from_select(
        list(_C.keys()),
        select(*(_COPIED.get(column.name, column) for column in _C)).where(_C.id == bindparam("old")),
    ),
    "new", "capture", "since", "old",
)  # fmt: skip
DROP = Statement(lambda _: delete(_T).where(_C.id == bindparam("key")), "key")
RESOURCE = Statement(
    lambda _: update(t.QUOTE)
    .where(t.QUOTE.c.source_revision_id == bindparam("old"))
    .values(source_revision_id=bindparam("new")),
    "new", "old",
)  # fmt: skip
OBSERVED = Statement(
    lambda _: select(_PAGE.id, _PAGE.capture_id, _PAGE.observed_at, _PAGE.posts)
    .where(
        _PAGE.thread_id == bindparam("thread"), _PAGE.view == bindparam("view"), _PAGE.identity == bindparam("identity"),
        _PAGE.observed_at >= bindparam("since"), _PAGE.observed_at <= bindparam("until"),
    )
    .order_by(_PAGE.observed_at),
    "thread", "view", "identity", "since", "until",
)  # fmt: skip
REPOINT = Statement(
    lambda _: update(t.THREAD_PAGE).where(_PAGE.id == bindparam("key")).values(posts=bindparam("posts")), "posts", "key"
)
FIND_CURRENT = Statement(
    lambda _: select(_C.id, _C.post_id, _C.view, _C.identity, _C.number, _C.current).where(among(_C.post_id, "posts")), "posts"
)
CURRENT = Statement(lambda _: update(_T).where(_C.id == bindparam("key")).values(current=bindparam("current")), "current", "key")

VIEWS = {"page": 4, "api": 3, "feed": 2, "excerpt": 1}
"""Which view's words are shown as the current ones: the page as people saw it; else the API, the feed, an excerpt."""


def _copying(table: Table) -> Statement:
    columns = table.c
    return Statement(
        lambda _: plain_insert(table).from_select(
            list(columns.keys()),
            select(
                *(parameter("new", column) if column is columns.revision_id else column for column in columns)
            ).where(columns.revision_id == bindparam("old")),
        ),
        "new", "old",
    )  # fmt: skip


COPY_CONTENT = [_copying(table) for table in (t.QUOTE, t.MENTION, t.LINK, t.MEDIA)]


class Retelling:
    """The awkward posts of one page: their series are put in order one by one, their contents are written together."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._contents: dict[int, Content] = {}
        self._replaced: set[int] = set()
        self.changed: list[int] = []

    def tell(self, post: Shown, rows: Sequence[Any], seen: Observation) -> int | None:
        """Give an observation its place among the revisions of its post; the revision that holds it, if any does."""
        visit = self._visit
        spans = [
            Span(row.id, row.hash, row.parser, row.capture_id, row.observed_from, row.observed_until, row.number)
            for row in sorted(rows, key=lambda row: row.observed_from)
        ]
        stored = {span.id: _columns(span) for span in spans}
        series = Series(
            spans,
            new_id=lambda: visit.ids.one("revision"),
            witnesses=lambda span: [(page.observed_at, page.capture_id) for page, _ in _showing(visit, post, span.id, span)],
        )
        held = series.settle(series.excerpt(seen) if post.view == "excerpt" else series.place(seen))
        if series.gone or any(span.said is not None or _columns(span) != stored.get(span.id) for span in series.spans):
            self._write(post, series, stored)
            self.changed.append(post.id)
        return held.id if held is not None else None

    def finish(self) -> None:
        """Write what stands in the revisions that were read anew or are new."""
        if self._replaced:
            clear_contents(self._visit, sorted(self._replaced))
        if self._contents:
            store_contents(self._visit, self._contents.items())

    def _write(self, post: Shown, series: Series, stored: dict[int, tuple[Any, ...]]) -> None:
        writer = self._visit.writer
        for span, kept in series.gone:
            _rename(self._visit, post, span.id, kept.id, span)
            writer.run(RESOURCE, kept.id, span.id)
            writer.run(DROP, span.id)
        for span in series.spans:
            if span.copy_of is not None:
                writer.run(COPY, span.id, span.capture_id, span.start, span.copy_of)
                for statement in COPY_CONTENT:
                    writer.run(statement, span.id, span.copy_of)
                _rename(self._visit, post, span.copy_of, span.id, span)
        # Revisions that are there make room first: no two of a series begin at the same time.
        for span in sorted(series.spans, key=lambda span: span.id not in stored):
            if span.said is not None:
                self._write_words(post, span, span.said, new=span.id not in stored)
            if (span.id in stored or span.copy_of is not None) and _columns(span) != stored.get(span.id):
                writer.run(SPAN, *_columns(span), span.id)

    def _write_words(self, post: Shown, span: Span, seen: Observation, *, new: bool) -> None:
        visit, content = self._visit, seen.content
        self._contents[span.id] = content
        if new:
            visit.writer.run(
                ADD, span.id, post.id, post.view, visit.identity, span.number, False, content.text, content.html, span.hash,
                span.parser, span.capture_id, span.start, span.end,
            )  # fmt: skip
            visit.counts.revisions_new += 1
        else:
            visit.writer.run(REPLACE, content.text, content.html, span.hash, span.parser, span.capture_id, span.id)
            self._replaced.add(span.id)


def settle_current(visit: Visit, posts: Iterable[int]) -> None:
    """Mark the revision of each post that is to be shown: the latest of the best view."""
    writer = visit.writer
    found: dict[int, list[Any]] = {}
    for row in writer.rows(FIND_CURRENT, writer.listed(set(posts))):
        found.setdefault(row.post_id, []).append(row)
    changes: list[tuple[bool, int]] = []
    for rows in found.values():
        best = max(rows, key=lambda row: (VIEWS.get(row.view, 0), row.identity != "guest", row.number, row.id))
        changes.extend((row is best, row.id) for row in rows if bool(row.current) != (row is best))
    writer.many(CURRENT, sorted(changes))


def _columns(span: Span) -> tuple[Any, ...]:
    """The columns of `SPAN`."""
    return span.number, span.capture_id, span.start, span.end


def _showing(visit: Visit, post: Shown, revision: int, during: Span) -> list[tuple[Any, list[list[int | None]]]]:
    """The thread pages on which a revision was seen in a time, with their posts."""
    rows = visit.writer.rows(OBSERVED, post.thread_id, post.view, visit.identity, during.start, during.end)
    pages = [(row, msgspec.json.decode(row.posts) if isinstance(row.posts, str) else row.posts) for row in rows]
    return [(row, posts) for row, posts in pages if [post.id, revision] in posts]


def _rename(visit: Visit, post: Shown, old: int, new: int, during: Span) -> None:
    """Let the thread pages of a time name another revision of a post."""
    for page, posts in _showing(visit, post, old, during):
        renamed = [[one, new if (one, revision) == (post.id, old) else revision] for one, revision in posts]
        visit.writer.run(REPOINT, visit.writer.structure(renamed), page.id)
