"""Burning Board 2 and Burning Board Lite 1: tables whose cells are told by class and place.

Times are in the board's zone, which no page names; quotes keep a name and no source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, read_content
from spiders.errors import ParseError
from spiders.items import Author, Content, Declared, Edit, Listing, Media, Moment, PageKind, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms import wbb2_links as links
from spiders.platforms.base import Detected, Platform
from spiders.platforms.wbb2_frame import crumbs, moment, next_url, notice, page_number, site_url, version
from spiders.platforms.wbb2_listing import read_listing
from spiders.platforms.wbb2_posts import (
    Parts,
    body_of,
    boxes_in,
    parts_of,
    read_author,
    read_edit_note,
    read_file,
    read_quote_head,
    read_time,
)
from spiders.text import fold, label

_POST = re.compile(r"post(\d{1,18})")


class WBB2(Platform):
    """Burning Board 2."""

    name = "wbb2"
    title = "Burning Board 2"
    versions = "2.1–2.3, Lite 1"

    POST = 'a[name^="post"]'

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the classes of its tables, and links to its scripts or its maker."""
        if page.is_json or page.is_xml or (b"tableinborder" not in page.body and b"tableoutborder" not in page.body):
            return None
        own = 'link[rel="copyright"][href*="woltlab"], a[href*="thread.php?"][href*="threadid="], a[href*="board.php?boardid="]'
        return Detected(version=version(page)) if page.tree.css_first(f'{own}, a[href*="woltlab"]') is not None else None

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page."""
        tree = page.tree
        if any(parts_of(page, one) for one in tree.css(self.POST) if _POST.fullmatch(one.attrs.get("name") or "")):
            return "thread"
        if tree.css_first('a[href*="markread.php?boardid="], form[action^="board.php"]') is not None:
            return "board"
        if tree.css_first('a[href*="board.php?boardid="] > b') is not None:
            return "index"
        if tree.css_first('form[action*="login.php"] input[type="password"]') is not None:
            return "login"
        if tree.css_first("tr.mainpage") is not None:
            return "error"
        return "author" if links.script(page.url) == "profile.php" else "other"

    def site_url(self, page: Page) -> str:
        """See `spiders.platforms.wbb2_frame.site_url`."""
        return site_url(page)

    def site_title(self, page: Page) -> str | None:
        """The first part of the page's title."""
        title = page.first("title")
        return fold(title.text()).partition(" | ")[0] or None if title is not None else None

    def language(self, page: Page) -> str | None:
        """XHTML names it in another attribute."""
        return page.attribute("html", "lang") or page.attribute("html", "xml:lang")

    def logged_in(self, page: Page) -> bool | None:
        """By the link to log out or in."""
        if page.first('a[href*="logout.php"]') is not None:
            return True
        return False if page.first('a[href*="register.php"], a[href*="login.php"]') is not None else None

    def message(self, page: Page) -> str | None:
        """See `spiders.platforms.wbb2_frame.notice`."""
        return notice(page)

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.wbb2_links.canonical`."""
        return links.canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.wbb2_links.may_follow`."""
        return links.may_follow(url)

    def page_asked(self, page: Page) -> int | None:
        """By ``page=``."""
        return links.page_in(page.url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """See `spiders.platforms.wbb2_frame.page_number`."""
        return page_number(page)

    def next_url(self, page: Page) -> str | None:
        """See `spiders.platforms.wbb2_frame.next_url`."""
        return next_url(page)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.wbb2_listing`."""
        return read_listing(page, is_board=self.kind(page) == "board")

    def header(self, page: Page) -> Thread:
        """The title over the posts; the number by the links around them."""
        own = 'a[href*="goto=lastpost"][href*="threadid="], a[href*="goto=nextoldest"][href*="threadid="], a[href*="threadview="]'
        stated = page.absolute(page.attribute(own, "href"))
        thread_id = links.thread_in(stated) or links.thread_in(page.url)
        if thread_id is None:
            raise ParseError(
                self.name, page.url, "neither a link on the page nor its address says which thread it is (threadid=)"
            )
        title = page.first(".tablecat .normalfont b, .tablecat b")
        button = page.attribute('a[href*="addreply.php?threadid="] img[src]', "src")
        return Thread(
            id=thread_id,
            title=label(title),
            url=f"{site_url(page)}thread.php?threadid={thread_id}",
            prefix=label(page.first(".smallfont > .prefix")),
            boards=crumbs(page),
            locked="closed" in button.rpartition("/")[2] if button else None,
            declared=Declared(pages=self.page_number(page)[1]),
        )

    def thread(self, page: Page) -> ThreadPage:
        """On the first page, the first post opens the thread and tells who began it and when."""
        read = super().thread(page)
        if read.number != 1 or not read.posts:
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    # -- posts -----------------------------------------------------------------------------------------------------

    def _parts(self, page: Page, node: LexborNode) -> Parts:
        parts = parts_of(page, node)
        if parts is None:
            raise ParseError(self.name, page.url, f"nothing stands around the anchor {node.attrs.get('name')}")
        return parts

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``<a name="postN">``."""
        found = _POST.fullmatch(node.attrs.get("name") or "")
        return found[1] if found and parts_of(page, node) is not None else None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """Left of the words."""
        return read_author(page, self._parts(page, node))

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """Under the name."""
        raw = read_time(self._parts(page, node))
        return moment(page, raw) if raw else None

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The address of the post."""
        post_id = self.post_id(page, node)
        return f"{site_url(page)}thread.php?postid={post_id}#post{post_id}"

    def subject(self, page: Page, node: LexborNode) -> str | None:
        """Over the words."""
        return self._parts(page, node).subject

    def edits(self, page: Page, node: LexborNode) -> Iterable[Edit]:
        """Under the words."""
        note = self._parts(page, node).note
        edit = read_edit_note(page, note) if note is not None else None
        return (edit,) if edit is not None else ()

    def attachments(self, page: Page, node: LexborNode) -> Iterable[Media]:
        """Under the words."""
        return [read_file(page, one) for one in self._parts(page, node).files]

    # -- bodies ----------------------------------------------------------------------------------------------------

    def content(self, page: Page, node: LexborNode, rules: Rules) -> Content | None:
        """Each body has rules of its own: it may have been cut out of the page."""
        body, beside = body_of(self._parts(page, node))
        if body is None:
            return None
        quotes, dropped = boxes_in(body)
        marked = frozenset(one.mem_id for one in (*dropped, *beside))
        if quotes or marked:
            rules = replace(rules, quotes=frozenset(one.mem_id for one in quotes), dropped=marked)
        content = read_content(body, rules)
        files = tuple(self.attachments(page, node))
        return replace(content, media=(*content.media, *files)) if files else content

    def rules(self, page: Page) -> Rules:
        """What holds in every body."""
        return Rules(
            page=page, quotes=frozenset(), dropped=frozenset(), heads=self.quote_head, mention=self.mention, image=self.image
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """The name in the quote's first line."""
        return read_quote_head(node)

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """Smileys by where they are kept."""
        source = node.attrs.get("src") or ""
        if node.tag == "img" and ("/smilies/" in source or "/smiles/" in source):
            return node.attrs.get("alt") or ""
        return super().image(page, node)
