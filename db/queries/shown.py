"""What the pages of a thread show, as last read."""

from __future__ import annotations

from sqlalchemy import Connection, select

from db.keys import short
from db.models import tables as t

_P = t.THREAD_PAGE.c
_T = t.THREAD.c


def posts_by_page(connection: Connection, site_url: str, thread_id: str) -> dict[int, tuple[str, ...]]:
    """The site's ids of the posts on each page of a thread, both named as the site has them. Empty where it was never read."""
    thread = connection.execute(
        select(_T.id)
        .join_from(t.THREAD, t.SITE_ADDRESS, t.SITE_ADDRESS.c.site_id == _T.site_id)
        .where(t.SITE_ADDRESS.c.url == short(site_url), _T.native_id == short(thread_id, 400))
    ).scalar()
    if thread is None:
        return {}
    pages = select(_P.number, _P.posts).where(_P.thread_id == thread, _P.number > 0).order_by(_P.observed_at, _P.id)
    latest = {row.number: row.posts for row in connection.execute(pages)}
    ids = {post for posts in latest.values() for post, _ in posts}
    names: dict[int, str] = {}
    for start in range(0, len(ids), 500):
        some = sorted(ids)[start : start + 500]
        names.update(
            (row.id, row.native_id)
            for row in connection.execute(select(t.POST.c.id, t.POST.c.native_id).where(t.POST.c.id.in_(some)))
        )
    return {number: tuple(names[post] for post, _ in posts if post in names) for number, posts in latest.items()}
