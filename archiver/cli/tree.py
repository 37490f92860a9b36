"""`archiver tree`: who answered whom in a thread, drawn as a tree."""

from __future__ import annotations

from typing import Any

import click

from archiver.cli.options import database_option, json_option, print_json, reading, site_option
from archiver.quotes.find import name_key
from archiver.quotes.replies import Turn, derived_parents
from db import queries
from db.queries.turns import TurnRow, turns

WORDS = 70


@click.command()
@click.argument("thread")
@database_option
@site_option
@json_option
def tree(thread: str, database: str | None, site: str | None, as_json: bool) -> None:
    """Show who answered whom in a THREAD: its address on the site, or its id there.

    Blogs and mails say what a post answers. On forums that do not, it is derived: from the post that is quoted first, else from
    the member who is mentioned first. What is derived is marked with a tilde.
    """
    with reading(database) as connection:
        rows = turns(connection, queries.find_thread(connection, thread, site=site))
    derived = derived_parents(
        Turn(row.id, name_key(row.author), row.quoted, tuple(map(name_key, row.mentioned)), is_stated=row.is_stated)
        for row in rows
    )
    parents = {row.id: row.stated_parent if row.is_stated else derived.get(row.id) for row in rows}
    if as_json:
        names = {row.id: row.native_id for row in rows}
        print_json([_as_json(row, names.get(parents[row.id] or 0), row.id in derived) for row in rows])
        return
    below: dict[int | None, list[TurnRow]] = {}
    held = {row.id for row in rows}
    for row in rows:
        parent = parents[row.id]
        below.setdefault(parent if parent in held and parent != row.id else None, []).append(row)
    _draw(below, derived)


def _turn(row: TurnRow) -> Turn:
    return Turn(row.id, name_key(row.author), row.quoted, tuple(map(name_key, row.mentioned)), is_stated=row.is_stated)


def _draw(below: dict[int | None, list[TurnRow]], derived: dict[int, int]) -> None:
    """Each post under the one it answers. A site may state circles: who stands in one is shown by nobody."""
    waiting = [(row, "", "") for row in reversed(below.get(None, []))]
    while waiting:
        row, lead, branch = waiting.pop()
        number = f"#{row.ordinal}" if row.ordinal is not None else f"post {row.native_id}"
        words = " ".join((row.text or f"({row.state})").split())
        said = words if len(words) <= WORDS else words[: WORDS - 1] + "\u2026"
        mark = "~" if row.id in derived else ""
        click.echo(f"{lead}{branch}{mark}{number} {row.author or 'somebody'}: {said}")
        answers = below.get(row.id, [])
        inside = lead + ("" if not branch else "   " if branch.startswith("\u2514") else "\u2502  ")
        for place, answer in reversed(list(enumerate(answers))):
            waiting.append((answer, inside, "\u2514\u2500 " if place == len(answers) - 1 else "\u251c\u2500 "))


def _as_json(row: TurnRow, parent: str | None, is_derived: bool) -> dict[str, Any]:
    return {
        "post": row.native_id,
        "kind": row.kind,
        "author": row.author,
        "posted_at": row.posted_at,
        "url": row.url,
        "parent": parent,
        "parent_kind": None if parent is None else "derived" if is_derived else "stated",
    }
