"""The history of one post: what it said when, the marks of its edits, and when it was there."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, or_, select

from db.keys import short
from db.models import tables as t
from db.queries.refs import find_site, thread_at
from spiders.errors import UsageError

_P, _R, _E, _S, _C = t.POST.c, t.REVISION.c, t.EDIT.c, t.POST_STATE.c, t.CAPTURE.c


class Marker(NamedTuple):
    """An edit marker: when the site says that the post was edited, and when we first saw that it says so."""

    edited_at: datetime | None
    by: str | None
    reason: str | None
    raw: str
    first_seen: datetime


class Version(NamedTuple):
    """What a post said for some time, as seen through one view by one identity, and the markers that came with it."""

    view: str
    identity: str
    number: int
    current: bool
    text: str
    observed_from: datetime
    observed_until: datetime
    capture_url: str | None
    markers: list[Marker]


class Standing(NamedTuple):
    """A state of a post, and since when."""

    since: datetime
    state: str


class Place(NamedTuple):
    """A thread that a post is or was in."""

    native_id: str
    title: str | None
    first_seen: datetime
    last_seen: datetime


class PostHistory(NamedTuple):
    """A post and all that is known of it over time. ``threads`` are those it was in, where it was in several."""

    id: int
    site_url: str
    native_id: str
    kind: str
    url: str | None
    author: str | None
    thread_native_id: str
    thread_title: str | None
    state: str
    state_since: datetime
    first_seen: datetime
    last_seen: datetime
    versions: list[Version]
    states: list[Standing]
    threads: list[Place]


def find_post(connection: Connection, ref: str, *, site: str | None = None) -> int:
    """The id of the post that is meant: by its address, by the site's own id, or as ``id:N`` by ours.

    Raises:
        UsageError: no post is, or several are.
    """
    ref = ref.strip()
    found = select(_P.id, _P.kind, t.SITE.c.url).join_from(t.POST, t.SITE)
    if ref.startswith("id:") and ref[3:].isdecimal():
        found = found.where(_P.id == int(ref[3:]))
    elif "://" in ref:
        found = _by_address(connection, ref, found)
    else:
        found = found.where(_P.native_id == short(ref, 400))
    if site is not None:
        found = found.where(_P.site_id == find_site(connection, site))
    rows = connection.execute(found.order_by(_P.id)).all()
    if not rows:
        raise UsageError(f"no post {ref!r} is in this archive; name it by its address, or by its id on the site")
    if len(rows) > 1:
        named = ", ".join(f"id:{row.id} ({row.kind}, {row.url})" for row in rows)
        raise UsageError(f"{ref} names several posts; name one of {named}")
    return int(rows[0].id)


def post_history(connection: Connection, post_id: int) -> PostHistory:
    """All that is known of a post over time."""
    post = connection.execute(
        select(
            _P.id, t.SITE.c.url.label("site"), _P.native_id, _P.kind, _P.url, _P.author_name, t.AUTHOR.c.name,
            t.THREAD.c.native_id.label("thread"), t.THREAD.c.title, _P.state, _P.state_since, _P.first_seen, _P.last_seen,
        )
        .join_from(t.POST, t.SITE)
        .join(t.THREAD, t.THREAD.c.id == _P.thread_id)
        .outerjoin(t.AUTHOR, t.AUTHOR.c.id == _P.author_id)
        .where(_P.id == post_id)
    ).one()  # fmt: skip
    states = connection.execute(
        select(_S.since, _S.state).where(_S.post_id == post_id, _S.state != "unshown").order_by(_S.since)
    ).all()
    places = connection.execute(
        select(t.THREAD.c.native_id, t.THREAD.c.title, t.POST_THREAD.c.first_seen, t.POST_THREAD.c.last_seen)
        .join_from(t.POST_THREAD, t.THREAD)
        .where(t.POST_THREAD.c.post_id == post_id)
        .order_by(t.POST_THREAD.c.first_seen)
    )
    return PostHistory(
        id=post.id,
        site_url=post.site,
        native_id=post.native_id,
        kind=post.kind,
        url=post.url,
        author=post.author_name or post.name,
        thread_native_id=post.thread,
        thread_title=post.title,
        state=post.state,
        state_since=post.state_since,
        first_seen=post.first_seen,
        last_seen=post.last_seen,
        versions=_versions(connection, post_id),
        states=[Standing(*row) for place, row in enumerate(states) if not place or row.state != states[place - 1].state]
        or [Standing(post.state_since, post.state)],
        threads=[Place(*row) for row in places],
    )


def _by_address(connection: Connection, ref: str, found: Any) -> Any:
    """Posts of that address or alias; else the post that its fragment names, in the thread that stands there."""
    alias = select(t.POST_ALIAS.c.post_id).where(t.POST_ALIAS.c.alias == short(ref))
    exact = or_(_P.url == ref, _P.id.in_(alias))
    if connection.execute(select(_P.id).where(exact).limit(1)).first() is not None:
        return found.where(exact)
    number = re.search(r"(\d+)$", ref.partition("#")[2])
    thread = thread_at(connection, ref)
    if number is None or thread is None:
        return found.where(exact)
    return found.where(_P.thread_id == thread, _P.native_id == number[1])


def _versions(connection: Connection, post_id: int) -> list[Version]:
    """The revisions in order of observation, those of the view that is shown first. A marker goes with the revision that was the
    one on show when it was first seen.
    """
    markers = [
        Marker(*row)
        for row in connection.execute(
            select(_E.edited_at, _E.editor_name, _E.reason, _E.raw, _E.first_seen)
            .where(_E.post_id == post_id)
            .order_by(_E.first_seen, _E.position)
        )
    ]
    rows = connection.execute(
        select(
            _R.view, _R.identity, _R.number, _R.current, _R.text, _R.observed_from, _R.observed_until, _C.url, _R.id
        )
        .join_from(t.REVISION, t.CAPTURE, _C.id == _R.capture_id, isouter=True)
        .where(_R.post_id == post_id)
    ).all()  # fmt: skip
    shown = {(row.view, row.identity) for row in rows if row.current}
    ordered = sorted(rows, key=lambda row: ((row.view, row.identity) not in shown, row.view, row.identity, row.number))
    return [
        Version(*row[:8], [one for one in markers if row.observed_from <= one.first_seen <= row.observed_until])
        for row in ordered
    ]
