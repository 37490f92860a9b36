"""Rows of `pass`, `post_state` and `post_thread`, and the states of posts: worked out from the thread pages that are new.

`db.store.passes` and `db.store.states` say how; here it is read and written, thread by thread. All of it is computed from what
captures show, so working it out again gives the same rows, in whatever order the captures came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, bindparam, delete, false, func, or_, select, text, true, union, update

from db.keys import own_address
from db.models import tables as t
from db.models.thread import UNSETTLED
from db.store.answers import Answers, find_answers
from db.store.ids import Ids
from db.store.passes import PageSeen, Pass, passes_of
from db.store.sql import Statement, Writer, among, changing, inserting
from db.store.states import VISIBLE, Inquiry, Sighting, Told

BATCH = 100
"""Threads in one transaction."""

_P, _C, _PASS, _POST, _STATE, _IN = t.THREAD_PAGE.c, t.CAPTURE.c, t.PASS.c, t.POST.c, t.POST_STATE.c, t.POST_THREAD.c
UNSHOWN = text("post_state.state = 'unshown'")
_FACTS = ("crawl_id", "identity", "state", "pages", "started_at", "finished_at", "reason")

WAITING = Statement(
    lambda _: (
        select(_STATE.post_id, _STATE.since, _POST.native_id, _POST.url, _POST.thread_id)
        .join_from(t.POST_STATE, t.POST, _POST.id == _STATE.post_id)
        .where(UNSHOWN, _POST.site_id == bindparam("site"))
    ),
    "site",
)
SITES = Statement(
    lambda _: union(
        select(t.THREAD.c.site_id).join_from(t.THREAD_PAGE, t.THREAD, t.THREAD.c.id == _P.thread_id).where(UNSETTLED),
        select(_POST.site_id).join_from(t.POST_STATE, t.POST, _POST.id == _STATE.post_id).where(UNSHOWN),
    )
)
UNSETTLE = Statement(lambda _: update(t.THREAD_PAGE).where(among(_P.thread_id, "threads")).values(settled=false()), "threads")
LOCK = Statement(lambda _: select(t.SITE.c.id).where(t.SITE.c.id == bindparam("site")).with_for_update(key_share=True), "site")
UNSETTLED_THREADS = Statement(
    lambda _: (
        select(_P.thread_id)
        .distinct()
        .join_from(t.THREAD_PAGE, t.THREAD, t.THREAD.c.id == _P.thread_id)
        .where(UNSETTLED, t.THREAD.c.site_id == bindparam("site"))
        .order_by(_P.thread_id)
    ),
    "site",
)  # fmt: skip
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
PASSES = Statement(
    lambda _: (
        select(_PASS.id, _PASS.thread_id, *(_PASS[name] for name in _FACTS))
        .where(among(_PASS.thread_id, "threads"))
        .order_by(_PASS.thread_id, _PASS.started_at, _PASS.id)
    ),
    "threads",
)
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
STATES = Statement(
    lambda _: (
        select(_STATE.post_id, _STATE.since, _STATE.state)
        .where(among(_STATE.post_id, "posts"))
        .order_by(_STATE.post_id, _STATE.since)
    ),
    "posts",
)
POSTS = Statement(
    lambda _: (
        select(_POST.id, _POST.native_id, _POST.url, _POST.posted_at, _POST.state, _POST.state_since)
        .where(among(_POST.id, "posts"))
        .order_by(_POST.id)
    ),
    "posts",
)
_THREAD, _into = t.THREAD.c, t.THREAD.alias("leads_to")
_leads = or_(_into.c.native_id == _THREAD.moved_to, _into.c.url == _THREAD.moved_to)
MERGED = Statement(
    lambda _: (
        select(_THREAD.id, _THREAD.merged_into_id, func.min(_into.c.id).label("leads_to"))
        .join_from(t.THREAD, _into, and_(_into.c.site_id == _THREAD.site_id, _leads))
        .where(_THREAD.site_id == bindparam("site"), _THREAD.moved_to.is_not(None), _into.c.id != _THREAD.id)
        .group_by(_THREAD.id)
    ),
    "site",
)
MERGE = Statement(
    lambda _: update(t.THREAD).where(t.THREAD.c.id == bindparam("key")).values(merged_into_id=bindparam("into")), "into", "key"
)
ADD_PASS = inserting(t.PASS, "id", "thread_id", *_FACTS)
CHANGE_PASS = changing(t.PASS, _FACTS)
DROP_PASS = Statement(lambda _: delete(t.PASS).where(_PASS.id == bindparam("key")), "key")
SETTLE = Statement(
    lambda _: update(t.THREAD_PAGE).where(_P.id == bindparam("key")).values(pass_id=bindparam("made"), settled=true()),
    "made", "key",
)  # fmt: skip
CHANGE_STATE = changing(t.POST, ("state", "state_since"))
FORGET_STATES = Statement(lambda _: delete(t.POST_STATE).where(_STATE.post_id == bindparam("post")), "post")
ADD_STATE = inserting(t.POST_STATE, "post_id", "since", "state")
FORGET_THREADS = Statement(lambda _: delete(t.POST_THREAD).where(_IN.post_id == bindparam("post")), "post")
ADD_THREAD = inserting(t.POST_THREAD, "post_id", "thread_id", "first_seen", "last_seen")


def unsettled_threads(writer: Writer, site_id: int) -> list[int]:
    """A site's threads with pages, or answers about their posts, that nothing was worked out from yet."""
    writer.rows(LOCK, site_id)
    _heed_answers(writer, site_id)
    return [row.thread_id for row in writer.rows(UNSETTLED_THREADS, site_id)]


