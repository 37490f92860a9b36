"""Opening a database: its address, pragmas, revision. Owns what differs between SQLite and PostgreSQL connections.

Every way in which a database can be unusable ends here as one `DatabaseError` of one line.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidRequestError, NoSuchModuleError, SQLAlchemyError

from db.zones import moment_of
from spiders.errors import DatabaseError, UsageError, WrongRevision

BUSY_SECONDS = 30
"""How long a writer waits for another before it gives up, on both databases."""

CACHE = 64
"""Megabytes of an SQLite file that are held in memory."""

WRITING = "archiver_writing"
"""Execution option of connections that write: on SQLite they take the lock when the transaction begins."""

_UPGRADE_LOCK = 0x61726368  # "arch": one migration at a time on PostgreSQL


def open_database(url: str, *, create: bool = False, durable: bool = True, cache: int = CACHE) -> Engine:
    """An engine for the archive at the address (``sqlite:///FILE``, a file's path, or ``postgresql://...``).

    Args:
        url: where the archive is.
        create: make it if it is not there: a new SQLite file, or the tables in an empty PostgreSQL database.
        durable: whether a commit has reached the disk when it returns. False is for bulk reading of what is on disk anyway:
            after a power cut the last commits may be gone, the database is whole all the same.
        cache: how many megabytes of an SQLite file are held in memory.

    Raises:
        UsageError: the address is none.
        DatabaseError: it cannot be reached, is locked, is not a database or holds something else.
        WrongRevision: it was made by an older or newer version of this program.
    """
    engine = connectable(url, create=create, durable=durable, cache=cache)
    try:
        with said_plainly(engine.url), engine.connect() as connection:
            current, heads = revision_of(connection), _heads()
            if current is None and inspect(connection).get_table_names():
                raise DatabaseError(f"{shown(engine.url)} is a database, but not an archive of this program")
        if current is None and create:
            upgrade(engine)
        elif current is None:
            raise DatabaseError(f"{shown(engine.url)} is empty: no archive has been made there yet")
        elif current not in heads:
            raise _wrong(engine.url, current)
    except BaseException:  # raised again: Ctrl-C must not leave a connection open either
        engine.dispose()
        raise
    return engine


def upgrade(target: str | Engine) -> None:
    """Bring a database to this program's revision, in one transaction; an empty one gets all tables.

    Raises:
        DatabaseError: as `open_database`.
        WrongRevision: it is newer than this program.
    """
    engine = connectable(target, create=True) if isinstance(target, str) else target
    try:
        writing = engine.execution_options(**{WRITING: True})
        with said_plainly(engine.url), writing.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
            current = revision_of(connection)
            if current is None and inspect(connection).get_table_names():
                raise DatabaseError(f"{shown(engine.url)} is a database, but not an archive of this program")
            if current is not None and current not in _known():
                raise _wrong(engine.url, current)
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        if isinstance(target, str):
            engine.dispose()


def connectable(url: str, *, create: bool = False, durable: bool = True, cache: int = CACHE) -> Engine:
    """An engine for the address, its revision unchecked.

    Raises:
        UsageError: the address is none, or names a database we do not use.
        DatabaseError: the SQLite file or its directory is missing.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, create=create, durable=durable, cache=cache)
    return _postgresql(parsed, durable=durable)


def revision_of(connection: Connection) -> str | None:
    """The schema's revision, None where there is no schema."""
    return MigrationContext.configure(connection).get_current_revision()


def alembic_config() -> Config:
    """The configuration of the packaged migrations; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def shown(url: URL) -> str:
    """The address as it may be printed: a file's path, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


@contextmanager
def said_plainly(url: URL) -> Iterator[None]:
    """Turn what a database driver throws into one line with the address, what happened and what to do.

    Raises:
        DatabaseError: instead of the driver's.
    """
    try:
        yield
    except DBAPIError as error:
        raise DatabaseError(f"{shown(url)}: {_plain(error.orig or error, lost=error.connection_invalidated)}") from error
    except SQLAlchemyError as error:
        raise DatabaseError(f"{shown(url)}: {_first_line(error)}") from error


@contextmanager
def driver_errors(connection: Connection) -> Iterator[None]:
    """Errors of the driver as SQLAlchemy's own, the connection given up where it is lost.

    Raises:
        DBAPIError: whatever the driver threw.
    """
    dbapi = connection.dialect.loaded_dbapi
    try:
        yield
    except dbapi.Error as error:
        if connection.dialect.is_disconnect(error, connection.connection.dbapi_connection, None):
            connection.invalidate(error)
        raise DBAPIError.instance(None, None, error, dbapi.Error, dialect=connection.dialect) from error


