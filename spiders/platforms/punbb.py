"""PunBB 1.3 and 1.4, in Oxygen and the styles made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.errors import ParseError
from spiders.items import Author, Board, Declared, Listing, Moment, PageKind, Thread
from spiders.page import Page
from spiders.platforms.base import Detected, derived_id
from spiders.platforms.punbb_base import PunBBFamily, linked_author, named_after_by, post_id
from spiders.platforms.punbb_feeds import made_by
from spiders.platforms.punbb_links import board_in, canonical, feed_thread, first_page, post_in, script, thread_in
from spiders.text import fold, label, number

_VERSION = re.compile(r"PunBB (\d+(?:\.\d+)+)")
_TOTAL = re.compile(r"\d[\d.,\u00a0\u202f']*$")
_NUMBERED = re.compile(r"(?:forum|topic)(\d+)$")
_KINDS: dict[str, PageKind] = {
    "brd-index": "index",
    "brd-viewforum": "board",
    "brd-viewtopic": "thread",
    "brd-message": "error",
    "brd-maint": "error",
    "brd-login": "login",
}
"""By the id of the page's frame, which is its script's name."""


class PunBB(PunBBFamily):
    """PunBB 1.3 and 1.4."""

    name = "punbb"
    title = "PunBB"
    versions = "1.3 and 1.4"

    POST = ".main-topic > .post"
    BODY = ".entry-content"
    QUOTE = ".quotebox"
    DROP = ".sig-content, .lastedit, .postedit"
    EDIT = ".post-edit, .lastedit, .postedit"
    PAGING = ".main-pagepost .paging, .paging"
    OPENING_FEED = True

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the frame; 1.4 has scripts of its own."""
        if page.is_json:
            return None
        if page.is_xml:
            version = made_by(page, "PunBB")
            return Detected(version=version or None) if version is not None else None
        if not page.has("#brd-wrap .brd-page"):
            return None
        found = _VERSION.search(fold(label(page.first("#copyright")) or ""))
        if found:
            return Detected(version=found[1])
        return Detected(version="1.4" if page.first('#brd-messages, script[src*="punbb.common"]') is not None else "1.3")

    def page_kind(self, page: Page) -> PageKind:
        """By the id of the frame."""
        frame = page.first(".brd-page")
        return _KINDS.get((frame.attrs.get("id") or "") if frame is not None else "", "other")

    def message(self, page: Page) -> str | None:
        """Under the heading "Forum message"."""
        place = page.first(".main-message, #maint-main .main-content, .main-content")
        return label(place.css_first("p") or place) if place is not None else None

    def site_title(self, page: Page) -> str | None:
        """In the page's head; where a theme has a picture there, by the first of the breadcrumbs."""
        return None if page.is_xml else label(page.first("#brd-title")) or label(page.first(".crumbs .crumbfirst"))

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """The index by its categories, a board by its rows."""
        if self.kind(page) == "index":
            return Listing(boards=tuple(self._boards(page)))
        board = self._listed(page)
        current, pages = self.page_number(page)
        home = replace(board, threads=None) if board is not None else None
        rows = tuple(thread for row in page.tree.css(".main-forum > .main-item") if (thread := self._row(page, row, home)))
        return Listing(board=board, threads=rows, number=current, pages=pages, next_url=self.next_url(page))

    def _boards(self, page: Page) -> Iterator[Board]:
        """A category's name stands before its boards; it has no number: one that follows from the name tells it apart."""
        for block in page.tree.css(".main-category"):
            title = _heading(block)
            parent = derived_id("category", title) if title else None
            if title:
                yield Board(title=title, id=parent, kind="category")
            for row in block.css(".main-item"):
                board = _board(page, row, parent)
                if board is not None:
                    yield board

    def _listed(self, page: Page) -> Board | None:
        link = page.first("h1.main-title a[href]")
        href = page.absolute(link.attrs.get("href")) if link is not None else None
        block = page.first(".main-forum")
        numbered = _NUMBERED.fullmatch((block.attrs.get("id") or "") if block is not None else "")
        board_id = board_in(href) or (numbered[1] if numbered else None) or board_in(page.url)
        title = label(link) or label(page.first(".crumbs .crumblast"))
        if board_id is None or title is None:
            return None
        url = first_page(href) if href else f"{self.site_url(page)}viewforum.php?id={board_id}"
        return Board(title=title, id=board_id, url=url, threads=_total(page))

    def _row(self, page: Page, row: LexborNode, board: Board | None) -> Thread | None:
        heading = row.css_first("h3")
        links = heading.css("a[href]") if heading is not None else []
        link = next((one for one in links if thread_in(page.absolute(one.attrs.get("href")))), None)
        href = page.absolute(link.attrs.get("href")) if link is not None else None
        thread_id = thread_in(href)
        if href is None or thread_id is None:
            return None
        classes = (row.attrs.get("class") or "").split()
        last = row.css_first(".info-lastpost")
        last_link = last.css_first("a[href]") if last is not None else None
        thread = Thread(
            id=thread_id,
            title=label(link),
            url=first_page(href),
            author=_starter(row),
            boards=(board,) if board else (),
            sticky="sticky" in classes,
            locked="closed" in classes,
            declared=Declared(
                replies=number(label(row.css_first(".info-replies strong"))),
                views=number(label(row.css_first(".info-views strong"))),
                pages=max((n for one in row.css(".item-nav a") if (n := number(fold(one.text())))), default=1),
                last_post=self.moment(page, label(last_link) or "") if last_link is not None else None,
                last_post_id=post_in(last_link.attrs.get("href")) if last_link is not None else None,
                last_author=named_after_by(last.css_first("cite")) if last is not None else None,
            ),
        )
        if "moved" not in classes:
            return thread
        own = _NUMBERED.fullmatch(row.attrs.get("id") or "")
        sign = own[1] if own and own[1] != thread_id else derived_id(thread_id, "moved", board.id if board else None)
        return replace(thread, id=sign, state="moved", moved_to=thread_id, locked=None, declared=Declared())

    # -- threads ---------------------------------------------------------------------------------------------------

    def header(self, page: Page) -> Thread:
        """The thread by the page's heading, which says too whether it is closed."""
        heading = page.first("h1.main-title")
        link = heading.css_first("a[href]") if heading is not None else None
        href = page.absolute(link.attrs.get("href")) if link is not None else None
        feed = page.absolute(page.attribute('a.feed[href], link[rel="alternate"][type*="xml"]', "href"))
        thread_id = thread_in(href) or thread_in(page.url) or (feed_thread(feed) if feed else None)
        if thread_id is None:
            raise ParseError(self.name, page.url, "neither heading, feed nor address says which thread it is")
        posts = _total(page)
        return Thread(
            id=thread_id,
            title=label(link) or label(page.first(".crumbs .crumblast")),
            url=first_page(href) if href else f"{self.site_url(page)}viewtopic.php?id={thread_id}",
            boards=self._path(page),
            locked=_closed(heading) if link is not None else None,
            declared=Declared(posts=posts, replies=posts - 1 if posts else None, pages=self.page_number(page)[1]),
        )

    def _path(self, page: Page) -> tuple[Board, ...]:
        place = page.first(".crumbs")
        for link in place.css("a[href]") if place is not None else ():
            href = page.absolute(link.attrs.get("href"))
            board_id, title = board_in(href), label(link)
            if href and board_id and title:
                return (Board(title=title, id=board_id, url=canonical(href)),)
        return ()

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``<div id="pN">`` around the post's heading."""
        known: dict[int, str | None] = page.memo.setdefault("ids", {})
        if node.mem_id not in known:
            known[node.mem_id] = post_id(node.css_first(".posthead")) or post_id(node)
        return known[node.mem_id]

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        """The number before the author's name."""
        return number(label(node.css_first(".post-num")))

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """The name over the words. Members are told from guests by the line that says whether they are online."""
        name = node.css_first(".post-byline a[href]") or node.css_first(".post-author .username a[href]")
        if name is not None:
            return linked_author(page, name)
        printed = label(node.css_first(".post-author .username")) or label(node.css_first(".post-byline strong"))
        if printed is None:
            return None
        return Author(name=printed, guest=node.css_first(".userstatus, .author-info li") is None)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """The words of the link to the post."""
        raw = label(self._own_link(page, node))
        return self.moment(page, raw) if raw else None

    def _own_link(self, page: Page, node: LexborNode) -> LexborNode | None:
        """What holds the link to the post."""
        known: dict[int, LexborNode | None] = page.memo.setdefault("own links", {})
        if node.mem_id not in known:
            known[node.mem_id] = node.css_first(".post-link")
        return known[node.mem_id]

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The link in the heading, as the site writes it."""
        own = f"viewtopic.php?pid={self.post_id(page, node)}"
        place = self._own_link(page, node)
        link = place.css_first("a[href]") if place is not None else None
        stated = link.attrs.get("href") if link is not None else None
        href = page.absolute(stated) if stated and own not in stated else None
        if href and script(href) is None and post_in(href):
            return canonical(href)
        return self.site_url(page) + own


def _heading(block: LexborNode) -> str | None:
    """A category's name, in the ``.main-head`` before its boards."""
    before = block.prev
    while before is not None:
        if before.is_element_node and (before.attrs.get("class") or "") == "main-head":
            return label(before.css_first("h2") or before)
        before = before.prev
    return None


