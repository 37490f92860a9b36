"""How a crawl ends: stopping it before its work is done, and what its exit code says. The first reason given counts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import get_args

from scrapy.crawler import Crawler

from spiders.errors import ArchiverError
from spiders.items import Reason

FAILURE = "archiver/failure"
FAILURE_CODE = "archiver/failure_code"
WAIT = "archiver/wait"
"""How long the server asked to be left alone, where it said so."""
BLOCKED = "blocked"

EXIT_COMPLETE, EXIT_CRASH, EXIT_LOSSES, EXIT_NOTHING, EXIT_INTERRUPTED = 0, 1, 3, 4, 130
COUNTS = ("pages", "threads", "posts", "revisions", "losses", "gated")


@dataclass(frozen=True, slots=True)
class Ending:
    """``message`` is what a person is told where the crawl did not end well."""

    exit_code: int
    message: str | None = None


def counts_of(crawler: Crawler) -> dict[str, int]:
    """What the crawl stored and lost."""
    return {name: int(crawler.stats.get_value(f"archiver/{name}", 0)) for name in COUNTS}


def requests_of(crawler: Crawler) -> dict[str, int]:
    """How many requests the crawl made, by why."""
    made = {reason: int(crawler.stats.get_value(f"archiver/requests/{reason}", 0)) for reason in get_args(Reason)}
    return {reason: count for reason, count in made.items() if count}


def ending_of(crawler: Crawler, reason: str) -> Ending:
    """What a crawl's end means.

    Args:
        reason: Scrapy's; "shutdown" is the first Ctrl-C, and what we call it where the second left no time to give one.
    """
    counts = counts_of(crawler)
    failure = crawler.stats.get_value(FAILURE)
    start_error = getattr(crawler.spider, "start_error", None)
    if reason == "shutdown":
        return Ending(EXIT_INTERRUPTED, "interrupted; what was read is stored, crawl again to go on")
    if failure is not None:
        return Ending(int(crawler.stats.get_value(FAILURE_CODE, EXIT_CRASH)), str(failure))
    if reason != "finished":
        return Ending(EXIT_CRASH, reason)
    if start_error is not None:
        return Ending(start_error.exit_code, str(start_error))
    if not counts["pages"]:
        return Ending(EXIT_NOTHING, "nothing could be read there")
    return Ending(EXIT_LOSSES if counts["losses"] else EXIT_COMPLETE)


_closing: set[asyncio.Task[None]] = set()


def stop_crawl(crawler: Crawler, reason: str, error: ArchiverError | None = None) -> None:
    """Close the spider as soon as what is in hand is finished. Safe to call from inside a request that is under way.

    Args:
        reason: one word, stored with the crawl ("blocked", "storage", "database").
        error: what a person is told, and its exit code.
    """
    stats, engine = crawler.stats, crawler.engine
    if error is not None and stats.get_value(FAILURE) is None:
        stats.set_value(FAILURE, str(error))
        stats.set_value(FAILURE_CODE, error.exit_code)
    if engine.spider is not None:
        task = asyncio.get_running_loop().create_task(engine.close_spider_async(reason=reason))
        _closing.add(task)
        task.add_done_callback(_closing.discard)
