"""The page as BeautifulSoup, to be searched for what nobody knows yet: the same elements as Lexbor has, each with its twin.

BeautifulSoup is fed from Lexbor's tree and not from the bytes: it is then the tree that browsers build, whatever is not
closed, and each element found can be read by Lexbor at once. It costs a third of what parsing the bytes with ``html.parser``
does. What holds no words for people (scripts, forms' fields, pictures) is left out. Owns no opinion on what an element is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.builder import TreeBuilder
from selectolax.lexbor import LexborNode

SKIPPED = frozenset(
    "script style template svg math head select textarea button iframe object embed video audio map canvas".split()
)
VOID = frozenset("br img input hr wbr meta link col area base param source track".split())
INLINE = frozenset("b i u s em strong font small big sub sup tt code kbd abbr mark q bdi bdo ins del strike br nobr".split())
_ONLY_PARTS = frozenset("table tbody thead tfoot tr ul ol dl".split())
_SAID_BY_META = frozenset({"name", "author", "creator", "datePublished", "dateCreated"})
MANY = 30_000
"""Elements of a page beyond which it is not searched."""

_FIGURES = re.compile(r"\d+|(?<![a-z])[0-9a-f]{8,}(?![a-z])", re.IGNORECASE)


class Element(Tag):
    """An element, and what is worked out about it once for all searches."""

    node: LexborNode
    order: int
    """Its number in document order."""
    last: int
    """The number of the last element inside it."""
    above: Element | None
    step: str
    """Its tag, with its number among its like beside it, where there are several; filled in by `step_of`."""
    classes: tuple[str, ...]
    shape: str
    """Tag and class names with figures as ``#``: what it has in common with its kind."""
    prose: int
    """Characters of words inside it, those of links left out."""
    linked: int
    """Characters of words of links inside it."""

    def holds(self, other: Element) -> bool:
        """Whether the other one stands in it (or is it)."""
        return self.order <= other.order <= self.last

    def inside(self) -> list[Element]:
        """The elements directly in it."""
        return [child for child in self.contents if isinstance(child, Element)]


class Soup:
    """A page's elements in document order, and their words."""

    def __init__(self, body: LexborNode | None) -> None:
        builder = _FromLexbor(body)
        self.soup = BeautifulSoup("from Lexbor", builder=builder, element_classes={Tag: Element})
        self.elements: list[Element] = builder.elements
        self._words: dict[int, str] = {}
        _weigh(self.elements)

    def words(self, element: Element) -> str:
        """The visible words of an element on one line."""
        known = self._words.get(element.order)
        if known is None:
            known = self._words[element.order] = " ".join("".join(_strings(element)).split())
        return known

    def within(self, element: Element) -> list[Element]:
        """The elements in one, itself first, in document order."""
        return self.elements[element.order : element.last + 1]


BREAK = "\x1f"
"""Stands for a line break; white space to `str.split`."""


def own_words(element: Element) -> str:
    """The words that stand in the element itself, not in elements inside it, on one line."""
    return " ".join(" ".join(str(part) for part in element.contents if not isinstance(part, Tag)).split())


def own_lines(element: Element) -> list[str]:
    """The same, line by line."""
    whole = "".join(str(part) for part in element.contents if not isinstance(part, Tag))
    return [words for line in whole.split(BREAK) if (words := " ".join(line.split()))]


def step_of(element: Element) -> str:
    """An element's tag, with a number where several of its kind stand beside one another."""
    if not element.step:
        beside = element.above.inside() if element.above is not None else [element]
        count = Counter(one.name for one in beside)
        seen: Counter[str] = Counter()
        for one in beside:
            seen[one.name] += 1
            one.step = one.name if count[one.name] == 1 else f"{one.name}:{seen[one.name]}"
    return element.step


def without_figures(name: str) -> str:
    """A name with its figures taken out: what "post-12" and "post-13" have in common."""
    return _FIGURES.sub("#", name)


