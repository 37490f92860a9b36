"""The posts of a thread with what says whom they answer: what the page states, their quotes, the members they mention."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, select

from db.models import tables as t

_P, _R, _Q, _M = t.POST.c, t.REVISION.c, t.QUOTE.c, t.MENTION.c


class TurnRow(NamedTuple):
    """A post in a conversation. Ids are ours where they are numbers, the site's where they are strings."""

    id: int
    native_id: str
    kind: str
    ordinal: int | None
    author: str | None
    posted_at: datetime | None
    url: str | None
    state: str
    text: str | None
    stated_parent: int | None
    """The post that the page says it answers, where that is held."""
    is_stated: bool
    """Whether the page says what it answers."""
    quoted: tuple[int, ...]
    """Sources of its own quotes, in their order."""
    mentioned: tuple[str, ...]
    """Names it mentions, in their order."""


def turns(connection: Connection, thread_id: int) -> list[TurnRow]:
    """The posts of a thread in the order in which they were written, as far as that is known, else in that of its pages."""
    quoted: dict[int, list[int]] = {}
    for post, source in connection.execute(
        select(_R.post_id, _Q.source_post_id)
        .join_from(t.QUOTE, t.REVISION, and_(_R.id == _Q.revision_id, _R.current))
        .join(t.POST, _P.id == _R.post_id)
        .where(_P.thread_id == thread_id, _Q.depth == 1, _Q.source_post_id.is_not(None))
        .order_by(_Q.ordinal)
    ):
        quoted.setdefault(post, []).append(source)
    mentioned: dict[int, list[str]] = {}
    for post, name in connection.execute(
        select(_R.post_id, _M.name)
        .join_from(t.MENTION, t.REVISION, and_(_R.id == _M.revision_id, _R.current))
        .join(t.POST, _P.id == _R.post_id)
        .where(_P.thread_id == thread_id)
        .order_by(_M.ordinal)
    ):
        mentioned.setdefault(post, []).append(name)
    rows: Sequence[Any] = connection.execute(
        select(_P.id, _P.native_id, _P.kind, _P.ordinal, _P.author_name, _P.posted_at, _P.url, _P.state, _R.text, _P.parent_id)
        .add_columns(_P.parent_native_id.is_not(None), _P.page, _P.position)
        .join_from(t.POST, t.REVISION, and_(_R.post_id == _P.id, _R.current), isouter=True)
        .where(_P.thread_id == thread_id)
    ).all()
    is_timed = all(row.posted_at is not None for row in rows)
    in_order = sorted(
        rows, key=lambda row: (row.kind != "article", row.posted_at if is_timed else 0, row.page or 0, row.position or 0, row.id)
    )
    return [TurnRow._make((*row[:11], tuple(quoted.get(row.id, ())), tuple(mentioned.get(row.id, ())))) for row in in_order]
