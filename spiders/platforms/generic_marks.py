"""What small pieces of a page look like: a time, a name, a number of a post. Owns the looks, and not what follows from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from spiders.date_lexicon import DAY_NAMES, FILL, LANGUAGES, MONTHS, TWO_MONTHS
from spiders.date_lexicon import NOW as NOW_WORDS
from spiders.date_lexicon import fold as fold_words
from spiders.date_phrases import NOTHING, UNDECIDED, parse
from spiders.platforms.generic_soup import Element, Soup, own_words

LONGEST = 120
"""Characters of a line in which a time is looked for; what is longer is prose."""
LONGEST_LINE = 90
LONGEST_WORDY = 40
"""Characters of a line in which "today" is a time without any figure."""
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class TimeMark:
    """A time printed or stated somewhere: the words for people, and a stamp for machines where there is one."""

    element: Element
    raw: str
    stamp: str | None = None
    clock: bool = True
    """Whether it names a time of day, not the day alone."""
    around: str = ""
    """The words of the line around it."""


_STAMP = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d.*|\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?|1[0-9]{9}(?:\d{3})?"
)
_STAMPED = ("datetime", "data-timestamp", "data-time", "data-date", "data-datetime", "data-epoch", "data-utime", "data-created")
_ATTRIBUTE = re.compile(r"time|date|created|posted|publish|stamp|epoch")
_TOKEN = re.compile(r"\d+(?:st|nd|rd|th)?(?![^\W\d_])|\d+|[^\W\d_]+(?:['’][^\W\d_]+)?\.?|[^\w\s]|\s+")
_BETWEEN = frozenset(",.:/-–—·•'’()@|\u200e\u200f年月日年号號時时分秒")
_MEASURES = frozenset(word for language in LANGUAGES.values() for word in language.units)
_AGO = frozenset(piece for language in LANGUAGES.values() for phrase in language.ago for piece in phrase.split())
_ONE = frozenset(word for language in LANGUAGES.values() for word in language.one)
_DAYS = frozenset(
    piece
    for language in LANGUAGES.values()
    for phrase in (*language.today, *language.yesterday, *language.now)
    for piece in phrase.split()
)
_HALVES = frozenset(
    {"am", "pm", "a.m.", "p.m.", "a", "p", "m", "gmt", "utc", "z", "t", "est", "edt", "pst", "pdt", "cet", "cest", "bst"}
)
_MAY_BE = re.compile(r"\d|[^\W\d_]{3}")
_CLOCK = re.compile(r"\d\s?[:.h]\s?\d\d|\d\s?[ap]\.?m|[点時시]", re.IGNORECASE)
_ASIAN = re.compile(
    r"\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日日일]?(?:\s?[((][^)]{1,4}[))])?(?:[^\d]{0,6}\d{1,2}\s?[::时時시]\s?\d{1,2}(?:\s?[::分분]\s?\d{0,2})?秒?)?"
)


EDITED = re.compile(
    r"\b(?:edit(?:ed)?|modified|changed|updated|bearbeitet|geändert|modifié|édité|editado|modificado|modificato|"
    r"gewijzigd|bewerkt|"
    r"redigerad|ändrad|redigert|rettet|edytowan\w+|zmieni\w+|изменен\w*|отредактирован\w*|edited on|muokattu|düzenle\w+|"
    r"szerkesztve)\b",
    re.IGNORECASE,
)
NOW = re.compile(
    r"current(?:ly)? time|current date|time (?:is )?now|server time|local time|it is (?:currently|now)|time is\b|"
    r"aktuelle zeit|es ist jetzt|"
    r"heure actuelle|il est actuellement|ahora son|hora actual|ora attuale|adesso sono|huidige tijd|het is nu|сейчас|"
    r"текущее время|"
    r"klockan är|aktualny czas|τώρα είναι|現在時刻",
    re.IGNORECASE,
)
"""Words beside the page's own clock."""
JOINED = re.compile(
    r"\b(?:join(?:ed|date)?|regist(?:ered|rated|rierung|riert)|registration|reg\. date|member since|user since|"
    r"dabei seit|inscri\w+|miembro desde|"
    r"iscritto|lid sinds|geregistreerd|birthday|born|last (?:visit|seen|active|login|activity|online)|membre depuis|"
    r"зарегистрирован\w*|"
    r"регистрация|dołączył\w*|katılım|csatlakozott|membro desde|medlem siden|medlem sedan|beigetreten|mitglied seit)\b",
    re.IGNORECASE,
)


