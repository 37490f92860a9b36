"""What FluxBB and all versions of PunBB have in common: addresses, names, times, edit markers, quotes, smileys, feeds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, mark, roles
from spiders.date_phrases import parse
from spiders.dates import read_date
from spiders.edits import read_edit
from spiders.items import Author, Edit, Follow, Listing, Media, Moment, PageKind, Site, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Platform
from spiders.platforms.punbb_feeds import feed_of, feed_threads
from spiders.platforms.punbb_links import canonical, may_follow, member_in, page_in, root
from spiders.quotes import read_attribution
from spiders.text import fold, label, number

_ANCHOR = re.compile(r"p(\d+)$")
_BAD_REQUEST = re.compile(
    r"incorrect or outdated|veraltet|obsol[eè]t|caducad|desatualizad|non è (?:corretto|valido)|verouderd|nieaktualn|неверн|"
    r"устаре|zastaral|inaktuell|föråldrad|forældet|vanhentun|elavult|eskimiş|古い|过期|過期",
    re.IGNORECASE,
)
"""How their language packs end the sentence "The link you followed is incorrect or outdated"."""
_PLAIN_TIME = re.compile(r"20[0-4]\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8]) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d", re.ASCII)
"""Only what is surely a time: the last days of a month are left to those who know the months."""
_IN_BRACKETS = re.compile(r"(?P<words>.+?)\s*\((?P<time>[^()]+)\)")


class PunBBFamily(Platform):
    """Base of FluxBB and PunBB."""

    EDIT: ClassVar[str]
    """The edit marker, inside a post."""
    PAGING: ClassVar[str]
    """The page links above posts or rows."""
    INNER_QUOTE: ClassVar[str] = ""
    """Quotes that their class does not tell from code."""
    OPENING_FEED: ClassVar[bool] = False
    """Whether the site's feed tells of the posts that open threads, else of the last ones."""

    # -- what the page is ------------------------------------------------------------------------------------------

    def kind(self, page: Page) -> PageKind:
        """A feed by its type; else `page_kind`."""
        if page.is_xml:
            return "feed" if feed_of(page) is not None else "other"
        return self.page_kind(page)

    def page_kind(self, page: Page) -> PageKind:
        """What sort of page it is, of those that are HTML."""
        raise NotImplementedError

    def site_url(self, page: Page) -> str:
        """Where the first link of the menu leads to."""
        if "root" not in page.memo:
            if page.is_xml:
                feed = feed_of(page)
                link = feed.url if feed is not None and feed.url and ".php" in feed.url else None
            else:
                link = page.absolute(page.attribute("#navindex a[href], #brdtitle a[href], #brd-title a[href]", "href"))
            page.memo["root"] = root(link or page.url.partition("?")[0])
        address: str = page.memo["root"]
        return address

    def language(self, page: Page) -> str | None:
        """What feeds of these forums never tell."""
        if "language" not in page.memo:
            page.memo["language"] = None if page.is_xml else super().language(page)
        language: str | None = page.memo["language"]
        return language

    def logged_in(self, page: Page) -> bool | None:
        """By the menu: it offers to log out, or in."""
        if page.is_xml:
            return None
        if page.mentions(b"navlogout") and page.has("#navlogout"):
            return True
        return False if page.first("#navlogin") is not None else None

    def site(self, page: Page) -> Site:
        """No page names the zone; it is one distance from UTC, with an hour more all the year if the "DST" box is ticked."""
        return replace(super().site(page), fixed_clock=True)

    def says_gone(self, page: Page) -> bool:
        """Their answer for what is not there is "Bad request", and status 200 in PunBB."""
        return _BAD_REQUEST.search(self.message(page) or "") is not None or super().says_gone(page)

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.punbb_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.punbb_links.may_follow`."""
        return may_follow(url)

    def page_asked(self, page: Page) -> int | None:
        """By ``p=`` or a rewritten path; a number too high shows page 1."""
        return page_in(page.url)

    def next_url(self, page: Page) -> str | None:
        """By relation, else the link that bears the next number."""
        if page.is_xml:
            return None
        stated = page.attribute('link[rel="next"]', "href")
        if stated is None:
            current = self.page_number(page)[0]
            bar = self.paging(page)
            links = bar.css("a[href]") if bar is not None and current is not None else []
            stated = next((link.attrs.get("href") for link in links if number(fold(link.text())) == (current or 0) + 1), None)
        url = page.absolute(stated)
        return canonical(url) if url else None

    def paging(self, page: Page) -> LexborNode | None:
        """The page links; three facts are read from them."""
        if "paging" not in page.memo:
            page.memo["paging"] = page.first(self.PAGING)
        bar: LexborNode | None = page.memo["paging"]
        return bar

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page links."""
        if "pages" not in page.memo:
            bar = self.paging(page)
            page.memo["pages"] = _pages(bar) if bar is not None else (None, None)
        pages: tuple[int | None, int | None] = page.memo["pages"]
        return pages

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterable[Follow]:
        """The site's feed, while the zone of its times is not known: feeds are all that tells it."""
        if kind == "index" and self.zone(page) is None:
            url = page.absolute(page.attribute('link[rel="alternate"][type*="xml"]', "href"))
            if url:
                yield Follow(url=url, kind="feed")

    # -- threads ---------------------------------------------------------------------------------------------------

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        """Those of a feed too."""
        return feed_threads(page, opening=self.OPENING_FEED) if kind == "feed" else super().threads(page, kind)

    def thread(self, page: Page) -> ThreadPage:
        """The first post opens the thread and tells who began it and when; the last of the last page is its latest."""
        read = super().thread(page)
        if not read.posts:
            return read
        thread, opening, last = read.thread, read.posts[0], read.posts[-1]
        if read.number == 1 and (opening.ordinal or 1) == 1:
            thread = replace(thread, author=opening.author, created=opening.posted)
        if read.number is not None and read.number == read.pages:
            latest = replace(thread.declared, last_post=last.posted, last_post_id=last.id, last_author=last.author)
            thread = replace(thread, declared=latest)
        return replace(read, thread=thread)

    # -- posts -----------------------------------------------------------------------------------------------------

    def moment(self, page: Page, raw: str) -> Moment:
        """A time as the page prints it: as these forums come, "2024-03-31 02:50:00", which is read at a tenth of the cost."""
        if _PLAIN_TIME.fullmatch(raw):
            zone = self.zone(page)
            local = datetime.fromisoformat(raw)
            return Moment(
                raw=raw, at=local.replace(tzinfo=zone).astimezone(UTC) if zone else None, local=local, precision="second"
            )
        language = self.language(page)
        return read_date(raw, clock=page.clock, zone=self.zone(page), languages=(language,) if language else (), order="YMD")

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """The editor's name, and the time in brackets or after it. Never a reason: these forums know none."""
        words = label(page.rare(self.EDIT, node))
        if words is None:
            return
        language = self.language(page)
        languages = (language,) if language else ()
        date = partial(self.moment, page)
        head, when = _part(words, languages)
        edit = read_edit(head, date=date, marked=True, time=date(when) if when else None, languages=languages)
        if when and (edit is None or edit.by is None):  # a language that parts them otherwise
            edit = read_edit(words, date=date, marked=True, time=date(when), languages=languages)
        if edit is not None:
            by = edit.by
            if by and when and head.rstrip(" .,;").endswith(by):  # what follows is the name's own: "Mira K."
                by = head[head.rindex(by) :]
            yield replace(edit, raw=words, by=by)

    # -- bodies ----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        """All that is marked in bodies is marked by class, but for attributions and the headings of code."""
        return Rules(
            page=page,
            quotes=mark(page, self.INNER_QUOTE),
            dropped=mark(page, "cite, h4") if page.mentions(b"<cite") or page.mentions(b"<h4") else frozenset(),
            classes=roles(quote=self.QUOTE, drop=self.DROP),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """A name and nothing else: these forums do not keep which post is quoted."""
        first = next((child for child in node.iter() if child.tag in ("cite", "h4")), None)
        return QuoteHead(author=read_attribution(label(first)))

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """Smileys by where they are kept; a picture without a name has its address for one."""
        source = node.attrs.get("src") or ""
        if node.tag == "img" and "img/smilies/" in source:
            return node.attrs.get("alt") or ""
        found = super().image(page, node)
        return replace(found, name=None) if isinstance(found, Media) and found.name in (found.url, source) else found


def post_id(node: LexborNode | None) -> str | None:
    """The post's id in ``id="pN"``."""
    found = _ANCHOR.fullmatch((node.attrs.get("id") or "") if node is not None else "")
    return found[1] if found else None


def linked_author(page: Page, link: LexborNode) -> Author | None:
    """A name over a profile; each member of the page is worked out once."""
    name, href = fold(link.text()), link.attrs.get("href")
    known: dict[tuple[str, str | None], Author] = page.memo.setdefault("authors", {})
    author = known.get((name, href))
    if author is None and name:
        url = page.absolute(href)
        member = member_in(url)
        author = Author(name=name, id=member, url=canonical(url) if url and member else None, guest=False)
        known[name, href] = author
    return author


def named_after_by(node: LexborNode | None) -> Author | None:
    """The name in "by NAME", which listings print without a link; "by" is a word of its own in all their languages."""
    words = (label(node) or "").split(" ", 1)
    name = words[-1].strip()
    return Author(name=name) if name else None


def _part(words: str, languages: tuple[str, ...]) -> tuple[str, str | None]:
    """The words of an edit marker and the time it ends in: in brackets (FluxBB), or after a name of any words (PunBB 1.4)."""
    whole = _IN_BRACKETS.fullmatch(words)
    if whole:
        return whole["words"], whole["time"]
    pieces = words.strip("()").split(" ")
    for count in range(2, min(len(pieces), 7)):
        when = " ".join(pieces[-count:])
        reading = parse(when, languages)
        if reading is None or reading.time is None:
            continue
        if reading.days_ago is not None or (reading.month is not None and reading.day is not None):
            return " ".join(pieces[:-count]), when
    return words, None


def _pages(bar: LexborNode) -> tuple[int | None, int | None]:
    """Number of this page and of pages: the number that is no link is this page's."""
    current = next((found for node in bar.css("strong") if (found := number(fold(node.text())))), None)
    numbers = [found for node in bar.css("a, strong") if (found := number(fold(node.text())))]
    return current, max(numbers, default=None)
