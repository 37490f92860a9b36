"""What the archive knows of captures that are being read in, or read again: which are held, what was expected at an address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select

from db.keys import short
from db.models import tables as t
from db.queries.held import HeldCapture, same_body
from spiders.items import GONE, Follow

_C, _S, _T, _P, _B = t.CAPTURE.c, t.SITE.c, t.THREAD.c, t.THREAD_PAGE.c, t.BOARD.c
_ORIGINAL = t.CAPTURE.alias("original")


class KnownCapture(NamedTuple):
    """A capture that has its row."""

    url: str
    fetched_at: datetime
    digest: str
    status: int
    outcome: str | None
    parser: str | None
    offset: int | None
    length: int | None


_KNOWN = select(
    *(_C[name] for name in ("url", "fetched_at", "digest", "status", "outcome", "parser", "record_offset", "record_length"))
)


def known_in(connection: Connection, warc: str, start: int, end: int | None) -> list[KnownCapture]:
    """The captures whose records lie in a part of a file."""
    wanted = _KNOWN.where(_C.warc == warc, _C.record_offset >= start)
    rows = connection.execute(wanted if end is None else wanted.where(_C.record_offset < end))
    return [KnownCapture._make(row) for row in rows]


def known_of(connection: Connection, urls: Iterable[str]) -> list[KnownCapture]:
    """The captures of some addresses."""
    named = sorted({short(url) for url in urls})
    return [KnownCapture._make(row) for row in connection.execute(_KNOWN.where(_C.url.in_(named)))] if named else []


def has_captures(connection: Connection) -> bool:
    """Whether the archive holds anything."""
    return connection.execute(select(_C.id).limit(1)).first() is not None


def installations(connection: Connection) -> dict[str, tuple[str, str | None]]:
    """The base addresses of the sites that are held, what they run on, and the zone of their times."""
    columns = (t.SITE_ADDRESS.c.url, _S.platform, _S.timezone)
    rows = connection.execute(select(*columns).join_from(t.SITE_ADDRESS, t.SITE, _S.id == t.SITE_ADDRESS.c.site_id))
    return {row.url: (row.platform, row.timezone) for row in rows}


def expected_at(connection: Connection, urls: Iterable[str]) -> dict[str, Follow]:
    """What held pages say is at these addresses: a thread, a further page of one, a board. Those unknown are left out."""
    named = {short(url): url for url in urls}
    found: dict[str, Follow] = {}
    if not named:
        return found
    for row in connection.execute(select(_B.url).where(_B.url.in_(named))):
        found[named[row.url]] = Follow(url=named[row.url], kind="board")
    pages = select(_P.next_url.label("url"), _T.kind, _T.native_id, func.max(_P.number).label("number")).join_from(
        t.THREAD_PAGE, t.THREAD, _T.id == _P.thread_id
    )
    for row in connection.execute(pages.where(_P.next_url.in_(named)).group_by(_P.next_url, _T.kind, _T.native_id)):
        found[named[row.url]] = _thread_at(named[row.url], row.kind, row.native_id, row.number + 1 if row.number else None)
    for row in connection.execute(select(_T.url, _T.kind, _T.native_id).where(_T.url.in_(named))):
        found[named[row.url]] = _thread_at(named[row.url], row.kind, row.native_id, 1 if row.kind != "article" else None)
    return found


def _thread_at(url: str, kind: str, native_id: str, number: int | None) -> Follow:
    return Follow(url=url, kind="article" if kind in ("article", "page") else "thread", thread_id=native_id, number=number)


def find_original(connection: Connection, *, url: str, fetched_at: datetime | None, digest: str) -> HeldCapture | None:
    """The capture that holds the body of a revisit: the one it names, else one of the same address, else any with that digest."""
    if fetched_at is not None:
        columns = [_C[name] for name in HeldCapture._fields]
        wanted = select(*columns).where(
            _C.url == short(url), _C.fetched_at == fetched_at, _C.revisit_of_id.is_(None), _C.warc.is_not(None), _C.status != 304
        )
        row = connection.execute(wanted).first()
        if row is not None and (not digest or row.digest == digest or not digest.startswith("sha1:")):
            return HeldCapture(*row)
    return next(iter(same_body(connection, digest, url=url)), None) if digest else None


def page_after(connection: Connection, url: str, since: datetime, until: datetime) -> HeldCapture | None:
    """The page that an address showed in a short time: where a redirect led to."""
    columns = [_C[name] for name in HeldCapture._fields]
    wanted = select(*columns).where(
        _C.url == short(url), _C.fetched_at >= since, _C.fetched_at <= until, _C.outcome == "read", _C.warc.is_not(None)
    )
    row = connection.execute(wanted.order_by(_C.fetched_at).limit(1)).first()
    return None if row is None else HeldCapture(*row)


def unheard(connection: Connection, sites: Sequence[str]) -> list[tuple[HeldCapture, Follow]]:
    """Answers that threads' addresses lead to nothing or elsewhere, stored when nobody knew that these were threads'."""
    columns = [_C[name] for name in HeldCapture._fields]
    there = [_S.url.in_(sites), _C.outcome == "kept", _C.warc.is_not(None)]
    threads = (
        select(*columns, _T.kind, _T.native_id, literal(0).label("number"))
        .join_from(t.THREAD, t.CAPTURE, and_(_C.url == _T.url, _C.site_id == _T.site_id))
        .join(t.SITE, _S.id == _T.site_id)
        .where(*there, _T.state == "visible", _C.fetched_at > _T.last_seen, or_(_C.status.in_(GONE), _C.status.between(300, 399)))
    )
    pages = (
        select(*columns, _T.kind, _T.native_id, _P.number)
        .join_from(t.THREAD_PAGE, t.THREAD, _T.id == _P.thread_id)
        .join(t.CAPTURE, and_(_C.url == _P.next_url, _C.site_id == _T.site_id))
        .join(t.SITE, _S.id == _T.site_id)
        .where(*there, _C.fetched_at > _P.observed_at, _C.status.in_(GONE))
    )
    found: dict[int, tuple[HeldCapture, Follow]] = {}
    for row in (*connection.execute(pages.order_by(_C.fetched_at)), *connection.execute(threads.order_by(_C.fetched_at))):
        follow = _thread_at(row.url, row.kind, row.native_id, row.number + 1 if row.kind != "article" else None)
        found[row.id] = HeldCapture._make(row[: len(columns)]), follow
    return list(found.values())


def read_without_zone(connection: Connection, site: str) -> list[int]:
    """The ids of captures of a site that were read before pages told, taken together, in which zone its times are written: where
    a time rests on our own computing, or could not be read ("Today, 14:03").
    """
    here = (_S.url == site, _S.timezone_source == "derived")
    post, edit = t.POST.c, t.EDIT.c
    unread = and_(post.posted_at.is_(None), post.posted_raw.is_not(None))
    threads = (
        select(_T.id)
        .join_from(t.POST, t.THREAD, _T.id == post.thread_id)
        .join(t.SITE, _S.id == _T.site_id)
        .outerjoin(t.EDIT, edit.post_id == post.id)
        .where(*here, or_(post.posted_basis == "zone", edit.edited_basis == "zone", unread))
    )
    ids = set(connection.execute(select(_P.capture_id).where(_P.thread_id.in_(threads))).scalars())
    shown = (  # answers of an API are no page of a thread
        select(t.REVISION.c.capture_id)
        .join_from(t.REVISION, t.POST, post.id == t.REVISION.c.post_id)
        .where(post.thread_id.in_(threads), t.REVISION.c.capture_id.is_not(None))
    )
    ids.update(connection.execute(shown).scalars())
    unlisted = and_(_T.last_post_at.is_(None), _T.last_post_raw.is_not(None))
    listed = (
        select(_T.id)
        .join_from(t.THREAD, t.SITE, _S.id == _T.site_id)
        .where(*here, or_(_T.created_basis == "zone", _T.last_post_basis == "zone", unlisted))
    )
    if connection.execute(listed.limit(1)).first() is not None:
        pages = select(t.SOURCE_PAGE.c.capture_id).join_from(t.SOURCE_PAGE, t.SOURCE, t.SOURCE.c.id == t.SOURCE_PAGE.c.source_id)
        ids.update(connection.execute(pages.join(t.SITE, _S.id == t.SOURCE.c.site_id).where(*here)).scalars())
    return sorted(ids)


class HeldRecord(NamedTuple):
    """A capture that can be read again, with all that its row says of it."""

    id: int
    url: str
    fetched_at: datetime
    status: int
    digest: str
    content_type: str | None
    etag: str | None
    last_modified: str | None
    warc: str | None
    record_offset: int | None
    record_length: int | None
    outcome: str | None
    parser: str | None
    identity: str
    original_url: str | None
    original_fetched_at: datetime | None
    original_digest: str | None
    original_warc: str | None
    original_offset: int | None


_COLUMNS = HeldRecord._fields[: HeldRecord._fields.index("identity")]
_RECORDS = (
    select(
        *(_C[name] for name in _COLUMNS),
        func.coalesce(t.CRAWL.c.identity, "guest").label("identity"),
        _ORIGINAL.c.url.label("original_url"),
        _ORIGINAL.c.fetched_at.label("original_fetched_at"),
        _ORIGINAL.c.digest.label("original_digest"),
        _ORIGINAL.c.warc.label("original_warc"),
        _ORIGINAL.c.record_offset.label("original_offset"),
    )
    .join_from(t.CAPTURE, t.CRAWL, t.CRAWL.c.id == _C.crawl_id, isouter=True)
    .outerjoin(_ORIGINAL, _ORIGINAL.c.id == _C.revisit_of_id)
)


def captures_to_read(
    connection: Connection,
    *,
    site_ids: Sequence[int] | None = None,
    platform: str | None = None,
    outcomes: Sequence[str],
    parser: str | None = None,
    not_by: Sequence[str] = (),
) -> list[int]:
    """The ids of captures that may be read again, in the order of the files.

    Args:
        connection: to the archive.
        site_ids: only of these sites.
        platform: only of sites on this platform.
        outcomes: only those that were read, lost or kept.
        parser: only what this reader and version read (``xenforo/2``).
        not_by: leave out what these read.
    """
    conditions: list[ColumnElement[bool]] = [_C.outcome.in_(outcomes)]
    if site_ids is not None:
        conditions.append(_C.site_id.in_(site_ids))
    if platform is not None:
        conditions.append(_S.platform == platform)
    if parser is not None:
        conditions.append(_C.parser == parser)
    if not_by:
        conditions.append(or_(_C.parser.is_(None), _C.parser.not_in(not_by)))
    wanted = select(_C.id).join_from(t.CAPTURE, t.SITE, _S.id == _C.site_id, isouter=True).where(*conditions)
    return list(connection.execute(wanted.order_by(_C.warc, _C.record_offset, _C.id)).scalars())


def records(connection: Connection, ids: Sequence[int]) -> list[HeldRecord]:
    """Captures with all that is needed to read them again, in the order of the ids."""
    rows = {row.id: HeldRecord._make(row) for row in connection.execute(_RECORDS.where(_C.id.in_(ids)))}
    return [rows[key] for key in ids if key in rows]
