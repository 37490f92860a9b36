"""What a crawl asks for: the steps of its plan, each for the reason it gives, and nothing besides."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from archiver.crawl.plan import Rechecks
from archiver.demo.server import running
from tests.crawl.zygote import Zygote
from tests.fakeforum.evolve import Evolution
from tests.fakeforum.large import LargeServer, large_community
from tests.fakeforum.misbehave import Missing
from tests.fakeforum.server import Redirect, Status

NOW = datetime.now(UTC)


class Archivist:
    """Crawls one forum into one archive, and tells what was asked of the forum each time."""

    def __init__(self, crawls: Zygote, server: LargeServer, folder: Path) -> None:
        self.crawls, self.server, self.folder = crawls, server, folder

    @property
    def database(self) -> str:
        return str(self.folder / "archive.db")

    def crawl(self, path: str = "", *more: str, code: int = 0) -> list[str]:
        """The addresses asked for, robots.txt aside."""
        before = len(self.server.requests)
        ended = self.crawls.run(
            "crawl", f"{self.server.url}/{path}", "--database", self.database, "--warc-dir", str(self.folder / "warc"),
            "--delay", "0", "--quiet", *more,
        )  # fmt: skip
        assert ended.code == code, ended.said
        return [target for _, target in self.server.requests[before:] if target != "/robots.txt"]

    def plan(self, path: str = "") -> list[dict]:
        ended = self.crawls.run("plan", f"{self.server.url}/{path}", "--database", self.database, "--json")
        assert ended.code == 0, ended.said
        return json.loads(ended.said)

    def rows(self, statement: str, *values: object) -> list[tuple]:
        with sqlite3.connect(self.database) as connection:
            return connection.execute(statement, values).fetchall()

    def forget_page(self, thread: int, number: int) -> None:
        """As if that page had never been read."""
        with sqlite3.connect(self.database) as connection:
            (row,) = connection.execute("SELECT id FROM thread WHERE native_id = ?", (str(thread),)).fetchone()
            connection.execute("DELETE FROM thread_page WHERE thread_id = ? AND number = ?", (row, number))


@pytest.fixture
def forum() -> Evolution:
    return Evolution(large_community(40, now=NOW - timedelta(days=400), boards=4, posts_per_page=5), Random(3), NOW)


@pytest.fixture
def archivist(forum: Evolution, crawls: Zygote, tmp_path: Path) -> Iterator[Archivist]:
    with running(LargeServer(forum.community)) as server:
        yield Archivist(crawls, server, tmp_path)


def long_thread(forum: Evolution, pages: int) -> int:
    """A thread of at least so many pages that is open to replies."""
    return next(t.id for t in forum.community.threads if forum.community.pages(t) >= pages and not t.locked)


def test_each_request_has_its_reason_and_each_page_is_asked_for_once(archivist: Archivist) -> None:
    asked = archivist.crawl()
    assert len(asked) == len(set(asked))
    assert archivist.rows("SELECT reason, COUNT(*) FROM capture WHERE url NOT LIKE '%robots.txt' GROUP BY reason") == [
        ("discover", len(asked))
    ]


def test_a_plan_names_what_the_crawl_then_fetches(archivist: Archivist) -> None:
    archivist.crawl()
    planned = archivist.plan()
    assert {step["reason"] for step in planned} == {"discover"}
    assert sorted(archivist.crawl()) == sorted(step["url"].removeprefix(archivist.server.url) for step in planned)


def test_a_thread_that_has_grown_is_entered_at_its_last_held_page(archivist: Archivist, forum: Evolution) -> None:
    thread = long_thread(forum, 3)
    last = forum.community.pages(forum.community.thread[thread])
    archivist.crawl()
    forum.grow(thread, posts=7)
    archivist.server.become(forum.community)
    of_thread = [target for target in archivist.crawl() if f".{thread}/" in target]
    pages = forum.community.pages(forum.community.thread[thread])
    assert [target.rpartition("/")[2] for target in of_thread] == [f"page-{number}" for number in range(last, pages + 1)]
    assert archivist.rows("SELECT DISTINCT reason FROM capture WHERE url LIKE ? AND crawl_id = 2", f"%.{thread}/%") == [("grow",)]


def test_a_hole_is_entered_from_the_page_before_it_and_left_at_its_end(archivist: Archivist, forum: Evolution) -> None:
    thread = long_thread(forum, 4)
    archivist.crawl()
    archivist.forget_page(thread, 2)
    (hole,) = [step for step in archivist.plan() if step["reason"] == "hole"]
    assert (hole["thread_id"], hole["page"], hole["requests"]) == (str(thread), 2, 1)
    assert [target.rpartition("/")[2] for target in archivist.crawl() if f".{thread}/" in target] == ["page-2"]
    assert "hole" not in {step["reason"] for step in archivist.plan()}


def test_a_crawl_that_was_stopped_goes_on_and_fetches_nothing_again(archivist: Archivist) -> None:
    first = archivist.crawl("", "-s", "CLOSESPIDER_PAGECOUNT=23", code=1)
    held = {url for (url,) in archivist.rows("SELECT url FROM capture WHERE outcome = 'read'")}
    assert len(first) < 40
    second = archivist.crawl()
    again = {target for target in second if archivist.server.url + target in held}
    assert all("/forums/" in target or target == "/" for target in again)  # what may show news
    assert not {target for target in again if "page-" in target}
    threads = archivist.rows("SELECT COUNT(*) FROM thread JOIN thread_page ON thread_page.thread_id = thread.id WHERE number = 1")
    assert threads == [(40,)]


def test_a_board_is_crawled_and_nothing_beside_it(archivist: Archivist, forum: Evolution) -> None:
    board = next(
        b for b in forum.community.boards if not b.category and not any(c.parent == b.id for c in forum.community.boards)
    )
    mine = {str(thread.id) for thread in forum.community.threads if thread.board == board.id}
    archivist.crawl(f"forums/{board.id}/")
    assert {row[0] for row in archivist.rows("SELECT native_id FROM thread")} == mine
    assert archivist.crawl(f"forums/{board.id}/") != []
    assert {row[0] for row in archivist.rows("SELECT native_id FROM thread")} == mine


def test_a_thread_asked_for_by_name_is_looked_at_from_its_last_page(archivist: Archivist, forum: Evolution) -> None:
    thread = long_thread(forum, 3)
    path = next(target for target in archivist.crawl() if target.endswith(f".{thread}/"))[1:]
    asked = archivist.crawl(path)
    assert [target.rpartition("/")[2] for target in asked] == [f"page-{forum.community.pages(forum.community.thread[thread])}"]


def test_a_thread_that_is_gone_is_kept_and_asked_for_no_more_than_its_loss_allows(archivist: Archivist, forum: Evolution) -> None:
    thread = long_thread(forum, 1)
    archivist.crawl()
    forum.grow(thread)
    archivist.server.become(forum.community)
    address = next(target for _, target in archivist.server.requests if f".{thread}/" in target)
    archivist.server.fault(address, Status(404))
    posts = archivist.rows("SELECT COUNT(*) FROM post")
    archivist.crawl(code=3)
    assert archivist.rows("SELECT state FROM thread WHERE native_id = ?", str(thread)) == [("gone",)]
    assert archivist.rows("SELECT kind, what FROM loss WHERE resolved_at IS NULL")[0][0] == "fetch"
    assert archivist.rows("SELECT COUNT(*) FROM post") == posts
    assert not [target for target in archivist.crawl() if f".{thread}/" in target]


def test_a_listed_thread_that_is_said_not_to_be_there_is_asked_for_again_while_it_is_listed(
    archivist: Archivist, forum: Evolution
) -> None:
    thread = long_thread(forum, 1)
    archivist.server.fault(re.compile(rf"\.{thread}/"), Status(404), times=1)
    assert any(f".{thread}/" in target for target in archivist.crawl())
    archivist.crawl()
    assert not any(f".{thread}/" in target for target in archivist.crawl())  # not at once
    assert any(f".{thread}/" in target for target in archivist.crawl("", "-s", "RECHECK_MIN=0"))
    assert archivist.rows(
        "SELECT COUNT(*) > 0 FROM post JOIN thread t ON t.id = thread_id WHERE t.native_id = ?", str(thread)
    ) == [(1,)]


def test_a_start_that_says_there_is_nothing_finds_nothing(archivist: Archivist) -> None:
    archivist.server.fault("/", Missing(200))
    archivist.crawl(code=4)


def test_a_thread_whose_address_leads_to_another_was_merged_into_it(archivist: Archivist, forum: Evolution) -> None:
    first = archivist.crawl()
    change = forum.merge(stub=False)
    address, other = (next(target for target in first if f".{number}/" in target) for number in (change.other, change.thread))
    archivist.server.fault(address, Redirect(other))
    archivist.server.become(forum.community)
    archivist.crawl("", "-s", "RECHECK_MIN=0", "-s", "RECHECK_MAX=0")
    state, into = archivist.rows(
        "SELECT t.state, i.native_id FROM thread t LEFT JOIN thread i ON i.id = t.merged_into_id WHERE t.native_id = ?",
        str(change.other),
    )[0]
    assert (state, into) == ("merged", str(change.thread))


def test_a_thread_is_looked_at_again_after_as_long_as_it_was_quiet() -> None:
    bounds = Rechecks(shortest=timedelta(days=1), longest=timedelta(days=180))
    read = datetime(2024, 6, 1, tzinfo=UTC)
    assert bounds.due(read, read - timedelta(days=10)) == read + timedelta(days=10)
    assert bounds.due(read, read - timedelta(minutes=10)) == read + timedelta(days=1)
    assert bounds.due(read, read - timedelta(days=4_000)) == read + timedelta(days=180)
    assert bounds.due(read, None) == read + timedelta(days=180)


def test_what_was_never_crawled_has_no_plan_but_to_begin(archivist: Archivist) -> None:
    archivist.crawl()
    ended = archivist.crawls.run("plan", "http://other.example/", "--database", archivist.database)
    assert (ended.code, ended.said) == (0, "Nothing is held of http://other.example/: a crawl begins there and finds out.\n")
