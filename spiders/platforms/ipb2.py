"""Invision Power Board 1 and 2: topics, forums, the index, and the topics of the "lo-fi" version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, tzinfo
from functools import partial
from html import unescape

from selectolax.lexbor import LexborNode

from spiders.clocks import time_in, zone_by_clock
from spiders.content import QuoteHead, Rules, mark, read_content, roles
from spiders.dates import read_date
from spiders.errors import ParseError
from spiders.items import Author, Declared, Edit, Listing, Media, Moment, PageKind, Post, Site, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform, derived_id
from spiders.platforms.ipb2_frame import (
    read_crumbs,
    read_locked,
    read_member,
    read_pages,
    read_parts,
    read_path,
    read_poll,
    read_root,
    read_thread_id,
    read_title,
    read_version,
)
from spiders.platforms.ipb2_listing import BOARD_LINKS, TOPIC_LINKS, read_listing
from spiders.platforms.ipb_links import canonical, first_page, may_follow, start_in, thread_in
from spiders.platforms.ipb_words import is_missing, read_moment, read_note, read_quote_head
from spiders.text import fold, label, number

_FILES = 'a[href*="act=Attach"], a[href*="act=attach"]'
_SMILEY = re.compile(r"<!--emo&(.+?)-->$")
_LOFI = ".postwrapper .postcontent"


class InvisionPowerBoard(Platform):
    """Invision Power Board 1.3 to 2.3."""

    name = "ipb2"
    title = "Invision Power Board"
    versions = "1.3 to 2.3"

    POST = ".postcolor"
    BODY = ".postcolor"
    QUOTE = ".quotemain"
    DROP = ".quotetop, .codetop, .signature, .htmltop, .sqltop"
    VERBATIM = ".codemain, .htmlmain, .sqlmain, td[id='CODE']"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the files of its scripts (2), the strip of its path together with the form of its addresses, or the lo-fi frame."""
        body = page.tree.body if not page.is_json and not page.is_xml else None
        if body is None or (body.id or "") == "ipboard_body":
            return None
        if page.first('script[src*="jscripts/ipb_"]') is not None or page.first(".postwrapper .posttopbar") is not None:
            return Detected(version=read_version(page))
        if page.first("#navstrip") is None or page.first('a[href*="showforum="], a[href*="act=SF"], a[href*="act=idx"]') is None:
            return None
        return Detected(version=read_version(page))

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page."""
        if page.first(".errorwrap") is not None:
            return "error"
        if any(part.entry for part in read_parts(page).values()) or page.first(_LOFI) is not None:
            return "thread" if read_thread_id(page) is not None else "other"
        if page.first('form[action*="act=Login"] input[name="PassWord"]') is not None and page.first(BOARD_LINKS) is None:
            return "login"
        if "act=login" in page.url.lower():
            return "login"
        at_board = bool(read_path(page)) and not thread_in(page.url)
        if page.first(TOPIC_LINKS) is not None and at_board:
            return "board"
        if page.first(BOARD_LINKS) is None:
            return "other"
        return "board" if at_board else "index" if not read_path(page) else "other"

    def logged_in(self, page: Page) -> bool | None:
        """By the link to log out or in."""
        if page.first('a[href*="act=Login"][href*="CODE=03"]') is not None:
            return True
        return False if page.first('a[href*="act=Login"][href*="CODE=00"], a[href*="act=Reg"]') is not None else None

    def message(self, page: Page) -> str | None:
        """What an error page says."""
        return label(page.first(".errorwrap p")) or label(page.first(".errorwrap"))

    def says_gone(self, page: Page) -> bool:
        """Boards of this family name the link as what is wrong."""
        return super().says_gone(page) or is_missing(self.message(page))

    def site(self, page: Page) -> Site:
        """Adds the zone, which the page's own clock gives away."""
        zone = self.zone(page)
        return replace(
            super().site(page),
            timezone=zone.tzname(None) if zone is not None else None,
            timezone_source="derived" if zone is not None else None,
        )

    def site_url(self, page: Page) -> str:
        """See `spiders.platforms.ipb2_frame.read_root`."""
        return read_root(page)

    def site_title(self, page: Page) -> str | None:
        """What the path begins with; on the index, the page's title."""
        crumbs = read_crumbs(page)
        if crumbs:
            return label(crumbs[0])
        return (label(page.first("title")) or "").partition(" (Powered by")[0].partition(" ->")[0].strip() or None

    def language(self, page: Page) -> str | None:
        """Of XHTML."""
        return page.attribute("html", "lang") or page.attribute("html", "xml:lang")

    def zone(self, page: Page) -> tzinfo | None:
        """By the page's clock: "Time is now: 24th December 2005 - 04:05 AM"."""
        if "zone" not in page.memo:
            page.memo["zone"] = self._zone(page) or page.zone
        zone: tzinfo | None = page.memo["zone"]
        return zone

    def _zone(self, page: Page) -> tzinfo | None:
        now = self._clock(page)
        return zone_by_clock(page, now) if now else None

    def _clock(self, page: Page) -> str | None:
        """What the page's own clock shows."""
        if "clock" not in page.memo:
            cells = reversed(page.tree.css("#gfooter td, #gfooter, td[align='right'], .copyright")[-4:])
            page.memo["clock"] = next((words for cell in cells if (words := time_in(label(cell) or ""))), None)
        clock: str | None = page.memo["clock"]
        return clock

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.ipb_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.ipb_links.may_follow`."""
        return may_follow(url)

    def next_url(self, page: Page) -> str | None:
        """By the page controls."""
        return read_pages(page)[2]

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        return read_pages(page)[:2]

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.ipb2_listing`."""
        return read_listing(page, partial(self._moment, page), is_index=self.kind(page) == "index")

    def header(self, page: Page) -> Thread:
        """The topic as its own page states it; its opening post adds author and time, in `thread`."""
        thread_id = read_thread_id(page)
        if thread_id is None:
            raise ParseError(self.name, page.url, "neither address nor link says which topic it is")
        lofi = page.first("#largetext a[href*='showtopic'], #largetext a[href]") if page.first(_LOFI) is not None else None
        return Thread(
            id=thread_id,
            title=label(lofi) or read_title(page),
            url=first_page(page.url) if thread_in(page.url) else f"{read_root(page)}index.php?showtopic={thread_id}",
            boards=read_path(page),
            poll=read_poll(page),
            locked=read_locked(page),
            declared=Declared(pages=read_pages(page)[1]),
        )

    def thread(self, page: Page) -> ThreadPage:
        """On the first page the first post opens the topic and tells who began it and when."""
        read = super().thread(page)
        if page.first(_LOFI) is not None and not read.posts:
            read = replace(read, posts=tuple(self._plain_posts(page, read.thread.id)), number=None, pages=None)
        if not read.posts or (read.posts[0].ordinal or 1) != 1 or read.number != 1 or start_in(page.url):
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    def _plain_posts(self, page: Page, thread_id: str) -> Iterator[Post]:
        """The posts of the lo-fi version, which prints no numbers."""
        rules = self.rules(page)
        for wrapper in page.tree.css(".postwrapper"):
            body = wrapper.css_first(".postcontent")
            name = label(wrapper.css_first(".postname"))
            when = self._moment(page, label(wrapper.css_first(".postdate")) or "")
            if body is None or name is None:
                continue
            content = read_content(body, rules)
            yield Post(
                id=derived_id(thread_id, name, when.raw if when is not None else "", content.text),
                id_kind="derived",
                author=Author(name=name),
                posted=when,
                content=content,
            )

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """The body's own number (2), else that of the anchor before it."""
        part = read_parts(page).get(node.mem_id)
        return part.entry if part is not None and (part.entry or "").isdecimal() else None

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        """In the words beside the time: "Post #12"."""
        for place in read_parts(page)[node.mem_id].details:
            _, mark_of, rest = (label(place) or "").rpartition("#")
            found = number(rest.strip()) if mark_of else None
            if found is not None:
                return found
        return None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """The name before the post."""
        return read_member(page, read_parts(page)[node.mem_id].name)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """The first of the details that ends in a time."""
        for place in read_parts(page)[node.mem_id].details:
            words = label(place) or ""
            found = time_in(words) if len(words) < 80 else None
            if found:
                return self._moment(page, found)
        return None

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The address at which all versions find a post, wherever it stands."""
        thread = read_thread_id(page)
        return f"{read_root(page)}index.php?showtopic={thread}&view=findpost&p={self.post_id(page, node)}" if thread else None

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """At the end of the body; files have the same class, and no time."""
        for marker in [note for body in self.bodies(page, node) for note in self._notes(page, body)]:
            author, languages = self.author(page, node), self._languages(page)
            edit = read_note(marker, moment=partial(self._moment, page), author=author, languages=languages)
            if edit is not None:
                yield edit

    # -- bodies ----------------------------------------------------------------------------------------------------

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """The post is its body, and in version 1 what follows it."""
        return [node, *read_parts(page)[node.mem_id].rest]

    def rules(self, page: Page) -> Rules:
        """By class names; what version 1 and files need has ids and addresses."""
        files = page.tree.css(_FILES)
        dropped = {found for node in files for found in _around(node)}
        notes = {note.mem_id for node in page.tree.css(".edit") for note in self._notes(page, node.parent or node)}
        old = mark(page, "td[id='QUOTE']")
        heads = {head.mem_id for cell in page.tree.css("td[id='QUOTE'], td[id='CODE']") if (head := _head(cell)) is not None}
        return Rules(
            page=page,
            quotes=old,
            dropped=frozenset(dropped | notes | heads),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            objects=frozenset(node.mem_id for node in files),
            verbatim=mark(page, self.VERBATIM),
            classes=roles(quote=self.QUOTE, drop=self.DROP),
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """See `spiders.platforms.ipb_words.read_quote_head`; the heading of version 1 is the row above."""
        head = read_quote_head(node, moment=partial(self._moment, page), heading=_head(node) if node.tag == "td" else None)
        if head.source_id is None:
            return head
        return replace(head, source_url=f"{read_root(page)}index.php?act=findpost&pid={head.source_id}")

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """Smileys say in an attribute what was typed; files are linked by their name or a small picture."""
        if node.tag == "a":
            url = page.absolute(node.attrs.get("href"))
            image = node.css_first("img")
            name = label(node) or (fold(image.attrs.get("alt") or "") if image is not None else None)
            if url is None or (label(node) is None and image is not None and "mime_types" in (image.attrs.get("src") or "")):
                return ""
            return Media(kind="attachment", url=canonical(url), name=name or None)
        source = node.attrs.get("src") or ""
        if node.tag == "img" and ("style_emoticons" in source or "/emoticons/" in source):
            return node.attrs.get("emoid") or _typed(node) or node.attrs.get("alt") or ""
        return super().image(page, node)

    # -- common ----------------------------------------------------------------------------------------------------

    def _notes(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """The edit notes there: what of that class holds a time."""
        return [
            note for note in node.css(".edit") if time_in((label(note) or "").rstrip(" .")) or note.css_first("br") is not None
        ]

    def _languages(self, page: Page) -> tuple[str, ...]:
        lang = self.language(page)
        return (lang,) if lang else ()

    def _moment(self, page: Page, words: str) -> Moment | None:
        """A printed time. Where no zone is known, "Today" is the day of the page's own clock."""
        zone = self.zone(page)
        found = read_moment(page, words, zone, self._languages(page))
        if found is None or found.precision is not None or zone is not None:
            return found
        now = read_moment(page, self._clock(page), None, self._languages(page))
        if now is None or now.local is None:
            return found
        shown = read_date(words, clock=now.local.replace(tzinfo=UTC), zone=UTC, languages=self._languages(page))
        return replace(shown, at=None) if shown.local is not None else found


def _head(cell: LexborNode) -> LexborNode | None:
    """The row above a quote of version 1: "QUOTE (NAME @ TIME)"."""
    row = cell.parent
    above = row.prev if row is not None else None
    while above is not None and above.tag != "tr":
        above = above.prev
    return above


def _typed(image: LexborNode) -> str | None:
    """What a smiley of version 1 stands for, by the comment before it ("<!--emo&:)-->")."""
    before = image.prev
    found = _SMILEY.match(before.html or "") if before is not None and before.is_comment_node else None
    return unescape(found[1]) if found else None


def _around(link: LexborNode) -> Iterator[int]:
    """What the software writes around a file: a heading in bold before it, its size and downloads behind."""
    before = link.prev
    while before is not None and (
        before.tag in ("br", "a", "img") or (before.is_text_node and not fold(before.text_content or ""))
    ):
        before = before.prev
    if before is not None and before.tag in ("b", "strong"):
        yield before.mem_id
    after = link.next
    while after is not None:
        if after.tag == "span" and {"desc", "edit"} & set((after.attrs.get("class") or "").split()):
            yield after.mem_id
        elif after.tag != "a" and not (after.is_text_node and not fold(after.text_content or "")):
            return
        after = after.next
