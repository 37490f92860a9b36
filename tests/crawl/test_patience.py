"""A server that asks for pauses gets them, longer each time; one that goes away is not asked page after page."""

from __future__ import annotations

import re
import time

import pytest

from tests.crawl.watched import Watched
from tests.fakeforum.server import Fault, Hangup, Status

THREADS = re.compile("^/threads/")


def test_a_429_without_retry_after_is_waited_out(forum: Watched) -> None:
    forum.server.fault(forum.at(forum.threads(pages=1)[0]), Status(429), times=2)
    began = time.monotonic()
    ended = forum.crawl("--delay", "0.02", "-s", "LOG_LEVEL=INFO")
    assert ended.code == 0
    assert time.monotonic() - began > 0.2 + 0.4
    assert re.findall(r"pausing (\d+) seconds \(HTTP status 429\)", ended.said) == ["0", "0"]
    assert forum.losses() == []


def test_pauses_double_until_patience_ends_and_the_site_is_left_alone(forum: Watched) -> None:
    forum.server.fault(THREADS, Status(429))
    began = time.monotonic()
    ended = forum.crawl("--delay", "0.01", "-s", "PATIENCE=1")
    assert ended.code == 3
    assert "has said 5 times in a row that we ask too much (HTTP status 429)" in ended.said  # 0.1, 0.2, 0.4, 0.8: then 1.6
    assert time.monotonic() - began > 1.5
    assert forum.rows("SELECT reason FROM crawl") == [("blocked",)]
    assert forum.rows("SELECT blocked_until IS NOT NULL FROM site") == [(1,)]
    assert len([target for _, target in forum.server.requests if THREADS.match(target)]) == 5


def test_a_page_in_between_ends_the_doubling(forum: Watched) -> None:
    for thread in forum.threads(pages=1)[:6]:
        forum.server.fault(forum.at(thread), Status(429), times=1)
    assert forum.crawl("--delay", "0.01", "-s", "PATIENCE=0.5").code == 0


def test_a_site_that_is_always_told_to_slow_down_without_a_pause_ends_as_blocked(forum: Watched) -> None:
    """Without a delay, as on this machine, pauses are none: then the pages that were refused are counted."""
    forum.server.fault(THREADS, Status(429))
    assert "refused 5 pages in a row (HTTP status 429)" in forum.crawl().said
    assert forum.rows("SELECT reason FROM crawl") == [("blocked",)]


@pytest.mark.parametrize(("fault", "rows"), [(Hangup(), 5), (Status(500), 10)], ids=["no answer", "status 500"])
def test_a_site_that_goes_away_in_the_middle_ends_the_run(forum: Watched, fault: Fault, rows: int) -> None:
    assert len(forum.community.threads) > rows
    forum.server.fault(THREADS, fault)
    ended = forum.crawl()
    assert ended.code == 3, ended.said
    assert "has gone away" in ended.said
    assert "crawl again later to go on" in ended.said
    assert forum.rows("SELECT reason, exit_code FROM crawl") == [("away", 3)]
    assert len(forum.losses("fetch")) <= rows

    forum.server.heal()
    forum.change("UPDATE loss SET next_try = '2020-01-01 00:00:00'")
    assert forum.crawl().code == 0  # goes on: what was left is read, and what was lost
    assert forum.losses() == []
    assert forum.held() > 50


def test_a_server_that_is_not_there_any_more(forum: Watched) -> None:
    assert forum.crawl().code == 0
    forum.change("DELETE FROM thread_page")
    forum.server.shutdown()
    forum.server.server_close()
    ended = forum.crawl()
    assert ended.code == 3
    assert "has gone away: 5 requests in a row without an answer" in ended.said


def test_one_broken_thread_is_no_site_that_went_away(forum: Watched) -> None:
    for thread in forum.threads(pages=1)[:4]:
        forum.server.fault(forum.at(thread), Hangup())
    ended = forum.crawl()
    assert ended.code == 3
    assert "has gone away" not in ended.said
    assert len(forum.losses("fetch")) == 4
