"""What came of asking for posts at their own addresses: whether the site says that they are not there.

An answer is a response of a status that says so (404, 410, 403), a redirect, or a page that does not show the post. An error of
the server, a refusal (429, 401), and whatever ended as a loss are none: nothing is known then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from db.keys import short
from db.models import tables as t
from db.store.sql import Statement, Writer, among
from db.store.states import Answer

NOT_THERE = frozenset({403, 404, 410})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_C, _P, _L = t.CAPTURE.c, t.THREAD_PAGE.c, t.LOSS.c

ALIASES = Statement(
    lambda _: select(t.POST_ALIAS.c.post_id, t.POST_ALIAS.c.alias).where(among(t.POST_ALIAS.c.post_id, "posts")), "posts"
)
RESPONSES = Statement(
    lambda _: select(_C.id, _C.url, _C.fetched_at, _C.status, _C.crawl_id, _C.outcome).where(among(_C.url, "urls")), "urls"
)
SHOWN = Statement(lambda _: select(_P.capture_id, _P.posts).where(among(_P.capture_id, "captures")), "captures")
LOST = Statement(lambda _: select(_L.url, _L.last_seen).where(among(_L.url, "urls"), among(_L.kind, "kinds")), "urls", "kinds")


class Answers:
    """The answers there are, by post."""

    def __init__(self) -> None:
        self._found: dict[int, list[Answer]] = defaultdict(list)

    def of(self, post: int) -> list[Answer]:
        """What came of asking for a post."""
        return self._found.get(post, [])

    def add(self, post: int, answer: Answer) -> None:
        """Note an answer."""
        self._found[post].append(answer)


def find_answers(writer: Writer, posts: Mapping[int, str]) -> Answers:
    """What came of asking for posts, each given with its own address."""
    found = Answers()
    if not posts:
        return found
    places: dict[str, list[int]] = defaultdict(list)
    for post, url in posts.items():
        places[short(url)].append(post)
    for row in writer.rows(ALIASES, writer.listed(posts)):
        if "://" in row.alias:
            places[row.alias.partition("#")[0]].append(row.post_id)
    responses = writer.rows(RESPONSES, writer.listed(places))
    if not responses:
        return found
    lost: dict[str, Any] = {}
    for row in writer.rows(LOST, writer.listed({row.url for row in responses}), writer.listed(("fetch", "read", "blocked"))):
        lost[row.url] = max(row.last_seen, lost.get(row.url, row.last_seen))
    pages = [row.id for row in responses if row.status == 200]
    shown: dict[int, set[int]] = defaultdict(set)
    for row in writer.rows(SHOWN, writer.listed(pages)) if pages else ():
        shown[row.capture_id].update(post for post, _ in writer.unpacked(row.posts))
    for row in responses:
        if row.url in lost and lost[row.url] >= row.fetched_at:
            continue
        for post in places[row.url]:
            missing = row.status in NOT_THERE or (row.status == 200 and row.outcome == "read" and post not in shown[row.id])
            if missing or row.status in REDIRECTS:
                found.add(post, Answer(at=row.fetched_at, crawl=row.crawl_id, leads=not missing))
    return found
