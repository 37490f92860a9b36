"""The order of revisions when captures come out of order or are read again.

What a series of revisions says must not depend on the order in which captures arrived. The rules: equal words are one revision
as long as no others stand between them; a revision is new only where two captures of one view, read by one version of one
reader, differ; a newer version replaces what the older one read, and an older one changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
from sqlalchemy import Table, bindparam, delete, false, select, update
from sqlalchemy import insert as plain_insert

from db.models import tables as t
from db.store.contents import clear_contents, store_contents
from db.store.posts import Shown
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The words of a post in one capture, read by one version of a reader."""

    content: Content
    hash: str
    parser: str
    capture_id: int
    at: Any


@dataclass(slots=True)
class Span:
    """A revision while its series is put in order. ``said`` is its new content, where it has any."""

    id: int
    hash: str
    parser: str
    capture_id: int | None
    start: Any
    end: Any
    number: int = 0
    said: Observation | None = None
    new: bool = False
    stored: tuple[Any, ...] = ()

    @property
    def span(self) -> tuple[Any, ...]:
        """The columns of `SPAN`."""
        return self.number, self.capture_id, self.start, self.end


@dataclass(slots=True)
class Series:
    """All revisions of one post through one view, in order."""

    visit: Visit
    post: Shown
    spans: list[Span]
    gone: list[tuple[Span, Span]] = field(default_factory=list)
    """Revisions that turned out to be the same as the one before them."""


