"""The records expected of the demo: what a reader must find, made from the model and never from a page.

Owns what every platform must agree on. What only one prints (addresses, raw strings, safe HTML) is left out: ``html`` and
``raw`` are empty, addresses None.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from archiver.demo.blog_model import Article, Comment
from archiver.demo.model import (
    Anchor,
    Body,
    Break,
    Bullets,
    Code,
    Community,
    Emoji,
    Member,
    Mention,
    Paragraph,
    Picture,
    Post,
    Quotation,
    Smiley,
    Span,
    Strong,
    Thread,
    Words,
    Writer,
)
from spiders import items


def own_text(body: Body, *, emoji: bool = False) -> str:
    """The author's own words. ``emoji``: smileys are read as the emoji that WordPress makes of them."""
    return content(body, emoji=emoji).text


def content(body: Body, *, emoji: bool = False, quotes_stay: bool = False) -> items.Content:
    """What a body says. ``quotes_stay``: quoted words and whose they are stay in the text, as in articles."""
    reading = _Reading(emoji=emoji, quotes_stay=quotes_stay)
    reading.blocks(body, None)
    return items.Content(
        text=_join(reading.text),
        html="",
        quotes=tuple(reading.quotes()),
        mentions=tuple(dict.fromkeys(reading.mentions)),
        links=tuple(reading.links),
        media=tuple(reading.media),
    )


def author(writer: Writer) -> items.Author:
    """Who wrote something."""
    if isinstance(writer, Member):
        return items.Author(name=writer.name, id=str(writer.id), guest=False)
    return items.Author(name=writer.name, guest=True)


def post(number: int, post: Post) -> items.Post:
    """A post of the forum, with the number printed beside it."""
    edit = post.edit
    return items.Post(
        id=str(post.id),
        ordinal=number,
        author=author(post.author),
        posted=items.Moment(raw="", at=post.posted, precision="second"),
        state="deleted" if post.state == "placeholder" else "visible",
        content=None if post.state == "placeholder" else _with_files(content(post.body), post),
        edits=(
            items.Edit(
                raw="",
                time=items.Moment(raw="", at=edit.at, precision="second"),
                by=edit.by.name,
                by_id=str(edit.by.id),
                reason=edit.reason,
                count=edit.count,
            ),
        )
        if edit and post.state == "visible"
        else (),
        reactions=tuple(
            items.Reaction(kind=reaction.kind, count=len(reaction.members), names=tuple(m.name for m in reaction.members))
            for reaction in post.reactions
        ),
    )


def posts(thread: Thread) -> tuple[items.Post, ...]:
    """All posts of a thread that its pages show."""
    return tuple(post(number, shown) for number, shown in thread.shown)


def thread(community: Community, thread: Thread) -> items.Thread:
    """A thread's header with all that the site declares of it anywhere."""
    board = community.board[thread.board]
    poll = thread.poll
    return items.Thread(
        id=str(thread.id),
        title=thread.title,
        prefix=thread.prefix,
        author=author(thread.first.author),
        created=items.Moment(raw="", at=thread.first.posted, precision="second"),
        boards=tuple(
            items.Board(title=above.title, id=str(above.id), kind="category" if above.category else "forum")
            for above in community.path(board)
        ),
        labels=tuple(items.Label(kind="tag", title=tag) for tag in thread.tags),
        poll=items.Poll(
            question=poll.question,
            options=tuple(items.PollOption(text=choice.text, votes=choice.votes) for choice in poll.choices),
            voters=poll.votes,
        )
        if poll
        else None,
        sticky=thread.sticky,
        locked=thread.locked,
        state="moved" if thread.moved_to is not None else "visible",
        declared=items.Declared(
            replies=thread.replies,
            pages=community.pages(thread),
            views=thread.views,
            last_post=items.Moment(raw="", at=thread.last.posted, precision="second"),
            last_post_id=str(thread.last.id),
            last_author=author(thread.last.author),
        ),
    )


def comment(comment: Comment) -> items.Post:
    """A comment of the blog."""
    return items.Post(
        id=str(comment.id),
        kind=comment.kind,
        author=author(comment.author),
        posted=items.Moment(raw="", at=comment.posted, precision="second"),
        parent_id=str(comment.parent) if comment.parent is not None else None,
        content=content(comment.body, emoji=True),
    )


def article(article: Article) -> items.Post:
    """An article as the opening post of its own thread."""
    return items.Post(
        id=str(article.id),
        kind="article",
        author=author(article.author),
        posted=items.Moment(raw="", at=article.posted, precision="second"),
        content=content(article.body, emoji=True, quotes_stay=True),
    )


def _with_files(content: items.Content, post: Post) -> items.Content:
    files = tuple(items.Media(kind="attachment", name=file.name) for file in post.attachments)
    return items.Content(
        text=content.text,
        html="",
        quotes=content.quotes,
        mentions=content.mentions,
        links=content.links,
        media=(*content.media, *files),
    )


@dataclass(slots=True)
class _Found:
    """A quote met on the way."""

    quotation: Quotation
    depth: int
    parent: int | None
    position: int
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """A body walked through, block by block."""

    emoji: bool
    quotes_stay: bool
    text: list[str] = field(default_factory=list)
    found: list[_Found] = field(default_factory=list)
    mentions: list[items.Mention] = field(default_factory=list)
    links: list[items.Link] = field(default_factory=list)
    media: list[items.Media] = field(default_factory=list)

    def blocks(self, body: Body, around: int | None) -> None:
        """Read blocks; ``around`` is the ordinal of the quote they stand in."""
        own = around is None or self.quotes_stay
        for block in body:
            match block:
                case Quotation(blocks=inner):
                    depth = self.found[around - 1].depth + 1 if around else 1
                    self.found.append(_Found(block, depth, around, len(_join(self.text))))
                    self.blocks(inner, len(self.found))
                    if self.quotes_stay and block.name:
                        self.text.append(block.name)
                case Paragraph(spans):
                    self._say(self._line(spans, own=own), around)
                case Bullets(listed):
                    self._say("\n".join(self._line(spans, own=own) for spans in listed), around)
                case Code(text):
                    self._say(text.strip("\n"), around)
                case Picture(url=url, name=name):
                    if own:
                        self.media.append(items.Media(kind="image", url=url, name=name or None))

    def _say(self, text: str, around: int | None) -> None:
        if around is not None:
            self.found[around - 1].text.append(text)
        if around is None or self.quotes_stay:
            self.text.append(text)

    def _line(self, spans: Iterable[Span], *, own: bool) -> str:
        words: list[str] = []
        for span in spans:
            match span:
                case Words(text) | Strong(text):
                    words.append(text)
                case Anchor(url, text):
                    words.append(text or url)
                    if own:
                        self.links.append(items.Link(url=url, text=text or url))
                case Mention(member):
                    words.append(f"@{member.name}")
                    if own:
                        self.mentions.append(items.Mention(name=member.name, id=str(member.id)))
                case Smiley(code, emoji):
                    words.append(emoji if self.emoji else code)
                case Emoji(character):
                    words.append(character)
                case Break():
                    words.append("\n")
        return "".join(words).strip()

    def quotes(self) -> Iterator[items.Quote]:
        """The quotes, numbered as they were met."""
        for ordinal, found in enumerate(self.found, 1):
            member = found.quotation.member
            yield items.Quote(
                ordinal=ordinal,
                depth=found.depth,
                parent=found.parent,
                position=found.position,
                text=_join(found.text),
                author=found.quotation.name,
                author_id=str(member.id) if member else None,
                source_id=str(found.quotation.post) if found.quotation.post else None,
            )


def _join(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block)
