"""The order of revisions, without a database: whatever the order of arrival, a series says the same."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from db.store.spans import Observation, Series, Span, order
from spiders.items import Content


@dataclass
class Book:
    """What the database remembers: revisions, and which of them each capture showed."""

    spans: list[Span] = field(default_factory=list)
    shown: dict[int, int] = field(default_factory=dict)
    ids: Any = field(default_factory=lambda: itertools.count(1))

    def tell(self, at: int, words: str, version: int = 1) -> None:
        """A capture at that time, which is also its number."""
        content = Content(text=words, html=words)
        seen = Observation(content=content, hash=words, parser=f"reader/{version}", capture_id=at, at=at)

        def witnesses(span: Span) -> list[tuple[Any, int | None]]:
            return sorted((when, when) for when, known in self.shown.items() if known == span.id)

        series = Series(sorted(self.spans, key=lambda span: span.start), new_id=lambda: next(self.ids), witnesses=witnesses)
        held = series.settle(series.place(seen))
        for span, kept in series.gone:
            self.rename(span.id, kept.id, span)
        for span in series.spans:
            if span.copy_of is not None:
                self.rename(span.copy_of, span.id, span)
                span.copy_of = None
            span.said = None
        self.spans = series.spans
        if held is not None:
            self.shown[at] = held.id
        else:
            self.shown.pop(at, None)

    def rename(self, old: int, new: int, during: Span) -> None:
        for at, known in self.shown.items():
            if known == old and during.start <= at <= during.end:
                self.shown[at] = new

    def history(self) -> list[tuple[str, int, int]]:
        """Words, from and until; and every capture is with the revision that says what it showed."""
        assert [span.number for span in self.spans] == list(range(1, len(self.spans) + 1))
        by_id = {span.id: span for span in self.spans}
        assert all(by_id[known].start <= at <= by_id[known].end for at, known in self.shown.items())
        return [(span.hash, span.start, span.end) for span in self.spans]


def runs(seen: dict[int, str]) -> list[tuple[str, int, int]]:
    """What the history is: runs of equal words in order of time."""
    grouped = [list(run) for _, run in itertools.groupby(sorted(seen.items()), key=lambda one: one[1])]
    return [(run[0][1], run[0][0], run[-1][0]) for run in grouped]


SEEN = st.dictionaries(st.integers(0, 9), st.sampled_from("abc"), min_size=1, max_size=8)


@given(SEEN, st.data())
def test_any_order_of_arrival_gives_the_runs_of_equal_words(seen: dict[int, str], data: st.DataObject) -> None:
    book = Book()
    for at in data.draw(st.permutations(list(seen))):
        book.tell(at, seen[at])
    assert book.history() == runs(seen)
    for at in data.draw(st.permutations(list(seen))):  # and told again it changes nothing
        book.tell(at, seen[at])
    assert book.history() == runs(seen)


@given(SEEN, st.data())
def test_reading_everything_anew_gives_what_the_new_reader_reads(seen: dict[int, str], data: st.DataObject) -> None:
    book = Book()
    for at in data.draw(st.permutations(list(seen))):
        book.tell(at, data.draw(st.sampled_from([seen[at], seen[at] + " and noise", f"{seen[at]} {at}"])))
    for at in data.draw(st.permutations(list(seen))):
        book.tell(at, seen[at], version=2)
    assert book.history() == runs(seen)
    for at in data.draw(st.permutations(list(seen))):  # an older program, still running, takes nothing back
        book.tell(at, "nonsense", version=1)
    assert book.history() == runs(seen)


@given(SEEN, st.data())
def test_both_versions_may_be_mixed_on_the_way(seen: dict[int, str], data: st.DataObject) -> None:
    told = [(at, version) for at in seen for version in (1, 2)]
    book = Book()
    for at, version in data.draw(st.permutations(told)):
        book.tell(at, seen[at] if version == 2 else data.draw(st.sampled_from("abc")), version)
    assert [words for words, *_ in book.history()] == [words for words, *_ in runs(seen)]


def test_readers_compare_by_number_not_by_name() -> None:
    span = Span(1, "", "reader/9", 1, 5, 5)

    def reading(parser: str, at: int) -> int:
        return order(Observation(content=Content(text="", html=""), hash="", parser=parser, capture_id=1, at=at), span)

    assert [reading(parser, 9) for parser in ("reader/10", "reader/9", "reader/8")] == [1, 0, -1]
    assert (reading("other/1", 9), reading("other/1", 1)) == (1, -1)
