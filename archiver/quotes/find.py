"""Finds the words that were quoted among all that was said before: which post, which of its characters, how sure.

Sure is what could not be chance: the words that agree, weighed by how rare they are in this conversation, and how much of the
fragment they are. Names help and prove nothing, since people misattribute.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from archiver.quotes.align import Fragment, Laid, lay, place
from archiver.quotes.index import Entry, Index

THRESHOLD = 0.7
"""What is less sure is no link. Measured: docs/linking.md shows precision and recall against it."""
NEEDED = 24.0
"""Bits that the words which agree must carry, where nothing else speaks for the post: one in 16 million."""
NAMED = 8.0
"""Where the quote names the post's author."""
WHOLE = 1.05
"""How much likelier a post is meant that was quoted whole, as a forum's own button does, than one that says more."""
CLOSELY = 2
"""Candidates that are looked at word by word where rare pairs alone do not explain all of the fragment."""
SAME = 0.98
"""Two posts that explain a fragment as well as that are two that may have been meant: neither is claimed."""
OTHER = 1.15
"""How much surer another's post must be than one of the author that is named."""


class Found(NamedTuple):
    """Where quoted words come from."""

    entry: Entry
    start: int
    """The first character of the entry's text that was quoted."""
    end: int
    """The one behind the last."""
    score: float
    """How sure that is, 0 to 1."""
    match: Literal["exact", "fuzzy"]

    @property
    def altered(self) -> bool:
        """Whether words differ from the source's."""
        return self.match == "fuzzy"


def find(index: Index, text: str, *, before: int, author: str | None = None, threshold: float = THRESHOLD) -> Found | None:
    """The post before this one from which words were taken; None where none is sure enough.

    Args:
        index: what was said.
        text: the quoted words, without quotes inside them.
        before: the place of the post that quotes; what is not before it cannot be quoted.
        author: whom the quote names.
        threshold: how sure it must be.
    """
    fragment = Fragment(text)
    if not fragment.keys:
        return None
    name = name_key(author)
    weighed = [
        _weigh(index, fragment, entry, laid, name)
        for entry, hits in index.candidates(fragment.keys, before=before, name=name)
        if (laid := lay(fragment, entry.keys, hits)) is not None
    ]
    weighed.sort(key=lambda one: -one.value)
    for number, one in enumerate(weighed[:CLOSELY]):
        if len(one.laid.pairs) < len(fragment.keys):
            weighed[number] = _weigh(index, fragment, one.entry, lay(fragment, one.entry.keys) or one.laid, name)
    best = max(weighed, key=lambda one: one.value, default=None)
    if best is None or best.score < threshold:
        return None
    if any(one.value > SAME * best.value and one.entry.post_id != best.entry.post_id for one in weighed):
        return None
    match: Literal["exact", "fuzzy"] = "fuzzy" if best.laid.altered else "exact"
    return Found(best.entry, *place(fragment, best.entry.text, best.laid), round(best.score, 4), match)


class _Weighed(NamedTuple):
    """A text that the words may have been taken from."""

    value: float
    """By which one is preferred to another."""
    score: float
    """How sure it is by itself."""
    entry: Entry
    laid: Laid


def _weigh(index: Index, fragment: Fragment, entry: Entry, laid: Laid, name: str) -> _Weighed:
    is_named = bool(name) and entry.name == name
    bits = sum(index.bits(fragment.keys[one]) for one in laid.pairs)
    score = laid.score * min(1.0, bits / (NAMED if is_named else NEEDED))
    preferred = (OTHER if is_named else 1.0) * (WHOLE if len(laid.pairs) == len(entry.keys) else 1.0)
    return _Weighed(score * preferred, score, entry, laid)


def name_key(name: str | None) -> str:
    """A name as it is compared: people and platforms change its case, and put an @ before it."""
    return " ".join((name or "").casefold().split()).lstrip("@")


__all__ = ["THRESHOLD", "Found", "find", "name_key"]
