"""Whose words a mail says it quotes: the line that mail programs write above them ("On 31 Mar 2024 at 02:50, Bob wrote:").

Owns what such lines look like in the languages that mail programs speak, and how the name is told from the date and the address
around it. Which lines stand above a quote, and what is quoted, is `spiders.mail_text`'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from spiders.text import fold

MAX_LENGTH = 300
"""Longer than any attribution; what is longer is somebody's prose."""
MAX_LINES = 4
"""An attribution with two long addresses, wrapped."""

_VERBS = (
    r"wrote|writes|said|says|typed|scribbled|schrieb|schreibt|meinte|sagte|"
    r"a écrit|a ecrit|écrit|ecrit|écrivait|a dit|à écrit|"
    r"escribi[óo]|escribe|va escriure|ha escrit|dijo|ha scritto|scrive|scrisse|"
    r"schreef|schrijft|heeft geschreven|het volgende geschreven|escreveu|escribiu|disse|"
    r"pisze|napisał\(a\)|napisał\(-a\)|napisała?|"
    r"писал\(а\)|писала?|пишет|написал\(а\)|написала?|написав\(-ла\)|написав|написала|пише|"
    r"έγραψε|έγραψαν|skrev|skriver|skrifaði|kirjoitti|yazdı|şunları yazdı|şöyle yazdı|"
    r"napsal\(a\)|napsala?|píše|napísal\(a\)|napísala?|írta|ezt írta|a scris|написа|je napisao|je napisala|je napisao/la|"
    r"napisao|napisala|je napisal|kirjutas|rakstīja|rašė|parašė|viết|đã viết|menulis|เขียน|كتب|כתב|כתבה|نوشت"
)
_ASIAN = r"写道|寫道|写到|寫到|のメール|さんは書きました|は書きました|が書きました|님이 작성|작성"
_ZONES = r"utc|gmt|bst|wes?t|ces?t|ees?t|msk|ist|jst|kst|hkt|sgt|a[ec][sd]t|nz[sd]t|[aecmp][sd]t"
_TIME = (
    r"\d{1,2}\s?[:.hH]\s?\d{2}(?:[:.]\d{2})?(?:\s?(?:[ap]\.?\s?m\b\.?|uhr\b|h\b|π\.?μ\.?|μ\.?μ\.?|ч\.?))?"
    rf"(?:\s?\(?(?:{_ZONES})?\s?[+\u2212-]\d{{1,2}}:?\d{{2}}\)?)?(?:\s?\(?(?:{_ZONES})\b\)?)?"
)
_DATE = (
    r"\d{4}年\s?\d{1,2}月\s?\d{1,2}日(?:\s?\(.\)|周.|星期.)?|\d{4}\.\s?\d{1,2}\.\s?\d{1,2}\.?(?:\s?\(.\))?|"
    r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:\s[+-]\d{4})?|(?:18|19|20)\d{2}(?:\s?г\.?)?"
)
_WHEN = re.compile(rf"(?:{_TIME}|{_DATE})", re.IGNORECASE)
_DAYS = (
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    r"sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
)
_DAY_ALONE = re.compile(rf"^(?:on|am|le|el)?\s?(?:{_DAYS})(?:\s(?:morning|afternoon|evening|night))?\s?,\s?", re.IGNORECASE)
_ENDS = re.compile(r"\s?(?:[:：]|\.\.\.|…)\s?$")
_AFTER = re.compile(rf"^(?P<before>.*?)[\s,]*(?<!\w)(?:{_VERBS})(?:[,;]?\s(?P<after>.*))?$", re.IGNORECASE)
_ASIAN_AFTER = re.compile(rf"^(?P<before>.+?)\s?(?:{_ASIAN})\s?$")
_QUOTING = re.compile(
    r"^(?:quoting|thus spake|zitat von|citando a|citando|citation de|in reply to)\s(?P<name>.+)$", re.IGNORECASE
)
_DASHED = re.compile(r"^(?:[*+-]{1,3}\s)?(?P<name>[^\[\]]{1,80}?)\s?\[[^\]]*\d[^\]]*\]$")
"""mutt of some: "* Bob <bob@example.org> [2024-03-31 02:50]:"."""
_ADDRESS = r"[^\s<>()\[\]\"]+(?:@|\s(?:at|an|en|chez|a|på|na|w|bei|ät|в)\s|\s?\(a\)\s?|\(at\)|_at_)[^\s<>()\[\]\",]+"
"""Archives write "bob at example.org", in the list's language."""
_IN_BRACKETS = re.compile(
    rf"<(?:mailto:)?[^<>]*>|\[(?:mailto:)?[^\[\]]*(?:@|\sat\s|\(a\))[^\[\]]*\]|\(\s?(?:mailto:)?{_ADDRESS}\s?\)|<\s?$",
    re.IGNORECASE,
)
_BARE_ADDRESS = re.compile(rf"^(?:mailto:)?(?P<address>{_ADDRESS})(?:\s\((?P<name>[^()]+)\))?$", re.IGNORECASE)
_LEADS = re.compile(
    r"^(?:in\s(?:message|article)|thus|uživatel|odesílatel|používateľ|użytkownik|пользователь|користувач|ο χρήστης|η χρήστης|"
    r"der nutzer|l'utilisateur|ο|η)[\s,]+",
    re.IGNORECASE,
)
"""What stands between the date and the name."""
_BEHIND_DATE = re.compile(r"^(?:uhr|г\.|tarihinde|(?:in\s)?message\s\S+|the following|dne|kl\.?)[,\s]+", re.IGNORECASE)
_SUPERCITE = re.compile(r"^(?:>+\s?)?\"?[^\"]+\"?\s==\s(?P<name>.+)$")
"""Gnus: ">>>>> "Bob" == Bob Smith <bob@example.org> writes:"."""
_TRAILS = re.compile(
    r"\s?(?:[,;:(<]|\bvia\s[\w .'-]{1,60}|\bon behalf of\s.*|\bthus|\bhat am|\bhat|\bhas|\bkullanıcısı|[于在於])\s?$",
    re.IGNORECASE,
)
_STARTS = re.compile(
    rf"^(?:on|at|am|le|el|il|op|em|a|w|dnia|den|στις|dne|dňa|на|в|in|date|{_DAYS}|mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|"
    r"lun|mar|mer|jeu|ven|sam|dim|"
    r"ma|wo|za|zo|пн|вт|ср|чт|пт|сб|вс)\b|^\d|^[*+]",
    re.IGNORECASE,
)
_ELISION = re.compile(
    r"\s*[\[<({]?\s?(?:\.{2,}|…|snip(?:ped)?|cut|deletia|…?snip…?|---8<---|8<)[\w\s.…]{0,20}[\])>}]?\s*$", re.IGNORECASE
)
"""What was left out above a quote: "[...]", "<snip>"."""
_BEGINNING_OF_DATE = re.compile(r"\s(?:on|am|le|el|at|op|em|dnia)\s|\s?[(（]|\s?[于在]")
_MARKS = " \t«»‹›\"“”„'‘’,，;:：<>"