def find_time(text: str) -> tuple[str, bool] | None:
    """The words of a line that are a time, and whether they name a time of day; None where there is none with a day.

    >>> find_time("Posted by Bob on 3 May 2019 at 10:15 pm #12")
    ('3 May 2019 at 10:15 pm', True)
    """
    if not 3 <= len(text) <= LONGEST or not _MAY_BE.search(text):
        return None
    return _find_time(text)


@lru_cache(maxsize=8_192)
def _find_time(text: str) -> tuple[str, bool] | None:
    asian = _ASIAN.search(text)
    if asian:
        return asian[0], bool(re.search(r"[::時时시]", asian[0]))
    for run in _runs(text):
        found = _shrink(run)
        if found is not None and (any(c.isdigit() for c in found) or (len(text) <= LONGEST_WORDY and len(found) > 4)):
            return found, bool(_CLOCK.search(found))
    return None


def _runs(text: str) -> list[list[str]]:
    """Stretches of words any of which may stand in a time, with at least one that has to."""
    runs: list[list[str]] = []
    run: list[str] = []
    solid = False
    for token in _TOKEN.findall(text):
        kind = _kind(token)
        if kind is None:
            if solid:
                runs.append(run)
            run, solid = [], False
            continue
        solid = solid or kind
        run.append(token)
    if solid:
        runs.append(run)
    return runs


@lru_cache(maxsize=4_096)
def _kind(token: str) -> bool | None:
    """True: a figure or word without which there is no time; False: what may stand between; None: something else."""
    if token.isspace() or token in _BETWEEN:
        return False
    if token[0].isdecimal():
        return True
    if not token[0].isalpha():
        return None
    word = fold_words(token)
    for one in (word, word.rstrip(".")):
        if one in MONTHS or one in TWO_MONTHS or one in _DAYS or one in NOW_WORDS:
            return True
        if one in DAY_NAMES or one in FILL or one in _HALVES or one in _MEASURES or one in _AGO or one in _ONE:
            return False
    return None


def _shrink(run: list[str]) -> str | None:
    """The longest stretch of a run that is a time with a day: words are taken off its ends until it is one."""
    run = run[:40]
    for start in range(min(len(run), 12)):
        if _kind(run[start]) is False and not run[start][0].isalpha():
            continue
        for end in range(len(run), max(start, len(run) - 10), -1):
            text = "".join(run[start:end])
            if run[end - 1].isspace() or not _is_time(text):
                continue
            return text.strip(" ,-–—·•(:")
    return None


_VERSION = re.compile(r"\s*\d{1,2}\.\d{1,2}\.\d{1,2}\.?\s*")
"""Which is a day to some, and the version of some software to others."""


def _is_time(text: str) -> bool:
    if _VERSION.fullmatch(text):
        return False
    reading = parse(text)
    if reading is UNDECIDED:
        return True
    if reading is None or reading is NOTHING:
        return False
    if reading.year is not None and reading.day is None:
        return False  # a month: when somebody joined
    if reading.month is not None and reading.year is None and reading.time is None and not re.search(r"[^\W\d_]{3}", text):
        return False
    return reading.day is not None or reading.days_ago is not None or reading.ago is not None or reading.weekday is not None


