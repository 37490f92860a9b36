"""The comments of a WordPress page as posts: whose each is, what it says, which one it answers.

A comment is an element with the id ``comment-N`` (or ``li-comment-N`` around it), whatever the theme makes of it: ``li``,
``div`` or ``article``, nested with or without ``.children``; Disqus writes them so for browsers without script, too. The tree
itself says who answers whom. What a field belongs to
is told by climbing from the field to the nearest comment, so an inner comment's words never become the outer one's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.bylines import loose_date
from spiders.content import Rules, read_content
from spiders.dates import read_date, stamp
from spiders.items import Author, Content, Loss, Moment, Post, PostKind
from spiders.page import Page
from spiders.platforms import wordpress_index as index
from spiders.platforms import wordpress_once as once
from spiders.platforms import wordpress_urls as urls
from spiders.platforms.base import derived_id
from spiders.platforms.wordpress_bodies import read_fragment
from spiders.platforms.wordpress_frame import machine_time
from spiders.text import fold, label

BODY = (
    ".dsq-comment-message",
    ".wp-block-comment-content",
    ".comment-text",
    ".comment-content",
    ".comment_content",
    ".wpd-comment-text",
    ".wc-comment-text",
    "[itemprop~=commentText]",
    ".comment-body",
)
"""Where a comment's words stand, the narrowest first: in themes that have both, ``.comment-text`` is inside the others."""

_NAME = (
    ".wp-block-comment-author-name",
    '[id^="dsq-author-user-"]',
    ".comment-author .fn",
    ".fn",
    ".comment-author cite",
    "cite.comment-author",
    ".comment-author-name",
    ".comment_author",
    ".wpd-comment-author",
    ".wc-comment-author",
    "cite a.url",
    "cite",
    ".author",
    ".comment-author .comment-link",
    ".comment-author > strong",
    ".comment-author > b",
    ".comment-author",
    ".media-heading",
    "a.url",
)
_TIME = ("time[datetime]",)
_PRINTED = (
    ".wp-block-comment-date",
    ".comment-metadata a",
    ".comment-time",
    ".comment-date",
    ".comment-published",
    ".wpd-comment-date",
    ".wc-comment-date",
    ".comment_date",
    ".timendate",
    ".comment-meta abbr",
    ".commentmetadata a",
    ".comment-meta a",
    ".comment_meta a",
    ".comment-author-date",
    ".dsq-header-time",
    'a[href*="#comment-"]',
)
_BESIDE = frozenset(
    "says comment-meta commentmetadata comment-date comment-time comment-reply reply comment-reply-link date meta "
    "ast-highlight-text ast-cmt-post-author".split()
)
"""Classes of what stands beside a name."""
_WAITING = (".comment-awaiting-moderation",)
_BLOCKS = "p, blockquote, ul, ol, pre, dl, table, figure"
_CLOCK = re.compile(r"(?<![\d.])\d{1,2}[:.h]\d{2}(?![\d.])")
_COMMENT = ("#comment-", "#li-comment-", "#div-comment-", "#wpd-comm-", "#wc-comm-", "#dsq-comment-")
"""How the ids of comments begin."""
_UNNUMBERED = frozenset({".pingback", ".trackback", ".comment"})
"""The classes of those that have none (`_is_unnumbered`)."""
_LISTS = frozenset({"comment-list", "commentlist"})
_NUMBERED = re.compile(r"(?:(?:li-|div-|dsq-)?comment-(\d{1,18})|w(?:pd|c)-comm-(\d{1,18})_(\d{1,18}))")
_CURLY = {
    "’": ("&#8217;", "'"),
    "‘": ("&#8216;", "'"),
    "“": ("&#8220;", '"'),
    "”": ("&#8221;", '"'),
    "–": ("&#8211;", "-"),
    "…": ("&#8230;", "..."),
    "×": ("&#215;", "x"),
}
"""What `wptexturize()` makes of what people type: the sign, how it is written in the page's source, what was typed (of a
dash, one of two ways)."""
_SPELT = {
    "&": "&(?:amp;|#0?38;)?",
    "<": "&lt;",
    ">": "&gt;",
    '"': '(?:"|&quot;)',
    "'": "(?:'|&#0?39;)",
    "\u00a0": "(?:\u00a0|&nbsp;)",
}


