"""wpForo 1 and 2, a forum plugin of WordPress, in its four layouts: extended, simplified, questions and answers, threaded.

A topic has no number on its own page, so its id is its slug, which is unique on the site. Times are printed day first, whatever
the language, unless the site chose the blog's format; the site stays WordPress's (`wordpress_plugins`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.bylines import own
from spiders.content import QuoteHead, Rules
from spiders.dates import read_date, stamp
from spiders.edits import read_edit
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Board,
    Declared,
    Edit,
    Label,
    Listing,
    Media,
    Mention,
    Moment,
    PageKind,
    Post,
    PostState,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms import wordpress_index as index
from spiders.platforms import wordpress_once as once
from spiders.platforms import wordpress_site as sites
from spiders.platforms import wordpress_urls as urls
from spiders.platforms.base import Detected
from spiders.platforms.wordpress_plugins import Plugin, member
from spiders.quotes import read_attribution
from spiders.text import label, number
from spiders.urls import same_site

_WRAP = "#wpforo-wrap, #wpforo"
_NAME = ".author-name a, .wpf-author-name a, .wpf-pa-name, .author-name, .wpf-author-name, .wpforo-post-author-name a"
_PROFILE = (
    ".author-name a[href], .wpf-author-name a[href], a.wpf-pa-name[href], .wpforo-post-author-name a[href], "
    ".wpforo-comment-top > span > a[href]"
)
_DATE = ".wpf-post-date, .wpforo-post-date, .wpforo-post-content-bottom .cbleft, .wpforo-comment-top > span"
_EDITED = ".wpf-post-edited, .wpf-post-edit-wrap li, .wpforo-post-edited"


class WpForo(Plugin):
    """wpForo 1.4 to 2.x."""

    name = "wpforo"
    title = "wpForo"
    versions = "1, 2"

    POST = '.post-wrap[id^="post-"], .comment-wrap[id^="post-"], .reply-wrap[id^="post-"]'
    BODY = ".wpforo-post-content, .wpforo-comment-text"
    QUOTE = ".wpforo-post-content blockquote, .wpforo-comment-text blockquote"
    DROP = (
        ".wpf-post-button-actions, .wpforo-post-signature, .wpf-post-edited, .wpf-post-edit-wrap, .wpforo-post-quote-author, "
        ".wpf-login-message, .wpforo-attached-file, .wpforo-post-content > h5, .wpf-attach-login-message, .wpf-mod-message, "
        ".wpforo-comment-footer, .wpforo-comment-action-links"
    )

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the element that it puts around all it writes."""
        if page.is_json or page.is_xml or page.first(_WRAP) is None or page.first("#bbpress-forums") is not None:
            return None
        style = page.attribute('link[href*="/wpforo/themes/"][href*="ver="]', "href") or ""
        found = re.search(r"[?&]ver=(\d+\.\d+(?:\.\d+)?)", style)
        return Detected(version=found[1] if found else None)

    def kind(self, page: Page) -> PageKind:
        """By the name of the template, which stands among the classes of the page."""
        classes = set((page.attribute("#wpforo-wrap", "class") or once.body_class(page)).split())
        if page.status == 404 or "wpft-404" in classes:
            return "error"
        if "wpft-post" in classes:
            return "thread"
        if "wpft-topic" in classes:
            return "board"
        if "wpft-forum" in classes:
            return "index"
        if classes & {"wpft-login", "wpft-register", "wpft-lostpassword"}:
            return "login"
        if classes & {"wpft-profile", "wpft-account", "wpft-activity", "wpft-subscriptions"}:
            return "author"
        if index.first(page, self.POST) is not None:
            return "thread"
        return "board" if index.first(page, ".wpforo-topic") is not None and "wpft-recent" not in classes else "other"

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        at, count = self.page_number(page)
        board = self._board(page) if self.kind(page) == "board" else None
        return Listing(
            board=board,
            boards=tuple(self._boards(page, board)),
            threads=tuple(self._rows(page, board)),
            number=at,
            pages=count,
            next_url=self.next_url(page),
        )

    def _board(self, page: Page) -> Board:
        url = _whole(page)
        above = self._path(page)
        return Board(
            id=_slug(url),
            title=label(index.first(page, "#wpforo-title")) or label(index.first(page, ".wpf-breadcrumb .active")) or "",
            url=url,
            parent_id=above[-1].id if above else None,
        )

    def _boards(self, page: Page, around: Board | None) -> Iterator[Board]:
        for node in index.select(page, ".wpforo-forum"):
            link = node.css_first(".wpforo-forum-title a[href]")
            url = page.absolute(link.attributes.get("href")) if link is not None else None
            if url is None:
                continue
            figures = [number(label(one)) for one in node.css(".wpforo-forum-details .wpf-sbd:not(.wpf-sbd-avatar)")[:2]]
            topics = number(label(node.css_first(".wpforo-forum-stat-topics, .wpforo-forum-stat-questions")))
            posts = number(label(node.css_first(".wpforo-forum-stat-posts")))
            yield Board(
                id=_slug(url),
                title=label(link) or "",
                url=urls.canonical(url),
                parent_id=around.id if around is not None else None,
                description=label(node.css_first(".wpforo-forum-description")),
                threads=topics if topics is not None else figures[0] if figures else None,
                posts=posts if posts is not None else figures[1] if len(figures) > 1 else None,
            )
            for inner in node.css(".wpforo-subforum a[href]"):
                below = page.absolute(inner.attributes.get("href"))
                if below and label(inner):
                    yield Board(id=_slug(below), title=label(inner) or "", url=urls.canonical(below), parent_id=_slug(url))

    def _rows(self, page: Page, board: Board | None) -> Iterator[Thread]:
        yield from self._threaded_rows(page, board)
        for node in index.select(page, ".wpforo-topic"):
            link = node.css_first(".wpforo-topic-title a[href]")
            url = page.absolute(link.attributes.get("href")) if link is not None else None
            if url is None or link is None:
                continue
            icons = {name for one in node.css("i[class]") for name in (one.attributes.get("class") or "").split()}
            raw = _date_of(node.css_first(".wpforo-topic-stat-lastpost")) if node.css_first(".wpf-sbd") is None else None
            starter = node.css_first(".wpforo-topic-start-info a[href]")
            yield Thread(
                id=_slug(url),
                title=label(link),
                url=urls.canonical(url),
                author=self._writer(page, starter) if starter is not None else None,
                boards=(board,) if board is not None else (),
                sticky="fa-thumbtack" in icons,
                locked="fa-lock" in icons,
                declared=Declared(
                    posts=number(label(node.css_first(".wpforo-topic-stat-posts"))),
                    views=number(label(node.css_first(".wpforo-topic-stat-views"))),
                    last_post=self._date(page, raw) if raw else None,
                ),
            )

    def _threaded_rows(self, page: Page, board: Board | None) -> Iterator[Thread]:
        """The rows of the threaded layout."""
        for node in index.select(page, ".wpf-thread"):
            link = node.css_first(".wpf-thread-title > a[href]")
            url = page.absolute(link.attributes.get("href")) if link is not None else None
            if url is None:
                continue
            starter, last = node.css_first(".wpf-thread-author-name a[href]"), label(node.css_first(".wpf-thread-last-date"))
            yield Thread(
                id=_slug(url),
                title=label(link),
                url=urls.canonical(url),
                author=self._writer(page, starter) if starter is not None else None,
                boards=(board,) if board is not None else (),
                declared=Declared(
                    replies=number(label(node.css_first(".wpf-thread-posts span"))),
                    views=number(label(node.css_first(".wpf-thread-views span"))),
                    last_post=self._date(page, last) if last else None,
                ),
            )

    # -- threads ---------------------------------------------------------------------------------------------------

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        if kind == "thread":
            yield self.thread(page)

    def header(self, page: Page) -> Thread:
        url = _whole(page)
        if index.first(page, self.POST) is None:
            raise ParseError(self.name, page.url, f"the topic shows no post ({self.POST})")
        figures = {
            (label(one.css_first(".wpf-tlabel")) or "").lower(): number(label(one.css_first(".wpf-tstat")))
            for one in index.select(page, ".wpf-post-stat-box")
        }
        order = list(figures.values())
        opening = index.first(page, ".wpfp-first")
        is_whole = len(order) >= 4  # posts, users, reactions, views, in this order in every language
        return Thread(
            id=_slug(url),
            title=label(index.first(page, "#wpforo-title")) or label(index.first(page, ".wpf-breadcrumb .active")),
            url=url,
            author=self.author(page, opening) if opening is not None else None,
            created=self.posted(page, opening) if opening is not None else None,
            boards=self._path(page),
            labels=tuple(self._tags(page)),
            declared=Declared(
                posts=order[0] if is_whole else None, views=order[3] if is_whole else None, pages=self.page_number(page)[1]
            ),
        )

    def _path(self, page: Page) -> tuple[Board, ...]:
        """The forums around, without the root of all."""
        found: list[Board] = []
        for node in index.select(page, ".wpf-breadcrumb .wpf-item-element:not(.wpf-root):not(.active) a[href]"):
            url = page.absolute(node.attributes.get("href"))
            if url:
                above = found[-1].id if found else None
                title = node.attributes.get("title") or label(node) or ""
                found.append(Board(id=_slug(url), title=title, url=urls.canonical(url), parent_id=above))
        return tuple(found)

    def _tags(self, page: Page) -> Iterator[Label]:
        for node in index.select(page, ".wpforo-topic-meta .wpf-tags a, .wpforo-topic-meta tag a, .wpforo-topic-meta .wpf-tag a"):
            words = label(node)
            if words:
                yield Label(kind="tag", title=words)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        current = sites.number_in(page.url) or 1
        chosen = index.first(page, ".wpf-navi-dropdown option[selected]")
        listed = [
            number(label(node)) or 0 for node in index.select(page, ".wpf-navi-dropdown")[:1] for node in node.css("option")
        ]
        if chosen is not None:
            current = number(label(chosen)) or current
        return current, max(listed, default=current)

    def next_url(self, page: Page) -> str | None:
        following = (self.page_number(page)[0] or 1) + 1
        for node in index.select(page, ".wpf-navi a[href]"):
            url = page.absolute(node.attributes.get("href"))
            if url and same_site(url, page.url) and sites.number_in(url) == following:
                return url
        return None

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        found = re.fullmatch(r"post-(\d{1,18})", node.id or "")
        return found[1] if found else None

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        """A post and the one that it answers: in threads the way to it is printed, under questions comments follow a post."""
        post = super().post(page, node, rules)
        above = self._parent(node)
        return replace(post, parent_id=above, parent_kind="stated") if post is not None and above is not None else post

    def _parent(self, node: LexborNode) -> str | None:
        way = node.css('.wpf-reply-tree a[href*="#post-"]')
        found = re.search(r"#post-(\d{1,18})$", way[-1].attributes.get("href") or "") if way else None
        if found is None and "comment-wrap" in (node.attributes.get("class") or "").split():
            around = node.parent.parent if node.parent is not None else None
            first = around.css_first('.post-wrap[id^="post-"]') if around is not None else None
            found = re.fullmatch(r"post-(\d{1,18})", first.id or "") if first is not None else None
        return found[1] if found else None

    def state(self, page: Page, node: LexborNode) -> PostState:
        return "moderated" if node.css_first(".wpf-mod-message") is not None else "visible"

    def author(self, page: Page, node: LexborNode) -> Author | None:
        link = node.css_first(_PROFILE)
        named = link if link is not None else node.css_first(f"{_NAME}, .wpforo-comment-author")
        return self._writer(page, named, node) if named is not None else None

    def _writer(self, page: Page, named: LexborNode, post: LexborNode | None = None) -> Author | None:
        """A name, whole: long ones are cut on the page, and stand uncut beside the picture."""
        name = label(named) or ""
        if name.endswith(("...", "…")) and post is not None:
            start = name.rstrip(".… ")
            whole = [one.attributes.get("alt") or "" for one in post.css("img.avatar")] + [named.attributes.get("title") or ""]
            name = next((one for one in whole if one.startswith(start)), name)
        if not name:
            return None
        url = page.absolute(named.attributes.get("href")) if named.tag == "a" else None
        nick = (
            (post.attributes.get("data-mention") or label(post.css_first(".wpf-author-nicename"))) if post is not None else None
        )
        slug = nick.strip("@() ") if nick else None
        return member(
            name, url, number=(post.attributes.get("data-userid") or None) if post is not None else None, slug=slug or None
        )

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        place = node.css_first(_DATE)
        raw = _date_of(place)
        machine = place.css_first("time[datetime]") if place is not None else None
        if machine is not None:
            return stamp(machine.attributes.get("datetime"), raw or label(machine))
        return self._date(page, raw) if raw else None

    def _date(self, page: Page, raw: str) -> Moment:
        return read_date(raw, clock=page.clock, zone=self.zone(page), languages=self.languages(page), order="DMY")

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        return None

    def subject(self, page: Page, node: LexborNode) -> str | None:
        return label(node.css_first(".wpforo-post-content > h5"))

    def edits(self, page: Page, node: LexborNode) -> Iterable[Edit]:
        for marker in node.css(_EDITED):
            who = marker.css_first("a[href]")
            edit = read_edit(
                label(marker) or "",
                date=lambda raw: self._date(page, raw),
                marked=True,
                by=label(who),
                languages=self.languages(page),
            )
            if edit is not None:
                yield edit

    def attachments(self, page: Page, node: LexborNode) -> Iterable[Media]:
        for link in node.css(".wpforo-attached-file a[href]"):
            yield Media(kind="attachment", url=page.absolute(link.attributes.get("href")), name=label(link))

    # -- bodies ----------------------------------------------------------------------------------------------------

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """The post quoted stands in ``data-postid``, its writer in a line of its own ("Posted by: @ann")."""
        line = label(own(node, ".wpforo-post-quote-author"))
        named = re.search(r"@(\S+)", line or "")
        name = named[1] if named else read_attribution(line)
        post_id = node.attributes.get("data-postid") or ""
        return QuoteHead(
            author=name or node.attributes.get("data-mention") or None,
            author_id=named[1] if named else None,
            source_id=post_id if post_id.isdecimal() and post_id.strip("0") else None,
        )

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        words = label(node) or ""
        is_one = words.startswith("@") and "wpf" in (node.attributes.get("class") or "")
        return Mention(name=words[1:], url=page.absolute(node.attributes.get("href"))) if is_one and len(words) > 1 else None


def _whole(page: Page) -> str:
    """The address of the topic or forum itself, without the number of its page."""
    stated = page.absolute(once.head(page).linked("canonical"))
    url = urls.canonical(stated if stated and same_site(stated, page.url) else page.url)
    return re.sub(r"(?<=/)paged/\d{1,9}/?$", "", url)


def _slug(url: str) -> str:
    return urls.slug(re.sub(r"(?<=/)paged/\d{1,9}/?$", "", url.partition("#")[0])) or url


def _date_of(node: LexborNode | None) -> str | None:
    """The time as printed, without the word before it ("Posted : 30/03/2025 3:08 pm") and what plugins write behind."""
    if node is None:
        return None
    own = "".join(child.text_content or "" for child in node.iter(include_text=True) if child.is_text_node)
    words = " ".join(own.split()) or label(node) or ""
    before, mark, after = words.partition(" : ")
    return (after if mark and not re.search(r"\d", before) else words).strip(" ,") or None
