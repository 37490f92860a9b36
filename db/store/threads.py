"""Rows of `thread`, its boards and aliases: from listing rows and from the threads' own pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, case, or_, select, update

from db.keys import board_key, figure, short
from db.models import tables as t
from db.store.authors import Authors, better_author, rank_of
from db.store.boards import Boards
from db.store.facts import TRACKED, Value, follow, store_facts
from db.store.listed import NEVER, Listed, merge
from db.store.moments import Time, better, clock_ahead, time_of
from db.store.sql import Statement, among
from db.store.visit import Visit
from spiders.items import Board, Thread

_T = t.THREAD
_C = _T.c
_A = t.THREAD_ALIAS
_B = t.THREAD_BOARD

_COLUMNS = [column.name for column in _T.columns]
_CREATED = ("created_at", "created_raw", "created_local", "created_precision", "created_basis")
_LAST = ("last_post_at", "last_post_raw", "last_post_local", "last_post_precision", "last_post_basis")
_LATEST = ("last_post_native_id", "last_post_author")
_DECLARED = ("declared_replies", "declared_posts", "declared_pages", "declared_views", *_LATEST)
_PLAIN = ("url", "moved_to", *_DECLARED)
_FACTS = tuple(
    name
    for name in _COLUMNS
    if name in {*TRACKED, *_PLAIN, *_CREATED, *_LAST, "author_id", "author_name", "kind", "board_id", "declared_at"}
)
_LISTED = ("listed_as", "listed_at", "listed_since")
_NAMES = (*_FACTS, "first_seen", "last_seen", *_LISTED, "facts_seen")
_ADDED = tuple(name for name in _COLUMNS if name in {*_NAMES, "id", "site_id", "native_id"})


def _add_board(insert: Any) -> Any:
    adding = insert(_B).values({name: bindparam(name) for name in ("thread_id", "board_id", "first_seen")})
    first = adding.excluded.first_seen
    return adding.on_conflict_do_update(
        index_elements=[_B.c.thread_id, _B.c.board_id],
        set_={"first_seen": case((first < _B.c.first_seen, first), else_=_B.c.first_seen)},
    )


FIND = Statement(
    lambda _: (
        select(
            _C.id, _C.native_id, t.AUTHOR.c.kind.label("author_kind"), t.AUTHOR.c.native_id.label("author_key"),
            *(_C[name] for name in _NAMES),
        )
        .join_from(_T, t.AUTHOR, t.AUTHOR.c.id == _C.author_id, isouter=True)
        .where(_C.site_id == bindparam("site"), among(_C.native_id, "keys"))
    ),
    "site", "keys",
)  # fmt: skip
_BEFORE = 4
ADD = Statement(lambda insert: insert(_T).values({name: bindparam(name) for name in _ADDED}), *_ADDED)
ALIAS = Statement(
    lambda insert: (adding := insert(_A).values({name: bindparam(name) for name in ("site_id", "alias", "thread_id")}))
    .on_conflict_do_update(index_elements=[_A.c.site_id, _A.c.alias], set_={"thread_id": adding.excluded.thread_id}),
    "site_id", "alias", "thread_id",
)  # fmt: skip
FIND_MOVED = Statement(
    lambda _: select(_C.id, _C.native_id, _C.url).where(
        _C.site_id == bindparam("site"), or_(among(_C.native_id, "ids"), among(_C.url, "urls"))
    ),
    "site", "ids", "urls",
)  # fmt: skip
MOVED = Statement(lambda _: update(_T).where(_C.id == bindparam("key")).values(merged_into_id=bindparam("into")), "into", "key")
ADD_BOARD = Statement(_add_board, "thread_id", "board_id", "first_seen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A thread as this page shows it: in a listing row, or at the head of its own page. ``listed_in`` is the listing's board."""

    thread: Thread
    own_page: bool
    view: str = "page"
    listed_in: Board | None = None


Threads = dict[str, int]
"""The rows of a page's threads, by the threads' native id (shortened to fit)."""


