"""Rows of `poll` and `poll_option`: the poll of a thread, as last seen."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, select, update

from db.keys import figure
from db.models import tables as t
from db.store.moments import time_of
from db.store.sql import Statement, among, inserting
from db.store.visit import Visit
from spiders.items import Poll

_T = t.POLL
_C = _T.c
_O = t.POLL_OPTION
_FACTS = ("question", "voters", "closes_at", "closes_raw", "last_seen")

FIND = Statement(lambda _: select(_C.id, _C.thread_id, _C.last_seen).where(among(_C.thread_id, "threads")), "threads")
ADD = Statement(
    lambda insert: insert(_T).values({name: bindparam(name) for name in ("thread_id", *_FACTS)}).returning(_C.id),
    "thread_id", *_FACTS,
)  # fmt: skip
CHANGE = Statement(
    lambda _: update(_T).where(_C.id == bindparam("key")).values({name: bindparam(name) for name in _FACTS}), *_FACTS, "key"
)
FIND_OPTIONS = Statement(lambda _: select(_O.c.text, _O.c.votes).where(_O.c.poll_id == bindparam("poll")), "poll")
CLEAR = Statement(lambda _: delete(_O).where(_O.c.poll_id == bindparam("poll")), "poll")
ADD_OPTION = inserting(_O, "poll_id", "ordinal", "text", "votes")


def store_polls(visit: Visit, polls: Iterable[tuple[int, Poll]]) -> None:
    """The polls of threads, by the threads' rows; an older capture changes nothing."""
    shown = dict(polls)
    if not shown:
        return
    writer = visit.writer
    held = {row.thread_id: row for row in writer.rows(FIND, writer.listed(shown))}
    for thread_id, poll in shown.items():
        closes = time_of(writer, poll.closes, "page", visit.timezone)
        facts = (poll.question, figure(poll.voters), closes.at, closes.raw, visit.seen)
        row = held.get(thread_id)
        known: dict[str, int | None] = {}
        if row is None:
            poll_id = writer.rows(ADD, thread_id, *facts)[0].id
        elif visit.seen >= row.last_seen:
            poll_id = row.id
            known = {option.text: option.votes for option in writer.rows(FIND_OPTIONS, poll_id)}
            writer.run(CHANGE, *facts, poll_id)
            writer.run(CLEAR, poll_id)
        else:
            continue
        rows = []
        for ordinal, option in enumerate(poll.options, start=1):
            votes = figure(option.votes)  # hidden results take nothing back
            rows.append((poll_id, ordinal, option.text, known.get(option.text) if votes is None else votes))
        writer.many(ADD_OPTION, rows)
