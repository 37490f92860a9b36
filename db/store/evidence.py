"""What captures show of threads and their posts: what passes and states are worked out from. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from db.models import tables as t
from db.store.passes import PageSeen, Pass, passes_of
from db.store.sql import Statement, Writer, among
from db.store.states import VISIBLE, Sighting

_P, _C, _IN = t.THREAD_PAGE.c, t.CAPTURE.c, t.POST_THREAD.c

PAGES = Statement(
    lambda _: (
        select(
            _P.id, _P.thread_id, _P.number, _P.view, _P.identity, _P.pages_declared, _P.posts, _P.states, _P.observed_at,
            _P.pass_id, _P.settled, _C.crawl_id, _C.url, _C.digest,
        )
        .join_from(t.THREAD_PAGE, t.CAPTURE, _C.id == _P.capture_id)
        .where(among(_P.thread_id, "threads"))
        .order_by(_P.observed_at)
    ),
    "threads",
)  # fmt: skip
_other = t.POST_THREAD.alias("other")
IN_SEVERAL = Statement(
    lambda _: (
        select(_IN.post_id, _IN.thread_id, _IN.first_seen, _IN.last_seen)
        .distinct()
        .join_from(t.POST_THREAD, _other, _other.c.post_id == _IN.post_id)
        .where(among(_other.c.thread_id, "threads"))
    ),
    "threads",
)


@dataclass(slots=True)
class ThreadSeen:
    """A thread as its captures show it: all rows of its pages, and the passes they make."""

    pages: list[Any] = field(default_factory=list)
    passes: list[Pass] = field(default_factory=list)
    first: dict[int, Any] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)
    """Posts that an API or feed tells of."""
    otherwise: set[int] = field(default_factory=set)
    """Posts that some page does not show as visible."""

    def absent(self) -> set[int]:
        """Posts that some whole pass should have shown and did not."""
        found: set[int] = set()
        for made in self.passes:
            if made.is_whole:
                found.update(
                    post
                    for post, since in self.first.items()
                    if post not in made.places and (since < made.started or post in self.told)
                )
        return found


class Evidence:
    """All that captures show of some threads, of those that share posts with them, and of those that share posts with these.

    ``threads`` are the first two: they are seen whole, each of their posts in all threads that it was in.
    """

    def __init__(self, writer: Writer, threads: set[int]) -> None:
        self._writer = writer
        self.several = self._in_several(threads)
        """Posts that were in several threads: when they were first and last seen in each, as far as is written down."""
        self.threads = threads | {thread for known in self.several.values() for thread in known}
        if self.threads != threads:  # posts of the other threads may have been in yet others
            self.several = self._in_several(self.threads)
        around = {thread for known in self.several.values() for thread in known} | self.threads
        self.seen = self._pages(around)

    def sightings(self, posts: Iterable[int]) -> dict[int, list[Sighting]]:
        """The captures that show posts, by post."""
        found: dict[int, list[Sighting]] = {post: [] for post in posts}
        for number, thread in self.seen.items():
            for page in thread.pages:
                for post in found.keys() & set(page.posts):
                    sighting = Sighting(
                        at=page.observed_at, thread=number, crawl=page.crawl_id, identity=page.identity, view=page.view,
                        state=page.states.get(post, VISIBLE), page=page.posts if page.number else (),
                    )  # fmt: skip
                    found[post].append(sighting)
        return found

    def _in_several(self, threads: Iterable[int]) -> dict[int, dict[int, tuple[Any, Any]]]:
        found: dict[int, dict[int, tuple[Any, Any]]] = defaultdict(dict)
        for row in self._writer.rows(IN_SEVERAL, self._writer.listed(threads)):
            found[row.post_id][row.thread_id] = (row.first_seen, row.last_seen)
        return dict(found)

    def _pages(self, threads: set[int]) -> dict[int, ThreadSeen]:
        read = {thread: ThreadSeen() for thread in threads}
        numbered: dict[int, list[PageSeen]] = defaultdict(list)
        for row in self._writer.rows(PAGES, self._writer.listed(threads)):
            thread = read[row.thread_id]
            posts = [post for post, _ in self._writer.unpacked(row.posts)]
            states = self._writer.unpacked(row.states) or {}
            page = row._replace(posts=posts, states={posts[int(place) - 1]: state for place, state in states.items()})
            thread.pages.append(page)
            for post in page.posts:
                thread.first.setdefault(post, row.observed_at)
            thread.otherwise.update(page.states)
            if row.number == 0 and row.view in ("api", "feed"):
                thread.told.update(page.posts)
            elif row.number > 0:  # of an API too, where it is by its pages that a platform is read
                numbered[row.thread_id].append(
                    PageSeen(
                        id=row.id, key=f"{row.url} {row.digest}", number=row.number, at=row.observed_at, crawl=row.crawl_id,
                        identity=row.identity, pages=row.pages_declared, posts=tuple(page.posts),
                    )
                )  # fmt: skip
        for number, pages in numbered.items():
            read[number].passes = passes_of(pages)
        return read
