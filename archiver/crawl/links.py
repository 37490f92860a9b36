"""Which links of a page close a gap that no row of the database tells of. Decides; what is held is asked of `db.queries.gap`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from db.queries import gap
from db.queries.gap import Scope
from spiders.items import Follow, Reading, Reason
from spiders.outcomes import HINTS


def is_row(follow: Follow, reading: Reading) -> bool:
    """Whether the link is a row of a listing or its next page: the database has it when the page is stored, and the plan asks for
    it when its turn has come.
    """
    listing = reading.listing
    if listing is None or reading.kind not in ("index", "board"):
        return False
    if follow.kind == "board" or follow.url == listing.next_url:
        return True
    return follow.thread_id is not None and any(thread.id == follow.thread_id for thread in listing.threads)


def is_in_hand(follow: Follow, reading: Reading) -> bool:
    """Whether the link is to more of the thread that the page shows."""
    return follow.thread_id is not None and any(page.thread.id == follow.thread_id for page in reading.threads)


def closes_gap(
    connection: Connection, scope: Scope, follow: Follow, *, in_hand: bool, reason: Reason, whole: bool, began: datetime
) -> bool:
    """Whether a link leads to something that is asked for and not held.

    Args:
        in_hand: it leads to more of the thread on the page.
        reason: why that page was fetched.
        whole: the thread is read from end to end, held or not.
        began: when the crawl began.
    """
    if in_hand and whole:
        return True
    if not in_hand and (scope.thread_id is not None or (scope.boards is not None and follow.kind not in ("thread", "board"))):
        return False
    if follow.kind in ("thread", "article"):
        return _is_unread(connection, scope, follow, reason=reason, began=began)
    if follow.kind in HINTS:
        return not in_hand or reason == "discover"
    return not gap.is_source(connection, follow.url) and gap.last_fetched(connection, follow.url) is None


def _is_unread(connection: Connection, scope: Scope, follow: Follow, *, reason: Reason, began: datetime) -> bool:
    """Whether the thread, or the page of it that is linked, was not read, or not since the site says it changed."""
    changed = follow.modified.at if follow.modified is not None else None
    read = gap.pages_read(connection, scope, thread_id=follow.thread_id, url=follow.url)
    if not read:
        fetched = gap.last_fetched(connection, follow.url) if follow.thread_id is None else None
        return fetched is None or (changed is not None and changed > fetched)
    if follow.number is None:
        return changed is not None and changed > max(read.values())
    if follow.number not in read:
        return True
    # A blog's article may show its newest comments first: the page that was the last one has filled up since.
    return reason == "grow" and follow.number == max(read) and read[follow.number] < began
