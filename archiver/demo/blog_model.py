"""What a blog holds, before any markup; its articles and comments are made of the same blocks as posts of a forum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from archiver.demo.model import Body, Member, Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment; ``parent`` is the id of the comment it answers. A pingback's author is the page that links here."""

    id: int
    author: Writer
    posted: datetime
    body: Body
    parent: int | None = None
    kind: Literal["comment", "pingback", "trackback"] = "comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A category or tag."""

    id: int
    name: str
    slug: str
    parent: int | None = None


@dataclass(frozen=True, kw_only=True)
class Article:
    """An article, or a static page. ``more`` is how many of its blocks an index page shows before "Continue reading"."""

    id: int
    slug: str
    title: str
    author: Member
    posted: datetime
    body: Body
    modified: datetime | None = None
    more: int | None = None
    categories: tuple[Term, ...] = ()
    tags: tuple[Term, ...] = ()
    comments: tuple[Comment, ...] = ()
    closed: bool = False
    static: bool = False

    @cached_property
    def tree(self) -> dict[int | None, tuple[Comment, ...]]:
        """The comments by the comment they answer, in the order of time."""
        found: dict[int | None, list[Comment]] = {}
        for comment in sorted(self.comments, key=lambda comment: (comment.posted, comment.id)):
            found.setdefault(comment.parent, []).append(comment)
        return {parent: tuple(children) for parent, children in found.items()}

    @cached_property
    def branch(self) -> dict[int, int]:
        """For each comment, by its id, which of the top-level ones it stands under (or is), counted from 0."""
        found: dict[int, int] = {}
        waiting = [(comment, place) for place, comment in enumerate(self.tree.get(None, ()))]
        while waiting:
            comment, place = waiting.pop()
            found[comment.id] = place
            waiting += [(answer, place) for answer in self.tree.get(comment.id, ())]
        return found


@dataclass(frozen=True, kw_only=True)
class Blog:
    """A blog. Its comment pages count top-level comments; an article's own address shows the newest page.

    With ``summaries`` index and archive pages show excerpts, else articles in full as far as their authors did not cut them.
    """

    title: str
    tagline: str
    members: tuple[Member, ...]
    categories: tuple[Term, ...]
    tags: tuple[Term, ...]
    articles: tuple[Article, ...]
    zone: str = "Europe/London"
    language: str = "en-GB"
    articles_per_page: int = 5
    comments_per_page: int = 5
    summaries: bool = False

    @cached_property
    def article(self) -> dict[int, Article]:
        """Articles and static pages by id."""
        return {article.id: article for article in self.articles}

    @cached_property
    def entries(self) -> tuple[Article, ...]:
        """The articles that index pages list, the latest first; static pages are not among them."""
        return tuple(sorted((a for a in self.articles if not a.static), key=lambda a: (a.posted, a.id), reverse=True))

    def comment_pages(self, article: Article) -> int:
        """How many pages an article's comments fill, one where there are none."""
        return max(1, -(-len(article.tree.get(None, ())) // self.comments_per_page))

    def comment_page(self, article: Article, number: int) -> tuple[Comment, ...]:
        """The top-level comments of one comment page, counted from 1, the oldest."""
        start = (number - 1) * self.comments_per_page
        return article.tree.get(None, ())[start : start + self.comments_per_page]
