"""What boards declare against the threads that are known in them.

Sites count a board with all boards below it, so figures are compared for whole branches, and what is lacking is put down to the
lowest board that declares it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from archiver.audit.format import BoardState
from archiver.completeness import Verdict
from db.queries.audit import BoardFacts, SiteFacts, SourceFacts
from db.queries.facts import ThreadFacts

COUNTS_MOVED = frozenset({"phpbb"})
"""Platforms that may count the row which a moved thread leaves behind: phpBB does after its figures were made anew."""

Judged = tuple[ThreadFacts, Verdict]


@dataclass(slots=True)
class Branch:
    """A board with all below it: how much of it is known, and what the board alone declares beyond that."""

    board: BoardFacts
    state: BoardState
    sources: list[SourceFacts]
    below: list[Branch] = field(default_factory=list)
    threads: int = 0
    complete_threads: int = 0
    posts: int = 0
    expected: int = 0
    """Posts that its threads declare; held ones, where they declare none."""
    gone: int = 0
    """Threads that went since the board was counted."""
    unlisted: int = 0
    behind: int = 0
    lacking: int = 0
    """Threads that this board and those below it declare and no listing names."""
    unseen: int = 0
    """Posts likewise."""
    declared: int | None = None
    """Threads that the board declares, or those below it together."""
    complete: bool = True


def branches(facts: SiteFacts, judged: Iterable[Judged]) -> list[Branch]:
    """The site's boards, the outer before the inner, in the order in which they were met."""
    sources: dict[int, list[SourceFacts]] = defaultdict(list)
    by_url = {board.url: board.id for board in facts.boards if board.url}
    for source in facts.sources:
        board_id = source.board_id if source.board_id is not None else by_url.get(source.url)
        if board_id is not None:
            sources[board_id].append(source)
    gated = {loss.url for loss in facts.losses if loss.kind == "gated"}
    latest = max((source.walk_crawl_id or 0 for source in facts.sources), default=0)
    found = {
        board.id: Branch(board, _state(board, sources[board.id], gated, latest), sources[board.id]) for board in facts.boards
    }
    tops = []
    for board in facts.boards:
        above = found.get(board.parent_id or 0)
        if above is None or _is_below(above, found, board.id):
            tops.append(found[board.id])
        else:
            above.below.append(found[board.id])
    mine: dict[int | None, list[Judged]] = defaultdict(list)
    for one in judged:
        mine[one[0].board_id].append(one)
    for top in tops:
        _count(top, mine, counts_moved=facts.site.platform in COUNTS_MOVED)
    return [branch for top in tops for branch in walk(top)]


def walk(branch: Branch) -> Iterable[Branch]:
    """The board and all below it."""
    yield branch
    for below in branch.below:
        yield from walk(below)


def _is_below(above: Branch | None, found: Mapping[int, Branch], board_id: int) -> bool:
    """Whether boards stand in a circle: two captures of a tree that was turned round between them."""
    seen: set[int] = set()
    while above is not None and above.board.id not in seen:
        if above.board.id == board_id:
            return True
        seen.add(above.board.id)
        above = found.get(above.board.parent_id or 0)
    return above is not None


def _state(board: BoardFacts, sources: Sequence[SourceFacts], gated: set[str], latest: int) -> BoardState:
    if board.url in gated:
        return "gated"
    if not sources:
        return "never read" if board.kind == "forum" and board.url else "no page"
    if any(is_open(source) for source in sources):
        return "under way"
    walked = max((source.walk_seen for source in sources if source.walk_seen is not None), default=None)
    crawls = {source.walk_crawl_id or 0 for source in sources}
    # Within one crawl the outer boards may be read after the inner ones: their figures are no news then.
    if board.stated_at is not None and walked is not None and board.stated_at > walked and latest not in crawls:
        return "behind"
    return "read"


def is_open(source: SourceFacts) -> bool:
    """Whether the walk along a listing has not come to its end."""
    return source.cursor is not None or source.walk_finished is None


def _count(branch: Branch, mine: Mapping[int | None, Sequence[Judged]], *, counts_moved: bool) -> None:
    listed = moved = gone = 0
    for below in branch.below:
        _count(below, mine, counts_moved=counts_moved)
        for name in ("threads", "complete_threads", "posts", "expected", "gone", "lacking", "unseen"):
            setattr(branch, name, getattr(branch, name) + getattr(below, name))
        branch.complete = branch.complete and below.complete
    board = branch.board
    for one, verdict in mine[board.id]:
        if verdict.apart == "moved":
            moved += 1
            continue
        if verdict.apart == "gone":
            if one.gone_at is not None and board.stated_at is not None and one.gone_at > board.stated_at:
                gone += 1  # the board's figures are from before it went
                branch.expected += verdict.declared or 0
            continue
        listed += 1
        branch.complete_threads += verdict.complete
        branch.posts += verdict.posts
        branch.expected += verdict.posts if verdict.declared is None else verdict.declared
        branch.complete = branch.complete and verdict.complete
    branch.threads += listed
    stated = [below.declared for below in branch.below if below.declared is not None]
    if board.declared_threads is not None or stated:
        branch.declared = max(board.declared_threads or 0, sum(stated))
    branch.gone += gone
    known = branch.threads + branch.gone + (moved if counts_moved else 0)
    branch.unlisted = max(0, (board.declared_threads or 0) - known - branch.lacking)
    if branch.unlisted or branch.state in ("never read", "under way", "behind"):
        # Else a figure that differs is the site's own: everything it lists was read after it was stated.
        branch.behind = max(0, (board.declared_posts or 0) - branch.expected - branch.unseen)
    branch.lacking += branch.unlisted
    branch.unseen += branch.behind
    if branch.unlisted or branch.behind or branch.state in ("never read", "under way"):
        branch.complete = False
