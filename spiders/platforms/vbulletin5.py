"""vBulletin 5 and 6: threads and boards.

Everything is a node with one number. Replies to a reply ("comments") stand inside the post they answer, in the same element. Of
the times, only the epoch and those with an offset are taken: 5 writes the server's own clock into ``<time datetime>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta, timezone, tzinfo

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, mark
from spiders.dates import Order, read_date, stamp
from spiders.edits import read_edit
from spiders.errors import ParseError
from spiders.items import Author, Board, Declared, Edit, Listing, Media, Moment, PageKind, Post, PostState, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.vbulletin_posts import Marks, mark_quotes, read_quote_head
from spiders.text import fold, label, number
from spiders.urls import normalise, query, split

_GENERATOR = re.compile(r"vBulletin\s+([56](?:\.\d+)*)", re.IGNORECASE)
_NODE = re.compile(r"/(\d{1,19})-[^/?#]*(?:/page\d+)?/?(?:$|[?#])")
_MEMBER = re.compile(r"/member/(\d{1,19})(?!\d)")
_POST_ASKED = re.compile(r"[?&]p=(\d{1,19})(?!\d)")
_PAGE = re.compile(r"/page(\d{1,6})(?=[/?#]|$)")
_ZONE = re.compile(r"(?:GMT|UTC|WEZ)\s?(?:([+\-−])\s?(\d{1,2})(?:[:.](\d\d))?)?")
_FIGURE = re.compile(r"\d[\d.,\u00a0\u202f']*")
_REFUSED = re.compile(
    r"/(?:member|search|login|logout|register|external|core|filedata|ajax|settings|privatemessage|help|contact-us|whats-new"
    r"|special|memberlist|online|report|auth|signin|js|fonts|tags?)(?=/|$)|/[a-z_-]+\.php$"
)


class VBulletin5(Platform):
    """vBulletin 5 and 6."""

    name = "vbulletin5"
    title = "vBulletin 5 and 6"
    versions = "5.0 to 6.1"

    POST = "li.b-post"
    BODY = ".js-post__content-text, [itemprop='commentText']"
    DROP = ".post-signature, .b-post__edit"
    SMILEYS = frozenset({"inlineimg"})

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the generator, else by the body's id."""
        if page.is_json or page.is_xml:
            return None
        found = _GENERATOR.match(page.attribute('meta[name="generator"]', "content") or "")
        if found:
            return Detected(version=found[1])
        return Detected() if page.first("body#vb-page-body") is not None else None

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page."""
        tree = page.tree
        if tree.css_first(self.POST) is not None:
            return "thread"
        if tree.css_first("tr.topic-item") is not None:
            return "board"
        if tree.css_first("tr.forum-item") is not None:
            return "board" if len(self._path(page)) > 0 else "index"
        return "board" if tree.css_first(".topic-list-container, table.topic-list") is not None else "other"

    def logged_in(self, page: Page) -> bool | None:
        """By the body's classes."""
        classes = (page.attribute("body", "class") or "").split()
        return False if "logged-out" in classes else True if "logged-in" in classes else None

    def site_url(self, page: Page) -> str:
        """``<base href>``; mirrors leave it empty, and have the address only."""
        stated = page.attribute("base[href]", "href") or ""
        if stated.startswith("http"):
            return normalise(f"{stated.rstrip('/')}/")
        parts = split(page.url)
        return f"{parts.scheme}://{parts.netloc}/" if parts is not None else page.url

    def zone(self, page: Page) -> tzinfo | None:
        """In the footer: today's offset."""
        if "zone" not in page.memo:
            found = _ZONE.search(label(page.first("#footer-current-datetime")) or "")
            size = timedelta(hours=int(found[2] or 0), minutes=int(found[3] or 0)) if found else timedelta(days=2)
            minus = found is not None and found[1] in {"-", "−"}
            page.memo["zone"] = timezone(-size if minus else size) if size < timedelta(hours=24) else None
        zone: tzinfo | None = page.memo["zone"]
        return zone

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """Without session, view, filters and fragment; no first page."""
        plain = normalise(url, keep=("p",)) if _POST_ASKED.search(url) else normalise(url, keep=())
        return plain.removesuffix("/page1")

    def follows(self, url: str) -> bool:
        """Boards, threads and posts: never profiles, searches, files."""
        parts = split(url)
        return parts is not None and not _REFUSED.search(parts.path) and query(url).keys() <= {"p", "s"}

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        total = number(label(page.first(".pagenav-controls .pagetotal, .pagenav-container .pagetotal, .pagetotal")))
        current = number(page.attribute("input.js-pagenum", "value"))
        return (current or 1, total or 1) if total != 0 else (1, 1)

    def page_asked(self, page: Page) -> int | None:
        """By ``/pageN``."""
        found = _PAGE.search(page.url)
        return int(found[1]) if found else None

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """The boards and rows of the page."""
        is_index = self.kind(page) == "index"
        current, pages = (None, None) if is_index else self.page_number(page)
        listed = None if is_index else self._listed(page)
        return Listing(
            board=listed,
            boards=tuple(self._boards(page)),
            threads=tuple(self._row(page, row, listed) for row in page.tree.css("tr.topic-item[data-node-id]")),
            number=current,
            pages=pages,
            next_url=None if is_index else self.next_url(page),
        )

    def _listed(self, page: Page) -> Board | None:
        title = self._title(page)
        stated = page.absolute(page.attribute('link[rel="canonical"]', "href")) or page.url
        return Board(title=title, url=_PAGE.sub("", self.canonical(stated))) if title else None

    def _title(self, page: Page) -> str | None:
        """In a box of its own, else last in the breadcrumbs: boxes of all sorts have headings of one class."""
        return label(page.first(".page-title-widget h1")) or label(page.first("#breadcrumbs li:last-child"))

    def _path(self, page: Page) -> tuple[Board, ...]:
        """The boards of the breadcrumbs, less the home page and the forum's own."""
        crumbs = page.tree.css("#breadcrumbs a.crumb-link")[2:]
        found = ((page.absolute(link.attrs.get("href")), label(link)) for link in crumbs)
        return tuple(Board(title=title, url=self.canonical(href)) for href, title in found if href and title)

    def _boards(self, page: Page) -> Iterator[Board]:
        for row in page.tree.css("tr.forum-item, tr.subforum-item"):
            link = row.css_first("a.forum-title, a.subforum-title")
            href, title = page.absolute(link.attrs.get("href")) if link is not None else None, label(link)
            if href and title:
                yield Board(
                    title=title,
                    url=self.canonical(href),
                    description=label(row.css_first(".forum-desc")),
                    threads=self._figure(row, ".topics-count"),
                    posts=self._figure(row, ".posts-count"),
                )

    def _figure(self, row: LexborNode, selector: str) -> int | None:
        found = _FIGURE.search(label(row.css_first(selector)) or "")
        return number(found[0].rstrip(".,'")) if found else None

    def _row(self, page: Page, row: LexborNode, board: Board | None) -> Thread:
        classes = (row.attrs.get("class") or "").split()
        title = row.css_first("a.topic-title")
        href = page.absolute(title.attrs.get("href")) if title is not None else None
        last = row.css_first("a.go-to-last-post")
        asked = _POST_ASKED.search(last.attrs.get("href") or "") if last is not None else None
        printed = label(row.css_first(".cell-lastpost .post-date")) or ""
        node_id = row.attrs.get("data-node-id") or ""
        found = _NODE.search((href or "").removesuffix(".html"))
        moved_to = found[1] if found and found[1] != node_id else None
        return Thread(
            id=node_id,
            state="moved" if moved_to else "visible",
            moved_to=moved_to,
            title=label(title),
            url=self.canonical(href) if href else None,
            boards=(board,) if board is not None else (),
            author=self._member(page, row.css_first(".topic-info a[href]")),
            created=self._moment(page, label(row.css_first(".topic-info .date"))),
            sticky="sticky" in classes,
            locked="closed" in classes,
            declared=Declared(
                replies=self._figure(row, ".posts-count"),
                views=self._figure(row, ".views-count"),
                last_post=stamp(row.attrs.get("data-lastcontent"), printed) or self._moment(page, printed),
                last_post_id=asked[1] if asked else None,
                last_author=self._member(page, row.css_first(".lastpost-by a[href]")),
            ),
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def header(self, page: Page) -> Thread:
        """The thread as its own page states it."""
        stated = ('link[rel="canonical"]', 'meta[property="og:url"]', 'meta[itemprop="url"]')
        names = ("href", "content", "content")
        links = [page.absolute(page.attribute(place, name)) for place, name in zip(stated, names, strict=True)]
        href = next((href for href in (*links, page.url) if href and _NODE.search(href)), None)
        found = _NODE.search(href) if href else None
        if href is None or found is None:
            raise ParseError(self.name, page.url, "no link or address on the page says which thread it is (/N-title)")
        pages = self.page_number(page)[1]
        url = _PAGE.sub("", normalise(href, keep=()))
        return Thread(
            id=found[1],
            title=self._title(page),
            url=url,
            boards=self._path(page),
            declared=Declared(pages=pages),
        )

    def thread(self, page: Page) -> ThreadPage:
        """The opening post is the thread's own node, and stands first on its first page."""
        read = super().thread(page)
        opening = read.posts[0] if read.posts else None
        if opening is None or opening.id != read.thread.id:
            return read
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    # -- posts -----------------------------------------------------------------------------------------------------

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        """A comment answers the post in which it stands."""
        post = super().post(page, node, rules)
        above = node.parent
        while above is not None and not (above.tag == "li" and "b-post" in (above.attrs.get("class") or "").split()):
            above = above.parent
        parent = self.post_id(page, above) if above is not None else None
        return replace(post, kind="comment", parent_id=parent, parent_kind="stated") if post is not None and parent else post

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """The node's number, on the post or on its anchor."""
        stated = node.attrs.get("data-node-id")
        if stated:
            return stated
        anchor = node.css_first('a.anchor[id^="post"]')
        return (anchor.id or "").removeprefix("post") or None if anchor is not None else None

    def state(self, page: Page, node: LexborNode) -> PostState:
        """Deleted ones leave their place."""
        classes = node.attrs.get("class") or ""
        return "deleted" if "b-post--deleted" in classes else "ignored" if "b-post--ignored" in classes else "visible"

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        """A number; comments count below their post ("#136.1")."""
        return number((label(node.css_first(".b-post__count")) or "").lstrip("#"))

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """The member's link; a guest's bare name stands in its place."""
        if "b-comment" in (node.attrs.get("class") or "").split():
            return self._member(page, node.css_first(".b-comment__author"))
        return self._member(page, node.css_first(".author a[href]") or node.css_first(".author"))

    def _member(self, page: Page, node: LexborNode | None) -> Author | None:
        name = label(node)
        if node is None or name is None:
            return None
        url = page.absolute(node.attrs.get("href")) if node.tag == "a" else None
        found = _MEMBER.search(url or "")
        return Author(name=name, id=found[1] if found else None, url=self.canonical(url) if url else None, guest=url is None)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """The epoch, else a time with an offset, else what is printed."""
        place = node.css_first(".b-post__timestamp")
        printed = label(place) or ""
        time = place.css_first("time[datetime]") if place is not None else None
        exact = stamp(node.attrs.get("data-node-publishdate"), printed)
        if exact is None and time is not None:
            exact = stamp(time.attrs.get("datetime"), printed)
        if exact is not None and exact.at is not None:
            return replace(exact, local=None)  # the offset is the server's, the page prints the reader's
        return self._moment(page, printed or None)

    def _moment(self, page: Page, raw: str | None) -> Moment | None:
        """What is printed. The zone in the footer is today's: of other days it says nothing (`read_zone` of 3 and 4)."""
        if not raw:
            return None
        language = self.language(page)
        languages = (language,) if language else ()
        order: Order | None = "MDY" if raw.lower().endswith(("am", "pm")) else None
        moment = read_date(raw, clock=page.clock, languages=languages, order=order)
        if moment.precision is None:
            return read_date(raw, clock=page.clock, zone=self.zone(page), languages=languages, order=order)
        return moment

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The address of its number."""
        link = node.css_first("a.b-post__count[href]")
        url = page.absolute(link.attrs.get("href")) if link is not None else None
        return self.canonical(url) if url else None

    def subject(self, page: Page, node: LexborNode) -> str | None:
        """Over the words of some."""
        title = self._own(node, ".b-post__title")
        return label(title[0]) if title else None

    def _own(self, node: LexborNode, selector: str) -> list[LexborNode]:
        """What stands in the post, but not in the comments inside it."""
        found = node.css(selector)
        if not found:
            return []
        others = {inner.mem_id for comments in node.css(".b-comments") for inner in comments.css(selector)}
        return [one for one in found if one.mem_id not in others]

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """Under the words."""
        for notice in self._own(node, ".b-post__edit"):
            editor = self._member(page, notice.css_first("a[href]"))
            time = label(notice.css_first(".time"))
            edit = read_edit(
                label(notice) or "",
                date=lambda raw: self._moment(page, raw) or Moment(raw=raw),
                marked=True,
                time=self._moment(page, time),
                by=editor.name if editor else None,
                by_id=editor.id if editor else None,
            )
            if edit is not None:
                yield edit

    def attachments(self, page: Page, node: LexborNode) -> Iterator[Media]:
        """Under the words."""
        for link in self._own(node, ".js-post-attachments a[href]"):
            url = page.absolute(link.attrs.get("href"))
            if url and "filedata" in url:
                yield Media(kind="attachment", url=url, name=label(link))

    # -- bodies ----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        """Quotes are written as in 4."""
        marks: Marks = mark_quotes(page)
        page.memo["heads"] = marks.heads
        return Rules(
            page=page,
            quotes=marks.quotes,
            dropped=marks.dropped | mark(page, self.DROP),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """Name and source of the quoted words."""
        return read_quote_head(page, page.memo["heads"].get(node.mem_id))

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """Smileys have their name in ``title``."""
        if node.tag == "img" and ("inlineimg" in (node.attrs.get("class") or "") or node.attrs.get("smilieid")):
            return fold(node.attrs.get("alt") or node.attrs.get("title") or "")
        return super().image(page, node)
