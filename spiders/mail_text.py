"""The words of a mail: its own told from those that it quotes, by the marks that mail programs put in front of lines.

Takes lines, each with the depth at which markup has put it already, and gives the author's text and the quotes as a tree. The
signature, the footer that list servers add, and the attribution above a quote are nobody's words here and left out. Knows no
HTML: what turns a page's markup into lines is `spiders.mail_lines`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from spiders.items import Quote
from spiders.mail_attributions import find_attribution, name_of
from spiders.text import fold

MAX_QUOTES = 1_000
"""A mail with more marks than that is no mail."""
MAX_INDENT = 8
"""Marks stand further left than that."""
MIN_RULE = 5
"""Characters of a line such as Outlook draws."""

_MARKS = re.compile(r"(?: ?>){1,20}(?!\w+@)")
_PROMPT = re.compile(r"(?:>>>(?: |$)|>>>>? ?$)")
_INITIALS = re.compile(r"\s?[A-Z]{1,3}>(?: |$|(?=>))")
_SIGNATURE = re.compile(r"--[ \u00a0]?$")
_RULES = frozenset("-_=")
_RULE = re.compile(r"[_=-]{20,}$")
_FOOTER = re.compile(
    r"mailing[ -]?list|liste de diffusion|lista de (?:correo|discuss)|to unsubscribe|/listinfo/|-unsubscribe@", re.IGNORECASE
)
_FORWARDED = re.compile(r"-{2,}\s?[^\W\d_][^-]{3,40}?\s?-{2,}$")
"""Outlook's line above what it does not mark: "-----Original Message-----", in any language."""
_HEADER = re.compile(r"\*?(?P<name>[^\W\d_][\w .-]{0,20}?)\*?\s?[:：]\*?\s+(?P<value>\S.*)$")
_FROM = frozenset(
    "from von de da od от från fra van kimden από avsändare feladó expéditeur remitente 发件人 寄件者 差出人 보낸사람".split()
)
_SENDER = re.compile(rf"\*?(?:{'|'.join(sorted(_FROM))})\*?\s?[:：]\*?\s", re.IGNORECASE)
_FROM_LETTERS = frozenset("*") | {word[0] for word in _FROM} | {word[0].upper() for word in _FROM}


class Line(NamedTuple):
    """A line of a mail, and how deep in quotes its markup has put it; marks in the text itself come on top."""

    depth: int
    text: str


class MailText(NamedTuple):
    """What a mail says: the author's own words, and the quotes in document order, the outer before the inner."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(slots=True)
class _Level:
    """The mail itself (depth 0), or a quote being read: the lines that are its own, and where its latest run of them began."""

    depth: int
    ordinal: int = 0
    parent: int | None = None
    stands_at: int = 0
    """How many lines of the mail's own stood above it."""
    author: str | None = None
    lines: list[str] = field(default_factory=list)
    begins: int = 0
    said: str | None = None
    """Whom the latest attribution on this level named: it stands for all that is quoted under it."""

    def attribution(self) -> str | None:
        """Take the attribution off the end of the latest run, if there is one; whom the next quote is attributed to."""
        run = self.lines[self.begins :]
        found = find_attribution(run)
        if found is not None:
            count, self.said = found
            del self.lines[len(self.lines) - count :]
        return self.said

    def close_run(self) -> None:
        """What stood under a signature or a list's footer is nobody's words; the next run begins."""
        run = self.lines[self.begins :]
        self.lines[self.begins :] = run[: _end_of_words(run)]
        self.begins = len(self.lines)


def read_mail(lines: Iterable[Line]) -> MailText:
    """The author's words and what he quotes."""
    whole = _Level(depth=0)
    quotes: list[_Level] = []
    stack = [whole]
    for depth, text in _marked(lines):
        if depth == 0 and len(stack) > 1 and not text.strip():
            del stack[1:]
            whole.lines.append("")
            continue
        if len(stack) - 1 > depth:
            del stack[depth + 1 :]
        while len(stack) <= depth and len(quotes) < MAX_QUOTES:
            stack.append(_open(stack[-1], whole, quotes))
        stack[-1].lines.append(text)
    for level in (whole, *quotes):
        level.close_run()
    text, places = _join(whole.lines, [level.stands_at for level in quotes])
    return MailText(
        text,
        tuple(
            Quote(
                ordinal=level.ordinal,
                depth=level.depth,
                parent=level.parent,
                position=place,
                text=join_lines(level.lines),
                author=level.author,
            )
            for level, place in zip(quotes, places, strict=True)
        ),
    )


def _open(level: _Level, whole: _Level, quotes: list[_Level]) -> _Level:
    """A quote begins on the level: what stands above it may name its author."""
    author = level.attribution()
    level.close_run()
    quote = _Level(
        depth=level.depth + 1,
        ordinal=len(quotes) + 1,
        parent=level.ordinal or None,
        stands_at=len(whole.lines),
        author=author,
    )
    quotes.append(quote)
    return quote


def _join(lines: Sequence[str], at: Sequence[int]) -> tuple[str, list[int]]:
    """The lines as text, and how long it is before some of them, which are given in order."""
    kept: list[str] = []
    places: list[int] = []
    length = wanted = 0
    for number, line in enumerate(lines):
        while wanted < len(at) and at[wanted] <= number:
            places.append(length)
            wanted += 1
        bare = line.replace("\u00a0", " ").rstrip()
        if bare:
            kept.append(bare)
            length += len(bare) + (0 if len(kept) == 1 else 1 if kept[-2] else 2)
        elif kept and kept[-1]:
            kept.append(bare)
    places += [length] * (len(at) - wanted)
    while kept and not kept[-1]:
        kept.pop()
    return "\n".join(kept), places


