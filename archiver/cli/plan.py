"""`archiver plan`: what a crawl would fetch now, and why."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import click

from archiver.cli.options import configure, database_option, json_option, print_json, reading
from archiver.config import Config
from archiver.crawl.plan import Plan, Rechecks, Step
from db.queries import gap
from db.queries.scopes import find_scope
from spiders.base import check_url
from spiders.items import Reason

REASONS: dict[Reason, str] = {
    "discover": "listings to look through, threads never read",
    "grow": "threads that have grown",
    "hole": "pages left out",
    "recheck": "threads due to be looked at for edits and deletions",
    "retry": "failed before and due again",
}


@click.command()
@click.argument("target")
@database_option
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, metavar="N", help="List the first N steps.")
@json_option
def plan(target: str, database: str | None, limit: int, as_json: bool) -> None:
    """Print what a crawl of TARGET (the address of a site, board or thread) would fetch now, and why.

    Nothing is fetched. What listings will turn out to show cannot be known before; the estimate is of what is known to be open.
    """
    target = check_url(target)
    config = configure(database=database)
    now = datetime.now(UTC)
    with reading(database) as connection:
        scope = find_scope(connection, target)
        delay = float(config["delay"])
        if scope is None:
            steps = []
        else:
            delay = max(delay, gap.crawl_delay(connection, scope.site_id) or 0.0)
            steps = list(Plan(scope, began=now, rechecks=rechecks_of(config)).steps(connection, now))
    if as_json:
        print_json([_as_json(step) for step in steps])
        return
    if scope is None:
        click.echo(f"Nothing is held of {target}: a crawl begins there and finds out.")
        return
    _print(steps, limit=limit, delay=delay)


def rechecks_of(config: Config) -> Rechecks:
    """The bounds within which threads are looked at again."""
    return Rechecks(shortest=timedelta(days=config["recheck_min"]), longest=timedelta(days=config["recheck_max"]))


def _print(steps: list[Step], *, limit: int, delay: float) -> None:
    if not steps:
        click.echo("Nothing is to be fetched: all that is declared is held, and no recheck is due.")
        return
    counts, requests = Counter(step.reason for step in steps), Counter[Reason]()
    for step in steps:
        requests[step.reason] += step.requests
    for reason, meaning in REASONS.items():
        if counts[reason]:
            click.echo(f"{reason:<9} {counts[reason]:>7,} steps {requests[reason]:>8,} requests   {meaning}")
    total = requests.total()
    click.echo(
        f"{'in all':<9} {len(steps):>7,} steps {total:>8,} requests   at least {_span(total * delay)} at {delay:g} s a request"
    )
    if limit:
        click.echo()
    for step in steps[:limit]:
        click.echo(f"{step.reason:<9} {step.follow.url}  ({step.why})")
    if limit and len(steps) > limit:
        click.echo(f"... and {len(steps) - limit:,} more; --limit {len(steps)} lists all")


def _span(seconds: float) -> str:
    """A length of time for people."""
    hours, rest = divmod(round(seconds), 3600)
    minutes, seconds = divmod(rest, 60)
    if hours >= 48:
        return f"{hours / 24:.0f} days"
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"


def _as_json(step: Step) -> dict[str, object]:
    return {
        "reason": step.reason,
        "url": step.follow.url,
        "kind": step.follow.kind,
        "thread_id": step.follow.thread_id,
        "page": step.follow.number,
        "why": step.why,
        "requests": step.requests,
    }
