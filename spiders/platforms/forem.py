"""Forem, the forum for Rails applications of 2011 to 2016 (not the software of dev.to, which took over the name).

It stands in the frame of the application around it, under any path; forums and topics are known by their slugs.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, tzinfo

from selectolax.lexbor import LexborNode

from spiders.content import Rules, mark
from spiders.dates import read_date, stamp
from spiders.errors import ParseError
from spiders.items import Author, Board, Declared, Listing, Moment, PageKind, Post, Thread
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.text import label, number, text_outside
from spiders.urls import normalise, query

_SAVED = re.compile(r"(?:(?:\?|%3[Ff])page=(?P<page>\d+))?\.html$")
"""What copies on disk put behind an address."""
_TOPIC = re.compile(r"^(?P<root>https?://[^?#]+?/)(?P<forum>[^/?#]+)/topics/(?P<topic>[^/?#]+)$")
_REFUSED = re.compile(r"/(?:new|edit|subscribe|unsubscribe|moderation|admin|search|users|sign_in)(?:[/?#]|$)|/posts/")
_BEGAN = re.compile(r"^\S+ by (?P<name>\S.*)$")
_BY = re.compile(r"^(?P<age>.+ ago) by (?P<name>\S.*)$")


class Forem(Platform):
    """Forem."""

    name = "forem"
    title = "Forem (Rails engine)"
    versions = "1"

    POST = "#posts .post[id^='post_']"
    BODY = ".contents"
    QUOTE = ".post .contents blockquote"
    DROP = ".post .contents > .in_reply_to, .post .contents > .actions, .post .contents > time"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the menu above topics and forums, and what stands below it."""
        if page.is_json or page.is_xml or b"forum_topic_links" not in page.body:
            return None
        known = page.first("#forum_topic_links") is not None and page.first("#topic, table.topics, #forum") is not None
        return Detected() if known else None

    def kind(self, page: Page) -> PageKind:
        if page.status >= 400:
            return "error"
        if page.first("#topic") is not None or page.first(self.POST) is not None:
            return "thread"
        return (
            "board" if page.first("table.topics") is not None else "index" if page.first(".forum .title") is not None else "other"
        )

    def site_url(self, page: Page) -> str:
        """Where all forums are listed: the first link above a topic or a forum leads there."""
        links = self._above(page)
        home = page.absolute(links[0].attributes.get("href")) if links else None
        found = _TOPIC.match(self.canonical(page.url))
        root = found["root"] if found is not None else home.removesuffix("index.html") if home else page.url.rpartition("/")[0]
        return root if root.endswith("/") else f"{root}/"

    def zone(self, page: Page) -> tzinfo | None:
        """Rails writes times for databases, in UTC."""
        return UTC

    def logged_in(self, page: Page) -> bool | None:
        if page.first('a[href*="sign_out"]') is not None:
            return True
        return False if page.first('a[href*="sign_in"]') is not None else None

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """Without fragment; page 1 at the thread's own address."""
        plain = normalise(url, keep=("page",))
        saved = _SAVED.search(plain)
        if saved is not None:
            plain = plain[: saved.start()] + (f"?page={saved['page']}" if saved["page"] else "")
        return plain.removesuffix("?page=1").removesuffix("/index")

    def follows(self, url: str) -> bool:
        """Never to write, subscribe, moderate or search."""
        return _REFUSED.search(url) is None and not query(url).keys() - {"page"}

    def page_asked(self, page: Page) -> int | None:
        asked = query(self.canonical(page.url)).get("page", "")
        return int(asked) if asked.isdecimal() and len(asked) < 9 else None

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        here = self.page_asked(page) or 1
        return here, here if self.next_url(page) is None else None

    def next_url(self, page: Page) -> str | None:
        if "next" not in page.memo:
            stated = page.attribute('link[rel="next"], .pagination a[rel~="next"], .pagination .next a', "href")
            page.memo["next"] = page.absolute(stated)
        following: str | None = page.memo["next"]
        return following

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        number_here, pages = self.page_number(page)
        board = self._here(page) if page.first("table.topics") is not None else None
        boards = (self._board(page, link) for link in page.tree.css(".forum .title a[href]")) if board is None else ()
        return Listing(
            board=board,
            boards=tuple(one for one in boards if one is not None),
            threads=tuple(row for node in page.tree.css("tr.topic") if (row := self._row(page, node, board)) is not None),
            number=number_here,
            pages=pages,
            next_url=self.next_url(page),
        )

    def _above(self, page: Page) -> list[LexborNode]:
        """The links above a forum or a topic."""
        if "above" not in page.memo:
            page.memo["above"] = page.tree.css("#forum h1 a[href]") or page.tree.css("#topic h1 a[href]")
        links: list[LexborNode] = page.memo["above"]
        return links

    def _here(self, page: Page) -> Board | None:
        """The forum of a listing or of a topic: the last link above."""
        links = self._above(page)
        return self._board(page, links[-1]) if len(links) > 1 else None

    def _board(self, page: Page, link: LexborNode) -> Board | None:
        url, title = page.absolute(link.attributes.get("href")), label(link)
        if url is None or title is None:
            return None
        there = self.canonical(url)
        return Board(id=there.rstrip("/").rpartition("/")[2], title=title, url=there)

    def _row(self, page: Page, node: LexborNode, board: Board | None) -> Thread | None:
        link = node.css_first(".subject a[href], .byline a[href]")
        url = self.canonical(page.absolute(link.attributes.get("href")) or "") if link is not None else ""
        found = _TOPIC.match(url.partition("?")[0])
        if found is None:
            return None
        classes = (node.attributes.get("class") or "").split()
        began = _BEGAN.match(label(node.css_first(".started-by")) or "")
        last = _BY.match(label(node.css_first(".latest-post")) or "")
        posts = number(label(node.css_first(".posts-count")))
        return Thread(
            id=f"{found['forum']}/{found['topic']}",
            title=label(link),
            url=url,
            author=Author(name=began["name"], guest=False) if began is not None else None,
            boards=(board,) if board is not None else (),
            sticky="pinned" in classes,
            locked="locked" in classes,
            declared=Declared(
                posts=posts,
                replies=posts - 1 if posts else None,
                views=number(label(node.css_first(".views-count"))),
                last_post=read_date(last["age"], clock=page.clock, zone=UTC) if last is not None else None,
                last_author=Author(name=last["name"], guest=False) if last is not None else None,
            ),
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def header(self, page: Page) -> Thread:
        url = self.canonical(page.url).partition("?")[0]
        found = _TOPIC.match(url) or _TOPIC.match(self.canonical(page.attribute('link[rel="canonical"]', "href") or ""))
        if found is None:
            raise ParseError(self.name, page.url, "the address does not say which topic it is (FORUM/topics/TOPIC)")
        heading = page.first("#topic h1, #forum h1")
        board = self._here(page)
        classes = (page.attribute("#topic", "class") or "").split()
        title = text_outside(heading, "a") if heading is not None else None
        return Thread(
            id=f"{found['forum']}/{found['topic']}",
            title=title.strip("»>› /") or None if title else None,
            url=found[0],
            boards=(board,) if board is not None else (),
            locked="locked" in classes if {"locked", "unlocked"} & set(classes) else None,
        )

    def rules(self, page: Page) -> Rules:
        """The time at the top of each body is a link, and no word of the author's."""
        rules = super().rules(page)
        times = {time.parent.mem_id for time in page.tree.css(".post .contents > a > time") if time.parent is not None}
        return replace(rules, dropped=rules.dropped | times | mark(page, ".post .contents > div[style*='height:0px']"))

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """By the anchor before it; the number in its own id is its place on the page."""
        before = node.prev
        while before is not None and before.tag != "a":
            before = before.prev
        name = before.attributes.get("name") if before is not None else None
        if name is None:
            link = node.css_first(".contents > a[href*='#post-']")
            name = (link.attributes.get("href") or "").rpartition("#")[2] if link is not None else None
        own = (name or "").removeprefix("post-")
        return own if own.isdecimal() else None

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        """With the post that it answers."""
        post = super().post(page, node, rules)
        if post is None:
            return None
        link = node.css_first(".in_reply_to a[href*='#post-']")
        parent = (link.attributes.get("href") or "").rpartition("#post-")[2] if link is not None else None
        return replace(post, parent_id=parent, parent_kind="stated") if parent else post

    def author(self, page: Page, node: LexborNode) -> Author | None:
        who = node.css_first(".username")
        name = label(who)
        link = who.css_first("a[href]") if who is not None else None
        url = page.absolute(link.attributes.get("href")) if link is not None else None
        return Author(name=name, url=url, guest=False) if name else None

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        time = node.css_first("time")
        stated = time.attributes.get("datetime") if time is not None else None
        if time is None or not stated:
            return read_date(label(time) or "", clock=page.clock, zone=UTC) if time is not None else None
        return stamp(f"{stated}Z" if stated[-1:].isdecimal() and "+" not in stated else stated, label(time))

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        return f"{self.canonical(page.url)}#post-{self.post_id(page, node)}"
