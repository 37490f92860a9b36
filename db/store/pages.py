"""Rows of `thread_page`, `source` and `source_page`: what each capture showed, in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from db.keys import board_key, figure, short
from db.models import tables as t
from db.store.boards import Boards
from db.store.posts import Shown
from db.store.sql import Statement, inserting
from db.store.visit import Visit
from spiders.items import Capture, Reading, ThreadPage

_P = t.THREAD_PAGE
_S = t.SOURCE
_C = _S.c

_PAGE = ("thread_id", "number", "capture_id", "view", "identity", "pages_declared", "parser", "posts", "observed_at")


def _add_page(insert: Any) -> Any:
    adding = insert(_P).values({name: bindparam(name) for name in _PAGE})
    return adding.on_conflict_do_update(
        index_elements=[_P.c.thread_id, _P.c.number, _P.c.capture_id, _P.c.view],
        set_={name: adding.excluded[name] for name in ("pages_declared", "parser", "posts")},
    )


ADD_PAGE = Statement(_add_page, *_PAGE)
FORGET_PAGES = Statement(lambda _: delete(_P).where(_P.c.capture_id == bindparam("capture")), "capture")

_SOURCE = (
    "kind",
    "board_id",
    "pages_declared",
    "cursor",
    "etag",
    "last_modified",
    "walk_started",
    "walk_finished",
    "walk_crawl_id",
)
FIND_SOURCE = Statement(
    lambda _: select(_C.id, _C.url, *(_C[name] for name in _SOURCE)).where(
        _C.site_id == bindparam("site"), _C.url == bindparam("url")
    ),
    "site", "url",
)  # fmt: skip
FIND_WALK = Statement(
    lambda _: select(_C.url).where(_C.site_id == bindparam("site"), _C.cursor == bindparam("cursor")).order_by(_C.id),
    "site",
    "cursor",
)
ADD_SOURCE = inserting(_S, "id", "site_id", "url", *_SOURCE)
CHANGE_SOURCE = Statement(
    lambda _: update(_S).where(_C.id == bindparam("key")).values({name: bindparam(name) for name in _SOURCE}), *_SOURCE, "key"
)
ADD_SOURCE_PAGE = Statement(
    lambda insert: (
        insert(t.SOURCE_PAGE)
        .values(
            {
                name: bindparam(name)
                for name in ("source_id", "number", "url", "capture_id", "crawl_id", "threads", "next_url", "observed_at")
            }
        )
        .on_conflict_do_nothing()
    ),
    "source_id", "number", "url", "capture_id", "crawl_id", "threads", "next_url", "observed_at",
)  # fmt: skip


def store_thread_pages(visit: Visit, pages: Sequence[tuple[int, ThreadPage, Sequence[Shown]]], said: dict[int, int]) -> None:
    """Which posts and revisions the capture shows of each thread, in the page's order."""
    if visit.again:
        visit.writer.run(FORGET_PAGES, visit.capture_id)
    rows = {}
    for thread_id, page, shown in pages:
        posts = visit.writer.structure([[one.id, said.get(one.id)] for one in shown])
        number = figure(page.number) or 0
        rows[thread_id, number, page.view] = (
            thread_id, number, visit.capture_id, page.view, visit.identity, figure(page.pages), visit.parser, posts, visit.seen,
        )  # fmt: skip
    visit.writer.many(ADD_PAGE, list(rows.values()))


def store_source_page(visit: Visit, reading: Reading, capture: Capture, boards: Boards, source_url: str | None) -> None:
    """That a page of a source was read, and how far the walk along its pages has come."""
    listing = reading.listing
    if listing is None:
        return
    writer, seen = visit.writer, visit.seen
    url = short(source_url or _first_page(visit, reading))
    here, first = short(reading.url), listing.number in (None, 1) and (source_url is None or url == short(reading.url))
    found = writer.rows(FIND_SOURCE, visit.site_id, url)
    board = boards[board_key(listing.board)] if listing.board is not None else None
    old: Sequence[Any] = tuple(found[0][2:]) if found else ("index", None, None, None, None, None, None, None, None)
    kind, board_id, pages, cursor, etag, modified, started, finished, walk = old
    kind = {"board": "board", "sitemap": "sitemap", "feed": "feed", "api": "api"}.get(reading.kind, "index")
    if started is None or seen >= started:
        if first:
            started, walk, etag, modified = seen, visit.crawl_id, capture.etag, capture.last_modified
        cursor = short(listing.next_url) if listing.next_url else None
        finished = seen if cursor is None else finished
    facts = (kind, board or board_id, figure(listing.pages) or pages, cursor, etag, modified, started, finished, walk)
    if not found:
        source_id = visit.ids.one("source")
        writer.many(ADD_SOURCE, [(source_id, visit.site_id, url, *facts)])
    else:
        source_id = found[0].id
        if facts != old:
            writer.run(CHANGE_SOURCE, *facts, source_id)
    following = short(listing.next_url) if listing.next_url else None
    row = (source_id, figure(listing.number), here, visit.capture_id, visit.crawl_id, len(listing.threads), following, seen)
    writer.many(ADD_SOURCE_PAGE, [row])


def _first_page(visit: Visit, reading: Reading) -> str:
    """The address under which the source of a listing is known: its board's; else that of the walk which this page continues."""
    listing = reading.listing
    if listing is not None and listing.board is not None and listing.board.url:
        return listing.board.url
    if listing is not None and listing.number not in (None, 1):
        walks = visit.writer.rows(FIND_WALK, visit.site_id, short(reading.url))
        return str(walks[0].url) if walks else reading.site.url
    return reading.url
