"""A crawl with an account: who is logged in is told by the pages, and what a guest is not shown is not deleted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.crawl.watched import Watched
from tests.fakeforum.server import Altered


@pytest.fixture
def cookies(tmp_path: Path) -> str:
    """An export of a browser that is logged in, or was."""
    path = tmp_path / "cookies.txt"
    path.write_text("# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t2147483647\txf_user\t5%2Cabc\n")
    return str(path)


def as_member(page: str) -> str:
    return page.replace('data-logged-in="false"', 'data-logged-in="true"')


def test_cookies_that_log_nobody_in_end_the_crawl_on_its_first_page(forum: Watched, cookies: str) -> None:
    ended = forum.crawl("--cookies", cookies, "--quiet")
    assert ended.code == 2
    (line,) = ended.said.splitlines()
    assert "log nobody in; export them from a browser that is logged in" in line
    assert [target for _, target in forum.server.requests] == ["/robots.txt", "/"]
    assert forum.rows("SELECT reason FROM crawl") == [("logged out",)]


def test_a_login_that_ends_in_the_middle_ends_the_crawl(forum: Watched, cookies: str) -> None:
    forum.server.fault(re.compile("^/(?!robots)"), Altered(as_member), times=9)
    ended = forum.crawl("--cookies", cookies, "--quiet")
    assert ended.code == 3
    (line,) = ended.said.splitlines()
    assert "the login has ended" in line
    assert len([target for _, target in forum.server.requests if target != "/robots.txt"]) <= 11  # one may be under way
    # The page that told so was a guest's, and those before it were not.
    identities = "SELECT p.identity, count(*) FROM thread_page p GROUP BY p.identity ORDER BY p.identity"
    assert dict(forum.rows(identities))["guest"] in (1, 2)
    assert dict(forum.rows(identities))["account"] > 1
    assert forum.losses() == []


def test_what_a_guest_is_not_shown_is_not_deleted(forum: Watched, cookies: str) -> None:
    """An account reads all; its login ends; the board that was open to it is closed to the guest it has become."""
    everybody = re.compile("^/(?!robots)")
    board = next(board for board in forum.community.boards if not board.gated and forum.community.threads_of(board))
    thread = forum.community.threads_of(board)[0]
    forum.server.fault(everybody, Altered(as_member))
    assert forum.crawl("--cookies", cookies).code == 0
    held = forum.held()

    forum.server.heal()
    forum.server.fault(everybody, Altered(as_member), times=3)
    gated = next(board for board in forum.community.boards if board.gated)
    closed = next(target for _, target in forum.server.requests if target.startswith("/forums/") and f".{gated.id}/" in target)
    forum.server.fault(forum.at(thread), Altered(of=closed))
    ended = forum.crawl("--cookies", cookies, "-s", "RECHECK_MIN=0", "-s", "RECHECK_MAX=0")
    assert ended.code == 3
    assert forum.held() == held
    assert forum.rows("SELECT DISTINCT state FROM post") == [("visible",)]
    assert forum.rows(f"SELECT state FROM thread WHERE native_id = '{thread.id}'") == [("visible",)]


def test_an_account_and_a_guest_are_two_identities(forum: Watched, cookies: str) -> None:
    assert forum.crawl().code == 0
    forum.server.fault(re.compile("^/(?!robots)"), Altered(as_member))
    assert forum.crawl("--cookies", cookies, "-s", "RECHECK_MIN=0", "-s", "RECHECK_MAX=0").code == 0
    assert forum.rows("SELECT DISTINCT identity FROM thread_page ORDER BY identity") == [("account",), ("guest",)]
    assert forum.rows("SELECT identity FROM crawl ORDER BY id") == [("guest",), ("account",)]
