"""XenForo 2.0 to 2.3: what a page is, and a thread put together.

Posts are read by `spiders.platforms.xenforo_posts`, what stands around them by `spiders.platforms.xenforo_frame`, listings by
`spiders.platforms.xenforo_listing`, addresses by `spiders.platforms.xenforo_links`. Facts come from ``data-*`` attributes and
``<time>`` first, and then from what themes that leave those out still print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.errors import ParseError
from spiders.items import (
    Follow,
    Listing,
    Loss,
    PageKind,
    Post,
    Reaction,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms.base import Detected
from spiders.platforms.xenforo_frame import read_header, read_next, read_page_numbers, read_thread_id
from spiders.platforms.xenforo_listing import read_listing
from spiders.platforms.xenforo_posts import XenForoPosts
from spiders.text import label

TEMPLATES: dict[str, PageKind] = {
    "thread_view": "thread",
    "forum_view": "board",
    "category_view": "board",
    "forum_list": "index",
    "member_view": "author",
    "login": "login",
    "error": "error",
}
"""What ``data-template`` begins with; forums and threads have types since 2.2 (``thread_view_type_question``)."""

GATED = "a part of this post is shown only to members"

_TEMPLATE_CLASS = re.compile(r"\btemplate-(\w+)")


class XenForo(XenForoPosts):
    """XenForo 2.x."""

    title = "XenForo 2"
    versions = "2.0 to 2.3"

    # -- what the page is

    def detect(self, page: Page) -> Detected | None:
        html = page.first("html")
        if html is not None and html.id == "XF":
            return Detected(version=html.attrs.get("data-xf") or self._version_shown(page))
        if page.first('[id^="js-post-"] .bbWrapper') is not None:  # a part of a page, saved alone
            return Detected(version=self._version_shown(page))
        return None

    def _version_shown(self, page: Page) -> str | None:
        """The version by its markup: 2.3 stamps times in another attribute, a post's attribution is a list since 2.2."""
        time = page.first("time")
        if time is not None and time.attrs.get("data-timestamp"):
            return "2.3"
        attribution = page.first(".message-attribution-main")
        return {"ul": "2.2", "div": "2.1", "a": "2.0"}.get(attribution.tag or "") if attribution is not None else None

    def kind(self, page: Page) -> PageKind:
        template = self._template(page)
        for beginning, kind in TEMPLATES.items():
            if template == beginning or template.startswith(f"{beginning}_type_"):
                return kind
        if template:
            return "other"
        # Mirrors and pages saved by browsers may have lost the attribute.
        if page.first('[id^="js-post-"]') is not None:
            return "thread"
        if page.first(".structItem--thread") is not None:
            return "board"
        return "index" if page.first(".node--forum") is not None else "other"

    def _template(self, page: Page) -> str:
        html = page.first("html")
        if html is None:
            return ""
        found = _TEMPLATE_CLASS.search(html.attrs.get("class") or "")
        return html.attrs.get("data-template") or (found[1] if found else "")

    def logged_in(self, page: Page) -> bool | None:
        return {"true": True, "false": False}.get(page.attribute("html", "data-logged-in") or "")

    def message(self, page: Page) -> str | None:
        return label(page.first(".p-body-pageContent .blockMessage") or page.first(".blockMessage"))

    def listing(self, page: Page) -> Listing:
        here, pages = self.page_number(page)
        return read_listing(page, is_index=self.kind(page) == "index", number=here, pages=pages, next_url=self.next_url(page))

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterable[Follow]:
        """A portal in place of the index leads to the forums by its navigation."""
        forums = page.absolute(page.attribute('.p-navEl-link[data-nav-id="forums"]', "href")) if kind == "other" else None
        if forums:
            yield Follow(url=forums, kind="index")

    # -- the thread

    def header(self, page: Page) -> Thread:
        thread_id = read_thread_id(page)
        if thread_id is None:
            raise ParseError(self.name, page.url, "no thread id, neither in the page's attributes nor in any address")
        return read_header(page, thread_id, kind=self._template(page))

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        return read_page_numbers(page)

    def next_url(self, page: Page) -> str | None:
        return read_next(page)

    def thread(self, page: Page) -> ThreadPage:
        read = super().thread(page)
        thread = replace(read.thread, declared=replace(read.thread.declared, pages=read.pages))
        posts = self._as_answers(page, read.posts) if thread.kind == "question" else read.posts
        hidden = {self._post_around(node) for node in page.tree.css(".messageHide")} - {None}
        gated = (Loss(kind="gated", what=GATED, url=page.url, post_id=post_id) for post_id in sorted(hidden, key=str))
        return replace(read, thread=thread, posts=posts, losses=(*read.losses, *gated))

    def _as_answers(self, page: Page, posts: tuple[Post, ...]) -> tuple[Post, ...]:
        """The posts of a question: all but the first are answers; votes and the solution are told as reactions."""
        told: dict[str | None, list[Reaction]] = {}
        for votes in page.tree.css(".js-voteCount"):
            score = votes.attrs.get("data-score") or label(votes) or ""
            if score.removeprefix("-").isdecimal():
                told.setdefault(self._post_around(votes), []).append(Reaction(kind="vote", count=int(score)))
        for solution in page.tree.css(".message--solution"):
            told.setdefault(self._post_around(solution), []).append(Reaction(kind="solution", count=1))
        return tuple(
            replace(post, kind="post" if post.ordinal == 1 else "answer", reactions=(*post.reactions, *told.get(post.id, ())))
            for post in posts
        )

    def _post_around(self, node: LexborNode | None) -> str | None:
        while node is not None and node.is_element_node:
            if (node.id or "").startswith("js-post-"):
                return (node.id or "").removeprefix("js-post-")
            node = node.parent
        return None
