"""What must agree between the model and a reading of its pages, as plain values that print well when they differ.

The model's side is `archiver.demo.truth`, cut down to what the platform prints (`Prints`); nothing here looks at a page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from archiver.demo import truth
from archiver.demo.blog_model import Article, Comment
from archiver.demo.model import Board, Community, Member, Post, Thread, Writer
from archiver.demo.site import slug
from spiders import items

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prints:
    """What a platform prints of the model at all."""

    ordinals: bool = True
    mentions: bool = True
    reactions: bool = True
    kinds_of_reaction: bool = True
    edits: bool = True
    editors: bool = True
    edit_reasons: bool = True
    edit_counts: bool = True
    edit_seconds: bool = True
    quote_names: bool = True
    quote_members: bool = True
    quote_sources: bool = True
    picture_names: bool = True
    prefixes: bool = True
    tags: bool = True
    polls: bool = True
    poll_voters: bool = True
    lock: bool = True
    lock_of_sticky: bool = True
    """In listings, whether a sticky thread is locked."""
    exact_views: bool = True
    single_pages: bool = True
    placeholders: bool = True
    row_pages: bool = True
    """In listings, how many pages a thread has."""
    stubs: bool = True
    """What a moved thread leaves behind."""
    figures_below: bool = True
    """The figures of boards count those below, too."""
    board_threads: bool = True
    """Boards tell how many threads they hold."""
    board_posts: bool = True
    """Boards tell how many posts they hold."""
    bare_categories: bool = True
    """Categories that only group boards are told from boards."""
    author_ids: bool = True
    attachments: bool = True
    editor_ids: bool = True
    board_tree: bool = True
    """Categories have ids, boards lie in boards, and a thread's page shows the whole path."""
    post_ids: bool = True
    """Posts have ids of their own; else they are told by their numbers."""
    replies_numbered: bool = False
    """The number of a post is that of the reply: the opening one has none."""
    category: str = ""
    """What stands before the number of a category, where categories and boards are numbered apart."""
    row_times: bool = True
    """Rows of listings tell when threads began."""
    row_views: bool = True
    """Rows of listings tell how often a thread was looked at."""
    row_last_authors: bool = True
    """Rows of listings tell who answered last."""
    row_members: bool = True
    """Rows of listings link the names they print, and tell when threads began."""
    row_guests: bool = True
    """Rows of listings tell the names of guests, too."""
    whole_pings: bool = True
    opening_repeated: bool = False
    """Each page of a thread begins with the opening post."""
    own_numbers: bool = True
    """The opening post has a number of its own; else it is known by the thread's, and its answers are of another kind."""
    seconds: bool = True
    zone: str = "Europe/London"


def lines(text: str) -> list[str]:
    """The lines that hold something: how many empty ones stand between two is the markup's affair."""
    return [line for line in text.split("\n") if line.strip()]


def moment(at: datetime | None, *, seconds: bool = True, zone: str = "") -> str | None:
    """A moment, to the minute where no more is printed; with ``zone`` as the clock on the wall there showed it."""
    if at is None:
        return None
    shown = at.astimezone(ZoneInfo(zone)) if zone else at.astimezone(UTC)
    return f"{shown:%Y-%m-%d %H:%M:%S}" if seconds else f"{shown:%Y-%m-%d %H:%M}"


def differences(seen: list[Facts], expected: list[Facts]) -> list[str]:
    """What differs, a line for each fact: which thing, which fact, what was read, what should have been."""
    if [thing["id"] for thing in seen] != [thing["id"] for thing in expected]:
        return [f"ids: read {[thing['id'] for thing in seen]}, expected {[thing['id'] for thing in expected]}"]
    return [
        f"{wanted['id']} {fact}: read {_first(found.get(fact), wanted.get(fact))}"
        for found, wanted in zip(seen, expected, strict=True)
        for fact in {**wanted, **found}
        if found.get(fact) != wanted.get(fact)
    ]


def _first(found: Any, wanted: Any) -> str:
    """The first place where two values part."""
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        return next(f"[{n}] {_first(a, b)}" for n, (a, b) in enumerate(zip(found, wanted, strict=True)) if a != b)
    return f"{found!r}, expected {wanted!r}"


# -- the model's side ------------------------------------------------------------------------------------------------


def expected_post(number: int, post: Post, prints: Prints) -> Facts:
    """A post of the model."""
    record = truth.post(number, post)
    edit = post.edit if post.state == "visible" else None
    edits = [
        (
            moment(edit.at, seconds=prints.seconds and prints.edit_seconds, zone="" if prints.seconds else prints.zone),
            edit.by.name if prints.editors else None,
            str(edit.by.id) if prints.editors and prints.editor_ids else None,
            edit.reason if prints.edit_reasons else None,
            edit.count if prints.edit_counts else None,
        )
        for edit in ([edit] if edit and prints.edits else [])
    ]
    return {
        "id": (record.id if prints.own_numbers or number > 1 else "opening") if prints.post_ids else str(number),
        "ordinal": (number - 1 or None if prints.replies_numbered else number) if prints.ordinals else None,
        "author": expected_author(post.author),
        "posted": moment(post.posted, seconds=prints.seconds, zone="" if prints.seconds else prints.zone),
        "state": record.state,
        "edits": edits,
        "reactions": expected_reactions(post, prints) if prints.reactions and post.state == "visible" else [],
        **expected_content(record.content, prints),
    }


