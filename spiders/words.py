"""Words that can be compared, whoever typed them: what a correction, a theme or a phone's keyboard changes is not in them.

Quotation marks, dashes, smileys and white space part words and are none; case is folded; scripts without spaces are cut into
characters. Knows nothing of posts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_WORD = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]|[^\W_]+")
"""Kana, Han and Thai by the character, everything else by the run of letters and digits."""
ELISION = re.compile(
    r"[\[(<{]\s*(?:\.\.\.+|\u2026|snip(?:ped)?|cut|gek\u00fcrzt|\.\.)\s*[\])>}]|\.\.\.+|\u2026|(?<!\S)<?snip>?(?!\S)",
    re.IGNORECASE,
)
"""Where whoever quoted left something out: "...", "[…]", "(snip)"."""


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return _WORD.findall(text.lower()) if text.isascii() else [_fold(word) for word in _WORD.findall(text)]


def places_of(text: str) -> Iterator[tuple[int, int]]:
    """Where they stand: the first character of each, and the one behind its last."""
    return (found.span() for found in _WORD.finditer(text))


def _fold(word: str) -> str:
    return word.lower() if word.isascii() else unicodedata.normalize("NFKC", word).casefold()
