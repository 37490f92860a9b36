"""Lobsters, and the sites that run its program: a story is a thread, its comments nest.

The time beside a comment that was edited is that of the edit; when it was written is then not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from spiders.content import Rules, read_content
from spiders.dates import read_date, stamp
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Content,
    Declared,
    Edit,
    Label,
    Link,
    Listing,
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
from spiders.platforms.base import Detected, Platform
from spiders.text import fold, label, number
from spiders.urls import normalise

_STORY = re.compile(r"^(?P<root>https?://[^/?#]+)/s/(?P<id>[a-z0-9]{4,10})(?:/[^?#]*)?$")
_PAGE = re.compile(r"/page/(\d{1,6})$")
_MEMBER = re.compile(r"/(?:~|u/)(?P<name>[^/?#]+)$")
_REFUSED = re.compile(
    r"/(?:login|logout|signup|invitations|search|settings|messages|replies|moderations?|filters|stats|hats|u|upvoted|saved|hidden"
    r"|stories|domains|origins|comments|threads|c|about|privacy|chat|rss|avatars|story_image)(?:[/.?#]|$)|/~|\.(?:rss|json)$"
)
_REMOVED = re.compile(r"(?:removed|deleted)(?: by (?P<who>.+))?", re.IGNORECASE)
_STATED = re.compile(r"\d{4}-\d\d-\d\d \d")


class Lobsters(Platform):
    """Lobsters."""

    name = "lobsters"
    title = "Lobsters"
    versions = "2012 to today"

    QUOTE = ".comment_text blockquote, .story_text blockquote"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the short ids of stories and comments, or what the frame keeps for its scripts."""
        if page.is_json or page.is_xml or not (b'name="story-flags"' in page.body[:4_000] or b"data-shortid" in page.body):
            return None
        known = page.first('li.story[data-shortid], .comment[data-shortid], meta[name="story-flags"]')
        return Detected() if known is not None else None

    def kind(self, page: Page) -> PageKind:
        """A story's page has its comments below it; lists have stories, and nothing below."""
        if page.status >= 400:
            return "error"
        if _STORY.match(normalise(page.url)) is not None and page.first(".story[data-shortid]") is not None:
            return "thread"
        if page.first("ol.stories .story[data-shortid]") is not None:
            return "thread" if page.first("#story_comments, ol.comments1") is not None else "index"
        return "login" if page.first('form[action="/login"]') is not None else "other"

    def site_url(self, page: Page) -> str:
        parts = urlsplit(page.url)
        return f"{parts.scheme}://{parts.netloc}/"

    def site_title(self, page: Page) -> str | None:
        return super().site_title(page) or page.attribute('link[rel="search"]', "title")

    def logged_in(self, page: Page) -> bool | None:
        """The frame keeps the reader's name for its scripts."""
        body = page.tree.body
        name = body.attributes.get("data-username") if body is not None else None
        if name is not None:
            return bool(name)
        return False if page.first('a[href="/login"]') is not None else None

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """As it stands, page 1 without its number. Without its title a story's address redirects."""
        plain = normalise(url, keep=())
        return plain.removesuffix("page/1") if plain.endswith("/page/1") else plain

    def follows(self, url: str) -> bool:
        """Stories and lists of them."""
        path = f"/{url.partition('?')[0].partition('#')[0].partition('://')[2].partition('/')[2]}"
        return "?" not in url and (path.startswith("/s/") or _REFUSED.search(path) is None)

    def page_asked(self, page: Page) -> int | None:
        found = _PAGE.search(page.url.partition("?")[0])
        return int(found[1]) if found is not None else None

    def next_url(self, page: Page) -> str | None:
        """Lists have a link to what is older; stories stand on one page."""
        here = self.page_asked(page) or 1
        for link in page.tree.css(".morelink a[href]"):
            found = _PAGE.search(link.attributes.get("href") or "")
            if found is not None and int(found[1]) == here + 1:
                return page.absolute(link.attributes.get("href"))
        return None

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        following = self.next_url(page)
        rows = (self._story(page, node) for node in page.tree.css("ol.stories .story[data-shortid]"))
        place = self.page_asked(page) or 1
        return Listing(
            threads=tuple(row for row in rows if row is not None),
            number=place,
            pages=None if following else place,
            next_url=following,
        )

    def _story(self, page: Page, node: LexborNode) -> Thread | None:
        short = node.attributes.get("data-shortid")
        title = node.css_first(".link a")
        comments = node.css_first(".comments_label a[href]")
        if not short or title is None:
            return None
        own = page.absolute(comments.attributes.get("href")) if comments is not None else None
        url = self.canonical(own) if own is not None else f"{self.site_url(page)}s/{short}"
        return Thread(
            id=short,
            title=label(title),
            url=url,
            author=_author(page, node),
            created=_moment(page, node),
            labels=tuple(_tags(page, node)),
            declared=Declared(replies=_count(label(comments))),
            aliases=(f"{self.site_url(page)}s/{short}",),
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def header(self, page: Page) -> Thread:
        node = page.first(".story[data-shortid]")
        thread = self._story(page, node) if node is not None else None
        if thread is None:
            raise ParseError(self.name, page.url, "no element says which story it is (.story[data-shortid])")
        return thread

    def thread(self, page: Page) -> ThreadPage:
        """The story, and the comments in their order, each with the one it answers."""
        thread = self.header(page)
        rules = self.rules(page)
        posts = {thread.id: self._opening(page, thread, rules)}
        for node in page.tree.css(".comment[data-shortid]"):
            post = self._comment(page, node, thread.id, rules)
            if post is not None:
                posts.setdefault(post.id, post)
        return ThreadPage(thread=thread, posts=tuple(posts.values()), number=1, pages=1)

    def _opening(self, page: Page, thread: Thread, rules: Rules) -> Post:
        """What opens the thread: a link to elsewhere, words, or both."""
        node = page.first(".story[data-shortid]")
        words = page.first(".story_content .story_text, .story_text")
        content = read_content(words, rules) if words is not None else Content(text="", html="")
        link = node.css_first(".link a[href]") if node is not None else None
        href = page.absolute(link.attributes.get("href")) if link is not None else None
        if href is not None and _STORY.match(normalise(href)) is None:
            title = thread.title or ""
            shown = f'<p><a href="{escape(href)}" rel="noopener noreferrer nofollow">{escape(title, quote=False)}</a></p>'
            content = replace(content, html=shown + content.html, links=(Link(url=href, text=title), *content.links))
        return Post(
            id=thread.id,
            author=thread.author,
            posted=thread.created,
            url=thread.url,
            content=content,
            reactions=tuple(_points(node)),
        )

    def _comment(self, page: Page, node: LexborNode, story: str, rules: Rules) -> Post | None:
        short = node.attributes.get("data-shortid")
        body = node.css_first(".comment_text")
        if not short or body is None:
            return None
        state = _state(page, body)
        parent = _parent(node) or story
        moment = _moment(page, node)
        edited = page.mentions(b"edited") and _says_edited(node)
        return Post(
            id=short,
            kind="comment",
            author=_author(page, node),
            posted=None if edited else moment,
            url=f"{self.site_url(page)}c/{short}",
            parent_id=parent,
            parent_kind="stated",
            state=state,
            content=read_content(body, rules) if state == "visible" else None,
            edits=(Edit(raw=f"edited {moment.raw}", time=moment),) if edited and moment is not None else (),
            reactions=tuple(_points(node)),
        )

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        """Names with an @ or a tilde are linked to their members."""
        words = fold(node.text())
        found = _MEMBER.search(page.absolute(node.attributes.get("href")) or "") if words[:1] in ("@", "~") else None
        return Mention(name=words[1:], id=found["name"], url=page.absolute(node.attributes.get("href"))) if found else None

    # -- posts: told by stories and comments ------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        return node.attributes.get("data-shortid")

    def author(self, page: Page, node: LexborNode) -> Author | None:
        return _author(page, node)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        return _moment(page, node)


def _author(page: Page, node: LexborNode) -> Author | None:
    """By the link in the byline that has words: the picture before it leads there, too."""
    for link in node.css(".byline a[href]"):
        url = page.absolute(link.attributes.get("href"))
        found = _MEMBER.search(url or "")
        name = label(link)
        if found is not None and name is not None:
            return Author(name=name, id=found["name"], url=url, guest=False)
    return None


def _moment(page: Page, node: LexborNode) -> Moment | None:
    """The time in the byline: with the epoch since 2024, before with the clock of the site and its distance from UTC."""
    shown = node.css_first(".byline time")
    if shown is None:
        titled = node.css(".byline [title]")
        shown = next((one for one in titled if _STATED.match(one.attributes.get("title") or "")), None)
    if shown is None:
        return None
    raw = label(shown) or ""
    epoch = shown.attributes.get("data-at-unix")
    if epoch:
        return stamp(epoch, raw)
    stated = shown.attributes.get("datetime") or shown.attributes.get("title") or ""
    return replace(read_date(stated, clock=page.clock), raw=raw or stated)


def _says_edited(node: LexborNode) -> bool:
    byline = node.css_first(".byline")
    return byline is not None and " edited " in f" {fold(byline.text())} "


def _points(node: LexborNode | None) -> Iterator[Reaction]:
    shown = node.css_first(".voters .score, .voters .upvoter") if node is not None else None
    count = number(label(shown))
    if count is not None:
        yield Reaction(kind="point", count=count)


def _tags(page: Page, node: LexborNode) -> Iterator[Label]:
    for tag in node.css("a.tag"):
        name = label(tag)
        if name is not None:
            yield Label(kind="tag", title=name, url=page.absolute(tag.attributes.get("href")))


def _count(words: str | None) -> int | None:
    """A figure, or words that mean none yet ("no comments", "discuss")."""
    if words is None:
        return None
    first = words.partition(" ")[0]
    return 0 if first in ("no", "discuss") else number(first)


def _state(page: Page, body: LexborNode) -> PostState:
    """What stands in place of a comment's words tells who took them away."""
    notice = page.rare("span.na, em.na", body)
    found = _REMOVED.search(label(notice) or "") if notice is not None else None
    if found is None or label(body) != label(notice):
        return "visible"
    return "deleted" if (found["who"] or "").startswith("author") else "moderated"


def _parent(node: LexborNode) -> str | None:
    """The comment whose list of answers this one stands in: lists are items of the lists above."""
    item = node.parent
    above = item.parent if item is not None else None
    owner = above.parent if above is not None else None
    if owner is None or "comments_subtree" not in (owner.attributes.get("class") or ""):
        return None
    for child in owner.iter():
        short = child.attributes.get("data-shortid")
        if short and child.tag == "div":
            return short
    return None
