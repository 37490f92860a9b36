"""The REST API of WordPress (wp/v2) read into the same records as the pages, as seen through the view "api".

It knows what pages do not: the second of publication in UTC, the time of a comment in the hour that clocks repeat, an
article in several pages as one, the site's time zone. It does not know a name beside an author's number, nor the title of a
category, unless they are embedded; those stand in lists of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any, Literal

from spiders.content import Rules
from spiders.items import (
    Author,
    Content,
    Declared,
    Edit,
    Follow,
    Label,
    Moment,
    Post,
    PostKind,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms import wordpress_furniture as furniture
from spiders.platforms import wordpress_urls as urls
from spiders.platforms.wordpress_bodies import read_fragment
from spiders.platforms.wordpress_json import Json, is_object, is_root, items, moment, number, plain, term, text, user
from spiders.text import fold
from spiders.text import number as figure

COLLECTIONS = {
    "posts": "per_page=100&_embed=replies",
    "pages": "",
    "comments": "per_page=100&page=1",
    "users": "",
    "categories": "",
    "tags": "per_page=100",
}
"""What is asked of each collection. The long ones come by the hundred (the most there is); the others as the root of the
API states them, on by its Link headers. The newest comments embedded in a post are all that REST says of their number."""

EMBEDDED = 10
"""Comments embedded in a post: fewer than that are all there are."""

# -- what it leads to --------------------------------------------------------------------------------------------------


def follows(page: Page) -> Iterator[Follow]:
    """From the root the collections; from a collection its next page, and the articles' own pages."""
    for item in items(page):
        if is_root(item):
            yield from _collections(item)
        elif _kind(item) in ("article", "page") and (url := text(item, "link")):
            changed = moment(item.get("modified_gmt"), item.get("modified"))
            yield Follow(url=url, kind="article", thread_id=number(item.get("id")), modified=changed)
        elif _kind(item) == "comment" and (url := text(item, "link")):
            url = urls.without_comment_page(url.partition("#")[0])
            written = moment(item.get("date_gmt"), item.get("date"))
            yield Follow(url=url, kind="article", thread_id=number(item.get("post")), modified=written)
    for found in re.finditer(r'<([^<>]+)>;\s*rel="next"', page.headers.get("link", "")):
        yield Follow(url=found[1], kind="api")


def _collections(root: Json) -> Iterator[Follow]:
    for name, asked in COLLECTIONS.items():
        route = root["routes"].get(f"/wp/v2/{name}")
        stated = route.get("_links", {}) if is_object(route) else {}
        self_ = stated.get("self") if is_object(stated) else None
        url = self_[0].get("href") if isinstance(self_, list) and self_ and is_object(self_[0]) else self_
        if isinstance(url, str) and url.startswith(("http://", "https://")):
            yield Follow(url=f"{url}{'&' if '?' in url else '?'}{asked}" if asked else url, kind="api")


def since(url: str, at: datetime) -> str:
    """A collection's address that lists only what changed since (posts and pages; before WordPress 5.7 they list all), or the
    comments written since: of those that were edited REST does not tell.
    """
    if re.search(r"/wp/v2/(?:posts|pages)(?=[?&]|$)", url):
        asked = "modified_after"
    elif re.search(r"/wp/v2/comments(?=[?&]|$)", url):
        asked = "after"
    else:
        return url
    return f"{url}{'&' if '?' in url else '?'}{asked}={at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


# -- threads -----------------------------------------------------------------------------------------------------------


def threads(page: Page, rules: Callable[[Page], Rules]) -> Iterator[ThreadPage]:
    """The articles of a collection of posts or pages; the comments of a collection of comments, thread by thread."""
    answer = items(page)
    if not answer:
        return
    fragment_rules = rules(_as_html(page, "<body></body>"))
    by_thread: dict[str, list[Json]] = {}
    for item in answer:
        kind = _kind(item)
        if kind in ("article", "page"):
            yield _article(item, kind, fragment_rules)
        elif kind == "comment" and (post := number(item.get("post"))) is not None:
            by_thread.setdefault(post, []).append(item)
    for post, comments in by_thread.items():
        yield _comments(page, post, comments, fragment_rules)


def _kind(item: Json) -> str | None:
    """What an object is: an article or page has content and a title, a comment has content and the number of its post."""
    if not is_object(item.get("content")) or number(item.get("id")) is None:
        return None
    if "post" in item and "author_name" in item:
        return "comment"
    return ("page" if item.get("type") == "page" else "article") if is_object(item.get("title")) else None


def _article(item: Json, kind: str, rules: Rules) -> ThreadPage:
    thread_id = number(item.get("id")) or ""
    content = item["content"]
    url = text(item, "link")
    created = moment(item.get("date_gmt"), item.get("date"))
    gated = bool(content.get("protected"))
    writer = _embedded_author(item) or _numbered(item.get("author"))
    thread = Thread(
        id=thread_id,
        kind="page" if kind == "page" else "article",
        title=plain(item["title"].get("rendered")),
        url=urls.canonical(url) if url else None,
        author=writer,
        created=created,
        labels=tuple(_embedded_labels(item)),
        sticky=item.get("sticky") if isinstance(item.get("sticky"), bool) else None,
        locked={"closed": True, "open": False}.get(str(item.get("comment_status"))),
        state="gated" if gated else "visible",
        declared=_declared(item),
        aliases=tuple(_aliases(item, url)),
    )
    if gated:
        return ThreadPage(thread=thread, view="api")
    post = Post(
        id=thread_id,
        kind="article",
        author=writer,
        posted=created,
        url=thread.url,
        content=_content(content, rules, quotes_stay=True),
        edits=tuple(_edits(item, created)),
    )
    return ThreadPage(thread=thread, posts=(post,), view="api")


