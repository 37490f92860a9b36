"""How a crawl ends before its work is done: the first reason given is the one that counts."""

from __future__ import annotations

import asyncio

from scrapy.crawler import Crawler

from spiders.errors import ArchiverError

FAILURE = "archiver/failure"
FAILURE_CODE = "archiver/failure_code"
BLOCKED = "blocked"

_closing: set[asyncio.Task[None]] = set()


def stop_crawl(crawler: Crawler, reason: str, error: ArchiverError | None = None) -> None:
    """Close the spider as soon as what is in hand is finished. Safe to call from inside a request that is under way.

    Args:
        reason: one word, stored with the crawl ("blocked", "storage", "database").
        error: what a person is told, and its exit code.
    """
    stats, engine = crawler.stats, crawler.engine
    if stats is not None and error is not None and stats.get_value(FAILURE) is None:
        stats.set_value(FAILURE, str(error))
        stats.set_value(FAILURE_CODE, error.exit_code)
    if engine is not None and engine.spider is not None:
        task = asyncio.get_running_loop().create_task(engine.close_spider_async(reason=reason))
        _closing.add(task)
        task.add_done_callback(_closing.discard)
