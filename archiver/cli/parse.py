"""`archiver parse` and `archiver platforms`: for people who write platforms, and for those who ask what is read."""

from __future__ import annotations

import sys

import click
import msgspec

from archiver.cli.options import json_option
from archiver.cli.pages import fetch_page, is_address, open_page
from spiders.items import Reading
from spiders.platforms import detect, platform_named
from spiders.platforms import platforms as all_platforms


@click.command()
@click.argument("source", metavar="FILE_OR_URL")
@click.option("--url", help="The address the file was saved from; links are resolved against it.")
@click.option("--platform", default="", metavar="NAME", help="Read as this platform instead of detecting it.")
@json_option
def parse(source: str, url: str | None, platform: str, as_json: bool) -> None:
    """Read one page and print what it states. No database is touched; `-` reads standard input."""
    page = fetch_page(source) if is_address(source) else open_page(source, url)
    reader = platform_named(platform) if platform else detect(page)[0]
    reading = reader.read(page)
    reasons = list(reader.explain(page))
    if as_json:
        data = msgspec.json.format(msgspec.json.encode(reading), indent=2)
        sys.stdout.buffer.write(data + b"\n")
        return
    _describe(reading)
    for line in reasons:
        click.echo(f"  {line}")


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