class Comments:
    """The comments of one page."""

    def __init__(self, page: Page, rules: Rules, thread_id: str, languages: tuple[str, ...]) -> None:
        self.page = page
        self.rules = rules
        self.thread_id = thread_id
        self.languages = languages
        self.losses: list[Loss] = []
        self._nodes: dict[int, LexborNode] = {}
        self._ids: dict[int, str] = {}
        self._parents: dict[int, str] = {}
        self._find()
        self.rules = replace(rules, dropped=rules.dropped | self._nodes.keys())  # a body that holds the answers, too
        self._fields: dict[str, dict[int, list[LexborNode]]] = {}
        self._bases: dict[str, str] = {}
        self._hrefs: dict[int, list[str]] | None = None

    def read(self) -> tuple[Post, ...]:
        """All of them in the page's order. One that cannot be read is a loss; the others stay."""
        return tuple(post for key in self._nodes if (post := self._post(key)) is not None)

    # -- which elements are comments, and which field is whose ------------------------------------------------------

    def _find(self) -> None:
        """The outermost element of each comment; inside it the same number may stand again on another element.

        Twenty Ten and Eleven print pings without a number (``<li class="post pingback">``).
        """
        seen: set[str] = set()
        for node in index.beginning(self.page, *_COMMENT, or_named=_UNNUMBERED):
            found = _NUMBERED.fullmatch(node.id or "")
            number = (found[1] or found[2]) if found else ""
            if number in seen or (found is None and not _is_unnumbered(node)):
                continue
            seen.add(number or "-")
            self._nodes[node.mem_id] = node
            self._ids[node.mem_id] = number
            if found is not None and found[3] and found[3].strip("0"):
                self._parents[node.mem_id] = found[3]

    def _owner(self, node: LexborNode | None) -> int | None:
        while node is not None:
            if node.mem_id in self._nodes:
                return node.mem_id
            node = node.parent
        return None

    def _field(self, key: int, selectors: tuple[str, ...], *, worded: bool = False) -> LexborNode | None:
        """The first element of a comment that matches, by the first selector that does; with words in it if asked.

        A link inside a link (Twenty Nineteen prints one) is taken apart by an HTML5 tree, and leaves an empty twin behind.
        """
        for selector in selectors:
            fields = self._fields.get(selector)
            if fields is None:
                fields = self._fields[selector] = {}
                for node in index.select(self.page, selector):
                    owner = self._owner(node)
                    if owner is not None and node.mem_id != owner:
                        fields.setdefault(owner, []).append(node)
            found = next((node for node in fields.get(key, ()) if not worded or label(node)), None)
            if found is not None:
                return found
        return None

    def _links(self) -> dict[int, list[str]]:
        """The links to comments in each comment, found in one go."""
        if self._hrefs is None:
            self._hrefs = {}
            for node, href in once.links(self.page):
                owner = self._owner(node) if "comment-" in href else None
                if owner is not None:
                    self._hrefs.setdefault(owner, []).append(href)
        return self._hrefs

    # -- the facts ---------------------------------------------------------------------------------------------------

    def _post(self, key: int) -> Post | None:
        node = self._nodes[key]
        kind = self._kind(node)
        content = self._content(key)
        author = self._author(key, kind)
        posted = self._posted(key)
        number = self._ids[key]
        if content is None and kind == "comment":
            if author is not None or number:
                self.losses.append(
                    Loss(kind="post", what=f"comment {number} has no words", url=self.page.url, post_id=number or None)
                )
            return None
        above = self._owner(node.parent)
        parent = self._ids[above] if above is not None else self._parents.get(key)
        facts = (author.url if author else None, author.name if author else None, posted.raw if posted else None)
        return Post(
            id=number or derived_id(self.thread_id, *facts, content.text if content else ""),
            id_kind="stated" if number else "derived",
            kind=kind,
            author=author,
            posted=posted,
            url=self._permalink(key),
            parent_id=parent or None,
            parent_kind="stated" if parent else None,
            state="moderated" if self._field(key, _WAITING) is not None else "visible",
            content=content,
        )

    def _kind(self, node: LexborNode) -> PostKind:
        classes = (node.attributes.get("class") or "").split()
        return "pingback" if "pingback" in classes else "trackback" if "trackback" in classes else "comment"

    def _author(self, key: int, kind: PostKind) -> Author | None:
        """Who wrote it. ``comment-author-SLUG`` stands beside ``byuser`` only for members (`comment_class()`)."""
        node = self._field(key, _NAME, worded=True)
        name = self._name(node)
        classes = (self._nodes[key].attributes.get("class") or "").split()
        login = next((c.removeprefix("comment-author-") for c in classes if c.startswith("comment-author-")), None)
        member = "byuser" in classes or "bypostauthor" in classes
        is_known = member or kind != "comment" or any(c.startswith(("depth-", "thread-")) for c in classes)
        if not name:
            return None
        return Author(
            name=name, id=login if member else None, url=self._website(key, node), guest=not member if is_known else None
        )

    def _name(self, node: LexborNode | None) -> str | None:
        """The name as its owner typed it, as REST has it.

        WordPress 6 prints some names with curly quotes and dashes of its own making, which it always writes as numbered
        entities (`wptexturize()`); those that the owner typed stand there as they are.
        """
        name = _bare(node).strip(" ,:|·") if node is not None else ""
        if not name or _CURLY.keys().isdisjoint(name):
            return name or None
        made = "".join(_CURLY[char][0] if char in _CURLY else _SPELT.get(char) or re.escape(char) for char in name)
        if re.search(made, self.page.text) is None:
            return name
        return "".join(_CURLY[char][1] if char in _CURLY else char for char in name)

    def _website(self, key: int, node: LexborNode | None) -> str | None:
        """The commenter's own site: the link his name stands in, or around it."""
        inside = node.css_first("a[href]") if node is not None else None
        if inside is None and node is not None:
            around = node if node.tag == "a" else node.parent
            inside = around if around is not None and around.tag == "a" else self._field(key, ("a.url",))
        href = inside.attributes.get("href") if inside is not None else None
        url = self.page.absolute(href) if href and not href.startswith("#") else None
        return url if url and "#comment-" not in url and "replytocom" not in url else None

    def _posted(self, key: int) -> Moment | None:
        node = self._field(key, _TIME)
        moment: Moment | None = None
        if node is not None:
            moment = stamp(node.attributes.get("datetime"), label(node) or "")
            if moment is not None and moment.local is not None:
                return moment
        for selector in _PRINTED:
            node = self._field(key, (selector,), worded=True)
            if node is not None:
                raw = self._with_time(node, label(node) or "")
                moment = stamp(machine_time(node), raw)
                if moment is not None and moment.local is not None:
                    return moment
                moment = read_date(raw, clock=self.page.clock, languages=self.languages)
                if moment.precision == "relative":
                    moment = self._behind(node) or moment
                if moment.at or moment.local:
                    return moment
        own = (n for n in self._nodes[key].css("b, small, span, abbr, em, i, div, p, td") if self._owner(n) == key)
        loose = self._sentence(key) or loose_date(self.page, (n for n in own if n.mem_id != key), self.languages)
        return loose or (moment if moment is not None and re.search(r"\d", moment.raw) else None)

    def _sentence(self, key: int) -> Moment | None:
        """The time among loose words, behind a word or two ("Posted May 2, 2024 at 10:00 am |")."""
        for selector in (".comment-meta", ".commentmetadata", ".comment-author"):
            node = self._field(key, (selector,))
            own = [c.text_content or "" for c in node.iter(include_text=True) if c.is_text_node] if node is not None else []
            words = fold(" ".join(own)).strip(" |,·-–").split(" ")
            for start in range(min(3, len(words))):
                text = " ".join(words[start:])
                if re.search(r"(?:19|20)\d\d", text):
                    moment = read_date(text, clock=self.page.clock, languages=self.languages)
                    if moment.local is not None:
                        return moment
        return None

    def _behind(self, node: LexborNode) -> Moment | None:
        """The time in an element's title, where it shows "1 year ago" (wpDiscuz)."""
        title = node.attributes.get("title")
        if node.tag == "a" or not title:
            return None
        moment = read_date(fold(title), clock=self.page.clock, languages=self.languages)
        return moment if moment.local is not None and moment.precision != "relative" else None

    def _with_time(self, node: LexborNode, raw: str) -> str:
        """Day and time together, where a theme prints the time behind the link on the day."""
        if _CLOCK.search(raw):
            return raw
        after = fold("".join(text.text_content or "" for text in _text_after(node)))
        return f"{raw} {after}" if len(after) <= 25 and _CLOCK.search(after) else raw

    def _permalink(self, key: int) -> str | None:
        number = self._ids[key]
        ends = (f"#comment-{number}", f"#li-comment-{number}")
        href = next((h for h in self._links().get(key, ()) if number and h.endswith(ends)), None)
        url = self.page.absolute(href)
        if url is None:
            return None
        base = url.partition("#")[0]
        if base not in self._bases:
            self._bases[base] = urls.canonical(base)
        return f"{self._bases[base]}#comment-{number}"

    def _holds_another(self, node: LexborNode) -> bool:
        """Whether a list is one of answers (``<ol class="children">``), not of the comment's own words."""
        return node.tag in ("ol", "ul") and any(child.mem_id in self._nodes for child in node.iter())

    # -- the words ----------------------------------------------------------------------------------------------------

    def _content(self, key: int) -> Content | None:
        body = self._field(key, BODY)
        content = read_content(body, self.rules) if body is not None else self._loose_content(key)
        is_ping = self._kind(self._nodes[key]) != "comment"
        return None if content is not None and is_ping and self._is_short(key, content) else content

    def _is_short(self, key: int, content: Content) -> bool:
        """Whether a ping shows nothing but its origin ("Pingback: Title"): its words are then not on the page."""
        link = self._field(key, ("a.url", "a[href]"))
        origin = fold(link.text()) if link is not None else ""
        return content.text.endswith(origin) and len(content.text) <= len(origin) + 30

    def _loose_content(self, key: int) -> Content | None:
        """The blocks of a comment whose theme puts no element around its words: those that stand together with the most."""
        groups: dict[int, list[LexborNode]] = {}
        for node in self._nodes[key].css(_BLOCKS):
            if self.rules.role(node, node.tag or "") == "drop" or self._holds_another(node) or self._owner(node) != key:
                continue
            if node.parent is not None:
                group = groups.setdefault(node.parent.mem_id, [])
                if not group or group[-1].mem_id != node.mem_id:
                    group.append(node)
        blocks = max(groups.values(), key=lambda group: sum(len(node.text().split()) for node in group), default=[])
        return _join(blocks, self.rules) if blocks else None


