"""Statements written once with SQLAlchemy Core, compiled once per database, run by the driver itself.

What is written for one page are a few dozen statements of up to a few hundred rows. Core's own way through `execute` spends
four times the database's own time on turning mappings into parameters, so rows go to the driver as tuples, in the order
in which a statement names its parameters; that order is checked when the statement is compiled.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    Boolean,
    ClauseElement,
    ColumnElement,
    Connection,
    String,
    Table,
    Text,
    bindparam,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from db.models.base import local_value, utc_value


class Statement:
    """A statement and the names of its parameters in the order in which rows give them.

    ``build`` gets the dialect's own ``insert``, since Core has none with ON CONFLICT that serves both.
    """

    __slots__ = ("_build", "_compiled", "_row", "names")

    def __init__(self, build: Callable[[Any], ClauseElement], *names: str) -> None:
        self._build = build
        self.names = names
        self._compiled: dict[str, str] = {}
        self._row: Callable[[Iterable[Any]], Any] | None = None

    def named(self, cursor: Any) -> list[Any]:
        """All rows of a cursor as named tuples, their class made once: SQLAlchemy describes its results anew each time."""
        if self._row is None:
            self._row = named_row([column[0] for column in cursor.description])
        return list(map(self._row, cursor.fetchall()))

    def sql(self, dialect: str) -> str:
        """The statement's text for SQLite or PostgreSQL."""
        found = self._compiled.get(dialect)
        return found if found is not None else self._compile(dialect)

    def _compile(self, dialect: str) -> str:
        inserts = sqlite.insert if dialect == "sqlite" else postgresql.insert
        compiled = self._build(inserts).compile(dialect=_DIALECTS[dialect])
        order = tuple(compiled.positiontup or ()) if isinstance(compiled, SQLCompiler) else ()
        if order != self.names:
            raise TypeError(f"parameters are {order}, not {self.names}, in: {compiled}")
        self._compiled[dialect] = str(compiled)
        return self._compiled[dialect]


def named_row(columns: list[str]) -> Callable[[Iterable[Any]], Any]:
    """What makes a named tuple of those columns out of a row."""
    row: Any = namedtuple("Row", columns)  # type: ignore[misc]  # noqa: PYI024 - columns are known only now
    make: Callable[[Iterable[Any]], Any] = row._make
    return make


def inserting(table: Table, *columns: str) -> Statement:
    """A plain INSERT of those columns."""
    order = tuple(column.name for column in table.columns if column.name in columns)
    return Statement(lambda insert: insert(table).values({name: bindparam(name) for name in order}), *columns)


@cache
def changing(table: Table, columns: tuple[str, ...]) -> Statement:
    """An UPDATE of those columns of the row whose id is the last parameter: a column that stays is not written, nor its index."""
    return Statement(
        lambda _: update(table).where(table.c.id == bindparam("key")).values({name: bindparam(name) for name in columns}),
        *(column.name for column in table.columns if column.name in columns),
        "key",
    )


def parameter(name: str, like: ColumnElement[Any]) -> BindParameter[Any]:
    """A parameter of a column's type, where the comparison alone does not say it."""
    return bindparam(name, type_=like.type)


class among(ColumnElement[bool]):  # noqa: N801 - reads as the operator it is
    """Whether a column is among a list that is one parameter, so that the statement's text does not depend on its length."""

    inherit_cache = True
    type = Boolean()

    def __init__(self, column: ColumnElement[Any], name: str, *, negated: bool = False) -> None:
        self.column = column
        item: TypeEngine[Any] = Text() if isinstance(column.type, String) else BigInteger()
        self.items = bindparam(name, type_=ARRAY(item))
        self.negated = negated

    def self_group(self, against: Any = None) -> ColumnElement[Any]:  # noqa: ARG002 - SQLAlchemy's signature
        """Itself: it is a condition already, no value to be compared with 1."""
        return self


@compiles(among, "sqlite")
def _among_sqlite(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column, items = compiler.process(element.column, **kw), compiler.process(element.items, **kw)
    operator = "NOT IN" if element.negated else "IN"
    return f"{column} {operator} (SELECT value FROM json_each({items}))"  # noqa: S608 - both are compiled SQL


@compiles(among, "postgresql")
def _among_postgresql(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column, items = compiler.process(element.column, **kw), compiler.process(element.items, **kw)
    return f"{column} {'<> ALL' if element.negated else '= ANY'} ({items})"


class Writer:
    """The connection of one writing transaction, and values in the driver's own form.

    Statements go to the driver's cursor, inside SQLAlchemy's transaction: its own `execute` costs 50 us each, the database 7.
    What the driver throws is turned into SQLAlchemy's errors by `db.engine.driver_errors`.
    """

    __slots__ = ("_cursor", "connection", "dialect")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.dialect = connection.dialect.name
        self._cursor = connection.connection.cursor()

    def rows(self, statement: Statement, *values: Any) -> list[Any]:
        """All rows of a SELECT, or of what a statement returns."""
        self._cursor.execute(statement.sql(self.dialect), values)
        return statement.named(self._cursor)

    def run(self, statement: Statement, *values: Any) -> int:
        """Run once; the number of rows it touched."""
        self._cursor.execute(statement.sql(self.dialect), values)
        return int(self._cursor.rowcount)

    def many(self, statement: Statement, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run once for each row."""
        if len(rows) == 1:
            self._cursor.execute(statement.sql(self.dialect), rows[0])
        elif rows:
            self._cursor.executemany(statement.sql(self.dialect), rows)

    def change(self, table: Table, names: Sequence[str], versions: Iterable[tuple[int, Sequence[Any], Sequence[Any]]]) -> None:
        """Write what differs between two versions of rows, each given as id, old and new values of the columns named."""
        batches: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for key, old, new in versions:
            differ = [place for place, value in enumerate(new) if value != old[place]]
            if differ:
                columns = tuple([names[place] for place in differ])
                batches.setdefault(columns, []).append((*[new[place] for place in differ], key))
        for columns, rows in batches.items():
            self.many(changing(table, columns), rows)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is written inside is taken back, and nothing else, where an error comes out of it."""
        self._cursor.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:  # whatever ends the part, Ctrl-C too: what it wrote is taken back before anybody else sees it
            self._cursor.execute("ROLLBACK TO SAVEPOINT part")
            self._cursor.execute("RELEASE SAVEPOINT part")
            raise
        self._cursor.execute("RELEASE SAVEPOINT part")

    def raw(self, sql: str, *values: Any) -> Sequence[tuple[Any, ...]]:
        """All rows of a SELECT that only one of the databases understands."""
        self._cursor.execute(sql, values)
        return list(self._cursor.fetchall())

    def moment(self, value: datetime | None) -> Any:
        """A moment as rows hold it; such values compare with those read from the same database."""
        return None if value is None else utc_value(value, self.dialect)

    def reading(self, value: datetime | None) -> Any:
        """A clock reading as rows hold it."""
        return None if value is None else local_value(value, self.dialect)

    def listed(self, values: Iterable[Any]) -> Any:
        """A list as the one parameter of `among`."""
        return msgspec.json.encode(list(values)).decode() if self.dialect == "sqlite" else list(values)

    def unpacked(self, value: Any) -> Any:
        """A list or mapping of a row: text on SQLite."""
        return msgspec.json.decode(value) if isinstance(value, str) else value

    def structure(self, value: Any) -> str:
        """A list or mapping as rows hold it."""
        return msgspec.json.encode(value).decode()


_DIALECTS: dict[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="qmark"),
    "postgresql": PGDialect_psycopg(paramstyle="format"),  # type: ignore[no-untyped-call]
}
