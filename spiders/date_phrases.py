"""What a printed time says, before anybody asks when the page was made: a date, a time of day, an age, or nothing.

Owns the grammar (`parse`); the words are in `spiders.date_words`, the meaning at a moment in `spiders.dates`. A text of which
one word is not understood is not a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from spiders.date_lexicon import (
    AM,
    ASIAN_AGO,
    ASIAN_DAY_WORD,
    ASIAN_UNITS,
    DAY_NAMES,
    DAY_WORD,
    FILL,
    LANGUAGES,
    MONTHS,
    NOW,
    PM,
    TWO_MONTHS,
    UNITS,
    WEEKDAYS,
    Language,
    fold,
)
from spiders.date_words import DAY_FIRST, ZONES


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the words say. All None: understood, and no time, or one that cannot be decided (so nobody else need be asked).

    ``time`` holds hour, minute, second (None where not printed).
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    time: tuple[int, int, int | None] | None = None
    offset: timedelta | None = None
    days_ago: int | None = None
    weekday: int | None = None
    ago: timedelta | None = None
    undecided: bool = False


NOTHING = Reading()
"""The words are understood, and tell no time, or an impossible one."""
UNDECIDED = Reading(undecided=True)
"""A date that may be one of two."""


_EDGES = " \t»«›‹•·|,;:.-–—()[]<>*~\u200b"
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[t ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s?(z|[+-]\d\d:?\d\d)?)?$")
_CLOCK = re.compile(
    rf"(?:(?P<early>{AM})|(?P<late>{PM}))?\s?(?<![\d:/-])(?P<hour>\d{{1,2}})"
    r"(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?(?![\d:])"
    r"|\s?h\s?(?P<minute_h>\d\d)(?:\s?m(?:in)?(?:\s?(?P<second_h>\d\d)\s?s)?)?(?!\w)"
    r"|\s?[時时点點시]\s?(?P<minute_a>\d{1,2})\s?[分분](?:\s?(?P<second_a>\d{1,2})\s?[秒초])?"
    r"|(?=\s?[ap]\.?\s?m(?!\w)))"
    r"(?:\s?(?P<half>[ap]\.?\s?m(?![^\W_])\.?|π\.?\s?μ(?!\w)\.?|μ\.?\s?μ(?!\w)\.?|oo(?!\w)|os(?!\w)))?"
    r"(?:\s?(?:gmt|utc)?\s?(?P<offset>[+-]\d\d:?\d\d)(?!\d))?"
)
_DOTTED_CLOCK = re.compile(
    r"(?:^|\s)(\d{1,2})\.(\d\d)(?:\.(\d\d))?\s?$|(?:\bkl|\bklo|\bkello|\bore|\balle|\bum|\bat)\.?\s?(\d{1,2})\.(\d\d)\b"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)\.?")
_YEAR_LAST = re.compile(r"(?<![\d./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d\d)(?!\d)\.?")
_ASIAN_DATE = re.compile(r"(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日日号號일]?")
_ASIAN_WEEKDAY = re.compile(
    r"[((]?(?:[日月火水木金土](?:曜日?)?|[일월화수목금토](?:요일)?|(?:星期|周|週|禮拜)[日天一二三四五六])[))]?"
)
_ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th|er|re|eme|o|a|os|η|e|te|ste|de|го|ое|-го|:a|:e)(?!\w)")
_WORD = re.compile(r"'?\d+|[^\W\d_]+(?:['-][^\W\d_]+)*|\S")
_LABEL = re.compile(r"([^\d:]{2,40}):\s+(?=.*\d)")


@lru_cache(maxsize=16_384)
def parse(raw: str, languages: tuple[str, ...] = (), order: str | None = None) -> Reading | None:
    """What a printed time says.

    `NOTHING` or `UNDECIDED` where the text is understood and tells no time; None where it holds words that are not known.
    """
    tags = tuple(dict.fromkeys(tag.replace("_", "-").partition("-")[0].lower() for tag in languages if tag))
    text = fold(raw).strip(_EDGES)
    if not text or not any(c.isdigit() for c in text):
        return _parse_wordy(text, tags)
    iso = _ISO.match(text)
    if iso:
        return _read_iso(*iso.groups())
    label = _LABEL.match(text)
    if label and not DAY_WORD.search(label[1]) and label[1] not in DAY_NAMES:
        text = text[label.end() :]
    age = _read_age(text, tags)
    if age is not None:
        return age
    clock, text = _take_clock(text)
    if clock is NOTHING:
        return NOTHING
    return _read_day(text, clock, tags, order)


def _read_iso(date: str, time: str | None, offset: str | None) -> Reading:
    try:
        day = datetime.fromisoformat(date)
    except ValueError:
        return NOTHING
    reading = Reading(year=day.year, month=day.month, day=day.day)
    if time is None:
        return reading
    hour, minute, *rest = map(int, time.split(":"))
    second = rest[0] if rest else None
    if hour > 23 or minute > 59 or (second or 0) > 59:
        return NOTHING
    return replace(reading, time=(hour, minute, second), offset=_offset(offset))


def _offset(text: str | None) -> timedelta | None:
    if not text:
        return None
    if text == "z":
        return timedelta(0)
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 15 or minutes > 59:
        return None
    size = timedelta(hours=hours, minutes=minutes)
    return -size if text[0] == "-" else size


def _parse_wordy(text: str, tags: tuple[str, ...]) -> Reading | None:
    """A time without any figure: "just now", "an hour ago", "yesterday"."""
    if text in NOW:
        return Reading(ago=timedelta(0))
    age = _read_age(text, tags)
    if age is not None:
        return age
    word = DAY_WORD.fullmatch(text) or ASIAN_DAY_WORD.fullmatch(text)
    if word:
        return Reading(days_ago=0 if word["today"] else 1)
    return NOTHING


def _read_age(text: str, tags: tuple[str, ...]) -> Reading | None:
    """An age ("5 minutes ago") in any language; None where the text is nothing of the kind."""
    asian = ASIAN_AGO.fullmatch(text)
    if asian:
        return Reading(ago=_age(int(asian[1]), ASIAN_UNITS[asian[2]]))
    padded = f" {text} "
    for tag in (*tags, *LANGUAGES):
        language = LANGUAGES.get(tag)
        if language is None:
            continue
        for ago in language.ago:
            if f" {ago} " not in padded:
                continue
            rest = padded if ago in language.units else padded.replace(f" {ago} ", " ", 1)
            age = _sum_units(rest, language)
            if age is not None:
                return Reading(ago=age)
    return None


def _sum_units(text: str, language: Language) -> timedelta | None:
    total: timedelta | None = None
    count: int | None = None
    for word in _WORD.findall(text):
        if word.isdecimal() and len(word) <= 4 and count is None:
            count = int(word)
        elif word in language.units:
            if count is None and total is not None:
                return None
            total = (total or timedelta(0)) + _age(1 if count is None else count, language.units[word])
            count = None
        elif word in language.one and count is None:
            count = 1
        elif word not in language.fill and word not in language.ago and word not in ",.;":
            return None
    return total if count is None else None


def _age(count: int, unit: int) -> timedelta:
    return UNITS[unit] * count


def _take_clock(text: str) -> tuple[Reading, str]:
    """The time of day and the text without it; `NOTHING` where it is none that a clock shows."""
    found = _CLOCK.search(text)
    if not found:
        return Reading(), text
    hour = int(found["hour"])
    minute = int(found["minute"] or found["minute_h"] or found["minute_a"] or 0)
    printed = found["second"] or found["second_h"] or found["second_a"]
    half = (found["half"] or "").replace(".", "").replace(" ", "")
    end = found.end()
    if half in {"am", "πμ", "oo"} and hour > 12:  # "14:50 am 31. März": the German word, not the half of the day
        end = found.start("half")
    elif found["early"] or half in {"am", "πμ", "oo"}:
        hour = 0 if hour == 12 else hour
    elif (found["late"] or half) and hour < 12:
        hour += 12
    if hour > 23 or minute > 59 or int(printed or 0) > 59:
        return NOTHING, text
    clock = Reading(time=(hour, minute, int(printed) if printed else None), offset=_offset(found["offset"]))
    return clock, f"{text[: found.start()]} {text[end:]}"


def _read_day(text: str, clock: Reading, tags: tuple[str, ...], order: str | None) -> Reading | None:
    """The day that stands beside the time of day."""
    found: re.Match[str] | None
    if found := _YEAR_FIRST.search(text):
        figures = _valid(int(found[1]), int(found[3]), int(found[4]))
        return _complete(text, found, figures, clock)
    if found := _YEAR_LAST.search(text):
        figures = _order_figures(found, tags, order)
        return _complete(text, found, figures, clock)
    if found := _ASIAN_DATE.search(text):
        rest = _ASIAN_WEEKDAY.sub(" ", text[: found.start()] + " " + text[found.end() :])
        figures = _valid(int(found[1]) if found[1] else None, int(found[2]), int(found[3]))
        return _complete(rest, None, figures, clock)
    if found := DAY_WORD.search(text) or ASIAN_DAY_WORD.search(text):
        return _complete(text, found, Reading(days_ago=0 if found["today"] else 1), clock)
    if "hu" in tags and (found := re.search(r"(?<!\w)ma(?!\w)", text)):
        return _complete(text, found, Reading(days_ago=0), clock)
    return _read_words(text, clock, tags)


def _complete(text: str, found: re.Match[str] | None, day: Reading | None, clock: Reading) -> Reading | None:
    """Day and time together, if nothing else of meaning stands there."""
    if day is None or day is UNDECIDED:
        return day or NOTHING
    rest = text[: found.start()] + " " + text[found.end() :] if found else text
    if clock.time is None and (dotted := _DOTTED_CLOCK.search(rest)):
        hour, minute, second = int(dotted[1] or dotted[4]), int(dotted[2] or dotted[5]), dotted[3]
        if hour > 23 or minute > 59 or int(second or 0) > 59:
            return NOTHING
        clock = Reading(time=(hour, minute, int(second) if second else None))
        rest = rest[: dotted.start()] + " " + rest[dotted.end() :]
    offset = clock.offset
    for word in _WORD.findall(rest):
        if word in ZONES and clock.time is not None:
            offset = timedelta(hours=ZONES[word]) if offset is None else offset
        elif not _means_nothing(word):
            return None
    return replace(day, time=clock.time, offset=offset)


def _means_nothing(word: str) -> bool:
    return word in DAY_NAMES or word in FILL or not (word.isalnum() or word[0] == "'")


def _order_figures(found: re.Match[str], tags: tuple[str, ...], order: str | None) -> Reading | None:
    """Which of the two is the day. Dots put it first everywhere; strokes and dashes are decided by figures, order, language."""
    first, second, last, mark = int(found[1]), int(found[3]), found[4], found[2]
    if order == "YMD" and len(last) == 2:
        return _valid(_century(str(first)), second, int(last))
    year = int(last) if len(last) == 4 else _century(last)
    if first > 12 or (order is None and mark == "."):
        order = "DMY"
    elif second > 12:
        order = "MDY"
    elif order not in {"DMY", "MDY"}:
        if not tags or not DAY_FIRST.issuperset(tags):
            return _valid(year, first, second) if first == second else UNDECIDED
        order = "DMY"
    return _valid(year, second, first) if order == "DMY" else _valid(year, first, second)


def _century(figures: str) -> int:
    short = int(figures.lstrip("'"))
    return short + (1900 if short >= 70 else 2000)


def _valid(year: int | None, month: int, day: int) -> Reading | None:
    try:
        datetime(year or 2000, month, day)  # noqa: DTZ001  a day of no zone, to see whether there is one
    except (ValueError, OverflowError):  # a day that no machine number holds is none either
        return None
    return Reading(year=year, month=month, day=day)


def _read_words(text: str, clock: Reading, tags: tuple[str, ...]) -> Reading | None:
    """A day with its month in words, or a weekday alone beside a time."""
    if clock.time is None and (dotted := re.search(r"\s(\d{1,2})\.(\d\d)(?:\.(\d\d))?$", text)):
        clock = Reading(time=(int(dotted[1]), int(dotted[2]), int(dotted[3]) if dotted[3] else None))
        if int(dotted[1]) > 23 or int(dotted[2]) > 59:
            return NOTHING
        text = text[: dotted.start()]
    months: list[str] = []
    numbers: list[str] = []
    days: list[str] = []
    offset = clock.offset
    for word in _WORD.findall(_ORDINAL.sub(r"\1 ", text)):
        if word.lstrip("'").isdecimal():
            numbers.append(word)
        elif _month(word, tags) is not None:
            months.append(word)
        elif word in TWO_MONTHS and word not in DAY_NAMES:
            return UNDECIDED
        elif word in ZONES and clock.time is not None:
            offset = timedelta(hours=ZONES[word])
        elif word in WEEKDAYS:
            days.append(word)
        elif not _means_nothing(word):
            return None
    if len(months) > 1:
        months = [word for word in months if word not in DAY_NAMES] or months[:1]
    month = _month(months[0], tags) if len(months) == 1 else None
    if month is None:
        if days and clock.time is not None and not numbers and not months:
            return replace(clock, weekday=WEEKDAYS[days[0]])
        return NOTHING
    day = _day_and_year(numbers, month)
    return replace(day, time=clock.time, offset=offset) if day else NOTHING


def _month(word: str, tags: tuple[str, ...]) -> int | None:
    for tag in tags:
        language = LANGUAGES.get(tag)
        if language is not None and word in language.months:
            return language.months[word]
    return MONTHS.get(word)


def _day_and_year(numbers: list[str], month: int) -> Reading | None:
    """Day and year beside a month's name: the year is the figure of four, or with an apostrophe, or the second."""
    if len(numbers) == 1:
        only = numbers[0]
        if len(only) == 4:
            return Reading(year=int(only), month=month)
        return Reading(year=_century(only), month=month) if only[0] == "'" else _valid(None, month, int(only))
    if len(numbers) != 2:
        return None
    first, second = numbers
    if len(first) == 4 and first[0] != "'":
        first, second = second, first
    if first[0] == "'" or len(first) > 2 or len(second) not in (2, 3, 4):
        return None
    year = int(second) if len(second) == 4 and second[0] != "'" else _century(second)
    return _valid(year, month, int(first))
