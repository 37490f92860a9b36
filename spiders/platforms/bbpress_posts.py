"""The posts of a bbPress topic: whose each is, when it was written, what it says, which one it answers.

The element of a post carries the blog's classes (``post-12 reply type-reply``); its time and link stand in a header before it,
with the id (``#post-12``), or, in themes of their own, in an element of that id around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import tzinfo

from selectolax.lexbor import LexborNode

from spiders.bylines import own
from spiders.content import QuoteHead, Rules, read_content
from spiders.dates import read_date, stamp
from spiders.edits import read_edit
from spiders.items import Author, Content, Edit, Loss, Media, Moment, Post
from spiders.page import Page
from spiders.platforms import wordpress_index as index
from spiders.platforms import wordpress_urls as urls
from spiders.platforms.wordpress_plugins import member
from spiders.quotes import read_attribution
from spiders.text import label

BODY = ".bbp-reply-content, .bbp-topic-content"
LOG = ".bbp-reply-revision-log, .bbp-topic-revision-log"
ATTACHED = ".bbp-attachments"
TITLES = ".d4p-bbt-quote-title, .d4p-bbp-quote-title, .bbp-quote-title, .quote-title, .gdbbx-quote-title"
DROP = (
    f"{LOG}, {ATTACHED}, {TITLES}, .bbp-signature, .bbp-reply-signature, .d4p-bbp-signature, .bbp-user-signature, "
    ".bbp-admin-links, .reply-tools, .topic-tools, .bbp-thread-byline, .bbpdsc-topic-tags, .bbp-reply-author, .bbp-topic-author, "
    ".bbp-reply-post-date, .bbp-lead-topic > h1, .bbp-lead-topic > h2, .gdbbx-signature, .bbp-voting"
)
_NAME = (
    ".bbp-author-name",
    ".bbp-reply-author a.bbp-author-link, .bbp-topic-author a.bbp-author-link",
    ".bbp-reply-author a, .bbp-topic-author a",
    "h3 > a.bbp-author-link",
    ".bbp-reply-post-name a",
    ".bbp-reply-post-name",
    ".bbp-thread-byline > a",
)
_WORDS = '[class$="post-content"], [class$="reply-content"], [class$="post-body"]'
"""A post's words, in themes of their own."""
_LINK = (
    "a.bbp-author-link[href]",
    "a.bbp-author-name[href]",
    ".bbp-reply-author a[href], .bbp-topic-author a[href], .bbp-reply-post-name a[href], .bbp-thread-byline > a[href]",
)
_DATE = ".bbp-reply-post-date, .bbp-topic-post-date, .bs-timestamp"
_PERMALINK = "a.bbp-reply-permalink[href], a.bbp-topic-permalink[href]"
_POST = re.compile(r"post-(\d{1,18})")
_AROUND = '#bbpress-forums, .bbp-replies, .bbp-pagination, .type-reply[class*="post-"], .type-topic[class*="post-"]'
"""What stands in an element around posts: themes give the classes of the topic to the whole page, too."""
_LEAD = re.compile(r"bbp-topic-(\d{1,18})-lead")


