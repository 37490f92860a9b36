"""Sites, where they live, their boards and labels, and what lists their threads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class Site(Base):
    """A forum or blog: one installation of one software."""

    __tablename__ = "site"
    __table_args__ = ({"comment": "A forum or blog: one installation of one software."},)

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    url: Mapped[str] = mapped_column(
        unique=True, comment="Canonical base address, with a slash at the end; the key. Other addresses: site_address."
    )
    platform: Mapped[str] = mapped_column(comment="Software that runs it, as archiver platforms lists it: xenforo, wordpress.")
    platform_version: Mapped[str | None] = mapped_column(comment="Version the pages state or show; newest capture.")
    title: Mapped[str | None] = mapped_column(comment="Name the site gives itself.")
    language: Mapped[str | None] = mapped_column(comment="Language of its pages, a BCP 47 tag.")
    timezone: Mapped[str | None] = mapped_column(
        comment="Zone its times are printed in: an IANA name (Europe/Athens) or an offset (UTC+02:00). Never this machine's."
    )
    timezone_source: Mapped[str | None] = mapped_column(
        comment="How the zone is known: given (by the archivist), stated (on a page), derived (from times it states in UTC)."
    )
    date_order: Mapped[str | None] = mapped_column(comment="Order of numeric dates where it was found out: DMY, MDY or YMD.")
    robots_capture_id: Mapped[int | None] = mapped_column(
        comment="Capture (capture.id) of the robots.txt last obeyed; no constraint, since captures refer to sites."
    )
    crawl_delay: Mapped[float | None] = mapped_column(comment="Seconds between requests that its robots.txt asks for.")
    blocked_until: Mapped[datetime | None] = mapped_column(
        comment="Left alone until then, because it refused us again and again."
    )
    held_by: Mapped[str | None] = mapped_column(
        comment="Who is crawling it now (host, process, crawl): one crawl a site at a time."
    )
    held_until: Mapped[datetime | None] = mapped_column(
        comment="When the hold lapses unless renewed: a crawl that died gives it back."
    )
    first_seen: Mapped[datetime] = mapped_column(comment="Earliest capture of one of its pages.")
    last_seen: Mapped[datetime] = mapped_column(
        comment="Latest capture of one of its pages: the one that version and title are from."
    )


class SiteAddress(Base):
    """An address of a site."""

    __tablename__ = "site_address"
    __table_args__ = (
        Index(None, "site_id"),
        {"comment": "Every base address of a site: http and https, with and without www, a domain it moved from."},
    )

    url: Mapped[str] = mapped_column(primary_key=True, comment="Base address; the site's own url is one of them.")
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), comment="The site.")
    first_seen: Mapped[datetime] = mapped_column(comment="Earliest capture under this address.")


class Board(Base):
    """A forum, sub-forum or category of forums."""

    __tablename__ = "board"
    __table_args__ = (
        UniqueConstraint("site_id", "native_id"),
        {"comment": "A board (forum, sub-forum, category of forums) of a site; boards form a tree."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), comment="The site.")
    native_id: Mapped[str] = mapped_column(comment="The site's id; ~ and a hash of address or title where it gives none.")
    kind: Mapped[str] = mapped_column(comment="forum, category (holds boards, no threads) or link (leads elsewhere).")
    title: Mapped[str] = mapped_column(comment="Title; newest capture.")
    url: Mapped[str | None] = mapped_column(comment="Its own page.")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"), comment="The board it stands in; null at the top.")
    description: Mapped[str | None] = mapped_column(comment="The line under its title.")
    declared_threads: Mapped[int | None] = mapped_column(comment="Threads the site says it holds.")
    declared_posts: Mapped[int | None] = mapped_column(comment="Posts the site says it holds.")
    first_seen: Mapped[datetime] = mapped_column(comment="Earliest capture that shows it.")
    last_seen: Mapped[datetime | None] = mapped_column(
        comment="Latest listing that shows it; null while only the paths above threads name it."
    )


class Label(Base):
    """A category, tag or prefix."""

    __tablename__ = "label"
    __table_args__ = (
        UniqueConstraint("site_id", "kind", "native_id"),
        {"comment": "A category, tag or prefix that threads carry (see thread_label)."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), comment="The site.")
    kind: Mapped[str] = mapped_column(comment="category, tag or prefix.")
    native_id: Mapped[str] = mapped_column(comment="The site's id; ~ and a hash of address or title where no page gave one yet.")
    title: Mapped[str] = mapped_column(comment="Title; newest capture.")
    url: Mapped[str | None] = mapped_column(comment="Its own page.")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("label.id"), comment="The category it stands in.")
    parent_native_id: Mapped[str | None] = mapped_column(comment="The parent's id as the page states it, held or not.")
    declared_threads: Mapped[int | None] = mapped_column(comment="Threads the site says carry it.")
    first_seen: Mapped[datetime] = mapped_column(comment="Earliest capture that shows it.")
    last_seen: Mapped[datetime] = mapped_column(comment="Latest capture that shows it.")


class Source(Base):
    """Something that lists threads."""

    __tablename__ = "source"
    __table_args__ = (
        UniqueConstraint("site_id", "url"),
        {"comment": "Something that lists threads: a board's pages, an index, a sitemap, a feed, an API."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), comment="The site.")
    url: Mapped[str] = mapped_column(comment="Address of its first page.")
    kind: Mapped[str] = mapped_column(comment="index, board, sitemap, feed or api.")
    board_id: Mapped[int | None] = mapped_column(ForeignKey("board.id"), comment="The board it lists, where it lists one.")
    pages_declared: Mapped[int | None] = mapped_column(comment="Pages it says it has; newest capture.")
    cursor: Mapped[str | None] = mapped_column(
        comment="Address of the page at which its walk goes on; null when none is under way."
    )
    etag: Mapped[str | None] = mapped_column(comment="Validator of its first page, for conditional requests.")
    last_modified: Mapped[str | None] = mapped_column(comment="Validator of its first page, for conditional requests.")
    walk_started: Mapped[datetime | None] = mapped_column(comment="When its first page was read in the latest walk.")
    walk_seen: Mapped[datetime | None] = mapped_column(comment="When the latest page of that walk was read.")
    walk_finished: Mapped[datetime | None] = mapped_column(comment="When a walk last reached its last page.")
    walk_crawl_id: Mapped[int | None] = mapped_column(ForeignKey("crawl.id"), comment="The crawl of the latest walk.")


class SourcePage(Base):
    """One page of a source as one capture shows it."""

    __tablename__ = "source_page"
    __table_args__ = (
        UniqueConstraint("source_id", "url", "capture_id"),
        {"comment": "Which pages of a source were read from which capture."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), comment="The source.")
    number: Mapped[int | None] = mapped_column(comment="Page number, from 1, where the page states it.")
    url: Mapped[str] = mapped_column(comment="Canonical address of this page.")
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), comment="The capture it was read from.")
    crawl_id: Mapped[int | None] = mapped_column(ForeignKey("crawl.id"), comment="The crawl that read it.")
    threads: Mapped[int] = mapped_column(comment="Threads it lists.")
    next_url: Mapped[str | None] = mapped_column(comment="The page after it; null on the last.")
    observed_at: Mapped[datetime] = mapped_column(comment="Time of the capture.")