def times_of(soup: Soup, own: Sequence[str]) -> list[TimeMark]:
    """All times on the page, in document order, each at the innermost element that holds it."""
    found: list[TimeMark] = []
    for element in soup.elements:
        mark = _stamped(soup, element) or _printed(element, own[element.order])
        if mark is None or _is_joined(soup, mark):
            continue
        if mark.stamp is None and not mark.clock and mark.element.above is not None:
            mark = _whole_line(soup, mark, mark.element.above)
            mark = mark if mark.clock else _with_clock(soup, mark)
        if found and found[-1].element is mark.element:
            found[-1] = mark if len(mark.raw) > len(found[-1].raw) else found[-1]
        elif not (found and found[-1].stamp and found[-1].around and found[-1].element.holds(mark.element)):
            found.append(mark)
    return found


_ONLY_CLOCK = re.compile(r"\(?(\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?\s?m\.?)?)\)?", re.IGNORECASE)


def _with_clock(soup: Soup, mark: TimeMark) -> TimeMark:
    """The mark, with the time of day that stands in an element of its own soon after it."""
    for element in soup.elements[mark.element.last + 1 : mark.element.last + 5]:
        words = own_words(element)
        clock = _ONLY_CLOCK.fullmatch(words)
        if clock:
            return TimeMark(mark.element, f"{mark.raw} {clock[1]}", around=mark.around)
        if len(words) > LONGEST_NAME:
            break
    return mark


def _is_joined(soup: Soup, mark: TimeMark) -> bool:
    """Whether a time is when somebody joined, was born or was last seen: by the words before it, or beside it in a small box."""
    if JOINED.search(mark.around) or JOINED.search(mark.element.attrs.get("title", "")):
        return True
    box = mark.element.above
    for _ in range(2):
        if box is None or box.prose + box.linked > LONGEST_NAME:
            return False
        if JOINED.search(soup.words(box)) or JOINED.search(f"{box.attrs.get('title', '')} {box.attrs.get('class', '')}"):
            return True
        box = box.above
    return False


def _whole_line(soup: Soup, mark: TimeMark, line: Element) -> TimeMark:
    """The mark, of the line around it where day and time of day stand in two elements of it."""
    if line.prose + line.linked > LONGEST_LINE:
        return mark
    words = soup.words(line)
    whole = find_time(words)
    return TimeMark(line, whole[0], clock=True, around=words) if whole is not None and whole[1] else mark


def _stamped(soup: Soup, element: Element) -> TimeMark | None:
    """A time for machines, or for those who point at it."""
    attributes = element.attrs
    if not attributes:
        return None
    size = element.prose + element.linked
    for name, value in attributes.items():
        told = name in _STAMPED or (name != "title" and _ATTRIBUTE.search(name))
        if told and value and len(value) < 60 and _STAMP.fullmatch(value.strip()):
            if "modified" in name or "modified" in attributes.get("itemprop", "").lower() or "edit" in name:
                return None
            shown = soup.words(element) if size <= LONGEST_NAME else ""
            return TimeMark(element, shown or value, value.strip(), around=shown)
    title = attributes.get("title")
    if title and len(title) < LONGEST_NAME and size < LONGEST_NAME:
        if _STAMP.fullmatch(title.strip()):
            return TimeMark(element, soup.words(element) or title, title.strip(), around=soup.words(element))
        printed = find_time(title)
        if printed is not None and printed[1] and len(printed[0]) > 0.8 * len(title):
            return TimeMark(element, printed[0], around=soup.words(element))
    return None


def _printed(element: Element, words: str) -> TimeMark | None:
    """A time in the element's own words."""
    if len(words) > LONGEST:
        return None
    found = find_time(words)
    return TimeMark(element, found[0], clock=found[1], around=words) if found else None


# -- names -----------------------------------------------------------------------------------------------------------

