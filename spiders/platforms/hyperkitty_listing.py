"""HyperKitty's listings: the lists of a site, the threads of a list and of its months, and what the API says of threads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from selectolax.lexbor import LexborNode

from spiders.dates import read_date, stamp
from spiders.items import Author, Board, Declared, Listing, Post, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.hyperkitty_links import board, canonical, is_month, message, message_in, place, thread, thread_in
from spiders.text import fold, label, number
from spiders.urls import normalise, query

_NAME = re.compile(rb"<a[^>]*\sclass=\"list-name\"[^>]*>([^<]*)<")
_FIRST_NUMBER = re.compile(r"\d[\d.,\u00a0\u202f' ]*")
_BY = re.compile(r"by\s(?P<name>\S.*)$")
_STARRED = re.compile(r"^\W*\s")


def place_of(page: Page) -> tuple[str, str, str] | None:
    """What `place` says of the page's address; of a page that was saved under another, of its first link into a list."""
    found = place(page.url)
    if found is not None or page.body[:1] in (b"{", b"[", b"\x1f") or page.is_xml:
        return found
    if "hyperkitty place" not in page.memo:
        link = page.absolute(page.attribute('a[href*="/thread/"], a[href*="/message/"], #thread-list a[href*="/list/"]', "href"))
        found = place(link) if link else None
        page.memo["hyperkitty place"] = (*found[:2], "") if found else None
    known: tuple[str, str, str] | None = page.memo["hyperkitty place"]
    return known


def list_of(page: Page, shown: str | None = None) -> Board | None:
    """The list that a page is of: its address is its name, unless people gave it another."""
    found = place_of(page)
    if found is None:
        return None
    root, name, _ = found
    return Board(id=name, title=title_of(name, shown), url=board(root, name))


def title_of(name: str, shown: str | None) -> str:
    """What a list is called: pages show the first half of its address where it has no other name."""
    return shown if shown and shown not in (name, name.partition("@")[0]) else name


def read_lists(page: Page) -> Listing:
    """All lists of a site. Narrow and wide screens have a table each; what they count is of the last month only."""
    boards: dict[str, Board] = {}
    for row in page.tree.css("tr.list"):
        link = row.css_first('a.list-name, a[href*="/list/"]')
        url = page.absolute(link.attrs.get("href")) if link is not None else None
        found = place(url) if url else None
        if found is None or link is None:
            continue
        root, name, _ = found
        about = label(row.css_first(".list-description"))
        boards.setdefault(name, Board(id=name, title=title_of(name, label(link)), url=board(root, name), description=about))
    return Listing(boards=tuple(boards.values()))


def read_threads(page: Page) -> Listing:
    """The threads of a list, or of one of its months; a month is no walk along the list, so it is listed by itself, and leads
    to the whole list.
    """
    named = _NAME.search(page.body)
    home = list_of(page, fold(unescape(named[1].decode("utf-8", "replace"))) if named else None)
    rows = tuple(_rows(page, home)) if b"/thread/" in page.body else ()
    current, pages = read_pages(page)
    if home is not None and not is_month(page.url):  # a month counts its own threads
        count = _figure(page.first(".thread-list-info .fa-comment, .thread-list-info .discussion"))
        home = Board(id=home.id, title=home.title, url=home.url, threads=count)
    is_part = is_month(page.url)
    return Listing(
        board=None if is_part else home,
        boards=(home,) if is_part and home is not None else (),
        threads=rows,
        number=current,
        pages=pages,
        next_url=_next(page, current, pages),
    )


def _rows(page: Page, home: Board | None) -> Iterator[Thread]:
    seen: set[str] = set()
    for row in page.tree.css(".thread"):
        link = row.css_first('a.thread-title, .thread-title a, a[href*="/thread/"]')
        url = page.absolute(link.attrs.get("href")) if link is not None else None
        thread_id, found = (thread_in(url), place(url)) if url else (None, None)
        if link is None or url is None or thread_id is None or found is None or thread_id in seen:
            continue
        seen.add(thread_id)
        by = _BY.match(label(row.css_first(".sender-name")) or "")
        dated = row.css_first(".thread-date[title]")
        last = read_date(dated.attrs.get("title") or "", clock=page.clock, zone=page.zone) if dated is not None else None
        replies = _figure(row.css_first(".list-stats .fa-comment, .list-stats .fa-comments, .list-stats .discussion"))
        yield Thread(
            id=thread_id,
            kind="mail",
            title=label(link),
            url=thread(*found[:2], thread_id),
            author=Author(name=by["name"]) if by else None,
            boards=(home,) if home is not None else (),
            declared=Declared(replies=replies, last_post=last),
        )


