"""A forum that misbehaves, an archive of it, and what both say afterwards."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from archiver.demo.forum_content import demo_community
from archiver.demo.model import Community, Thread
from archiver.demo.server import running
from archiver.demo.xenforo import XenForo
from tests.crawl.zygote import Ended, Zygote
from tests.fakeforum.server import FaultyServer


@dataclass(frozen=True, slots=True)
class Watched:
    """A forum on loopback, and the crawls of it."""

    community: Community
    server: FaultyServer
    folder: Path
    zygote: Zygote

    @property
    def url(self) -> str:
        return self.server.url + "/"

    @property
    def database(self) -> Path:
        return self.folder / "archive.db"

    def options(self) -> tuple[str, ...]:
        """Where everything is kept."""
        return ("--database", str(self.database), "--warc-dir", str(self.folder / "warc"), "--delay", "0")

    def crawl(self, *options: str, url: str = "") -> Ended:
        """Crawl; never a traceback, whatever the server does."""
        ended = self.zygote.run("crawl", url or self.url, *self.options(), *options)
        assert "Traceback" not in ended.said, ended.said
        return ended

    def rows(self, query: str) -> list[tuple]:
        """Rows of the archive."""
        with sqlite3.connect(self.database, timeout=30) as connection:
            return connection.execute(query).fetchall()

    def change(self, statement: str) -> None:
        """Change the archive by hand: time passes, another crawl holds a site."""
        with sqlite3.connect(self.database, timeout=30) as connection:
            connection.execute(statement)

    def losses(self, kind: str = "") -> list[tuple[str, str, str]]:
        """Kind, path and reason of what is lost, leaving out what only members may see."""
        which = f"kind = '{kind}'" if kind else "kind <> 'gated'"
        found = self.rows(f"SELECT kind, url, what FROM loss WHERE resolved_at IS NULL AND {which} ORDER BY id")
        return [(kind, url.removeprefix(self.server.url), what) for kind, url, what in found]

    def held(self) -> int:
        """Posts."""
        return self.rows("SELECT count(*) FROM post")[0][0] if self.database.exists() else 0

    def threads(self, *, pages: int) -> list[Thread]:
        """Threads of so many pages that a guest may read."""
        open_to_all = (t for t in self.community.threads if t.moved_to is None and not self.community.board[t.board].gated)
        return [thread for thread in open_to_all if self.community.pages(thread) == pages]

    def at(self, thread: Thread, page: int = 1) -> re.Pattern[str]:
        """The address of a page of a thread."""
        return re.compile(rf"^/threads/[^/]*\.{thread.id}/{f'page-{page}' if page > 1 else ''}$")

    def path(self, thread: Thread) -> str:
        """The path of a thread's first page."""
        return next(a for a in self.server.site.addresses() if self.at(thread).match(a))


@contextmanager
def watched(folder: Path, zygote: Zygote) -> Iterator[Watched]:
    """A forum of a few boards, served until the block is left."""
    shown = replace(demo_community(), posts_per_page=12)  # one thread has two pages
    with running(FaultyServer(lambda base: XenForo(shown, base))) as server:
        yield Watched(shown, server, folder, zygote)
