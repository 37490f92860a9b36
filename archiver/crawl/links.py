"""Which links of a page close a gap that no row of the database tells of. Decides; what is held is asked of `db.queries.gap`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from db.queries import gap
from db.queries.scopes import Scope
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
    """Whether the link is to more of the thread whose own page it stands on."""
    is_own = reading.kind in ("thread", "article") and follow.thread_id is not None
    return is_own and any(page.thread.id == follow.thread_id for page in reading.threads)


def closes_gap(
    connection: Connection, scope: Scope, follow: Follow, *, in_hand: bool, reason: Reason, began: datetime
) -> Reason | None:
    """Why a link is worth fetching; None where it leads to nothing that is asked for and not held.

    Args:
        in_hand: it leads to more of the thread on the page.
        reason: why that page was fetched.
        began: when the crawl began.
    """
    if not in_hand and (scope.thread_id is not None or (scope.boards is not None and follow.kind not in ("thread", "board"))):
        return None
    if follow.kind in ("thread", "article"):
        return _unread(connection, scope, follow, reason=reason if in_hand else None, began=began)
    if follow.kind in HINTS:
        return "discover" if not in_hand or reason == "discover" else None
    known = gap.is_source(connection, follow.url) or gap.last_fetched(connection, follow.url) is not None
    return None if known else "discover"


def _unread(connection: Connection, scope: Scope, follow: Follow, *, reason: Reason | None, began: datetime) -> Reason | None:
    """Why to read a thread, or the page of it that is linked: it was not read, or not since the site says that it changed."""
    changed = follow.modified.at if follow.modified is not None else None
    read = gap.pages_read(connection, scope, thread_id=follow.thread_id, url=follow.url)
    if not read:
        fetched = gap.last_fetched(connection, follow.url) if follow.thread_id is None else None
        if fetched is None:
            return reason or "discover"
        return "grow" if changed is not None and changed > fetched else None
    if follow.number is None:
        return "grow" if changed is not None and changed > max(read.values()) else None
    if follow.number not in read:
        return reason or "discover"
    # A blog's article may show its newest comments first: the page that was the last one has filled up since.
    has_filled = reason == "grow" and follow.number == max(read) and read[follow.number] < began
    return "grow" if has_filled else None
