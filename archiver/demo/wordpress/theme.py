"""What all themes of a WordPress blog share: addresses, names, times, classes, counts and the order of comments."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from itertools import count
from zoneinfo import ZoneInfo

from archiver.demo.blog_model import Article, Blog, Comment, Term
from archiver.demo.model import Member, Writer
from archiver.demo.site import esc, slug
from archiver.demo.wordpress.markup import ArticleMarkup, CommentMarkup


class Addresses:
    """Where things stand on the blog at ``base`` (an address without a slash at its end)."""

    def __init__(self, blog: Blog, base: str) -> None:
        self.blog = blog
        self.base = base
        self._zone = ZoneInfo(blog.zone)

    def local(self, moment: datetime) -> datetime:
        """A moment in the blog's zone."""
        return moment.astimezone(self._zone)

    def article(self, article: Article) -> str:
        """An article's own address."""
        if article.static:
            return f"{self.base}/{article.slug}/"
        return f"{self.base}/{self.local(article.posted):%Y/%m/%d}/{article.slug}/"

    def comment_page(self, article: Article, number: int) -> str:
        """A page of an article's comments."""
        return f"{self.article(article)}comment-page-{number}/"

    def comment(self, article: Article, comment: Comment) -> str:
        """A comment's own address; an article with one page of comments needs no page in it."""
        pages = self.blog.comment_pages(article)
        number = article.branch[comment.id] // self.blog.comments_per_page + 1
        place = self.comment_page(article, number) if pages > 1 else self.article(article)
        return f"{place}#comment-{comment.id}"

    def author(self, member: Member) -> str:
        """The archive of a member's articles."""
        return f"{self.base}/author/{self.nicename(member)}/"

    def nicename(self, member: Member) -> str:
        """A member's name as part of an address, in WordPress's spelling."""
        return slug(member.name).lower()

    def category(self, term: Term) -> str:
        """The archive of a category, under the category around it."""
        return f"{self.base}/category/{'/'.join(self._path(term))}/"

    def tag(self, term: Term) -> str:
        """The archive of a tag."""
        return f"{self.base}/tag/{term.slug}/"

    def index_page(self, path: str, number: int) -> str:
        """A page of an index or archive, from the address of its first."""
        return path if number == 1 else f"{path}page/{number}/"

    def _path(self, term: Term) -> list[str]:
        above = next((other for other in self.blog.categories if other.id == term.parent), None)
        return [*(self._path(above) if above else ()), term.slug]


