"""Bodies of Flarum's posts: quotes that begin with a link to the post they were taken from, mentions of members and of posts."""

from __future__ import annotations

from collections.abc import Mapping
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

Writers = Mapping[str, Author | None]
"""Who wrote which post, as far as the page tells."""


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


def read_body(body: LexborNode, rules: Rules, writers: Writers, people: Mapping[str, Author], *, html: str) -> Content:
    """What a body says. ``people`` are members by the end of their profiles' addresses, in lower case."""
    if "Mention" in html:
        rules = replace(rules, mention=lambda page, node: read_mention(page, node, writers, people))
    if "<blockquote" in html:
        quotes = body.css("blockquote")
        heads = {quote.mem_id: found for quote in quotes if (found := _head_of(quote)) is not None}
        rules = replace(
            rules,
            quotes=frozenset(quote.mem_id for quote in quotes),
            dropped=frozenset(head.mem_id for head in heads.values()),
            heads=lambda page, node: quote_head(page, heads.get(node.mem_id), writers),
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


def quote_head(page: Page, head: LexborNode | None, writers: Writers) -> QuoteHead:
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
    known = writers.get(post_id or "")
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


def read_mention(page: Page, node: LexborNode, writers: Writers, people: Mapping[str, Author]) -> Mention | None:
    """A member named, by an @ or by one of their posts; groups and tags are no members."""
    classes = _classes(node)
    if not classes & {"UserMention", "PostMention"}:
        return None
    name = fold(node.text()).removeprefix("@")
    href = node.attributes.get("href") or ""
    if "PostMention" in classes:
        known = writers.get(node.attributes.get("data-id") or "")
        url = known.url if known is not None else None
    else:
        known = people.get(href.rstrip("/").rpartition("/")[2].lower())
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
