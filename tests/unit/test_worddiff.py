"""The word diff: put together again it is the two texts, and it marks no more than differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.cli.worddiff import word_diff

TEXTS = st.text(st.sampled_from("ab \n.ü"), max_size=30)


@given(TEXTS, TEXTS)
def test_the_pieces_make_both_texts(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
    assert " ".join(piece.text for piece in pieces if piece.kind != "added").split() == old.split()


@given(TEXTS)
def test_white_space_is_no_difference(text: str) -> None:
    assert {piece.kind for piece in word_diff(text, "  ".join(text.split()))} <= {"same"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b c", "a x c", [("same", "a"), ("removed", " b"), ("added", " x"), ("same", " c")]),
        ("a\nb", "a\nb c", [("same", "a\nb"), ("added", " c")]),
        ("a b", "b", [("removed", "a"), ("same", "b")]),
        ("", "a", [("added", "a")]),
    ],
)
def test_what_differs(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert [tuple(piece) for piece in word_diff(old, new)] == expected
