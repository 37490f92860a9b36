"""What stands in the byline of an article or quote whose markup says little: a name behind "by", a day among other words.

Pure; refuses to guess between two readings of a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborNode

from spiders.dates import read_date
from spiders.items import Moment
from spiders.page import Page
from spiders.text import fold

_BY = re.compile(
    r"^(?:(?:written |posted |published |geschrieben |veröffentlicht |publicado |publicada |publié |scritto |pubblicato |gepost |"
    r"geplaatst |eingestellt |enviado |postado |upplagd |автор |опубликовано )?(?:by|von|vom|par|por|di|da|door|av|af)|"
    r"author|autor|auteur|autore|verfasser|автор) ?:? +(?=\S)",
    re.IGNORECASE,
)
_DATE_LIKE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d\d?[./-]\d\d?[./-]\d\d(?!\d)|年")


def name_in(text: str | None) -> str | None:
    """The name in a byline, without the word before it.

    >>> name_in("Posted by Ann Lee")
    'Ann Lee'
    """
    return _BY.sub("", fold(text)) or None if text else None


def words(node: LexborNode | None) -> str | None:
    """What an element shows, without what only screen readers read ("Posted on", the title behind "3 Comments")."""
    if node is None:
        return None
    parts: list[str] = []
    for child in node.iter(include_text=True):
        if child.is_text_node:
            parts.append(child.text_content or "")
        elif "screen-reader-text" not in (child.attributes.get("class") or ""):
            parts.append(words(child) or "")
    return fold(" ".join(parts)) or None


def loose_date(page: Page, nodes: Iterable[LexborNode], languages: tuple[str, ...]) -> Moment | None:
    """The first time among elements of which nothing is known but that they are short and hold a year."""
    for node in nodes:
        whole = node.text()
        if len(whole) > 300 or not _DATE_LIKE.search(whole):
            continue
        text = words(node) or ""
        if not 6 <= len(text) <= 60 or not _DATE_LIKE.search(text):
            continue
        figures = re.search(r"\d.*\d", text)
        for part in dict.fromkeys((text, *text.split("|"), figures[0] if figures else "")):
            moment = read_date(part.strip(), clock=page.clock, languages=languages)
            if moment.local is not None and moment.precision in ("second", "minute", "day"):
                return moment
    return None


def own(quote: LexborNode, selector: str) -> LexborNode | None:
    """The first element in a ``<blockquote>`` that matches and is the quote's own, not that of a quote inside it."""
    for node in quote.css(selector):
        around = node.parent
        while around is not None and around.tag != "blockquote":
            around = around.parent
        if around is not None and around.mem_id == quote.mem_id:
            return node
    return None
