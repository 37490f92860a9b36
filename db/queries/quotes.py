"""What linking asks: which threads have quotes whose source is to be sought, what was said there, and what is quoted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Integer, and_, case, func, or_, select

from db.models import tables as t

_P, _R, _Q = t.POST.c, t.REVISION.c, t.QUOTE.c


class Said(NamedTuple):
    """A revision of a post, which may have been quoted."""

    post_id: int
    revision_id: int
    kind: str
    author: str | None
    posted_at: datetime | None
    page: int | None
    position: int | None
    view: str
    current: bool
    observed_from: datetime
    text: str


class Quoted(NamedTuple):
    """A quote whose source is to be sought, or of whose source the words are to be found."""

    revision_id: int
    ordinal: int
    post_id: int
    author: str | None
    text: str
    source_post_id: int | None
    """The post that the page states, where it is held."""


_STATED = or_(_Q.stated_id.is_not(None), _Q.stated_url.is_not(None))
_OPEN = or_(~_STATED, and_(_Q.match == "stated", _Q.source_start.is_(None)))
"""Quotes that linking has to do with: the page states no source, or one in whose words they do not stand as they are."""
_THREAD_ROWS = (
    select(_P.id, _R.id.label("revision"), _P.kind, _P.author_name, _P.posted_at, _P.page, _P.position, _R.view, _R.current)
    .add_columns(_R.observed_from, _R.text)
    .join_from(t.POST, t.REVISION, _R.post_id == _P.id)
)


def threads_to_link(connection: Connection, site_id: int) -> Sequence[int]:
    """The threads that hold quotes whose source was not sought yet, or not among all that is held now; by id."""
    newest = (
        select(_P.thread_id, func.max(_R.id).label("newest"))
        .join_from(t.POST, t.REVISION, _R.post_id == _P.id)
        .where(_P.site_id == site_id)
        .group_by(_P.thread_id)
        .subquery()
    )
    wanted = (
        select(_P.thread_id)
        .join_from(t.QUOTE, t.REVISION, _R.id == _Q.revision_id)
        .join(t.POST, _P.id == _R.post_id)
        .join(newest, newest.c.thread_id == _P.thread_id)
        .where(_P.site_id == site_id, _OPEN, func.coalesce(_Q.sought_to, 0, type_=Integer) < newest.c.newest)
        .distinct()
        .order_by(_P.thread_id)
    )
    return connection.execute(wanted).scalars().all()


def said_in(connection: Connection, thread_id: int) -> list[Said]:
    """All revisions of all posts of a thread."""
    return [Said(*row) for row in connection.execute(_THREAD_ROWS.where(_P.thread_id == thread_id).order_by(_R.id))]


def said_by(connection: Connection, posts: Sequence[int]) -> list[Said]:
    """All revisions of some posts."""
    if not posts:
        return []
    return [Said(*row) for row in connection.execute(_THREAD_ROWS.where(_P.id.in_(posts)).order_by(_R.id))]


def quoted_in(connection: Connection, thread_id: int) -> list[Quoted]:
    """The quotes of a thread that linking has to do with."""
    rows = connection.execute(
        select(_Q.revision_id, _Q.ordinal, _P.id, _Q.author_name, _Q.text, case((_STATED, _Q.source_post_id)))
        .join_from(t.QUOTE, t.REVISION, _R.id == _Q.revision_id)
        .join(t.POST, _P.id == _R.post_id)
        .where(_P.thread_id == thread_id, _OPEN)
        .order_by(_Q.revision_id, _Q.ordinal)
    )
    return [Quoted(*row) for row in rows]
