"""A blog served as WordPress serves it: which address shows which page, and where the others lead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from archiver.demo.blog_model import Article, Blog
from archiver.demo.site import Answer, esc, picture, redirect
from archiver.demo.wordpress.api import Api
from archiver.demo.wordpress.feeds import SITEMAPS, Feeds
from archiver.demo.wordpress.theme import Theme
from archiver.demo.wordpress.twentytwenty import TwentyTwenty

_PAGE = re.compile(r"page/(\d+)/$")
_COMMENT_PAGE = re.compile(r"comment-page-(\d+)/$")
_SITEMAP = re.compile(r"/wp-sitemap(?:-([a-z_-]+)-1)?\.xml$")


class WordPress:
    """The blog at ``base`` (an address without a slash at its end), in one theme."""

    def __init__(self, blog: Blog, base: str, *, theme: Callable[[Blog, str], Theme] = TwentyTwenty) -> None:
        self.blog = blog
        self.base = base
        self.theme = theme(blog, base)
        self._api = Api(self.theme)
        self._feeds = Feeds(self.theme)
        to = self.theme.to
        self._articles = {self._path(to.article(article)): article for article in blog.articles}
        self._archives = dict(self._listed())

    # -- addresses -------------------------------------------------------------------------------------------------

    def addresses(self) -> Iterator[str]:
        """Index and archive pages, articles with all their comment pages, feeds, sitemaps and the API's lists."""
        for path, (_, _, articles) in self._archives.items():
            yield path
            yield from (f"{path}page/{number}/" for number in range(2, self._pages(articles) + 1))
        for path, article in self._articles.items():
            yield path
            pages = self.blog.comment_pages(article)
            yield from (f"{path}comment-page-{number}/" for number in range(1, pages + 1) if pages > 1)
            yield f"{path}feed/"
        yield from (
            "/feed/",
            "/comments/feed/",
            "/wp-sitemap.xml",
            *(f"/wp-sitemap-{kind}-1.xml" for kind in SITEMAPS),
            "/wp-json/",
        )
        yield from (f"/wp-json/wp/v2/{kind}" for kind in ("posts", "pages", "comments", "users", "categories", "tags"))

    def answer(self, target: str) -> Answer:
        """The answer to a GET of a path with its query."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        path = self._path(parts.path)
        if path == "/wp-json" or path.startswith("/wp-json/"):
            return self._api.answer(path.removeprefix("/wp-json"), query)
        if "rest_route" in query:
            return self._api.answer(query.pop("rest_route"), query)
        if path == "/robots.txt":
            rules = (
                f"User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\nSitemap: {self.base}/wp-sitemap.xml\n"
            )
            return Answer(body=rules.encode(), content_type="text/plain; charset=utf-8")
        if (found := _SITEMAP.match(path)) and (sitemap := self._feeds.sitemap(found[1] or "")):
            return sitemap
        if path in ("/feed/", "/comments/feed/"):
            return self._feeds.articles() if path == "/feed/" else self._feeds.comments(None)
        if path.endswith(".png"):
            return Answer(body=picture(), content_type="image/png")
        if path == "/" and query.get("s"):
            return self._search(query["s"])
        if path == "/" and ("p" in query or "page_id" in query):
            return self._shortened(query)
        return self._page(path)

    def _page(self, path: str) -> Answer:
        if not path.endswith("/"):
            return (
                redirect(f"{self.base}{path}/")
                if f"{path}/" in self._articles or f"{path}/" in self._archives
                else self._missing()
            )
        article = self._articles.get(path)
        if article is not None:
            return self._html(self.theme.single(article, None), self._latest(article))
        if found := _COMMENT_PAGE.search(path):
            article = self._articles.get(path[: found.start()])
            number = int(found[1])
            if article is not None:
                if not 1 <= number <= self.blog.comment_pages(article) or not article.comments:
                    return redirect(self.theme.to.article(article))
                return self._html(self.theme.single(article, number), self._latest(article))
        if path.endswith("/feed/") and (article := self._articles.get(path.removesuffix("feed/"))):
            return self._feeds.comments(article)
        found = _PAGE.search(path)
        number = int(found[1]) if found else 1
        start = path[: found.start()] if found else path
        if start in self._archives and (number > 1 or not found):
            heading, body_class, articles = self._archives[start]
            pages = self._pages(articles)
            if number <= pages:
                size = self.blog.articles_per_page
                shown = articles[(number - 1) * size : number * size]
                page = self.theme.listing(shown, number, pages, path=self.base + start, heading=heading, body_class=body_class)
                return self._html(page, max(map(self._latest, shown), default=None))
        return self._missing()

    def _listed(self) -> Iterator[tuple[str, tuple[str, str, tuple[Article, ...]]]]:
        """Each index and archive: path, heading, classes of its page, and the articles it lists."""
        to, entries = self.theme.to, self.blog.entries
        yield "/", ("", "home blog", entries)

        def heading(kind: str, name: str) -> str:
            return f'<span class="color-accent">{kind}:</span> <span>{esc(name)}</span>'

        for term in self.blog.categories:
            below = {term.id, *(other.id for other in self.blog.categories if other.parent == term.id)}
            listed = tuple(a for a in entries if below.intersection(c.id for c in a.categories))
            yield self._path(to.category(term)), (heading("Category", term.name), f"archive category category-{term.id}", listed)
        for term in self.blog.tags:
            listed = tuple(a for a in entries if term in a.tags)
            yield self._path(to.tag(term)), (heading("Tag", term.name), f"archive tag tag-{term.id}", listed)
        for member in self.blog.members:
            listed = tuple(a for a in entries if a.author == member)
            if listed:
                yield (
                    self._path(to.author(member)),
                    (heading("Author", member.name), f"archive author author-{member.id}", listed),
                )
        for month in dict.fromkeys(f"{to.local(a.posted):%Y/%m}" for a in entries):
            listed = tuple(a for a in entries if f"{to.local(a.posted):%Y/%m}" == month)
            yield f"/{month}/", (heading("Month", f"{to.local(listed[0].posted):%B %Y}"), "archive date", listed)

    def _shortened(self, query: dict[str, str]) -> Answer:
        number = query.get("p") or query.get("page_id") or ""
        article = self.blog.article.get(int(number)) if number.isdecimal() else None
        if article is None:
            return self._missing()
        page = query.get("cpage", "")
        return redirect(self.theme.to.comment_page(article, int(page)) if page.isdecimal() else self.theme.to.article(article))

    def _search(self, words: str) -> Answer:
        found = tuple(article for article in self.blog.entries if words.lower() in article.title.lower())
        return self._html(self.theme.search(words, found), None)

    def _missing(self) -> Answer:
        return Answer(body=self.theme.missing().encode(), status=404)

    def _html(self, page: str, modified: datetime | None) -> Answer:
        return Answer(
            body=page.encode(), modified=modified, headers={"Link": f'<{self.base}/wp-json/>; rel="https://api.w.org/"'}
        )

    def _pages(self, articles: tuple[Article, ...]) -> int:
        return max(1, -(-len(articles) // self.blog.articles_per_page))

    def _latest(self, article: Article) -> datetime:
        return max([article.modified or article.posted, *(comment.posted for comment in article.comments)])

    def _path(self, address: str) -> str:
        """An address's path in one spelling."""
        return quote(unquote(urlsplit(address).path))
