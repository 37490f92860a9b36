"""One crawl a site at a time; a crawl that died gives its hold back; a site that blocks is left alone, longer each time."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.crawl.watched import Watched
from tests.fakeforum.server import Status


def text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def held_by(forum: Watched, holder: str, *, minutes: float = 4) -> None:
    """Another crawl holds the site."""
    until = text(datetime.now(UTC) + timedelta(minutes=minutes))
    forum.change(f"UPDATE site SET held_by = '{holder}', held_until = '{until}'")


def test_a_crawl_holds_its_site_and_gives_it_back(forum: Watched) -> None:
    forum.server.fault(re.compile("^/threads/"), Status(503), times=3)  # keeps it busy
    assert forum.crawl().code == 0
    assert forum.rows("SELECT held_by, held_until, blocked_until FROM site") == [(None, None, None)]
    ((runner, alive),) = forum.rows("SELECT runner, heartbeat_at IS NOT NULL FROM crawl")
    assert runner.count(":") == 3
    assert alive


def test_a_second_crawl_is_refused_with_one_clear_line(forum: Watched) -> None:
    assert forum.crawl().code == 0
    held_by(forum, "elsewhere:4711:0badcafe:1")
    before = len(forum.server.requests)
    ended = forum.crawl()
    assert ended.code == 3
    (line,) = ended.said.splitlines()
    assert "process 4711 on elsewhere (until " in line
    assert "one crawl a site at a time" in line
    assert len(forum.server.requests) == before  # not even robots.txt
    assert len(forum.rows("SELECT id FROM crawl")) == 1  # it did not begin


def test_a_hold_from_another_machine_lapses(forum: Watched) -> None:
    assert forum.crawl().code == 0
    held_by(forum, "elsewhere:4711:0badcafe:1", minutes=-1)
    assert forum.crawl().code == 0


def test_a_crawl_that_was_killed_gives_its_hold_back_at_once(forum: Watched) -> None:
    forum.server.fault(re.compile(r"^/threads/.*\.1[0-9]/"), Status(429, retry_after="60"))
    pid = forum.zygote.start("crawl", forum.url, *forum.options())
    for _ in range(200):
        time.sleep(0.05)
        if (
            forum.database.exists()
            and _tables(forum)
            and forum.rows("SELECT count(*) FROM site WHERE held_by IS NOT NULL") == [(1,)]
        ):
            break
    assert forum.rows("SELECT held_until > heartbeat_at FROM site, crawl") == [(1,)]
    assert forum.zygote.kill(pid).code == -9
    forum.server.heal()
    ended = forum.crawl()
    assert ended.code == 0, ended.said


def _tables(forum: Watched) -> bool:
    return forum.rows("SELECT count(*) FROM sqlite_master WHERE name = 'post_state'") == [(1,)]


def test_a_site_not_known_yet_is_held_by_the_crawl_that_began_there(forum: Watched) -> None:
    forum.zygote.run("db", "upgrade", *forum.options()[:2])
    now = text(datetime.now(UTC))
    facts = "'guest', '{}', '" + now + "', '" + now + "', '{}'"
    forum.change(
        "INSERT INTO crawl (url, runner, identity, options, started_at, heartbeat_at, counts) "
        f"VALUES ('{forum.url}threads/5/', 'elsewhere:4711:0badcafe:1', {facts})"
    )
    ended = forum.crawl()
    assert (ended.code, "process 4711 on elsewhere" in ended.said) == (3, True)
    late = text(datetime.now(UTC) - timedelta(minutes=6))
    forum.change(f"UPDATE crawl SET heartbeat_at = '{late}', started_at = '{late}'")
    assert forum.crawl().code == 0


def test_a_crawl_whose_hold_was_taken_stops(forum: Watched) -> None:
    thread = forum.threads(pages=1)[0]
    forum.server.fault(re.compile("^/(?!robots|threads|forums)"), Status(429, retry_after="1"), times=1)
    assert forum.crawl().code == 0
    forum.change("DELETE FROM thread_page")
    forum.server.fault(forum.at(thread), Status(429, retry_after="3"))
    pid = forum.zygote.start("crawl", forum.url, *forum.options(), "-s", "HOLD_RENEWAL=0.2")
    for _ in range(100):
        time.sleep(0.05)
        if forum.rows("SELECT count(*) FROM site WHERE held_by IS NOT NULL") == [(1,)]:
            break
    held_by(forum, "elsewhere:4711:0badcafe:1")
    ended = forum.zygote.wait(pid, seconds=30)
    assert ended.code == 3
    assert "process 4711 on elsewhere" in ended.said
    assert forum.rows("SELECT reason FROM crawl ORDER BY id DESC LIMIT 1") == [("held",)]
    assert forum.rows("SELECT held_by FROM site") == [("elsewhere:4711:0badcafe:1",)]  # not ours to give back


# -- a site that blocks ---------------------------------------------------------------------------------------------------


def refuse(forum: Watched) -> None:
    forum.server.fault(re.compile("^/(?!robots)"), Status(403))


def hours_left(forum: Watched) -> float:
    ((until,),) = forum.rows("SELECT blocked_until FROM site")
    return (datetime.fromisoformat(until).replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds() / 3600


def test_a_site_that_blocks_is_left_alone_longer_each_time_until_it_lets_us_in(forum: Watched) -> None:
    assert forum.crawl().code == 0
    forum.change("DELETE FROM thread_page")  # all is to be read again
    refuse(forum)
    for hours in (6, 12, 24):
        ended = forum.crawl("--ignore-block")
        assert (ended.code, "blocks us" in ended.said) == (3, True)
        assert hours_left(forum) == pytest.approx(hours, abs=0.1)
        forum.change("UPDATE loss SET next_try = '2020-01-01 00:00:00'")
    before = len(forum.server.requests)
    ended = forum.crawl()
    (line,) = ended.said.splitlines()
    assert ended.code == 3
    assert re.search(r"left alone until \d{4}-\d\d-\d\d \d\d:\d\d UTC; .*--ignore-block", line)
    assert len(forum.server.requests) == before

    forum.server.heal()
    assert forum.crawl("--ignore-block").code == 0
    assert forum.rows("SELECT blocked_until FROM site") == [(None,)]
    assert forum.crawl().code == 0


def test_a_site_that_never_let_us_in_is_left_alone_too(forum: Watched) -> None:
    refuse(forum)
    assert "first request: HTTP status 403" in forum.crawl().said
    ended = forum.crawl()
    assert ended.code == 3
    assert "left alone until" in ended.said
    assert forum.rows("SELECT reason FROM crawl") == [("blocked",)]


def test_a_site_that_names_a_time_is_left_alone_until_then(forum: Watched) -> None:
    assert forum.crawl().code == 0
    forum.server.fault("/", Status(429, retry_after=str(100 * 3600)))
    assert "left alone for 360000 seconds" in forum.crawl().said
    assert hours_left(forum) == pytest.approx(100, abs=0.1)
