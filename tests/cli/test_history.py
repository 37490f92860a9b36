"""`archiver history` and `archiver changes`: what a person reads of what was changed."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from archiver.cli.history import read_since
from archiver.cli.main import cli
from db.engine import open_database
from db.store import Store
from spiders import items as i
from spiders.errors import UsageError
from tests.db.make import BASE, day, moment, post, record, site, thread

GARAGE = (i.Board(id="c1", title="Category"), i.Board(id="13", title="Garage"))
MARK = i.Edit(raw="Last edited: Apr 30, 2024", time=moment(day(-1)), by="Bob", reason="typo")
OTHER = "https://other.example/"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A thread whose post 2 was edited, whose post 3 vanished and came back, and which was renamed, moved, locked and merged."""
    path = str(tmp_path_factory.mktemp("history") / "archive.db")
    engine = open_database(path, create=True, durable=False)
    store = Store(engine)
    old, new = "The pump leaks.\nI do not know why.", "The pump leaks badly.\nI know why."
    bob, robert = (i.Author(name=name, id="6", url=f"{BASE}members/6/", guest=False) for name in ("Bob", "Robert"))
    quiet = thread(locked=False)
    pages = [
        record(post(1), post(2, old), post(3), at=day(0), of=quiet),
        record(post(1), post(2, new, edits=(MARK,)), post(3), at=day(2), of=thread(title="A better name", locked=True)),
        record(post(1), post(2, new), at=day(4), of=thread(title="A better name", boards=GARAGE)),
        record(post(1), post(2, new), post(3), post(4, author=bob), at=day(6), of=thread(title="A better name", boards=GARAGE)),
        record(post(1), post(3), post(4, author=robert), at=day(8), of=thread(title="A better name")),
        record(post(2, new), at=day(9), of=thread(2)),
        record(
            post(2, "The same number elsewhere."),
            at=day(0),
            where=site(url=OTHER),
            of=thread(7, url=f"{OTHER}7/"),
            url=f"{OTHER}7/",
        ),
        record(post(8, kind="article"), post(8, "A comment.", kind="comment"), at=day(0), of=thread(8), url=f"{BASE}8/"),
    ]
    for page in pages:
        store.save(page)
    store.settle()
    store.close()
    engine.dispose()
    return path


