"""From the facts of a site to its audit: everything judged, summed and put in order, the largest gap first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from archiver.audit.boards import Branch, Judged, branches, walk
from archiver.audit.format import BoardAudit, Pages, Percent, Posts, Quote, SiteAudit, Step, ThreadAudit, Threads
from archiver.audit.steps import board_steps, listing_steps, loss_steps, runs, thread_steps
from archiver.completeness import NOT_LOST, Verdict, judge
from db.queries.audit import SiteFacts
from db.queries.facts import OpenLoss, ThreadFacts

Scope = Literal["site", "board", "thread"]


def audit_site(facts: SiteFacts, *, board: str | None = None, thread_id: int | None = None) -> SiteAudit | None:
    """The audit of a site, or of a part of it.

    Args:
        board: only the boards with this title or id, and those below them; None is returned where there are none.
        thread_id: only the thread with this id of ours.
    """
    judged = [(one, judge(one, facts.site.platform)) for one in facts.threads]
    boards = branches(facts, judged)
    if thread_id is not None:
        return _audit(facts, "thread", [], [one for one in judged if one[0].id == thread_id])
    if board is None:
        return _audit(facts, "site", boards, judged)
    named = [branch for branch in boards if board in (branch.board.title, branch.board.native_id)]
    if not named:
        return None
    within = {below.board.id: below for branch in named for below in walk(branch)}
    return _audit(facts, "board", list(within.values()), [one for one in judged if one[0].board_id in within])


def _audit(facts: SiteFacts, scope: Scope, boards: Sequence[Branch], judged: Sequence[Judged]) -> SiteAudit:
    losses = _losses(facts, scope, boards, judged)
    expected = [one for one in judged if one[1].apart is None]
    posts = _posts(expected, sum(branch.behind for branch in boards))
    steps = _steps(facts, scope, boards, judged, losses)
    names = {branch.board.id: branch.board.native_id for branch in boards}
    titles = {branch.board.id: branch.board.title for branch in boards}
    threads = [_thread(one, verdict, titles.get(one.board_id or 0)) for one, verdict in judged]
    within = {one.id for one, _ in judged}
    return SiteAudit(
        url=facts.site.url,
        platform=facts.site.platform,
        platform_version=facts.site.platform_version,
        title=facts.site.title,
        scope=scope,
        complete=not steps,
        checked_at=facts.site.checked_at if scope == "site" else _latest(thread.checked_at for thread in threads),
        blocked_until=facts.site.blocked_until,
        percent=_percent(posts),
        posts=posts,
        threads=_threads(boards, judged),
        pages=_pages(expected),
        losses=dict(Counter(loss.kind for loss in losses)),
        boards=[_board(branch, names) for branch in boards],
        open_threads=sorted((thread for thread in threads if not thread.complete), key=_gap),
        closed_threads=[thread for thread in threads if thread.complete],
        quotes=[
            Quote(post=quote.post_native_id, url=quote.post_url, source=quote.stated_id, source_url=quote.stated_url)
            for quote in facts.quotes
            if quote.thread_id in within
        ],
        steps=steps,
    )


def _losses(facts: SiteFacts, scope: Scope, boards: Sequence[Branch], judged: Sequence[Judged]) -> list[OpenLoss]:
    """All of the site's; of a part of it those of its threads and listings."""
    if scope == "site":
        return facts.losses
    wanted = {loss.id for one, _ in judged for loss in one.losses}
    places = {url for branch in boards for url in (branch.board.url, *(source.cursor for source in branch.sources)) if url}
    return [loss for loss in facts.losses if loss.id in wanted or loss.url in places]


def _steps(
    facts: SiteFacts, scope: Scope, boards: Sequence[Branch], judged: Sequence[Judged], losses: Sequence[OpenLoss]
) -> list[Step]:
    if scope == "board":
        sources = [source for branch in boards for source in branch.sources]
        facts = facts._replace(sources=sources)
    listings = [] if scope == "thread" or (scope == "board" and not facts.sources) else list(listing_steps(facts, boards))
    owners = {loss.id: one.native_id for one, _ in judged for loss in one.losses}
    hopes = {loss.id for one, verdict in judged for loss in one.losses if verdict.apart is None}
    losses = [loss for loss in losses if loss.id in hopes or loss.id not in owners]  # those of what is gone are gone with it
    lost = {loss.url for loss in losses if loss.kind not in NOT_LOST}
    widest = sorted(judged, key=lambda one: (-one[1].to_fetch, -len(one[1].pages_missing), one[0].id))
    open_ = [*listings, *board_steps(boards), *(step for one in widest for step in thread_steps(*one))]
    # What failed before is tried again when that is due: it stands among the losses, once.
    return [*(step for step in open_ if step.url not in lost or step.reason == "recheck"), *loss_steps(losses, owners)]


