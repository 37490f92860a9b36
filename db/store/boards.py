"""Rows of `board`: the tree of forums, from listings and from the path above a thread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select

from db.keys import board_key, figure, merged, short
from db.models import tables as t
from db.store.sql import Statement, among, changing, inserting
from db.store.visit import Visit
from spiders.items import Board, Listing, Thread

_T = t.BOARD
_C = _T.c
_FACTS = ("kind", "title", "url", "parent_id", "description", "declared_threads", "declared_posts")
_NAMES = (*_FACTS, "first_seen", "last_seen")

FIND = Statement(
    lambda _: select(_C.id, _C.native_id, *(_C[name] for name in _NAMES)).where(
        _C.site_id == bindparam("site"), among(_C.native_id, "keys")
    ),
    "site", "keys",
)  # fmt: skip
ADD = inserting(_T, "id", "site_id", "native_id", "kind", "title", "url", "description", "declared_threads", "declared_posts",
                "first_seen", "last_seen")  # fmt: skip
PLACE = changing(_T, ("parent_id",))

Boards = dict[str, int]
"""The rows of a page's boards, by `db.keys.board_key`."""


def store_boards(visit: Visit, listing: Listing | None, threads: Iterable[Thread]) -> Boards:
    """Rows for all boards that the page names."""
    boards, parents = _named(listing, threads)
    listed = set() if listing is None else {board_key(board) for board in (*listing.boards, listing.board) if board is not None}
    if not boards:
        return {}
    writer = visit.writer
    held = {row.native_id: row for row in writer.rows(FIND, visit.site_id, writer.listed({*boards, *parents.values()}))}
    ids: Boards = {key: row.id for key, row in held.items()}
    new = [key for key in boards if key not in held]
    ids.update(zip(new, visit.ids.take("board", len(new)) if new else (), strict=True))
    writer.many(ADD, [_new_row(visit, ids[key], key, boards[key], listed=key in listed) for key in new])
    versions = []
    for key, board in boards.items():
        parent = ids.get(parents[key]) if key in parents else None
        row = held.get(key)
        if row is not None:
            old = tuple(row[2:])
            versions.append((row.id, old, _known_now(visit, old, board, parent, listed=key in listed)))
        elif parent is not None:
            writer.run(PLACE, parent, ids[key])
    writer.change(_T, _NAMES, versions)
    return ids


def _known_now(visit: Visit, old: tuple[Any, ...], board: Board, parent: int | None, *, listed: bool) -> tuple[Any, ...]:
    """The columns of `_NAMES` with what this page says. Listings say what a board is; the path above a thread is no news, tells
    no category from a forum, and only fills in what nothing else has said.
    """
    *facts, first, last = old
    url = short(board.url) if board.url else None
    stated = (board.kind, board.title or None, url, parent, board.description, figure(board.threads), figure(board.posts))
    known = merged(tuple(facts), stated, newer=(listed and (last is None or visit.seen >= last)) or not facts[1])
    if listed and (last is None or visit.seen > last):
        last = visit.seen
    return (*known, min(first, visit.seen), last)


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


def _new_row(visit: Visit, number: int, key: str, board: Board, *, listed: bool) -> tuple[Any, ...]:
    return (
        number, visit.site_id, key, board.kind, board.title, short(board.url) if board.url else None, board.description,
        figure(board.threads), figure(board.posts), visit.seen, visit.seen if listed else None,
    )  # fmt: skip