def page_shown(community: Community, thread: Thread, number: int, prints: Prints) -> tuple[tuple[int, Post], ...]:
    """The posts of a page, with their numbers."""
    shown = community.page(thread, number)
    return (thread.shown[0], *shown) if prints.opening_repeated and number > 1 else shown


def expected_author(writer: Writer) -> tuple[str, str | None, bool]:
    """Name, id, guest."""
    return (writer.name, str(writer.id) if isinstance(writer, Member) else None, not isinstance(writer, Member))


def expected_reactions(post: Post, prints: Prints) -> list[tuple[str, int | None, list[str]]]:
    """Kinds, and the first three names: more is not on the page. Of several kinds nobody's own is told."""
    names = [member.name for reaction in post.reactions for member in reaction.members]
    kinds = [reaction.kind for reaction in post.reactions]
    if not kinds:
        return []
    if len(kinds) == 1 or not prints.kinds_of_reaction:
        return [(kinds[0] if prints.kinds_of_reaction else "Like", len(names), names[:3])]
    return [*((kind, None, []) for kind in kinds), ("any", len(names), names[:3])]


def expected_content(content: items.Content | None, prints: Prints) -> Facts:
    """What a body says."""
    if content is None:
        return {"text": None}
    return {
        "text": lines(content.text),
        "quotes": [
            (
                quote.ordinal,
                quote.depth,
                quote.parent,
                lines(content.text[: quote.position]),
                lines(quote.text),
                quote.author if prints.quote_names else None,
                quote.author_id if prints.quote_members else None,
                quote.source_id if prints.quote_sources else None,
            )
            for quote in content.quotes
        ],
        "mentions": [(mention.name, mention.id) for mention in content.mentions] if prints.mentions else [],
        "links": [(link.url, link.text) for link in content.links],
        "media": [
            (media.kind, media.url, (media.name if prints.picture_names else None))
            if media.kind == "image"
            else (media.kind, None, media.name)
            for media in content.media
            if prints.attachments or media.kind != "attachment"
        ],
    }


def board_id(board: Board, prints: Prints) -> str:
    """A board's id as the platform has it."""
    return f"{prints.category if board.category else ''}{board.id}"


def expected_thread(community: Community, thread: Thread, prints: Prints, *, first_page: bool) -> Facts:
    """The header on a thread's own page."""
    poll = thread.poll if prints.polls and first_page else None
    return {
        "id": str(thread.id),
        "title": thread.title,
        "prefix": thread.prefix if prints.prefixes else None,
        "boards": [(board_id(board, prints), board.title) for board in community.path(community.board[thread.board])][
            0 if prints.board_tree else -1 :
        ],
        "tags": list(thread.tags) if prints.tags else [],
        "locked": thread.locked if prints.lock else None,
        "poll": (
            poll.question,
            [(choice.text, choice.votes) for choice in poll.choices],
            poll.votes if prints.poll_voters else None,
        )
        if poll
        else None,
        "author": expected_author(thread.first.author),
        "created": moment(thread.first.posted, seconds=prints.seconds, zone="" if prints.seconds else prints.zone),
    }


def expected_row(community: Community, thread: Thread, prints: Prints) -> Facts:
    """The row of a thread in its board's listing."""
    exact = prints.exact_views or thread.views < 1_000
    pages = community.pages(thread)
    zone = "" if prints.seconds else prints.zone
    return {
        "id": str(thread.id),
        "title": thread.title,
        "prefix": thread.prefix if prints.prefixes else None,
        "author": _in_row(thread.first.author, prints),
        "created": moment(thread.first.posted, seconds=prints.seconds, zone=zone)
        if prints.row_members and prints.row_times
        else None,
        "sticky": thread.sticky,
        "locked": thread.locked if prints.lock_of_sticky or not thread.sticky else None,
        "replies": thread.replies,
        "views": thread.views if exact and prints.row_views else None,
        "pages": pages if prints.row_pages and (pages > 1 or prints.single_pages) else None,
        "last": moment(thread.last.posted, seconds=prints.seconds, zone=zone),
        "last author": _in_row(thread.last.author, prints) if prints.row_last_authors else None,
    }


