"""Times among other words, and the clocks that pages print: what they tell of the zone of all times beside them.

Knows no platform. A time is what `spiders.date_phrases` reads as one; what is found is read by `spiders.dates`.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone

from spiders.date_lexicon import DAY_WORD, MONTHS, TWO_MONTHS
from spiders.date_lexicon import fold as fold_words
from spiders.date_phrases import NOTHING, parse
from spiders.dates import read_date
from spiders.page import Page

_FURTHEST = timedelta(hours=14, minutes=30)
_QUARTER = 15 * 60
_SLACK = 150


def is_time(words: str) -> bool:
    """Whether all of the words are a time. Names may be read as parts of one ("Son" is Sunday to a German), so it has to begin
    with a figure, a month or a word for a day.
    """
    first = fold_words(words.split(maxsplit=1)[0]).strip(",.") if words.strip() else ""
    begins = first[:1].isdecimal() or first in MONTHS or first in TWO_MONTHS or bool(DAY_WORD.search(fold_words(words[:20])))
    return begins and ": " not in words and any(map(str.isdecimal, words)) and parse(words) not in (None, NOTHING)


def time_in(words: str) -> str | None:
    """The time with which the words end, whatever stands before it."""
    for found in re.finditer(r"(?:(?<=[\s:,(–-])|^)[^\s:,(–-]", words):
        if is_time(words[found.start() :]):
            return words[found.start() :]
    return None


def zone_by_clock(page: Page, words: str) -> timezone | None:
    """The zone in which a page prints all its times: its own clock ("Time is now: ...") less the server's (``Date``).

    The board has an offset, with an hour more while its switch for summer time is on: what holds now, holds for all its times.
    """
    if "date" not in page.headers:
        return None
    for found in re.finditer(r"\S+", words):
        local = read_date(words[found.start() :], clock=page.clock).local if is_time(words[found.start() :]) else None
        if local is None:
            continue
        ahead = local - page.clock.astimezone(UTC).replace(tzinfo=None)
        if abs(ahead) >= _FURTHEST:
            return None
        whole = round(ahead.total_seconds() / _QUARTER) * _QUARTER
        return timezone(timedelta(seconds=whole)) if abs(ahead.total_seconds() - whole) <= _SLACK else None
    return None