def _figure(icon: LexborNode | None) -> int | None:
    """The number beside an icon: "46 comments"."""
    found = _FIRST_NUMBER.search(label(icon.parent) or "") if icon is not None and icon.parent is not None else None
    return number(found[0].strip()) if found else None


def read_pages(page: Page) -> tuple[int, int]:
    """Which page of a list this is, and how many there are; 1 of 1 where there are no controls."""
    if b"pagination" not in page.body and b'name="page"' not in page.body:
        return 1, 1
    current = number(label(page.first(".pagination .active")))
    links = [number(query(link.attrs.get("href") or "").get("page")) for link in page.tree.css('.pagination a[href*="page="]')]
    options = [number(option.attrs.get("value")) for option in page.tree.css('select[name="page"] option')]
    known = [one for one in (*links, *options, current) if one]
    return current or 1, max(known, default=1)


def _next(page: Page, current: int, pages: int) -> str | None:
    if current >= pages:
        return None
    stated = query(page.url)
    base = canonical(page.url).partition("?")[0]
    count = f"count={stated['count']}&" if stated.get("count", "").isdecimal() else ""
    return normalise(f"{base}?{count}page={current + 1}")


# -- the API -----------------------------------------------------------------------------------------------------------


def api_rows(page: Page) -> list[dict[str, Any]]:
    """The objects of an answer of the API; none where it is something else."""
    answer = page.json
    rows = answer.get("results", [answer]) if isinstance(answer, dict) else answer
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def api_threads(page: Page) -> Iterator[ThreadPage]:
    """What the API says of threads and of mails: times in UTC, to the second, and what each mail answers. It has no words but
    those of single mails, which pages show better; and subjects with the list's name in front, which pages take away.
    """
    mails: dict[str, list[Post]] = {}
    headers: dict[str, Thread] = {}
    for row in api_rows(page):
        where = place(_text(row.get("url")) or "")
        if where is None:
            continue
        home = Board(id=where[1], title=where[1], url=board(*where[:2]))
        thread_id = _text(row.get("thread_id")) or thread_in(_text(row.get("thread")) or "")
        if thread_id is None:
            continue
        if _text(row.get("thread_id")):
            replies = row.get("replies_count")
            headers[thread_id] = Thread(
                id=thread_id,
                kind="mail",
                url=thread(*where[:2], thread_id),
                boards=(home,),
                declared=Declared(
                    replies=replies if isinstance(replies, int) else None, last_post=stamp(_text(row.get("date_active")))
                ),
            )
            mails.setdefault(thread_id, [])
            continue
        headers.setdefault(thread_id, Thread(id=thread_id, kind="mail", url=thread(*where[:2], thread_id), boards=(home,)))
        post = _mail(row, where)
        if post is not None:
            mails.setdefault(thread_id, []).append(post)
    for thread_id, header in headers.items():
        yield ThreadPage(thread=header, posts=tuple(mails[thread_id]), view="api")


def _mail(row: dict[str, Any], where: tuple[str, str, str]) -> Post | None:
    post_id = _text(row.get("message_id_hash"))
    if post_id is None:
        return None
    name, stated = _text(row.get("sender_name")), _text(row.get("message_id"))
    sender = row.get("sender")
    user = _text(sender.get("mailman_id")) if isinstance(sender, dict) else None
    parent = message_in(_text(row.get("parent")) or "")
    return Post(
        id=post_id,
        kind="mail",
        author=Author(name=name, id=user) if name else None,
        posted=stamp(_text(row.get("date"))),
        url=message(*where[:2], post_id),
        parent_id=parent,
        parent_kind="stated" if parent else None,
        subject=_text(row.get("subject")),
        aliases=(stated,) if stated else (),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
