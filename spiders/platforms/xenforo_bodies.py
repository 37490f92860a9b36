"""What stands in the bodies of XenForo 2 posts: quotes, mentions, players, link cards, titled spoilers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import msgspec
from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead
from spiders.items import Link, Media, Mention
from spiders.page import Page
from spiders.platforms.xenforo_base import XenForoBase
from spiders.platforms.xenforo_links import id_in, post_in
from spiders.quotes import read_attribution
from spiders.text import fold, label


class XenForoBodies(XenForoBase):
    """The bodies of 2.x."""

    BODY = ".message-body .bbWrapper"
    QUOTE = ".bbCodeBlock--quote"
    DROP = ".bbCodeBlock-title, .bbCodeBlock-expandLink, .bbCodeBlock-shrinkLink, .messageHide, .avatar"
    CARD = ".bbCodeBlock--unfurl"
    OBJECT = ".bbMediaWrapper, .bbOembed, .bbCodeSpoiler-button"
    SPOILER_TITLE = ".bbCodeSpoiler-button-title"

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """A quote's attributes; in 2.0, in VerticalScope and on stripped pages its title alone tells."""
        attributes = node.attrs
        kind, _, number = (attributes.get("data-source") or "").partition(": ")
        member = (attributes.get("data-attributes") or "").partition("member: ")[2]
        title = _element(node.first_child)
        if title is not None and "bbCodeBlock-title" not in (title.attrs.get("class") or ""):
            title = None
        jump = _element(title.first_child) if title is not None else None
        href = jump.attrs.get("href") if jump is not None else None
        source = number if kind == "post" and number.isdecimal() else None
        if not kind:
            source = post_in(href)
        return QuoteHead(
            author=attributes.get("data-quote") or read_attribution(label(title)),
            author_id=member if member.isdecimal() and member != "0" else None,
            source_id=source,
            source_url=page.absolute(href),
        )

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        if "username" not in (node.attrs.get("class") or "").split():
            return None
        attributes = node.attributes
        name = (attributes.get("data-username") or fold(node.text())).removeprefix("@")
        href = attributes.get("href")
        return Mention(name=name, id=attributes.get("data-user-id") or id_in(href), url=page.absolute(href)) if name else None

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        if node.tag == "img":
            attributes = node.attrs
            if "smilie" in (attributes.get("class") or ""):
                return attributes.get("alt") or attributes.get("data-shortname") or ""
            return super().image(page, node)
        return super().image(page, node) if node.tag == "button" else self._player(page, node)

    def _player(self, page: Page, node: LexborNode) -> Media | None:
        """A player: its address where there is one, and the site and key by which XenForo knows it."""
        frame = node if node.tag in ("iframe", "video", "audio") else node.css_first("iframe, video, audio")
        found = super().image(page, frame) if frame is not None else None
        site = node.attrs.get("data-media-site-id") or node.attrs.get("data-s9e-mediaembed")
        key = node.attrs.get("data-media-key")
        name = f"{site}:{key}" if site and key else site
        if isinstance(found, Media) and found.url:
            return replace(found, name=name or found.name)
        lazy = node if node.attrs.get("data-s9e-mediaembed-iframe") else node.css_first("[data-s9e-mediaembed-iframe]")
        link = node.css_first("a[href]") if lazy is None else None  # 2.3 prints the address where it has no player
        href = self._lazy_frame(lazy) if lazy is not None else link.attrs.get("href") if link is not None else None
        url = page.absolute(href)
        return Media(kind="embed", url=url, name=name) if url or name else None

    def _lazy_frame(self, node: LexborNode) -> str | None:
        """The address in a list of attribute names and values that a script would make a frame of."""
        try:
            stated = msgspec.json.decode(node.attrs.get("data-s9e-mediaembed-iframe") or "[]")
        except (msgspec.DecodeError, RecursionError):
            return None
        pairs = list(map(str, stated)) if isinstance(stated, list) else []
        return next((value for name, value in pairwise(pairs) if name == "src"), None)

    def card(self, page: Page, node: LexborNode) -> Link | None:
        link = node.css_first("a[href]")
        url = page.absolute(node.attrs.get("data-url") or (link.attrs.get("href") if link is not None else None))
        return Link(url=url, text=label(node.css_first(".js-unfurl-title")) or "") if url else None


def _element(node: LexborNode | None) -> LexborNode | None:
    """The node, or the first element after it."""
    while node is not None and not node.is_element_node:
        node = node.next
    return node
