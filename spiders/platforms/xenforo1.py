"""XenForo 1.x: threads and their posts. Listings are read by `spiders.platforms.xenforo1_listing`.

Times younger than about a week carry an epoch (``abbr.DateTime``); older ones are local text in ``title``, in a zone that the
page does not name. A quote, its text and a signature share classes, so bodies are looked for inside ``.messageContent``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Board,
    Declared,
    Edit,
    Follow,
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
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms.base import Detected
from spiders.platforms.xenforo1_listing import read_breadcrumbs, read_listing, read_name, read_time
from spiders.platforms.xenforo_atoms import FIGURE, ORDINAL, own_title, read_edit_mark
from spiders.platforms.xenforo_base import XenForoBase
from spiders.platforms.xenforo_links import board_address, canonical, id_in, page_in, post_in, site_root
from spiders.quotes import read_attribution
from spiders.text import fold, label, number, text_outside

TEMPLATES: dict[str, PageKind] = {
    "thread_view": "thread",
    "forum_view": "board",
    "category_view": "board",
    "forum_list": "index",
    "member_view": "author",
    "login": "login",
    "error_with_login": "login",
    "error": "error",
}
"""The class of ``#content``, which is the name of the page's template."""

_PAGE_PART = re.compile(r"page-[0-9]+/?$")