class Posts:
    """The posts of one page."""

    def __init__(
        self, page: Page, rules: Rules, zone: tzinfo | None, languages: tuple[str, ...], *, topic: str | None = None
    ) -> None:
        self.page = page
        self.topic = topic
        self.rules = rules
        self.zone = zone
        self.languages = languages
        self.losses: list[Loss] = []
        self._named = {node.id or "": node for node in index.select(page, '[id^="post-"]')}
        self._is_threaded = index.first(page, ".bbp-threaded-replies") is not None

    def read(self) -> tuple[Post, ...]:
        """All of them in the page's order, each once: some themes show the best replies once more before all others."""
        places: dict[str, LexborNode] = {}
        for number, node in self._nodes():
            places.pop(number, None)
            places[number] = node
        if not places:
            return tuple(self._foreign())
        return tuple(post for number, node in places.items() if (post := self._post(number, node)) is not None)

    def _foreign(self) -> Iterator[Post]:
        """The posts of a theme with markup of its own: elements with the ids of posts side by side, and beside them one without,
        of the same class, which is the topic.
        """
        first = next(
            (node for name, node in self._named.items() if _POST.fullmatch(name) and node.css_first(_WORDS) is not None), None
        )
        around = first.parent if first is not None else None
        if first is None or around is None:
            return
        kind = (first.attributes.get("class") or "").split()[:1]
        for node in around.iter():
            found = _POST.fullmatch(node.id or "")
            number = found[1] if found else self.topic
            body = node.css_first(_WORDS)
            if number is None or body is None or kind != (node.attributes.get("class") or "").split()[:1]:
                continue
            name, time = node.css_first('[class*="author"]'), node.css_first("time[datetime]")
            yield Post(
                id=number,
                author=member(label(name) or "", None) if label(name) else None,
                posted=stamp(time.attributes.get("datetime"), label(time)) if time is not None else None,
                content=read_content(body, self.rules),
            )

    def _nodes(self) -> Iterator[tuple[str, LexborNode]]:
        for node in index.select(
            self.page, '.type-reply[class*="post-"], .type-topic[class*="post-"], [id^="bbp-topic-"][id$="-lead"]'
        ):
            numbers = [_POST.fullmatch(name) for name in (node.attributes.get("class") or "").split()]
            stated = next((one[1] for one in numbers if one), None)
            lead = _LEAD.fullmatch(node.id or "")
            is_around = any(inner.mem_id != node.mem_id for inner in node.css(_AROUND))
            if (stated or lead) and node.css_first(BODY) is not None and not is_around:
                yield stated or (lead[1] if lead else ""), node

    def _post(self, number: str, node: LexborNode) -> Post | None:
        places = list(self._places(number, node))
        body = node.css_first(BODY)
        content = self._content(node, body) if body is not None else None
        if content is None:
            self.losses.append(Loss(kind="post", what=f"post {number} has no body ({BODY})", url=self.page.url, post_id=number))
            return None
        parent = self._parent(number, node) if self._is_threaded else None
        classes = (node.attributes.get("class") or "").split()
        return Post(
            id=number,
            author=self._author(places, classes),
            posted=self._posted(places),
            url=self._permalink(number, places),
            parent_id=parent,
            parent_kind="stated" if parent else None,
            state="moderated" if "status-pending" in classes else "visible",
            content=content,
            edits=tuple(self._edits(node)),
        )

    def _places(self, number: str, node: LexborNode) -> Iterator[LexborNode]:
        """Where the facts of a post stand: its header, then itself."""
        named = self._named.get(f"post-{number}")
        if named is not None and named.mem_id != node.mem_id:
            yield named
        else:
            before = node.prev
            while before is not None and before.is_text_node:
                before = before.prev
            if before is not None and "-header" in (before.attributes.get("class") or ""):
                yield before
        yield node

    def _author(self, places: list[LexborNode], classes: list[str]) -> Author | None:
        name = next((label(node) for selector in _NAME for place in places for node in place.css(selector) if label(node)), None)
        link = next((node for selector in _LINK for place in places for node in place.css(selector)), None)
        url = self.page.absolute(link.attributes.get("href")) if link is not None else None
        if not name:  # some members are called by a space; the address of their profile names them
            name = urls.slug(url) if url else None
        number = next((c.removeprefix("user-id-") for c in classes if re.fullmatch(r"user-id-\d+", c)), None)
        return member(name, url, number=number) if name else None

    def _posted(self, places: list[LexborNode]) -> Moment | None:
        node = next((node for place in places for node in place.css(_DATE)), None)
        raw = (label(node) or "").strip(" -–|") if node is not None else ""
        return self._date(raw) if raw else None

    def _date(self, raw: str) -> Moment:
        return read_date(raw, clock=self.page.clock, zone=self.zone, languages=self.languages)

    def _permalink(self, number: str, places: list[LexborNode]) -> str | None:
        link = next((node for place in places for node in place.css(_PERMALINK)), None)
        url = self.page.absolute(link.attributes.get("href")) if link is not None else None
        if url is None:
            return None
        base, mark, fragment = url.partition("#")
        return f"{urls.canonical(base)}#{fragment}" if mark and fragment == f"post-{number}" else urls.canonical(base)

    def _parent(self, number: str, node: LexborNode) -> str | None:
        """The post whose list of answers this one stands in."""
        up = node.parent
        while up is not None:
            if up.tag == "ul" and "bbp-threaded-replies" in (up.attributes.get("class") or "").split():
                around = up.parent
                is_list = around is None or around.tag != "li" or "bbp-body" in (around.attributes.get("class") or "").split()
                first = around.css_first('[id^="post-"]') if around is not None and not is_list else None
                found = _POST.fullmatch(first.id or "") if first is not None else None
                return found[1] if found and found[1] != number else None
            up = up.parent
        return None

    def _content(self, node: LexborNode, body: LexborNode) -> Content:
        content = read_content(body, self.rules)
        files = [
            Media(kind="attachment", url=self.page.absolute(link.attributes.get("href")), name=label(link) or None)
            for around in node.css(ATTACHED)
            for link in around.css("a[href]")
            if "/wp-content/" in (link.attributes.get("href") or "")
        ]
        listed = tuple(dict.fromkeys(media for media in files if media not in content.media))
        return Content(
            text=content.text,
            html=content.html,
            quotes=content.quotes,
            mentions=content.mentions,
            links=content.links,
            media=(*content.media, *listed),
        )

    def _edits(self, node: LexborNode) -> Iterator[Edit]:
        for log in node.css(LOG):
            for line in log.css("li"):
                edit = read_edit(
                    label(line) or "",
                    date=self._date,
                    marked=True,
                    by=label(line.css_first(".bbp-author-name") or line.css_first("a.bbp-author-link")),
                    languages=self.languages,
                )
                if edit is not None:
                    yield edit


def quote_head(page: Page, node: LexborNode) -> QuoteHead:
    """What a quote says of its origin: plugins write it into a line of its own, with a link to the post."""
    line = own(node, TITLES) or own(node, "cite")
    if line is None:
        return QuoteHead()
    link = line.css_first('a[href*="#post-"]')
    href = (link.attributes.get("href") or "") if link is not None else ""
    found = re.search(r"#post-(\d{1,18})$", href)
    name = read_attribution(label(line)) or label(link) or label(line)
    return QuoteHead(author=name, source_id=found[1] if found else None, source_url=page.absolute(href) if found else None)