def _board(page: Page, row: LexborNode, parent: str | None) -> Board | None:
    link = row.css_first("h3 a[href]")
    href, name = page.absolute(link.attrs.get("href")) if link is not None else None, label(link)
    if href is None or name is None:
        return None
    is_link = "redirect" in (row.attrs.get("class") or "").split() or board_in(href) is None
    return Board(
        title=name,
        id=None if is_link else board_in(href),
        url=canonical(href),
        kind="link" if is_link else "forum",
        parent_id=parent,
        description=label(row.css_first(".item-subject > p:not(.modlist)")),
        threads=None if is_link else number(label(row.css_first(".info-topics strong"))),
        posts=None if is_link else number(label(row.css_first(".info-posts strong"))),
    )


def _starter(row: LexborNode) -> Author | None:
    name = label(row.css_first(".item-starter cite"))
    return Author(name=name) if name else None


def _closed(heading: LexborNode | None) -> bool | None:
    """By the words before the title's link: "[ Closed ]" in the board's language."""
    first = heading.first_child if heading is not None else None
    return first is not None and first.is_text_node and bool((first.text_content or "").strip())


def _total(page: Page) -> int | None:
    """The figure that "Posts: 26 to 47 of 47" ends in."""
    found = _TOTAL.search(label(page.first(".main-head .item-info")) or "")
    return number(found[0]) if found else None
