"""Options that several commands share, and how they become the configuration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from archiver.config import ENVIRONMENT, Config, load_config

F = TypeVar("F", bound=Callable[..., Any])


def database_option(function: F) -> F:
    """``--database``."""
    return click.option(
        "--database",
        metavar="URL",
        help=f"Where the archive is: an SQLite file or an SQLAlchemy URL.  [env: {ENVIRONMENT['database']}]",
    )(function)


def json_option(function: F) -> F:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")(function)


def configure(**flags: Any) -> Config:
    """The configuration with the flags given on the command line."""
    return load_config(flags)
