"""The gap between what sites declare and what is held: what the plan of a crawl is made of.

Answers what is there and what is missing; what is worth fetching, and when, is decided in `archiver.crawl.plan`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from db.keys import short
from db.models import tables as t
from db.queries.refs import thread_at
from db.queries.scopes import Scope
from spiders.items import GONE

_T = t.THREAD.c
_P = t.THREAD_PAGE.c
_S = t.SOURCE.c
_B = t.BOARD.c
_L = t.LOSS.c
_C = t.CAPTURE.c
_R = t.CRAWL.c

"""Statuses by which a site says that there is nothing."""


class OpenSource(NamedTuple):
    """A listing to be walked. ``url`` is where: its cursor where a walk is under way, else its first page."""

    url: str
    kind: str
    title: str | None
    under_way: bool
    pages: int | None
    number: int | None


class UnreadThread(NamedTuple):
    """A thread that a listing, feed or sitemap told of, and of which no page was ever read."""

    id: int
    native_id: str
    url: str
    title: str | None
    declared_posts: int | None
    declared_pages: int | None


class PageSeen(NamedTuple):
    """The latest reading of one page of a thread."""

    number: int
    url: str
    observed_at: datetime
    pages: int | None
    next_url: str | None


class ThreadGap(NamedTuple):
    """A thread that was read, what listings declare of it, and what is held: its pages by number, as last read."""

    id: int
    native_id: str
    url: str | None
    title: str | None
    listed_as: str | None
    listed_since: datetime | None
    last_post_at: datetime | None
    pages: dict[int, PageSeen]


class LossDue(NamedTuple):
    """Something lost that is to be tried again; ``thread_id`` is the native id of the thread whose address it is."""

    url: str
    what: str
    attempts: int
    thread_id: str | None


def open_sources(connection: Connection, scope: Scope, began: datetime) -> list[OpenSource]:
    """Listings whose walk is under way, and those not walked since; boards whose page was never read."""
    if scope.thread_id is not None:
        return []
    number = (
        select(func.max(t.SOURCE_PAGE.c.number))
        .where(t.SOURCE_PAGE.c.source_id == _S.id, t.SOURCE_PAGE.c.observed_at >= _S.walk_started)
        .scalar_subquery()
    )
    found = (
        select(_S.url, _S.cursor, _S.kind, _B.title, _S.pages_declared, number.label("number"))
        .join_from(t.SOURCE, t.BOARD, _B.id == _S.board_id, isouter=True)
        .where(
            _S.site_id == scope.site_id,
            _S.kind.in_(("index", "board")),
            or_(_S.cursor.is_not(None), _S.walk_started.is_(None), _S.walk_started < began),
            *_within(scope, _S.board_id),
        )
        .order_by(_S.id)
    )
    walked = exists().where(_S.site_id == _B.site_id, or_(_S.board_id == _B.id, _S.url == _B.url))
    unread = (
        select(_B.url, _B.title)
        .where(_B.site_id == scope.site_id, _B.kind != "link", ~walked, *_within(scope, _B.id))
        .where(_B.url.is_not(None), _B.url.not_like("%#%"))  # a category that is a part of the index has no page of its own
        .order_by(_B.id)
    )
    sources = [
        OpenSource(row.cursor or row.url, row.kind, row.title, row.cursor is not None, row.pages_declared, row.number)
        for row in connection.execute(found)
    ]
    return [*sources, *(OpenSource(row.url, "board", row.title, False, None, None) for row in connection.execute(unread))]


def unread_threads(
    connection: Connection, scope: Scope, *, denied: datetime, after: int = 0, limit: int | None = None
) -> list[UnreadThread]:
    """Threads never read, in the order in which they became known, those behind ``after``. Left out are those that were lost:
    they are tried again when their loss is due.

    Args:
        denied: left out are those, too, of which the site said since then that they are not there, or said so and showed them in
            no listing since.
    """
    own_page = exists().where(_P.thread_id == _T.id, _P.number > 0)
    lost = exists().where(_L.url == _T.url, _L.resolved_at.is_(None))
    gone = exists().where(_C.url == _T.url, _C.status.in_(GONE), or_(_C.fetched_at >= _T.last_seen, _C.fetched_at > denied))
    found = (
        select(
            _T.id,
            _T.native_id,
            _T.url,
            _T.title,
            func.coalesce(_T.declared_posts, _T.declared_replies + 1).label("declared_posts"),
            _T.declared_pages,
        )
        .where(*_threads(scope), _T.id > after, _T.url.is_not(None), _T.state == "visible", ~own_page, ~lost, ~gone)
        .order_by(_T.id)
        .limit(limit)
    )
    return [UnreadThread(*row) for row in connection.execute(found)]


def thread_gaps(connection: Connection, scope: Scope, *, after: int = 0, limit: int = 500) -> list[ThreadGap]:
    """Threads that were read, with their pages as last read: those behind ``after``, in order."""
    own_page = exists().where(_P.thread_id == _T.id, _P.number > 0)
    found = connection.execute(
        select(_T.id, _T.native_id, _T.url, _T.title, _T.listed_as, _T.listed_since, _T.last_post_at)
        .where(*_threads(scope), _T.id > after, _T.state.in_(("visible", "gated")), own_page)
        .order_by(_T.id)
        .limit(limit)
    ).all()
    pages: dict[int, dict[int, PageSeen]] = {row.id: {} for row in found}
    seen = (
        select(_P.thread_id, _P.number, _C.url, _P.observed_at, _P.pages_declared, _P.next_url)
        .join_from(t.THREAD_PAGE, t.CAPTURE, _C.id == _P.capture_id)
        .where(_P.thread_id.in_(list(pages)), _P.number > 0)
        .order_by(_P.observed_at, _P.id)
    )
    for row in connection.execute(seen):
        pages[row.thread_id][row.number] = PageSeen(*row[1:])
    return [ThreadGap(*row, pages[row.id]) for row in found]


def holds_last_post(connection: Connection, thread: ThreadGap) -> bool:
    """Whether the archive holds what the listing declares to be the thread's end: its last post, else as many posts."""
    replies, posts, last_id, _ = (thread.listed_as or "|||").split("|")
    held = select(func.count()).where(t.POST.c.thread_id == thread.id, t.POST.c.state != "missing")
    if last_id:
        return connection.execute(held.where(t.POST.c.native_id == last_id)).scalar_one() > 0
    declared = int(posts) if posts else int(replies) + 1 if replies else None
    return declared is not None and connection.execute(held).scalar_one() >= declared


