"""The format ``archiver.thread/1``: one object per thread. These types are the format; the JSON Schema is made from them.

A field is only ever added. A field whose meaning changes makes it ``archiver.thread/2``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

FORMAT: Literal["archiver.thread/1"] = "archiver.thread/1"
SCHEMA_ID = "urn:archiver:thread:1"

_TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"
Time = Annotated[datetime, Meta(description="ISO 8601 in UTC, with Z.", extra_json_schema={"pattern": _TIME})]
Ordinal = Annotated[int, Meta(ge=1)]
Offset = Annotated[int, Meta(ge=0)]
Precision = Literal["second", "minute", "day", "month", "relative"]


class Site(Struct, frozen=True, kw_only=True):
    """The forum or blog."""

    url: Annotated[str, Meta(description="Canonical base address.")]
    platform: Annotated[str, Meta(description="The software that runs it: xenforo, phpbb, wordpress.")]
    platform_version: str | None
    title: str | None
    language: Annotated[str | None, Meta(description="A BCP 47 tag.")]
    timezone: Annotated[str | None, Meta(description="The zone its pages print times in, an IANA name or an offset.")]


class Board(Struct, frozen=True, kw_only=True):
    """The board a thread stands in."""

    id: Annotated[str | None, Meta(description="The site's id; null where no page gives one.")]
    title: str
    url: str | None
    path: Annotated[list[str], Meta(description="Titles from the outermost board to this one.")]


class Author(Struct, frozen=True, kw_only=True):
    """Who began a thread."""

    id: Annotated[str | None, Meta(description="The site's id of the member; null where a name is all there is.")]
    name: Annotated[str | None, Meta(description="As printed there.")]
    url: Annotated[str | None, Meta(description="The member's profile, or the address a commenter gave.")]


class PostAuthor(Struct, frozen=True, kw_only=True):
    """Who wrote a post."""

    id: Annotated[str | None, Meta(description="The site's id of the member; null where a name is all there is.")]
    name: Annotated[str | None, Meta(description="As printed on the post.")]
    url: Annotated[str | None, Meta(description="The member's profile, or the address a commenter gave.")]
    guest: Annotated[bool, Meta(description="Whether the page shows the author as a guest.")]


class PollOption(Struct, frozen=True, kw_only=True):
    """An answer of a poll."""

    text: str
    votes: Annotated[int | None, Meta(description="Null while the results are hidden.")]


class Poll(Struct, frozen=True, kw_only=True):
    """The poll of a thread, as last seen."""

    question: str
    options: list[PollOption]


class Declared(Struct, frozen=True, kw_only=True):
    """What the site says the thread holds; null where it says nothing."""

    replies: Annotated[int | None, Meta(description="Replies or comments, the opening post or article not counted.")]
    pages: int | None
    views: int | None
    last_post_at: Time | None


class Loss(Struct, frozen=True, kw_only=True):
    """A page of the thread, or a post on one, that could not be fetched or read."""

    url: str
    kind: Literal["fetch", "read", "post", "blocked", "gated"]
    what: str
    since: Time


class Completeness(Struct, frozen=True, kw_only=True):
    """What is declared against what is held."""

    complete: Annotated[bool, Meta(description="Nothing is lacking that the site declares and shows; see docs/counting.md.")]
    posts: Annotated[int, Meta(description="Posts held, the opening post or article included.")]
    posts_declared: Annotated[int | None, Meta(description="Posts declared, the opening post or article included.")]
    pages_missing: Annotated[list[int], Meta(description="Numbers of pages that the thread has and the archive has not.")]
    losses: list[Loss]


class Edit(Struct, frozen=True, kw_only=True):
    """An edit marker seen on a post."""

    at: Time | None
    precision: Precision | None
    by: str | None
    reason: str | None
    count: int | None
    raw: Annotated[str, Meta(description="The whole marker, white space folded.")]


class Source(Struct, frozen=True, kw_only=True):
    """The post that quoted words come from."""

    post_id: str
    thread_id: str
    match: Annotated[
        Literal["stated", "exact", "fuzzy"],
        Meta(description="How it is known: the page states it, the words are the same, the words are alike."),
    ]
    start: Annotated[Offset | None, Meta(description="Where the words begin in that post's text, in characters.")]
    end: Annotated[Offset | None, Meta(description="Where they end.")]
    score: Annotated[float | None, Meta(description="How sure, 0 to 1.")]
    altered: Annotated[bool | None, Meta(description="Whether the words differ from the source's; null where that is not known.")]


class Quote(Struct, frozen=True, kw_only=True):
    """A quoted fragment. Quotes are numbered in document order, the outer before the inner."""

    ordinal: Ordinal
    depth: Annotated[int, Meta(ge=1, description="1 for a quote standing in the post itself.")]
    parent: Annotated[int | None, Meta(description="Ordinal of the quote around it.")]
    position: Annotated[Offset, Meta(description="Where it stood in the post's own text, in characters.")]
    author: Annotated[str | None, Meta(description="Whom it names.")]
    text: Annotated[str, Meta(description="The quoted words, without quotes inside them.")]
    source: Source | None


class Mention(Struct, frozen=True, kw_only=True):
    """A member named in a post."""

    name: str
    id: str | None
    url: str | None


class Link(Struct, frozen=True, kw_only=True):
    """A link in a post."""

    url: str
    text: str


class Media(Struct, frozen=True, kw_only=True):
    """An image, file or embedded thing in a post."""

    kind: Literal["image", "attachment", "video", "audio", "embed"]
    name: str | None
    url: str | None


class Reaction(Struct, frozen=True, kw_only=True):
    """One kind of reaction to a post."""

    kind: str
    count: int | None
    names: list[str]


class Revision(Struct, frozen=True, kw_only=True):
    """A state of the post's words as the archive observed it."""

    number: Ordinal
    observed_from: Time
    hash: Annotated[str, Meta(description="BLAKE2b, 128 bits: equal means the same words.")]


