"""When a thread is complete: what is declared of it against what is held, by the rules that docs/counting.md explains.

One rule, for the audit and for the export. Judges facts; asks the database nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from db.queries.facts import OpenLoss, ThreadFacts

Apart = Literal["moved", "gated", "gone"]
"""Why a thread is expected to hold nothing that we could get."""

COUNTS_UNSHOWN = frozenset({"wordpress", "stackexchange", "discourse"})
"""Platforms whose figure counts what no page shows: answers to comments in WordPress's bin, comments that come by script,
Discourse's notes without words that a topic was closed or pinned."""

NOT_LOST = frozenset({"gated", "gone"})
"""Kinds of losses that are none of ours: the site has it, and does not show it."""

PAGES = 10_000
"""Beyond so many declared pages a thread's missing ones are not listed one by one: no thread has them, a broken page says so."""

_APART: dict[str, Apart] = {"moved": "moved", "merged": "moved", "gated": "gated", "gone": "gone", "deleted": "gone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a thread lacks.

    ``declared`` = ``held`` + ``to_fetch`` + ``unshown`` + ``unexplained``; where no figure is declared, they are None and 0.
    ``to_fetch`` is what a crawl can still get; ``unshown`` what the platform counts and shows nowhere; ``unexplained`` what is
    declared although everything was read: a wrong figure, or a reader that does not see some posts.
    """

    apart: Apart | None
    posts: int
    """Posts held, whatever is declared."""
    declared: int | None
    held: int
    to_fetch: int
    unshown: int
    unexplained: int
    pages: int
    pages_missing: tuple[int, ...]
    outgrown: tuple[int, ...]
    """Pages held that were the last when they were read, and are not now: posts were added to them since."""
    is_read: bool
    has_grown: bool
    losses: tuple[OpenLoss, ...]
    complete: bool


def judge(facts: ThreadFacts, platform: str) -> Verdict:
    """What the thread lacks."""
    apart, is_read = _apart(facts), bool(facts.pages)
    pages = 0 if apart == "moved" else pages_of(facts)
    missing = tuple(number for number in range(1, pages + 1) if number not in facts.pages)
    grown = has_grown(facts)
    lost = tuple(loss for loss in facts.losses if loss.kind not in NOT_LOST)
    counts = facts.posts
    declared = facts.declared
    lacking = max(0, (declared or 0) - counts.shown - counts.counted)
    outgrown = tuple(
        number for number, page in sorted(facts.pages.items()) if lacking and (page.pages or pages) <= number < pages
    )
    to_fetch = unshown = 0
    if missing or grown or lost or outgrown or not is_read:
        to_fetch, lacking = lacking, 0
    else:
        lacking = max(0, lacking - counts.placeholders)  # sites differ in whether they count them
        if platform in COUNTS_UNSHOWN and counts.shown > 1:  # where not one answer is shown, it is the reader that sees none
            unshown, lacking = lacking, 0
    whole = is_read and not missing and not grown and not lost and not outgrown and not lacking
    return Verdict(
        apart=apart,
        posts=counts.shown + counts.placeholders,
        declared=declared,
        held=(declared or 0) - to_fetch - unshown - lacking,
        to_fetch=to_fetch,
        unshown=unshown,
        unexplained=lacking,
        pages=pages,
        pages_missing=missing,
        outgrown=outgrown,
        is_read=is_read,
        has_grown=grown,
        losses=lost,
        complete=apart is not None or whole,
    )


def pages_of(facts: ThreadFacts) -> int:
    """How many pages the thread has, as its page says that was read last; while none was read, as listings say."""
    if not facts.pages:
        return min(facts.declared_pages or 1, PAGES)
    newest = max(facts.pages.values(), key=lambda page: (page.observed_at, page.number))
    linked = max(page.number + bool(page.next_url) for page in facts.pages.values()) if newest.pages is None else newest.number
    return min(max(newest.pages or 0, linked), PAGES)


def pages_stated(facts: ThreadFacts) -> int | None:
    """How many pages the site says the thread has: on the latest of its own pages that tells, else in listings."""
    telling = [page for page in facts.pages.values() if page.pages is not None]
    return max(telling, key=lambda page: (page.observed_at, page.number)).pages if telling else facts.declared_pages


def has_grown(facts: ThreadFacts) -> bool:
    """Whether a listing declares more than the last page held showed when it was read: a last post, else a number, not held."""
    if facts.listed_since is None or not facts.pages:
        return False
    count = pages_of(facts)
    last = facts.pages[max((number for number in facts.pages if number <= count), default=max(facts.pages))]
    if facts.listed_since <= last.observed_at:
        return False
    if facts.last_post_held is not None:
        return not facts.last_post_held
    return facts.declared is not None and facts.posts.shown + facts.posts.counted < facts.declared


def _apart(facts: ThreadFacts) -> Apart | None:
    apart = _APART.get(facts.state)
    if apart is not None:
        return apart
    if not facts.pages and any(loss.kind == "gated" for loss in facts.losses):
        return "gated"
    known = [page.observed_at for page in facts.pages.values()] + ([facts.listed_since] if facts.listed_since else [])
    if facts.gone_at is not None and all(facts.gone_at > at for at in known):
        return "gone"
    return None
