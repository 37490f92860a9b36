"""Whose words a quote says it holds: the name in an attribution line ("Bob wrote:", "Zitat von Bob:").

Owns the words of attributions in the languages forums speak; the quoted words themselves are read by `spiders.content`.
"""

from __future__ import annotations

import re

from spiders.text import fold

_AFTER = (
    # name first: "NAME wrote:"
    r"wrote|said|says|writes|schrieb|schreibt|hat gesagt|hat (?:folgendes )?geschrieben|meinte|sagte|"
    r"a écrit|a dit|à écrit|écrivait|escribió|dijo|ha escrito|ha dicho|ha scritto|ha detto|scrive|scritto|"
    r"schreef|zei|heeft geschreven|escreveu|disse|pisze|napisał\(a\)|napisała|napisał|powiedział\(a\)|powiedział|"
    r"писал\(а\)|писал|писала|пишет|сказал\(а\)|сказал|сказала|написал\(а\)|написал|написала|"
    r"писав\(ла\)|писав|написав\(ла\)|написав|сказав\(ла\)|сказав|"
    r"έγραψε|είπε|skrev|sa|sagde|skreiv|kirjoitti|sanoi|yazdı|dedi ki|dedi|demiş ki|şöyle yazdı|"
    r"napsal\(a\)|napsala|napsal|řekl\(a\)|řekla|řekl|píše|napísal\(a\)|napísala|napísal|povedal|"
    r"írta|mondta|a scris|a spus|написа|каза|ha escrit|va escriure|je napisao|je napisala|napisao|rekao je|"
    r"viết|đã viết|เขียน|كتب|כתב|menulis|berkata"
)
_BEFORE = (
    # name last: "Originally Posted by NAME"
    r"originally posted by|originally written by|quote from|quote by|quoting|quote|posted by|"
    r"zitat von|zitat|original von|original geschrieben von|ursprünglich geschrieben von|zitiert von|"
    r"citation de|citation|envoyé par|posté par|message de|cita de|originalmente publicado por|iniciado por|escrito por|"
    r"citazione di|citazione da|citazione|originariamente inviato da|originalmente inviato da|inviato da|"
    r"citaat van|citaat|oorspronkelijk geplaatst door|geplaatst door|citação de|citando|postado originalmente por|"
    r"cytat od|cytat z|cytat|zamieszczone przez|цитата от|цитата|сообщение от|цитата з|"
    r"παράθεση από|παράθεση|αρχική δημοσίευση από|αρχικό μήνυμα από|citat från|citat|ursprungligen postat av|"
    r"oprindeligt indsendt af|opprinnelig postet av|sitat fra|sitat|lainaus käyttäjältä|lainaus|alkuperäinen kirjoittaja|"
    r"alıntı yapılan|alıntı|citace|citát|původně odeslal|idézet tőle|idézet|引用元|引用"
)
_AFTER_NAME = re.compile(
    rf"(?P<name>.+?)\s?,?\s?(?<!\w)(?:{_AFTER})(?![^\W_])(?:\s[^:：]{{0,40}}?)?\s?\.?\s?(?:[:：]|…|$).*$",
    re.IGNORECASE | re.DOTALL,
)
_ASIAN_AFTER = re.compile(
    r"(?P<name>.+?)\s?(?:さん)?(?:が書きました|は書きました|の発言|の投稿|写道|寫道|写到|说道|说|說|님이 작성|님이 씀)"
    r"\s?.?\s?[:：]?.*$"
)
_BEFORE_NAME = re.compile(rf"(?:{_BEFORE})(?![^\W_])\s?[:：]?\s?(?P<name>\S.*)$", re.IGNORECASE | re.DOTALL)
_ONLY_A_WORD = re.compile(rf"(?:{_BEFORE}|code|spoiler)\s?[:：]?", re.IGNORECASE)
_MARKS = ' \t«»‹›"“”„↑:：;,'
_TAIL = re.compile(r"\s(?:on|am|le|el|il|op|em|em:|dnia|от|в|στις|den|tarihinde|dne|at|,)\s.*\d{1,2}[:.]\d\d.*$", re.IGNORECASE)


def read_attribution(text: str | None) -> str | None:
    """The name in an attribution line, or None where it names nobody ("Quote:").

    >>> read_attribution("Bob wrote: ↑")
    'Bob'
    >>> read_attribution("Zitat von Bob:")
    'Bob'
    """
    if not text:
        return None
    line = fold(text).strip(_MARKS)
    if not line or _ONLY_A_WORD.fullmatch(line):
        return None
    whole = fold(text).strip()
    for pattern in (_AFTER_NAME, _ASIAN_AFTER):
        found = pattern.match(whole)
        if found:
            return found["name"].strip(_MARKS) or None
    found = _BEFORE_NAME.match(line)
    if found:
        return _TAIL.sub("", found["name"]).strip(_MARKS) or None
    return None
