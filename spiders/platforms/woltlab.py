"""WoltLab Burning Board 4 and 5, and the forum of WoltLab Suite 3 to 6."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo

import msgspec
from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, mark, roles
from spiders.dates import stamp
from spiders.edits import read_edit
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Declared,
    Edit,
    Label,
    Listing,
    Media,
    Mention,
    Moment,
    PageKind,
    Poll,
    PollOption,
    PostState,
    Reaction,
    Site,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms import woltlab_links as links
from spiders.platforms.base import Detected, Platform
from spiders.platforms.woltlab_frame import (
    LOCKED,
    STICKY,
    crumbs,
    is_headed,
    is_on,
    linked_member,
    page_numbers,
    prefixes,
    printed_time,
    stated_zone,
    template,
    version,
)
from spiders.platforms.woltlab_listing import read_listing
from spiders.quotes import read_attribution
from spiders.text import fold, label, number

_KINDS: dict[str, PageKind] = {
    "thread": "thread",
    "board": "board",
    "boardlist": "index",
    "login": "login",
    "permissiondenied": "login",
    "error": "error",
    "userexception": "error",
    "offline": "error",
    "user": "author",
}
_THREE = "#headerContainer, #mainContainer"
"""Burning Board 3 names its templates as 4 does."""
_POST = re.compile(r"post(\d{1,18})")
_WHY = re.compile(r"\s?: (.+) \([^()]*\)\.?$")
_TAIL = re.compile(r"\s*\(([\d.,]+)(?:\s?[%‰].*)?\)\s*$")


class WoltLab(Platform):
    """Burning Board 4 and later."""

    name = "woltlab"
    title = "WoltLab Burning Board"
    versions = "4 and 5, WoltLab Suite 3 to 6"

    POST = "article.message"
    BODY = ".messageText"
    QUOTE = ".quoteBox"
    DROP = (
        ".quoteBoxTitle, .quoteBoxIcon, .toggleButton, .codeBoxHeader, .lineAnchor, .spoilerBoxHeader, .messageSignature, "
        ".messageFooterNotes, .messageFooterNote, .jsSpoilerToggle"
    )
    SMILEYS = frozenset({"smiley", "emoji", "smilie"})

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the name of the template, which every page has as the id of its body."""
        if page.is_json or page.is_xml or template(page) is None:
            return None
        body = page.tree.body
        named = (body.id or "") if body is not None else ""
        if not named.startswith(("tpl_wbb_", "tpl_wcf_")) and (b"wbb" not in page.body or page.first(_THREE) is not None):
            return None
        return Detected(version=version(page))

    def kind(self, page: Page) -> PageKind:
        """By the template."""
        return _KINDS.get(template(page) or "", "other")

    def site(self, page: Page) -> Site:
        """With the zone that newer pages name."""
        zone = page.attribute('meta[name="timezone"]', "content") if stated_zone(page) is not None else None
        return replace(super().site(page), timezone=zone, timezone_source="stated" if zone else None)

    def site_url(self, page: Page) -> str:
        """What stands before the page's own route, by the address it gives itself."""
        stated = page.absolute(page.attribute('link[rel="canonical"]', "href"))
        for url in (stated, page.url):
            root, path = links.route(url)
            if root and (links.thread_in(url) or links.board_in(url) or not path):
                return root
        logo = page.absolute(page.attribute("#pageHeaderLogo a[href], #logo a[href]", "href"))
        return links.route(logo or page.url)[0]

    def zone(self, page: Page) -> tzinfo | None:
        """As the page names it, else as it is known of the site."""
        return stated_zone(page) or page.zone

    def logged_in(self, page: Page) -> bool | None:
        """By the panel of the visitor."""
        if page.first("#userMenu, #userNotifications, .userPanelAvatar, [data-logout]") is not None:
            return True
        return False if page.first("#userLogin, .loginLink") is not None else None

    def message(self, page: Page) -> str | None:
        """The notice in the middle of the page."""
        return label(page.first("#content .error, #content .exception, .section .error, p.error, .box64 .container, #content p"))

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.woltlab_links.canonical`."""
        return links.canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.woltlab_links.may_follow`."""
        return links.may_follow(url)

    def page_asked(self, page: Page) -> int | None:
        """By ``pageNo=``."""
        return links.page_in(page.url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page links."""
        return page_numbers(page)

    def next_url(self, page: Page) -> str | None:
        """By relation, else from what the page links are made of."""
        stated = page.attribute('link[rel="next"]', "href") or page.attribute(
            '.pagination a[rel="next"], .pageNavigation a[rel="next"]', "href"
        )
        if stated:
            return page.absolute(stated)
        current, pages = self.page_number(page)
        base = page.absolute(page.attribute("woltlab-core-pagination[url]", "url"))
        if base is None or current is None or pages is None or current >= pages:
            return None
        return f"{base}{'&' if '?' in base else '?'}pageNo={current + 1}"

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.woltlab_listing`."""
        current, pages = self.page_number(page)
        read = read_listing(page, is_board=self.kind(page) == "board")
        return replace(read, number=current, pages=pages, next_url=self.next_url(page))

    def header(self, page: Page) -> Thread:
        """By the address the page gives itself, or by the heading's data."""
        stated = page.absolute(page.attribute('link[rel="canonical"]', "href"))
        shown = page.absolute(page.attribute('meta[property="og:url"]', "content"))
        url = next((one for one in (stated, shown, page.url) if links.thread_in(one)), None)
        place = page.first(".contentHeader, .boxHeadline")
        thread_id = links.thread_in(url) or page.attribute(".wbbThread[data-thread-id]", "data-thread-id")
        if thread_id is None:
            raise ParseError(self.name, page.url, "no address or heading says which thread it is")
        title = place.css_first(".contentTitle, h1 a, h1") if place is not None else page.first("h1")
        prefix, more = prefixes(place)
        tags = {
            name: Label(kind="tag", title=name, url=page.absolute(link.attrs.get("href")))
            for link in page.tree.css(".tagList a, a.tag")
            if is_headed(link) and (name := label(link))
        }
        return Thread(
            id=thread_id,
            title=label(title),
            url=links.first_page(url) if url else None,
            prefix=prefix,
            boards=crumbs(page),
            labels=(*more, *tags.values()),
            poll=_poll(page),
            sticky=is_on(place, "data-is-sticky", STICKY) if place is not None else None,
            locked=is_on(place, "data-is-closed", LOCKED) if place is not None else None,
            declared=Declared(
                replies=number(page.attribute('meta[itemprop="commentCount"]', "content")), pages=self.page_number(page)[1]
            ),
        )

    def thread(self, page: Page) -> ThreadPage:
        """The first post opens the thread; the last of the last page is its latest."""
        read = super().thread(page)
        if not read.posts:
            return read
        thread, opening, last = read.thread, read.posts[0], read.posts[-1]
        if read.number == 1 and (opening.ordinal or 1) == 1:
            thread = replace(thread, author=opening.author, created=opening.posted)
        if read.number is not None and read.number == read.pages:
            latest = replace(thread.declared, last_post=last.posted, last_post_id=last.id, last_author=last.author)
            thread = replace(thread, declared=latest)
        return replace(read, thread=thread)

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``<li id="postN">`` around the post, or its data."""
        above = node.parent
        for _ in range(3):
            found = _POST.fullmatch(above.id or "") if above is not None else None
            if found or above is None:
                return found[1] if found else None
            above = above.parent
        stated = node.attrs.get("data-post-id") or node.attrs.get("data-object-id")
        return stated if stated and stated.isdecimal() else links.post_in(node.attrs.get("itemid"))

    def state(self, page: Page, node: LexborNode) -> PostState:
        """What the post's classes say."""
        classes = (node.attrs.get("class") or "").split()
        return "deleted" if "messageDeleted" in classes else "moderated" if "messageDisabled" in classes else "visible"

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        """The number that links to the post."""
        link = node.css_first(
            ".messageQuickOptions .wsShareButton, .messageQuickOptions .jsButtonShare, .messageCounter a, .messageNumber"
        )
        return number((label(link) or "").lstrip("#"))

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """The name in the sidebar; who has no profile is a guest."""
        place = node.css_first(".messageSidebar")
        place = place if place is not None else node
        link = place.css_first("a.username[href], .username a[href], .messageAuthorContainer a[href]")
        if link is not None and links.member_in(page.absolute(link.attrs.get("href"))):
            return linked_member(page, link)
        name = label(place.css_first('.username, [itemprop="name"], .messageAuthorContainer'))
        return Author(name=name, guest=True) if name else None

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """The time in the post's heading, else what the page tells search engines."""
        place = node.css_first(".messagePublicationTime")
        place = place if place is not None else node.css_first(".messageHeader .permalink, .messageHeader time, .messageHeader")
        found = printed_time(page, place)
        if found is not None and (found.at or found.local):
            return found
        stated = node.css_first('meta[itemprop="datePublished"]')
        return (stamp(stated.attrs.get("content"), found.raw if found else None) if stated is not None else None) or found

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The address of the thread with the post's number."""
        link = node.css_first("a.permalink[href], .messageQuickOptions a[href]")
        url = page.absolute(link.attrs.get("href")) if link is not None else None
        return f"{links.canonical(url)}#post{links.post_in(url)}" if url and links.post_in(url) else None

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """The note under the words, which may end in the reason: "Edited 2 times, last by X: why (DATE)"."""
        if "edited" not in page.memo:
            page.memo["edited"] = page.first(".wbbPostEditNote, .messageFooterNote") is not None
        notes = (node.css(".messageFooterNote") or node.css(".wbbPostEditNote")) if page.memo["edited"] else ()
        for note in notes:
            link = note.css_first("a.userLink[href], a[href]")
            member = linked_member(page, link) if link is not None else None
            time = note.css_first("woltlab-core-date-time, time")
            raw, name = fold(note.text()), member.name if member is not None else None
            why = _reason(raw, name) if name else None
            language = self.language(page)
            edit = read_edit(
                f"{raw[: why.start(1)].rstrip(': ')}{raw[why.end(1) :]}" if why else raw,
                date=lambda words: stamp(None, words) or Moment(raw=words),
                marked="wbbPostEditNote" in (note.attrs.get("class") or ""),
                time=printed_time(page, time) if time is not None else None,
                by=name,
                by_id=member.id if member is not None else None,
                reason=why[1] if why else None,
                languages=(language,) if language else (),
            )
            if edit is not None:
                yield replace(edit, raw=raw)

    def reactions(self, page: Page, node: LexborNode) -> Iterator[Reaction]:
        """By kind: a number in newer versions, a name beside its picture before."""
        summary = node.css_first("woltlab-core-reaction-summary[data]")
        if summary is not None:
            try:
                stated = msgspec.json.decode(summary.attrs.get("data") or "[]", type=list[tuple[int, int]])
            except msgspec.DecodeError:
                return
            yield from (Reaction(kind=str(kind), count=count) for kind, count in stated)
            return
        for button in node.css(".reactionSummaryList .reactCountButton"):
            picture = button.css_first("img[alt], [title]")
            kind = (
                (picture.attrs.get("alt") or picture.attrs.get("title"))
                if picture is not None
                else button.attrs.get("data-reaction-type-id")
            )
            if kind:
                yield Reaction(kind=kind, count=number(label(button.css_first(".reactionCount"))))

    def attachments(self, page: Page, node: LexborNode) -> Iterator[Media]:
        """Files under the words."""
        if "files" not in page.memo:
            page.memo["files"] = page.first(".attachmentThumbnail, .attachmentFileList") is not None
        for file in node.css(".attachmentThumbnail, .attachmentFileList li") if page.memo["files"] else ():
            link = file.css_first("a[href]")
            name = label(file.css_first(".attachmentFilename, .attachmentFile__name")) or (
                link.attrs.get("title") if link is not None else None
            )
            name = name or next((text for one in file.css("a[href]") if (text := label(one))), None)
            if link is not None:
                yield Media(kind="attachment", url=page.absolute(link.attrs.get("href")), name=name)

    # -- bodies ----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        """By class, but for the headings of quotes and code in version 4, which have none."""
        old = template(page) is not None and page.first(".quoteBox > header, .codeBox header") is not None
        return Rules(
            page=page,
            quotes=frozenset(),
            dropped=mark(page, ".quoteBox header, .codeBox header") if old else frozenset(),
            classes=roles(quote=self.QUOTE, drop=self.DROP),
            verbatim=mark(page, ".codeBox ol") if old else frozenset(),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """The line over the quote, and the address of what is quoted."""
        head = next(
            (one for one in node.iter() if one.tag == "header" or "quoteBoxTitle" in (one.attrs.get("class") or "")), None
        )
        link = head.css_first("a[href]") if head is not None else None
        url = page.absolute(node.attrs.get("cite") or (link.attrs.get("href") if link is not None else None))
        icon = next((one for one in node.iter() if "quoteBoxIcon" in (one.attrs.get("class") or "")), None)
        member = icon.css_first("a[href]") if icon is not None else None
        stated = (
            member.attrs.get("data-object-id") or links.member_in(page.absolute(member.attrs.get("href"))) if member else None
        )
        return QuoteHead(author=read_attribution(label(head)), author_id=stated, source_id=links.post_in(url), source_url=url)

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        """A link to a profile that stands on an @name."""
        name = fold(node.text())
        if not name.startswith("@") and "userMention" not in (node.attrs.get("class") or ""):
            return None
        author = linked_member(page, node)
        return Mention(name=name.lstrip("@"), id=author.id, url=author.url) if author is not None and author.id else None


def _reason(raw: str, name: str) -> re.Match[str] | None:
    """Why a post was edited, after the editor's name. A pattern of each name would have to be compiled, at 100 us."""
    start = raw.find(name)
    while start >= 0:
        found = _WHY.match(raw, start + len(name))
        if found:
            return found
        start = raw.find(name, start + 1)
    return None


def _poll(page: Page) -> Poll | None:
    """The poll, its votes where they are shown."""
    place = page.first(".pollContainer")
    heading = place.css_first("h2, legend, .pollTitle") if place is not None else None
    badge = heading.css_first(".badge") if heading is not None else None
    question = (label(heading) or "").removesuffix(label(badge) or "").strip()
    if place is None or not question:
        return None
    options = []
    for one in place.css(".pollResultItem, .pollOptionList label") or place.css("ol li, ul li"):
        text = label(one.css_first(".pollResultItemCaption, .caption")) or label(one)
        found = _TAIL.search(text or "")
        if text:
            options.append(PollOption(text=_TAIL.sub("", text), votes=number(found[1]) if found else None))
    return Poll(question=question, options=tuple(options))
