"""`archiver ingest` and `archiver reparse`: captures become rows, without the network."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import click
from rich.console import Console
from rich.live import Live
from rich.table import Table

from archiver.captures.ingest import ingest as run_ingest
from archiver.captures.intake import Ears
from archiver.captures.reading import Manner
from archiver.captures.reparse import Choice
from archiver.captures.reparse import reparse as run_reparse
from archiver.captures.report import Report
from archiver.captures.sources import cores
from archiver.cli.options import configure, database_option, json_option, print_json, site_option
from archiver.config import ENVIRONMENT
from spiders.base import check_url
from spiders.platforms import platform_named

LINES = 50
"""Of one kind of trouble that are printed; a file that is damaged throughout would bury the rest."""

_NAMES = {
    "held": "held before",
    "kept": "without a page",
    "without_body": "revisits without a body",
    "unknown": "pages of unknown platforms",
}


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@database_option
@click.option("--warc-dir", metavar="DIR", help=f"The archive's WARC files.  [env: {ENVIRONMENT['warc_dir']}]")
@click.option("--site", "sites", multiple=True, metavar="URL", help="Only pages below this address; may be given again.")
@click.option("--platform", default="", metavar="NAME", help="Read as this platform instead of detecting it.")
@click.option("--timezone", metavar="ZONE", help=f"Zone of a site that does not tell its own.  [env: {ENVIRONMENT['timezone']}]")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes that read; one for each core by default.")
@click.option("--dry-run", is_flag=True, help="Say what is in there; store nothing.")
@click.option("-q", "--quiet", is_flag=True, help="No progress, no report.")
@json_option
@click.pass_context
def ingest(
    ctx: click.Context,
    /,
    files: tuple[Path, ...],
    sites: tuple[str, ...],
    platform: str,
    jobs: int | None,
    dry_run: bool,
    quiet: bool,
    as_json: bool,
    **flags: Any,
) -> None:
    """Read WARC, WACZ, ARC, saved pages and texts of pages into the archive, from any crawler and of any age.

    Texts are WET files, JSONL files with a field "text" (and "url", where it is known) and plain .txt files; what no known forum
    left is passed over. FILES are files, or folders that are searched. They stay where they are, and rows lead to their bytes
    there; keep them, or put them into the WARC folder first. What was ingested before is passed over, so an interrupted ingest is
    run again to go on.

    Exit code: 0 complete, 2 usage, 3 finished with losses or damaged files, 4 nothing to read there, 5 database, 130 interrupted.
    """
    config = configure(**flags)
    if platform:
        platform_named(platform)
    manner = Manner(platform=platform, timezone=config["timezone"], sites=tuple(map(check_url, sites)))
    with telling(quiet=quiet) as ears:
        began = time.monotonic()
        report = run_ingest(
            files,
            database_url=config.database_url,
            warc_dir=Path(config["warc_dir"]),
            manner=manner,
            jobs=jobs or cores(),
            ears=ears,
            dry_run=dry_run,
        )
        seconds = time.monotonic() - began
    if as_json:
        print_json({**report.as_json(), "seconds": round(seconds, 1)})
    elif dry_run:
        _print_contents(report)
    if not quiet:
        click.echo(summary(report, seconds), err=True)
    if report.exit_code == 4:
        click.echo(f"Error: nothing that can be read in {', '.join(map(str, files))}", err=True)
    ctx.exit(report.exit_code)


@click.command()
@database_option
@click.option("--warc-dir", metavar="DIR", help=f"The archive's WARC files.  [env: {ENVIRONMENT['warc_dir']}]")
@site_option
@click.option("--platform", default="", metavar="NAME", help="Only sites on this platform.")
@click.option("--parser", default="", metavar="NAME/VERSION", help="Only what this version of a reader read: phpbb/3.")
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    type=click.Choice(["read", "lost", "kept"]),
    help="Only captures that were read (the default), lost or merely kept; may be given again.",
)
@click.option("--all", "current_too", is_flag=True, help="What the readers of today have read, too.")
@click.option("--timezone", metavar="ZONE", help=f"Zone of a site that does not tell its own.  [env: {ENVIRONMENT['timezone']}]")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes that read; one for each core by default.")
@click.option("--dry-run", is_flag=True, help="Read and count; store nothing.")
@click.option("-q", "--quiet", is_flag=True, help="No progress, no report.")
@json_option
@click.pass_context
def reparse(
    ctx: click.Context,
    /,
    site: str | None,
    platform: str,
    parser: str,
    outcomes: tuple[Literal["read", "lost", "kept"], ...],
    current_too: bool,
    jobs: int | None,
    dry_run: bool,
    quiet: bool,
    as_json: bool,
    **flags: Any,
) -> None:
    """Read held captures again and store what they say, without one request.

    Without options, all that an older version of a reader has read: what it could not read is filled in, and nothing that stays
    the same becomes a new revision.

    Exit code: 0 complete, 2 usage, 3 finished with losses or missing records, 5 database, 130 interrupted.
    """
    config = configure(**flags)
    if platform:
        platform_named(platform)
    choice = Choice(
        site=site,
        platform=platform or None,
        parser=parser or None,
        outcomes=outcomes or ("read",),
        current_too=current_too,
    )
    with telling(quiet=quiet) as ears:
        began = time.monotonic()
        report = run_reparse(
            choice,
            database_url=config.database_url,
            warc_dir=Path(config["warc_dir"]),
            manner=Manner(timezone=config["timezone"]),
            jobs=jobs or cores(),
            ears=ears,
            dry_run=dry_run,
        )
        seconds = time.monotonic() - began
    code = report.exit_code if report["records"] else 0
    if as_json:
        print_json({**report.as_json(), "exit_code": code, "seconds": round(seconds, 1)})
    if not quiet:
        click.echo(summary(report, seconds) if report["records"] else "Nothing to read again.", err=True)
    ctx.exit(code)


@contextmanager
def telling(*, quiet: bool) -> Iterator[Ears]:
    """Lines for people on standard error, and on a terminal a live line of figures."""
    console = Console(stderr=True)
    printed: dict[str, int] = {}

    def note(line: str) -> None:
        file = line.partition(",")[0]
        printed[file] = printed.get(file, 0) + 1
        if printed[file] <= LINES:
            click.echo(f"Warning: {line}", err=True)

    try:
        if quiet or not console.is_terminal:
            yield Ears(note=note, progress=lambda _: None)
        else:
            with Live(console=console, auto_refresh=False, transient=True) as live:
                yield Ears(note=note, progress=_Line(live).show)
    except KeyboardInterrupt:
        click.echo("Interrupted; what was read is stored, run it again to go on.", err=True)
        raise
    for file, count in printed.items():
        if count > LINES:
            click.echo(f"Warning: {file}: {count - LINES:,} more", err=True)


class _Line:
    """The live line, drawn anew at most twice a second."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._began = self._drawn = time.monotonic()

    def show(self, report: Report) -> None:
        """Draw it, if it is time."""
        now = time.monotonic()
        if now - self._drawn >= 0.5:
            self._drawn = now
            self._live.update(_figures(report, now - self._began), refresh=True)


def summary(report: Report, seconds: float) -> str:
    """The counts that are not nought, in one line."""
    always = {"pages", "threads", "posts", "losses"}
    shown = [f"{count:,} {_NAMES.get(name, name)}" for name, count in report.counts.items() if count or name in always]
    return f"{', '.join(shown)} ({seconds:.0f} s)"


def _figures(report: Report, elapsed: float) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_row(
        *(f"[bold]{report[name]:,}[/] {name}" for name in ("files", "records", "pages", "posts", "losses")),
        f"{report['pages'] / max(elapsed, 0.001):.0f} pages/s",
        f"{int(elapsed) // 60}:{int(elapsed) % 60:02}",
    )
    return table


def _print_contents(report: Report) -> None:
    """What a dry run found, on standard output."""
    for url, site in sorted(report.sites.items()):
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in site.kinds.most_common())
        sys.stdout.write(f"{url}  {site.platform}  {site.pages:,} pages: {kinds}\n")
    for host, count in report.strangers.most_common():
        sys.stdout.write(f"{host}  no known platform  {count:,} pages\n")