def thread_key(thread: Thread) -> str:
    """A thread's native id, as its row has it."""
    return short(thread.id, 400)


def store_threads(visit: Visit, shown: Sequence[Shown], authors: Authors, boards: Boards) -> Threads:
    """Rows for all threads that the page lists or shows."""
    if not shown:
        return {}
    writer, seen = visit.writer, visit.seen
    keys = dict.fromkeys(thread_key(one.thread) for one in shown)
    held = {row.native_id: row for row in writer.rows(FIND, visit.site_id, writer.listed(keys))}
    facts: dict[str, dict[str, Any]] = {key: dict(zip(_NAMES, row[_BEFORE:], strict=True)) for key, row in held.items()}
    ranks = {row.author_id: rank_of(row.author_kind, row.author_key) for row in held.values()}
    ranks.update((who.id, who.rank) for who in authors.values())
    changed: list[tuple[str, Value]] = []
    for one in shown:
        key = thread_key(one.thread)
        row, known = held.get(key), facts.get(key)
        newer = row is None or seen >= row.last_seen
        facts[key], values = _known_now(visit, one, known, _board(one, known, boards), newer=newer)
        changed += [(key, value) for value in values]
        if not one.own_page:
            was = Listed(*(known[name] for name in _LISTED)) if known else NEVER
            visit.listed.setdefault(key, (row, was))
            facts[key].update(zip(_LISTED, merge(was, one.thread.declared, seen), strict=True))
        old = (known["author_id"], ranks.get(known["author_id"], 0), known["author_name"]) if known else (None, 0, None)
        facts[key]["author_id"], facts[key]["author_name"] = better_author(old, one.thread.author, authors, newer=newer)
    ids: Threads = {key: row.id for key, row in held.items()}
    new = [key for key in keys if key not in held]
    if new:
        ids.update(zip(new, visit.ids.take("thread", len(new)), strict=True))
        rows = [{**facts[key], "site_id": visit.site_id, "id": ids[key], "native_id": key} for key in new]
        writer.many(ADD, [tuple([row[name] for name in _ADDED]) for row in rows])
        visit.counts.threads_new += len(new)
    versions = [(row.id, tuple(row[_BEFORE:]), tuple(facts[key].values())) for key, row in held.items()]
    writer.change(_T, _NAMES, versions)
    store_facts(writer, ((ids[key], value) for key, value in changed))
    _store_aliases(visit, shown, held, ids)
    _store_boards(visit, shown, boards, held, ids)
    _follow_moved(visit, shown, ids)
    return ids


