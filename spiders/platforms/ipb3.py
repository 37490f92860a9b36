"""IP.Board 3: topics, forums, the index. Its other applications (blogs, gallery, files) are not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo
from functools import partial

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, mark, roles
from spiders.dates import stamp
from spiders.errors import ParseError
from spiders.items import Author, Declared, Edit, Listing, Media, Moment, PageKind, PostState, Reaction, Site, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.ipb3_frame import (
    read_crumbs,
    read_locked,
    read_member,
    read_next,
    read_pages,
    read_path,
    read_poll,
    read_root,
    read_tags,
    read_title,
    read_version,
    read_zone,
    variables,
)
from spiders.platforms.ipb3_listing import FORUM_CELLS, TOPIC_ROWS, read_listing
from spiders.platforms.ipb_links import board_in, canonical, first_page, may_follow, page_in, thread_in
from spiders.platforms.ipb_words import is_missing, read_moment, read_note, read_quote_head
from spiders.text import label, number, text_outside

_POST = "post_id_"
_CODE = re.compile(r"\[#\w{3,12}\]")
_FILE = re.compile(r"^[^:]{1,40}:\s+(?P<name>.+)$|^(?P<plain>.+?)(?: - |\s{2,}).*$")
_LIKES = re.compile(r"^(?P<names>.+?) likes? this$")
_OTHERS = re.compile(r"^(\d+) others?$")


class IPBoard3(Platform):
    """IP.Board 3.0 to 3.4."""

    name = "ipb3"
    title = "IP.Board 3"
    versions = "3.0 to 3.4"

    POST = '.post_block[id^="post_id_"]'
    BODY = ".entry-content"
    QUOTE = ".ipsBlockquote, .blockquote, .quotemain"
    DROP = ".citation, .quotetop, .edit, .signature, .codetop"
    OBJECT = ".resized_img"
    SMILEYS = Platform.SMILEYS | {"bbc_emoticon"}

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the name of its body, with the frame that it wraps everything in."""
        body = page.tree.body if not page.is_json and not page.is_xml else None
        if body is None or (body.id or "") != "ipboard_body":
            return None
        return Detected(version=read_version(page))

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page."""
        if page.first(self.POST) is not None:
            return "thread" if page.first("#ips_Posts, .topic.hfeed, .topic_controls") is not None else "other"
        if page.first("#sign_in, form[action*='section=login'] #sign_in_username, #login .input_text") is not None:
            return "login" if "section=login" in page.url or page.first(FORUM_CELLS) is None else "index"
        if page.first(f"#forum_table, {TOPIC_ROWS}") is not None:
            return "board"
        if page.first(FORUM_CELLS) is not None:
            return "board" if self._board_crumbs(page) or board_in(page.url) else "index"
        return "error" if self.message(page) is not None else "other"

    def _board_crumbs(self, page: Page) -> bool:
        return any(board_in(href) for _, href in read_crumbs(page))

    def logged_in(self, page: Page) -> bool | None:
        """By the member's number that the page tells its scripts, or by the visitor's menu."""
        member = variables(page).get("member_id", "").strip()
        if member.isdecimal():
            return member != "0"
        place = page.first("#user_navigation")
        return "not_logged_in" not in (place.attrs.get("class") or "") if place is not None else None

    def message(self, page: Page) -> str | None:
        """What an error page says: it has a number in brackets, "[#10340]"."""
        for selector in (".message", "#content .ipsType_sectiontitle", "#content p", "#content"):
            for place in page.tree.css(selector):
                words = label(place)
                if words and _CODE.search(words):
                    return words
        return None

    def says_gone(self, page: Page) -> bool:
        """Boards of this family name the link as what is wrong."""
        return super().says_gone(page) or is_missing(self.message(page))

    def site(self, page: Page) -> Site:
        """Adds the zone."""
        zone = self.zone(page)
        return replace(
            super().site(page),
            timezone=zone.tzname(None) if zone is not None else None,
            timezone_source="derived" if zone is not None else None,
        )

    def site_url(self, page: Page) -> str:
        """See `spiders.platforms.ipb3_frame.read_root`."""
        return read_root(page)

    def site_title(self, page: Page) -> str | None:
        """What the breadcrumbs begin with; on the index, the page's title."""
        base = read_root(page).rstrip("/")
        first = next((words for words, href in read_crumbs(page) if href.rstrip("/") == base), None)
        return super().site_title(page) or first or (label(page.first("title")) if self.kind(page) == "index" else None)

    def zone(self, page: Page) -> tzinfo | None:
        """See `spiders.platforms.ipb3_frame.read_zone`."""
        if "zone" not in page.memo:
            page.memo["zone"] = read_zone(page) or page.zone
        zone: tzinfo | None = page.memo["zone"]
        return zone

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.ipb_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.ipb_links.may_follow`."""
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
        """By ``page-N``; ``st`` counts posts."""
        return page_in(page.url)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.ipb3_listing`."""
        return read_listing(page, partial(self._moment, page), is_index=self.kind(page) == "index")

    def header(self, page: Page) -> Thread:
        """The topic as its own page states it; its opening post adds author and time, in `thread`."""
        thread_id = variables(page).get("topic_id") or thread_in(page.url)
        if thread_id is None:
            raise ParseError(self.name, page.url, "neither address nor script says which topic it is")
        prefix, title = read_title(page)
        head = page.first(".ipsBox_withphoto, .gc-pageInfo")
        counted = page.attribute('meta[itemprop="interactionCount"]', "content") or ""
        posts = number(counted.removeprefix("UserComments:"))
        return Thread(
            id=thread_id,
            title=title,
            prefix=prefix,
            url=self._address(page, thread_id),
            boards=read_path(page),
            labels=read_tags(page, head),
            poll=read_poll(page),
            locked=read_locked(page),
            declared=Declared(
                replies=posts - 1 if posts else None,
                posts=posts or None,
                pages=self.page_number(page)[1],
            ),
        )

    def _address(self, page: Page, thread_id: str) -> str:
        """The topic's first page, in the form in which the site writes its addresses."""
        for stated in (
            page.attribute('link[rel="canonical"]', "href"),
            page.attribute(f"{self.POST} .post_id a[href]", "href"),
            page.url,
        ):
            href = page.absolute(stated)
            if href and (thread_in(href) == thread_id or (thread_in(href) is None and thread_id in href)):
                return first_page(href)
        return f"{read_root(page)}index.php?showtopic={thread_id}"

    def thread(self, page: Page) -> ThreadPage:
        """On the first page the first post opens the topic and tells who began it and when."""
        read = super().thread(page)
        if read.number != 1 or not read.posts or (read.posts[0].ordinal or 1) != 1:
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``post_id_N``."""
        found = (node.id or "").removeprefix(_POST)
        return found if found.isdecimal() else None

    def state(self, page: Page, node: LexborNode) -> PostState:
        """Moderators see what waits for approval; of what was deleted a line is left."""
        if node.css_first(self.BODY) is None:
            return "deleted"
        return "moderated" if "moderated" in (node.attrs.get("class") or "").split() else "visible"

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        """The words of the permalink: "#12"."""
        return number((label(node.css_first(".post_id a, .post_id")) or "").removeprefix("#").strip())

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """The name over the post; a guest's has no link, and where guests may not see profiles nobody's has."""
        head = node.css_first("h3")
        guest = head is not None and "guest" in (head.attrs.get("class") or "").split()
        found = read_member(page, node.css_first(".author"))
        if found is None and guest and head is not None:
            name = text_outside(head, ".post_id, .ip, .right, label")
            found = Author(name=name) if name else None
        if found is None:
            return None
        return replace(found, guest=True) if guest and found.id is None else found

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """For machines in ``title``, for people in the board's zone."""
        place = node.css_first("abbr.published, .published, [itemprop='commentTime']")
        if place is None:
            return None
        words = label(place) or ""
        return stamp(place.attrs.get("title") or place.attrs.get("datetime"), words) or self._moment(page, words)

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The address at which all versions find a post, wherever it stands."""
        thread = variables(page).get("topic_id") or thread_in(page.url)
        return f"{read_root(page)}index.php?showtopic={thread}&view=findpost&p={self.post_id(page, node)}" if thread else None

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """At the end of the body."""
        for marker in node.css("p.edit"):
            author, languages = self.author(page, node), self._languages(page)
            edit = read_note(marker, moment=partial(self._moment, page), author=author, languages=languages)
            if edit is not None:
                yield edit

    def reactions(self, page: Page, node: LexborNode) -> Iterator[Reaction]:
        """Who likes the post, or its points."""
        place = node.css_first(".ipsLikeBar_info")
        words = label(place)
        if place is not None and words:
            linked = [name for link in place.css("a[href]") if (name := label(link)) and not _OTHERS.match(name)]
            stated = _LIKES.match(words)
            parts = re.split(r",\s+|\s+and\s+", stated["names"]) if stated else linked
            names = linked or [part for part in parts if not _OTHERS.match(part)]
            others = sum(int(found[1]) for part in parts if (found := _OTHERS.match(part)))
            yield Reaction(kind="Like", count=len(names) + others if stated else None, names=tuple(names))
        points = number(label(node.css_first(".rep_bar .reputation, .rep_bar .rep_points")))
        if points:
            yield Reaction(kind="reputation", count=points)

    def attachments(self, page: Page, node: LexborNode) -> Iterator[Media]:
        """Listed at the end of the body."""
        for wrap in node.css('[id="attach_wrap"]'):
            for item in wrap.css("li"):
                link = item.css_first("a[href*='attach']")
                url = page.absolute(link.attrs.get("href")) if link is not None else None
                if link is not None and url is not None:
                    yield Media(kind="attachment", url=canonical(url), name=label(item.css_first("strong")) or _file(link))

    # -- bodies ----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        """By class names; the list of files has an id."""
        return Rules(
            page=page,
            quotes=frozenset(),
            dropped=mark(page, '[id="attach_wrap"], .entry-content .nexusad'),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            classes=roles(quote=self.QUOTE, drop=self.DROP, object=self.OBJECT),
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """See `spiders.platforms.ipb_words.read_quote_head`."""
        head = read_quote_head(node, moment=partial(self._moment, page))
        if head.source_id is None:
            return head
        find = "index.php?app=forums&module=forums&section=findpost&pid="  # in whatever topic
        return replace(head, source_url=f"{read_root(page)}{find}{head.source_id}")

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """A picture set into the words is linked to the large one."""
        if node.tag == "a":
            url = page.absolute(node.attrs.get("href"))
            return Media(kind="image", url=url, name=_file(node)) if url else None
        return super().image(page, node)

    # -- common ----------------------------------------------------------------------------------------------------

    def _languages(self, page: Page) -> tuple[str, ...]:
        lang = self.language(page)
        return (lang,) if lang else ()

    def _moment(self, page: Page, words: str) -> Moment | None:
        return read_moment(page, words, self.zone(page), self._languages(page))


def _file(link: LexborNode) -> str | None:
    """The name of a file: in the words that stand for the picture ("Attached Image: NAME"), or the hint ("NAME - Size: ...")."""
    image = link.css_first("img")
    for words in ((image.attrs.get("alt") if image is not None else None), link.attrs.get("title")):
        found = _FILE.match(words or "")
        if found:
            return found["name"] or found["plain"]
    return None
