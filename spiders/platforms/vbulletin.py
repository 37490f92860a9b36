"""vBulletin 3 and 4, in their own styles and those made from them, also with rewritten addresses.

Both name what counts alike: ``#post_message_P`` holds the words, ``#postcountP`` the number printed beside the post. Version 5
is another software (`spiders.platforms.vbulletin5`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, mark
from spiders.errors import ParseError
from spiders.items import Author, Declared, Edit, Listing, Media, Moment, PageKind, PostState, Reaction, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.vbulletin_frame import (
    read_notice,
    read_pages,
    read_path,
    read_title,
    read_token,
    read_total,
    read_version,
    read_zone,
    site_url,
)
from spiders.platforms.vbulletin_links import canonical, first_page, may_follow, page_in, post_in, thread_in
from spiders.platforms.vbulletin_listing import read_listing
from spiders.platforms.vbulletin_posts import (
    Marks,
    mark_quotes,
    read_author,
    read_edits,
    read_files,
    read_likes,
    read_posted,
    read_quote_head,
)
from spiders.text import label, number

_POST = re.compile(r"post_?(\d{1,19})$")


class VBulletin(Platform):
    """vBulletin 3 and 4."""

    name = "vbulletin"
    title = "vBulletin 3 and 4"
    versions = "3.5 to 4.2"

    POST = '[id^="post"]'
    BODY = '[id^="post_message_"]'
    DROP = ".lastedited, .signature"
    SMILEYS = frozenset({"inlineimg"})

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the generator, else by the names of its own scripts and elements."""
        if page.is_json or page.is_xml:
            return None
        version = read_version(page)
        return Detected(version=version) if version is not None and version[0] in "34" else None

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page."""
        tree = page.tree
        if tree.css_first('li[id^="post_"] [id^="post_message_"], [id^="post"] [id^="postcount"]') is not None:
            return "thread"
        if tree.css_first('li.threadbit, a[id^="thread_title_"]') is not None:
            return "board"
        if tree.css_first('td.alt1Active[id^="f"], li.forumbit_post, li.forumbit_nopost') is not None:
            return "board" if self._lists_one_board(page) else "index"
        notice = read_notice(page)
        if notice is not None:
            return "login" if notice.css_first('input[name="vb_login_username"]') is not None else "error"
        return "board" if tree.css_first("#threadlist, #threadslist") is not None else "other"

    def _lists_one_board(self, page: Page) -> bool:
        return bool(read_path(page)) or page.first("#threadlist, #threadslist") is not None

    def logged_in(self, page: Page) -> bool | None:
        """By the token that forms send along."""
        sent = read_token(page)
        return None if sent is None else sent != "guest"

    def message(self, page: Page) -> str | None:
        """In its box."""
        box = read_notice(page)
        return label(box.css_first(".panel, .blockrow") or box) if box is not None else None

    def site_url(self, page: Page) -> str:
        """As the page says."""
        return site_url(page)

    def site_title(self, page: Page) -> str | None:
        """The link home."""
        return label(page.first('.navbar a[accesskey="1"], a[accesskey="1"]')) or super().site_title(page)

    def zone(self, page: Page) -> tzinfo | None:
        """In the footer."""
        return read_zone(page)

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.vbulletin_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.vbulletin_links.may_follow`."""
        return may_follow(url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        if "pages" not in page.memo:
            page.memo["pages"] = read_pages(page)
        pages: tuple[int | None, int | None] = page.memo["pages"]
        return pages

    def page_asked(self, page: Page) -> int | None:
        """By ``page=`` or ``/page``."""
        return page_in(page.url)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.vbulletin_listing`."""
        return read_listing(page, is_index=self.kind(page) == "index", next_url=self.next_url(page))

    def header(self, page: Page) -> Thread:
        """The thread as its own page states it."""
        stated = page.absolute(page.attribute('link[rel="canonical"]', "href"))
        thread_id = next((found for href in self._addresses(page, stated) if (found := thread_in(href))), None)
        if thread_id is None:
            raise ParseError(self.name, page.url, "no link, form or address on the page says which thread it is")
        posts = read_total(page)
        rewritten = next((href for href in (stated, page.url) if href and ".html" in href and thread_in(href) == thread_id), None)
        first = first_page(rewritten, self.page_number(page)[0]) if rewritten else None
        return Thread(
            id=thread_id,
            title=read_title(page),
            url=first or f"{self.site_url(page)}showthread.php?t={thread_id}",
            boards=read_path(page),
            locked=self._locked(page),
            declared=Declared(posts=posts, replies=posts - 1 if posts else None, pages=self.page_number(page)[1]),
        )

    def _addresses(self, page: Page, stated: str | None) -> Iterator[str | None]:
        """What may name the thread, the surest first; at last the links to its posts, where addresses are rewritten."""
        yield stated
        for selector in (".threadtitle a[href]", "td.navbar a[href]", "#pagetitle h1 a[href]", "#threadtools a[href]"):
            yield page.absolute(page.attribute(selector, "href"))
        sent = page.attribute('input[name="t"], input[name="searchthreadid"]', "value")
        yield f"?t={sent}" if sent else None
        yield page.url
        for link in page.tree.css('a[href*="#post"], .pagenav a[href]'):
            yield page.absolute(link.attrs.get("href"))

    def _locked(self, page: Page) -> bool | None:
        """By the reply button."""
        if page.first('img[src*="threadclosed"], img[src*="thread_closed"]') is not None:
            return True
        return False if page.first('a[href*="newreply.php"][href*="noquote=1"]') is not None else None

    def thread(self, page: Page) -> ThreadPage:
        """On the first page, the post numbered 1 opens the thread and tells who began it and when."""
        read = super().thread(page)
        if read.number != 1 or not read.posts or read.posts[0].ordinal not in (1, None):
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``#postP`` in 3, ``li#post_P`` in 4; other things whose ids begin so are no posts."""
        known: dict[int, str | None] = page.memo.setdefault("ids", {})
        if node.mem_id not in known:
            found = _POST.match(node.id or "")
            is_post = found is not None and node.css_first('[id^="post_message_"], [id^="postcount"], .postcounter') is not None
            known[node.mem_id] = found[1] if found and is_post else None
        return known[node.mem_id]

    def state(self, page: Page, node: LexborNode) -> PostState:
        """A deleted post leaves its place to those who may see that."""
        return "deleted" if "postbitdeleted" in (node.attrs.get("class") or "").split() else "visible"

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        """The name of the counter's anchor."""
        counter = page.rare('[id^="postcount"]', node)
        stated = counter.attrs.get("name") if counter is not None else label(page.rare(".postcounter", node))
        return number((stated or "").lstrip("#"))

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """Over the profile."""
        return read_author(page, node)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """Over the post."""
        return read_posted(page, node, self.post_id(page, node) or "")

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The post's own address; a rewritten one as the site has it."""
        post_id = self.post_id(page, node)
        link = page.rare("a.postcounter[href]", node)
        url = page.absolute(link.attrs.get("href")) if link is not None else None
        if url and "-post" in url and post_in(url) == post_id:
            return canonical(url)
        return f"{self.site_url(page)}showthread.php?p={post_id}"

    def subject(self, page: Page, node: LexborNode) -> str | None:
        """Over the words; most replies have none."""
        return label(page.rare('.posttitle, [id^="td_post_"] > .smallfont > strong', node))

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """Under the words."""
        return read_edits(page, node, self.BODY)

    def reactions(self, page: Page, node: LexborNode) -> Iterator[Reaction]:
        """Under the words."""
        return read_likes(page, node)

    def attachments(self, page: Page, node: LexborNode) -> Iterator[Media]:
        """Under the words."""
        return read_files(page, node, self.BODY)

    # -- bodies ----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        """Quotes of 3 have no class."""
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
        if node.tag == "img" and "inlineimg" in (node.attrs.get("class") or ""):
            return node.attrs.get("alt") or node.attrs.get("title") or ""
        return super().image(page, node)
