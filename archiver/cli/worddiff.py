"""What differs between two texts, word by word. Pure; how it is shown is the caller's business."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Kind = Literal["same", "removed", "added"]

_WORD = re.compile(r"\s*\S+|\s+$")


class Piece(NamedTuple):
    """A run of words that both texts have, or only the first (removed), or only the second (added), with its white space."""

    kind: Kind
    text: str


def word_diff(old: str, new: str) -> list[Piece]:
    """The pieces that make the new text out of the old. White space is no difference; that of the new text is shown."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, [word.strip() for word in before], [word.strip() for word in after], autojunk=False)
    pieces: list[Piece] = []
    for _, start, end, first, last in matcher.get_opcodes():
        removed, added = "".join(before[start:end]), "".join(after[first:last])
        if removed.split() == added.split():
            pieces.append(Piece("same", added))
            continue
        if removed.strip():
            pieces.append(Piece("removed", removed))
        if added:
            pieces.append(Piece("added" if added.strip() else "same", added))
    return [piece for piece in pieces if piece.text]
