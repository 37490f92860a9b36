"""The plan of a crawl: what would be fetched next, and why, computed from what the site declares and what the archive holds.

There is no other frontier. A first crawl, one that goes on, one that looks for news and one that repairs ask the same questions
of the database; a plan remembers only how far it has come with asking them. Decides; fetches nothing and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from math import ceil

from sqlalchemy import Connection

from db.queries import gap
from db.queries.gap import OpenSource, PageSeen, ThreadGap, UnreadThread
from db.queries.scopes import Scope
from db.queries.suspects import Suspect, suspects
from spiders.items import Follow, PageKind, Reason
from spiders.platforms import platforms

BATCH = 200
"""Threads asked for at a time: enough to keep a crawl busy, few enough to keep its queue short."""
USUAL_PAGE = 20
"""Posts on a full page (XenForo's default), where the archive holds none to count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One address to fetch, why, and how many requests that is likely to take with the pages behind it.

    ``whole`` is whether those are read though they are held: only what is read from end to end shows what is gone. ``again`` is
    whether it is fetched though it was in this crawl: the first page once more, after the last.
    """

    reason: Reason
    follow: Follow
    why: str
    requests: int = 1
    whole: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecks:
    """How soon a thread that was read is looked at again for edits and deletions: after as long as it had been quiet when it was
    last read, so that a lively one is looked at often and a dead one rarely; within these bounds.
    """

    shortest: timedelta = timedelta(days=1)
    longest: timedelta = timedelta(days=180)

    def due(self, checked: datetime, last_post: datetime | None) -> datetime:
        """When a thread is to be read again that was read as a whole at ``checked``."""
        quiet = self.longest if last_post is None else checked - last_post
        return checked + min(max(quiet, self.shortest), self.longest)


@dataclass(slots=True)
class Plan:
    """The steps of one crawl of a scope, in the order in which they are best taken: threads in hand before further listings,
    what is new before what is known, what failed last.

    Args:
        began: when the crawl began; what was read since is not asked for again.
    """

    scope: Scope
    began: datetime
    rechecks: Rechecks = field(default_factory=Rechecks)
    _unread: int = 0
    _known: int = 0
    _asked: set[tuple[str, bool]] = field(default_factory=set)
    _walked: bool = False
    _full_page: int = 0

    def batch(self, connection: Connection, now: datetime | None = None) -> list[Step]:
        """The next steps; none when nothing is left to do."""
        now = now or datetime.now(UTC)
        for steps in self._phases(connection, now):
            wanted = self._without_losses(connection, steps, now)
            if wanted:
                return wanted
        return []

    def steps(self, connection: Connection, now: datetime) -> Iterator[Step]:
        """All steps that are known by now, when nothing is fetched meanwhile."""
        while found := self.batch(connection, now):
            yield from found

    def doubts(self, connection: Connection) -> list[Step]:
        """What to ask about posts that whole readings no longer show, once all else is done and the store has found them."""
        found = suspects(connection, self.scope.site_id, began=self.began)
        if self.scope.thread_id is not None:
            found = [post for post in found if post.thread_id == self.scope.thread_id]
        return self._first_time(step for post in found for step in _ask(post))

    def _phases(self, connection: Connection, now: datetime) -> Iterator[Sequence[Step]]:
        """Each phase is asked anew for every batch, since what a batch brought may have opened an earlier one again."""
        self._full_page = self._full_page or gap.full_page(connection, self.scope.site_id) or USUAL_PAGE
        denied = now - self.rechecks.shortest
        while found := gap.unread_threads(connection, self.scope, denied=denied, after=self._unread, limit=BATCH):
            self._unread = found[-1].id
            yield [self._discover(thread) for thread in found]
        walks = [self._walk(source) for source in gap.open_sources(connection, self.scope, self.began)]
        fresh = self._first_time(walks)
        if fresh:
            self._walked = True
            yield fresh
        if self._walked:  # listings were read since the threads were last looked through: some may have grown
            self._walked, self._known = False, 0
        while known := gap.thread_gaps(connection, self.scope, after=self._known, limit=BATCH):
            self._known = known[-1].id
            yield self._first_time(step for thread in known for step in self._missing(connection, thread, now))
        yield self._first_time(
            Step(reason="retry", follow=self._address(loss.url, loss.thread_id), why=f"attempt {loss.attempts + 1}: {loss.what}")
            for loss in gap.losses_due(connection, self.scope, now)
        )

    # -- what each gap asks for ----------------------------------------------------------------------------------------

    @property
    def _kind(self) -> PageKind:
        return "article" if self._is_blog else "thread"

    @property
    def _is_blog(self) -> bool:
        known = platforms().get(self.scope.platform)
        return known is not None and known.family == "blog"

    def _discover(self, thread: UnreadThread) -> Step:
        follow = Follow(url=thread.url, kind=self._kind, thread_id=thread.native_id, number=None if self._is_blog else 1)
        posts = thread.declared_posts or 1
        pages = thread.declared_pages or (1 if self._is_blog else ceil(posts / self._full_page))
        return Step(
            reason="discover", follow=follow, why=f"never read; {_declared(thread.declared_posts)}", requests=pages, whole=True
        )

    def _walk(self, source: OpenSource) -> Step:
        kind: PageKind = "board" if source.kind == "board" else "index"
        left = max(1, (source.pages or 1) - (source.number or 0)) if source.under_way else 1
        why = (
            f"the walk along {source.title or 'the index'} goes on"
            if source.under_way
            else f"what is new in {source.title or 'the index'}"
        )
        return Step(reason="discover", follow=Follow(url=source.url, kind=kind), why=why, requests=left)

    def _missing(self, connection: Connection, thread: ThreadGap, now: datetime) -> Iterator[Step]:
        """What a thread that was read lacks: a whole reading if one is due, else its growth and its holes."""
        pages = thread.pages
        newest = max(pages.values(), key=lambda page: page.observed_at)
        end = pages[max(pages)]
        count = max(newest.pages, newest.number) if newest.pages else end.number + (end.next_url is not None)
        checked = min((page.observed_at for page in pages.values() if page.number <= count), default=newest.observed_at)
        if checked >= self.began:
            return
        start = thread.url or pages[min(pages)].url
        due = self.rechecks.due(checked, thread.last_post_at)
        if now >= due:
            follow = Follow(url=start, kind=self._kind, thread_id=thread.native_id, number=None if self._is_blog else 1)
            yield Step(
                reason="recheck", follow=follow, why=f"last read as a whole {checked:%Y-%m-%d}", requests=count, whole=True
            )
            return
        last = pages[max(number for number in pages if number <= count)]
        asked_for = self.scope.thread_id is not None  # no listing tells of it
        if asked_for or self._has_grown(connection, thread, last):
            url = start if self._is_blog else last.url
            follow = Follow(url=url, kind=self._kind, thread_id=thread.native_id, number=None if self._is_blog else last.number)
            why = "asked for" if asked_for else "a listing declares more than when its last page was read"
            yield Step(reason="grow", follow=follow, why=why)
        for first, size in _holes(pages, count):
            before = pages.get(first - 1)
            url = start if self._is_blog or before is None else before.next_url or before.url
            number = None if self._is_blog else 1 if before is None else first if before.next_url else before.number
            follow = Follow(url=url, kind=self._kind, thread_id=thread.native_id, number=number)
            pages_named = f"page {first}" if size == 1 else f"pages {first} to {first + size - 1}"
            yield Step(reason="hole", follow=follow, why=f"{pages_named} of {count} not held", requests=size)

    def _has_grown(self, connection: Connection, thread: ThreadGap, last: PageSeen) -> bool:
        declared = thread.listed_since
        return declared is not None and declared > last.observed_at and not gap.holds_last_post(connection, thread)

    def _address(self, url: str, thread_id: str | None) -> Follow:
        return Follow(url=url, kind=self._kind if thread_id else "other", thread_id=thread_id)

    # -- what is left out ----------------------------------------------------------------------------------------------

    def _first_time(self, steps: Iterable[Step]) -> list[Step]:
        """Those whose address this plan has not given out yet: what failed to close its gap is left to the next crawl."""
        fresh = {key: step for step in steps if (key := (step.follow.url, step.again)) not in self._asked}
        self._asked.update(fresh)
        return list(fresh.values())

    def _without_losses(self, connection: Connection, steps: Sequence[Step], now: datetime) -> list[Step]:
        """Without those that failed and are not to be tried again yet; those that are, are retries."""
        lost = gap.losses_open(connection, [step.follow.url for step in steps]) if steps else {}
        wanted = []
        for step in steps:
            if step.follow.url not in lost:
                wanted.append(step)
            elif (again := lost[step.follow.url]) is not None and again <= now:
                wanted.append(replace(step, reason="retry"))
        return wanted


def _ask(post: Suspect) -> Iterator[Step]:
    """Whether a post is gone that its thread shows no more: its own address tells, and page 1, unchanged, that none moved."""
    if post.url is not None:
        follow = Follow(url=post.url, kind="other", thread_id=post.thread_native_id)
        yield Step(reason="recheck", follow=follow, why="its thread no longer shows this post")
    elif post.page_url is not None:
        follow = Follow(url=post.page_url, kind="thread", thread_id=post.thread_native_id, number=1)
        yield Step(reason="recheck", follow=follow, why="did it change while the thread was read?", again=True)


def _holes(pages: dict[int, PageSeen], count: int) -> Iterator[tuple[int, int]]:
    """Runs of pages that are not held, or were the last when they were read and have filled up since: the first of each run, and
    how many they are.
    """
    missing = [
        number for number in range(1, count + 1) if number not in pages or (pages[number].pages or count) <= number < count
    ]
    first = size = 0
    for number in missing:
        if first and number == first + size:
            size += 1
            continue
        if first:
            yield first, size
        first, size = number, 1
    if first:
        yield first, size


def _declared(posts: int | None) -> str:
    return "nothing declared" if posts is None else "1 post declared" if posts == 1 else f"{posts:,} posts declared"
