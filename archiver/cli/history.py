"""`archiver history` and `archiver changes`: what a post said when, and what has changed since a moment, for people."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from archiver.cli.differences import has_colours, shown
from archiver.cli.options import database_option, json_option, print_json, reading, site_option
from archiver.cli.worddiff import Piece, word_diff
from db import queries
from db.queries.changes import Change
from db.queries.history import Marker, PostHistory, Version
from spiders.errors import UsageError

_AGO = re.compile(r"(\d+)\s*(minute|hour|day|week)s?(?:\s+ago)?", re.IGNORECASE)


@click.command()
@click.argument("post")
@database_option
@site_option
@json_option
def history(post: str, database: str | None, site: str | None, as_json: bool) -> None:
    """Show what a POST (its address, or its id on the site) said when, and what was changed.

    Each revision has the times between which we saw it, and the edit markers that came with it: the site's own time.
    """
    with reading(database) as connection:
        found = queries.post_history(connection, queries.find_post(connection, post, site=site))
    if as_json:
        print_json(_as_json(found))
        return
    _print_history(found)


@click.command()
@click.option("--since", required=True, metavar="WHEN", help='A date, an ISO time (UTC unless it says), or "3 days".')
@database_option
@site_option
@json_option
def changes(since: str, database: str | None, site: str | None, as_json: bool) -> None:
    """List what has changed since WHEN: posts new, edited, vanished and returned; threads renamed, moved, merged, locked.

    The time of each is that of the capture that first showed it.
    """
    moment = read_since(since, now=datetime.now(UTC))
    with reading(database) as connection:
        found = queries.changes(connection, moment, site=site)
        if as_json:
            print_json([change._asdict() for change in found])
            return
        for change in found:
            click.echo(_line(change))


def read_since(text: str, *, now: datetime) -> datetime:
    """The moment that a person means: a date, an ISO time, or so many minutes, hours, days or weeks ago.

    Raises:
        UsageError: it is none of these.
    """
    ago = _AGO.fullmatch(text.strip())
    try:
        if ago is not None:
            return now - timedelta(**{f"{ago[2].lower()}s": int(ago[1])})
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(f'--since {text!r}: no time; give a date (2024-05-01), an ISO time, or "3 days"') from error


def _line(change: Change) -> str:
    thread = f'"{change.thread_title}"' if change.thread_title else f"thread {change.thread_native_id}"
    if change.post_native_id is not None:
        who = f" by {change.author}" if change.author else ""
        subject = f"post {change.post_native_id}{who} in {thread}"
    else:
        subject = thread if change.thread_native_id is not None else ""
    said = [part for part in (subject, f"({change.what})" if change.what else "", change.url or "") if part]
    return f"{change.at:%Y-%m-%d %H:%M}  {change.kind:<10} {'  '.join(said)}"


def _as_json(found: PostHistory) -> dict[str, Any]:
    facts = found._asdict()
    facts["states"] = [state._asdict() for state in found.states]
    facts["threads"] = [place._asdict() for place in found.threads]
    facts["versions"] = []
    for before, version in _pairs(found.versions):
        diff = None if before is None else [piece._asdict() for piece in word_diff(before.text, version.text)]
        markers = [marker._asdict() for marker in version.markers]
        facts["versions"].append({**version._asdict(), "markers": markers, "diff": diff})
    facts["revisions"] = facts.pop("versions")
    return facts


def _print_history(found: PostHistory) -> None:
    """All revisions, each after the first as what differs from the one before."""
    author = f" by {found.author}" if found.author else ""
    click.secho(f'{found.kind} {found.native_id}{author} in "{found.thread_title or found.thread_native_id}"', bold=has_colours())
    if found.url:
        click.echo(found.url)
    click.echo(f"seen {_when(found.first_seen)} to {_when(found.last_seen)}")
    for state in found.states:
        if len(found.states) > 1 or state.state != "visible":
            click.echo(f"{state.state} since {_when(state.since)}")
    for place in found.threads:
        click.echo(f'in "{place.title or place.native_id}" {_when(place.first_seen)} to {_when(place.last_seen)}')
    if not found.versions:
        click.echo("\nNo capture shows its words.")
    for before, version in _pairs(found.versions):
        click.echo()
        through = "" if version.view == "page" else f" ({version.view})"
        seen_by = "" if version.identity == "guest" else f" as {version.identity}"
        title = f"revision {version.number}{through}{seen_by}, seen {_when(version.observed_from)} to "
        click.secho(title + _when(version.observed_until), bold=has_colours())
        for marker in version.markers:
            click.echo(_marker(marker))
        pieces = [Piece("same", version.text)] if before is None else word_diff(before.text, version.text)
        for line in shown(pieces).split("\n"):
            click.echo(f"  {line}".rstrip(), color=has_colours())
        if before is not None and all(piece.kind == "same" for piece in pieces):
            click.echo("  (the words are the same: a quotation, link or picture differs)")


def _pairs(versions: list[Version]) -> list[tuple[Version | None, Version]]:
    """Each revision with the one before it in its own view."""
    last: dict[tuple[str, str], Version] = {}
    pairs = []
    for version in versions:
        pairs.append((last.get((version.view, version.identity)), version))
        last[version.view, version.identity] = version
    return pairs


def _marker(marker: Marker) -> str:
    at = f"edited {_when(marker.edited_at)}" if marker.edited_at else "edited"
    by = f" by {marker.by}" if marker.by else ""
    why = f" ({marker.reason})" if marker.reason else ""
    return f"{at}{by}{why}, which the page said first {_when(marker.first_seen)}"


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
