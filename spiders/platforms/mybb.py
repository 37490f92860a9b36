"""MyBB 1.6 and 1.8: threads in both layouts of a post (beside and above the words), boards, index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timezone
from functools import partial

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, mark
from spiders.dates import Order
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Declared,
    Edit,
    Listing,
    Media,
    Mention,
    Moment,
    PageKind,
    PostState,
    Site,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.mybb_frame import (
    crumbs,
    read_clock,
    read_heading,
    read_locked,
    read_moment,
    read_next,
    read_pages,
    read_path,
    read_poll,
    read_printed,
    read_version,
)
from spiders.platforms.mybb_links import (
    canonical,
    first_page,
    may_follow,
    member_in,
    page_in,
    profile,
    root,
    script,
    thread_in,
)
from spiders.platforms.mybb_listing import BOARD_ROWS, THREAD_ROWS, read_listing
from spiders.platforms.mybb_posts import read_author, read_edits, read_files, read_quote_head
from spiders.text import fold, label, number

_POST = re.compile(r"post_([1-9]\d*)$")
_NAMED_IMAGE = re.compile(r"\[[^:\]]+: (.+)\]$")
"""The ``alt`` of a posted picture: "[Image: pic.png]", in the board's language."""
_TABLES = "table.tborder:not(#quick_login table)"
_SORTED = 'td.tcat a[href*="sortby="]'


