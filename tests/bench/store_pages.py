"""Storing pages against raw `sqlite3` executemany of the same rows.

Both fill a new file with the same tables, indexes and pragmas, one transaction a page; raw only writes what storing wrote, row for
row: it looks nothing up and computes nothing. Printed: milliseconds of processor time a page, median of the
rounds, and the ratio, for durable commits (as a crawl makes them), for quick ones (bulk reading), and for pages stored again.
"""

from __future__ import annotations

import gc
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from db.engine import open_database
from db.store import Store
from db.store.sql import Statement, Writer
from spiders import items as i

PAGES, POSTS, ROUNDS = 300, 20, 5
BEGAN = datetime(2024, 5, 1, 12, tzinfo=UTC)
WORDS = "the valve on second boiler sticks when water is cold and I measured four bar not three has anyone tried a newer gasket".split()
SAID: dict[str, str] = {}
"""The text of each post made, by id."""


def pages(day: int = 0) -> list[i.PageRecord]:
    """Pages of threads of a forum, as a platform reads them."""
    chance = random.Random(7)
    return [page(chance, number, BEGAN + timedelta(days=day, seconds=number)) for number in range(PAGES)]


def page(chance: random.Random, number: int, fetched_at: datetime) -> i.PageRecord:
    """One page: 20 posts of 1 KB of words and 1.2 KB of HTML, half of them quoting, with links, images, likes and edits."""
    thread, at = number // 3, number % 3 + 1
    base = "https://forum.example/"
    first = number * POSTS
    posts: list[i.Post] = []
    for place in range(POSTS):
        posts.append(post(chance, base, posts, first + place, place))
    url = f"{base}threads/{thread}/page-{at}"
    header = i.Thread(
        id=str(thread),
        title=f"Thread {thread}",
        url=f"{base}threads/{thread}/",
        author=i.Author(name="member1", id="1", url=f"{base}members/1/"),
        boards=(i.Board(id="c1", title="Category"), i.Board(id="12", title="Board", url=f"{base}forums/12/")),
        declared=i.Declared(replies=59, pages=3),
    )
    return i.PageRecord(
        capture=i.Capture(
            url=url, fetched_at=fetched_at, status=200, digest=f"sha1:{number:032d}", content_type="text/html",
            warc="forum-00000.warc.gz", offset=number * 30_000, length=29_000,
        ),
        reading=i.Reading(
            kind="thread",
            url=url,
            site=i.Site(url=base, platform="xenforo", version="2.3", title="Forum", language="en"),
            parser="xenforo/1",
            threads=(i.ThreadPage(thread=header, posts=tuple(posts), number=at, pages=3),),
        ),
    )  # fmt: skip


