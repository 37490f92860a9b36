"""The first Ctrl-C finishes the page in hand: what was read is stored, and the next crawl goes on."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from archiver.demo.server import serve_demo


def test_ctrl_c_keeps_what_was_read(tmp_path: Path) -> None:
    database = tmp_path / "archive.db"
    with serve_demo() as sites:
        where = ["--database", str(database), "--warc-dir", str(tmp_path / "warc")]
        command = [sys.executable, "-m", "archiver", "crawl", sites.forum, *where]
        slow = subprocess.Popen([*command, "--delay", "0.4"], stderr=subprocess.PIPE, text=True)
        for _ in range(100):
            time.sleep(0.1)
            if database.exists() and _count(database, "post") > 0:
                break
        slow.send_signal(signal.SIGINT)
        _, said = slow.communicate(timeout=30)
        assert slow.returncode == 130, said
        assert "interrupted" in said
        assert "Traceback" not in said
        held = _count(database, "post")
        assert held > 0
        with sqlite3.connect(database) as connection:
            assert connection.execute("SELECT reason, exit_code FROM crawl").fetchall() == [("shutdown", 130)]
        for path in (tmp_path / "warc").iterdir():
            with path.open("rb") as stream:
                kinds = [record.rec_type for record in ArchiveIterator(stream)]
            assert kinds[0] == "warcinfo"
        rest = subprocess.run([*command, "--delay", "0"], capture_output=True, text=True, check=False)
        assert rest.returncode == 0, rest.stderr
        assert _count(database, "post") > held


def _count(database: Path, table: str) -> int:
    try:
        with sqlite3.connect(database) as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
