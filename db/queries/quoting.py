"""Who quoted whom in which words: the quotes of an archive with what is known of their sources, for people and programs.

Counts the quotes of the revisions that are shown now, so that what an API and a page both say is counted once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Integer, Select, String, and_, case, cast, func, literal, or_, select

from db.models import tables as t
from db.queries.refs import find_site, find_thread

_QUOTING, _SOURCE = t.POST.alias("quoting"), t.POST.alias("source_post")
_SHOWN, _FROM, _NOW = t.REVISION.alias("shown"), t.REVISION.alias("quoted_from"), t.REVISION.alias("now")
_IN, _OF = t.THREAD.alias("quoting_thread"), t.THREAD.alias("source_thread")
_Q = t.QUOTE.c
VANISHED = ("missing", "deleted")


class QuoteEdge(NamedTuple):
    """A quote and its source. Times are UTC; ids are the site's own."""

    site_url: str
    post: str
    """The post that quotes."""
    author: str | None
    posted_at: datetime | None
    url: str | None
    thread: str
    thread_title: str | None
    named: str | None
    """Whom the quote names."""
    text: str
    match: str | None
    score: float | None
    altered: bool | None
    stated: str | None
    """The post that the page says the words come from."""
    source: str | None
    source_id: int | None
    source_author: str | None
    source_posted_at: datetime | None
    source_url: str | None
    source_thread: str | None
    source_state: str | None
    start: int | None
    end: int | None
    words: str | None
    """The words of the source that were quoted."""


_WORDS = func.substr(_FROM.c.text, cast(_Q.source_start + 1, Integer), cast(_Q.source_end - _Q.source_start, Integer))
_EDGES = (
    select(
        t.SITE.c.url,
        _QUOTING.c.native_id,
        _QUOTING.c.author_name,
        _QUOTING.c.posted_at,
        _QUOTING.c.url.label("post_url"),
        _IN.c.native_id.label("thread"),
        _IN.c.title,
        _Q.author_name.label("named"),
        _Q.text,
        _Q.match,
        _Q.score,
        _Q.altered,
        func.coalesce(_Q.stated_id, _Q.stated_url).label("stated"),
        _SOURCE.c.native_id.label("source"),
        _SOURCE.c.id.label("source_id"),
        _SOURCE.c.author_name.label("source_author"),
        _SOURCE.c.posted_at.label("source_posted_at"),
        _SOURCE.c.url.label("source_url"),
        _OF.c.native_id.label("source_thread"),
        _SOURCE.c.state.label("source_state"),
        _Q.source_start,
        _Q.source_end,
        case((_Q.source_start.is_not(None), _WORDS)).label("words"),
    )
    .join_from(t.QUOTE, _SHOWN, and_(_SHOWN.c.id == _Q.revision_id, _SHOWN.c.current))
    .join(_QUOTING, _QUOTING.c.id == _SHOWN.c.post_id)
    .join(_IN, _IN.c.id == _QUOTING.c.thread_id)
    .join(t.SITE, t.SITE.c.id == _QUOTING.c.site_id)
    .outerjoin(_SOURCE, _SOURCE.c.id == _Q.source_post_id)
    .outerjoin(_OF, _OF.c.id == _SOURCE.c.thread_id)
    .outerjoin(_FROM, _FROM.c.id == _Q.source_revision_id)
    .order_by(_QUOTING.c.posted_at, _QUOTING.c.id, _Q.ordinal)
)


class Scope(NamedTuple):
    """Of what quotes are asked for: everything, a site, a thread; by their addresses or the site's ids."""

    site: str | None = None
    thread: str | None = None

    def only(self, connection: Connection) -> tuple[ColumnElement[bool], ...]:
        """The condition on the post that quotes.

        Raises:
            UsageError: there is no such site or thread.
        """
        if self.thread is not None:
            return (_QUOTING.c.thread_id == find_thread(connection, self.thread, site=self.site),)
        return (_QUOTING.c.site_id == find_site(connection, self.site),) if self.site is not None else ()


def quote_edges(connection: Connection, scope: Scope = Scope(), *where: ColumnElement[bool]) -> Iterator[QuoteEdge]:  # noqa: B008
    """All quotes in the order in which they were made; ``where``: only those.

    Raises:
        UsageError: there is no such site or thread.
    """
    wanted: Select[Any] = _EDGES.where(*scope.only(connection), *where)
    for row in connection.execute(wanted.execution_options(yield_per=500)):
        yield QuoteEdge(*row)


