"""bbPress 2, the forum plugin of WordPress: forums, topics and their replies, threaded or not.

Owns what a page is and its listings; posts are read by `bbpress_posts`. A topic is a post of the blog's own, so its id is that
of the whole site; the site stays WordPress's (`wordpress_plugins`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead
from spiders.dates import read_date
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Board,
    Declared,
    Follow,
    Label,
    Listing,
    Moment,
    PageKind,
    Post,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms import bbpress_posts as posts
from spiders.platforms import wordpress_furniture as furniture
from spiders.platforms import wordpress_index as index
from spiders.platforms import wordpress_once as once
from spiders.platforms import wordpress_site as sites
from spiders.platforms import wordpress_urls as urls
from spiders.platforms.base import Detected
from spiders.platforms.wordpress_plugins import Plugin, member
from spiders.text import label, number
from spiders.urls import same_site

_OURS = "body.bbpress, #bbpress-forums, body.single-topic"
"""What bbPress writes itself; the last is the blog's word for a post of the kind that bbPress made, in whatever theme."""
_LIST = "body.single-forum, body.post-type-archive-forum"
"""The same of its lists; as others too have made a kind "forum", these must lead to topics to be taken for ours."""
_STYLE = 'link[href*="/bbpress/"][href*="ver="], script[src*="/bbpress/"][src*="ver="]'
_IN_PATH = re.compile(r"/(topic|forum)/[^/?#]+/?$")
_REPLIES = frozenset(
    "replies antworten réponses respuestas respostas risposte reacties svar odpowiedzi ответы vastaukset 返信 yanıtlar "
    "odpovědi απαντήσεις válaszok".split()
)
"""The heading over the figures of topics, where the topic itself is not counted; elsewhere it is ("Posts")."""


