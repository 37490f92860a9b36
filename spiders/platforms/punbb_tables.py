"""The pages of FluxBB and of PunBB 1.2, from which it was made: listings in tables, a post in ``.blockpost``.

They differ in small things: PunBB 1.2 has breadcrumbs that end in plain words, and quotes in ``.incqbox``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.errors import ParseError
from spiders.items import Author, Board, Declared, Listing, Moment, PageKind, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.punbb_base import PunBBFamily, linked_author, named_after_by, post_id
from spiders.platforms.punbb_links import board_in, canonical, feed_thread, first_page, post_in, script, thread_in
from spiders.text import fold, label, number
from spiders.urls import query


class TableLayout(PunBBFamily):
    """FluxBB and PunBB 1.2."""

    POST = '.blockpost[id^="p"]'
    BODY = ".postmsg"
    QUOTE = ".quotebox"
    DROP = ".postedit, .postsignature"
    EDIT = ".postedit"
    PAGING = ".pagelink"

    # -- what the page is ------------------------------------------------------------------------------------------

    def page_kind(self, page: Page) -> PageKind:
        """By what stands on the page, and by the script's name, which every page has as an id."""
        if self.nodes(page) and page.first("#punviewtopic") is not None:
            return "thread"
        if page.first("#msg") is not None or page.first("#punmaint") is not None:
            return "error"
        if page.first("#punviewforum #vf") is not None:
            return "board"
        if page.first("#punindex .blocktable, #punindex #idx0") is not None:
            return "index"
        return "login" if page.first("form#login input[type=password]") is not None else "other"

    def message(self, page: Page) -> str | None:
        """The notice, without the link back that follows it."""
        place = page.first("#msg .inbox, #maint .inbox, #punmaint .inbox")
        return label(place.css_first("p") or place) if place is not None else None

    def site_title(self, page: Page) -> str | None:
        """The heading; where a theme has none, what the page's title ends in."""
        if page.is_xml:
            return None
        title = label(page.first("#brdtitle h1"))
        return title or (label(page.first("title")) or "").rpartition(" / ")[2] or None

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """The index by its categories, a board by its rows."""
        if self.kind(page) == "index":
            return Listing(boards=tuple(self._boards(page)))
        board = self._listed(page)
        current, pages = self.page_number(page)
        rows = tuple(thread for row in page.tree.css("#vf tbody tr") if (thread := self._row(page, row, board)) is not None)
        return Listing(board=board, threads=rows, number=current, pages=pages, next_url=self.next_url(page))

    def _boards(self, page: Page) -> Iterator[Board]:
        """Categories have a name and no number: one that follows from the name tells them apart."""
        for block in page.tree.css("#punindex .blocktable"):
            title = label(block.css_first("h2"))
            parent = derived_id("category", title) if title else None
            if title:
                yield Board(title=title, id=parent, kind="category")
            for row in block.css("tbody tr"):
                link = row.css_first("h3 a[href]")
                href = page.absolute(link.attrs.get("href")) if link is not None else None
                name = label(link)
                if href is None or name is None:
                    continue
                board_id = board_in(href) if row.css_first(".redirtext") is None else None
                is_link = board_id is None
                yield Board(
                    title=name,
                    id=board_id,
                    url=canonical(href),
                    kind="link" if is_link else "forum",
                    parent_id=parent,
                    description=_description(row),
                    threads=None if is_link else number(label(row.css_first(".tc2"))),
                    posts=None if is_link else number(label(row.css_first(".tc3"))),
                )

    def _listed(self, page: Page) -> Board | None:
        title = label(page.first("#vf h2"))
        stated = page.absolute(page.attribute('link[rel="canonical"], .crumbs strong a[href], .pagelink a[href]', "href"))
        feed = page.absolute(page.attribute('link[rel="alternate"][href*="fid="]', "href"))
        board_id = board_in(stated) or (query(feed).get("fid") if feed else None) or board_in(page.url)
        if title is None or board_id is None:
            return None
        url = first_page(stated) if stated and board_in(stated) else f"{self.site_url(page)}viewforum.php?id={board_id}"
        return Board(title=title, id=board_id, url=url)

    def _row(self, page: Page, row: LexborNode, board: Board | None) -> Thread | None:
        cell = row.css_first(".tclcon") or row.css_first(".tcl")
        links = cell.css("a[href]") if cell is not None else []
        link = next((one for one in links if thread_in(page.absolute(one.attrs.get("href")))), None)
        href = page.absolute(link.attrs.get("href")) if link is not None else None
        thread_id = thread_in(href)
        if cell is None or href is None or thread_id is None:
            return None
        classes = (row.attrs.get("class") or "").split()
        last = row.css_first(".tcr")
        last_link = last.css_first("a[href]") if last is not None else None
        thread = Thread(
            id=thread_id,
            title=label(link),
            url=canonical(href),
            author=named_after_by(cell.css_first(".byuser")),
            boards=(board,) if board else (),
            sticky="isticky" in classes,
            locked="iclosed" in classes,
            declared=Declared(
                replies=number(label(row.css_first(".tc2"))),
                views=number(label(row.css_first(".tc3"))),
                pages=_row_pages(cell) if len(links) > 1 else 1,
                last_post=self.moment(page, label(last_link) or "") if last_link is not None else None,
                last_post_id=post_in(last_link.attrs.get("href")) if last_link is not None else None,
                last_author=named_after_by(last.css_first(".byuser")) if last is not None else None,
            ),
        )
        if last_link is not None:
            return thread
        place = board.id if board else None  # a sign that the thread was moved away says nothing of its last post
        return replace(
            thread, id=derived_id(thread_id, "moved", place), state="moved", moved_to=thread_id, locked=None, declared=Declared()
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def header(self, page: Page) -> Thread:
        """The thread by the breadcrumbs and by what leads to it."""
        crumbs = page.tree.css(".linkst li, .postlinksb li")
        link = crumbs[-1].css_first("a") if crumbs else None
        title = label(link) if link is not None else (label(crumbs[-1]) or "").removeprefix("»") if crumbs else None
        thread_id, href = self._thread_id(page, crumbs)
        if thread_id is None:
            raise ParseError(self.name, page.url, "no link, form or address on the page says which thread it is")
        return Thread(
            id=thread_id,
            title=(title or "").strip() or label(page.first(".postright h3")),
            url=first_page(href) if href else f"{self.site_url(page)}viewtopic.php?id={thread_id}",
            boards=self._path(page, crumbs),
            locked=_locked(page),
            declared=Declared(pages=self.page_number(page)[1]),
        )

    def _thread_id(self, page: Page, crumbs: list[LexborNode]) -> tuple[str | None, str | None]:
        """The thread's id, and the address that tells it where that is one of the thread's own."""
        last = crumbs[-1].css_first("a[href]") if crumbs else None
        bar = self.paging(page)
        places = (page.first('link[rel="canonical"]'), last, bar.css_first("a[href]") if bar is not None else None)
        for link in (*(place.attrs.get("href") for place in places if place is not None), page.url):
            href = page.absolute(link)
            thread_id = thread_in(href)
            if thread_id is not None:
                return thread_id, href
        feed = page.absolute(page.attribute('link[rel="alternate"][href*="tid="]', "href"))
        answer = page.absolute(page.attribute('a[href*="post.php?tid="], form[action*="post.php?"]', "href"))
        form = page.absolute(page.attribute('form[action*="tid="]', "action"))
        for other in (feed, answer, form):
            stated = (feed_thread(other) or query(other).get("tid")) if other else None
            if stated:
                return stated, None
        return None, None

    def _path(self, page: Page, crumbs: list[LexborNode]) -> tuple[Board, ...]:
        for crumb in crumbs:
            link = crumb.css_first("a[href]")
            href = page.absolute(link.attrs.get("href")) if link is not None else None
            board_id, title = board_in(href), label(link)
            if href and board_id and title:
                return (Board(title=title, id=board_id, url=canonical(href)),)
        return ()

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``<div id="pN">``."""
        return post_id(node)

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        """The number at the right of the heading."""
        return number((label(node.css_first(".conr")) or "").lstrip("#"))

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """The name left of the words. Members are told from guests by a line that says whether they are online."""
        name = node.css_first("dt")
        link = name.css_first("a[href]") if name is not None else None
        if link is not None:
            return linked_author(page, link)
        printed = label(name)
        if printed is None:
            return None
        is_member = node.css_first(".postfootleft p") is not None or len(node.css(".postleft dd")) > 1
        return Author(name=printed, guest=not is_member)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """The words of the link to the post."""
        raw = label(_head_link(page, node))
        return self.moment(page, raw) if raw else None

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The link in the heading."""
        own = f"viewtopic.php?pid={self.post_id(page, node)}"
        link = _head_link(page, node)
        stated = link.attrs.get("href") if link is not None else None
        href = page.absolute(stated) if stated and own not in stated else None
        if href and script(href) is None and post_in(href):
            return canonical(href)
        return self.site_url(page) + own


def _head_link(page: Page, node: LexborNode) -> LexborNode | None:
    """The link to the post in its heading, which tells when it was written, too."""
    known: dict[int, LexborNode | None] = page.memo.setdefault("head links", {})
    if node.mem_id not in known:
        known[node.mem_id] = node.css_first("h2 a[href]")
    return known[node.mem_id]


def _row_pages(cell: LexborNode) -> int:
    """The highest page that a row links to."""
    return max((found for link in cell.css(".pagestext a") if (found := number(fold(link.text())))), default=1)


def _description(row: LexborNode) -> str | None:
    """The words under a board's name: in an element of their own since FluxBB 1.4, else loose in the cell."""
    stated = row.css_first(".forumdesc")
    if stated is not None:
        return label(stated)
    cell = row.css_first(".tclcon")
    inner = cell.css_first("div") or cell if cell is not None else None
    words = [node.text_content or "" for node in inner.iter(include_text=True) if node.is_text_node] if inner is not None else []
    return fold("".join(words)) or None


def _locked(page: Page) -> bool | None:
    """By the words that stand where the link to answer would; visitors who may not answer see neither."""
    place = page.first(".postlink")
    if place is None:
        return None
    first = place.first_child
    while first is not None and first.is_text_node and not (first.text_content or "").strip():
        first = first.next
    return first is not None and first.is_text_node
