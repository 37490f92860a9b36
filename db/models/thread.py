"""Threads: discussions and articles, what they declare, and each of their pages as captures show it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import STRUCTURE_OR_NULL, Base, LocalTime

UNSETTLED = text("NOT settled")


class Thread(Base):
    """A discussion, or an article with its comments."""

    __tablename__ = "thread"
    __table_args__ = (
        UniqueConstraint("site_id", "native_id"),
        Index(None, "site_id", "url"),
        Index(None, "board_id"),
        Index(None, "author_id"),
        {"comment": "A discussion, or an article with its comments. What the site declares stands beside what is held."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), comment="The site.")
    native_id: Mapped[str] = mapped_column(comment="The site's id.")
    kind: Mapped[str] = mapped_column(comment="forum, article, page, question or mail.")
    title: Mapped[str | None] = mapped_column(comment="Title, without prefix; newest capture.")
    prefix: Mapped[str | None] = mapped_column(comment="Prefix printed before the title.")
    url: Mapped[str | None] = mapped_column(comment="Canonical address; others: thread_alias.")
    board_id: Mapped[int | None] = mapped_column(
        ForeignKey("board.id"), comment="The board it is in now; all it was in: thread_board."
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("author.id"), comment="Who began it.")
    author_name: Mapped[str | None] = mapped_column(comment="Their name as printed there.")
    created_at: Mapped[datetime | None] = mapped_column(comment="When it was begun, in UTC; null where no page tells.")
    created_raw: Mapped[str | None] = mapped_column(comment="That time as printed.")
    created_local: Mapped[datetime | None] = mapped_column(LocalTime, comment="That time read in the site's own zone.")
    created_precision: Mapped[str | None] = mapped_column(comment="second, minute, day, month or relative.")
    created_basis: Mapped[str | None] = mapped_column(comment="What created_at rests on, see post.posted_basis.")
    state: Mapped[str] = mapped_column(comment="visible, moved, merged, deleted, gated (hidden from us) or gone (404).")
    moved_to: Mapped[str | None] = mapped_column(comment="Where a moved thread leads: id or address, as the page states it.")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), comment="The thread that moved_to is, when held.")
    sticky: Mapped[bool | None] = mapped_column(comment="Pinned; null where no page said.")
    locked: Mapped[bool | None] = mapped_column(comment="Closed to replies; null where no page said.")
    declared_replies: Mapped[int | None] = mapped_column(comment="Replies the site says it has, the opening post not counted.")
    declared_posts: Mapped[int | None] = mapped_column(comment="Posts the site says it has, where it counts posts.")
    declared_pages: Mapped[int | None] = mapped_column(comment="Pages the site says it has.")
    declared_views: Mapped[int | None] = mapped_column(comment="Views the site counts.")
    last_post_at: Mapped[datetime | None] = mapped_column(comment="Time the site gives for its last post, in UTC.")
    last_post_raw: Mapped[str | None] = mapped_column(comment="That time as printed.")
    last_post_local: Mapped[datetime | None] = mapped_column(LocalTime, comment="That time read in the site's own zone.")
    last_post_precision: Mapped[str | None] = mapped_column(comment="second, minute, day, month or relative.")
    last_post_basis: Mapped[str | None] = mapped_column(comment="What last_post_at rests on, see post.posted_basis.")
    last_post_native_id: Mapped[str | None] = mapped_column(comment="Id the site gives for its last post.")
    last_post_author: Mapped[str | None] = mapped_column(comment="Name the site gives for the author of its last post.")
    declared_at: Mapped[datetime | None] = mapped_column(comment="Capture that the declared figures are from.")
    first_seen: Mapped[datetime] = mapped_column(comment="Earliest capture that lists or shows it.")
    last_seen: Mapped[datetime] = mapped_column(comment="Latest capture that lists or shows it.")
    listed_as: Mapped[str | None] = mapped_column(
        comment="What listings declare of it, newest capture: replies, posts, id and time of the last post, between bars."
    )
    listed_at: Mapped[datetime | None] = mapped_column(comment="Latest capture of a listing that declares it.")
    listed_since: Mapped[datetime | None] = mapped_column(
        comment="Capture since which listings declare the same: later than the reading of its last page, it has grown."
    )
    facts_seen: Mapped[dict[str, Any] | None] = mapped_column(
        type_=STRUCTURE_OR_NULL,
        comment="Facts that not every capture shows: whether each has changed (see thread_fact), and when its present value "
        "was first and last shown, where that is neither first_seen nor last_seen.",
    )


class ThreadFact(Base):
    """A value that a fact of a thread has or had."""

    __tablename__ = "thread_fact"
    __table_args__ = (
        {
            "comment": "What a thread was called and how it stood: all values of each of its facts that changed, the present one "
            "among them. A fact that never changed has no rows: its value is in thread.",
            "sqlite_with_rowid": False,
        },
    )

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True, comment="The thread.")
    fact: Mapped[str] = mapped_column(primary_key=True, comment="title, prefix, state, sticky or locked.")
    value: Mapped[str] = mapped_column(primary_key=True, comment="The value; true or false for sticky and locked.")
    first_seen: Mapped[datetime] = mapped_column(comment="Earliest capture that shows it.")
    last_seen: Mapped[datetime | None] = mapped_column(comment="Latest capture that shows it; null for the present value.")


class ThreadAlias(Base):
    """Another id or address of a thread."""

    __tablename__ = "thread_alias"
    __table_args__ = (
        Index(None, "thread_id"),
        {"comment": "Other ids and addresses of a thread: old slugs, ?p=, permalinks.", "sqlite_with_rowid": False},
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True, comment="The site.")
    alias: Mapped[str] = mapped_column(primary_key=True, comment="The id or address.")
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), comment="The thread.")


class ThreadBoard(Base):
    """A board a thread is or was in."""

    __tablename__ = "thread_board"
    __table_args__ = (
        Index(None, "board_id"),
        {"comment": "The boards a thread has been in; the present one is thread.board_id.", "sqlite_with_rowid": False},
    )

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True, comment="The thread.")
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), primary_key=True, comment="The board.")
    first_seen: Mapped[datetime] = mapped_column(comment="Earliest capture that shows it there.")


class ThreadLabel(Base):
    """A label on a thread."""

    __tablename__ = "thread_label"
    __table_args__ = (
        Index(None, "label_id"),
        {"comment": "Categories, tags and prefixes of threads.", "sqlite_with_rowid": False},
    )

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True, comment="The thread.")
    label_id: Mapped[int] = mapped_column(ForeignKey("label.id"), primary_key=True, comment="The label.")
    position: Mapped[int] = mapped_column(comment="Its place among the thread's labels, as printed.")
    first_seen: Mapped[datetime] = mapped_column(comment="Earliest capture that shows it on the thread.")
    last_seen: Mapped[datetime] = mapped_column(comment="Latest capture that shows it on the thread.")
    gone_at: Mapped[datetime | None] = mapped_column(
        comment="Capture in which the thread showed other labels of the kind, but this no more; null while it stands."
    )


class Pass(Base):
    """One reading of all pages of a thread."""

    __tablename__ = "pass"
    __table_args__ = (
        Index(None, "thread_id"),
        {"comment": "One reading of all pages of a thread, in one crawl, as one identity. A complete one shows what is gone."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), comment="The thread.")
    crawl_id: Mapped[int | None] = mapped_column(ForeignKey("crawl.id"), comment="The crawl.")
    identity: Mapped[str] = mapped_column(
        comment="guest, or the name of the account: a guest's pass says nothing about hidden posts."
    )
    state: Mapped[str] = mapped_column(
        comment="open, complete (each page stated the same N, page 1 unchanged at the end) or partial."
    )
    pages: Mapped[int | None] = mapped_column(comment="N, the pages each page of the pass stated.")
    started_at: Mapped[datetime] = mapped_column(comment="Its first capture.")
    finished_at: Mapped[datetime | None] = mapped_column(comment="Its last capture.")
    reason: Mapped[str | None] = mapped_column(comment="Why it is partial.")


class ThreadPage(Base):
    """One page of a thread as one capture shows it."""

    __tablename__ = "thread_page"
    __table_args__ = (
        UniqueConstraint("thread_id", "number", "capture_id", "view"),
        Index(None, "capture_id"),
        Index("ix_thread_page_unsettled", "thread_id", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),
        {"comment": "One page of a thread as one capture shows it: what every interval in the archive is computed from."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), comment="The thread.")
    number: Mapped[int] = mapped_column(
        comment="Page number, from 1; 0 where the capture is none of the numbered pages (index, feed, API)."
    )
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), comment="The capture.")
    view: Mapped[str] = mapped_column(comment="Through what the posts are seen: page, api, feed or excerpt.")
    identity: Mapped[str] = mapped_column(comment="As whom: guest, or the name of the account.")
    pages_declared: Mapped[int | None] = mapped_column(comment="Pages the thread has, as this page states.")
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("pass.id"), comment="The pass it belongs to.")
    parser: Mapped[str] = mapped_column(comment="Reader and version that read it last: xenforo/1.")
    posts: Mapped[list[Any]] = mapped_column(
        comment="The posts in the page's order, each as [post.id, revision.id]; revision null where no words are shown."
    )
    observed_at: Mapped[datetime] = mapped_column(comment="Time of the capture.")
    next_url: Mapped[str | None] = mapped_column(comment="Address of the page after it; null on the last.")
    states: Mapped[dict[str, Any] | None] = mapped_column(
        type_=STRUCTURE_OR_NULL,
        comment="States of the posts that it does not show as visible, by their place among them, from 1.",
    )
    confidence: Mapped[float | None] = mapped_column(
        comment="How sure the reader is that guessed what the page shows, 0 to 1; null where a platform knows it."
    )
    settled: Mapped[bool] = mapped_column(
        server_default=false(), comment="Whether passes and states of posts have been worked out with this page."
    )


class Poll(Base):
    """The poll of a thread."""

    __tablename__ = "poll"
    __table_args__ = ({"comment": "The poll of a thread, as last seen."},)

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), unique=True, comment="The thread.")
    question: Mapped[str] = mapped_column(comment="The question.")
    voters: Mapped[int | None] = mapped_column(comment="People who voted.")
    closes_at: Mapped[datetime | None] = mapped_column(comment="When it closes or closed, in UTC.")
    closes_raw: Mapped[str | None] = mapped_column(comment="That time as printed.")
    last_seen: Mapped[datetime] = mapped_column(comment="Latest capture that shows it.")


class PollOption(Base):
    """One answer of a poll."""

    __tablename__ = "poll_option"
    __table_args__ = ({"comment": "The answers of a poll, as last seen."},)

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), primary_key=True, comment="The poll.")
    ordinal: Mapped[int] = mapped_column(primary_key=True, comment="Its place, from 1.")
    text: Mapped[str] = mapped_column(comment="The answer.")
    votes: Mapped[int | None] = mapped_column(comment="Votes for it; null while the results are hidden.")
