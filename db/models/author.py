"""Who writes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class Author(Base):
    """A member of a site, or a name that was printed without one."""

    __tablename__ = "author"
    __table_args__ = (
        UniqueConstraint("site_id", "native_id"),
        Index(None, "site_id", "name"),
        {"comment": "A member of a site, or a bare name: kind name is a string that was printed, never presented as a person."},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Our id.")
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), comment="The site.")
    native_id: Mapped[str] = mapped_column(
        comment="The site's id of the member; ~ and a hash of the name or of an alias while that is all the site gives."
    )
    kind: Mapped[str] = mapped_column(
        comment="member (has an id) or name (printed without one: guests, commenters, deleted accounts)."
    )
    name: Mapped[str] = mapped_column(comment="Name; newest capture; empty while only an id is known. Earlier ones: author_name.")
    name_since: Mapped[datetime] = mapped_column(comment="Earliest capture since which this name was seen.")
    url: Mapped[str | None] = mapped_column(comment="Profile of a member; of a bare name see post.author_url.")
    same_as_id: Mapped[int | None] = mapped_column(
        ForeignKey("author.id"),
        comment="For kind name: the member it turned out to be, because a post of theirs later showed the id.",
    )
    first_seen: Mapped[datetime] = mapped_column(comment="Earliest capture that shows them.")


class AuthorAlias(Base):
    """Another id of an author."""

    __tablename__ = "author_alias"
    __table_args__ = (
        Index(None, "author_id"),
        {
            "comment": "Other ids by which a site knows an author (WordPress: the number beside the slug).",
            "sqlite_with_rowid": False,
        },
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True, comment="The site.")
    alias: Mapped[str] = mapped_column(primary_key=True, comment="The other id.")
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), comment="The author.")


class AuthorName(Base):
    """A former name of a member."""

    __tablename__ = "author_name"
    __table_args__ = ({"comment": "Former names of members."},)

    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), primary_key=True, comment="The member.")
    name: Mapped[str] = mapped_column(primary_key=True, comment="The former name.")
    first_seen: Mapped[datetime] = mapped_column(comment="Earliest capture with this name.")
