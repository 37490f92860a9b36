"""The elements of one page by class and id, found in one pass, so that selectors by name need not walk the page again.

Themes have thirty names for one thing, and a page of WordPress is asked for sixty things; a selector looks at every element of
the page for each. What only names classes, ids and tags is answered from the index; the rest is asked of Lexbor, less what
cannot match. Results are those of a selector, in the page's order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from spiders.page import Page

_NAMED = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][A-Za-z_][\w-]*)+)")
_NAME = re.compile(r"[.#][A-Za-z_][\w-]*")
_OPAQUE = re.compile(r"\[[^]]*\]|\([^)]*\)")
FEW = 4
"""Elements of a name inside which it is cheaper to look than through the whole page."""


class _Alternative(NamedTuple):
    """One alternative of a selector: what it asks of an element and of those around it, where these are names only."""

    text: str
    needed: frozenset[str]
    """The classes and ids without which it cannot match."""
    steps: tuple[tuple[str | None, tuple[str, ...]], ...] | None
    """Tag and names of each element, the innermost first; None where it asks for more."""
    first: str | None
    """A name of the outermost element, inside which all that match stand."""


@cache
def _alternatives(selector: str) -> tuple[_Alternative, ...]:
    return tuple(_alternative(text) for text in selector.split(", "))


def _alternative(text: str) -> _Alternative:
    parts = [_NAMED.fullmatch(part) for part in text.split(" ")]
    steps = tuple((part[1], tuple(_NAME.findall(part[2]))) for part in reversed(parts) if part is not None)
    around = parts[0]
    return _Alternative(
        text=text,
        needed=frozenset(_NAME.findall(_OPAQUE.sub("", text))),
        steps=steps if len(steps) == len(parts) else None,
        first=_NAME.findall(around[2])[0] if around is not None and len(parts) > 1 else None,
    )


@lru_cache(maxsize=16_384)
def _split(classes: str) -> tuple[str, ...]:
    return tuple(f".{name}" for name in classes.split())


class Index:
    """The elements of a page that have a class or an id. Answers are kept: three parts of a reader ask for the same."""

    __slots__ = ("_answers", "_around", "_nodes", "_places", "_tree", "_wanted")

    def __init__(self, page: Page) -> None:
        self._tree = page.tree
        self._nodes = page.tree.css("[class], [id]:not([class])")  # one that matches twice would be there twice
        self._answers: dict[str, list[LexborNode]] = {}
        self._wanted: dict[str, str] = {}
        values: defaultdict[str, list[int]] = defaultdict(list)
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, node in enumerate(self._nodes):
            classes = node.attrs.get("class")
            if classes:
                values[classes].append(place)
            named = node.id
            if named:
                places["#" + named].append(place)
        for classes, found in values.items():
            for name in _split(classes):
                places[name] += found
        self._places: dict[str, list[int]] = dict(places)
        """The elements of each name, by their place among all."""
        self._around: dict[tuple[str, ...], frozenset[int]] = {}

    def select(self, selector: str, root: LexborNode | None = None) -> list[LexborNode]:
        """The elements that match, in the whole page or in one element."""
        if root is not None:
            wanted = self.possible(selector)
            return root.css(wanted) if wanted else []
        known = self._answers.get(selector)
        if known is None:
            known = self._answers[selector] = self._select(selector)
        return known

    def first(self, selector: str) -> LexborNode | None:
        """The first of those in the whole page."""
        wanted = self.possible(selector) if selector not in self._answers else ""
        if wanted and any(one.steps is None for one in _alternatives(wanted)):
            return self._tree.css_first(wanted)
        return next(iter(self.select(selector)), None)

    def beginning(self, *starts: str, or_named: frozenset[str] = frozenset()) -> list[LexborNode]:
        """The elements with an id (``#comment-``) or a class (``.type-``) that begins so, or that is one of these; in order."""
        names = [name for name in self._places if name.startswith(starts) or name in or_named]
        found = {place for name in names for place in self._places[name]}
        return [self._nodes[place] for place in sorted(found)]

    def has(self, name: str) -> bool:
        """Whether an element has this id (``#wpadminbar``) or class."""
        return name in self._places

    def possible(self, selector: str) -> str:
        """The alternatives that can match on this page."""
        wanted = self._wanted.get(selector)
        if wanted is None:
            known = self._places.keys()
            wanted = self._wanted[selector] = ", ".join([one.text for one in _alternatives(selector) if one.needed <= known])
        return wanted

    def _select(self, selector: str) -> list[LexborNode]:
        wanted = self.possible(selector)
        if not wanted:
            return []
        alternatives = _alternatives(wanted)
        if all(one.steps is not None for one in alternatives):
            found = {place for one in alternatives for place in self._matching(one)}
            return [self._nodes[place] for place in sorted(found)]
        if len(alternatives) == 1 and alternatives[0].first is not None:
            around = self._places.get(alternatives[0].first, ())
            if len(around) <= FEW:
                inside = [node for place in sorted(set(around)) for node in self._nodes[place].css(wanted)]
                return list({node.mem_id: node for node in inside}.values()) if len(around) > 1 else inside
        return self._tree.css(wanted)

    def _matching(self, one: _Alternative) -> list[int]:
        (tag, names), *around = one.steps or ((None, ()),)
        places = self._named(names)
        return [place for place in places if (tag is None or self._nodes[place].tag == tag) and self._stands_in(place, around)]

    def _named(self, names: tuple[str, ...]) -> list[int]:
        """The elements that have all the names."""
        places = self._places.get(names[0], []) if names else []
        for name in names[1:]:
            others = set(self._places.get(name, ()))
            places = [place for place in places if place in others]
        return places

    def _stands_in(self, place: int, around: list[tuple[str | None, tuple[str, ...]]]) -> bool:
        """Whether the elements asked for stand around it, the innermost first."""
        up = self._nodes[place].parent if around else None
        for tag, names in around:
            known = self._around.get(names)
            if known is None:
                known = self._around[names] = frozenset(self._nodes[place].mem_id for place in self._named(names))
            while up is not None and not (up.mem_id in known and (tag is None or up.tag == tag)):
                up = up.parent
            if up is None:
                return False
            up = up.parent
        return True


def _index(page: Page) -> Index:
    known: Index | None = page.memo.get("wordpress index")
    if known is None:
        known = page.memo["wordpress index"] = Index(page)
    return known


def select(page: Page, selector: str, root: LexborNode | None = None) -> list[LexborNode]:
    """The elements that match, in the whole page or in one element."""
    return _index(page).select(selector, root)


def first(page: Page, selector: str) -> LexborNode | None:
    """The first element of the page that matches."""
    return _index(page).first(selector)


def beginning(page: Page, *starts: str, or_named: frozenset[str] = frozenset()) -> list[LexborNode]:
    """The elements of the page with an id (``#comment-``) or a class (``.type-``) that begins so or is one of these."""
    return _index(page).beginning(*starts, or_named=or_named)


def mark(page: Page, selector: str) -> frozenset[int]:
    """The elements of the page that match, by ``mem_id``."""
    return frozenset(node.mem_id for node in _index(page).select(selector))


def has(page: Page, name: str) -> bool:
    """Whether an element of the page has this id (``#wpadminbar``) or class."""
    return _index(page).has(name)
