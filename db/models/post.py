"""Posts: who said something, when and where, apart from the words themselves (see revision)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, LocalTime

WAITING = text("parent_id IS NULL AND parent_native_id IS NOT NULL")
UNSHOWN = text("state = 'unshown'")


class Post(Base):
    """A post, article or comment."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("site_id", "native_id", "kind"),
        Index(None, "thread_id", "page", "position"),
        Index(None, "author_id", "posted_at"),
        Index(None, "parent_id", sqlite_where=text("parent_id IS NOT NULL"), postgresql_where=text("parent_id IS NOT NULL")),
        Index("ix_post_waiting", "thread_id", sqlite_where=WAITING, postgresql_where=WAITING),
        {"comment": "A post, article or comment. Its words are in revision; post_current shows both."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), comment="The site.")
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), comment="The thread it is in; newest capture.")
    kind: Mapped[str] = mapped_column(comment="post, article, comment, pingback, trackback, answer or mail.")
    native_id: Mapped[str] = mapped_column(
        comment="The site's id; ~ and a hash of the thread and the first reading where it gives none."
    )
    id_kind: Mapped[str] = mapped_column(comment="stated (the site's own) or derived (the hash).")
    ordinal: Mapped[int | None] = mapped_column(comment="Number printed beside it; newest capture, since deletions shift it.")
    page: Mapped[int | None] = mapped_column(
        comment="Page of the thread on which it was last seen; null where only a feed or API showed it."
    )
    position: Mapped[int | None] = mapped_column(comment="Its place on that page, from 1.")
    parent_native_id: Mapped[str | None] = mapped_column(comment="Id of the post it answers, as the page states it, held or not.")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), comment="The post it answers, when held.")
    parent_kind: Mapped[str | None] = mapped_column(comment="stated (by the page) or derived (from its quotes and mentions).")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("author.id"), comment="Who wrote it.")
    author_name: Mapped[str | None] = mapped_column(comment="Their name as printed here.")
    author_url: Mapped[str | None] = mapped_column(
        comment="Address on the name here, where the author has no id (a commenter's own site)."
    )
    author_guest: Mapped[bool | None] = mapped_column(
        comment="Whether the page shows the author as a guest; null where it does not tell."
    )
    posted_at: Mapped[datetime | None] = mapped_column(comment="When it was written, in UTC; null where that cannot be known.")
    posted_raw: Mapped[str | None] = mapped_column(comment="That time as printed.")
    posted_local: Mapped[datetime | None] = mapped_column(LocalTime, comment="That time read in the site's own zone.")
    posted_precision: Mapped[str | None] = mapped_column(comment="second, minute, day, month or relative.")
    posted_basis: Mapped[str | None] = mapped_column(
        comment="What posted_at rests on: page, api or feed (stated there), zone (the local reading in site.timezone)."
    )
    url: Mapped[str | None] = mapped_column(comment="Permalink; others: post_alias.")
    subject: Mapped[str | None] = mapped_column(comment="Its own subject line.")
    state: Mapped[str] = mapped_column(
        comment="visible, deleted, moderated, ignored (hidden by a setting) or missing (its thread's pages do not show it)."
    )
    state_since: Mapped[datetime] = mapped_column(comment="Capture since which the state is this one.")
    first_seen: Mapped[datetime] = mapped_column(comment="Earliest capture that shows it.")
    last_seen: Mapped[datetime] = mapped_column(comment="Latest capture that shows it.")


class PostAlias(Base):
    """Another id or address of a post."""

    __tablename__ = "post_alias"
    __table_args__ = (
        Index(None, "post_id"),
        {"comment": "Other ids and addresses of a post: how links and stated sources resolve.", "sqlite_with_rowid": False},
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True, comment="The site.")
    alias: Mapped[str] = mapped_column(primary_key=True, comment="The id or address.")
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), comment="The post.")


class PostState(Base):
    """Since when a post was in a state."""

    __tablename__ = "post_state"
    __table_args__ = (
        Index("ix_post_state_unshown", "post_id", sqlite_where=UNSHOWN, postgresql_where=UNSHOWN),
        {
            "comment": "The states of a post in order of time, computed from thread_page. "
            "A post that was always visible has none.",
            "sqlite_with_rowid": False,
        },
    )

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True, comment="The post.")
    since: Mapped[datetime] = mapped_column(primary_key=True, comment="Capture since which the state is this one.")
    state: Mapped[str] = mapped_column(
        comment="As post.state; or unshown: a whole pass did not show it, and nobody has asked for it at its address yet."
    )


class PostThread(Base):
    """A thread a post is or was in."""

    __tablename__ = "post_thread"
    __table_args__ = (
        Index(None, "thread_id"),
        {
            "comment": "The threads of posts that have been in several (split, merged); the present one is post.thread_id.",
            "sqlite_with_rowid": False,
        },
    )

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True, comment="The post.")
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True, comment="The thread.")
    first_seen: Mapped[datetime] = mapped_column(comment="Earliest capture that shows it there.")
    last_seen: Mapped[datetime] = mapped_column(comment="Latest capture that shows it there.")


class Edit(Base):
    """An edit marker seen on a post."""

    __tablename__ = "edit"
    __table_args__ = (
        UniqueConstraint("post_id", "raw"),
        {"comment": "Each edit marker seen on a post (Last edited by X on DATE). Whether the words changed, revision tells."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), comment="The post.")
    raw: Mapped[str] = mapped_column(comment="The whole marker with white space folded.")
    edited_at: Mapped[datetime | None] = mapped_column(comment="Time it gives, in UTC.")
    edited_local: Mapped[datetime | None] = mapped_column(LocalTime, comment="That time read in the site's own zone.")
    edited_precision: Mapped[str | None] = mapped_column(comment="second, minute, day, month or relative.")
    edited_basis: Mapped[str | None] = mapped_column(comment="What edited_at rests on, see post.posted_basis.")
    editor_name: Mapped[str | None] = mapped_column(comment="Who edited, as printed; null where it does not say.")
    editor_native_id: Mapped[str | None] = mapped_column(comment="The editor's id: author.native_id of the same site.")
    reason: Mapped[str | None] = mapped_column(comment="Reason given.")
    count: Mapped[int | None] = mapped_column(comment="How many times the post was edited, where it says.")
    position: Mapped[int] = mapped_column(comment="Its place among the markers of the post, from 1.")
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"), comment="First capture that shows it.")
    first_seen: Mapped[datetime] = mapped_column(comment="Earliest capture that shows it.")
    last_seen: Mapped[datetime] = mapped_column(comment="Latest capture that shows it.")


class Reaction(Base):
    """One kind of reaction to a post."""

    __tablename__ = "reaction"
    __table_args__ = ({"comment": "Likes and their kin, one row per kind and post, as last seen.", "sqlite_with_rowid": False},)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True, comment="The post.")
    kind: Mapped[str] = mapped_column(primary_key=True, comment="Its name on the site: Like, Thanks.")
    count: Mapped[int | None] = mapped_column(
        comment="How many; null where the page names only some who reacted; 0 when withdrawn."
    )
    names: Mapped[list[Any]] = mapped_column(comment="Names of those who reacted, as far as the page gives them.")
    view: Mapped[str] = mapped_column(comment="Through what it was seen: page, api or feed.")
    last_seen: Mapped[datetime] = mapped_column(comment="Latest capture that the figures are from.")
