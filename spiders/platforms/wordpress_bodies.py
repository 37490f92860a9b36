"""Bodies of WordPress: what in them is not their author's, what a hand-made quote says of its origin, bodies without a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, read_content
from spiders.items import Content
from spiders.page import Page
from spiders.platforms import wordpress_furniture as furniture
from spiders.platforms import wordpress_once as once
from spiders.text import fold, label


def read_fragment(html: str, rules: Rules, *, dropped: str = furniture.COMMENT) -> Content:
    """Read HTML that is no page of its own (a part of a page, the body in a JSON answer)."""
    if not html.strip():
        return Content(text="", html="")
    page = replace(rules.page, body=html.encode("utf-8", "replace"), headers={"content-type": "text/html; charset=utf-8"})
    body = page.tree.body
    if body is None:
        return Content(text="", html="")
    found = body.css("blockquote")
    own = replace(
        rules,
        page=page,
        quotes=frozenset(node.mem_id for node in found),
        dropped=once.marked(page, dropped) | attributions(found),
        classes=once.by_class(dropped),
        cards=frozenset(),
    )
    return read_content(body, own)


def attributions(quotes: Iterable[LexborNode]) -> frozenset[int]:
    """The first paragraphs of quotes that only say whose words follow ("NAME said:", the name linked to his comment)."""
    found = set()
    for quote in quotes:
        first = next(iter(quote.iter()), None)
        link = first.css_first('a[href*="#comment-"]') if first is not None and first.tag == "p" else None
        if first is not None and link is not None and fold(first.text()).endswith((":", "：")):
            found.add(first.mem_id)
    return frozenset(found)


def quote_head(page: Page, node: LexborNode) -> QuoteHead:
    """What a blockquote says of its origin: ``cite``, a link to a comment in its first words, a ``<cite>``."""
    cite = node.attributes.get("cite") or ""
    found = re.search(r"#(?:li-|div-)?comment-(\d+)$", cite)
    link = next((link for link in node.css('a[href*="#comment-"]') if _is_own(link, node)), None)
    named = None
    if link is not None:
        first = next(iter(node.iter()), None)
        stands_first = first is not None and fold(first.text()).startswith(fold(link.text()))
        source = re.search(r"#(?:li-|div-)?comment-(\d+)$", link.attributes.get("href") or "")
        if source is not None and stands_first and (found is None or found[1] == source[1]):
            found, named = source, label(link)
    if named is None:
        named = label(next((name for name in node.css("cite") if _is_own(name, node)), None))
    url = page.absolute(cite) if cite and not cite.startswith("#") else None
    return QuoteHead(author=named, source_id=found[1] if found else None, source_url=url)


def _is_own(part: LexborNode, quote: LexborNode) -> bool:
    """Whether something in a quote belongs to it, and not to a quote inside it."""
    around = part.parent
    while around is not None and around.tag != "blockquote":
        around = around.parent
    return around is not None and around.mem_id == quote.mem_id
