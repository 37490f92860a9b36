"""Rows of `pass`, `post_state` and `post_thread`, and the states of posts: worked out from the thread pages that are new.

`db.store.passes` and `db.store.states` say how; here it is read and written, thread by thread. All of it is computed from what
captures show, so working it out again gives the same rows, in whatever order the captures came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, bindparam, delete, false, func, or_, select, text, true, union, update

from db.keys import own_address
from db.models import tables as t
from db.models.thread import UNSETTLED
from db.store.answers import Answers, find_answers
from db.store.evidence import Evidence
from db.store.ids import Ids
from db.store.passes import Pass
from db.store.sql import Statement, Writer, among, changing, inserting
from db.store.states import Inquiry, Sighting, Told

BATCH = 100
"""Threads in one transaction."""

_P, _PASS, _POST, _STATE, _IN = t.THREAD_PAGE.c, t.PASS.c, t.POST.c, t.POST_STATE.c, t.POST_THREAD.c
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
PASSES = Statement(
    lambda _: (
        select(_PASS.id, _PASS.thread_id, *(_PASS[name] for name in _FACTS))
        .where(among(_PASS.thread_id, "threads"))
        .order_by(_PASS.thread_id, _PASS.started_at, _PASS.id)
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
        select(_POST.id, _POST.native_id, _POST.kind, _POST.url, _POST.posted_at, _POST.state, _POST.state_since)
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


class _Settling:
    """A few threads on the way: what follows from the evidence, and is written."""

    def __init__(self, writer: Writer, ids: Ids, threads: set[int]) -> None:
        self._writer = writer
        self._ids = ids
        self._evidence = Evidence(writer, threads)

    def settle(self) -> None:
        """Work out and write."""
        writer, evidence = self._writer, self._evidence
        threads = [evidence.seen[thread] for thread in evidence.threads]
        absent = {post for thread in threads for post in thread.absent()}
        otherwise = {post for thread in threads for post in thread.otherwise}
        kept: dict[int, list[tuple[Any, str]]] = defaultdict(list)
        for row in writer.rows(STATES, writer.listed({post for thread in threads for post in thread.first})):
            kept[row.post_id].append((row.since, row.state))
        posts = absent | otherwise | kept.keys() | evidence.several.keys()
        sightings = {post: seen for post, seen in evidence.sightings(posts).items() if seen}
        rows = writer.rows(POSTS, writer.listed(sightings)) if sightings else []
        places = {row.id: own_address(row.url, row.native_id) for row in rows}
        answers = find_answers(writer, {post: place for post, place in places.items() if post in absent and place is not None})
        doubted: set[int] = set()
        for row in rows:
            told = self._inquiry(row, sightings[row.id], places[row.id], answers).tell()
            doubted.update(map(id, told.doubted))
            self._write_states(row, told, kept.get(row.id, []))
            self._write_threads(row.id, sightings[row.id])
        self._write_passes(doubted)

    def _inquiry(self, row: Any, sightings: list[Sighting], place: str | None, answers: Answers) -> Inquiry:
        # An article in several pages is shown part by part, and goes with its address: none of its parts is missing from another.
        threads = sorted({one.thread for one in sightings}) if row.kind != "article" else []
        passes = [(thread, made) for thread in threads for made in self._evidence.seen[thread].passes if made.is_whole]
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
        kept = self._evidence.several.get(post)
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
        for row in writer.rows(PASSES, writer.listed(self._evidence.threads)):
            kept[row.thread_id].append(row)
        surplus: list[int] = []
        added: list[tuple[Any, ...]] = []
        settled: list[tuple[int | None, int]] = []
        for number in sorted(self._evidence.threads):
            thread, rows = self._evidence.seen[number], kept[number]
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
                    added.append((key, number, *facts))
                belongs.update((page.id, key) for page in made.members)
            surplus += [row.id for row in rows[len(thread.passes) :]]
            settled += [
                (belongs.get(page.id), page.id)
                for page in thread.pages
                if not page.settled or belongs.get(page.id) != page.pass_id
            ]
        writer.many(ADD_PASS, added)
        writer.many(SETTLE, settled)
        writer.many(DROP_PASS, [(key,) for key in surplus])


def _facts(made: Pass, *, is_doubted: bool) -> tuple[Any, ...]:
    """The columns of `_FACTS`. What a pass of several pages does not show waits for page 1 to be seen again."""
    state, reason = ("complete", None) if made.is_whole else ("partial", made.reason)
    if is_doubted:
        state, reason = ("open", None) if made.look is None else ("partial", "page 1 changed while it was read")
    return made.crawl, made.identity, state, made.pages, made.started, made.finished, reason
