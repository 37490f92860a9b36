"""The shape of an audit, as `archiver audit --json` prints it. Stable: members are added, none changes its meaning.

Posts are counted with the opening post or article, as docs/counting.md explains.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from spiders.items import Reason

BoardState = Literal["read", "under way", "behind", "never read", "gated", "no page"]


class Percent(Struct, frozen=True, kw_only=True):
    """Of the posts declared, with two places, rounded down for what is held: 100 means all. Together they are 100."""

    held: float
    lacking: float


class Posts(Struct, frozen=True, kw_only=True):
    """Posts. ``declared`` = ``held`` + ``to_fetch`` + ``unshown`` + ``unexplained``; the others stand beside that sum.

    ``unshown`` are counted by the platform and shown nowhere, ``unexplained`` declared although all was read. ``undeclared`` are
    held in threads that declare nothing, ``placeholders`` are held without words, ``missing`` are no longer shown.
    """

    declared: int
    held: int
    to_fetch: int
    unshown: int
    unexplained: int
    undeclared: int
    placeholders: int
    missing: int


class Threads(Struct, frozen=True, kw_only=True):
    """Threads. ``declared`` are those that boards count, None where none does; ``unlisted`` those of them that no listing named.
    ``moved``, ``gated`` and ``gone`` stand apart: they are in ``known``, not in ``read`` or ``complete``.
    """

    declared: int | None
    unlisted: int
    known: int
    read: int
    complete: int
    moved: int
    gated: int
    gone: int


class Pages(Struct, frozen=True, kw_only=True):
    """Pages of threads. ``declared`` = ``held`` + ``missing``."""

    declared: int
    held: int
    missing: int


class BoardAudit(Struct, frozen=True, kw_only=True):
    """A board. Figures are those of its own threads and of all boards below it, since that is what sites declare.

    ``unlisted`` threads and ``behind`` posts are declared by this board itself and by nothing below it.
    """

    id: str
    title: str
    url: str | None
    parent: str | None
    state: BoardState
    complete: bool
    declared_threads: int | None
    threads: int
    complete_threads: int
    unlisted: int
    declared_posts: int | None
    posts: int
    behind: int
    checked_at: datetime | None


class ThreadAudit(Struct, frozen=True, kw_only=True):
    """A thread. ``apart`` says why nothing is expected of it; ``why`` what it lacks, for people."""

    id: str
    title: str | None
    url: str | None
    board: str | None
    complete: bool
    apart: Literal["moved", "gated", "gone"] | None
    posts: int
    declared: int | None
    held: int
    to_fetch: int
    unshown: int
    unexplained: int
    missing: int
    pages: int
    pages_missing: list[int]
    numbers_missing: list[tuple[int, int]]
    losses: dict[str, int]
    checked_at: datetime | None
    why: list[str]


class Quote(Struct, frozen=True, kw_only=True):
    """A quote whose source is stated and not held."""

    post: str
    url: str | None
    source: str
    source_url: str | None


class Step(Struct, frozen=True, kw_only=True):
    """What would close a part of the gap. ``reason`` is the crawl's word for it; ``posts`` how many it would bring, if known;
    ``due`` when it is to be tried, None for now.
    """

    reason: Reason
    what: str
    url: str | None
    thread: str | None = None
    board: str | None = None
    posts: int | None = None
    due: datetime | None = None


class SiteAudit(Struct, frozen=True, kw_only=True):
    """A site, or the board or thread of it that was asked for."""

    url: str
    platform: str
    platform_version: str | None
    title: str | None
    scope: Literal["site", "board", "thread"]
    complete: bool
    checked_at: datetime | None
    blocked_until: datetime | None
    percent: Percent | None
    posts: Posts
    threads: Threads
    pages: Pages
    losses: dict[str, int]
    boards: list[BoardAudit]
    open_threads: list[ThreadAudit]
    """Those that lack something, the largest gap first."""
    closed_threads: list[ThreadAudit]
    quotes: list[Quote]
    steps: list[Step]


class Audit(Struct, frozen=True, kw_only=True):
    """All sites that were asked for."""

    format: Literal["archiver.audit/1"] = "archiver.audit/1"
    complete: bool
    sites: list[SiteAudit]
