"""`archiver crawl`: the friendly front of Scrapy."""

from __future__ import annotations

from typing import Any

import click

from archiver.cli.options import configure, database_option
from archiver.config import ENVIRONMENT
from spiders.errors import UsageError


@click.command()
@click.argument("url")
@database_option
@click.option("--warc-dir", metavar="DIR", help=f"Folder of the WARC files.  [env: {ENVIRONMENT['warc_dir']}]")
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help=f"Pause between requests; 0 for this machine only.  [env: {ENVIRONMENT['delay']}]",
)
@click.option("--timezone", metavar="ZONE", help=f"Zone of a site that does not tell its own.  [env: {ENVIRONMENT['timezone']}]")
@click.option("--platform", default="", metavar="NAME", help="Read as this platform instead of detecting it.")
@click.option("--cookies", metavar="FILE", help=f"cookies.txt of your own account.  [env: {ENVIRONMENT['cookies']}]")
@click.option("--contact", metavar="ADDRESS", help=f"How the site's owner can reach you.  [env: {ENVIRONMENT['contact']}]")
@click.option("--ignore-block", is_flag=True, help="Crawl even a site that refused us and is left alone for a while.")
@click.option("-s", "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set a Scrapy setting.")
@click.option("-q", "--quiet", is_flag=True, help="No progress, no report.")
@click.pass_context
def crawl(
    ctx: click.Context, /, url: str, platform: str, settings: tuple[str, ...], ignore_block: bool, quiet: bool, **flags: Any
) -> None:
    """Crawl the site, board or thread at URL into the archive.

    Exit code: 0 complete, 2 usage, 3 finished with losses, 4 nothing found, 5 database, 130 interrupted.
    """
    from archiver.crawl.run import crawl as run  # noqa: PLC0415  (Scrapy takes half a second to import)

    config = configure(**flags)
    stated = {"IGNORE_BLOCK": ignore_block, **_parse_settings(settings)}
    result = run(url, config, platform=platform, progress=not quiet, settings=stated)
    if not quiet:
        counts = ", ".join(f"{count:,} {name}" for name, count in result.counts.items() if name != "revisions")
        why = "".join(f", {reason} {count:,}" for reason, count in result.reasons.items())
        click.echo(f"{counts} ({result.requests:,} requests{why}; {result.seconds:.0f} s)", err=True)
    if result.message:
        click.echo(f"Error: {url}: {result.message}" if url not in result.message else f"Error: {result.message}", err=True)
    elif result.counts.get("losses"):
        click.echo("Some pages or posts were lost; see `archiver losses`.", err=True)
    ctx.exit(result.exit_code)


def _parse_settings(stated: tuple[str, ...]) -> dict[str, str]:
    settings = {}
    for pair in stated:
        name, mark, value = pair.partition("=")
        if not mark or not name:
            raise UsageError(f"-s {pair}: expected NAME=VALUE")
        settings[name] = value
    return settings
