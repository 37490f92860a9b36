"""The order of revisions when captures come out of order or are read again. Pure: no database.

What a series of revisions says must not depend on the order in which captures arrived. The rules: equal words are one revision
as long as no others stand between them; a revision is new only where two captures of one view, read by one version of one
reader, differ; a newer version replaces what the older one read, and an older one changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from spiders.items import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The words of a post in one capture, read by one version of a reader. ``at`` is the capture's time."""

    content: Content
    hash: str
    parser: str
    capture_id: int
    at: Any


@dataclass(slots=True)
class Span:
    """A revision while its series is put in order: from when until when it was observed, and in which capture first.

    ``said`` is its content where it was read anew; ``copy_of`` is the revision whose content a new one repeats.
    """

    id: int
    hash: str
    parser: str
    capture_id: int | None
    start: Any
    end: Any
    number: int = 0
    said: Observation | None = None
    copy_of: int | None = None

    def replace(self, seen: Observation) -> None:
        """Let an observation be what it says."""
        self.hash, self.parser, self.capture_id, self.said = seen.hash, seen.parser, seen.capture_id, seen

    def widen(self, at: Any) -> None:
        """Let it hold that time too."""
        self.start, self.end = min(self.start, at), max(self.end, at)


@dataclass(slots=True)
class Series:
    """All revisions of one post through one view, in order of observation.

    ``new_id`` gives a new revision its id; ``witnesses`` tells in which captures, and when, a revision was seen.
    """

    spans: list[Span]
    new_id: Callable[[], int]
    witnesses: Callable[[Span], list[tuple[Any, int | None]]]
    gone: list[tuple[Span, Span]] = field(default_factory=list)
    """Revisions that turned out to be one with another, and that other."""

    def excerpt(self, seen: Observation) -> Span:
        """An excerpt never makes a revision: the one kept is the latest, in the first capture that shows it."""
        span = self.spans[0]
        same = (seen.hash, seen.parser) == (span.hash, span.parser)
        if seen.at < span.start if same else seen.at >= span.end:
            span.replace(seen)
        span.widen(seen.at)
        return span

    def place(self, seen: Observation) -> Span | None:
        """The revision that holds an observation, after making room for it; None for what an older reader read at a time that
        no newer reading covers: it can be compared with nothing.
        """
        before = after = None
        for span in self.spans:
            if span.start <= seen.at <= span.end:
                return self._within(span, seen)
            if span.end < seen.at:
                before = span
            elif after is None:
                after = span
        for near in (before, after):
            if near is not None and near.hash == seen.hash:
                if order(seen, near) > 0 or (near is after and seen.parser == near.parser):
                    near.replace(seen)  # read better, or in the capture that is the first now
                near.widen(seen.at)
                return near
        near = before or after
        if near is None or any(one is not None and one.parser == seen.parser for one in (before, after)):
            return self._insert(seen)
        if order(seen, near) < 0:
            return None
        near.replace(seen)  # the newer reading stands for both until the older capture is read again
        near.widen(seen.at)
        return near

    def settle(self, held: Span | None) -> Span | None:
        """Number the revisions; those that a better reading shows to be one become one. The one that ``held`` is now."""
        self.spans.sort(key=lambda span: span.start)
        kept: list[Span] = []
        for span in self.spans:
            last = kept[-1] if kept else None
            if last is None or (last.hash, last.parser) != (span.hash, span.parser):
                kept.append(span)
                continue
            last.end = max(last.end, span.end)
            self.gone.append((span, last))
            held = last if held is span else held
        for number, span in enumerate(kept, start=1):
            span.number = number
        self.spans = kept
        return held

    def _within(self, span: Span, seen: Observation) -> Span:
        """An observation at a time that a revision covers."""
        newer = order(seen, span)
        if newer == 0 and span.hash != seen.hash:
            return self._split(span, seen)
        if newer > 0:
            span.replace(seen)
        return span

    def _split(self, span: Span, seen: Observation) -> Span:
        """Other words stood there in between: the revision ends before them, and what was seen of it later is one again."""
        times = [time for time in self.witnesses(span) if time[1] != seen.capture_id]
        times = times or [(span.start, span.capture_id), (span.end, span.capture_id)]
        earlier = [time for time in times if time[0] < seen.at]
        later = [time for time in times if time[0] > seen.at]
        if not earlier and not later:
            span.replace(seen)
            span.start = span.end = seen.at
            return span
        if earlier and later:
            start, capture = later[0]
            self.spans.append(Span(self.new_id(), span.hash, span.parser, capture, start, span.end, copy_of=span.id))
        if earlier:
            span.end = earlier[-1][0]
        else:
            span.start, span.capture_id = later[0]
        return self._insert(seen)

    def _insert(self, seen: Observation) -> Span:
        span = Span(self.new_id(), seen.hash, seen.parser, seen.capture_id, seen.at, seen.at, said=seen)
        self.spans.append(span)
        return span


def order(seen: Observation, span: Span) -> Literal[-1, 0, 1]:
    """Whether the reading is by a newer version (1), the same (0) or an older one (-1); for another reader by time."""
    if seen.parser == span.parser:
        return 0
    name, _, version = seen.parser.rpartition("/")
    known, _, older = span.parser.rpartition("/")
    if name == known and version.isdecimal() and older.isdecimal():
        return 1 if int(version) > int(older) else -1
    return 1 if seen.at >= span.end else -1
