"""Lays a fragment along a text: which of its words were quoted, and how much of the fragment that explains.

A fragment is cut, corrected, elided: its words are found in the text in runs, which are chained in the text's order. Judges one
text; which texts to judge is `index`'s to say, and what is good enough is whoever's who asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from spiders.words import ELISION, places_of, words_of

TYPO = 75.0
"""Two words as like as that (0 to 100) are one, written differently."""
LEAP = 3
"""Words by which a gap that nothing marks counts at most."""
LONE = 5
"""Letters of a word that may be a run by itself."""
EDGE = 4
"""Words at an end of the fragment across which its outermost word is sought."""
RUNS = 200
"""Runs that are chained, the longest: their number is squared."""


class Fragment:
    """Quoted words, made ready once for all texts they are laid along."""

    __slots__ = ("cuts", "keys", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.keys: list[str] = []
        cuts: set[int] = set()
        end = 0
        for mark in ELISION.finditer(text):
            self.keys += words_of(text[end : mark.start()])
            cuts.add(len(self.keys))
            end = mark.end()
        self.keys += words_of(text[end:])
        self.cuts = frozenset(cut for cut in cuts if 0 < cut < len(self.keys))
        """The words before which something was left out."""


class Laid(NamedTuple):
    """A fragment along a text."""

    pairs: dict[int, int]
    """The fragment's words that agree, by their numbers, and those of the text; both rise."""
    score: float
    """How much of the fragment and of what it spans agree: 1.0 where word is word."""
    altered: bool
    """Whether words differ, or some were left out or put in."""


def lay(fragment: Fragment, keys: Sequence[str], hits: Collection[tuple[int, int]] = ()) -> Laid | None:
    """A fragment along the words of a text; None where no two words in a row agree (or one, of a fragment of one).

    Args:
        fragment: the quoted words.
        keys: the words of the text that may hold them.
        hits: places that are known to agree, as `Index.candidates` gives them: only runs through these are looked at, in a third
            of the time. Empty: all are sought.
    """
    runs = _grown(fragment.keys, keys, hits) if hits else _runs(fragment.keys, keys)
    chain = _chain(runs, fragment.cuts) if runs else []
    if not any(run.length >= min(2, len(fragment.keys)) for run in chain):
        return None
    return _judged(fragment, keys, _paired(fragment, keys, chain))


def place(fragment: Fragment, text: str, laid: Laid) -> tuple[int, int]:
    """The characters of the text that were quoted, with the signs that stand around the words in both."""
    first, last = min(laid.pairs.values()), max(laid.pairs.values())
    spans = list(islice(places_of(text), last + 1))
    start, end = spans[first][0], spans[last][1]
    own = list(places_of(fragment.text))
    head = fragment.text[: own[0][0]].strip() if 0 in laid.pairs else ""
    tail = fragment.text[own[-1][1] :].rstrip() if len(fragment.keys) - 1 in laid.pairs else ""
    if head and text[:start].endswith(head):
        start -= len(head)
    for sign in tail:
        if text[end : end + 1] != sign:
            break
        end += 1
    return start, end


class _Run(NamedTuple):
    """Words that agree in a row: the first's number in the fragment and in the text, and how many."""

    here: int
    there: int
    length: int


def _grown(keys: Sequence[str], text: Sequence[str], hits: Iterable[tuple[int, int]]) -> list[_Run]:
    """The runs around places that agree."""
    runs: list[_Run] = []
    reached: dict[int, int] = {}
    for here, there in sorted(hits):
        if reached.get(there - here, -1) >= here:
            continue
        first, last = here, here
        while first and there - here + first and keys[first - 1] == text[there - here + first - 1]:
            first -= 1
        while last + 1 < len(keys) and there - here + last + 1 < len(text) and keys[last + 1] == text[there - here + last + 1]:
            last += 1
        reached[there - here] = last
        runs.append(_Run(first, there - here + first, last - first + 1))
    return runs


def _runs(keys: Sequence[str], text: Sequence[str]) -> list[_Run]:
    """All runs of at least two words that agree; of one where the fragment has no more, or the word is rare in the text."""
    places: dict[str, list[int]] = {}
    for number, word in enumerate(text):
        places.setdefault(word, []).append(number)
    least = min(2, len(keys))
    hits = [(here, there) for here, word in enumerate(keys) for there in places.get(word, ())]
    return [
        run
        for run in _grown(keys, text, hits)
        if run.length >= least or (len(keys[run.here]) >= LONE and len(places[keys[run.here]]) == 1)
    ]


