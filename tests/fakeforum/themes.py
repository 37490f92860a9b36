"""Two more themes of the blog: Twenty Seventeen (classic, ``ol.comment-list``) and a block theme of Twenty Twenty-Three's shape."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from string import Template

from archiver.demo.blog_model import Article, Comment
from archiver.demo.site import esc
from archiver.demo.site import template as load
from archiver.demo.truth import own_text
from archiver.demo.wordpress import Theme, WordPress
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way


def template(name: str) -> Template:
    return load(name, __package__)


class TwentySeventeen(Theme):
    """Comments are ``li`` in ``ol.comment-list``, answers in ``ol.children``; a pingback shows its source and nothing else."""

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
        title = f'<header class="page-header"><h1 class="page-title">{heading}</h1></header>' if heading else ""
        older = f'<a class="next page-numbers" href="{self.to.index_page(path, number + 1)}"><span class="screen-reader-text">Next page</span></a>'
        numbers = "\n".join(self.page_numbers(number, [self.to.index_page(path, page) for page in range(1, pages + 1)]))
        links = f'<nav class="navigation pagination" aria-label="Posts"><div class="nav-links">{numbers}{older if number < pages else ""}</div></nav>'
        main = "\n".join(self._entry(article, single=False) for article in articles) + (links if pages > 1 else "")
        return self._frame(self.title(), f"{body_class} hfeed", main, heading=title)

    def single(self, article: Article, comment_page: int | None) -> str:
        main = self._entry(article, single=True) + self._comments(article, comment_page)
        return self._frame(
            self.title(esc(article.title)), self.single_class(article), main, head=self.single_head(article, comment_page)
        )

    def search(self, words: str, articles: tuple[Article, ...]) -> str:
        rows = "".join(f'<div class="entry-summary"><p>{esc(own_text(article.body)[:100])}</p></div>' for article in articles)
        return self._frame(self.title(f"Search Results for &#8220;{esc(words)}&#8221;"), "search search-results", rows)

    def missing(self) -> str:
        main = '<section class="error-404 not-found"><h1 class="page-title">Oops! That page can&rsquo;t be found.</h1></section>'
        return self._frame(self.title("Page not found"), "error404", main)

    def _frame(self, title: str, body_class: str, main: str, *, head: str = "", heading: str = "") -> str:
        blog = self.blog
        recent = "".join(
            f'<li class="wp-block-latest-comments__comment"><article><footer class="wp-block-latest-comments__comment-meta">'
            f'{esc(comment.author.name)} on <a class="wp-block-latest-comments__comment-link" href="{self.to.comment(article, comment)}">'
            f"{esc(article.title)}</a></footer></article></li>"
            for article, comment in self.latest_comments[:5]
        )
        categories = "".join(
            f'<li class="cat-item cat-item-{term.id}"><a href="{self.to.category(term)}">{esc(term.name)}</a></li>'
            for term in blog.categories
        )
        return template("twentyseventeen/frame.html").substitute(
            language=blog.language,
            title=title,
            site=esc(blog.title),
            tagline=esc(blog.tagline),
            base=self.base,
            head=head,
            body_class=body_class,
            heading=heading,
            main=main,
            recent_comments=recent,
            categories=categories,
        )

    def _entry(self, article: Article, *, single: bool) -> str:
        url = self.to.article(article)
        posted, changed = self.stamp(article.posted), self.stamp(article.modified or article.posted)
        shown = f'<time class="entry-date published updated" datetime="{posted}">{self.date(article.posted)}</time>'
        if article.modified:
            shown = f'<time class="entry-date published" datetime="{posted}">{self.date(article.posted)}</time>'
            shown += f'<time class="updated" datetime="{changed}">{self.date(article.modified)}</time>'
        when = f'<span class="posted-on"><span class="screen-reader-text">Posted on</span> <a href="{url}" rel="bookmark">{shown}</a></span>'
        author = f'<a class="url fn n" href="{self.to.author(article.author)}">{esc(article.author.name)}</a>'
        by = f'<span class="byline"> by <span class="author vcard">{author}</span></span>' if single else ""
        title = f'<h1 class="entry-title">{esc(article.title)}</h1>'
        if not single:
            title = f'<h2 class="entry-title"><a href="{url}" rel="bookmark">{esc(article.title)}</a></h2>'
        return template("twentyseventeen/entry.html").substitute(
            id=article.id,
            classes=self.entry_class(article),
            meta="" if article.static else f'<div class="entry-meta">{when}{by}</div>',
            title=title,
            body=self.entry_body(article, single=single),
            footer=self._footer(article) if single else "",
        )

    def _footer(self, article: Article) -> str:
        categories = ", ".join(
            f'<a href="{self.to.category(c)}" rel="category tag">{esc(c.name)}</a>' for c in article.categories
        )
        tags = ", ".join(f'<a href="{self.to.tag(tag)}" rel="tag">{esc(tag.name)}</a>' for tag in article.tags)
        listed = (
            f'<span class="cat-links"><span class="screen-reader-text">Categories</span>{categories}</span>' if categories else ""
        )
        listed += f'<span class="tags-links"><span class="screen-reader-text">Tags</span>{tags}</span>' if tags else ""
        return f'<footer class="entry-footer"><span class="cat-tags-links">{listed}</span></footer>' if listed else ""

    def _comments(self, article: Article, comment_page: int | None) -> str:
        total = len(article.comments)
        closed = '<p class="no-comments">Comments are closed.</p>' if article.closed and total else ""
        respond = (
            ""
            if article.closed
            else '<div id="respond" class="comment-respond"><h3 id="reply-title" class="comment-reply-title">Leave a Reply</h3></div>'
        )
        if not total:
            return f'<div id="comments" class="comments-area">{respond}</div>' if respond else ""
        pages = self.blog.comment_pages(article)
        number = comment_page or pages
        heading = (
            f"One Reply to &ldquo;{esc(article.title)}&rdquo;"
            if total == 1
            else f"{total} Replies to &ldquo;{esc(article.title)}&rdquo;"
        )
        pager = ""
        if pages > 1:
            places = [f"{self.to.comment_page(article, page)}#comments" for page in range(1, pages + 1)]
            pager = f'<nav class="navigation comments-pagination"><div class="nav-links">{"".join(self.page_numbers(number, places))}</div></nav>'
        tree = self.comment_tree(article, number)
        return (
            f'<div id="comments" class="comments-area"><h2 class="comments-title">{heading}</h2>'
            f'<ol class="comment-list">{tree}</ol>{pager}{closed}{respond}</div>'
        )

    def comment(self, article: Article, comment: Comment, classes: str, answers: str) -> str:
        writer = comment.author
        name = esc(writer.name)
        if comment.kind != "comment":
            return template("twentyseventeen/pingback.html").substitute(
                id=comment.id, classes=classes, author=name, author_url=esc(writer.url)
            )
        return template("twentyseventeen/comment.html").substitute(
            id=comment.id,
            classes=classes,
            avatar=self.avatar(writer, 100),
            author=f"<a href='{esc(writer.url)}' rel='external nofollow ugc' class='url'>{name}</a>" if writer.url else name,
            url=self.to.comment(article, comment),
            stamp=self.stamp(comment.posted),
            shown=self.date_and_time(comment.posted),
            body=self.comment_markup.body(comment.body),
            reply="" if article.closed else f'<div class="reply">{self.reply_link(article, comment)}</div>',
            answers=f'<ol class="children">{answers}</ol><!-- .children -->' if answers else "",
        )


class BlockTheme(Theme):
    """A theme of blocks: no ``article`` element, the author without a link, dates of comments without the hour in words."""

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
        rows = "\n".join(
            template("block/row.html").substitute(
                classes=self.entry_class(article),
                url=self.to.article(article),
                title=esc(article.title),
                excerpt=esc(own_text(article.body)[:200]),
                stamp=self.stamp(article.posted),
                date=self.date(article.posted),
            )
            for article in articles
        )
        older = f'<a href="{self.to.index_page(path, number + 1)}" class="wp-block-query-pagination-next">Next Page</a>'
        links = f'<nav class="wp-block-query-pagination" aria-label="Pagination">{older}</nav>' if number < pages else ""
        top = f'<h1 class="wp-block-query-title">{heading}</h1>' if heading else ""
        return self._frame(
            self.title(),
            body_class,
            f'{top}<div class="wp-block-query"><ul class="wp-block-post-template">{rows}</ul>{links}</div>',
        )

    def single(self, article: Article, comment_page: int | None) -> str:
        main = template("block/single.html").substitute(
            title=esc(article.title),
            body=self.entry_body(article, single=True),
            stamp=self.stamp(article.posted),
            date=self.date(article.posted),
            author=esc(article.author.name),
            categories=self._terms("category", [(self.to.category(c), c.name) for c in article.categories]),
            tags=self._terms("post_tag", [(self.to.tag(tag), tag.name) for tag in article.tags]),
            comments=self._comments(article, comment_page),
        )
        return self._frame(
            self.title(esc(article.title)), self.single_class(article), main, head=self.single_head(article, comment_page)
        )

    def search(self, words: str, articles: tuple[Article, ...]) -> str:
        return self._frame(self.title(f"Search Results for &#8220;{esc(words)}&#8221;"), "search search-results", "")

    def missing(self) -> str:
        return self._frame(
            self.title("Page not found"), "error404", '<h1 class="wp-block-heading">404</h1><p>This page could not be found.</p>'
        )

    def _frame(self, title: str, body_class: str, main: str, *, head: str = "") -> str:
        menu = "".join(
            f'<li class="wp-block-pages-list__item"><a class="wp-block-pages-list__item__link" href="{self.to.article(page)}">{esc(page.title)}</a></li>'
            for page in self.blog.articles
            if page.static
        )
        return template("block/frame.html").substitute(
            language=self.blog.language,
            title=title,
            site=esc(self.blog.title),
            base=self.base,
            head=head,
            body_class=body_class,
            menu=menu,
            main=main,
        )

    def _terms(self, taxonomy: str, terms: list[tuple[str, str]]) -> str:
        links = '<span class="wp-block-post-terms__separator">, </span>'.join(
            f'<a href="{url}" rel="tag">{esc(name)}</a>' for url, name in terms
        )
        return f'<div class="taxonomy-{taxonomy} wp-block-post-terms">{links}</div>' if links else ""

    def _comments(self, article: Article, comment_page: int | None) -> str:
        total = len(article.comments)
        if not total:
            return ""
        pages = self.blog.comment_pages(article)
        number = comment_page or pages
        title = esc(article.title)
        heading = f"One response to &#8220;{title}&#8221;" if total == 1 else f"{total} responses to &#8220;{title}&#8221;"
        pager = ""
        if pages > 1:
            places = [f"{self.to.comment_page(article, page)}#comments" for page in range(1, pages + 1)]
            numbers = "\n".join(self.page_numbers(number, places))
            pager = f'<div class="wp-block-comments-pagination"><div class="wp-block-comments-pagination-numbers">{numbers}</div></div>'
        return (
            f'<div class="wp-block-comments"><h2>Comments</h2><h3 id="comments" class="wp-block-comments-title">{heading}</h3>\n'
            f'<ol class="wp-block-comment-template">{self.comment_tree(article, number)}</ol>{pager}</div>'
        )

    def comment(self, article: Article, comment: Comment, classes: str, answers: str) -> str:
        writer = comment.author
        name = esc(writer.name)
        return template("block/comment.html").substitute(
            id=comment.id,
            classes=classes,
            avatar=self.avatar(writer, 40),
            author=f'<a rel="external nofollow ugc" href="{esc(writer.url)}" target="_self" >{name}</a>' if writer.url else name,
            url=self.to.comment(article, comment),
            stamp=self.stamp(comment.posted),
            date=self.date(comment.posted),
            body=self.comment_markup.body(comment.body),
            reply="" if article.closed else self.reply_link(article, comment),
            answers=f"<ol>{answers}</ol>" if answers else "",
        )


PRINTS = Prints(mentions=False, quote_members=False, quote_sources=False)
WAYS = {
    "twenty twenty": Way("wordpress", WordPress, PRINTS),
    "twenty seventeen": Way("wordpress", partial(WordPress, theme=TwentySeventeen), replace(PRINTS, whole_pings=False)),
    "block theme": Way("wordpress", partial(WordPress, theme=BlockTheme), replace(PRINTS, author_ids=False)),
}
