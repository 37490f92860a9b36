"""Forums whose API tells more than their pages: a crawl that begins at a page reads the rest by the API, and again so the next time."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from archiver.demo import demo_community
from archiver.demo.server import running
from archiver.demo.site import esc
from tests.crawl.zygote import Zygote
from tests.fakeforum.discourse import PATH, Discourse
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


class ForCrawlers(Discourse):
    """Its pages are those that Discourse makes for whoever is no browser: an archiver is sent these."""

    def _page(self, held: dict[str, Any], *, missing: bool) -> str:
        (name, data), *_ = held.items()
        if name.startswith("topic_") and "post_stream" in data:
            return crawler_topic(data)
        rows = "".join(
            f'<tr class="topic-list-item"><td class="main-link"><a class="title" href="{PATH}/t/{row["slug"]}/{row["id"]}">'
            f'{esc(row["title"])}</a></td><td class="replies">{row["posts_count"] - 1}</td><td class="views">1</td><td></td></tr>'
            for row in data.get("topic_list", {}).get("topics", [])
        )
        return FRAME.format(f'<table class="topic-list">{rows}</table>')


FRAME = """<!DOCTYPE html><html lang="en"><head><title>x</title><meta name="generator" content="Discourse 3.4.1 - x version y">
</head><body class="crawler"><div id="main-outlet">{}</div></body></html>"""


def crawler_topic(data: dict[str, Any]) -> str:
    """A topic without an id of a post."""
    posts = "".join(
        f"<div id='post_{post['post_number']}' class='topic-body crawler-post'><div class='crawler-post-meta'><span class='creator'>"
        f"<a href='{PATH}/u/x'><span itemprop='name'>{esc(post['username'])}</span></a></span>"
        f"<time class='post-time' datetime='{post['created_at'][:19]}Z'>then</time></div><div class='post'>{post['cooked']}</div></div>"
        for post in data["post_stream"]["posts"]
    )
    own = f"{PATH}/t/{data['slug']}/{data['id']}"
    return FRAME.format(f'<div id="topic-title"><h1><a href="{own}">{esc(data["title"])}</a></h1></div>{posts}')


def test_a_discourse_topic_entered_by_its_page_for_crawlers_has_each_post_once(crawls: Zygote, tmp_path: Path) -> None:
    community = demo_community()
    thread = community.thread[27]
    with running(FaultyServer(lambda base: ForCrawlers(community, base))) as server:
        options = ("--database", str(tmp_path / "a.db"), "--warc-dir", str(tmp_path / "warc"), "--delay", "0", "--quiet")
        ended = crawls.run("crawl", f"{server.url}{PATH}/t/some-title/27", *options)
        assert ended.code == 0, ended.said
        asked = [target for _, target in server.requests if target != "/robots.txt"]
        assert asked == [f"{PATH}/t/some-title/27", *(f"{PATH}/t/27.json{page}" for page in ("", "?page=2", "?page=3"))]
    with sqlite3.connect(tmp_path / "a.db") as database:
        rows = database.execute("SELECT native_id, id_kind FROM post ORDER BY ordinal").fetchall()
        assert rows == [(str(post.id), "stated") for _, post in thread.shown]
        assert database.execute("SELECT count(*) FROM revision").fetchone() == (
            sum(p.state == "visible" for _, p in thread.shown),
        )


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
