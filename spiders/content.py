"""How the body of a post becomes its content: own text, safe HTML, quotes, mentions, links and media, in one walk.

The platform says by selectors what is a quote, what is furniture, what is a mention; this module owns the walk. It never
changes the tree, and it does not recurse, so no nesting can exhaust the stack.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import nh3
from selectolax.lexbor import LexborNode

from spiders.items import Content, Link, Media, Mention, Moment, Quote
from spiders.page import Page
from spiders.safe_html import sanitise
from spiders.text import BLOCKS, TextWriter, fold, text_outside
from spiders.urls import decode_email

SKIPPED = frozenset("script style template noscript button select input textarea svg math head title meta link object".split())
_VERBATIM = frozenset({"pre", "textarea", "listing", "xmp"})
_CELLS = frozenset({"td", "th"})
_EMBEDS = frozenset({"iframe", "video", "audio", "embed"})

Role = Literal["quote", "drop", "card", "object"]
"""What an element in a body may be, other than what its tag says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteHead:
    """What a quote says of itself."""

    author: str | None = None
    author_id: str | None = None
    source_id: str | None = None
    source_url: str | None = None
    time: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What stands in the bodies of one page, by ``mem_id`` of the elements; made once a page by `mark`.

    ``heads`` reads a quote's attribution; ``mention`` reads a link as a mention or returns None; ``image`` reads an
    ``<img>`` or other embedded thing, returning its text where it is a smiley, and a `Media` where it is a picture;
    ``objects`` are further elements to be read so (players that arrive by script, titled buttons). ``verbatim`` are elements
    whose spaces and lines count though they are no ``<pre>`` (phpBB 3.0's code); each stands on lines of its own.
    ``quotes_stay`` keeps quoted words in the text too (articles). ``classes`` tells roles by class name, where that is all a
    platform needs: a look at the elements met is cheaper than a selector over the page (0.02 against 0.3 ms);
    ``object_attribute`` does the same for a ``<span>`` that is an object by an attribute.
    """

    page: Page
    quotes: frozenset[int]
    dropped: frozenset[int]
    heads: Callable[[Page, LexborNode], QuoteHead]
    mention: Callable[[Page, LexborNode], Mention | None]
    image: Callable[[Page, LexborNode], str | Media | None]
    card: Callable[[Page, LexborNode], Link | None] | None = None
    cards: frozenset[int] = field(default_factory=frozenset)
    objects: frozenset[int] = field(default_factory=frozenset)
    verbatim: frozenset[int] = field(default_factory=frozenset)
    quotes_stay: bool = False
    classes: Mapping[str, Role] = field(default_factory=dict)
    object_attribute: str | None = None
    marked: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "marked", self.quotes | self.dropped | self.cards | self.objects)

    def role(self, node: LexborNode, tag: str) -> Role | None:
        """What the element is, other than what its tag says."""
        mem_id = node.mem_id if self.marked else 0
        if mem_id in self.marked:
            if mem_id in self.objects:
                return "object"
            if mem_id in self.dropped:
                return "drop"
            return "quote" if mem_id in self.quotes else "card"
        named = node.attrs.get("class") if self.classes else None
        if named:
            for name in named.split():
                role = self.classes.get(name)
                if role is not None:
                    return role
        elif tag == "span" and self.object_attribute is not None and node.attrs.get(self.object_attribute):
            return "object"
        return None


def mark(page: Page, selector: str | None) -> frozenset[int]:
    """The elements of the page that a selector matches, by ``mem_id``."""
    return frozenset(node.mem_id for node in page.select(selector)) if selector else frozenset()


@cache
def roles(**selectors: str) -> Mapping[str, Role]:
    """Roles by class name, each from a selector that is a list of class names (".a, .b")."""
    known: dict[str, Role] = {"quote": "quote", "drop": "drop", "card": "card", "object": "object"}
    return {name.strip()[1:]: known[role] for role, listed in selectors.items() for name in listed.split(",") if name.strip()}


class _OpenQuote:
    __slots__ = ("depth", "head", "ordinal", "parent", "position", "writer")

    def __init__(self, head: QuoteHead, ordinal: int, parent: _OpenQuote | None, position: int) -> None:
        self.head = head
        self.ordinal = ordinal
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else 1
        self.position = position
        self.writer = TextWriter()

    def close(self) -> Quote:
        head = self.head
        return Quote(
            ordinal=self.ordinal,
            depth=self.depth,
            parent=self.parent.ordinal if self.parent else None,
            position=self.position,
            text=self.writer.text(),
            author=head.author,
            author_id=head.author_id,
            source_id=head.source_id,
            source_url=head.source_url,
            time=head.time,
        )


class _Both:
    """Writes to two writers what stands in a quote and in the text."""

    __slots__ = ("_writers",)

    def __init__(self, *writers: TextWriter) -> None:
        self._writers = writers

    def write(self, text: str) -> None:
        for writer in self._writers:
            writer.write(text)

    def write_verbatim(self, text: str) -> None:
        for writer in self._writers:
            writer.write_verbatim(text)

    def break_lines(self, count: int) -> None:
        for writer in self._writers:
            writer.break_lines(count)

    def break_line(self) -> None:
        for writer in self._writers:
            writer.break_line()


class _Walk:
    """One body being read."""

    __slots__ = ("_changes", "_quotes", "_rules", "_stack", "_verbatim", "_writer", "links", "media", "mentions", "text")

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._quotes: list[_OpenQuote] = []
        self._stack: list[_OpenQuote] = []
        self._verbatim = 0
        self._changes: list[tuple[str, str]] = []
        self.text = TextWriter()
        self._writer: TextWriter | _Both = self.text
        self.links: list[Link] = []
        self.media: list[Media] = []
        self.mentions: list[Mention] = []

    def read(self, body: LexborNode) -> None:
        """Walk the body in document order, entering and leaving each element."""
        open_nodes: list[tuple[LexborNode, str, bool, bool]] = []
        rules = self._rules
        writer = self._writer
        node = body.first_child
        while True:
            if node is None:
                if not open_nodes:
                    break
                node, tag, is_quote, is_verbatim = open_nodes.pop()
                self._verbatim -= is_verbatim
                if is_quote:
                    self._stack.pop()
                    writer = self._choose_writer()
                lines = BLOCKS.get(tag)
                if lines is not None or is_verbatim:
                    writer.break_lines(lines or 1)
                node = node.next
                continue
            tag = node.tag or ""
            if tag == "-text":
                if self._verbatim:
                    writer.write_verbatim(node.text_content or "")
                else:
                    writer.write(node.text_content or "")
            elif tag == "br":
                writer.break_line()
            elif tag[0] not in "-!":
                role = rules.role(node, tag)
                if self._enter(node, tag, role):
                    is_quote = role == "quote"
                    is_verbatim = tag in _VERBATIM or (bool(rules.verbatim) and node.mem_id in rules.verbatim)
                    self._verbatim += is_verbatim
                    if is_verbatim and tag not in BLOCKS:
                        writer.break_lines(1)
                    open_nodes.append((node, tag, is_quote, is_verbatim))
                    if is_quote:
                        writer = self._writer
                    node = node.first_child
                    continue
            node = node.next

    def _enter(self, node: LexborNode, tag: str, role: Role | None) -> bool:
        """Note what the element is; whether its inside is to be read."""
        if role == "object":
            self._picture(node, is_object=True)
            return False
        if tag in SKIPPED:
            return False
        if role == "drop":
            self._changes.append((node.html or "", ""))
            return False
        if role == "quote":
            self._open_quote(node)
        elif role == "card" and self._rules.card is not None:
            link = self._rules.card(self._rules.page, node)
            if link is not None:
                self.links.append(link)
            return False
        elif tag == "a":
            return self._anchor(node)
        elif tag == "img" or tag in _EMBEDS:
            self._picture(node)
            return False
        elif tag in _CELLS:
            self._words(" ")
        elif tag == "cite" and self._stack and self._rules.quotes_stay:
            self._attribution(node)
            return False
        elif tag == "span":
            hidden = node.attrs.get("data-cfemail")
            if hidden:
                self._words(decode_email(hidden) or "")
                return False
        lines = BLOCKS.get(tag)
        if lines is not None:
            self._writer.break_lines(lines)
        return True

    def _choose_writer(self) -> TextWriter | _Both:
        """Where words go: into the innermost open quote, else into the text, into both where quotes stay in the text."""
        if not self._stack:
            self._writer = self.text
        elif self._rules.quotes_stay:
            self._writer = _Both(self.text, self._stack[-1].writer)
        else:
            self._writer = self._stack[-1].writer
        return self._writer

    def _words(self, text: str) -> None:
        if self._verbatim:
            self._writer.write_verbatim(text)
        else:
            self._writer.write(text)

    def _open_quote(self, node: LexborNode) -> None:
        self._writer.break_lines(2)
        quote = _OpenQuote(
            self._rules.heads(self._rules.page, node),
            len(self._quotes) + 1,
            self._stack[-1] if self._stack else None,
            self.text.length,
        )
        self._quotes.append(quote)
        self._stack.append(quote)
        self._choose_writer()

    def _attribution(self, node: LexborNode) -> None:
        """Who is quoted, where quotes stay in the text (WordPress's quote block): the text's words, not the quote's."""
        self.text.write(node.text())
        for anchor in node.css("a[href]"):
            self._anchor(anchor)

    def _anchor(self, node: LexborNode) -> bool:
        rules = self._rules
        attributes = node.attributes
        hidden = attributes.get("data-cfemail")
        if hidden:
            address = decode_email(hidden)
            if address:
                self._words(address)
                self.links.append(Link(url=f"mailto:{address}", text=address))
            return False
        if self._stack and not rules.quotes_stay:
            return True
        mention = rules.mention(rules.page, node)
        if mention is not None:
            self.mentions.append(mention)
            return True
        href = attributes.get("href") or ""
        if "/cdn-cgi/l/email-protection#" in href:
            address = decode_email(href.partition("#")[2])
            if address:
                self.links.append(Link(url=f"mailto:{address}", text=fold(node.text())))
            return True
        url = rules.page.absolute(href)
        if url is not None and not href.startswith("#"):
            self.links.append(Link(url=url, text=_link_words(node)))
        return True

    def _picture(self, node: LexborNode, *, is_object: bool = False) -> None:
        found = self._rules.image(self._rules.page, node)
        if isinstance(found, str):
            self._words(found)
            if found and (node.tag == "img" or is_object):
                self._changes.append((node.html or "", nh3.clean_text(found)))
        elif found is not None and (not self._stack or self._rules.quotes_stay):
            if found not in self.media:
                self.media.append(found)
            if found.url and found.kind == "image" and not (node.attributes.get("src") or "").startswith("http"):
                source, name = nh3.clean_text(found.url), nh3.clean_text(found.name or "")
                self._changes.append((node.html or "", f'<img src="{source}" alt="{name}">'))

    def quotes(self) -> tuple[Quote, ...]:
        return tuple(quote.close() for quote in self._quotes)

    def safe_html(self, html: str) -> str:
        for found, replacement in self._changes:
            if found:
                html = html.replace(found, replacement)
        return sanitise(html, self._rules.page.base_url)


def _lines(html: str) -> str:
    """The text of a body that is words and line breaks only, as half of all posts are: what the walk would write."""
    writer = TextWriter()
    for number, line in enumerate(html.split("<br>")):
        if number:
            writer.break_line()
        if line:
            writer.write(_unescape(line) if "&" in line else line)
    return writer.text()


def _unescape(text: str) -> str:
    """Text as it was before the parser wrote it out."""
    return text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _link_words(link: LexborNode) -> str:
    """The words a link stands on; what a browser with scripts does not show (``<noscript>`` of a lazy image) is left out."""
    first = link.first_child
    if first is None or (first.next is None and first.is_text_node):
        return fold(link.text())
    return text_outside(link, "noscript, script, style, template") or ""


def read_content(bodies: LexborNode | list[LexborNode], rules: Rules) -> Content:
    """Read the body of a post. Several bodies are one that the markup splits (XMB, phpBB 2)."""
    nodes = bodies if isinstance(bodies, list) else [bodies]
    html = "".join([node.inner_html or "" for node in nodes])
    if len(nodes) == 1 and html.count("<") == html.count("<br>"):
        return Content(text=_lines(html), html=html.strip())
    walk = _Walk(rules)
    for node in nodes:
        walk.read(node)
        walk.text.break_lines(1)
    return Content(
        text=walk.text.text(),
        html=walk.safe_html(html),
        quotes=walk.quotes(),
        mentions=tuple(dict.fromkeys(walk.mentions)) if walk.mentions else (),
        links=tuple(walk.links),
        media=tuple(walk.media),
    )
