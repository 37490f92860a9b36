"""XenForo 2.0 to 2.3, in its own style, in other people's themes and in the VerticalScope skin ("MessageCard").

Owns the posts of a thread; what stands around them is read by `spiders.platforms.xenforo_frame`, listings by
`spiders.platforms.xenforo_listing`, addresses by `spiders.platforms.xenforo_links`. Facts come from ``data-*`` attributes and
``<time>`` first, and then from what themes that leave those out still print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

import msgspec
from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules
from spiders.dates import stamp
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Edit,
    Follow,
    Link,
    Listing,
    Loss,
    Media,
    Mention,
    Moment,
    PageKind,
    Post,
    PostState,
    Reaction,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms.base import Detected
from spiders.platforms.xenforo_atoms import FIGURE, read_edit_mark, read_member, read_text_time, read_time
from spiders.platforms.xenforo_base import XenForoBase
from spiders.platforms.xenforo_frame import read_header, read_page_numbers, read_posting, read_thread_id
from spiders.platforms.xenforo_links import id_in, post_in, site_root
from spiders.platforms.xenforo_listing import read_listing
from spiders.quotes import read_attribution
from spiders.text import fold, label, number

TEMPLATES: dict[str, PageKind] = {
    "thread_view": "thread",
    "forum_view": "board",
    "category_view": "board",
    "forum_list": "index",
    "member_view": "author",
    "login": "login",
    "error": "error",
}
"""What ``data-template`` begins with; forums and threads have types since 2.2 (``thread_view_type_question``)."""

GATED = "a part of this post is shown only to members"

_TEMPLATE_CLASS = re.compile(r"\btemplate-(\w+)")
_ORDINAL = re.compile(r"#\s?(\d[\d.,\u00a0\u202f\u2019']*)")


class XenForo(XenForoBase):
    """XenForo 2.x."""

    title = "XenForo 2"
    versions = "2.0 to 2.3"

    # An advert may wear the classes of a post (seen on 2.3), so an id is asked for; a deleted post's placeholder has only
    # data-content; VerticalScope wraps each card in an <article> with the same id.
    POST = '.message[id^="js-post-"], .message[data-content^="post-"], .js-messageCard[id^="js-post-"]'
    BODY = ".message-body .bbWrapper"
    QUOTE = "blockquote.bbCodeBlock--quote"
    DROP = ".bbCodeBlock-title, .bbCodeBlock-expandLink, .bbCodeBlock-shrinkLink, .messageHide, .avatar"
    CARD = ".bbCodeBlock--unfurl"
    OBJECT = ".bbMediaWrapper, .bbOembed, [data-s9e-mediaembed], .bbCodeSpoiler-button"
    SPOILER_TITLE = ".bbCodeSpoiler-button-title"
    NAME = ".message-name .username, .MessageCard__user-info__name"
    DATE = ".message-attribution time, .MessageCard__date-created time"
    PERMALINK = ".message-attribution a, .message-header a, .MessageCard__date-created"
    ORDINAL = ".message-attribution-opposite, .message-header, .MessageCard__post-position"

    # -- what the page is

    def detect(self, page: Page) -> Detected | None:
        html = page.first("html")
        if html is not None and html.id == "XF":
            return Detected(version=html.attrs.get("data-xf") or self._version_shown(page))
        if page.first('[id^="js-post-"] .bbWrapper') is not None:  # a part of a page, saved alone
            return Detected(version=self._version_shown(page))
        return None

    def _version_shown(self, page: Page) -> str | None:
        """The version by its markup: 2.3 stamps times in another attribute, a post's attribution is a list since 2.2."""
        if page.first("time[data-timestamp]") is not None:
            return "2.3"
        attribution = page.first(".message-attribution-main")
        return {"ul": "2.2", "div": "2.1", "a": "2.0"}.get(attribution.tag or "") if attribution is not None else None

    def kind(self, page: Page) -> PageKind:
        template = self._template(page)
        for beginning, kind in TEMPLATES.items():
            if template == beginning or template.startswith(f"{beginning}_type_"):
                return kind
        if template:
            return "other"
        # Mirrors and pages saved by browsers may have lost the attribute.
        if page.first(self.POST) is not None:
            return "thread"
        if page.first(".structItem--thread") is not None:
            return "board"
        return "index" if page.first(".node--forum") is not None else "other"

    def _template(self, page: Page) -> str:
        html = page.first("html")
        if html is None:
            return ""
        found = _TEMPLATE_CLASS.search(html.attrs.get("class") or "")
        return html.attrs.get("data-template") or (found[1] if found else "")

    def listing(self, page: Page) -> Listing:
        here, pages = self.page_number(page)
        return read_listing(page, is_index=self.kind(page) == "index", number=here, pages=pages, next_url=self.next_url(page))

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterable[Follow]:
        """A portal in place of the index leads to the forums by its navigation."""
        forums = page.absolute(page.attribute('.p-navEl-link[data-nav-id="forums"]', "href")) if kind == "other" else None
        if forums:
            yield Follow(url=forums, kind="index")

    # -- the thread

    def header(self, page: Page) -> Thread:
        thread_id = read_thread_id(page)
        if thread_id is None:
            raise ParseError(self.name, page.url, "no thread id, neither in the page's attributes nor in any address")
        return read_header(page, thread_id, kind=self._template(page), pages=self.page_number(page)[1])

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        return read_page_numbers(page)

    def next_url(self, page: Page) -> str | None:
        forward = 'link[rel="next"], a.pageNav-jump--next, a.pageNavSimple-el--next'
        return page.absolute(page.attribute(forward, "href"))

    def thread(self, page: Page) -> ThreadPage:
        read = super().thread(page)
        hidden = {self._post_around(node) for node in page.tree.css(".message-body .messageHide")} - {None}
        if hidden:
            gated = (Loss(kind="gated", what=GATED, url=page.url, post_id=post_id) for post_id in sorted(hidden, key=str))
            read = replace(read, losses=(*read.losses, *gated))
        if read.thread.kind == "question":
            answers = (post if post.ordinal == 1 else replace(post, kind="answer") for post in read.posts)
            read = replace(read, posts=tuple(answers))
        return read

    def _post_around(self, node: LexborNode | None) -> str | None:
        while node is not None and node.is_element_node:
            if (node.id or "").startswith("js-post-"):
                return (node.id or "").removeprefix("js-post-")
            node = node.parent
        return None

    # -- posts

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        post = super().post(page, node, rules)
        parent = self._answered(node) if post is not None and "js-messageCard" in (node.attrs.get("class") or "") else None
        return replace(post, parent_id=parent, parent_kind="stated") if post is not None and parent else post

    def _answered(self, card: LexborNode) -> str | None:
        """VerticalScope shows answers below what they answer; the place for the next answer names that post."""
        article = card.parent
        around = article.parent if article is not None else None
        if around is None or "js-nested-children-container" not in (around.attrs.get("class") or ""):
            return None
        place = around.css_first('[id^="js-new-reply-container-"]')
        return (place.id or "").rpartition("-")[2] or None if place is not None else None

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        stated = node.attrs.get("id") or node.attrs.get("data-content") or ""
        number_ = stated.rpartition("-")[2]
        return number_ if number_.isdecimal() else None

    def state(self, page: Page, node: LexborNode) -> PostState:
        """By the placeholder's class, or by the first notice on the post (a warning is none of these)."""
        notice = node.css_first(".messageNotice")
        signs = f"{node.attrs.get('class')} {notice.attrs.get('class') if notice is not None else ''}".split()
        if "message--deleted" in signs or "messageNotice--deleted" in signs:
            return "deleted"
        if "messageNotice--moderated" in signs:
            return "moderated"
        return "ignored" if "is-ignored" in signs or "messageNotice--ignored" in signs else "visible"

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        place = node.css_first(self.ORDINAL)
        found = _ORDINAL.search(place.text()) if place is not None else None
        return number(found[1]) if found else None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        shown = node.css_first(self.NAME) or node.css_first(".message-attribution .username, .message-user .username")
        return read_member(page, shown, name=node.attrs.get("data-author") or None)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        time = node.css_first(self.DATE)
        if time is not None:
            return read_time(page, time)
        shown = self._date_shown(node)
        stated = node.css_first('meta[itemprop="datePublished"]')
        instant = stated.attrs.get("content") if stated is not None else None
        if instant is None and self.ordinal(page, node) == 1:
            published = read_posting(page).get("datePublished")
            instant = published if isinstance(published, str) and len(published) > len("2024-07-05") else None
        return stamp(instant, shown) if instant else read_text_time(page, shown)

    def _date_shown(self, node: LexborNode) -> str | None:
        """The date where a theme has no ``<time>``: pictures of the post are captioned "Name · date"."""
        caption = node.css_first("[data-lb-caption-desc]")
        if caption is None:
            return None
        text = caption.attrs.get("data-lb-caption-desc") or ""
        name = node.attrs.get("data-author")
        return fold(text.removeprefix(f"{name} · ") if name else text.rpartition(" · ")[2]) or None

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        post_id = self.post_id(page, node)
        for link in node.css(self.PERMALINK):
            href = link.attrs.get("href")
            if post_in(href) == post_id:
                return page.absolute(href)
        stated = node.attrs.get("itemid")  # where a theme prints no link; XenForo knows every post by its route
        return page.absolute(stated) or f"{site_root(page)}posts/{post_id}/"

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        mark = node.css_first(".message-lastEdit")
        if mark is not None:
            time = mark.css_first("time")
            edit = read_edit_mark(page, mark, read_time(page, time), label(time))
            if edit is not None:
                yield edit

    def reactions(self, page: Page, node: LexborNode) -> Iterator[Reaction]:
        """Kinds of reactions, and under "any" who and how many altogether where the page does not tell kinds apart.

        Votes on the answers of a question, and its solution, are told in the same way.
        """
        bar = node.css_first(".reactionsBar.is-active, .likesBar.is-active")
        if bar is not None:
            images = bar.css(".reactionSummary img")
            kinds = [kind for image in images if (kind := image.attrs.get("alt") or image.attrs.get("title"))]
            names, count = self._reactors(node, bar)
            if not kinds and names:
                kinds = ["Like"]  # 2.0 has no other kind, and no picture of it
            if len(kinds) == 1:
                yield Reaction(kind=kinds[0], count=count, names=names)
            else:
                yield from (Reaction(kind=kind) for kind in kinds)
                if names or count:
                    yield Reaction(kind="any", count=count, names=names)
        votes = node.css_first(".js-voteCount")
        score = (votes.attrs.get("data-score") or label(votes) or "") if votes is not None else ""
        if score.removeprefix("-").isdecimal():
            yield Reaction(kind="vote", count=int(score))
        if "message--solution" in (node.attrs.get("class") or "").split():
            yield Reaction(kind="solution", count=1)

    def _reactors(self, node: LexborNode, bar: LexborNode) -> tuple[tuple[str, ...], int | None]:
        """Who reacted, as far as named, and how many: stated for machines since 2.3, else "A, B and 3 others".

        In other languages the others may be a word ("und eine weitere Person"): then how many is not known.
        """
        shown = bar.css_first(".reactionsBar-link, .reactionsBar-reactors, .likesBar-link")
        names = tuple(fold(name.text()) for name in shown.css("bdi")) if shown is not None else ()
        total = node.css_first('.message-microdata meta[itemprop="userInteractionCount"]')
        stated = number(total.attrs.get("content")) if total is not None else None
        if stated is not None or shown is None or not names:
            return names, stated
        rest = shown.text().rpartition(names[-1])[2].strip(" .")
        others = FIGURE.findall(rest)
        if not rest:
            return names, len(names)
        return names, len(names) + (number(others[0]) or 0) if others else None

    def attachments(self, page: Page, node: LexborNode) -> Iterator[Media]:
        """Files below the post: ``li.file`` since 2.2, ``li.attachment`` before and in VerticalScope."""
        shelf = node.css_first(".message-attachments")
        for item in shelf.css(".file, .attachment") if shelf is not None else ():
            link = item.css_first(".file-name a, .attachment-name a, a[href]") or item.css_first("a[href]")
            named = item.css_first(".file-name, .attachment-name")
            url = page.absolute(link.attrs.get("href")) if link is not None else None
            if url is not None or named is not None:
                name = named.css_first("[title]") if named is not None else None
                shown = (name.attrs.get("title") if name is not None else None) or label(named)
                yield Media(kind="attachment", url=url, name=shown)

    # -- what stands in bodies

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """A quote's attributes; in 2.0, in VerticalScope and on stripped pages its title alone tells."""
        attributes = node.attributes
        kind, _, number_ = (attributes.get("data-source") or "").partition(": ")
        member = (attributes.get("data-attributes") or "").partition("member: ")[2]
        title = node.css_first(".bbCodeBlock-title")
        jump = title.css_first(".bbCodeBlock-sourceJump") if title is not None else None
        href = jump.attrs.get("href") if jump is not None else None
        source = number_ if kind == "post" and number_.isdecimal() else None
        if not kind:
            source = post_in(href)
        return QuoteHead(
            author=attributes.get("data-quote") or read_attribution(label(title)),
            author_id=member if member.isdecimal() and member != "0" else None,
            source_id=source,
            source_url=page.absolute(href),
        )

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        attributes = node.attributes
        if "username" not in (attributes.get("class") or "").split():
            return None
        name = (attributes.get("data-username") or fold(node.text())).removeprefix("@")
        href = attributes.get("href")
        return Mention(name=name, id=attributes.get("data-user-id") or id_in(href), url=page.absolute(href)) if name else None

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        return super().image(page, node) if node.tag in ("img", "button") else self._player(page, node)

    def _player(self, page: Page, node: LexborNode) -> Media | None:
        """A player: its address where there is one, and the site and key by which XenForo knows it."""
        frame = node if node.tag in ("iframe", "video", "audio") else node.css_first("iframe, video, audio")
        found = super().image(page, frame) if frame is not None else None
        site = node.attrs.get("data-media-site-id") or node.attrs.get("data-s9e-mediaembed")
        key = node.attrs.get("data-media-key")
        name = f"{site}:{key}" if site and key else site
        if isinstance(found, Media) and found.url:
            return replace(found, name=name or found.name)
        lazy = node if node.attrs.get("data-s9e-mediaembed-iframe") else node.css_first("[data-s9e-mediaembed-iframe]")
        url = self._lazy_frame(page, lazy) if lazy is not None else None
        return Media(kind="embed", url=url, name=name) if url or name else None

    def _lazy_frame(self, page: Page, node: LexborNode) -> str | None:
        """The address in a list of attribute names and values that a script would make a frame of."""
        try:
            stated = msgspec.json.decode(node.attrs.get("data-s9e-mediaembed-iframe") or "[]")
        except (msgspec.DecodeError, RecursionError):
            return None
        pairs = list(map(str, stated)) if isinstance(stated, list) else []
        source = next((value for name, value in pairwise(pairs) if name == "src"), None)
        return page.absolute(source)

    def card(self, page: Page, node: LexborNode) -> Link | None:
        link = node.css_first("a[href]")
        url = page.absolute(node.attrs.get("data-url") or (link.attrs.get("href") if link is not None else None))
        return Link(url=url, text=label(node.css_first(".js-unfurl-title")) or "") if url else None
