"""Pages as a platform reads them, made by hand, and the content of a database without what differs between two runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zlib import crc32

import msgspec
from sqlalchemy import Engine, select, text

from db.models import Base
from spiders import items as i

BASE = "https://forum.example/"
DAY = datetime(2024, 5, 1, 12, tzinfo=UTC)
"""The first capture of most tests."""
WRITTEN = datetime(2024, 4, 1, 9, 30, tzinfo=UTC)


def day(number: float) -> datetime:
    """So many days after the first capture."""
    return DAY + timedelta(days=number)


def moment(at: datetime = WRITTEN, **more: Any) -> i.Moment:
    """A time a page states to the second."""
    return i.Moment(**{"raw": at.isoformat(), "at": at, "precision": "second", **more})


def words(said: str, **more: Any) -> i.Content:
    """What a post says."""
    return i.Content(text=said, html=f"<p>{said}</p>", **more)


def quote(said: str, ordinal: int = 1, **more: Any) -> i.Quote:
    """A quote standing in the post itself."""
    return i.Quote(**{"ordinal": ordinal, "depth": 1, "parent": None, "position": 0, "text": said, **more})


ANN = i.Author(name="Ann", id="5", url=f"{BASE}members/5/", guest=False)


def post(number: int, said: str | None = "Words of a post.", **more: Any) -> i.Post:
    """A post of Ann's."""
    facts = {
        "id": str(number),
        "ordinal": number % 100,
        "author": ANN,
        "posted": moment(WRITTEN + timedelta(minutes=number)),
        "url": f"{BASE}posts/{number}/",
        "content": words(said) if said is not None else None,
    }
    return i.Post(**{**facts, **more})


def thread(number: int = 1, **more: Any) -> i.Thread:
    """A thread in a board in a category."""
    facts = {
        "id": str(number),
        "title": f"Thread {number}",
        "url": f"{BASE}threads/{number}/",
        "author": ANN,
        "boards": (i.Board(id="c1", title="Category"), i.Board(id="12", title="Workshop", url=f"{BASE}forums/12/")),
        "created": moment(),
    }
    return i.Thread(**{**facts, **more})


def site(**more: Any) -> i.Site:
    """The forum."""
    return i.Site(**{"url": BASE, "platform": "xenforo", "version": "2.3", "title": "Forum", "language": "en", **more})


def capture(url: str, at: datetime = DAY, **more: Any) -> i.Capture:
    """A response kept in a WARC."""
    facts = {
        "status": 200,
        "digest": f"sha1:{crc32(f'{url} {at}'.encode()):08X}",
        "warc": "forum-00000.warc.gz",
        "offset": 1234,
        "length": 567,
    }
    return i.Capture(**{"url": url, "fetched_at": at, **facts, **more})


def record(
    *posts: i.Post,
    at: datetime = DAY,
    of: i.Thread | None = None,
    number: int | None = 1,
    pages: int | None = 1,
    view: i.View = "page",
    parser: str = "xenforo/1",
    where: i.Site | None = None,
    url: str | None = None,
    **more: Any,
) -> i.PageRecord:
    """One page of a thread."""
    header = of if of is not None else thread()
    page = i.ThreadPage(thread=header, posts=posts, number=number, pages=pages, view=view)
    return reading(
        at=at,
        url=url or f"{header.url or BASE + 'threads/' + header.id}page-{number}?{view}",
        kind="thread" if view == "page" else "api",
        threads=(page,),
        parser=parser,
        where=where,
        **more,
    )


def reading(
    *,
    at: datetime = DAY,
    url: str = BASE,
    kind: i.PageKind = "index",
    parser: str = "xenforo/1",
    where: i.Site | None = None,
    **more: Any,
) -> i.PageRecord:
    """Any page."""
    return i.PageRecord(
        capture=capture(url, at), reading=i.Reading(kind=kind, url=url, site=where or site(), parser=parser, **more)
    )


def one(engine: Engine, sql: str) -> Any:
    """The one value of a query."""
    with engine.connect() as connection:
        return connection.execute(text(sql)).scalar_one()


def rows(engine: Engine, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


# -- what a database holds ----------------------------------------------------------------------------------------------

_KEYS = {
    "site": ("url",),
    "board": ("site_id", "native_id"),
    "label": ("kind", "native_id"),
    "author": ("site_id", "native_id"),
    "thread": ("site_id", "native_id"),
    "post": ("site_id", "kind", "native_id"),
    "capture": ("url", "fetched_at", "digest"),
    "source": ("site_id", "url"),
    "poll": ("thread_id",),
    "crawl": ("url",),
    "pass": ("thread_id", "crawl_id", "identity", "started_at"),
    "revision": ("post_id", "view", "identity", "observed_from"),
}
"""By what a row is known apart from its id."""


def content_of(engine: Engine) -> dict[str, list[str]]:
    """All rows of all tables, each written out with keys in place of ids, in order: equal for two databases that say the same."""
    tables = Base.metadata.tables
    with engine.connect() as connection:
        rows = {name: [dict(row._mapping) for row in connection.execute(select(table))] for name, table in tables.items()}
    by_id = {name: {row["id"]: row for row in rows[name]} for name in _KEYS}

    def named(table: str, number: int | None) -> Any:
        if number is None:
            return None
        row = by_id[table][number]
        return [plain(table, column, row[column]) for column in _KEYS[table]]

    def plain(table: str, column: str, value: Any) -> Any:
        for foreign in tables[table].c[column].foreign_keys:
            if foreign.column.table.name in _KEYS:
                return named(foreign.column.table.name, value)
        if (table, column) == ("thread_page", "posts"):
            return [[named("post", one), named("revision", revision)] for one, revision in value]
        return value

    def line(table: str, row: dict[str, Any]) -> str:
        facts = {column: plain(table, column, value) for column, value in row.items() if column != "id"}
        return msgspec.json.encode(facts).decode()

    return {name: sorted(line(name, row) for row in rows[name]) for name in tables}


def difference(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, tuple[list[str], list[str]]]:
    """What only one of two databases says, table by table: empty where they agree."""
    apart = {name: (sorted(set(one[name]) - set(other[name])), sorted(set(other[name]) - set(one[name]))) for name in one}
    return {name: both for name, both in apart.items() if both != ([], []) or len(one[name]) != len(other[name])}
