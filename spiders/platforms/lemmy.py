"""Lemmy, by the pages of its own interface: a post is a thread, its comments nest.

Each page keeps what it was made from for its scripts (``window.isoData``): times, edits, states and figures are taken from there,
words from the page, since what it keeps of them is Markdown. Where that is gone, the page alone is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from spiders.content import Rules, read_content
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Board,
    Content,
    Declared,
    Link,
    Listing,
    Mention,
    Moment,
    PageKind,
    Post,
    Reaction,
    Thread,
    ThreadPage,
)
from spiders.json_values import Json, flag, moment, number, objects, plain, text
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.lemmy_data import (
    HANDLE,
    answered,
    community,
    edits_of,
    kept,
    loaded,
    notice_of,
    part,
    person,
    route,
    shown_person,
    shown_time,
    state_of,
)
from spiders.text import fold, label
from spiders.text import number as figure
from spiders.urls import normalise, query

_POST = re.compile(r"^(?P<root>https?://[^/?#]+)/post/(?P<id>\d+)(?:/(?P<comment>\d+))?/?$")
_BOARD = re.compile(r"^https?://[^/?#]+/c/(?P<name>[^/?#]+)/?$")
_REFUSED = re.compile(
    r"^/(?:login|signup|setup|settings|inbox|create_|search|u/|modlog|instances|legal|reports|registration|verify|password|api/|feeds/"
    r"|pictrs/|static/|nodeinfo|activitypub|logout|admin|comment/)"
)
_ORDER = frozenset({"sort", "dataType", "listingType", "scrollToComments", "view", "showHidden", "type_"})


class Lemmy(Platform):
    """Lemmy's own interface."""

    name = "lemmy"
    title = "Lemmy"
    versions = "0.17 to 0.19"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By what the page keeps for its scripts, else by the names of its parts."""
        if page.is_json or page.is_xml:
            return None
        if b"window.isoData" in page.body[:4_000]:
            site = kept(page).site_res
            return Detected(version=site.version if site is not None else None)
        if b"person-listing" not in page.body:
            return None
        known = page.first("article.comment-node[id^='comment-'] .person-listing, .post-listing .community-link")
        return Detected() if known is not None else None

    def kind(self, page: Page) -> PageKind:
        if page.status >= 400 or page.first(".error-page") is not None:
            return "error"
        if _POST.match(normalise(page.url)) is not None or "postRes" in route(page):
            return "thread"
        if _BOARD.match(normalise(page.url)) is not None:
            return "board"
        if page.first(".post-listing") is not None or "postsRes" in route(page):
            return "index"
        return "login" if page.first(".login-form, #login-email-or-username") is not None else "other"

    def site_url(self, page: Page) -> str:
        parts = urlsplit(page.url)
        return f"{parts.scheme}://{parts.netloc}/"

    def site_title(self, page: Page) -> str | None:
        site = kept(page).site_res
        view = site.site_view if site is not None else None
        return (plain(view.site, "name") if view is not None else None) or label(page.first("a.navbar-brand"))

    def logged_in(self, page: Page) -> bool | None:
        """Who looks at it is kept, too."""
        site = kept(page).site_res
        if site is not None:
            return site.my_user is not None
        return False if page.first('a.nav-link[href="/login"]') is not None else None

    def message(self, page: Page) -> str | None:
        return label(page.first(".error-page p, .error-page h1"))

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """A post at its number; lists without their order."""
        plain_url = normalise(url)
        found = _POST.match(plain_url.partition("?")[0])
        if found is not None:
            return f"{found['root']}/post/{found['id']}" + (f"/{found['comment']}" if found["comment"] else "")
        return normalise(url, drop=frozenset(name.lower() for name in _ORDER))

    def follows(self, url: str) -> bool:
        """Posts, communities and the lists of them."""
        path = f"/{url.partition('?')[0].partition('#')[0].partition('://')[2].partition('/')[2]}"
        return not query(url).keys() & {"sort", "q"} and _REFUSED.search(path) is None

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """Posts, from what the page keeps; further pages go by a mark that says where the last one ended."""
        answer = loaded(page, "postsRes")
        rows = [self._row(page, view) for view in objects(answer.get("posts"))] if answer is not None else self._shown_rows(page)
        following = text(answer, "next_page") if answer is not None else None
        base = self.canonical(page.url).partition("?")[0]
        found = _BOARD.match(base)
        threads = tuple(row for row in rows if row is not None)
        here = next((board for row in threads for board in row.boards if found and board.id == found["name"]), None)
        if here is None and found is not None:
            here = Board(id=found["name"], title=label(page.first("h1, .community-link")) or found["name"], url=base)
        first = "pageCursor" not in query(page.url) and "page" not in query(page.url)
        return Listing(
            board=here,
            threads=threads,
            number=1 if first else None,
            pages=1 if first and following is None and answer is not None else None,
            next_url=f"{base}?pageCursor={following}" if following else None,
        )

    def _row(self, page: Page, view: Json) -> Thread | None:
        post, counts = part(view, "post"), part(view, "counts")
        post_id = number(post, "id")
        if post_id is None:
            return None
        board = community(page, part(view, "community"))
        return Thread(
            id=str(post_id),
            title=plain(post, "name"),
            url=f"{self.site_url(page)}post/{post_id}",
            author=person(page, part(view, "creator")),
            created=moment(post, "published"),
            boards=(board,) if board is not None else (),
            sticky=flag(post, "featured_community", "featured_local"),
            locked=flag(post, "locked"),
            state="deleted" if post.get("deleted") is True or post.get("removed") is True else "visible",
            declared=Declared(replies=number(counts, "comments"), last_post=moment(counts, "newest_comment_time")),
        )

    def _shown_rows(self, page: Page) -> Iterator[Thread | None]:
        for node in page.tree.css(".post-listing"):
            yield self._shown(page, node)

    def _shown(self, page: Page, node: LexborNode) -> Thread | None:
        link = node.css_first(".post-title a[href*='/post/']") or node.css_first("a[href*='/post/']")
        found = _POST.match(self.canonical(page.absolute(link.attributes.get("href")) or "")) if link is not None else None
        if found is None:
            return None
        place = node.css_first(".community-link")
        url = page.absolute(place.attributes.get("href")) if place is not None else None
        handle = HANDLE.search(url or "")
        comments = node.css_first("a[href*='/post/'][data-tippy-content], a[href*='/post/'][title$='omments']")
        return Thread(
            id=found["id"],
            title=label(node.css_first(".post-title h1, .post-title h5, .post-title")) or label(link),
            url=f"{self.site_url(page)}post/{found['id']}",
            author=shown_person(page, node),
            created=shown_time(page, node),
            boards=(Board(id=handle["name"], title=label(place) or handle["name"], url=url),) if handle is not None else (),
            declared=Declared(replies=figure((label(comments) or "").partition(" ")[0])),
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def header(self, page: Page) -> Thread:
        answer = loaded(page, "postRes")
        thread = self._row(page, part(answer, "post_view")) if answer is not None else None
        node = page.first(".post-listing")
        shown = self._shown(page, node) if thread is None and node is not None else None
        if thread is None and shown is None:
            found = _POST.match(normalise(page.url).partition("?")[0])
            if found is None:
                raise ParseError(self.name, page.url, "nothing says which post it is")
            return Thread(id=found["id"], title=label(page.first("h1")), url=self.canonical(page.url))
        return thread or shown or Thread(id="")

    def thread(self, page: Page) -> ThreadPage:
        """The post, and the comments in their order, each with the one it answers."""
        thread = self.header(page)
        rules = replace(self.rules(page), quotes=frozenset(node.mem_id for node in page.tree.css(".md-div blockquote")))
        told = {
            str(part(view, "comment").get("id")): view for view in objects((loaded(page, "commentsRes") or {}).get("comments"))
        }
        posts = {("post", thread.id): self._opening(page, thread, rules)}
        for node in page.tree.css("article[id^='comment-']"):
            post = self._comment(page, node, told, rules)
            posts.setdefault((post.kind, post.id), post)
        around_one = _POST.match(normalise(page.url).partition("?")[0])
        alone = around_one is not None and around_one["comment"] is not None
        return ThreadPage(thread=thread, posts=tuple(posts.values()), number=None if alone else 1, pages=None if alone else 1)

    def _opening(self, page: Page, thread: Thread, rules: Rules) -> Post:
        """What opens the thread: a link to elsewhere, words, or both."""
        view = part(loaded(page, "postRes") or {}, "post_view")
        post, counts = part(view, "post"), part(view, "counts")
        words = page.first("#postContent, .post-listing .md-div")
        content = read_content(words, rules) if words is not None else Content(text="", html="")
        link = page.first(".post-listing .post-title a[href^='http']")
        href = text(post, "url") or (link.attributes.get("href") if link is not None else None)
        if href and _POST.match(normalise(href)) is None:
            title = thread.title or ""
            shown = f'<p><a href="{escape(href)}" rel="noopener noreferrer nofollow">{escape(title, quote=False)}</a></p>'
            content = replace(content, html=shown + content.html, links=(Link(url=href, text=title), *content.links))
        points = number(counts, "score") if counts else figure(label(page.first(".post-listing .post-score")))
        return Post(
            id=thread.id,
            author=thread.author,
            posted=thread.created,
            url=thread.url,
            state=state_of(post),
            content=content,
            edits=tuple(edits_of(post)),
            reactions=(Reaction(kind="point", count=points),) if points is not None else (),
        )

    def _comment(self, page: Page, node: LexborNode, told: dict[str, Json], rules: Rules) -> Post:
        own = (node.id or "").removeprefix("comment-")
        view = told.get(own, {})
        comment, counts = part(view, "comment"), part(view, "counts")
        body = node.css_first(".comment-content .md-div, .comment-content")
        state = state_of(comment) if comment else notice_of(body)
        content = read_content(body, rules) if body is not None else None
        if content is None and state == "visible":
            state = "deleted"
        above = [part for part in (text(comment, "path") or "").split(".")[:-1] if part != "0"]
        parent = above[-1] if above else answered(node) if not comment else None
        points = (
            number(counts, "score")
            if counts
            else figure(label(node.css_first("[aria-label$='Upvotes'], [aria-label$='Upvote']")))
        )
        return Post(
            id=own,
            kind="comment",
            author=person(page, part(view, "creator")) or shown_person(page, node),
            posted=moment(comment, "published") or shown_time(page, node),
            url=f"{self.site_url(page)}comment/{own}",
            parent_id=parent,
            parent_kind="stated" if parent else None,
            state=state,
            content=content if state == "visible" else None,
            edits=tuple(edits_of(comment)),
            reactions=(Reaction(kind="point", count=points),) if points is not None else (),
        )

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        """Members are named as ``@name@instance``, linked here or there."""
        words = fold(node.text())
        if not words.startswith("@"):
            return None
        own = urlsplit(page.url).netloc
        return Mention(name=words[1:], id=words[1:].removesuffix(f"@{own}"), url=page.absolute(node.attributes.get("href")))

    # -- posts: told by posts and comments --------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        return (node.id or "").removeprefix("comment-") or None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        return shown_person(page, node)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        return shown_time(page, node)
