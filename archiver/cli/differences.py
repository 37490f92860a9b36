"""How a word diff is shown to people: in colour on a terminal, between marks in a pipe."""

from __future__ import annotations

import os
import sys

import click

from archiver.cli.worddiff import Piece, word_diff

_MARKS = {"removed": ("[-", "-]", "red"), "added": ("{+", "+}", "green"), "same": ("", "", None)}


def shown_diff(old: str, new: str) -> str:
    """The new text with what was removed and added."""
    return shown(word_diff(old, new))


def shown(pieces: list[Piece]) -> str:
    """The pieces as one text."""
    return "".join(map(_shown, pieces)).strip("\n")


def has_colours() -> bool:
    """Whether to write in colour: on a terminal, unless NO_COLOR (no-color.org) is set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _shown(piece: Piece) -> str:
    """A piece in its colour on a terminal, else between marks; white space before it stays outside of them."""
    if piece.kind == "same":
        return piece.text
    start, end, colour = _MARKS[piece.kind]
    words = piece.text.lstrip()
    space = piece.text[: len(piece.text) - len(words)]
    if has_colours():
        return space + "\n".join(
            click.style(line, fg=colour, strikethrough=piece.kind == "removed" or None) for line in words.split("\n")
        )
    return f"{space}{start}{words}{end}"