def join_lines(lines: Sequence[str]) -> str:
    """Lines as text: no space at their ends, at most one empty line between words, none at the ends."""
    return _join(lines, ())[0]


# -- marks -------------------------------------------------------------------------------------------------------------


def lines_of(text: str) -> list[Line]:
    """The lines of a plain text."""
    return [Line(0, line) for line in text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(8).split("\n")]


def _marked(lines: Iterable[Line]) -> list[Line]:
    """The lines with their marks taken off and counted; what programs quote without marks is put as deep as it belongs."""
    given = list(lines)
    if not any(">" in text[:MAX_INDENT] for _, text in given):
        found = given
    else:
        given = _unescape(given)
        found = [_unmark(line) if ">" in line[1][:MAX_INDENT] else line for line in given]
        found = _prompts_are_words(_unmark_initials(found), given)
    return _sink_forwarded(found) if any(_may_forward(text) for _, text in found) else found


def _may_forward(text: str) -> bool:
    """Whether a line may stand above what is forwarded."""
    first = text[:1]
    return (first in _RULES and _is_rule(text)) or (first in _FROM_LETTERS and _SENDER.match(text) is not None)


def _is_rule(text: str) -> bool:
    """Whether a line is one that stands above what is forwarded, or may."""
    bare = text.strip()
    return len(bare) > MIN_RULE and (_FORWARDED.match(bare) or _RULE.match(bare)) is not None


def _unescape(lines: list[Line]) -> list[Line]:
    """Mail boxes put a mark before lines that begin with "From ", lest they begin a mail; some archives show it."""
    for at, line in enumerate(lines):
        if line.text.startswith(">From "):
            around = [lines[place].text for place in (at - 1, at + 1) if 0 <= place < len(lines)]
            if not any(text.startswith((">", " >")) for text in around):
                lines[at] = Line(line.depth, line.text[1:])
    return lines


def _unmark(line: Line) -> Line:
    text = line.text
    marks = _MARKS.match(text)
    if marks is None:
        return line
    rest = text[marks.end() :]
    return Line(line.depth + marks[0].count(">"), rest[1:] if rest[:1] == " " else rest)


def _unmark_initials(lines: list[Line]) -> list[Line]:
    """Some programs put the initials of who is quoted before the mark ("IS> "); a prompt ("SQL> ") stands alone."""
    prefixes = [found[0] if (found := _INITIALS.match(line.text)) else None for line in lines]
    for at, prefix in enumerate(prefixes):
        if prefix is not None and prefix in (prefixes[at - 1] if at else None, *prefixes[at + 1 : at + 2]):
            inner = _unmark(Line(0, lines[at].text[len(prefix) :]))
            lines[at] = Line(lines[at].depth + 1 + inner.depth, inner.text)
    return lines


def _prompts_are_words(found: list[Line], lines: Sequence[Line]) -> list[Line]:
    """Python's prompt (">>> ") looks like three marks: a run of lines that has nothing but it, and output, is no quote."""
    if not any(line.text.startswith(">>>") for line in lines):
        return found
    kept = list(found)
    start = 0
    while start < len(lines):
        if not lines[start].text.startswith(">"):
            start += 1
            continue
        end = start
        while end < len(lines) and lines[end].text.startswith(">"):
            end += 1
        if all(_PROMPT.match(line.text) for line in lines[start:end]):
            kept[start:end] = lines[start:end]
        start = end
    return kept


def _sink_forwarded(lines: list[Line]) -> list[Line]:
    """What stands under "-----Original Message-----" and its headers is quoted, though no line is marked; its author is named as
    an attribution would.
    """
    kept: list[Line] = []
    sunk = 0
    at = 0
    limit = None
    while at < len(lines):
        line = lines[at]
        if limit is not None and line.depth < limit:
            sunk, limit = 0, None
        if not sunk and _may_forward(line.text):
            is_rule = line.text[:1] in _RULES
            headers = _headers(lines, at + is_rule, line.depth, least=2 if is_rule else 3)
            if headers is not None:
                end, author = headers
                kept.append(Line(line.depth, f"{author} wrote:" if author else "wrote:"))
                sunk, limit = 1, line.depth
                at = end
                kept.append(Line(line.depth + 1, ""))
                continue
        kept.append(Line(line.depth + sunk, line.text))
        at += 1
    return kept


def _headers(lines: Sequence[Line], at: int, depth: int, *, least: int) -> tuple[int, str | None] | None:
    """The block of headers that begins there: where it ends, and who wrote what follows; None where there is none."""
    while at < len(lines) and lines[at].depth == depth and not lines[at].text.strip():
        at += 1
    author: str | None = None
    is_from = False
    count = 0
    while at < len(lines) and lines[at].depth == depth and (found := _HEADER.match(lines[at].text.strip())):
        if found["name"].strip().lower() in _FROM and not is_from:
            is_from = True
            author = name_of(f"{fold(found['value'])} wrote:") or None
        count += 1
        at += 1
        while at < len(lines) and lines[at].depth == depth and lines[at].text[:1] in " \t" and lines[at].text.strip():
            at += 1  # a header folded
    return (at, author) if is_from and count >= least else None


# -- what is nobody's words ---------------------------------------------------------------------------------------------


def _end_of_words(lines: Sequence[str]) -> int:
    """Where the words of a run of lines end: before the signature, or the footer that the list's server has added."""
    for at, line in enumerate(lines):
        if line[:1] not in _RULES:
            continue
        bare = line.rstrip("\r\n")
        if _SIGNATURE.match(bare) and (bare != "--" or len(lines) - at <= 12):
            return at
        if _RULE.match(line.strip()) and _FOOTER.search(" ".join(lines[at + 1 : at + 5])):
            return at
    return len(lines)
