"""Many processes saving the same pages at once end with what one alone would have stored."""

from __future__ import annotations

import multiprocessing
import random

import pytest

from db.engine import open_database
from db.store import Store
from spiders import items as i
from tests.db.make import BASE, content_of, day, difference, post, quote, reading, record, thread, words


def pages() -> list[i.PageRecord]:
    """Pages of three threads, each seen twice, with authors, boards and labels in common."""
    made = [reading(listing=i.Listing(threads=tuple(thread(number) for number in range(1, 4))))]
    for number in range(1, 4):
        for seen in range(2):
            said = words("Yes.", quotes=(quote("Words", source_id=str(number * 100 + 1)),))
            posts = [post(number * 100 + place, "Words" if place < 4 else f"Words, day {seen}") for place in range(1, 6)]
            header = thread(number, labels=(i.Label(kind="tag", title="valves"),), declared=i.Declared(replies=5))
            made.append(record(*posts, post(number * 100 + 9, content=said), at=day(seen), of=header))
    return made


def save_all(url: str, seed: int) -> None:
    """What one process does: every page, in an order of its own."""
    engine = open_database(url, durable=False)
    store = Store(engine)
    mine = pages()
    random.Random(seed).shuffle(mine)
    for page in mine:
        store.save(page)
    store.close()
    engine.dispose()


def test_processes_that_save_the_same_pages(archive_url: str, tmp_path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=save_all, args=(archive_url, seed)) for seed in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    alone = f"sqlite:///{tmp_path}/alone.db"
    open_database(alone, create=True).dispose()
    save_all(alone, seed=99)
    contents = []
    for url in (archive_url, alone):
        engine = open_database(url)
        store = Store(engine)
        store.link_stated(BASE)  # what one saved before its source came
        store.close()
        contents.append(content_of(engine))
        engine.dispose()
    assert difference(*contents) == {}


@pytest.mark.parametrize("kills", [3])
def test_a_process_killed_leaves_whole_pages(archive_url: str, kills: int) -> None:
    context = multiprocessing.get_context("spawn")
    for seed in range(kills):
        worker = context.Process(target=save_all, args=(archive_url, seed))
        worker.start()
        worker.join(0.35 + seed * 0.05)
        worker.kill()
        worker.join()
    engine = open_database(archive_url)
    found = content_of(engine)
    engine.dispose()
    read = [line for line in found["capture"] if '"outcome":"read"' in line]
    shown = [line for line in read if "page-1" in line]
    assert len(found["thread_page"]) == len(shown)  # no capture of a thread's page without what it showed
    save_all(archive_url, seed=7)
    engine = open_database(archive_url)
    assert len(content_of(engine)["post"]) == 18
    engine.dispose()