def _strings(element: Element) -> list[str]:
    found: list[str] = []
    left: list[Any] = [element]
    while left:
        part = left.pop()
        if not isinstance(part, Element):
            found.append(part)
            continue
        if part.name not in INLINE and part.name not in ("a", "span"):
            found.append(" ")
            left.append(" ")
        left.extend(reversed(part.contents))
    return found


def _weigh(elements: list[Element]) -> None:
    """Fill in what follows from what stands inside: from the innermost outwards."""
    for element in reversed(elements):
        prose = linked = 0
        last = element.order
        for part in element.contents:
            if isinstance(part, Element):
                prose += part.prose
                linked += part.linked
                last = max(last, part.last)
            else:
                prose += len(str(part).strip())
        if element.name == "a":
            prose, linked = 0, prose + linked
        element.prose, element.linked, element.last = prose, linked, last


class _FromLexbor(TreeBuilder):
    """Feeds BeautifulSoup from a tree of Lexbor's."""

    is_xml = False
    features: list[str] = []  # noqa: RUF012  # as BeautifulSoup declares it
    DEFAULT_PRESERVE_WHITESPACE_TAGS: set[str] = set()  # noqa: RUF012  # as BeautifulSoup declares it

    def __init__(self, body: LexborNode | None) -> None:
        super().__init__(multi_valued_attributes=None, store_line_numbers=False)
        self.body = body
        self.elements: list[Element] = []

    def prepare_markup(self, markup: Any, *_: Any, **__: Any) -> Iterator[tuple[Any, Any, Any, bool]]:  # type: ignore[override]
        """Nothing is decoded: the markup has been parsed."""
        yield markup, None, None, False

    def test_fragment_to_document(self, fragment: str) -> str:
        """As is."""
        return fragment

    def _note(self, node: LexborNode, above: Element) -> None:
        """A fact for machines (``<meta itemprop="datePublished" content="...">``), as an element with these words."""
        attributes = {name: value or "" for name, value in node.attributes.items()}
        soup: Any = self.soup
        element = soup.handle_starttag("meta", None, None, attributes)
        element.node, element.order, element.above = node, len(self.elements), above
        element.step = ""
        element.classes, element.shape = (), f"meta.{attributes['itemprop']}"
        self.elements.append(element)
        soup.handle_data(attributes.get("content", ""))
        soup.handle_endtag("meta")

    def feed(self, markup: Any) -> None:
        """Walk the tree in document order."""
        soup: Any = self.soup
        start, end, write = soup.handle_starttag, soup.handle_endtag, soup.handle_data
        elements = self.elements
        opened: list[Element] = []
        node: LexborNode | None = self.body
        while True:
            if node is None:
                if not opened:
                    return
                element = opened.pop()
                end(element.name)
                node = element.node.next if opened else None
                continue
            tag = node.tag or ""
            if tag == "-text":
                text = node.text_content or ""
                if not text.isspace():
                    write(text)
                elif node.next is not None and node.prev is not None and opened[-1].name not in _ONLY_PARTS:
                    write(" ")  # between two things on one line
            elif tag in VOID:
                if tag == "meta" and node.attributes.get("itemprop") in _SAID_BY_META and len(elements) < MANY:
                    self._note(node, opened[-1])
                else:
                    write(BREAK if tag == "br" else " ")
            elif tag[0] not in "-!" and tag not in SKIPPED and len(elements) < MANY:
                attributes = node.attributes
                element = start(tag, None, None, {name: value or "" for name, value in attributes.items()})
                element.node, element.order, element.above = node, len(elements), opened[-1] if opened else None
                element.step = ""
                named = attributes.get("class")
                element.classes = tuple(without_figures(named).split()) if named else ()
                element.shape = f"{tag}.{'.'.join(element.classes)}" if named else tag
                elements.append(element)
                opened.append(element)
                node = node.first_child
                continue
            node = node.next