def _chain(runs: list[_Run], cuts: frozenset[int]) -> list[_Run]:
    """The runs, in the order of both, that explain most with the least gaps."""
    runs = sorted(sorted(runs, key=lambda run: -run.length)[:RUNS])
    best: list[tuple[float, int]] = []
    for number, run in enumerate(runs):
        value, before = float(run.length), -1
        for other in range(number):
            earlier = runs[other]
            lost = max(earlier.here + earlier.length - run.here, earlier.there + earlier.length - run.there, 0)
            if lost >= run.length or earlier.here >= run.here or earlier.there >= run.there:
                continue
            reached = best[other][0] + run.length - lost - _price(earlier, run, lost, cuts)
            if reached > value:
                value, before = reached, other
        best.append((value, before))
    number = max(range(len(best)), key=lambda one: (best[one][0], -runs[one].there))
    chain: list[_Run] = []
    while number >= 0:
        chain.append(runs[number])
        number = best[number][1]
    return chain[::-1]


def _price(earlier: _Run, run: _Run, lost: int, cuts: frozenset[int]) -> float:
    """What a gap between two runs costs, in words: next to nothing where the fragment says that something was left out."""
    if any(earlier.here + earlier.length <= cut <= run.here + lost for cut in cuts):
        return 0.1
    gap = abs((run.there - run.here) - (earlier.there - earlier.here))
    return 0.5 * min(LEAP, gap) if gap <= 3 * LEAP else 0.6 * LEAP


def _paired(fragment: Fragment, text: Sequence[str], chain: list[_Run]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    here_to, there_to = -1, -1
    for run in chain:
        skip = max(here_to - run.here, there_to - run.there, -1) + 1
        for step in range(skip, run.length):
            pairs[run.here + step] = run.there + step
        here_to, there_to = run.here + run.length - 1, run.there + run.length - 1
    _fill(fragment.keys, text, pairs)
    return dict(sorted(pairs.items()))


def _fill(keys: Sequence[str], text: Sequence[str], pairs: dict[int, int]) -> None:
    """Words between and around the runs that were only written differently, or stand alone between two corrections."""
    here = sorted(pairs)
    for one, following in pairwise(here):
        if following - one > 1 and following - one == pairs[following] - pairs[one]:
            for step in range(1, following - one):
                if _like(keys[one + step], text[pairs[one] + step]):
                    pairs[one + step] = pairs[one] + step
    for step in (-1, 1):
        _fill_edge(keys, text, pairs, step)


def _fill_edge(keys: Sequence[str], text: Sequence[str], pairs: dict[int, int], step: int) -> None:
    """The words before the first run (``step`` -1) or behind the last: one by one, and the outermost across a correction."""
    edge = min(pairs) if step < 0 else max(pairs)
    one, there = edge + step, pairs[edge] + step
    while 0 <= one < len(keys) and 0 <= there < len(text) and _like(keys[one], text[there]):
        pairs[one] = there
        one, there = one + step, there + step
    outermost = 0 if step < 0 else len(keys) - 1
    left = (outermost - one) * step + 1
    if 0 < left <= EDGE:
        for shift in (0, 1, -1):  # a word said differently, one left out, one put in
            there = pairs[one - step] + step * (left + shift)
            if 0 <= there < len(text) and (there - pairs[one - step]) * step > 0 and _like(keys[outermost], text[there]):
                pairs[outermost] = there
                return


def _like(one: str, other: str) -> bool:
    return one == other or (len(one) > 2 and ratio(one, other) >= TYPO)


def _judged(fragment: Fragment, text: Sequence[str], pairs: dict[int, int]) -> Laid:
    keys = fragment.keys
    here = list(pairs)
    agreed = near = spanned = skipped_at_all = 0
    before = -1
    for one, there in pairs.items():
        length = len(text[there])
        if keys[one] == text[there]:
            agreed += len(keys[one])
        else:
            near += len(keys[one])
        spanned += length
        if before >= 0 and there - pairs[before] > 1:
            skipped_at_all += 1
            if not any(before < cut <= one for cut in fragment.cuts):
                spanned += sum(map(len, text[pairs[before] + 1 : min(there, pairs[before] + 1 + 2 * LEAP)]))
        before = one
    score = 2 * (agreed + 0.8 * near) / (sum(map(len, keys)) + spanned)
    return Laid(pairs, min(1.0, score), bool(near) or bool(skipped_at_all) or len(here) < len(keys))
