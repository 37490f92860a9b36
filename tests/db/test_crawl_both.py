"""The same crawl into SQLite and into PostgreSQL holds the same: one code for both."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from archiver.demo.server import serve_demo
from tests.db.conftest import Postgres


def archived(url: str, database: str, folder: Path) -> dict[str, Any]:
    """Crawl and export; threads by id, without what differs from run to run (when and where it was captured)."""
    run = [sys.executable, "-m", "archiver"]
    where = ["--database", database]
    crawl = [*run, "crawl", url, *where, "--warc-dir", str(folder), "--delay", "0"]
    done = subprocess.run(crawl, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    export = subprocess.run([*run, "export", *where], capture_output=True, text=True, check=True).stdout
    threads = {}
    for line in export.splitlines():
        thread = json.loads(line)
        for post in thread["posts"]:
            del post["capture"]
            for revision in post["revisions"]:
                del revision["observed_from"]
        threads[thread["id"]] = thread
    return threads


def test_both_databases_hold_the_same(postgres: Postgres, tmp_path: Path) -> None:
    with serve_demo() as sites:
        for url in (sites.forum, sites.blog):
            name = url.rsplit(":", 1)[1].strip("/")
            sqlite = archived(url, str(tmp_path / f"{name}.db"), tmp_path / "one")
            assert len(sqlite) > 5
            assert archived(url, postgres.new_database(), tmp_path / "two") == sqlite
