"""What the audit says of real software, crawled from a capture, beside what that software's own database held."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
import pytest
from click.testing import CliRunner

from archiver.audit import SiteAudit
from archiver.cli.main import cli
from tests.captures import CAPTURES, need_captures
from tests.crawl.sites import Crawled

need_captures()

pytestmark = pytest.mark.captures

Crawls = Callable[[str], Crawled]


def audited(archive: Crawled) -> tuple[SiteAudit, int]:
    """The audit of a capture that was crawled, and its exit code."""
    result = CliRunner().invoke(cli, ["audit", "--json", "--database", str(archive.database)], catch_exceptions=False)
    (site,) = json.loads(result.stdout)["sites"]
    return msgspec.convert(site, SiteAudit), result.exit_code


def truth(name: str) -> dict:
    """What the software's database held."""
    return json.loads((CAPTURES / f"{name}.truth.json").read_text("utf-8"))


def test_a_whole_forum_is_complete(crawled: Crawls) -> None:
    """It declares as much as its database held of what a guest may see, in threads and in posts."""
    found, exit_code = audited(crawled("phpbb"))
    held = truth("phpbb")
    assert exit_code == 0, found.steps
    assert found.posts.held == found.posts.declared == len(held["posts"])
    assert found.threads.known == found.threads.declared == sum(not thread["deleted"] for thread in held["threads"])
    assert all(board.complete for board in found.boards)
    assert not found.quotes


def test_a_whole_blog_is_complete(crawled: Crawls) -> None:
    """An answer to a comment in the bin is counted and on no page: REST gave its words, so it is held, and `missing`."""
    found, exit_code = audited(crawled("wordpress"))
    held = truth("wordpress")
    open_ = [thread for thread in held["threads"] if not thread["password"]]
    assert exit_code == 0, found.steps
    assert found.posts.held == found.posts.declared == sum(thread["reply_count"] + 1 for thread in open_)
    assert (found.posts.missing, found.posts.unshown) == (1, 0)
    assert (found.threads.known, found.threads.gated) == (len(held["threads"]), len(held["threads"]) - len(open_))


def test_without_rest_that_answer_is_shown_nowhere(crawled: Crawls) -> None:
    found, exit_code = audited(crawled("wordpress-tt2"))
    assert exit_code == 0, found.steps
    assert (found.posts.missing, found.posts.unshown, found.posts.declared - found.posts.held) == (0, 1, 1)


def test_a_few_pages_of_a_forum_are_not_the_forum(crawled: Crawls) -> None:
    found, exit_code = audited(crawled("phpbb-reldate"))
    assert exit_code == 3
    assert {step.reason for step in found.steps} == {"discover", "retry"}  # further pages of two threads answered 404
    never = [board for board in found.boards if board.state == "never read"]
    assert {board.id for board in never} == {step.board for step in found.steps if step.board}
    assert all(board.behind == board.declared_posts for board in never)
    assert found.threads.gone == found.threads.known - found.threads.read  # the capture answers 404 for what is not in it
