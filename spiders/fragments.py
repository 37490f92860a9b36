"""Pieces of HTML that are no page: the bodies of posts as answers of an API hold them, all of a page's in one tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

from selectolax.lexbor import LexborNode

from spiders.items import Content
from spiders.page import Page
from spiders.text import TextWriter

_PIECE = "x-post"
"""An element that no stray closing tag of a body can close."""
_PLAIN = re.compile(r"\s*+(?:<p(?: dir=\"auto\")?>(?:[^<\r\0]++|<br ?/?>)*+</p>\s*+)*+")
_TAG = re.compile(r"(<[^>]+>)")


def read_plain(html: str) -> Content | None:
    """A body that is paragraphs of words, as most are: what the tree would give, without one. None where it is more."""
    if _PLAIN.fullmatch(html) is None:
        return None
    writer = TextWriter()
    written: list[str] = []
    for number, piece in enumerate(_TAG.split(html)):
        if number % 2:
            is_break = piece.startswith("<br")
            written.append("<br>" if is_break else "</p>" if piece[1] == "/" else "<p>")
            if is_break:
                writer.break_line()
            else:
                writer.break_lines(2)
        elif piece:
            words = unescape(piece) if "&" in piece else piece
            writer.write(words)
            if "&" in piece or ">" in piece or "\xa0" in piece:
                words = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")
            written.append(words)
    return Content(text=writer.text(), html="".join(written).strip())


def trees(page: Page, bodies: Sequence[str]) -> list[LexborNode]:
    """The bodies as elements, of one tree where none of them spills over into the next.

    Raises:
        NotAPage: they are nested deeper than any browser shows.
    """
    found = _children(page, "".join([f"<{_PIECE}>{body}</{_PIECE}>" for body in bodies]))
    if len(found) != len(bodies) or any(node.tag != _PIECE for node in found):
        found = [node for body in bodies for node in _children(page, f"<{_PIECE}>{body}</{_PIECE}>")[:1]]
    return found


def _children(page: Page, html: str) -> list[LexborNode]:
    """By a page of its own, which refuses what is nested too deep: time is quadratic in that."""
    body = fragment(page, html).tree.body
    return list(body.iter()) if body is not None else []


def fragment(page: Page, html: str) -> Page:
    """A piece of HTML as a page of its own, at the same address."""
    return replace(page, body=html.encode("utf-8", "replace"), headers={"content-type": "text/html; charset=utf-8"})