class Theme:
    """A theme: makes the pages of a blog. Subclasses write the markup."""

    def __init__(self, blog: Blog, base: str) -> None:
        self.blog = blog
        self.base = base
        self.to = Addresses(blog, base)
        self.article_markup = ArticleMarkup()
        self.comment_markup = CommentMarkup()

    # -- pages, written by each theme ------------------------------------------------------------------------------

    def listing(
        self,
        articles: tuple[Article, ...],
        number: int,
        pages: int,
        *,
        path: str,
        heading: str = "",
        body_class: str = "home blog",
    ) -> str:
        """An index or archive page. ``path`` is the address of its first page, ``heading`` is HTML."""
        raise NotImplementedError

    def single(self, article: Article, comment_page: int | None) -> str:
        """An article or static page; ``comment_page`` is None at its own address, where the newest comments show."""
        raise NotImplementedError

    def search(self, words: str, articles: tuple[Article, ...]) -> str:
        """The results of a search, with excerpts."""
        raise NotImplementedError

    def missing(self) -> str:
        """The page of an address that leads nowhere."""
        raise NotImplementedError

    # -- what they share -------------------------------------------------------------------------------------------

    def title(self, *parts: str) -> str:
        """The page's title."""
        return " &#8211; ".join([*(part for part in parts if part), esc(self.blog.title)])

    def single_head(self, article: Article, comment_page: int | None) -> str:
        """What the head of an article's page says of it."""
        url = self.to.article(article)
        place = self.to.comment_page(article, comment_page) if comment_page else url
        kind = "pages" if article.static else "posts"
        feed = f'title="{esc(self.blog.title)} &raquo; {esc(article.title)} Comments Feed" href="{url}feed/" />'
        return (
            f'<link rel="alternate" type="application/rss+xml" {feed}\n'
            f'<link rel="alternate" type="application/json" href="{self.base}/wp-json/wp/v2/{kind}/{article.id}" />\n'
            f'<link rel="canonical" href="{place}{"#comments" if comment_page else ""}" />\n'
            f"<link rel='shortlink' href='{self.base}/?p={article.id}' />"
        )

    def single_class(self, article: Article) -> str:
        """The classes of an article's page."""
        if article.static:
            return f"page-template-default page page-id-{article.id}"
        return f"post-template-default single single-post postid-{article.id} single-format-standard"

    def entry_class(self, article: Article) -> str:
        """The classes of an article's element."""
        terms = [f"category-{term.slug}" for term in article.categories] + [f"tag-{term.slug}" for term in article.tags]
        kind = "page type-page status-publish" if article.static else "post type-post status-publish format-standard"
        return " ".join([f"post-{article.id}", kind, "hentry", *terms])

    def entry_body(self, article: Article, *, single: bool) -> str:
        """An article's body; on an index up to where its author cut it."""
        cut = article.more
        if cut is None:
            return self.article_markup.body(article.body)
        above = self.article_markup.body(article.body[:cut])
        if single:
            return f'{above}<p><span id="more-{article.id}"></span></p>\n{self.article_markup.body(article.body[cut:])}'
        link = f'{self.to.article(article)}#more-{article.id}" class="more-link"'
        inner = f'<span aria-label="Continue reading {esc(article.title)}">Continue reading</span>'
        return f'{above}<p class="link-more"><a href="{link}>{inner}</a></p>\n'

    def date(self, moment: datetime) -> str:
        """A date as printed."""
        local = self.to.local(moment)
        return f"{local:%B} {local.day}, {local.year}"

    def date_and_time(self, moment: datetime) -> str:
        """A date and time as printed."""
        local = self.to.local(moment)
        return f"{self.date(moment)} at {local.hour % 12 or 12}:{local:%M} {local:%p}".replace("AM", "am").replace("PM", "pm")

    def stamp(self, moment: datetime) -> str:
        """A moment for machines, with the blog's offset."""
        return self.to.local(moment).isoformat(timespec="seconds")

    def comment_tree(self, article: Article, number: int) -> str:
        """One page of comments, those that answer inside those they answer."""
        numbers = count()
        return "\n".join(self._branch(article, comment, 1, numbers) for comment in self.blog.comment_page(article, number))

    def _branch(self, article: Article, comment: Comment, depth: int, numbers: count[int]) -> str:
        place = next(numbers)
        answers = article.tree.get(comment.id, ())
        classes: list[str] = [comment.kind]
        if isinstance(comment.author, Member):
            classes += ["byuser", f"comment-author-{self.to.nicename(comment.author)}"]
            classes += ["bypostauthor"] if comment.author == article.author else []
        classes += ["odd", "alt"] if place % 2 else ["even"]
        classes += [f"depth-{depth}"] + (["parent"] if answers else [])
        inner = "\n".join(self._branch(article, answer, depth + 1, numbers) for answer in answers)
        return self.comment(article, comment, " ".join(classes), inner)

    def comment(self, article: Article, comment: Comment, classes: str, answers: str) -> str:
        """One comment with the answers to it, which are HTML."""
        raise NotImplementedError

    def avatar(self, writer: Writer, size: int) -> str:
        """The picture beside a comment."""
        digest = f"{sum(map(ord, writer.name)):032x}"
        return (
            f"<img alt='' src='{self.base}/avatars/{digest}.png?s={size}&#038;d=mm&#038;r=g' class='avatar avatar-{size} photo' "
            f"height='{size}' width='{size}' loading='lazy' decoding='async'/>"
        )

    def reply_link(self, article: Article, comment: Comment) -> str:
        """The link under a comment that opens the form."""
        name = esc(comment.author.name)
        return (
            f"<a rel='nofollow' class='comment-reply-link' href='{self.to.article(article)}?replytocom={comment.id}#respond' "
            f'data-commentid="{comment.id}" data-postid="{article.id}" data-belowelement="div-comment-{comment.id}" '
            f'data-respondelement="respond" data-replyto="Reply to {name}" aria-label=\'Reply to {name}\'>Reply</a>'
        )

    def page_numbers(self, number: int, places: list[str]) -> list[str]:
        """The numbered links of a list of pages; the page itself is no link."""
        return [
            f'<span aria-current="page" class="page-numbers current">{page}</span>'
            if page == number
            else f'<a class="page-numbers" href="{place}">{page}</a>'
            for page, place in enumerate(places, 1)
        ]

    @cached_property
    def latest_comments(self) -> list[tuple[Article, Comment]]:
        """All comments with their articles, the latest first."""
        pairs = [
            (article, comment) for article in self.blog.articles for comment in article.comments if comment.kind == "comment"
        ]
        return sorted(pairs, key=lambda pair: (pair[1].posted, pair[1].id), reverse=True)
