"""Forums whose API tells more than their pages: a crawl that begins at a page reads the rest by the API, and again so the next time."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from archiver.demo import demo_community
from archiver.demo.server import running
from tests.crawl.zygote import Zygote
from tests.fakeforum.discourse import Discourse
from tests.fakeforum.flarum import Flarum
from tests.fakeforum.server import FaultyServer


def test_discourse_is_asked_for_json(crawls: Zygote, tmp_path: Path) -> None:
    community = demo_community()
    with running(FaultyServer(lambda base: Discourse(community, base))) as server:
        for number in range(2):
            before = len(server.requests)
            options = ("--database", str(tmp_path / "a.db"), "--warc-dir", str(tmp_path / "warc"), "--delay", "0", "--quiet")
            ended = crawls.run("crawl", f"{server.url}/forum/", *options)
            assert ended.code == 0, ended.said
            asked = [target for _, target in server.requests[before:] if target not in ("/robots.txt", "/forum/")]
            assert asked
            assert [target for target in asked if ".json" not in target] == []
            assert len(set(asked)) == len(asked)
            assert any("/t/" in target for target in asked) == (number == 0)
    shown = [
        post
        for thread in community.threads
        if thread.moved_to is None and not community.board[thread.board].gated
        for _, post in thread.shown
    ]
    with sqlite3.connect(tmp_path / "a.db") as database:
        rows = database.execute("SELECT native_id, id_kind FROM post").fetchall()
        assert sorted(rows) == sorted((str(post.id), "stated") for post in shown)
        assert database.execute("SELECT count(*) FROM thread WHERE url LIKE '%.json%'").fetchone() == (0,)
        stated = database.execute("SELECT count(*), count(source_post_id) FROM quote WHERE stated_id IS NOT NULL").fetchone()
        assert stated[0] == stated[1] > 0
        assert database.execute("SELECT count(*) FROM board WHERE title = ''").fetchone() == (0,)


def test_flarum_tells_all_in_its_pages(crawls: Zygote, tmp_path: Path) -> None:
    community = demo_community()
    with running(FaultyServer(lambda base: Flarum(community, base))) as server:
        for number in range(2):
            before = len(server.requests)
            options = ("--database", str(tmp_path / "a.db"), "--warc-dir", str(tmp_path / "warc"), "--delay", "0", "--quiet")
            ended = crawls.run("crawl", f"{server.url}/forum/", *options)
            assert ended.code == 0, ended.said
            asked = [target for _, target in server.requests[before:]]
            assert len(set(asked)) == len(asked)
            assert not any("/api" in target for target in asked)
            assert any("/d/" in target for target in asked) == (number == 0)
        audited = crawls.run("audit", "--database", str(tmp_path / "a.db"))
        assert audited.code == 0, audited.said
