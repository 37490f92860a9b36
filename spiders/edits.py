"""Edit markers: who edited a post, when, how often and why, from the words that software writes under it.

Platforms pass what their markup tells (editor, reason, a machine's time); the words fill in the rest. The forms are in
`spiders.edit_words`. The whole text is always kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

from spiders.date_phrases import NOTHING, parse
from spiders.edit_words import COUNTS, MARKERS, REASONS
from spiders.items import Edit, Moment
from spiders.text import fold

_FIELDS = {
    "{by}": r"(?P<by>\x01|\S(?:.*?\S)??)",
    "{time}": r"(?P<time>\S.*?)",
    "{count}": rf"(?P<count>\d+|{'|'.join(COUNTS)})",
}
_PIECE = re.compile(r"\{by\}|\{time\}|\{count\}|[<>\[\]|]|\\.|[^<>\[\]|{\\]+")
_REASON = re.compile(rf"(?:^|[\s.,;()\[\]–-]+)(?:{REASONS})\s?[:：]\s?(?P<reason>.+)$", re.IGNORECASE)
_EDGES = " \t«»‹›"
_CLOSING = {"(": ")", "[": "]", "*": "*"}
MAX_LENGTH = 1_000
"""Longer than any marker with its reason; what is longer is prose."""


def read_edit(
    text: str,
    *,
    date: Callable[[str], Moment],
    marked: bool = False,
    time: Moment | None = None,
    by: str | None = None,
    by_id: str | None = None,
    reason: str | None = None,
    languages: tuple[str, ...] = (),
) -> Edit | None:
    """An edit marker, or None where the words are none of the known forms.

    Args:
        text: all of the marker's words.
        date: reads a printed time as the platform's page has it.
        marked: the markup itself says that this is an edit marker, so an unknown language still gives an `Edit`.
        time: the time, where the markup gives it to machines; the words are not asked then.
        by: the editor's name, where the markup tells it from the other words.
        by_id: the editor's id.
        reason: the reason, where the markup tells it from the other words.
        languages: BCP 47 tags of the page, asked first.
    """
    raw = fold(text)
    if not raw or (len(raw) > MAX_LENGTH and not marked):
        return None
    words = raw[:MAX_LENGTH].strip(_EDGES)
    if _CLOSING.get(words[:1]) == words[-1:] and len(words) > 1:
        words = words[1:-1].strip()
    told = _REASON.search(words)
    if told:
        reason = reason or told["reason"].strip()
        words = words[: told.start()]
    found = _find(words.rstrip(" .,;"), by, languages)
    if found is None and not marked:
        return None
    name, when, count = found or (None, None, None)
    return Edit(
        raw=raw,
        time=time or (date(when) if when else None),
        by=by or name,
        by_id=by_id,
        reason=reason or None,
        count=count,
    )


def _find(words: str, by: str | None, languages: tuple[str, ...]) -> tuple[str | None, str | None, int | None] | None:
    """Editor, time and count by the first form that fits and whose time can be read, else by the first that fits."""
    second_best = None
    for text in _hide(words, by):
        low = text.lower()
        for literals, template in _forms(tuple(tag.partition("-")[0].lower() for tag in languages)):
            if not all(literal in low for literal in literals):
                continue
            match = _compile(template).fullmatch(text)
            if match is None:
                continue
            names = _names(match)
            name, when, readable = _split(text, match, names)
            printed = (match[names["count"]] if "count" in names else "").lower()
            count = COUNTS.get(printed) or (int(printed) if printed.isdecimal() else None)
            answer = (by if name == "\x01" else name, when, count)
            if readable:
                return answer
            second_best = second_best or answer
    return second_best


def _hide(words: str, by: str | None) -> Iterator[str]:
    """The words with the known editor's name hidden, wherever it may stand, so that no name is taken for other words."""
    if by:
        for place in re.finditer(rf"(?<!\w){re.escape(fold(by))}(?!\w)", words):
            yield f"{words[: place.start()]}\x01{words[place.end() :]}"
    yield words


def _names(match: re.Match[str]) -> dict[str, str]:
    """The group that holds each field: alternatives of a form may hold the same one ("by" and "by_2")."""
    return {name.partition("_")[0]: name for name, value in match.groupdict().items() if value is not None}


def _split(text: str, match: re.Match[str], names: dict[str, str]) -> tuple[str | None, str | None, bool]:
    """Editor and time parted where the time reads as one: a name may hold the word, or the space, that parts them."""
    name = match[names["by"]] if "by" in names else None
    if "time" not in names:
        return name, None, True
    when = match[names["time"]]
    if name is None:
        return name, when, _reads(when)
    first, last = sorted(("by", "time"), key=lambda field: match.start(names[field]))
    start, end = match.span(names[first])
    parting = text[end : match.start(names[last])]
    both = text[start : match.end(names[last])]
    places = [found.start() for found in re.finditer(re.escape(parting), both)] if parting else []
    if first == "time" and parting == " ":
        places.reverse()  # a space parts a date from its hour too: the longest time that reads is the whole of it
    for place in places:
        pieces = {first: both[:place], last: both[place + len(parting) :]}
        if all(pieces.values()) and _reads(pieces["time"]):
            return pieces["by"], pieces["time"], True
    return name, when, False


def _reads(text: str) -> bool:
    reading = parse(text)
    return reading is not None and reading is not NOTHING


@cache
def _forms(tags: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], str], ...]:
    """All forms, those of the page's languages first, each with the words that must be there."""
    order = dict.fromkeys((*(tag for tag in tags if tag in MARKERS), *MARKERS))
    return tuple((_literals(template), template) for tag in order for template in MARKERS[tag])


def _literals(template: str) -> tuple[str, ...]:
    """The words outside of options and alternatives, lower case."""
    depth = 0
    found = []
    for piece in _PIECE.findall(template):
        depth += {"<": 1, "[": 1, ">": -1, "]": -1}.get(piece, 0)
        if depth == 0 and piece not in "<>[]|" and piece not in _FIELDS and piece[0] != "\\":
            found.append(piece.strip().lower())
    return tuple(words for words in found if words)


@cache
def _compile(template: str) -> re.Pattern[str]:
    """A form as a regular expression."""
    parts = []
    uses: Counter[str] = Counter()
    for piece in _PIECE.findall(template):
        if piece in _FIELDS:
            uses[piece] += 1
            parts.append(_FIELDS[piece] if uses[piece] == 1 else _FIELDS[piece].replace(">", f"_{uses[piece]}>", 1))
        else:
            parts.append(
                {"<": "(?:", "[": "(?:", ">": ")", "]": ")?", "|": "|"}.get(piece)
                or (piece if piece[0] == "\\" else re.escape(piece))
            )
    return re.compile("".join(parts), re.IGNORECASE)
