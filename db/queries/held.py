"""What the archive holds already of an address or a body: what a crawl asks before it fetches, and before it writes."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from db.keys import short
from db.models import tables as t

_C = t.CAPTURE.c
_COLUMNS = (
    "id", "url", "fetched_at", "status", "digest", "content_type", "etag", "last_modified", "warc", "record_offset",
    "record_length", "revisit_of_id", "outcome",
)  # fmt: skip


class HeldCapture(NamedTuple):
    """A capture's row."""

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
    revisit_of_id: int | None
    outcome: str | None


_BY_ID = select(*(_C[name] for name in _COLUMNS)).where(_C.id == bindparam("id"))
_LATEST = (
    select(*(_C[name] for name in _COLUMNS))
    .join_from(t.CAPTURE, t.CRAWL, t.CRAWL.c.id == _C.crawl_id, isouter=True)
    .where(
        _C.url == bindparam("url"),
        _C.status.in_((200, 304)),
        func.coalesce(t.CRAWL.c.identity, "guest") == bindparam("identity"),
    )
    .order_by(_C.fetched_at.desc())
    .limit(1)
)
_SAME_BODY = (
    select(*(_C[name] for name in _COLUMNS))
    .where(_C.digest == bindparam("digest"), _C.revisit_of_id.is_(None), _C.warc.is_not(None), _C.status != 304)
    .order_by((_C.url == bindparam("url")).desc(), _C.id)
    .limit(8)
)


def latest_page(connection: Connection, url: str, *, identity: str) -> HeldCapture | None:
    """The latest capture of an address that showed a page, or that it had not changed, as fetched under one identity.

    Captures of no crawl (ingested, found again after a crash) count as a guest's.
    """
    row = connection.execute(_LATEST, {"url": short(url), "identity": identity}).first()
    return None if row is None else HeldCapture(*row)


def original_of(connection: Connection, capture: HeldCapture) -> HeldCapture:
    """The capture that holds the body: itself, unless it is a revisit."""
    if capture.revisit_of_id is None:
        return capture
    return HeldCapture(*connection.execute(_BY_ID, {"id": capture.revisit_of_id}).one())


def same_body(connection: Connection, digest: str, *, url: str) -> list[HeldCapture]:
    """Captures that hold a body of that digest themselves, those of the same address first; a handful."""
    return [HeldCapture(*row) for row in connection.execute(_SAME_BODY, {"digest": digest, "url": short(url)})]
