"""The same WARC into SQLite and into PostgreSQL gives the same rows, whatever the number of processes."""

from __future__ import annotations

from pathlib import Path

from archiver.captures.ingest import ingest
from archiver.captures.intake import Ears
from archiver.captures.reading import Manner
from archiver.captures.report import Report
from archiver.demo.xenforo import XenForo
from db.engine import open_database
from tests.captured import BASE, capture_site, long_threads
from tests.db.conftest import Postgres
from tests.fakeforum.dump import differences, dump


def take_in(folder: Path, url: str, jobs: int) -> Report:
    return ingest(
        [folder],
        database_url=url,
        warc_dir=folder,
        manner=Manner(),
        jobs=jobs,
        ears=Ears(note=lambda line: None, progress=lambda _: None),
    )


def test_both_databases_hold_the_same(postgres: Postgres, tmp_path: Path) -> None:
    capture_site(XenForo(long_threads(6, 45), BASE), tmp_path / "warc")
    sqlite, postgresql = f"sqlite:///{tmp_path}/archive.db", postgres.new_archive()
    assert take_in(tmp_path / "warc", sqlite, 1).exit_code == take_in(tmp_path / "warc", postgresql, 2).exit_code == 0
    engine = open_database(postgresql)
    held = dump(engine, times=True, captures=True, runs=True)
    assert len(held["post"]) > 100
    assert differences(dump(sqlite, times=True, captures=True, runs=True), held) == []
    again = take_in(tmp_path / "warc", postgresql, 1)
    assert again["held"] == again["records"] > 20
    assert differences(held, dump(engine, times=True, captures=True, runs=True)) == []
    engine.dispose()
