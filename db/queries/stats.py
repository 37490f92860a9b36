"""How much there is."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from db.models import tables as t
from db.queries.refs import find_site


class Stats(NamedTuple):
    """Counts over the archive, or over one site of it. ``posts_edited`` are those whose words changed under our eyes,
    ``gated`` what only members may see: the site has not lost it.
    """

    sites: int
    boards: int
    threads: int
    threads_read: int
    posts: int
    posts_declared: int
    posts_missing: int
    posts_edited: int
    authors: int
    revisions: int
    quotes: int
    quotes_linked: int
    edits: int
    captures: int
    losses: int
    gated: int
    first_post: datetime | None
    last_post: datetime | None
    first_capture: datetime | None
    last_capture: datetime | None


def stats(connection: Connection, *, site: str | None = None) -> Stats:
    """Counts over the archive, or over one site.

    Raises:
        UsageError: there is no such site.
    """
    site_id = find_site(connection, site) if site is not None else None

    def here(column: Any) -> list[Any]:
        return [] if site_id is None else [column == site_id]

    def one(statement: Any) -> Any:
        return connection.execute(statement).scalar_one()

    of_posts = here(t.POST.c.site_id)
    revisions = select(func.count()).select_from(t.REVISION.join(t.POST, t.POST.c.id == t.REVISION.c.post_id)).where(*of_posts)
    lost = select(func.count()).select_from(t.LOSS).where(t.LOSS.c.resolved_at.is_(None), *here(t.LOSS.c.site_id))
    quotes = (
        select(func.count(), func.count(t.QUOTE.c.source_post_id))
        .select_from(
            t.QUOTE.join(t.REVISION, t.REVISION.c.id == t.QUOTE.c.revision_id).join(t.POST, t.POST.c.id == t.REVISION.c.post_id)
        )
        .where(t.REVISION.c.current, *of_posts)
    )
    declared = func.coalesce(t.THREAD.c.declared_posts, t.THREAD.c.declared_replies + 1)
    quoted, linked = connection.execute(quotes).one()
    times = select(func.min(t.POST.c.posted_at), func.max(t.POST.c.posted_at)).where(*of_posts)
    captures = select(func.count(), func.min(t.CAPTURE.c.fetched_at), func.max(t.CAPTURE.c.fetched_at))
    first_post, last_post = connection.execute(times).one()
    count, first_capture, last_capture = connection.execute(captures.where(*here(t.CAPTURE.c.site_id))).one()
    read = select(func.count(func.distinct(t.POST.c.thread_id))).where(*of_posts)
    edits = select(func.count()).select_from(t.EDIT.join(t.POST, t.POST.c.id == t.EDIT.c.post_id)).where(*of_posts)
    return Stats(
        sites=1 if site_id is not None else one(select(func.count()).select_from(t.SITE)),
        boards=one(select(func.count()).select_from(t.BOARD).where(*here(t.BOARD.c.site_id))),
        threads=one(select(func.count()).select_from(t.THREAD).where(*here(t.THREAD.c.site_id))),
        threads_read=one(read),
        posts=one(select(func.count()).select_from(t.POST).where(*of_posts)),
        posts_declared=int(one(select(func.coalesce(func.sum(declared), 0)).where(*here(t.THREAD.c.site_id)))),
        posts_missing=one(select(func.count()).select_from(t.POST).where(t.POST.c.state == "missing", *of_posts)),
        posts_edited=one(revisions.where(t.REVISION.c.current, t.REVISION.c.number > 1)),
        authors=one(select(func.count()).select_from(t.AUTHOR).where(*here(t.AUTHOR.c.site_id))),
        revisions=one(revisions),
        quotes=quoted,
        quotes_linked=linked,
        edits=one(edits),
        captures=count,
        losses=one(lost.where(t.LOSS.c.kind != "gated")),
        gated=one(lost.where(t.LOSS.c.kind == "gated")),
        first_post=first_post,
        last_post=last_post,
        first_capture=first_capture,
        last_capture=last_capture,
    )
