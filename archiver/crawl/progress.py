"""What a person sees while a crawl runs: one live line on a terminal, nothing elsewhere."""

from __future__ import annotations

import time
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table
from scrapy import signals
from scrapy.crawler import Crawler
from twisted.internet.task import LoopingCall


class Progress:
    """Scrapy extension: shows pages, threads, posts, queue, losses and rate, twice a second, on standard error."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._console = Console(stderr=True)
        self._began = time.monotonic()
        self._live: Live | None = None
        self._clock = LoopingCall(self.show)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Run between the opening and the closing of the spider."""
        progress = cls(crawler)
        crawler.signals.connect(progress.open, signal=signals.spider_opened)
        crawler.signals.connect(progress.close, signal=signals.spider_closed)
        return progress

    def open(self) -> None:
        """Begin, if standard error is a terminal."""
        if self._console.is_terminal:
            self._live = Live(self.table(), console=self._console, auto_refresh=False, transient=True)
            self._live.start()
            self._clock.start(0.5, now=True)

    def show(self) -> None:
        """Draw the line anew."""
        if self._live is not None:
            self._live.update(self.table(), refresh=True)

    def close(self) -> None:
        """Take the line away; the report follows."""
        if self._clock.running:
            self._clock.stop()
        if self._live is not None:
            self._live.stop()
            self._live = None

    def table(self) -> Table:
        """The figures of this moment."""
        stats = self._crawler.stats
        figures = {
            name: stats.get_value(f"archiver/{name}", 0) if stats else 0 for name in ("pages", "threads", "posts", "losses")
        }
        elapsed = max(time.monotonic() - self._began, 0.001)
        table = Table.grid(padding=(0, 2))
        table.add_row(
            *(f"[bold]{count:,}[/] {name}" for name, count in figures.items()),
            f"[bold]{self._queued():,}[/] queued",
            f"{figures['pages'] / elapsed:.1f} pages/s",
            f"{int(elapsed) // 60}:{int(elapsed) % 60:02}",
        )
        return table

    def _queued(self) -> int:
        engine = self._crawler.engine
        slot = getattr(engine, "_slot", None)
        return (len(slot.scheduler) + len(slot.inprogress)) if slot is not None else 0