def altered_quotes(connection: Connection, scope: Scope = Scope()) -> Iterator[QuoteEdge]:  # noqa: B008
    """Quotes whose words differ from the source's."""
    return quote_edges(connection, scope, _Q.altered)


def vanished_quotes(connection: Connection, scope: Scope = Scope()) -> Iterator[QuoteEdge]:  # noqa: B008
    """Quotes of posts that are shown no more, or that the page states and nobody ever saw: perhaps all that is left of them."""
    never_held = and_(_Q.stated_id.is_not(None), _Q.source_post_id.is_(None))
    return quote_edges(connection, scope, or_(_SOURCE.c.state.in_(VANISHED), never_held))


class EditedQuote(NamedTuple):
    """A quote of a post that was edited after it was quoted."""

    edge: QuoteEdge
    before: str | None
    """What the post said when it was quoted; None where only its edit marker tells of the edit."""
    now: str
    edited_at: datetime | None
    """By the post's own marker, the latest."""
    raw: str | None


def edited_quotes(connection: Connection, scope: Scope = Scope()) -> Iterator[EditedQuote]:  # noqa: B008
    """Quotes of posts whose words are others now, or whose edit marker is of a later time than the post that quotes."""
    markers = select(func.max(t.EDIT.c.edited_at)).where(t.EDIT.c.post_id == _SOURCE.c.id).correlate(_SOURCE).scalar_subquery()
    raw = (
        select(func.max(t.EDIT.c.raw, type_=String))
        .where(t.EDIT.c.post_id == _SOURCE.c.id, t.EDIT.c.edited_at == markers)
        .correlate(_SOURCE)
        .scalar_subquery()
    )
    earlier = and_(_FROM.c.current.is_(False), _FROM.c.text != _NOW.c.text)
    marked = and_(markers.is_not(None), markers > _QUOTING.c.posted_at)
    wanted = (
        _EDGES.add_columns(case((earlier, _FROM.c.text), else_=literal(None, String)), _NOW.c.text, markers, raw)
        .join(_NOW, and_(_NOW.c.post_id == _SOURCE.c.id, _NOW.c.current))
        .where(*scope.only(connection), or_(earlier, marked))
    )
    width = len(QuoteEdge._fields)
    for row in connection.execute(wanted):
        yield EditedQuote(QuoteEdge(*row[:width]), *row[width:])


class Utterance(NamedTuple):
    """A post in which some words stand, said or quoted."""

    at: datetime | None
    how: str
    """"said" or "quoted"."""
    site_url: str
    thread: str
    thread_title: str | None
    post: str
    author: str | None
    url: str | None
    named: str | None
    """Whom the quote names."""
    text: str


def utterances(connection: Connection, words: str, *, site: str | None = None) -> list[Utterance]:
    """Every post that says or quotes some words, in order of time: how a sentence travelled. Case does not count.

    Raises:
        UsageError: there is no such site.
    """
    wanted = f"%{_escaped(words)}%"
    where = () if site is None else (_QUOTING.c.site_id == find_site(connection, site),)
    columns = (t.SITE.c.url, _IN.c.native_id, _IN.c.title, _QUOTING.c.native_id, _QUOTING.c.author_name, _QUOTING.c.url)
    posts = (
        select(_QUOTING.c.posted_at, literal("said"), *columns, literal(None, String), _SHOWN.c.text)
        .join_from(_QUOTING, _SHOWN, and_(_SHOWN.c.post_id == _QUOTING.c.id, _SHOWN.c.current))
        .join(_IN, _IN.c.id == _QUOTING.c.thread_id)
        .join(t.SITE, t.SITE.c.id == _QUOTING.c.site_id)
    )
    quoted = posts.with_only_columns(_QUOTING.c.posted_at, literal("quoted"), *columns, _Q.author_name, _Q.text).join(
        t.QUOTE, _Q.revision_id == _SHOWN.c.id
    )
    found = [
        Utterance(*row)
        for statement in (posts.where(_SHOWN.c.text.ilike(wanted, escape="\\")), quoted.where(_Q.text.ilike(wanted, escape="\\")))
        for row in connection.execute(statement.where(*where))
    ]
    return sorted(found, key=lambda one: (one.at is None, one.at, one.post, one.how != "said"))


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
