"""Passes, without a database: which captures make one reading of a thread, whatever the order in which they came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.store.passes import PageSeen, Pass, passes_of

START = datetime(2024, 5, 1, 12, tzinfo=UTC)
IDS = iter(range(1, 10**9))


def page(number: int, minute: float, pages: int | None = 1, **more: object) -> PageSeen:
    """A page that shows posts 10, 11 ... of page 1, 20, 21 ... of page 2."""
    facts = {
        "id": next(IDS),
        "key": f"page-{number}",
        "at": str(START + timedelta(minutes=minute))[:19],
        "crawl": 1,
        "identity": "guest",
        "posts": (number * 10, number * 10 + 1, number * 10 + 2),
    }
    return PageSeen(**{**facts, **more}, number=number, pages=pages)  # type: ignore[arg-type]


def told(passes: list[Pass]) -> list[tuple[list[int], str | None]]:
    """The pages of each pass in order, and why it is partial."""
    return [([one.number for one in made.members], made.reason) for made in passes]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([1, 2, 3], [([1, 2, 3], None)]),
        ([3, 1, 2], [([3, 1, 2], None)]),
        ([1, 2], [([1, 2], "page 3 was not read")]),
        ([2], [([2], "pages 1, 3 were not read")]),
        ([1, 2, 2, 3], [([1, 2, 2, 3], None)]),  # a page that was fetched again
        ([1, 2, 3, 1], [([1, 2, 3, 1], None)]),  # a second look at page 1
        ([1, 2, 3, 1, 2, 3], [([1, 2, 3], None), ([1, 2, 3], None)]),
        ([1, 2, 3, 2, 1], [([1, 2, 3, 1], None), ([2], "pages 1, 3 were not read")]),  # asked for a post on page 2
        ([1, 2, 3, 1, 1], [([1, 2, 3, 1], None), ([1], "pages 2, 3 were not read")]),
    ],
)
def test_how_a_crawl_is_divided(numbers: list[int], expected: list[tuple[list[int], str | None]]) -> None:
    assert told(passes_of(page(number, minute, 3) for minute, number in enumerate(numbers))) == expected


def test_pages_that_state_different_numbers_are_no_whole() -> None:
    assert told(passes_of([page(1, 0, 2), page(2, 1, 3), page(3, 2, 3)])) == [
        ([1, 2, 3], "the number of pages changed while it was read")
    ]
    assert told(passes_of([page(1, 0, None)])) == [([1], "a page does not say how many there are")]


def test_losing_the_login_ends_the_pass() -> None:
    read = [page(1, 0, 2, identity="ann"), page(2, 1, 2)]
    assert sorted(told(passes_of(read))) == [([1], "page 2 was not read"), ([2], "page 1 was not read")]


def test_two_crawls_make_no_pass_together() -> None:
    assert [made.is_whole for made in passes_of([page(1, 0, 2), page(2, 1, 2, crawl=2)])] == [False, False]


@pytest.mark.parametrize(("hours", "whole"), [(1, True), (11.9, True), (12.1, False), (24 * 365, False)])
def test_ingested_captures_belong_together_when_they_are_near(hours: float, *, whole: bool) -> None:
    made = passes_of([page(1, 0, 2, crawl=None), page(2, hours * 60, 2, crawl=None)])
    assert [one.is_whole for one in made] == ([True] if whole else [False, False])


def test_a_second_look_at_page_1_tells_whether_the_thread_stood_still() -> None:
    read = [page(1, 0, 2), page(2, 1, 2)]
    assert passes_of(read)[0].look is None
    assert passes_of([*read, page(1, 2, 2)])[0].look is True
    assert passes_of([*read, page(1, 2, 2, posts=(10, 12, 20))])[0].look is False
    assert passes_of([*read, page(1, 2, 3)])[0].look is False


def test_a_post_between_two_of_one_page_did_not_slip_past_the_reader() -> None:
    (made,) = passes_of([page(1, 0, 2, posts=(1, 3, 4)), page(2, 1, 2, posts=(7, 8))])
    assert made.is_between(2, (1, 2, 3, 4))
    assert not made.is_between(5, (3, 4, 5, 7))  # on the border between the pages
    assert not made.is_between(9, (7, 8, 9))  # at the end
    assert not made.is_between(0, (0, 1, 3))
    assert not made.is_between(2, (3, 2, 1))  # in another order than it is now


PAGES = st.lists(
    st.builds(
        lambda number, minute, pages, crawl, identity, posts: page(
            number, minute, pages, crawl=crawl, identity=identity, posts=posts, key=f"{number} {minute} {pages} {posts}"
        ),
        number=st.integers(1, 3),
        minute=st.integers(0, 40),
        pages=st.sampled_from([1, 2, 3, None]),
        crawl=st.sampled_from([None, 1, 2]),
        identity=st.sampled_from(["guest", "ann"]),
        posts=st.lists(st.integers(1, 6), unique=True, max_size=3).map(tuple),
    ),
    max_size=12,
    unique_by=lambda one: (one.key, one.crawl, one.identity),
)


@given(PAGES, st.data())
def test_any_order_of_arrival_gives_the_same_passes(pages: list[PageSeen], data: st.DataObject) -> None:
    made = passes_of(pages)
    assert passes_of(data.draw(st.permutations(pages))) == made
    assert sorted(one.id for each in made for one in each.members) == sorted(one.id for one in pages)
    for one in made:
        assert one.started <= one.finished
        assert len({(member.crawl, member.identity) for member in one.members}) == 1
        if one.is_whole:
            numbers = {member.number for member in one.members if member.pages == one.pages}
            assert numbers >= set(range(1, (one.pages or 0) + 1))
