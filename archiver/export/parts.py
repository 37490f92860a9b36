"""An article that a blog spreads over several pages is one post in the JSON, its parts joined in order.

In the database each part is a post of its own, with the id of its article, a slash and its number: each has revisions and bytes
of its own. Where an API gave the article whole, its own words stand and the parts are left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from archiver.export import format as f

_BETWEEN = "\n\n"


def join_parts(posts: Sequence[f.Post], thread_id: str, *, whole: bool) -> list[f.Post]:
    """The posts with an article's parts made one.

    Args:
        thread_id: the article's id.
        whole: whether the article's own post holds all of its words already.
    """
    numbered = {_number(post, thread_id): post for post in posts}
    parts = [numbered[number] for number in sorted(number for number in numbered if number)]
    rest = [post for post in posts if not _number(post, thread_id)]
    article = next((post for post in rest if post.kind == "article" and post.id == thread_id), None)
    if not parts or (whole and article is not None):
        return rest
    if 1 not in numbered:
        return list(posts)  # the beginning is not held: nothing to join to
    joined = _joined(article or parts[0], parts, thread_id)
    return [joined, *(post for post in rest if post is not article)]


def _number(post: f.Post, thread_id: str) -> int:
    """Which part of the article a post is, from 1; 0 for none."""
    head, _, number = post.id.rpartition("/")
    return int(number) if post.kind == "article" and head == thread_id and number.isdecimal() else 0


def _joined(article: f.Post, parts: Sequence[f.Post], thread_id: str) -> f.Post:
    quotes: list[f.Quote] = []
    offset = 0
    for part in parts:
        before = len(quotes)
        for quote in part.quotes:
            parent = None if quote.parent is None else quote.parent + before
            quotes.append(replace(quote, ordinal=quote.ordinal + before, parent=parent, position=quote.position + offset))
        offset += len(part.text or "") + len(_BETWEEN)
    return replace(
        article,
        id=thread_id,
        text=_BETWEEN.join(part.text or "" for part in parts),
        html="\n".join(part.html or "" for part in parts),
        quotes=quotes,
        mentions=[mention for part in parts for mention in part.mentions],
        links=[link for part in parts for link in part.links],
        media=[media for part in parts for media in part.media],
    )
