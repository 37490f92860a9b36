"""`archiver losses`: what was not got, why, and when it is tried again; and how an archivist has it tried again now."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from archiver.cli.main import cli
from db.engine import open_database
from db.store import Store
from spiders.items import Loss
from tests.db.make import BASE, record

NOW = datetime.now(UTC)


@pytest.fixture
def database(tmp_path: Path) -> str:
    """An archive in which a page was not answered, one is walled, one post could not be read, and one board is gated."""
    place = str(tmp_path / "archive.db")
    engine = open_database(f"sqlite:///{place}", create=True)
    store = Store(engine)
    store.save(record(losses=(Loss(kind="post", what="no body", url=f"{BASE}threads/1/", post_id="7"),)))
    for kind, page, what, days in (
        ("fetch", "threads/2/", "no answer in time", 2),
        ("blocked", "threads/3/", "Anubis asks whether we are human", 0),
        ("gated", "forums/9/", "only for members", 0),
    ):
        store.save_loss(Loss(kind=kind, what=what, url=BASE + page), at=NOW - timedelta(days=days), site_url=BASE)  # type: ignore[arg-type]
    store.close()
    engine.dispose()
    return place


def ask(database: str, *options: str) -> str:
    """What `archiver losses` prints."""
    result = CliRunner().invoke(cli, ["losses", "--database", database, *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def kinds(database: str, *options: str) -> list[str]:
    return [loss["kind"] for loss in json.loads(ask(database, "--json", *options))]


def test_each_loss_says_why_since_when_and_when_again(database: str) -> None:
    head, *lines = ask(database).splitlines()
    assert head.split() == ["kind", "since", "tries", "next", "try", "what"]
    said = {line.split()[0]: line for line in lines}
    assert list(said) == ["post", "fetch", "blocked", "gated"]  # the oldest first
    assert "not again" in said["post"]
    assert f"{BASE}threads/1/ (post 7): no body" in said["post"]
    assert " due " in said["fetch"]
    assert f"{NOW - timedelta(days=2):%Y-%m-%d %H:%M}" in said["fetch"]
    assert f"{NOW + timedelta(hours=1):%Y-%m-%d %H:%M}" in said["blocked"]


def test_some_of_them(database: str) -> None:
    assert kinds(database, "--kind", "gated", "--kind", "fetch") == ["fetch", "gated"]
    assert kinds(database, "--due") == ["fetch"]
    assert kinds(database, "--site", "forum.example") == ["post", "fetch", "blocked", "gated"]


def test_what_was_read_after_all_is_shown_when_asked_for(database: str) -> None:
    engine = open_database(f"sqlite:///{database}")
    store = Store(engine)
    store.save(record(url=f"{BASE}threads/2/", at=NOW))
    store.close()
    engine.dispose()
    assert "fetch" not in kinds(database)
    assert "fetch" in kinds(database, "--all")
    assert f"read {NOW:%Y-%m-%d}" in ask(database, "--all", "--kind", "fetch")


def test_losses_are_made_due(database: str) -> None:
    assert ask(database, "--retry", "--dry-run").startswith("2 losses would be made due: ")
    assert kinds(database, "--due") == ["fetch"]
    assert ask(database, "--retry", "--kind", "blocked").startswith("1 loss made due: ")
    assert kinds(database, "--due") == ["fetch", "blocked"]
    assert ask(database, "--retry").startswith("1 loss made due: ")
    assert kinds(database, "--due") == ["fetch", "blocked", "gated"]


@pytest.mark.parametrize("options", [("--dry-run",), ("--retry", "--all"), ("--kind", "bad")])
def test_options_that_do_not_go_together_are_refused(database: str, options: tuple[str, ...]) -> None:
    result = CliRunner().invoke(cli, ["losses", "--database", database, *options])
    assert result.exit_code != 0
    assert "Traceback" not in result.output
