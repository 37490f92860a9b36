"""WordPress: articles, static pages and their comments, from pages in any theme, from REST, sitemaps and feeds.

Owns what a page is, which thread it shows and where it leads. The parts are read by `wordpress_article`,
`wordpress_comments`, `wordpress_counts` and `wordpress_rest`, addresses by `wordpress_urls`. An article is a thread whose id
is the number of its post, whatever the address; several addresses are its aliases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules
from spiders.errors import ParseError
from spiders.items import (
    Content,
    Declared,
    Follow,
    Label,
    Link,
    Listing,
    Loss,
    PageKind,
    Post,
    Reading,
    Site,
    Thread,
    ThreadKind,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms import wordpress_article as article
from spiders.platforms import wordpress_bodies as bodies
from spiders.platforms import wordpress_comments as comments
from spiders.platforms import wordpress_counts as counts
from spiders.platforms import wordpress_furniture as furniture
from spiders.platforms import wordpress_index as index
from spiders.platforms import wordpress_json as answers
from spiders.platforms import wordpress_links as links
from spiders.platforms import wordpress_once as once
from spiders.platforms import wordpress_plugins as plugins
from spiders.platforms import wordpress_rest as rest
from spiders.platforms import wordpress_site as sites
from spiders.platforms import wordpress_urls as urls
from spiders.platforms import wordpress_xml as xml
from spiders.platforms.base import Detected, Platform, derived_id
from spiders.platforms.wordpress_frame import Frame, element_id

_SINGLE = frozenset({"single", "page", "attachment", "singular", "wp-singular"})
_LISTED = frozenset({"home", "blog", "archive", "category", "tag", "author", "date", "paged"})


class WordPress(Platform):
    """WordPress 3 to 7, self-hosted or not: classic themes from Twenty Ten on, block themes, REST (wp/v2)."""

    name = "wordpress"
    title = "WordPress"
    family = "blog"
    versions = "3 to 7"

    DROP = f"{furniture.COMMENT}, {furniture.ARTICLE}"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the generator, the link to the REST API, or the theme's and the core's own files."""
        if sites.is_json(page):
            return Detected() if answers.is_ours(page) else None
        if xml.is_xml(page):
            return Detected(version=xml.feed_version(page)) if xml.is_our_xml(page) else None
        return Detected(version=sites.version(page)) if sites.is_ours(page) else None

    def kind(self, page: Page) -> PageKind:
        """By the body's classes (`body_class()`), by the markup where a theme prints none."""
        if "wordpress kind" not in page.memo:
            page.memo["wordpress kind"] = self._kind(page)
        kind: PageKind = page.memo["wordpress kind"]
        return kind

    def _kind(self, page: Page) -> PageKind:
        if sites.is_json(page):
            return "api"
        if xml.is_xml(page):
            return xml.xml_kind(page)
        classes = set(once.body_class(page).split())
        if sites.is_other_made(page) or index.first(page, ".wp-embed") is not None or "search" in classes:
            return "other"
        if "error404" in classes or page.status == 404:
            return "error"
        if "login" in classes and index.first(page, "form#loginform") is not None:
            return "login"
        if classes & _SINGLE and not classes & {"archive", "blog"}:
            return "article"
        if classes & _LISTED:
            return "index"
        return self._kind_by_markup(page)

    def _kind_by_markup(self, page: Page) -> PageKind:
        """Themes before 3.0 print no body classes: a short link, a comment form or comments tell an article."""
        if index.first(page, 'link[rel="shortlink"], #commentform, #comment_post_ID, [id^="comment-"].comment') is not None:
            return "article"
        rows = len(list(self._rows(page)))
        if rows == 1 or once.head(page).meta("property", "og:type") == "article":
            return "article"
        return "index" if rows else "other"

    def logged_in(self, page: Page) -> bool | None:
        """By the body's classes, or the bar that only members see; REST answers and feeds are a guest's in any case."""
        if sites.is_json(page) or xml.is_xml(page):
            return None
        classes = set(once.body_class(page).split())
        if "logged-in" in classes or index.has(page, "#wpadminbar"):
            return True
        return False if classes & (_SINGLE | _LISTED) else None

    def says_gone(self, page: Page) -> bool:
        """WordPress itself says so, in the body's classes; themes print it in words of their own."""
        return "error404" in once.body_class(page).split() or super().says_gone(page)

    def page_asked(self, page: Page) -> int | None:
        """A comment page, or a page of an index; nothing where path and query name two."""
        if sites.is_json(page) or xml.is_xml(page) or ("cpage=" in page.url.partition("?")[2] and "/comment-page-" in page.url):
            return None
        asked = urls.comment_page(page.url)
        return sites.number_in(page.url) if asked is None and self.kind(page) == "index" else asked

    def site(self, page: Page) -> Site:
        """From the page, or from the root of the REST API, which alone states the time zone."""
        if sites.is_json(page):
            return answers.site(page, self.name)
        if xml.is_xml(page):
            return xml.xml_site(page, self.name)
        return super().site(page)

    def site_url(self, page: Page) -> str:
        return sites.site_url(page)

    def site_title(self, page: Page) -> str | None:
        return sites.site_title(page)

    def language(self, page: Page) -> str | None:
        return once.language(page)

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        return urls.canonical(url)

    def follows(self, url: str) -> bool:
        return urls.is_wanted(url)

    def since(self, url: str, moment: datetime) -> str:
        return rest.since(url, moment)

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """The articles of an index or archive page. An article whose number the page does not tell is only followed."""
        number = sites.page_number(page)
        return Listing(
            threads=tuple(thread for _, thread in self._shown(page)[1]),
            labels=tuple(_site_categories(page)),
            number=number,
            pages=sites.page_count(page, number),
            next_url=sites.next_page(page, number),
        )

    def _shown(self, page: Page) -> tuple[Frame, list[tuple[LexborNode, Thread]]]:
        """The articles of an index with their elements; read once, for the listing and for what stands there of their words."""
        if "wordpress shown" not in page.memo:
            frame = self._frame(page, single=False)
            page.memo["wordpress shown"] = frame, [(node, self._row(frame, node)) for node in self._rows(page)]
        shown: tuple[Frame, list[tuple[LexborNode, Thread]]] = page.memo["wordpress shown"]
        return shown

    def _rows(self, page: Page) -> Iterator[LexborNode]:
        """The elements of the articles: those that carry a post's number, not those in widgets, not one inside another."""
        outside = index.mark(page, ".widget, .widget-area, .sidebar, #sidebar, #comments, .comments-area, .bbpress-wrapper")
        seen: set[int] = set()
        for node in index.beginning(page, "#post-", ".type-", ".hentry"):
            up, inside = node.parent, False
            while up is not None and not inside:
                inside = up.mem_id in seen or up.mem_id in outside
                up = up.parent
            if not inside and node.mem_id not in seen and element_id(node) is not None:
                seen.add(node.mem_id)
                yield node

    def _row(self, frame: Frame, node: LexborNode) -> Thread:
        page = frame.page
        url = article.link(frame, node)
        classes = set((node.attributes.get("class") or "").split())
        body_classes = set(once.body_class(page).split())
        is_front = "blog" in body_classes and "paged" not in body_classes
        replies = counts.replies_linked(frame, node)
        return Thread(
            id=element_id(node) or "",
            kind="page" if "type-page" in classes else "article",
            title=article.title(frame, node),
            url=urls.canonical(url) if url else None,
            author=article.author(frame, node),
            created=article.posted(frame, node),
            labels=article.labels(frame, node),
            sticky="sticky" in classes if is_front or "sticky" in classes else None,
            state="gated" if article.is_gated(frame, node) else "visible",
            declared=Declared(replies=replies),
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        """The article of its own page with its comments; each article that an index shows; those of a REST answer."""
        if kind == "article":
            return self._article(page)
        if kind == "index":
            return self._listed(page)
        if kind == "api":
            return rest.threads(page, self.rules)
        if kind == "feed":
            return xml.xml_threads(page)
        return ()

    def header(self, page: Page) -> Thread:
        frame = self._frame(page, single=True)
        return self._header(frame, self._root(page, self._article_id(page)))

    def thread(self, page: Page) -> ThreadPage:
        *_, last = self._article(page)
        return last

    def _frame(self, page: Page, *, single: bool) -> Frame:
        return Frame(page, self.rules(page), single=single)

    def _header(self, frame: Frame, root: LexborNode) -> Thread:
        page = frame.page
        classes = set(once.body_class(page).split())
        kind: ThreadKind = "page" if classes & {"page", "attachment"} else "article"
        url = sites.article_url(page)
        gated = article.is_gated(frame, root)
        return Thread(
            id=self._article_id(page),
            kind=kind,
            title=article.title(frame, root),
            url=url,
            author=article.author(frame, root),
            created=article.posted(frame, root),
            labels=article.labels(frame, root),
            sticky=True if "sticky" in (root.attributes.get("class") or "").split() else None,
            locked=None if gated else counts.is_locked(page),
            state="gated" if gated else "visible",
            aliases=tuple(sites.aliases(page, url)),
        )

    def _article(self, page: Page) -> Iterator[ThreadPage]:
        """An article's own page. Of an article in several pages this is one part: the whole of it is nowhere but in REST.

        Each part is a post of its own, so that no word is lost; the first is an excerpt of the article, too.
        """
        frame = self._frame(page, single=True)
        root = self._root(page, self._article_id(page))
        thread = self._header(frame, root)
        pages = counts.comment_pages(page, thread.url or "")
        found = comments.Comments(page, frame.rules, thread.id, frame.languages)
        posts = found.read()
        declared = counts.replies(frame, root, thread.title, len(posts), pages.count)
        thread = replace(thread, declared=Declared(replies=declared, pages=pages.count))
        losses = list(found.losses)
        own: tuple[Post, ...] = ()
        if thread.state != "gated":
            content, _ = article.body(frame, root)
            part, others = article.parts(page)
            if content is None:
                losses.append(Loss(kind="post", what=f"article {thread.id} has no body", url=page.url, post_id=thread.id))
            elif others or part > 1:
                own = (self._opening(frame, root, thread, content, part=part),)
                if part == 1:
                    yield ThreadPage(thread=thread, posts=(self._opening(frame, root, thread, content),), view="excerpt")
            else:
                own = (self._opening(frame, root, thread, content),)
        yield ThreadPage(
            thread=thread,
            posts=(*own, *posts),
            number=pages.number,
            pages=pages.count,
            next_url=dict(pages.links).get(pages.number + 1),
            losses=tuple(losses),
        )

    def _listed(self, page: Page) -> Iterator[ThreadPage]:
        frame, shown = self._shown(page)
        del page.memo["wordpress shown"]  # it leads back to the page, whose tree would live until the next collection
        for node, thread in shown:
            if thread.state == "gated":
                continue
            content, is_whole = article.body(frame, node)
            if content is not None:
                is_whole = is_whole and node.css_first(".page-links, .post-nav-links, .post-page-numbers") is None
                post = self._opening(frame, node, thread, content)
                yield ThreadPage(thread=thread, posts=(post,), view="page" if is_whole else "excerpt")

    def _opening(self, frame: Frame, root: LexborNode, thread: Thread, content: Content, *, part: int | None = None) -> Post:
        """The article as the first post of its thread; a part of it has the part's number behind the id."""
        return Post(
            id=thread.id if part is None else f"{thread.id}/{part}",
            id_kind="stated" if part is None and not thread.id.startswith("~") else "derived",
            kind="article",
            author=thread.author,
            posted=thread.created,
            url=thread.url,
            content=content,
            edits=article.edits(frame, root, thread.created) if part is None else (),
        )

    def _article_id(self, page: Page) -> str:
        """The number of the post that the page is about."""
        return sites.article_id(page) or derived_id("", urls.without_comment_page(page.url))

    def _root(self, page: Page, article_id: str) -> LexborNode:
        """The element of the article; the page's main part in block themes, which put none around it.

        Raises:
            ParseError: the page has no body.
        """
        for selector in (f"#post-{article_id}", f".post-{article_id}:not(.wp-block-post)", "main", "#main", "#content", "body"):
            node = index.first(page, selector) if not article_id.startswith("~") or "~" not in selector else None
            if node is not None:
                return node
        raise ParseError(self.name, page.url, "the page has no body")

    # -- bodies ----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        """What stands in the bodies. The attribution of a hand-made quote is no part of its words either."""
        classes = once.by_class(self.DROP)
        quotes = page.tree.css("blockquote")
        named = {node.mem_id: (node.attrs.get("class") or "").split() for node in quotes}
        cards = frozenset(key for key, names in named.items() if "wp-embedded-content" in names)
        return Rules(
            page=page,
            quotes=frozenset(key for key, names in named.items() if key not in cards and classes.keys().isdisjoint(names)),
            dropped=once.marked(page, self.DROP) | bodies.attributions(quotes),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            card=self.card,
            cards=cards,
            classes=classes,
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        return bodies.quote_head(page, node)

    def card(self, page: Page, node: LexborNode) -> Link | None:
        """An embedded article of another WordPress site: a link, its words are that site's."""
        link = node.css_first("a[href]")
        url = page.absolute(link.attributes.get("href")) if link is not None else None
        return Link(url=url, text=" ".join(node.text().split())) if url else None

    # -- the whole -------------------------------------------------------------------------------------------------

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterable[Follow]:
        return links.more(page, kind, threads)

    def read(self, page: Page) -> Reading:
        other = plugins.reader(page, self)
        if other is not self:
            return other.read(page)
        reading = super().read(page)
        if reading.kind != "api":
            return reading
        return replace(reading, listing=answers.listing(page), authors=answers.authors(page))


def _site_categories(page: Page) -> Iterator[Label]:
    """The categories that a list of them in the page's margin names."""
    for node in index.select(page, ".cat-item > a[href]"):
        url = page.absolute(node.attributes.get("href"))
        words = " ".join(node.text().split())
        if url and words:
            term = urls.slug(url, "cat")
            yield Label(kind="category", title=words, id=term, url=urls.canonical(url), parent_id=article.parent_slug(url))
