"""The words of `spiders.date_words`, folded and gathered over all languages, ready to be looked up.

Owns how words are compared (`fold`) and what one means where languages disagree: nothing, unless the page's own language tells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta

from spiders.date_words import LANGUAGES as WORDS
from spiders.date_words import NORTH_EAST_ASIA, DateWords


def fold(text: str) -> str:
    """Lower case, without accents, white space folded, typographic forms plain: how words are compared."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text.replace("İ", "i").lower().replace("’", "'"))
    return " ".join(unicodedata.normalize("NFC", "".join(c for c in plain if unicodedata.category(c) not in _DROPPED)).split())


_DROPPED = frozenset({"Mn", "Cf"})


def _words(text: str) -> list[str]:
    return [fold(word) for word in text.split("|") if word]


def _groups(text: str) -> list[list[str]]:
    return [_words(group) for group in text.split()]


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


class Language:
    """One language's words, folded."""

    def __init__(self, words: DateWords) -> None:
        self.months = {word: n for n, group in enumerate(_groups(words.months), 1) for word in group}
        self.weekdays = {word: n for n, group in enumerate(_groups(words.weekdays)) for word in group}
        self.units = {word: n for n, group in enumerate(_groups(words.units)) for word in group}
        self.ago = _words(words.ago)
        self.one = frozenset(_words(words.one))
        self.fill = frozenset(fold(words.fill).split())
        self.today = _words(words.today)
        self.yesterday = _words(words.yesterday)
        self.now = _words(words.now)
        self.short_days = frozenset(fold(words.short_days).split())


LANGUAGES = {tag: Language(words) for tag, words in WORDS.items()}
UNITS = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(weeks=1),
    timedelta(days=30),
    timedelta(days=365),
)


def _merge(table: str) -> dict[str, int]:
    """A word of any language, where all languages that have it agree."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES.values():
        for word, value in getattr(language, table).items():
            found.setdefault(word, set()).add(value)
    return {word: values.pop() for word, values in found.items() if len(values) == 1}


MONTHS = _merge("months")
TWO_MONTHS = frozenset(word for language in LANGUAGES.values() for word in language.months) - MONTHS.keys()
WEEKDAYS = _merge("weekdays")
DAY_NAMES = frozenset(word for language in LANGUAGES.values() for word in (*language.weekdays, *language.short_days))
FILL = frozenset(word for language in LANGUAGES.values() for word in language.fill)
NOW = frozenset(word for language in LANGUAGES.values() for word in language.now) | frozenset(
    fold(NORTH_EAST_ASIA["now"]).split()
)
_TODAY = frozenset(word for language in LANGUAGES.values() for word in language.today if len(word) > 2)
_YESTERDAY = frozenset(word for language in LANGUAGES.values() for word in language.yesterday)
DAY_WORD = re.compile(rf"(?<!\w)(?:(?P<today>{_any(_TODAY)})|(?P<yesterday>{_any(_YESTERDAY)}))(?!\w)")
ASIAN_DAY_WORD = re.compile(
    rf"(?P<today>{_any(fold(NORTH_EAST_ASIA['today']).split())})|(?P<yesterday>{_any(fold(NORTH_EAST_ASIA['yesterday']).split())})"
)
AM, PM = (_any(fold(NORTH_EAST_ASIA[half]).split()) for half in ("am", "pm"))
ASIAN_UNITS = {fold(word): n for n, group in enumerate(_groups(NORTH_EAST_ASIA["units"])) for word in group}
ASIAN_AGO = re.compile(
    rf"(?:約|约|약)?\s?(\d{{1,4}})\s?({_any(ASIAN_UNITS)})\s?(?:以|之)?(?:{_any(fold(NORTH_EAST_ASIA['ago']).split())})"
)
