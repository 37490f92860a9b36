"""Rows of `author`, `author_alias` and `author_name`: one per native id; a name printed without one is a row of kind `name`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import Column, bindparam, case, delete, func, literal_column, select, update

from db.keys import author_key, short
from db.models import tables as t
from db.store.sql import Statement, among, inserting
from db.store.visit import Visit
from spiders.items import Author

_C = t.AUTHOR.c
_A = t.AUTHOR_ALIAS.c
_N = t.AUTHOR_NAME.c
_FACTS = ("name", "name_since", "url", "first_seen")

FIND = Statement(
    lambda _: select(_C.id, _C.native_id, _C.kind, *(_C[name] for name in _FACTS)).where(
        _C.site_id == bindparam("site"), among(_C.native_id, "keys")
    ),
    "site", "keys",
)  # fmt: skip
ADD = inserting(t.AUTHOR, "id", "site_id", "native_id", "kind", *_FACTS)
CHANGE = Statement(
    lambda _: update(t.AUTHOR).where(_C.id == bindparam("key")).values({name: bindparam(name) for name in _FACTS}), *_FACTS, "key"
)
JOIN = Statement(
    lambda _: (
        update(t.AUTHOR)
        .where(_C.id == bindparam("key"), _C.kind == literal_column("'name'"), _C.same_as_id.is_(None))
        .values(same_as_id=bindparam("member"))
    ),
    "member", "key",
)  # fmt: skip
FIND_ALIASES = Statement(
    lambda _: (
        select(_A.alias, _A.author_id, _C.native_id)
        .join_from(t.AUTHOR_ALIAS, t.AUTHOR, _C.id == _A.author_id)
        .where(_A.site_id == bindparam("site"), among(_A.alias, "aliases"))
    ),
    "site", "aliases",
)  # fmt: skip
ADD_ALIAS = inserting(t.AUTHOR_ALIAS, "site_id", "alias", "author_id")


def _moving(column: Column[Any]) -> Statement:
    return Statement(
        lambda _: update(column.table).where(column == bindparam("old")).values({column.name: bindparam("new")}), "new", "old"
    )


MERGE = [_moving(column) for column in (t.POST.c.author_id, t.THREAD.c.author_id, _A.author_id, _C.same_as_id)]
DROP_NAMES = Statement(lambda _: delete(t.AUTHOR_NAME).where(_N.author_id == bindparam("key")), "key")
DROP = Statement(lambda _: delete(t.AUTHOR).where(_C.id == bindparam("key")), "key")


def _former(insert: Any) -> Any:
    adding = insert(t.AUTHOR_NAME).values({name: bindparam(name) for name in ("author_id", "name", "first_seen")})
    first = adding.excluded.first_seen
    return adding.on_conflict_do_update(
        index_elements=[_N.author_id, _N.name], set_={"first_seen": case((first < _N.first_seen, first), else_=_N.first_seen)}
    )


FORMER = Statement(_former, "author_id", "name", "first_seen")

_LATEST = func.max(t.POST.c.last_seen)
LAST_AS = Statement(
    lambda _: select(_LATEST.label("seen")).where(
        t.POST.c.author_id == bindparam("author"), t.POST.c.author_name == bindparam("name")
    ),
    "author", "name",
)  # fmt: skip
FIND_FORMER = Statement(
    lambda _: select(_N.first_seen).where(_N.author_id == bindparam("author"), _N.name == bindparam("name")), "author", "name"
)
DROP_FORMER = Statement(
    lambda _: delete(t.AUTHOR_NAME).where(_N.author_id == bindparam("author"), _N.name == bindparam("name")), "author", "name"
)

NAME, PLACEHOLDER, MEMBER = 1, 2, 3
"""How well an author is known: by a name alone; by an alias whose id no page has told yet; by the id."""


class Who(NamedTuple):
    """An author's row, and how well it is known who that is."""

    id: int
    rank: int


Authors = dict[str, Who]
"""The authors of a page, by `db.keys.author_key`."""


def rank_of(kind: str | None, native_id: str | None) -> int:
    """How well the author of a row is known; 0 for no row."""
    if kind is None or native_id is None:
        return 0
    return NAME if kind == "name" else PLACEHOLDER if native_id.startswith("~") else MEMBER


def better_author(
    old: tuple[int | None, int, str | None], author: Author | None, authors: Authors, *, newer: bool
) -> tuple[int | None, str | None]:
    """The author of something and the name printed there, given what was known (row, rank, name) and what this page prints.

    The same name without an id takes nothing back; another name is another author, and the later capture is right.
    """
    old_id, old_rank, old_name = old
    if author is None:
        return old_id, old_name
    new_id, rank = authors[author_key(author)]
    name = author.name or None
    if old_id is None:
        return new_id, name
    if name is None or name == old_name or old_name is None:
        better = rank > old_rank or (rank == old_rank and newer)
        return (new_id if better else old_id), old_name or name
    return (new_id, name) if newer else (old_id, old_name)


