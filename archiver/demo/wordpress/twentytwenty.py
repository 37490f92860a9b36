"""The theme Twenty Twenty, in markup of its shape."""

from __future__ import annotations

from archiver.demo.model import Article, Comment, Member
from archiver.demo.site import esc, template
from archiver.demo.truth import own_text
from archiver.demo.wordpress.theme import Theme

_RULE = '<hr class="styled-separator is-style-wide section-inner" aria-hidden="true" />'


class TwentyTwenty(Theme):
    """Twenty Twenty: comments are nested ``div``, the count's heading is of the reply form's class, no ``<time>`` on articles."""

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
        top = self._archive_header(heading) if heading else ""
        entries = f"\n{_RULE}\n".join(self._entry(article) for article in articles)
        paged = f" paged paged-{number}" if number > 1 else ""
        return self._frame(
            title=self.title(_plain(heading), f"Page {number}" if number > 1 else ""),
            body_class=f"{body_class}{paged} enable-search-modal has-{'' if pages > 1 else 'no-'}pagination showing-comments show-avatars",
            main=f"{top}\n{entries}\n{self._pager(path, number, pages)}",
        )

    def single(self, article: Article, comment_page: int | None) -> str:
        after = "" if article.static else self._neighbours(article)
        after += self._comments(article, comment_page)
        pagination = "has-no-pagination" if article.static else "has-single-pagination"
        return self._frame(
            title=self.title(esc(article.title)),
            head=self.single_head(article, comment_page),
            body_class=f"{self.single_class(article)} singular enable-search-modal missing-post-thumbnail {pagination} "
            f"{'showing' if article.comments else 'not-showing'}-comments show-avatars footer-top-visible",
            main=self._entry(article, single=True, after=after),
            scripts=f"<script src='{self.base}/wp-includes/js/comment-reply.min.js?ver=6.4.3' id='comment-reply-js' async></script>",
        )

    def search(self, words: str, articles: tuple[Article, ...]) -> str:
        found = f"We found {len(articles)} results for your search."
        heading = f'<span class="color-accent">Search:</span> &ldquo;{esc(words)}&rdquo;'
        entries = f"\n{_RULE}\n".join(self._entry(article, excerpt=True) for article in articles)
        return self._frame(
            title=self.title(f"Search Results for &#8220;{esc(words)}&#8221;"),
            body_class="search search-results enable-search-modal has-no-pagination showing-comments show-avatars",
            main=f"{self._archive_header(heading, found)}\n{entries}",
        )

    def missing(self) -> str:
        return self._frame(
            title=self.title("Page not found"),
            body_class="error404 enable-search-modal has-no-pagination not-showing-comments show-avatars footer-top-visible",
            main='<div class="section-inner thin error404-content"><h1 class="entry-title">Page Not Found</h1><div class="intro-text">'
            "<p>The page you were looking for could not be found. It might have been removed, renamed, or did not exist in the first "
            "place.</p></div></div>",
        )

    # -- the frame -------------------------------------------------------------------------------------------------

    def _frame(self, *, title: str, body_class: str, main: str, head: str = "", scripts: str = "") -> str:
        blog = self.blog
        menu = "".join(
            f'<li class="page_item page-item-{page.id}"><a href="{self.to.article(page)}">{esc(page.title)}</a></li>'
            for page in blog.articles
            if page.static
        )
        months = dict.fromkeys(f"{self.to.local(article.posted):%Y/%m|%B %Y}" for article in blog.entries)
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
            recent_posts="\n".join(
                f'<li><a class="wp-block-latest-posts__post-title" href="{self.to.article(a)}">{esc(a.title)}</a></li>'
                for a in blog.entries[:5]
            ),
            recent_comments="".join(self._recent(article, comment) for article, comment in self._latest_comments),
            months="\n".join(
                f"<li><a href='{self.base}/{path}/'>{name}</a></li>" for path, _, name in (m.partition("|") for m in months)
            ),
            categories="\n".join(
                f'<li class="cat-item cat-item-{c.id}"><a href="{self.to.category(c)}">{esc(c.name)}</a></li>'
                for c in blog.categories
            ),
        )

    @property
    def _latest_comments(self) -> list[tuple[Article, Comment]]:
        pairs = [
            (article, comment) for article in self.blog.articles for comment in article.comments if comment.kind == "comment"
        ]
        return sorted(pairs, key=lambda pair: pair[1].posted, reverse=True)[:5]

    def _recent(self, article: Article, comment: Comment) -> str:
        name = esc(comment.author.name)
        link = self.to.author(comment.author) if isinstance(comment.author, Member) else esc(comment.author.url)
        css = "wp-block-latest-comments__comment"
        author = f'<a class="{css}-author" href="{link}">{name}</a>' if link else f'<span class="{css}-author">{name}</span>'
        return (
            f'<li class="{css}"><article><footer class="{css}-meta">{author} on '
            f'<a class="{css}-link" href="{self.to.comment(article, comment)}">{esc(article.title)}</a></footer></article></li>'
        )

    def _archive_header(self, heading: str, intro: str = "") -> str:
        subtitle = (
            f'<div class="archive-subtitle section-inner thin max-percentage intro-text"><p>{intro}</p></div>' if intro else ""
        )
        return (
            '<header class="archive-header has-text-align-center header-footer-group"><div class="archive-header-inner section-inner medium">'
            f'<h1 class="archive-title">{heading}</h1>{subtitle}</div></header>'
        )

    def _pager(self, path: str, number: int, pages: int) -> str:
        if pages < 2:
            return ""

        def to(page: int) -> str:
            return path if page == 1 else f"{path}page/{page}/"

        newer = '<span class="nav-prev-text">Newer <span class="nav-short">Posts</span></span>'
        older = '<span class="nav-next-text">Older <span class="nav-short">Posts</span></span>'
        links = [
            f'<a class="prev page-numbers" href="{to(number - 1)}"><span aria-hidden="true">&larr;</span> {newer}</a>'
            if number > 1
            else f'<span class="prev page-numbers placeholder" aria-hidden="true"><span aria-hidden="true">&larr;</span> {newer}</span>'
        ]
        for page in range(1, pages + 1):
            if page == number:
                links.append(f'<span aria-current="page" class="page-numbers current">{page}</span>')
            else:
                links.append(f'<a class="page-numbers" href="{to(page)}">{page}</a>')
        if number < pages:
            links.append(
                f'<a class="next page-numbers" href="{to(number + 1)}">{older} <span aria-hidden="true">&rarr;</span></a>'
            )
        joined = "\n".join(links)
        return (
            f'<div class="pagination-wrapper section-inner">{_RULE}\n<nav class="navigation pagination" aria-label="Posts">'
            f'<h2 class="screen-reader-text">Posts navigation</h2><div class="nav-links">{joined}</div></nav></div>'
        )

    # -- articles --------------------------------------------------------------------------------------------------

    def _entry(self, article: Article, *, single: bool = False, excerpt: bool = False, after: str = "") -> str:
        url = self.to.article(article)
        title = f'<h1 class="entry-title">{esc(article.title)}</h1>'
        if not single:
            title = f'<h2 class="entry-title heading-size-1"><a href="{url}">{esc(article.title)}</a></h2>'
        body = f"<p>{esc(self._excerpt(article))}</p>" if excerpt else self.entry_body(article, single=single)
        return template("wordpress/entry.html").substitute(
            classes=self.entry_class(article),
            id=article.id,
            header_class=" header-footer-group" if single else "",
            categories=self._categories(article),
            title=title,
            meta="" if article.static else self._meta(article),
            body=body,
            tags=self._tags(article),
            after=after,
        )

    def _excerpt(self, article: Article) -> str:
        words = own_text(article.body).split()
        return " ".join(words[:30]) + (" […]" if len(words) > 30 else "")

    def _categories(self, article: Article) -> str:
        links = " ".join(f'<a href="{self.to.category(c)}" rel="category tag">{esc(c.name)}</a>' for c in article.categories)
        label = '<span class="screen-reader-text">Categories</span>'
        return f'<div class="entry-categories">{label}<div class="entry-categories-inner">{links}</div></div>' if links else ""

    def _tags(self, article: Article) -> str:
        links = ", ".join(f'<a href="{self.to.tag(tag)}" rel="tag">{esc(tag.name)}</a>' for tag in article.tags)
        if not links:
            return ""
        return (
            '<div class="post-meta-wrapper post-meta-single post-meta-single-bottom"><ul class="post-meta"><li class="post-tags meta-wrapper">'
            f'<span class="meta-icon"><span class="screen-reader-text">Tags</span></span><span class="meta-text">{links}</span></li></ul></div>'
        )

    def _meta(self, article: Article) -> str:
        url = self.to.article(article)
        total = len(article.comments)
        words = f"{total} Comment{'s' * (total != 1)}" if total else "No Comments"
        link = f'<a href="{url}{"#comments" if total else "#respond"}">{words}<span class="screen-reader-text"> on {esc(article.title)}</span></a>'
        item = f'<li class="post-comment-link meta-wrapper"><span class="meta-icon"></span><span class="meta-text">{link}</span></li>'
        return template("wordpress/entry_meta.html").substitute(
            author_url=self.to.author(article.author),
            author=esc(article.author.name),
            url=url,
            date=self.date(article.posted),
            comments=item if total or not article.closed else "",
        )

    def _neighbours(self, article: Article) -> str:
        entries = self.blog.entries
        place = entries.index(article)
        links = ""
        for kind, arrow, other in (
            ("previous", "&larr;", entries[place + 1 : place + 2]),
            ("next", "&rarr;", entries[max(0, place - 1) : place]),
        ):
            for article_ in other:
                links += (
                    f'<a class="{kind}-post" href="{self.to.article(article_)}"><span class="arrow" aria-hidden="true">{arrow}</span>'
                    f'<span class="title"><span class="title-inner">{esc(article_.title)}</span></span></a>\n'
                )
        rule = '<hr class="styled-separator is-style-wide" aria-hidden="true" />'
        return f'<nav class="pagination-single section-inner" aria-label="Post">{rule}<div class="pagination-single-inner">{links}</div>{rule}</nav>'

    # -- comments --------------------------------------------------------------------------------------------------

    def _comments(self, article: Article, comment_page: int | None) -> str:
        respond = '<div class="comment-respond" id="respond"><p class="comments-closed">Comments are closed.</p></div>'
        total = len(article.comments)
        if not article.closed:
            heading = "Leave a Reply" if total else "Leave a comment"
            respond = template("wordpress/respond.html").substitute(
                base=self.base, path=self.to.article(article).removeprefix(self.base), id=article.id, heading=heading
            )
        elif not total:
            respond = ""
        if not total:
            return f'<div class="comments-wrapper section-inner">{respond}</div>' if respond else ""
        pages = self.blog.comment_pages(article)
        number = comment_page or pages
        count = f"{total} {'reply' if total == 1 else 'replies'}"
        return (
            '<div class="comments-wrapper section-inner"><div class="comments" id="comments"><div class="comments-header section-inner small '
            f'max-percentage"><h2 class="comment-reply-title">\n{count} on &ldquo;{esc(article.title)}&rdquo;</h2></div>'
            f'<div class="comments-inner section-inner thin max-percentage">\n{self.comment_tree(article, number)}\n'
            f"{self._comment_pager(article, number, pages)}</div></div>\n{respond}</div>"
        )

    def _comment_pager(self, article: Article, number: int, pages: int) -> str:
        if pages < 2:
            return ""
        links: list[str] = []
        if number > 1:
            links.append(
                f'<a class="prev page-numbers" href="{self.to.comment_page(article, number - 1)}#comments">'
                '<span aria-hidden="true">&larr;</span> Older Comments</a>'
            )
        for page in range(1, pages + 1):
            if page == number:
                links.append(f'<span aria-current="page" class="page-numbers current">{page}</span>')
            else:
                links.append(f'<a class="page-numbers" href="{self.to.comment_page(article, page)}#comments">{page}</a>')
        if number < pages:
            links.append(
                f'<a class="next page-numbers" href="{self.to.comment_page(article, number + 1)}#comments">Newer Comments '
                '<span aria-hidden="true">&rarr;</span></a>'
            )
        joined = "\n".join(links)
        return f'<nav class="comments-pagination pagination" aria-label="Comments">{joined}</nav>'

    def comment(self, article: Article, comment: Comment, classes: str, answers: str) -> str:
        writer = comment.author
        picture = self.avatar(writer, 120) if comment.kind == "comment" else ""
        name = f'{picture}<span class="fn">{esc(writer.name)}</span><span class="screen-reader-text says">says:</span>'
        if writer.url:
            name = f'<a href="{esc(writer.url)}" rel="external nofollow" class="url">{name}</a>'
        marks = ""
        if not article.closed and classes.count("depth-5") == 0:
            marks = (
                f"<span class=\"comment-reply\"><a rel='nofollow' class='do-not-scroll comment-reply-link' "
                f"href='{self.to.article(article)}?replytocom={comment.id}#respond' data-commentid=\"{comment.id}\" "
                f'data-postid="{article.id}" data-belowelement="div-comment-{comment.id}" data-respondelement="respond" '
                f"aria-label='Reply to {esc(writer.name)}'>Reply</a></span>"
            )
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