def _known_now(
    visit: Visit, one: Shown, known: dict[str, Any] | None, board: int | None, *, newer: bool
) -> tuple[dict[str, Any], list[Value]]:
    """The thread's facts with what this page says of it, in the order of `_NAMES`, and the values of those that changed."""
    thread, declared = one.thread, one.thread.declared
    stated: dict[str, Any] = {
        "title": thread.title,
        "prefix": thread.prefix,
        "url": short(thread.url) if thread.url else None,
        "state": thread.state,
        "moved_to": thread.moved_to,
        "sticky": thread.sticky,
        "locked": thread.locked,
        "declared_replies": figure(declared.replies),
        "declared_posts": figure(declared.posts),
        "declared_pages": figure(declared.pages),
        "declared_views": figure(declared.views),
        "last_post_native_id": declared.last_post_id,
        "last_post_author": declared.last_author.name if declared.last_author else None,
    }
    created = time_of(visit.writer, thread.created, one.view, visit.timezone)
    last = time_of(visit.writer, declared.last_post, one.view, visit.timezone)
    declares = last.raw is not None or any(stated[name] is not None for name in _DECLARED)
    if known is None:
        stated.update(zip(_CREATED, created, strict=True))
        stated.update(zip(_LAST, last, strict=True))
        stated.update(kind=thread.kind, board_id=board, declared_at=visit.seen if declares else None)
        stated.update(first_seen=visit.seen, last_seen=visit.seen)
        return {name: stated.get(name) for name in _NAMES}, []
    facts = dict(known)
    followed, values = follow(known, stated, visit.seen)
    facts.update(followed)
    facts["first_seen"], facts["last_seen"] = min(known["first_seen"], visit.seen), max(known["last_seen"], visit.seen)
    visit.compare(Time(*(known[name] for name in _CREATED)), created)
    before = Time(*(known[name] for name in _LAST))
    visit.compare(before, last)
    # Listings tell of the last post; that a page of the thread was read since makes their news no older.
    latest = newer or (not one.own_page and (known["listed_at"] is None or visit.seen >= known["listed_at"]))
    for name in _PLAIN:
        value = stated[name]
        if value is not None and (known[name] is None or (latest if name in _LATEST else newer)):
            facts[name] = value
    is_same = before.at is not None and before.at == last.at
    if is_same or clock_ahead(before, last) is not None:  # an API's and a page's reading of one time; they tell the site's zone
        facts.update(zip(_LAST, better(before, last, newer=newer), strict=True))
    elif (latest and last.raw is not None) or known["last_post_raw"] is None:
        facts.update(zip(_LAST, last, strict=True))
    facts.update(zip(_CREATED, better(Time(*(known[name] for name in _CREATED)), created, newer=newer), strict=True))
    if one.own_page and newer:
        facts["kind"] = thread.kind
    if board is not None and (newer or known["board_id"] is None):
        facts["board_id"] = board
    if declares and (known["declared_at"] is None or visit.seen > known["declared_at"]):
        facts["declared_at"] = visit.seen
    return facts, values


def _board(one: Shown, known: dict[str, Any] | None, boards: Boards) -> int | None:
    """The board the page shows the thread in: the last of its path; else the board that lists it, unless it is known to be
    in another, since announcements are listed in every board.
    """
    if one.thread.boards:
        return boards[board_key(one.thread.boards[-1])]
    if one.listed_in is None or (known is not None and known["board_id"] is not None):
        return None
    return boards[board_key(one.listed_in)]


def _store_aliases(visit: Visit, shown: Iterable[Shown], held: dict[str, Any], ids: Threads) -> None:
    rows: dict[str, tuple[int, str, int]] = {}
    for one in shown:
        key = thread_key(one.thread)
        for alias in one.thread.aliases:
            rows[short(alias)] = (visit.site_id, short(alias), ids[key])
        old = held.get(key)
        if old is not None and old.url and one.thread.url and short(one.thread.url) != old.url:
            for url in (old.url, short(one.thread.url)):  # which of them is the present one may change
                rows[url] = (visit.site_id, url, ids[key])
    visit.writer.many(ALIAS, list(rows.values()))


def _store_boards(visit: Visit, shown: Iterable[Shown], boards: Boards, held: dict[str, Any], ids: Threads) -> None:
    """Which boards threads are or were in; nothing to do where a thread is still where it was."""
    rows: dict[tuple[int, int], tuple[int, int, Any]] = {}
    for one in shown:
        key = thread_key(one.thread)
        row = held.get(key)
        board = _board(one, {"board_id": row.board_id} if row is not None else None, boards)
        if board is not None and (row is None or row.board_id != board or visit.seen < row.last_seen):
            rows[ids[key], board] = (ids[key], board, visit.seen)
    visit.writer.many(ADD_BOARD, list(rows.values()))


def _follow_moved(visit: Visit, shown: Iterable[Shown], ids: Threads) -> None:
    """Where a moved or merged thread leads, as a row, when that thread is held."""
    leads = {ids[thread_key(one.thread)]: short(one.thread.moved_to) for one in shown if one.thread.moved_to}
    if not leads:
        return
    writer = visit.writer
    wanted = writer.listed(set(leads.values()))
    places: dict[str, int] = {}
    for row in writer.rows(FIND_MOVED, visit.site_id, wanted, wanted):
        places[row.native_id] = row.id
        if row.url:
            places.setdefault(row.url, row.id)
    writer.many(MOVED, [(places[to], thread) for thread, to in leads.items() if to in places and places[to] != thread])
