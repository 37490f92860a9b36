"""What several facts of a WordPress page need, looked up on it once: its head, its links, the body's classes, its furniture.

A selector over a page costs 2 us to be compiled and 20 ns for each element and alternative, so fifty of them cost more than the
page took to parse; to look at an element met anyway costs 0.2 us. Kept in the page's memo, without anything that leads back to
the page: what was read is then freed at once, and the next page is parsed into the same memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from selectolax.lexbor import LexborNode

from spiders.content import Role, roles
from spiders.page import Page
from spiders.platforms import wordpress_index as index


class Head:
    """The ``<meta>`` and ``<link>`` elements of a page, by what they are asked for."""

    __slots__ = ("_metas", "generators", "links")

    def __init__(self, page: Page) -> None:
        self.links: list[Mapping[str, str | None]] = []
        self.generators: list[tuple[str, bool]] = []
        """What the page says it was made by, and whether it says so in its head."""
        self._metas: dict[tuple[str, str], str | None] = {}
        for node in page.tree.css("link, meta"):
            stated = node.attributes
            if node.tag == "link":
                self.links.append(stated)
                continue
            for name in ("property", "name", "itemprop"):
                if name in stated:
                    self._metas.setdefault((name, stated[name] or ""), stated.get("content"))
            if (stated.get("name") or "").lower() == "generator":
                self.generators.append((stated.get("content") or "", _is_in_head(node)))

    def meta(self, name: str, value: str) -> str | None:
        """The content of the first ``<meta>`` with an attribute of this value; None where there is none or it is empty."""
        return self._metas.get((name, value)) or None

    def has_meta(self, name: str, value: str) -> bool:
        """Whether there is such an element at all."""
        return (name, value) in self._metas

    def linked(self, rel: str | None, kind: str | None = None, *, name: str = "href") -> str | None:
        """An attribute of the first ``<link>`` of this ``rel`` and ``type``; None where there is none or it is empty."""
        return next((stated.get(name) or None for stated in self._of(rel, kind)), None)

    def all_linked(self, rel: str, kind: str | None = None) -> Iterator[str | None]:
        """Where all of them lead."""
        return (stated.get("href") for stated in self._of(rel, kind))

    def _of(self, rel: str | None, kind: str | None) -> Iterator[Mapping[str, str | None]]:
        for stated in self.links:
            if (rel is None or stated.get("rel") == rel) and (kind is None or stated.get("type") == kind):
                yield stated


def _is_in_head(node: LexborNode) -> bool:
    up = node.parent
    while up is not None and up.tag != "head":
        up = up.parent
    return up is not None


def head(page: Page) -> Head:
    """The page's head."""
    known: Head | None = page.memo.get("wordpress head")
    if known is None:
        known = page.memo["wordpress head"] = Head(page)
    return known


def body_class(page: Page) -> str:
    """The classes of the body (`body_class()`), as they stand there."""
    body = page.tree.body
    return (body.attrs.get("class") if body is not None else None) or ""


def language(page: Page) -> str | None:
    """The page's language, a BCP 47 tag."""
    root = page.tree.root
    return (root.attrs.get("lang") or None) if root is not None and root.tag == "html" else None


def links(page: Page) -> list[tuple[LexborNode, str]]:
    """All links of the page with where they lead, as it is written there."""
    known: list[tuple[LexborNode, str]] | None = page.memo.get("wordpress links")
    if known is None:
        known = page.memo["wordpress links"] = [(node, node.attrs.get("href") or "") for node in page.tree.css("a[href]")]
    return known


# -- furniture ---------------------------------------------------------------------------------------------------------


@cache
def by_class(listed: str) -> Mapping[str, Role]:
    """What of a list of selectors is told by a class alone, as `Rules.classes` has it."""
    return roles(drop=", ".join(one for one in listed.split(", ") if one[0] == "." and one[1:].replace("-", "").isidentifier()))


@cache
def _otherwise(listed: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What is not: a selector, and the selectors of links, each with what stands in the address of such a link."""
    known = by_class(listed)
    others = [one for one in listed.split(", ") if one[0] != "." or one[1:] not in known]
    led = tuple((one, one.split('"')[1]) for one in others if "a[href" in one)
    return ", ".join(one for one in others if "a[href" not in one), led


def marked(page: Page, listed: str) -> frozenset[int]:
    """The elements that match a list of selectors and are not told by a class alone.

    Links are looked for only where an address on the page has what they ask for: to ask for each took as long as parsing.
    """
    rest, led = _otherwise(listed)
    addresses = "\n".join([href for _, href in links(page)])
    there = ", ".join([selector for selector, part in led if part in addresses])
    return index.mark(page, rest) | index.mark(page, there)
