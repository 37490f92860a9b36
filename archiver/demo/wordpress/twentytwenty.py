"""The theme Twenty Twenty, in markup of its shape."""

from __future__ import annotations

from archiver.demo.blog_model import Article, Comment
from archiver.demo.model import Member
from archiver.demo.site import esc, template
from archiver.demo.truth import own_text
from archiver.demo.wordpress.theme import Theme

_SHOWING = "showing-comments show-avatars"
_RULE = '\n<hr class="styled-separator is-style-wide section-inner" aria-hidden="true" />\n'


class TwentyTwenty(Theme):
    """Comments are nested ``div``, their count's heading is of the reply form's class, articles have no ``<time>``."""

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
        top = template("wordpress/archive_header.html").substitute(heading=heading, intro="") if heading else ""
        entries = _RULE.join(self._entry(article, excerpt=self.blog.summaries) for article in articles)
        paged = f" paged paged-{number}" if number > 1 else ""
        return self._frame(
            title=self.title(_plain(heading), f"Page {number}" if number > 1 else ""),
            body_class=f"{body_class}{paged} enable-search-modal {'has' if pages > 1 else 'has-no'}-pagination {_SHOWING}",
            main=f"{top}\n{entries}\n{self._pager(path, number, pages)}",
        )

    def single(self, article: Article, comment_page: int | None) -> str:
        beside = "" if article.static else self._neighbours(article)
        pagination = "has-no-pagination" if article.static else "has-single-pagination"
        return self._frame(
            title=self.title(esc(article.title)),
            head=self.single_head(article, comment_page),
            body_class=f"{self.single_class(article)} singular enable-search-modal missing-post-thumbnail {pagination} "
            f"{_SHOWING if article.comments else 'not-' + _SHOWING} footer-top-visible",
            main=self._entry(article, single=True, after=beside + self._comments(article, comment_page)),
            scripts=f"<script src='{self.base}/wp-includes/js/comment-reply.min.js?ver=6.4.3' id='comment-reply-js'></script>",
        )

    def search(self, words: str, articles: tuple[Article, ...]) -> str:
        entries = _RULE.join(self._entry(article, excerpt=True) for article in articles)
        found = f"<p>We found {len(articles)} results for your search.</p>"
        top = template("wordpress/archive_header.html").substitute(
            heading=f'<span class="color-accent">Search:</span> &ldquo;{esc(words)}&rdquo;',
            intro=f'<div class="archive-subtitle section-inner thin max-percentage intro-text">{found}</div>',
        )
        return self._frame(
            title=self.title(f"Search Results for &#8220;{esc(words)}&#8221;"),
            body_class=f"search search-results enable-search-modal has-no-pagination {_SHOWING}",
            main=f"{top}\n{entries}",
        )

    def missing(self) -> str:
        return self._frame(
            title=self.title("Page not found"),
            body_class=f"error404 enable-search-modal has-no-pagination not-{_SHOWING} footer-top-visible",
            main=template("wordpress/missing.html").substitute(),
        )

    # -- the frame -------------------------------------------------------------------------------------------------

    def _frame(self, *, title: str, body_class: str, main: str, head: str = "", scripts: str = "") -> str:
        blog = self.blog
        menu = "".join(
            f'<li class="page_item page-item-{page.id}"><a href="{self.to.article(page)}">{esc(page.title)}</a></li>'
            for page in blog.articles
            if page.static
        )
        recent = "\n".join(
            f'<li><a class="wp-block-latest-posts__post-title" href="{self.to.article(article)}">{esc(article.title)}</a></li>'
            for article in blog.entries[:5]
        )
        months = dict.fromkeys((f"{self.to.local(a.posted):%Y/%m}", f"{self.to.local(a.posted):%B %Y}") for a in blog.entries)
        categories = "\n".join(
            f'<li class="cat-item cat-item-{term.id}"><a href="{self.to.category(term)}">{esc(term.name)}</a></li>'
            for term in blog.categories
        )
        return template("wordpress/frame.html").substitute(
            language=blog.language,
            title=title,
            site=esc(blog.title),
            tagline=esc(blog.tagline),
            base=self.base,
            head=head,
            body_class=body_class,
            menu=menu,
            main=main,
            scripts=scripts,
            recent_posts=recent,
            recent_comments="".join(self._recent(article, comment) for article, comment in self.latest_comments[:5]),
            months="\n".join(f"<li><a href='{self.base}/{path}/'>{name}</a></li>" for path, name in months),
            categories=categories,
        )

    def _recent(self, article: Article, comment: Comment) -> str:
        name = esc(comment.author.name)
        link = self.to.author(comment.author) if isinstance(comment.author, Member) else esc(comment.author.url)
        css = "wp-block-latest-comments__comment"
        author = f'<a class="{css}-author" href="{link}">{name}</a>' if link else f'<span class="{css}-author">{name}</span>'
        return (
            f'<li class="{css}"><article><footer class="{css}-meta">{author} on '
            f'<a class="{css}-link" href="{self.to.comment(article, comment)}">{esc(article.title)}</a></footer></article></li>'
        )

    def _pager(self, path: str, number: int, pages: int) -> str:
        if pages < 2:
            return ""
        newer = '<span class="nav-prev-text">Newer <span class="nav-short">Posts</span></span>'
        older = '<span class="nav-next-text">Older <span class="nav-short">Posts</span></span>'
        links = [f'<span class="prev page-numbers placeholder" aria-hidden="true">{newer}</span>']
        if number > 1:
            before = self.to.index_page(path, number - 1)
            links = [f'<a class="prev page-numbers" href="{before}"><span aria-hidden="true">&larr;</span> {newer}</a>']
        links += self.page_numbers(number, [self.to.index_page(path, page) for page in range(1, pages + 1)])
        if number < pages:
            after = self.to.index_page(path, number + 1)
            links.append(f'<a class="next page-numbers" href="{after}">{older} <span aria-hidden="true">&rarr;</span></a>')
        return template("wordpress/pager.html").substitute(links="\n".join(links))

    # -- articles --------------------------------------------------------------------------------------------------

    def _entry(self, article: Article, *, single: bool = False, excerpt: bool = False, after: str = "") -> str:
        title = f'<h1 class="entry-title">{esc(article.title)}</h1>'
        if not single:
            link = f'<a href="{self.to.article(article)}">{esc(article.title)}</a>'
            title = f'<h2 class="entry-title heading-size-1">{link}</h2>'
        categories = " ".join(f'<a href="{self.to.category(c)}" rel="category tag">{esc(c.name)}</a>' for c in article.categories)
        tags = ", ".join(f'<a href="{self.to.tag(tag)}" rel="tag">{esc(tag.name)}</a>' for tag in article.tags)
        return template("wordpress/entry.html").substitute(
            classes=self.entry_class(article),
            id=article.id,
            header_class=" header-footer-group" if single else "",
            categories=template("wordpress/entry_categories.html").substitute(categories=categories) if categories else "",
            title=title,
            meta="" if article.static else self._meta(article),
            body=self._excerpt(article) if excerpt else self.entry_body(article, single=single),
            tags=template("wordpress/entry_tags.html").substitute(tags=tags) if tags else "",
            after=after,
        )

    def _excerpt(self, article: Article) -> str:
        words = own_text(article.body).split()
        return f"<p>{esc(' '.join(words[:30]))}{' [&hellip;]' if len(words) > 30 else ''}</p>"

    def _meta(self, article: Article) -> str:
        url = self.to.article(article)
        total = len(article.comments)
        replies = template("wordpress/entry_replies.html").substitute(
            url=f"{url}#comments" if total else f"{url}#respond",
            count=f"{total} Comment{'s' * (total != 1)}" if total else "No Comments",
            title=esc(article.title),
        )
        return template("wordpress/entry_meta.html").substitute(
            author_url=self.to.author(article.author),
            author=esc(article.author.name),
            url=url,
            date=self.date(article.posted),
            comments=replies if total or not article.closed else "",
        )

    def _neighbours(self, article: Article) -> str:
        entries = self.blog.entries
        place = entries.index(article)
        sides = (("previous", "&larr;", entries[place + 1 : place + 2]), ("next", "&rarr;", entries[max(0, place - 1) : place]))
        links = "\n".join(
            template("wordpress/neighbour.html").substitute(
                kind=kind, arrow=arrow, url=self.to.article(near), title=esc(near.title)
            )
            for kind, arrow, beside in sides
            for near in beside
        )
        return template("wordpress/neighbours.html").substitute(links=links)

    # -- comments --------------------------------------------------------------------------------------------------

    def _comments(self, article: Article, comment_page: int | None) -> str:
        total = len(article.comments)
        if not total:
            return "" if article.closed else f'<div class="comments-wrapper section-inner">{self._respond(article)}</div>'
        pages = self.blog.comment_pages(article)
        number = comment_page or pages
        return template("wordpress/comments.html").substitute(
            count=f"{total} {'reply' if total == 1 else 'replies'}",
            title=esc(article.title),
            comments=self.comment_tree(article, number),
            pager=self._comment_pager(article, number, pages),
            respond=self._respond(article),
        )

    def _respond(self, article: Article) -> str:
        if article.closed:
            return '<div class="comment-respond" id="respond"><p class="comments-closed">Comments are closed.</p></div>'
        return template("wordpress/respond.html").substitute(
            base=self.base,
            path=self.to.article(article).removeprefix(self.base),
            id=article.id,
            heading="Leave a Reply" if article.comments else "Leave a comment",
        )

    def _comment_pager(self, article: Article, number: int, pages: int) -> str:
        if pages < 2:
            return ""
        places = [f"{self.to.comment_page(article, page)}#comments" for page in range(1, pages + 1)]
        older = '<span aria-hidden="true">&larr;</span> Older Comments'
        newer = 'Newer Comments <span aria-hidden="true">&rarr;</span>'
        links = [f'<a class="prev page-numbers" href="{places[number - 2]}">{older}</a>'] if number > 1 else []
        links += self.page_numbers(number, places)
        links += [f'<a class="next page-numbers" href="{places[number]}">{newer}</a>'] if number < pages else []
        joined = "\n".join(links)
        return f'<nav class="comments-pagination pagination" aria-label="Comments">\n{joined}\n</nav>'

    def comment(self, article: Article, comment: Comment, classes: str, answers: str) -> str:
        writer = comment.author
        picture = self.avatar(writer, 120) if comment.kind == "comment" else ""
        name = f'{picture}<span class="fn">{esc(writer.name)}</span><span class="screen-reader-text says">says:</span>'
        if writer.url:
            name = f'<a href="{esc(writer.url)}" rel="external nofollow" class="url">{name}</a>'
        marks = "" if article.closed else f'<span class="comment-reply">{self.reply_link(article, comment)}</span>'
        if "bypostauthor" in classes:
            marks += '<span class="by-post-author">By Post Author</span>'
        return template("wordpress/comment.html").substitute(
            id=comment.id,
            classes=classes,
            author=name,
            url=self.to.comment(article, comment),
            stamp=self.stamp(comment.posted),
            shown=self.date_and_time(comment.posted),
            body=self.comment_markup.body(comment.body),
            footer=f'<footer class="comment-footer-meta">{marks}</footer>' if marks else "",
            children=answers,
        )


def _plain(heading: str) -> str:
    """The name in an archive's heading, without its markup."""
    return heading.rpartition("<span>")[2].removesuffix("</span>")
