"""What Invision Power Board 2 and 3 say alike: edit notes, heads of quotes, times in the board's own zone.

Notes and headings come in the words of many language packs; what they have in common is where the name and the time stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import tzinfo
from html import unescape

from selectolax.lexbor import LexborNode

from spiders.clocks import is_time
from spiders.content import QuoteHead
from spiders.dates import read_date, stamp
from spiders.edit_words import REASONS
from spiders.edits import read_edit
from spiders.items import Author, Edit, Moment
from spiders.page import Page
from spiders.platforms.ipb_links import post_in
from spiders.quotes import read_attribution
from spiders.text import fold, label, number

Read = Callable[[str], Moment | None]

_EDITED = re.compile(
    r"(?:(?:This post has been |Message )?edited by|(?:Dieser Beitrag wurde von|Bearbeitet von|Bearbeitet durch|Geändert von)|"
    r"(?:Ce message a été )?modifié par|(?:Este (?:mensaje|post) ha sido )?(?:editado|modificado) por|"
    r"(?:Messaggio |Il messaggio è stato )?modificat[oa] da|"
    r"(?:Сообщение )?отредактировал(?:а|\(а\))?|Изменено|Изменил(?:а|\(а\))?|"
    r"Użytkownik|(?:Ten post był |Post )?edytowany przez|(?:Detta inlägg har |Inlägget är )?redigera[dt]s? av|"
    r"(?:Dette indlæg (?:er|blev) )?redigeret af|(?:Dit bericht is )?bewerkt door|"
    r"(?:Este post foi |Esta mensagem foi )?editad[oa] por|(?:Tento příspěvek )?upravil(?:\(a\)|a)?|Bu mesaj)"
    r"\s*:?\s+(?P<name>\S.*)$",
    re.IGNORECASE,
)
_AROUND = re.compile(r"\s+(?:bearbeitet|edytował(?:a|\(a\))? ten post|tarafından düzenlenmiştir|szerkesztette)$", re.IGNORECASE)
_REASON = re.compile(rf"^(?:{REASONS})(?: (?:for edit(?:ing)?|der Änderung|der Bearbeitung))?\s?[:：]\s?", re.IGNORECASE)
_PARTS = " \t,:;–-"
_LINK_WORDS = re.compile(r"\s+(?:on|at|am|le|el|il|em|op|den|dne|dnia|в)$", re.IGNORECASE)
_COMMENT = re.compile(r"<!--\s*quoteo\((.*)\)\s*-->\s*$", re.DOTALL)
_FIELD = re.compile(r"(?:^|:)(post|date|name)=(.*?)(?=:(?:post|date|name)=|$)", re.DOTALL)
_AT = re.compile(r"\((?P<name>.+?)\s*@\s*(?P<time>[^@]*?)\)\s*$")
_SAID = re.compile(r"^(?P<name>.+?),\s+(?:on|le|am|el|il|em|op|в|w dniu)?\s*(?P<time>\S.*\d.*?)[,:]?\s+\D*$", re.IGNORECASE)
_GONE = re.compile(
    r"out of date or broken|could not (?:find|locate|determine which)|veraltet oder|périmé|obsoleto|устарел|nieaktualn",
    re.IGNORECASE,
)


# -- times -----------------------------------------------------------------------------------------------------------


def read_moment(page: Page, words: str | None, zone: tzinfo | None, languages: tuple[str, ...]) -> Moment | None:
    """A printed time."""
    return read_date(fold(words), clock=page.clock, zone=zone, languages=languages) if words and words.strip() else None


def is_missing(notice: str | None) -> bool:
    """Whether a notice says, as these boards put it, that what was asked for is not there."""
    return notice is not None and _GONE.search(notice) is not None


# -- edit notes ------------------------------------------------------------------------------------------------------


def read_note(marker: LexborNode, *, moment: Read, author: Author | None, languages: tuple[str, ...]) -> Edit | None:
    """As "Edited by NAME, TIME." or "This post has been edited by **NAME**: TIME"; the reason has an element of its own."""
    note, reason = _lines(marker)
    raw = f"{note} {reason}" if note and reason else note
    if not raw:
        return None
    words = note.rstrip(" .")
    before, time = _split(words, moment)
    bold = [name for node in marker.css("b, strong") if (name := label(node)) and name not in (words, raw)]
    return read_edit(
        raw,
        date=lambda text: moment(text) or Moment(raw=text),
        marked=True,
        time=time,
        by=bold[0] if len(bold) == 1 and len(bold[0]) < len(words) / 2 else _editor(before, author),
        reason=_REASON.sub("", reason) or None if reason else None,
        languages=languages,
    )


def _lines(marker: LexborNode) -> tuple[str, str | None]:
    """The note, and the reason, which has an element of its own or stands on the next line."""
    place = marker.css_first(".reason")
    after: list[str] = []
    before: list[str] = []
    below = False
    child = marker.first_child
    while child is not None:
        if child.tag == "br":
            below = True
        elif child.is_text_node or child.is_element_node:
            (after if below else before).append((child.text_content or "") if child.is_text_node else child.text())
        child = child.next
    reason = label(place) if place is not None else fold("".join(after)) or None
    note = fold("".join(before)) or fold("".join([*before, *after]))
    return note.removesuffix(reason).strip() if reason and note != reason else note, reason


def _split(words: str, moment: Read) -> tuple[str, Moment | None]:
    """What stands before the time, and the time: the longest end of the note that reads as one."""
    for found in re.finditer(r"(?<=[\s:,-])\S", words):
        text = words[found.start() :]
        if is_time(text):
            return words[: found.start()], moment(text)
    return words, None


def _editor(words: str, author: Author | None) -> str | None:
    """The name in the words before the time, by the words around it, else the author's where it is among them."""
    words = _AROUND.sub("", _LINK_WORDS.sub("", words.rstrip(_PARTS)).rstrip(_PARTS))
    found = _EDITED.match(words)
    if found:
        return found["name"].strip(_PARTS) or None
    if author is not None and re.search(rf"(?<!\w){re.escape(author.name)}(?!\w)", words):
        return author.name
    return None


