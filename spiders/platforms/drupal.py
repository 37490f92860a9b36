"""Drupal 6 to 10: articles and pages with their comments, and core's forum.

Themes write most of the markup. What is read first is what core's modules say whatever the theme: ids of comments, RDFa, the
numbers of nodes; then the classes of core's templates, then words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, mark, read_content, roles
from spiders.errors import ParseError
from spiders.items import Content, Declared, Listing, Loss, Media, PageKind, Post, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms import drupal_article as articles
from spiders.platforms import drupal_comments as comments
from spiders.platforms import drupal_frame as frame
from spiders.platforms.base import Detected, Platform, derived_id
from spiders.platforms.drupal_links import canonical, is_forum, may_follow, page_in, root
from spiders.platforms.drupal_listing import FORUMS, TEASER, TOPICS, identity, read_listing
from spiders.quotes import read_attribution
from spiders.text import label

_HOME = re.compile(rb'"(?:basePath|baseUrl)":"((?:\\?/[\w.-]*)+)"')


class Drupal(Platform):
    """Drupal."""

    name = "drupal"
    title = "Drupal"
    versions = "6 to 10"

    QUOTE = ".quote-msg, .bb-quote, blockquote:not(.bb-quote-body)"
    DROP = (
        ".submitted, .links, .node__links, .comment__links, .user-signature, .comment-signature, .author-signature, "
        ".user-picture, .rate-widget, .post-edited, .new, .comment-new, .comment__meta, .comment_quote_author, .quote-author, "
        ".bb-quote-author, .field-label, .field__label, .sharethis, .meta, .addtoany_list, .easy_social_box, .element-hidden, "
        ".visually-hidden, .expanding-formatter-ellipsis, .expanding-formatter-trigger, .forum-topic-navigation, .book-navigation"
    )

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By its generator, settings, scripts and styles."""
        if page.is_json or page.is_xml:
            return None
        made, version = frame.read_version(page)
        return Detected(version=version) if made and page.first("body") is not None else None

    def kind(self, page: Page) -> PageKind:
        """By core's forum, by its node, by teasers."""
        if "kind" not in page.memo:
            page.memo["kind"] = self._kind(page)
        kind: PageKind = page.memo["kind"]
        return kind

    def _kind(self, page: Page) -> PageKind:
        body = page.tree.body
        classes = (body.attributes.get("class") or "").split() if body is not None else []
        if self._has(page, TOPICS):
            return "board"
        if self._has(page, "#forum, .forum-table, .advanced-forum") and self._has(page, FORUMS):
            return "board" if is_forum(page.url) and page.url.rstrip("/").rpartition("/")[2].isdecimal() else "index"
        if page.status >= 400:
            return "error"
        own = any(name.startswith(("page-node-", "node-type-", "page-node-type-")) or name == "path-node" for name in classes)
        if not own and self._has(page, TEASER) and len({node.mem_id for node in page.tree.css(TEASER)}) > 1:
            return "index"
        if page.first("#user-login, form.user-login-form") is not None and "page-user" in " ".join(classes):
            return "login"
        if "page-user" in classes or "path-user" in classes:
            return "author"
        shown = articles.opening_body(page) is not None or articles.comments_of(page)
        if shown and (own or frame.node_id(page) is not None):
            return "thread" if frame.in_forum(page) else "article"
        return "other"

    def _has(self, page: Page, selector: str) -> bool:
        asked = frame.wanted(page, selector)
        return bool(asked) and page.first(asked) is not None

    def logged_in(self, page: Page) -> bool | None:
        """By a class of the page, up to 7."""
        body = page.tree.body
        classes = (body.attributes.get("class") or "").split() if body is not None else []
        if "logged-in" in classes or "user-logged-in" in classes:
            return True
        return False if "not-logged-in" in classes else None

    def message(self, page: Page) -> str | None:
        """The heading, and what stands under it."""
        said = [
            label(page.first("h1.page-title, h1#page-title, #page-title, h1.title, h1")),
            label(page.first("#content .content, .region-content")),
        ]
        return " ".join(dict.fromkeys(words[:300] for words in said if words)) or None

    def site_url(self, page: Page) -> str:
        """As the page tells its scripts, else the host."""
        if "root" not in page.memo:
            found = _HOME.search(page.body)
            place = page.absolute(found[1].decode().replace("\\/", "/")) if found else None
            page.memo["root"] = place if place and place.endswith("/") else root(page.url)
        home: str = page.memo["root"]
        return home

    def site_title(self, page: Page) -> str | None:
        """As stated, else what stands last in the page's title."""
        stated = super().site_title(page) or label(page.first(".site-name, #site-name, .site-branding__name"))
        return stated or (label(page.first("title")) or "").rpartition(" | ")[2] or None

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.drupal_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.drupal_links.may_follow`."""
        return may_follow(url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        return frame.read_pages(page)

    def page_asked(self, page: Page) -> int | None:
        """By ``page=``."""
        return page_in(page.url)

    def next_url(self, page: Page) -> str | None:
        """By the page controls."""
        return frame.read_next(page)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.drupal_listing`."""
        return read_listing(page, is_index=self.kind(page) == "index")

    def header(self, page: Page) -> Thread:
        """The node as its page states it."""
        own = frame.own_address(page)
        number = frame.node_id(page)
        known = number if number and own == self.site_url(page) else identity(own)  # a saved page may not know its address
        is_topic = self.kind(page) == "thread"
        pages = frame.read_pages(page)[1]
        return Thread(
            id=known,
            title=articles.read_title(page),
            kind="forum" if is_topic else "article",
            url=own,
            author=articles.opening_author(page),
            created=articles.opening_posted(page),
            boards=frame.read_path(page) if is_topic else (),
            labels=tuple(articles.labels_of(page)),
            declared=Declared(replies=articles.declared_comments(page), pages=pages),
            aliases=(number,) if number and number != known else (),
        )

    def thread(self, page: Page) -> ThreadPage:
        """The node, and its comments with those they answer."""
        header = self.header(page)
        number, pages = frame.read_pages(page)
        shown: list[Post] = []
        losses: list[Loss] = []
        try:
            shown.append(self._opening(page, header))
        except ParseError as error:
            losses.append(Loss(kind="post", what=error.what, url=page.url, post_id=header.id))
        shown += self._comments(page, header, losses)
        return ThreadPage(
            thread=header, posts=tuple(shown), number=number, pages=pages, next_url=frame.read_next(page), losses=tuple(losses)
        )

    def _opening(self, page: Page, header: Thread) -> Post:
        body = articles.opening_body(page)
        if body is None:
            raise ParseError(self.name, page.url, "no element holds the words of the node")
        is_article = header.kind == "article"
        content = read_content(body, self._rules(page, quotes_stay=is_article))
        listed = tuple(file for file in articles.files_of(page, articles.find_opening(page)) if file not in content.media)
        return Post(
            id=header.id,
            kind="article",  # nodes and comments are numbered apart
            author=header.author,
            posted=header.created,
            url=header.url,
            id_kind="derived" if header.id.startswith("~") else "stated",
            content=replace(content, media=(*content.media, *listed)) if listed else content,
        )

    def _comments(self, page: Page, header: Thread, losses: list[Loss]) -> Iterator[Post]:
        rules = self._rules(page, quotes_stay=False)
        branch: list[tuple[int, str]] = []
        for comment in articles.comments_of(page):
            body = comments.body_of(page, comment.node)
            author, posted = comments.read_author(page, comment.node), comments.read_posted(page, comment.node)
            if body is None:
                if comment.id is not None:
                    losses.append(Loss(kind="post", what=f"comment {comment.id} has no body", url=page.url, post_id=comment.id))
                continue
            content = read_content(body, rules)
            files = tuple(self._files(page, comment.node, content))
            post_id = comment.id or derived_id(
                header.id, author.name if author else None, posted.raw if posted else None, content.text
            )
            while branch and branch[-1][0] >= comment.depth:
                branch.pop()
            stated = comments.parent_of(page, comment.node)
            parent = stated or (branch[-1][1] if branch and branch[-1][0] == comment.depth - 1 else None)
            branch.append((comment.depth, post_id))
            yield Post(
                id=post_id,
                kind="comment",
                id_kind="stated" if comment.id else "derived",
                ordinal=comments.ordinal_of(page, comment.node),
                author=author,
                posted=posted,
                url=f"{header.url}#comment-{post_id}" if comment.id else None,
                parent_id=parent,
                parent_kind="stated" if parent else None,
                subject=comments.subject_of(page, comment.node),
                state="moderated" if "comment-unpublished" in (comment.node.attrs.get("class") or "") else "visible",
                content=replace(content, media=(*content.media, *files)) if files else content,
                edits=tuple(comments.edits_of(page, comment.node)),
            )

    def _files(self, page: Page, node: LexborNode, content: Content) -> Iterable[Media]:
        return (file for file in articles.files_of(page, node) if file not in content.media)

    def _rules(self, page: Page, *, quotes_stay: bool) -> Rules:
        if "quotes" not in page.memo:
            page.memo["quotes"] = mark(page, self.QUOTE) if b"quote" in page.body else frozenset()
        return Rules(
            page=page,
            quotes=page.memo["quotes"],
            dropped=self._dropped(page, quotes_stay=quotes_stay),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            classes=roles(drop=self.DROP),
            quotes_stay=quotes_stay,
        )

    def _dropped(self, page: Page, *, quotes_stay: bool) -> frozenset[int]:
        """Tables of files, forms in articles, and whose words a bbcode quote says it holds."""
        asked = [
            selector
            for selector, sign in (("table#attachments", b"attachments"), (".bb-quote > b", b"bb-quote"), ("form", b"<form"))
            if sign in page.body and (selector != "form" or quotes_stay)
        ]
        return mark(page, ", ".join(asked))

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """In a line of the quote module, or in bold before what bbcode quotes."""
        line = node.first_child
        while line is not None and not line.is_element_node:
            line = line.next
        if line is None or not (line.tag == "b" or "quote-author" in (line.attrs.get("class") or "")):
            return QuoteHead()
        return QuoteHead(author=read_attribution(label(line)))
