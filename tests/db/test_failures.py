"""What goes wrong: losses, broken values, full disks, locks and lost connections. Nothing stored is lost."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event, func, select, text

from db.engine import open_database
from db.models import tables as t
from db.store import Store
from spiders import items as i
from spiders.errors import DatabaseError
from tests.db.make import ANN, BASE, DAY, content_of, day, difference, one, post, record, rows, thread


def test_losses_are_counted_and_resolved_when_the_page_is_read(store: Store, engine: Engine) -> None:
    url = f"{BASE}threads/1/"
    crawl = store.start_crawl(BASE)
    store.save(record(post(1)), crawl_id=crawl)
    for attempt in range(3):
        store.save_loss(i.Loss(kind="fetch", what=f"HTTP 50{attempt}", url=url), at=day(attempt), crawl_id=crawl)
    store.save_loss(i.Loss(kind="fetch", what="HTTP 502", url=url), at=day(2), crawl_id=crawl)  # the same attempt, told twice
    with engine.connect() as connection:
        row = connection.execute(select(t.LOSS)).one()
    assert (row.what, row.attempts, row.first_seen, row.last_seen) == ("HTTP 502", 3, DAY, day(2))
    assert row.next_try == day(2) + timedelta(hours=4)  # an hour, then two, then four
    assert row.site_id is not None
    assert row.resolved_at is None
    store.save(record(post(1), at=day(3), url=url), crawl_id=crawl)
    with engine.connect() as connection:
        row = connection.execute(select(t.LOSS)).one()
    assert (row.resolved_at, row.next_try) == (day(3), None)


def test_a_post_that_cannot_be_read_is_a_loss_until_it_can(store: Store, engine: Engine) -> None:
    url = f"{BASE}threads/1/"
    lost = [i.Loss(kind="post", what="no body", url=url, post_id=number) for number in ("2", "3")]
    store.save(record(post(1), url=url, losses=tuple(lost)))
    store.save(record(post(1), post(2), url=url, at=day(1), losses=(lost[1],)))
    still = "SELECT post_native_id FROM loss WHERE resolved_at IS NULL"
    assert rows(engine, still) == [("3",)]
    assert one(engine, "SELECT attempts FROM loss WHERE post_native_id = '3'") == 2


def test_a_page_that_could_not_be_read_leaves_capture_and_loss(store: Store, engine: Engine) -> None:
    crawl = store.start_crawl(BASE)
    failed = i.PageRecord(
        capture=i.Capture(url=f"{BASE}x", fetched_at=DAY, status=200, digest="sha1:A"),
        reading=None,
        losses=(i.Loss(kind="read", what="no known platform", url=f"{BASE}x"),),
    )
    robots = i.Capture(url=f"{BASE}robots.txt", fetched_at=DAY, status=200)
    saved = store.save(failed, crawl_id=crawl, captures=[robots])
    assert (saved.site_id, saved.losses) == (None, 1)
    assert rows(engine, "SELECT url, outcome FROM capture ORDER BY url") == [(f"{BASE}robots.txt", "kept"), (f"{BASE}x", "lost")]
    assert rows(engine, "SELECT kind, what FROM loss") == [("read", "no known platform")]


def test_what_no_database_stores_is_replaced(store: Store, engine: Engine) -> None:
    told = post(1, "a\0b \ud800 c", author=i.Author(name="N\0L", id="9"))
    store.save(record(told, view="api", of=thread(title="\ud83d \0")))
    store.save(record(post(2, "lone \udfff"), at=day(1)))
    assert rows(engine, "SELECT text FROM revision ORDER BY id") == [("a\ufffdb ? c",), ("lone ?",)]
    assert rows(engine, "SELECT title FROM thread") == [("Thread 1",)]


def test_absurd_figures_and_names_do_no_harm(store: Store, engine: Engine) -> None:
    huge = i.Author(name="x" * 5_000, id="9" * 5_000)
    header = thread(title="t" * 100_000, url=BASE + "u" * 9_000, declared=i.Declared(views=10**30, replies=-1))
    store.save(record(post(1, author=huge, id="p" * 9_000, ordinal=10**40), of=header, url=BASE + "u" * 9_000))
    again = store.save(record(post(1, author=huge, id="p" * 9_000, ordinal=10**40), of=header, url=BASE + "u" * 9_000, at=day(1)))
    assert again.posts_new == 0
    assert rows(engine, "SELECT ordinal FROM post") == [(None,)]
    assert rows(engine, "SELECT declared_views, declared_replies FROM thread") == [(None, -1)]


def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path) -> None:
    engine = open_database(str(tmp_path / "a.db"), create=True)
    store = Store(engine)
    store.save(record(post(1)))
    before = content_of(engine)
    store.close()
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1").close())
    with pytest.raises(DatabaseError, match="the disk is full; what was committed is safe") as caught:
        store.save(record(*(post(number, "w" * 50_000) for number in range(2, 40)), at=day(1)))
    assert "\n" not in str(caught.value)
    assert difference(before, content_of(engine)) == {}
    engine.dispose()


def test_a_lock_that_is_not_given_up_is_one_line(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("db.engine.BUSY_SECONDS", 0)
    engine = open_database(str(tmp_path / "a.db"), create=True)
    store = Store(engine)
    store.save(record(post(1)))
    holder = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseError, match="another program has held the database"):
        store.save(record(post(2), at=day(1)))
    holder.execute("ROLLBACK")
    holder.close()
    assert store.save(record(post(2), at=day(1))).posts_new == 1
    engine.dispose()


def test_a_lost_connection_is_one_line_and_the_next_page_is_saved(postgres) -> None:
    engine = open_database(postgres.new_database(), create=True)
    store = Store(engine)
    store.save(record(post(1)))
    with engine.begin() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        connection.execute(text(others))
    with pytest.raises(DatabaseError, match="the connection was lost") as caught:
        store.save(record(post(2), at=day(1)))
    assert "\n" not in str(caught.value)
    assert store.save(record(post(2), at=day(1))).posts_new == 1
    store.close()
    engine.dispose()


def test_a_page_is_saved_whole_or_not_at_all(store: Store, engine: Engine, monkeypatch) -> None:
    store.save(record(post(1)))
    before = content_of(engine)
    monkeypatch.setattr("db.store.saving.store_thread_pages", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.save(record(post(2), at=day(1)))
    monkeypatch.undo()
    assert difference(before, content_of(engine)) == {}
    assert store.save(record(post(2), at=day(1))).posts_new == 1
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(t.POST)).scalar() == 2


def test_a_naive_time_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="naive"):
        store.save(record(post(1, author=ANN), at=datetime(2024, 5, 1)))  # noqa: DTZ001