def run(archive: str, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--database", archive], catch_exceptions=False)


def test_a_post_shows_its_revisions_and_what_differs(archive: str) -> None:
    shown = run(archive, "history", f"{BASE}posts/2/", "--site", BASE).output
    assert (
        shown
        == f"""\
post 2 by Ann in "Thread 2"
{BASE}posts/2/
seen 2024-05-01 12:00 UTC to 2024-05-10 12:00 UTC
in "A better name" 2024-05-01 12:00 UTC to 2024-05-07 12:00 UTC
in "Thread 2" 2024-05-10 12:00 UTC to 2024-05-10 12:00 UTC

revision 1, seen 2024-05-01 12:00 UTC to 2024-05-01 12:00 UTC
  The pump leaks.
  I do not know why.

revision 2, seen 2024-05-03 12:00 UTC to 2024-05-10 12:00 UTC
edited 2024-04-30 12:00 UTC by Bob (typo), which the page said first 2024-05-03 12:00 UTC
  The pump [-leaks.-] {{+leaks badly.+}}
  I [-do not-] know why.
"""
    )


def test_a_post_that_went_and_came_back_says_so(archive: str) -> None:
    shown = run(archive, "history", "3").output.splitlines()
    assert [line for line in shown if " since " in line] == [
        "visible since 2024-05-01 12:00 UTC", "missing since 2024-05-05 12:00 UTC", "visible since 2024-05-07 12:00 UTC",
    ]  # fmt: skip


def test_the_history_as_json(archive: str) -> None:
    found = json.loads(run(archive, "history", "2", "--json", "--site", BASE).output)
    first, second = found["revisions"]
    assert (first["diff"], first["markers"]) == (None, [])
    assert second["markers"][0]["edited_at"] == "2024-04-30T12:00:00Z"
    assert "".join(piece["text"] for piece in second["diff"] if piece["kind"] != "removed") == second["text"]
    assert [place["native_id"] for place in found["threads"]] == ["1", "2"]


@pytest.mark.parametrize(
    ("named", "options"),
    [("3", []), (f"{BASE}posts/3/", []), (f"{BASE}threads/1/#post-3", []), ("id:3", []), ("3", ["--site", "forum.example"])],
)
def test_how_a_post_is_named(archive: str, named: str, options: list[str]) -> None:
    assert run(archive, "history", named, *options).output.startswith("post 3 by Ann in")


@pytest.mark.parametrize(
    ("named", "said"), [("99", "no post '99'"), (f"{BASE}nothing/", "no post"), ("2", "several posts"), ("8", "several")]
)
def test_a_post_that_is_not_held_or_not_one(archive: str, named: str, said: str) -> None:
    command = [sys.executable, "-m", "archiver", "history", named, "--database", archive]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: ")
    assert said in line


@pytest.mark.parametrize(("no_color", "coloured"), [(None, True), ("1", False), ("", True)])
def test_colour_is_for_terminals_that_want_it(archive: str, no_color: str | None, *, coloured: bool) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    if no_color is not None:
        environment["NO_COLOR"] = no_color
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "archiver", "history", "2", "--site", BASE, "--database", archive]
    subprocess.run(command, stdout=theirs, env=environment, check=True)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert ("\x1b[31m" in shown) == coloured
    assert ("[-leaks.-]" in shown) != coloured


def test_what_has_changed_is_listed_in_order_of_time(archive: str) -> None:
    found = json.loads(run(archive, "changes", "--since", "2024-05-02", "--json").output)
    assert [(change["at"][:10], change["kind"], change["post_native_id"], change["what"]) for change in found] == [
        ("2024-05-03", "edited", "2", "revision 2"),
        ("2024-05-03", "locked", None, None),
        ("2024-05-03", "renamed", None, "Thread 1 -> A better name"),
        ("2024-05-05", "vanished", "3", "missing"),
        ("2024-05-05", "moved", None, "Workshop -> Garage"),
        ("2024-05-07", "new", "4", None),
        ("2024-05-07", "returned", "3", "was missing"),
        ("2024-05-09", "member renamed", None, "Bob -> Robert"),
    ]


def test_changes_of_one_site_and_since_later(archive: str) -> None:
    everything = run(archive, "changes", "--since", "2024-01-01").output.splitlines()
    assert sum(" new " in line for line in everything) == 7
    assert (
        '2024-05-05 12:00  vanished   post 3 by Ann in "A better name"  (missing)  https://forum.example/posts/3/' in everything
    )
    other = run(archive, "changes", "--since", "2024-01-01", "--site", OTHER).output.splitlines()
    assert len(other) == 1
    assert run(archive, "changes", "--since", "2024-06-01").output == ""


NOW = datetime(2024, 5, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("3 days", datetime(2024, 5, 7, 12, tzinfo=UTC)),
        ("1 week ago", datetime(2024, 5, 3, 12, tzinfo=UTC)),
        ("90 minutes", datetime(2024, 5, 10, 10, 30, tzinfo=UTC)),
        ("2024-05-01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024-05-01T10:00", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("2024-05-01T10:00+02:00", datetime(2024, 5, 1, 8, tzinfo=UTC)),
    ],
)
def test_when_since_is(said: str, means: datetime) -> None:
    assert read_since(said, now=NOW) == means


@pytest.mark.parametrize("said", ["", "soon", "3", "2024-13-01", "99999999999 weeks", "-3 days"])
def test_a_since_that_is_no_time(said: str) -> None:
    with pytest.raises(UsageError, match="--since"):
        read_since(said, now=NOW)
