"""XenForo 2.0 to 2.3, in its own style, in other people's themes and in the VerticalScope skin ("MessageCard").

Owns the posts of a thread; what stands around them is read by `spiders.platforms.xenforo_frame`, listings by
`spiders.platforms.xenforo_listing`, addresses by `spiders.platforms.xenforo_links`. Facts come from ``data-*`` attributes and
``<time>`` first, and then from what themes that leave those out still print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import Rules
from spiders.dates import stamp
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Edit,
    Follow,
    Listing,
    Loss,
    Media,
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
from spiders.platforms.xenforo_bodies import XenForoBodies
from spiders.platforms.xenforo_frame import read_header, read_page_numbers, read_posting, read_thread_id
from spiders.platforms.xenforo_links import site_root
from spiders.platforms.xenforo_listing import read_listing
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


class XenForo(XenForoBodies):
    """XenForo 2.x."""

    title = "XenForo 2"
    versions = "2.0 to 2.3"

    # A post is looked through once for its parts, and facts are looked for in these: that halves the time.
    POST = ".message, .js-messageCard"  # adverts and other messages among them have no post's id
    HEAD = "header"
    MAIN = ".message-content"
    FOOT = "footer"
    NAME = ".message-name .username, .MessageCard__user-info__name"
    DATE = ".message-attribution time, .MessageCard__date-created time"
    ORDINAL = ".message-attribution-opposite"
    ORDINAL_ELSEWHERE = ".message-header, .MessageCard__post-position"

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
        if page.first('[id^="js-post-"]') is not None:
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
        return read_header(page, thread_id, kind=self._template(page))

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        return read_page_numbers(page)

    def next_url(self, page: Page) -> str | None:
        forward = 'link[rel="next"], a.pageNav-jump--next, a.pageNavSimple-el--next'
        return page.absolute(page.attribute(forward, "href"))

    def thread(self, page: Page) -> ThreadPage:
        read = super().thread(page)
        thread = replace(read.thread, declared=replace(read.thread.declared, pages=read.pages))
        posts = self._as_answers(page, read.posts) if thread.kind == "question" else read.posts
        hidden = {self._post_around(node) for node in page.tree.css(".message-body .messageHide")} - {None}
        gated = (Loss(kind="gated", what=GATED, url=page.url, post_id=post_id) for post_id in sorted(hidden, key=str))
        return replace(read, thread=thread, posts=posts, losses=(*read.losses, *gated))

    def _as_answers(self, page: Page, posts: tuple[Post, ...]) -> tuple[Post, ...]:
        """The posts of a question: all but the first are answers; votes and the solution are told as reactions."""
        told: dict[str | None, list[Reaction]] = {}
        for votes in page.tree.css(".js-voteCount"):
            score = votes.attrs.get("data-score") or label(votes) or ""
            if score.removeprefix("-").isdecimal():
                told.setdefault(self._post_around(votes), []).append(Reaction(kind="vote", count=int(score)))
        for solution in page.tree.css(".message--solution"):
            told.setdefault(self._post_around(solution), []).append(Reaction(kind="solution", count=1))
        return tuple(
            replace(post, kind="post" if post.ordinal == 1 else "answer", reactions=(*post.reactions, *told.get(post.id, ())))
            for post in posts
        )

    def _post_around(self, node: LexborNode | None) -> str | None:
        while node is not None and node.is_element_node:
            if (node.id or "").startswith("js-post-"):
                return (node.id or "").removeprefix("js-post-")
            node = node.parent
        return None

    # -- posts

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        post_id = self.post_id(page, node)
        if post_id is None:
            return None
        head, main, foot = (node.css_first(part) or node for part in (self.HEAD, self.MAIN, self.FOOT))
        state = self._state(node, main)
        content = self.content(page, main, rules)
        if content is None and state == "visible":
            raise ParseError(self.name, page.url, f"post {post_id} has no body ({self.BODY})")
        ordinal = self.ordinal(page, head) or self.ordinal(page, node.css_first(self.ORDINAL_ELSEWHERE) or node)
        parent_id = self._answered(node)
        return Post(
            id=post_id,
            ordinal=ordinal,
            author=self.author(page, node),
            posted=self.posted(page, head) or self._posted_elsewhere(page, node, ordinal),
            url=self._permalink(page, head, post_id) or self._address(page, node, post_id),
            parent_id=parent_id,
            parent_kind="stated" if parent_id else None,
            state=state,
            content=content,
            edits=tuple(self.edits(page, main)) or tuple(self.edits(page, head)),
            reactions=tuple(self.reactions(page, foot)),
        )

    def _answered(self, card: LexborNode) -> str | None:
        """VerticalScope shows answers below what they answer; the place for the next answer names that post."""
        if "js-messageCard" not in (card.attrs.get("class") or ""):
            return None
        article = card.parent
        around = article.parent if article is not None else None
        if around is None or "js-nested-children-container" not in (around.attrs.get("class") or ""):
            return None
        place = around.css_first('[id^="js-new-reply-container-"]')
        return (place.id or "").rpartition("-")[2] or None if place is not None else None

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        stated = node.attrs.get("id") or ""
        number_ = stated.removeprefix("js-post-")
        if number_ == stated:  # the placeholder of a deleted post has no id
            stated = node.attrs.get("data-content") or ""
            number_ = stated.removeprefix("post-")
        return number_ if number_ != stated and number_.isdecimal() else None

    def _state(self, node: LexborNode, main: LexborNode) -> PostState:
        """By the placeholder's class, or by the first notice on the post (a warning is none of these)."""
        notice = main.css_first(".messageNotice")
        signs = f"{node.attrs.get('class')} {notice.attrs.get('class') if notice is not None else ''}".split()
        if "message--deleted" in signs or "messageNotice--deleted" in signs:
            return "deleted"
        if "messageNotice--moderated" in signs:
            return "moderated"
        return "ignored" if "is-ignored" in signs or "messageNotice--ignored" in signs else "visible"

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        place = node.css_first(self.ORDINAL) or node
        found = _ORDINAL.search(place.text())
        return number(found[1]) if found else None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        shown = node.css_first(self.NAME) or node.css_first(".message-attribution .username, .message-user .username")
        return read_member(page, shown, name=node.attrs.get("data-author") or None)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        return read_time(page, node.css_first("time"))

    def _posted_elsewhere(self, page: Page, node: LexborNode, ordinal: int | None) -> Moment | None:
        """The date where a theme has no ``<time>``: microdata, for the first post JSON-LD, and the captions of its pictures."""
        time = node.css_first(self.DATE)
        if time is not None:
            return read_time(page, time)
        shown = self._date_shown(node)
        stated = node.css_first('meta[itemprop="datePublished"]')
        instant = stated.attrs.get("content") if stated is not None else None
        if instant is None and ordinal == 1:
            published = read_posting(page).get("datePublished")
            instant = published if isinstance(published, str) and len(published) > len("2024-07-05") else None
        return stamp(instant, shown) if instant else read_text_time(page, shown)

    def _date_shown(self, node: LexborNode) -> str | None:
        """Pictures of the post are captioned "Name · date"."""
        caption = node.css_first("[data-lb-caption-desc]")
        text = (caption.attrs.get("data-lb-caption-desc") if caption is not None else None) or ""
        name = node.attrs.get("data-author")
        return fold(text.removeprefix(f"{name} · ") if name else text.rpartition(" · ")[2]) or None

    def _permalink(self, page: Page, head: LexborNode, post_id: str) -> str | None:
        for link in head.css("a"):
            href = link.attrs.get("href")
            if href and href.rstrip("/").endswith((f"post-{post_id}", f"posts/{post_id}")):
                return page.absolute(href)
        return None

    def _address(self, page: Page, node: LexborNode, post_id: str) -> str:
        """Where a theme prints no link: microdata, else the route by which XenForo knows every post."""
        return page.absolute(node.attrs.get("itemid")) or f"{site_root(page)}posts/{post_id}/"

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        mark = node.css_first(".message-lastEdit")
        if mark is not None:
            time = mark.css_first("time")
            edit = read_edit_mark(page, mark, read_time(page, time), label(time))
            if edit is not None:
                yield edit

    def reactions(self, page: Page, node: LexborNode) -> Iterator[Reaction]:
        """Kinds of reactions; under "any" who and how many altogether, where the page does not tell kinds apart.

        The figure in microdata is none: it is a score, in which kinds count differently.
        """
        bar = node.css_first(".reactionsBar.is-active, .likesBar.is-active")
        if bar is None:
            return
        images = bar.css(".reactionSummary img")
        kinds = [kind for image in images if (kind := image.attrs.get("alt") or image.attrs.get("title"))]
        names, count = self._reactors(bar)
        if not kinds and names:
            kinds = ["Like"]  # 2.0 has no other kind, and no picture of it
        if len(kinds) == 1:
            yield Reaction(kind=kinds[0], count=count, names=names)
            return
        yield from (Reaction(kind=kind) for kind in kinds)
        if names:
            yield Reaction(kind="any", count=count, names=names)

    def _reactors(self, bar: LexborNode) -> tuple[tuple[str, ...], int | None]:
        """Who reacted, as far as named, and how many: "A, B and 3 others".

        In other languages the others may be a word ("und eine weitere Person"): then how many is not known.
        """
        shown = bar.css_first(".reactionsBar-link, .reactionsBar-reactors, .likesBar-link")
        names = tuple([fold(name.text()) for name in shown.css("bdi")]) if shown is not None else ()
        if shown is None or not names:
            return names, None
        rest = shown.text().rpartition(names[-1])[2].strip(" .\n\t")
        if not rest:
            return names, len(names)
        others = FIGURE.findall(rest)
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
