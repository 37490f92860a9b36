"""From a thread in the database to a thread of the format."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import UNSET

from archiver.completeness import judge, pages_stated
from archiver.export import format as f
from archiver.export.parts import join_parts
from db.queries import AuthorRow, PostRow, QuoteRow, ThreadRecord

_WORTH = {"second": 5, "minute": 4, "relative": 3, "day": 2, "month": 1}


def build_thread(record: ThreadRecord) -> f.Thread:
    """The thread as the format has it."""
    thread, site = record.thread, record.site
    opening = _opening(record)
    return f.Thread(
        site=f.Site(
            url=site.url,
            platform=site.platform,
            platform_version=site.platform_version,
            title=site.title,
            language=site.language,
            timezone=site.timezone,
        ),
        board=_board(record),
        id=thread.native_id,
        kind=_literal(thread.kind),
        title=thread.title,
        prefix=thread.prefix or next((title for kind, title in record.labels if kind == "prefix"), None),
        url=thread.url,
        author=_author(thread.author or (opening.author if opening is not None else None)),
        created_at=_created(record, opening),
        tags=[title for kind, title in record.labels if kind == "tag"],
        categories=[title for kind, title in record.labels if kind == "category"],
        poll=_poll(record),
        sticky=bool(thread.sticky),
        locked=bool(thread.locked),
        state=_literal(thread.state),
        declared=f.Declared(
            replies=thread.declared_replies,
            pages=pages_stated(record.facts),
            views=thread.declared_views,
            last_post_at=thread.last_post_at,
        ),
        completeness=_completeness(record),
        posts=join_parts([_post(record, post) for post in record.posts], thread.native_id, whole=_is_whole(record)),
        parsed_by=_guesser(site.platform) if thread.confidence is not None else UNSET,
        confidence=thread.confidence if thread.confidence is not None else UNSET,
    )


def _guesser(platform: str) -> Literal["generic", "flattened"]:
    """Which of the readers that guess read a site."""
    return "flattened" if platform == "flattened" else "generic"


def _is_whole(record: ThreadRecord) -> bool:
    """Whether an article's own post holds all of its words: an excerpt does not."""
    views = [post.view for post in record.posts if post.kind == "article" and post.native_id == record.thread.native_id]
    return bool(views) and views[0] not in (None, "excerpt")


def _literal(value: str) -> Any:
    """A word of a closed list. The database holds what `spiders.items` allows; the schema test holds the two together."""
    return value


def _board(record: ThreadRecord) -> f.Board | None:
    if not record.boards:
        return None
    board = record.boards[-1]
    native = None if board.native_id.startswith("~") else board.native_id
    return f.Board(id=native, title=board.title, url=board.url, path=[above.title for above in record.boards])


def _author(author: AuthorRow | None) -> f.Author | None:
    return None if author is None else f.Author(id=author.native_id, name=author.name, url=author.url)


def _opening(record: ThreadRecord) -> PostRow | None:
    """The post that began the thread, where it is held: the article, or the first post of page 1."""
    first = record.posts[0] if record.posts else None
    if first is not None and (first.kind == "article" or (first.page, first.position) == (1, 1) or first.ordinal == 1):
        return first
    return None


def _created(record: ThreadRecord, opening: PostRow | None) -> datetime | None:
    """The thread's own time; the opening post's where that is all there is, or says it more exactly."""
    stated = record.thread.created_at
    if opening is None or opening.posted_at is None:
        return stated
    worth = _WORTH.get(record.thread.created_precision or "", 0)
    return opening.posted_at if stated is None or _WORTH.get(opening.posted_precision or "", 0) > worth else stated


def _poll(record: ThreadRecord) -> f.Poll | None:
    if record.poll is None:
        return None
    options = [f.PollOption(text=text, votes=votes) for text, votes in record.poll_options]
    return f.Poll(question=record.poll, options=options)


def _completeness(record: ThreadRecord) -> f.Completeness:
    verdict = judge(record.facts, record.site.platform)
    return f.Completeness(
        complete=verdict.complete,
        posts=verdict.posts,
        posts_declared=verdict.declared,
        pages_missing=list(verdict.pages_missing),
        losses=[
            f.Loss(url=loss.url, kind=_literal(loss.kind), what=loss.what, since=loss.first_seen) for loss in record.facts.losses
        ],
    )


def _post(record: ThreadRecord, post: PostRow) -> f.Post:
    author, revision = post.author, post.revision_id or 0
    edits = [
        f.Edit(at=edit.at, precision=_precision(edit.precision), by=edit.by, reason=edit.reason, count=edit.times, raw=edit.raw)
        for edit in record.edits.get(post.id, ())
    ]
    return f.Post(
        id=post.native_id,
        kind=_literal(post.kind),
        ordinal=post.ordinal,
        parent_id=post.parent_native_id,
        url=post.url,
        state=_literal(post.state),
        author=None
        if author is None
        else f.PostAuthor(id=author.native_id, name=author.name, url=author.url, guest=bool(author.guest)),
        posted_at=post.posted_at,
        posted_raw=post.posted_raw,
        posted_precision=_precision(post.posted_precision),
        text=post.text,
        html=post.html,
        edit=edits[-1] if edits else None,
        edits=edits,
        quotes=[_quote(quote) for quote in record.quotes.get(revision, ())],
        mentions=[f.Mention(name=name, id=native, url=url) for name, native, url in record.mentions.get(revision, ())],
        links=[f.Link(url=url, text=text) for url, text in record.links.get(revision, ())],
        media=[f.Media(kind=_literal(kind), name=name, url=url) for kind, name, url in record.media.get(revision, ())],
        reactions=[
            f.Reaction(kind=kind, count=count, names=list(names)) for kind, count, names in record.reactions.get(post.id, ())
        ],
        revisions=[
            f.Revision(number=one.number, observed_from=one.observed_from, hash=one.hash)
            for one in record.revisions.get(post.id, ())
        ],
        capture=_capture(post),
    )


def _precision(value: str | None) -> Any:
    return value


def _quote(quote: QuoteRow) -> f.Quote:
    source = None
    if quote.source_post is not None and quote.source_thread is not None and quote.match not in (None, "none"):
        source = f.Source(
            post_id=quote.source_post,
            thread_id=quote.source_thread,
            match=_literal(quote.match),
            start=quote.start,
            end=quote.end,
            score=quote.score,
            altered=quote.altered,
        )
    return f.Quote(
        ordinal=quote.ordinal,
        depth=quote.depth,
        parent=quote.parent,
        position=quote.position,
        author=quote.author,
        text=quote.text,
        source=source,
    )


def _capture(post: PostRow) -> f.Capture | None:
    if post.capture_url is None or post.capture_fetched_at is None:
        return None
    return f.Capture(
        url=post.capture_url,
        fetched_at=post.capture_fetched_at,
        warc=post.capture_warc,
        offset=post.capture_offset,
        digest=post.capture_digest or None,
    )


encode = msgspec.json.Encoder().encode
"""The bytes of a thread of the format."""
