"""`archiver threads`, `archiver show` and `archiver stats`: what the archive holds, for people."""

from __future__ import annotations

import sys
from datetime import datetime

import click
from rich.console import Console
from rich.table import Table

from archiver.cli.options import database_option, json_option, print_json, reading, site_option
from archiver.cli.posts import print_thread
from archiver.export import build_thread, encode
from db import queries
from db.queries import ThreadSummary


@click.command()
@database_option
@site_option
@click.option("--board", metavar="BOARD", help="Only the board of this title or id.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many.")
@json_option
def threads(database: str | None, site: str | None, board: str | None, limit: int | None, as_json: bool) -> None:
    """List threads, latest posts first: what is held of what they declare."""
    with reading(database) as connection:
        found = list(queries.threads(connection, site=site, board=board, limit=limit))
    if as_json:
        print_json([thread._asdict() for thread in found])
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (("id", "right"), ("posts", "right"), ("last post", "left"), ("by", "left")):
        table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    table.add_column("board", no_wrap=True, max_width=24, overflow="ellipsis")
    table.add_column("title", overflow="fold")
    for thread in found:
        table.add_row(
            thread.native_id, _held(thread), _day(thread.last_post_at), thread.author or "", thread.board or "", _title(thread)
        )
    _print(table)


@click.command()
@click.argument("thread")
@database_option
@site_option
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N posts.")
@json_option
def show(thread: str, database: str | None, site: str | None, limit: int | None, as_json: bool) -> None:
    """Show a THREAD: its address on the site, or its id there."""
    with reading(database) as connection:
        record = queries.thread_record(connection, queries.find_thread(connection, thread, site=site))
    built = build_thread(record)
    if as_json:
        sys.stdout.buffer.write(encode(built) + b"\n")
        return
    print_thread(built, limit=limit)


@click.command()
@database_option
@site_option
@json_option
def stats(database: str | None, site: str | None, as_json: bool) -> None:
    """Count what is held."""
    with reading(database) as connection:
        found = queries.stats(connection, site=site)
        listed = [] if site else queries.sites(connection)
    if as_json:
        print_json(found._asdict())
        return
    for name, value in found._asdict().items():
        shown = f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else "" if value is None else f"{value:,}"
        click.echo(f"{name.replace('_', ' '):<16} {shown}")
    for one in listed:
        click.echo(f"\n{one.url}  {one.platform} {one.platform_version or ''}  {one.title or ''}".rstrip())
        click.echo(f"  threads {one.threads:,}, posts {one.posts:,}, authors {one.authors:,}, losses {one.losses:,}")


def _held(thread: ThreadSummary) -> str:
    declared = thread.posts_declared
    return f"{thread.posts:,}" if declared is None or declared == thread.posts else f"{thread.posts:,}/{declared:,}"


def _title(thread: ThreadSummary) -> str:
    marks = [name for name, on in (("sticky", thread.sticky), ("locked", thread.locked)) if on]
    if thread.state != "visible":
        marks.append(thread.state)
    prefix = f"[{thread.prefix}] " if thread.prefix else ""
    return f"{prefix}{thread.title or '(no title)'}" + (f"  ({', '.join(marks)})" if marks else "")


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _print(*tables: Table) -> None:
    """On a terminal to its width, elsewhere as wide as it takes: a pipe has no edge."""
    console = Console(width=None if sys.stdout.isatty() else 400, highlight=False, markup=False)
    for table in tables:
        console.print(table)
