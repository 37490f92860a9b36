"""Rows of `crawl`, and who holds a site: one crawl a site at a time, across processes and machines."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, null, or_, select, update

from db.models import tables as t
from db.store.sql import Statement, Writer

_T = t.CRAWL
_C = _T.c
_S = t.SITE.c
_ADDED = ("target_id", "site_id", "url", "identity", "options", "runner", "software", "started_at", "heartbeat_at", "counts")

ADD = Statement(lambda insert: insert(_T).values({name: bindparam(name) for name in _ADDED}).returning(_C.id), *_ADDED)
FIND = Statement(lambda _: select(_C.identity, _C.site_id).where(_C.id == bindparam("key")), "key")
SITE = Statement(
    lambda _: update(_T).where(_C.id == bindparam("key"), _C.site_id.is_(None)).values(site_id=bindparam("site")), "site", "key"
)
BEAT = Statement(lambda _: update(_T).where(_C.id == bindparam("key")).values(heartbeat_at=bindparam("now")), "now", "key")
FINISH = Statement(
    lambda _: update(_T).where(_C.id == bindparam("key")).values(
        {name: bindparam(name) for name in ("heartbeat_at", "finished_at", "reason", "exit_code", "counts")}
    ),
    "heartbeat_at", "finished_at", "reason", "exit_code", "counts", "key",
)  # fmt: skip
HOLD = Statement(
    lambda _: update(t.SITE)
    .where(
        _S.id == bindparam("key"), or_(_S.held_by.is_(None), _S.held_by == bindparam("holder"), _S.held_until < bindparam("now"))
    )
    .values(held_by=bindparam("by"), held_until=bindparam("until")),
    "by", "until", "key", "holder", "now",
)  # fmt: skip
RELEASE = Statement(
    lambda _: update(t.SITE)
    .where(_S.held_by == bindparam("holder"))
    .values(held_by=null(), held_until=null()),
    "holder",
)  # fmt: skip
BLOCK = Statement(
    lambda _: update(t.SITE).where(_S.id == bindparam("key")).values(blocked_until=bindparam("until")), "until", "key"
)
ROBOTS = Statement(
    lambda _: update(t.SITE).where(_S.id == bindparam("key")).values(
        robots_capture_id=bindparam("capture"), crawl_delay=bindparam("delay")
    ),
    "capture", "delay", "key",
)  # fmt: skip


def add_crawl(writer: Writer, now: datetime, *, url: str, identity: str, options: Any, **facts: Any) -> int:
    """The row of a crawl that begins."""
    moment = writer.moment(now)
    row = (
        facts.get("target_id"), facts.get("site_id"), url, identity, writer.structure(options), facts.get("runner"),
        facts.get("software"), moment, moment, "{}",
    )  # fmt: skip
    crawl_id: int = writer.rows(ADD, *row)[0].id
    return crawl_id


def hold(writer: Writer, site_id: int, holder: str, now: datetime, lease: timedelta) -> bool:
    """Hold a site, or renew the hold; False where another holds it."""
    until = writer.moment(now + lease)
    return writer.run(HOLD, holder, until, site_id, holder, writer.moment(now)) == 1
