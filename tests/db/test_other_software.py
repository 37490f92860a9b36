"""Other software at an old address is another site: its ids mean other things, and no old post becomes a new one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.engine import open_database
from db.queries import find_site
from db.store import Store
from spiders import items as i
from tests.db.make import BASE, content_of, day, difference, post, record, rows, site


def phpbb(number: float) -> i.PageRecord:
    """The old forum, on that day."""
    return record(post(5, "Written on phpBB."), at=day(number), where=site(platform="phpbb", version="3.2"), parser="phpbb/1")


def xenforo(number: float) -> i.PageRecord:
    """The new one: its post 5 is another."""
    return record(post(5, "Written on XenForo."), at=day(number))


def wordpress(number: float) -> i.PageRecord:
    """And what came after it."""
    return record(post(5, "Written on WordPress."), at=day(number), where=site(platform="wordpress"), parser="wordpress/1")


def test_the_old_posts_stay_and_the_new_ones_are_others(store: Store, engine: Engine) -> None:
    store.save(phpbb(0))
    store.save(xenforo(10))
    store.save(xenforo(11))
    assert rows(engine, "SELECT url, platform FROM site ORDER BY url") == [(BASE, "xenforo"), (f"{BASE}#phpbb", "phpbb")]
    texts = "SELECT s.platform, r.text FROM revision r JOIN post p ON p.id = r.post_id JOIN site s ON s.id = p.site_id ORDER BY 1"
    assert rows(engine, texts) == [("phpbb", "Written on phpBB."), ("xenforo", "Written on XenForo.")]
    with engine.connect() as connection:
        new, old = find_site(connection, "forum.example"), find_site(connection, f"{BASE}#phpbb")
        assert find_site(connection, f"{BASE}threads/1/") == new != old


ORDERS = list(permutations(((phpbb, 0), (phpbb, 3), (xenforo, 10), (wordpress, 20))))


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: " ".join(f"{made.__name__} {on}" for made, on in order))
def test_in_whatever_order_the_captures_come(
    order: tuple[tuple[Callable[[float], i.PageRecord], float], ...], tmp_path: Path
) -> None:
    told = {}
    for name, pages in (("one", order), ("other", tuple(sorted(order, key=lambda page: page[1])))):
        engine = open_database(f"sqlite:///{tmp_path}/{name}.db", create=True, durable=False)
        store = Store(engine)
        for make, number in pages:
            store.save(make(number))
        store.close()
        told[name] = content_of(engine)
        engine.dispose()
    assert difference(told["one"], told["other"]) == {}


def test_an_address_without_www_moves_with_the_other(store: Store, engine: Engine) -> None:
    store.save(phpbb(0))
    store.save(record(post(5), at=day(1), where=site(url="http://www.forum.example/", platform="phpbb"), parser="phpbb/1"))
    store.save(xenforo(10))
    store.save(phpbb(12))  # back again
    addresses = "SELECT s.platform, a.url FROM site_address a JOIN site s ON s.id = a.site_id ORDER BY 1, 2"
    assert rows(engine, addresses) == [
        ("phpbb", "http://www.forum.example/"),
        ("phpbb", BASE),
        ("xenforo", f"{BASE}#xenforo"),
    ]
