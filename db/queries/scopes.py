"""What of the archive an address or a page means: a whole site, a board with all below it, or one thread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from db.keys import board_key, short
from db.models import tables as t
from db.queries.refs import thread_at
from spiders.items import Reading

_T = t.THREAD.c
_S = t.SOURCE.c
_B = t.BOARD.c

NOT_STORED = -1
"""The id of no row."""


class Scope(NamedTuple):
    """What an archivist asked for: a whole site, a board with all below it, or one thread. ``platform`` is the site's."""

    site_id: int
    platform: str
    boards: tuple[int, ...] | None = None
    thread_id: int | None = None


def find_scope(connection: Connection, url: str) -> Scope | None:
    """What of the archive an address means; None where the archive does not know it."""
    plain = short(url.partition("#")[0])
    spellings = tuple(dict.fromkeys((plain, plain.rstrip("/"), plain.rstrip("/") + "/")))
    site = connection.execute(select(t.SITE_ADDRESS.c.site_id).where(t.SITE_ADDRESS.c.url.in_(spellings))).scalars().first()
    if site is not None:
        return scope(connection, site)
    board = connection.execute(select(_B.id, _B.site_id).where(_B.url.in_(spellings))).first()
    if board is not None:
        return scope(connection, board.site_id, board_id=board.id)
    source = connection.execute(select(_S.site_id, _S.board_id).where(_S.url.in_(spellings))).first()
    if source is not None:
        return scope(connection, source.site_id, board_id=source.board_id)
    thread = thread_at(connection, url)
    if thread is not None:
        return scope(connection, connection.execute(select(_T.site_id).where(_T.id == thread)).scalar_one(), thread_id=thread)
    return None


def scope_of(connection: Connection, shown: Reading) -> Scope:
    """What a page shows, as a scope: a thread, a board, else the whole site, be its front an article or not. Of what
    is not stored yet nothing is held: its scope names rows that cannot be.
    """
    site = connection.execute(select(t.SITE_ADDRESS.c.site_id).where(t.SITE_ADDRESS.c.url == short(shown.site.url))).scalar()
    if site is None:
        site = NOT_STORED
    if shown.kind in ("thread", "article") and shown.threads and shown.url != shown.site.url:
        native = short(shown.threads[-1].thread.id, 400)
        row = connection.execute(select(_T.id).where(_T.site_id == site, _T.native_id == native)).scalar()
        return Scope(site, shown.site.platform, thread_id=row if row is not None else NOT_STORED)
    listed = shown.listing.board if shown.kind == "board" and shown.listing is not None else None
    if listed is not None:
        row = connection.execute(select(_B.id).where(_B.site_id == site, _B.native_id == board_key(listed))).scalar()
        boards = tuple(_below(connection, site, row)) if row is not None else (NOT_STORED,)
        return Scope(site, shown.site.platform, boards=boards)
    return Scope(site, shown.site.platform)


def scope(connection: Connection, site_id: int, *, board_id: int | None = None, thread_id: int | None = None) -> Scope:
    """A site, a board with the boards below it, or a thread."""
    platform: str = connection.execute(select(t.SITE.c.platform).where(t.SITE.c.id == site_id)).scalar_one()
    boards = None if board_id is None else tuple(_below(connection, site_id, board_id))
    return Scope(site_id, platform, boards, thread_id)


def _below(connection: Connection, site_id: int, board_id: int) -> Iterable[int]:
    """A board and all boards below it."""
    top: Select[Any] = select(_B.id).where(_B.id == board_id)
    tree = top.cte("tree", recursive=True)
    tree = tree.union(select(_B.id).where(_B.site_id == site_id, _B.parent_id == tree.c.id))
    return connection.execute(select(tree.c.id)).scalars()