def _posts(expected: Sequence[Judged], behind: int) -> Posts:
    verdicts = [verdict for _, verdict in expected]
    return Posts(
        declared=sum(verdict.declared or 0 for verdict in verdicts) + behind,
        held=sum(verdict.held for verdict in verdicts),
        to_fetch=sum(verdict.to_fetch for verdict in verdicts) + behind,
        unshown=sum(verdict.unshown for verdict in verdicts),
        unexplained=sum(verdict.unexplained for verdict in verdicts),
        undeclared=sum(verdict.posts for verdict in verdicts if verdict.declared is None),
        placeholders=sum(one.posts.placeholders for one, _ in expected),
        missing=sum(one.posts.missing for one, _ in expected),
    )


def _percent(posts: Posts) -> Percent | None:
    """None where nothing is declared. What is held is rounded down, so that 100 is said of all alone."""
    if not posts.declared:
        return None
    hundredths = posts.held * 10_000 // posts.declared
    return Percent(held=hundredths / 100, lacking=(10_000 - hundredths) / 100)


def _threads(boards: Sequence[Branch], judged: Sequence[Judged]) -> Threads:
    apart = Counter(verdict.apart for _, verdict in judged)
    within = {branch.board.id for branch in boards}
    tops = [branch.declared for branch in boards if branch.board.parent_id not in within]
    expected = [verdict for _, verdict in judged if verdict.apart is None]
    return Threads(
        declared=sum(top or 0 for top in tops) if any(top is not None for top in tops) else None,
        unlisted=sum(branch.unlisted for branch in boards),
        known=len(judged),
        read=sum(verdict.is_read for verdict in expected),
        complete=sum(verdict.complete for verdict in expected),
        moved=apart["moved"],
        gated=apart["gated"],
        gone=apart["gone"],
    )


def _pages(expected: Sequence[Judged]) -> Pages:
    missing = sum(len(verdict.pages_missing) for _, verdict in expected)
    declared = sum(verdict.pages for _, verdict in expected)
    return Pages(declared=declared, held=declared - missing, missing=missing)


def _board(branch: Branch, names: dict[int, str]) -> BoardAudit:
    board = branch.board
    return BoardAudit(
        id=board.native_id,
        title=board.title,
        url=board.url,
        parent=names.get(board.parent_id or 0),
        state=branch.state,
        complete=branch.complete,
        declared_threads=board.declared_threads,
        threads=branch.threads,
        complete_threads=branch.complete_threads,
        unlisted=branch.unlisted,
        declared_posts=board.declared_posts,
        posts=branch.posts,
        behind=branch.behind,
        checked_at=_latest(source.walk_seen for source in branch.sources),
    )


def _thread(one: ThreadFacts, verdict: Verdict, board: str | None) -> ThreadAudit:
    return ThreadAudit(
        id=one.native_id,
        title=one.title,
        url=one.url,
        board=board,
        complete=verdict.complete,
        apart=verdict.apart,
        posts=verdict.posts,
        declared=verdict.declared,
        held=verdict.held,
        to_fetch=verdict.to_fetch,
        unshown=verdict.unshown,
        unexplained=verdict.unexplained,
        missing=one.posts.missing,
        pages=verdict.pages,
        pages_missing=list(verdict.pages_missing),
        numbers_missing=list(one.gaps),
        losses=dict(Counter(loss.kind for loss in one.losses)),
        checked_at=_latest(page.observed_at for page in one.pages.values()),
        why=_why(one, verdict),
    )


def _why(one: ThreadFacts, verdict: Verdict) -> list[str]:
    """What it lacks, in a few words each."""
    if verdict.apart is not None:
        return [verdict.apart]
    if not verdict.is_read:
        return ["never read", *(loss.what for loss in verdict.losses[:1])]
    why = []
    if verdict.pages_missing:
        why.append(f"without page{'s' if len(verdict.pages_missing) > 1 else ''} {spans(runs(verdict.pages_missing))}")
    if verdict.has_grown or verdict.outgrown:
        why.append("grown since it was read")
    if verdict.losses:
        why.append(f"{len(verdict.losses):,} lost: {verdict.losses[0].what}")
    if verdict.unexplained:
        why.append(f"{verdict.unexplained:,} declared and not on its pages")
    if verdict.unshown:
        why.append(f"{verdict.unshown:,} counted and shown nowhere")
    if one.gaps and (verdict.to_fetch or verdict.unexplained):
        why.append(f"without numbers {spans(one.gaps)}")
    return why


def spans(found: Iterable[tuple[int, int]]) -> str:
    """Runs of numbers for people: ``4, 7-9``."""
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def _gap(thread: ThreadAudit) -> tuple[int, int]:
    return (-(thread.to_fetch + thread.unexplained), -len(thread.pages_missing))


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)
