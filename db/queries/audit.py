"""What a site's boards, listings, losses and quotes declare and lack, beside the facts of its threads (`db.queries.facts`)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from db.models import tables as t
from db.queries.facts import OpenLoss, ThreadFacts, open_losses, thread_facts

_S, _B, _Q, _P, _R = t.SOURCE.c, t.BOARD.c, t.QUOTE.c, t.POST.c, t.REVISION.c


class SiteRow(NamedTuple):
    """A site's own columns, and when a page of it was last fetched."""

    id: int
    url: str
    platform: str
    platform_version: str | None
    title: str | None
    blocked_until: datetime | None
    checked_at: datetime | None


class BoardFacts(NamedTuple):
    """A board and what listings declare of it; ``stated_at`` is when one last did, None where only paths above threads do."""

    id: int
    parent_id: int | None
    native_id: str
    kind: str
    title: str
    url: str | None
    declared_threads: int | None
    declared_posts: int | None
    stated_at: datetime | None


class SourceFacts(NamedTuple):
    """A listing and how far its latest walk has come; ``cursor`` is the page at which that goes on, None when it is over."""

    id: int
    url: str
    kind: str
    board_id: int | None
    cursor: str | None
    walk_seen: datetime | None
    walk_finished: datetime | None
    walk_crawl_id: int | None


class UnheldQuote(NamedTuple):
    """A quote whose source is stated and not held: where it stands, and the post it names."""

    thread_id: int
    post_native_id: str
    post_url: str | None
    stated_id: str
    stated_url: str | None


class SiteFacts(NamedTuple):
    """All that an audit of a site is made from."""

    site: SiteRow
    boards: list[BoardFacts]
    sources: list[SourceFacts]
    threads: list[ThreadFacts]
    losses: list[OpenLoss]
    quotes: list[UnheldQuote]


def site_ids(connection: Connection) -> list[int]:
    """All sites, by address."""
    return list(connection.execute(select(t.SITE.c.id).order_by(t.SITE.c.url)).scalars())


def site_of_thread(connection: Connection, thread_id: int) -> int:
    """The site that a thread is of."""
    return int(connection.execute(select(t.THREAD.c.site_id).where(t.THREAD.c.id == thread_id)).scalar_one())


def site_facts(connection: Connection, site_id: int) -> SiteFacts:
    """The facts of a site: a statement a table, however large it is."""
    site, captured = t.SITE.c, t.CAPTURE.c
    checked = select(func.max(captured.fetched_at)).where(captured.site_id == site.id).scalar_subquery()
    row = connection.execute(
        select(site.id, site.url, site.platform, site.platform_version, site.title, site.blocked_until, checked).where(
            site.id == site_id
        )
    ).one()
    boards = select(
        _B.id, _B.parent_id, _B.native_id, _B.kind, _B.title, _B.url, _B.declared_threads, _B.declared_posts, _B.last_seen
    )
    sources = select(*(_S[name] for name in SourceFacts._fields))
    losses = open_losses(connection, site_id)
    return SiteFacts(
        SiteRow._make(row),
        [BoardFacts._make(each) for each in connection.execute(boards.where(_B.site_id == site_id).order_by(_B.id))],
        [SourceFacts._make(each) for each in connection.execute(sources.where(_S.site_id == site_id).order_by(_S.id))],
        thread_facts(connection, site_id, losses=losses),
        losses,
        _quotes(connection, site_id),
    )


def _quotes(connection: Connection, site_id: int) -> list[UnheldQuote]:
    """Quotes in the current words of posts that name a post which the archive does not hold."""
    found = (
        select(_P.thread_id, _P.native_id, _P.url, _Q.stated_id, _Q.stated_url)
        .join_from(t.QUOTE, t.REVISION, _R.id == _Q.revision_id)
        .join(t.POST, _P.id == _R.post_id)
        .where(_Q.stated_id.is_not(None), _Q.source_post_id.is_(None), _R.current, _P.site_id == site_id)
        .order_by(_P.thread_id, _P.id, _Q.ordinal)
    )
    return [UnheldQuote._make(row) for row in connection.execute(found)]
