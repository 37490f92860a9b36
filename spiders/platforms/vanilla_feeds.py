"""What Vanilla says to machines: feeds of its listings and discussions, and the answers of its API (``/api/v2``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from spiders.content import Rules, read_content
from spiders.dates import stamp
from spiders.errors import NotAPage
from spiders.feeds import Feed, read_feed
from spiders.items import Author, Board, Declared, Edit, Moment, Post, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms import vanilla_links as links
from spiders.platforms.vanilla_bodies import written_out
from spiders.platforms.vanilla_posts import opening_alias
from spiders.urls import same_site

_GUID = re.compile(rb"<guid[^>]*>\s*\d+@[^<]*/(?:discussions|comments|discussion)\b")
_NEXT = re.compile(r'<([^>]+)>;\s*rel="?next"?')


# -- feeds -------------------------------------------------------------------------------------------------------------


def feed_of(page: Page) -> Feed | None:
    """The feed that a page is, by the names Vanilla gives to its entries ("44921@/discussions"); None where it is none."""
    if "vanilla feed" not in page.memo:
        try:
            page.memo["vanilla feed"] = read_feed(page) if page.is_xml and _GUID.search(page.body) else None
        except NotAPage:
            page.memo["vanilla feed"] = None
    feed: Feed | None = page.memo["vanilla feed"]
    return feed


def feed_threads(page: Page) -> Iterator[ThreadPage]:
    """The discussions of a feed, without their words, which their pages have whole; the comments of a discussion's own feed."""
    feed = feed_of(page)
    about = links.thread_in(page.url)
    posts: list[Post] = []
    for entry in feed.entries if feed is not None else ():
        url = entry.url or ""
        comment, thread_id = links.comment_in(url), links.thread_in(url)
        author = Author(name=entry.author) if entry.author else None
        if not same_site(url, page.url):
            continue
        if comment and about:
            posts.append(Post(id=comment, kind="comment", author=author, posted=entry.posted, url=links.canonical(url)))
        elif thread_id and not comment:
            thread = Thread(
                id=thread_id, title=entry.title, url=links.canonical(url), author=author, created=entry.posted or entry.updated
            )
            yield ThreadPage(thread=thread, view="feed")
    if about and posts:
        yield ThreadPage(thread=Thread(id=about), posts=tuple(posts), view="feed")


# -- the API -----------------------------------------------------------------------------------------------------------


def is_answer(page: Page) -> bool:
    """Whether an answer is one of discussions or comments, as only Vanilla names their parts."""
    return bool(_records(page))


def next_answer(page: Page) -> str | None:
    """The next page of a collection, which the API names in a header."""
    found = _NEXT.search(page.headers.get("link", ""))
    return page.absolute(found[1]) if found else None


def answer_threads(page: Page, rules: Rules) -> Iterator[ThreadPage]:
    """The discussions of an answer with their opening posts, or its comments by discussion."""
    comments: dict[str, list[Post]] = {}
    for record in _records(page):
        thread_id = str(record["discussionID"])
        post = _post(record, rules)
        if "commentID" in record:
            comments.setdefault(thread_id, []).append(post)
        else:
            yield ThreadPage(thread=_thread(record, post), posts=(post,), view="api")
    for thread_id, posts in comments.items():
        yield ThreadPage(thread=Thread(id=thread_id), posts=tuple(posts), view="api")


def _records(page: Page) -> list[dict[str, Any]]:
    if "vanilla records" not in page.memo:
        try:
            answer = page.json
        except NotAPage:
            answer = None
        found = answer if isinstance(answer, list) else [answer]
        page.memo["vanilla records"] = [
            one
            for one in found
            if isinstance(one, dict)
            and isinstance(one.get("discussionID"), int)
            and isinstance(one.get("body"), str)
            and isinstance(one.get("commentID", one.get("categoryID")), int)
        ]
    records: list[dict[str, Any]] = page.memo["vanilla records"]
    return records


def _post(record: dict[str, Any], rules: Rules) -> Post:
    is_comment = "commentID" in record
    url, changed, editor = _text(record, "url"), _moment(record, "dateUpdated"), _author(record.get("updateUser"))
    body = LexborHTMLParser(f'<div class="Message">{record["body"]}</div>', scripting=True).css_first(".Message")
    written = written_out(body) if body is not None else None
    for quote in written.css("blockquote") if written is not None else ():
        quote.attrs["class"] = f"{quote.attrs.get('class') or ''} UserQuote"
    raw, writer = _text(record, "dateUpdated"), _author(record.get("insertUser"))
    if editor is None and writer is not None and str(record.get("updateUserID")) == writer.id:
        editor = writer
    return Post(
        id=str(record["commentID" if is_comment else "discussionID"]),
        kind="comment" if is_comment else "article",
        author=writer,
        posted=_moment(record, "dateInserted"),
        aliases=() if is_comment else (opening_alias(str(record["discussionID"])),),
        url=url,
        content=read_content(written, rules) if written is not None else None,
        edits=(Edit(raw=raw, time=changed, by=editor.name if editor else None, by_id=editor.id if editor else None),)
        if raw
        else (),
    )


def _thread(record: dict[str, Any], post: Post) -> Thread:
    category = record.get("category")
    board = None
    if isinstance(category, dict) and _text(category, "name"):
        url = _text(category, "url")
        board = Board(title=_text(category, "name") or "", id=links.board_in(url), url=links.canonical(url) if url else None)
    comments, views = record.get("countComments"), record.get("countViews")
    pinned, closed = record.get("pinned"), record.get("closed")
    return Thread(
        id=post.id,
        title=_text(record, "name"),
        url=links.canonical(post.url) if post.url else None,
        author=post.author,
        created=post.posted,
        boards=(board,) if board else (),
        sticky=pinned if isinstance(pinned, bool) else None,
        locked=closed if isinstance(closed, bool) else None,
        declared=Declared(
            replies=comments if isinstance(comments, int) else None,
            views=views if isinstance(views, int) else None,
            last_post=_moment(record, "dateLastComment"),
            last_author=_author(record.get("lastUser")),
        ),
    )


def _author(user: Any) -> Author | None:
    if not isinstance(user, dict) or not _text(user, "name"):
        return None
    number = user.get("userID")
    return Author(
        name=_text(user, "name") or "",
        id=str(number) if isinstance(number, int) and number > 0 else None,
        url=_text(user, "url"),
        guest=number == 0,
    )


def _moment(record: dict[str, Any], name: str) -> Moment | None:
    return stamp(_text(record, name))


def _text(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    return value if isinstance(value, str) and value else None
