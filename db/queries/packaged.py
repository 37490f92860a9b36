"""Which captures a package of a site or thread consists of, in the order in which their records lie in the files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urljoin

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from db.keys import short
from db.models import tables as t

_C = t.CAPTURE.c
REDIRECTS = (301, 302, 303, 307, 308)


class PackagedCapture(NamedTuple):
    """A capture's row."""

    id: int
    url: str
    fetched_at: datetime
    status: int
    digest: str
    content_type: str | None
    warc: str
    record_offset: int | None
    record_length: int | None


class PackagedPage(NamedTuple):
    """A page that a reader may begin at, as last captured in full."""

    url: str
    fetched_at: datetime
    title: str | None
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is packed: a site, or one thread of it and the redirects that lead to it."""

    site_id: int
    thread_id: int | None = None
    redirects: frozenset[int] = frozenset()

    def captures(self) -> ColumnElement[bool]:
        """Whether a row of `capture` belongs to it, the originals of its revisits aside."""
        if self.thread_id is None:
            crawls = select(t.CRAWL.c.id).where(t.CRAWL.c.site_id == self.site_id)
            return or_(_C.site_id == self.site_id, _C.site_id.is_(None) & _C.crawl_id.in_(crawls))
        posts = select(t.POST.c.id).where(t.POST.c.thread_id == self.thread_id)
        revisions = select(t.REVISION.c.id).where(t.REVISION.c.post_id.in_(posts))
        return or_(
            _C.id.in_(select(t.THREAD_PAGE.c.capture_id).where(t.THREAD_PAGE.c.thread_id == self.thread_id)),
            _C.id.in_(select(t.REVISION.c.capture_id).where(t.REVISION.c.post_id.in_(posts))),
            _C.id.in_(select(t.EDIT.c.capture_id).where(t.EDIT.c.post_id.in_(posts))),
            _C.id.in_(select(t.MEDIA.c.capture_id).where(t.MEDIA.c.revision_id.in_(revisions))),
            _C.id.in_(self.redirects),
        )


_COLUMNS = ("id", "url", "fetched_at", "status", "digest", "content_type", "warc", "record_offset", "record_length")


def captures(connection: Connection, selection: Selection) -> Iterator[PackagedCapture]:
    """The captures of a selection, robots.txt and the originals of its revisits among them, as they lie in the files."""
    belongs = selection.captures()
    if selection.thread_id is not None:
        belongs = or_(belongs, _C.url.in_(_robots(connection, selection.site_id)))
    originals = select(_C.revisit_of_id).where(belongs, _C.revisit_of_id.is_not(None)).scalar_subquery()
    copy = t.CAPTURE.alias("copy")
    inside = select(_C.id).where(belongs)
    wanted = (
        select(*(copy.c[name] for name in _COLUMNS))
        .where(or_(copy.c.id.in_(inside), copy.c.id.in_(originals)), copy.c.warc.is_not(None))
        .order_by(copy.c.warc, copy.c.record_offset, copy.c.id)
    )
    for row in connection.execution_options(yield_per=1_000).execute(wanted):
        yield PackagedCapture._make(row)


def redirects(connection: Connection, site_id: int) -> list[PackagedCapture]:
    """The redirects of a site; where they lead is in their records."""
    wanted = select(*(_C[name] for name in _COLUMNS)).where(_C.site_id == site_id, _C.status.in_(REDIRECTS), _C.warc.is_not(None))
    return [PackagedCapture._make(row) for row in connection.execute(wanted)]


def addresses(connection: Connection, selection: Selection) -> set[str]:
    """The addresses of a selection's captures, as rows have them."""
    return set(connection.execute(select(_C.url).where(selection.captures()).distinct()).scalars())


def pages(connection: Connection, selection: Selection) -> Iterator[PackagedPage]:
    """The pages of threads and boards, each as it was last captured in full, by address."""
    last = ""
    for row in connection.execution_options(yield_per=1_000).execute(_pages(selection)):
        if row.url != last:
            last = row.url
            yield PackagedPage._make(row)


def site_of(connection: Connection, thread_id: int) -> int:
    """The site of a thread."""
    return int(connection.execute(select(t.THREAD.c.site_id).where(t.THREAD.c.id == thread_id)).scalar_one())


def names(connection: Connection, selection: Selection) -> tuple[str, str | None]:
    """The address and the title of what is packed."""
    if selection.thread_id is not None:
        row = connection.execute(select(t.THREAD.c.url, t.THREAD.c.title).where(t.THREAD.c.id == selection.thread_id)).one()
        if row.url:
            return row.url, row.title
    found = connection.execute(select(t.SITE.c.url, t.SITE.c.title).where(t.SITE.c.id == selection.site_id)).one()
    return found.url, found.title


def _pages(selection: Selection) -> Select[tuple[str, datetime, str | None, int | None]]:
    threads = (
        select(_C.url, _C.fetched_at, t.THREAD.c.title, t.THREAD_PAGE.c.number)
        .join_from(t.THREAD_PAGE, t.CAPTURE)
        .join(t.THREAD, t.THREAD.c.id == t.THREAD_PAGE.c.thread_id)
        .where(t.THREAD_PAGE.c.number > 0, t.THREAD_PAGE.c.view == "page", _C.status == 200, _C.warc.is_not(None))
    )
    if selection.thread_id is not None:
        whole = threads.where(t.THREAD_PAGE.c.thread_id == selection.thread_id).subquery()
        return select(whole).order_by(whole.c.url, whole.c.fetched_at.desc())
    listings = (
        select(_C.url, _C.fetched_at, func.coalesce(t.BOARD.c.title, t.SITE.c.title).label("title"), t.SOURCE_PAGE.c.number)
        .join_from(t.SOURCE_PAGE, t.CAPTURE)
        .join(t.SOURCE, t.SOURCE.c.id == t.SOURCE_PAGE.c.source_id)
        .join(t.SITE, t.SITE.c.id == t.SOURCE.c.site_id)
        .outerjoin(t.BOARD, t.BOARD.c.id == t.SOURCE.c.board_id)
        .where(
            t.SOURCE.c.site_id == selection.site_id,
            t.SOURCE.c.kind.in_(("index", "board")),
            _C.status == 200,
            _C.warc.is_not(None),
        )
    )
    both = threads.where(t.THREAD.c.site_id == selection.site_id).union_all(listings).subquery()
    return select(both).order_by(both.c.url, both.c.fetched_at.desc())


def _robots(connection: Connection, site_id: int) -> Collection[str]:
    found = connection.execute(select(t.SITE_ADDRESS.c.url).where(t.SITE_ADDRESS.c.site_id == site_id)).scalars()
    return {short(urljoin(url, "/robots.txt")) for url in found}
