"""XMB 1.9 and 1.10, in the templates they come with.

Names have no ids, times no zone, edits no hour: the page does not hold them. Pages call themselves ISO-8859-1 and are
windows-1252, with numeric references for all other letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from spiders.content import QuoteHead, Rules, read_content
from spiders.errors import ParseError
from spiders.items import Author, Content, Edit, Listing, Media, Moment, PageKind, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.xmb_frame import read_member, read_moment, read_next, read_notice, read_pages, read_path, read_poll
from spiders.platforms.xmb_links import canonical, may_follow, page_in, root, thread_in
from spiders.platforms.xmb_listing import read_listing
from spiders.platforms.xmb_posts import Rows, read_picture, read_quote_head, rows_of, typed_head
from spiders.text import label

_MADE_BY = re.compile(r"Powered by XMB\b(?:\s+v?(\d+(?:\.\d+)+))?")
_POST = re.compile(r"pid(\d+)$")


class XMB(Platform):
    """XMB 1."""

    name = "xmb"
    title = "XMB"
    versions = "1.9 to 1.10"

    POST = 'a[name^="pid"]'
    QUOTE = "table.quote"
    DROP = "td.quote, td.code, div.sig"
    VERBATIM = ".codemessage code"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By what it writes into the head, and a link to one of its scripts: the words alone may be a thread's title."""
        if page.is_json or page.is_xml:
            return None
        head = page.text[:4_000].partition("</head>")[0]
        found = _MADE_BY.search(head)
        if found is None or page.first('td.nav, td.navtd, a[href*="misc.php?action="]') is None:
            return None
        return Detected(version=found[1])

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page."""
        tree = page.tree
        if self.nodes(page):
            return "thread"
        if tree.css_first('form[action*="forumdisplay.php"] select[name="cusdate"]') is not None:
            return "board"
        if tree.css_first('input[type="password"]') is not None:
            return "login"
        if tree.css_first('.tablelinks td.category a[href*="gid="], .tablelinks td.tablerow > a[href*="forumdisplay.php?fid="]'):
            return "index"
        return "error" if read_notice(page) is not None else "other"

    def logged_in(self, page: Page) -> bool | None:
        """By the link to log out or in, beside the logo."""
        if page.mentions(b"action=logout") and page.has('td font.smalltxt > a[href*="action=logout"]'):
            return True
        return False if page.first('td font.smalltxt > a[href*="action=login"]') is not None else None

    def message(self, page: Page) -> str | None:
        """Under its heading."""
        return read_notice(page)

    def site_url(self, page: Page) -> str:
        """The first link of the path."""
        if "root" not in page.memo:
            page.memo["root"] = root(page.absolute(page.attribute("td.nav a[href]", "href")) or page.url)
        address: str = page.memo["root"]
        return address

    def site_title(self, page: Page) -> str | None:
        """The first words of the path."""
        return label(page.first("td.nav a[href]"))

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.xmb_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.xmb_links.may_follow`."""
        return may_follow(url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        return read_pages(page)

    def page_asked(self, page: Page) -> int | None:
        """By ``page=``."""
        return page_in(page.url)

    def next_url(self, page: Page) -> str | None:
        """By the page controls."""
        return read_next(page)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.xmb_listing`."""
        return read_listing(page, is_index=self.kind(page) == "index")

    def header(self, page: Page) -> Thread:
        """The thread as its own page states it; whether it is closed or topped stands in listings only."""
        stated = ('a[href*="action=printable"]', 'td.smalltxt > a[href*="tid="]')
        links = [page.attribute(selector, "href") for selector in stated]
        thread_id = next((found for href in (*links, page.url) if (found := thread_in(href))), None)
        if thread_id is None:
            raise ParseError(self.name, page.url, "no link or address on the page says which thread it is (tid=)")
        boards, title = read_path(page)
        return Thread(
            id=thread_id,
            title=title,
            url=f"{self.site_url(page)}viewthread.php?tid={thread_id}",
            boards=boards,
            poll=read_poll(page),
            declared=replace(Thread(id=thread_id).declared, pages=self.page_number(page)[1]),
        )

    def thread(self, page: Page) -> ThreadPage:
        """On the first page, the first post opens the thread and tells who began it and when."""
        read = super().thread(page)
        if read.number != 1 or not read.posts:
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``<a name="pidN">``."""
        found = _POST.match(node.attrs.get("name") or "")
        return found[1] if found else None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """Over the profile."""
        return read_member(page, rows_of(page, node).side.css_first("strong"))

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """After "posted on"."""
        return read_moment(page, label(rows_of(page, node).head))

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The address the time is linked to."""
        head = rows_of(page, node).head
        url = page.absolute(head.attrs.get("href")) if head is not None else None
        return canonical(url) if url else None

    def subject(self, page: Page, node: LexborNode) -> str | None:
        """Over the words; most replies have none."""
        return label(rows_of(page, node).subject)

    def edits(self, page: Page, node: LexborNode) -> Iterable[Edit]:
        """At the end of the words."""
        return rows_of(page, node).edits

    def attachments(self, page: Page, node: LexborNode) -> Iterable[Media]:
        """At the end of the words."""
        return rows_of(page, node).files

    # -- bodies ----------------------------------------------------------------------------------------------------

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """The words, without what the software wrote behind them."""
        rows = rows_of(page, node)
        body = rows.own or rows.body
        return [body] if body is not None else []

    def content(self, page: Page, node: LexborNode, rules: Rules) -> Content | None:
        """A body that had to be cut is a tree of its own, with rules of its own."""
        rows: Rows = rows_of(page, node)
        if rows.own is None:
            return super().content(page, node, rules)
        content = read_content(rows.own, self._rules_in(page, rows.own))
        return replace(content, media=(*content.media, *rows.files))

    def rules(self, page: Page) -> Rules:
        """Attributions may stand among the quoted words."""
        return self._rules_in(page, page.tree)

    def _rules_in(self, page: Page, root: LexborHTMLParser | LexborNode) -> Rules:
        quotes = root.css(self.QUOTE)
        typed = {head.mem_id for quote in quotes if (head := typed_head(quote)) is not None}
        return Rules(
            page=page,
            quotes=frozenset(quote.mem_id for quote in quotes),
            dropped=frozenset(node.mem_id for node in root.css(self.DROP)) | typed,
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            verbatim=frozenset(node.mem_id for node in root.css(self.VERBATIM)),
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """Name and source of the quoted words."""
        return read_quote_head(page, node)

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """Smileys and attached pictures have no class."""
        known = read_picture(page, node) if node.tag == "img" else None
        return known if known is not None else super().image(page, node)
