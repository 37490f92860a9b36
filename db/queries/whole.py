"""Whole threads, with everything in them, read in batches: one SELECT a table and batch, however many threads there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from db.models import tables as t
from db.queries.facts import thread_facts
from db.queries.records import BoardRow, EditRow, PostRow, QuoteRow, RevisionRow, SiteRow, ThreadRecord, ThreadRow
from db.queries.refs import find_site, find_thread

BATCH = 1_000
"""Posts read at a time: so much is in memory, unless one thread alone is larger."""


def thread_record(connection: Connection, thread_id: int) -> ThreadRecord:
    """One thread by our id, with everything in it."""
    return next(_records(connection, [thread_id]))


def thread_records(connection: Connection, *, site: str | None = None, thread: str | None = None) -> Iterator[ThreadRecord]:
    """All threads, or those of a site, or one, with everything in them; in the order in which they were met.

    Raises:
        UsageError: there is no such site or thread.
    """
    if thread is not None:
        yield from _records(connection, [find_thread(connection, thread, site=site)])
        return
    site_id = find_site(connection, site) if site is not None else None
    yield from (record for batch in _batches(connection, site_id) for record in _records(connection, batch))


def _batches(connection: Connection, site_id: int | None) -> Iterator[list[int]]:
    """Ids of threads, so many at a time as hold about `BATCH` posts."""
    last, batch, size = 0, list[int](), 0
    count = select(func.count()).where(t.POST.c.thread_id == t.THREAD.c.id).scalar_subquery()
    statement = select(t.THREAD.c.id, count.label("posts")).order_by(t.THREAD.c.id).limit(BATCH)
    if site_id is not None:
        statement = statement.where(t.THREAD.c.site_id == site_id)
    while rows := connection.execute(statement.where(t.THREAD.c.id > last)).all():
        last = rows[-1].id
        for row in rows:
            if batch and size + row.posts > BATCH:
                yield batch
                batch, size = [], 0
            batch.append(row.id)
            size += row.posts + 1
    if batch:
        yield batch


_A = t.AUTHOR.c
_PAGES = t.THREAD_PAGE
_THREADS = (
    select(
        *(t.THREAD.c[name] for name in ("id", "site_id", "native_id", "kind", "title", "prefix", "url", "board_id")),
        _A.native_id,
        func.coalesce(t.THREAD.c.author_name, _A.name),
        _A.url,
        *(
            t.THREAD.c[name]
            for name in (
                "created_at", "created_precision", "state", "sticky", "locked", "declared_replies", "declared_posts",
                "declared_pages", "declared_views", "last_post_at",
            )
        ),
        select(func.min(_PAGES.c.confidence)).where(_PAGES.c.thread_id == t.THREAD.c.id).scalar_subquery(),
    )
    .join_from(t.THREAD, t.AUTHOR, _A.id == t.THREAD.c.author_id, isouter=True)
    .order_by(t.THREAD.c.id)
)  # fmt: skip
_POSTS = (
    select(
        *(t.POST.c[name] for name in ("id", "thread_id", "kind", "native_id", "ordinal", "page", "position", "parent_native_id")),
        _A.native_id,
        func.coalesce(t.POST.c.author_name, _A.name),
        func.coalesce(_A.url, t.POST.c.author_url),
        *(t.POST.c[name] for name in ("author_guest", "posted_at", "posted_raw", "posted_precision", "url", "subject", "state")),
        *(t.REVISION.c[name] for name in ("id", "view", "identity", "text", "html")),
        *(t.CAPTURE.c[name] for name in ("url", "fetched_at", "warc", "record_offset", "digest")),
    )
    .join_from(t.POST, t.AUTHOR, _A.id == t.POST.c.author_id, isouter=True)
    .outerjoin(t.REVISION, and_(t.REVISION.c.post_id == t.POST.c.id, t.REVISION.c.current))
    .outerjoin(t.CAPTURE, t.CAPTURE.c.id == t.REVISION.c.capture_id)
)
_SOURCE = t.POST.alias("source")
_SOURCE_THREAD = t.THREAD.alias("source_thread")


def _of_current(*columns: Any, table: Any) -> Select[Any]:
    """Rows that hang on the current revisions of posts."""
    return (
        select(*columns)
        .join_from(table, t.REVISION, t.REVISION.c.id == table.c.revision_id)
        .join(t.POST, t.POST.c.id == t.REVISION.c.post_id)
        .where(t.REVISION.c.current)
        .order_by(table.c.revision_id, table.c.ordinal)
    )


_QUOTES = (
    _of_current(
        *(t.QUOTE.c[name] for name in ("revision_id", "ordinal", "depth", "parent_ordinal", "position", "author_name", "text")),
        _SOURCE.c.native_id,
        _SOURCE_THREAD.c.native_id,
        *(t.QUOTE.c[name] for name in ("match", "source_start", "source_end", "score", "altered")),
        table=t.QUOTE,
    )
    .outerjoin(_SOURCE, _SOURCE.c.id == t.QUOTE.c.source_post_id)
    .outerjoin(_SOURCE_THREAD, _SOURCE_THREAD.c.id == _SOURCE.c.thread_id)
)
_MENTIONS = _of_current(*(t.MENTION.c[name] for name in ("revision_id", "name", "native_id", "url")), table=t.MENTION)
_LINKS = _of_current(*(t.LINK.c[name] for name in ("revision_id", "url", "text")), table=t.LINK)
_MEDIA = _of_current(*(t.MEDIA.c[name] for name in ("revision_id", "kind", "name", "url")), table=t.MEDIA)
_EDITS = (
    select(
        t.EDIT.c.post_id, t.EDIT.c.edited_at, t.EDIT.c.edited_precision, t.EDIT.c.editor_name, t.EDIT.c.reason, t.EDIT.c.count,
        t.EDIT.c.raw,
    )
    .join_from(t.EDIT, t.POST, t.POST.c.id == t.EDIT.c.post_id)
    .order_by(t.EDIT.c.last_seen, t.EDIT.c.position, t.EDIT.c.id)
)  # fmt: skip
_REACTIONS = (
    select(t.REACTION.c.post_id, t.REACTION.c.kind, t.REACTION.c.count, t.REACTION.c.names)
    .join_from(t.REACTION, t.POST, t.POST.c.id == t.REACTION.c.post_id)
    .order_by(t.REACTION.c.post_id, t.REACTION.c.kind)
)
_REVISIONS = (
    select(*(t.REVISION.c[name] for name in RevisionRow._fields))
    .join_from(t.REVISION, t.POST, t.POST.c.id == t.REVISION.c.post_id)
    .order_by(t.REVISION.c.post_id, t.REVISION.c.number)
)
_LABELS = (
    select(t.THREAD_LABEL.c.thread_id, t.LABEL.c.kind, t.LABEL.c.title)
    .join_from(t.THREAD_LABEL, t.LABEL, t.LABEL.c.id == t.THREAD_LABEL.c.label_id)
    .where(t.THREAD_LABEL.c.gone_at.is_(None))
    .order_by(t.THREAD_LABEL.c.thread_id, t.THREAD_LABEL.c.position, t.LABEL.c.id)
)
_POLLS = (
    select(t.POLL.c.thread_id, t.POLL.c.question, t.POLL_OPTION.c.text, t.POLL_OPTION.c.votes)
    .join_from(t.POLL, t.POLL_OPTION, t.POLL_OPTION.c.poll_id == t.POLL.c.id, isouter=True)
    .order_by(t.POLL.c.id, t.POLL_OPTION.c.ordinal)
)


def _records(connection: Connection, ids: Sequence[int]) -> Iterator[ThreadRecord]:
    rows = [ThreadRow._make(row) for row in connection.execute(_THREADS.where(t.THREAD.c.id.in_(ids)))]
    sites = _sites(connection, {row.site_id for row in rows})
    boards = _boards(connection, {row.board_id for row in rows if row.board_id is not None})
    facts = {one.id: one for site_id in sites for one in thread_facts(connection, site_id, ids=ids)}
    records = {row.id: ThreadRecord(sites[row.site_id], row, _path(boards, row.board_id), facts[row.id]) for row in rows}
    for row in connection.execute(_POSTS.where(t.POST.c.thread_id.in_(ids))):
        post = PostRow._make(row)
        records[post.thread_id].posts.append(post)
    for record in records.values():
        record.posts.sort(key=_place)
    for thread_id, kind, title in connection.execute(_LABELS.where(t.THREAD_LABEL.c.thread_id.in_(ids))):
        records[thread_id].labels.append((kind, title))
    for thread_id, question, text, votes in connection.execute(_POLLS.where(t.POLL.c.thread_id.in_(ids))):
        records[thread_id].poll = question
        if text is not None:
            records[thread_id].poll_options.append((text, votes))
    _hang(connection, ids, records)
    yield from records.values()


def _hang(connection: Connection, ids: Sequence[int], records: dict[int, ThreadRecord]) -> None:
    """What hangs on posts and revisions."""
    of_post = {post.id: (record, post) for record in records.values() for post in record.posts}
    of_revision = {post.revision_id: record for record, post in of_post.values() if post.revision_id is not None}
    mine = t.POST.c.thread_id.in_(ids)
    for row in connection.execute(_EDITS.where(mine)):
        edit = EditRow._make(row)
        of_post[edit.post_id][0].edits.setdefault(edit.post_id, []).append(edit)
    for post_id, kind, count, names in connection.execute(_REACTIONS.where(mine)):
        of_post[post_id][0].reactions.setdefault(post_id, []).append((kind, count, names))
    for row in connection.execute(_REVISIONS.where(mine)):
        revision = RevisionRow._make(row)
        record, post = of_post[revision.post_id]
        if (revision.view, revision.identity) == (post.view, post.identity):
            record.revisions.setdefault(revision.post_id, []).append(revision)
    for row in connection.execute(_QUOTES.where(mine)):
        quote = QuoteRow._make(row)
        of_revision[quote.revision_id].quotes.setdefault(quote.revision_id, []).append(quote)
    for statement, name in ((_MENTIONS, "mentions"), (_LINKS, "links"), (_MEDIA, "media")):
        for revision_id, *values in connection.execute(statement.where(mine)):
            getattr(of_revision[revision_id], name).setdefault(revision_id, []).append(tuple(values))


def _sites(connection: Connection, ids: Iterable[int]) -> dict[int, SiteRow]:
    statement = select(*(t.SITE.c[name] for name in SiteRow._fields)).where(t.SITE.c.id.in_(list(ids)))
    return {row.id: SiteRow._make(row) for row in connection.execute(statement)}


def _boards(connection: Connection, ids: set[int]) -> dict[int, BoardRow]:
    """The boards and all above them."""
    found: dict[int, BoardRow] = {}
    while wanted := ids - found.keys():
        statement = select(*(t.BOARD.c[name] for name in BoardRow._fields)).where(t.BOARD.c.id.in_(list(wanted)))
        rows = [BoardRow._make(row) for row in connection.execute(statement)]
        found.update((row.id, row) for row in rows)
        ids = {row.parent_id for row in rows if row.parent_id is not None}
    return found


def _path(boards: dict[int, BoardRow], board_id: int | None) -> list[BoardRow]:
    path: list[BoardRow] = []
    while board_id is not None and (board := boards[board_id]) not in path:
        path.insert(0, board)
        board_id = board.parent_id
    return path


_LAST = 1 << 62


def _place(post: PostRow) -> tuple[Any, ...]:
    """Where a post stands: the article first; by page and place there; those that no page showed by number, time and id."""
    posted = post.posted_at.timestamp() if post.posted_at is not None else float(_LAST)
    return (
        post.kind != "article",
        post.page if post.page is not None else _LAST,
        post.position if post.position is not None else _LAST,
        post.ordinal if post.ordinal is not None else _LAST,
        posted,
        _natural(post.native_id),
        post.id,
    )


@lru_cache(maxsize=65_536)
def _natural(native_id: str) -> tuple[int, str]:
    return (int(native_id), "") if native_id.isdecimal() and len(native_id) < 19 else (_LAST, native_id)
