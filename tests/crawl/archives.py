"""An archive and its archivist, who crawls again and again until nothing is lost."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from tests.crawl.zygote import Ended, Zygote
from tests.fakeforum.dump import Tables, dump

PATIENCE = 40
"""Crawls after which the archivist gives up hope."""


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive of one site in a folder, and the crawls into it."""

    folder: Path
    url: str
    zygote: Zygote

    @property
    def database(self) -> Path:
        return self.folder / "archive.db"

    def start(self, *options: str) -> int:
        """Begin a crawl; returns the process id."""
        return self.zygote.start(*self._command(options))

    def crawl(self, *options: str, limit: int | None = None) -> Ended:
        """Crawl once. ``limit``: no file may grow larger."""
        ended = self.zygote.run(*self._command(options), limit=limit)
        assert "Traceback" not in ended.said, ended.said
        return ended

    def crawl_to_the_end(self, *options: str) -> int:
        """Crawl until nothing is lost any more, as one would over days; returns how many crawls that took."""
        for number in range(1, PATIENCE + 1):
            self.make_due()
            ended = self.crawl(*options)
            assert ended.code in (0, 3, 4), ended
            if ended.code == 0 and not self.losses():
                return number
        raise AssertionError(f"after {PATIENCE} crawls there are losses: {self.losses()}; {ended.said}")

    def make_due(self) -> None:
        """Days pass: what was lost is due again, a site that was left alone is no more, a hold of the dead has lapsed."""
        if not self.database.exists():
            return
        with sqlite3.connect(self.database, timeout=30) as connection:
            if connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'loss'").fetchone() == (1,):
                connection.execute("UPDATE loss SET next_try = '2000-01-01 00:00:00' WHERE next_try IS NOT NULL")
                connection.execute("UPDATE site SET blocked_until = NULL")
                connection.execute("UPDATE site SET held_until = '2000-01-01 00:00:00' WHERE held_until IS NOT NULL")

    def losses(self) -> list[tuple[str, str]]:
        """What is lost: addresses and why. What only members may see is not."""
        return self.rows("SELECT url, what FROM loss WHERE resolved_at IS NULL AND kind <> 'gated'")

    def held(self) -> set[str]:
        """The paths of the pages of threads that are held, and not lost in part."""
        if not self.database.exists():
            return set()
        pages = self.rows(
            "SELECT DISTINCT c.url FROM thread_page p JOIN capture c ON c.id = p.capture_id WHERE p.view = 'page' "
            "AND c.url NOT IN (SELECT url FROM loss WHERE resolved_at IS NULL)"
        )
        return {re.sub(r"^https?://[^/]+", "", url) for (url,) in pages}

    def dump(self) -> Tables:
        """What it holds."""
        return dump(str(self.database))

    def rows(self, query: str) -> list[tuple]:
        """Rows of the archive."""
        with sqlite3.connect(self.database, timeout=30) as connection:
            return connection.execute(query).fetchall()

    def _command(self, options: tuple[str, ...]) -> tuple[str, ...]:
        where = ("--database", str(self.database), "--warc-dir", str(self.folder / "warc"))
        return ("crawl", self.url, *where, "--delay", "0", "--quiet", "--ignore-block", *options)
