"""NodeBB, by its pages and by its API.

Each page carries the answer that the API gives for it (``script#ajaxify-data``, in all themes since 1.0): one route makes both.
So pages and API are read as one and are one view: a post has the same words in both. A crawl needs the pages only, which tell
as much and can be looked at again; the API is read where an archive holds it, or an archivist begins there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import Rules
from spiders.errors import ParseError
from spiders.items import Author, Follow, Listing, Moment, PageKind, Site, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms import nodebb_data as answers
from spiders.platforms import nodebb_links as links
from spiders.platforms import nodebb_listing as listings
from spiders.platforms.base import Detected, Platform
from spiders.platforms.nodebb_data import Json
from spiders.platforms.nodebb_posts import read_posts
from spiders.text import label

_KINDS: dict[str, PageKind] = {
    "topic": "thread",
    "category": "board",
    "categories": "index",
    "recent": "index",
    "popular": "index",
    "top": "index",
    "tag": "index",
    "login": "login",
    "registerComplete": "login",
    "400": "error",
    "403": "error",
    "404": "error",
    "500": "error",
    "503": "error",
}
"""What is made by which template."""

_LANGUAGE = re.compile(rb"<html\b[^>]*\blang=\"([A-Za-z0-9-]{2,35})\"")


class NodeBB(Platform):
    """NodeBB 1 to 4: Harmony, Persona and the themes made from them, and the read API."""

    name = "nodebb"
    title = "NodeBB"
    versions = "1 to 4"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the answer that it is or carries, or by NodeBB's own names for the parts of a page."""
        return Detected(version=_version(page)) if answers.answer(page) is not None else None

    def kind(self, page: Page) -> PageKind:
        code = answers.code(self._answer(page))
        if code == "not-authorised":
            return "login"
        if page.status >= 400 or code not in (None, "ok"):
            return "error"
        made_by = answers.template(page)
        if made_by in _KINDS:
            return _KINDS[made_by]
        return "index" if answers.objects(self._answer(page).get("categories")) else "other"

    def _answer(self, page: Page) -> Json:
        """The answer; nothing where the platform was named by hand and the page is another's."""
        return answers.answer(page) or {}

    def site(self, page: Page) -> Site:
        """Everything is in UTC, so that no zone is needed."""
        if page.is_json or page.is_xml:
            return Site(url=self.site_url(page), platform=self.name)
        return super().site(page)

    def site_url(self, page: Page) -> str:
        return answers.root(page)

    def site_title(self, page: Page) -> str | None:
        return answers.meta(page, "og:site_name") or super().site_title(page)

    def language(self, page: Page) -> str | None:
        """By the tag at the very beginning, without a tree of the page."""
        found = _LANGUAGE.search(page.body, 0, 1_000)
        return found[1].decode() if found is not None else super().language(page)

    def logged_in(self, page: Page) -> bool | None:
        stated = self._answer(page).get("loggedIn")
        return stated if isinstance(stated, bool) else None

    def message(self, page: Page) -> str | None:
        """What the page says, or the API's status."""
        data = self._answer(page)
        status = data.get("status")
        if answers.is_object(status):
            return answers.plain(status, "message") or answers.plain(status, "code")
        if page.is_json:
            return answers.plain(data, "error") or answers.plain(data, "title")
        return label(page.first("#content .flex-fill > h2, #content .alert > strong, #content h2, #content h4, #content .alert"))

    def says_gone(self, page: Page) -> bool:
        """By the template or the API's code: the words of a refusal may be "not found", too."""
        made_by, code = answers.template(page), answers.code(self._answer(page))
        if made_by in _KINDS or code is not None:
            return made_by == "404" or code == "not-found"
        return super().says_gone(page)

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.nodebb_links.canonical`."""
        return links.canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.nodebb_links.may_follow`."""
        return links.may_follow(url)

    def page_asked(self, page: Page) -> int | None:
        return links.page_in(page.url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        return listings.page_of(page, self._answer(page))

    def next_url(self, page: Page) -> str | None:
        return listings.next_page(page, *self.page_number(page))

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.nodebb_listing`."""
        return listings.read_listing(page, self._answer(page))

    def header(self, page: Page) -> Thread:
        data = self._answer(page)
        if answers.identity(data, "tid") is None:
            raise ParseError(self.name, page.url, "nothing says which topic it is (tid)")
        return listings.topic(page, data)

    def thread(self, page: Page) -> ThreadPage:
        thread = self.header(page)
        posts, losses = read_posts(page, self._answer(page), self.rules(page))
        number, pages = self.page_number(page)
        return ThreadPage(
            thread=thread,
            posts=tuple(posts),
            number=number,
            pages=pages,
            next_url=self.next_url(page),
            losses=tuple(losses),
        )

    # -- bodies ----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        """What holds for every body; where quotes stand is told body by body. Links are relative to the address: NodeBB has no
        ``<base>``, and the page's own tree is not needed.
        """
        bare = replace(page, body=b"", headers={"content-type": "application/json"})
        nothing: frozenset[int] = frozenset()
        return Rules(page=bare, quotes=nothing, dropped=nothing, heads=self.quote_head, mention=self.mention, image=self.image)

    # -- posts: told by the answer, not by elements ----------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        return node.attributes.get("data-pid")

    def author(self, page: Page, node: LexborNode) -> Author | None:
        return None

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        return None

    # -- the whole -------------------------------------------------------------------------------------------------

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterable[Follow]:
        """From a front page that shows topics, the categories: they alone list everything."""
        if kind == "index" and answers.template(page) != "categories" and page.url.partition("?")[0] == self.site_url(page):
            yield Follow(url=f"{self.site_url(page)}categories", kind="index")


def _version(page: Page) -> str | None:
    """No page names it: 4 speaks ActivityPub, 3 came with Bootstrap 5."""
    if page.is_json:
        return None
    if b'"activitypub":{' in page.body or b'\\"activitypub\\":{' in page.body:
        return "4"
    return "3" if b"data-bs-" in page.body or b"theme-harmony" in page.body else None