def _join(blocks: list[LexborNode], rules: Rules) -> Content:
    """Several blocks read as one body: made a page of their own, so that a blockquote among them is a quote."""
    return read_fragment("".join(block.html or "" for block in blocks), rules)


def _is_unnumbered(node: LexborNode) -> bool:
    """Whether an element is a comment without a number: one of a list, with no numbered element in it."""
    if node.tag != "li" or "comment-" in (node.id or ""):
        return False
    classes = (node.attrs.get("class") or "").split()
    around = node.parent.attrs.get("class") if node.parent is not None and "comment" in classes else None
    if not ("pingback" in classes or "trackback" in classes or (around and not _LISTS.isdisjoint(around.split()))):
        return False
    return not any(_NUMBERED.fullmatch(inner.attributes.get("id") or "") for inner in node.css('[id^="comment-"]'))


def _bare(node: LexborNode) -> str:
    """The words of an element that holds a name, without what themes put beside it ("says:", the day, a link to answer)."""
    parts = []
    for child in node.iter(include_text=True):
        if child.is_text_node:
            parts.append(child.text_content or "")
        elif child.tag not in ("time", "small", "button") and _BESIDE.isdisjoint((child.attributes.get("class") or "").split()):
            parts.append(child.text())
    return fold("".join(parts))


def _text_after(node: LexborNode) -> Iterator[LexborNode]:
    """The text between an element and the next one beside it."""
    after = node.next
    while after is not None and after.is_text_node:
        yield after
        after = after.next
