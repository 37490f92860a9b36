"""YaBB 2. Posts have no numbers of their own, only their place in the thread, so their ids are derived: from name and time.

Two posts of one member in one minute are told apart only where they stand on one page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, roles
from spiders.edits import read_edit
from spiders.errors import ParseError
from spiders.items import Author, Declared, Edit, Listing, Media, Moment, PageKind, Post, Reading, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform, derived_id
from spiders.platforms.yabb_frame import languages, read_member, read_moment, read_pages, read_path
from spiders.platforms.yabb_links import canonical, id_in, may_follow, root, thing_in
from spiders.platforms.yabb_listing import read_listing
from spiders.quotes import read_attribution
from spiders.text import fold, label, number, text_outside

_MADE_BY = re.compile(rb'<!-- YaBB (\d[\d.]*\d)|yabbforum\.com/?"[^>]*>\s*YaBB\s+(?:v\s*)?(\d[\w.]*)')
_LINKED = re.compile(
    r'<a class="message" [^<>]{1,999}>[^<]{1,400}</a>(?:[^<]|</?(?:sup|b)>){0,200}<br ?/?>(?=\s*<div class="quote")'
)
_BOLD = re.compile(r'<b>[^<]{1,40}:</b>(?:<br ?/?>(?=\s*<div class="quote")|(?=\s*<pre class="(?:code|sh_)))')
"""Heads of quotes and code. Each pattern begins with a tag of its own: as one they take ten times as long."""
_REPLY = re.compile(r"^\D{0,40}#\s?(\d{1,7})\s*[-–]\s*")
_READ = re.compile(r"\s*\([^()\d]*([\d.,]+)[^()\d]*\)\s*$")
_COUNTED = re.compile(r":\s?\d")
_DATED = re.compile(r"</a>\s*(?:on\s|am\s|le\s|el\s|op\s|il\s)?(.*?):\s*<br", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")
_FURNITURE = ("/Templates/", "/Smilies/", "/Smileys/", "/YaBBImages/")


class YaBB(Platform):
    """YaBB."""

    name = "yabb"
    title = "YaBB"
    versions = "2"

    POST = "td a[name], td span.anchor[id]"
    BODY = "div.message"
    QUOTE = ".quote"
    DROP = ".quote-head, .codebox"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By what it says of itself in a comment and in the footer. Version 1 looked otherwise."""
        if page.is_json or page.is_xml or b"yabbforum.com" not in page.body:
            return None
        found = _MADE_BY.search(page.body)
        version = (found[1] or found[2] or b"").decode() if found else ""
        return Detected(version=version) if version and not version.startswith("1") else None

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page."""
        tree = page.tree
        if any(self.post_place(node) is not None for node in tree.css(self.POST)) and tree.css_first(self.BODY) is not None:
            return "thread"
        if tree.css_first('td.tabtitle a[href*="catselect="], table.tabtitle a[href*="catselect="]') is not None:
            return "index"
        if tree.css_first('input[name="boardpw"]') is not None:
            return "login"
        if (thing_in(page.url) or ("",))[0] == "board" and tree.css_first("td.titlebg, .titlebg td") is not None:
            return "board"
        if tree.css_first('form[name="loginform"], form[action*="action=login2"]') is not None:
            return "login"
        return "error" if self.message(page) is not None else "other"

    def message(self, page: Page) -> str | None:
        """In the one table of the page."""
        if page.first('.tabtitle a[href*="catselect="], .displaycontainer') is not None:
            return None
        return label(page.first("td.windowbg"))

    def logged_in(self, page: Page) -> bool | None:
        """By the link to log out or in."""
        if page.first('a[href*="action=logout"]') is not None:
            return True
        return False if page.first('a[href*="action=login"]') is not None else None

    def site_url(self, page: Page) -> str:
        """Where the script lies."""
        return root(page.url)

    def site_title(self, page: Page) -> str | None:
        """The first of the way to the page."""
        return read_path(page)[0]

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.yabb_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.yabb_links.may_follow`."""
        return may_follow(url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        return read_pages(page, self._own(page))[:2]

    def next_url(self, page: Page) -> str | None:
        """By number."""
        return read_pages(page, self._own(page))[2]

    # -- listings and threads --------------------------------------------------------------------------------------

    def read(self, page: Page) -> Reading:
        """The words over a quote stand loose before it: they are put into an element of their own first."""
        text = page.text
        if '<div class="quote"' not in text and '<pre class="' not in text:
            return super().read(page)
        marked = _BOLD.sub(_put_apart, _LINKED.sub(_put_apart, text))
        if marked == text:
            return super().read(page)
        headers = {**page.headers, "content-type": "text/html; charset=utf-8"}
        return super().read(replace(page, body=marked.encode("utf-8", "surrogatepass"), headers=headers))

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.yabb_listing`."""
        return read_listing(page, is_index=self.kind(page) == "index")

    def _own(self, page: Page) -> tuple[str, str] | None:
        """Kind and id of the thread: by the address, or by the links to its own posts."""
        if "own" not in page.memo:
            found = id_in(page.url, "thread")
            if found is None:
                links = page.tree.css('.displaycontainer a[href*="num="]')
                stated = (page.absolute(link.attrs.get("href")) for link in links)
                found = next((thread for url in stated if (thread := id_in(url, "thread"))), None)
            page.memo["own"] = ("thread", found) if found else None
        own: tuple[str, str] | None = page.memo["own"]
        return own

    def header(self, page: Page) -> Thread:
        """The thread as its own page states it."""
        own = self._own(page)
        if own is None:
            raise ParseError(self.name, page.url, "no address on the page says which thread it is")
        _, boards, title = read_path(page)
        mark = page.first('a[name="top"] img, td.titlebg img')
        bar = next((one for one in page.tree.css(".displaycontainer td.titlebg") if _READ.search(fold(one.text()))), None)
        words = fold(bar.text()) if bar is not None else ""
        views = _READ.search(words)
        icon = (mark.attrs.get("src") or "").rpartition("/")[2] if mark is not None else None
        return Thread(
            id=own[1],
            title=title or _READ.sub("", words) or None,
            url=canonical(self._address(page, own[1])),
            boards=boards,
            sticky="sticky" in icon or "announcement" in icon if icon is not None else None,
            locked="lock" in icon if icon is not None else None,
            declared=Declared(views=number(views[1]) if views else None, pages=self.page_number(page)[1]),
        )

    def _address(self, page: Page, thread_id: str) -> str:
        """A thread's address, by the script that the page's own links name."""
        if "script" not in page.memo:
            link = page.attribute('.displaycontainer a[href*="num="]', "href")
            page.memo["script"] = (page.absolute(link) or page.url).partition("?")[0]
        return f"{page.memo['script']}?num={thread_id}"

    def thread(self, page: Page) -> ThreadPage:
        """On the first page, the first post opens the thread and tells who began it and when."""
        read = super().thread(page)
        if read.number != 1 or not read.posts or read.posts[0].ordinal is not None:
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_place(self, node: LexborNode) -> int | None:
        """The post's place in the thread, from 0: ``<a name="3">``, ``<span class="anchor" id="3">``."""
        name = node.attrs.get("name") or node.id or ""
        return int(name) if name.isdecimal() and len(name) < 9 else None

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """Derived; and counted on, where all it is derived from stands twice on the page."""
        known: dict[int, str] = page.memo.setdefault("ids", {})
        if self.post_place(node) is None or not self.bodies(page, node):
            return None
        if node.mem_id not in known:
            own, author, posted = self._own(page), self.author(page, node), self.posted(page, node)
            when = posted.local.isoformat() if posted and posted.local else posted.raw if posted else ""
            facts = [author.name if author else "", when]
            given = derived_id(own[1] if own else "", *facts)
            times = 1
            while given in known.values():
                times += 1
                given = derived_id(own[1] if own else "", *facts, times)
            known[node.mem_id] = given
        return known[node.mem_id]

    def _table(self, page: Page, node: LexborNode) -> LexborNode:
        """The table around the post."""
        around = node.parent
        while around is not None and around.tag not in {"table", "body"}:
            around = around.parent
        return around or node

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        """Says of the id that it is derived."""
        read = super().post(page, node, rules)
        return replace(read, id_kind="derived") if read is not None else None

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        """The number of the reply; the opening post has none."""
        return self.post_place(node) or None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """Before what stands small below the name: of members their number of posts, of guests nothing but that they are."""
        known: dict[int, Author | None] = page.memo.setdefault("authors", {})  # the id is derived from it, too
        if node.mem_id not in known:
            known[node.mem_id] = self._find_author(page, node)
        return known[node.mem_id]

    def _find_author(self, page: Page, node: LexborNode) -> Author | None:
        cell = node.parent
        if cell is None:
            return None
        known = read_member(page, cell, linked=True)
        if known is not None and known.name:
            return known
        below = cell.css_first("div.small")
        name = text_outside(cell, "div.small, a[name], span.anchor, a[href^='javascript']")
        if not name:
            return None
        small = fold(below.text()) if below is not None else ""
        if _COUNTED.search(small):
            return Author(name=name, guest=False)
        left = below is not None and below.css_first("i") is not None
        return Author(name=name, guest=None if left else True)

    def _head(self, page: Page, node: LexborNode) -> tuple[str | None, str]:
        """Subject, and the words after it: "Reply #3 - TIME"."""
        heads: dict[int, tuple[str | None, str]] = page.memo.setdefault("heads", {})
        if node.mem_id not in heads:
            heads[node.mem_id] = self._find_head(page, node)
        return heads[node.mem_id]

    def _find_head(self, page: Page, node: LexborNode) -> tuple[str | None, str]:
        around = node.parent.mem_id if node.parent is not None else 0
        for place in self._table(page, node).css("td .small"):
            subject = place.css_first("b")
            above = place.parent
            if subject is None or (above is not None and above.mem_id == around):
                continue  # what stands below the name
            return label(subject), fold(place.text()).removeprefix(fold(subject.text()))
        return None, ""

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """Over the words."""
        words = _REPLY.sub("", self._head(page, node)[1].strip())
        return read_moment(page, words) if words else None

    def subject(self, page: Page, node: LexborNode) -> str | None:
        """Over the words."""
        return self._head(page, node)[0]

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The address of its place."""
        own, place = self._own(page), self.post_place(node)
        return f"{self._address(page, own[1])}/{place}#{place}" if own else None

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """In the post's table."""
        known: dict[int, LexborNode | None] = page.memo.setdefault("bodies", {})
        if node.mem_id not in known:
            known[node.mem_id] = self._table(page, node).css_first(self.BODY)
        body = known[node.mem_id]
        return [body] if body is not None else []

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """Below the words: "« Last Edit: TIME by NAME »", and the reason after it."""
        for place in self._table(page, node).css("div.small"):
            words = fold(place.text())
            if words.startswith("«"):
                marker, _, reason = words.partition("»")
                edit = read_edit(
                    marker,
                    date=lambda raw: read_moment(page, raw),
                    marked=True,
                    reason=reason.partition(":")[2].strip() or reason.strip() or None,
                    languages=languages(page),
                )
                if edit is not None:
                    name = marker[marker.rfind(edit.by) :].strip() if edit.by else None  # all to the end: "Mira K."
                    yield replace(edit, raw=words, by=name or edit.by)
                return

    def attachments(self, page: Page, node: LexborNode) -> Iterable[Media]:
        """Below the words; pictures are linked twice."""
        if "files" not in page.memo:
            page.memo["files"] = page.first('a[href*="action=downloadfile"]') is not None
        for link in self._table(page, node).css('div.small a[href*="action=downloadfile"]') if page.memo["files"] else ():
            name = label(link)
            if name:
                yield Media(kind="attachment", url=page.absolute(link.attrs.get("href")), name=name)

    # -- bodies ----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        """By class."""
        return Rules(
            page=page,
            quotes=frozenset(),
            dropped=frozenset(),
            classes=roles(quote=self.QUOTE, drop=self.DROP),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """What stands before the quote: name, place of the post it is from, and when that was written."""
        head = node.prev
        while head is not None and not head.is_element_node:
            head = head.prev
        if head is None or "quote-head" not in (head.attrs.get("class") or ""):
            return QuoteHead()
        link = head.css_first("a[href]")
        dated = _DATED.search(head.html or "")
        when = fold(_TAGS.sub("", dated[1])) if dated else ""
        return QuoteHead(
            author=read_attribution(label(link)),
            source_url=page.absolute(link.attrs.get("href")) if link is not None else None,
            time=read_moment(page, when) if when else None,
        )

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """What comes from the forum's own folders is a smiley."""
        source = node.attrs.get("src") or ""
        if (
            node.tag == "img"
            and not (node.attrs.get("name") or "").endswith("_img_resize")
            and any(one in source for one in _FURNITURE)
        ):
            return node.attrs.get("alt") or node.attrs.get("title") or ""
        return super().image(page, node)


def _put_apart(head: re.Match[str]) -> str:
    return f'<span class="quote-head">{head[0]}</span>'
