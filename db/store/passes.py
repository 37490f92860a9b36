"""Passes: which captures of a thread's pages make one reading of the whole thread. Pure: no database.

A pass is made by one crawl, as one identity: pages 1 to N, each of which states the same N. It ends with the capture that makes
it whole, so a long crawl may make several; what is left over is a partial pass, and marks nothing. Captures that no crawl of ours
made (ingested ones) belong together while each follows the one before within `NEAR`: a crawler seldom leaves a thread for so
long, and captures made every day do not run together.

Posts may move to an earlier page while a thread is read, past the reader. So what a pass of several pages does not show counts
only if page 1 was seen unchanged after it (`Pass.look`), or if the post stood between two posts that it shows on one page
(`Pass.is_between`): one capture has no gap to fall through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

NEAR = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSeen:
    """A numbered page of a thread as one capture shows it. ``key`` tells captures of one moment apart; ``crawl`` is None where
    it was ingested; ``pages`` is how many pages it says the thread has.
    """

    id: int
    key: str
    number: int
    at: Any
    crawl: int | None
    identity: str
    pages: int | None
    posts: tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class Pass:
    """A reading of a thread. ``reason`` says why it is partial, None where it is whole; ``pages`` is N.

    ``look`` is whether page 1 was still the same after it; None where nobody looked, or the thread has but one page.
    """

    crawl: int | None
    identity: str
    members: list[PageSeen]
    started: Any
    finished: Any
    pages: int | None
    reason: str | None = None
    look: bool | None = None
    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Where a whole pass shows each post: page and place on it."""

    @property
    def is_whole(self) -> bool:
        """Whether all pages were read."""
        return self.reason is None

    def is_between(self, post: int, before: Sequence[int]) -> bool:
        """Whether a post that it does not show stood, on a page as it was before, between two that it shows on one page."""
        place = before.index(post)
        above = next((self.places[one] for one in reversed(before[:place]) if one in self.places), None)
        below = next((self.places[one] for one in before[place + 1 :] if one in self.places), None)
        return above is not None and below is not None and above[0] == below[0] and above < below


def passes_of(pages: Iterable[PageSeen]) -> list[Pass]:
    """The passes of a thread, in order of time. Each page belongs to one; which, does not depend on the order given."""
    ordered = sorted(pages, key=_order)
    found: list[Pass] = []
    for _, made in groupby(sorted(ordered, key=_maker), key=_maker):
        for run in _runs(list(made)):
            found.extend(_divided(run))
    return sorted(found, key=lambda one: (one.started, *_maker(one.members[0]), _order(one.members[0])))


def moment(at: Any) -> datetime:
    """A time of a row as a datetime: SQLite has text there."""
    return datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at


def _order(page: PageSeen) -> tuple[Any, int, str]:
    return page.at, page.number, page.key


def _maker(page: PageSeen) -> tuple[int, str]:
    return page.crawl or 0, page.identity


def _runs(pages: list[PageSeen]) -> Iterator[list[PageSeen]]:
    """What one crawl read; of ingested captures, those that follow each other closely."""
    if pages[0].crawl is not None:
        yield pages
        return
    run = [pages[0]]
    for page in pages[1:]:
        if page.at != run[-1].at and moment(page.at) - moment(run[-1].at) > NEAR:
            yield run
            run = []
        run.append(page)
    yield run


def _divided(pages: list[PageSeen]) -> Iterator[Pass]:
    """The passes that pages read one after another make."""
    latest: dict[int, PageSeen] = {}
    members: list[PageSeen] = []
    last: Pass | None = None
    looked: PageSeen | None = None
    for page in pages:
        if last is not None and looked is None and page.number == 1 and (last.pages or 0) > 1:
            looked = page
            last.look = page.posts == _first(last).posts and page.pages == last.pages
        latest[page.number] = page
        members.append(page)
        whole = _whole(latest, page)
        if whole is None:
            continue
        if last is not None:
            yield last
        last = _pass(members, whole)
        latest, members, looked = {}, [], None
    if looked is not None and last is not None:
        members.remove(looked)
        last.members.append(looked)
    if last is not None:
        yield last
    if members:
        left = {page.number: page for page in members}
        yield _pass(members, None, reason=_lacks(left))


def _first(whole: Pass) -> PageSeen:
    """Page 1 as a pass read it last."""
    return next(page for page in reversed(whole.members) if page.number == 1)


def _whole(latest: dict[int, PageSeen], page: PageSeen) -> list[PageSeen] | None:
    """The pages that make a whole thread, where these do."""
    count = page.pages
    if count is None or len(latest) < count:
        return None
    pages = [latest.get(number) for number in range(1, count + 1)]
    return [one for one in pages if one is not None] if all(one is not None and one.pages == count for one in pages) else None


def _pass(members: list[PageSeen], whole: list[PageSeen] | None, *, reason: str | None = None) -> Pass:
    pages = whole or members
    stated = {page.pages for page in pages}
    return Pass(
        crawl=members[0].crawl,
        identity=members[0].identity,
        members=members,
        started=min(page.at for page in pages),
        finished=max(page.at for page in pages),
        pages=stated.pop() if len(stated) == 1 else None,
        reason=reason,
        places={post: (page.number, place) for page in whole or () for place, post in enumerate(page.posts)},
    )


def _lacks(pages: dict[int, PageSeen]) -> str:
    """Why pages are not a whole thread."""
    stated = {page.pages for page in pages.values()}
    if None in stated:
        return "a page does not say how many there are"
    count = max(number for number in stated if number is not None)
    missing = [number for number in range(1, count + 1) if number not in pages]
    if len(stated) > 1:
        return "the number of pages changed while it was read"
    named = ", ".join(map(str, missing[:5])) + (", ..." if len(missing) > 5 else "")
    return f"page {named} was not read" if len(missing) == 1 else f"pages {named} were not read"