class BBPress(Plugin):
    """bbPress 2.0 to 2.6."""

    name = "bbpress"
    title = "bbPress"
    versions = "2"

    QUOTE = ".bbp-reply-content blockquote, .bbp-topic-content blockquote"
    DROP = f"{posts.DROP}, {furniture.ARTICLE}"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the class that it gives to the body, or the element that it puts around all it writes."""
        if page.is_json or page.is_xml:
            return None
        if page.first(_OURS) is None and (page.first(_LIST) is None or page.first('a[href*="/topic/"]') is None):
            return None
        style = page.first(_STYLE)
        stated = (style.attributes.get("href") or style.attributes.get("src") or "") if style is not None else ""
        found = re.search(r"[?&]ver=(\d+\.\d+(?:\.\d+)?)", stated)
        return Detected(version=found[1] if found else None)

    def kind(self, page: Page) -> PageKind:
        """By the body's classes, which are the blog's for a post of any kind, else by the lists on the page."""
        classes = set(once.body_class(page).split())
        if "error404" in classes or page.status == 404:
            return "error"
        if classes & {"bbp-user-page", "bbp-user"} or index.first(page, "#bbp-user-wrapper") is not None:
            return "author"
        if "single-topic" in classes or index.first(page, 'ul[id^="topic-"].bbp-replies') is not None:
            return "thread"
        if "single-reply" in classes or index.first(page, ".bbp-search-results, #bbp-search-results") is not None:
            return "other"
        if "single-forum" in classes:
            return "board"
        if "post-type-archive-forum" in classes:
            return "index"
        return "index" if index.first(page, ".bbp-forums, .bbp-topics, .bbp-topics-front") is not None else "other"

    def message(self, page: Page) -> str | None:
        return label(index.first(page, ".bbp-template-notice, .page-title, .entry-title"))

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """The forums and topics of a page; the page of a forum shows both."""
        at, count, following = _paging(page)
        board = self._board(page) if self.kind(page) == "board" else None
        return Listing(
            board=board,
            boards=tuple(self._boards(page, board)),
            threads=tuple(self._rows(page, board)),
            number=at,
            pages=count,
            next_url=following,
        )

    def _board(self, page: Page) -> Board | None:
        forum_id = sites.article_id(page)
        title = label(index.first(page, ".bbp-breadcrumb-current")) or label(index.first(page, ".entry-title"))
        return Board(id=forum_id, title=title or "", url=_whole(page))

    def _boards(self, page: Page, around: Board | None) -> Iterator[Board]:
        for node in index.select(page, 'ul[id^="bbp-forum-"]'):
            link = node.css_first("a.bbp-forum-title")
            found = re.fullmatch(r"bbp-forum-(\d{1,18})", node.id or "")
            if link is None or found is None:
                continue
            classes = (node.attributes.get("class") or "").split()
            above = next((c.removeprefix("bbp-parent-forum-") for c in classes if c.startswith("bbp-parent-forum-")), "0")
            url = page.absolute(link.attributes.get("href"))
            yield Board(
                id=found[1],
                title=label(link) or "",
                url=urls.canonical(url) if url else None,
                kind="category" if "status-category" in classes else "forum",
                parent_id=(above if above.strip("0") else None) or (around.id if around is not None else None),
                description=label(node.css_first(".bbp-forum-content")),
                threads=number(label(node.css_first(".bbp-forum-topic-count"))),
                posts=number(label(node.css_first(".bbp-forum-reply-count"))),
            )

    def _rows(self, page: Page, board: Board | None) -> Iterator[Thread]:
        counts_replies = (label(index.first(page, ".bbp-header .bbp-topic-reply-count")) or "").lower() in _REPLIES
        for node in index.select(page, 'ul[id^="bbp-topic-"]'):
            link = node.css_first("a.bbp-topic-permalink")
            found = re.fullmatch(r"bbp-topic-(\d{1,18})", node.id or "")
            if link is None or found is None:
                continue
            yield self._row(page, node, link, found[1], board, counts_replies=counts_replies)

    def _row(
        self, page: Page, node: LexborNode, link: LexborNode, topic_id: str, board: Board | None, *, counts_replies: bool
    ) -> Thread:
        classes = set((node.attributes.get("class") or "").split())
        url = page.absolute(link.attributes.get("href"))
        count = number(label(node.css_first(".bbp-topic-reply-count")))
        pages = [number(label(one)) or 0 for one in node.css(".bbp-topic-pagination .page-numbers")]
        fresh = node.css_first(".bbp-topic-freshness > a")
        last = re.search(r"#post-(\d{1,18})$", fresh.attributes.get("href") or "") if fresh is not None else None
        inside = node.css_first(".bbp-topic-started-in a[href]")
        boards = (board,) if board is not None else ()
        if inside is not None:
            where = page.absolute(inside.attributes.get("href")) or ""
            forum = next((c.removeprefix("bbp-parent-forum-") for c in classes if c.startswith("bbp-parent-forum-")), None)
            boards = (Board(id=forum, title=label(inside) or "", url=urls.canonical(where) if where else None),)
        return Thread(
            id=topic_id,
            title=label(link),
            url=urls.canonical(url) if url else None,
            author=self._named(page, node.css_first(".bbp-topic-started-by")),
            boards=boards,
            sticky=bool(classes & {"sticky", "super-sticky"}),
            locked="status-closed" in classes,
            declared=Declared(
                replies=count if counts_replies else None,
                posts=None if counts_replies else count,
                pages=max(pages, default=1),
                last_post=self._date(page, label(fresh)) if fresh is not None else None,
                last_post_id=last[1] if last else None,
                last_author=self._named(page, node.css_first(".bbp-topic-freshness-author")),
            ),
        )

    def _named(self, page: Page, around: LexborNode | None) -> Author | None:
        """A writer named in a row."""
        name = label(around.css_first(".bbp-author-name, a.bbp-author-link")) if around is not None else None
        link = around.css_first("a.bbp-author-link[href], a.bbp-author-name[href]") if around is not None else None
        return member(name, page.absolute(link.attributes.get("href")) if link is not None else None) if name else None

    def _date(self, page: Page, raw: str | None) -> Moment | None:
        return read_date(raw, clock=page.clock, zone=self.zone(page), languages=self.languages(page)) if raw else None

    # -- threads ---------------------------------------------------------------------------------------------------

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        if kind == "thread":
            yield self.thread(page)

    def thread(self, page: Page) -> ThreadPage:
        found = posts.Posts(page, self.rules(page), self.zone(page), self.languages(page), topic=_topic_id(page))
        shown = found.read()
        at, count, following = _paging(page)
        return ThreadPage(
            thread=self._thread(page, shown),
            posts=shown,
            number=at or 1,
            pages=count or 1,
            next_url=following,
            losses=tuple(found.losses),
        )

    def header(self, page: Page) -> Thread:
        return self._thread(page, ())

    def _thread(self, page: Page, shown: tuple[Post, ...]) -> Thread:
        topic_id = _topic_id(page)
        if topic_id is None:
            raise ParseError(self.name, page.url, "no element says which topic it is (body.postid-N, #topic-N-replies)")
        opening = next((post for post in shown if post.id == topic_id), None)
        node = next(
            (
                one
                for one in index.select(page, f".post-{topic_id}.type-topic")
                if "user-id" in (one.attributes.get("class") or "")
            ),
            None,
        )
        classes = set((node.attributes.get("class") or "").split()) if node is not None else set()
        return Thread(
            id=topic_id,
            title=_title(page),
            url=_whole(page),
            author=opening.author if opening is not None else None,
            created=opening.posted if opening is not None else None,
            boards=tuple(_path(page, classes)),
            labels=tuple(_tags(page)),
            sticky=True if classes & {"sticky", "super-sticky"} else None,
            locked="status-closed" in classes if classes else None,
            declared=_declared(page),
        )

    # -- bodies ----------------------------------------------------------------------------------------------------

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        return posts.quote_head(page, node)

    def places(self, page: Page, kind: PageKind) -> Iterator[Follow]:
        """The root of the forums, forums inside forums, and the path above."""
        for node in index.select(page, "a.bbp-breadcrumb-root[href], a.bbp-forum-link[href], a.bbp-breadcrumb-forum[href]"):
            url = page.absolute(node.attributes.get("href"))
            if url and same_site(url, page.url):
                is_root = "bbp-breadcrumb-root" in (node.attributes.get("class") or "")
                yield Follow(url=url, kind="index" if is_root else "board")
        if kind not in ("index", "board") or index.first(page, 'ul[id^="bbp-topic-"], ul[id^="bbp-forum-"]') is not None:
            return
        for node in page.tree.css('a[href*="/topic/"], a[href*="/forum/"]'):  # a theme with lists of its own
            url = page.absolute(node.attributes.get("href"))
            found = _IN_PATH.search(url.partition("?")[0]) if url and same_site(url, page.url) else None
            if url and found:
                yield Follow(url=url.partition("#")[0], kind="thread" if found[1] == "topic" else "board")


def _topic_id(page: Page) -> str | None:
    classes = once.body_class(page)
    found = re.search(r"\bpostid-(\d{1,18})\b", classes) if "single-topic" in classes.split() else None
    around = index.first(page, 'ul[id^="topic-"][id$="-replies"]')
    stated = found or (re.fullmatch(r"topic-(\d{1,18})-replies", around.id or "") if around is not None else None)
    return stated[1] if stated is not None and stated[1].strip("0") else None


def _title(page: Page) -> str | None:
    """The topic's title: where the way to it ends, else the heading of the page."""
    crumb = label(index.first(page, ".bbp-breadcrumb-current"))
    if crumb:
        return crumb
    return label(
        index.first(page, "h1.entry-title")
        or index.first(page, ".bbp-lead-topic h1, .bbp-lead-topic h2")
        or index.first(page, "h1")
    )


