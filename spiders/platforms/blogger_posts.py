"""An article of Blogger's and the comments under it, in classic templates, layouts and themes of others.

Ids are told by anchors (``<a name="ID">``, ``#cID``) in every template; when a comment was written stands in its permalink, in
milliseconds (``?showComment=...``), whatever the page prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.bylines import loose_date, name_in
from spiders.content import Rules, read_content
from spiders.dates import read_date
from spiders.items import Author, Content, Label, Moment, Post
from spiders.page import Page
from spiders.platforms import blogger_urls as urls
from spiders.platforms.blogger_feeds import moment, writer
from spiders.text import fold, label
from spiders.urls import query, same_site

OUTER = ".post-outer-container", ".post-outer", ".viewitem-inner", ".hentry", ".blog-post", ".post", "[itemtype$=BlogPosting]"
BODY = '.post-body, [id^="post-body-"], .entry-content, [itemprop~=articleBody], .post-content'
TITLE = ".post-title, .entry-title, [itemprop~=headline], h1.title, h2.title"
DROP = (
    ".post-share-buttons, .post-footer, .reaction-buttons, .share-buttons-container, .post-labels, .post-icons, .post-timestamp, "
    ".comment-actions, .comment-footer, .item-control, .related-posts, .related-content, #related-posts, .linkwithin_div, "
    ".jump-link, .addthis_toolbox, .sharethis-inline-share-buttons, .adsbygoogle, .post-author-box, .author-box, "
    ".blogger-labels, .comment-timestamp, .goog-inline-block, .fb-like, .fb-comments, .twitter-share-button, form"
)
OUTSIDE = (
    ".widget:not(.Blog), .sidebar:not(body), #sidebar, aside, .popular-post, .related-posts, #related-posts, .blog-pager, "
    "footer.site"
)
_NAMES = (
    ".post-author .fn, .post-author [itemprop~=name], .vcard .fn, a[rel~=author], .post-author a, .byline.post-author, "
    ".author-name"
)
_STAMPS = "time.published, abbr.published, .published[title], .published[datetime], [itemprop~=datePublished], time[datetime]"
_PRINTED = ".date-header, .timestamp-link, .published, .publishdate, .post-date, .post-timestamp"
_SAID = re.compile(
    r"\s(?:said|a dit|dijo|hat gesagt|sagte|ha detto|disse|zei|sa|sade|sagde|sanoi|napsal|napsal\(a\)|powiedział\(a\)|mondta|"
    r"dedi ki|είπε|комментирует|сказал|сказав|[^\s.…:]+)(?:\.{3}|…|:)$"
)
"""What stands behind a name without a link, in the languages of the template."""
_COMMENT = re.compile(r"c(-?\d{5,25})")


class Posts:
    """The articles and comments of one page, with what is looked up on it once."""

    def __init__(self, page: Page, rules: Rules, languages: tuple[str, ...]) -> None:
        self.page = page
        self.rules = rules
        self.languages = languages
        self._outside = frozenset(node.mem_id for node in page.select(OUTSIDE))

    # -- articles ------------------------------------------------------------------------------------------------------

    def articles(self) -> list[LexborNode]:
        """The elements of the articles: of the outermost name that the template uses, none inside another, none in a widget."""
        for selector in OUTER:
            found: dict[int, LexborNode] = {}
            for node in self.page.select(selector):
                if node.css_first(BODY) is not None and not self._inside(node, found):
                    found[node.mem_id] = node
            if found:
                return list(found.values())
        return []

    def _inside(self, node: LexborNode, found: dict[int, LexborNode]) -> bool:
        up = node.parent
        while up is not None:
            if up.mem_id in found or up.mem_id in self._outside:
                return True
            up = up.parent
        return node.mem_id in self._outside

    def number(self, root: LexborNode) -> str | None:
        """The number of an article, from wherever its element tells it."""
        body = root.css_first('[id^="post-body-"]')
        stated = [(body.id or "").removeprefix("post-body-") if body is not None else None]
        meta = root.css_first("meta[itemprop=postId]")
        stated.append(meta.attributes.get("content") if meta is not None else None)
        stated += [node.attributes.get("name") for node in root.css("a[name]")[:3]]
        stated += [node.attributes.get("data-id") for node in [root, *root.css("[data-id]")[:1]]]
        for value in stated:
            if value and re.fullmatch(r"\d{5,25}", value):
                return value
        edit = root.css_first('a[href*="postID="]')
        found = query(edit.attributes.get("href") or "").get("postID") if edit is not None else None
        return found if found and found.isdecimal() else None

    def title(self, root: LexborNode) -> str | None:
        node = root.css_first(TITLE) or root.css_first("h1, h2, h3")
        return label(node) if node is not None else None

    def url(self, root: LexborNode) -> str | None:
        """Where the title or the time of an article on a list leads."""
        for selector in (
            ".post-title a[href], .entry-title a[href], h2.title a[href], h1 a[href], h2 a[href], h3 a[href]",
            "a.timestamp-link[href]",
        ):
            for node in root.css(selector):
                url = self.page.absolute(node.attributes.get("href"))
                if url and urls.kind_of(url) in ("item", "page"):
                    return urls.canonical(url)
        return None

    def author(self, root: LexborNode) -> Author | None:
        for node in root.css(_NAMES):
            inner = node.css_first("[itemprop~=name]") or node.css_first(".fn") or node
            name = label(inner)
            link = node if node.tag == "a" else node.css_first("a[href]")
            meta = node.css_first('meta[itemprop="url"]')
            url = (link.attributes.get("href") if link is not None else None) or (
                meta.attributes.get("content") if meta is not None else None
            )
            address = self.page.absolute(url)
            is_own = address is not None and urls.kind_of(address) != "other" and same_site(address, self.page.url)
            if name:
                return replace(writer(name_in(name) or name, None if is_own else address), guest=False)
        return None

    def posted(self, root: LexborNode) -> Moment | None:
        """When an article was published: by machine time, else as printed; the day may stand over several articles."""
        printed = next((words for node in root.css(_PRINTED) if (words := label(node))), None)
        for node in root.css(_STAMPS):
            value = node.attributes.get("datetime") or node.attributes.get("title") or node.attributes.get("content")
            found = moment(value, label(node) or value) if value else None
            if found is not None and (found.at or found.local):
                return found
        if printed is not None:
            return read_date(printed, clock=self.page.clock, zone=self.page.zone, languages=self.languages)
        month = urls.month_of(self.page.url)
        body = root.css_first(BODY)
        inside = frozenset(node.mem_id for node in body.css("*")) if body is not None else frozenset()
        loose = loose_date(self.page, (n for n in root.css("span, a, abbr, small, li") if n.mem_id not in inside), self.languages)
        is_sure = loose is not None and loose.local is not None and month == (loose.local.year, loose.local.month)
        return loose if is_sure else None

    def labels(self, root: LexborNode) -> tuple[Label, ...]:
        found: dict[str, Label] = {}
        for node in root.css('a[rel~=tag][href], a[href*="/search/label/"]'):
            url = self.page.absolute(node.attributes.get("href"))
            words = label(node)
            if words:
                found.setdefault(words, Label(kind="tag", title=words, id=words, url=url.partition("?")[0] if url else None))
        return tuple(found.values())

    def content(self, root: LexborNode) -> Content | None:
        """What an article says. Some templates write the whole of it into ``<noscript>``."""
        body = root.css_first(BODY)
        if body is None:
            return None
        rules = replace(self.rules, quotes_stay=True)
        content = read_content(body, rules)
        hidden = body.css_first("noscript")
        if not content.text and hidden is not None:
            html = hidden.text(deep=True)
            inner = replace(self.page, body=html.encode("utf-8", "replace"), headers={"content-type": "text/html; charset=utf-8"})
            if html.strip() and inner.tree.body is not None:
                return read_content(inner.tree.body, replace(rules, page=inner))
        return content

    def is_cut(self, root: LexborNode) -> bool:
        return root.css_first('.jump-link, a[href$="#more"]') is not None

    # -- comments ------------------------------------------------------------------------------------------------------

    def comments(self) -> tuple[Post, ...]:
        """Those of the page's article: threaded (``li#cID``), or in a list of terms (``dt#cID``, ``dd``), each once."""
        threaded = self.page.select('.comment-thread li[id^="c"], li.comment[id^="c"]')
        found = [self._threaded(node) for node in threaded] or [self._listed(node) for node in self._terms()]
        posts: dict[str, Post] = {}
        for post in found:
            if post is not None:
                posts.setdefault(post.id, post)
        return tuple(posts.values())

    def _threaded(self, node: LexborNode) -> Post | None:
        number = _COMMENT.fullmatch(node.id or "")
        block = node.css_first(".comment-block") or node
        if number is None:
            return None
        body = block.css_first(".comment-content")
        user = block.css_first("cite.user, .user")
        above = node.parent
        while above is not None and not (above.tag == "li" and _COMMENT.fullmatch(above.id or "")):
            above = above.parent
        parent = _COMMENT.fullmatch(above.id or "") if above is not None else None
        return self._post(
            number[1], block.css_first(".datetime a[href], .comment-timestamp a[href]"), user, body, parent[1] if parent else None
        )

    def _terms(self) -> Iterator[LexborNode]:
        """What carries a comment's id in templates without threads; old ones have it on an anchor inside."""
        yield from self.page.select('#comments dt[id^="c"], #comments-block dt[id^="c"], .comments dt[id^="c"]')
        for anchor in self.page.select('#comments a[name^="c"], #comments-block a[name^="c"]'):
            up = anchor.parent
            if up is not None and not up.id and _COMMENT.fullmatch(anchor.attributes.get("name") or ""):
                yield up

    def _listed(self, node: LexborNode) -> Post | None:
        anchor = node.css_first('a[name^="c"]')
        number = _COMMENT.fullmatch(node.id or "") or _COMMENT.fullmatch(
            (anchor.attributes.get("name") or "") if anchor is not None else ""
        )
        if number is None:
            return None
        parts = [node] if node.tag != "dt" else list(_definitions(node))
        body = next(
            (part for one in parts for part in [one, *one.css(".comment-body")] if "comment-body" in _classes(part)), None
        )
        time = next(
            (link for one in parts for link in one.css('.comment-timestamp a[href], a.comment-permalink[href], a[href*="#c"]')),
            None,
        )
        return self._post(number[1], time, node, body, None)

    def _post(
        self, number: str, time: LexborNode | None, user: LexborNode | None, body: LexborNode | None, parent: str | None
    ) -> Post | None:
        is_gone = body is None or body.css_first(".deleted-comment") is not None
        href = time.attributes.get("href") if time is not None else None
        address = self.page.absolute(href)
        base, mark, fragment = (address or "").partition("#")
        name, link = _named(user)
        return Post(
            id=number,
            kind="comment",
            author=writer(name, self.page.absolute(link)) if name else None,
            posted=self._when(time, href),
            url=f"{urls.canonical(base)}{mark}{fragment}" if base else None,
            parent_id=parent,
            parent_kind="stated" if parent else None,
            state="deleted" if is_gone else "visible",
            content=None if is_gone or body is None else read_content(body, self.rules),
        )

    def _when(self, time: LexborNode | None, href: str | None) -> Moment | None:
        raw = label(time) if time is not None else None
        value = query((href or "").partition("#")[0]).get("showComment")
        if value and value.isdecimal():
            return moment(value, raw or value)
        return read_date(raw, clock=self.page.clock, zone=self.page.zone, languages=self.languages) if raw else None


def _definitions(node: LexborNode) -> Iterator[LexborNode]:
    """A term and what follows it up to the next."""
    yield node
    after = node.next
    while after is not None and after.tag != "dt":
        if not after.is_text_node:
            yield after
        after = after.next


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


def _named(user: LexborNode | None) -> tuple[str | None, str | None]:
    """Who is named, and where the name leads; without a link it stands before "said..." in the page's language."""
    if user is None:
        return None, None
    link = next((one for one in user.css("a[href]") if label(one) and "#c" not in (one.attributes.get("href") or "")), None)
    if link is not None:
        return label(link), link.attributes.get("href")
    whole = fold(user.text())
    if user.tag != "dt":
        return whole or None, None
    return _SAID.sub("", whole) or None, None
