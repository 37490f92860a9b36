"""Blogger (blogspot): articles, static pages and their comments, from any template, and from the feeds every blog has.

Owns what a page is, its lists and where it leads. Articles and comments are read by `blogger_posts`, feeds by `blogger_feeds`.
A blog that draws its pages by script (dynamic views) shows nothing in them, and is read from its feeds alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from selectolax.lexbor import LexborNode

from spiders.bylines import own
from spiders.content import QuoteHead
from spiders.errors import ParseError
from spiders.items import Declared, Follow, Listing, PageKind, Post, Reading, Site, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms import blogger_feeds as feeds
from spiders.platforms import blogger_posts as posts
from spiders.platforms import blogger_urls as urls
from spiders.platforms.base import Detected, Platform
from spiders.text import label, number
from spiders.urls import same_site

_MADE = 'meta[name="generator" i][content="blogger" i]'
_OURS = (
    'link[rel="service.post"][href*="blogger.com/feeds/"], link[rel="alternate"][href*="/feeds/posts/default"], '
    'link[href*="blogger.com/static/v1/"], link[href*="blogger.com/dyn-css/"], #Blog1, script[src*="blogger.com/static/v1/"]'
)
_ID = 'link[rel="alternate"][href*="/comments/default"]'
_DATA = re.compile(r"'(title|locale|canonicalHomepageUrl|homepageUrl|pageType|postId|pageName)': '((?:[^'\\]|\\.)*)'")
_ESCAPE = re.compile(r"\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\(.)")
_FORM = (
    ".comment-form, #comment-editor, #comment-editor-src, #comment-post-message, "
    "a[href*='comment.g?'], a[href*='/comment/fullpage']"
)


class Blogger(Platform):
    """Blogger: classic templates, layouts and responsive themes of 2004 to now, dynamic views by their feeds."""

    name = "blogger"
    title = "Blogger"
    family = "blog"
    versions = "all templates"

    QUOTE = "blockquote"
    DROP = posts.DROP

    def read(self, page: Page) -> Reading:
        """Read all that the page states. What was noted meanwhile leads back to the page, whose tree it would keep in memory."""
        try:
            return super().read(page)
        finally:
            page.memo.pop("blogger posts", None)

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the generator and what Blogger itself puts into the head of every template; a feed by its tags."""
        if feeds.is_json(page) or page.is_xml:
            return Detected() if feeds.is_feed(page) else None
        if page.first(_OURS) is None:
            return None
        is_made = page.first(_MADE) is not None or page.first('link[rel="service.post"][href*="blogger.com/feeds/"]') is not None
        return Detected() if is_made else None

    def kind(self, page: Page) -> PageKind:
        """By what the page's own script says of it, else by its address and the feed of comments in its head."""
        if feeds.is_json(page):
            return "api"
        if page.is_xml:
            return "feed"
        stated = self._data(page).get("pageType")
        if stated == "error_page" or page.status == 404:
            return "error"
        if stated in ("item", "static_page") or urls.commented(page.attribute(_ID, "href")) is not None:
            is_told = urls.commented(page.attribute(_ID, "href")) is not None
            return "article" if is_told or self._found(page).articles() else "other"
        if stated is None and urls.kind_of(page.url) in ("item", "page"):
            return "article" if self._found(page).articles() else "other"
        return "index" if self._found(page).articles() else "other"

    def _data(self, page: Page) -> dict[str, str]:
        """What the script of the widgets says of blog and page, the first of each."""
        if "blogger data" not in page.memo:
            start = page.text.find("_SetDataContext(")
            found: dict[str, str] = {}
            for name, value in _DATA.findall(page.text[start : start + 40_000]) if start >= 0 else ():
                found.setdefault(name, _ESCAPE.sub(_unescaped, value))
            page.memo["blogger data"] = found
        data: dict[str, str] = page.memo["blogger data"]
        return data

    def _found(self, page: Page) -> posts.Posts:
        if "blogger posts" not in page.memo:
            page.memo["blogger posts"] = posts.Posts(page, self.rules(page), self._languages(page))
        found: posts.Posts = page.memo["blogger posts"]
        return found

    def _languages(self, page: Page) -> tuple[str, ...]:
        tag = self.language(page)
        return (tag,) if tag else ()

    def site(self, page: Page) -> Site:
        if feeds.is_json(page) or page.is_xml:
            return feeds.site(page, self.name)
        return super().site(page)

    def site_url(self, page: Page) -> str:
        """The root of the host: a blog has one of its own."""
        found = re.match(r"https?://[^/?#]+", page.url)
        return urls.canonical(f"{found[0]}/" if found else page.url)

    def site_title(self, page: Page) -> str | None:
        node = page.select_first("#Header1 h1, #Header1 .title, #header h1, .Header h1, #blog-title")
        return self._data(page).get("title") or super().site_title(page) or label(node)

    def language(self, page: Page) -> str | None:
        return super().language(page) or self._data(page).get("locale")

    def message(self, page: Page) -> str | None:
        return label(page.select_first(".status-msg-body, .errorWrap, .error-msg"))

    def says_gone(self, page: Page) -> bool:
        return self._data(page).get("pageType") == "error_page" or super().says_gone(page)

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        return urls.canonical(url)

    def follows(self, url: str) -> bool:
        return urls.is_wanted(url)

    def since(self, url: str, moment: datetime) -> str:
        return urls.since(url, moment)

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """The articles of a list; pages of it have no numbers, each leads to the one before in time."""
        older = page.select_first(
            "a.blog-pager-older-link[href], #Blog1_blog-pager-older-link[href], #blog-pager-older-link a[href]"
        )
        following = page.absolute(older.attributes.get("href")) if older is not None else None
        is_list = following is not None and same_site(following, page.url) and urls.kind_of(following) == "list"
        return Listing(threads=tuple(thread for _, thread in self._shown(page)), next_url=following if is_list else None)

    def _shown(self, page: Page) -> list[tuple[LexborNode, Thread]]:
        found = self._found(page)
        shown = []
        for root in found.articles():
            article_id, url = found.number(root), found.url(root)
            if article_id is not None:
                shown.append((root, self._row(page, root, article_id, url)))
        return shown

    def _row(self, page: Page, root: LexborNode, article_id: str, url: str | None) -> Thread:
        found = self._found(page)
        link = root.css_first("a.comment-link, .post-comment-link a, .comments-count a, a.comment-count")
        return Thread(
            id=article_id,
            kind="page" if url and urls.kind_of(url) == "page" else "article",
            title=found.title(root),
            url=url,
            author=found.author(root),
            created=found.posted(root),
            labels=found.labels(root),
            declared=Declared(
                replies=number(re.sub(r"\D+", " ", label(link) or "").strip() or None) if link is not None else None
            ),
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        """The article of its own page with its comments; each article that a list shows; those of a feed."""
        if kind == "article":
            return (self._article(page) if self._found(page).articles() else self._drawn(page),)
        if kind == "index":
            return self._listed(page)
        if kind in ("api", "feed"):
            return feeds.threads(page, self.rules)
        return ()

    def thread(self, page: Page) -> ThreadPage:
        return self._article(page)

    def _drawn(self, page: Page) -> ThreadPage:
        """An article of which script would show everything: all that is told is which it is."""
        article_id = urls.commented(page.attribute(_ID, "href")) or ""
        return ThreadPage(thread=Thread(id=article_id, kind="article", url=self._own_url(page)), view="feed")

    def header(self, page: Page) -> Thread:
        return self._article(page).thread

    def _article(self, page: Page) -> ThreadPage:
        found = self._found(page)
        roots = found.articles()
        root = roots[0] if roots else None
        article_id = urls.commented(page.attribute(_ID, "href")) or self._data(page).get("postId")
        article_id = article_id or (found.number(root) if root is not None else None)
        if root is None or article_id is None:
            raise ParseError(self.name, page.url, "no element says which article it is (the feed of its comments, #post-body-N)")
        url = self._own_url(page)
        thread = replace(self._row(page, root, article_id, url), url=url)
        thread = replace(thread, kind="page" if self._data(page).get("pageType") == "static_page" else thread.kind)
        if thread.title is None:
            heading = page.select_first(".post-title, .entry-title, h1.title")
            thread = replace(thread, title=label(heading) or self._data(page).get("pageName"))
        if thread.author is None or thread.created is None:
            thread = self._by_schema(page, thread)
        comments = found.comments()
        is_open = page.first(_FORM) is not None
        thread = replace(
            thread,
            locked=False if is_open else None,
            declared=Declared(replies=self._replies(page, len(comments), is_open=is_open)),
        )
        opening = Post(
            id=article_id, kind="article", author=thread.author, posted=thread.created, url=url, content=found.content(root)
        )
        return ThreadPage(thread=thread, posts=(opening, *comments), number=1, pages=1)

    def _own_url(self, page: Page) -> str:
        stated = page.absolute(page.attribute('link[rel="canonical"]', "href"))
        return urls.canonical(stated if stated and same_site(stated, page.url) else page.url)

    def _by_schema(self, page: Page, thread: Thread) -> Thread:
        """What JSON-LD or the head says of the article, where its element does not."""
        schema = next((one for one in page.json_ld if str(one.get("@type")) in ("BlogPosting", "Article", "NewsArticle")), {})
        who, when = schema.get("author"), schema.get("datePublished")
        name = who.get("name") if isinstance(who, dict) else None
        time = when if isinstance(when, str) else page.attribute('meta[property="article:published_time"]', "content")
        return replace(
            thread,
            author=thread.author or (replace(feeds.writer(name, None), guest=False) if isinstance(name, str) and name else None),
            created=thread.created or feeds.moment(time),
        )

    def _replies(self, page: Page, shown: int, *, is_open: bool) -> int | None:
        """How many comments are declared: in data, or in the heading over them; no figure and none shown mean none."""
        stated = number(page.attribute("[data-num-comments]", "data-num-comments"))
        if stated is not None:
            return stated
        heading = label(page.select_first("#comments h4, #comments h3, .comments h4, .comments h3, .comments .title")) or ""
        figure = re.search(r"\d[\d.,]*", heading)
        if figure:
            return number(figure[0])
        return 0 if shown == 0 and is_open and heading else None

    def _listed(self, page: Page) -> Iterator[ThreadPage]:
        found = self._found(page)
        for root, thread in self._shown(page):
            content = found.content(root)
            if content is not None and (content.text or content.media):
                post = Post(
                    id=thread.id, kind="article", author=thread.author, posted=thread.created, url=thread.url, content=content
                )
                yield ThreadPage(thread=thread, posts=(post,), view="excerpt" if found.is_cut(root) else "page")

    # -- bodies ----------------------------------------------------------------------------------------------------

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        return QuoteHead(author=label(own(node, "cite")))

    # -- the whole -------------------------------------------------------------------------------------------------

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterable[Follow]:
        """The feeds of all articles and all comments; of an article whose page shows too few comments, or nothing, its own."""
        if kind in ("api", "feed"):
            yield from feeds.follows(page)
            return
        home = self.site_url(page)
        yield Follow(url=urls.posts_feed(home), kind="api")
        yield Follow(url=urls.comments_feed(home), kind="api")
        if kind != "index":
            yield Follow(url=home, kind="index")
        article_id = urls.commented(page.attribute(_ID, "href"))
        if kind == "article" and article_id is not None and not any(shown.posts for shown in threads):
            yield Follow(url=urls.entry_feed(home, article_id), kind="api", thread_id=article_id)
            yield Follow(url=urls.comments_feed(home, article_id), kind="api", thread_id=article_id)
        for shown in threads:
            if kind == "article" and shown.posts and (shown.thread.declared.replies or 0) > len(shown.posts) - 1:
                yield Follow(url=urls.comments_feed(home, shown.thread.id), kind="api", thread_id=shown.thread.id)


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else found[3]
