"""Revisions: the words of posts as observed, and what stands in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, LocalTime

UNLINKED = text("stated_id IS NOT NULL AND source_post_id IS NULL")
LINKED = text("source_post_id IS NOT NULL")


class Revision(Base):
    """The words of a post as observed during an interval, through one view."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("post_id", "view", "identity", "observed_from"),
        {"comment": "The words of a post as observed. A second revision of one view means that the words changed."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), comment="The post.")
    view: Mapped[str] = mapped_column(
        comment="Through what it was seen: page, api, feed or excerpt. Only revisions of one view compare."
    )
    identity: Mapped[str] = mapped_column(
        comment="As whom: guest, or the name of the account. Only revisions of one identity compare."
    )
    number: Mapped[int] = mapped_column(comment="Its number within view and identity, from 1, in order of observation.")
    current: Mapped[bool] = mapped_column(
        comment="Whether it is the one to show: the latest of the best view (page before api before feed before excerpt)."
    )
    text: Mapped[str] = mapped_column(comment="The author's own words, without quoted ones (an article keeps its quotations).")
    html: Mapped[str] = mapped_column(comment="The body as safe HTML; the original bytes are in the capture.")
    hash: Mapped[str] = mapped_column(comment="BLAKE2b (128 bits) of words, quotes, link targets and media: equal means no edit.")
    parser: Mapped[str] = mapped_column(comment="Reader and version: xenforo/1.")
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"), comment="First capture that shows it.")
    observed_from: Mapped[datetime] = mapped_column(comment="Time of the first capture that shows it.")
    observed_until: Mapped[datetime] = mapped_column(comment="Time of the last capture that shows it before another does.")


class Quote(Base):
    """A quoted fragment in a revision, and the words it was taken from."""

    __tablename__ = "quote"
    __table_args__ = (
        Index(None, "source_post_id", sqlite_where=LINKED, postgresql_where=LINKED),
        Index("ix_quote_unlinked", "stated_id", sqlite_where=UNLINKED, postgresql_where=UNLINKED),
        {"comment": "A quoted fragment of a revision, numbered in document order, the outer before the inner."},
    )

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True, comment="The revision that quotes."
    )
    ordinal: Mapped[int] = mapped_column(primary_key=True, comment="Its number in the revision, from 1.")
    depth: Mapped[int] = mapped_column(comment="1 for a quote standing in the post itself, 2 for one inside that.")
    parent_ordinal: Mapped[int | None] = mapped_column(comment="Ordinal of the quote around it.")
    position: Mapped[int] = mapped_column(comment="Offset in the revision's own text (characters) where it stood.")
    author_name: Mapped[str | None] = mapped_column(comment="Whom it names as the author.")
    author_native_id: Mapped[str | None] = mapped_column(comment="Their id, where stated: author.native_id of the same site.")
    text: Mapped[str] = mapped_column(comment="The quoted words, without quotes inside them.")
    quoted_at: Mapped[datetime | None] = mapped_column(comment="Time the attribution gives for the quoted post, in UTC.")
    quoted_local: Mapped[datetime | None] = mapped_column(LocalTime, comment="That time read in the site's own zone.")
    quoted_raw: Mapped[str | None] = mapped_column(comment="That time as printed.")
    stated_id: Mapped[str | None] = mapped_column(comment="Post the page says the words come from: its id on the site.")
    stated_url: Mapped[str | None] = mapped_column(comment="Link the page gives to that post.")
    source_post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), comment="The post the words come from, when held.")
    source_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revision.id", ondelete="SET NULL"), comment="The revision of it that holds the words."
    )
    source_start: Mapped[int | None] = mapped_column(comment="Where the words begin in that revision's text (characters).")
    source_end: Mapped[int | None] = mapped_column(comment="Where they end.")
    match: Mapped[str | None] = mapped_column(
        comment="How the source is known: stated, exact, fuzzy, none (sought in vain); null: not sought."
    )
    score: Mapped[float | None] = mapped_column(comment="How sure, 0 to 1.")
    altered: Mapped[bool | None] = mapped_column(
        comment="Whether the words differ from the source's; null where that was not established."
    )
    sought_to: Mapped[int | None] = mapped_column(
        comment="Newest revision of its thread when its source was sought by its words; null: not sought."
    )


class Mention(Base):
    """A member named in a revision."""

    __tablename__ = "mention"
    __table_args__ = ({"comment": "Members named in a revision, by link or @name.", "sqlite_with_rowid": False},)

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True, comment="The revision."
    )
    ordinal: Mapped[int] = mapped_column(primary_key=True, comment="Its number in the revision, from 1.")
    name: Mapped[str] = mapped_column(comment="The name, without @.")
    native_id: Mapped[str | None] = mapped_column(comment="The member's id: author.native_id of the same site.")
    url: Mapped[str | None] = mapped_column(comment="The profile it links to.")


class Link(Base):
    """A link in a revision."""

    __tablename__ = "link"
    __table_args__ = ({"comment": "Links in the author's own words and in link cards.", "sqlite_with_rowid": False},)

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True, comment="The revision."
    )
    ordinal: Mapped[int] = mapped_column(primary_key=True, comment="Its number in the revision, from 1.")
    url: Mapped[str] = mapped_column(comment="Absolute address.")
    text: Mapped[str] = mapped_column(comment="The words it stands on.")


class Media(Base):
    """An image, file or embedded thing in a revision."""

    __tablename__ = "media"
    __table_args__ = (
        {"comment": "Images, attachments, video, audio and embedded pages in a revision.", "sqlite_with_rowid": False},
    )

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True, comment="The revision."
    )
    ordinal: Mapped[int] = mapped_column(primary_key=True, comment="Its number in the revision, from 1.")
    kind: Mapped[str] = mapped_column(comment="image, attachment, video, audio or embed.")
    url: Mapped[str | None] = mapped_column(comment="Original address; null where the page shows the name only.")
    name: Mapped[str | None] = mapped_column(comment="File name or caption.")
    capture_id: Mapped[int | None] = mapped_column(
        ForeignKey("capture.id"), comment="Capture of the file itself, where it was fetched."
    )
