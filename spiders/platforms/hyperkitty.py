"""HyperKitty, Mailman 3's archive: lists, months, threads with their replies however they come, single mails, the API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import unescape
from typing import Any

from spiders.errors import NotAPage, ParseError
from spiders.items import (
    Author,
    Board,
    Declared,
    Follow,
    Label,
    Listing,
    Loss,
    Moment,
    PageKind,
    Post,
    Thread,
    ThreadPage,
    View,
)
from spiders.mail_box import is_box, read_box
from spiders.page import Page
from spiders.platforms import hyperkitty_links as links
from spiders.platforms.base import Detected, Platform
from spiders.platforms.hyperkitty_listing import api_threads, list_of, place_of, read_lists, read_threads
from spiders.platforms.hyperkitty_posts import MailReader
from spiders.text import fold, label, number
from spiders.urls import query

_OURS = 'link[href*="/hyperkitty/"], script[src*="hyperkitty"], img[src*="/hyperkitty/"], .email-header[id] + .email-body'
_VERSION = re.compile(rb"HyperKitty</a>\s*(?:version)?\s*(\d+(?:\.\d+)+)")
_ANSWERS = (b'"replies_html"', b'"message_id_hash"', b'"date_active"', b'"archive_policy"')
_LANGUAGE = re.compile(rb"<meta name=\"dc.language\" content=\"([a-zA-Z-]+)\"")
_TITLE = re.compile(rb"<title>([^<]*)</title>")
_BRAND = re.compile(rb"<a[^>]*\sclass=\"navbar-brand\"[^>]*>([^<]*)<")
_ASSET = re.compile(rb"<(?:link|script|img)[^>]*\s(?:href|src)=\"[^\"]*/hyperkitty/[^\"]*\.\w+\"")
_MAIL = re.compile(rb"<div[^>]*\sclass=\"email[-_]header\b")
_LISTS = re.compile(rb"<(?:div[^>]*\sclass=\"all-lists\b|tr[^>]*\sclass=\"list[\s\"])")
_THREADS = re.compile(rb"<div[^>]*\sid=\"thread-list\"")
_OVERVIEW = re.compile(rb"<(?:div|section)[^>]*\sclass=\"(?:[^\"]*\s)?overview\b")
"""What a page shows, by elements that no mail can write: in its words "<" is escaped. Searching the tree costs ten times that."""
_BACK = re.compile(rb"<a[^>]*\shref=\"[^\"]*/thread/(\w+)/[^\"]*#")
_REPLIES = re.compile(rb"/thread/(\w+)/replies\?")
_COMMENTS = re.compile(rb"<i[^>]*\sclass=\"(?:[^\"]*\s)?(?:fa-comment|discussion)\"[^>]*></i>\s*(\d[\d.,\xc2\xa0]*)")
API_ROWS = 10
"""Threads in one answer of the API."""


class HyperKitty(Platform):
    """HyperKitty 1.x, and 0.9 to 1.0 as far as its templates are known."""

    name = "hyperkitty"
    title = "HyperKitty"
    family = "mail"
    versions = "1.0 to 1.3"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By where its own files lie; answers of its API, and replies for scripts, by the names in them."""
        body = page.body
        if body[:2] in (b"Fr", b"\x1f\x8b"):
            return Detected() if links.is_export(page.url) and is_box(page.body) else None
        if body[:1] in (b"{", b"["):
            is_known = links.place(page.url) is not None or links.is_api(page.url)
            return Detected() if is_known and any(name in body for name in _ANSWERS) else None
        if page.is_xml:
            return Detected() if links.place(page.url) is not None and b"/message/" in body and b"<rss" in body[:400] else None
        if b"hyperkitty" not in body or not (_ASSET.search(body) or page.first(_OURS) is not None):
            return None
        version = _VERSION.search(body)
        return Detected(version=version[1].decode() if version else None)

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page."""
        if _is_data(page):
            return "feed" if page.is_xml else "api"
        if "/accounts/" in page.url:
            return "login"
        if _MAIL.search(page.body):
            return "thread" if links.thread_in(page.url) or links.message_in(page.url) or self._thread_id(page) else "other"
        if _LISTS.search(page.body):
            return "index"
        if _THREADS.search(page.body):
            return "board" if place_of(page) is not None and "/search" not in page.url else "other"
        if _OVERVIEW.search(page.body):
            return "index"
        return "error" if self.message(page) is not None else "other"

    def message(self, page: Page) -> str | None:
        """That a list is private, or a page not there."""
        if page.status < 400 and not _has(page, ".text-danger", b"text-danger"):
            return None
        return label(page.first(".text-danger, .page-header + p, [role=main] h1"))

    def site_url(self, page: Page) -> str:
        """By the address where it names a list, else by where the page is searched, or what it calls its home."""
        found = place_of(page)
        if found is not None:
            return found[0]
        if links.is_api(page.url):
            return page.url[: page.url.index("/api/") + 1]
        search = page.absolute(page.attribute('form[action$="/search"]', "action"))
        if search is not None:
            return search.removesuffix("search")
        home = page.absolute(page.attribute("a.navbar-brand[href]", "href")) or page.absolute("/") or page.url
        return home.partition("?")[0].rstrip("/") + "/"

    def site_title(self, page: Page) -> str | None:
        """The name beside the logo."""
        found = _BRAND.search(page.body) if not _is_data(page) else None
        return fold(unescape(found[1].decode("utf-8", "replace"))) or None if found else None

    def language(self, page: Page) -> str | None:
        """Stated in a Dublin Core element."""
        if _is_data(page):
            return None
        stated = _LANGUAGE.search(page.body)
        return stated[1].decode() if stated else page.attribute("html", "lang")

    def logged_in(self, page: Page) -> bool | None:
        """By the link to sign in, or out."""
        if _is_data(page):
            return None
        if _has(page, 'a[href*="/accounts/logout"], form[action*="/accounts/logout"]', b"/accounts/logout"):
            return True
        return False if b"/accounts/login" in page.body else None

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `hyperkitty_links.canonical`."""
        return links.canonical(url)

    def follows(self, url: str) -> bool:
        """See `hyperkitty_links.may_follow`."""
        return links.may_follow(url)

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """A site's lists, a list's threads; the overview of a list loads all that it shows by script."""
        if _LISTS.search(page.body):
            return read_lists(page)
        if _THREADS.search(page.body):
            return read_threads(page)
        home = list_of(page, label(page.first("#title h1, h1")))
        return Listing(boards=(home,) if home is not None else ())

    # -- threads ---------------------------------------------------------------------------------------------------

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        """The thread on the page; in an answer of the API those it tells of, or some replies."""
        if kind == "thread":
            yield self.thread(page)
        elif page.body[:2] in (b"Fr", b"\x1f\x8b"):
            yield from self._box(page)
        elif kind == "api" and isinstance(page.json, dict) and "replies_html" in page.json:
            yield self._replies(page)
        elif kind == "api":
            yield from api_threads(page)

    def thread(self, page: Page) -> ThreadPage:
        """All mails on the page. It is the thread's only page where its replies are there; where scripts would fetch them, or one
        mail is shown by itself, it is none, and tells of some mails only.
        """
        thread_id = self._thread_id(page)
        if thread_id is None:
            raise ParseError(self.name, page.url, "nothing says which thread it is")
        is_whole = links.message_in(page.url) is None and not self._waits(page)
        threaded = not _has(page, '.sort-mode a[href*="sort=thread"]', b"?sort=thread")
        posts, losses = self._mails(page, page, thread_id, threaded=threaded)
        return ThreadPage(
            thread=self._header(page, thread_id),
            posts=posts,
            number=1 if is_whole else None,
            pages=1 if is_whole else None,
            view="page" if is_whole else "api",
            losses=losses,
        )

    def _box(self, page: Page) -> Iterator[ThreadPage]:
        """The mails of a box that was exported, called as pages call them; which thread they are in, pages know better."""
        found = links.place(page.url)
        for read in read_box(page, list_of(page)):
            posts = tuple(
                replace(
                    post,
                    id=links.hash_of(post.id),
                    parent_id=links.hash_of(post.parent_id) if post.parent_id else None,
                    url=links.message(*found[:2], links.hash_of(post.id)) if found else None,
                    posted=_moment(post.posted),
                    aliases=(post.id,),
                )
                for post in read.posts
                if post.id_kind == "stated"
            )
            thread_id = links.hash_of(read.thread.id)
            thread = Thread(
                id=thread_id,
                kind="mail",
                url=links.thread(*found[:2], thread_id) if found else None,
                author=read.thread.author,
                created=_moment(read.thread.created),
                boards=read.thread.boards,
            )
            yield ThreadPage(thread=thread, posts=posts, view="api", scattered="unplaced")

    def _replies(self, page: Page) -> ThreadPage:
        """Some replies, as scripts get them: HTML in JSON."""
        thread_id = links.thread_in(page.url)
        if thread_id is None:
            raise ParseError(self.name, page.url, "the address does not say of which thread these are replies")
        html = page.json.get("replies_html")
        if not isinstance(html, str):
            raise NotAPage(page.url, "no replies in it")
        headers = {**page.headers, "content-type": "text/html; charset=utf-8"}
        inner = replace(page, body=html.encode("utf-8", "replace") or b" ", headers=headers)
        posts: tuple[Post, ...] = ()
        losses: tuple[Loss, ...] = ()
        if html.strip():
            posts, losses = self._mails(page, inner, thread_id, threaded=query(page.url).get("sort") != "date")
        found = links.place(page.url)
        home = list_of(page)
        url = links.thread(*found[:2], thread_id) if found else None
        header = Thread(id=thread_id, kind="mail", url=url, boards=(home,) if home else ())
        return ThreadPage(thread=header, posts=posts, view="api", losses=losses)

    def _mails(self, page: Page, shown: Page, root: str, *, threaded: bool) -> tuple[tuple[Post, ...], tuple[Loss, ...]]:
        language = self.language(page)
        reader = MailReader(shown, threaded=threaded, zone=page.zone, languages=(language,) if language else ())
        if links.message_in(page.url) is not None:
            root = ""
        posts: dict[str, Post] = {}
        losses: list[Loss] = []
        for node in reader.mails():
            try:
                post = reader.read(node, root=root or None)
            except ParseError as error:
                losses.append(Loss(kind="post", what=error.what, url=page.url))
                continue
            if post is not None:
                posts.setdefault(post.id, post)
        page.memo["hyperkitty ambiguous"] = reader.is_ambiguous
        return tuple(posts.values()), tuple(losses)

    def _thread_id(self, page: Page) -> str | None:
        """In the address; on a mail's own page in the link back. A thread's id is its first mail's."""
        stated = links.thread_in(page.url)
        if stated is not None:
            return stated
        found = (_BACK if links.message_in(page.url) else _REPLIES).search(page.body)
        return found[1].decode() if found else page.attribute(".email-first .email-header", "id")

    def _header(self, page: Page, thread_id: str) -> Thread:
        is_mail = links.message_in(page.url) is not None
        found = place_of(page)
        home = self._board(page)
        figure = None if is_mail else _COMMENTS.search(page.body)
        tags = () if is_mail or b'id="tags"' not in page.body else tuple(
            Label(kind="tag", title=name) for link in page.tree.css("#tags li a:first-child, #tags .tag") if (name := label(link))
        )  # fmt: skip
        return Thread(
            id=thread_id,
            kind="mail",
            title=None if is_mail else label(page.first(".thread-header h3, .thread-header h1, #thread-title")),
            url=links.thread(*found[:2], thread_id) if found else None,
            boards=(home,) if home is not None else (),
            labels=tags,
            declared=Declared(replies=number(figure[1].decode().strip()) if figure else None),
            aliases=(links.thread(*found[:2], thread_id).partition("?")[0],) if found else (),
        )

    def _board(self, page: Page) -> Board | None:
        """The list; its name stands between the subject and the site's in the title."""
        title = _TITLE.search(page.body)  # HyperKitty writes UTF-8 only
        parts = fold(unescape(title[1].decode("utf-8", "replace"))).split(" - ") if title else []
        shown = parts[-2] if len(parts) > 2 else None
        return list_of(page, shown)

    def view(self, page: Page) -> View:
        """A page's own."""
        return "page"

    # -- the whole -------------------------------------------------------------------------------------------------

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterator[Follow]:
        """Replies that scripts would fetch; from the API what no page tells: the moments behind times whose zone is not known,
        and what mails answer that stand too deep.
        """
        found = links.place(page.url)
        if found is None:
            return
        root, name, _ = found
        if kind == "board" and page.zone is None and listing is not None and listing.board is not None:
            skipped = ((listing.number or 1) - 1) * API_ROWS
            further = f"&limit={API_ROWS}&offset={skipped}" if skipped else ""
            yield Follow(url=f"{root}api/list/{name}/threads/?format=json{further}", kind="api")
        thread_id = links.thread_in(page.url)
        if thread_id is None:
            return
        if page.memo.get("hyperkitty ambiguous") and kind == "thread":
            yield Follow(url=f"{root}api/list/{name}/thread/{thread_id}/emails/?format=json", kind="api", thread_id=thread_id)
        following = self._more_replies(page, kind)
        if following is not None:
            sort = "thread" if kind == "thread" else query(page.url).get("sort", "thread")
            url = f"{root}list/{name}/thread/{thread_id}/replies?sort={sort}{following}"
            yield Follow(url=url, kind="api", thread_id=thread_id)

    def _waits(self, page: Page) -> bool:
        """Whether the replies are not on the page: a script fetches them."""
        return links.message_in(page.url) is None and _has(page, ".replies .ajaxloader", b"ajaxloader")

    def _more_replies(self, page: Page, kind: PageKind) -> str | None:
        """How the address goes on that has further replies; None where there are none, or a page offers all at once."""
        if kind == "thread":
            return "" if self._waits(page) and b"?noscript" not in page.body else None
        answer: Any = page.json if kind == "api" and page.body[:1] == b"{" else None
        if not isinstance(answer, dict) or answer.get("more_pending") is not True:
            return None
        offset = answer.get("next_offset")
        return f"&offset={offset}" if isinstance(offset, int) else None

    def author(self, page: Page, node: Any) -> Author | None:
        """Read with the rest of the mail."""
        return None

    def posted(self, page: Page, node: Any) -> Moment | None:
        """Read with the rest of the mail."""
        return None


def _moment(stated: Moment | None) -> Moment | None:
    """A time without the sender's clock: where pages print times, it is the archive's."""
    return replace(stated, local=None) if stated is not None and stated.at is not None else stated


def _is_data(page: Page) -> bool:
    """Whether it is no HTML: an answer of the API, replies for scripts, a feed, a mail box."""
    return page.body[:1] in (b"{", b"[") or page.body[:2] in (b"Fr", b"\x1f\x8b") or page.is_xml


def _has(page: Page, selector: str, *needles: bytes) -> bool:
    """Whether an element matches. What is nowhere in the bytes is not looked for in the tree, which costs ten times as much."""
    return any(needle in page.body for needle in needles) and page.first(selector) is not None
