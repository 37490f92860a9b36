"""A blog with a forum inside: one site, whatever page a crawl begins with, and no page of it read by the wrong platform."""

from __future__ import annotations

from dataclasses import replace

from archiver.demo import demo_blog
from archiver.demo.model import Community
from tests.crawl.watched import Watched
from tests.fakeforum.bbpress import BBPress
from tests.fakeforum.blogger import Blogger, number

RECHECK = ("-s", "RECHECK_MIN=0", "-s", "RECHECK_MAX=0")


def beside_a_blog(community: Community) -> Community:
    """The community with numbers that no article has: in WordPress topics and articles are numbered in one row."""
    threads = (
        replace(thread, id=thread.id + 10_000, moved_to=thread.moved_to and thread.moved_to + 10_000)
        for thread in community.threads
    )
    return replace(community, threads=tuple(threads))


def test_a_blog_and_its_forum_are_one_site(forum: Watched) -> None:
    blog = demo_blog()
    sites: list[BBPress] = []

    def show(base: str) -> BBPress:
        sites.append(BBPress(beside_a_blog(forum.community), base, blog=blog))
        return sites[-1]

    forum.server.show(show)
    ended = forum.crawl(url=f"{forum.url}forums/")
    assert (ended.code, forum.losses()) == (0, [])
    assert forum.rows("SELECT url, platform FROM site") == [(forum.url, "wordpress")]
    topics = {str(thread.id): len(thread.shown) for thread in sites[-1].threads}
    held = dict(
        forum.rows(
            "SELECT t.native_id, count(p.id) FROM thread t JOIN post p ON p.thread_id = t.id WHERE t.kind = 'forum' GROUP BY t.id"
        )
    )
    assert held == topics
    articles = {native for (native,) in forum.rows("SELECT native_id FROM thread WHERE kind IN ('article', 'page')")}
    assert articles >= {str(article.id) for article in blog.entries}
    assert forum.crawl(*RECHECK).code == 0  # from the blog's first page now
    assert forum.rows("SELECT count(*) FROM revision WHERE number > 1") == [(0,)]
    assert forum.rows("SELECT platform FROM site") == [("wordpress",)]


def test_a_blog_drawn_by_script_is_read_from_its_feeds(forum: Watched) -> None:
    blog = demo_blog()
    sites: list[Blogger] = []

    def show(base: str) -> Blogger:
        sites.append(Blogger(blog, base, dynamic=True))
        return sites[-1]

    forum.server.show(show)
    ended = forum.crawl()
    assert forum.losses() == []
    assert ended.code == 0
    held = dict(forum.rows("SELECT t.native_id, count(p.id) FROM thread t JOIN post p ON p.thread_id = t.id GROUP BY t.id"))
    assert held == {str(number(one.id)): 1 + len(sites[-1].comments(one)) for one in sites[-1].articles}
    revisions = forum.rows("SELECT count(*) FROM revision")
    assert forum.crawl().code == 0
    assert forum.rows("SELECT count(*) FROM revision") == revisions
