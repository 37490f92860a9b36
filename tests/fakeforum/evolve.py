"""A forum that changes over time: growth, edits, deletions, moves, merges, splits and renames, each with a record of what was done.

Owns what the members and moderators of a forum do to it; what a reader may find of it is left to the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from archiver.demo.model import Block, Board, Body, Community, Edit, Member, Paragraph, Post, Strong, Thread, Words, Writer
from tests.fakeforum.invent import Inventor

Kind = Literal[
    "grown", "begun", "opened", "edited", "deleted", "restored", "removed", "moved", "merged", "split", "locked", "pinned",
    "retitled", "renamed",
]  # fmt: skip
Way = Literal["gap", "gone", "placeholder"]
"""How a post is deleted: its number stays unused, or later posts take it, or a line in its place says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What was done, when. ``thread`` is the one it was done to, ``other`` the one that was merged away or split off;
    ``pages`` are those of ``thread`` that show something else than before, as far as its posts go, ``was`` how many it had.
    """

    kind: Kind
    at: datetime
    thread: int | None = None
    other: int | None = None
    posts: tuple[int, ...] = ()
    board: int | None = None
    member: int | None = None
    before: str = ""
    after: str = ""
    way: Way | None = None
    pages: tuple[int, ...] = ()
    was: int = 0


@dataclass(slots=True)
class Evolution:
    """A forum and what happened to it so far. Where a method is not told which thread or post, chance decides.

    Each change takes place at ``now``, and a few seconds pass with it; set ``now`` to let more time pass.
    """

    community: Community
    random: Random
    now: datetime
    changes: list[Change] = field(default_factory=list)
    _taken: dict[int, tuple[int, Post]] = field(default_factory=dict)
    _last_id: int = 0

    def __post_init__(self) -> None:
        numbers = [post.id for thread in self.community.threads for post in thread.posts]
        files = [file.id for thread in self.community.threads for post in thread.posts for file in post.attachments]
        self._last_id = max([*numbers, *files, *self.community.thread, *self.community.board, 100])

    # -- growth ----------------------------------------------------------------------------------------------------

    def grow(self, thread: int | None = None, *, posts: int | None = None) -> Change:
        """New posts at the end of a thread."""
        old = self._thread(thread, lambda thread: not thread.locked)
        new = tuple(self._new_post(old) for _ in range(posts or self.random.randint(1, 4)))
        return self._rewrite("grown", old, replace(old, posts=(*old.posts, *new)), posts=_ids(new))

    def begin(self, board: int | None = None, *, posts: int | None = None) -> Change:
        """A new thread."""
        place = board if board is not None else self.random.choice(self._boards())
        made = self._inventor().thread(self.community.members, place, 1)
        number = self._next_id()
        thread = replace(
            made,
            id=number,
            title=f"{made.title} {number}",
            sticky=False,
            locked=False,
            poll=None,
            posts=tuple(self._new_post() for _ in range(posts or self.random.randint(1, 5))),
        )
        self._show(threads=(*self.community.threads, thread))
        return self._note("begun", thread=thread.id, board=place, posts=_ids(thread.posts), pages=self._all_pages(thread))

    def open_board(self, parent: int | None = None) -> Change:
        """A new board, with one thread in it."""
        above = parent if parent is not None else self.random.choice([b.id for b in self.community.boards if b.category])
        number = self._next_id()
        board = Board(id=number, title=f"New board {number}", description="Just opened", parent=above)
        self._show(boards=(*self.community.boards, board))
        change = self._note("opened", board=board.id, after=board.title)
        self.begin(board.id)
        return change

    # -- posts -----------------------------------------------------------------------------------------------------

    def edit(self, post: int | None = None, *, marker: bool = True) -> Change:
        """Other words in a post, with the line that says so unless ``marker`` is off."""
        thread, old = self._post(post)
        by = old.author if isinstance(old.author, Member) else self.random.choice(self.community.members)
        count = old.edit.count + 1 if old.edit is not None else 1
        said = f"On second thoughts, {self.random.randint(1_000, 9_999)}. "
        new = replace(
            old,
            body=_reworded(old.body, said),
            edit=Edit(at=self.now, by=by, reason="better words", count=count) if marker else old.edit,
        )
        return self._rewrite("edited", thread, _with(thread, new), posts=(old.id,), after=said.strip())

    def delete(self, post: int | None = None, *, way: Way | None = None) -> Change:
        """A post is shown no more. Never the opening one: with it the thread goes, see `remove`."""
        thread, old = self._post(post, first=False)
        how: Way = way or self.random.choice(("gap", "gone", "placeholder"))
        self._taken[old.id] = (thread.id, old)
        if how == "gone":
            new = replace(thread, posts=tuple(kept for kept in thread.posts if kept.id != old.id))
        else:
            new = _with(thread, replace(old, state="deleted" if how == "gap" else "placeholder"))
        return self._rewrite("deleted", thread, new, posts=(old.id,), way=how)

    def restore(self, post: int | None = None) -> Change:
        """A post that was deleted is back in its place."""
        number = (
            post
            if post is not None
            else self.random.choice([p for p, (home, _) in self._taken.items() if home in self._living()])
        )
        home, old = self._taken.pop(number)
        thread = self.community.thread[home]
        kept = [other for other in thread.posts if other.id != number]
        back = sorted([*kept[1:], old], key=lambda post: (post.posted, post.id))
        return self._rewrite("restored", thread, replace(thread, posts=(kept[0], *back)), posts=(number,))

    # -- threads ---------------------------------------------------------------------------------------------------

    def remove(self, thread: int | None = None) -> Change:
        """A thread is gone with all its posts; its address answers 404."""
        old = self._thread(thread)
        self._show(threads=tuple(kept for kept in self.community.threads if old.id not in (kept.id, kept.moved_to)))
        return self._note("removed", thread=old.id, board=old.board, posts=_ids(old.posts), was=self.community.pages(old))

    def move(self, thread: int | None = None, *, board: int | None = None, stub: bool | None = None) -> Change:
        """A thread is in another board. With a ``stub`` its old board leads there."""
        old = self._thread(thread)
        place = board if board is not None else self.random.choice([b for b in self._boards() if b != old.board])
        new = replace(old, board=place)
        threads = [new if kept.id == old.id else kept for kept in self.community.threads]
        left = stub if stub is not None else self.random.random() < 0.5
        if left:
            threads.append(replace(old, id=self._next_id(), posts=old.posts[:1], moved_to=old.id, sticky=False, poll=None))
        self._show(threads=tuple(threads))
        return self._note(
            "moved", thread=old.id, other=threads[-1].id if left else None, board=place, before=str(old.board), after=str(place)
        )

    def merge(self, thread: int | None = None, other: int | None = None, *, stub: bool | None = None) -> Change:
        """The posts of one thread come into another, by their times. With a ``stub`` the old address leads there."""
        into = self._thread(thread)
        gone = self._thread(other, lambda candidate: candidate.id != into.id)
        together = sorted((*into.posts, *gone.posts), key=lambda post: (post.posted, post.id))
        if together[0].state != "visible":  # a thread begins with a post that can be read
            together[0] = replace(together[0], state="visible")
        new = replace(into, posts=tuple(together))
        left = stub if stub is not None else self.random.random() < 0.5
        threads = [new if kept.id == into.id else kept for kept in self.community.threads if kept.id != gone.id]
        threads = [replace(kept, moved_to=into.id) if kept.moved_to == gone.id else kept for kept in threads]
        if left:
            threads.append(replace(gone, posts=gone.posts[:1], moved_to=into.id, sticky=False, poll=None))
        was, pages = self.community.pages(into), self._changed_pages(into, new)
        self._show(threads=tuple(threads))
        self._taken = {p: (into.id if home == gone.id else home, post) for p, (home, post) in self._taken.items()}
        return self._note(
            "merged", thread=into.id, other=gone.id, posts=_ids(gone.posts), after="stub" if left else "", pages=pages, was=was
        )

    def split(self, thread: int | None = None, *, board: int | None = None) -> Change:
        """Some posts of a thread become a thread of their own."""
        old = self._thread(thread, lambda candidate: len(candidate.shown) > 2)
        shown = [post for _, post in old.shown[1:]]
        taken = sorted(self.random.sample(range(len(shown)), self.random.randint(1, len(shown) - 1)))
        ids = {shown[index].id for index in taken}
        number = self._next_id()
        new = replace(
            old,
            id=number,
            title=f"Split off from {old.title}",
            board=board if board is not None else old.board,
            posts=tuple(post for post in old.posts if post.id in ids),
            views=0,
            prefix=None,
            tags=(),
            sticky=False,
            poll=None,
        )
        rest = replace(old, posts=tuple(post for post in old.posts if post.id not in ids))
        change = self._rewrite("split", old, rest, other=number, posts=tuple(post.id for post in new.posts), board=new.board)
        self._show(threads=(*self.community.threads, new))
        return change

    def lock(self, thread: int | None = None, *, locked: bool = True) -> Change:
        """A thread is closed to replies, or opened again."""
        old = self._thread(thread, lambda candidate: candidate.locked != locked)
        return self._rewrite("locked", old, replace(old, locked=locked), before=str(old.locked), after=str(locked))

    def pin(self, thread: int | None = None, *, sticky: bool = True) -> Change:
        """A thread stands at the top of its board, or does so no more."""
        old = self._thread(thread, lambda candidate: candidate.sticky != sticky)
        return self._rewrite("pinned", old, replace(old, sticky=sticky), before=str(old.sticky), after=str(sticky))

    def retitle(self, thread: int | None = None, title: str = "") -> Change:
        """A thread has another title, and so another address; the old one leads there."""
        old = self._thread(thread)
        new = replace(old, title=title or f"[solved] {old.title}")
        return self._rewrite("retitled", old, new, before=old.title, after=new.title)

    # -- people ----------------------------------------------------------------------------------------------------

    def rename(self, member: int | None = None, name: str = "") -> Change:
        """A member has another name wherever the forum prints it; what others wrote of them stays as it was written."""
        members = {one.id: one for one in self.community.members}
        old = members[member] if member is not None else self.random.choice(self.community.members)
        new = replace(old, name=name or f"{old.name} II")

        def renamed(writer: Writer) -> Writer:
            return new if isinstance(writer, Member) and writer.id == old.id else writer

        self._show(
            members=tuple(new if one.id == old.id else one for one in self.community.members),
            threads=tuple(
                replace(thread, posts=tuple(_signed(post, renamed) for post in thread.posts)) for thread in self.community.threads
            ),
        )
        return self._note("renamed", member=old.id, before=old.name, after=new.name)

    # -- all of it -------------------------------------------------------------------------------------------------

    def live(self, steps: int) -> list[Change]:
        """So many changes of all kinds, growth and edits more often than the rest. Returns what was done."""
        begun = len(self.changes)
        often = [self.grow, self.begin, self.edit] * 3
        rare = [
            self.delete,
            self.delete,
            self.move,
            self.merge,
            self.split,
            self.lock,
            self.pin,
            self.retitle,
            self.rename,
            self.remove,
        ]
        for _ in range(steps):
            self.random.choice([*often, *rare, self.open_board, *([self.restore] if self._taken_back() else [])])()
        return self.changes[begun:]

    # -- choosing --------------------------------------------------------------------------------------------------

    def threads(self, fits: Callable[[Thread], bool] = lambda _: True) -> list[Thread]:
        """The threads that a guest may read and that fit, without the stubs of moved ones."""
        return [
            thread
            for thread in self.community.threads
            if thread.moved_to is None and thread.board in self._boards() and fits(thread)
        ]

    def _thread(self, number: int | None, fits: Callable[[Thread], bool] = lambda _: True) -> Thread:
        return self.community.thread[number] if number is not None else self.random.choice(self.threads(fits))

    def _post(self, number: int | None, *, first: bool = True) -> tuple[Thread, Post]:
        def candidates(thread: Thread) -> list[Post]:
            return [post for _, post in thread.shown if post.state == "visible" and (first or post.id != thread.first.id)]

        if number is None:
            thread = self._thread(None, lambda thread: bool(candidates(thread)))
            return thread, self.random.choice(candidates(thread))
        for thread in self.threads():
            for post in thread.posts:
                if post.id == number:
                    return thread, post
        raise LookupError(f"no post {number}")

    def _boards(self) -> list[int]:
        return [
            board.id
            for board in self.community.boards
            if not board.category and not any(above.gated for above in self.community.path(board))
        ]

    def _living(self) -> set[int]:
        return {thread.id for thread in self.threads()}

    def _taken_back(self) -> bool:
        living = self._living()
        return any(home in living for home, _ in self._taken.values())

    # -- making ----------------------------------------------------------------------------------------------------

    def _inventor(self, thread: Thread | None = None) -> Inventor:
        said = [post for _, post in thread.shown if post.state == "visible"] if thread is not None else []
        return Inventor(self.random, _moment=self.now, _ids=self._last_id, _said=said)

    def _new_post(self, thread: Thread | None = None) -> Post:
        """A post as of now, with quotes from what was said in the thread."""
        inventor = self._inventor(thread)
        post = replace(inventor.post(self.community.members, first=True), id=self._next_id(), posted=self.now, edit=None)
        self._last_id = max(self._last_id, inventor._ids)
        self._pass_time()
        return post

    def _next_id(self) -> int:
        self._last_id += self.random.randint(1, 5)
        return self._last_id

    def _pass_time(self) -> None:
        self.now += timedelta(seconds=self.random.randint(1, 20))

    def _rewrite(self, kind: Kind, old: Thread, new: Thread, **facts: object) -> Change:
        was, pages = self.community.pages(old), self._changed_pages(old, new)
        self._show(threads=tuple(new if thread.id == old.id else thread for thread in self.community.threads))
        return self._note(kind, thread=new.id, pages=pages, was=was, **facts)

    def _changed_pages(self, old: Thread, new: Thread) -> tuple[int, ...]:
        """The pages of the new thread on which other posts or other words stand than on the same page of the old one."""
        return tuple(
            number for number in self._all_pages(new) if self.community.page(old, number) != self.community.page(new, number)
        )

    def _all_pages(self, thread: Thread) -> tuple[int, ...]:
        return tuple(range(1, self.community.pages(thread) + 1))

    def _show(self, **parts: object) -> None:
        self.community = replace(self.community, **parts)  # type: ignore[arg-type]

    def _note(self, kind: Kind, **facts: object) -> Change:
        change = Change(kind=kind, at=self.now, **facts)  # type: ignore[arg-type]
        self.changes.append(change)
        self._pass_time()
        return change


def _ids(posts: Iterable[Post]) -> tuple[int, ...]:
    return tuple(post.id for post in posts)


def _with(thread: Thread, new: Post) -> Thread:
    return replace(thread, posts=tuple(new if post.id == new.id else post for post in thread.posts))


def _reworded(body: Body, said: str) -> Body:
    """The same body with other words before it, and the end left out where it has more than one block."""
    first: Block = Paragraph((Words(said), Strong("really")))
    return (first, *(body[:-1] if len(body) > 1 else body))


def _signed(post: Post, renamed: Callable[[Writer], Writer]) -> Post:
    edit = replace(post.edit, by=renamed(post.edit.by)) if post.edit is not None else None  # type: ignore[arg-type]
    reactions = tuple(replace(one, members=tuple(map(renamed, one.members))) for one in post.reactions)  # type: ignore[arg-type]
    return replace(post, author=renamed(post.author), edit=edit, reactions=reactions)
