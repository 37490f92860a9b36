"""What a post answers, on forums that do not say: the post it quotes first, else the latest of whomever it mentions first.

Derived, and marked so: where the page states what a post answers, that is left alone. Pure: facts in, parents out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Turn(NamedTuple):
    """A post in the order of its thread, as far as it matters here."""

    post_id: int
    name: str
    """Its author's, as names are compared."""
    quoted: tuple[int, ...] = ()
    """Sources of its quotes, as they stand in it; those inside other quotes left out."""
    mentioned: tuple[str, ...] = ()
    """Names it mentions, as they stand in it."""
    is_stated: bool = False
    """Whether the page says what it answers."""


def derived_parents(turns: Iterable[Turn]) -> dict[int, int]:
    """What each post answers, of posts of the same thread that come before it; posts that nothing tells of are left out."""
    before: set[int] = set()
    latest: dict[str, int] = {}
    parents: dict[int, int] = {}
    for turn in turns:
        if not turn.is_stated:
            quoted = (post for post in turn.quoted if post in before)
            mentioned = (latest[name] for name in turn.mentioned if name in latest and name != turn.name)
            parent = next(quoted, None) or next(mentioned, None)
            if parent is not None:
                parents[turn.post_id] = parent
        before.add(turn.post_id)
        if turn.name:
            latest[turn.name] = turn.post_id
    return parents
