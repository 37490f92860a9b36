"""Which record each capture's row leads to: what the files are checked against."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from db.models import tables as t

_C = t.CAPTURE.c
_ORIGINAL = t.CAPTURE.alias("original")


class KeptRecord(NamedTuple):
    """A capture's row, as far as its record must agree with it."""

    id: int
    url: str
    warc: str | None
    record_offset: int | None
    record_length: int | None
    digest: str
    revisit_of_id: int | None
    original_warc: str | None


_RECORDS = select(
    *(_C[name] for name in ("id", "url", "warc", "record_offset", "record_length", "digest", "revisit_of_id")),
    _ORIGINAL.c.warc.label("original_warc"),
).join_from(t.CAPTURE, _ORIGINAL, _ORIGINAL.c.id == _C.revisit_of_id, isouter=True)


def files(connection: Connection) -> dict[str, int]:
    """The names of the files that rows lead to, and how many do."""
    rows = connection.execute(select(_C.warc, func.count()).where(_C.warc.is_not(None)).group_by(_C.warc).order_by(_C.warc))
    return {name: count for name, count in rows if name is not None}


def records_in(connection: Connection, name: str) -> list[KeptRecord]:
    """The rows that lead to a file, in the order of the file."""
    return [KeptRecord._make(row) for row in connection.execute(_RECORDS.where(_C.warc == name).order_by(_C.record_offset))]


def crawl_of(connection: Connection, name: str) -> int | None:
    """The crawl that wrote a file, as far as rows tell."""
    return connection.execute(select(_C.crawl_id).where(_C.warc == name, _C.crawl_id.is_not(None)).limit(1)).scalar()


def without_record(connection: Connection) -> list[KeptRecord]:
    """The rows that lead nowhere."""
    return [KeptRecord._make(row) for row in connection.execute(_RECORDS.where(_C.warc.is_(None)).order_by(_C.id))]
