"""`archiver db`: the database itself."""

from __future__ import annotations

import click

from archiver.cli.options import configure, database_option
from db.engine import connectable, revision_of, said_plainly, shown, upgrade


@click.group()
def db() -> None:
    """Make, move and examine the database."""


@db.command("upgrade")
@database_option
def upgrade_(database: str | None) -> None:
    """Bring the database to this program's revision; an empty one gets all tables."""
    url = configure(database=database).database_url
    upgrade(url)
    click.echo("The database is at this program's revision.", err=True)


@db.command()
@database_option
def revision(database: str | None) -> None:
    """Print the revision that the database is at."""
    engine = connectable(configure(database=database).database_url)
    with said_plainly(engine.url), engine.connect() as connection:
        click.echo(revision_of(connection) or f"{shown(engine.url)} is empty")
    engine.dispose()
