"""Hypermail: mails on pages of their own, whose comments say who sent them, when, and what they answer; lists by thread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from spiders.errors import ParseError
from spiders.items import (
    Author,
    Board,
    Content,
    Declared,
    Follow,
    Listing,
    Media,
    Moment,
    PageKind,
    Post,
    Site,
    Thread,
    ThreadPage,
)
from spiders.mail_box import read_moment
from spiders.mail_lines import read_body
from spiders.page import Page
from spiders.platforms.base import Detected, Platform, derived_id
from spiders.platforms.hypermail_links import is_folder, list_name, listed_by, mail_in, mail_key, may_follow, root
from spiders.text import fold, label
from spiders.urls import normalise

_BEGIN, _END = '<!-- body="start" -->', '<!-- body="end" -->'
_FACT = re.compile(r"<!-- (received|isoreceived|sent|isosent|name|email|subject|id|inreplyto|isdeleted)=\"(.*?)\" -->", re.DOTALL)
_VERSION = re.compile(rb"hypermail(?:</a>)? (\d[\w.]*)", re.IGNORECASE)
_HEADERS = "address.headers, .headers, #received, span.received, .mail > map"
_AT = re.compile(r"_at_|\(at\)|\s?&#64;\s?| at ")
_ISO = re.compile(r"\d{14}$")
_TITLE = re.compile(r"(?P<name>.+?)\s?:\s[^:]*$")


class Hypermail(Platform):
    """Hypermail 2.0 to 3."""

    name = "hypermail"
    title = "Hypermail"
    family = "mail"
    versions = "2 and 3"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the comments that it finds its own pages again by."""
        body = page.body
        if body[:1] in (b"{", b"[") or page.is_xml:
            return None
        if b'<!-- body="start" -->' not in body and b'<!-- trailer="footer" -->' not in body:
            return None
        version = _VERSION.search(body)
        return Detected(version=version[1].decode().rstrip(".") if version else None)

    def kind(self, page: Page) -> PageKind:
        """A mail, a list by thread, or what leads to those; other orders of a list say nothing that the threads do not."""
        if _BEGIN.encode() in page.body:
            return "thread"
        if self._is_by_thread(page):
            return "board"
        return "other" if listed_by(page.url) in ("date", "author", "subject", "attachment") else "index"

    def _is_by_thread(self, page: Page) -> bool:
        by = listed_by(page.url)
        if by is not None and by != "index":
            return by == "thread"
        title = (label(page.first("title")) or "").lower()
        return "thread" in title.rpartition(":")[2] or "thread" in (label(page.first("h1")) or "").lower().rpartition(":")[2]

    def site(self, page: Page) -> Site:
        """A list."""
        detected = self.recognise(page)
        return Site(
            url=root(page.url),
            platform=self.name,
            version=detected.version if detected else None,
            title=self.site_title(page),
            language=page.attribute("html", "lang"),
        )

    def site_url(self, page: Page) -> str:
        """The folder of the list's archive."""
        return root(page.url)

    def site_title(self, page: Page) -> str | None:
        """The list's label, which stands in front of titles; on a mail's page before its subject."""
        title = label(page.first("title")) or ""
        subject = self._facts(page).get("subject") if _BEGIN.encode() in page.body else None
        if subject is not None:
            name = title.removesuffix(subject).rstrip(": ") if subject and title.endswith(subject) else ""
            return name or None
        found = _TITLE.match(title)
        return found["name"] if found else None

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """The index of a folder is the folder."""
        return re.sub(r"/index\.html?$", "/", normalise(url))

    def follows(self, url: str) -> bool:
        """See `hypermail_links.may_follow`."""
        return may_follow(url)

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """The threads of a list, or of one of its folders: what stands in no further list begins one."""
        if not self._is_by_thread(page):
            return Listing(boards=(self._home(page),), number=1, pages=1)
        threads: list[list[tuple[str, LexborNode]]] = []
        top: int | None = None
        for link in page.tree.css("li a[href]"):
            url = page.absolute(link.attrs.get("href"))
            if url is None or mail_in(url) is None or any(url == known for thread in threads[-1:] for known, _ in thread):
                continue
            depth = _depth(link)
            if top is None or depth <= top:
                top = depth
                threads.append([])
            threads[-1].append((url, link))
        home = self._home(page)
        return Listing(threads=tuple(self._row(thread, home) for thread in threads), number=1, pages=1)

    def _row(self, mails: list[tuple[str, LexborNode]], home: Board) -> Thread:
        url, link = mails[0]
        item = link.parent
        while item is not None and item.tag != "li":
            item = item.parent
        name = label(item.css_first("em")) if item is not None else None
        return Thread(
            id=mail_key(url) or url,
            kind="mail",
            title=label(link),
            url=normalise(url),
            author=Author(name=name) if name else None,
            boards=(home,),
            declared=Declared(posts=len(mails)),
            aliases=tuple(normalise(one) for one, _ in mails[1:]),
        )

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterator[Follow]:
        """From an index the lists by thread, or the folders that have them; from those the mails."""
        if kind == "index":
            links = [url for link in page.tree.css("a[href]") if (url := page.absolute(link.attrs.get("href"))) is not None]
            by_thread = [url for url in links if listed_by(url) == "thread"]
            for url in by_thread or [url for url in links if is_folder(self.canonical(url))]:
                if url.startswith(root(page.url)):
                    yield Follow(url=url, kind="other")
        elif kind == "board" and listing is not None:
            for thread in listing.threads:
                for url in thread.aliases:
                    yield Follow(url=url, kind="other")

    def _home(self, page: Page) -> Board:
        name = list_name(page.url) or self.site_title(page) or root(page.url)
        return Board(id=name, title=name, url=root(page.url))

    # -- threads ---------------------------------------------------------------------------------------------------

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        """The mail on the page."""
        if kind == "thread":
            yield self.thread(page)

    def thread(self, page: Page) -> ThreadPage:
        """One mail. Its page says what it answers, and not what began the thread."""
        facts = self._facts(page)
        author, posted, url = _author(facts), _posted(facts), normalise(page.url)
        key = mail_key(page.url)
        stated, parent = _message_id(facts.get("id")), _message_id(facts.get("inreplyto"))
        subject = facts.get("subject") or label(page.first("h1"))
        post_id = stated or key or derived_id("", subject, author.name if author else "", posted.raw if posted else "")
        is_deleted = facts.get("isdeleted") not in (None, "0")
        post = Post(
            id=post_id,
            kind="mail",
            id_kind="stated" if stated or key else "derived",
            author=author,
            posted=posted,
            url=url,
            parent_id=parent if parent != post_id else None,
            parent_kind="stated" if parent and parent != post_id else None,
            state="deleted" if is_deleted else "visible",
            subject=subject,
            content=None if is_deleted else self._words(page),
            aliases=(key,) if stated and key else (),
        )
        thread = Thread(
            id=key or post_id, kind="mail", title=subject, url=url, author=author, created=posted, boards=(self._home(page),)
        )
        return ThreadPage(thread=thread, posts=(post,), number=1, scattered="unplaced")

    def _facts(self, page: Page) -> dict[str, str]:
        if "hypermail facts" not in page.memo:
            head = page.text.partition(_BEGIN)[0]
            page.memo["hypermail facts"] = {name: fold(unescape(unescape(value))) for name, value in _FACT.findall(head)}
        found: dict[str, str] = page.memo["hypermail facts"]
        return found

    def _words(self, page: Page) -> Content:
        text = page.text
        begin, end = text.find(_BEGIN), text.find(_END)
        if begin < 0 or end < begin:
            raise ParseError(self.name, page.url, f"no mail stands between {_BEGIN} and {_END}")
        body = LexborHTMLParser(text[begin + len(_BEGIN) : end]).body
        if body is None:
            return Content(text="", html="")
        dropped = frozenset(node.mem_id for node in body.css(_HEADERS))
        quotes = frozenset(node.mem_id for node in body.css("blockquote"))
        files = tuple(dict.fromkeys(_files(page, body)))
        content = read_body(page, [body], quotes=quotes, dropped=dropped | _lists(body), folded=True)
        return replace(content, media=(*content.media, *files))

    def header(self, page: Page) -> Thread:
        """That which a mail begins, unless another holds it."""
        return self.thread(page).thread

    def next_url(self, page: Page) -> str | None:
        """What Hypermail links as next is another mail."""
        return None

    def post_id(self, page: Page, node: Any) -> str | None:
        """Read with the page."""
        return None

    def author(self, page: Page, node: Any) -> Author | None:
        """Read with the page."""
        return None

    def posted(self, page: Page, node: Any) -> Moment | None:
        """Read with the page."""
        return None


