"""The body of a mail as a page shows it, as lines: white space kept as mail has it, blockquotes as depth, links noted.

Owns the walk over the markup; what lines mean is `spiders.mail_text`'s. It never changes the tree and does not recurse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from selectolax.lexbor import LexborNode

from spiders.content import SKIPPED
from spiders.items import Content, Link, Media
from spiders.mail_text import Line, lines_of, read_mail
from spiders.page import Page
from spiders.safe_html import sanitise
from spiders.text import BLOCKS, fold

_BLOCK = "p|div|blockquote|pre|ul|ol|li|h[1-6]|table|tr|td|hr"
_LINE_BREAK = re.compile(rf"(?<![>\n])\n(?!\s*</?(?:{_BLOCK})\b)|(?<=</a>)\n(?!\s*</?(?:{_BLOCK})\b)|(?<=\n)\n(?=[^<\s])")
"""A line break in running words, where white space is kept."""
_URL = re.compile(r"(?:https?|ftp)://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}]")


class _Walk:
    """A body being turned into lines."""

    __slots__ = ("_line", "depth", "dropped", "folded", "lines", "links", "media")

    def __init__(self, *, folded: bool) -> None:
        self.lines: list[Line] = []
        self.links: list[Link] = []
        self.media: list[Media] = []
        self.dropped: list[str] = []
        self.depth = 0
        self.folded = folded
        self._line: list[str] = []

    def write(self, text: str, *, verbatim: bool) -> None:
        """Words; line breaks in them are the mail's own, where white space is kept."""
        if self.folded and not verbatim:
            words = fold(text)
            if words:
                led = " " if text[0].isspace() and self._line else ""
                self._line.append(led + words + (" " if text[-1].isspace() else ""))
            elif text and self._line:
                self._line.append(" ")
            return
        first, *further = text.replace("\r\n", "\n").split("\n")
        if first:
            self._line.append(first)
        if further:
            self.end_line()
            depth = self.depth
            self.lines += [Line(depth, line) for line in further[:-1]]
            if further[-1]:
                self._line.append(further[-1])

    def end_line(self) -> None:
        """A line ends, be it empty."""
        self.lines.append(Line(self.depth, "".join(self._line)))
        self._line.clear()

    def begin_block(self, count: int) -> None:
        """What follows stands on a line of its own, below an empty one where ``count`` is 2."""
        if "".join(self._line).strip():
            self.end_line()
        self._line.clear()
        if count > 1 and self.lines and self.lines[-1].text.strip() and self.lines[-1].depth == self.depth:
            self.lines.append(Line(self.depth, ""))


def read_body(
    page: Page,
    bodies: list[LexborNode],
    *,
    quotes: frozenset[int],
    dropped: frozenset[int],
    folded: bool = False,
    prepare: Callable[[list[Line]], list[Line]] | None = None,
) -> Content:
    """What a mail says whose markup stands in these elements.

    Args:
        page: where it stands.
        bodies: the elements.
        quotes: those that hold quoted words, by ``mem_id``.
        dropped: those that are no words at all.
        folded: line breaks in the markup mean nothing, as in most HTML (``white-space: normal``).
        prepare: takes out of the lines what the archive wrote among them.
    """
    walk = _Walk(folded=folded)
    for body in bodies:
        _walk(page, body, walk, quotes, dropped)
        walk.begin_block(1)
    mail = read_mail(prepare(walk.lines) if prepare is not None else walk.lines)
    html = "".join([_html(body, folded=folded) for body in bodies])
    for furniture in walk.dropped:
        html = html.replace(furniture, "")
    return Content(
        text=mail.text,
        html=sanitise(html, _base(page)),
        quotes=mail.quotes,
        links=tuple(_own_links(walk.links, mail.text)),
        media=tuple(dict.fromkeys(walk.media)),
    )


def _walk(page: Page, body: LexborNode, walk: _Walk, quotes: frozenset[int], dropped: frozenset[int]) -> None:
    open_nodes: list[tuple[LexborNode, str, bool, bool]] = []
    verbatim = 1 if body.tag == "pre" else 0
    node = body.first_child
    while True:
        if node is None:
            if not open_nodes:
                return
            node, tag, is_quote, is_verbatim = open_nodes.pop()
            verbatim -= is_verbatim
            if is_quote or tag in BLOCKS:
                walk.begin_block(1 if is_quote else BLOCKS[tag])
            walk.depth -= is_quote
            node = node.next
            continue
        tag = node.tag or ""
        if tag == "-text":
            walk.write(node.text_content or "", verbatim=verbatim > 0)
        elif tag == "br":
            walk.end_line()
        elif node.mem_id in dropped:
            walk.dropped.append(node.html or "")
        elif tag[0] not in "-!" and tag not in SKIPPED:
            if tag == "img":
                _note_image(page, node, walk)
            else:
                is_quote = node.mem_id in quotes
                if tag == "a" and walk.depth == 0 and not is_quote:
                    _note_link(page, node, walk)
                if is_quote or tag in BLOCKS:
                    walk.begin_block(1 if is_quote else BLOCKS[tag])
                walk.depth += is_quote
                is_verbatim = tag == "pre"
                verbatim += is_verbatim
                open_nodes.append((node, tag, is_quote, is_verbatim))
                node = node.first_child
                continue
        node = node.next


def _html(body: LexborNode, *, folded: bool) -> str:
    """A body's markup such that its lines are seen: as a page without the archive's style sheet shows it."""
    html = body.inner_html or ""
    if body.tag == "pre":
        return f"<pre>{html}</pre>"
    html = html.strip()
    return html if folded or "\n" not in html else _LINE_BREAK.sub("<br>\n", html)


def _base(page: Page) -> str:
    """What links are relative to: looked for in the bytes first, which costs a tenth of looking for it in the tree."""
    if "mail base" not in page.memo:
        page.memo["mail base"] = page.base_url if b"<base" in page.body or b"<BASE" in page.body else page.url
    base: str = page.memo["mail base"]
    return base


def _own_links(links: list[Link], text: str) -> Iterator[Link]:
    """Those that stand in the author's own words: marked lines and signatures have links, too."""
    words = fold(text) if links else ""
    for link in links:
        if link.text in words:
            yield link


def _note_link(page: Page, node: LexborNode, walk: _Walk) -> None:
    href = node.attributes.get("href") or ""
    url = page.absolute(href)
    if url is not None and not href.startswith("#"):
        walk.links.append(Link(url=url, text=fold(node.text())))


def _note_image(page: Page, node: LexborNode, walk: _Walk) -> None:
    url = page.absolute(node.attributes.get("src"))
    if url is not None and walk.depth == 0:
        walk.media.append(Media(kind="image", url=url, name=node.attributes.get("alt") or None))


def read_plain(text: str) -> Content:
    """What a mail says that is plain text, as mail boxes have it."""
    mail = read_mail(lines_of(text))
    links = tuple(Link(url=url, text=url) for url in dict.fromkeys(_URL.findall(mail.text)))
    return Content(text=mail.text, html=f"<pre>{escape(text.strip(), quote=False)}</pre>", quotes=mail.quotes, links=links)