def post(chance: random.Random, base: str, before: list[i.Post], number: int, place: int) -> i.Post:
    """One post; half of them quote a post before them, on this page or an earlier one."""
    text = " ".join(chance.choices(WORDS, k=chance.randint(40, 320)))
    member = chance.randint(1, 400)
    posted = BEGAN - timedelta(days=400) + timedelta(minutes=number)
    quotes: tuple[i.Quote, ...] = ()
    if before and chance.random() < 0.5:
        stated = chance.choice(before).id if chance.random() < 0.6 else str(max(0, number - 3 * POSTS))
        said = SAID[stated]
        where = chance.randint(0, len(said) // 2)
        quotes = (
            i.Quote(
                ordinal=1, depth=1, parent=None, position=0, text=said[where : where + 180].strip(),
                author=f"member{chance.randint(1, 400)}", source_id=stated, source_url=f"{base}goto/post?id={stated}",
            ),
        )  # fmt: skip
    SAID[str(number)] = text
    edited = i.Moment(raw="May 1, 2024", at=BEGAN, precision="second")
    return i.Post(
        id=str(number),
        ordinal=place + 1,
        author=i.Author(name=f"member{member}", id=str(member), url=f"{base}members/{member}/", guest=False),
        posted=i.Moment(raw=posted.isoformat(), at=posted, precision="second"),
        url=f"{base}posts/{number}/",
        content=i.Content(
            text=text,
            html="<p>" + text.replace(" water ", " <b>water</b> ").replace(" when ", "</p><p>") + "</p>",
            quotes=quotes,
            links=(i.Link(url=f"https://example.org/{number}", text="here"),) if chance.random() < 0.5 else (),
            media=(i.Media(kind="image", url=f"https://example.org/{number}.jpg"),) if chance.random() < 0.3 else (),
        ),
        reactions=(i.Reaction(kind="Like", count=3, names=("ann", "bob")),) if chance.random() < 0.3 else (),
        edits=(i.Edit(raw="Last edited: May 1, 2024", time=edited),) if chance.random() < 0.08 else (),
    )


class Recording(Writer):
    """Notes every row that is written, page by page: those inserted, and the site's and the thread's own, which each page brings up to date."""

    __slots__ = ()
    log: ClassVar[list[list[tuple[str, list[tuple[Any, ...]]]]]] = []

    def rows(self, statement: Statement, *values: Any) -> Any:
        self._note(statement, [values])
        return super().rows(statement, *values)

    def many(self, statement: Statement, rows: Sequence[tuple[Any, ...]]) -> None:
        self._note(statement, list(rows))
        super().many(statement, rows)

    def _note(self, statement: Statement, rows: list[tuple[Any, ...]]) -> None:
        sql = statement.sql(self.dialect)
        if sql.startswith(("INSERT INTO", "UPDATE thread SET", "UPDATE site SET")) and rows:
            self.log[-1].append((sql.partition(" ON CONFLICT")[0].partition(" RETURNING")[0], rows))


def recorded(folder: Path, records: list[i.PageRecord]) -> list[list[tuple[str, list[tuple[Any, ...]]]]]:
    """The rows that storing these pages inserts."""
    import db.store.store as module

    Recording.log = []
    real, module.Writer = module.Writer, Recording
    try:
        store = Store(open_database(str(folder / "recorded.db"), create=True))
        for record in records:
            Recording.log.append([])
            store.save(record)
    finally:
        module.Writer = real
    return Recording.log


def raw(path: Path, log: list[bytes], *, durable: bool) -> float:
    """Milliseconds a page of the driver alone."""
    open_database(str(path), create=True).dispose()
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (f"synchronous={'FULL' if durable else 'NORMAL'}", "foreign_keys=ON", "cache_size=-65536", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")

    def write(page: Any) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for sql, rows in page:
            connection.executemany(sql, rows)
        connection.execute("COMMIT")

    spent = clock(write, log, list[tuple[str, list[tuple[Any, ...]]]])
    connection.close()
    return spent


def ours(store: Store, records: list[bytes]) -> float:
    """Milliseconds a page of the store."""
    return clock(store.save, records, i.PageRecord)


def clock(work: Callable[[Any], Any], pages: list[bytes], kind: Any) -> float:
    """Milliseconds of processor time a page. Each page is made just before, as in a crawl: neither side meets it cold."""
    spent = 0.0
    for page in pages:
        made = msgspec.msgpack.decode(page, type=kind)
        began = time.process_time()
        work(made)
        spent += time.process_time() - began
    return spent / len(pages) * 1e3


def main() -> None:
    """Run all in turn, print the ratios."""
    made = pages()
    records, later = ([msgspec.msgpack.encode(page) for page in some] for some in (made, pages(day=1)))
    with tempfile.TemporaryDirectory() as folder:
        log = recorded(Path(folder), made)
        count = sum(len(rows) for inserts in log for _, rows in inserts)
        print(f"{PAGES} pages, {PAGES * POSTS} posts, {count} rows in {sum(map(len, log)) / PAGES:.0f} statements a page")
        written = [msgspec.msgpack.encode(page) for page in log]
        del made, log
        gc.collect()
        again: list[float] = []
        for durable in (True, False):
            figures = []
            for number in range(ROUNDS):
                base = raw(Path(folder) / f"raw{durable}{number}.db", written, durable=durable)
                store = Store(open_database(str(Path(folder) / f"ours{durable}{number}.db"), create=True, durable=durable))
                figures.append((ours(store, records), base))
                if not durable:
                    again.append(ours(store, later) / base)
            mine, base = (statistics.median(column) for column in zip(*figures, strict=True))
            ratio = statistics.median(a / b for a, b in figures)
            kind = "durable" if durable else "quick"
            print(f"{kind} commits: {mine:.2f} ms a page, raw {base:.2f} ms: ratio {ratio:.2f} (target 2)")
        print(f"unchanged pages stored again: {statistics.median(again):.2f} of the raw first insert")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
