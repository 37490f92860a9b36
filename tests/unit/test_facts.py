"""Facts of threads, without a database: any order of arrival gives the same present values and the same times of all values."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from db.store.facts import TRACKED, Value, follow, written

Stated = dict[str, Any]


def kept(captures: list[tuple[str, Stated]]) -> tuple[dict[str, Any], dict[tuple[str, str], tuple[str, str | None]]]:
    """What the archive holds after captures have come in that order: the thread's row, and the rows of its facts."""
    rows: dict[tuple[str, str], tuple[str, str | None]] = {}
    row: dict[str, Any] = {}
    for seen, stated in captures:
        if not row:
            row = {**stated, "first_seen": seen, "last_seen": seen, "facts_seen": None}
            continue
        now, values = follow(row, stated, seen)
        row = {**row, **now, "first_seen": min(row["first_seen"], seen), "last_seen": max(row["last_seen"], seen)}
        for value in values:
            keep(rows, value)
    return row, rows


def keep(rows: dict[tuple[str, str], tuple[str, str | None]], value: Value) -> None:
    """As the two statements of the store do it."""
    first, last = rows.get((value.fact, value.value), (value.first, value.last))
    latest = None if value.last is None else max(value.last, last or value.last)
    rows[value.fact, value.value] = (min(first, value.first), latest)


def told(captures: list[tuple[str, Stated]], fact: str) -> dict[Any, tuple[str, str]]:
    """Each value of a fact with its first and last capture, the present one last."""
    values: dict[Any, tuple[str, str]] = {}
    for seen, stated in sorted(captures, key=lambda one: one[0]):
        value = stated[fact]
        if value is not None:
            first = values.pop(value, (seen, seen))[0]
            values[value] = (first, seen)
    return values


CAPTURES = st.dictionaries(
    st.integers(0, 9).map("2024-05-0{} 12:00:00".format),
    st.fixed_dictionaries(
        {
            fact: st.sampled_from([None, True, False] if fact in ("sticky", "locked") else [None, "a", "b", "c"])
            for fact in TRACKED
        }
    ),
    min_size=1,
    max_size=7,
).map(lambda found: list(found.items()))


@given(CAPTURES, st.data())
def test_any_order_of_arrival_tells_the_same(captures: list[tuple[str, Stated]], data: st.DataObject) -> None:
    row, rows = kept(data.draw(st.permutations(captures)))
    assert (row, rows) == kept(sorted(captures, key=lambda one: one[0]))
    for fact in TRACKED:
        values = told(captures, fact)
        assert row[fact] == (list(values)[-1] if values else None)
        expected = {
            (fact, written(fact, value)): (first, last if value != row[fact] else None) for value, (first, last) in values.items()
        }
        assert {key: times for key, times in rows.items() if key[0] == fact} == (expected if len(values) > 1 else {})


@given(CAPTURES, st.data())
def test_captures_that_come_again_change_nothing(captures: list[tuple[str, Stated]], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(captures), max_size=5))
    assert kept([*captures, *again]) == kept(captures)


def test_what_is_listed_as_it_was_costs_no_write() -> None:
    row = {"title": "a", "prefix": None, "state": "visible", "sticky": False, "locked": False}
    now, values = follow({**row, "first_seen": "1", "last_seen": "2", "facts_seen": None}, row, "3")
    assert (now, values) == ({}, [])
