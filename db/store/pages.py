"""Rows of `thread_page`, `source` and `source_page`: what each capture showed, in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, false, select, update

from db.keys import board_key, figure, short
from db.models import tables as t
from db.store.boards import Boards
from db.store.listed import agree, declares
from db.store.posts import Shown
from db.store.sql import Statement, inserting
from db.store.threads import thread_key
from db.store.visit import Visit
from spiders.items import Capture, Listing, Loss, Reading, ThreadPage

_P = t.THREAD_PAGE
_S = t.SOURCE
_C = _S.c

_PAGE = (
    "thread_id", "number", "capture_id", "view", "identity", "pages_declared", "parser", "posts", "observed_at", "next_url",
    "states", "confidence",
)  # fmt: skip


def _add_page(insert: Any) -> Any:
    adding = insert(_P).values({name: bindparam(name) for name in _PAGE})
    return adding.on_conflict_do_update(
        index_elements=[_P.c.thread_id, _P.c.number, _P.c.capture_id, _P.c.view],
        set_={name: adding.excluded[name] for name in ("pages_declared", "parser", "posts", "next_url", "states", "confidence")}
        | {"settled": false()},
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
    "walk_seen",
    "walk_finished",
    "walk_crawl_id",
)
FIND_SOURCE = Statement(
    lambda _: select(_C.id, _C.url, *(_C[name] for name in _SOURCE)).where(
        _C.site_id == bindparam("site"), _C.url == bindparam("url")
    ),
    "site", "url",
)  # fmt: skip
FIND_SOURCES = Statement(
    lambda _: select(_C.url, _C.cursor).where(_C.site_id == bindparam("site"), _C.board_id.is_(None)).order_by(_C.id), "site"
)
ADD_SOURCE = inserting(_S, "id", "site_id", "url", *_SOURCE)
CHANGE_SOURCE = Statement(
    lambda _: update(_S).where(_C.id == bindparam("key")).values({name: bindparam(name) for name in _SOURCE}), *_SOURCE, "key"
)
FIND_SOURCE_PAGE = Statement(
    lambda _: select(t.SOURCE_PAGE.c.id).where(
        t.SOURCE_PAGE.c.source_id == bindparam("source"), t.SOURCE_PAGE.c.url == bindparam("url"),
        t.SOURCE_PAGE.c.observed_at >= bindparam("since"), t.SOURCE_PAGE.c.capture_id != bindparam("capture"),
    ),
    "source", "url", "since", "capture",
)  # fmt: skip
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
            short(page.next_url) if page.next_url else None, _states(visit, shown), page.confidence,
        )  # fmt: skip
    visit.writer.many(ADD_PAGE, list(rows.values()))


def _states(visit: Visit, shown: Sequence[Shown]) -> str | None:
    states = {str(place): one.post.state for place, one in enumerate(shown, start=1) if one.post.state != "visible"}
    return visit.writer.structure(states) if states else None


def store_source_page(
    visit: Visit, reading: Reading, capture: Capture, boards: Boards, source_url: str | None
) -> tuple[Loss, ...]:
    """That a page of a source was read, and how far the walk along its pages has come; what is lost where it runs in a circle."""
    listing = reading.listing
    if listing is None:
        return ()
    here, following = short(reading.url), short(listing.next_url) if listing.next_url else None
    url = short(source_url) if source_url is not None else _source_of(visit, reading, here)
    board = boards[board_key(listing.board)] if listing.board is not None else None
    kind = {"board": "board", "sitemap": "sitemap", "feed": "feed", "api": "api"}.get(reading.kind, "index")
    found = visit.writer.rows(FIND_SOURCE, visit.site_id, url)
    old = Walk(*found[0][2:]) if found else Walk(kind)
    new = old._replace(kind=kind, board_id=board or old.board_id, pages=figure(listing.pages) or old.pages)
    losses: tuple[Loss, ...] = ()
    if visit.again and old.seen is not None and visit.seen <= old.seen:
        pass  # read again: the walk has gone on since
    elif here == old.cursor != url and (_repeats(visit, listing, old) or _circles(visit, found[0].id, here, old)):
        losses = (Loss(kind="read", what=f"the listing {url} shows the same threads page after page", url=reading.url),)
        new = new._replace(cursor=None, seen=visit.seen)
    else:
        following = following if _goes_on(visit, listing, old) else None
        if here == url or listing.number == 1 or (listing.number is None and not found):
            new = _begun(new, visit, capture, following)
        elif old.seen is None or visit.seen >= old.seen:
            new = new._replace(cursor=following, seen=visit.seen, finished=visit.seen if following is None else old.finished)
    if found:
        source_id: int = found[0].id
        if new != old:
            visit.writer.run(CHANGE_SOURCE, *new, source_id)
    else:
        source_id = visit.ids.one("source")
        visit.writer.run(ADD_SOURCE, source_id, visit.site_id, url, *new)
    next_url = short(listing.next_url) if listing.next_url else None
    row = (source_id, figure(listing.number), here, visit.capture_id, visit.crawl_id, len(listing.threads), next_url, visit.seen)
    visit.writer.run(ADD_SOURCE_PAGE, *row)
    return losses


def _goes_on(visit: Visit, listing: Listing, walk: Walk) -> bool:
    """Whether anything may have changed behind this page. A full walk ends on the last page; after one was made, a walk ends on
    the first page whose threads, sticky ones aside, declare the replies and the last post that were known.
    """
    if walk.finished is None or not listing.threads:
        return True
    rows = (visit.listed[thread_key(thread)] for thread in listing.threads if not thread.sticky)
    stated = (declares(thread.declared) for thread in listing.threads if not thread.sticky)
    return any(
        row is None or (new is not None and (was.declares is None or not agree(was.declares, new)))
        for (row, was), new in zip(rows, stated, strict=True)
    )


def _repeats(visit: Visit, listing: Listing, walk: Walk) -> bool:
    """Whether a further page is one that was shown already: some sites answer a number too high with the first or last page.

    Of captures of no crawl only the page's own number tells: their times are to the second, so several pages have the same.
    """
    if listing.number == 1:
        return True
    # A row that declares nothing, as that of a moved thread, tells nothing.
    rows = (thread for thread in listing.threads if not thread.sticky and declares(thread.declared) is not None)
    listed = [visit.listed[thread_key(thread)][1].at for thread in rows]
    return visit.crawl_id is not None and bool(listed) and all(at is not None and at == walk.seen for at in listed)


def _circles(visit: Visit, source_id: int, here: str, walk: Walk) -> bool:
    """Whether the walk has been on this page before."""
    return walk.started is not None and bool(visit.writer.rows(FIND_SOURCE_PAGE, source_id, here, walk.started, visit.capture_id))


class Walk(NamedTuple):
    """A source's columns, in the order of `_SOURCE`."""

    kind: str
    board_id: int | None = None
    pages: int | None = None
    cursor: str | None = None
    etag: str | None = None
    modified: str | None = None
    started: Any = None
    seen: Any = None
    finished: Any = None
    crawl_id: int | None = None


def _begun(walk: Walk, visit: Visit, capture: Capture, following: str | None) -> Walk:
    """A walk that begins at the first page, unless a later one is known."""
    seen = visit.seen
    if walk.started is not None and seen < walk.started:
        return walk
    begun = walk._replace(etag=capture.etag, modified=capture.last_modified, started=seen, crawl_id=visit.crawl_id)
    if walk.seen is not None and seen < walk.seen:
        return begun
    return begun._replace(cursor=following, seen=seen, finished=seen if following is None else walk.finished)


def _source_of(visit: Visit, reading: Reading, here: str) -> str:
    """The address under which the source of a page is known: its board's; for a further page that of the walk which leads here,
    else of the source it lies under (``/category/valves/page/2/``); else its own.
    """
    listing = reading.listing
    if listing is not None and listing.board is not None and listing.board.url:
        return short(listing.board.url)
    if listing is None or listing.number in (None, 1):
        return here
    known = visit.writer.rows(FIND_SOURCES, visit.site_id)
    leading = [source.url for source in known if source.cursor == here]
    above = [source.url for source in known if here.startswith(source.url)]
    return str(leading[0] if leading else max(above, key=len, default=here))
