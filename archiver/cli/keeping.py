"""`archiver verify` and `archiver repair`: the WARC files as the archive's ground truth."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archiver.captures.recovery import recover
from archiver.captures.repair import Repaired
from archiver.captures.verify import FileReport, Problem
from archiver.captures.verify import verify as check
from archiver.cli.options import configure, database_option, json_option, print_json
from archiver.config import ENVIRONMENT

EXIT_PROBLEMS = 3
LISTED = 20

warc_dir_option = click.option("--warc-dir", metavar="DIR", help=f"Folder of the WARC files.  [env: {ENVIRONMENT['warc_dir']}]")


@click.command()
@database_option
@warc_dir_option
@click.option("--processes", type=click.IntRange(min=0), default=0, metavar="N", help="How many work at it; 0: one a core.")
@click.option("--limit", type=click.IntRange(min=0), default=LISTED, show_default=True, metavar="N", help="List N problems.")
@json_option
@click.pass_context
def verify(ctx: click.Context, /, database: str | None, warc_dir: str | None, processes: int, limit: int, as_json: bool) -> None:
    """Hash every record again and hold it against its capture row; list rows without record and records without row.

    Nothing is changed. A file that a crawl is writing now is checked as far as it has come.

    Exit code: 0 all is as it should be, 3 something is wrong, 5 database.
    """
    config = configure(database=database, warc_dir=warc_dir)
    reports: list[FileReport] = []
    shown = sys.stderr.isatty()
    for count, report in check(config.database_url, Path(config["warc_dir"]), processes=processes):
        reports.append(report)
        if shown:
            click.echo(f"\r{len(reports):,}/{count:,} files, {_size(sum(one.size for one in reports))}\033[K", nl=False, err=True)
    if shown:
        click.echo("\r\033[K", nl=False, err=True)
    problems = sorted((problem for report in reports for problem in report.problems), key=_place)
    totals = {
        "files": sum(bool(report.name) for report in reports),
        "records": sum(report.records for report in reports),
        "rows": sum(report.rows for report in reports),
        "bytes": sum(report.size for report in reports),
    }
    if as_json:
        print_json({**totals, "problems": [asdict(problem) for problem in problems]})
    else:
        _print(totals, problems, limit)
    if problems:
        ctx.exit(EXIT_PROBLEMS)


@click.command()
@database_option
@warc_dir_option
@click.option("-n", "--dry-run", is_flag=True, help="Only say what would be done.")
@json_option
def repair(database: str | None, warc_dir: str | None, dry_run: bool, as_json: bool) -> None:
    """Close the WARC files that a crawl left open when it died, as the next crawl does before it begins.

    A torn record at the end is cut off; a record that no capture row knows gets one and is read. Files that a living process
    writes are left alone.
    """
    config = configure(database=database, warc_dir=warc_dir)
    done = list(recover(config.database_url, Path(config["warc_dir"]), timezone=config["timezone"], dry_run=dry_run))
    if as_json:
        print_json([_as_json(one) for one in done])
        return
    for one in done:
        parts = [f"{one.records:,} records"]
        if one.cut:
            parts.append(f"{one.cut:,} bytes of a torn record cut off")
        if one.without_row:
            parts.append(f"{one.without_row:,} records found that had no row")
        if one.damage:
            parts.append(f"damaged in {len(one.damage):,} places, see `archiver verify`")
        click.echo(f"{one.name}: {', '.join(parts)}")
    if not done:
        click.echo("No file was left open.", err=True)


def _print(totals: dict[str, int], problems: list[Problem], limit: int) -> None:
    for kind, number in Counter(problem.kind for problem in problems).most_common():
        click.echo(f"{number:>7,}  {kind}")
    for problem in problems[:limit]:
        place = f"{problem.file} at {problem.offset:,}" if problem.offset is not None else problem.file
        click.echo("  ".join(part for part in (f"{problem.kind}:", place, problem.url, problem.what) if part))
    if len(problems) > limit:
        click.echo(f"and {len(problems) - limit:,} more; --limit or --json shows them")
    words = f"{totals['records']:,} records in {totals['files']:,} files ({_size(totals['bytes'])}), {totals['rows']:,} rows"
    click.echo(f"{words}: {'all as they should be' if not problems else 'see above'}", err=True)


def _place(problem: Problem) -> tuple[str, int]:
    return problem.file or "", problem.offset or 0


def _as_json(done: Repaired) -> dict[str, Any]:
    return asdict(done)


def _size(size: float) -> str:
    for unit in ("bytes", "KB", "MB", "GB"):
        if size < 1_000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1_000
    return f"{size:.1f} TB"
