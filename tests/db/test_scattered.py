"""Mails on pages of their own: they find the thread that a listing names them in, whichever of the two came first."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from sqlalchemy import Engine

from db.store import Store
from spiders import items as i
from tests.db.make import BASE, capture, day, post, rows, site

MONTH = f"{BASE}2024-April/"


def address(number: int) -> str:
    return f"{MONTH}{number:06}.html"


def mail(number: int, **more: Any) -> i.Post:
    facts = {"id": f"{number}@example.org", "kind": "mail", "ordinal": None, "url": address(number)}
    return post(number, f"Mail {number}.", **{**facts, **more})


def of_thread(number: int, **more: Any) -> i.Thread:
    return i.Thread(
        **{"id": f"2024-April/{number:06}", "kind": "mail", "title": f"Mail {number}", "url": address(number), **more}
    )


def record(url: str, on: float, kind: i.PageKind, **more: Any) -> i.PageRecord:
    about = i.Reading(kind=kind, url=url, site=site(platform="pipermail"), parser="pipermail/1", **more)
    return i.PageRecord(capture=capture(url, day(on)), reading=about)


def alone(number: int, on: float) -> i.PageRecord:
    """A mail's own page."""
    shown = i.ThreadPage(thread=of_thread(number), posts=(mail(number),), number=1, scattered="unplaced")
    return record(address(number), on, "thread", threads=(shown,))


def listed(on: float, first: int = 1) -> i.PageRecord:
    """A month in which the first three mails are one thread, and the fourth another."""
    row = of_thread(first, declared=i.Declared(posts=3), aliases=(address(first + 1), address(first + 2)))
    rows = (row, of_thread(first + 3))
    return record(f"{MONTH}{first}/thread.html", on, "board", listing=i.Listing(threads=rows, number=1, pages=1))


def box(on: float) -> i.PageRecord:
    """A file in which mails 1 and 2 are one thread."""
    thread = i.Thread(id="1@example.org", kind="mail", title="Mail 1")
    shown = i.ThreadPage(thread=thread, posts=(mail(1, url=None), mail(2, url=None)), number=1, scattered="placed")
    return record(f"{BASE}2024-April.txt", on, "board", listing=i.Listing(number=1, pages=1), threads=(shown,))


def threads(engine: Engine) -> dict[str, set[str]]:
    """The threads that are there, with their mails."""
    found = rows(
        engine,
        "SELECT thread.native_id AS thread, post.native_id AS post, post.state FROM post JOIN thread ON thread.id = post.thread_id",
    )
    assert {state for _, _, state in found} == {"visible"}
    held: dict[str, set[str]] = {}
    for thread, one, _ in found:
        held.setdefault(thread, set()).add(one.partition("@")[0])
    return held


def test_mails_join_the_thread_whose_listing_names_them(store: Store, engine: Engine) -> None:
    expected: dict[str, set[str]] = {}
    for first, order in enumerate(permutations(range(3)), start=1):
        one, two, three, four = range(first * 10, first * 10 + 4)
        pages = [[alone(one, 0), alone(four, 0.1)], [alone(two, 0.2), alone(three, 0.3)], [listed(0.4, one)]]
        for place in order:
            for page in pages[place]:
                store.save(page)
        expected |= {of_thread(one).id: {str(one), str(two), str(three)}, of_thread(four).id: {str(four)}}
    store.settle()
    assert threads(engine) == expected
    left = rows(engine, "SELECT native_id FROM thread WHERE merged_into_id IS NULL")
    assert {native_id for (native_id,) in left} == expected.keys()


def test_a_reading_of_one_mail_takes_no_other_away(store: Store, engine: Engine) -> None:
    for page in (listed(0), alone(1, 0.1), alone(2, 0.2), alone(3, 0.3), alone(1, 40), alone(4, 40.1)):
        store.save(page)
    store.settle()
    assert threads(engine)["2024-April/000001"] == {"1", "2", "3"}


def test_a_mail_stays_where_a_box_has_put_it_and_gets_its_address(store: Store, engine: Engine) -> None:
    for page in (box(0), alone(1, 0.1), alone(2, 0.2)):
        store.save(page)
    store.settle()
    assert threads(engine) == {"1@example.org": {"1", "2"}}
    assert {url for (url,) in rows(engine, "SELECT url FROM post")} == {address(1), address(2)}
    assert len(rows(engine, "SELECT id FROM revision")) == 2


def test_scattered_mails_have_no_place_but_their_time(store: Store, engine: Engine) -> None:
    store.save(box(0))
    assert set(rows(engine, "SELECT page, position FROM post")) == {(None, None)}
