"""Entries, comments and trackbacks as Movable Type's and TypePad's templates write them, from version 2 on.

Until version 4 who wrote what when stands in one sentence ("Posted by Ann at May 2, 2004 10:00 AM"), in the language of the
template: the name is its link or what stands before the first part of the sentence that reads as a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import tzinfo

from selectolax.lexbor import LexborNode

from spiders.bylines import name_in
from spiders.content import Rules, read_content
from spiders.date_phrases import NOTHING, parse
from spiders.dates import read_date, stamp
from spiders.items import Author, Content, Label, Moment, Post
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.text import fold, label, number
from spiders.urls import normalise, query

JUNK = frozenset({"cid", "no_prefetch", "asset_id"})
"""Parameters that change nothing in what a page says."""
ENTRY = (
    '.entry-asset, .page-asset, .entry[id^="entry-"], .hentry[id^="entry-"], article[id^="entry-"], .blogbody, '
    ".entry, .individual-entry"
)
COMMENT = '.comment[id^="comment-"], .comments-body, .comment[id^="c"], .comment-item[id^="comment-"]'
PING = '.trackback[id^="ping-"], .trackback-body, .trackbacks-body'
BYLINE = (
    ".asset-meta, .entry-footer, .posted, .post-footers, .entry-footer-info, .comment-footer, .comment-header, .comments-post, "
    ".comment-meta, .trackback-header, .trackback-post, .trackback-footer"
)
TITLE = ".asset-name, .entry-title, .entry-header, h3.title, h2.title, .title, #page-title"
FURNITURE = (
    f"{BYLINE}, .asset-header, .asset-footer, .entry-header, .entry-categories, .entry-tags, .asset-more-link, "
    ".entry-more-link, .extended, .trackback-url, .trackbacks-info, .comment-reply-link, .comment-avatar, .comment-author, "
    ".userpic, .comment-reply"
)
_WORDS = ".asset-body, .asset-more, .entry-body, .entry-more"
_WHOLE = ".asset-content, .entry-content, .comment-content, .comment-body, .comments-text, .trackback-content"
_NAME = ".vcard.author .fn, .vcard.author, .byline .author, .comment-author a, .comment-author, .commenter-name"
_TIME = "abbr.published[title], time[datetime], abbr[title]"
_SEPARATORS = re.compile(r"\s(?:at|on|am|um|le|à|el|en|op|il|alle|em|às|den|kl|dne|в)\s|\s?[|:,–—-]\s|\s", re.IGNORECASE)
_BEFORE_TIME = re.compile(r"^[\s,:|–—-]*(?:(?:at|on|am|um|le|à|el|en|op|il|alle|em|às|den|kl|dne|в|the)\s+)*", re.IGNORECASE)
_CLOCK_END = re.compile(r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?(?:[ap]\.?m\b\.?|uhr\b))?", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """Who and when."""

    author: Author | None = None
    time: Moment | None = None


class Parts:
    """One page being read."""

    def __init__(self, page: Page, rules: Rules, zone: tzinfo | None, languages: tuple[str, ...]) -> None:
        self.page = page
        self.rules = rules
        self._staying = replace(rules, quotes_stay=True)
        self.zone = zone
        self.languages = languages
        self._entries: list[LexborNode] | None = None

    def entries(self) -> list[LexborNode]:
        """The elements of the entries, none inside another, no comment among them."""
        if self._entries is None:
            self._entries = self._find_entries()
        return self._entries

    def _find_entries(self) -> list[LexborNode]:
        inside = frozenset(
            node.mem_id for node in self.page.select("#comments, .comments, .comments-content, .trackbacks, .widget, .module")
        )
        found: dict[int, LexborNode] = {}
        for node in self.page.select(ENTRY):
            up, is_inner = node.parent, node.mem_id in inside
            while up is not None and not is_inner:
                is_inner = up.mem_id in found or up.mem_id in inside
                up = up.parent
            if not is_inner:
                found[node.mem_id] = node
        return list(found.values())

    # -- bylines -------------------------------------------------------------------------------------------------------

    def byline(self, node: LexborNode, *, day: str | None = None) -> Byline:
        """Who wrote something and when; ``day`` is the date over several entries, each of which prints its hour only."""
        around = next(iter(self._bylines(node)), None)
        named = node.css_first(_NAME)
        link = named.css_first("a[href]") if named is not None and named.tag != "a" else named
        machine = node.css_first(_TIME)
        time = None
        if machine is not None:
            value = machine.attributes.get("datetime") or machine.attributes.get("title")
            time = stamp(value, label(machine)) if value and re.match(r"\d{4}-", value) else None
        sentence = fold(around.text()) if around is not None else ""
        name = name_in(label(named)) if named is not None else None
        if named is None and around is not None:
            name, link = self._named(around, sentence, day)
        if time is None and sentence:
            time = self._time(around, sentence, name, day)
        href = link.attributes.get("href") if link is not None and link.tag == "a" else None
        url = self.page.absolute(href)
        url = url if url and "/mt-comments" not in url and "#" not in url else None
        return Byline(author=Author(name=name, url=_real(url)) if name else None, time=time)

    def _bylines(self, node: LexborNode) -> Iterator[LexborNode]:
        inner = [one for one in node.css(BYLINE) if one.mem_id != node.mem_id]
        yield from (one for one in inner if _CLOCK.search(one.text()) or re.search(r"\d{4}", one.text()))
        yield from inner

    def _named(self, around: LexborNode, sentence: str, day: str | None) -> tuple[str | None, LexborNode | None]:
        """The name in a sentence: the link before the time, else the words before what reads as one."""
        for link in around.css("a[href]"):
            words = label(link) or ""
            href = link.attributes.get("href") or ""
            if words and "#" not in href and self._reads(words) is None and not _CLOCK.fullmatch(words.split(" ")[0]):
                before = sentence.partition(words)[0]
                if not _CLOCK.search(before) and len(before) <= 40:
                    return words, link
        bare = name_in(_without_label(sentence)) or ""
        for found in _SEPARATORS.finditer(bare):
            if self._reads(_time_part(bare[found.end() :].partition("|")[0]), day) is not None:
                return bare[: found.start()].strip(" ,:|") or None, None
        return None, None

    def _time(self, around: LexborNode | None, sentence: str, name: str | None, day: str | None) -> Moment | None:
        """The time in a sentence: behind the name, up to the first bar."""
        rest = sentence
        if name and name in sentence:
            rest = sentence.partition(name)[2]
        for part in re.split(r"\s\|\s|\s?\|\s?", rest):
            moment = self._reads(_time_part(part), day)
            if moment is not None:
                return moment
        for link in around.css("a[href]") if around is not None else ():
            moment = self._reads(label(link) or "")
            if moment is not None:
                return moment
        return None

    def _reads(self, words: str, day: str | None = None) -> Moment | None:
        """The time that some words are; only forms that are known without dateparser, which is asked too often here."""
        if day and _CLOCK.match(words) and not re.search(r"\d{4}", words):
            words = f"{day} {words}"
        if not re.search(r"\d", words) or len(words) > 60 or parse(words, self.languages, None) in (None, NOTHING):
            return None
        moment = read_date(words, clock=self.page.clock, zone=self.zone, languages=self.languages)
        return moment if moment.local is not None and moment.precision in ("second", "minute", "day") else None

    # -- entries -------------------------------------------------------------------------------------------------------

    def title(self, node: LexborNode) -> str | None:
        return next((words for one in node.css(TITLE) if (words := label(one))), None)

    def permalink(self, node: LexborNode) -> str | None:
        """The entry's own address on a list."""
        for selector in (
            ".asset-name a[href], .entry-header a[href], .entry-title a[href], h3.title a[href], h2.title a[href]",
            "a.permalink[href], a[rel~=bookmark][href]",
            '.posted a[href]:not([href*="cgi"]), .post-footers a[href], .entry-footer a[href], .asset-meta a[href]',
        ):
            for link in node.css(selector):
                url = self.page.absolute(link.attributes.get("href"))
                if url and "mailto:" not in url and ".cgi" not in url:
                    return url.partition("#")[0]
        return None

    def content(self, node: LexborNode, *, quotes_stay: bool) -> Content | None:
        """What an entry or comment says: its words in several elements, in one, or loose in the element itself."""
        parts = _outermost(node.css(_WORDS)) or _outermost(node.css(_WHOLE))
        rules = self._staying if quotes_stay else self.rules
        if not parts:
            parts = [node]
        content = read_content(parts, rules)
        return content if content.text or content.media else None

    def labels(self, node: LexborNode) -> tuple[Label, ...]:
        """Categories have archives of their own; tags are searched for, or stand among tags."""
        found: dict[str, Label] = {}
        tagged = frozenset(link.mem_id for link in node.css(".entry-tags a, .asset-tags a, .entry-body a, .asset-body a"))
        for link in node.css("a[rel~=tag][href], .entry-categories a[href], .post-categories a[href]"):
            words, url = label(link), self.page.absolute(link.attributes.get("href"))
            is_tag = link.mem_id in tagged or "tag" in (url or "").rpartition("/")[2] or "/tag/" in (url or "")
            if words:
                found.setdefault(words, Label(kind="tag" if is_tag else "category", title=words, url=url))
        return tuple(found.values())

    def replies(self, node: LexborNode) -> int | None:
        """The number in the link to the comments of an entry."""
        for link in node.css('a[href$="#comments"], a[href*="mt-comments"], a[onclick*="OpenComments"]'):
            count = number((re.search(r"\d+", label(link) or "") or [None])[0])
            if count is not None:
                return count
        return None

    # -- comments ------------------------------------------------------------------------------------------------------

    def comments(self, thread_id: str) -> tuple[Post, ...]:
        """Comments, then trackbacks, each once; those without a number have one made of what they say."""
        posts: dict[str, Post] = {}
        for node in self.page.select(COMMENT):
            post = self._comment(node, thread_id)
            if post is not None:
                posts.setdefault(post.id, post)
        for node in self.page.select(PING):
            post = self._ping(node, thread_id)
            if post is not None:
                posts.setdefault(post.id, post)
        return tuple(posts.values())

    def _comment(self, node: LexborNode, thread_id: str) -> Post | None:
        found = re.fullmatch(r"(?:comment-|c)([0-9a-z]+)", node.id or "")
        anchor = node.css_first('a[id^="c"], a[name^="c"]') or _anchor_before(node)
        if found is None and anchor is not None:
            found = re.fullmatch(r"(?:comment-|c)(\d+)", anchor.id or anchor.attributes.get("name") or "")
        byline, content = self.byline(node), self.content(node, quotes_stay=False)
        if content is None or (found is None and byline.author is None):
            return None
        comment_id = (
            found[1] if found else derived_id(thread_id, byline.author, byline.time.raw if byline.time else None, content.text)
        )
        above = self._answered(node, comment_id)
        own = next((self.page.absolute(a.attributes.get("href")) for a in node.css(f'a[href$="comment-{comment_id}"]')), None)
        base, mark, fragment = (own or "").partition("#")
        return Post(
            id=comment_id,
            id_kind="stated" if found else "derived",
            kind="comment",
            author=byline.author,
            posted=byline.time,
            url=f"{normalise(base, drop=JUNK)}{mark}{fragment}" if base else None,
            parent_id=above,
            parent_kind="stated" if above else None,
            content=content,
        )

    def _answered(self, node: LexborNode, own: str) -> str | None:
        """The comment that a byline says is answered."""
        for link in node.css(
            '.comment-header a[href*="#comment-"], .comment-footer a[href*="#comment-"], .byline a[href*="#comment-"]'
        ):
            found = re.search(r"#comment-([0-9a-z]+)$", link.attributes.get("href") or "")
            if found and found[1] != own:
                return found[1]
        return None

    def _ping(self, node: LexborNode, thread_id: str) -> Post | None:
        found = re.fullmatch(r"ping-(\d+)", node.id or "")
        source = node.css_first("a[href]")
        content = self.content(node, quotes_stay=False)
        if source is None or content is None:
            return None
        blog = label(node.css_first(".vcard.author, .author"))
        url = self.page.absolute(source.attributes.get("href"))
        return Post(
            id=f"ping-{found[1]}" if found else derived_id(thread_id, url, content.text),
            id_kind="stated" if found else "derived",
            kind="trackback",
            author=Author(name=blog or label(source) or "", url=url, guest=True),
            posted=self.byline(node).time,
            content=content,
        )


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Those that stand inside none of the others, each once."""
    found: dict[int, LexborNode] = {}
    for node in nodes:
        up = node.parent
        while up is not None and up.mem_id not in found:
            up = up.parent
        if up is None:
            found.setdefault(node.mem_id, node)
    return list(found.values())


def _anchor_before(node: LexborNode) -> LexborNode | None:
    before = node.prev
    while before is not None and before.is_text_node:
        before = before.prev
    return before if before is not None and before.tag == "a" else None


def _without_label(sentence: str) -> str:
    """The sentence less the word and colon before the name ("Posted by: Ann")."""
    return re.sub(r"^[^\d:|]{3,25}:\s+(?=\S)", "", sentence)


def _time_part(text: str) -> str:
    """The words of a time without those before it ("at", "on the") and those behind its clock ("in Wood")."""
    words = _BEFORE_TIME.sub("", text).strip(" ,.|:")
    clock = _CLOCK_END.search(words)
    return words[: clock.end()].strip() if clock else words


def _real(url: str | None) -> str | None:
    """Where a name leads, behind the redirection that hides it from search engines."""
    if url is None:
        return None
    target = query(url).get("__mode") == "red" or "mt-comments" in url
    return None if target else url
