"""The demo's blog as Blogger shows it: threaded comments under each article, or nothing at all without script, and the feeds.

Blogger has neither comment pages nor categories nor pings, so it is compared by a test of its own (`tests.unit.test_blogger`), not
by the table of `tests.fakeforum.ways`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from archiver.demo.blog_model import Article, Blog, Comment
from archiver.demo.markup import Markup
from archiver.demo.model import Member, Picture, Quotation, Smiley, Writer
from archiver.demo.site import Answer, esc
from tests.fakeforum.facts import Prints

PRINTS = Prints(quote_members=False, quote_sources=False, quote_names=False, mentions=False, attachments=False)
BLOG = "5550001112223334445"
_ITEM = re.compile(r"/(\d{4})/(\d{2})/a(\d+)\.html$")


class BloggerMarkup(Markup):
    """Bodies of articles and comments: lines with breaks."""

    BREAK = "<br />"
    BETWEEN = "<br /><br />"

    def quotation(self, quotation: Quotation) -> str:
        return f'<blockquote class="tr_bq">{self.body(quotation.blocks)}</blockquote>'

    def smiley(self, smiley: Smiley) -> str:
        return smiley.emoji

    def picture(self, picture: Picture) -> str:
        return f'<div class="separator"><img border="0" src="{esc(picture.url)}" alt="{esc(picture.name)}" /></div>'


class Blogger:
    """The blog at ``base``; a ``dynamic`` one shows its words in feeds only."""

    def __init__(self, blog: Blog, base: str, *, dynamic: bool = False) -> None:
        self.blog = blog
        self.base = base
        self._dynamic = dynamic
        self._zone = ZoneInfo(blog.zone)
        self._markup = BloggerMarkup()

    @property
    def articles(self) -> list[Article]:
        """The newest first."""
        return sorted((one for one in self.blog.articles if not one.static), key=lambda one: (one.posted, one.id), reverse=True)

    def comments(self, article: Article) -> list[Comment]:
        return [one for one in article.comments if one.kind == "comment"]

    def path(self, article: Article) -> str:
        day = article.posted.astimezone(self._zone)
        return f"/{day:%Y}/{day:%m}/a{number(article.id)}.html"

    def addresses(self) -> Iterator[str]:
        yield "/"
        yield from (self.path(article) for article in self.articles)

    def answer(self, target: str) -> Answer:
        parts = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path.startswith("/feeds/"):
            return self._feed(parts.path, query)
        found = _ITEM.fullmatch(parts.path)
        article = next((one for one in self.articles if found and str(number(one.id)) == found[3]), None)
        if article is not None:
            return Answer(body=self._page("item", self._item(article), article).encode())
        if parts.path in ("/", "/search"):
            first = int(query.get("start", 0))
            return Answer(body=self._page("index", self._list(first)).encode())
        return Answer(body=self._page("error_page", "<div class='status-msg-body'>Sorry.</div>").encode(), status=404)

    # -- pages ---------------------------------------------------------------------------------------------------------

    def _page(self, kind: str, inner: str, article: Article | None = None) -> str:
        of = (
            f'<link rel="alternate" type="application/atom+xml" href="{self.base}/feeds/{number(article.id)}/comments/default" />'
            if article
            else ""
        )
        own = f"<link href='{self.base}{self.path(article)}' rel='canonical'/>" if article else ""
        data = f"_WidgetManager._SetDataContext([{{'name': 'blog', 'data': {{'blogId': '{BLOG}', 'title': 'Blog', 'locale': 'en-GB', 'pageType': '{kind}'}}}}]);"
        shown = "" if self._dynamic else f"<div class='widget Blog' id='Blog1'><div class='blog-posts hfeed'>{inner}</div></div>"
        return (
            f"<!DOCTYPE html><html lang='en'><head><meta content='blogger' name='generator'/>{own}"
            f'<link rel="alternate" type="application/atom+xml" href="{self.base}/feeds/posts/default" />'
            f'<link rel="service.post" type="application/atom+xml" href="https://www.blogger.com/feeds/{BLOG}/posts/default" />{of}'
            f"<title>Blog</title></head><body>{shown}<script>{data}</script></body></html>"
        )

    def _list(self, first: int) -> str:
        size = self.blog.articles_per_page
        shown = self.articles[first : first + size]
        older = (
            f"<a class='blog-pager-older-link' href='{self.base}/search?updated-max=x&amp;start={first + size}'>Older</a>"
            if first + size < len(self.articles)
            else ""
        )
        return "".join(self._post(article, alone=False) for article in shown) + f"<div class='blog-pager'>{older}</div>"

    def _post(self, article: Article, *, alone: bool) -> str:
        day = article.posted.astimezone(self._zone)
        title = esc(article.title) if alone else f"<a href='{self.base}{self.path(article)}'>{esc(article.title)}</a>"
        tags = " ".join(f"<a href='{self.base}/search/label/{term.slug}' rel='tag'>{esc(term.name)}</a>" for term in article.tags)
        return (
            f"<div class='post-outer'><div class='post hentry'><a name='{number(article.id)}'></a><h3 class='post-title entry-title'>{title}</h3>"
            f"<div class='post-body entry-content' id='post-body-{number(article.id)}'>{self._markup.body(article.body)}</div>"
            f"<div class='post-footer'><span class='post-author vcard'>Posted by <span class='fn'>{self._writer(article.author)}</span></span>"
            f"<a class='timestamp-link' href='{self.base}{self.path(article)}'><abbr class='published' title='{day.isoformat()}'>{day:%H:%M}</abbr></a>"
            f"<span class='post-labels'>{tags}</span></div></div>{self._under(article) if alone else ''}</div>"
        )

    def _item(self, article: Article) -> str:
        return self._post(article, alone=True)

    def _under(self, article: Article) -> str:
        shown = self.comments(article)
        tree: dict[int | None, list[Comment]] = {}
        for one in shown:
            tree.setdefault(one.parent, []).append(one)
        rows = "".join(self._comment(article, one, tree) for one in tree.get(None, []))
        form = "" if article.closed else "<div class='comment-form'><h4 id='comment-post-message'>Post a Comment</h4></div>"
        return (
            f"<div class='comments' id='comments'><h4>{len(shown) or 'No'} comments:</h4><div id='comment-holder'>"
            f"<div class='comment-thread toplevel-thread'><ol>{rows}</ol></div></div>{form}</div>"
        )

    def _comment(self, article: Article, comment: Comment, tree: dict[int | None, list[Comment]]) -> str:
        inner = "".join(self._comment(article, one, tree) for one in tree.get(comment.id, []))
        at = f"{self.base}{self.path(article)}?showComment={int(comment.posted.timestamp() * 1000)}#c{number(comment.id)}"
        body = self._markup.body(comment.body)
        return (
            f"<li class='comment' id='c{number(comment.id)}'><div class='comment-block'><div class='comment-header'><cite class='user'>"
            f"{self._writer(comment.author)}</cite><span class='datetime secondary-text'><a rel='nofollow' href='{at}'>once</a></span></div>"
            f"<div class='comment-content'>{body}</div><span class='comment-actions'><a class='comment-reply'>Reply</a></span></div>"
            f"<div class='comment-replies'><div class='comment-thread inline-thread'><ol>{inner}</ol></div></div></li>"
        )

    def _writer(self, writer: Writer) -> str:
        url = profile(writer) if isinstance(writer, Member) else writer.url
        return f"<a href='{esc(url)}' rel='nofollow'>{esc(writer.name)}</a>" if url else esc(writer.name)

    # -- feeds ---------------------------------------------------------------------------------------------------------

    def _feed(self, path: str, query: dict[str, str]) -> Answer:
        of = re.fullmatch(r"/feeds/(?:(\d+)/)?(posts|comments)/default(?:/(\d+))?", path)
        if of is None or query.get("alt") != "json":
            return Answer(status=404)
        articles = [one for one in self.articles if of[1] in (None, str(number(one.id)))]
        if of[2] == "posts":
            entries = [self._article_entry(one) for one in articles if of[3] in (None, str(number(one.id)))]
        else:
            entries = [self._comment_entry(one, comment) for one in articles for comment in self.comments(one)]
        if of[3] is not None:
            return _json({"version": "1.0", "entry": entries[0]})
        first, size = int(query.get("start-index", 1)), min(int(query.get("max-results", 25)), 3)
        links = [{"rel": "alternate", "type": "text/html", "href": self.base + "/"}]
        if first - 1 + size < len(entries):
            links.append(
                {"rel": "next", "href": f"https://www.blogger.com/feeds/{BLOG}/x?start-index={first + size}&max-results={size}"}
            )
        found = {
            "id": {"$t": f"tag:blogger.com,1999:blog-{BLOG}"},
            "title": {"$t": "Blog"},
            "link": links,
            "generator": {"$t": "Blogger"},
            "openSearch$totalResults": {"$t": str(len(entries))},
            "entry": entries[first - 1 : first - 1 + size],
        }
        return _json({"version": "1.0", "feed": found})

    def _article_entry(self, article: Article) -> dict[str, Any]:
        return {
            "id": {"$t": f"tag:blogger.com,1999:blog-{BLOG}.post-{number(article.id)}"},
            "published": {"$t": article.posted.astimezone(self._zone).isoformat(timespec="milliseconds")},
            "title": {"type": "text", "$t": article.title},
            "category": [{"scheme": "http://www.blogger.com/atom/ns#", "term": term.name} for term in article.tags],
            "content": {"type": "html", "$t": self._markup.body(article.body)},
            "link": [{"rel": "alternate", "type": "text/html", "href": self.base + self.path(article)}],
            "author": [_author(article.author)],
            "thr$total": {"$t": str(len(self.comments(article)))},
        }

    def _comment_entry(self, article: Article, comment: Comment) -> dict[str, Any]:
        at = f"{self.base}{self.path(article)}?showComment={int(comment.posted.timestamp() * 1000)}#c{number(comment.id)}"
        links = [{"rel": "alternate", "type": "text/html", "href": at}]
        if comment.parent is not None:
            links.append(
                {"rel": "related", "href": f"http://www.blogger.com/feeds/{BLOG}/1/comments/default/{number(comment.parent)}"}
            )
        return {
            "id": {"$t": f"tag:blogger.com,1999:blog-{BLOG}.post-{number(comment.id)}"},
            "published": {"$t": comment.posted.astimezone(self._zone).isoformat(timespec="milliseconds")},
            "content": {"type": "html", "$t": self._markup.body(comment.body)},
            "link": links,
            "author": [_author(comment.author)],
            "thr$in-reply-to": {"ref": f"tag:blogger.com,1999:blog-{BLOG}.post-{number(article.id)}"},
        }


def number(own: int) -> int:
    """A number as long as Blogger's."""
    return 10**15 + own


def profile(member: Member) -> str:
    return f"https://www.blogger.com/profile/{10**15 + member.id}"


def _author(writer: Writer) -> dict[str, Any]:
    url = profile(writer) if isinstance(writer, Member) else writer.url
    return {"name": {"$t": writer.name}, **({"uri": {"$t": url}} if url else {})}


def _json(thing: dict[str, Any]) -> Answer:
    return Answer(body=json.dumps(thing).encode(), content_type="application/json; charset=UTF-8")