class Capture(Struct, frozen=True, kw_only=True):
    """The response that the words were read from."""

    url: str
    fetched_at: Time
    warc: str | None
    offset: Offset | None
    digest: Annotated[str | None, Meta(description="Of the body as it came: sha1: and base32.")]


class Post(Struct, frozen=True, kw_only=True):
    """A post, article or comment."""

    id: Annotated[str, Meta(description="The site's id; begins with ~ where its pages give none.")]
    kind: Literal["post", "article", "comment", "pingback", "trackback", "answer", "mail"]
    ordinal: Annotated[int | None, Meta(description="The number printed beside it.")]
    parent_id: Annotated[
        str | None, Meta(description="The post it answers; null where it answers the article, or none is known.")
    ]
    url: str | None
    state: Literal["visible", "deleted", "moderated", "ignored", "missing"]
    author: PostAuthor | None
    posted_at: Time | None
    posted_raw: Annotated[str | None, Meta(description="The time as printed.")]
    posted_precision: Precision | None
    text: Annotated[str | None, Meta(description="The author's own words; null where no page shows them.")]
    html: Annotated[str | None, Meta(description="The body, quotes included, made safe to show.")]
    edit: Annotated[Edit | None, Meta(description="The latest edit marker.")]
    edits: Annotated[list[Edit], Meta(description="All edit markers seen, the latest last.")]
    quotes: list[Quote]
    mentions: list[Mention]
    links: list[Link]
    media: list[Media]
    reactions: list[Reaction]
    revisions: Annotated[
        list[Revision], Meta(description="More than one means that the words changed while the archive watched.")
    ]
    capture: Capture | None


class Thread(Struct, frozen=True, kw_only=True):
    """A thread with all of its posts, in the order in which the site shows them. For a blog the article is the first post."""

    format: Literal["archiver.thread/1"] = FORMAT
    site: Site
    board: Annotated[Board | None, Meta(description="Null on a blog.")]
    id: Annotated[str, Meta(description="The site's id.")]
    kind: Literal["forum", "article", "page", "question", "mail"]
    title: str | None
    prefix: str | None
    url: str | None
    author: Author | None
    created_at: Time | None
    tags: list[str]
    categories: list[str]
    poll: Poll | None
    sticky: Annotated[bool, Meta(description="False also where no page says so.")]
    locked: Annotated[bool, Meta(description="False also where no page says so.")]
    state: Literal["visible", "moved", "merged", "deleted", "gated", "gone"]
    declared: Declared
    completeness: Completeness
    posts: list[Post]
    parsed_by: Annotated[Literal["generic", "flattened"], Meta(description="Only where it is guessed.")] | UnsetType = UNSET
    confidence: Annotated[float, Meta(description="Only where it is guessed: how sure, 0 to 1.")] | UnsetType = UNSET


GUESSED = ("parsed_by", "confidence")
"""Fields of threads that no platform knows, and of no others."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the format."""
    schema = msgspec.json.schema(Thread)
    for definition in schema["$defs"].values():
        # msgspec takes a field with a default for optional; here every field is always written.
        definition["required"] = [name for name in definition["properties"] if name not in GUESSED]
        definition["additionalProperties"] = True
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, "title": FORMAT}
    return {**head, **schema}
