"""What a response costs where it does not hold what was hoped for: which losses, if any. Pure; crawl and ingest ask the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from spiders.errors import NotAPage, ReadError, UnknownPlatform
from spiders.items import Follow, Loss, PageKind, Reading
from spiders.page import Page
from spiders.platforms.base import Platform

HINTS: frozenset[PageKind] = frozenset({"api", "feed", "sitemap"})
"""What may be there or not: an address of these kinds that gives nothing is no loss."""

_ENDS = re.compile(rb"</html\s*>", re.IGNORECASE)


def refusal(follow: Follow, page: Page, platform: Platform | None) -> tuple[Loss, ...]:
    """What an error status costs: nothing where the page is not there; a page for members only is gated, not blocked."""
    if page.status in (401, 403) and follow.kind not in HINTS and platform is not None:
        try:
            kind = platform.kind(page)
        except ReadError:
            kind = "other"
        if kind == "login":
            return (Loss(kind="gated", what="only for members", url=follow.url),)
    return status_losses(follow, page.status)


def status_losses(follow: Follow, status: int) -> tuple[Loss, ...]:
    """The loss that an HTTP status means; none for what is simply not there."""
    if status in (404, 410) or (follow.kind in HINTS and 400 <= status < 500 and status != 429):
        return ()
    kind: Literal["blocked", "gated", "fetch"] = "blocked" if status in (403, 429) else "gated" if status == 401 else "fetch"
    return (Loss(kind=kind, what=f"HTTP status {status}", url=follow.url),)


def unread(follow: Follow, error: ReadError) -> tuple[Loss, ...]:
    """What a page that could not be read costs: nothing, where only a hint (a feed, an API) was hoped for."""
    if follow.kind in HINTS and isinstance(error, (NotAPage, UnknownPlatform)):
        return ()
    return (Loss(kind="read", what=str(error), url=follow.url),)


def disappointments(follow: Follow, page: Page, reading: Reading) -> Iterator[Loss]:
    """What a page with status 200 fails to hold: a thread that is none, a page that breaks off.

    A page that says itself that there is nothing (kind "error") is taken at its word, as a 404 is.
    """
    if follow.kind in ("thread", "article", "board") and reading.kind == "login":
        yield Loss(kind="gated", what="only for members", url=follow.url)
    elif follow.kind in ("thread", "article", "board") and reading.kind == "other":
        yield Loss(kind="read", what=f"the page is no {follow.kind}", url=follow.url)
    elif (reading.threads or reading.listing) and not (page.is_json or page.is_xml or _ENDS.search(page.body)):
        yield Loss(kind="read", what="the page breaks off in the middle (it has no </html>)", url=follow.url)
