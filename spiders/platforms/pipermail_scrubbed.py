"""What Mailman leaves in a mail where it has taken a part out: a separator, a few lines about the part, and its address."""

from __future__ import annotations

import re
from posixpath import basename
from urllib.parse import unquote, urlsplit

from spiders.items import Media
from spiders.mail_text import Line
from spiders.page import Page

_SEPARATOR = re.compile(r"-{10,14} [^\W\d_][^-]{3,40} -{10,14}$")
"""``-------------- next part --------------``, in the list's language."""
_SCRUBBED = re.compile(r"(?:An? .{3,60}|.{3,80}) (?:was|were) (?:scrubbed|removed)\s?\.{0,3}$", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:URL|Url)\s?:\s*<?(?P<url>[^\s<>]+)>?$")
_NAME = re.compile(r"(?:Name|Nom|Nombre|Nome|Naam|Dateiname|Navn|Namn)\s?: (?P<name>\S.*)$")
_FIELD = re.compile(r"[^\W\d_][^:]{0,30}\s?: ?.*$")
_NO_NAME = re.compile(
    r"(?:not available|nicht verfügbar|non disponible|no disponible|non disponibile|niet beschikbaar|n/a)$", re.IGNORECASE
)
MAX_LINES = 12
"""About one part."""


def take_scrubbed(lines: list[Line], files: list[Media], page: Page) -> list[Line]:
    """The lines without what Mailman wrote about parts it took out; those are noted as files."""
    if b"-----------" not in page.body and b"scrubbed" not in page.body:
        return lines
    kept: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        text = line.text.strip()
        is_cut = line.depth == 0 and _SEPARATOR.match(text) is not None
        if is_cut or (line.depth == 0 and "scrubbed" in text and _SCRUBBED.match(text) is not None):
            end = _about(lines, at + is_cut, files, page)
            if end is not None:
                kept.append(Line(0, ""))
                at = end
                continue
            if is_cut:  # a further part that is text
                kept.append(Line(0, ""))
                at += 1
                continue
        kept.append(line)
        at += 1
    return kept


def _about(lines: list[Line], at: int, files: list[Media], page: Page) -> int | None:
    """Where the lines about a part end, which has been noted; None where they are none."""
    name = None
    for place in range(at, min(at + MAX_LINES, len(lines))):
        text = lines[place].text.strip()
        found = _ADDRESS.match(text)
        if found is not None:
            url = page.absolute(found["url"])
            named = name if name and not _NO_NAME.match(name) else unquote(basename(urlsplit(found["url"]).path)) or None
            files.append(Media(kind="attachment", url=url, name=named))
            return place + 1
        stated = _NAME.match(text)
        name = stated["name"] if stated is not None else name
        if text and place > at and not (_FIELD.match(text) or _SCRUBBED.match(text)):
            return None
    return None
