"""Lists for people: sites, boards, threads, losses, crawls; figures held beside figures declared."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, case, func, select

from db.models import tables as t
from db.queries.refs import find_site, find_thread

_HELD = select(func.count()).where(t.POST.c.thread_id == t.THREAD.c.id, t.POST.c.state != "missing").scalar_subquery()
DECLARED_POSTS = func.coalesce(t.THREAD.c.declared_posts, t.THREAD.c.declared_replies + 1)
"""Posts a thread declares, its opening post or article included; null where it declares nothing."""


class SiteSummary(NamedTuple):
    """A site and how much of it is held."""

    id: int
    url: str
    platform: str
    platform_version: str | None
    title: str | None
    language: str | None
    timezone: str | None
    timezone_source: str | None
    blocked_until: datetime | None
    boards: int
    threads: int
    posts: int
    authors: int
    losses: int
    last_capture: datetime | None


class BoardSummary(NamedTuple):
    """A board and how much of it is held."""

    id: int
    native_id: str
    title: str
    url: str | None
    kind: str
    parent_id: int | None
    declared_threads: int | None
    declared_posts: int | None
    threads: int


class ThreadSummary(NamedTuple):
    """A thread, what it declares and what is held of it. ``posts_declared`` is None where the site declares nothing."""

    id: int
    site_url: str
    native_id: str
    kind: str
    title: str | None
    prefix: str | None
    url: str | None
    board: str | None
    author: str | None
    created_at: datetime | None
    state: str
    sticky: bool | None
    locked: bool | None
    posts: int
    posts_declared: int | None
    pages_declared: int | None
    last_post_at: datetime | None
    last_seen: datetime


class LossRow(NamedTuple):
    """Something that could not be fetched or read."""

    id: int
    site_url: str | None
    url: str
    kind: str
    post_native_id: str
    what: str
    first_seen: datetime
    last_seen: datetime
    attempts: int
    next_try: datetime | None
    resolved_at: datetime | None


class CrawlSummary(NamedTuple):
    """A crawl and how it ended."""

    id: int
    url: str
    site_url: str | None
    identity: str
    started_at: datetime
    finished_at: datetime | None
    reason: str | None
    exit_code: int | None
    counts: dict[str, Any]


def sites(connection: Connection) -> list[SiteSummary]:
    """All sites, by address."""

    def count(table: Any, *where: Any) -> Any:
        return select(func.count()).select_from(table).where(table.c.site_id == t.SITE.c.id, *where).scalar_subquery()

    statement = select(
        t.SITE.c.id,
        t.SITE.c.url,
        t.SITE.c.platform,
        t.SITE.c.platform_version,
        t.SITE.c.title,
        t.SITE.c.language,
        t.SITE.c.timezone,
        t.SITE.c.timezone_source,
        t.SITE.c.blocked_until,
        count(t.BOARD),
        count(t.THREAD),
        count(t.POST),
        count(t.AUTHOR),
        count(t.LOSS, t.LOSS.c.resolved_at.is_(None), t.LOSS.c.kind != "gated"),
        select(func.max(t.CAPTURE.c.fetched_at)).where(t.CAPTURE.c.site_id == t.SITE.c.id).scalar_subquery(),
    ).order_by(t.SITE.c.url)
    return [SiteSummary._make(row) for row in connection.execute(statement)]


def boards(connection: Connection, site: str) -> list[BoardSummary]:
    """The boards of a site, in the order in which they were met."""
    held = select(func.count()).where(t.THREAD.c.board_id == t.BOARD.c.id).scalar_subquery()
    statement = (
        select(
            t.BOARD.c.id,
            t.BOARD.c.native_id,
            t.BOARD.c.title,
            t.BOARD.c.url,
            t.BOARD.c.kind,
            t.BOARD.c.parent_id,
            t.BOARD.c.declared_threads,
            t.BOARD.c.declared_posts,
            held,
        )
        .where(t.BOARD.c.site_id == find_site(connection, site))
        .order_by(t.BOARD.c.id)
    )
    return [BoardSummary._make(row) for row in connection.execute(statement)]


def threads(
    connection: Connection,
    *,
    site: str | None = None,
    board: str | None = None,
    limit: int | None = None,
) -> Iterator[ThreadSummary]:
    """Threads, those with the latest posts first.

    Args:
        site: only of this site.
        board: only of the board with this title or native id.
        limit: at most so many.

    Raises:
        UsageError: there is no such site.
    """
    newest = case((t.THREAD.c.last_post_at.is_(None), 1), else_=0)
    statement = _summary().order_by(newest, t.THREAD.c.last_post_at.desc(), t.THREAD.c.id)
    if site is not None:
        statement = statement.where(t.THREAD.c.site_id == find_site(connection, site))
    if board is not None:
        statement = statement.where((t.BOARD.c.title == board) | (t.BOARD.c.native_id == board))
    if limit is not None:
        statement = statement.limit(limit)
    for row in connection.execute(statement.execution_options(yield_per=500)):
        yield ThreadSummary._make(row)


def thread(connection: Connection, ref: str, *, site: str | None = None) -> ThreadSummary:
    """The thread that is meant, see `db.queries.refs.find_thread`.

    Raises:
        UsageError: no thread is, or several are.
    """
    statement = _summary().where(t.THREAD.c.id == find_thread(connection, ref, site=site))
    return ThreadSummary._make(connection.execute(statement).one())


def losses(
    connection: Connection,
    *,
    site: str | None = None,
    resolved: bool = False,
    kinds: Collection[str] = (),
    due: datetime | None = None,
) -> Iterator[LossRow]:
    """What could not be fetched or read, the oldest first.

    Args:
        site: only of this one.
        resolved: also what was read after all.
        kinds: only of these; none named: of all.
        due: only what is to be tried again by then.

    Raises:
        UsageError: there is no such site.
    """
    statement = select(
        t.LOSS.c.id,
        t.SITE.c.url,
        t.LOSS.c.url,
        t.LOSS.c.kind,
        t.LOSS.c.post_native_id,
        t.LOSS.c.what,
        t.LOSS.c.first_seen,
        t.LOSS.c.last_seen,
        t.LOSS.c.attempts,
        t.LOSS.c.next_try,
        t.LOSS.c.resolved_at,
    ).join_from(t.LOSS, t.SITE, isouter=True)
    if site is not None:
        statement = statement.where(t.LOSS.c.site_id == find_site(connection, site))
    if not resolved:
        statement = statement.where(t.LOSS.c.resolved_at.is_(None))
    if kinds:
        statement = statement.where(t.LOSS.c.kind.in_(kinds))
    if due is not None:
        statement = statement.where(t.LOSS.c.next_try <= due, t.LOSS.c.kind != "post")
    for row in connection.execute(statement.order_by(t.LOSS.c.first_seen, t.LOSS.c.id)):
        yield LossRow._make(row)


def crawls(connection: Connection, *, limit: int = 20) -> list[CrawlSummary]:
    """Crawls, the latest first."""
    statement = (
        select(
            t.CRAWL.c.id,
            t.CRAWL.c.url,
            t.SITE.c.url,
            t.CRAWL.c.identity,
            t.CRAWL.c.started_at,
            t.CRAWL.c.finished_at,
            t.CRAWL.c.reason,
            t.CRAWL.c.exit_code,
            t.CRAWL.c.counts,
        )
        .join_from(t.CRAWL, t.SITE, isouter=True)
        .order_by(t.CRAWL.c.id.desc())
        .limit(limit)
    )
    return [CrawlSummary._make(row) for row in connection.execute(statement)]


def _summary() -> Select[Any]:
    return (
        select(
            t.THREAD.c.id,
            t.SITE.c.url,
            t.THREAD.c.native_id,
            t.THREAD.c.kind,
            t.THREAD.c.title,
            t.THREAD.c.prefix,
            t.THREAD.c.url,
            t.BOARD.c.title,
            func.coalesce(t.THREAD.c.author_name, t.AUTHOR.c.name),
            t.THREAD.c.created_at,
            t.THREAD.c.state,
            t.THREAD.c.sticky,
            t.THREAD.c.locked,
            _HELD,
            DECLARED_POSTS,
            t.THREAD.c.declared_pages,
            t.THREAD.c.last_post_at,
            t.THREAD.c.last_seen,
        )
        .join_from(t.THREAD, t.SITE)
        .outerjoin(t.BOARD, t.BOARD.c.id == t.THREAD.c.board_id)
        .outerjoin(t.AUTHOR, t.AUTHOR.c.id == t.THREAD.c.author_id)
    )