def follow_merged(writer: Writer, site_id: int) -> None:
    """Where moved and merged threads lead, as rows: what they lead to may have come later than they did."""
    writer.rows(LOCK, site_id)
    leads = [(row.leads_to, row.id) for row in writer.rows(MERGED, site_id) if row.leads_to != row.merged_into_id]
    writer.many(MERGE, leads)


def settle_threads(writer: Writer, ids: Ids, site_id: int, threads: Iterable[int]) -> None:
    """Work out the passes of some threads and the states of their posts."""
    writer.rows(LOCK, site_id)
    _Settling(writer, ids, set(threads)).settle()


def unsettled_sites(writer: Writer) -> list[int]:
    """The sites with something to be settled."""
    return [row.site_id for row in writer.rows(SITES)]


def _heed_answers(writer: Writer, site_id: int) -> None:
    """Unsettle the threads of posts that wait to be asked for, where an answer has come."""
    waiting = writer.rows(WAITING, site_id)
    places = {row.post_id: place for row in waiting if (place := own_address(row.url, row.native_id)) is not None}
    answers = find_answers(writer, places)
    answered = {row.thread_id for row in waiting if any(answer.at >= row.since for answer in answers.of(row.post_id))}
    if answered:
        writer.run(UNSETTLE, writer.listed(answered))


@dataclass(slots=True)
class _Thread:
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


