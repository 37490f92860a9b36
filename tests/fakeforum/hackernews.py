"""Invented articles as Hacker News shows them: stories with text, their comments in a flat table with depths, lists.

It has no boards, so it is compared by a test of its own (`tests.unit.test_hackernews`), not by the table of
`tests.fakeforum.ways`. What people can write there is little: paragraphs, links, italics and code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

from archiver.demo.blog_model import Article, Blog, Comment
from archiver.demo.markup import Markup
from archiver.demo.model import Anchor, Block, Body, Code, Paragraph, Span, Strong, Words
from archiver.demo.site import esc
from tests.fakeforum.facts import Prints

PRINTS = Prints(quote_members=False, quote_sources=False, quote_names=False, mentions=False, attachments=False)


class HackerNewsMarkup(Markup):
    """Bodies: all paragraphs but the first begin with an element that is never closed."""

    BETWEEN = ""
    BREAK = ""

    def body(self, body: Body) -> str:
        return "<p>".join(self.block(block) for block in body)

    def strong(self, text: str) -> str:
        return f"<i>{esc(text)}</i>"

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url).replace("/", "&#x2F;")}" rel="nofollow">{esc(text).replace("/", "&#x2F;")}</a>'

    def code(self, code: Code) -> str:
        return f"<pre><code>{esc(code.text)}\n</code></pre>"


def sayable(blog: Blog) -> Blog:
    """The blog without what nobody can write there."""
    return replace(blog, articles=tuple(_article(one) for one in blog.articles))


def _article(article: Article) -> Article:
    said = tuple(replace(one, body=_body(one.body)) for one in article.comments if one.kind == "comment")
    return replace(article, body=_body(article.body), comments=said)


def _body(body: Body) -> Body:
    return tuple(found for block in body if (found := _block(block)) is not None) or (Paragraph((Words("Yes."),)),)


def _block(block: Block) -> Block | None:
    if isinstance(block, Paragraph):
        spans: list[Span] = []
        for span in block.spans:
            if isinstance(span, Words) and spans and isinstance(spans[-1], Words):
                spans[-1] = Words(f"{spans[-1].text.rstrip()} {span.text.lstrip()}")  # what stood between is left out
            elif isinstance(span, Words | Strong | Anchor):
                spans.append(span)
        return Paragraph(tuple(spans)) if any(not isinstance(span, Words) or span.text.strip() for span in spans) else None
    return block if isinstance(block, Code) else None


class HackerNews:
    """The site at ``base``."""

    def __init__(self, blog: Blog, base: str, *, per_page: int = 4) -> None:
        self.blog = blog
        self.base = base
        self._per_page = per_page
        self._markup = HackerNewsMarkup()

    def shown(self, article: Article, number: int) -> list[Comment]:
        """The comments of a page, each followed by those below it."""
        found = [one for one, _ in self._tree(article, None, 0)]
        return found[(number - 1) * self._per_page : number * self._per_page]

    def pages(self, article: Article) -> int:
        """How many pages the comments fill."""
        return max(1, -(-len(article.comments) // self._per_page))

    def _tree(self, article: Article, parent: int | None, depth: int) -> Iterator[tuple[Comment, int]]:
        for one in article.tree.get(parent, ()):
            yield one, depth
            yield from self._tree(article, one.id, depth + 1)

    def story(self, article: Article, number: int = 1) -> str:
        """A page of a story."""
        start = (number - 1) * self._per_page
        rows = [self._comment(one, depth) for one, depth in self._tree(article, None, 0)][start : start + self._per_page]
        more = (
            f'<br><a href="item?id={article.id}&amp;p={number + 1}" class="morelink" rel="next">More</a>'
            if number < self.pages(article)
            else ""
        )
        text = f'<tr><td colspan="2"></td><td><div class="toptext">{self._markup.body(article.body)}</div></td></tr>'
        return self._page(
            "item",
            f"{article.title} | {self.blog.title}",
            f'<table class="fatitem" border="0">{self._row(article, "")}<tr style="height:2px"></tr>{text}</table><br><br>'
            f"<table border=\"0\" class='comment-tree'>{''.join(rows)}</table>{more}",
        )

    def front(self) -> str:
        """The list of stories."""
        rows = "".join(
            f'{self._row(one, f"{place}.")}<tr class="spacer" style="height:5px"></tr>'
            for place, one in enumerate(self.blog.articles, 1)
        )
        return self._page("news", self.blog.title, f'<table border="0" cellpadding="0" cellspacing="0">{rows}</table>')

    def _row(self, article: Article, rank: str) -> str:
        key, count = article.id, len(article.comments)
        talk = f"{count}&nbsp;comment{'s' if count > 1 else ''}" if count else "discuss"
        return (
            f'<tr class="athing submission" id="{key}"><td align="right" valign="top" class="title"><span class="rank">{rank}'
            f'</span></td><td valign="top" class="votelinks"></td><td class="title"><span class="titleline">'
            f'<a href="item?id={key}">{esc(article.title)}</a></span></td></tr><tr><td colspan="2"></td><td class="subtext">'
            f'<span class="subline"><span class="score" id="score_{key}">7 points</span> by {_whose(article.author.name)} '
            f'{_age(key, article.posted)} <span id="unv_{key}"></span> | <a href="item?id={key}">{talk}</a></span></td></tr>'
        )

    def _comment(self, comment: Comment, depth: int) -> str:
        return (
            f"<tr class='athing comtr' id='{comment.id}'><td><table border='0'><tr><td class='ind' indent='{depth}'>"
            f'<img src="s.gif" height="1" width="{40 * depth}"></td><td valign="top" class="votelinks"></td>'
            f'<td class="default"><div><span class="comhead">{_whose(comment.author.name)} {_age(comment.id, comment.posted)} '
            f'<span id="unv_{comment.id}"></span><span class=\'navs\'> | <a href="#{comment.parent or ""}" class="clicky" '
            f'aria-hidden="true">{"parent" if comment.parent else "next"}</a></span></span></div><br><div class="comment">'
            f'<div class="commtext c00">{self._markup.body(comment.body)}</div><div class=\'reply\'><p><font size="1"><u>'
            f'<a href="reply?id={comment.id}" rel="nofollow">reply</a></u></font></div></div></td></tr></table></td></tr>'
        )

    def _page(self, op: str, title: str, inner: str) -> str:
        return (
            f'<html lang="en" op="{op}"><head><meta name="referrer" content="origin"><title>{esc(title)}</title></head><body>'
            f'<center><table id="hnmain" border="0" width="85%"><tr><td><table border="0"><tr><td><span class="pagetop">'
            f'<b class="hnname"><a href="news">{esc(self.blog.title)}</a></b><a href="newest">new</a></span></td>'
            f'<td><span class="pagetop"><a href="login?goto=news">login</a></span></td></tr></table></td></tr>'
            f'<tr id="bigbox"><td>{inner}</td></tr></table></center></body></html>'
        )


def _whose(name: str) -> str:
    return f'<a href="user?id={quote(name)}" class="hnuser">{esc(name)}</a>'


def _age(key: int, moment: datetime) -> str:
    at = moment.astimezone(UTC)
    stamp = f"{at:%Y-%m-%dT%H:%M:%S} {int(at.timestamp())}"
    return f'<span class="age" title="{stamp}"><a href="item?id={key}">on {at:%b} {at.day}, {at.year}</a></span>'