def pages_read(connection: Connection, scope: Scope, *, thread_id: str | None, url: str) -> dict[int, datetime]:
    """The pages of a thread that were read, and when last; a thread whose id no page told is known by its address."""
    key = (
        connection.execute(select(_T.id).where(_T.site_id == scope.site_id, _T.native_id == short(thread_id, 400))).scalar()
        if thread_id
        else thread_at(connection, url, posts=False)
    )
    if key is None:
        return {}
    found = (
        select(_P.number, func.max(_P.observed_at).label("read")).where(_P.thread_id == key, _P.number > 0).group_by(_P.number)
    )
    return {row.number: row.read for row in connection.execute(found)}


def is_source(connection: Connection, url: str) -> bool:
    """Whether the archive knows a listing of that address."""
    return connection.execute(select(_S.id).where(_S.url == short(url)).limit(1)).first() is not None


def last_fetched(connection: Connection, url: str) -> datetime | None:
    """When the address last answered, be it that there is nothing."""
    answered = or_(_C.status < 400, _C.status.in_(GONE))
    latest: datetime | None = connection.execute(select(func.max(_C.fetched_at)).where(_C.url == short(url), answered)).scalar()
    return latest


def losses_open(connection: Connection, urls: Iterable[str]) -> dict[str, datetime | None]:
    """Which of these addresses are lost, and when each is to be tried again; None: not again."""
    found = connection.execute(
        select(_L.url, func.max(_L.next_try).label("next_try"))
        .where(_L.url.in_([short(url) for url in urls]), _L.resolved_at.is_(None), _L.kind != "post")
        .group_by(_L.url)
    )
    return {row.url: row.next_try for row in found}


def losses_due(connection: Connection, scope: Scope, now: datetime) -> list[LossDue]:
    """What was lost and is to be tried again by now, the longest due first. A post that could not be read is not fetched again:
    its page is held.
    """
    which = (_L.site_id == scope.site_id,) if scope.boards is None and scope.thread_id is None else (
        _L.site_id == scope.site_id, or_(exists().where(*_threads(scope), _T.url == _L.url), _pages_of(scope)),
    )  # fmt: skip
    thread = select(_T.native_id).where(_T.site_id == _L.site_id, _T.url == _L.url).limit(1).scalar_subquery()
    found = (
        select(_L.url, _L.what, _L.attempts, thread.label("thread_id"))
        .where(*which, _L.resolved_at.is_(None), _L.next_try <= now, _L.kind != "post")
        .order_by(_L.next_try, _L.id)
    )
    return [LossDue(*row) for row in connection.execute(found)]


def last_complete(connection: Connection, url: str) -> datetime | None:
    """When the last crawl from that address began that went to its end: what changed before it was seen."""
    latest: datetime | None = connection.execute(
        select(func.max(_R.started_at)).where(_R.url == url, _R.reason == "finished", _R.exit_code.in_((0, 3)))
    ).scalar()
    return latest


def crawl_delay(connection: Connection, site_id: int) -> float | None:
    """Seconds between requests that the site's robots.txt asks for."""
    delay: float | None = connection.execute(select(t.SITE.c.crawl_delay).where(t.SITE.c.id == site_id)).scalar()
    return delay


def full_page(connection: Connection, site_id: int) -> int | None:
    """Posts on a full page of a thread of that site, as the latest readings show; None where no thread has two pages."""
    latest = (
        select(_P.posts)
        .join_from(t.THREAD_PAGE, t.THREAD, _T.id == _P.thread_id)
        .where(_T.site_id == site_id, _P.number > 0, _P.next_url.is_not(None))
        .order_by(_P.id.desc())
        .limit(20)
    )
    return max((len(row.posts) for row in connection.execute(latest)), default=None)


def _threads(scope: Scope) -> Sequence[ColumnElement[bool]]:
    if scope.thread_id is not None:
        return (_T.id == scope.thread_id,)
    return (_T.site_id == scope.site_id, *_within(scope, _T.board_id))


def _within(scope: Scope, board: Any) -> Sequence[ColumnElement[bool]]:
    return () if scope.boards is None else (board.in_(scope.boards),)


def _pages_of(scope: Scope) -> ColumnElement[bool]:
    """A loss of a page to which a held page of a thread in the scope leads."""
    return exists().where(_P.thread_id == _T.id, *_threads(scope), and_(_P.next_url == _L.url))
