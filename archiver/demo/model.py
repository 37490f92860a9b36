"""What a forum and its posts hold, before any markup: frozen data from which pages and expected records are made.

Owns the shape and what follows from it by counting (pages, ordinals, figures). Knows no platform, no address and no HTML.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

# -- what a post is made of ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words in bold."""

    text: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link. With an empty ``text`` it stands on its own address."""

    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A member named with an @, linked where the platform knows mentions."""

    member: Member


@dataclass(frozen=True, slots=True)
class Smiley:
    """A smiley typed as characters. Forums show a picture of it, WordPress the emoji."""

    code: str
    emoji: str


@dataclass(frozen=True, slots=True)
class Emoji:
    """An emoji, which forums show as a picture."""

    character: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break inside a paragraph."""


Span = Words | Strong | Anchor | Mention | Smiley | Emoji | Break


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Spans on one or more lines."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Quoted blocks. ``name`` is the attribution, ``member`` its account if known, ``post`` the id of the post quoted."""

    blocks: tuple[Block, ...]
    name: str | None = None
    member: Member | None = None
    post: int | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """Code, its spaces and line breaks kept."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of items."""

    items: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image from elsewhere. A ``proxied`` one is served through the forum, its address kept beside it."""

    url: str
    name: str = ""
    proxied: bool = False
    lazy: bool = False


Block = Paragraph | Quotation | Code | Bullets | Picture
Body = tuple[Block, ...]

# -- the forum -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An account, on the forum or on the blog. ``url`` is a blog author's own home page."""

    id: int
    name: str
    joined: datetime
    title: str = "Member"
    staff: bool = False
    signature: Body = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody without account; ``url`` is what a blog's visitor may leave."""

    name: str
    url: str = ""


Writer = Member | Guest


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """The last edit of a post, and how many there were."""

    at: datetime
    by: Member
    reason: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Reaction:
    """One kind of reaction and who reacted so."""

    kind: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file listed beside a post."""

    id: int
    name: str
    size: int = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post. A ``deleted`` one keeps its number and is not shown; a ``placeholder`` is shown without its words."""

    id: int
    author: Writer
    posted: datetime
    body: Body
    edit: Edit | None = None
    reactions: tuple[Reaction, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    state: Literal["visible", "deleted", "placeholder"] = "visible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer of a poll."""

    text: str
    votes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """The poll of a thread, one vote a member."""

    question: str
    choices: tuple[Choice, ...]
    closed: datetime | None = None

    @property
    def votes(self) -> int:
        """All votes given."""
        return sum(choice.votes for choice in self.choices)


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A thread. One with ``moved_to`` is the stub that a moved thread leaves in its old board; it has one post."""

    id: int
    title: str
    board: int
    posts: tuple[Post, ...]
    views: int = 0
    prefix: str | None = None
    tags: tuple[str, ...] = ()
    sticky: bool = False
    locked: bool = False
    poll: Poll | None = None
    moved_to: int | None = None

    @cached_property
    def shown(self) -> tuple[tuple[int, Post], ...]:
        """The posts that are on its pages, each with its number; a deleted one leaves a gap."""
        return tuple((number, post) for number, post in enumerate(self.posts, 1) if post.state != "deleted")

    @property
    def first(self) -> Post:
        """The opening post."""
        return self.posts[0]

    @property
    def last(self) -> Post:
        """The latest post that is shown."""
        return self.shown[-1][1]

    @property
    def replies(self) -> int:
        """As the listing declares them: posts shown, less the opening one."""
        return len(self.shown) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A board, or a category that only groups boards. A ``gated`` one is listed and closed to guests."""

    id: int
    title: str
    description: str = ""
    parent: int | None = None
    category: bool = False
    gated: bool = False


@dataclass(frozen=True, kw_only=True)
class Community:
    """A forum."""

    title: str
    description: str
    members: tuple[Member, ...]
    boards: tuple[Board, ...]
    threads: tuple[Thread, ...]
    zone: str = "Europe/London"
    language: str = "en-GB"
    posts_per_page: int = 10
    threads_per_page: int = 20

    @cached_property
    def board(self) -> dict[int, Board]:
        """Boards by id."""
        return {board.id: board for board in self.boards}

    @cached_property
    def thread(self) -> dict[int, Thread]:
        """Threads by id."""
        return {thread.id: thread for thread in self.threads}

    @cached_property
    def place(self) -> dict[int, tuple[Thread, int]]:
        """Where each post that is shown stands, by its id: its thread and the page's number."""
        return {
            post.id: (thread, index // self.posts_per_page + 1)
            for thread in self.threads
            if thread.moved_to is None
            for index, (_, post) in enumerate(thread.shown)
        }

    @cached_property
    def written(self) -> Counter[int]:
        """How many posts each member has written, by the member's id."""
        shown = (post.author for thread in self.threads if thread.moved_to is None for _, post in thread.shown)
        return Counter(writer.id for writer in shown if isinstance(writer, Member))

    @cached_property
    def _threads_of(self) -> dict[int, tuple[Thread, ...]]:
        found: dict[int, list[Thread]] = {board.id: [] for board in self.boards}
        for thread in self.threads:
            found[thread.board].append(thread)
        return {
            board: tuple(sorted(threads, key=lambda thread: (not thread.sticky, -thread.last.posted.timestamp(), -thread.id)))
            for board, threads in found.items()
        }

    def threads_of(self, board: Board) -> tuple[Thread, ...]:
        """A board's threads as it lists them: sticky ones first, then by last post, the latest first."""
        return self._threads_of[board.id]

    def children(self, board: Board | None) -> Iterator[Board]:
        """The boards right under one, or at the top."""
        parent = board.id if board else None
        return (child for child in self.boards if child.parent == parent)

    def path(self, board: Board) -> tuple[Board, ...]:
        """The boards above and the board itself, outermost first."""
        above = self.board[board.parent] if board.parent is not None else None
        return (*self.path(above), board) if above else (board,)

    def pages(self, thread: Thread) -> int:
        """How many pages a thread has."""
        return max(1, -(-len(thread.shown) // self.posts_per_page))

    def page(self, thread: Thread, number: int) -> tuple[tuple[int, Post], ...]:
        """One page of a thread, counted from 1: its posts with their numbers."""
        start = (number - 1) * self.posts_per_page
        return thread.shown[start : start + self.posts_per_page]

    def figures(self, board: Board) -> tuple[int, int]:
        """A board's threads and posts, those of the boards under it included."""
        threads = [thread for thread in self.threads_of(board) if thread.moved_to is None]
        below = [self.figures(child) for child in self.children(board)]
        return (
            len(threads) + sum(count for count, _ in below),
            sum(len(thread.shown) for thread in threads) + sum(posts for _, posts in below),
        )
