"""Posts that one page names by their place in a thread and another by their id are one, whichever comes first."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from db.models import tables as t
from db.store import Store
from tests.db.make import day, post, quote, record, words

PLACE = {"id_kind": "derived", "url": None}


def rows(engine: Engine) -> list[tuple]:
    """Each post: id, how it is known, the id of the one it answers."""
    parent = t.POST.alias("answered")
    p = t.POST.c
    statement = (
        select(p.native_id, p.id_kind, parent.c.native_id)
        .join_from(t.POST, parent, parent.c.id == p.parent_id, isouter=True)
        .order_by(p.ordinal)
    )
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def by_place(*numbers: int):
    return [post(number, f"Words of {number}.", id=f"~1/{number}", **PLACE) for number in numbers]


def by_id(*numbers: int, **more):
    return [post(number, f"Words of {number}.", id=f"90{number}", aliases=(f"~1/{number}",), **more) for number in numbers]


@pytest.mark.parametrize("first", ["place", "id"])
def test_both_orders_give_one_row_each(store: Store, engine: Engine, first: str) -> None:
    pages = [by_place(1, 2), by_id(1, 2)]
    for number, posts in enumerate(pages if first == "place" else reversed(pages)):
        store.save(record(*posts, at=day(number)))
    assert rows(engine) == [("901", "stated", None), ("902", "stated", None)]
    with engine.connect() as connection:
        assert len(connection.execute(select(t.REVISION.c.id)).all()) == 2


def test_an_answer_names_its_parent_by_place(store: Store, engine: Engine) -> None:
    store.save(record(*by_id(1), at=day(0)))
    store.save(record(*by_id(2, parent_id="~1/1", parent_kind="stated"), at=day(1)))
    assert rows(engine) == [("901", "stated", None), ("902", "stated", "901")]


def test_a_quote_names_its_source_by_place(store: Store, engine: Engine) -> None:
    said = words("Yes.", quotes=(quote("Words of 1.", source_id="~1/1"),))
    store.save(record(*by_id(1), post(2, id="902", content=said), at=day(0)))
    with engine.connect() as connection:
        assert connection.execute(select(t.QUOTE.c.match, t.QUOTE.c.source_start)).all() == [("stated", 0)]
