"""Posts that an API lists and no page shows: a reply to a comment in the bin, on a WordPress site.

Where all comment pages of an article are held and none of them shows a comment that was written before they were fetched, the
site does not show it: it is `missing`, as one that was taken away is. Pingbacks are left alone: APIs do not list them.
"""

from __future__ import annotations

from sqlalchemy import Connection, Exists, exists, func, select, update

from db.models import tables as t

_PAGE, _POST, _REVISION = t.THREAD_PAGE.c, t.POST.c, t.REVISION.c


def mark_unshown(connection: Connection, site_id: int) -> int:
    """Mark a site's comments that only its API shows; how many."""
    held = (
        select(
            _PAGE.thread_id,
            _PAGE.number,
            func.max(_PAGE.observed_at).label("observed"),
            func.max(_PAGE.pages_declared).label("declared"),
        )
        .where(_PAGE.view == "page", _PAGE.number > 0)
        .group_by(_PAGE.thread_id, _PAGE.number)
        .subquery()
    )
    whole = (
        select(held.c.thread_id, func.min(held.c.observed).label("since"))
        .group_by(held.c.thread_id)
        .having(func.count() >= func.max(held.c.declared))
        .subquery()
    )

    def seen(view: str) -> Exists:
        return exists().where(_REVISION.post_id == _POST.id, _REVISION.view == view)

    unshown = (
        select(_POST.id)
        .join(whole, whole.c.thread_id == _POST.thread_id)
        .where(
            _POST.site_id == site_id,
            _POST.kind == "comment",
            _POST.state == "visible",
            _POST.posted_at < whole.c.since,
            seen("api"),
            ~seen("page"),
        )
    )
    since = select(whole.c.since).where(whole.c.thread_id == _POST.thread_id).scalar_subquery()
    marked = connection.execute(update(t.POST).where(_POST.id.in_(unshown)).values(state="missing", state_since=since))
    return marked.rowcount
