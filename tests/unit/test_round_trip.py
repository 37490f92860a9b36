"""Reading inverts rendering: a random thread in each platform's markup, read back, says what the model says."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.demo import demo_blog, demo_community, truth
from archiver.demo.blog_model import Article, Comment
from archiver.demo.model import Board, Community
from tests.fakeforum import facts
from tests.fakeforum.facts import Prints
from tests.fakeforum.invent import WORDS, Inventor
from tests.fakeforum.ways import BASE, ways

LENIENT = settings(suppress_health_check=list(HealthCheck))


FORUMS = {name: way for name, way in ways().items() if way.reader.family == "forum"}
BLOGS = {name: way for name, way in ways().items() if way.reader.family == "blog"}


def phrases() -> st.SearchStrategy[str]:
    """Phrases as people type them, and as nobody would."""
    letters = st.characters(categories=("L", "M", "N", "P", "S"))
    words = st.lists(st.text(letters, min_size=1, max_size=6), min_size=1, max_size=4).map(" ".join)
    return st.sampled_from(WORDS) | words


@st.composite
def inventors(draw: st.DrawFn, *, placeholders: bool) -> Inventor:
    """An inventor who draws from hypothesis, so that what fails is made small."""
    random = draw(st.randoms(use_true_random=False) | st.integers(0, 2**32).map(Random))
    return Inventor(random, phrase=lambda: draw(phrases()), placeholders=placeholders)


@pytest.mark.parametrize("name", FORUMS)
@LENIENT
@given(data=st.data())
def test_threads(name: str, data: Any) -> None:
    way = FORUMS[name]
    prints = way.prints
    inventor = data.draw(inventors(placeholders=prints.placeholders))
    community = inventor.community(threads=1, posts=(1, 7), posts_per_page=4)
    thread = community.threads[0]
    site = way.make(community, BASE)
    addresses = [address for address in site.addresses() if f"{thread.id}" in address and "member" not in address]
    assert len(addresses) == community.pages(thread)
    for number, address in enumerate(addresses, 1):
        reading = way.read(site, address)
        assert reading.kind == "thread"
        (page,) = reading.threads
        assert page.losses == ()
        assert (page.number, page.pages) == (number, len(addresses))
        assert (page.next_url is not None) == (number < len(addresses))
        seen = [facts.seen_post(post, prints) for post in page.posts]
        expected = [
            facts.expected_post(ordinal, post, prints) for ordinal, post in facts.page_shown(community, thread, number, prints)
        ]
        assert facts.differences(seen, expected) == []
        header = facts.seen_thread(page.thread, prints)
        wanted = facts.expected_thread(community, thread, prints, first_page=number == 1)
        if number > 1:  # who began the thread, and when, stands on its first page
            header |= {fact: wanted[fact] for fact in ("author", "created") if header[fact] is None}
        assert facts.differences([header], [wanted]) == []


@pytest.mark.parametrize("name", FORUMS)
@LENIENT
@given(data=st.data())
def test_listings(name: str, data: Any) -> None:
    way = FORUMS[name]
    prints = way.prints
    community = data.draw(inventors(placeholders=False)).community(threads=4, posts=(1, 3), posts_per_page=2, threads_per_page=3)
    site = way.make(community, BASE)
    index = way.read(site, next(iter(site.addresses()))).listing
    assert index is not None
    if prints.board_tree:
        assert [(board.id, board.title, board.kind, board.parent_id) for board in index.boards] == [
            (
                facts.board_id(board, prints),
                board.title,
                "category" if board.category and prints.bare_categories else "forum",
                facts.board_id(community.board[board.parent], prints) if board.parent else None,
            )
            for board in community.boards
        ]
    else:
        categories = {board.id: board.title for board in index.boards if board.kind == "category"}
        assert [(board.id, board.title, categories[board.parent_id]) for board in index.boards if board.kind == "forum"] == [
            (str(board.id), board.title, category.title)
            for category in community.children(None)
            for board in community.boards
            if not board.category and community.path(board)[0].id == category.id
        ]
    inner = [board for board in community.boards if not board.category and community.board[board.parent or 0].category]
    figures = {str(board.id): (*_figures(community, board, prints), board.description) for board in inner}
    declared = {board.id: (board.threads, board.posts, board.description) for board in index.boards}
    assert {board: declared[board] for board in figures} == figures
    rows = []
    for address in site.addresses():
        if "forum" in address and "viewtopic" not in address:
            listing = way.read(site, address).listing
            if listing is not None and listing.board is not None:
                rows += [facts.seen_row(row, prints) | {"board": listing.board.id} for row in listing.threads]
    expected = [
        facts.expected_row(community, thread, prints) | {"board": str(board.id)}
        for board in community.boards
        for thread in community.threads_of(board)
    ]
    assert facts.differences(rows, expected) == []


def _figures(community: Community, board: Board, prints: Prints) -> tuple[int | None, int | None]:
    """A board's threads and posts as the platform counts them."""
    if prints.figures_below:
        threads, posts = community.figures(board)
    else:
        own = community.threads_of(board)
        threads, posts = len(own), sum(len(thread.shown) for thread in own)
    return threads if prints.board_threads else None, posts if prints.board_posts else None


