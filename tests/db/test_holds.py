"""Whose turn it is at a site, told by the database on both kinds of it."""

from __future__ import annotations

import os
from datetime import timedelta
from itertools import pairwise

from db.store import Store
from db.store.holds import LONGEST_REST, rest
from db.store.runners import is_dead, new_runner
from tests.db.make import BASE, record


def test_of_two_that_hold_a_site_one_does(store: Store) -> None:
    store.save(record())
    first, second = new_runner(), new_runner()
    assert store.hold_site(BASE, first)
    assert not store.hold_site(BASE, second)
    assert store.standing(BASE + "threads/1/").held_by == first
    assert store.standing("http://www.forum.example/threads/1/").held_by == first  # the same site
    assert store.standing("https://other.example/") == (None, None, None, None, None)
    store.release_sites(first)
    assert store.hold_site(BASE, second)


def test_a_process_is_dead_only_where_it_would_be_seen() -> None:
    runner = new_runner()
    host, _, place, _ = runner.split(":")
    assert not is_dead(runner)
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)
    assert is_dead(f"{host}:{pid}:{place}:1")
    assert not is_dead(f"elsewhere:{pid}:{place}:1")
    assert not is_dead(f"{host}:{pid}:0badcafe:1")  # another machine of that name, or another container
    assert not is_dead("")
    assert new_runner() != runner  # two crawls of one process are two


def test_waits_grow_and_have_an_end() -> None:
    waits = [rest(refusals) for refusals in range(1, 30)]
    assert waits[0] == timedelta(hours=6)
    assert all(longer >= shorter for shorter, longer in pairwise(waits))
    assert waits[-1] == LONGEST_REST