class XenForo1(XenForoBase):
    """XenForo 1.x."""

    title = "XenForo 1"
    versions = "1.x"

    POST = 'li.message[id^="post-"]'
    BODY = ".messageContent .messageText"
    QUOTE = ".bbCodeQuote"
    DROP = ".type, .attribution, .quoteExpand, .messageTextEndMarker, .editDate"
    OBJECT = ".bbCodeSpoilerButton"
    SPOILER_TITLE = ".SpoilerTitle"
    SMILEYS = XenForoBase.SMILEYS | {"mceSmilie", "mceSmilieSprite"}

    # -- what the page is

    def detect(self, page: Page) -> Detected | None:
        html = page.first("html")
        return Detected(version="1") if html is not None and html.id == "XenForo" else None

    def kind(self, page: Page) -> PageKind:
        template = (page.attribute("#content", "class") or "").split()
        for name in template:
            if name in TEMPLATES:
                return TEMPLATES[name]
        if self.nodes(page):
            return "thread"
        # Add-ons make a home page of their own, with recent threads or the forum list on it.
        return "index" if page.first("li.discussionListItem, ol#forums li.node") is not None else "other"

    def logged_in(self, page: Page) -> bool | None:
        classes = (page.attribute("html", "class") or "").split()
        return True if "LoggedIn" in classes else False if "LoggedOut" in classes else None

    def message(self, page: Page) -> str | None:
        return label(page.first(".errorOverlay .OverlayCloser, .errorOverlay .baseHtml, .errorPanel .errors"))

    def site_title(self, page: Page) -> str | None:
        return super().site_title(page) or label(page.first(".breadcrumb .boardTitle") or page.first(".forum_list h1"))

    def listing(self, page: Page) -> Listing:
        here, pages = self.page_number(page)
        return read_listing(page, is_index=self.kind(page) == "index", number=here, pages=pages, next_url=self.next_url(page))

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterable[Follow]:
        """A portal in place of the index leads to the forums by its navigation."""
        if kind == "other" or (kind == "index" and listing is not None and not listing.boards):
            forums = page.absolute(page.attribute(".navTab.forums a.navLink", "href"))
            if forums:
                yield Follow(url=forums, kind="index")

    # -- the thread

    def header(self, page: Page) -> Thread:
        address = page.attribute('link[rel="canonical"]', "href") or (page.url if post_in(page.url) is None else "")
        thread_id = id_in(address)
        if thread_id is None:
            raise ParseError(self.name, page.url, "no thread id in the canonical address")
        title = page.first(".titleBar h1, h1")
        prefixes = [name for tag in title.css(".prefix") if (name := label(tag))] if title is not None else []
        started = page.first("#pageDescription")
        return Thread(
            id=thread_id,
            title=_heading(title),
            url=canonical(_PAGE_PART.sub("", page.absolute(address) or "")),
            prefix=prefixes[0] if prefixes else None,
            author=read_name(page, started.css_first(".username")) if started is not None else None,
            created=read_time(page, started.css_first(".DateTime")) if started is not None else None,
            boards=self._boards(page, started),
            labels=(
                *(Label(kind="prefix", title=prefix) for prefix in prefixes),
                *_tags(page),
            ),
            poll=self._poll(page),
            locked=page.first(".threadAlerts .lockedAlert") is not None,
            declared=Declared(pages=self.page_number(page)[1]),
        )

    def _boards(self, page: Page, started: LexborNode | None) -> tuple[Board, ...]:
        """The path; themes that leave it out still say "Discussion in 'Forum' started by"."""
        path = read_breadcrumbs(page)
        link = started.css_first("a:not(.username)") if started is not None and not path else None
        href = link.attrs.get("href") if link is not None else None
        if link is None or id_in(href) is None:
            return path
        return (Board(title=fold(link.text()), id=id_in(href), url=board_address(page, href)),)

    def _poll(self, page: Page) -> Poll | None:
        block = page.first(".pollBlock")
        if block is None:
            return None
        options: list[PollOption] = []
        for result in block.css(".pollResult, .pollOption"):
            count = result.css_first(".count")
            votes = FIGURE.findall(count.text()) if count is not None else []
            text = label(result.css_first(".optionText, label")) or ""
            options.append(PollOption(text=text, votes=number(votes[0]) if votes else None))
        closes = block.css_first(".closeDate")
        return Poll(
            question=label(block.css_first(".questionText")) or "",
            options=tuple(options),
            closes=(read_time(page, closes.css_first(".DateTime")) or Moment(raw=fold(closes.text())))
            if closes is not None
            else None,
        )

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        controls = page.first(".PageNav[data-last]") if page.has(".PageNav[data-last]") else None
        if controls is None:
            here = page_in(page.attribute('link[rel="canonical"]', "href") or page.url)
            return here or 1, 1 if here is None else None
        return number(controls.attrs.get("data-page")), number(controls.attrs.get("data-last"))

    # -- posts

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        number_ = (node.id or "").removeprefix("post-")
        return number_ if number_.isdecimal() else None

    def state(self, page: Page, node: LexborNode) -> PostState:
        signs = (node.attrs.get("class") or "").split()
        if "deleted" in signs:
            return "deleted"
        return "moderated" if "moderated" in signs else "ignored" if "ignored" in signs else "visible"

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        place = page.rare(".postNumber", node)
        found = ORDINAL.search(place.text()) if place is not None else None
        return number(found[1]) if found else None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        shown = page.rare(".userText .username", node) or node.css_first(".messageInfo .username")
        return read_name(page, shown, name=node.attrs.get("data-author") or None)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """Beside the permalink; some themes move it below the author's name."""
        time = node.css_first(".messageMeta .DateTime, .messageDetails .DateTime") or node.css_first(".messageUserInfo .DateTime")
        return read_time(page, time or page.rare(".privateControls .DateTime", node))

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        post_id = self.post_id(page, node)
        for link in node.css("a.datePermalink, a.postNumber"):
            if post_in(link.attrs.get("href")) == post_id:
                return page.absolute(link.attrs.get("href"))
        return f"{site_root(page)}posts/{post_id}/"  # where a theme prints no link; XenForo knows every post by this route

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        mark = page.rare(".editDate", node)
        if mark is not None:
            time = mark.css_first(".DateTime")
            edit = read_edit_mark(page, mark, read_time(page, time), label(time))
            if edit is not None:
                yield edit

    def reactions(self, page: Page, node: LexborNode) -> Iterator[Reaction]:
        """Likes by name ("A, B and 2 others like this"), or the kinds and counts of the Post Ratings add-on."""
        for rating in page.rare_ones(".dark_postrating_outputlist li", node):
            image, count = rating.css_first("img"), rating.css_first("strong")
            kind = image.attrs.get("alt") if image is not None else None
            if kind:
                yield Reaction(kind=kind, count=number(label(count)))
        likes = page.rare(".LikeText", node)
        if likes is not None:
            names = tuple(fold(name.text()) for name in likes.css(".username"))
            others = likes.css_first('a[href*="/likes"]')
            more = FIGURE.findall(others.text()) if others is not None else []
            known = others is None or bool(more)
            yield Reaction(kind="Like", count=len(names) + (number(more[0]) or 0 if more else 0) if known else None, names=names)

    def attachments(self, page: Page, node: LexborNode) -> Iterator[Media]:
        shelf = page.rare(".attachedFiles", node)
        for item in shelf.css("li.attachment") if shelf is not None else ():
            link = item.css_first(".filename a") or item.css_first("a[href]")
            url = page.absolute(link.attrs.get("href")) if link is not None else None
            name = item.attrs.get("title") or label(item.css_first(".filename"))
            if url or name:
                yield Media(kind="attachment", url=url, name=name)

    # -- what stands in bodies

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        title = own_title(node, ".attribution")
        jump = title.css_first("a.AttributionLink") if title is not None else None
        href = jump.attrs.get("href") if jump is not None else None
        return QuoteHead(
            author=node.attrs.get("data-author") or read_attribution(label(title)),
            source_id=post_in(href),
            source_url=page.absolute(href),
        )

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        if "username" not in (node.attrs.get("class") or "").split():
            return None
        number_, _, named = (node.attrs.get("data-user") or "").partition(", ")
        name = (named or fold(node.text())).removeprefix("@")
        href = node.attrs.get("href")
        return Mention(name=name, id=number_ or id_in(href), url=page.absolute(href)) if name else None


def _heading(title: LexborNode | None) -> str | None:
    """The title in a heading; themes put page controls, dates and votes into it, and then the title in a place of its own."""
    if title is None:
        return None
    return label(title.css_first(".title")) or text_outside(title, ".prefix, .PageNav, .DateTime")


def _tags(page: Page) -> Iterable[Label]:
    """The thread's tags, which are printed above and below the posts."""
    tags = page.tree.css(".tagList a.tag, .tagBlock a.tag")
    found = (Label(kind="tag", title=name, url=page.absolute(tag.attrs.get("href"))) for tag in tags if (name := label(tag)))
    return dict.fromkeys(found)
