"""`archiver export`: threads as JSON."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from archiver.cli.options import database_option, reading, site_option
from archiver.export import FORMATS, Format, export_threads, schema_text
from spiders.errors import UsageError


@click.command()
@click.argument("thread", required=False)
@database_option
@site_option
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="jsonl", show_default=True, help="jsonl is one thread a line."
)
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to write; - is standard output.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the format instead.")
def export(thread: str | None, database: str | None, site: str | None, form: Format, output: str, schema: bool) -> None:
    """Export all threads, those of a site, or one THREAD (its address, or its id)."""
    if schema:
        click.echo(schema_text(), nl=False)
        return
    with reading(database) as connection:
        if output == "-":
            export_threads(connection, sys.stdout.buffer, format=form, site=site, thread=thread)
            sys.stdout.buffer.flush()
            return
        path = Path(output)
        # Written beside it and moved into place, so that an interrupted export never looks like a whole one.
        partial = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            with partial.open("wb") as file:
                count = export_threads(connection, file, format=form, site=site, thread=thread)
            partial.replace(path)
        except OSError as error:
            raise UsageError(f"{path}: cannot be written ({error.strerror or error})") from error
        finally:
            partial.unlink(missing_ok=True)
    click.echo(f"{count:,} threads written to {path}" if count != 1 else f"1 thread written to {path}", err=True)