class _Settling:
    """A few threads on the way: what is read of them, and what is then written."""

    def __init__(self, writer: Writer, ids: Ids, threads: set[int]) -> None:
        self._writer = writer
        self._ids = ids
        self._several = self._in_several(threads)
        self._threads = threads | {thread for known in self._several.values() for thread in known}
        if self._threads != threads:  # posts of the other threads may have been in yet others
            self._several = self._in_several(self._threads)
        around = {thread for known in self._several.values() for thread in known} | self._threads
        self._read = self._pages(around)

    def settle(self) -> None:
        """Work out and write."""
        writer = self._writer
        absent = {post for thread in self._threads for post in self._read[thread].absent()}
        shown = {post for thread in self._threads for post in self._read[thread].first}
        otherwise = {post for thread in self._threads for post in self._read[thread].otherwise}
        kept: dict[int, list[tuple[Any, str]]] = defaultdict(list)
        for row in writer.rows(STATES, writer.listed(shown)):
            kept[row.post_id].append((row.since, row.state))
        posts = absent | otherwise | kept.keys() | self._several.keys()
        rows = {row.id: row for row in writer.rows(POSTS, writer.listed(posts))} if posts else {}
        sightings = self._sightings(rows)
        places = {post: own_address(row.url, row.native_id) for post, row in rows.items()}
        answers = find_answers(writer, {post: place for post in absent if (place := places[post]) is not None})
        doubted: set[int] = set()
        for post, row in rows.items():
            told = self._inquiry(row, sightings[post], places[post], answers).tell()
            doubted.update(map(id, told.doubted))
            self._write_states(row, told, kept.get(post, []))
            self._write_threads(post, sightings[post])
        self._write_passes(doubted)

    # -- what is read --------------------------------------------------------------------------------------------------

    def _in_several(self, threads: Iterable[int]) -> dict[int, dict[int, tuple[Any, Any]]]:
        found: dict[int, dict[int, tuple[Any, Any]]] = defaultdict(dict)
        for row in self._writer.rows(IN_SEVERAL, self._writer.listed(threads)):
            found[row.post_id][row.thread_id] = (row.first_seen, row.last_seen)
        return dict(found)

    def _pages(self, threads: set[int]) -> dict[int, _Thread]:
        read = {thread: _Thread() for thread in threads}
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
            if row.view in ("api", "feed"):
                thread.told.update(page.posts)
            elif row.view == "page" and row.number > 0:
                numbered[row.thread_id].append(
                    PageSeen(
                        id=row.id, key=f"{row.url} {row.digest}", number=row.number, at=row.observed_at, crawl=row.crawl_id,
                        identity=row.identity, pages=row.pages_declared, posts=tuple(page.posts),
                    )
                )  # fmt: skip
        for number, pages in numbered.items():
            read[number].passes = passes_of(pages)
        return read

    def _sightings(self, posts: Iterable[int]) -> dict[int, list[Sighting]]:
        found: dict[int, list[Sighting]] = {post: [] for post in posts}
        for number, thread in self._read.items():
            for page in thread.pages:
                for post in found.keys() & set(page.posts):
                    sighting = Sighting(
                        at=page.observed_at, thread=number, crawl=page.crawl_id, identity=page.identity, view=page.view,
                        state=page.states.get(post, VISIBLE), page=page.posts if page.view == "page" and page.number else (),
                    )  # fmt: skip
                    found[post].append(sighting)
        return found

    def _inquiry(self, row: Any, sightings: list[Sighting], place: str | None, answers: Answers) -> Inquiry:
        threads = sorted({one.thread for one in sightings})
        passes = [(thread, made) for thread in threads for made in self._read[thread].passes if made.is_whole]
        return Inquiry(
            post=row.id, posted=row.posted_at, sightings=sightings, passes=passes, answers=answers.of(row.id),
            has_address=place is not None,
        )  # fmt: skip

    # -- what is written -----------------------------------------------------------------------------------------------

    def _write_states(self, row: Any, told: Told, kept: list[tuple[Any, str]]) -> None:
        if (told.state, told.since) != (row.state, row.state_since):
            self._writer.run(CHANGE_STATE, told.state, told.since, row.id)
        if told.rows != kept:
            self._writer.run(FORGET_STATES, row.id)
            self._writer.many(ADD_STATE, [(row.id, since, state) for since, state in told.rows])

    def _write_threads(self, post: int, sightings: list[Sighting]) -> None:
        kept = self._several.get(post)
        if kept is None:
            return
        times: dict[int, tuple[Any, Any]] = {}
        for one in sightings:
            first, last = times.get(one.thread, (one.at, one.at))
            times[one.thread] = (min(first, one.at), max(last, one.at))
        times = times if len(times) > 1 else {}
        if times != kept:
            self._writer.run(FORGET_THREADS, post)
            self._writer.many(ADD_THREAD, [(post, thread, *seen) for thread, seen in times.items()])

    def _write_passes(self, doubted: set[int]) -> None:
        writer = self._writer
        kept: dict[int, list[Any]] = defaultdict(list)
        for row in writer.rows(PASSES, writer.listed(self._threads)):
            kept[row.thread_id].append(row)
        surplus: list[int] = []
        settled: list[tuple[int | None, int]] = []
        for number in sorted(self._threads):
            thread, rows = self._read[number], kept[number]
            new = self._ids.take("pass", max(0, len(thread.passes) - len(rows)))
            belongs: dict[int, int] = {}
            for place, made in enumerate(thread.passes):
                facts = _facts(made, is_doubted=id(made) in doubted)
                if place < len(rows):
                    key = rows[place].id
                    if facts != tuple(rows[place][2:]):
                        writer.run(CHANGE_PASS, *facts, key)
                else:
                    key = new[place - len(rows)]
                    writer.run(ADD_PASS, key, number, *facts)
                belongs.update((page.id, key) for page in made.members)
            surplus += [row.id for row in rows[len(thread.passes) :]]
            settled += [
                (belongs.get(page.id), page.id)
                for page in thread.pages
                if not page.settled or belongs.get(page.id) != page.pass_id
            ]
        writer.many(SETTLE, settled)
        writer.many(DROP_PASS, [(key,) for key in surplus])


def _facts(made: Pass, *, is_doubted: bool) -> tuple[Any, ...]:
    """The columns of `_FACTS`. What a pass of several pages does not show waits for page 1 to be seen again."""
    state, reason = ("complete", None) if made.is_whole else ("partial", made.reason)
    if is_doubted:
        state, reason = ("open", None) if made.look is None else ("partial", "page 1 changed while it was read")
    return made.crawl, made.identity, state, made.pages, made.started, made.finished, reason