_NAMED = re.compile(
    r"(?:^|[-_ ])(?:author|user-?name|user-?link|poster|posted-?by|nick(?:name)?|by-?line|hnuser|handle|screen-?name|"
    r"display-?name|"
    r"member-?name|post-?author|comment-?author|creator|p-author|fn|from|login|sender|verfasser|autor|auteur|autore)(?=$|[-_ ])|"
    r"username|userlink|authorname|nickname|postauthor|posterinfo",
    re.IGNORECASE,
)
_PERSON = re.compile(r"(?:^|[-_ ])(?:user|member|profile|person|contributor|by|name)(?=$|[-_ ])", re.IGNORECASE)
_PROFILE = re.compile(
    r"(?:^|[/?&;=])(?:user|users|member|members|memberlist|profile|profiles|people|person|u|author|authors|account|contributor|"
    r"contributors|userinfo|viewprofile|showuser|viewuser|user_profile|~[\w.-]+|space|accounts|home\.php\?mod=space)"
    r"(?:\.php|\.aspx?|\.html?|\.cgi|\.pl|\.jsp)?(?:[/=?;,.-]|$)|/@[\w.-]+/?$|[?&;](?:u|uid|userid|user_id|memberid|mid|"
    r"showuser)=|"
    r"/(?:id|by)/[\w-]+/?$|action=profile|mode=viewprofile|user_show|userprofile|profile\.php|member\.php",
    re.IGNORECASE,
)
_TOOLS = re.compile(
    r"(?:^|[\s_-])(?:reply|quote|report|edit|delete|share|flag|vote|like|permalink|link|parent|hide|save|print|email|pm|"
    r"www|website|"
    r"home|profile|avatar|icon|menu|button|btn|toggle|rank|title|group|location|count|posts|joined|status|date|time|"
    r"signature|tag|"
    r"categor\w+|stats?|badge\w*|points|score|karma|rep(?:utation)?)(?=$|[\s_-])",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"^(?:(?:post(?:ed|s)?|written|submitted|started|asked|answered|commented|replied|created|added|sent|from|de|par|por|"
    r"von|door|av|af|"
    r"от|автор|author|autor|auteur|autore|verfasser|user(?: ?name)?|name|member|poster|beitrag|geschrieben|écrit|publié|"
    r"publicado|"
    r"inviato|da|re|reply|originally|edited|updated|said)(?![^\W_])\s?[:：]?\s?)*(?:(?:by|von|par|por|de|da|door|av|af|от|"
    r"di|przez|"
    r"от|tarafından|από)\s?[:：]?\s|[»@]\s?)?",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"\s?(?:says|said|wrote|writes|commented|replied|asked|answered|schreibt|schrieb|sagt|dit|dice|écrit|a écrit|escribió|scrive|"
    r"ha scritto|skrev|пишет|さん|より)?\s?[:：,»·|]*$",
    re.IGNORECASE,
)
_IN_LINE = re.compile(
    r"(?:\b(?:by|from|von|par|por|door|av|przez|от)\b|\b(?:author|autor|auteur|poster|name|user|from)\s?[:：]|"
    r"»)\s*[:：]?\s*(?P<name>[^\s,|·•()<>][^,|·•()<>\n]{0,38}?)"
    r"(?=\s*(?:$|[,|·•()<>»-]\s|\b(?:on|am|le|el|at|in|wrote|says|said|posted|\d)))",
    re.IGNORECASE,
)
NO_NAMES = frozenset(
    fold_words(word)
    for word in (
        "reply quote report edit delete share like link permalink parent flag save hide print top up down more less next "
        "prev previous "
        "login register home profile website www email pm send message private offline online member members guest guests "
        "user users admin "
        "administrator moderator moderators unread new none yes no ok post posts comment comments author date subject "
        "posted message "
        "re answer reply-to follow unfollow join signup antworten zitieren melden citer répondre responder citar registered "
        "newbie junior senior member-level you me anonymous-user copy context score thread topic forum last first all"
    ).split()
) - {"guest"}


_NO_NAME = re.compile(
    r"(?:#|no\.?|nr\.?|post)\s?\d+$|\d[\d.,kK]*\+? (?:comments?|repl|answers?|posts?|views?|likes?|votes?|points?|"
    r"kommentar|komment|comentari|"
    r"commentaire|reacties)",
    re.IGNORECASE,
)


