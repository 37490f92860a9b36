"""ProBoards 5, a host of forums. Times are written for machines, and quotes name the post that they are from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, roles
from spiders.dates import stamp
from spiders.edits import read_edit
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
    Poll,
    PollOption,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.proboards_frame import read_figure, read_member, read_moment, read_next, read_pages, read_path
from spiders.platforms.proboards_links import canonical, id_in, may_follow, post_in, root, thing_in
from spiders.platforms.proboards_listing import read_listing
from spiders.quotes import read_attribution
from spiders.text import label, text_outside

_DATA = re.compile(rb"proboards\.(?:(?<![\w.]proboards\.)data\s*\(\s*\{|(?<!\wproboards\.)(?:init|add_nav|acl)\b)")
"""Begins with what is always there: what stands before it is looked at afterwards, which takes a tenth of the time."""
_FLAG = re.compile(r'"is_(locked|sticky|announcement)"\s*:\s*"?([01]|true|false)\b')
_POST = re.compile(r"post-(\d{1,12})$")


class ProBoards(Platform):
    """ProBoards."""

    name = "proboards"
    title = "ProBoards"
    versions = "5"

    POST = 'tr.post[id^="post-"]'
    BODY = ".message"
    QUOTE = ".quote"
    DROP = ".quote_header, .quote_avatar_container, .code_header, .spoiler_header, .signature, .edited_by"
    SMILEYS = Platform.SMILEYS | {"smile"}

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the data it hands to its scripts, or by whence its style comes, and one of its own elements."""
        if page.is_json or page.is_xml or b"proboards" not in page.body:
            return None
        by_script = _DATA.search(page.body) is not None
        if not by_script and page.first('link[href*="proboards.com/"], script[src*="proboards.com/"]') is None:
            return None
        own = "#nav-tree, .container.boards, .container.threads, .container.posts, #wrapper #content"
        return Detected(version="5") if page.first(own) is not None else None

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page."""
        tree = page.tree
        if tree.css_first(self.POST) is not None:
            return "thread"
        if tree.css_first('#content form input[type="password"], .container form input[type="password"]') is not None:
            return "login"
        if tree.css_first(".container.threads") is not None or (
            id_in(page.url, "board") and tree.css_first(".container.boards") is not None
        ):
            return "board"
        if tree.css_first(".container.boards") is not None:
            return "index"
        return "error" if self.message(page) is not None else "other"

    def message(self, page: Page) -> str | None:
        """In a box of its own."""
        return label(page.first(".container.error .content, #content .error, .container .content.error"))

    def logged_in(self, page: Page) -> bool | None:
        """By the link to log out or in."""
        if page.first('a[href*="/logout"]') is not None:
            return True
        return False if page.first('a[href*="login.proboards.com"], #welcome a[href*="/login"]') is not None else None

    def site_url(self, page: Page) -> str:
        """The host."""
        return root(page.url)

    def site_title(self, page: Page) -> str | None:
        """As its pages are shared, else the first of the way to the page's title."""
        shared = super().site_title(page)
        if shared is None and self.kind(page) in {"thread", "board"}:
            title = label(page.first("title")) or ""
            shared = title.rpartition(" | ")[2] if " | " in title else None
        return shared

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.proboards_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.proboards_links.may_follow`."""
        return may_follow(url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        return read_pages(page)

    def page_asked(self, page: Page) -> int | None:
        """By the address."""
        thing = thing_in(page.url)
        return thing[2] if thing is not None else None

    def next_url(self, page: Page) -> str | None:
        """By number."""
        return read_next(page)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.proboards_listing`."""
        return read_listing(page, is_index=self.kind(page) == "index")

    def header(self, page: Page) -> Thread:
        """The thread as its own page states it; what its scripts are told of it says whether it is locked."""
        own = next((href for href in self._own_addresses(page) if id_in(href, "thread")), None)
        thread_id = id_in(own, "thread")
        if own is None or thread_id is None:
            raise ParseError(self.name, page.url, "no address on the page says which thread it is")
        flags = self._flags(page)
        return Thread(
            id=thread_id,
            title=label(page.first(".container.posts .title-bar h1, .title-bar h1")),
            url=canonical(own.partition("?")[0]),
            boards=read_path(page),
            poll=self._poll(page),
            locked=flags.get("locked"),
            sticky=(flags.get("sticky") or flags.get("announcement")) if flags else None,
            declared=Declared(pages=self.page_number(page)[1]),
        )

    def _own_addresses(self, page: Page) -> Iterator[str | None]:
        """Addresses of the page's thread, looked for one after the other."""
        yield page.absolute(page.attribute('link[rel="canonical"]', "href"))
        yield page.attribute('meta[property="og:url"]', "content")
        yield page.url
        for link in page.tree.css("#nav-tree a[href], .ui-pagination a[href]"):
            yield page.absolute(link.attrs.get("href"))

    def _flags(self, page: Page) -> dict[str, bool]:
        """What is true of the thread, of all that the scripts are told."""
        for script in page.tree.css("script"):
            words = script.text()
            place = words.find('"thread":{') if "proboards" in words else -1
            if place >= 0:
                return {found[1]: found[2] in {"1", "true"} for found in _FLAG.finditer(words, place)}
        return {}

    def _poll(self, page: Page) -> Poll | None:
        box = page.first(".container.poll, .poll")
        question = label(box.css_first("h3, .question")) if box is not None else None
        if box is None or question is None:
            return None
        options = []
        for row in box.css('tr[class*="answer"]'):
            words = label(row.css_first("td.answer"))
            if words:
                options.append(PollOption(text=words, votes=read_figure(row.css_first(".votes"))))
        return Poll(question=question, options=tuple(options))

    def thread(self, page: Page) -> ThreadPage:
        """On the first page, the first post opens the thread and tells who began it and when."""
        read = super().thread(page)
        if read.number != 1 or not read.posts:
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``<tr id="post-N">``."""
        found = _POST.match(node.id or "")
        return found[1] if found else None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """Beside the words."""
        return read_member(page, node.css_first(".mini-profile, td.left-panel"))

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """Over the words."""
        return read_moment(node.css_first(".info .date, .info"))

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The address that quotes name."""
        return page.absolute(f"/post/{self.post_id(page, node)}/thread")

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """Under the words: "Last Edit: DATE by NAME"."""
        if "edited" not in page.memo:
            page.memo["edited"] = page.first(".edited_by") is not None
        note = node.css_first(".edited_by") if page.memo["edited"] else None
        words = label(note)
        if note is None or words is None:
            return
        editor, time = read_member(page, note), read_moment(note)
        if editor is not None and time is not None and words.endswith(f" by {editor.name}"):
            yield Edit(raw=words, by=editor.name, by_id=editor.id, time=time)  # all is told; to try the words takes 100 us
            return
        edit = read_edit(
            words,
            date=lambda raw: Moment(raw=raw),
            marked=True,
            time=time,
            by=editor.name if editor else None,
            by_id=editor.id if editor else None,
            languages=("en",),
        )
        if edit is not None:
            yield edit

    def attachments(self, page: Page, node: LexborNode) -> Iterable[Media]:
        """Listed below the words."""
        if "files" not in page.memo:
            page.memo["files"] = page.first('a[href*="/attachment/download/"]') is not None
        for link in node.css('a[href*="/attachment/download/"]') if page.memo["files"] else ():
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
        """The quote's own attributes, and the name in the head; else the name to log in by."""
        stated = {name.removeprefix("data-"): value or "" for name, value in node.attrs.items()}
        body = node.css_first(".quote_header")
        if body is not None and _quote_around(body) != node.mem_id:
            body = None  # that of a quote inside
        member = read_member(page, body)
        link = body.css_first('a[href*="/post/"]') if body is not None else None
        source = stated.get("source") or (link.attrs.get("href") if link is not None else None)
        said = read_attribution(text_outside(body, "a")) if body is not None and member is None else None
        name = member.name if member else said or stated.get("author", "").removeprefix("@")
        return QuoteHead(
            author=name or None,
            author_id=member.id if member else None,
            source_id=post_in(source),
            source_url=page.absolute(source) if post_in(source) else None,
            time=stamp(stated.get("timestamp")) or read_moment(body),
        )

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        """``<a class="user-link">@name</a>``."""
        href, name = page.absolute(node.attrs.get("href")), label(node)
        member = id_in(href, "user")
        if not href or not name or member is None or not (name.startswith("@") or "user-link" in (node.attrs.get("class") or "")):
            return None
        return Mention(name=name.removeprefix("@"), id=member, url=canonical(href))


def _quote_around(node: LexborNode) -> int | None:
    """The quote that an element stands in."""
    around = node.parent
    while around is not None and "quote" not in (around.attrs.get("class") or "").split():
        around = around.parent
    return around.mem_id if around is not None else None
