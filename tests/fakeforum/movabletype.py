"""The demo's blog as three generations wrote it: Movable Type 2, Movable Type 4, TypePad.

None of them has comment pages of its own or pings in the model's sense, so it is compared by a test of its own
(`tests.unit.test_movabletype`), not by the table of `tests.fakeforum.ways`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from archiver.demo.blog_model import Article, Blog, Comment
from archiver.demo.markup import Markup
from archiver.demo.model import Body, Member, Picture, Smiley, Writer
from archiver.demo.site import esc
from tests.fakeforum.facts import Prints

Version = Literal["2", "4", "typepad"]
PRINTS = Prints(quote_members=False, quote_sources=False, quote_names=False, mentions=False, attachments=False)


class MovableTypeMarkup(Markup):
    """Bodies: paragraphs and breaks, as its own filter makes them."""

    BREAK = "<br />"

    def body(self, body: Body) -> str:
        return "\n\n".join(self.block(block) for block in body)

    def paragraph(self, inner: str) -> str:
        return f"<p>{inner}</p>"

    def smiley(self, smiley: Smiley) -> str:
        return smiley.emoji

    def picture(self, picture: Picture) -> str:
        return f'<p><img src="{esc(picture.url)}" alt="{esc(picture.name)}" /></p>'


class MovableType:
    """Entries of the blog at ``base``, in the templates of a version."""

    def __init__(self, blog: Blog, base: str, version: Version) -> None:
        self.blog = blog
        self.base = base
        self.version = version
        self._zone = ZoneInfo(blog.zone)
        self._markup = MovableTypeMarkup()

    @property
    def articles(self) -> list[Article]:
        return [one for one in self.blog.articles if not one.static]

    def comments(self, article: Article) -> list[Comment]:
        return [one for one in article.comments if one.kind == "comment"]

    def address(self, article: Article) -> str:
        return f"{self.base}/archives/{article.id:06}.html"

    def page(self, article: Article) -> str:
        """The archive of one entry."""
        made = {"2": "http://www.movabletype.org/", "4": "Movable Type 4.38", "typepad": "http://www.typepad.com/"}[self.version]
        write = {"2": self._two, "4": self._four, "typepad": self._typepad}[self.version]
        return (
            f'<html><head><meta name="generator" content="{made}" /><link rel="start" href="{self.base}/" title="Home" /></head>'
            f'<body><div id="banner"><h1><a href="{self.base}/">Blog</a></h1></div>{write(article)}</body></html>'
        )

    def _iso(self, at: datetime) -> str:
        return at.astimezone(self._zone).isoformat(timespec="seconds")

    def _day(self, at: datetime) -> str:
        day = at.astimezone(self._zone)
        return f"{day:%B} {day.day}, {day:%Y} {day:%I:%M %p}"

    def _name(self, writer: Writer) -> str:
        url = "" if isinstance(writer, Member) else writer.url
        return f'<a href="{esc(url)}" rel="nofollow">{esc(writer.name)}</a>' if url else esc(writer.name)

    def _two(self, article: Article) -> str:
        comments = "".join(
            f'<div class="comments-body">{self._markup.body(one.body)}<span class="comments-post">Posted by: {self._name(one.author)} at {self._day(one.posted)}</span></div>'
            for one in self.comments(article)
        )
        return (
            f'<div class="blog"><h2 class="date">A day</h2><div class="blogbody"><h3 class="title">{esc(article.title)}</h3>'
            f'{self._markup.body(article.body)}<a name="more"></a><span class="posted">Posted by {esc(article.author.name)} at '
            f'{self._day(article.posted)}</span></div><div class="comments-head"><a name="comments"></a>Comments</div>{comments}</div>'
        )

    def _four(self, article: Article) -> str:
        comments = "".join(self._reply(one) for one in self.comments(article))
        tags = "".join(f'<li><a href="{self.base}/tag/{term.slug}" rel="tag">{esc(term.name)}</a></li>' for term in article.tags)
        return (
            f'<div id="entry-{article.id}" class="entry-asset asset hentry"><div class="asset-header"><h1 class="asset-name entry-title">{esc(article.title)}</h1>'
            f'<div class="asset-meta"><span class="byline">By <span class="vcard author">{esc(article.author.name)}</span> on '
            f'<abbr class="published" title="{self._iso(article.posted)}">{self._day(article.posted)}</abbr></span></div></div>'
            f'<div class="asset-content entry-content"><div class="asset-body">{self._markup.body(article.body)}</div></div>'
            f'<div class="asset-footer"><div class="entry-tags"><ul>{tags}</ul></div></div></div><div id="comments" class="comments">'
            f'<h2 class="comments-header">{len(self.comments(article))} Comments</h2><div class="comments-content">{comments}</div></div>'
        )

    def _reply(self, comment: Comment) -> str:
        who = f'<span class="vcard author">{self._name(comment.author)}</span>'
        said = (
            f'{who} replied to <a href="#comment-{comment.parent}">comment from somebody</a> |'
            if comment.parent
            else f"By {who} on"
        )
        return (
            f'<div class="comment" id="comment-{comment.id}"><div class="inner"><div class="comment-header"><div class="asset-meta"><span class="byline">{said} '
            f'<a href="#comment-{comment.id}"><abbr class="published" title="{self._iso(comment.posted)}">{self._day(comment.posted)}</abbr></a></span></div></div>'
            f'<div class="comment-content">{self._markup.body(comment.body)}</div></div></div>'
        )

    def _typepad(self, article: Article) -> str:
        comments = "".join(
            f'<div id="comment-{one.id}" class="comment"><div class="comment-content" id="comment-{one.id}-content">{self._markup.body(one.body)}</div>'
            f'<p class="comment-footer">Posted by: {self._name(one.author)} | <a rel="nofollow" href="{self.address(article)}?cid={one.id}#comment-{one.id}">{self._day(one.posted)}</a></p></div>'
            for one in self.comments(article)
        )
        return (
            f'<div class="entry hentry" id="entry-{article.id}"><h3 class="entry-header">{esc(article.title)}</h3><div class="entry-content"><div class="entry-body">'
            f'{self._markup.body(article.body)}</div></div><div class="entry-footer"><p class="entry-footer-info"><span class="post-footers">Posted by '
            f'{esc(article.author.name)} on {self._day(article.posted)} in <a href="{self.base}/wood/" rel="tag">Wood</a></span> | '
            f'<a class="permalink" href="{self.address(article)}">Permalink</a></p></div></div><div class="comments" id="comments">'
            f'<h3 class="comments-header">Comments</h3><div class="comments-content">{comments}</div></div>'
        )
