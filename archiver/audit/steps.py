"""What would close the gap, as the steps a crawl would take: which address, why, and how many posts that brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver.audit.boards import Branch, is_open
from archiver.audit.format import Step
from archiver.completeness import NOT_LOST, Verdict
from db.queries.audit import SiteFacts
from db.queries.facts import OpenLoss, ThreadFacts


def listing_steps(facts: SiteFacts, boards: Sequence[Branch]) -> Iterator[Step]:
    """Listings that were not read to their end, or name fewer threads than their board declares."""
    if not facts.sources:
        yield Step(reason="discover", what="read the site's index: no listing of it was ever read", url=facts.site.url)
    titles = {branch.board.id: branch.board.title for branch in boards}
    for source in facts.sources:
        if source.kind in ("index", "board") and is_open(source):
            name = titles.get(source.board_id or 0, "the index")
            yield Step(reason="discover", what=f"go on with the listing of {name}", url=source.cursor or source.url)


def board_steps(boards: Sequence[Branch]) -> Iterator[Step]:
    """Boards never read, and those that declare more than their threads do."""
    for branch in boards:
        board, posts = branch.board, branch.behind or None
        if branch.state == "never read":
            yield Step(
                reason="discover", what=f"read board {board.title}: it was never read", url=board.url, board=board.native_id,
                posts=posts,
            )  # fmt: skip
        elif branch.state != "under way" and (branch.unlisted or branch.behind):
            what = f"declares {board.declared_threads:,} threads, {branch.unlisted:,} of them are not listed"
            if not branch.unlisted:
                what = f"declares {posts:,} posts more than its threads"
            yield Step(
                reason="recheck", what=f"read board {board.title} again: it {what}", url=board.url, board=board.native_id,
                posts=posts,
            )  # fmt: skip


def thread_steps(facts: ThreadFacts, verdict: Verdict) -> Iterator[Step]:
    """What a thread lacks, its losses aside."""
    thread, pages, posts = facts.native_id, facts.pages, verdict.to_fetch or None
    if verdict.complete:
        return
    if not verdict.is_read:
        yield Step(reason="discover", what=f"read thread {thread}: it was never read", url=facts.url, thread=thread, posts=posts)
        return
    for first, last in runs(verdict.pages_missing):
        before = pages.get(first - 1)
        url = before.next_url if before is not None and before.next_url else facts.url
        named = f"page {first}" if first == last else f"pages {first} to {last}"
        what = f"fetch {named} of thread {thread}, which has {verdict.pages}"
        yield Step(reason="hole", what=what, url=url, thread=thread, posts=posts)
    again = dict.fromkeys(verdict.outgrown, "posts were added to it since")
    if verdict.has_grown:
        again[max(number for number in pages if number <= verdict.pages)] = "a listing declares more than it showed"
    for number, why in again.items():
        what = f"fetch page {number} of thread {thread} again: {why}"
        yield Step(reason="grow", what=what, url=pages[number].url, thread=thread, posts=posts)
    if verdict.unexplained:
        what = f"read thread {thread} again: it declares {verdict.unexplained:,} posts more than its pages showed"
        yield Step(reason="recheck", what=what, url=facts.url, thread=thread)


def loss_steps(losses: Sequence[OpenLoss], threads: dict[int, str]) -> Iterator[Step]:
    """What was lost and may be had yet. ``threads`` are those concerned, by loss."""
    for loss in losses:
        if loss.kind in NOT_LOST:
            continue
        where = f"post {loss.post_native_id or '(without id)'} of {loss.url}" if loss.kind == "post" else loss.url
        tried = f" ({loss.attempts:,} attempts)" if loss.attempts > 1 else ""
        yield Step(
            reason="retry", what=f"{where}: {loss.what}{tried}", url=loss.url, thread=threads.get(loss.id), due=loss.next_try
        )  # fmt: skip


def runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as runs: the first and last of each."""
    first = last = None
    for number in numbers:
        if first is None or last is None:
            first = last = number
        elif number == last + 1:
            last = number
        else:
            yield first, last
            first = last = number
    if first is not None and last is not None:
        yield first, last
