"""The captured sites: ingesting a capture gives the rows of crawling it over HTTP; all captures of a site together double nothing."""

from __future__ import annotations

import gzip
import importlib.util
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archiver.captures.reading import Manner
from tests.captured import members_of
from tests.captures import CAPTURES, need_captures
from tests.crawl.sites import TOOLS, ZONES, Crawled
from tests.crawl.test_captures import VARIANTS, WHOLE
from tests.crawl.test_ingest import read_again, take_in
from tests.fakeforum.dump import Tables, differences, dump

need_captures()

pytestmark = pytest.mark.captures

_ADDRESS = re.compile(rb"(WARC-Target-URI: )(\S+)")
MORE = {"source", "thread_alias", "thread_page", "post_state"}
"""What a capture tells more of: it holds pages that a crawl has no need of (archives of tags, months and authors), and what each
page showed last depends on the order in which they were fetched. That is compared on the crawl's own records."""
UNASKED = {"nodebb": "/topic/32"}
"""Addresses that the capture holds and a crawl does not ask for: of a topic that its category lists as deleted."""
BASES = {"posted_basis", "edited_basis", "created_basis", "last_post_basis"}
"""What a time rests on: an ingest reads pages again whose zone became known later, a crawl does not."""
NEWEST = {"post": {"url", "state", "state_since"}, "quote": {"source_revision_id", "source_start", "source_end"}}
"""Of addresses of one comment the one seen last is kept: pages, feeds and the API write them in different ways. Of two revisions
that hold the words of a quote, the page's or the API's, it is linked with the one that came first.
"""
WORDS = ("post", "revision", "quote", "edit", "link", "media")
"""What does not depend on which of two captures of one second came first."""


def rows(database: Path) -> set[str]:
    """Every row of every table as it is."""
    with closing(sqlite3.connect(database)) as connection:
        return set(connection.iterdump())


def changed(before: set[str], after: set[str]) -> list[str]:
    return sorted(before ^ after)


def comparable(tables: Tables) -> Tables:
    return {
        name: {
            key: {column: row[column] for column in row if column not in NEWEST.get(name, BASES) | BASES}
            for key, row in rows.items()
        }
        for name, rows in tables.items()
        if name not in MORE
    }


def fetched_alone(name: str, database: Path, to: Path) -> Path:
    """The capture without what a crawl has no need of: for each address that it fetched the record it was given, under that
    address. The server that replays captures finds one by a like address, too.
    """
    spec = importlib.util.spec_from_file_location("replay", TOOLS / "replay.py")
    assert spec is not None
    assert spec.loader is not None
    replay = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(replay)
    given: dict[str, bytes] = {}
    for record in members_of(CAPTURES / f"{name}.warc.gz"):
        found = _ADDRESS.search(record)
        if found is not None and b"\nWARC-Type: response" in record:
            given[_target(found[2].decode())] = record
    for target, record in list(given.items()):
        given.setdefault(replay.plain(target), record)
    with closing(sqlite3.connect(database)) as connection:
        urls = [url for (url,) in connection.execute("SELECT DISTINCT url FROM capture ORDER BY fetched_at, id")]
    records = []
    for url in urls:
        record = given.get(_target(url)) or given.get(replay.plain(_target(url)))
        if record is not None:
            records.append(_ADDRESS.sub(lambda found, url=url: found[1] + url.encode(), record, count=1))
    to.write_bytes(b"".join(map(gzip.compress, records)))
    return to


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@pytest.mark.parametrize("name", WHOLE)
def test_ingesting_gives_the_rows_of_crawling(name: str, crawled: Callable[[str], Crawled], tmp_path: Path) -> None:
    archive = crawled(name).database
    manner = Manner(timezone=ZONES.get(name, ""))
    by_crawling = dump(str(archive))
    alone = fetched_alone(name, archive, tmp_path / "fetched.warc.gz")
    report, said = take_in(alone, database=tmp_path / "fetched.db", warc=tmp_path, manner=manner)
    assert (report.exit_code, said) == (0, [])
    assert len(by_crawling["post"]) > 100
    assert differences(comparable(by_crawling), comparable(dump(str(tmp_path / "fetched.db")))) == []

    report, said = take_in(CAPTURES / f"{name}.warc.gz", database=tmp_path / "ingested.db", warc=tmp_path, manner=manner)
    assert (report.exit_code, said) == (0, [])
    ingested = dump(str(tmp_path / "ingested.db"))
    for table in ("post", "thread", "revision", "quote"):
        assert by_crawling[table].keys() <= ingested[table].keys()

    before = rows(tmp_path / "ingested.db")
    again, _ = take_in(CAPTURES / f"{name}.warc.gz", database=tmp_path / "ingested.db", warc=tmp_path, manner=manner)
    assert again["held"] == again["records"]
    assert changed(before, rows(tmp_path / "ingested.db")) == []
    elsewhere = shutil.copy(CAPTURES / f"{name}.warc.gz", tmp_path / "moved.warc.gz")
    again, _ = take_in(Path(elsewhere), database=tmp_path / "ingested.db", warc=tmp_path, manner=manner)
    assert again["held"] == again["records"]
    known = dump(str(tmp_path / "ingested.db"), times=True, runs=True)
    report, said = read_again(tmp_path / "ingested.db", tmp_path, manner=manner, outcomes=("read", "kept", "lost"))
    assert (report.exit_code, said) == (0, [])
    assert differences(known, dump(str(tmp_path / "ingested.db"), times=True, runs=True)) == []


@pytest.mark.parametrize("name", VARIANTS)
def test_all_captures_of_a_site_double_nothing(name: str, tmp_path: Path) -> None:
    files = [CAPTURES / f"{one}.warc.gz" for one in (name, *(f"{name}-{variant}" for variant in VARIANTS[name]))]
    report, said = take_in(*files, database=tmp_path / "all.db", warc=tmp_path, jobs=2)
    assert (report.exit_code, said) == (0, [])
    take_in(files[0], database=tmp_path / "one.db", warc=tmp_path)
    together, alone = dump(str(tmp_path / "all.db")), dump(str(tmp_path / "one.db"))
    assert {row["number"] for row in together["revision"].values()} == {1}
    assert together["post"].keys() == alone["post"].keys()
    assert together["thread"].keys() == alone["thread"].keys()
    take_in(*reversed(files), database=tmp_path / "back.db", warc=tmp_path)
    forth, back = comparable(together), comparable(dump(str(tmp_path / "back.db")))
    for table in WORDS:
        assert differences({table: forth.get(table, {})}, {table: back.get(table, {})}) == []
