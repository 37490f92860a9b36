"""Invented articles as threads of Reddit: in the markup of its old face, and in the answers of its API.

It is compared by a test of its own (`tests.unit.test_reddit`), not by the table of `tests.fakeforum.ways`: nobody quotes by
name there, and pictures are links.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from archiver.demo.blog_model import Article, Blog, Comment
from archiver.demo.markup import Markup
from archiver.demo.model import Anchor, Block, Body, Break, Bullets, Code, Paragraph, Quotation, Span, Strong, Words
from archiver.demo.site import esc
from tests.fakeforum.facts import Prints

PRINTS = Prints(quote_members=False, quote_sources=False, quote_names=False, mentions=False, attachments=False)
BOARD = "lamps"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class RedditMarkup(Markup):
    """Bodies, as made of Markdown."""

    BETWEEN = "\n\n"
    BREAK = "<br/>\n"

    def body(self, body: Body) -> str:
        return "\n\n".join(self.block(block) for block in body)

    def paragraph(self, inner: str) -> str:
        return f"<p>{inner}</p>"

    def strong(self, text: str) -> str:
        return f"<strong>{esc(text)}</strong>"

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" rel="nofollow">{esc(text)}</a>'

    def quotation(self, quotation: Quotation) -> str:
        return f"<blockquote>\n{self.body(quotation.blocks)}\n</blockquote>"

    def code(self, code: Code) -> str:
        return f"<pre><code>{esc(code.text)}\n</code></pre>"


def sayable(blog: Blog) -> Blog:
    """The blog without what nobody can write there."""
    return replace(blog, articles=tuple(_article(one) for one in blog.articles))


def _article(article: Article) -> Article:
    said = tuple(replace(one, body=_body(one.body)) for one in article.comments if one.kind == "comment")
    return replace(article, body=_body(article.body), comments=said)


def _body(body: tuple[Block, ...]) -> Body:
    return tuple(found for block in body if (found := _block(block)) is not None) or (Paragraph((Words("Yes."),)),)


def _block(block: Block) -> Block | None:
    match block:
        case Paragraph(said):
            spans = _spans(said)
            return Paragraph(spans) if spans else None
        case Quotation():
            return Quotation(blocks=_body(block.blocks))
        case Bullets(items):
            return Bullets(tuple(_spans(item) or (Words("Yes."),) for item in items))
        case Code():
            return block
    return None


def _spans(said: tuple[Span, ...]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for span in said:
        if isinstance(span, Words) and spans and isinstance(spans[-1], Words):
            spans[-1] = Words(f"{spans[-1].text.rstrip()} {span.text.lstrip()}")  # what stood between is left out
        elif isinstance(span, Words | Strong | Anchor | Break):
            spans.append(span)
    while spans and isinstance(spans[-1], Break):
        spans.pop()
    return tuple(spans) if any(not isinstance(span, Words) or span.text.strip() for span in spans) else ()


def key(number: int) -> str:
    """A number as the ids there are written."""
    return (key(number // 36) if number >= 36 else "") + _DIGITS[number % 36]


class Reddit:
    """The site at ``base``."""

    def __init__(self, blog: Blog, base: str) -> None:
        self.blog = blog
        self.base = base
        self._markup = RedditMarkup()

    def path(self, article: Article) -> str:
        """The path of a thread's page."""
        return f"/r/{BOARD}/comments/{key(article.id)}/{article.slug.replace('-', '_')}/"

    def shown(self, article: Article, parent: int | None = None) -> list[Comment]:
        """The comments, each followed by those below it."""
        return [found for one in article.tree.get(parent, ()) for found in (one, *self.shown(article, one.id))]

    # -- pages -----------------------------------------------------------------------------------------------------

    def thread(self, article: Article) -> str:
        """A thread's page."""
        said = self._markup.body(article.body)
        words = f'<div class="expando"><form class="usertext"><div class="usertext-body"><div class="md">{said}\n</div></div></form></div>'
        tree = f'<div id="siteTable_t3_{key(article.id)}" class="sitetable nestedlisting">{self._below(article, None)}</div>'
        return self._page(
            "single-page comments-page",
            f"{article.title} : {BOARD}",
            f'<div id="siteTable" class="sitetable linklisting">{self._row(article, words)}</div><div class="commentarea">{tree}</div>',
        )

    def board(self) -> str:
        """The list of threads."""
        rows = "".join(self._row(one, "") for one in self.blog.articles)
        return self._page("listing-page hot-page", BOARD, f'<div id="siteTable" class="sitetable linklisting">{rows}</div>')

    def _row(self, article: Article, words: str) -> str:
        path, name, count = self.path(article), f"t3_{key(article.id)}", len(article.comments)
        talk = f"{count} comment{'s' if count > 1 else ''}" if count else "comment"
        return (
            f'<div class=" thing id-{name} odd link self " id="thing_{name}" data-fullname="{name}" data-type="link" '
            f'data-author="{esc(article.author.name)}" data-author-fullname="t2_{key(article.author.id)}" data-subreddit="{BOARD}" '
            f'data-timestamp="{int(article.posted.timestamp()) * 1000}" data-permalink="{path}" data-domain="self.{BOARD}" '
            f'data-comments-count="{count}"><p class="parent"></p><div class="entry unvoted"><div class="top-matter"><p class="title">'
            f'<a class="title may-blank" href="{path}">{esc(article.title)}</a> <span class="domain">(<a href="/r/{BOARD}/">'
            f'self.{BOARD}</a>)</span></p><p class="tagline ">submitted {_time(article.posted)} by '
            f'{self._whose(article.author.name, f"t2_{key(article.author.id)}")}</p><ul class="flat-list buttons"><li class="first">'
            f'<a href="{self.base}{path}" class="bylink comments may-blank" rel="nofollow">{talk}</a></li></ul></div>{words}</div>'
            f'<div class="child"></div></div>'
        )

    def _below(self, article: Article, parent: int | None) -> str:
        return "".join(self._comment(article, one) for one in article.tree.get(parent, ()))

    def _comment(self, article: Article, comment: Comment) -> str:
        name, path = f"t1_{key(comment.id)}", f"{self.path(article)}{key(comment.id)}/"
        below = self._below(article, comment.id)
        child = f'<div id="siteTable_{name}" class="sitetable listing">{below}</div>' if below else ""
        return (
            f'<div class=" thing id-{name} noncollapsed comment " id="thing_{name}" data-fullname="{name}" data-type="comment" '
            f'data-author="{esc(comment.author.name)}" data-subreddit="{BOARD}" data-permalink="{path}"><p class="parent">'
            f'<a name="{key(comment.id)}"></a></p><div class="entry unvoted"><p class="tagline">'
            f'<a href="javascript:void(0)" class="expand">[–]</a>{self._whose(comment.author.name)} <span class="score unvoted" '
            f'title="1">1 point</span> {_time(comment.posted)}&nbsp;<a href="javascript:void(0)" class="numchildren">(0 children)</a>'
            f'</p><form class="usertext"><div class="usertext-body"><div class="md">{self._markup.body(comment.body)}\n</div></div>'
            f'</form><ul class="flat-list buttons"><li class="first"><a href="{self.base}{path}" data-event-action="permalink" '
            f'class="bylink">permalink</a></li></ul></div><div class="child">{child}</div></div>'
        )

    def _whose(self, name: str, number: str = "") -> str:
        marked = f" id-{number}" if number else ""
        return f'<a href="{self.base}/user/{quote(name)}" class="author may-blank{marked}">{esc(name)}</a>'

    def _page(self, classes: str, title: str, inner: str) -> str:
        return (
            f'<!doctype html><html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>{esc(title)}</title>'
            f'<meta property="og:site_name" content="reddit"></head><body class="{classes}"><div id="header">'
            f'<span class="hover pagename redditname"><a href="{self.base}/r/{BOARD}/">{BOARD}</a></span>'
            f'<span class="user">Want to join? <a href="{self.base}/login" class="login-required">Log in</a></span></div>'
            f'<div class="content" role="main">{inner}</div></body></html>'
        )

    # -- the API ---------------------------------------------------------------------------------------------------

    def answer(self, article: Article) -> str:
        """A thread as JSON."""
        opening = {
            "id": key(article.id),
            "name": f"t3_{key(article.id)}",
            "title": esc(article.title),
            "subreddit": BOARD,
            "author": article.author.name,
            "author_fullname": f"t2_{key(article.author.id)}",
            "selftext_html": self._said(article.body),
            "created_utc": article.posted.timestamp(),
            "edited": False,
            "score": 7,
            "num_comments": len(article.comments),
            "permalink": self.path(article),
            "url": f"{self.base}{self.path(article)}",
        }
        return json.dumps([_listing([{"kind": "t3", "data": opening}]), self._answers(article, None)])

    def _answers(self, article: Article, parent: int | None) -> dict[str, Any]:
        above = f"t1_{key(parent)}" if parent else f"t3_{key(article.id)}"
        return _listing(
            [
                {
                    "kind": "t1",
                    "data": {
                        "id": key(one.id),
                        "name": f"t1_{key(one.id)}",
                        "author": one.author.name,
                        "body_html": self._said(one.body),
                        "created_utc": one.posted.timestamp(),
                        "edited": False,
                        "score": 1,
                        "parent_id": above,
                        "link_id": f"t3_{key(article.id)}",
                        "replies": self._answers(article, one.id) if article.tree.get(one.id) else "",
                    },
                }
                for one in article.tree.get(parent, ())
            ]
        )

    def _said(self, body: Body) -> str:
        return esc(f'<div class="md">{self._markup.body(body)}\n</div>')


def _listing(children: list[dict[str, Any]]) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"after": None, "children": children}}


def _time(at: datetime) -> str:
    return f'<time title="{at:%c}" datetime="{at.isoformat()}" class="live-timestamp">1 day ago</time>'
