"""`archiver audit` on the demo: complete as it was crawled, and what is said of it when something is taken away."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from archiver.audit import Audit
from archiver.cli.main import cli
from archiver.demo.model import Thread
from tests.cli.conftest import DemoArchive, archiver


def audit(database: Path | str, *arguments: str) -> Result:
    """The command, in process."""
    return CliRunner().invoke(cli, ["audit", *arguments, "--database", str(database)], catch_exceptions=False)


def read(result: Result) -> Audit:
    """Its JSON, held to the documented shape."""
    return msgspec.json.decode(result.stdout, type=Audit)


@pytest.fixture
def copy(demo_archive: DemoArchive, tmp_path: Path) -> Path:
    """A copy of the demo's archive, to take things away from."""
    with sqlite3.connect(demo_archive.database) as source, sqlite3.connect(tmp_path / "copy.db") as target:
        source.backup(target)
    return tmp_path / "copy.db"


def take(database: Path, *statements: str) -> None:
    """Take things away."""
    with sqlite3.connect(database) as connection:
        for statement in statements:
            connection.execute(statement)


def long_thread(archive: DemoArchive) -> Thread:
    """The demo's thread in three pages, of which one post was deleted."""
    return max(archive.sites.community.threads, key=lambda thread: len(thread.posts))


def without_page(thread: Thread, number: int) -> tuple[str, ...]:
    """Statements that take a page of a thread away, with the posts on it."""
    row = f"(SELECT id FROM thread WHERE native_id = '{thread.id}' AND kind = 'forum')"
    posts = f"SELECT id FROM post WHERE thread_id = {row} AND page = {number}"
    revisions = f"SELECT id FROM revision WHERE post_id IN ({posts})"
    return (
        f"UPDATE quote SET source_post_id = NULL, source_revision_id = NULL WHERE source_post_id IN ({posts})",
        f"DELETE FROM quote WHERE revision_id IN ({revisions})",
        f"DELETE FROM revision WHERE post_id IN ({posts})",
        f"DELETE FROM post WHERE id IN ({posts})",
        f"DELETE FROM thread_page WHERE thread_id = {row} AND number = {number}",
    )


def test_the_demo_is_complete(demo_archive: DemoArchive) -> None:
    """Its deleted post left a gap among the numbers, its blog counts a pingback, one board is for members, one thread moved."""
    result = audit(demo_archive.database)
    assert result.exit_code == 0, result.output
    assert result.stdout.count("Complete. 100.00 % of the posts declared") == 2
    assert "1 for members only, 1 moved elsewhere" in result.stdout
    assert "close the gap" not in result.stdout
    found = read(audit(demo_archive.database, "--json"))
    assert found.complete
    assert {one.platform for one in found.sites} == {"xenforo", "wordpress"}
    forum = next(one for one in found.sites if one.platform == "xenforo")
    deleted = next(one for one in forum.closed_threads if one.id == str(long_thread(demo_archive).id))
    assert (len(deleted.numbers_missing), deleted.declared) == (1, deleted.held)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_page_taken_away_is_named(demo_archive: DemoArchive, copy: Path, number: int) -> None:
    thread = long_thread(demo_archive)
    take(copy, *without_page(thread, number))
    result = audit(copy, demo_archive.sites.forum)
    assert result.exit_code == 3
    assert result.stdout.splitlines()[1].startswith("Incomplete. ")
    assert f"without page {number}" in result.stdout
    assert f"fetch page {number} of thread {thread.id}, which has 3" in result.stdout
    (one,) = read(audit(copy, demo_archive.sites.forum, "--json")).sites
    (lame,) = one.open_threads
    assert (lame.id, lame.pages_missing) == (str(thread.id), [number])
    assert one.posts.to_fetch == lame.to_fetch > 0
    assert one.percent is not None
    assert one.percent.held + one.percent.lacking == pytest.approx(100)
    assert audit(copy, demo_archive.sites.blog).exit_code == 0