def _whole(page: Page) -> str:
    """The address of the topic or forum itself, without the number of its page."""
    stated = page.absolute(once.head(page).linked("canonical"))
    url = urls.canonical(stated if stated and same_site(stated, page.url) else page.url)
    return re.sub(r"(?<=/)page/\d{1,9}/?$", "", url)


def _path(page: Page, classes: set[str]) -> Iterator[Board]:
    """The forums around a topic, the outermost first; only of the innermost one the id is told, by the topic's own classes."""
    links = index.select(page, ".bbp-breadcrumb-forum[href]")
    own = next((name.removeprefix("bbp-parent-forum-") for name in classes if name.startswith("bbp-parent-forum-")), None)
    for place, node in enumerate(links, 1):
        url = page.absolute(node.attributes.get("href"))
        yield Board(
            id=own if place == len(links) and own and own.strip("0") else None,
            title=label(node) or "",
            url=urls.canonical(url) if url else None,
        )


def _tags(page: Page) -> Iterator[Label]:
    for node in index.select(page, ".bbp-topic-tags a[rel~=tag], .bbpdsc-topic-tags a[rel~=tag]"):
        url = page.absolute(node.attributes.get("href"))
        words = label(node)
        if words:
            yield Label(kind="tag", title=words, id=urls.slug(url), url=urls.canonical(url) if url else None)


def _declared(page: Page) -> Declared:
    """How many replies a topic has: the first figure of its description, else the last of the line over the posts.

    That line counts the topic too, unless it leads the page; where replies are threaded it counts only the first of each.
    """
    pages = _paging(page)[1]
    said = re.search(r"\d[\d.,]*", label(index.first(page, ".bbp-topic-description")) or "")
    if said:
        return Declared(replies=number(said[0]), pages=pages)
    if index.first(page, ".bbp-threaded-replies") is not None:
        return Declared(pages=pages)
    figures = [number(part) or 0 for part in re.findall(r"\d[\d.,]*", label(index.first(page, ".bbp-pagination-count")) or "")]
    total = max(figures, default=None)
    leads = index.first(page, ".bbp-lead-topic") is not None
    return Declared(replies=total if leads else None, posts=None if leads else total, pages=pages)


def _paging(page: Page) -> tuple[int, int, str | None]:
    """The number of this page, how many there are, and the address of the next."""
    bar = ".bbp-pagination-links" if index.first(page, ".bbp-pagination") is not None else "nav"
    links = index.select(page, f"{bar} a.page-numbers[href], {bar} a.next[href]")
    current = number(label(index.first(page, f"{bar} .page-numbers.current"))) or sites.number_in(page.url) or 1
    numbered = [(n, page.absolute(node.attributes.get("href"))) for node in links if (n := number(label(node))) is not None]
    following = next((url for n, url in numbered if n == current + 1), None)
    if following is None:
        after = index.first(page, f"{bar} a.next[href]")
        following = page.absolute(after.attributes.get("href")) if after is not None else None
    highest = max([current, *(n for n, _ in numbered)])
    return current, highest, following
