"""The content of a post that is nothing but lines of text: own words, quotes found by repetition, the addresses in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from spiders.items import Content, Link, Quote
from spiders.repeats import Repeat
from spiders.text import TextWriter, fold

_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+")
_BEHIND = ".,;:!?)]}'’"
_SHORTENED = re.compile(r"\.\.\.|…")


def is_blank(line: str) -> bool:
    """Whether nothing is to be seen in a line."""
    return not line.strip().strip("\u200b\ufeff")


def content_of(lines: Sequence[str], repeats: Sequence[Repeat] = ()) -> Content:
    """What the lines say; those that repeat another post become quotes."""
    writer = TextWriter()
    html: list[str] = []
    quotes: list[Quote] = []
    done = 0
    for one in (*repeats, None):
        end = one.start if one is not None else len(lines)
        for paragraph in paragraphs_of(lines[done:end]):
            writer.break_lines(2)
            for line in paragraph:
                writer.break_lines(1)
                writer.write(line)
            html.append(f"<p>{_html(paragraph)}</p>")
        if one is not None:
            quoted = list(paragraphs_of(lines[one.start : one.end]))
            text = "\n\n".join("\n".join(map(fold, paragraph)) for paragraph in quoted)
            quotes.append(Quote(ordinal=len(quotes) + 1, depth=1, parent=None, position=writer.length, text=text))
            html.append(f"<blockquote>{''.join(f'<p>{_html(paragraph)}</p>' for paragraph in quoted)}</blockquote>")
            done = one.end
    quoted_lines = {number for one in repeats for number in range(one.start, one.end)}
    own = [line for number, line in enumerate(lines) if number not in quoted_lines]
    return Content(text=writer.text(), html="".join(html), quotes=tuple(quotes), links=tuple(_links(own)))


def paragraphs_of(lines: Sequence[str]) -> Iterator[list[str]]:
    """Lines between which no line is blank."""
    paragraph: list[str] = []
    for line in (*lines, ""):
        if not is_blank(line):
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []


def _html(lines: Sequence[str]) -> str:
    return "<br>".join(escape(fold(line), quote=False) for line in lines)


def _links(lines: Sequence[str]) -> Iterator[Link]:
    """The addresses that stand in the words; not those that a forum shortened to show them."""
    seen: set[str] = set()
    for line in lines:
        for found in _ADDRESS.findall(line):
            url = found.rstrip(_BEHIND if "(" not in found else _BEHIND.replace(")", ""))
            if url not in seen and not _SHORTENED.search(url):
                seen.add(url)
                yield Link(url=url, text=url)


__all__ = ["content_of", "is_blank", "paragraphs_of"]
