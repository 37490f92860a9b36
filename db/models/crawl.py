"""What was fetched, on whose order, and what was not to be had."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base

OPEN = text("resolved_at IS NULL")


class Capture(Base):
    """One fetched response, and where its bytes are kept."""

    __tablename__ = "capture"
    __table_args__ = (
        UniqueConstraint("url", "fetched_at", "digest"),
        Index(None, "site_id", "fetched_at"),
        Index(None, "warc", "record_offset"),
        Index(None, "digest"),
        {"comment": "One fetched response, and where its bytes are kept. Every row of the archive leads back to one."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    crawl_id: Mapped[int | None] = mapped_column(ForeignKey("crawl.id"), comment="The crawl that fetched it; null when ingested.")
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), comment="The site, once a page told which.")
    url: Mapped[str] = mapped_column(
        comment="Address as fetched; beyond 2,000 bytes its beginning, ~ and a hash (the record has it whole)."
    )
    fetched_at: Mapped[datetime] = mapped_column(comment="Moment of the page: the server's clock, else the WARC-Date, else ours.")
    status: Mapped[int] = mapped_column(comment="HTTP status.")
    digest: Mapped[str] = mapped_column(
        comment="sha1: and base32 of the body as it came, as WARC-Payload-Digest has it; empty if unknown."
    )
    content_type: Mapped[str | None] = mapped_column(comment="Content-Type header.")
    etag: Mapped[str | None] = mapped_column(comment="ETag header, for conditional requests.")
    last_modified: Mapped[str | None] = mapped_column(comment="Last-Modified header, for conditional requests.")
    warc: Mapped[str | None] = mapped_column(comment="WARC file of the response record, relative to the archive.")
    record_offset: Mapped[int | None] = mapped_column(comment="Where the record begins in that file (bytes).")
    record_length: Mapped[int | None] = mapped_column(comment="Its length there, compressed (bytes).")
    revisit_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("capture.id"), comment="The capture that holds the identical payload."
    )
    outcome: Mapped[str | None] = mapped_column(
        comment="read, lost (see loss) or kept (no page to read: robots.txt, redirect, media)."
    )
    parser: Mapped[str | None] = mapped_column(comment="Reader and version that read it last: xenforo/1.")
    reason: Mapped[str | None] = mapped_column(comment="Why it was fetched: discover, grow, hole, recheck or retry.")


class Target(Base):
    """What an archivist asked to keep."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("url", "scope"), {"comment": "What an archivist asked to keep."})

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    url: Mapped[str] = mapped_column(comment="Address as given.")
    scope: Mapped[str] = mapped_column(comment="site, board, thread or author.")
    options: Mapped[dict[str, Any]] = mapped_column(comment="Options of its crawls.")
    cron: Mapped[str | None] = mapped_column(comment="When it is crawled, a cron expression; null: on demand.")
    next_run: Mapped[datetime | None] = mapped_column(comment="When it is due next.")
    state: Mapped[str] = mapped_column(comment="active or paused.")
    created_at: Mapped[datetime] = mapped_column(comment="When it was asked for.")


class Crawl(Base):
    """One run of a target."""

    __tablename__ = "crawl"
    __table_args__ = ({"comment": "One run of a target, or of an address given by hand."},)

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    target_id: Mapped[int | None] = mapped_column(ForeignKey("target.id"), comment="The target; null when run by hand.")
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), comment="The site, once a page told which.")
    url: Mapped[str] = mapped_column(comment="Address it began at.")
    identity: Mapped[str] = mapped_column(comment="As whom it fetched: guest, or the name of the account.")
    options: Mapped[dict[str, Any]] = mapped_column(comment="Its options.")
    runner: Mapped[str | None] = mapped_column(comment="Host and process that run it.")
    software: Mapped[str | None] = mapped_column(comment="Program and version.")
    started_at: Mapped[datetime] = mapped_column(comment="When it began.")
    heartbeat_at: Mapped[datetime | None] = mapped_column(comment="Last sign of life.")
    finished_at: Mapped[datetime | None] = mapped_column(comment="When it ended; null while it runs, or when it died.")
    reason: Mapped[str | None] = mapped_column(comment="Why it ended: finished, interrupted, blocked, limit, error.")
    exit_code: Mapped[int | None] = mapped_column(
        comment="0 complete, 1 crash, 2 usage, 3 losses, 4 nothing found, 5 database, 130 interrupted."
    )
    counts: Mapped[dict[str, Any]] = mapped_column(comment="What it did: requests by reason, pages, threads, posts, losses.")


class Loss(Base):
    """Something that could not be fetched or read."""

    __tablename__ = "loss"
    __table_args__ = (
        UniqueConstraint("url", "kind", "post_native_id"),
        Index("ix_loss_open", "site_id", "next_try", sqlite_where=OPEN, postgresql_where=OPEN),
        {"comment": "Something that could not be fetched or read; kept after it was resolved."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), comment="The site; null where none was reached.")
    url: Mapped[str] = mapped_column(comment="The address.")
    kind: Mapped[str] = mapped_column(comment="fetch, read, post (one post of a page), blocked or gated.")
    post_native_id: Mapped[str] = mapped_column(comment="For kind post: which, as far as the page tells; else empty.")
    what: Mapped[str] = mapped_column(comment="What went wrong, last time.")
    capture_id: Mapped[int | None] = mapped_column(
        ForeignKey("capture.id"), comment="The response that could not be read, last time."
    )
    crawl_id: Mapped[int | None] = mapped_column(ForeignKey("crawl.id"), comment="The crawl that met it, last time.")
    first_seen: Mapped[datetime] = mapped_column(comment="Since when.")
    last_seen: Mapped[datetime] = mapped_column(comment="Last attempt.")
    attempts: Mapped[int] = mapped_column(comment="Attempts so far.")
    next_try: Mapped[datetime | None] = mapped_column(comment="Not to be tried again before; null: not again.")
    resolved_at: Mapped[datetime | None] = mapped_column(comment="When it was read after all.")
