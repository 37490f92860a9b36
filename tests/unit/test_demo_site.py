"""The demo serves what it promises: the same pages at every start, the manners of a web server, nothing without an answer."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse, IncompleteRead, RemoteDisconnected
from pathlib import Path
from random import Random
from urllib.parse import urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

import archiver.demo
from archiver.demo import Demo, demo_blog, demo_community, serve_demo, truth
from archiver.demo.server import Server, running
from archiver.demo.wordpress import WordPress
from archiver.demo.xenforo import XenForo
from tests.fakeforum.invent import Inventor
from tests.fakeforum.server import Body, Charset, Cut, FaultyServer, Hangup, Nested, Redirect, Slow, Status, Truncated

BASE = "http://demo.example"


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with serve_demo() as served:
        yield served


@pytest.fixture
def faulty() -> Iterator[FaultyServer]:
    server = FaultyServer(lambda base: XenForo(demo_community(), base))
    with running(server):
        yield server


def ask(url: str, target: str | None = None, *, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    """One request, nothing followed. Underscores in names of headers stand for hyphens."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=20)
    try:
        path = target if target is not None else parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


# -- the same at every start -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make", [lambda: XenForo(demo_community.__wrapped__(), BASE), lambda: WordPress(demo_blog.__wrapped__(), BASE)]
)
def test_pages_are_the_same_at_every_start(make) -> None:
    one, other = make(), make()
    addresses = list(one.addresses())
    assert addresses == list(other.addresses())
    assert [one.answer(address).body for address in addresses] == [other.answer(address).body for address in addresses]


def test_invented_communities_are_the_same_for_the_same_seed() -> None:
    assert Inventor(Random(7)).community(threads=5) == Inventor(Random(7)).community(threads=5)
    assert Inventor(Random(7)).community(threads=5) != Inventor(Random(8)).community(threads=5)


def test_nothing_of_the_demo_looks_at_a_clock() -> None:
    folder = Path(archiver.demo.__file__).parent
    sources = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    assert not re.findall(r"\.now\(|\.today\(|time\.time\(|import random|from random", sources)


# -- what is linked is there -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["forum", "blog"])
def test_every_address_answers_and_every_content_link_leads_somewhere(demo: Demo, name: str) -> None:
    base = getattr(demo, name)
    site = getattr(demo, f"{name}_server").site
    content = re.compile(r"^/(?:threads|posts|forums|members|attachments|goto|20\d\d|category|tag|author|page|feed|wp-json)/|^/$")
    asked: dict[str, int] = {}
    for address in site.addresses():
        response, body = ask(urljoin(base, address))
        assert response.status == 200, address
        if response.headers["Content-Type"].startswith("text/html"):
            for link in LexborHTMLParser(body).css("main a[href], .p-body a[href], link[rel=next], link[rel=alternate]"):
                target = urljoin(urljoin(base, address), link.attributes["href"] or "")
                path = urlsplit(target).path
                skipped = re.search(
                    r"/(?:share|reactions|reply|quote|preview|filters|show)(?:\?|$)|replytocom|prefix_id|/tags/", target
                )
                if target.startswith(base) and content.search(path) and not skipped and path not in asked:
                    asked[path] = ask(target.partition("#")[0])[0].status
    assert len(asked) >= 20
    assert {path: status for path, status in asked.items() if status not in (200, 301, 303)} == dict.fromkeys(
        [path for path in asked if "members-lounge" in path], 403
    )


def test_pages_weigh_what_real_small_pages_weigh(demo: Demo) -> None:
    for server in (demo.forum_server, demo.blog_server):
        pages = [server.site.answer(address) for address in server.site.addresses()]
        sizes = [len(page.body) for page in pages if page.content_type.startswith("text/html")]
        assert 12_000 < sum(sizes) / len(sizes) < 30_000


# -- what the content promises ---------------------------------------------------------------------------------------


def test_the_forum_holds_one_of_everything() -> None:
    community = demo_community()
    threads = community.threads
    posts = [post for thread in threads for post in thread.posts]
    long = max(threads, key=lambda thread: len(thread.posts))
    assert community.pages(long) == 3
    ordinals = [ordinal for ordinal, _ in long.shown]
    assert len(ordinals) == ordinals[-1] - 1  # one deleted post, one gap
    assert any(thread.sticky and thread.locked for thread in threads)
    assert any(thread.prefix for thread in threads)
    assert any(thread.poll for thread in threads)
    assert any(thread.moved_to for thread in threads)
    assert any(board.gated for board in community.boards)
    assert any(not truth.author(post.author).id for post in posts)
    assert {post.edit.by == post.author for post in posts if post.edit} == {True, False}
    home = {post.id: thread.id for thread in threads for post in thread.posts}
    quotes = [(thread.id, quote) for thread in threads for post in thread.posts for quote in truth.content(post.body).quotes]
    assert max(quote.depth for _, quote in quotes) == 3
    assert any(home[int(quote.source_id)] != thread for thread, quote in quotes if quote.source_id)
    assert any(quote.author and not quote.source_id for _, quote in quotes)
    assert any(not quote.author for _, quote in quotes)
    assert any(post.attachments for post in posts)
    assert any(post.reactions for post in posts)
    assert any(truth.content(post.body).mentions for post in posts)