def test_a_thread_and_a_board_of_their_own(demo_archive: DemoArchive, copy: Path) -> None:
    thread = long_thread(demo_archive)
    take(copy, *without_page(thread, 2))
    board = demo_archive.sites.community.board[thread.board].title
    others = [one.title for key, one in demo_archive.sites.community.board.items() if key != thread.board and not one.gated]
    assert audit(copy, "--board", board).exit_code == 3
    assert any(audit(copy, "--board", other).exit_code == 0 for other in others)
    where = [demo_archive.sites.forum, "--json"]
    (one,) = read(audit(copy, "--thread", str(thread.id), *where)).sites
    assert (one.scope, [step.thread for step in one.steps], one.boards) == ("thread", [str(thread.id)], [])
    other = next(t for t in demo_archive.sites.community.threads if t.board == thread.board and t.id != thread.id)
    assert audit(copy, "--thread", str(other.id), demo_archive.sites.forum).exit_code == 0


def test_losses_and_what_is_left_are_counted(demo_archive: DemoArchive, copy: Path) -> None:
    pages = "DELETE FROM thread_page WHERE thread_id IN (SELECT id FROM thread WHERE kind = 'forum')"
    thread = long_thread(demo_archive)
    loss = (
        "INSERT INTO loss (site_id, url, kind, post_native_id, what, first_seen, last_seen, attempts, next_try) SELECT site_id, "
        "url, 'fetch', '', 'HTTP 500', last_seen, last_seen, 2, '2024-05-02 12:00:00' FROM thread "
        f"WHERE native_id = '{thread.id}' AND kind = 'forum'"
    )
    take(copy, pages, loss)
    result = audit(copy, "--limit", "2", demo_archive.sites.forum)
    assert result.exit_code == 3
    assert "steps more; --limit shows them" in result.stdout
    (one,) = read(audit(copy, demo_archive.sites.forum, "--json", "--limit", "1")).sites
    assert (one.losses["fetch"], len(one.open_threads), len(one.steps)) == (1, 1, 1)
    (one,) = read(audit(copy, demo_archive.sites.forum, "--json")).sites
    retries = [step for step in one.steps if step.reason == "retry"]
    assert [(step.thread, step.due is not None, "2 attempts" in step.what) for step in retries] == [(str(thread.id), True, True)]
    assert {step.thread for step in one.steps if step.reason == "discover"} == {
        each.id for each in one.open_threads if each.id != str(thread.id)
    }


def test_what_cannot_be_audited_is_said_in_one_line(demo_archive: DemoArchive, tmp_path: Path) -> None:
    base = ["--database", demo_archive.database]
    for arguments, code, what in (
        (("https://nowhere.example/", *base), 2, "no site"),
        (("--board", "Nowhere", *base), 2, "no board"),
        (("--thread", "987654", *base), 2, "no thread"),
    ):
        done = archiver("audit", *arguments, check=False)
        assert (done.returncode, done.stdout) == (code, "")
        assert what in done.stderr
        assert len(done.stderr.splitlines()) == 1
    empty = str(tmp_path / "empty.db")
    archiver("db", "upgrade", "--database", empty)
    done = archiver("audit", "--database", empty, check=False)
    assert (done.returncode, done.stderr.startswith("Error: this archive holds no site")) == (4, True)


def test_the_json_is_what_the_page_about_counting_says(demo_archive: DemoArchive) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "counting.md").read_text()
    for name in _names(json.loads(audit(demo_archive.database, "--json").stdout)):
        assert f"`{name}`" in page, name


def _names(value: object) -> set[str]:
    """The names of all members; what stands under losses is kinds of losses."""
    if isinstance(value, list):
        return {name for one in value for name in _names(one)}
    if isinstance(value, dict):
        return set(value) | {name for key, one in value.items() if key != "losses" for name in _names(one)}
    return set()
