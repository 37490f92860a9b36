"""A forum of any size, and a server that counts what is asked of it by kind. The pages are rendered when they are asked for.

Most threads are small and old, some are long, some are lively: ages are given relative to a moment, never to this machine's clock.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from archiver.demo.model import Board, Community, Edit, Poll, Post, Thread
from archiver.demo.site import Site
from archiver.demo.xenforo import XenForo
from tests.fakeforum.invent import Inventor
from tests.fakeforum.server import FaultyServer

LIVELY, WARM, OLD, DEAD = timedelta(hours=20), timedelta(days=25), timedelta(days=300), timedelta(days=3_000)
"""How long ago the last post of a thread may be, in four stages."""

STAGES = ((0.02, LIVELY), (0.10, WARM), (0.40, OLD), (1.0, DEAD))
"""The share of the threads up to each stage."""

SIZES = ((0.70, (1, 4)), (0.94, (5, 10)), (0.99, (11, 25)), (1.0, (26, 70)))
"""The share of the threads up to each size, in posts."""


def large_community(
    threads: int = 2_000, *, now: datetime, boards: int = 10, gated: bool = False, posts_per_page: int = 10, seed: int = 1
) -> Community:
    """A forum of so many threads in so many boards, the same for the same arguments.

    Args:
        threads: how many.
        now: the moment that ages are counted from; no post is later.
        boards: how many hold threads. Every fourth stands inside the one before it.
        gated: with one more board that guests are shown the name of.
        posts_per_page: posts on a thread's page.
        seed: of all that is left to chance.
    """
    random = Random(seed)
    inventor = Inventor(random)
    members = inventor.members(40)
    tree = _boards(boards, gated=gated)
    places = [board.id for board in tree if not board.category and not board.gated]
    made = [_thread(inventor, members, random.choice(places), number) for number in range(threads)]
    return Community(
        title="A large forum",
        description="Somebody is always here",
        members=members,
        boards=tree,
        threads=tuple(aged(thread, now - _age(random)) for thread in made),
        posts_per_page=posts_per_page,
        threads_per_page=20,
    )


def aged(thread: Thread, last: datetime) -> Thread:
    """The same thread at another time: its latest post was written at ``last``, and all else as long before as it was."""
    last = last.replace(microsecond=0)
    shift = last - max(post.edit.at if post.edit else post.posted for post in thread.posts)
    return replace(thread, posts=tuple(_shifted(post, shift) for post in thread.posts), poll=_shifted_poll(thread.poll, shift))


def _shifted(post: Post, shift: timedelta) -> Post:
    edit = post.edit
    return replace(post, posted=post.posted + shift, edit=replace(edit, at=edit.at + shift) if isinstance(edit, Edit) else None)


def _shifted_poll(poll: Poll | None, shift: timedelta) -> Poll | None:
    return replace(poll, closed=poll.closed + shift) if poll is not None and poll.closed is not None else poll


def _boards(count: int, *, gated: bool) -> tuple[Board, ...]:
    tree = [
        Board(id=1, title="Main & more", description="Most of it", category=True),
        Board(id=2, title="Elsewhere", category=True),
    ]
    for number in range(count):
        inside = number % 4 == 3
        parent = tree[-1].id if inside else 1 if number < count // 2 else 2
        tree.append(Board(id=number + 3, title=f"Board {number + 1} <b>", description="What turns", parent=parent))
    if gated:
        tree.append(Board(id=count + 3, title="Staff", description="Not for you", parent=2, gated=True))
    return tuple(tree)


def _thread(inventor: Inventor, members: tuple, board: int, number: int) -> Thread:
    chance = inventor.random.random()
    sizes = next(sizes for share, sizes in SIZES if chance <= share)
    thread = inventor.thread(members, board, inventor.random.randint(*sizes))
    return replace(thread, title=f"{thread.title} {number}", sticky=inventor.maybe(0.01), locked=inventor.maybe(0.05))


def _age(random: Random) -> timedelta:
    chance = random.random()
    before = timedelta(0)
    for share, age in STAGES:
        if chance <= share:
            return before + (age - before) * random.random()
        before = age
    return before


KINDS = (
    ("robots", re.compile(r"^/robots\.txt$")),
    ("sitemap", re.compile(r"^/sitemap.*\.xml$")),
    ("feed", re.compile(r"\.rss$|^/app\.php/feed")),
    ("index", re.compile(r"^/(?:index\.php)?(?:\?|$)")),
    ("board", re.compile(r"^/forums/[^/]+/$|^/viewforum\.php\?f=\d+$")),
    ("board page", re.compile(r"^/forums/[^/]+/page-|^/viewforum\.php\?.*start=")),
    ("permalink", re.compile(r"^/posts/|^/threads/[^/]+/post-|^/viewtopic\.php\?p=|^/goto/")),
    ("thread page", re.compile(r"^/threads/[^/]+/page-|^/viewtopic\.php\?.*start=")),
    ("thread", re.compile(r"^/threads/[^/]+/$|^/viewtopic\.php\?t=\d+$")),
)
"""What an address shows, on XenForo and on phpBB."""


def kind_of(target: str) -> str:
    """What a path with its query shows: "board" and "thread" are first pages, "board page" and "thread page" further ones."""
    return next((kind for kind, pattern in KINDS if pattern.search(target)), "other")


class LargeServer(FaultyServer):
    """Serves a community and counts what is asked of it. ``theme`` is a site such as `XenForo` or `PhpBB`."""

    def __init__(self, community: Community, *, theme: Callable[[Community, str], Site] = XenForo, port: int = 0) -> None:
        self._theme = theme
        super().__init__(lambda base: theme(community, base), port=port)
        self.community = community

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a visitor who went away in the middle: that is what a crawl does that is killed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def become(self, community: Community) -> None:
        """Show another state of the forum from now on."""
        self.community = community
        self.show(lambda base: self._theme(community, base))

    def counted(self, *, since: int = 0) -> Counter[str]:
        """How many requests of each kind there were. ``since``: leave out so many at the beginning."""
        return counted(target for _, target in self.requests[since:])


def counted(targets: Iterable[str]) -> Counter[str]:
    """How many of these addresses are of each kind."""
    return Counter(kind_of(target) for target in targets)
