"""What a response costs where it does not hold what was hoped for: which losses, if any. Pure; crawl and ingest ask the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from spiders.errors import NotAPage, ReadError, UnknownPlatform, Walled
from spiders.items import GONE, Follow, Loss, PageKind, Reading
from spiders.notices import is_gated
from spiders.page import Page
from spiders.platforms import Platform, detect
from spiders.walls import wall_of

HINTS: frozenset[PageKind] = frozenset({"api", "feed", "sitemap"})
"""What may be there or not: an address of these kinds that gives nothing is no loss."""

_HTML = frozenset({"", "text/html", "application/xhtml+xml"})
_NO_HTML = (b"{", b"[", b"From ")
"""How JSON and mail boxes begin, which servers that do not know them call HTML."""
_ENDS = re.compile(rb"</html\s*>", re.IGNORECASE)


def refusal(follow: Follow, page: Page, platform: Platform | None) -> tuple[Loss, ...]:
    """What an error status costs: nothing where the page is not there.

    A refusal in the site's own frame is of that page, which is gated; one without it, or somebody's wall, is of us: blocked.
    """
    losses = status_losses(follow, page.status)
    if not losses or follow.kind in HINTS:
        return losses
    try:
        whose = wall_of(page)
        if whose is not None:
            return (Loss(kind="blocked", what=f"{whose} asks whether we are human", url=follow.url),)
        if page.status not in (401, 403):
            return losses
        if platform is None:  # the first page of a crawl may be one of those that are refused
            platform, _ = detect(page)
        kind = platform.kind(page) if platform.detect(page) is not None else None
    except ReadError:
        return losses
    if kind not in ("login", "error"):
        return losses
    what = "only for members" if kind == "login" else platform.message(page) or losses[0].what
    return (Loss(kind="gated", what=what, url=follow.url),)


def status_losses(follow: Follow, status: int) -> tuple[Loss, ...]:
    """The loss that an HTTP status means; none for what is simply not there."""
    if status in GONE or (follow.kind in HINTS and 400 <= status < 500 and status != 429):
        return ()
    kind: Literal["blocked", "gated", "fetch"] = "blocked" if status in (403, 429) else "gated" if status == 401 else "fetch"
    return (Loss(kind=kind, what=f"HTTP status {status}", url=follow.url),)


def unread(follow: Follow, error: ReadError) -> tuple[Loss, ...]:
    """What a page that could not be read costs: nothing, where only a hint (a feed, an API) was hoped for."""
    if follow.kind in HINTS and isinstance(error, (NotAPage, UnknownPlatform, Walled)):
        return ()
    if isinstance(error, Walled):
        return (Loss(kind="blocked", what=f"{error.whose} asks whether we are human", url=follow.url),)
    return (Loss(kind="read", what=str(error), url=follow.url),)


def disappointments(follow: Follow, page: Page, reading: Reading) -> Iterator[Loss]:
    """What a page with status 200 fails to hold: a thread that is none, a page that breaks off.

    An error page that says that there is no such thing is taken at its word, as a 404 is; any other is a loss in its own words.
    """
    if follow.kind in ("thread", "article", "board") and reading.kind == "login":
        yield Loss(kind="gated", what="only for members", url=follow.url)
    elif follow.kind in ("thread", "article", "board") and reading.kind == "other":
        yield Loss(kind="read", what=f"the page is no {follow.kind}", url=follow.url)
    elif follow.kind in ("thread", "article", "board") and reading.kind == "error" and not reading.gone:
        words = reading.message or "(no words)"
        if is_gated(words):
            yield Loss(kind="gated", what=words, url=follow.url)
        else:
            yield Loss(kind="read", what=f"an error page with status {page.status}: {words}", url=follow.url)
    elif (reading.threads or reading.listing) and breaks_off(page):
        yield Loss(kind="read", what="the page breaks off in the middle (it has no </html>)", url=follow.url)


def breaks_off(page: Page) -> bool:
    """Whether the page ends in the middle: it is HTML without an end."""
    return page.content_type in _HTML and not (page.body.startswith(_NO_HTML) or _ENDS.search(page.body))


def whole_parts(page: Page, reading: Reading) -> Reading:
    """The reading, of a page that breaks off without what stands last on it: half of a post's words would be an edit of them once
    it is read whole, and half of a title a rename.
    """
    if not breaks_off(page):
        return reading
    listing, threads = reading.listing, reading.threads
    if threads:
        last = replace(threads[-1], posts=threads[-1].posts[:-1])
        threads = (*threads[:-1], *((last,) if last.posts else ()))
    if listing is not None:
        listing = replace(
            listing,
            threads=listing.threads[:-1],
            boards=listing.boards if listing.threads else listing.boards[:-1],
        )
    return replace(reading, threads=threads, listing=listing)