def _parsed(url: str) -> URL:
    if "://" not in url:
        url = f"sqlite:///{url}"
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError):
        raise UsageError(f"{url!r} is not the address of a database; use sqlite:///FILE or postgresql://HOST/NAME") from None
    if backend in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return parsed.set(drivername="sqlite")
    raise UsageError(f"{backend} databases are not supported; use sqlite:///FILE or postgresql://HOST/NAME")


def _sqlite(url: URL, *, create: bool, durable: bool, cache: int) -> Engine:
    if url.database and url.database != ":memory:":
        path = Path(url.database)
        if not path.parent.is_dir():
            raise DatabaseError(f"{path}: the directory {path.parent} does not exist; make it first")
        if path.is_dir():
            raise DatabaseError(f"{path} is a directory; name a file in it")
        if not create and not path.exists():
            raise DatabaseError(f"{path} does not exist: no archive has been made there yet")
    engine = create_engine(url, json_serializer=_json, json_deserializer=msgspec.json.decode)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, below
        connection.create_function("moment_of", 2, _moment_text, deterministic=True)
        for pragma in (
            f"busy_timeout = {BUSY_SECONDS * 1000}",
            "journal_mode = WAL",
            f"synchronous = {'FULL' if durable else 'NORMAL'}",
            "foreign_keys = ON",
            f"cache_size = -{cache * 1024}",
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that reads and then writes fails at once when another wrote in between; so writers queue here.
        writing = connection.get_execution_options().get(WRITING)
        with driver_errors(connection):
            connection.connection.cursor().execute("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _postgresql(url: URL, *, durable: bool) -> Engine:
    options = f"-c timezone=UTC -c lock_timeout={BUSY_SECONDS}s"
    if not durable:
        options += " -c synchronous_commit=off"
    try:
        return create_engine(
            url,
            json_serializer=_json,
            json_deserializer=msgspec.json.decode,
            pool_pre_ping=True,
            connect_args={"options": options, "connect_timeout": 10, "application_name": "archiver"},
        )
    except (NoSuchModuleError, ImportError, InvalidRequestError) as error:
        raise DatabaseError(f"PostgreSQL needs the driver psycopg: pip install 'archiver[postgres]' ({error})") from error


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _moment_text(local: str | None, zone: str | None) -> str | None:
    moment = moment_of(local, zone)
    return None if moment is None else str(moment.replace(tzinfo=None))


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config())


def _heads() -> tuple[str, ...]:
    return tuple(_scripts().get_heads())


def _known() -> frozenset[str]:
    return frozenset(script.revision for script in _scripts().walk_revisions())


def _wrong(url: URL, current: str) -> WrongRevision:
    if current in _known():
        return WrongRevision(f"{shown(url)} was made by an older version (revision {current}); run `archiver db upgrade`")
    return WrongRevision(f"{shown(url)} was made by a newer version (revision {current}); upgrade this program")


def _plain(error: BaseException, *, lost: bool = False) -> str:
    said = _first_line(error)
    for sign, meaning in _MEANINGS:
        if sign in said:
            return f"{meaning} ({said})"
    return f"the connection was lost ({said})" if lost else said


_MEANINGS = (
    ("database is locked", f"another program has held the database for {BUSY_SECONDS} seconds; end it and try again"),
    ("database table is locked", "another program holds the database; end it and try again"),
    ("lock timeout", f"another program has held the rows for {BUSY_SECONDS} seconds; end it and try again"),
    ("file is not a database", "this file is not a database"),
    ("disk image is malformed", "the database is damaged; restore it from a backup"),
    ("database or disk is full", "the disk is full; what was committed is safe"),
    ("No space left on device", "the disk is full; what was committed is safe"),
    ("disk I/O error", "the disk failed"),
    ("readonly database", "the database may not be written; check its permissions"),
    ("unable to open database file", "the file cannot be opened; check its permissions"),
    ("does not exist", "there is no such database or role on the server"),
    ("authentication failed", "the server refused the user or password"),
    ("connection failed", "the server cannot be reached"),
    ("server closed the connection", "the connection was lost"),
    ("terminating connection", "the connection was lost"),
    ("connection is closed", "the connection was lost"),
)


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
