"""How a piece of a page becomes lines of text: white space folded as a browser shows it, lines kept where it breaks them.

Owns the writing of text, not the deciding what belongs to it (`spiders.content`).
"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

BLOCKS = {
    "p": 2,
    "pre": 2,
    "blockquote": 2,
    "table": 2,
    "ul": 1,
    "ol": 1,
    "dl": 1,
    "h1": 2,
    "h2": 2,
    "h3": 2,
    "h4": 2,
    "h5": 2,
    "h6": 2,
    "hr": 2,
    "figure": 2,
    "address": 1,
    "article": 1,
    "aside": 1,
    "center": 1,
    "details": 1,
    "dd": 1,
    "div": 1,
    "dt": 1,
    "fieldset": 1,
    "figcaption": 1,
    "footer": 1,
    "form": 1,
    "header": 1,
    "legend": 1,
    "li": 1,
    "main": 1,
    "nav": 1,
    "section": 1,
    "summary": 1,
    "tbody": 1,
    "thead": 1,
    "tfoot": 1,
    "tr": 1,
    "caption": 1,
    "br": 1,
}
"""Line breaks that stand before and after an element: 2 leaves an empty line, as paragraphs do."""


class TextWriter:
    """Writes text once and for good: what has been written is never trimmed, so ``length`` is a true offset at any time.

    White space and line breaks are held back until words follow, so none stands at the start or the end.
    """

    __slots__ = ("_held", "_lines", "_parts", "_space")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._lines = 0
        self._space = False
        self._held = ""

    @property
    def length(self) -> int:
        """How many characters were written."""
        return sum(map(len, self._parts))

    def write(self, text: str) -> None:
        """Write running text; each stretch of white space counts as one space, and a zero-width space at an end as nothing
        (editors leave one in headings and centred blocks so that a cursor finds its place).
        """
        if self._held:
            self._release()
        words = text.strip()
        if not words.isprintable() or "  " in words:  # what is printable holds no other white space than single spaces
            text = text.strip("\u200b")
            words = " ".join(text.split())
        if not words:
            self._space = self._space or bool(text)
            return
        if text[0] != words[0]:
            self._space = True
        self._emit(words)
        self._space = text[-1] != words[-1]

    def write_verbatim(self, text: str) -> None:
        """Write code as it stands, its spaces and line breaks kept; what stands blank at the ends of it is dropped.

        White space is held until words follow: where code is coloured, an indentation is a text of its own.
        """
        text = text.replace("\r\n", "\n").replace("\u00a0", " ")
        words = text.strip()
        if not words:
            self._held += text
            return
        start = text.index(words)
        before = self._held + text[:start]
        if not self._parts or self._lines:
            before = before[before.rfind("\n") + 1 :]
        elif before:
            self._space = False
        self._held = ""
        self._emit(before + words)
        self._held = text[start + len(words) :]

    def break_lines(self, count: int) -> None:
        """Ask for at least ``count`` line breaks (1 or 2) before the next words."""
        self._held = ""
        self._lines = max(self._lines, count)

    def break_line(self) -> None:
        """One more line break (``<br>``); at most one empty line is kept between words."""
        self._held = ""
        if self._lines < 2:
            self._lines += 1

    def text(self) -> str:
        """All that was written."""
        return "".join(self._parts)

    def _release(self) -> None:
        """Running text follows code: what white space was held counts as running text's."""
        if "\n" in self._held:
            self._lines = max(self._lines, 1)
        self._space = True
        self._held = ""

    def _emit(self, text: str) -> None:
        parts = self._parts
        if parts:
            if self._lines:
                parts.append("\n" if self._lines == 1 else "\n\n")
            elif self._space:
                parts.append(" ")
        self._lines = 0
        self._space = False
        parts.append(text)


def fold(text: str) -> str:
    """The text on one line, each stretch of white space one space."""
    return " ".join(text.split())


def label(node: LexborNode | None) -> str | None:
    """The visible words of a small element (a name, a title, a count) on one line; None where there are none."""
    if node is None:
        return None
    return fold(node.text()) or None


def text_outside(node: LexborNode, selector: str) -> str | None:
    """The visible words of an element without those of the parts that the selector matches."""
    left_out = {part.mem_id for part in node.css(selector)}
    words: list[str] = []
    pending = [node.first_child]
    while pending:
        child = pending.pop()
        if child is None:
            continue
        pending.append(child.next)
        if child.is_text_node:
            words.append(child.text_content or "")
        elif child.mem_id not in left_out:
            pending.append(child.first_child)
    return fold("".join(words)) or None


def number(text: str | None) -> int | None:
    """A whole number as printed: "1,234", "1.234", "1 234". None for anything else, abbreviations ("263K") included:
    a figure that was rounded is no figure.
    """
    if not text:
        return None
    digits = text.strip()
    if digits.isdecimal() and len(digits) <= 18:
        return int(digits)
    for mark in (",", ".", " ", "\u00a0", "\u202f", "'", "\u2019", "\u066c"):
        head, *groups = digits.split(mark)
        if groups and head and len(head) <= 3 and all(len(group) == 3 for group in groups):
            digits = head + "".join(groups)
            break
    return int(digits) if digits.isdecimal() and len(digits) <= 18 else None
