"""The demo's blog as Ghost shows it: articles, lists of cards, and comments in answers of its API.

Its comments are on no page, so it is compared by a test of its own (`tests.unit.test_ghost`), not by the table of
`tests.fakeforum.ways`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from archiver.demo.blog_model import Article, Blog, Comment
from archiver.demo.markup import Markup
from archiver.demo.model import Code, Picture, Quotation, Smiley
from archiver.demo.site import esc, slug
from tests.fakeforum.facts import Prints

PRINTS = Prints(quote_members=False, quote_sources=False, quote_names=False, mentions=False, attachments=False)


class GhostMarkup(Markup):
    """Bodies: paragraphs and cards."""

    BETWEEN = "\n"
    BREAK = "<br>"

    def paragraph(self, inner: str) -> str:
        return f"<p>{inner}</p>"

    def smiley(self, smiley: Smiley) -> str:
        return smiley.emoji

    def quotation(self, quotation: Quotation) -> str:
        whose = f"<cite>{esc(quotation.name)}</cite>" if quotation.name else ""
        return f"<blockquote>{self.body(quotation.blocks)}{whose}</blockquote>"

    def code(self, code: Code) -> str:
        return f'<pre><code class="language-txt">{esc(code.text)}</code></pre>'

    def picture(self, picture: Picture) -> str:
        image = (
            f'<img src="{esc(picture.url)}" class="kg-image" alt="{esc(picture.name)}" loading="lazy" width="2000" height="900">'
        )
        return f'<figure class="kg-card kg-image-card">{image}</figure>'


class CommentMarkup(GhostMarkup):
    """Bodies of comments: no cards."""

    def quotation(self, quotation: Quotation) -> str:
        return f"<blockquote>{self.body(quotation.blocks)}</blockquote>"

    def picture(self, picture: Picture) -> str:
        return f'<p><img src="{esc(picture.url)}" alt="{esc(picture.name)}"></p>'


class Ghost:
    """The blog at ``base``."""

    def __init__(self, blog: Blog, base: str) -> None:
        self.blog = blog
        self.base = base
        self._markup = GhostMarkup()

    def number(self, article: Article) -> str:
        """The number that Ghost gives an article."""
        return f"{article.id:024x}"

    def article(self, article: Article) -> str:
        """An article's page."""
        url, author = f"{self.base}/{article.slug}/", article.author
        stated = {
            "@context": "https://schema.org",
            "@type": "Article",
            "publisher": {"@type": "Organization", "name": self.blog.title, "url": f"{self.base}/"},
            "author": {"@type": "Person", "name": author.name, "url": f"{self.base}/author/{slug(author.name).lower()}/"},
            "headline": article.title,
            "url": url,
            "datePublished": _stamp(article.posted),
        }
        tags = "".join(
            f'<meta property="article:tag" content="{esc(term.name)}">' for term in (*article.categories, *article.tags)
        )
        head = (
            f'<link rel="canonical" href="{url}"><meta property="og:type" content="article">{tags}'
            f'<meta property="article:published_time" content="{_stamp(article.posted)}">'
            f'<script type="application/ld+json">{_script(stated)}</script>'
        )
        comments = (
            ""
            if article.closed
            else f'<script defer src="https://cdn.example/comments-ui.min.js" data-ghost-comments="{self.base}/" '
            f'data-post-id="{self.number(article)}"></script>'
        )
        inner = (
            f'<article class="gh-article post"><h1 class="gh-article-title">{esc(article.title)}</h1>'
            f'<time class="gh-article-meta-date" datetime="{article.posted:%Y-%m-%d}">once</time>'
            f'<section class="gh-content gh-canvas">{self._markup.body(article.body)}</section></article>{comments}'
        )
        return self._page("post-template", head, inner)

    def home(self) -> str:
        """The list of all articles."""
        cards = "".join(
            f'<article class="post-card post"><a class="post-card-content-link" href="/{one.slug}/">'
            f'<h2 class="post-card-title">{esc(one.title)}</h2></a></article>'
            for one in self.blog.articles
        )
        return self._page("home-template", "", f'<div class="post-feed">{cards}</div>')

    def _page(self, template: str, head: str, inner: str) -> str:
        return (
            f'<!DOCTYPE html><html lang="en"><head><meta name="generator" content="Ghost 5.82">'
            f'<meta property="og:site_name" content="{esc(self.blog.title)}">{head}</head>'
            f'<body class="{template}"><main>{inner}</main></body></html>'
        )

    def shown(self, article: Article) -> list[Comment]:
        """Comments as the answer has them: each followed by all that stands below it."""
        return [one for comment in article.tree.get(None, ()) for one in (comment, *self._below(article, comment))]

    def _below(self, article: Article, comment: Comment) -> Iterator[Comment]:
        for one in article.tree.get(comment.id, ()):
            yield one
            yield from self._below(article, one)

    def comments(self, article: Article) -> str:
        """The answer of the API: what is answered deeper stands beside the first answers."""
        rows = []
        for comment in article.tree.get(None, ()):
            replies = [self._comment(one, top=comment.id) for one in self._below(article, comment)]
            rows.append(self._comment(comment, top=None) | {"replies": replies})
        return json.dumps({"comments": rows, "meta": {"pagination": {"page": 1, "next": None, "total": len(rows)}}})

    def _comment(self, comment: Comment, *, top: int | None) -> dict[str, Any]:
        answered = {"parent_id": str(top)} if top is not None else {}
        if comment.parent not in (None, top):
            answered["in_reply_to_id"] = str(comment.parent)
        return {
            "id": str(comment.id),
            "status": "published",
            "html": CommentMarkup().body(comment.body),
            "edited_at": None,
            "member": {"uuid": f"u-{comment.author.name}", "name": comment.author.name},
            "count": {"likes": 0},
            "created_at": _stamp(comment.posted),
            **answered,
        }


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def _script(stated: dict[str, Any]) -> str:
    """JSON that cannot end the script it stands in."""
    return json.dumps(stated).replace("</", "<\\/")