def _in_row(writer: Writer, prints: Prints) -> tuple[str, str | None, bool | None] | None:
    """Who wrote, as rows of listings tell it."""
    if not prints.row_guests and not isinstance(writer, Member):
        return None
    return expected_author(writer) if prints.row_members else (writer.name, None, None)


def expected_comment(comment: Comment, prints: Prints) -> Facts:
    """A comment of the blog. Of a member the page prints no number; the name of his archive stands for it."""
    record = truth.comment(comment)
    if comment.kind != "comment" and not prints.whole_pings:
        return {"id": record.id, "kind": record.kind, "name": comment.author.name, "posted": None, "parent": None, "text": None}
    return {
        "id": record.id,
        "kind": record.kind,
        "name": comment.author.name,
        "posted": moment(comment.posted),
        "parent": record.parent_id,
        **expected_content(record.content, replace(prints, quote_names=False)),
    }


def expected_article(article: Article, prints: Prints) -> Facts:
    """An article."""
    record = truth.article(article)
    return {
        "id": record.id,
        "kind": "article",
        "author": (article.author.name, slug(article.author.name).lower() if prints.author_ids else None),
        **expected_content(record.content, prints),
    }


# -- the reader's side -----------------------------------------------------------------------------------------------


def seen_moment(found: items.Moment | None, prints: Prints, *, seconds: bool = True) -> str | None:
    """A moment as read."""
    if found is None:
        return None
    return moment(found.at, seconds=seconds) if prints.seconds else f"{found.local:%Y-%m-%d %H:%M}" if found.local else None


def seen_author(author: items.Author | None) -> tuple[str, str | None, bool | None] | None:
    """An author as read."""
    return (author.name, author.id, author.guest) if author else None


def seen_post(post: items.Post, prints: Prints) -> Facts:
    """A post as read."""
    return {
        "id": (post.id if prints.own_numbers or post.kind != "article" else "opening")
        if prints.post_ids
        else str((post.ordinal or 0) + prints.replies_numbered),
        "ordinal": post.ordinal,
        "author": seen_author(post.author),
        "posted": seen_moment(post.posted, prints),
        "state": post.state,
        "edits": [
            (seen_moment(edit.time, prints, seconds=prints.edit_seconds), edit.by, edit.by_id, edit.reason, edit.count)
            for edit in post.edits
        ],
        "reactions": [(reaction.kind, reaction.count, list(reaction.names)) for reaction in post.reactions],
        **seen_content(post.content, prints),
    }


def seen_content(content: items.Content | None, prints: Prints) -> Facts:
    """What a body says, as read."""
    if content is None:
        return {"text": None}
    return {
        "text": lines(content.text),
        "quotes": [
            (
                quote.ordinal,
                quote.depth,
                quote.parent,
                lines(content.text[: quote.position]),
                lines(quote.text),
                quote.author,
                quote.author_id,
                quote.source_id,
            )
            for quote in content.quotes
        ],
        "mentions": [(mention.name, mention.id) for mention in content.mentions],
        "links": [(link.url, link.text) for link in content.links],
        "media": [
            (media.kind, media.url, media.name if prints.picture_names else None)
            if media.kind == "image"
            else (media.kind, None, media.name)
            for media in content.media
        ],
    }


def seen_thread(thread: items.Thread, prints: Prints) -> Facts:
    """A thread's header as read."""
    poll = thread.poll
    return {
        "id": thread.id,
        "title": thread.title,
        "prefix": thread.prefix,
        "boards": [(board.id, board.title) for board in thread.boards],
        "tags": [label.title for label in thread.labels if label.kind == "tag"],
        "locked": thread.locked,
        "poll": (poll.question, [(option.text, option.votes) for option in poll.options], poll.voters) if poll else None,
        "author": seen_author(thread.author),
        "created": seen_moment(thread.created, prints),
    }


def seen_row(thread: items.Thread, prints: Prints) -> Facts:
    """A row of a listing as read."""
    declared = thread.declared
    return {
        "id": thread.id,
        "title": thread.title,
        "prefix": thread.prefix,
        "author": seen_author(thread.author),
        "created": seen_moment(thread.created, prints),
        "sticky": thread.sticky,
        "locked": thread.locked,
        "replies": declared.replies,
        "views": declared.views,
        "pages": declared.pages,
        "last": seen_moment(declared.last_post, prints),
        "last author": seen_author(declared.last_author),
    }


def seen_comment(post: items.Post, prints: Prints) -> Facts:
    """A comment as read."""
    return {
        "id": post.id,
        "kind": post.kind,
        "name": post.author.name if post.author else None,
        "posted": moment(post.posted.at if post.posted else None),
        "parent": post.parent_id,
        **seen_content(post.content, prints),
    }


def seen_article(post: items.Post, prints: Prints) -> Facts:
    """An article as read."""
    return {
        "id": post.id,
        "kind": post.kind,
        "author": (post.author.name, post.author.id) if post.author else None,
        **seen_content(post.content, prints),
    }
