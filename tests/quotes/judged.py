"""How well linking does on a conversation whose answers are known."""

from __future__ import annotations

from typing import NamedTuple

from archiver.quotes.find import Found, find, name_key
from archiver.quotes.index import Index
from tests.quotes.conversation import Conversation, Quote

NEAR = 5
"""Characters by which a span may be off."""


class Judged(NamedTuple):
    """A quote, and what was found: ``found`` None: nothing; ``right``: whether that is so; ``near``: and the very words."""

    quote: Quote
    found: Found | None
    right: bool
    near: bool


def index_of(conversation: Conversation) -> Index:
    """All that was said, what was said before an edit first."""
    index = Index()
    for post in conversation.posts:
        for revision, text in enumerate(text for text in (post.earlier, post.text) if text is not None):
            index.add(post.number, revision, order=post.number, name=name_key(post.author), text=text)
    return index


def judge(conversation: Conversation, *, threshold: float | None = None) -> list[Judged]:
    """Seek every quote, as if no source were stated."""
    index = index_of(conversation)
    posts = {post.number: post for post in conversation.posts}
    options = {} if threshold is None else {"threshold": threshold}
    judged = []
    for quote in conversation.quotes:
        found = find(index, quote.text, before=quote.post, author=quote.author, **options)
        right = (found.entry.post_id if found is not None else None) == quote.source
        near = False
        if right and found is not None and quote.source is not None:
            post = posts[quote.source]
            words = (post.earlier if quote.from_earlier and post.earlier is not None else post.text)[quote.start : quote.end]
            at = found.entry.text.find(words)  # an edit elsewhere in the post has moved them
            near = at >= 0 and abs(found.start - at) <= NEAR and abs(found.end - at - len(words)) <= NEAR
        judged.append(Judged(quote, found, right, near))
    return judged


class Figures(NamedTuple):
    """Shares of what is asked for, 0 to 1."""

    right: float
    """Quotes of held posts that are linked with the right one."""
    near: float
    """Those of them whose span is right within `NEAR` characters."""
    wrong: float
    """Links with a post that the words were not taken from, of all quotes of held posts."""
    silent: float
    """Quotes of nothing that is held which are linked with nothing."""


def figures(judged: list[Judged]) -> Figures:
    """What many of them come to."""
    held = [one for one in judged if one.quote.source is not None]
    nothing = [one for one in judged if one.quote.source is None]
    right = [one for one in held if one.right]
    return Figures(
        right=len(right) / len(held),
        near=sum(one.near for one in right) / len(right),
        wrong=sum(not one.right and one.found is not None for one in held) / len(held),
        silent=sum(one.right for one in nothing) / len(nothing),
    )
