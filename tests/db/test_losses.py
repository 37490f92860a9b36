"""How a loss lives: tried again after longer and longer waits, whatever the reason; over when the page is read."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from db.store import Store
from db.store.losses import LONGEST_WAIT, wait
from spiders.items import Loss
from tests.db.make import BASE, day, post, record, rows

URL = f"{BASE}threads/1/"
OPEN = "SELECT kind, attempts, what FROM loss WHERE resolved_at IS NULL ORDER BY kind"


def lose(store: Store, kind: str, number: float, what: str = "why", post_id: str | None = None) -> None:
    store.save_loss(Loss(kind=kind, what=what, url=URL, post_id=post_id), at=day(number), site_url=BASE)  # type: ignore[arg-type]


def test_waits_grow() -> None:
    assert [wait(attempts) for attempts in (1, 2, 3, 4)] == [timedelta(hours=hours) for hours in (1, 2, 4, 8)]
    assert wait(40) == LONGEST_WAIT


def test_each_attempt_counts_and_the_first_is_remembered(store: Store, engine: Engine) -> None:
    for number in range(3):
        lose(store, "fetch", number)
    assert rows(engine, OPEN) == [("fetch", 3, "why")]
    ((first, last, again),) = rows(engine, "SELECT first_seen, last_seen, next_try FROM loss")
    assert str(first) < str(last) < str(again)


def test_a_page_lost_for_another_reason_is_one_loss_and_its_attempts_go_on(store: Store, engine: Engine) -> None:
    lose(store, "fetch", 0)
    lose(store, "fetch", 1)
    lose(store, "blocked", 2, "a wall")
    assert rows(engine, OPEN) == [("blocked", 3, "a wall")]
    lose(store, "fetch", 3)
    assert rows(engine, OPEN) == [("fetch", 4, "why")]


def test_a_post_that_is_lost_and_its_page_are_two(store: Store, engine: Engine) -> None:
    lose(store, "post", 0, post_id="7")
    lose(store, "fetch", 1)
    lose(store, "post", 2, post_id="8")
    assert rows(engine, OPEN) == [("fetch", 1, "why"), ("post", 1, "why"), ("post", 1, "why")]


def test_reading_ends_it_and_losing_again_begins_anew(store: Store, engine: Engine) -> None:
    lose(store, "fetch", 0)
    lose(store, "fetch", 1)
    store.save(record(post(1), at=day(2), url=URL))
    assert rows(engine, OPEN) == []
    assert rows(engine, "SELECT next_try FROM loss") == [(None,)]
    lose(store, "fetch", 3)
    assert rows(engine, OPEN) == [("fetch", 1, "why")]


def test_an_older_failure_met_later_does_not_undo_a_reading(store: Store, engine: Engine) -> None:
    """As when captures are ingested in another order than they were made."""
    lose(store, "fetch", 5)
    store.save(record(post(1), at=day(6), url=URL))
    lose(store, "fetch", 4)
    assert rows(engine, OPEN) == []


def test_losses_are_made_due(store: Store, engine: Engine) -> None:
    lose(store, "fetch", 40_000)  # far in the future
    ((key, again),) = rows(engine, "SELECT id, next_try FROM loss")
    store.make_losses_due([key])
    assert rows(engine, "SELECT next_try FROM loss") != [(again,)]