class Retelling:
    """The awkward posts of one page: their series are put in order one by one, their contents are written together."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._contents: dict[int, Content] = {}
        self._replaced: set[int] = set()
        self.changed: list[int] = []

    def tell(self, post: Shown, rows: Sequence[Any], seen: Observation) -> int:
        """Give an observation its place among the revisions of its post; the revision that holds it."""
        spans = [
            Span(row.id, row.hash, row.parser, row.capture_id, row.observed_from, row.observed_until, row.number)
            for row in sorted(rows, key=lambda row: row.observed_from)
        ]
        for span in spans:
            span.stored = span.span
        series = Series(self._visit, post, spans)
        held = excerpt(spans[0], seen) if post.view == "excerpt" else place(series, seen)
        held = settle(series, held)
        self._write(series)
        return held.id

    def _write(self, series: Series) -> None:
        visit, post, writer = self._visit, series.post, self._visit.writer
        for span, kept in series.gone:
            for page, posts in _showing(series, span, span.start, span.end):
                _repoint(visit, page.id, posts, post.id, {span.id: kept.id})
            writer.run(RESOURCE, kept.id, span.id)
            writer.run(DROP, span.id)
            self._contents.pop(span.id, None)
        # Ends of intervals move apart before others take their place: observed_from is unique within a series.
        for span in sorted(series.spans, key=lambda span: span.new):
            seen = span.said
            if span.new and seen is not None:
                content = seen.content
                writer.run(
                    ADD, span.id, post.id, post.view, visit.identity, span.number, False, content.text, content.html, span.hash,
                    span.parser, span.capture_id, span.start, span.end,
                )  # fmt: skip
                visit.counts.revisions_new += 1
            elif seen is not None:
                writer.run(REPLACE, seen.content.text, seen.content.html, span.hash, span.parser, span.capture_id, span.id)
                self._replaced.add(span.id)
            if not (span.new and seen is not None) and span.span != span.stored:
                writer.run(SPAN, *span.span, span.id)
            if seen is not None:
                self._contents[span.id] = seen.content
        if series.gone or any(span.new or span.said or span.span != span.stored for span in series.spans):
            self.changed.append(post.id)

    def finish(self) -> None:
        """Write what stands in the revisions that were read anew or are new."""
        if self._replaced:
            clear_contents(self._visit, sorted(self._replaced))
        if self._contents:
            store_contents(self._visit, self._contents.items())


def excerpt(span: Span, seen: Observation) -> Span:
    """An excerpt never makes a revision: the one kept is the latest."""
    same = (seen.hash, seen.parser) == (span.hash, span.parser)
    if seen.at < span.start if same else seen.at >= span.end:
        _replace(span, seen)
    span.start, span.end = min(span.start, seen.at), max(span.end, seen.at)
    return span


def place(series: Series, seen: Observation) -> Span:
    """The revision of a series that holds an observation, after making room for it."""
    before = after = None
    for span in series.spans:
        if span.start <= seen.at <= span.end:
            return _within(series, span, seen)
        if span.end < seen.at:
            before = span
        elif after is None:
            after = span
    for near in (before, after):
        if near is not None and near.hash == seen.hash:
            if _order(seen, near) > 0 or (near is after and seen.parser == near.parser):
                _replace(near, seen)  # read better, or from the capture that is the first now
            near.start, near.end = min(near.start, seen.at), max(near.end, seen.at)
            return near
    if any(near is not None and near.parser == seen.parser for near in (before, after)):
        return _insert(series, seen)
    near = before or after
    if near is None:
        return _insert(series, seen)
    if _order(seen, near) > 0:  # not comparable: the newer reading stands for both until the older capture is read again
        _replace(near, seen)
        near.start, near.end = min(near.start, seen.at), max(near.end, seen.at)
    return near


def settle(series: Series, held: Span) -> Span:
    """Number the revisions in order; those that a better reading shows to be one become one."""
    series.spans.sort(key=lambda span: span.start)
    kept: list[Span] = []
    for span in series.spans:
        last = kept[-1] if kept else None
        if last is not None and (last.hash, last.parser) == (span.hash, span.parser):
            last.end = max(last.end, span.end)
            series.gone.append((span, last))
            if held is span:
                held = last
        else:
            kept.append(span)
    for number, span in enumerate(kept, start=1):
        span.number = number
    series.spans = kept
    return held


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


def _within(series: Series, span: Span, seen: Observation) -> Span:
    order = _order(seen, span)
    if span.hash == seen.hash:
        if order > 0:
            _replace(span, seen)
        return span
    if order < 0:
        return span
    if order > 0 or span.capture_id == seen.capture_id:
        _replace(span, seen)
        return span
    return _split(series, span, seen)


def _split(series: Series, span: Span, seen: Observation) -> Span:
    """Other words stood there in between: the revision ends before them, and what was seen of it later is a revision again."""
    visit, post = series.visit, series.post
    pages = [page for page in _showing(series, span, span.start, span.end) if page[0].capture_id != seen.capture_id]
    times = [(page.observed_at, page.capture_id) for page, _ in pages] or [
        (span.start, span.capture_id),
        (span.end, span.capture_id),
    ]
    earlier = [time for time in times if time[0] < seen.at]
    later = [time for time in times if time[0] > seen.at]
    if not earlier and not later:
        _replace(span, seen)
        span.start = span.end = seen.at
        return span
    if earlier and later:
        again = Span(visit.ids.one("revision"), span.hash, span.parser, later[0][1], later[0][0], span.end, new=True)
        visit.writer.run(COPY, again.id, again.capture_id, again.start, span.id)
        for statement in COPY_CONTENT:
            visit.writer.run(statement, again.id, span.id)
        for page, posts in pages:
            if page.observed_at > seen.at:
                _repoint(visit, page.id, posts, post.id, {span.id: again.id})
        series.spans.append(again)
    if earlier:
        span.end = earlier[-1][0]
    else:
        (span.start, span.capture_id) = later[0]
    return _insert(series, seen)


def _showing(series: Series, span: Span, since: Any, until: Any) -> list[tuple[Any, list[list[int | None]]]]:
    """The thread pages on which a revision was seen, with their posts."""
    visit, post = series.visit, series.post
    rows = visit.writer.rows(OBSERVED, post.thread_id, post.view, visit.identity, since, until)
    pages = [(row, msgspec.json.decode(row.posts) if isinstance(row.posts, str) else row.posts) for row in rows]
    return [(row, posts) for row, posts in pages if [post.id, span.id] in posts]


def _repoint(visit: Visit, page_id: int, posts: list[list[int | None]], post_id: int, renamed: dict[int, int]) -> None:
    """Let a thread page name another revision of a post."""
    changed = [
        [post, renamed.get(revision, revision) if revision is not None and post == post_id else revision]
        for post, revision in posts
    ]
    visit.writer.run(REPOINT, visit.writer.structure(changed), page_id)


def _insert(series: Series, seen: Observation) -> Span:
    span = Span(series.visit.ids.one("revision"), seen.hash, seen.parser, seen.capture_id, seen.at, seen.at, said=seen, new=True)
    series.spans.append(span)
    series.spans.sort(key=lambda one: one.start)
    return span


def _replace(span: Span, seen: Observation) -> None:
    span.hash, span.parser, span.capture_id, span.said = seen.hash, seen.parser, seen.capture_id, seen


def _order(seen: Observation, span: Span) -> Literal[-1, 0, 1]:
    """Whether the reading is by a newer version (1), the same (0) or an older one (-1); for another reader by time."""
    if seen.parser == span.parser:
        return 0
    name, _, version = seen.parser.rpartition("/")
    known, _, older = span.parser.rpartition("/")
    if name == known and version.isdecimal() and older.isdecimal():
        return 1 if int(version) > int(older) else -1
    return 1 if seen.at >= span.end else -1
