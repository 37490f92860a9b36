"""Burning Board 3 and Burning Board Lite 2: threads, boards, index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, mark, roles
from spiders.dates import read_date
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Board,
    Declared,
    Edit,
    Label,
    Listing,
    Media,
    Moment,
    PageKind,
    PostState,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms import wbb_links as links
from spiders.platforms.base import Detected, Platform, derived_id
from spiders.platforms.wbb_frame import around, crumbs, next_url, page_number, stated_zone, version
from spiders.quotes import read_attribution
from spiders.text import fold, label, number, text_outside

_KINDS: dict[str, PageKind] = {
    "tplthread": "thread",
    "tplboard": "board",
    "tplindex": "index",
    "tpluserlogin": "login",
    "tplpermissiondenied": "login",
    "tpluser": "author",
    "tplerror": "error",
    "tplnamedexception": "error",
}
_POST = re.compile(r"(?:postRow|hiddenPostInfo)(\d{1,18})")
_DATED = re.compile(r"\d{4}")
_QUOTED = re.compile(r"[»“„\"](?P<name>.+)[«”“\"]\s*:?$")
_EDITED = re.compile(r"(?P<count>\d+).*?[»“„\"](?P<by>.+)[«”“\"]\s*\((?P<time>[^()]+)\)(?:[^:]*:\s*(?P<why>.+?))?\.?$")

_FILE = 'a[href*="page=Attachment"]'


class WBB(Platform):
    """Burning Board 3."""

    name = "wbb"
    title = "Burning Board"
    versions = "3, Lite 2"

    POST = '.message[id^="postRow"], .message[id^="hiddenPostInfo"]'
    BODY = '[id^="postText"]'
    QUOTE = ".quote"
    DROP = ".quoteHeader, .codeHeader, .codeLines, .lineNumbers, .signature, .editNote, .deleteNote, .jsOnly"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the name of the template, in a frame of the series' own: 4 names its templates likewise."""
        body = None if page.is_json or page.is_xml else page.tree.body
        if body is None or not (body.id or "").startswith("tpl") or (body.id or "").startswith("tpl_"):
            return None
        if page.first("#headerContainer, #mainContainer") is None or b"wcf/" not in page.body:
            return None
        return Detected(version=version(page))

    def kind(self, page: Page) -> PageKind:
        """By the template."""
        body = page.tree.body
        return _KINDS.get((body.id or "").lower() if body is not None else "", "other")

    def site_url(self, page: Page) -> str:
        """Where the logo leads to."""
        if "wbb root" not in page.memo:  # asked for with each member and each post
            logo = page.absolute(page.attribute("#logo a[href], .pageTitle a[href]", "href"))
            page.memo["wbb root"] = links.root(logo or page.url.partition("?")[0])
        address: str = page.memo["wbb root"]
        return address

    def site_title(self, page: Page) -> str | None:
        """The name in the logo."""
        return label(page.first("#logo .pageTitle, .pageTitle")) or super().site_title(page)

    def language(self, page: Page) -> str | None:
        """XHTML names it in another attribute."""
        if "wbb language" not in page.memo:
            page.memo["wbb language"] = page.attribute("html", "lang") or page.attribute("html", "xml:lang")
        stated: str | None = page.memo["wbb language"]
        return stated

    def logged_in(self, page: Page) -> bool | None:
        """By the menu of the visitor."""
        if page.first("#userMenuLogin, #loginButton") is not None:
            return False
        return True if page.first("#userMenuLogout, #userMenuProfile") is not None else None

    def message(self, page: Page) -> str | None:
        """The notice in the middle of the page."""
        return label(page.first("#main .error, #main .warning, #main .border p, #main p"))

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.wbb_links.canonical`."""
        return links.canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.wbb_links.may_follow`."""
        return links.may_follow(url)

    def page_asked(self, page: Page) -> int | None:
        """By ``pageNo=``."""
        return links.page_in(page.url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page links; without any there is one page."""
        return page_number(page)

    def next_url(self, page: Page) -> str | None:
        """The link that bears the next number, whatever it is called."""
        return next_url(page)

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """Boards and rows; of a board's own page, the board too."""
        listed = self._listed(page) if self.kind(page) == "board" else None
        rows: dict[str, Thread] = {}
        for cell in page.tree.css(".columnTopic"):
            row = self._row(page, cell, listed)
            if row is not None:
                rows.setdefault(row.id, row)
        current, pages = self.page_number(page)
        return Listing(
            board=listed,
            boards=tuple(self._boards(page, listed)),
            threads=tuple(rows.values()),
            number=current,
            pages=pages,
            next_url=self.next_url(page),
        )

    def _listed(self, page: Page) -> Board | None:
        link = page.first(".mainHeadline h2 a[href]")
        url = page.absolute(link.attrs.get("href")) if link is not None else page.url
        board_id, title = links.board_in(url), label(link)
        above = crumbs(page)
        if url is None or board_id is None or title is None:
            return None
        return Board(title=title, id=board_id, url=links.first_page(url), parent_id=above[-1].id if above else None)

    def _boards(self, page: Page, listed: Board | None) -> Iterator[Board]:
        seen: set[str] = set()
        for link in page.tree.css(".boardTitle a[href], .boardlistSubboards a[href]"):
            url, title, holder = page.absolute(link.attrs.get("href")), label(link), around(link)
            board_id = links.board_in(url)
            if url is None or title is None or holder is None or board_id is None or board_id in seen:
                continue
            seen.add(board_id)
            own = holder.css_first(".boardlistInner")
            is_category = own is not None and "containerHead" in (own.attrs.get("class") or "").split()
            is_link = "externalURL" in (link.attrs.get("class") or "").split()
            figures = own.css(".boardlistStats dd") if own is not None and not is_link else []
            above = around(holder)
            parent = above.css_first(".boardTitle a[href]") if above is not None else None
            parent_id = links.board_in(page.absolute(parent.attrs.get("href"))) if parent is not None else None
            yield Board(
                title=title,
                id=board_id,
                url=links.first_page(url),
                kind="category" if is_category else "link" if is_link else "forum",
                parent_id=parent_id or (listed.id if listed else None),
                description=label(own.css_first(".boardlistDescription")) if own is not None else None,
                threads=number(label(figures[0])) if figures else None,
                posts=number(label(figures[1])) if len(figures) > 1 else None,
            )

    def _row(self, page: Page, cell: LexborNode, listed: Board | None) -> Thread | None:
        row = cell.parent
        link = next(
            (one for one in cell.css("a[href]") if label(one) and links.thread_in(page.absolute(one.attrs.get("href")))), None
        )
        url = page.absolute(link.attrs.get("href")) if link is not None else None
        thread_id = links.thread_in(url)
        if row is None or link is None or url is None or thread_id is None:
            return None
        icon = row.css_first('img[id^="threadEdit"], .columnIcon img')
        sign = (icon.attrs.get("src") or "") if icon is not None else ""
        first, last = cell.css_first(".firstPost"), row.css_first(".columnLastPost")
        replies = number(label(row.css_first(".columnReplies")))
        began, author = self._when(page, first), self._who(page, first)
        pages = [found for one in cell.css(".pageNavigation li, .smallPages a") if (found := number(label(one)))]
        answered = last is not None and last.css_first("a[href]") is not None
        if "Moved" in sign:  # a sign that the thread was moved away says nothing of its last post
            place = derived_id(thread_id, "moved", listed.id if listed else None)
            return Thread(
                id=place, title=label(link), url=links.first_page(url), author=author, state="moved", moved_to=thread_id
            )
        return Thread(
            id=thread_id,
            title=label(link),
            url=links.first_page(url),
            prefix=label(cell.css_first(".prefix")),
            author=author,
            created=began,
            boards=(listed,) if listed else (),
            sticky="Important" in sign or "Announcement" in sign,
            locked="Closed" in sign,
            declared=Declared(
                replies=replies,
                views=number(label(row.css_first(".columnViews"))),
                pages=max(pages, default=None),
                last_post=self._when(page, last) if answered else began if replies == 0 else None,
                last_author=self._who(page, last) if answered else author if replies == 0 else None,
            ),
        )

    def _who(self, page: Page, place: LexborNode | None) -> Author | None:
        """A name after "by": linked, unless a guest's."""
        if place is None:
            return None
        link = place.css_first('a[href*="page=User"]')
        if link is not None:
            return self._member(page, link)
        words = (text_outside(place, ".light a, img") or "").partition("(")[0].split(" ", 1)
        name = words[-1].strip()
        return Author(name=name, guest=True) if name else None

    def _when(self, page: Page, place: LexborNode | None) -> Moment | None:
        """The time in brackets at the end."""
        found = re.search(r"\(([^()]+)\)\s*$", fold(place.text())) if place is not None else None
        return self._moment(page, found[1]) if found else None

    # -- threads ---------------------------------------------------------------------------------------------------

    def header(self, page: Page) -> Thread:
        """By the headline, which leads to the thread."""
        link = page.first('.mainHeadline [id^="threadTitle"] a[href], .mainHeadline h2 a[href]')
        stated = page.absolute(link.attrs.get("href")) if link is not None else None
        heading = page.attribute('[id^="threadTitle"]', "id") or ""
        url = stated if links.thread_in(stated) else page.url
        thread_id = links.thread_in(url) or heading.removeprefix("threadTitle")
        if not thread_id.isdecimal():
            raise ParseError(self.name, page.url, "neither the headline nor the address says which thread it is")
        sign = page.attribute('.mainHeadline img[id^="threadEdit"]', "src")
        tags = {
            name: Label(kind="tag", title=name, url=page.absolute(one.attrs.get("href")))
            for one in page.tree.css('.infoBox a[href*="page=TaggedObjects"]')
            if (name := label(one))
        }
        return Thread(
            id=thread_id,
            title=label(link),
            url=links.first_page(url) if url and links.thread_in(url) else None,
            prefix=label(page.first(".mainHeadline .prefix")),
            boards=crumbs(page),
            labels=tuple(tags.values()),
            sticky=("Important" in sign or "Announcement" in sign) if sign else None,
            locked="Closed" in sign if sign else None,
            declared=Declared(pages=self.page_number(page)[1]),
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
        """``postRowN``, or the place of one that is not shown."""
        found = _POST.fullmatch(node.id or "")
        return found[1] if found else None

    def state(self, page: Page, node: LexborNode) -> PostState:
        """What the icon in the place of a post says."""
        if not (node.id or "").startswith("hiddenPostInfo"):
            return "visible"
        return "deleted" if node.css_first('img[src*="Trash"]') is not None else "ignored"

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        """The number that links to the post."""
        return number(label(node.css_first(".messageNumber")))

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """The name in the sidebar; who has no profile is a guest."""
        place = node.css_first(".messageSidebar .userName")
        link = place.css_first('a[href*="page=User"]') if place is not None else None
        if link is not None:
            return self._member(page, link)
        name = label(place)
        return Author(name=name, guest=True) if name else None

    def _member(self, page: Page, link: LexborNode) -> Author | None:
        name, url = fold(link.text()), page.absolute(link.attrs.get("href"))
        member = links.member_in(url)
        home = f"{self.site_url(page)}index.php?page=User&userID={member}" if member else None
        return Author(name=name, id=member, url=home, guest=False) if name else None

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """The words in the post's heading."""
        raw = label(node.css_first(".messageHeader .containerContent p, .messageHeader .smallFont"))
        return self._moment(page, raw) if raw else None

    def _moment(self, page: Page, raw: str) -> Moment:
        """A time in words. The footer's distance from UTC is that of today: it reads "today", and no day of another season."""
        language = self.language(page)
        zone = self.zone(page) or (None if _DATED.search(raw) else stated_zone(page))
        return read_date(raw, clock=page.clock, zone=zone, languages=(language,) if language else ())

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The address of the post."""
        post_id = self.post_id(page, node)
        return f"{self.site_url(page)}index.php?page=Thread&postID={post_id}#post{post_id}"

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """The note under the words: how often, by whom in quotation marks, when in brackets, and why."""
        note = label(node.css_first(".editNote")) if self._has(page, ".editNote") else None
        if note is None:
            return
        found = _EDITED.search(note)
        if found is None:
            yield Edit(raw=note)
            return
        time = self._moment(page, found["time"])
        yield Edit(raw=note, time=time, by=found["by"], reason=found["why"], count=int(found["count"]))

    def attachments(self, page: Page, node: LexborNode) -> Iterator[Media]:
        """Files under the words."""
        for link in node.css(_FILE) if self._has(page, _FILE) else ():
            picture = link.css_first("img[alt]")
            name = label(link) or (picture.attrs.get("alt") if picture is not None else None)
            yield Media(kind="attachment", url=page.absolute(link.attrs.get("href")), name=name or None)

    def _has(self, page: Page, selector: str) -> bool:
        """Whether the page has any: looked for once, and not in each post."""
        if selector not in page.memo:
            page.memo[selector] = page.first(selector) is not None
        has: bool = page.memo[selector]
        return has

    # -- bodies ----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        """By class; quotes are blockquotes."""
        return Rules(
            page=page,
            quotes=mark(page, "blockquote"),
            dropped=frozenset(),
            classes=roles(drop=self.DROP),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """The line over the quote: a name in quotation marks, and a link to the post."""
        head = next((one for one in node.iter() if "quoteHeader" in (one.attrs.get("class") or "")), None)
        words = label(head) or ""
        found = _QUOTED.search(words)
        link = head.css_first("a[href]") if head is not None else None
        url = page.absolute(link.attrs.get("href")) if link is not None else None
        return QuoteHead(author=found["name"] if found else read_attribution(words), source_id=links.post_in(url), source_url=url)

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """Smileys by where they are kept."""
        if node.tag == "img" and "images/smilies/" in (node.attrs.get("src") or ""):
            return node.attrs.get("alt") or ""
        return super().image(page, node)
