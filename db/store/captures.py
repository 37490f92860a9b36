"""Rows of `capture`: one per fetched response, found again by address, time and digest; a revisit leads to its original."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import bindparam, func, literal_column, select, update

from db.keys import short
from db.models import tables as t
from db.store.sql import Statement, Writer, parameter
from spiders.items import Capture

_T = t.CAPTURE
_C = _T.c

_COLUMNS = (
    "crawl_id", "site_id", "url", "fetched_at", "status", "digest", "content_type", "etag", "last_modified",
    "warc", "record_offset", "record_length", "revisit_of_id", "outcome", "parser", "reason",
)  # fmt: skip

ADD = Statement(
    lambda insert: insert(_T).values({name: bindparam(name) for name in _COLUMNS}).on_conflict_do_nothing().returning(_C.id),
    *_COLUMNS,
)
FIND = Statement(
    lambda _: select(_C.id).where(
        _C.url == bindparam("url"), _C.fetched_at == bindparam("fetched_at"), _C.digest == bindparam("digest")
    ),
    "url", "fetched_at", "digest",
)  # fmt: skip
FIND_ORIGINAL = Statement(
    lambda _: (
        select(_C.id)
        .where(
            _C.url == bindparam("url"),
            _C.digest == bindparam("digest"),
            _C.revisit_of_id.is_(None),
            _C.warc.is_not(None),
            _C.status != literal_column("304"),
        )
        .order_by((_C.fetched_at == parameter("fetched_at", _C.fetched_at)).desc(), _C.fetched_at.desc())
    ),
    "url", "digest", "fetched_at",
)  # fmt: skip
AGAIN = Statement(
    lambda _: (
        update(_T)
        .where(_C.id == bindparam("key"))
        .values(
            site_id=func.coalesce(_C.site_id, parameter("site", _C.site_id)),
            warc=func.coalesce(_C.warc, parameter("file", _C.warc)),
            record_offset=func.coalesce(_C.record_offset, parameter("offset", _C.record_offset)),
            record_length=func.coalesce(_C.record_length, parameter("length", _C.record_length)),
            revisit_of_id=func.coalesce(_C.revisit_of_id, parameter("original", _C.revisit_of_id)),
            outcome=func.coalesce(parameter("result", _C.outcome), _C.outcome),
            parser=func.coalesce(parameter("reader", _C.parser), _C.parser),
        )
    ),
    "site", "file", "offset", "length", "original", "result", "reader", "key",
)  # fmt: skip


class Stored(NamedTuple):
    """A capture's row: its id, and whether it was there before."""

    id: int
    again: bool


def add_capture(
    writer: Writer,
    capture: Capture,
    *,
    site_id: int | None,
    crawl_id: int | None,
    outcome: str | None = "kept",
    parser: str | None = None,
    reason: str | None = None,
) -> Stored:
    """The row of a capture, written if it is new. A capture met again may gain its record's place and its reader."""
    url, fetched, digest = short(capture.url), writer.moment(capture.fetched_at), capture.digest or ""
    original = _original(writer, capture)
    row = (
        crawl_id, site_id, url, fetched, capture.status, digest, capture.content_type, capture.etag, capture.last_modified,
        capture.warc, capture.offset, capture.length, original, outcome, parser, reason,
    )  # fmt: skip
    added = writer.rows(ADD, *row)
    if added:
        return Stored(added[0].id, again=False)
    (found,) = writer.rows(FIND, url, fetched, digest)
    result = None if outcome == "kept" else outcome
    writer.run(AGAIN, site_id, capture.warc, capture.offset, capture.length, original, result, parser, found.id)
    return Stored(found.id, again=True)


def _original(writer: Writer, capture: Capture) -> int | None:
    """The row that holds a revisit's body; None where the archive has none."""
    original = capture.revisit_of
    if original is None:
        return None
    found = writer.rows(FIND_ORIGINAL, short(original.url), original.digest, writer.moment(original.fetched_at))
    return found[0].id if found else None


def add_captures(
    writer: Writer, captures: Iterable[Capture], *, site_id: int | None, crawl_id: int | None, outcome: str | None = "kept"
) -> list[int]:
    """The rows of captures that hold no page: robots.txt, redirects, files."""
    return [add_capture(writer, capture, site_id=site_id, crawl_id=crawl_id, outcome=outcome).id for capture in captures]
