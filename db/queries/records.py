"""What a whole thread is read into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from db.queries.facts import ThreadFacts


class SiteRow(NamedTuple):
    """The site of a thread."""

    id: int
    url: str
    platform: str
    platform_version: str | None
    title: str | None
    language: str | None
    timezone: str | None


class AuthorRow(NamedTuple):
    """Who wrote something. ``native_id`` is None where no page gave the site's id."""

    native_id: str | None
    name: str | None
    url: str | None
    guest: bool | None = None


class ThreadRow(NamedTuple):
    """A thread's own columns."""

    id: int
    site_id: int
    native_id: str
    kind: str
    title: str | None
    prefix: str | None
    url: str | None
    board_id: int | None
    author_key: str | None
    author_name: str | None
    author_url: str | None
    created_at: datetime | None
    created_precision: str | None
    state: str
    sticky: bool | None
    locked: bool | None
    declared_replies: int | None
    declared_posts: int | None
    declared_pages: int | None
    declared_views: int | None
    last_post_at: datetime | None
    confidence: float | None = None
    """How sure the reader that guesses is of the least sure of its pages; None where none was guessed."""

    @property
    def author(self) -> AuthorRow | None:
        """Who began it."""
        return _author(self.author_key, self.author_name, self.author_url)


class PostRow(NamedTuple):
    """A post with its current words and the capture they were read from. The words are None where they were never seen."""

    id: int
    thread_id: int
    kind: str
    native_id: str
    ordinal: int | None
    page: int | None
    position: int | None
    parent_native_id: str | None
    author_key: str | None
    author_name: str | None
    author_url: str | None
    author_guest: bool | None
    posted_at: datetime | None
    posted_raw: str | None
    posted_precision: str | None
    url: str | None
    subject: str | None
    state: str
    revision_id: int | None
    view: str | None
    identity: str | None
    text: str | None
    html: str | None
    capture_url: str | None
    capture_fetched_at: datetime | None
    capture_warc: str | None
    capture_offset: int | None
    capture_digest: str | None

    @property
    def author(self) -> AuthorRow | None:
        """Who wrote it."""
        return _author(self.author_key, self.author_name, self.author_url, self.author_guest)


class EditRow(NamedTuple):
    """An edit marker."""

    post_id: int
    at: datetime | None
    precision: str | None
    by: str | None
    reason: str | None
    times: int | None
    raw: str


class QuoteRow(NamedTuple):
    """A quote in the current words of a post; the ``source_`` columns are None while no source is known."""

    revision_id: int
    ordinal: int
    depth: int
    parent: int | None
    position: int
    author: str | None
    text: str
    source_post: str | None
    source_thread: str | None
    match: str | None
    start: int | None
    end: int | None
    score: float | None
    altered: bool | None


class RevisionRow(NamedTuple):
    """A revision of a post, without its words."""

    post_id: int
    view: str
    identity: str
    number: int
    observed_from: datetime
    hash: str


class BoardRow(NamedTuple):
    """A board."""

    id: int
    parent_id: int | None
    native_id: str
    title: str
    url: str | None


@dataclass(slots=True)
class ThreadRecord:
    """A thread and all that hangs on it. Posts are in the order in which the site shows them."""

    site: SiteRow
    thread: ThreadRow
    boards: list[BoardRow]
    """The path to its board, the outermost first."""
    facts: ThreadFacts
    """What it declares and what is held of it."""
    posts: list[PostRow] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)
    """Kind and title."""
    poll: str | None = None
    poll_options: list[tuple[str, int | None]] = field(default_factory=list)
    edits: dict[int, list[EditRow]] = field(default_factory=dict)
    """By post; the latest last."""
    reactions: dict[int, list[tuple[str, int | None, Sequence[str]]]] = field(default_factory=dict)
    """Kind, count and names, by post."""
    revisions: dict[int, list[RevisionRow]] = field(default_factory=dict)
    """Those of the view that is shown, by post."""
    quotes: dict[int, list[QuoteRow]] = field(default_factory=dict)
    """By revision, as are the next three."""
    mentions: dict[int, list[tuple[str, str | None, str | None]]] = field(default_factory=dict)
    """Name, id and address."""
    links: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    """Address and text."""
    media: dict[int, list[tuple[str, str | None, str | None]]] = field(default_factory=dict)
    """Kind, name and address."""


def _author(key: str | None, name: str | None, url: str | None, guest: bool | None = None) -> AuthorRow | None:  # noqa: FBT001
    if key is None and name is None:
        return None
    return AuthorRow(None if key is None or key.startswith("~") else key, name or None, url, guest)