def _depth(link: LexborNode) -> int:
    depth, above = 0, link.parent
    while above is not None:
        depth += above.tag in ("ul", "ol")
        above = above.parent
    return depth


def _author(facts: dict[str, str]) -> Author | None:
    """Name and address, which archives hide in part ("bob_at_[hidden]")."""
    name, printed = facts.get("name", ""), facts.get("email", "")
    address = _AT.sub("@", printed).strip()
    is_whole = "@" in address and "hidden" not in address and not address.startswith("no_email")
    if not name and not printed:
        return None
    return Author(name=name or printed, id=address.lower() if is_whole else None)


def _posted(facts: dict[str, str]) -> Moment | None:
    """When it was sent: in the sender's words, and by Hypermail in UTC."""
    sent, stated = facts.get("sent"), facts.get("isosent", "")
    moment = read_moment(sent)
    if _ISO.match(stated) and (moment is None or moment.at is None):
        try:
            at = datetime.strptime(stated, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            return moment
        return Moment(raw=sent or stated, at=at, precision="second")
    return moment


def _message_id(stated: str | None) -> str | None:
    return _AT.sub("@", stated).strip("<> ") or None if stated else None


def _files(page: Page, body: LexborNode) -> Iterator[Media]:
    """Parts that were put into files: a list under the words, by the kind of each ("application/pdf attachment: x.pdf")."""
    for link in body.css('a[href*="/att-"], a[href*="att-"]'):
        href = link.attrs.get("href") or ""
        if re.search(r"(?:^|/)att-\d+/", href):
            name = label(link) or ""
            yield Media(kind="attachment", url=page.absolute(href), name=name.rpartition(": ")[2] or href.rpartition("/")[2])
    for image in body.css('img[src*="att-"]'):
        yield Media(kind="image", url=page.absolute(image.attrs.get("src")), name=image.attrs.get("alt") or None)


def _lists(body: LexborNode) -> frozenset[int]:
    """The lists that hold nothing but such files, with the rule and the word above them."""
    found = set()
    for node in body.css('a[href*="att-"]'):
        item = node.parent
        while item is not None and item.tag not in ("ul", "body"):
            item = item.parent
        if item is not None and item.tag == "ul":
            found.add(item.mem_id)
    return frozenset(found)
