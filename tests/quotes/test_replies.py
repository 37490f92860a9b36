"""What a post answers is derived from whom it quotes, then from whom it mentions, and from nothing else."""

from __future__ import annotations

import pytest

from archiver.quotes.replies import Turn, derived_parents

OPENING, ANSWER = Turn(1, "ann"), Turn(2, "bert")


@pytest.mark.parametrize(
    ("third", "parent"),
    [
        (Turn(3, "cem"), None),
        (Turn(3, "cem", quoted=(1,)), 1),
        (Turn(3, "cem", quoted=(2, 1)), 2),
        (Turn(3, "cem", quoted=(2,), mentioned=("ann",)), 2),
        (Turn(3, "cem", mentioned=("bert", "ann")), 2),
        (Turn(3, "ann", mentioned=("ann",)), None),
        (Turn(3, "cem", mentioned=("nobody",)), None),
        (Turn(3, "cem", quoted=(99,)), None),
        (Turn(3, "cem", quoted=(3, 2)), 2),
        (Turn(3, "cem", quoted=(2,), is_stated=True), None),
    ],
)
def test_what_is_answered(third: Turn, parent: int | None) -> None:
    assert derived_parents([OPENING, ANSWER, third]).get(3) == parent


def test_a_mention_means_the_latest_words() -> None:
    turns = [OPENING, ANSWER, Turn(3, "ann"), Turn(4, "cem", mentioned=("ann",))]
    assert derived_parents(turns)[4] == 3
