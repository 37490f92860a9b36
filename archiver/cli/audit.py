"""`archiver audit`: what is declared against what is held, and what would close the gap."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click
from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from archiver.audit import Audit, BoardAudit, SiteAudit, Step, ThreadAudit, audit_site
from archiver.cli.options import database_option, json_option, print_json, reading
from db import queries
from db.queries.audit import site_facts, site_ids, site_of_thread
from spiders.errors import NothingFound, UsageError

LINES = 20
"""Threads and steps shown where no other number is asked for."""


@click.command()
@click.argument("site", required=False)
@database_option
@click.option("--board", metavar="BOARD", help="Only the board of this title or id, and those below it.")
@click.option("--thread", metavar="THREAD", help="Only this thread: its address, or its id there.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help=f"At most so many threads and steps.  [default: {LINES}]")
@json_option
@click.pass_context
def audit(
    ctx: click.Context,
    /,
    site: str | None,
    database: str | None,
    board: str | None,
    thread: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """Say whether all is held that SITE declares, and what would close the gap. Without SITE: all sites.

    Exit code: 0 complete, 3 incomplete, 2 no such site, board or thread, 4 nothing in the archive, 5 database.
    """
    found = _audited(database, site=site, board=board, thread=thread)
    if as_json:
        print_json(replace(found, sites=[_limited(one, limit) for one in found.sites]))
    else:
        for number, one in enumerate(found.sites):
            if number:
                click.echo()
            _print_site(one, limit or LINES)
    ctx.exit(0 if found.complete else 3)


def _audited(database: str | None, *, site: str | None, board: str | None, thread: str | None) -> Audit:
    with reading(database) as connection:
        thread_id = queries.find_thread(connection, thread, site=site) if thread is not None else None
        if thread_id is not None:
            ids = [site_of_thread(connection, thread_id)]
        else:
            ids = [queries.find_site(connection, site)] if site is not None else site_ids(connection)
        if not ids:
            raise NothingFound("this archive holds no site yet; `archiver crawl URL` fetches one")
        audits = [audit_site(site_facts(connection, one), board=board, thread_id=thread_id) for one in ids]
    sites = [one for one in audits if one is not None]
    if not sites:
        raise UsageError(f"no board {board!r} is in this archive; `archiver audit --json` lists them")
    return Audit(complete=all(one.complete for one in sites), sites=sites)


def _limited(one: SiteAudit, limit: int | None) -> SiteAudit:
    return replace(one, open_threads=one.open_threads[:limit], closed_threads=one.closed_threads[:limit], steps=one.steps[:limit])


def _print_site(one: SiteAudit, limit: int) -> None:
    click.secho(f"{one.url}  {one.platform} {one.platform_version or ''}  {one.title or ''}".rstrip(), bold=True)
    for line in _summary(one):
        click.echo(line)
    lacking = [board for board in one.boards if not board.complete and board.state != "no page"]
    if lacking:
        _print(_boards(lacking))
    if one.open_threads:
        _print(_threads(one.open_threads[:limit]))
        _more(len(one.open_threads) - limit, "threads")
    if one.steps:
        click.echo("\nWhat would close the gap:")
        for step in one.steps[:limit]:
            click.echo(f"  {step.reason:<9}{_said(step)}")
        _more(len(one.steps) - limit, "steps")


def _summary(one: SiteAudit) -> Iterable[str]:
    posts, threads, pages = one.posts, one.threads, one.pages
    held = f"{one.percent.held:.2f} % of the posts declared: " if one.percent is not None else ""
    parts = [f"{posts.held:,} of {posts.declared:,} posts"]
    known = max(threads.declared or 0, threads.known - threads.moved - threads.gated - threads.gone)
    parts += [f"{threads.complete:,} of {known:,} threads whole", f"{pages.held:,} of {pages.declared:,} pages"]
    yield f"{'Complete' if one.complete else 'Incomplete'}. {held}{', '.join(parts)}."
    checked = f"{one.checked_at:%Y-%m-%d %H:%M} UTC" if one.checked_at else "never"
    blocked = f"; the site refuses us until {one.blocked_until:%Y-%m-%d %H:%M} UTC" if one.blocked_until else ""
    yield f"Last checked {checked}{blocked}."
    apart = (
        (threads.gated + sum(board.state == "gated" for board in one.boards), "for members only"),
        (threads.gone, "gone from the site"),
        (threads.moved, "moved elsewhere"),
        (posts.missing, "held and no longer shown"),
        (posts.placeholders, "shown without words"),
        (posts.unshown, "counted by the site and shown nowhere"),
        (posts.undeclared, "held where nothing is declared"),
        (len(one.quotes), "quotes of posts that are not held"),
    )
    listed = [f"{number:,} {what}" for number, what in apart if number]
    if listed:
        yield f"Apart: {', '.join(listed)}."


def _boards(boards: Sequence[BoardAudit]) -> Table:
    table = _table(("threads", "right"), ("posts", "right"), ("board", "left"), ("", "left"))
    for board in sorted(boards, key=lambda each: (-each.behind, -each.unlisted)):
        state: list[str] = [board.state] if board.state not in ("read", "no page") else []
        if board.unlisted:
            state.append(f"{board.unlisted:,} not listed")
        threads = _of(board.complete_threads, board.declared_threads)
        table.add_row(threads, _of(board.posts, board.declared_posts), board.title, ", ".join(state))
    return table


def _threads(threads: Sequence[ThreadAudit]) -> Table:
    table = _table(("thread", "right"), ("posts", "right"), ("pages", "right"), ("title", "left"), ("", "left"))
    for thread in threads:
        pages = _of(thread.pages - len(thread.pages_missing), thread.pages)
        table.add_row(
            thread.id, _of(thread.held, thread.declared), pages, thread.title or "(no title)", "; ".join(thread.why)
        )  # fmt: skip
    return table


def _table(*columns: tuple[str, str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in columns:
        folded = name in ("title", "board", "")
        table.add_column(name, justify=justify, no_wrap=not folded, overflow="fold")  # type: ignore[arg-type]
    return table


def _of(held: int, declared: int | None) -> str:
    return f"{held:,}" if declared is None else f"{held:,}/{declared:,}"


def _said(step: Step) -> str:
    due = f", due {step.due:%Y-%m-%d %H:%M} UTC" if step.due is not None else ""
    where = f"  {step.url}" if step.url and step.url not in step.what else ""
    return f"{step.what}{due}{where}"


def _more(left: int, what: str) -> None:
    if left > 0:
        click.echo(f"  and {left:,} {what} more; --limit shows them")


def _print(table: Table) -> None:
    """On a terminal to its width, elsewhere as wide as it takes: a pipe has no edge."""
    click.echo()
    Console(width=None if sys.stdout.isatty() else 400, highlight=False, markup=False).print(table)
