"""Quoted words are found where they were taken from, and nowhere else; what was never said here is linked with nothing."""

from __future__ import annotations

from functools import cache

import pytest

from archiver.quotes.align import Fragment, lay, place
from archiver.quotes.find import find, name_key
from archiver.quotes.index import Index
from spiders.words import places_of, words_of
from tests.quotes.conversation import WAYS, conversation
from tests.quotes.judged import Judged, figures, judge


@cache
def judged() -> list[Judged]:
    """Short conversations, long ones, one of 2,000 posts."""
    sizes = {10: 40, 60: 15, 400: 3, 2_000: 1}
    return [one for posts, times in sizes.items() for seed in range(times) for one in judge(conversation(posts, seed=seed))]


def test_of_random_conversations_nearly_all_quotes_are_found_and_hardly_one_wrongly() -> None:
    found = figures(judged())
    assert found.right >= 0.99
    assert found.near >= 0.95
    assert found.wrong <= 0.01
    assert found.silent >= 0.99


@pytest.mark.parametrize("way", sorted(set(WAYS)))
def test_each_way_of_quoting_is_found(way: str) -> None:
    """No way is carried by the others: each alone is right in 95 of 100 cases."""
    of_that_way = [one for one in judged() if one.quote.way == way]
    assert len(of_that_way) > 100
    assert sum(one.right for one in of_that_way) >= 0.95 * len(of_that_way)


def test_verbatim_quotes_are_right_to_the_character() -> None:
    verbatim = [one for one in judged() if one.quote.way in ("whole", "cut", "nested") and one.right and one.found]
    assert len(verbatim) > 500
    for one in verbatim:
        assert one.found is not None
        assert one.found.match == "exact"
        assert one.found.entry.text[one.found.start : one.found.end] == one.quote.text


TEXT = "The pump runs dry, he said, after ten minutes. I don't know why: the filter's new (3 May)."


@pytest.mark.parametrize(
    ("quoted", "expected", "altered"),
    [
        ("after ten minutes", "after ten minutes", False),
        ("AFTER  ten\nminutes.", "after ten minutes.", False),
        ("“I don’t know why”", "I don't know why", False),
        ("the filter's new (3 May).", "the filter's new (3 May).", False),
        ("The pump runs dry [...] after ten minutes.", "The pump runs dry, he said, after ten minutes.", True),
        ("The pump runs dry … the filter's new", "The pump runs dry, he said, after ten minutes. I don't know why: the filter's new", True),
        ("The pump rans dry, he said", "The pump runs dry, he said", True),
        ("The pump often runs dry, he said", "The pump runs dry, he said", True),
        ("The pump runs, he said, after ten minutes", "The pump runs dry, he said, after ten minutes", True),
        ("pump :) runs dry ;-) he said", "pump runs dry, he said", False),
    ],
)  # fmt: skip
def test_where_a_fragment_stands(quoted: str, expected: str, *, altered: bool) -> None:
    fragment = Fragment(quoted)
    laid = lay(fragment, words_of(TEXT))
    assert laid is not None
    start, end = place(fragment, TEXT, laid)
    assert TEXT[start:end] == expected
    assert laid.altered == altered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't panic!", ["don", "t", "panic"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("気温が低い", ["気", "温", "が", "低", "い"]),
        ("C:\\temp\\new_file", ["c", "temp", "new", "file"]),
        ("Καλημέρα κόσμε", ["καλημέρα", "κόσμε"]),
        (":-) ;-) …", []),
    ],
)
def test_words_that_can_be_compared(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected
    assert len(list(places_of(text))) == len(expected)


def conversation_of(*said: tuple[str, str]) -> Index:
    index = Index()
    for number, (name, text) in enumerate(said):
        index.add(number, number, order=number, name=name_key(name), text=text)
    return index


def found_in(index: Index, text: str, *, before: int | None = None, author: str | None = None) -> int | None:
    found = find(index, text, before=len(index.entries) if before is None else before, author=author)
    return found.entry.post_id if found is not None else None


GASKET = "Try the cork gasket before you order the rubber one from the boatyard."


def test_of_two_who_said_the_same_the_one_that_is_named() -> None:
    index = conversation_of(("Ann", GASKET), ("Bert", GASKET), ("Cem", "I did."))
    assert found_in(index, GASKET, author="bert") == 1
    assert found_in(index, GASKET, author="@Ann") == 0


def test_of_two_that_may_be_meant_neither_is_claimed() -> None:
    assert found_in(conversation_of(("Ann", GASKET), ("Bert", GASKET)), GASKET) is None
    assert found_in(conversation_of(("Ann", f"{GASKET} Or so."), ("Ann", f"Well. {GASKET}")), GASKET, author="Ann") is None


def test_the_post_that_says_no_more_was_quoted_whole() -> None:
    assert found_in(conversation_of(("Ann", f"{GASKET} And bring a torch."), ("Ann", GASKET)), GASKET, author="Ann") == 1


def test_a_name_that_is_wrong_hides_nothing() -> None:
    assert found_in(conversation_of(("Ann", GASKET), ("Bert", "No, thank you.")), GASKET, author="Bert") == 0


def test_nobody_is_quoted_before_speaking() -> None:
    index = conversation_of(("Ann", "What now?"), ("Bert", GASKET))
    assert found_in(index, GASKET, before=1) is None
    assert found_in(index, GASKET, before=2) == 1


def test_common_words_are_no_proof() -> None:
    index = conversation_of(*[("Ann", f"I think that is the point, number {number}.") for number in range(30)])
    assert found_in(index, "I think that is the point") is None


@pytest.mark.parametrize("text", ["", "…", ":-)", "xyzzy", "not one of these words was uttered"])
def test_what_cannot_be_found(text: str) -> None:
    assert found_in(conversation_of(("Ann", GASKET)), text) is None
    assert found_in(Index(), text or GASKET) is None
