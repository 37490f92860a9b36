"""A site that has changed since the last crawl: another theme is no edit, other software is another site."""

from __future__ import annotations

from archiver.demo.xenforo import XenForo
from tests.crawl.watched import Watched
from tests.fakeforum.phpbb import PhpBB

RECHECK = ("-s", "RECHECK_MIN=0", "-s", "RECHECK_MAX=0")


def test_another_version_and_theme_is_no_edit(forum: Watched) -> None:
    forum.server.show(lambda base: XenForo(forum.community, base, version="2.2"))
    assert forum.crawl().code == 0
    before = forum.held()
    forum.server.show(lambda base: XenForo(forum.community, base, version="2.3"))
    assert forum.crawl(*RECHECK).code == 0
    assert forum.held() == before
    assert forum.rows("SELECT count(*) FROM revision WHERE number > 1") == [(0,)]
    assert forum.rows("SELECT platform, platform_version FROM site") == [("xenforo", "2.3")]


def test_other_software_is_told_and_begun_with_as_another_site(forum: Watched) -> None:
    forum.server.show(lambda base: PhpBB(forum.community, base))
    assert forum.crawl().code == 0
    old = forum.rows("SELECT native_id, kind, ordinal, url FROM post ORDER BY id")

    forum.server.show(lambda base: XenForo(forum.community, base))
    ended = forum.crawl("--quiet")
    assert ended.code == 3
    (line,) = ended.said.splitlines()
    assert "this was phpbb and is xenforo now" in line
    assert "Crawl again to begin with the new one" in line
    assert forum.rows("SELECT reason FROM crawl ORDER BY id DESC LIMIT 1") == [("other software",)]

    assert forum.crawl().code == 0
    assert forum.rows("SELECT url, platform, held_by FROM site ORDER BY url") == [
        (forum.url, "xenforo", None),
        (f"{forum.url}#phpbb", "phpbb", None),
    ]
    of = "SELECT p.native_id, p.kind, p.ordinal, p.url FROM post p JOIN site s ON s.id = p.site_id WHERE s.platform = '{}' ORDER BY p.id"
    assert forum.rows(of.format("phpbb")) == old
    assert len(forum.rows(of.format("xenforo"))) > 50
