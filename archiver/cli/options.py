"""Options that several commands share, and how they become the configuration and the database."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click
import msgspec
from sqlalchemy import Connection

from archiver.config import ENVIRONMENT, Config, load_config
from db.engine import open_database, said_plainly

F = TypeVar("F", bound=Callable[..., Any])


def database_option(function: F) -> F:
    """``--database``."""
    return click.option(
        "--database",
        metavar="URL",
        help=f"Where the archive is: an SQLite file or an SQLAlchemy URL.  [env: {ENVIRONMENT['database']}]",
    )(function)


def site_option(function: F) -> F:
    """``--site``."""
    return click.option("--site", metavar="SITE", help="Only this site: its address, or a part of it.")(function)


def json_option(function: F) -> F:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(function)


def configure(**flags: Any) -> Config:
    """The configuration with the flags given on the command line."""
    return load_config(flags)


@contextmanager
def reading(database: str | None) -> Iterator[Connection]:
    """A connection to the archive, for commands that only look.

    Raises:
        DatabaseError: it cannot be used.
    """
    engine = open_database(configure(database=database).database_url)
    try:
        with said_plainly(engine.url), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def print_json(value: Any) -> None:
    """JSON for people and programs, on standard output."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
    sys.stdout.buffer.flush()
