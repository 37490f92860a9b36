"""Words of Hacker News's comments: most are paragraphs and plain links, and are read without walking their tree."""

from __future__ import annotations

import re
from html import unescape

from selectolax.lexbor import LexborNode

from spiders.content import Rules, read_content
from spiders.items import Content, Link
from spiders.text import TextWriter, fold

_INK = re.compile(r'</?font(?: color="#[0-9a-f]{6}")?>')
"""Up to 2014 all words were in black, or in grey where they were voted down."""
_LINE = '<p><font size="1">-----</p>'
"""What stood where nobody could answer."""
_LINK = r'<a href="(https?://[\w.-]+(?:/[\w.~/%?=&;:,@!+-]*+(?:#[\w/!=&;-]*+)?)?)" rel="nofollow">([^<]*+)</a>'
_PLAIN = re.compile(rf"(?:[^<]++|</?[pi]>|{_LINK})*+", re.ASCII)
_PIECE = re.compile(rf"(</?[pi]>)|{_LINK}|([^<]+)", re.ASCII)
_REL = 'rel="noopener noreferrer nofollow"'


def read_words(body: LexborNode, rules: Rules) -> Content:
    """The words of a comment or a story."""
    html = body.inner_html or ""
    bare = html
    if "<font" in html:
        bare = _INK.sub("", html).replace(_LINE, "<p></p>")
    if _PLAIN.fullmatch(bare) is None:
        return read_content(body, rules)
    writer = TextWriter()
    links: list[Link] = []
    for tag, href, shown, words in _PIECE.findall(bare):
        if tag:
            if "p" in tag:
                writer.break_lines(2)
            continue
        text = unescape(words or shown)
        writer.write(text)
        if href:
            links.append(Link(url=unescape(href), text=fold(text)))
    safe = bare.replace('rel="nofollow"', _REL) if links else bare
    return Content(text=writer.text(), html=safe.strip(), links=tuple(links))
