"""Rows of `author` and `author_name`: one per native id; a name printed without one is a row of kind `name`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, case, literal_column, select, update

from db.models import tables as t
from db.store.keys import author_key, short
from db.store.sql import Statement, among, inserting
from db.store.visit import Visit
from spiders.items import Author

_T = t.AUTHOR
_C = _T.c
_N = t.AUTHOR_NAME

FIND = Statement(
    lambda _: select(_C.id, _C.native_id, _C.kind, _C.name, _C.name_since, _C.url, _C.first_seen).where(
        _C.site_id == bindparam("site"), among(_C.native_id, "keys")
    ),
    "site", "keys",
)  # fmt: skip
ADD = inserting(_T, "id", "site_id", "native_id", "kind", "name", "name_since", "url", "first_seen")
CHANGE = Statement(
    lambda _: update(_T).where(_C.id == bindparam("key")).values(
        {name: bindparam(name) for name in ("name", "name_since", "url", "first_seen")}
    ),
    "name", "name_since", "url", "first_seen", "key",
)  # fmt: skip
JOIN = Statement(
    lambda _: update(_T)
    .where(_C.id == bindparam("key"), _C.kind == literal_column("'name'"), _C.same_as_id.is_(None))
    .values(same_as_id=bindparam("member")),
    "member", "key",
)  # fmt: skip


def _former(insert: Any) -> Any:
    adding = insert(_N).values({name: bindparam(name) for name in ("author_id", "name", "first_seen")})
    first = adding.excluded.first_seen
    return adding.on_conflict_do_update(
        index_elements=[_N.c.author_id, _N.c.name],
        set_={"first_seen": case((first < _N.c.first_seen, first), else_=_N.c.first_seen)},
    )


FORMER = Statement(_former, "author_id", "name", "first_seen")

Authors = dict[str, int]
"""The rows of a page's authors, by `db.store.keys.author_key`."""


def author_id(authors: Authors, author: Author | None) -> int | None:
    """The row of an author, None where the page names none."""
    return None if author is None else authors[author_key(author)]


def store_authors(visit: Visit, printed: Iterable[Author | None]) -> Authors:
    """Rows for all authors that the page names."""
    wanted: dict[str, Author] = {}
    for author in printed:
        if author is not None:
            key = author_key(author)
            known = wanted.get(key)
            if known is None or (known.url is None and author.url is not None):
                wanted[key] = author
    if not wanted:
        return {}
    writer, seen = visit.writer, visit.seen
    ids: Authors = {}
    changes: list[tuple[Any, ...]] = []
    former: list[tuple[Any, ...]] = []
    for row in writer.rows(FIND, visit.site_id, writer.listed(wanted)):
        author = wanted.pop(row.native_id)
        ids[row.native_id] = row.id
        name, since, url, first = row.name, row.name_since, row.url, row.first_seen
        printed_name = short(author.name, 400)
        if printed_name != name and row.kind == "member":
            if seen > since:
                former.append((row.id, name, since))
                name, since = printed_name, seen
            else:
                former.append((row.id, printed_name, seen))
        elif seen < since:
            since = seen
        if row.kind == "member" and author.url is not None and (url is None or seen >= since):
            url = author.url
        first = min(first, seen)
        if (name, since, url, first) != (row.name, row.name_since, row.url, row.first_seen):
            changes.append((name, since, url, first, row.id))
    if wanted:
        new = visit.ids.take("author", len(wanted))
        rows = []
        for number, (key, author) in zip(new, wanted.items(), strict=True):
            ids[key] = number
            member = author.id is not None
            kind, url = ("member", author.url) if member else ("name", None)
            rows.append((number, visit.site_id, key, kind, short(author.name, 400), seen, url, seen))
        writer.many(ADD, rows)
    writer.many(CHANGE, changes)
    writer.many(FORMER, former)
    return ids
