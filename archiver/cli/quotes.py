"""`archiver quotes`: who quoted whom, in which words, and what became of what was quoted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

import click

from archiver.cli.differences import shown_diff
from archiver.cli.options import database_option, json_option, print_json, reading, site_option
from archiver.quotes import figures
from db.queries import quoting
from db.queries.quoting import EditedQuote, QuoteEdge, Scope, Utterance

F = TypeVar("F", bound=Callable[..., Any])
WIDE = 100


@click.group()
def quotes() -> None:
    """Ask who quoted whom, in which words. Sources are sought at the end of each crawl and ingest, and by `archiver link`."""


def _options(function: F) -> F:
    """``--database``, ``--site``, ``--thread``, ``--limit``, ``--json``."""
    limit = click.option(
        "--limit", type=click.IntRange(min=1), default=20, show_default=True, metavar="N", help="At most so many."
    )
    thread = click.option("--thread", metavar="THREAD", help="Only quotes in this thread: its address, or its id there.")
    return database_option(site_option(thread(limit(json_option(function)))))


@quotes.command()
@_options
def posts(database: str | None, site: str | None, thread: str | None, limit: int, as_json: bool) -> None:
    """The posts that are quoted most."""
    with reading(database) as connection:
        found = figures.most_quoted(quoting.quote_edges(connection, Scope(site, thread)))[:limit]
    if as_json:
        print_json([one._asdict() for one in found])
        return
    for one in found:
        by = f"by {one.by} people, " if one.by > 1 else ""
        where = f"{_name(one.author)}, post {one.post}  ({by}{one.characters:,} characters)"
        click.echo(f"{one.quotes:>5}  {where}  {one.url or ''}".rstrip())


@quotes.command()
@_options
def sentences(database: str | None, site: str | None, thread: str | None, limit: int, as_json: bool) -> None:
    """The sentences that are quoted most, alone or among others."""
    with reading(database) as connection:
        found = figures.most_quoted_sentences(quoting.quote_edges(connection, Scope(site, thread)))[:limit]
    if as_json:
        print_json([one._asdict() for one in found])
        return
    for one in found:
        click.echo(f"{one.quotes:>5}  {_short(one.text)}\n       {_name(one.author)}, post {one.post}  {one.url or ''}".rstrip())


@quotes.command()
@_options
def who(database: str | None, site: str | None, thread: str | None, limit: int, as_json: bool) -> None:
    """Who quotes whom, how often, how many characters."""
    with reading(database) as connection:
        found = figures.who_quotes_whom(quoting.quote_edges(connection, Scope(site, thread)))[:limit]
    if as_json:
        print_json([one._asdict() for one in found])
        return
    for one in found:
        click.echo(f"{one.quotes:>5}  {_name(one.author)} quotes {_name(one.quoted)}  ({one.characters:,} characters)")


@quotes.command()
@_options
def altered(database: str | None, site: str | None, thread: str | None, limit: int, as_json: bool) -> None:
    """Quotes whose words differ from their source's, and how."""
    with reading(database) as connection:
        found = list(islice(quoting.altered_quotes(connection, Scope(site, thread)), limit))
    _show(found, as_json, lambda one: shown_diff(one.words or "", one.text))


@quotes.command()
@_options
def vanished(database: str | None, site: str | None, thread: str | None, limit: int, as_json: bool) -> None:
    """Quotes of posts that are shown no more or were never held: perhaps the only copy of those words."""
    with reading(database) as connection:
        found = list(islice(quoting.vanished_quotes(connection, Scope(site, thread)), limit))
    _show(found, as_json, lambda one: one.text)


@quotes.command()
@_options
def edited(database: str | None, site: str | None, thread: str | None, limit: int, as_json: bool) -> None:
    """Quotes of posts that were edited after they were quoted, and what was changed."""
    with reading(database) as connection:
        found = list(islice(quoting.edited_quotes(connection, Scope(site, thread)), limit))
    if as_json:
        print_json([{**one._asdict(), "edge": one.edge._asdict()} for one in found])
        return
    for one in found:
        click.echo(_head(one.edge))
        click.echo(f"  edited {_when(one.edited_at)}: {one.raw}" if one.edited_at and one.raw else "  edited since")
        click.echo(_indented(_changed(one)))


@quotes.command()
@click.argument("words")
@database_option
@site_option
@json_option
def travel(words: str, database: str | None, site: str | None, as_json: bool) -> None:
    """Every post that says or quotes these WORDS, in order of time: how a sentence went from thread to thread."""
    with reading(database) as connection:
        found = quoting.utterances(connection, words, site=site)
    if as_json:
        print_json([one._asdict() for one in found])
        return
    for one in found:
        click.echo(_told(one, words))


def _show(found: Iterable[QuoteEdge], as_json: bool, body: Callable[[QuoteEdge], str]) -> None:
    if as_json:
        print_json([one._asdict() for one in found])
        return
    for one in found:
        click.echo(_head(one))
        click.echo(_indented(body(one)))


def _head(edge: QuoteEdge) -> str:
    source = f", post {edge.source} ({edge.source_state})" if edge.source else ""
    if not edge.source and edge.stated:
        source = f", post {edge.stated}, which is not held"
    whom = f"{_name(edge.source_author or edge.named)}{source}"
    return f"{_when(edge.posted_at)}  {_name(edge.author)}, post {edge.post}, quotes {whom}  {edge.url or ''}".rstrip()


def _changed(one: EditedQuote) -> str:
    return shown_diff(one.before, one.now) if one.before is not None else f"(what it said before was not seen)\n{one.now}"


def _told(one: Utterance, words: str) -> str:
    at = one.text.casefold().find(words.casefold())
    start = max(0, at - 30)
    around = " ".join(one.text[start : at + len(words) + 30].split())
    how = "said" if one.how == "said" else f"quoted {_name(one.named)}" if one.named else "quoted"
    return f'{_when(one.at)}  {_name(one.author)} {how}, post {one.post} in "{one.thread_title or one.thread}": {around}'


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.split("\n"))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDE else line[: WIDE - 1] + "\u2026"


def _name(name: str | None) -> str:
    return name or "somebody"


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment is not None else "at a time unknown"
