"""What XenForo 1 and 2 have in common as platforms: addresses, and how thumbnails, proxied and attached pictures are read."""

from __future__ import annotations

from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import Rules, roles
from spiders.items import Content, Media
from spiders.page import Page
from spiders.platforms.base import Platform
from spiders.platforms.xenforo_links import canonical, may_follow, page_in, site_root
from spiders.text import label
from spiders.urls import query

_NO_NAME = "[\u200bIMG]"
"""The ``alt`` that XenForo gives to pictures without one."""


class XenForoBase(Platform):
    """Base of both. In the database they are one platform: sites move from 1 to 2 and keep their ids."""

    name = "xenforo"
    parser_version = 1
    """Raised here, for both at once: in the database they are one reader."""

    SPOILER_TITLE: str = ""
    """The author's title inside a spoiler's button; "Spoiler" itself is not the author's word."""

    def site_url(self, page: Page) -> str:
        return site_root(page)

    def canonical(self, url: str) -> str:
        return canonical(url)

    def follows(self, url: str) -> bool:
        return may_follow(url)

    def page_asked(self, page: Page) -> int | None:
        return page_in(page.url)

    def rules(self, page: Page) -> Rules:
        """All that is marked in bodies is marked by class, but for players told by an attribute (`Rules.object_attribute`)."""
        nothing: frozenset[int] = frozenset()
        return Rules(
            page=page,
            quotes=nothing,
            dropped=nothing,
            object_attribute="data-s9e-mediaembed",
            classes=roles(quote=self.QUOTE, drop=self.DROP, card=self.CARD, object=self.OBJECT),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            card=self.card,
        )

    def content(self, page: Page, node: LexborNode, rules: Rules) -> Content | None:
        content = super().content(page, node, rules)
        return self.without_picture_links(content) if content is not None else None

    def without_picture_links(self, content: Content) -> Content:
        """The link around a thumbnail is the picture again, not a link of the author's."""
        if not content.media or not content.links:
            return content
        pictures = {media.url for media in content.media}
        links = tuple(link for link in content.links if link.url not in pictures)
        return replace(content, links=links) if len(links) < len(content.links) else content

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        if node.tag == "button":
            return label(node.css_first(self.SPOILER_TITLE)) or ""
        found = super().image(page, node)
        if node.tag != "img" or not isinstance(found, Media) or not found.url:
            return found
        name = None if found.name == _NO_NAME else found.name
        if "proxy.php?" in found.url:
            return replace(found, url=query(found.url).get("image") or found.url, name=name)
        opened = self._opened_by(node) if not node.attrs.get("data-url") else None
        return replace(found, url=page.absolute(opened) or found.url, name=name)

    def _opened_by(self, image: LexborNode) -> str | None:
        """What a thumbnail opens: the attachment, or the picture in full size."""
        link = image.parent
        href = link.attrs.get("href") if link is not None and link.tag == "a" else None
        if link is None or not href:
            return None
        return href if "attachments/" in href or "js-lbImage" in (link.attrs.get("class") or "").split() else None
