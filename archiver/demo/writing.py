"""Short ways to write a body, for the demo's content and for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from archiver.demo.model import (
    Anchor,
    Block,
    Body,
    Break,
    Bullets,
    Emoji,
    Member,
    Mention,
    Paragraph,
    Quotation,
    Smiley,
    Span,
    Words,
)

SMILE = Smiley(":)", "\U0001f642")
WINK = Smiley(";)", "\U0001f609")
GRIN = Smiley(":D", "\U0001f600")


def at(text: str) -> datetime:
    """A UTC time written "2024-03-02 18:41" or with seconds."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def p(*spans: Span | str) -> Paragraph:
    """A paragraph; in a string, a line break is a line break."""
    return Paragraph(tuple(span for piece in spans for span in _spans(piece)))


def body(*blocks: Block | str) -> Body:
    """A body; a string is a paragraph."""
    return tuple(p(block) if isinstance(block, str) else block for block in blocks)


def bullets(*items: str) -> Bullets:
    """A list of plain items."""
    return Bullets(tuple((Words(item),) for item in items))


def quote(member: Member | None, post: int | None, *blocks: Block | str, name: str | None = None) -> Quotation:
    """A quote of a member's post, or of a name alone."""
    return Quotation(blocks=body(*blocks), name=member.name if member else name, member=member, post=post)


def link(url: str, text: str = "") -> Anchor:
    """A link."""
    return Anchor(url, text)


def mention(member: Member) -> Mention:
    """A member named."""
    return Mention(member)


def emoji(character: str) -> Emoji:
    """An emoji."""
    return Emoji(character)


def _spans(piece: Span | str) -> tuple[Span, ...]:
    if not isinstance(piece, str):
        return (piece,)
    spans: list[Span] = []
    for number, line in enumerate(piece.split("\n")):
        if number:
            spans.append(Break())
        if line:
            spans.append(Words(line))
    return tuple(spans)
