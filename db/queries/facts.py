"""What threads declare and what is held of them, gathered for many threads with one statement a fact.

Answers with facts and judges nothing: what they mean is said in `archiver.completeness`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select

from db.models import tables as t
from db.queries.gap import PageSeen
from spiders.items import GONE

_T, _P, _L, _C, _G = t.THREAD.c, t.POST.c, t.LOSS.c, t.CAPTURE.c, t.THREAD_PAGE.c

PLACEHOLDERS = ("deleted", "moderated")
"""States of posts of which a page shows the place and not the words."""

_AT_ONCE = 500
"""Values named in one statement: SQLite allows 32,766, and it plans few faster."""


class OpenLoss(NamedTuple):
    """Something that could not be fetched or read, and still is lost."""

    id: int
    url: str
    kind: str
    post_native_id: str
    what: str
    attempts: int
    first_seen: datetime
    next_try: datetime | None


class PostCounts(NamedTuple):
    """Posts of a thread by what its pages show of them. An article is one, however many pages it is spread over.

    ``counted`` are those of the missing ones that the declared figure counts: they vanished after it was stated, or no page
    ever showed them.
    """

    shown: int = 0
    placeholders: int = 0
    missing: int = 0
    counted: int = 0


class ThreadFacts(NamedTuple):
    """A thread, what it declares, and what is held of it.

    ``declared`` are posts, the opening post or article included. ``gone_at`` is when its address last answered that there is
    nothing; ``last_post_held`` whether the post that listings name as its last is held, None where they name none. ``pages`` are
    those held, by number, as last read. ``gaps`` are runs of printed numbers (first and last) that no post held has.
    """

    id: int
    native_id: str
    title: str | None
    url: str | None
    board_id: int | None
    state: str
    declared: int | None
    declared_pages: int | None
    listed_since: datetime | None
    gone_at: datetime | None
    last_post_held: bool | None
    posts: PostCounts
    pages: dict[int, PageSeen]
    gaps: tuple[tuple[int, int], ...]
    losses: tuple[OpenLoss, ...]


def thread_facts(
    connection: Connection, site_id: int, *, ids: Sequence[int] | None = None, losses: Sequence[OpenLoss] | None = None
) -> list[ThreadFacts]:
    """The facts of a site's threads, in the order in which they became known.

    Args:
        ids: only of these.
        losses: the site's open losses, where they were asked for already.
    """
    within = _T.site_id == site_id if ids is None else and_(_T.site_id == site_id, _T.id.in_(ids))
    counts, pages, gaps = _counts(connection, within), _pages(connection, within), _gaps(connection, within)
    lost = losses_by_thread(connection, site_id, open_losses(connection, site_id) if losses is None else losses)
    gone_at = select(func.max(_C.fetched_at)).where(_C.url == _T.url, _C.status.in_(GONE)).scalar_subquery()
    last_held = exists().where(_P.site_id == _T.site_id, _P.native_id == _T.last_post_native_id, _P.thread_id == _T.id)
    found = select(
        _T.id,
        _T.native_id,
        _T.title,
        _T.url,
        _T.board_id,
        _T.state,
        func.coalesce(_T.declared_posts, _T.declared_replies + 1),
        _T.declared_pages,
        _T.listed_since,
        gone_at,
        case((_T.last_post_native_id.is_not(None), last_held)),
    )
    return [
        ThreadFacts(
            *row,
            counts.get(row[0], PostCounts()),
            pages.get(row[0], {}),
            tuple(gaps.get(row[0], ())),
            tuple(lost.get(row[0], ())),
        )
        for row in connection.execute(found.where(within).order_by(_T.id))
    ]


def open_losses(connection: Connection, site_id: int) -> list[OpenLoss]:
    """All that is lost of a site, the oldest first."""
    found = select(*(_L[name] for name in OpenLoss._fields)).where(_L.site_id == site_id, _L.resolved_at.is_(None))
    return [OpenLoss._make(row) for row in connection.execute(found.order_by(_L.first_seen, _L.id))]


def losses_by_thread(connection: Connection, site_id: int, losses: Sequence[OpenLoss]) -> dict[int, list[OpenLoss]]:
    """Losses of a thread's addresses: its own, its pages', and those that continue them (``?t=1&start=20``, ``.../page-2``)."""
    if not losses:
        return {}
    urls = sorted({loss.url for loss in losses})
    root = connection.execute(select(t.SITE.c.url).where(t.SITE.c.id == site_id)).scalar_one()
    owners: dict[str, set[int]] = defaultdict(set)
    for some in _portions(urls):
        shown = select(_C.url, _G.thread_id).join_from(t.THREAD_PAGE, t.CAPTURE, _C.id == _G.capture_id)
        led_to = select(_G.next_url, _G.thread_id).where(_G.next_url.in_(some))
        for place in (shown.where(_C.url.in_(some), _G.number > 0), led_to):
            for url, thread_id in connection.execute(place):
                owners[url].add(thread_id)
    begun = {url: [start for start in _beginnings(url) if start == url or start != root] for url in urls}
    named: dict[str, int] = {}
    for some in _portions(sorted({start for starts in begun.values() for start in starts})):
        rows = connection.execute(select(_T.url, _T.id).where(_T.site_id == site_id, _T.url.in_(some)))
        named.update((row.url, row.id) for row in rows)
    for url, starts in begun.items():
        nearest = next((named[start] for start in starts if start in named), None)
        if nearest is not None:
            owners[url].add(nearest)
    lost: dict[int, list[OpenLoss]] = defaultdict(list)
    for loss in losses:
        for thread_id in owners.get(loss.url, ()):
            lost[thread_id].append(loss)
    return lost


def _counts(connection: Connection, within: ColumnElement[bool]) -> dict[int, PostCounts]:
    is_article, is_missing = _P.kind == "article", _P.state == "missing"
    is_place = _P.state.in_(PLACEHOLDERS)
    by_thread = (
        select(
            _P.thread_id,
            func.sum(case((or_(is_article, is_missing, is_place), 0), else_=1)),
            func.max(case((and_(is_article, ~is_missing), 1), else_=0)),
            func.sum(case((and_(is_place, ~is_article), 1), else_=0)),
            func.sum(case((is_missing, 1), else_=0)),
        )
        .join_from(t.POST, t.THREAD, _T.id == _P.thread_id)
        .where(within)
        .group_by(_P.thread_id)
    )
    counts = {row[0]: PostCounts(row[1] + row[2], row[3], row[4]) for row in connection.execute(by_thread)}

    def seen(view: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(t.REVISION.c.post_id == _P.id, view)

    if not any(count.missing for count in counts.values()):
        return counts
    never_shown = and_(seen(t.REVISION.c.view == "api"), ~seen(t.REVISION.c.view == "page"))
    counted = (
        select(_P.thread_id, func.count())
        .join_from(t.POST, t.THREAD, _T.id == _P.thread_id)
        .where(within, is_missing, ~is_article, or_(_P.state_since >= _T.declared_at, never_shown))
        .group_by(_P.thread_id)
    )
    for thread_id, number in connection.execute(counted):
        counts[thread_id] = counts[thread_id]._replace(counted=number)
    return counts


def _pages(connection: Connection, within: ColumnElement[bool]) -> dict[int, dict[int, PageSeen]]:
    """The latest reading of each page of the threads."""
    latest = (
        select(
            _G.thread_id,
            _G.number,
            _G.capture_id,
            _G.observed_at,
            _G.pages_declared,
            _G.next_url,
            func.row_number()
            .over(partition_by=(_G.thread_id, _G.number), order_by=(_G.observed_at.desc(), _G.id.desc()))
            .label("place"),
        )
        .join_from(t.THREAD_PAGE, t.THREAD, _T.id == _G.thread_id)
        .where(within, _G.number > 0)
        .subquery()
    ).c
    found = (
        select(latest.thread_id, latest.number, _C.url, latest.observed_at, latest.pages_declared, latest.next_url)
        .join(t.CAPTURE, _C.id == latest.capture_id)
        .where(latest.place == 1)
        .order_by(latest.thread_id, latest.number)
    )
    pages: dict[int, dict[int, PageSeen]] = defaultdict(dict)
    for thread_id, number, *seen in connection.execute(found):
        pages[thread_id][number] = PageSeen(number, *seen)
    return pages


def _gaps(connection: Connection, within: ColumnElement[bool]) -> dict[int, list[tuple[int, int]]]:
    """Runs of printed numbers that no post held has, up to the highest one held."""
    numbered = (
        select(
            _P.thread_id,
            _P.ordinal,
            func.lag(_P.ordinal, 1, 0).over(partition_by=_P.thread_id, order_by=_P.ordinal).label("before"),
        )
        .join_from(t.POST, t.THREAD, _T.id == _P.thread_id)
        .where(within, _P.ordinal > 0, _P.state != "missing")
        .subquery()
    ).c
    found = (
        select(numbered.thread_id, numbered.before + 1, numbered.ordinal - 1)
        .where(numbered.ordinal > numbered.before + 1)
        .order_by(numbered.thread_id, numbered.ordinal)
    )
    gaps: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for thread_id, first, last in connection.execute(found):
        gaps[thread_id].append((first, last))
    return gaps


def _beginnings(url: str) -> list[str]:
    """The address, and those that it continues, the longest first: cut behind a slash, or before what is no letter or digit."""
    cuts = range(len(url) - 1, url.find("//") + 2, -1)
    return [url, *(url[:at] for at in cuts if url[at - 1] == "/" or not url[at].isalnum())]


def _portions(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
