"""`archiver parse` and `archiver platforms`: for people who write platforms, and for those who ask what is read."""

from __future__ import annotations

import gzip
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

import click
import msgspec

from archiver.cli.options import configure, json_option
from spiders.errors import FetchError, UsageError
from spiders.items import Reading
from spiders.page import Page
from spiders.platforms import detect, platform_named
from spiders.platforms import platforms as all_platforms


@click.command()
@click.argument("source", metavar="FILE_OR_URL")
@click.option("--url", help="The address the file was saved from; links are resolved against it.")
@click.option("--platform", default="", metavar="NAME", help="Read as this platform instead of detecting it.")
@json_option
def parse(source: str, url: str | None, platform: str, as_json: bool) -> None:
    """Read one page and print what it states. No database is touched; `-` reads standard input."""
    page = _fetch(source) if source.startswith(("http://", "https://")) else _open(source, url)
    reader = platform_named(platform) if platform else detect(page)[0]
    reading = reader.read(page)
    if as_json:
        data = msgspec.json.format(msgspec.json.encode(reading), indent=2)
        sys.stdout.buffer.write(data + b"\n")
        return
    _describe(reading)


@click.command()
@json_option
def platforms(as_json: bool) -> None:
    """List the platforms that can be read."""
    rows = [
        {"name": name, "title": p.title, "family": p.family, "versions": p.versions, "parser_version": p.parser_version}
        for name, p in all_platforms().items()
    ]
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")
        return
    for row in rows:
        click.echo(f"{row['name']:<14} {row['title']:<16} {row['family']:<6} {row['versions']}")


def _open(source: str, url: str | None) -> Page:
    now = datetime.now(UTC)
    try:
        if source == "-":
            return Page(url=url or "http://localhost/", body=sys.stdin.buffer.read(), fetched_at=now)
        path = Path(source)
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror or error}") from error
    if path.suffix == ".gz":
        try:
            body = gzip.decompress(body)
        except (OSError, EOFError) as error:
            raise UsageError(f"{source}: not a gzip file ({error})") from error
    kind = {".json": "application/json", ".xml": "text/xml", ".rss": "text/xml"}.get(path.suffix, "")
    return Page(url=url or path.resolve().as_uri(), body=body, fetched_at=now, headers={"content-type": kind} if kind else {})


def _fetch(url: str) -> Page:
    config = configure()
    request = urllib.request.Request(url, headers={"User-Agent": config.user_agent, "Accept-Language": "en"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=config["timeout"]) as response:  # noqa: S310  (http(s) only, checked)
            body = response.read(config["max_bytes"])
            return Page(
                url=response.url,
                body=body,
                fetched_at=datetime.now(UTC),
                headers=_headers(response.headers),
                status=response.status,
            )
    except urllib.error.HTTPError as error:
        raise FetchError(f"{url}: HTTP status {error.code}") from error
    except (OSError, ValueError) as error:
        raise FetchError(f"{url}: cannot be fetched ({getattr(error, 'reason', error)})") from error


def _headers(message: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in message.items()}


def _describe(reading: Reading) -> None:
    site = reading.site
    click.echo(f"{reading.kind} page of {site.platform} {site.version or ''}".rstrip() + f", read by {reading.parser}")
    click.echo(f"  {reading.url}")
    if reading.listing is not None:
        click.echo(f"  {len(reading.listing.boards)} boards, {len(reading.listing.threads)} threads listed")
    for thread_page in reading.threads:
        thread = thread_page.thread
        of = f" of {thread_page.pages}" if thread_page.pages else ""
        click.echo(f"  thread {thread.id}: {thread.title} (page {thread_page.number or '?'}{of}, {len(thread_page.posts)} posts)")
        for post in thread_page.posts:
            content = post.content
            notes = [f"{len(content.quotes)} quotes" if content and content.quotes else "", "edited" if post.edits else ""]
            author = post.author.name if post.author else "?"
            words = (content.text if content else f"({post.state})").replace("\n", " ")
            when = post.posted.raw if post.posted else "?"
            click.echo(f"    {post.id:>8} {author}, {when}: {words[:60]}  {' '.join(note for note in notes if note)}".rstrip())
    for follow in reading.follows[:10]:
        click.echo(f"  -> {follow.kind} {follow.url}")
    if len(reading.follows) > 10:
        click.echo(f"  -> and {len(reading.follows) - 10} more")
    for loss in reading.losses:
        click.echo(f"  lost: {loss.what}", err=True)
