"""Lines of a post that earlier posts of the same page say word by word: quotes, where no markup tells them.

Only whole lines count, and only before words of the post's own: a quote is there to be answered, while what a post ends with, or
consists of, is a signature or was sent twice. Which post a quote is of is settled elsewhere (`archiver.quotes`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from spiders.words import ELISION, words_of

SHINGLE = 4
"""Words in a row by which a line is looked up."""
WORDS, LETTERS = 6, 20
"""A line of less may be said twice by chance."""
PLACES = 64
"""Places of one shingle that are looked at, the latest."""
_ADDRESS = re.compile(r"\s*https?://\S+\s*")


class Repeat(NamedTuple):
    """Lines that repeat an earlier post: from ``start`` to before ``end``."""

    start: int
    end: int
    source: int
    """The post's place among those given."""


class _Place(NamedTuple):
    """Words of a post: those from ``start`` to before ``end``."""

    post: int
    start: int
    end: int


def find_repeats(posts: Iterable[Sequence[str]]) -> Iterator[tuple[Repeat, ...]]:
    """The repeats in each post, in order; posts are given as their lines. What is repeated is not said by the post again."""
    said = _Said()
    for lines in posts:
        found = _answered(lines, list(_repeats(lines, said)))
        quoted = {number for one in found for number in range(one.start, one.end)}
        said.add(line for number, line in enumerate(lines) if number not in quoted)
        yield tuple(found)


class _Said:
    """The words of the posts so far, without what they repeat."""

    def __init__(self) -> None:
        self.posts: list[list[str]] = []
        self._places: dict[tuple[str, ...], list[tuple[int, int]]] = {}

    def add(self, lines: Iterable[str]) -> None:
        """A post."""
        words = [word for line in lines for word in words_of(line)]
        for at in range(len(words) - SHINGLE + 1):
            self._places.setdefault(tuple(words[at : at + SHINGLE]), []).append((len(self.posts), at))
        self.posts.append(words)

    def find(self, line: str) -> _Place | None:
        """Where a line was said last: all its words in a row, except where it says itself that some were left out."""
        if _ADDRESS.fullmatch(line):
            return None
        pieces = [words for piece in ELISION.split(line) if (words := words_of(piece))]
        count = sum(map(len, pieces))
        if count < WORDS or sum(len(word) for words in pieces for word in words) < LETTERS or len(pieces[0]) < SHINGLE:
            return None
        for post, at in reversed(self._places.get(tuple(pieces[0][:SHINGLE]), [])[-PLACES:]):
            end = self._follow(post, at, pieces)
            if end is not None:
                return _Place(post, at, end)
        return None

    def _follow(self, post: int, at: int, pieces: list[list[str]]) -> int | None:
        """The end of the pieces, the first of which begins there and the others anywhere behind it, in order."""
        said = self.posts[post]
        if said[at : at + len(pieces[0])] != pieces[0]:
            return None
        end = at + len(pieces[0])
        for piece in pieces[1:]:
            starts = (start for start in range(end, len(said) - len(piece) + 1) if said[start : start + len(piece)] == piece)
            start = next(starts, None)
            if start is None:
                return None
            end = start + len(piece)
        return end


def _repeats(lines: Sequence[str], said: _Said) -> Iterator[Repeat]:
    """Runs of lines that one earlier post says in this order; short lines beside a long one are part of it if they fit on."""
    number = done = 0
    while number < len(lines):
        place = said.find(lines[number])
        if place is None:
            number += 1
            continue
        start = _backward(lines, number, place, said, least=done)
        number = done = _forward(lines, number + 1, place, said)
        yield Repeat(start, done, place.post)


def _forward(lines: Sequence[str], number: int, place: _Place, said: _Said) -> int:
    """The line before which the run ends."""
    words, at, end = said.posts[place.post], place.end, number
    for following in range(number, len(lines)):
        here = words_of(lines[following])
        if not lines[following].strip():
            continue
        if here and words[at : at + len(here)] == here:
            at += len(here)
        else:
            further = said.find(lines[following])
            if further is None or further.post != place.post or further.start < at:
                break
            at = further.end
        end = following + 1
    return end


def _backward(lines: Sequence[str], number: int, place: _Place, said: _Said, *, least: int) -> int:
    """The line at which the run starts."""
    words, at, start = said.posts[place.post], place.start, number
    for before in range(number - 1, least - 1, -1):
        here = words_of(lines[before])
        if not lines[before].strip():
            continue
        if not here or at < len(here) or words[at - len(here) : at] != here:
            break
        at, start = at - len(here), before
    return start


def _answered(lines: Sequence[str], found: list[Repeat]) -> list[Repeat]:
    """Without those that no words of the post's own follow."""
    end = len(lines)
    while found and not any(line.strip() for line in lines[found[-1].end : end]):
        end = found.pop().start
    return found


__all__ = ["Repeat", "find_repeats"]
