"""The only code that reads, for the command line, the web, export and plan.

All functions take a connection and answer in frozen records; times are aware and in UTC. What a function is given as ``site`` or
``thread`` is what a person types: see `db.queries.refs`.
"""

from __future__ import annotations

from db.queries.changes import Change, changes
from db.queries.history import PostHistory, find_post, post_history
from db.queries.lists import (
    BoardSummary,
    CrawlSummary,
    LossRow,
    SiteSummary,
    ThreadSummary,
    boards,
    crawls,
    losses,
    sites,
    thread,
    threads,
)
from db.queries.records import AuthorRow, EditRow, PostRow, QuoteRow, RevisionRow, SiteRow, ThreadRecord
from db.queries.refs import find_site, find_thread, site_at_address, site_of_crawl, sites_by_id
from db.queries.stats import Stats, stats
from db.queries.suspects import Suspect, suspects
from db.queries.whole import thread_record, thread_records

__all__ = [
    "AuthorRow",
    "BoardSummary",
    "Change",
    "CrawlSummary",
    "EditRow",
    "LossRow",
    "PostHistory",
    "PostRow",
    "QuoteRow",
    "RevisionRow",
    "SiteRow",
    "SiteSummary",
    "Stats",
    "Suspect",
    "ThreadRecord",
    "ThreadSummary",
    "boards",
    "changes",
    "crawls",
    "find_post",
    "find_site",
    "find_thread",
    "losses",
    "post_history",
    "site_at_address",
    "site_of_crawl",
    "sites",
    "sites_by_id",
    "stats",
    "suspects",
    "thread",
    "thread_record",
    "thread_records",
    "threads",
]
