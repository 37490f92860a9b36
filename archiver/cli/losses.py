"""`archiver losses`: what could not be fetched or read, why, since when, and when it is tried again."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table

from archiver.cli.options import configure, database_option, json_option, print_json, reading, site_option
from db import queries
from db.engine import open_database
from db.queries import LossRow
from db.store import Store
from spiders.errors import UsageError

KINDS = ("fetch", "read", "post", "blocked", "gated")


@click.command()
@database_option
@site_option
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only losses of this kind; may be given again.")
@click.option("--due", is_flag=True, help="Only those that the next crawl tries again.")
@click.option("--all", "resolved", is_flag=True, help="Those that were read after all, too.")
@click.option("--retry", is_flag=True, help="Make them due: the next crawl tries them again.")
@click.option("--dry-run", is_flag=True, help="With --retry: say how many that would be, change nothing.")
@json_option
def losses(
    database: str | None,
    site: str | None,
    kinds: tuple[str, ...],
    due: bool,
    resolved: bool,
    retry: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """List what could not be fetched or read, why, and when it is tried again.

    Kinds: fetch (no answer, or an error), read (not the page it should be), post (one post of a page), blocked (the site refused
    us, or its robots.txt asks not to), gated (for members only: the site has not lost it).
    """
    if dry_run and not retry:
        raise UsageError("--dry-run goes with --retry: to list changes nothing")
    if retry and resolved:
        raise UsageError("--retry makes open losses due; those of --all that were read are none")
    now = datetime.now(UTC)
    with reading(database) as connection:
        found = list(queries.losses(connection, site=site, resolved=resolved, kinds=kinds, due=now if due else None))
    if retry:
        _retry(database, found, now, dry_run=dry_run)
    elif as_json:
        print_json([loss._asdict() for loss in found])
    elif found:
        _print(found, now)


def _retry(database: str | None, found: list[LossRow], now: datetime, *, dry_run: bool) -> None:
    """A post that could not be read is left out: its page is held, and `archiver reparse` reads it again."""
    later = [loss.id for loss in found if loss.kind != "post" and (loss.next_try is None or loss.next_try > now)]
    if later and not dry_run:
        engine = open_database(configure(database=database).database_url)
        store = Store(engine)
        try:
            store.make_losses_due(later)
        finally:
            store.close()
            engine.dispose()
    lost = "1 loss" if len(later) == 1 else f"{len(later):,} losses"
    made = "would be made due" if dry_run else "made due"
    click.echo(f"{lost} {made}: the next crawl tries again")


def _print(found: list[LossRow], now: datetime) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (("kind", "left"), ("since", "left"), ("tries", "right"), ("next try", "left")):
        table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    table.add_column("what", overflow="fold")
    for loss in found:
        where = f" (post {loss.post_native_id})" if loss.post_native_id else ""
        since = f"{loss.first_seen:%Y-%m-%d %H:%M}"
        table.add_row(loss.kind, since, str(loss.attempts), _next(loss, now), f"{loss.url}{where}: {loss.what}")
    # On a terminal to its width, elsewhere as wide as it takes: a pipe has no edge.
    Console(width=None if sys.stdout.isatty() else 4_000, highlight=False, markup=False).print(table)


def _next(loss: LossRow, now: datetime) -> str:
    if loss.resolved_at is not None:
        return f"read {loss.resolved_at:%Y-%m-%d}"
    if loss.kind == "post" or loss.next_try is None:
        return "not again"
    return "due" if loss.next_try <= now else f"{loss.next_try:%Y-%m-%d %H:%M}"
