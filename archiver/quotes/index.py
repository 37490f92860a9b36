"""An index of the pairs of words in the texts of a conversation: which of them a fragment may have been taken from.

A pair of words is rare where each of them is common: it names a handful of posts among thousands, and costs one look. Grows by
a text at a time; finds candidates and leaves the judging to `align`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import pairwise
from math import log2

from spiders.words import words_of

_SHIFT = 20
_HERE = (1 << _SHIFT) - 1
_LATER = 1e-12
"""What a later entry has in front of an earlier one that shares as much."""
FEW = 24
"""Pairs of a fragment that are looked up, the rarest first: the others say nothing more."""
LONG = 128
"""Places of one pair that are looked at, the latest before the fragment, so that a long thread costs no more than a short one."""
FIRST = 1.5
"""By how much more the posts of the author whom a quote names count."""
ENOUGH = 256
"""Places after which no further pair is looked up."""


Hits = list[tuple[int, int]]
"""Words that agree: a word's number in the fragment, and in the text."""


@dataclass(slots=True)
class Entry:
    """A text that may have been quoted. ``order`` is its post's place in the conversation."""

    post_id: int
    revision_id: int
    order: int
    name: str
    """Its author's, as names are compared."""
    text: str
    keys: list[str]


@dataclass(slots=True)
class Index:
    """Entries in the order in which they were added, which is that of the conversation."""

    entries: list[Entry] = field(default_factory=list)
    _pairs: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    _words: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _total: int = 0

    def add(self, post_id: int, revision_id: int, *, order: int, name: str, text: str) -> None:
        """Take in a text. ``order`` never falls; a post's revisions have the order of the post, and come as they were written."""
        keys = words_of(text)[:_HERE]
        number = len(self.entries) << _SHIFT
        self.entries.append(Entry(post_id, revision_id, order, name, text, keys))
        self._total += len(keys)
        pairs, words = self._pairs, self._words
        last = ""
        for place, word in enumerate(keys, number):
            words[word].append(place)
            if last:
                pairs[last, word].append(place - 1)
            last = word

    def bits(self, word: str) -> float:
        """How much meeting the word says: the negative logarithm of its share in all that is held."""
        return log2((self._total + 1) / (len(self._words.get(word, ())) + 0.5)) if self._total else 0.0

    def candidates(
        self, keys: list[str], *, before: int, name: str = "", most: int = 4
    ) -> list[tuple[Entry, list[tuple[int, int]]]]:
        """The entries that share most with a fragment, the likeliest first.

        Args:
            keys: the fragment's words.
            before: only of posts whose order is lower.
            name: whose posts come first among those that share as much.
            most: so many.

        Returns:
            Each with the places at which they agree: a word's number in the fragment, and in the entry.
        """
        end = bisect_left(self.entries, before, key=lambda entry: entry.order) << _SHIFT
        shared = [(found, place) for place, pair in enumerate(pairwise(keys)) if (found := self._pairs.get(pair))]
        if not shared:
            shared = [(found, place) for place, word in enumerate(keys) if (found := self._words.get(word))]
        shared.sort(key=lambda one: len(one[0]))
        votes: dict[int, float] = {}
        hits: dict[int, Hits] = defaultdict(list)
        looked = 0
        for found, place in shared[:FEW]:
            stop = len(found) if found[-1] < end else bisect_left(found, end)
            weight = 1.0 / (1 + min(stop, LONG))
            latest = found[max(0, stop - LONG) : stop]
            for at in latest:
                number = at >> _SHIFT
                votes[number] = votes.get(number, number * _LATER) + weight
                hits[number].append((place, at & _HERE))
            looked += len(latest)
            if looked > ENOUGH:
                break
        if name:
            for number in votes:
                if self.entries[number].name == name:
                    votes[number] *= FIRST
        best = nlargest(most, votes, key=votes.__getitem__)
        return [(self.entries[number], hits[number]) for number in best]
