"""Rows of `loss`: what could not be fetched or read, how often that was tried, and when it was read after all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, literal_column, null, select, update

from db.keys import short
from db.models import tables as t
from db.store.sql import Statement, Writer, among, parameter
from spiders.items import Loss

_T = t.LOSS
_C = _T.c
_ADDED = (
    "site_id", "url", "kind", "post_native_id", "what", "capture_id", "crawl_id", "first_seen", "last_seen", "attempts",
    "next_try",
)  # fmt: skip

FIRST_WAIT = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=30)


def _add(insert: Any) -> Any:
    adding = insert(_T).values({name: bindparam(name) for name in _ADDED})
    new = adding.excluded
    later = new.last_seen > _C.last_seen
    return adding.on_conflict_do_update(
        index_elements=[_C.url, _C.kind, _C.post_native_id],
        set_={
            "site_id": func.coalesce(_C.site_id, new.site_id),
            "first_seen": case((new.first_seen < _C.first_seen, new.first_seen), else_=_C.first_seen),
            "last_seen": case((later, new.last_seen), else_=_C.last_seen),
            "what": case((later, new.what), else_=_C.what),
            "capture_id": case((later, new.capture_id), else_=_C.capture_id),
            "crawl_id": case((later, new.crawl_id), else_=_C.crawl_id),
            "attempts": case((later, new.attempts), else_=_C.attempts),
            "next_try": case((later, new.next_try), else_=_C.next_try),
            "resolved_at": case((later, literal_column("NULL")), else_=_C.resolved_at),
        },
    )


ADD = Statement(_add, *_ADDED)
FIND = Statement(
    lambda _: select(_C.url, _C.kind, _C.post_native_id, _C.attempts, _C.resolved_at).where(among(_C.url, "urls")), "urls"
)
RESOLVE = Statement(
    lambda _: update(_T)
    .where(
        among(_C.url, "urls"),
        _C.resolved_at.is_(None),
        _C.last_seen <= parameter("at", _C.last_seen),
        among(_C.kind + literal_column("' '") + _C.post_native_id, "still", negated=True),
    )
    .values(resolved_at=bindparam("resolved"), next_try=null()),
    "resolved", "urls", "at", "still",
)  # fmt: skip

SUPERSEDE = Statement(
    lambda _: update(_T)
    .where(
        among(_C.url, "urls"),
        _C.post_native_id == literal_column("''"),
        _C.resolved_at.is_(None),
        _C.last_seen <= parameter("at", _C.last_seen),
        among(_C.url + literal_column("' '") + _C.kind, "still", negated=True),
    )
    .values(resolved_at=bindparam("resolved"), next_try=null()),
    "resolved", "urls", "at", "still",
)  # fmt: skip


def wait(attempts: int) -> timedelta:
    """How long to leave a lost page alone after that many attempts: an hour, then twice as long each time, at most 30 days."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, 20)), LONGEST_WAIT)


def store_losses(
    writer: Writer,
    losses: Iterable[Loss],
    *,
    at: datetime,
    site_id: int | None,
    capture_id: int | None,
    crawl_id: int | None,
) -> int:
    """Write down losses; the same one met again is one more attempt, and so is a page that is lost for another reason than
    before: the old one is over. How many there were.
    """
    lost = {(short(loss.url), loss.kind, short(loss.post_id or "", 400)): loss for loss in losses}
    if not lost:
        return 0
    seen = writer.moment(at)
    held = writer.rows(FIND, writer.listed({key[0] for key in lost}))
    tried: dict[tuple[str, str], int] = {}
    for row in held:
        if row.resolved_at is None:
            place = (row.url, row.post_native_id)
            tried[place] = max(tried.get(place, 0), row.attempts)
    rows = []
    for key, loss in sorted(lost.items()):
        url, _, post_id = key
        attempts = tried.get((url, post_id), 0) + 1
        again = writer.moment(at + wait(attempts))
        rows.append((site_id, *key, loss.what, capture_id, crawl_id, seen, seen, attempts, again))
    writer.many(ADD, rows)
    pages = [(url, kind) for url, kind, post_id in lost if not post_id]
    if any((row.url, row.kind) not in pages and not row.post_native_id for row in held):
        still = writer.listed({f"{url} {kind}" for url, kind in pages})
        writer.run(SUPERSEDE, seen, writer.listed({url for url, _ in pages}), seen, still)
    return len(rows)


def resolve_losses(writer: Writer, urls: Sequence[str], at: Any, still: Iterable[Loss]) -> None:
    """These addresses were read: what was lost of them is lost no more, apart from what still is."""
    lost = {f"{loss.kind} {short(loss.post_id or '', 400)}" for loss in still}
    writer.run(RESOLVE, at, writer.listed({short(url) for url in urls}), at, writer.listed(lost))


def make_due(connection: Connection, losses: Sequence[int], now: datetime) -> None:
    """Open losses, by their ids, are to be tried again from now on."""
    for start in range(0, len(losses), 500):
        some = losses[start : start + 500]
        connection.execute(update(_T).where(_C.id.in_(some), _C.resolved_at.is_(None)).values(next_try=now))
