"""What has changed since a moment: posts that are new, edited, gone or back; threads and members that are called otherwise.

Each change has the time of the capture that first showed it: when it was observed, not when it was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from heapq import merge
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, select

from db.models import tables as t
from db.queries.refs import find_site

_P, _R, _T, _S, _F, _A = t.POST.c, t.REVISION.c, t.THREAD.c, t.POST_STATE.c, t.THREAD_FACT.c, t.AUTHOR.c
GONE = ("missing", "deleted")


class Change(NamedTuple):
    """Something that changed. ``kind`` is new, edited, vanished or returned for a post; renamed, prefixed, moved, locked,
    unlocked, pinned, unpinned or a state (merged, gone) for a thread; member renamed for a member. ``what`` says it in words.
    """

    at: datetime
    kind: str
    site_url: str
    thread_native_id: str | None
    thread_title: str | None
    post_native_id: str | None
    author: str | None
    url: str | None
    what: str | None


def changes(connection: Connection, since: datetime, *, site: str | None = None) -> Iterator[Change]:
    """All changes observed since a moment, in order of time.

    Raises:
        UsageError: there is no such site.
    """
    where: Sequence[ColumnElement[bool]] = () if site is None else (t.SITE.c.id == find_site(connection, site),)
    found = (
        _new(connection, since, where),
        _edited(connection, since, where),
        sorted(_states(connection, since, where), key=_order),
        sorted(_facts(connection, since, where), key=_order),
        sorted(_boards(connection, since, where), key=_order),
        sorted(_members(connection, since, where), key=_order),
    )
    yield from merge(*found, key=attrgetter("at"))


def _order(change: Change) -> tuple[datetime, str, str, str]:
    return change.at, change.kind, change.thread_native_id or change.author or "", change.post_native_id or ""


# -- posts ---------------------------------------------------------------------------------------------------------------


def _posts(at: ColumnElement[datetime], *more: ColumnElement[Any]) -> Select[Any]:
    """Posts with what a change tells of them; ``at`` first."""
    author = func.coalesce(_P.author_name, _A.name)
    return (
        select(at, t.SITE.c.url, _T.native_id, _T.title, _P.native_id, author, _P.url, *more)
        .select_from(t.POST)
        .join(t.SITE, t.SITE.c.id == _P.site_id)
        .join(t.THREAD, _T.id == _P.thread_id)
        .outerjoin(t.AUTHOR, _A.id == _P.author_id)
    )


def _of_post(kind: str, row: Any, what: str | None = None) -> Change:
    at, site, thread, title, post, author, url = row[:7]
    return Change(at, kind, site, thread, title, post, author, url, what)


def _new(connection: Connection, since: datetime, where: Sequence[ColumnElement[bool]]) -> Iterator[Change]:
    """Posts never seen before."""
    found = _posts(_P.first_seen).where(_P.first_seen >= since, *where).order_by(_P.first_seen, _P.id)
    for row in connection.execute(found.execution_options(yield_per=1_000)):
        yield _of_post("new", row)


def _edited(connection: Connection, since: datetime, where: Sequence[ColumnElement[bool]]) -> Iterator[Change]:
    """Further revisions, through the view that is shown: each of them is an edit once."""
    shown = t.REVISION.alias("shown")
    same_view = exists().where(
        shown.c.post_id == _R.post_id, shown.c.current, shown.c.view == _R.view, shown.c.identity == _R.identity
    )
    found = (
        _posts(_R.observed_from, _R.number)
        .join(t.REVISION, _R.post_id == _P.id)
        .where(_R.observed_from >= since, _R.number > 1, same_view, *where)
        .order_by(_R.observed_from, _R.id)
    )
    for row in connection.execute(found.execution_options(yield_per=1_000)):
        yield _of_post("edited", row, f"revision {row[7]}")


def _states(connection: Connection, since: datetime, where: Sequence[ColumnElement[bool]]) -> Iterator[Change]:
    """Posts that went and came back: each state with the one before it."""
    changed = select(_S.post_id).where(_S.since >= since)
    found = (
        _posts(_S.since, _S.state, _P.id)
        .join(t.POST_STATE, _S.post_id == _P.id)
        .where(_P.id.in_(changed), _S.state != "unshown", *where)
        .order_by(_P.id, _S.since)
    )
    for _, rows in groupby(connection.execute(found), key=lambda row: row[8]):
        for before, row in pairwise(rows):
            was, now = before[7], row[7]
            if row[0] < since or was == now:
                continue
            if now in GONE and was not in GONE:
                yield _of_post("vanished", row, now)
            elif now == "visible":
                yield _of_post("returned", row, f"was {was}")


# -- threads and members -------------------------------------------------------------------------------------------------


def _facts(connection: Connection, since: datetime, where: Sequence[ColumnElement[bool]]) -> Iterator[Change]:
    """Threads that are called or stand otherwise: each value with the one before it. Of a value that came back is known that it
    was not yet back when the other was last seen.
    """
    found = (
        select(_F.thread_id, _F.fact, _F.value, _F.first_seen, _F.last_seen, t.SITE.c.url, _T.native_id, _T.title, _T.url)
        .select_from(t.THREAD_FACT)
        .join(t.THREAD, _T.id == _F.thread_id)
        .join(t.SITE, t.SITE.c.id == _T.site_id)
        .where(*where)
        .order_by(_F.thread_id, _F.fact, _F.first_seen, _F.last_seen, _F.value)
    )
    for (_, fact), group in groupby(connection.execute(found), key=lambda row: row[:2]):
        values = list(group)
        steps = [(before.value, row, row.first_seen) for before, row in pairwise(values)]
        present = next((row for row in values if row.last_seen is None), values[-1])
        others = [row for row in values if row.last_seen is not None]
        latest = max(others, key=attrgetter("last_seen"), default=present)
        if present is not values[-1] and latest is not present:
            steps.append((latest.value, present, latest.last_seen))
        for was, row, at in steps:
            if at >= since:
                kind, what = _said(fact, was, row.value)
                yield Change(at, kind, row[5], row[6], row[7], None, None, row[8], what)


def _said(fact: str, was: str, now: str) -> tuple[str, str | None]:
    """A change of a fact: its kind, and in words."""
    if fact == "locked":
        return ("locked" if now == "true" else "unlocked"), None
    if fact == "sticky":
        return ("pinned" if now == "true" else "unpinned"), None
    if fact == "state":
        return ("visible again" if now == "visible" else now), f"was {was}"
    return ("renamed" if fact == "title" else "prefixed"), f"{was} -> {now}"


def _boards(connection: Connection, since: datetime, where: Sequence[ColumnElement[bool]]) -> Iterator[Change]:
    """Threads that were moved to another board."""
    board, held = t.BOARD.c, t.THREAD_BOARD.c
    other = t.THREAD_BOARD.alias("other")
    found = (
        select(held.thread_id, held.first_seen, board.title, t.SITE.c.url, _T.native_id, _T.title, _T.url)
        .select_from(t.THREAD_BOARD)
        .join(t.BOARD, board.id == held.board_id)
        .join(t.THREAD, _T.id == held.thread_id)
        .join(t.SITE, t.SITE.c.id == _T.site_id)
        .where(exists().where(and_(other.c.thread_id == held.thread_id, other.c.board_id != held.board_id)), *where)
        .order_by(held.thread_id, held.first_seen, board.id)
    )
    for _, rows in groupby(connection.execute(found), key=lambda row: row[0]):
        for before, row in pairwise(rows):
            if row[1] >= since:
                yield Change(row[1], "moved", row[3], row[4], row[5], None, None, row[6], f"{before[2]} -> {row[2]}")


def _members(connection: Connection, since: datetime, where: Sequence[ColumnElement[bool]]) -> Iterator[Change]:
    """Members who have another name."""
    former = t.AUTHOR_NAME.c
    found = (
        select(_A.id, _A.name_since, _A.name, _A.url, t.SITE.c.url, former.name)
        .select_from(t.AUTHOR)
        .join(t.AUTHOR_NAME, former.author_id == _A.id)
        .join(t.SITE, t.SITE.c.id == _A.site_id)
        .where(_A.name_since >= since, *where)
        .order_by(_A.id, former.first_seen)
    )
    for _, rows in groupby(connection.execute(found), key=lambda row: row[0]):
        *_, row = rows
        yield Change(row[1], "member renamed", row[4], None, None, None, row[2], row[3], f"{row[5]} -> {row[2]}")
