"""The declarative base and the column types. Owns how a time, a number and a structure are kept on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Boolean, DateTime, Dialect, Float, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeEngine

BIG = BigInteger().with_variant(Integer(), "sqlite")
"""Ids and figures. Wide, because pages print what they like; INTEGER on SQLite, whose integers are 64 bits wide anyway."""

STRUCTURE = JSON().with_variant(JSONB(), "postgresql")
"""Lists and mappings that are read whole."""

STRUCTURE_OR_NULL = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""The same, where None is no value."""


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware and in UTC in Python, timestamptz on PostgreSQL, text on SQLite.

    The text is ``YYYY-MM-DD HH:MM:SS`` with microseconds only where there are any: it sorts as the moments do, and SQLite's
    own date functions read it. A naive datetime is refused: whose clock would it be?
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, which has no type for times."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the database."""
        return None if value is None else utc_value(value, dialect.name)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """From the database."""
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        moment: datetime = value
        return moment.astimezone(UTC)


class LocalTime(TypeDecorator[datetime]):
    """A clock reading without a zone: naive in Python, timestamp on PostgreSQL, text on SQLite."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, which has no type for times."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=False))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the database."""
        return None if value is None else local_value(value, dialect.name)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """From the database."""
        return datetime.fromisoformat(value) if isinstance(value, str) else value


def utc_value(value: datetime, dialect: str) -> str | datetime:
    """A moment as the driver wants it.

    Raises:
        ValueError: the datetime is naive.
    """
    if value.tzinfo is not UTC:
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime is not a moment: {value!r}")
        value = value.astimezone(UTC)
    return value.isoformat(" ")[:-6] if dialect == "sqlite" else value


def local_value(value: datetime, dialect: str) -> str | datetime:
    """A clock reading as the driver wants it; an offset, where there is one, is left out."""
    if value.tzinfo is not None:
        value = value.replace(tzinfo=None)
    return str(value) if dialect == "sqlite" else value


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BIG,
        str: Text(),
        bool: Boolean(),
        float: Float(),
        datetime: UtcTime(),
        dict[str, Any]: STRUCTURE,
        list[Any]: STRUCTURE,
    }