def name_hint(element: Element) -> int:
    """How much an element looks as if it held somebody's name, by what it is called and where it leads: 0 to 6."""
    attributes = element.attrs
    if not attributes:
        return 1 if element.name in ("cite", "address") else 0
    hint = 0
    prop = attributes.get("itemprop", "") or attributes.get("rel", "")
    if "author" in prop or "creator" in prop or prop == "name":
        hint += 4 if prop != "name" else 3
    called = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    if called != " ":
        if _NAMED.search(called):
            hint += 3
        elif _PERSON.search(called):
            hint += 2 if attributes.get("class", "") in ("name", "user", "member", "by") else 1
        if _TOOLS.search(called):
            hint -= 2
    href = attributes.get("href")
    if href and _PROFILE.search(href):
        hint += 3
    if any(
        "author" in name or name in ("data-user", "data-username", "data-user-id", "data-userid", "data-uid")
        for name in attributes
    ):
        hint += 2
    return max(0, min(hint, 6))


def as_name(words: str) -> str | None:
    """A name as printed, without "by" before it and "says:" behind it; None where it cannot be one."""
    if not words or len(words) > LONGEST_NAME + 20:
        return None
    name = words.strip(" \t\u200e\u200f:：,»«|·•()[]-–—")
    bare = _SAYS.sub("", name, count=1).strip()
    name = _WROTE.sub("", bare or name).strip(" :：,»|·•")
    if not name or len(name) > LONGEST_NAME or fold_words(name) in NO_NAMES or not any(c.isalnum() for c in name):
        return None
    if (name.isdecimal() and len(name) < 3) or _NO_NAME.match(name):
        return None
    return name


def name_in(line: str) -> str | None:
    """The name in a line such as "by Bob on 3 May"."""
    found = _IN_LINE.search(line)
    return as_name(found["name"]) if found else None


# -- what things are called ------------------------------------------------------------------------------------------

POSTLIKE = re.compile(
    r"(?:^|[-_ ])(?:post(?!er)|posts|e?mail|comment|comments|message|msg|reply|replies|answer|question|entry|hentry|article|"
    r"story|item|topic|"
    r"discussion|thread|blockpost|beitrag|row|node|hnotification)(?=$|[-_ #])|comment|message|post(?:bit|body|row|"
    r"container|wrap|box|block)|"
    r"reply|answer",
    re.IGNORECASE,
)
BODYLIKE = re.compile(
    r"(?:^|[-_ ])(?:body|content|text|message|msg|entry|post|postbody|comment|words|description|copy|prose|md|usertext|e-content|"
    r"richtext|markdown|inner|html)(?=$|[-_ #])|postbody|posttext|post_?content|post_?message|commenttext|postmsg|"
    r"post_msg|msgtext|comment_?body|comment_?content|"
    r"message_?body|messagetext|articlebody|entry-?content|usertext|rich-?text|e-content|bbcode|markdown|user-?content",
    re.IGNORECASE,
)
CHROME = re.compile(
    r"(?:^|[-_ ])(?:sig|signature|avatar|user-?info|profile|author|meta|footer|foot|header|head|toolbar|tools|buttons?|"
    r"actions?|controls?|"
    r"menu|nav|navigation|breadcrumb\w*|share|sharing|social|related|rating|votes?|likes?|reactions?|tags?|badges?|rank|"
    r"poster|details|"
    r"edited|edit|lastedit|notice|attribution|byline|date|time|stats?|sidebar|ads?|advert\w*|sponsor\w*|hidden|sr-only|"
    r"quick|form)(?=$|[-_ #])|"
    r"signature|userinfo|user_info|postdetails|posterinfo|sharedaddy|lastedit",
    re.IGNORECASE,
)
"""What is not said by the author, by what it is called."""


def called(element: Element) -> str:
    """All that an element is called: classes, id, itemprop."""
    attributes = element.attrs
    return f"{attributes.get('class', '')} {attributes.get('id', '')} {attributes.get('itemprop', '')}".strip()
