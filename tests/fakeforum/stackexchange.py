"""Invented articles as questions of Stack Exchange: comments at the top are answers, those below them comments on these.

It is compared by a test of its own (`tests.unit.test_stackexchange`), not by the table of `tests.fakeforum.ways`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from archiver.demo.blog_model import Article, Blog, Comment
from archiver.demo.model import Anchor, Body, Member, Paragraph, Strong, Words, Writer
from archiver.demo.site import esc, slug
from tests.fakeforum import reddit
from tests.fakeforum.facts import Prints

PRINTS = Prints(quote_members=False, quote_sources=False, quote_names=False, mentions=False, attachments=False)


def sayable(blog: Blog) -> Blog:
    """The blog without what nobody can write there: comments are one line, and nothing stands below them."""
    return replace(blog, articles=tuple(_article(one) for one in reddit.sayable(blog).articles))


def _article(article: Article) -> Article:
    above = {one.id: one.parent for one in article.comments}
    said = []
    for one in article.comments:
        top = one.id
        while (parent := above[top]) is not None:
            top = parent
        said.append(one if top == one.id else replace(one, parent=top, body=_line(one.body)))
    return replace(article, comments=tuple(said))


def _line(body: Body) -> Body:
    for block in body:
        spans = (
            tuple(span for span in block.spans if isinstance(span, Words | Strong | Anchor))
            if isinstance(block, Paragraph)
            else ()
        )
        if len(spans) == 1:
            return (Paragraph(spans),)
    return (Paragraph((Words("Yes, "), Strong("yes"), Words("!"))),)


class StackExchange:
    """The site at ``base``."""

    def __init__(self, blog: Blog, base: str, *, per_page: int = 3) -> None:
        self.blog = blog
        self.base = base
        self._per_page = per_page
        self._markup = reddit.RedditMarkup()

    def pages(self, article: Article) -> int:
        """How many pages the answers fill."""
        return max(1, -(-len(article.tree.get(None, ())) // self._per_page))

    def shown(self, article: Article, number: int) -> list[Comment]:
        """A page's answers, each followed by the comments on it."""
        return [found for one in self._answers(article, number) for found in (one, *article.tree.get(one.id, ()))]

    def _answers(self, article: Article, number: int) -> tuple[Comment, ...]:
        return article.tree.get(None, ())[(number - 1) * self._per_page : number * self._per_page]

    def path(self, article: Article) -> str:
        """The path of a question's page."""
        return f"/questions/{article.id}/{article.slug}"

    def question(self, article: Article, number: int = 1) -> str:
        """A page of a question."""
        key, pages, count = article.id, self.pages(article), len(article.tree.get(None, ()))
        tags = "".join(
            f'<li class="js-post-tag-list-item"><a href="/questions/tagged/{term.slug}" class="s-tag post-tag" rel="tag">'
            f"{esc(term.name)}</a></li>"
            for term in (*article.categories, *article.tags)
        )
        asked = (
            f'<div class="question js-question" data-questionid="{key}" data-score="7" id="question"><div class="post-layout">'
            f'<div class="votecell"><div class="js-vote-count" itemprop="upvoteCount" data-value="7"> 7 </div></div>'
            f'<div class="postcell post-layout--right"><div class="s-prose js-post-body" itemprop="text">\n'
            f'{self._markup.body(article.body)}\n</div><div class="mt24 mb12"><ul class="js-post-tag-list-wrapper">{tags}</ul></div>'
            f"{_signature('asked', article.author, article.posted)}</div>{self._comments(article, key)}</div></div>"
        )
        answers = "".join(self._answer(article, one) for one in self._answers(article, number))
        pager = "".join(
            f'<div class="s-pagination--item is-selected">{n}</div>'
            if n == number
            else f'<a class="s-pagination--item js-pagination-item" href="{self.path(article)}?page={n}&amp;tab=scoredesc#tab-top"'
            f' title="Go to page {n}">{n}</a>'
            for n in range(1, pages + 1)
        )
        if number < pages:
            pager += (
                f'<a class="s-pagination--item js-pagination-item" href="{self.path(article)}?page={number + 1}&amp;tab=scoredesc'
                f'#tab-top" rel="next" title="Go to page {number + 1}"> Next</a>'
            )
        return self._page(
            "question-page unified-theme",
            article.title,
            f'<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question"><div id="question-header" class="d-flex">'
            f'<h1 itemprop="name" class="fs-headline1"><a href="{self.path(article)}" class="question-hyperlink">'
            f'{esc(article.title)}</a></h1></div><div id="mainbar" role="main">{asked}<div id="answers"><div id="answers-header">'
            f'<h2 class="mb0" data-answercount="{count}"> {count} Answers <span style="display:none;" itemprop="answerCount">{count}'
            f"</span></h2></div>{answers}"
            f'{f"""<div class="s-pagination pager-answers">{pager}</div>""" if pages > 1 else ""}</div></div></div>',
        )

    def _answer(self, article: Article, answer: Comment) -> str:
        key = answer.id
        return (
            f'<div id="answer-{key}" class="answer js-answer " data-answerid="{key}" data-parentid="{article.id}" data-score="0" '
            f'itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer"><div class="post-layout">'
            f'<div class="votecell"><div class="js-vote-count" itemprop="upvoteCount" data-value="0"> 0 </div></div>'
            f'<div class="answercell post-layout--right"><div class="s-prose js-post-body" itemprop="text">\n'
            f"{self._markup.body(answer.body)}\n</div>{_signature('answered', answer.author, answer.posted)}</div>"
            f"{self._comments(article, key)}</div></div>"
        )

    def _comments(self, article: Article, key: int) -> str:
        rows = "".join(
            f'<li id="comment-{one.id}" class="comment js-comment " data-comment-id="{one.id}" data-comment-score="0">'
            f'<div class="comment-text js-comment-text-and-form"><div class="comment-body js-comment-edit-hide">'
            f'<span class="comment-copy">{self._line(one.body)}</span> &ndash;&nbsp; {_whose(one.author, "comment-user")} '
            f'<span class="comment-date" dir="ltr"><span title=\'{_stamp(one.posted)}, License: CC BY-SA 4.0\' '
            f"class='relativetime-clean'>{_day(one.posted)}</span></span></div></div></li>"
            for one in (article.tree.get(key, ()) if key != article.id else ())
        )
        return (
            f'<div class="post-layout--right js-post-comments-component"><div id="comments-{key}" class="comments '
            f'js-comments-container" data-post-id="{key}"><ul class="comments-list js-comments-list" '
            f'data-remaining-comments-count="0">{rows}</ul></div></div>'
        )

    def _line(self, body: Body) -> str:
        return "".join(self._markup.spans(block.spans) for block in body if isinstance(block, Paragraph))

    def _page(self, classes: str, title: str, inner: str) -> str:
        return (
            f'<!DOCTYPE html><html itemscope itemtype="https://schema.org/QAPage" lang="en"><head><title>{esc(title)}</title>'
            f'<meta property="og:site_name" content="{esc(self.blog.title)} Stack Exchange" /></head><body class="{classes}">'
            f'<header class="s-topbar"><a href="/users/login" class="s-topbar--item">Log in</a></header>'
            f'<div class="container"><div id="content">{inner}</div></div></body></html>'
        )


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"


def _day(moment: datetime) -> str:
    at = moment.astimezone(UTC)
    return f"{at:%b} {at.day}, {at.year} at {at.hour}:{at:%M}"


def _whose(writer: Writer, classes: str) -> str:
    if isinstance(writer, Member):
        return f'<a href="/users/{writer.id}/{slug(writer.name).lower()}" class="{classes}">{esc(writer.name)}</a>'
    return f'<span class="{classes}">{esc(writer.name)}</span>'


def _signature(did: str, writer: Writer, at: datetime) -> str:
    return (
        f'<div class="post-signature flex--item"><div class="user-info "><div class="user-action-time fl-grow1">{did} '
        f"<span title='{_stamp(at)}' class='relativetime'>{_day(at)}</span></div><div class=\"user-details\" itemprop=\"author\" "
        f'itemscope itemtype="http://schema.org/Person">{_whose(writer, "") if isinstance(writer, Member) else esc(writer.name)}'
        f'<meta itemprop="name" content="{esc(writer.name)}"/></div></div></div>'
    )
