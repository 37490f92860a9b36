"""Rows of `board`: the tree of forums, from listings and from the path above a thread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select, update

from db.keys import board_key, figure, short
from db.models import tables as t
from db.store.seen import touch
from db.store.sql import Statement, among, inserting
from db.store.visit import Visit
from spiders.items import Board, Listing, Thread

_T = t.BOARD
_C = _T.c
_FACTS = ("kind", "title", "url", "parent_id", "description", "declared_threads", "declared_posts")

FIND = Statement(
    lambda _: select(_C.id, _C.native_id, _C.last_seen, *(_C[name] for name in _FACTS)).where(
        _C.site_id == bindparam("site"), among(_C.native_id, "keys")
    ),
    "site", "keys",
)  # fmt: skip
ADD = inserting(_T, "id", "site_id", "native_id", "kind", "title", "url", "description", "declared_threads", "declared_posts",
                "first_seen", "last_seen")  # fmt: skip
CHANGE = Statement(
    lambda _: update(_T).where(_C.id == bindparam("key")).values({name: bindparam(name) for name in _FACTS}), *_FACTS, "key"
)

Boards = dict[str, int]
"""The rows of a page's boards, by `db.keys.board_key`."""


def store_boards(visit: Visit, listing: Listing | None, threads: Iterable[Thread]) -> Boards:
    """Rows for all boards that the page names."""
    boards, parents = _named(listing, threads)
    listed = {board_key(board) for board in listing.boards} if listing is not None else set()
    if not boards:
        return {}
    writer, seen = visit.writer, visit.seen
    held = {row.native_id: row for row in writer.rows(FIND, visit.site_id, writer.listed({*boards, *parents.values()}))}
    ids: Boards = {key: row.id for key, row in held.items()}
    new = [key for key in boards if key not in held]
    ids.update(zip(new, visit.ids.take("board", len(new)) if new else (), strict=True))
    writer.many(ADD, [_new_row(visit, ids[key], key, boards[key]) for key in new])
    changes = []
    for key, board in boards.items():
        parent = ids.get(parents[key]) if key in parents else None
        kind = board.kind if key in listed or board.kind != "forum" else None  # a path does not tell a category from a forum
        stated = (
            kind, board.title, short(board.url) if board.url else None, parent, board.description,
            figure(board.threads), figure(board.posts),
        )  # fmt: skip
        row = held.get(key)
        if row is None:
            if parent is not None:
                changes.append((board.kind, *stated[1:], ids[key]))
            continue
        old: tuple[Any, ...] = tuple(row[3:])
        facts = merged(old, stated, newer=seen >= row.last_seen)
        if facts != old:
            changes.append((*facts, row.id))
    writer.many(CHANGE, changes)
    touch(writer, "board", (row.id for key, row in held.items() if key in boards), seen)
    return ids


def merged(old: tuple[Any, ...], new: tuple[Any, ...], *, newer: bool) -> tuple[Any, ...]:
    """What is known now: the later capture's facts, where it states them; None never overwrites."""
    first, second = (new, old) if newer else (old, new)
    return tuple(b if a is None else a for a, b in zip(first, second, strict=True))


def _named(listing: Listing | None, threads: Iterable[Thread]) -> tuple[dict[str, Board], dict[str, str]]:
    """The boards by key, and the key of each one's parent: stated, or the one before it in a path."""
    boards: dict[str, Board] = {}
    parents: dict[str, str] = {}

    def name(board: Board, above: str | None) -> str:
        key = board_key(board)
        known = boards.get(key)
        if known is None or _says_more(board, known):
            boards[key] = board
        parent = short(board.parent_id, 400) if board.parent_id is not None else above
        if parent is not None and parent != key:
            parents.setdefault(key, parent)
        return key

    if listing is not None:
        listed = name(listing.board, None) if listing.board is not None else None
        for board in listing.boards:
            name(board, listed)
    for thread in threads:
        above: str | None = None
        for board in thread.boards:
            above = name(board, above)
    return boards, parents


def _says_more(board: Board, known: Board) -> bool:
    return (board.threads is not None and known.threads is None) or (board.url is not None and known.url is None)


def _new_row(visit: Visit, number: int, key: str, board: Board) -> tuple[Any, ...]:
    return (
        number, visit.site_id, key, board.kind, board.title, short(board.url) if board.url else None, board.description,
        figure(board.threads), figure(board.posts), visit.seen, visit.seen,
    )  # fmt: skip
