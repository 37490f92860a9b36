"""Forumotion and its sister services, grown out of phpBB 2, in their themes (made from phpBB 2 and 3, PunBB and Invision, and
their own). All give a post the class ``post--N``; posts have no address but a place on a page. Times name no zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, mark, roles
from spiders.edits import read_edit
from spiders.errors import ParseError
from spiders.items import Author, Declared, Edit, Listing, Media, Moment, PageKind, Poll, Reaction, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.forumotion_frame import (
    languages,
    read_choices,
    read_heading,
    read_moment,
    read_next,
    read_page_asked,
    read_pages,
    read_path,
)
from spiders.platforms.forumotion_links import canonical, first_page, id_in, may_follow, thing_in
from spiders.platforms.forumotion_listing import read_listing, read_member
from spiders.platforms.phpbb2_frame import read_poll
from spiders.platforms.phpbb2_posts import head_of
from spiders.platforms.phpbb_frame import FORUMOTION
from spiders.quotes import read_attribution
from spiders.text import fold, label, number

_POST = re.compile(r"(?:^|\s)post--(\d{1,12})(?:\s|$)")
_VISITOR = re.compile(rb"""_userdata\[["']session_logged_in["']\]\s*=\s*(\d)""")
_TITLED = re.compile(r"\d{6,}$")
_AFTER = frozenset({"attachbox", "signature_div", "fa_like_div", "clear", "post-footer", "vote"})
_LIKES = re.compile(r"(\d[\d.,]*)\s*$")


class Forumotion(Platform):
    """Forumotion."""

    name = "phpbb"
    title = "Forumotion"
    versions = "all themes"

    POST = '[class*="post--"]'
    BODY = ".entry-content, .post-entry, .postbody .content, .post-content, div.postbody, td.postbody"
    QUOTE = "dd.quote, blockquote"
    DROP = ".spoiler_title, .attachbox, .signature_div, .fa_like_div, .vote"
    VERBATIM = "dd.code, dd.cont_code"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By what its script says of the visitor."""
        if page.is_json or page.is_xml or FORUMOTION not in page.body or _VISITOR.search(page.body) is None:
            return None
        return Detected()

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page, then by its own address."""
        if any(self.post_id(page, node) for node in page.tree.css(self.POST)):
            return "thread"
        own = thing_in(page.attribute('link[rel="canonical"]', "href")) or thing_in(page.url)
        if own is not None and own[0] == "f":
            return "board"
        if page.first("a.forumtitle, a.forumlink, .hierarchy a") is not None:
            return "index"
        if page.first('form[action*="/login"] input[type="password"]') is not None and self.message(page) is None:
            return "login"
        return "error" if self.message(page) is not None else "other"

    def message(self, page: Page) -> str | None:
        """In a box of its own, under "Information"."""
        return label(
            page.first(".message .content p, #main-content .msg, .panel .inner .content p, td.row1 td > span.gen, .error p")
        )

    def logged_in(self, page: Page) -> bool | None:
        """By its script."""
        found = _VISITOR.search(page.body)
        return found[1] == b"1" if found else None

    def site_url(self, page: Page) -> str:
        """The host: these forums are not installed under a path."""
        return page.absolute("/") or page.url

    def language(self, page: Page) -> str | None:
        """The page's language."""
        return next(iter(languages(page)), None)

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.forumotion_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.forumotion_links.may_follow`."""
        return may_follow(url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        return read_pages(page)

    def page_asked(self, page: Page) -> int | None:
        """By the offset in the address."""
        return read_page_asked(page)

    def next_url(self, page: Page) -> str | None:
        """By relation or number."""
        return read_next(page)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.forumotion_listing`."""
        return read_listing(page, is_index=self.kind(page) == "index")

    def header(self, page: Page) -> Thread:
        """The thread as its own page states it."""
        heading = read_heading(page)
        link = heading if heading is not None and heading.tag == "a" else heading.css_first("a") if heading is not None else None
        stated = [
            page.absolute(page.attribute('link[rel="canonical"]', "href")),
            page.absolute(link.attrs.get("href")) if link is not None else None,
            page.url,
        ]
        own = next((href for href in stated if id_in(href, "t")), None)
        thread_id = id_in(own, "t")
        if own is None or thread_id is None:
            raise ParseError(self.name, page.url, "no link or address on the page says which thread it is (/tN-)")
        reply = page.first('a[href*="mode=reply"] img')
        return Thread(
            id=thread_id,
            title=page.attribute('meta[property="og:title"]', "content") or label(heading),
            url=first_page(own),
            boards=read_path(page),
            poll=self._poll(page),
            locked="lock" in f"{reply.attrs.get('src')}{reply.attrs.get('class')}" if reply is not None else None,
            declared=Declared(pages=self.page_number(page)[1]),
        )

    def _poll(self, page: Page) -> Poll | None:
        options = read_choices(page)
        question = label(page.first("fieldset.polls legend, .panel h2, .content h2")) if options else None
        return Poll(question=question, options=options) if question else read_poll(page)

    def thread(self, page: Page) -> ThreadPage:
        """On the first page, the first post opens the thread and tells who began it and when."""
        read = super().thread(page)
        if (
            read.number != 1
            or not read.posts
            or page.first('select[name="postorder"] option[value="desc"][selected]') is not None
        ):
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """In the class; 0 is an advert in a post's clothes."""
        found = _POST.search(node.attrs.get("class") or "")
        return found[1] if found and found[1] != "0" else None

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        """In the theme made from Invision ("#3"), and in PunBB's, bold before the subject."""
        for place in node.css(".post-info li, .posthead strong, .post-count"):
            found = number((label(place) or "").rpartition("#")[2].strip())
            if found is not None:
                return found
        return None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """Beside the time or over the profile; where visitors are shown no profiles, a name and nothing else."""
        for link in node.css("p.author a[href], .name a[href], .postprofile a[href], .user a[href], .post-author a[href]"):
            if id_in(page.absolute(link.attrs.get("href")), "u") and label(link):
                return read_member(page, link)
        places = (
            ".postprofile-head .popmenubutton a",
            ".name",
            ".username",
            ".post-author-name",
            ".postprofile dt strong",
            ".user-ident",
        )
        name = next((words for place in places if (words := label(node.css_first(place)))), None)
        return Author(name=name, guest=True if self._shows_profiles(page) else None) if name else None

    def _shows_profiles(self, page: Page) -> bool:
        """Whether the page links any member: then who is not linked is none."""
        if "profiles" not in page.memo:
            links = page.tree.css('a[href^="/u"]')
            page.memo["profiles"] = any(id_in(page.absolute(link.attrs.get("href")), "u") for link in links)
        shown: bool = page.memo["profiles"]
        return shown

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """Behind the name, or at the end of the line over the words."""
        best: Moment | None = None
        for place in node.css("p.author, .postdetails, .post-date, .posthead, .post-header"):
            if "poster-profile" in (place.attrs.get("class") or ""):
                continue
            words = place.text()
            name = label(place.css_first("a, strong")) if place.tag == "p" else None
            tail = words.rpartition(name)[2] if name else words.rpartition("\xa0")[2] or words
            found = read_moment(page, tail)
            if found is not None and found.precision in {"minute", "second", "relative"}:
                return found
            best = best or found
        return best

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """A place on the thread's page; these forums have no address for a post."""
        post_id = self.post_id(page, node)
        link = node.css_first(f'a[href$="#{post_id}"]')
        return page.absolute(link.attrs.get("href")) if link is not None else f"{canonical(page.url)}#{post_id}"

    def subject(self, page: Page, node: LexborNode) -> str | None:
        """Over the words, linked to the post's place."""
        return label(node.css_first(f'a[href$="#{self.post_id(page, node)}"]'))

    # -- bodies ----------------------------------------------------------------------------------------------------

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """The words are the first element without a class of the place for them, in all themes."""
        place = next((found for one in self.BODY.split(",") if (found := node.css_first(one.strip())) is not None), None)
        if place is None:
            return []
        inner = next((child for child in place.iter() if child.tag in {"div", "p"} and not child.attrs.get("class")), None)
        return [inner if inner is not None and (label(inner) or inner.css_first("img, iframe")) else place]

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """Behind the words, in small print or none."""
        body = next(iter(self.bodies(page, node)), None)
        for around in (body, body.parent if body is not None else None):
            after = around.next if around is not None else None
            words = ""
            while after is not None:
                classes = set((after.attrs.get("class") or "").split()) if after.is_element_node else set()
                if after.is_text_node:
                    words += after.text_content or ""
                elif not classes & _AFTER and after.tag not in {"script", "style"} and after.is_element_node:
                    words += f" {after.text()} "
                after = after.next
            edit = read_edit(fold(words), date=lambda raw: read_moment(page, raw) or Moment(raw=raw), languages=languages(page))
            if edit is not None:
                yield edit
                return

    def reactions(self, page: Page, node: LexborNode) -> Iterable[Reaction]:
        """Likes and dislikes, each a button with its count."""
        for button in node.css("button.rep-button"):
            found = _LIKES.search(label(button) or "")
            kind = label(button.css_first("span"))
            if found and kind:
                yield Reaction(kind=kind, count=number(found[1]))

    def attachments(self, page: Page, node: LexborNode) -> Iterable[Media]:
        """In a list under the words."""
        for link in node.css("dl.attachbox a.postlink[href]"):
            yield Media(kind="attachment", url=page.absolute(link.attrs.get("href")), name=label(link))

    def rules(self, page: Page) -> Rules:
        """Heads of older quotes and of code stand before them."""
        boxes = page.tree.css("dd.quote, dd.code, dd.cont_code, blockquote")
        older = [box for box in boxes if box.tag == "dd"]
        heads = frozenset(head.mem_id for box in older if (head := head_of(box)) is not None)
        wanted = ["dl.hidecode > dt"]  # only what can be there: each takes a thirtieth of the time of a parse
        wanted += ["blockquote > cite", "blockquote > div > cite"] if len(older) < len(boxes) else []
        wanted += ["dl.codebox > dt"] if older else []
        code = frozenset(box.mem_id for box in older if "quote" not in (box.attrs.get("class") or "").lower().split())
        return Rules(
            page=page,
            quotes=frozenset(box.mem_id for box in boxes) - code,
            dropped=heads | mark(page, ", ".join(wanted)),
            classes=roles(drop=self.DROP),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            verbatim=code,
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """Whose words they are; where they were written is not kept."""
        cite = node.css_first("cite") if node.tag == "blockquote" else head_of(node)
        around = cite.parent if cite is not None and node.tag == "blockquote" else None
        while around is not None and around.tag != "blockquote":
            around = around.parent
        if around is not None and around.mem_id != node.mem_id:
            return QuoteHead()  # that of a quote inside
        return QuoteHead(author=read_attribution(label(cite)))

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """Smileys have a number in ``longdesc``; a picture without words is given the thread's title and its file's name."""
        if (
            node.tag == "img"
            and (node.attrs.get("longdesc") or "").isdecimal()
            and not _TITLED.search(node.attrs.get("alt") or "")
        ):
            return node.attrs.get("alt") or ""
        return super().image(page, node)
