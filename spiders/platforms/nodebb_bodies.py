"""Bodies of NodeBB's posts: all of a page's in one tree, and whose words a quote says it holds.

A quote's attribution is a paragraph in its place ("@alice said:", "said" leading to the post), before 4.0 "@alice said in TITLE:"
in the quote or before it, in the language of whoever quoted. So it is told by its shape: a member first, a colon last, a post's
address between; by words only where it has no link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, read_content
from spiders.items import Author, Content, Media, Mention
from spiders.page import Page
from spiders.platforms.nodebb_links import member_in, post_in
from spiders.quotes import read_attribution
from spiders.text import TextWriter, fold

_BODY = "x-post"
"""An element that no stray closing tag of a body can close."""
_FILES = re.compile(r"/(?:assets/)?uploads/(?:files/)?[^?#]+$")
_PLAIN = re.compile(r"\s*+(?:<p dir=\"auto\">(?:[^<\r\0]++|<br ?/?>)*+</p>\s*+)*+")
_TAG = re.compile(r"(<[^>]+>)")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class People:
    """Whom the page names: by short name (the end of their profile's address), and who wrote which post."""

    by_slug: Mapping[str, Author]
    by_post: Mapping[str, Author]

    def named(self, slug: str | None, shown: str | None, post_id: str | None) -> Author | None:
        """Who is quoted: the member of that short name; if the page knows none, whoever wrote the post that is linked to."""
        known = self.by_slug.get(unquote(slug or shown or "").lower())
        if known is None and post_id is not None:
            known = self.by_post.get(post_id)
        return known or (Author(name=shown) if shown else None)


@dataclass(frozen=True, slots=True)
class Attribution:
    """A paragraph that only says whose words follow."""

    shown: str
    slug: str | None
    post_id: str | None
    url: str | None


def read_plain(html: str) -> Content | None:
    """A body that is paragraphs of words, as most are: what the tree would give, without one. None where it is more."""
    if _PLAIN.fullmatch(html) is None:
        return None
    writer = TextWriter()
    written: list[str] = []
    for number, piece in enumerate(_TAG.split(html)):
        if number % 2:  # a tag
            written.append("<br>" if piece.startswith("<br") else piece)
            if piece.startswith("<br"):
                writer.break_line()
            else:
                writer.break_lines(2)
        elif piece:
            words = unescape(piece) if "&" in piece else piece
            writer.write(words)
            words = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")
            written.append(words)
    return Content(text=writer.text(), html="".join(written).strip())


def trees(page: Page, bodies: Sequence[str]) -> list[LexborNode]:
    """The bodies as elements, of one tree where none of them spills over into the next.

    Raises:
        NotAPage: they are nested deeper than any browser shows.
    """
    found = _children(page, "".join([f"<{_BODY}>{body}</{_BODY}>" for body in bodies]))
    if len(found) != len(bodies) or any(node.tag != _BODY for node in found):
        found = [node for body in bodies for node in _children(page, f"<{_BODY}>{body}</{_BODY}>")[:1]]
    return found


def _children(page: Page, html: str) -> list[LexborNode]:
    """By a page of its own, which refuses what is nested too deep: time is quadratic in that."""
    own = replace(page, body=html.encode("utf-8", "replace"), headers={"content-type": "text/html; charset=utf-8"})
    body = own.tree.body
    return list(body.iter()) if body is not None else []


def read_body(body: LexborNode, rules: Rules, people: Callable[[], People]) -> Content:
    """What a body says; files that were uploaded to the site are attachments."""
    html = body.inner_html or ""
    if "plugin-mentions" in html:
        rules = replace(rules, mention=partial(_mention, people()))
    if "<blockquote" in html:
        rules = _with_quotes(rules.page, body, rules, people())
    content = read_content(body, rules)
    files = [
        Media(kind="attachment", url=link.url, name=link.text or None)
        for link in content.links
        if "/uploads/" in link.url and _FILES.search(link.url) and link.url.startswith(rules.page.url[:8])
    ]
    return replace(content, media=(*content.media, *files)) if files else content


def _with_quotes(page: Page, body: LexborNode, rules: Rules, people: People) -> Rules:
    quotes = body.css("blockquote")
    heads: dict[int, QuoteHead] = {}
    dropped: set[int] = set()
    for quote in quotes:
        inside = next(iter(quote.iter()), None)
        for paragraph in (inside, _before(quote)):
            if paragraph is None or paragraph.mem_id in dropped:
                continue
            found = attribution(page, paragraph, by_hand=paragraph is inside)
            if found is not None:
                who = people.named(found.slug, found.shown, found.post_id)
                dropped.add(paragraph.mem_id)
                heads[quote.mem_id] = QuoteHead(
                    author=who.name if who else None,
                    author_id=who.id if who else None,
                    source_id=found.post_id,
                    source_url=found.url,
                )
                break
    return replace(
        rules,
        quotes=frozenset(quote.mem_id for quote in quotes),
        dropped=frozenset(dropped),
        heads=lambda _, node: heads.get(node.mem_id) or QuoteHead(),
    )


def _mention(people: People, page: Page, node: LexborNode) -> Mention | None:
    """A link that the plugin for mentions made, with the member's number where the page names it anywhere."""
    if "plugin-mentions" not in (node.attributes.get("class") or ""):
        return None
    name, href = fold(node.text()).removeprefix("@"), node.attributes.get("href")
    known = people.by_slug.get(unquote(member_in(href) or name).lower())
    return Mention(name=name, id=known.id if known else None, url=page.absolute(href)) if name else None


def _before(quote: LexborNode) -> LexborNode | None:
    """The element right before a quote, nothing but white space between."""
    node = quote.prev
    while node is not None and node.is_text_node and not (node.text_content or "").strip():
        node = node.prev
    return node if node is not None and not node.is_text_node else None


def attribution(page: Page, paragraph: LexborNode, *, by_hand: bool = False) -> Attribution | None:
    """A paragraph read as an attribution; None where it is somebody's words. Written ``by_hand``, it may name anybody."""
    if paragraph.tag != "p":
        return None
    words = fold(paragraph.text())
    if not words.endswith((":", "：")) or len(words) > _LONGEST:
        return None
    if not words.startswith("@"):
        named = read_attribution(words) if by_hand else None
        return Attribution(shown=named, slug=None, post_id=None, url=None) if named else None
    member: LexborNode | None = None
    source: LexborNode | None = None
    before = ""
    for node in paragraph.iter(include_text=True):
        href = (node.attributes.get("href") or "") if node.tag == "a" else ""
        if post_in(href) is not None:
            source = node
            break
        if member is None and member_in(href) is not None:
            member = node
        else:
            before += node.text() if node.tag != "-text" else node.text_content or ""
    shown = _name(words, fold(before), member, source)
    if shown is None:
        return None
    leads = source.attributes.get("href") if source is not None else None
    return Attribution(
        shown=shown.removeprefix("@"),
        slug=member_in(member.attributes.get("href")) if member is not None else None,
        post_id=post_in(leads),
        url=page.absolute(leads),
    )


def _name(words: str, before: str, member: LexborNode | None, source: LexborNode | None) -> str | None:
    """The name in an attribution. Where the verb is the link ("@NAME said:"), or is not known, it is all that stands before."""
    said = read_attribution(words if source is None else f"{before} x:")
    if source is None and said is None:
        return None
    return fold(member.text()) if member is not None else said or before
