"""The records a page is read into: what flows from a platform to the database and out again.

All are slotted dataclasses (`record`), so that msgspec can encode, decode and describe them. Everything is what *one page
states*; nothing is inferred from other pages. ``None`` means "this page does not say"; an empty tuple means "the page
shows none". Ids are strings, as the site has them. Owns the shape of the data and nothing else: no parsing, no storage.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeVar, dataclass_transform

Precision = Literal["second", "minute", "day", "month", "relative"]
PageKind = Literal["index", "board", "thread", "article", "author", "sitemap", "feed", "api", "login", "error", "other"]
ThreadKind = Literal["forum", "article", "page", "question", "mail"]
PostKind = Literal["post", "article", "comment", "pingback", "trackback", "answer", "mail"]
ThreadState = Literal["visible", "moved", "merged", "deleted", "gated", "gone"]
PostState = Literal["visible", "deleted", "moderated", "ignored", "missing"]
View = Literal["page", "api", "feed", "excerpt"]
GONE = (404, 410)
"""The statuses by which a server says that what was asked for is not there (RFC 9110, 15.5.5 and 15.5.11)."""
Reason = Literal["discover", "grow", "hole", "recheck", "retry"]
"""Why something is fetched: it was never read, declares more than is held, was left out, is due to be looked at again for edits
and deletions, or failed before."""


_Record = TypeVar("_Record")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(cls: type[_Record]) -> type[_Record]:
    """A slotted dataclass of keyword arguments, hashed by its values and frozen to the type checker, which sees all of our code.

    Frozen at run time, too, each record would take 1.6 us to make instead of 0.4: a fifteenth of reading a page.
    """
    return dataclass(slots=True, kw_only=True, unsafe_hash=True)(cls)


@record
class Moment:
    """A time as a page prints it.

    ``at`` is aware and in UTC, or None where the page alone does not tell (no zone is known, or the text could not be
    read). ``local`` is the naive reading in the zone the page is written in, kept so that a zone learnt later can be
    applied without reading again. ``raw`` is the string that was read, always kept. ``precision`` is None only where
    nothing could be read from ``raw``.
    """

    raw: str
    at: datetime | None = None
    local: datetime | None = None
    precision: Precision | None = None


@record
class Author:
    """Who wrote something, as printed there. ``guest`` is None where the page does not tell members from guests.

    ``aliases`` are other ids by which the site knows the same person (WordPress: the number beside the slug). Where the
    page gives nothing but such an id, ``name`` is empty: the name is then to be found by the alias (`Reading.authors`).
    """

    name: str
    id: str | None = None
    url: str | None = None
    guest: bool | None = None
    aliases: tuple[str, ...] = ()


@record
class Edit:
    """One edit marker ("Last edited by X on DATE, edited 2 times"). ``raw`` is its whole text with white space folded."""

    raw: str
    time: Moment | None = None
    by: str | None = None
    by_id: str | None = None
    reason: str | None = None
    count: int | None = None


@record
class Quote:
    """A quoted fragment. Quotes of a post are numbered in document order, the outer before the inner.

    ``depth`` is 1 for a quote standing in the post itself; ``parent`` is the ordinal of the quote around it; ``position``
    is the offset in the post's own text (characters) where the quote stood. ``text`` leaves out the quotes inside it.
    ``source_id`` is the post the page says the words come from (a native post id), ``source_url`` the link to it.
    """

    ordinal: int
    depth: int
    parent: int | None
    position: int
    text: str
    author: str | None = None
    author_id: str | None = None
    source_id: str | None = None
    source_url: str | None = None
    time: Moment | None = None


@record
class Mention:
    """A member named in the text by link or @name. ``name`` is without the @."""

    name: str
    id: str | None = None
    url: str | None = None


@record
class Link:
    """A link in the author's own words or in a link card: absolute address, and the text it stands on."""

    url: str
    text: str = ""


@record
class Media:
    """An image, attachment, video, audio or embedded page; ``url`` is the original address where the page gives one."""

    kind: Literal["image", "attachment", "video", "audio", "embed"]
    url: str | None = None
    name: str | None = None


@record
class Reaction:
    """One kind of reaction. ``count`` is None where the page names only some who reacted ("A, B and 3 others")."""

    kind: str
    count: int | None = None
    names: tuple[str, ...] = ()


@record
class PollOption:
    """One answer of a poll; ``votes`` is None while the results are hidden."""

    text: str
    votes: int | None = None


@record
class Poll:
    """The poll of a thread."""

    question: str
    options: tuple[PollOption, ...] = ()
    voters: int | None = None
    closes: Moment | None = None


@record
class Content:
    """What a post says: the author's own words as text, the body as safe HTML, and what stands in it."""

    text: str
    html: str
    quotes: tuple[Quote, ...] = ()
    mentions: tuple[Mention, ...] = ()
    links: tuple[Link, ...] = ()
    media: tuple[Media, ...] = ()