def _comments(page: Page, post: str, found: list[Json], rules: Rules) -> ThreadPage:
    """The comments of one thread. Where the answer is the whole list of a thread, an answered comment that is not in it is
    one that the site holds back (trashed, spam): a placeholder keeps its place.
    """
    posts = {comment.id: comment for item in found if (comment := _comment(item, rules)) is not None}
    links = found[0].get("_links")
    up = links.get("up") if is_object(links) else None
    is_page = isinstance(up, list) and bool(up) and is_object(up[0]) and up[0].get("post_type") == "page"
    url = (text(found[0], "link") or "").partition("#")[0]
    asked = re.search(r"[?&]post(?:%5B0%5D|\[0\])?=(\d+)(?:&|$)", page.url)
    total = figure(page.headers.get("x-wp-total")) if asked is not None else None
    is_complete = total == len(found)
    missing = {c.parent_id for c in posts.values() if c.parent_id and c.parent_id not in posts} if is_complete else set()
    return ThreadPage(
        thread=Thread(
            id=post,
            kind="page" if is_page else "article",
            url=urls.without_comment_page(url) if url else None,
            declared=Declared(replies=total),
        ),
        posts=(*(Post(id=gone, kind="comment", state="missing") for gone in sorted(missing)), *posts.values()),
        view="api",
    )


def _comment(item: Json, rules: Rules) -> Post | None:
    comment_id = number(item.get("id"))
    if comment_id is None:
        return None
    parent = number(item.get("parent"))
    link = text(item, "link")
    kind: PostKind = item["type"] if item.get("type") in ("pingback", "trackback") else "comment"
    member = number(item.get("author"))
    name = fold(unescape(text(item, "author_name") or ""))  # as stored: escaped, but no HTML
    return Post(
        id=comment_id,
        kind=kind,
        author=Author(name=name, url=text(item, "author_url"), guest=member is None, aliases=(member,) if member else ())
        if name
        else None,
        posted=moment(item.get("date_gmt"), item.get("date")),
        url=f"{urls.canonical(link)}#comment-{comment_id}" if link else None,
        parent_id=parent,
        parent_kind="stated" if parent else None,
        state="visible" if item.get("status", "approved") == "approved" else "moderated",
        content=_content(item["content"], rules),
    )


def _declared(item: Json) -> Declared:
    """What the embedded newest comments say: how many there are if they are few, and which is the last."""
    found = [c for c in _embedded(item, "replies") if is_object(c) and number(c.get("id")) is not None]
    if not is_object(item.get("_embedded")) or any("code" in c for c in _embedded(item, "replies")):
        return Declared()
    newest = max(found, key=lambda c: str(c.get("date")), default=None)
    return Declared(
        replies=len(found) if len(found) < EMBEDDED else None,
        last_post=moment(None, newest.get("date")) if newest else None,
        last_post_id=number(newest.get("id")) if newest else None,
    )


def _edits(item: Json, created: Moment | None) -> Iterator[Edit]:
    changed = moment(item.get("modified_gmt"), item.get("modified"))
    if changed and changed.at and created and created.at and changed.at > created.at:
        yield Edit(raw=changed.raw, time=changed)


def _aliases(item: Json, url: str | None) -> Iterator[str]:
    guid = item.get("guid")
    rendered = guid.get("rendered") if is_object(guid) else None
    if isinstance(rendered, str) and rendered.startswith(("http://", "https://")):
        address = urls.canonical(plain(rendered) or rendered)
        if url is None or address != urls.canonical(url):
            yield address


def _numbered(user: object) -> Author | None:
    """An author of whom only the number is stated."""
    alias = number(user)
    return Author(name="", guest=False, aliases=(alias,)) if alias else None


def _embedded(item: Json, name: str) -> list[Any]:
    embedded = item.get("_embedded")
    found = embedded.get(name) if is_object(embedded) else None
    flat: list[Any] = []
    for entry in found if isinstance(found, list) else []:
        flat.extend(entry if isinstance(entry, list) else [entry])
    return [entry for entry in flat if is_object(entry)]


def _embedded_author(item: Json) -> Author | None:
    return next((author for entry in _embedded(item, "author") if (author := user(entry)) is not None), None)


def _embedded_labels(item: Json) -> Iterator[Label]:
    for entry in _embedded(item, "wp:term"):
        title = plain(entry.get("name"))
        if title and entry.get("taxonomy") in ("category", "post_tag"):
            kind: Literal["category", "tag"] = "category" if entry["taxonomy"] == "category" else "tag"
            yield Label(kind=kind, title=title, id=term(entry), url=urls.canonical(text(entry, "link") or "") or None)


# -- values ------------------------------------------------------------------------------------------------------------


def _content(content: Json, rules: Rules, *, quotes_stay: bool = False) -> Content:
    rendered = content.get("rendered")
    own = replace(rules, quotes_stay=quotes_stay)
    dropped = f"{furniture.COMMENT}, {furniture.ARTICLE}" if quotes_stay else furniture.COMMENT
    return read_fragment(rendered if isinstance(rendered, str) else "", own, dropped=dropped)


def _as_html(page: Page, html: str) -> Page:
    return replace(page, body=html.encode(), headers={"content-type": "text/html; charset=utf-8"})
