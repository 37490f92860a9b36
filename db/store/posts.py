"""Rows of `post` and `post_alias`: who said something, when and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, literal_column, null, select, update

from db.keys import author_key, family, figure, short
from db.models import tables as t
from db.store.authors import JOIN, Authors, better_author, rank_of
from db.store.moments import Time, better, time_of
from db.store.named import known_names
from db.store.seen import touch
from db.store.sql import Statement, among, inserting
from db.store.visit import Visit
from spiders.items import Post, PostKind, ThreadPage

_T = t.POST
_C = _T.c
_A = t.POST_ALIAS
_P = t.POST_THREAD

_FACTS = (
    "thread_id", "kind", "ordinal", "page", "position", "parent_native_id", "parent_kind", "author_id", "author_name",
    "author_url", "author_guest", "posted_at", "posted_raw", "posted_local", "posted_precision", "posted_basis", "url", "subject",
    "state", "state_since",
)  # fmt: skip
_THREAD, _KIND, _PAGE, _PARENT, _AUTHOR, _NAME, _TIME, _STATE = 0, 1, slice(3, 5), 5, 7, 8, slice(11, 16), slice(18, 20)
"""Places of some of the facts."""

FIND = Statement(
    lambda _: (
        select(
            _C.id, _C.native_id, _C.first_seen, _C.last_seen, _C.parent_id, t.AUTHOR.c.kind.label("author_kind"),
            t.AUTHOR.c.native_id.label("author_key"), *(_C[name] for name in _FACTS),
        )
        .join_from(_T, t.AUTHOR, t.AUTHOR.c.id == _C.author_id, isouter=True)
        .where(_C.site_id == bindparam("site"), among(_C.native_id, "keys"))
    ),
    "site", "keys",
)  # fmt: skip
_BEFORE = 7
ADD = inserting(
    _T, "id", "site_id", "thread_id", "kind", "native_id", "id_kind", "ordinal", "page", "position", "parent_native_id",
    "parent_kind", "author_id", "author_name", "author_url", "author_guest", "posted_at", "posted_raw", "posted_local",
    "posted_precision", "posted_basis", "url", "subject", "state", "state_since", "first_seen", "last_seen",
)  # fmt: skip
CHANGE = Statement(
    lambda _: update(_T).where(_C.id == bindparam("key")).values({name: bindparam(name) for name in _FACTS}), *_FACTS, "key"
)


def _add_thread(insert: Any) -> Any:
    adding = insert(_P).values({name: bindparam(name) for name in ("post_id", "thread_id", "first_seen", "last_seen")})
    return adding.on_conflict_do_nothing()


ADD_THREAD = Statement(_add_thread, "post_id", "thread_id", "first_seen", "last_seen")
UNPARENT = Statement(lambda _: update(_T).where(among(_C.id, "keys")).values(parent_id=null()), "keys")

_parent = _T.alias("answered")
PARENT = Statement(
    lambda _: (
        update(_T)
        .where(among(_C.thread_id, "threads"), _C.parent_id.is_(None), _C.parent_native_id.is_not(None))
        .values(
            parent_id=func.coalesce(
                select(func.min(_parent.c.id))
                .where(
                    _parent.c.site_id == _C.site_id,
                    _parent.c.native_id == _C.parent_native_id,
                    _parent.c.id != _C.id,
                    _parent.c.kind != literal_column("'article'"),
                )
                .scalar_subquery(),
                select(_A.c.post_id)
                .where(_A.c.site_id == _C.site_id, _A.c.alias == _C.parent_native_id, _A.c.post_id != _C.id)
                .scalar_subquery(),
            )
        )
    ),
    "threads",
)
ALIAS = Statement(
    lambda insert: (adding := insert(_A).values({name: bindparam(name) for name in ("site_id", "alias", "post_id")}))
    .on_conflict_do_update(index_elements=[_A.c.site_id, _A.c.alias], set_={"post_id": adding.excluded.post_id}),
    "site_id", "alias", "post_id",
)  # fmt: skip


@dataclass(slots=True)
class Shown:
    """A post as this page shows it: in which thread, where on which page, through what view; its row once it is stored.

    ``key`` is its native id as rows have it; ``new`` is whether the archive meets it for the first time.
    """

    post: Post
    key: str
    thread_id: int
    page: int | None
    position: int
    view: str
    id: int = 0
    new: bool = True


def shown_posts(thread_id: int, page: ThreadPage) -> list[Shown]:
    """The posts of a page of a thread in order. A page that gives no number is the only one; a feed's or API's is none, and
    scattered posts have no place but their time.
    """
    if page.scattered is not None:
        return [Shown(post, short(post.id, 400), thread_id, None, 0, page.view) for post in page.posts]
    number = page.number if page.number is not None else 1 if page.view in ("page", "excerpt") else None
    number, view = figure(number), page.view
    return [
        Shown(post, short(post.id, 400), thread_id, number, position, view) for position, post in enumerate(page.posts, start=1)
    ]


def store_posts(visit: Visit, shown: Sequence[Shown], authors: Authors) -> None:
    """Rows for all posts that the page shows; afterwards each of ``shown`` knows its row."""
    if not shown:
        return
    writer = visit.writer
    names = known_names(visit, [one.post for one in shown])
    for one in shown if names else ():
        one.key = names.get(one.key, one.key)
    rows = writer.rows(FIND, visit.site_id, writer.listed([one.key for one in shown]))
    held = {(family(row.kind), row.native_id): row for row in rows}
    fresh: dict[tuple[str, str], Shown] = {}
    known: list[tuple[Shown, Any]] = []
    twice: list[Shown] = []
    for one in shown:
        key = (family(one.post.kind), one.key)
        if key in held:
            known.append((one, held[key]))
        elif key in fresh:
            twice.append(one)
        else:
            fresh[key] = one
    if fresh:
        _add(visit, list(fresh.values()), authors)
    for one in twice:
        one.id = fresh[family(one.post.kind), one.key].id
    reparented = _change(visit, known, authors) if known else []
    visit.counts.posts_seen += len(shown)
    aliases = {short(alias): (visit.site_id, short(alias), one.id) for one in shown for alias in one.post.aliases}
    writer.many(ALIAS, list(aliases.values()))
    if reparented:
        writer.run(UNPARENT, writer.listed(reparented))
    if reparented or any(one.post.parent_id is not None or one.post.kind != "post" for one in shown):
        writer.run(PARENT, writer.listed({one.thread_id for one in shown}))


def _add(visit: Visit, fresh: Sequence[Shown], authors: Authors) -> None:
    seen, site = visit.seen, visit.site_id
    rows = []
    for number, one in zip(visit.ids.take("post", len(fresh)), fresh, strict=True):
        one.id = number
        thread, kind, *facts = _stated(visit, one, authors)
        rows.append((number, site, thread, kind, one.key, one.post.id_kind, *facts, seen, seen))
    visit.writer.many(ADD, rows)
    visit.counts.posts_new += len(rows)


def _change(visit: Visit, known: Sequence[tuple[Shown, Any]], authors: Authors) -> list[int]:
    """Write what is newly known of posts; those whose parent is another now."""
    seen = visit.seen
    changes, reparented, touched, moved = [], [], [], []
    joined: set[tuple[int, int]] = set()
    for one, row in known:
        one.id, one.new = row.id, False
        old = tuple(row[_BEFORE:])
        facts = _known_now(visit, one, old, rank_of(row.author_kind, row.author_key), authors, newer=seen >= row.last_seen)
        if facts != old:
            changes.append((*facts, row.id))
            if facts[_PARENT] != old[_PARENT] and row.parent_id is not None:
                reparented.append(row.id)
            if facts[_AUTHOR] != old[_AUTHOR] and old[_AUTHOR] is not None and facts[_NAME] == old[_NAME]:
                joined.add((facts[_AUTHOR], old[_AUTHOR]))
        if one.thread_id != row.thread_id:  # since when until when exactly, `db.store.settling` works out
            moved += [(row.id, row.thread_id, row.first_seen, row.last_seen), (row.id, one.thread_id, seen, seen)]
        if not row.first_seen <= seen <= row.last_seen:
            touched.append(row.id)
    visit.writer.many(CHANGE, changes)
    visit.writer.many(JOIN, sorted(joined))
    visit.writer.many(ADD_THREAD, moved)
    touch(visit.writer, "post", touched, seen)
    return reparented


def _stated(visit: Visit, one: Shown, authors: Authors) -> tuple[Any, ...]:
    """What this page alone says of the post, in the order of `_FACTS`."""
    post, author, parent = one.post, one.post.author, one.post.parent_id
    row = name = url = guest = None
    if author is not None:
        row, name, guest = authors[author_key(author)].id, author.name or None, author.guest
        url = author.url if author.id is None else None
    answers, how = (None, None) if parent is None else (short(parent, 400), post.parent_kind or "stated")
    at, raw, local, precision, basis = time_of(visit.writer, post.posted, one.view, visit.timezone)
    return (
        one.thread_id, post.kind, figure(post.ordinal), one.page, one.position if one.page is not None else None, answers, how,
        row, name, url, guest, at, raw, local, precision, basis, post.url, post.subject, post.state, visit.seen,
    )  # fmt: skip


def _known_now(visit: Visit, one: Shown, old: tuple[Any, ...], rank: int, authors: Authors, *, newer: bool) -> tuple[Any, ...]:
    """What is known of the post with what this page says: the later capture's facts, where it states them."""
    new = _stated(visit, one, authors)
    if new[:-1] == old[:-1] and old[-1] <= new[-1]:
        return old
    known = [(b if a is None else a) if newer else (a if b is None else b) for a, b in zip(new, old, strict=True)]
    visit.compare(Time(*old[_TIME]), Time(*new[_TIME]))
    known[_TIME] = better(Time(*old[_TIME]), Time(*new[_TIME]), newer=newer)
    known[_KIND] = _kind(old[_KIND], new[_KIND])
    if old[_THREAD] == new[_THREAD] and (1, 1) in (old[_PAGE], new[_PAGE]) and old[_PAGE][1] == new[_PAGE][1]:
        known[_PAGE] = 1, 1  # an opening post that a theme repeats on top of every page stays where it stands
    known[_AUTHOR], known[_NAME] = better_author((old[_AUTHOR], rank, old[_NAME]), one.post.author, authors, newer=newer)
    known[_STATE] = _state(old[_STATE], new[_STATE], one.view, newer=newer)
    return tuple(known)


def _state(old: tuple[str, Any], new: tuple[str, Any], view: str, *, newer: bool) -> tuple[str, Any]:
    """The later capture's state and since when. What no page shows stays missing, whatever an API or feed still tells."""
    if new[0] == old[0]:
        return old[0], min(old[1], new[1])
    if not newer or new[1] < old[1] or (old[0] == "missing" and view in ("api", "feed")):
        return old
    return new


def _kind(old: PostKind, new: PostKind) -> PostKind:
    """A theme that does not tell pingbacks from comments takes nothing back from one that does."""
    return old if old != new and new == "comment" else new
