"""`archiver export`: threads as JSON, or the captures they were read from as WARC or WACZ."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO, Literal, get_args

import click
from sqlalchemy import Connection

from archiver.captures.package import Packed, write_warc
from archiver.captures.wacz import write_wacz
from archiver.cli.options import configure, database_option, reading, site_option
from archiver.config import ENVIRONMENT
from archiver.export import Format as JsonFormat
from archiver.export import export_threads, schema_text
from db.queries import find_site, find_thread, sites
from db.queries.packaged import Selection, site_of
from spiders.errors import UsageError

Format = Literal["json", "jsonl", "warc", "wacz"]
EXIT_LOSSES = 3


@click.command()
@click.argument("thread", required=False)
@database_option
@site_option
@click.option(
    "--format",
    "form",
    type=click.Choice(get_args(Format)),
    default="jsonl",
    show_default=True,
    help="jsonl is one thread a line; warc and wacz are the captures themselves.",
)
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to write; - is standard output.")
@click.option("--warc-dir", metavar="DIR", help=f"Folder of the WARC files.  [env: {ENVIRONMENT['warc_dir']}]")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the format instead.")
@click.pass_context
def export(
    ctx: click.Context,
    /,
    thread: str | None,
    database: str | None,
    site: str | None,
    form: Format,
    output: str,
    warc_dir: str | None,
    schema: bool,
) -> None:
    """Export all threads, those of a site, or one THREAD (its address, or its id).

    warc and wacz hold the captures that a site or thread was read from, with robots.txt and redirects. Cookies and authorisation
    headers are left out. A WACZ replays in ReplayWeb.page and pywb.

    Exit code: 0 complete, 2 usage, 3 captures whose records cannot be read, 5 database.
    """
    if schema:
        click.echo(schema_text(), nl=False)
        return
    folder = Path(configure(warc_dir=warc_dir)["warc_dir"])
    with reading(database) as connection:
        if output == "-":
            done = _write(connection, sys.stdout.buffer, form, site=site, thread=thread, warc_dir=folder, name="export.warc.gz")
            sys.stdout.buffer.flush()
        else:
            path = Path(output)
            # Written beside it and moved into place, so that an interrupted export never looks like a whole one.
            partial = path.with_name(f"{path.name}.{os.getpid()}.part")
            try:
                with partial.open("wb") as file:
                    done = _write(connection, file, form, site=site, thread=thread, warc_dir=folder, name=path.name)
                partial.replace(path)
            except OSError as error:
                raise UsageError(f"{path}: cannot be written ({error.strerror or error})") from error
            finally:
                partial.unlink(missing_ok=True)
            click.echo(f"{_said(done)} written to {path}", err=True)
    if isinstance(done, Packed) and done.lost:
        for line in done.lost:
            click.echo(f"left out: {line}", err=True)
        ctx.exit(EXIT_LOSSES)


def _write(
    connection: Connection, out: BinaryIO, form: Format, *, site: str | None, thread: str | None, warc_dir: Path, name: str
) -> Packed | int:
    if form == "warc":
        return write_warc(connection, warc_dir, _selected(connection, site, thread), out, name=name)
    if form == "wacz":
        return write_wacz(connection, warc_dir, _selected(connection, site, thread), out)
    return export_threads(connection, out, format=_json(form), site=site, thread=thread)


def _json(form: Literal["json", "jsonl"]) -> JsonFormat:
    return form


def _selected(connection: Connection, site: str | None, thread: str | None) -> Selection:
    """The site or thread that is meant; the only site where none is named.

    Raises:
        UsageError: there is no such one, or several.
    """
    if thread is not None:
        found = find_thread(connection, thread, site=site)
        return Selection(site_id=site_of(connection, found), thread_id=found)
    if site is not None:
        return Selection(site_id=find_site(connection, site))
    held = sites(connection)
    if len(held) != 1:
        known = ", ".join(one.url for one in held) or "none yet"
        raise UsageError(f"a package is of one site or thread; name it with --site or by its address (the archive holds {known})")
    return Selection(site_id=held[0].id)


def _said(done: Packed | int) -> str:
    if isinstance(done, Packed):
        return f"{done.captures:,} captures" if done.captures != 1 else "1 capture"
    return f"{done:,} threads" if done != 1 else "1 thread"
