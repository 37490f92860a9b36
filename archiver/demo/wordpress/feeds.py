"""The blog's feeds (RSS 2.0) and sitemaps."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import format_datetime

from archiver.demo.blog_model import Article, Comment
from archiver.demo.site import Answer, esc
from archiver.demo.wordpress.theme import Theme

_RSS = "application/rss+xml; charset=UTF-8"
_XML = "application/xml; charset=UTF-8"
_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NAMES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)
SITEMAPS = ("posts-post", "posts-page", "taxonomies-category", "taxonomies-post_tag", "users")


class Feeds:
    """Answers requests for feeds and sitemaps."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._blog = theme.blog

    def articles(self) -> Answer:
        """The ten latest articles."""
        shown = self._blog.entries[:10]
        items = "".join(self._article(article) for article in shown)
        return self._channel(esc(self._blog.title), f"{self._theme.base}/feed/", items, shown)

    def comments(self, article: Article | None) -> Answer:
        """The ten latest comments, of one article or of all."""
        articles = self._blog.articles if article is None else (article,)
        pairs = [(written, comment) for written in articles for comment in written.comments]
        pairs.sort(key=lambda pair: (pair[1].posted, pair[1].id), reverse=True)
        address = f"{self._theme.base}/comments/feed/" if article is None else f"{self._theme.to.article(article)}feed/"
        title = f"Comments {'on: ' + esc(article.title) if article else 'for ' + esc(self._blog.title)}"
        items = "".join(self._comment(written, comment, one=article is not None) for written, comment in pairs[:10])
        return self._channel(title, address, items, [comment for _, comment in pairs[:10]])

    def sitemap(self, name: str) -> Answer | None:
        """The index of sitemaps ("" as name), or one of them."""
        to = self._theme.to
        if not name:
            rows = "".join(f"<sitemap><loc>{self._theme.base}/wp-sitemap-{kind}-1.xml</loc></sitemap>" for kind in SITEMAPS)
            return self._xml(f"<sitemapindex {_SITEMAP}>{rows}</sitemapindex>")
        found: dict[str, Iterable[str]] = {
            "posts-post": [to.article(article) for article in reversed(self._blog.entries)],
            "posts-page": [f"{self._theme.base}/", *(to.article(article) for article in self._blog.articles if article.static)],
            "taxonomies-category": [to.category(term) for term in self._blog.categories],
            "taxonomies-post_tag": [to.tag(term) for term in self._blog.tags],
            "users": [to.author(member) for member in self._blog.members],
        }
        if name not in found:
            return None
        rows = "".join(f"<url><loc>{url}</loc></url>" for url in found[name])
        return self._xml(f"<urlset {_SITEMAP}>{rows}</urlset>")

    def _xml(self, content: str) -> Answer:
        return Answer(body=f'<?xml version="1.0" encoding="UTF-8"?>\n{content}\n'.encode(), content_type=_XML)

    def _channel(self, title: str, address: str, items: str, shown: Iterable[Article | Comment]) -> Answer:
        latest = max((thing.posted for thing in shown), default=None)
        built = f"<lastBuildDate>{format_datetime(latest)}</lastBuildDate>" if latest else ""
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {_NAMES}>\n<channel>\n<title>{title}</title>\n'
            f'<atom:link href="{address}" rel="self" type="application/rss+xml" />\n<link>{self._theme.base}</link>\n'
            f"<description>{esc(self._blog.tagline)}</description>\n{built}\n<language>{self._blog.language}</language>\n"
            f"<generator>https://wordpress.org/?v=6.4.3</generator>\n{items}</channel>\n</rss>\n"
        )
        return Answer(body=body.encode(), content_type=_RSS, modified=latest)

    def _article(self, article: Article) -> str:
        url = self._theme.to.article(article)
        labels = "".join(f"<category><![CDATA[{term.name}]]></category>" for term in (*article.categories, *article.tags))
        return (
            f"<item>\n<title>{esc(article.title)}</title>\n<link>{url}</link>\n<comments>{url}#comments</comments>\n"
            f"<dc:creator><![CDATA[{article.author.name}]]></dc:creator>\n<pubDate>{format_datetime(article.posted)}</pubDate>\n{labels}\n"
            f'<guid isPermaLink="false">{self._theme.base}/?p={article.id}</guid>\n'
            f"<content:encoded><![CDATA[{self._theme.entry_body(article, single=False)}]]></content:encoded>\n"
            f"<wfw:commentRss>{url}feed/</wfw:commentRss>\n<slash:comments>{len(article.comments)}</slash:comments>\n</item>\n"
        )

    def _comment(self, article: Article, comment: Comment, *, one: bool) -> str:
        name = esc(comment.author.name)
        title = f"By: {name}" if one else f"Comment on {esc(article.title)} by {name}"
        return (
            f"<item>\n<title>{title}</title>\n<link>{self._theme.to.comment(article, comment)}</link>\n"
            f"<dc:creator><![CDATA[{comment.author.name}]]></dc:creator>\n<pubDate>{format_datetime(comment.posted)}</pubDate>\n"
            f'<guid isPermaLink="false">{self._theme.to.article(article)}#comment-{comment.id}</guid>\n'
            f"<content:encoded><![CDATA[{self._theme.comment_markup.body(comment.body)}]]></content:encoded>\n</item>\n"
        )
