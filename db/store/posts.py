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
from db.store.seen import touch
from db.store.sql import Statement, among, inserting
from db.store.visit import Visit
from spiders.items import Post, PostKind

_T = t.POST
_C = _T.c
_A = t.POST_ALIAS

_FACTS = (
    "thread_id", "kind", "ordinal", "page", "position", "parent_native_id", "parent_kind", "author_id", "author_name",
    "author_url", "author_guest", "posted_at", "posted_raw", "posted_local", "posted_precision", "posted_basis", "url", "subject",
    "state", "state_since",
)  # fmt: skip
_TIME = slice(11, 16)

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
UNPARENT = Statement(lambda _: update(_T).where(among(_C.id, "keys")).values(parent_id=null()), "keys")

_parent = _T.alias("answered")
PARENT = Statement(
    lambda _: (
        update(_T)
        .where(among(_C.thread_id, "threads"), _C.parent_id.is_(None), _C.parent_native_id.is_not(None))
        .values(
            parent_id=select(func.min(_parent.c.id))
            .where(
                _parent.c.site_id == _C.site_id,
                _parent.c.native_id == _C.parent_native_id,
                _parent.c.id != _C.id,
                _parent.c.kind != literal_column("'article'"),
            )
            .scalar_subquery()
        )
    ),
    "threads",
)
ALIAS = Statement(
    lambda insert: (adding := insert(_A).values({name: bindparam(name) for name in ("site_id", "alias", "post_id")}))
    .on_conflict_do_update(index_elements=[_A.c.site_id, _A.c.alias], set_={"post_id": adding.excluded.post_id}),
    "site_id", "alias", "post_id",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Shown:
    """A post as this page shows it: in which thread, where on which page, through what view; its row once it is stored.

    ``new`` is whether the archive meets it for the first time; ``last_seen`` is when it met it last before that.
    """

    post: Post
    thread_id: int
    page: int | None
    position: int
    view: str
    id: int = 0
    new: bool = True
    last_seen: Any = None


def post_key(post: Post) -> str:
    """A post's native id, as its row has it."""
    return short(post.id, 400)


def store_posts(visit: Visit, shown: Sequence[Shown], authors: Authors) -> None:
    """Rows for all posts that the page shows; afterwards each of ``shown`` knows its row."""
    if not shown:
        return
    writer, seen = visit.writer, visit.seen
    held: dict[tuple[str, str], Any] = {}
    for found in writer.rows(FIND, visit.site_id, writer.listed([post_key(one.post) for one in shown])):
        held[family(found.kind), found.native_id] = found
    fresh: dict[tuple[str, str], Shown] = {}
    twice: list[Shown] = []
    changes, reparented, touched, joined = [], [], [], []
    for one in shown:
        key = (family(one.post.kind), post_key(one.post))
        row = held.get(key)
        if row is None:
            if key in fresh:
                twice.append(one)
            else:
                fresh[key] = one
            continue
        one.id, one.new, one.last_seen = row.id, False, row.last_seen
        old = tuple(row[_BEFORE:])
        rank = rank_of(row.author_kind, row.author_key)
        facts = _known_now(visit, one, old, rank, authors, newer=seen >= row.last_seen)
        if facts != old:
            changes.append((*facts, row.id))
            if facts[5] != old[5] and row.parent_id is not None:
                reparented.append(row.id)
            if facts[7] != old[7] and old[7] is not None and facts[8] == old[8]:
                joined.append((facts[7], old[7]))
        if not row.first_seen <= seen <= row.last_seen:
            touched.append(row.id)
    if fresh:
        added = []
        for number, (key, one) in zip(visit.ids.take("post", len(fresh)), fresh.items(), strict=True):
            one.id = number
            facts = _stated(visit, one, authors)
            added.append((number, visit.site_id, *facts[:2], key[1], one.post.id_kind, *facts[2:], seen, seen))
        writer.many(ADD, added)
        visit.counts.posts_new += len(added)
        for one in twice:
            one.id = fresh[family(one.post.kind), post_key(one.post)].id
    writer.many(CHANGE, changes)
    writer.many(JOIN, sorted(set(joined)))
    touch(writer, "post", touched, seen)
    visit.counts.posts_seen += len(shown)
    if reparented:
        writer.run(UNPARENT, writer.listed(reparented))
    if reparented or any(one.post.parent_id is not None or one.post.kind != "post" for one in shown):
        writer.run(PARENT, writer.listed({one.thread_id for one in shown}))
    aliases = {short(alias): (visit.site_id, short(alias), one.id) for one in shown for alias in one.post.aliases}
    writer.many(ALIAS, list(aliases.values()))


def _stated(visit: Visit, one: Shown, authors: Authors) -> tuple[Any, ...]:
    """What this page alone says of the post, in the order of `_FACTS`."""
    post, author = one.post, one.post.author
    return (
        one.thread_id,
        post.kind,
        figure(post.ordinal),
        one.page,
        one.position if one.page is not None else None,
        short(post.parent_id, 400) if post.parent_id is not None else None,
        post.parent_kind or ("stated" if post.parent_id is not None else None),
        authors[author_key(author)].id if author is not None else None,
        (author.name or None) if author is not None else None,
        author.url if author is not None and author.id is None else None,
        author.guest if author is not None else None,
        *time_of(visit.writer, post.posted, one.view, visit.timezone),
        post.url,
        post.subject,
        post.state,
        visit.seen,
    )


def _known_now(visit: Visit, one: Shown, old: tuple[Any, ...], rank: int, authors: Authors, *, newer: bool) -> tuple[Any, ...]:
    """What is known of the post with what this page says: the later capture's facts, where it states them."""
    new = _stated(visit, one, authors)
    known = [(b if a is None else a) if newer else (a if b is None else b) for a, b in zip(new, old, strict=True)]
    known[_TIME] = better(Time(*old[_TIME]), Time(*new[_TIME]), newer=newer)
    known[1] = _kind(old[1], new[1])
    if one.page is not None and one.page > 1 and old[3] == 1 and old[4] == 1:
        known[3], known[4] = 1, 1  # an opening post that a theme repeats on every page stays where it stands
    known[7], known[8] = better_author((old[7], rank, old[8]), one.post.author, authors, newer=newer)
    if new[18] == old[18] or not newer:
        known[18], known[19] = old[18], old[19] if new[18] != old[18] else min(old[19], new[19])
    return tuple(known)


def _kind(old: PostKind, new: PostKind) -> PostKind:
    """A theme that does not tell pingbacks from comments takes nothing back from one that does."""
    return old if old != new and new == "comment" else new
