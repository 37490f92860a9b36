"""Posts that a whole pass no longer shows, and what to ask the site for before they are called missing."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, exists, func, select

from db.keys import own_address, short
from db.models import tables as t

_P, _S, _PAGE, _C, _PASS = t.POST.c, t.POST_STATE.c, t.THREAD_PAGE.c, t.CAPTURE.c, t.PASS.c

_AT_ONCE = 1_000
"""Addresses in one question."""


class Suspect(NamedTuple):
    """A post that its thread's pages show no more.

    ``url`` is where to ask for it, None where it was asked for already or has no address of its own: then ``page_url`` is page 1
    of the thread, to be seen again before the answer counts. ``since`` is the pass that did not show it.
    """

    post_id: int
    native_id: str
    thread_id: int
    thread_native_id: str
    url: str | None
    page_url: str | None
    since: datetime


def suspects(connection: Connection, site_id: int, *, began: datetime) -> list[Suspect]:
    """The posts of a site that wait to be asked for, thread by thread. `Store.settle` finds them, and heeds the answers.

    Args:
        began: when the crawl began: page 1 is worth another look only after a pass of the same crawl.
    """
    later = t.POST_STATE.alias("later")
    is_open = exists().where(_PASS.thread_id == _P.thread_id, _PASS.state == "open", _PASS.started_at >= began)
    found = connection.execute(
        select(
            _P.id, _P.native_id, _P.thread_id, t.THREAD.c.native_id.label("thread"), _P.url, _S.since, is_open.label("is_open")
        )
        .join_from(t.POST_STATE, t.POST, _P.id == _S.post_id)
        .join(t.THREAD, t.THREAD.c.id == _P.thread_id)
        .where(
            _P.site_id == site_id,
            _S.state == "unshown",
            ~exists().where(later.c.post_id == _S.post_id, later.c.since > _S.since),
        )
        .order_by(_P.thread_id, _P.id)
    ).all()
    places = {row.id: own_address(row.url, row.native_id) for row in found}
    asked = _last_asked(connection, {place for place in places.values() if place is not None})
    first = _first_pages(connection, {row.thread_id for row in found if row.is_open})
    wanted = []
    for row in found:
        place = places[row.id]
        answered = asked.get(short(place)) if place is not None else None
        url = None if answered is not None and answered >= row.since else place
        page_url = first.get(row.thread_id) if url is None and row.is_open else None
        if url is not None or page_url is not None:
            wanted.append(Suspect(row.id, row.native_id, row.thread_id, row.thread, url, page_url, row.since))
    return wanted


def _last_asked(connection: Connection, urls: set[str]) -> dict[str, datetime]:
    """When each address was last fetched, whatever came of it: what failed is a loss, and is tried again as such."""
    wanted = sorted(map(short, urls))
    found = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        asked = select(_C.url, func.max(_C.fetched_at).label("at")).where(_C.url.in_(some)).group_by(_C.url)
        found.update({row.url: row.at for row in connection.execute(asked)})
    return found


def _first_pages(connection: Connection, threads: set[int]) -> dict[int, str]:
    """The address of each thread's first page, as last read."""
    wanted = sorted(threads)
    found = {}
    for start in range(0, len(wanted), _AT_ONCE):
        read = (
            select(_PAGE.thread_id, _C.url)
            .join_from(t.THREAD_PAGE, t.CAPTURE, _C.id == _PAGE.capture_id)
            .where(_PAGE.thread_id.in_(wanted[start : start + _AT_ONCE]), _PAGE.number == 1)
            .order_by(_PAGE.observed_at)
        )
        found.update({row.thread_id: row.url for row in connection.execute(read)})
    return found
