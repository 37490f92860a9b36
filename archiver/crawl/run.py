"""Runs one crawl to its end: settings, spider, progress, signals, and what the exit code says of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from archiver.config import Config
from archiver.crawl.cookies import load_cookies
from archiver.crawl.ending import counts_of, ending_of, requests_of
from archiver.crawl.resolver import is_loopback
from db.engine import open_database
from spiders.base import SiteSpider, check_url
from spiders.errors import UsageError
from spiders.platforms import platform_named


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlResult:
    """How a crawl ended. ``message`` is what a person is told where it did not end well."""

    exit_code: int
    reason: str
    counts: Mapping[str, int] = field(default_factory=dict)
    requests: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    message: str | None = None


def crawl(
    url: str,
    config: Config,
    *,
    platform: str = "",
    progress: bool = True,
    settings: Mapping[str, Any] | None = None,
) -> CrawlResult:
    """Crawl a site, board or thread until nothing is left to fetch. Blocks; can be called once in a process.

    Args:
        platform: overrides detection.
        progress: show the live line, if standard error is a terminal.
        settings: Scrapy settings that beat ours (``-s``).

    Raises:
        UsageError: the address, the platform or an option does not fit.
        DatabaseError: the database cannot be used.
    """
    url = check_url(url)
    if platform:
        platform_named(platform)
    if config["cookies"]:
        load_cookies(config["cookies"])
    if not config["delay"] and not is_loopback(urlsplit(url).hostname or ""):
        raise UsageError(f"{url}: a delay of 0 is accepted for this machine only; give --delay 0.5 or more")
    open_database(config.database_url, create=True).dispose()
    process = AsyncCrawlerProcess(_settings(config, progress=progress, extra=settings or {}))
    for name in ("scrapy.downloadermiddlewares.robotstxt", "scrapy.downloadermiddlewares.retry"):
        # What they complain of is a loss, stored and reported; their tracebacks would only bury it. Set here, since the
        # process's own logging configuration resets levels.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    crawler = process.create_crawler(SiteSpider)
    began = time.monotonic()
    task = process.crawl(crawler, url=url, platform=platform, timezone=config["timezone"])
    process.start()
    if not task.cancelled() and (error := task.exception()) is not None:
        raise error
    return _result(crawler, seconds=time.monotonic() - began)


def _settings(config: Config, *, progress: bool, extra: Mapping[str, Any]) -> Settings:
    settings = Settings()
    settings.setmodule("archiver.crawl.settings", priority="project")
    stated = {
        "DATABASE_URL": config.database_url,
        "WARC_DIR": config["warc_dir"],
        "OPERATOR": config["operator"],
        "CONTACT": config["contact"],
        "COOKIES_FILE": config["cookies"],
        "PATIENCE": config["patience"],
        "RECHECK_MIN": config["recheck_min"],
        "RECHECK_MAX": config["recheck_max"],
        "USER_AGENT": config.user_agent,
        "DOWNLOAD_DELAY": config["delay"],
        "AUTOTHROTTLE_START_DELAY": config["delay"],
        "AUTOTHROTTLE_ENABLED": config["delay"] > 0,
        "DOWNLOAD_TIMEOUT": config["timeout"],
        "DOWNLOAD_MAXSIZE": config["max_bytes"],
        "LOG_LEVEL": "WARNING",
        "EXTENSIONS": {**settings.getdict("EXTENSIONS"), **({"archiver.crawl.progress.Progress": 20} if progress else {})},
    }
    settings.setdict(stated, priority="cmdline")
    settings.setdict(dict(extra), priority="cmdline")
    return settings


def _result(crawler: Crawler, *, seconds: float) -> CrawlResult:
    reason = str(crawler.stats.get_value("finish_reason", "shutdown"))
    ending = ending_of(crawler, reason)
    return CrawlResult(
        exit_code=ending.exit_code,
        reason=reason,
        counts=counts_of(crawler),
        reasons=requests_of(crawler),
        requests=int(crawler.stats.get_value("downloader/request_count", 0)),
        seconds=seconds,
        message=ending.message,
    )
