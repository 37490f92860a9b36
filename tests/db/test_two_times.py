"""Captures of different times of one forum, with all that moderators do between them: any order of arrival gives the same history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine

from archiver.demo.model import Community
from archiver.demo.xenforo import XenForo
from db.engine import open_database
from db.store import Store
from spiders.items import Capture, PageRecord, Post, ThreadPage
from spiders.page import Page
from spiders.platforms import platform_named
from tests.db.make import rows
from tests.fakeforum.dump import Tables, differences, dump
from tests.fakeforum.evolve import Change, Evolution
from tests.fakeforum.invent import Inventor
from tests.fakeforum.phpbb import PhpBB

BASE = "http://forum.example"
FIRST = datetime(2024, 5, 1, 12, tzinfo=UTC)
SITES: dict[str, Callable[[Community, str], Any]] = {"xenforo": partial(XenForo, version="2.3"), "phpbb": PhpBB}


def captured(community: Community, at: datetime, platform: str) -> Iterator[PageRecord]:
    """All pages of the forum, fetched one after another, seconds apart, by a crawler that is not ours."""
    site, reader = SITES[platform](community, BASE), platform_named(platform)
    for number, address in enumerate(site.addresses()):
        answer = site.answer(address)
        fetched = at + timedelta(seconds=number)
        headers = {"content-type": answer.content_type} | {name.lower(): value for name, value in answer.headers.items()}
        page = Page(url=BASE + address, body=answer.body, headers=headers, fetched_at=fetched)
        capture = Capture(url=BASE + address, fetched_at=fetched, status=answer.status, digest=f"sha1:{fetched:%d%H%M%S}")
        yield PageRecord(capture=capture, reading=reader.read(page))


def forum(seed: int, platform: str, *, times: int = 2) -> tuple[list[list[PageRecord]], list[Change]]:
    """Captures of a made forum, a week apart, and what was done between them."""
    community = Inventor(Random(seed)).community(threads=5, posts=(2, 9), posts_per_page=3)
    evolution = Evolution(community, Random(seed), FIRST)
    found = [list(captured(community, FIRST, platform))]
    for week in range(1, times):
        evolution.now = FIRST + timedelta(days=7 * week - 3)
        for change in (evolution.edit, evolution.delete, evolution.move, evolution.merge, evolution.split, evolution.retitle):
            change()
        evolution.rename()
        evolution.live(6)
        found.append(list(captured(evolution.community, FIRST + timedelta(days=7 * week), platform)))
    return found, evolution.changes


def stored(engine: Engine, records: list[PageRecord], *, settle_each: int = 0) -> Tables:
    """What the archive holds after records were stored in that order."""
    store = Store(engine)
    for number, record in enumerate(records, start=1):
        store.save(record)
        if settle_each and number % settle_each == 0:
            store.settle()
    store.settle()
    store.link_stated(f"{BASE}/")
    store.close()
    return dump(engine, times=True, captures=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def archives(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Iterator[Engine]]:
    """As many new archives as are asked for."""
    made: list[Engine] = []

    def new() -> Iterator[Engine]:
        while True:
            url = f"{tmp_path}/{len(made)}.db" if request.param == "sqlite" else request.getfixturevalue("postgres").new_archive()
            made.append(open_database(url, create=True, durable=False))
            yield made[-1]

    yield new()
    for engine in made:
        engine.dispose()


NEWEST = {"board": {"declared_threads", "declared_posts"}, "thread": {"author_id", "author_name"}, "reaction": {"last_seen"}}
"""Figures of which only the newest are kept: captures of the same minute, shuffled, may leave others."""


def without(tables: Tables, columns: dict[str, set[str]]) -> Tables:
    """The tables without some columns. Which of two revisions that hold a quotation it is taken from is the linking's business;
    since when listings declare the same, the plan's, which would rather say later than earlier.
    """
    plan = {"thread": {"listed_since"} | columns.get("thread", set())}
    chosen = {**columns, **plan, "quote": {"source_revision_id", "source_start", "source_end"}}
    return {
        name: {key: {column: row[column] for column in row if column not in chosen.get(name, ())} for key, row in found.items()}
        for name, found in tables.items()
    }


@pytest.mark.parametrize("platform", SITES)
@pytest.mark.parametrize("seed", range(3))
def test_either_order_and_interleaved_give_the_same_history(archives: Iterator[Engine], platform: str, seed: int) -> None:
    captures, _ = forum(seed, platform, times=3)
    in_order = [record for capture in captures for record in capture]
    expected = stored(next(archives), in_order)
    assert {"post_state", "post_thread", "thread_fact", "pass"} <= expected.keys()
    backwards = [record for capture in reversed(captures) for record in capture]
    shuffled = Random(seed).sample(in_order, len(in_order))
    for records, each, aside in ((backwards, 0, {}), (in_order, 1, {}), (shuffled, 7, NEWEST)):
        found = stored(next(archives), records, settle_each=each)
        assert differences(without(expected, aside), without(found, aside)) == []


def test_storing_the_same_again_changes_nothing(archives: Iterator[Engine]) -> None:
    captures, _ = forum(5, "xenforo")
    records = [record for capture in captures for record in capture]
    engine = next(archives)
    expected = stored(engine, records)
    assert differences(expected, stored(engine, Random(1).sample(records, len(records)))) == []
    store = Store(engine)
    assert store.settle() == 0
    store.close()


@pytest.mark.parametrize("platform", SITES)
@pytest.mark.parametrize("seed", range(4))
def test_the_archive_knows_where_every_post_has_gone(archives: Iterator[Engine], platform: str, seed: int) -> None:
    """Each post is in the thread that shows it now; one that its thread shows no more is missing, unless it stood on the border
    of two pages: it may have slipped past the reader.
    """
    (before, after), _ = forum(seed, platform)
    engine = next(archives)
    stored(engine, [*before, *after])
    shown = {post.id: (page.thread.id, post.state) for record in (*before, *after) for page, post in posts_of(record)}
    now = {post.id for record in after for _, post in posts_of(record)}
    alive = {page.thread.id for record in after for page, _ in posts_of(record)}
    found = {
        native: (thread, state)
        for native, thread, state in rows(
            engine, "SELECT p.native_id, t.native_id, p.state FROM post p JOIN thread t ON t.id = p.thread_id"
        )
    }
    waiting = {native for (native,) in rows(engine, UNSHOWN)}
    lost = {post for post, (thread, _) in shown.items() if post not in now and thread in alive}
    assert {post: found[post] for post in shown.keys() - lost} == {post: shown[post] for post in shown.keys() - lost}
    assert {post for post in lost if found[post][1] == "missing"} == lost - waiting
    assert waiting <= lost
    assert {post for post, (_, state) in found.items() if state == "missing"} <= lost


UNSHOWN = """
SELECT p.native_id FROM post p JOIN post_state s ON s.post_id = p.id
WHERE s.state = 'unshown' AND NOT EXISTS (SELECT 1 FROM post_state l WHERE l.post_id = p.id AND l.since > s.since)
"""


def posts_of(record: PageRecord) -> Iterator[tuple[ThreadPage, Post]]:
    """The posts that a page shows."""
    for page in record.reading.threads if record.reading is not None else ():
        for post in page.posts:
            yield page, post
