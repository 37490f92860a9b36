"""The states of a post over time, from the captures that show it and the passes that do not. Pure: no database.

A post that a whole pass no longer shows is asked for at its own address, and is `missing` since that pass began when the site
says that it is not there; until then it is `unshown`. Nobody can ask for what was ingested; and where a post's address is a place
on a page of the thread, the pass has asked. A guest's pass says nothing about posts that only accounts have seen. A post that
turned up in another thread was moved, not missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.store.passes import NEAR, Pass, moment

MISSING, UNSHOWN, VISIBLE = "missing", "unshown", "visible"
_TOLD = ("api", "feed")
"""Views that tell of posts which no page shows: that such a one is visible takes nothing back from what the pages show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A capture that shows a post. ``page`` is what else it shows, in order, where it is a numbered page of the thread."""

    at: Any
    thread: int
    crawl: int | None
    identity: str
    view: str
    state: str
    page: Sequence[int] = ()

    @property
    def is_told(self) -> bool:
        """Whether only an API or feed says that the post is there."""
        return self.view in _TOLD and self.state == VISIBLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of asking for a post at its address: that it is not there, or ``leads`` elsewhere (a redirect)."""

    at: Any
    crawl: int | None
    leads: bool = False


@dataclass(slots=True, kw_only=True)
class Told:
    """The states of a post: the present one and since when, and all in order of time, those that wait for an answer among them.

    ``doubted`` are the passes whose not showing it may be an accident: page 1 has to be seen again.
    """

    state: str
    since: Any
    rows: list[tuple[Any, str]] = field(default_factory=list)
    doubted: list[Pass] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Inquiry:
    """All that is known of one post.

    Args:
        post: its row.
        posted: when it was written.
        sightings: the captures that show it, at least one.
        passes: the whole passes of the threads it was in, each with the thread.
        answers: what came of asking for it.
        has_address: whether it can be asked for at an address of its own; else its thread's pages are where one asks.
    """

    post: int
    posted: Any
    sightings: Sequence[Sighting]
    passes: Iterable[tuple[int, Pass]]
    answers: Sequence[Answer] = ()
    has_address: bool = True

    def tell(self) -> Told:
        """The states of the post."""
        events: list[tuple[Any, int, str, Sighting | None]] = [
            (one.at, 0 if one.is_told else 2, one.state, one) for one in self.sightings
        ]
        doubted = []
        for thread, made in self.passes:
            absence = self._absence(thread, made)
            if absence is not None:
                state, is_sure = absence
                events.append((made.started, 1, state, None))
                if not is_sure:
                    doubted.append(made)
        events.sort(key=lambda event: event[:3])
        told = _folded(events)
        told.doubted = doubted
        return told

    def _absence(self, thread: int, made: Pass) -> tuple[str, bool] | None:
        """What it means that a pass does not show the post, and whether that is sure; None: nothing."""
        if self.post in made.places or not self._speaks(thread, made):
            return None
        strong = [one for one in self.sightings if not one.is_told]
        if any(made.started <= one.at <= made.finished for one in strong):
            return None
        following = min((one for one in strong if one.at > made.finished and one.state != MISSING), key=_at, default=None)
        moved = following is not None and following.thread != thread
        soon = following is not None and _together(following.crawl, following.at, made.crawl, made.finished)
        answers = [one for one in self.answers if one.at >= made.started and (following is None or one.at < following.at)]
        if moved or soon:
            return None
        if any(not one.leads for one in answers):
            return MISSING, True
        led = any(following is None or not _together(following.crawl, following.at, one.crawl, one.at) for one in answers)
        is_asked, is_sure = led or made.crawl is None or not self.has_address, self._is_sure(thread, made)
        return (MISSING if is_asked and is_sure else UNSHOWN), is_sure

    def _speaks(self, thread: int, made: Pass) -> bool:
        """Whether a pass would have shown the post, had it been there: it was last seen in this thread, by somebody who sees no
        more than the pass; or an API that was asked at the same time tells of a post that is older than the pass.
        """
        before = [one for one in self.sightings if one.at < made.started]
        if before:
            latest = max(before, key=lambda one: (one.at, not one.is_told, one.thread))
            return latest.thread == thread and any(one.identity in ("guest", made.identity) for one in before)
        first = min(self.sightings, key=_at)
        return (
            first.is_told
            and first.thread == thread
            and self.posted is not None
            and self.posted < made.started
            and _together(first.crawl, first.at, made.crawl, made.finished)
        )

    def _is_sure(self, thread: int, made: Pass) -> bool:
        """Whether the post did not just slip from one page to another while they were read."""
        if made.pages == 1 or made.look:
            return True
        shown = [one for one in self.sightings if one.at < made.started and one.page and one.thread == thread]
        if not shown:
            return all(one.view in _TOLD for one in self.sightings if one.at < made.started)
        return made.is_between(self.post, max(shown, key=_at).page)


def _at(sighting: Sighting) -> Any:
    return sighting.at


def _together(one: int | None, at: Any, other: int | None, when: Any) -> bool:
    """Whether two captures were made by one crawl; of ingested ones, at about the same time."""
    if one is None and other is None:
        return abs(moment(at) - moment(when)) <= NEAR
    return one == other


def _folded(events: Iterable[tuple[Any, int, str, Sighting | None]]) -> Told:
    """The states that follow from what was seen and not seen, in order."""
    told = Told(state="", since=None)
    by_pass = False
    rows: dict[Any, str] = {}
    shown = ""
    for at, _, state, sighting in events:
        if state == UNSHOWN:
            if shown not in (MISSING, UNSHOWN, ""):
                rows[at] = shown = UNSHOWN
            continue
        if sighting is not None and sighting.is_told and shown in (MISSING, UNSHOWN) and (by_pass or shown == UNSHOWN):
            continue
        if state != told.state:
            told.state, told.since = state, at
            by_pass = sighting is None
        if state != shown:
            rows[at] = shown = state
    told.rows = sorted(rows.items()) if set(rows.values()) != {VISIBLE} else []
    return told
