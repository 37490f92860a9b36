"""Pipermail's listings: the months of a list, and the threads of a month as the comments between them tell the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape

from spiders.dates import stamp
from spiders.items import Author, Board, Declared, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms.pipermail_links import list_name, mail_in, root
from spiders.text import fold, label

_ITEM = re.compile(
    r"<!--\s?(?P<level>\d+)\s(?P<chain>[^>]*?)-->\s*<LI>\s*<A HREF=\"(?P<href>[^\"]+)\">(?P<subject>.*?)</A>\s*"
    r"(?:<A NAME=\"?\d+\"?>(?:&nbsp;|\s)*</A>)?\s*<I>(?P<name>.*?)</I>",
    re.IGNORECASE | re.DOTALL,
)
_STEP = re.compile(r"(\d{8,12})\.(\d+)-?")
_TITLE_TAG = re.compile(r"<title>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_ABOUT = re.compile(r">More information about the ([^<]+?)\s+mailing list")
_TITLE = re.compile(r"^The (?P<name>.+?)(?: \S+ \d{4})? Archives?(?: by \w+)?$")


@dataclass(slots=True)
class _Row:
    """A thread of a month being gathered."""

    url: str
    subject: str
    name: str
    began: str | None
    last: int = 0
    urls: list[str] = field(default_factory=list)


def home_of(page: Page) -> Board:
    """The list: named by the folder of its archive, so that all of its pages call it the same."""
    name = list_name(page.url) or stated_name(page) or root(page.url)
    return Board(id=name, title=name, url=root(page.url))


def stated_name(page: Page) -> str | None:
    """What the page calls the list. Pages are small: looking through their bytes is cheaper than through their tree."""
    if page.body[:2] in (b"Fr", b"\x1f\x8b"):
        return None
    found = _TITLE.match(title_of(page))
    if found:
        return found["name"]
    named = _ABOUT.search(page.text) if b"More information about the" in page.body else None
    return fold(unescape(named[1])) or None if named else None


def title_of(page: Page) -> str:
    """The page's title."""
    found = _TITLE_TAG.search(page.text)
    return fold(unescape(found[1])) if found else ""


def read_months(page: Page) -> Iterator[tuple[str, str | None]]:
    """The months on a list's index, the newest first: by thread, and in one file where there is one."""
    for row in page.tree.css("tr"):
        links = [link.attrs.get("href") or "" for link in row.css("a[href]")]
        threads = _first(page, links, "thread.html", "thread.htm")
        box = _first(page, links, ".txt", ".txt.gz", ".mbox", ".mbox.gz")
        apache = _first(page, links, ".mbox/thread")
        if apache is not None:  # Apache's mod_mbox: the file is the folder of its views
            yield apache, apache.removesuffix("/thread")
        elif threads is not None or box is not None:
            yield threads or "", box


def _first(page: Page, links: list[str], *ends: str) -> str | None:
    return next((page.absolute(link) for link in links if link.endswith(ends)), None)


def read_threads(page: Page) -> Listing:
    """The threads of a month. Mails that answer one of an earlier month begin a thread here."""
    rows: dict[str, _Row] = {}
    for found in _ITEM.finditer(page.text):
        url = page.absolute(unescape(found["href"]))
        chain = _STEP.findall(found["chain"])
        if url is None:
            continue
        key = chain[0][1] if chain else url
        row = rows.get(key)
        if row is None:
            subject, name = (fold(unescape(re.sub(r"<[^>]*>", "", found[part]))) for part in ("subject", "name"))
            row = rows[key] = _Row(url=url, subject=subject, name=name, began=chain[0][0] if chain else None)
        row.urls.append(url)
        row.last = max([row.last, *(int(step[0]) for step in chain)])
    home = home_of(page)
    threads = tuple(_thread(row, home) for row in (rows or _by_nesting(page)).values())
    return Listing(threads=threads, number=1, pages=1)


def _by_nesting(page: Page) -> dict[str, _Row]:
    """The threads where somebody has taken the comments out: what stands in no further list begins one."""
    rows: dict[str, _Row] = {}
    depths: list[int] = []
    current: _Row | None = None
    for link in page.tree.css("li > a[href]"):
        url = page.absolute(link.attrs.get("href"))
        if url is None or mail_in(url) is None:
            continue
        depth, above = 0, link.parent
        while above is not None:
            depth += above.tag == "ul"
            above = above.parent
        depths.append(depth)
        if current is None or depth <= min(depths):
            name = label(link.parent.css_first("i")) if link.parent is not None else None
            current = rows[url] = _Row(url=url, subject=label(link) or "", name=name or "", began=None)
        current.urls.append(url)
    return rows


def _thread(row: _Row, home: Board) -> Thread:
    return Thread(
        id=mail_key(row.url) or row.url,
        kind="mail",
        title=row.subject or None,
        url=row.url,
        author=Author(name=row.name) if row.name else None,
        created=_epoch(row.began),
        boards=(home,),
        declared=Declared(posts=len(row.urls), last_post=_epoch(str(row.last)) if row.last else None),
        aliases=tuple(row.urls[1:]),
    )


def _epoch(value: str | None) -> Moment | None:
    """The seconds in a comment, with zeros in front so that they sort."""
    if not value or not value.lstrip("0"):
        return None
    moment = datetime.fromtimestamp(int(value), UTC)
    return stamp(moment.isoformat(), value) if 1970 < moment.year < 2200 else None


def mail_key(url: str) -> str | None:
    """What a mail is called by its address: folder and number."""
    found = mail_in(url)
    return "/".join(part for part in found if part) if found else None
