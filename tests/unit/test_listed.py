"""What listings declare of a thread, compared: what is news, and what is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.store.listed import NEVER, Listed, agree, declares, merge
from spiders.items import Declared, Moment

DAY = datetime(2024, 5, 1, tzinfo=UTC)


def at(hours: float, precision: str = "minute") -> Moment:
    moment = DAY + timedelta(hours=hours)
    return Moment(raw=str(moment), at=moment, precision=precision)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Declared(replies=3, views=10), Declared(replies=3, views=99)),
        (Declared(replies=3), Declared(replies=3, last_post_id="9")),
        (Declared(replies=3, last_post=at(1)), Declared(replies=3, last_post=at(1, "relative"))),
        (Declared(replies=3, last_post=at(1)), Declared(replies=3, last_post=at(0, "day"))),
    ],
    ids=["views", "more is told", "three minutes ago", "a day is no minute"],
)
def test_no_news(one: Declared, other: Declared) -> None:
    assert agree(declares(one) or "", declares(other) or "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Declared(replies=3), Declared(replies=4)),
        (Declared(replies=3), Declared(replies=2)),
        (Declared(replies=3, last_post_id="8"), Declared(replies=3, last_post_id="9")),
        (Declared(last_post=at(1)), Declared(last_post=at(2))),
    ],
    ids=["a reply", "one fewer", "another last post", "a later one"],
)
def test_news(one: Declared, other: Declared) -> None:
    assert not agree(declares(one) or "", declares(other) or "")


def test_a_row_that_declares_nothing_is_not_known_by_it() -> None:
    assert declares(Declared(views=7, pages=2)) is None
    assert merge(NEVER, Declared(views=7), DAY) == NEVER


def test_the_time_since_which_it_is_declared_stays_while_it_is() -> None:
    known = NEVER
    for hours, replies in ((0, 3), (1, 3), (2, 4), (3, 4)):
        known = merge(known, Declared(replies=replies), DAY + timedelta(hours=hours))
    assert known == Listed("4|||", DAY + timedelta(hours=3), DAY + timedelta(hours=2))


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=8, unique_by=lambda one: one[0]), st.randoms()
)
def test_what_is_declared_last_does_not_depend_on_the_order_in_which_listings_come(seen: list, random) -> None:
    """Nor is it ever said to be older than the last listing that said otherwise."""
    shuffled = list(seen)
    random.shuffle(shuffled)
    known = NEVER
    for hours, replies in shuffled:
        known = merge(known, Declared(replies=replies), DAY + timedelta(hours=hours))
    last, replies = max(seen)
    assert known[:2] == (f"{replies}|||", DAY + timedelta(hours=last))
    since = known.since - DAY
    assert all(timedelta(hours=hours) < since for hours, said in seen if said != replies)
    assert timedelta(hours=max(hours for hours, said in seen if said == replies)) >= since
