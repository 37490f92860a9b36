"""`archiver demo`: a small forum and blog on this machine, crawled, shown and exported with the commands a person would type."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import sys
import threading
from pathlib import Path

import click

from archiver.demo.model import Community
from archiver.demo.server import serve_demo


@click.command()
@click.option(
    "--folder", default="demo", show_default=True, type=click.Path(file_okay=False, path_type=Path), help="Where to put it."
)
@click.option("--serve", is_flag=True, help="Only serve the two sites, until Ctrl-C.")
@click.pass_context
def demo(ctx: click.Context, /, folder: Path, serve: bool) -> None:
    """Crawl a small forum and blog on this machine, and show what is found."""
    with serve_demo() as sites:
        if serve:
            click.echo(f"forum {sites.forum}\nblog  {sites.blog}\nCtrl-C ends it.")
            ctx.exit(_wait())
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("archive.db", "archive.db-wal", "archive.db-shm", "thread.json"):
            (folder / name).unlink(missing_ok=True)
        click.echo(f"A forum at {sites.forum} and a blog at {sites.blog}; the archive goes to {folder}/\n")
        thread = f"{_longest(sites.community)} --site {sites.forum}"
        for line in (
            f"archiver crawl {sites.forum} --delay 0",
            f"archiver crawl {sites.blog} --delay 0",
            "archiver stats",
            "archiver threads --limit 12",
            f"archiver show {thread} --limit 6",
            f"archiver export {thread} --format json -o thread.json",
        ):
            _run(ctx, line, folder)
    click.echo(f"The archive is {folder}/archive.db, the responses are in {folder}/warc/, one thread is {folder}/thread.json")


def _longest(community: Community) -> str:
    """The id of the thread with most posts: three pages, nested quotes, edits."""
    return str(max(community.threads, key=lambda thread: len(thread.posts)).id)


def _run(ctx: click.Context, line: str, folder: Path) -> None:
    """Type a command in the demo's folder; its exit code ends the demo where it is not 0."""
    click.secho(f"$ {line}", bold=True)
    sys.stdout.flush()
    environment = {**os.environ, "DATABASE_URL": "archive.db", "ARCHIVER_WARC_DIR": "warc"}
    done = subprocess.run([sys.executable, "-m", "archiver", *shlex.split(line)[1:]], cwd=folder, env=environment, check=False)  # noqa: S603
    click.echo()
    if done.returncode:
        ctx.exit(done.returncode)


def _wait() -> int:
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
    return 0
