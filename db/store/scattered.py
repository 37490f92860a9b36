"""Posts on pages that do not say which thread they are in: a mail on a page of its own (`ThreadPage.scattered`).

Such a post stays in the thread that holds it, else it joins the thread whose listing names its address (`Thread.aliases` of a
row); where no listing was read yet, it begins a thread of its own, which is absorbed when a listing names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, delete, false, literal_column, null, select, update

from db.keys import short
from db.models import tables as t
from db.store.sql import Statement, among
from db.store.visit import Visit
from spiders.items import Reading, Thread, ThreadPage

_MERGED: Any = literal_column("'merged'")
_T, _P, _G, _A = t.THREAD.c, t.POST.c, t.THREAD_PAGE.c, t.THREAD_ALIAS.c

HOLDERS = Statement(
    lambda _: (
        select(_P.native_id, _T.native_id.label("thread"), _T.url)
        .join_from(t.POST, t.THREAD, _T.id == _P.thread_id)
        .where(_P.site_id == bindparam("site"), among(_P.native_id, "keys"))
    ),
    "site", "keys",
)  # fmt: skip
NAMED = Statement(
    lambda _: (
        select(_A.alias.label("url"), _T.native_id.label("thread"))
        .join_from(t.THREAD_ALIAS, t.THREAD, _T.id == _A.thread_id)
        .where(_A.site_id == bindparam("site"), among(_A.alias, "urls"))
    ),
    "site", "urls",
)  # fmt: skip
BEGUN = Statement(
    lambda _: select(_T.id, _T.native_id.label("thread"), _T.url).where(
        _T.site_id == bindparam("site"), among(_T.url, "urls"), _T.merged_into_id.is_(None), _T.state != _MERGED
    ),
    "site", "urls",
)  # fmt: skip
MOVE_POSTS = Statement(
    lambda _: update(t.POST).where(_P.thread_id == bindparam("old")).values(thread_id=bindparam("new")), "new", "old"
)
MOVE_PAGES = Statement(
    lambda _: (
        update(t.THREAD_PAGE)
        .where(_G.thread_id == bindparam("old"))
        .values(thread_id=bindparam("new"), number=literal_column("0"), pass_id=null(), settled=false())
    ),
    "new", "old",
)  # fmt: skip
DROP_PASSES = Statement(lambda _: delete(t.PASS).where(t.PASS.c.thread_id == bindparam("old")), "old")
MERGE = Statement(
    lambda _: (
        update(t.THREAD)
        .where(_T.id == bindparam("old"))
        .values(state=_MERGED, moved_to=bindparam("thread"), merged_into_id=bindparam("new"))
    ),
    "thread", "new", "old",
)  # fmt: skip


def place_posts(visit: Visit, reading: Reading) -> Reading:
    """The reading with each page that does not say which thread it is of put into the one that has its posts."""
    if not any(page.scattered == "unplaced" for page in reading.threads):
        return reading
    writer = visit.writer
    unplaced = [page for page in reading.threads if page.scattered == "unplaced"]
    keys = {short(post.id, 400) for page in unplaced for post in page.posts}
    urls = {short(page.thread.url) for page in unplaced if page.thread.url}
    holders = {row.native_id: row for row in writer.rows(HOLDERS, visit.site_id, writer.listed(keys))}
    listed = writer.listed(urls)
    named = {row.url: row.thread for row in writer.rows(BEGUN, visit.site_id, listed)}
    named.update((row.url, row.thread) for row in writer.rows(NAMED, visit.site_id, listed))

    def placed(page: ThreadPage) -> ThreadPage:
        if page.scattered != "unplaced":
            return page
        url = short(page.thread.url) if page.thread.url else None
        holder = next((row for post in page.posts if (row := holders.get(short(post.id, 400))) is not None), None)
        alone = holder is None or (holder.url == url and holder.thread == short(page.thread.id, 400))
        thread_id: Any = named.get(url) if alone else holder.thread if holder is not None else None
        if thread_id is None or thread_id == short(page.thread.id, 400):
            return page
        return replace(page, thread=Thread(id=thread_id, kind=page.thread.kind), number=None)

    return replace(reading, threads=tuple(placed(page) for page in reading.threads))


def absorb(visit: Visit, rows: Iterable[Thread], ids: dict[str, int]) -> None:
    """Threads that posts began by themselves become part of those whose listing names them."""
    leads: dict[str, tuple[str, int]] = {}
    for thread in rows:
        key = short(thread.id, 400)
        if thread.kind == "mail" and key in ids:
            leads.update((short(alias), (key, ids[key])) for alias in thread.aliases)
    if not leads:
        return
    writer = visit.writer
    begun: Sequence[Any] = writer.rows(BEGUN, visit.site_id, writer.listed(leads))
    moves = [(row.id, *leads[row.url]) for row in begun if row.id != leads[row.url][1]]
    writer.many(MOVE_POSTS, [(new, old) for old, _, new in moves])
    writer.many(MOVE_PAGES, [(new, old) for old, _, new in moves])
    writer.many(DROP_PASSES, [(old,) for old, _, _ in moves])
    writer.many(MERGE, [(thread, new, old) for old, thread, new in moves])
