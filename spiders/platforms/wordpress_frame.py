"""One WordPress page being read: what is looked up on it once, which element belongs to what, the loose ends of its times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import msgspec
from selectolax.lexbor import LexborNode

from spiders.content import Rules
from spiders.page import Page
from spiders.platforms import wordpress_index as index
from spiders.platforms import wordpress_once as once
from spiders.text import label

OUTSIDE = frozenset(
    "comments-area comments-wrapper comment-list commentlist wp-block-comments wp-block-post-comments widget widget-area "
    "wp-block-latest-posts wp-block-latest-comments wp-block-query jp-relatedposts yarpp-related related-posts post-navigation "
    "pagination-single".split()
)
"""Classes of what stands in or beside an article's element and is about something else."""
OUTSIDE_IDS = ("comments", "respond", "comment-", "li-comment-")
"""How the ids of such elements begin, or what they are."""

_ID = re.compile(r"post-(\d{1,18})")
_SCHEMA = frozenset({"article", "blogposting", "newsarticle", "webpage", "techarticle", "report", "socialmediaposting"})


class Frame:
    """One page being read, with what is looked up on it only once."""

    def __init__(self, page: Page, rules: Rules, *, single: bool) -> None:
        self.page = page
        self.rules = rules
        self.single = single
        self._outside: dict[int, bool] = {}

    @cached_property
    def _graph(self) -> tuple[dict[str, Any], ...]:
        """All things that the page's JSON-LD describes."""
        return tuple(
            thing for node in self.page.tree.css('script[type="application/ld+json" i]') for thing in _things(node.text())
        )

    @cached_property
    def schema(self) -> dict[str, Any]:
        """What JSON-LD says of the article; empty where the page has none."""
        for thing in self._graph:
            kinds = thing.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(str(name).lower() in _SCHEMA - {"webpage"} for name in names):
                return thing
        return {}

    def described(self, stated: Any) -> Any:
        """A thing that JSON-LD names by its id only, as it is described elsewhere."""
        if isinstance(stated, dict) and "name" not in stated and "@id" in stated:
            return next((thing for thing in self._graph if thing.get("@id") == stated["@id"] and "name" in thing), stated)
        return stated

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The page's language, for reading its dates."""
        tag = once.language(self.page)
        return (tag,) if tag else ()

    def own(self, root: LexborNode, selector: str) -> Iterator[LexborNode]:
        """The elements inside ``root`` that match and are not about something else."""
        stop = root.mem_id
        for node in index.select(self.page, selector, None if self.single else root):
            if node.mem_id != stop and self._belongs(node, stop):
                yield node

    def first(self, root: LexborNode, selector: str) -> LexborNode | None:
        """The first of them with words in it; for an article alone on its page, in the whole page if its element has none."""
        found = next((node for node in self.own(root, selector) if label(node)), None)
        body = self.page.tree.body
        if found is None and self.single and body is not None:
            return next((node for node in self.own(body, selector) if label(node)), None)
        return found

    def _belongs(self, node: LexborNode, stop: int) -> bool:
        """Whether an element stands inside another, and neither it nor one between them is about something else.

        Each element is looked at once, and only where one was found: a third of the time of a selector for them all.
        """
        known = self._outside
        up: LexborNode | None = node
        while up is not None and (here := up.mem_id) != stop:
            is_outside = known.get(here)
            if is_outside is None:
                is_outside = known[here] = _is_something_else(up)
            if is_outside:
                return False
            up = up.parent
        return up is not None


def _is_something_else(node: LexborNode) -> bool:
    if not node.is_element_node:  # the document: the search has left what it was to stay in
        return True
    named = node.id
    if named and (named in OUTSIDE_IDS[:2] or named.startswith(OUTSIDE_IDS[2:])):
        return True
    classes = node.attrs.get("class")
    return classes is not None and not OUTSIDE.isdisjoint(classes.split())


def _things(text: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD block, those of a list and of ``@graph`` too."""
    try:
        pile = [msgspec.json.decode(text)]
    except (msgspec.DecodeError, RecursionError):
        return
    for _ in range(1_000):
        if not pile:
            return
        thing = pile.pop()
        if isinstance(thing, list):
            pile.extend(reversed(thing))
        elif isinstance(thing, dict):
            pile.append(thing.get("@graph"))
            yield thing


def element_id(node: LexborNode) -> str | None:
    """The post id an element carries: ``id="post-12"``, or the class ``post-12`` that `post_class()` prints."""
    attributes = node.attributes
    found = _ID.fullmatch(attributes.get("id") or "")
    if found is None:
        found = next((f for name in (attributes.get("class") or "").split() if (f := _ID.fullmatch(name))), None)
    return found[1] if found else None


def machine_time(node: LexborNode) -> str | None:
    """The machine's time in an element or in the ``<time>`` inside it."""
    attributes = node.attributes
    value = attributes.get("datetime") or (attributes.get("title") if node.tag == "abbr" else attributes.get("content"))
    if value:
        return value
    inner = node.css_first("time[datetime]")
    return inner.attributes.get("datetime") if inner is not None else None
