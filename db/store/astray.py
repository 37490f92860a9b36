"""A thread's address that leads to it no more: to nothing (gone), or to another thread (merged). Its posts stay as they are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, exists, select

from db.keys import short
from db.models import tables as t
from db.store.sql import Statement
from db.store.threads import Shown, store_threads
from db.store.visit import Visit
from spiders.items import GONE, Follow, Loss, Reading, Thread

_C = t.THREAD.c
FIND = Statement(
    lambda _: select(_C.state, _C.url, exists().where(t.THREAD_PAGE.c.thread_id == _C.id).label("held")).where(
        _C.site_id == bindparam("site"), _C.native_id == bindparam("thread")
    ),
    "site", "thread",
)  # fmt: skip


def note_gone(visit: Visit, asked: Follow | None, status: int) -> tuple[Loss, ...]:
    """The site says that a thread it listed is not there: no loss, unless the archive held it before. Only the thread's own
    address says so: a further page may be missing while the thread is there, and an API may not be offered.
    """
    if asked is None or status not in GONE or asked.kind not in ("thread", "article") or (row := _known(visit, asked)) is None:
        return ()
    if short(asked.url) != row.url:
        what = f"a page of the thread is not there (HTTP status {status})"
        return (Loss(kind="fetch", what=what, url=asked.url),) if row.held else ()
    _store(visit, Thread(id=asked.thread_id or "", state="gone"))
    what = f"the thread is gone (HTTP status {status}); what was read of it is kept"
    return (Loss(kind="fetch", what=what, url=asked.url),) if row.held else ()


def note_merged(visit: Visit, asked: Follow | None, reading: Reading) -> None:
    """The thread that was asked for turned out to be another one: its address leads there now."""
    if asked is None or asked.thread_id is None or asked.kind != "thread" or reading.kind != "thread" or not reading.threads:
        return
    shown = reading.threads[-1].thread.id
    if asked.thread_id == shown or any(page.thread.id == asked.thread_id for page in reading.threads):
        return
    if _known(visit, asked) is not None:
        _store(visit, Thread(id=asked.thread_id, state="merged", moved_to=shown))


def _known(visit: Visit, asked: Follow) -> Any:
    if asked.thread_id is None:
        return None
    return next(iter(visit.writer.rows(FIND, visit.site_id, short(asked.thread_id, 400))), None)


def _store(visit: Visit, thread: Thread) -> None:
    store_threads(visit, [Shown(thread=thread, own_page=False)], {}, {})
