"""A second crawl asks for what has changed, and for nothing else; what no listing tells is found when its recheck is due."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from archiver.demo.model import Thread
from archiver.demo.server import running
from tests.crawl.archives import Archive
from tests.crawl.zygote import Zygote
from tests.fakeforum.dump import differences
from tests.fakeforum.evolve import Change, Evolution
from tests.fakeforum.large import LargeServer, large_community

THREADS = int(os.environ.get("RECRAWL_THREADS", "400"))
BOARDS = 10
DUE = ("-s", "RECHECK_MIN=0", "-s", "RECHECK_MAX=0")
"""Settings by which each thread is due to be read again."""


@dataclass(frozen=True, slots=True)
class Forum:
    """A forum that changes, the server that shows it, and its archive."""

    evolution: Evolution
    server: LargeServer
    archive: Archive

    def crawl(self, *options: str) -> Counter[str]:
        """Crawl what it is now; returns what was asked for. Nothing is lost but threads that are gone."""
        self.server.become(self.evolution.community)
        before = len(self.server.requests)
        ended = self.archive.crawl(*options)
        lost = self.archive.losses()
        assert ended.code == (3 if lost else 0), ended.said
        assert all("the thread is gone" in what for _, what in lost), lost
        return self.server.counted(since=before)


def forum_of(threads: int, folder: Path, crawls: Zygote) -> Iterator[Forum]:
    """A forum of so many threads, last posted in a day ago or earlier, crawled once."""
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    community = large_community(threads, boards=BOARDS, now=now, gated=True)
    with running(LargeServer(community)) as server:
        forum = Forum(Evolution(community, Random(1), now), server, Archive(folder, server.url + "/", crawls))
        pages = sum(community.pages(thread) for thread in community.threads)
        first = forum.crawl()
        assert first["thread"] + first["thread page"] == pages
        yield forum


@pytest.fixture(scope="module")
def large(crawls: Zygote, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forum]:
    """Crawled once, and not changed by the tests but in the order in which they stand."""
    yield from forum_of(THREADS, tmp_path_factory.mktemp("large"), crawls)


@pytest.fixture
def small(crawls: Zygote, tmp_path: Path) -> Iterator[Forum]:
    yield from forum_of(60, tmp_path, crawls)


def test_an_unchanged_forum_costs_the_first_page_of_each_board(large: Forum) -> None:
    before = large.archive.dump()
    first = len(large.server.requests)
    asked = large.crawl()
    assert not asked.keys() - {"robots", "index", "board", "feed", "sitemap"}, asked
    assert asked["board"] <= BOARDS + 1
    assert asked["robots"] == asked["index"] == 1
    if THREADS >= 2_000:
        assert asked.total() < first / 100
    assert not differences(before, large.archive.dump())


def test_growth_is_found_at_the_cost_of_its_pages(large: Forum) -> None:
    evolution = large.evolution
    evolution.now = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    open_threads = evolution.threads(lambda thread: not thread.locked)
    grown = [evolution.grow(thread.id) for thread in evolution.random.sample(open_threads, 20)]
    begun = evolution.begin()
    asked = large.crawl()
    assert asked["thread"] + asked["thread page"] == sum(new_pages(large, change) for change in grown) + len(begun.pages)
    assert asked["board"] + asked["board page"] <= 2 * (BOARDS + 1)
    held = held_posts(large.archive)
    for change in (*grown, begun):
        assert held[change.thread] == shown_posts(large, change.thread)


def test_edits_and_deletions_are_found_when_their_recheck_is_due(small: Forum) -> None:
    evolution = small.evolution
    evolution.now = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    edits = [evolution.edit() for _ in range(5)]
    deletions = [evolution.delete(way=way) for way in ("gap", "gone", "placeholder")]
    small.crawl()
    asked = small.crawl(*DUE)
    assert asked["thread"] == len(evolution.threads())
    words = {
        native: (number, text)
        for native, number, text in small.archive.rows(
            "SELECT p.native_id, r.number, r.text FROM post p JOIN revision r ON r.post_id = p.id WHERE r.current"
        )
    }
    still_shown = {post.id for thread in evolution.threads() for _, post in thread.shown if post.state == "visible"}
    edited = {change.posts[0]: change for change in edits}
    for post, change in edited.items():
        if post in still_shown:
            number, text = words[str(post)]
            assert number >= 2
            assert change.after.partition(".")[0] in text or len([c for c in edits if c.posts == (post,)]) > 1
    assert {native for native, (number, _) in words.items() if number > 1} == {str(p) for p in edited if p in still_shown}
    states = dict(small.archive.rows("SELECT native_id, state FROM post WHERE state <> 'visible'"))
    assert states == {str(change.posts[0]): "deleted" if change.way == "placeholder" else "missing" for change in deletions}
    assert not small.crawl()["thread"], "what was just rechecked is not due"


def test_a_forum_that_lived_is_held_as_one_that_is_crawled_for_the_first_time(
    small: Forum, crawls: Zygote, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """After changes of every kind, what is shown now is held as if it had never been otherwise."""
    evolution = small.evolution
    evolution.now = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    evolution.live(25)
    small.crawl()
    evolution.live(25)
    small.crawl(*DUE)
    living = {str(thread.id) for thread in evolution.threads()}
    assert not living & {native for (native,) in small.archive.rows("SELECT native_id FROM thread WHERE state <> 'visible'")}
    assert {native for (native,) in small.archive.rows("SELECT native_id FROM thread WHERE state = 'visible'")} >= living
    fresh = Archive(tmp_path_factory.mktemp("fresh"), small.archive.url, crawls)
    assert fresh.crawl().code == 0
    found = [
        f"{what}: {sorted(now ^ old)[:6]}"
        for what, query in SHOWN.items()
        if (now := set(fresh.rows(query))) != (old := set(small.archive.rows(query)))
    ]
    assert not found, "\n".join(found)


SHOWN = {
    "threads": "SELECT t.native_id, t.title, t.prefix, t.url, b.native_id, t.sticky, t.locked, t.declared_replies, "
    "t.declared_pages, t.last_post_at, a.native_id FROM thread t JOIN board b ON b.id = t.board_id JOIN author a ON a.id = "
    "t.author_id WHERE t.state = 'visible'",
    "posts": "SELECT p.native_id, t.native_id, p.ordinal, p.page, p.position, p.posted_at, p.author_name, p.state "
    "FROM post p JOIN thread t ON t.id = p.thread_id WHERE p.state <> 'missing' AND t.state = 'visible'",
    "words": "SELECT p.native_id, r.text, r.hash FROM post p JOIN revision r ON r.post_id = p.id AND r.current JOIN thread t ON "
    "t.id = p.thread_id WHERE p.state = 'visible' AND t.state = 'visible'",
    "boards": "SELECT native_id, title, declared_threads, declared_posts FROM board",
    "members": "SELECT native_id, name, url FROM author WHERE kind = 'member'",
    "labels": "SELECT t.native_id, l.kind, l.title FROM thread_label tl JOIN thread t ON t.id = tl.thread_id JOIN label l ON "
    "l.id = tl.label_id WHERE t.state = 'visible' AND tl.gone_at IS NULL",
}
"""What is shown now, whatever was before."""


def new_pages(forum: Forum, change: Change) -> int:
    """The page that was the last one, and those after it."""
    return thread_pages(forum, change.thread) - change.was + 1


def thread_pages(forum: Forum, thread: int | None) -> int:
    return forum.evolution.community.pages(the_thread(forum, thread))


def shown_posts(forum: Forum, thread: int | None) -> set[str]:
    return {str(post.id) for _, post in the_thread(forum, thread).shown}


def the_thread(forum: Forum, thread: int | None) -> Thread:
    assert thread is not None
    return forum.evolution.community.thread[thread]


def held_posts(archive: Archive) -> dict[int | None, set[str]]:
    """The posts held of each thread."""
    found: dict[int | None, set[str]] = {}
    for thread, post in archive.rows("SELECT t.native_id, p.native_id FROM post p JOIN thread t ON t.id = p.thread_id"):
        found.setdefault(int(thread), set()).add(post)
    return found