def store_authors(visit: Visit, printed: Iterable[Author | None]) -> Authors:
    """Rows for all authors that the page names."""
    wanted: dict[str, Author] = {}
    aliases: dict[str, str] = {}
    for author in printed:
        if author is None:
            continue
        key = author_key(author)
        known = wanted.get(key)
        if known is None or _says_more(author, known, visit.host):
            wanted[key] = author
        for alias in author.aliases:
            if aliases.get(alias, "~").startswith("~"):
                aliases[alias] = key
    if not wanted:
        return {}
    placed = _placed(visit, aliases)
    authors: Authors = {}
    for alias, key in aliases.items():
        row = placed.get(alias)
        if row is not None and key.startswith("~"):
            authors[key] = Who(row.author_id, rank_of("member", row.native_id))
            named = wanted.pop(key, None)
            if named is not None:
                wanted.setdefault(row.native_id, named)
    _store(visit, wanted, authors)
    if aliases:
        _store_aliases(visit, aliases, placed, authors)
    return authors


def _says_more(author: Author, known: Author, host: str) -> bool:
    if not author.name:
        return False
    return not known.name or _worth(author.url, host) > _worth(known.url, host)


def _worth(url: str | None, host: str) -> int:
    """How much an author's address tells: a profile on the site before one they gave with a comment, that before none."""
    return 0 if url is None else 2 if urlsplit(url).netloc == host else 1


def _store(visit: Visit, wanted: dict[str, Author], authors: Authors) -> None:
    writer, seen = visit.writer, visit.seen
    changes: list[tuple[Any, ...]] = []
    former: list[tuple[Any, ...]] = []
    left = dict(wanted)
    for row in writer.rows(FIND, visit.site_id, writer.listed(wanted)):
        author = left.pop(row.native_id)
        authors[row.native_id] = Who(row.id, rank_of(row.kind, row.native_id))
        if author.name == row.name and author.url == row.url and row.first_seen <= seen >= row.name_since:
            continue
        new = _known_now(visit, row, author, former)
        if new != (row.name, row.name_since, row.url, row.first_seen):
            changes.append((*new, row.id))
    if left:
        rows = []
        for number, (key, author) in zip(visit.ids.take("author", len(left)), left.items(), strict=True):
            kind = "name" if author.id is None and not author.aliases else "member"
            url = author.url if author.id is not None else None
            authors[key] = Who(number, rank_of(kind, key))
            rows.append((number, visit.site_id, key, kind, short(author.name, 400), seen, url, seen))
        writer.many(ADD, rows)
    writer.many(CHANGE, changes)
    writer.many(FORMER, former)


def _known_now(visit: Visit, row: Any, author: Author, former: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """The columns of `_FACTS` with what this page says; a name that was or is another goes to ``former``."""
    seen = visit.seen
    name, since, url = row.name, row.name_since, row.url
    printed = short(author.name, 400)
    if not name:
        name, since = printed, seen
    elif printed == name:
        since = min(since, seen)
    elif printed and row.kind == "member":
        if seen > since and not _still_called(visit, row.id, name):
            former.append((row.id, name, since))
            name, since = printed, _first_called(visit, row.id, printed)
        else:
            former.append((row.id, printed, seen))
    if author.id is not None:
        worth, held = _worth(author.url, visit.host), _worth(url, visit.host)
        if worth > held or (worth == held and seen >= since):
            url = author.url
    return name, since, url, min(row.first_seen, seen)


def _still_called(visit: Visit, author: int, name: str) -> bool:
    """Whether a later capture than this one prints a name on a post of the author's."""
    latest = visit.writer.rows(LAST_AS, author, name)[0].seen
    return latest is not None and bool(latest > visit.seen)


def _first_called(visit: Visit, author: int, name: str) -> Any:
    """When a name that is the present one now was first seen: it may be one they had before."""
    found = visit.writer.rows(FIND_FORMER, author, name)
    if not found:
        return visit.seen
    visit.writer.run(DROP_FORMER, author, name)
    return min(found[0].first_seen, visit.seen)


def _placed(visit: Visit, aliases: dict[str, str]) -> dict[str, Any]:
    if not aliases:
        return {}
    writer = visit.writer
    return {row.alias: row for row in writer.rows(FIND_ALIASES, visit.site_id, writer.listed(aliases))}


def _store_aliases(visit: Visit, aliases: dict[str, str], placed: dict[str, Any], authors: Authors) -> None:
    """Note whose the aliases are. A row that stood in until the id was known is merged into the member's."""
    new = []
    for alias, key in aliases.items():
        row, who = placed.get(alias), authors[key]
        if row is None:
            new.append((visit.site_id, alias, who.id))
        elif row.author_id != who.id and row.native_id.startswith("~"):
            for statement in MERGE:
                visit.writer.run(statement, who.id, row.author_id)
            visit.writer.run(DROP_NAMES, row.author_id)
            visit.writer.run(DROP, row.author_id)
    visit.writer.many(ADD_ALIAS, new)