@pytest.mark.parametrize("name", FORUMS)
def test_the_demo_forum(name: str) -> None:
    way = FORUMS[name]
    prints = way.prints
    community = demo_community()
    site = way.make(community, BASE)
    for address in site.addresses():
        reading = way.read(site, address)
        assert reading.losses == ()
        for page in reading.threads:
            thread = community.thread[int(page.thread.id)]
            seen = [facts.seen_post(post, prints) for post in page.posts]
            shown = facts.page_shown(community, thread, page.number or 1, prints)
            expected = [facts.expected_post(ordinal, post, prints) for ordinal, post in shown]
            assert facts.differences(seen, expected) == []
        if reading.kind == "board" and reading.listing is not None and reading.listing.board is not None:
            rows = reading.listing.threads
            threads = community.threads_of(community.board[int(reading.listing.board.id or 0)])
            threads = tuple(thread for thread in threads if prints.stubs or thread.moved_to is None)
            assert [row.state == "moved" for row in rows] == [thread.moved_to is not None for thread in threads]
            seen = [facts.seen_row(row, prints) for row in rows if row.state != "moved"]
            expected = [facts.expected_row(community, thread, prints) for thread in threads if thread.moved_to is None]
            assert facts.differences(seen, expected) == []


@pytest.mark.parametrize("name", BLOGS)
@LENIENT
@given(data=st.data())
def test_articles(name: str, data: Any) -> None:
    way = BLOGS[name]
    prints = way.prints
    blog = data.draw(inventors(placeholders=False)).blog(articles=1, comments=(0, 7), comments_per_page=2)
    article = blog.articles[0]
    site = way.make(blog, BASE)
    addresses = [address for address in site.addresses() if article.slug in address and "feed" not in address]
    pages = blog.comment_pages(article)
    assert len(addresses) == (1 if pages == 1 else pages + 1)
    for address in addresses:
        reading = way.read(site, address)
        assert reading.kind == "article"
        (page,) = reading.threads
        assert page.losses == ()
        number = pages if address == addresses[0] else addresses.index(address)
        assert (page.number, page.pages) == (number, pages)
        assert page.thread.id == str(article.id)
        assert page.thread.title == article.title
        assert {label.title for label in page.thread.labels} == {term.name for term in (*article.categories, *article.tags)}
        opening, *comments = page.posts
        assert facts.differences([facts.seen_article(opening, prints)], [facts.expected_article(article, prints)]) == []
        expected = [facts.expected_comment(comment, prints) for comment in in_order(article, blog.comment_page(article, number))]
        assert facts.differences([facts.seen_comment(comment, prints) for comment in comments], expected) == []


def in_order(article: Article, comments: tuple[Comment, ...]) -> list[Comment]:
    """Comments as a page shows them: each followed by the answers to it."""
    return [found for comment in comments for found in (comment, *in_order(article, article.tree.get(comment.id, ())))]


@LENIENT
@given(data=st.data())
def test_the_api(data: Any) -> None:
    way = BLOGS["twenty twenty"]
    blog = data.draw(inventors(placeholders=False)).blog(articles=2, comments=(0, 5), comments_per_page=2)
    site = way.make(blog, BASE)
    posts = way.read(site, "/wp-json/wp/v2/posts?per_page=100&order=asc").threads
    assert [page.view for page in posts] == ["api", "api"]
    for page, article in zip(posts, blog.articles, strict=True):
        (opening,) = page.posts
        seen = facts.seen_article(opening, way.prints)
        assert (
            facts.differences([seen | {"author": None}], [facts.expected_article(article, way.prints) | {"author": None}]) == []
        )
        assert facts.moment(opening.posted.at if opening.posted else None) == facts.moment(article.posted)
    comments = [
        (page.thread.id, facts.seen_comment(comment, way.prints))
        for page in way.read(site, "/wp-json/wp/v2/comments?per_page=100&order=asc").threads
        for comment in page.posts
    ]
    expected = [(str(a.id), facts.expected_comment(c, way.prints)) for a in blog.articles for c in a.comments]
    assert [thread for thread, _ in comments] == [thread for thread, _ in expected]
    assert facts.differences([comment for _, comment in comments], [comment for _, comment in expected]) == []


@pytest.mark.parametrize("name", BLOGS)
def test_the_demo_blog(name: str) -> None:
    way = BLOGS[name]
    blog = demo_blog()
    site = way.make(blog, BASE)
    listed: list[str] = []
    for address in site.addresses():
        if address != "/" and not address.startswith("/page/"):
            continue
        reading = way.read(site, address)
        assert reading.kind == "index"
        assert reading.listing is not None
        listed += [row.id for row in reading.listing.threads]
        if name != "block theme":  # which shows excerpts only
            for page in reading.threads:
                article = blog.article[int(page.thread.id)]
                if article.more or len(article.body) > 1:  # of one paragraph nobody can tell whether it is the whole
                    assert page.view == ("excerpt" if article.more else "page")
                content = page.posts[0].content
                shown = truth.content(article.body[: article.more], emoji=True, quotes_stay=True)
                assert content is not None
                assert facts.lines(content.text) == facts.lines(shown.text)
        assert (reading.listing.next_url is None) == (len(listed) == len(blog.entries))
    assert listed == [str(article.id) for article in blog.entries]
