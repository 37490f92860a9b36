"""`archiver link`: seek where quoted words come from, as every crawl and ingest does at its end."""

from __future__ import annotations

import sys
from collections import Counter

import click

from archiver.cli.options import configure, database_option, json_option, print_json, site_option
from archiver.quotes.link import link_quotes
from db import queries
from db.engine import open_database, said_plainly
from db.store import Store

MATCHES = ("stated", "exact", "fuzzy", "none")


@click.command()
@database_option
@site_option
@json_option
def link(database: str | None, site: str | None, as_json: bool) -> None:
    """Seek the post and the words that each quote was taken from, among all that is held now.

    Crawls, ingests and reparses do so at their end; this is for an archive that was made by an older version, or after a crawl
    that was killed. Quotes whose source was sought before are sought again where their thread has grown.
    """
    engine = open_database(configure(database=database).database_url)
    shown = sys.stderr.isatty()
    done: Counter[str] = Counter()
    try:
        with said_plainly(engine.url):
            with engine.connect() as connection:
                chosen = [queries.find_site(connection, site)] if site is not None else queries.sites_by_id(connection)
            store = Store(engine)
            for one in chosen:
                done += link_quotes(engine, store, site_id=one, tell=_progress if shown else None)
            store.close()
    finally:
        engine.dispose()
    if shown:
        click.echo("\r\033[K", nl=False, err=True)
    figures = {"threads": done["threads"], **{match: done[match] for match in MATCHES}}
    if as_json:
        print_json(figures)
    else:
        quotes = sum(done[match] for match in MATCHES)
        said = ", ".join(f"{done[match]:,} {match}" for match in MATCHES)
        click.echo(f"{quotes:,} quotes in {done['threads']:,} threads: {said}")


def _progress(done: int, threads: int) -> None:
    click.echo(f"\r{done:,}/{threads:,} threads\033[K", nl=False, err=True)
