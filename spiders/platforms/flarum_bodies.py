"""Bodies of Flarum's posts: quotes that begin with a link to the post they were taken from, mentions of members and of posts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, read_content, roles
from spiders.items import Author, Content, Media, Mention
from spiders.page import Page
from spiders.pictures import read_image
from spiders.quotes import read_attribution
from spiders.text import fold, label

SMILEYS = frozenset({"emoji", "smiley"})
ROLES = roles(drop=".icon")
_FILE = "[data-fof-upload-download-uuid]"

Who = Callable[[str], Author | None]
"""A member, by a post of theirs or by the end of their profile's address, as far as the page tells."""


def rules_of(page: Page) -> Rules:
    """What holds for every body; where quotes stand is told body by body. Links are relative to the address."""
    bare = replace(page, body=b"", headers={"content-type": "application/json"})
    nothing: frozenset[int] = frozenset()
    return Rules(
        page=bare,
        quotes=nothing,
        dropped=nothing,
        heads=lambda *_: QuoteHead(),
        mention=lambda *_: None,
        image=read_picture,
        classes=ROLES,
    )


def read_body(body: LexborNode, rules: Rules, writer: Who, named: Who, *, html: str) -> Content:
    """What a body says; ``writer`` tells who wrote a post, ``named`` whose an address is."""
    if "Mention" in html:
        rules = replace(rules, mention=lambda page, node: read_mention(page, node, writer, named))
    if "<blockquote" in html:
        quotes = body.css("blockquote")
        heads = {quote.mem_id: found for quote in quotes if (found := _head_of(quote)) is not None}
        rules = replace(
            rules,
            quotes=frozenset(quote.mem_id for quote in quotes),
            dropped=frozenset(head.mem_id for head in heads.values()),
            heads=lambda page, node: quote_head(page, heads.get(node.mem_id), writer),
        )
    if "data-fof-upload" in html:
        rules = replace(rules, objects=frozenset(node.mem_id for node in body.css(_FILE)))
    return read_content(body, rules)


def _head_of(quote: LexborNode) -> LexborNode | None:
    """What a quote says of its origin: the link to a post that it begins with, else its ``<cite>``."""
    node = quote.first_child
    while node is not None:
        if node.is_text_node:
            if (node.text_content or "").strip():
                return None
            node = node.next
        elif node.tag in ("cite", "a"):
            return node if node.tag == "cite" or "PostMention" in _classes(node) else None
        elif node.tag in ("div", "p") and node.first_child is not None:
            node = node.first_child
        else:
            return None
    return None


def quote_head(page: Page, head: LexborNode | None, writer: Who) -> QuoteHead:
    """Whose words a quote holds."""
    if head is None:
        return QuoteHead()
    if head.tag == "cite":
        link = head.css_first("a.PostMention")
        if link is None:
            shown = label(head)
            return QuoteHead(author=read_attribution(shown) or (shown or "").rstrip(":： ") or None)
        head = link
    post_id = head.attributes.get("data-id")
    known = writer(post_id or "")
    return QuoteHead(
        author=known.name if known is not None else fold(head.text()) or None,
        author_id=known.id if known is not None else None,
        source_id=post_id,
        source_url=page.absolute(head.attributes.get("href")),
    )


def answered(body: LexborNode) -> str | None:
    """The post that a post answers: the one whose mention it begins with, in a quote or outside."""
    node = body.first_child
    while node is not None:
        if node.is_text_node:
            if (node.text_content or "").strip():
                return None
            node = node.next
        elif node.tag == "a":
            return node.attributes.get("data-id") if "PostMention" in _classes(node) else None
        elif node.tag in ("p", "blockquote", "div", "cite") and node.first_child is not None:
            node = node.first_child
        else:
            return None
    return None


def read_mention(page: Page, node: LexborNode, writer: Who, named: Who) -> Mention | None:
    """A member named, by an @ or by one of their posts; groups and tags are no members."""
    classes = _classes(node)
    if not classes & {"UserMention", "PostMention"}:
        return None
    name = fold(node.text()).removeprefix("@")
    href = node.attributes.get("href") or ""
    if "PostMention" in classes:
        known = writer(node.attributes.get("data-id") or "")
        url = known.url if known is not None else None
    else:
        known = named(href.rstrip("/").rpartition("/")[2])
        url = page.absolute(href)
    return (
        Mention(name=known.name if known is not None else name, id=known.id if known is not None else None, url=url)
        if name
        else None
    )


def _classes(node: LexborNode) -> set[str]:
    return set((node.attributes.get("class") or "").split())


def read_picture(page: Page, node: LexborNode) -> str | Media | None:
    """A picture, or a file that is offered with a button."""
    if node.tag == "img" or not node.attributes.get("data-fof-upload-download-uuid"):
        return read_image(page, node, smileys=SMILEYS)
    names = [words for part in node.css(".Button") if (words := label(part))]
    return Media(kind="attachment", name=names[0] if names else None)