class MyBB(Platform):
    """MyBB 1.6 to 1.8."""

    name = "mybb"
    title = "MyBB"
    versions = "1.6 to 1.8"

    POST = '[id^="post_"]'
    BODY = ".post_body"
    QUOTE = ".post_body blockquote"
    VERBATIM = ".codeblock code"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the numbers of posts, by the key that its scripts need, or by the archive's own frame."""
        if page.is_json or page.is_xml:
            return None
        tree = page.tree
        scripts = 'script[src*="jscripts/"], link[href*="/themes/"], link[href*="syndication.php"]'
        is_ours = (
            (b"my_post_key" in page.body and tree.css_first(scripts) is not None)
            or tree.css_first('[id^="post_"] .post_body[id^="pid_"]') is not None
            or tree.css_first('link[href*="archive/screen.css"], #fullversion + #infobox') is not None
        )
        return Detected(version=read_version(page)) if is_ours else None

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page; lists of search results look like boards."""
        tree = page.tree
        name = script(page.url)
        if name in ("announcements", "printthread", "private", "newreply", "editpost", "search", "usercp", "modcp"):
            return "other"
        if any(self.post_id(page, node) for node in self.nodes(page)):
            return "thread"
        if tree.css_first(THREAD_ROWS) is not None:
            return "other" if tree.css_first('td.tcat a[href*="search.php"]') is not None else "board"
        if tree.css_first(BOARD_ROWS) is not None:
            return "board" if crumbs(page) else "index"
        if tree.css_first('input[value="do_login"]:not(#quick_login input), input[name="pwverify"]') is not None:
            return "login" if len(tree.css(_TABLES)) < 2 else "other"  # the portal has a form at its side
        if tree.css_first(_SORTED) is not None:
            return "board"
        return "error" if self.message(page) is not None else "other"

    def logged_in(self, page: Page) -> bool | None:
        """By the link to log out or in; one in a post says nothing."""
        if page.mentions(b"action=logout") and page.has('a[href*="action=logout"]:not(.post_body a)'):
            return True
        return False if page.first('a[href*="action=login"]:not(.post_body a), #quick_login') is not None else None

    def message(self, page: Page) -> str | None:
        """An error is a table of two rows, the board's name and what is wrong."""
        tables = page.tree.css(_TABLES)
        if len(tables) != 1 or len(tables[0].css("tr")) != 2 or tables[0].css_first("td.thead > span.smalltext > strong") is None:
            return None
        return label(tables[0].css_first("td.trow1"))

    def site(self, page: Page) -> Site:
        """Adds the zone, which the page's own clock gives away."""
        zone = self.zone(page)
        return replace(
            super().site(page),
            timezone=zone.tzname(None) if zone is not None else None,
            timezone_source="derived" if zone is not None else None,
        )

    def site_url(self, page: Page) -> str:
        """By the address of the feed, which every page names; else by a link to the index, else by the page's address."""
        if "root" not in page.memo:
            link = page.attribute('link[href*="syndication.php"]', "href") or page.attribute('a[href$="index.php"]', "href")
            page.memo["root"] = root(page.absolute(link) or page.url)
        address: str = page.memo["root"]
        return address

    def site_title(self, page: Page) -> str | None:
        """What the breadcrumbs begin with; they are nothing else on the index."""
        first = crumbs(page)[0] if crumbs(page) else page.first(".navigation .active")
        return label(first) or page.attribute("#logo img[alt]", "alt")

    def zone(self, page: Page) -> timezone | None:
        """See `spiders.platforms.mybb_frame.read_clock`."""
        return self._clock(page)[1]

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.mybb_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.mybb_links.may_follow`."""
        return may_follow(url)

    def next_url(self, page: Page) -> str | None:
        """By the page controls."""
        return read_next(page)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        if "pages" not in page.memo:
            page.memo["pages"] = read_pages(page)
        pages: tuple[int | None, int | None] = page.memo["pages"]
        return pages

    def page_asked(self, page: Page) -> int | None:
        """By ``page=`` or ``-page-N``; a number too high shows the first page."""
        return page_in(page.url)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.mybb_listing`."""
        return read_listing(page, partial(self._moment, page), is_index=not crumbs(page))

    def header(self, page: Page) -> Thread:
        """The thread as its own page states it; its opening post adds author and time, in `thread`."""
        own = next((link for node in self.nodes(page) if (link := self._own_link(page, node)) is not None), None)
        post = page.absolute(own.attrs.get("href")) if own is not None else None
        reply = page.attribute('a[href*="newreply.php?tid="], a[href*="mode=threaded"]', "href")
        thread_id = thread_in(post) or thread_in(reply) or thread_in(page.url)
        if thread_id is None:
            raise ParseError(self.name, page.url, "no link or address on the page says which thread it is")
        prefix, title = read_heading(page)
        return Thread(
            id=thread_id,
            title=title,
            prefix=prefix,
            url=self._thread_url(page, post, thread_id),
            boards=read_path(page),
            poll=read_poll(page),
            locked=read_locked(page),
            declared=Declared(pages=self.page_number(page)[1]),
        )

    def _thread_url(self, page: Page, post: str | None, thread_id: str) -> str:
        """The thread's first page, in the form in which the site writes its addresses."""
        if post and script(post) is None:
            return first_page(post)
        return f"{self.site_url(page)}showthread.php?tid={thread_id}"

    def thread(self, page: Page) -> ThreadPage:
        """On the first page the first post opens the thread and tells who began it and when."""
        read = super().thread(page)
        if read.number != 1 or not read.posts or (read.posts[0].ordinal or 1) != 1:
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``post_N``; announcements and previews have no number."""
        found = _POST.match(node.id or "")
        return found[1] if found else None

    def state(self, page: Page, node: LexborNode) -> PostState:
        """Moderators see what is deleted or waits for approval, in other colours."""
        if not page.mentions(b"unapproved_post"):
            return "visible"
        shade = node if "unapproved_post" in (node.attrs.get("class") or "") else node.css_first("td.unapproved_post")
        if shade is None:
            return "visible"
        return "deleted" if "deleted_post" in (shade.attrs.get("class") or "") else "moderated"

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        """The words of the permalink: "#12"."""
        link = self._own_link(page, node)
        return number((label(link) or "").removeprefix("#"))

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """The name in large letters."""
        return read_author(page, node)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """What stands before the place of edit markers; in 1.6's layout with the author at the side, below the post."""
        place = node.css_first(".post_date")
        stated = self._moment(page, *read_printed(place, until="edited_by_")) if place is not None else None
        if stated is not None:
            return stated
        marker = None if place is not None else node.css_first('[id^="edited_by_"]')
        for found in (marker.parent if marker is not None else None, *node.css("td > span.smalltext, td.tcat .smalltext")):
            moment = self._moment(page, *read_printed(found, until="edited_by_")) if found is not None else None
            if moment is not None and moment.precision is not None:
                return moment
        return None

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The post's own address, which holds wherever its thread goes."""
        link = self._own_link(page, node)
        href = page.absolute(link.attrs.get("href")) if link is not None else None
        return canonical(href) if href else f"{self.site_url(page)}showthread.php?pid={self.post_id(page, node)}"

    def subject(self, page: Page, node: LexborNode) -> str | None:
        """The post's own subject, "RE: ..." as a rule."""
        link = self._own_link(page, node)
        return fold(link.attrs.get("title") or "") or None if link is not None else None

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """Beside the time."""
        if not page.mentions(b"edited_post"):
            return iter(())
        return read_edits(page, node, moment=partial(self._moment, page), languages=self._languages(page))

    def attachments(self, page: Page, node: LexborNode) -> Iterator[Media]:
        """Below the body."""
        return read_files(page, node) if page.mentions(b"attachment.php") else iter(())

    # -- bodies ----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        """Looked up only where the page holds such a thing at all."""
        quotes = page.mentions(b"<blockquote")
        code, spoilers = page.mentions(b"codeblock"), page.mentions(b"spoiler_")
        dropped = {
            ".post_body blockquote > cite": quotes,
            ".codeblock > .title": code,
            ".post_body .spoiler_title, .post_body .spoiler_content_title": spoilers,
        }
        return Rules(
            page=page,
            quotes=mark(page, self.QUOTE if quotes else None),
            dropped=mark(page, ", ".join(selector for selector, is_there in dropped.items() if is_there)),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            verbatim=mark(page, self.VERBATIM if code else None),
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """Name, source and time of the quoted words."""
        return read_quote_head(page, node, moment=partial(self._moment, page))

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        """A profile's link that the mention plugins write: "@NAME"."""
        href = node.attrs.get("href") or ""
        member = member_in(href)
        name = label(node) if member else None
        if name is None or not (name.startswith("@") or "mention" in (node.attrs.get("class") or "")):
            return None
        return Mention(name=name.removeprefix("@"), id=member, url=profile(page.absolute(href) or href))

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """In 1.6 smileys have no class, but a folder; a file set into the words brings the picture of its type."""
        source = node.attrs.get("src") or "" if node.tag == "img" else ""
        if "/smilies/" in source:
            return node.attrs.get("alt") or ""
        if "/attachtypes/" in source:
            return ""
        found = super().image(page, node)
        if isinstance(found, Media) and found.kind == "image" and found.name:
            named = _NAMED_IMAGE.match(found.name)
            return replace(found, name=named[1]) if named else found
        return found

    # -- common ----------------------------------------------------------------------------------------------------

    def _own_link(self, page: Page, node: LexborNode) -> LexborNode | None:
        """The permalink in a post's head; a quote of the post in its own words stands after it."""
        known: dict[int, LexborNode | None] = page.memo.setdefault("links", {})
        if node.mem_id not in known:
            post_id = self.post_id(page, node)
            link = node.css_first(f'a[href$="#pid{post_id}"]')
            known[node.mem_id] = link if link is not None and (label(link) or "").startswith("#") else None
        return known[node.mem_id]

    def _clock(self, page: Page) -> tuple[Order | None, timezone | None]:
        if "clock" not in page.memo:
            page.memo["clock"] = read_clock(page)
        clock: tuple[Order | None, timezone | None] = page.memo["clock"]
        return clock

    def _languages(self, page: Page) -> tuple[str, ...]:
        if "languages" not in page.memo:
            language = self.language(page)
            page.memo["languages"] = (language,) if language else ()
        languages: tuple[str, ...] = page.memo["languages"]
        return languages

    def _moment(self, page: Page, shown: str, exact: str) -> Moment | None:
        order, zone = self._clock(page)
        return read_moment(page, shown, exact, clock=(order, zone), languages=self._languages(page))
