"""A wall in place of a page ("are you human?") is a loss that says whose it is, never a page that was read."""

from __future__ import annotations

import re

import pytest

from tests.crawl.watched import Watched
from tests.fakeforum.server import Body, Status
from tests.unit.test_walls import WALLS

ANUBIS = WALLS["Anubis"]
CLOUDFLARE = WALLS["Cloudflare"]


def test_a_wall_with_status_200_is_a_loss_and_no_thread(forum: Watched) -> None:
    thread = forum.threads(pages=1)[0]
    forum.server.fault(forum.at(thread), Body(ANUBIS))
    ended = forum.crawl()
    assert ended.code == 3, ended.said
    assert [(kind, what) for kind, _, what in forum.losses()] == [("blocked", "Anubis asks whether we are human")]
    assert forum.rows("SELECT outcome FROM capture WHERE id IN (SELECT capture_id FROM loss WHERE kind = 'blocked')") == [
        ("lost",)
    ]
    assert forum.rows(
        f"SELECT count(*) FROM thread_page p JOIN thread t ON t.id = thread_id WHERE t.native_id = '{thread.id}'"
    ) == [(0,)]

    forum.server.heal()
    forum.change("UPDATE loss SET next_try = '2020-01-01 00:00:00'")
    ended = forum.crawl()
    assert (ended.code, forum.losses()) == (0, [])


@pytest.mark.parametrize("fault", [Body(CLOUDFLARE), Status(503, CLOUDFLARE), Status(403, CLOUDFLARE)], ids=["200", "503", "403"])
def test_a_site_behind_a_wall_is_left_alone(forum: Watched, fault: Body | Status) -> None:
    forum.server.fault(re.compile(r"^/(?!robots)"), fault)
    ended = forum.crawl("--quiet")
    assert ended.code == 3
    (line,) = ended.said.splitlines()
    assert "Cloudflare asks whether we are human" in line
    assert forum.rows("SELECT reason FROM crawl") == [("blocked",)]
    pages = [target for _, target in forum.server.requests if target != "/robots.txt"]
    assert pages == ["/"]


def test_a_wall_that_comes_up_in_the_middle_ends_the_crawl_as_blocked(forum: Watched) -> None:
    forum.server.fault(re.compile("^/threads/"), Body(CLOUDFLARE))
    ended = forum.crawl()
    assert ended.code == 3
    assert "refused 5 pages in a row (Cloudflare asks" in ended.said
    assert forum.rows("SELECT reason FROM crawl") == [("blocked",)]
    assert forum.held() == 0
