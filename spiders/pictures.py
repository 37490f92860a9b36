"""What an image, player or embedded page in a body is: a smiley's text, a picture's original address, or nothing to keep."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from spiders.items import Media
from spiders.page import Page

_LAZY = ("data-url", "data-src", "data-lazy-src", "data-original", "data-orig-file")


def read_image(page: Page, node: LexborNode, *, smileys: frozenset[str]) -> str | Media | None:
    """An image or embedded thing: text for a smiley (its ``alt``), a `Media` for a picture, None for nothing to keep.

    A lazy image holds its true address in a ``data-`` attribute and a placeholder in ``src``; what a proxy serves keeps
    its original in ``data-url`` (XenForo 2).
    """
    attributes = node.attributes
    tag = node.tag
    classes = (attributes.get("class") or "").split()
    if tag == "img" and not smileys.isdisjoint(classes):
        return attributes.get("alt") or ""
    source = next((value for name in _LAZY if (value := attributes.get(name)) and not value.startswith("data:")), None)
    url = page.absolute(source or attributes.get("src"))
    name = attributes.get("alt") or attributes.get("title") or None
    if tag == "img":
        return Media(kind="image", url=url, name=name) if url else None
    if tag in {"video", "audio"}:
        inner = node.css_first("source[src]")
        url = url or page.absolute(inner.attributes.get("src") if inner is not None else None)
        return Media(kind="video" if tag == "video" else "audio", url=url, name=name) if url else None
    return Media(kind="embed", url=url, name=name) if url else None
