"""A page of a XenForo 2 thread that was flattened to text: each post's body ends with a line of a no-break space alone.

What stands between that line and the next body belongs to the post before (edit markers), and what stands last to the page. Where
a body begins is certain, who wrote it is not in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from spiders.edits import read_edit
from spiders.flattened_posts import content_of, is_blank, paragraphs_of
from spiders.flattened_words import JUMPS
from spiders.items import Edit, Moment, Post
from spiders.repeats import find_repeats
from spiders.text import fold
from spiders.words import words_of

_NO_BREAK = "\u00a0"
_PROBE = "2020-01-02 03:04"
"""A time that all languages read: what is a marker with it is a marker whose time was lost."""
_MARKER = 200
"""Longer than any edit marker under a post."""
_TAIL_LINES, _TAIL_WORDS = 4, 3
MOST = 2_000
"""Posts of a page; a text with more such lines is no page."""
MANY = 3
"""Posts by which a page is recognised where nothing else of XenForo's is left on it."""


@dataclass(slots=True)
class Cut:
    """A post as it was cut out."""

    lines: list[str]
    edits: list[Edit] = field(default_factory=list)
    is_whole: bool = True
    """Whether its end is marked."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """The posts of a page, and what else of the software's is on it."""

    posts: tuple[Cut, ...]
    tail: tuple[str, ...]

    @property
    def edited(self) -> int:
        """How many posts have a marker."""
        return sum(bool(post.edits) for post in self.posts)


def cut(lines: Sequence[str], date: Callable[[str], Moment]) -> Cuts | None:
    """The posts of a page; None where it is none of this kind.

    Args:
        lines: of the text.
        date: reads a printed time.
    """
    ends, strays = _ends(lines)
    if not ends or 4 * strays > len(ends) or len(ends) > MOST:
        return None
    posts: list[Cut] = []
    start = 0
    for end in ends:
        posts.append(Cut(_trimmed(lines[start:end])))
        start = end + 1
        while start < len(lines) and (edit := _edit(lines[start], date)) is not None:
            posts[-1].edits.append(edit)
            start += 1
    rest = [line for line in lines[start:] if not is_blank(line)]
    tail = tuple(map(fold, rest)) if _is_tail(rest) else ()
    found = Cuts(tuple(posts), tail)
    is_known = found.edited or tail or (len(ends) >= MANY and any(line.strip(" \t\r") == "" for line in lines[: ends[-1]]))
    if not is_known:
        return None
    return found if tail or not rest else Cuts((*posts, Cut(_trimmed(lines[start:]), is_whole=False)), ())


def read_posts(cuts: Cuts, identify: Callable[[str, int], str]) -> Iterator[Post]:
    """The posts, each with what it quotes of those before.

    Args:
        cuts: as they were cut out.
        identify: makes an id of a post's words and how many posts before it say the same.
    """
    same: dict[str, int] = {}
    for post, repeats in zip(cuts.posts, find_repeats([post.lines for post in cuts.posts]), strict=True):
        words = " ".join(words_of("\n".join(post.lines)))
        same[words] = same.get(words, 0) + 1
        yield Post(
            id=identify(words, same[words]),
            id_kind="derived",
            content=content_of(post.lines, repeats),
            edits=tuple(post.edits),
        )


def _ends(lines: Sequence[str]) -> tuple[list[int], int]:
    """The lines that end bodies, and how many such lines stand apart, as WordPress' empty paragraphs do."""
    ends: list[int] = []
    strays = 0
    last = max((number for number, line in enumerate(lines) if not is_blank(line) or _is_no_break(line)), default=-1)
    for number, line in enumerate(lines):
        if not _is_no_break(line):
            continue
        before = lines[number - 1] if number else ""
        after = lines[number + 1] if number + 1 < len(lines) else ""
        closes = not is_blank(before) or _is_no_break(before)
        if closes and (number == last or not is_blank(after) or _is_no_break(after)):
            ends.append(number)
        else:
            strays += 1
    return ends, strays


def _is_no_break(line: str) -> bool:
    stripped = line.strip(" \t\r")
    return bool(stripped) and not stripped.strip(_NO_BREAK)


def _edit(line: str, date: Callable[[str], Moment]) -> Edit | None:
    """An edit marker, with its time or with nothing behind the colon."""
    raw = fold(line)
    if not raw or len(raw) > _MARKER:
        return None
    if raw.endswith((":", "：")):
        return Edit(raw=raw) if read_edit(f"{raw} {_PROBE}", date=date) is not None else None
    edit = read_edit(raw, date=date)
    return edit if edit is not None and edit.time is not None and edit.time.precision is not None else None


def _is_tail(lines: Sequence[str]) -> bool:
    """Whether lines behind the last body are the page's own: a few, of the words of buttons, or of next to no words."""
    if not lines:
        return False
    words = [word for line in lines for word in words_of(line)]
    if words and all(word in JUMPS for word in words):
        return True
    return len(lines) <= _TAIL_LINES and all(0 < len(words_of(line)) <= _TAIL_WORDS and line[-1] not in ".!?…" for line in lines)


def _trimmed(lines: Sequence[str]) -> list[str]:
    """The lines without blank ones around them; a body of none is one."""
    found = list(lines)
    if not any(True for _ in paragraphs_of(found)):
        return []
    while is_blank(found[0]):
        found.pop(0)
    while is_blank(found[-1]):
        found.pop()
    return found


__all__ = ["Cut", "Cuts", "cut", "read_posts"]