# -- quotes ----------------------------------------------------------------------------------------------------------


def read_quote_head(node: LexborNode, *, moment: Read, heading: LexborNode | None = None) -> QuoteHead:
    """By the quote's attributes (3), the comment before its heading (2.1 on), else the heading: "QUOTE(NAME @ TIME)",
    "NAME, on TIME, said:".
    """
    attributes = node.attributes
    if attributes.get("data-author") or attributes.get("data-cid"):
        return _stated(attributes)
    before, comment = _before(node)
    heading = heading if heading is not None else before
    stated = {key: unescape(value) for key, value in _FIELD.findall(comment)} if comment else {}
    words = label(heading) or ""
    link = heading.css_first("a[href]") if heading is not None else None
    post = stated.get("post") or (post_in(link.attrs.get("href")) if link is not None else None)
    at, said = _AT.search(words), _SAID.match(words)
    name, when = stated.get("name"), stated.get("date")
    if at is not None:
        name, when = name or at["name"].strip(), when or at["time"]
    elif said is not None and is_time(said["time"]):
        name, when = name or said["name"].strip(), when or said["time"]
    time = moment(fold(when)) if when else None
    return QuoteHead(
        author=fold(name) if name else _bracketed(words) or read_attribution(words),
        source_id=post if post and post.isdecimal() and post.strip("0") else None,
        time=time,
    )


def _stated(attributes: dict[str, str | None]) -> QuoteHead:
    post = attributes.get("data-cid") or ""
    when = attributes.get("data-time") or ""
    return QuoteHead(
        author=fold(attributes.get("data-author") or "") or None,
        source_id=post if post.isdecimal() and post.strip("0") else None,
        time=stamp(when) if when.isdecimal() and number(when) else None,
    )


def _before(node: LexborNode) -> tuple[LexborNode | None, str | None]:
    """The heading right before a quote, and what the comment before that says ("<!--quoteo(post=1:date=...:name=...)-->")."""
    heading = None
    place = node.prev
    while place is not None:
        if place.is_comment_node:
            found = _COMMENT.match(place.html or "")
            if found:
                return heading, found[1]
        elif place.is_element_node:
            names = set((place.attrs.get("class") or "").split())
            if heading is not None or not names & {"quotetop", "citation"}:
                break
            heading = place
        elif (place.text_content or "").strip():
            break
        place = place.prev
    return heading, None


def _bracketed(words: str) -> str | None:
    """The name in "QUOTE(NAME)"."""
    _, bracket, rest = words.partition("(")
    return rest.rstrip(")").strip() or None if bracket and words.endswith(")") else None