@record
class Post:
    """A post, article or comment as one page shows it.

    ``id`` is the site's own; ``~`` and a hash where the page gives none, and then ``id_kind`` is "derived". ``ordinal`` is
    the number printed beside it (never counted by us). ``parent_id`` is the post it answers, None when it answers the
    article or nothing is stated. ``content`` is None for a placeholder whose words are not on the page. ``aliases`` are
    other ids and addresses by which the same post is known.
    """

    id: str
    kind: PostKind = "post"
    id_kind: Literal["stated", "derived"] = "stated"
    ordinal: int | None = None
    author: Author | None = None
    posted: Moment | None = None
    url: str | None = None
    parent_id: str | None = None
    parent_kind: Literal["stated", "derived"] | None = None
    state: PostState = "visible"
    subject: str | None = None
    content: Content | None = None
    edits: tuple[Edit, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    aliases: tuple[str, ...] = ()


@record
class Label:
    """A category, tag or prefix."""

    kind: Literal["category", "tag", "prefix"]
    title: str
    id: str | None = None
    url: str | None = None
    parent_id: str | None = None


@record
class Declared:
    """What the site says a thread holds; compared with what the archive holds. ``replies`` leaves the opening post out."""

    replies: int | None = None
    posts: int | None = None
    pages: int | None = None
    views: int | None = None
    last_post: Moment | None = None
    last_post_id: str | None = None
    last_author: Author | None = None


@record
class Board:
    """A forum, sub-forum or forum category. ``parent_id`` and ``path`` (outermost first) are None/empty where not stated."""

    title: str
    id: str | None = None
    url: str | None = None
    kind: Literal["forum", "category", "link"] = "forum"
    parent_id: str | None = None
    description: str | None = None
    threads: int | None = None
    posts: int | None = None


@record
class Thread:
    """A thread's header, from its own page or from a listing row. Flags are None where the page does not show them."""

    id: str
    title: str | None = None
    kind: ThreadKind = "forum"
    url: str | None = None
    prefix: str | None = None
    author: Author | None = None
    created: Moment | None = None
    boards: tuple[Board, ...] = ()
    labels: tuple[Label, ...] = ()
    poll: Poll | None = None
    sticky: bool | None = None
    locked: bool | None = None
    state: ThreadState = "visible"
    moved_to: str | None = None
    declared: Declared = field(default_factory=Declared)
    aliases: tuple[str, ...] = ()


@record
class Loss:
    """Something that could not be read. ``post_id`` says where on the page, when it is one post of it."""

    kind: Literal["fetch", "read", "post", "blocked", "gated"]
    what: str
    url: str
    post_id: str | None = None


@record
class ThreadPage:
    """One page of a thread: its header and its posts in the page's order. ``number`` counts from 1.

    ``scattered`` is for threads whose posts stand on pages that are no sequence: a mail a page, the mails of a month in a file.
    "placed": the page says which thread they are in; "unplaced": it does not, and ``thread`` is the one that they begin where no
    other holds them.
    """

    thread: Thread
    posts: tuple[Post, ...] = ()
    number: int | None = None
    pages: int | None = None
    next_url: str | None = None
    view: View = "page"
    losses: tuple[Loss, ...] = ()
    confidence: float | None = None
    """How sure a reader is that guesses (0 to 1); None where a platform knows the page."""
    scattered: Literal["placed", "unplaced"] | None = None


@record
class Listing:
    """Boards and thread rows of one listing page. ``board`` is the listed board itself, None on the site's index."""

    board: Board | None = None
    boards: tuple[Board, ...] = ()
    threads: tuple[Thread, ...] = ()
    labels: tuple[Label, ...] = ()
    number: int | None = None
    pages: int | None = None
    next_url: str | None = None


@record
class Follow:
    """An address this page leads to that is worth fetching, and what it leads to. ``modified`` is when the site says that it
    last changed (a sitemap's lastmod).
    """

    url: str
    kind: PageKind
    thread_id: str | None = None
    number: int | None = None
    modified: Moment | None = None


@record
class Site:
    """What a page says about the whole site. ``timezone_source`` says how the zone is known ("stated", "derived" ...).

    ``fixed_clock`` is whether the software prints all times at one distance from UTC, summer and winter: then one post whose
    moment is known (from a feed) tells the zone of all.
    """

    url: str
    platform: str
    version: str | None = None
    title: str | None = None
    language: str | None = None
    timezone: str | None = None
    timezone_source: str | None = None
    fixed_clock: bool | None = None


@record
class Reading:
    """All that one page states. ``url`` is the page's canonical address; ``parser`` names reader and version.

    ``authors`` are those that the page lists by themselves (a member list, an API of users), not those of its posts.
    ``logged_in`` is whether the page was written for a member. ``message`` is what a page of kind error says, in the site's own
    words; ``gone``, whether such a page says that what was asked for is not there.
    """

    kind: PageKind
    url: str
    site: Site
    parser: str
    listing: Listing | None = None
    threads: tuple[ThreadPage, ...] = ()
    follows: tuple[Follow, ...] = ()
    losses: tuple[Loss, ...] = ()
    authors: tuple[Author, ...] = ()
    logged_in: bool | None = None
    message: str | None = None
    gone: bool | None = None


@record
class Original:
    """The capture that holds the body of a revisit, named by what is unique of it. ``digest`` is that of the body."""

    url: str
    fetched_at: datetime
    digest: str


@record
class Capture:
    """One fetched response and where its bytes are kept. ``digest`` is "sha1:" and base32 of the body as it came
    (before content decoding), as WARC has it; ``offset`` and ``length`` are bytes of the compressed response record.

    ``revisit_of`` holds the body where this record does not: the same bytes came again, or the server said that nothing has
    changed (status 304; ``digest`` is then that of the body held).
    """

    url: str
    fetched_at: datetime
    status: int
    digest: str | None = None
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    warc: str | None = None
    offset: int | None = None
    length: int | None = None
    revisit_of: Original | None = None


@record
class PageRecord:
    """One Scrapy item, one transaction, one retry unit: a capture and what was read from it; what was asked for, and why."""

    capture: Capture
    reading: Reading | None
    losses: tuple[Loss, ...] = ()
    asked: Follow | None = None
    reason: Reason | None = None