def find_attribution(lines: Sequence[str]) -> tuple[int, str | None] | None:
    """Where the lines that stand above a quote end in an attribution: how many of them it is, with the empty ones under it, and
    whom it names. None where they do not.
    """
    end = len(lines)
    while end and (not lines[end - 1].strip() or _ELISION.match(lines[end - 1])):
        end -= 1
    if not end or len(lines) - end > MAX_LINES:
        return None
    last = lines[end - 1].strip()
    if not (_ENDS.search(last) or _ASIAN_AFTER.match(last)):
        return None
    found: tuple[int, str | None] | None = None
    for count in range(1, min(MAX_LINES, end) + 1):
        piece = [line.strip() for line in lines[end - count : end]]
        if not piece[0]:
            break
        name = name_of(fold(" ".join(piece)))
        if name is not None and (count == 1 or found is None or _STARTS.match(piece[0])):
            if found is not None and not _is_date(piece[0]):
                continue
            found = len(lines) - end + count, name or None
    return found


def _is_date(line: str) -> bool:
    """Whether a line above one that is an attribution by itself ("Bob wrote:") is the first half of it."""
    return bool(_STARTS.match(line) and _WHEN.search(line) and not line.endswith((".", "!", "?")))


@lru_cache(maxsize=1_024)
def name_of(line: str) -> str | None:
    """The name in an attribution; empty where it names nobody; None where the line is no attribution.

    >>> name_of("On Sun, 31 Mar 2024 at 02:50, Bob Smith <bob@example.org> wrote:")
    'Bob Smith'
    >>> name_of("I agree with this:") is None
    True
    """
    if len(line) > MAX_LENGTH or not line:
        return None
    body = _ENDS.sub("", line).strip()
    ended = body != line.strip()
    found = _ASIAN_AFTER.match(body)
    if found:
        return _cut(found["before"])
    if not ended:
        return None
    found = _QUOTING.match(body)
    if found:
        return _cut(found["name"])
    found = _DASHED.match(body)
    if found:
        return _cut(found["name"])
    found = _AFTER.match(body)
    if found:
        before, after = found["before"], found["after"]
        if after is None:
            return _cut(before) or None
        if re.match(r"(?:on|am|le|el|at|il|op|em|in|dnia|the|date)\b.*[\d<:]|\d", after, re.IGNORECASE) and before.strip():
            return _cut(before) or None  # "Bob wrote on 31 March 2024 02:50:"
        if _WHEN.search(before) or _STARTS.match(before):
            return _cut(after) or None  # "Am 31.03.2024 um 02:50 schrieb Bob:"
        return None
    # Gmail before 2015 wrote no verb: "2014-03-31 2:50 GMT+02:00 Bob <bob@example.org>:"
    if re.search(r"<[^<>\s]+(?:@|\sat\s)[^<>]*>$", body) and _WHEN.search(body) and _STARTS.match(body):
        return _cut(body) or None
    return None


def _cut(text: str) -> str:
    """What is left of an attribution without date, address and the words around them; its address where that is all it has."""
    kept = fold(text)
    bare = fold(_IN_BRACKETS.sub(" ", kept))
    name = _without_date(bare)
    if not name:
        address = re.search(rf"<?\s?(?:mailto:)?(?P<address>{_ADDRESS})", _without_date(kept), re.IGNORECASE)
        return address["address"].strip(_MARKS) if address else ""
    known = _BARE_ADDRESS.match(name)
    if known:
        return (known["name"] or known["address"]).strip(_MARKS)
    return name


def _without_date(text: str) -> str:
    """The words behind the date, or before it where nothing stands behind."""
    text = _DAY_ALONE.sub("", text, count=1)
    dates = list(_WHEN.finditer(text))
    if not dates:
        return _tidy(text)
    behind = _tidy(text[dates[-1].end() :], behind_date=True)
    if behind:
        return behind
    before = text[: dates[0].start()]
    return "" if _STARTS.match(before) else _tidy(_BEGINNING_OF_DATE.split(before, maxsplit=1)[0])


def _tidy(text: str, *, behind_date: bool = False) -> str:
    before = None
    while before != text:
        before = text
        text = text.strip(_MARKS + ("-–—*)" if behind_date else "*"))
        text = _LEADS.sub("", text)
        text = _BEHIND_DATE.sub("", text) if behind_date else text
        text = _TRAILS.sub("", text)
    found = _SUPERCITE.match(text)
    return found["name"] if found else text
