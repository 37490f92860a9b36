"""Posts as HTML: what all platforms write alike. A platform overrides what it writes in its own way."""

from __future__ import annotations

from archiver.demo.model import (
    Anchor,
    Block,
    Body,
    Break,
    Bullets,
    Code,
    Emoji,
    Mention,
    Paragraph,
    Picture,
    Quotation,
    Smiley,
    Span,
    Strong,
    Words,
)
from archiver.demo.site import esc


class Markup:
    """Blocks and spans of a post as HTML, line breaks written as ``<br>`` as forums do."""

    BREAK = "<br>\n"
    BETWEEN = "<br>\n<br>\n"
    """Between two paragraphs."""

    def body(self, body: Body) -> str:
        """A whole post."""
        parts: list[str] = []
        for before, block in zip((None, *body), body, strict=False):
            if isinstance(block, Paragraph) and isinstance(before, Paragraph):
                parts.append(self.BETWEEN)
            elif isinstance(before, Paragraph):
                parts.append(self.BREAK)
            elif before is not None:
                parts.append("\n")
            parts.append(self.block(block))
        return "".join(parts)

    def block(self, block: Block) -> str:
        """One block."""
        match block:
            case Paragraph(spans):
                return self.paragraph(self.spans(spans))
            case Quotation():
                return self.quotation(block)
            case Code():
                return self.code(block)
            case Bullets(items):
                return self.bullets(["".join(self.span(span) for span in item) for item in items])
            case Picture():
                return self.picture(block)

    def spans(self, spans: tuple[Span, ...]) -> str:
        """Spans in a row."""
        return "".join(self.span(span) for span in spans)

    def span(self, span: Span) -> str:
        """One span."""
        match span:
            case Words(text):
                return self.words(text)
            case Strong(text):
                return self.strong(text)
            case Anchor(url, text):
                return self.anchor(url, text or url)
            case Mention():
                return self.mention(span)
            case Smiley():
                return self.smiley(span)
            case Emoji(character):
                return self.emoji(character)
            case Break():
                return self.BREAK

    def paragraph(self, inner: str) -> str:
        """A paragraph; forums write none, only line breaks between two."""
        return inner

    def words(self, text: str) -> str:
        """Running text."""
        return esc(text)

    def strong(self, text: str) -> str:
        """Words in bold."""
        return f"<b>{self.words(text)}</b>"

    def anchor(self, url: str, text: str) -> str:
        """A link."""
        return f'<a href="{esc(url)}">{self.words(text)}</a>'

    def mention(self, mention: Mention) -> str:
        """A member named; plain text unless the platform links it."""
        return self.words(f"@{mention.member.name}")

    def smiley(self, smiley: Smiley) -> str:
        """A smiley."""
        return esc(smiley.code)

    def emoji(self, character: str) -> str:
        """An emoji."""
        return character

    def quotation(self, quotation: Quotation) -> str:
        """A quote."""
        return f"<blockquote>{self.body(quotation.blocks)}</blockquote>"

    def code(self, code: Code) -> str:
        """Code."""
        return f"<pre><code>{esc(code.text)}</code></pre>"

    def bullets(self, items: list[str]) -> str:
        """A list; the items are HTML."""
        return "<ul>\n" + "".join(f"<li>{item}</li>\n" for item in items) + "</ul>"

    def picture(self, picture: Picture) -> str:
        """An image."""
        return f'<img src="{esc(picture.url)}" alt="{esc(picture.name)}">'