def test_quotes_with_a_source_quote_it() -> None:
    community = demo_community()
    said = {post.id: truth.own_text(post.body) for thread in community.threads for post in thread.posts}
    for thread in community.threads:
        for post in thread.posts:
            for quote in truth.content(post.body).quotes:
                if quote.source_id:
                    assert quote.text in said[int(quote.source_id)]


def test_the_blog_holds_one_of_everything() -> None:
    blog = demo_blog()
    bread = next(article for article in blog.articles if len(article.comments) == 13)
    above = {comment.id: comment.parent for comment in bread.comments}

    def depth(comment: int | None) -> int:
        return 0 if comment is None else 1 + depth(above[comment])

    assert max(map(depth, above)) == 4
    assert blog.comment_pages(bread) == 2
    assert {comment.kind for comment in bread.comments} == {"comment", "pingback"}
    assert any(article.closed and article.comments for article in blog.articles)
    assert any(article.static for article in blog.articles)
    assert any(article.more for article in blog.articles)
    assert len(blog.entries) > blog.articles_per_page


# -- manners of the server -------------------------------------------------------------------------------------------


def test_conditional_requests_are_answered_with_304(demo: Demo) -> None:
    response, body = ask(demo.forum)
    tag, modified = response.headers["ETag"], response.headers["Last-Modified"]
    for headers in ({"If_None_Match": tag}, {"If_None_Match": f'"x", W/{tag}'}, {"If_Modified_Since": modified}):
        again, empty = ask(demo.forum, **headers)
        assert (again.status, empty) == (304, b"")
    for headers in (
        {"If_None_Match": '"other"', "If_Modified_Since": modified},
        {"If_Modified_Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
    ):
        again, full = ask(demo.forum, **headers)
        assert (again.status, full) == (200, body)


def test_pages_are_compressed_on_request_only(demo: Demo) -> None:
    plain, body = ask(demo.blog)
    assert plain.headers["Content-Encoding"] is None
    packed, wire = ask(demo.blog, Accept_Encoding="gzip, deflate")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(wire) == body


def test_head_says_what_get_would(demo: Demo) -> None:
    got, body = ask(demo.forum)
    head, nothing = ask(demo.forum, method="HEAD")
    assert nothing == b""
    assert head.headers["Content-Length"] == str(len(body))
    assert head.headers["ETag"] == got.headers["ETag"]


def test_robots_name_the_sitemap(demo: Demo) -> None:
    for base, sitemap in ((demo.forum, "sitemap.xml"), (demo.blog, "wp-sitemap.xml")):
        response, body = ask(f"{base}robots.txt")
        assert response.headers["Content-Type"].startswith("text/plain")
        assert f"Sitemap: {base}{sitemap}" in body.decode()
        assert ask(f"{base}{sitemap}")[0].status == 200


@pytest.mark.parametrize(
    ("target", "status", "location"),
    [
        ("/posts/275/", 301, "/threads/engine-dies-after-ten-minutes-bmc-1-8.27/page-2#post-275"),
        ("/goto/post?id=240", 301, "/threads/engine-dies-after-ten-minutes-bmc-1-8.27/#post-240"),
        ("/threads/27/", 301, "/threads/engine-dies-after-ten-minutes-bmc-1-8.27/"),
        ("/threads/old-name.27/page-2", 301, "/threads/engine-dies-after-ten-minutes-bmc-1-8.27/page-2"),
        (
            "/threads/engine-dies-after-ten-minutes-bmc-1-8.27/page-99",
            303,
            "/threads/engine-dies-after-ten-minutes-bmc-1-8.27/page-3",
        ),
        ("/threads/x.66/", 301, "/threads/logging-battery-voltage-with-a-small-computer.38/"),
        ("/forums/members-lounge.7/", 403, None),
        ("/threads/x.63/", 403, None),
        ("/posts/261/", 404, None),
        ("/threads/x.9999/", 404, None),
        ("/nothing", 404, None),
    ],
)
def test_the_forum_leads_where_xenforo_leads(demo: Demo, target: str, status: int, location: str | None) -> None:
    response, _ = ask(demo.forum, target)
    assert response.status == status
    assert response.headers["Location"] == (demo.forum.rstrip("/") + location if location else None)


@pytest.mark.parametrize(
    ("target", "status", "location"),
    [
        ("/?p=9", 301, "/2022/11/12/bread-without-an-oven/"),
        ("/?p=9&cpage=1", 301, "/2022/11/12/bread-without-an-oven/comment-page-1/"),
        ("/2022/11/12/bread-without-an-oven", 301, "/2022/11/12/bread-without-an-oven/"),
        ("/2022/11/12/bread-without-an-oven/comment-page-7/", 301, "/2022/11/12/bread-without-an-oven/"),
        ("/page/9/", 404, None),
        ("/?p=12345", 404, None),
    ],
)
def test_the_blog_leads_where_wordpress_leads(demo: Demo, target: str, status: int, location: str | None) -> None:
    response, _ = ask(demo.blog, target)
    assert response.status == status
    assert response.headers["Location"] == (demo.blog.rstrip("/") + location if location else None)


def test_the_api_counts_its_pages(demo: Demo) -> None:
    seen: list[int] = []
    url: str | None = f"{demo.blog}wp-json/wp/v2/comments?per_page=8&order=asc"
    while url:
        response, body = ask(url)
        assert response.headers["X-WP-TotalPages"] == "3"
        seen += [comment["id"] for comment in json.loads(body)]
        following = re.search(r'<([^<>]+)>; rel="next"', response.headers["Link"])
        url = following[1] if following else None
    blog = demo.weblog
    assert seen == sorted(
        (c.id for a in blog.articles for c in a.comments),
        key=lambda n: next((c.posted, c.id) for a in blog.articles for c in a.comments if c.id == n),
    )
    beyond, problem = ask(f"{demo.blog}wp-json/wp/v2/comments?per_page=8&page=4")
    assert (beyond.status, json.loads(problem)["code"]) == (400, "rest_post_invalid_page_number")


def test_a_site_can_be_replaced_while_it_is_served() -> None:
    with running(Server(lambda base: XenForo(demo_community(), base))) as server:
        before = ask(server.url, "/")[1]
        server.show(lambda base: XenForo(Inventor(Random(3)).community(threads=2), base))
        assert ask(server.url, "/")[1] != before


# -- misbehaviour ----------------------------------------------------------------------------------------------------


def test_faults_end_after_so_many_times_and_the_latest_wins(faulty: FaultyServer) -> None:
    faulty.fault("/", Status(500), times=2)
    faulty.fault(re.compile("^/threads/"), Status(404))
    assert [ask(faulty.url, "/")[0].status for _ in range(3)] == [500, 500, 200]
    assert ask(faulty.url, "/threads/x.27/")[0].status == 404
    faulty.fault(re.compile("^/threads/"), Status(429, retry_after="7"))
    response, _ = ask(faulty.url, "/threads/x.27/")
    assert (response.status, response.headers["Retry-After"]) == (429, "7")
    faulty.heal()
    assert ask(faulty.url, "/threads/x.27/")[0].status == 301
    assert faulty.requests[0] == ("GET", "/")
    assert len(faulty.requests) == 6


def test_bodies_that_are_not_pages(faulty: FaultyServer) -> None:
    whole = ask(faulty.url, "/")[1]
    faulty.fault("/", Body())
    assert ask(faulty.url, "/")[1] == b""
    faulty.fault("/", Body(b"\x89PNG\r\n", "image/png"))
    assert ask(faulty.url, "/")[0].headers["Content-Type"] == "image/png"
    faulty.fault("/", Cut(0.25))
    assert ask(faulty.url, "/")[1] == whole[: int(len(whole) * 0.25)]
    faulty.fault("/", Charset("utf-16"))
    assert ask(faulty.url, "/")[0].headers["Content-Type"] == "text/html; charset=utf-16"
    faulty.fault("/", Nested(1_000))
    assert ask(faulty.url, "/")[1].count(b"<div>") == 200


def test_connections_that_break(faulty: FaultyServer) -> None:
    faulty.fault("/", Truncated())
    with pytest.raises(IncompleteRead):
        ask(faulty.url, "/")
    faulty.fault("/", Hangup())
    with pytest.raises(RemoteDisconnected):
        ask(faulty.url, "/")


def test_redirects_that_never_end_or_lead_away(faulty: FaultyServer) -> None:
    faulty.fault("/", Redirect())
    assert ask(faulty.url, "/")[0].headers["Location"] == "/"
    faulty.fault("/", Redirect("http://elsewhere.example/", 301))
    response, _ = ask(faulty.url, "/")
    assert (response.status, response.headers["Location"]) == (301, "http://elsewhere.example/")


def test_slow_answers_are_right_answers(faulty: FaultyServer) -> None:
    quick = ask(faulty.url, "/")[1]
    faulty.fault("/", Slow(0.05))
    assert ask(faulty.url, "/")[1] == quick
