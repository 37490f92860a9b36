"""Discourse: its API, the pages that hold what the API answers, and those made for crawlers and for readers without scripts.

A crawl asks the API: it alone tells ids, answers and edits with their reasons, to whoever asks. Pages for crawlers, which this
archiver would be sent, have the same words with less around them; they are read where an archive holds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import Rules
from spiders.errors import ParseError
from spiders.items import Author, Follow, Listing, Moment, PageKind, Reading, Site, Thread, ThreadPage, View
from spiders.json_values import Json, objects, plain, text
from spiders.page import Page
from spiders.platforms import discourse_crawler as crawler
from spiders.platforms import discourse_data as answers
from spiders.platforms import discourse_links as links
from spiders.platforms import discourse_listing as listings
from spiders.platforms import discourse_rendered as rendered
from spiders.platforms.base import Detected, Platform
from spiders.platforms.discourse_bodies import rules_of
from spiders.platforms.discourse_data import Answer
from spiders.platforms.discourse_feeds import feed_of, feed_threads
from spiders.platforms.discourse_posts import read_posts
from spiders.text import fold, label

_GENERATOR = re.compile(rb"<meta\b[^>]*?\bcontent=\"Discourse (?P<version>\d[^\s\"]*)[^\"]*\"")
_LANGUAGE = re.compile(rb"<html\b[^>]*\blang=\"([A-Za-z0-9_-]{2,35})\"")
_NAME = re.compile(rb"<meta property=\"og:site_name\" content=\"([^\"<>&]*)\"")
_MARKS = "#data-discourse-setup, discourse-assets, #data-preloaded, .crawler-post-meta"
_KINDS: dict[str, PageKind] = {
    "topic": "thread",
    "posts": "api",
    "post": "api",
    "latest": "api",
    "categories": "index",
    "site": "index",
}


class Discourse(Platform):
    """Discourse: JSON API, pages with and without scripts, feeds."""

    name = "discourse"
    title = "Discourse"
    versions = "1 to 3, 2025 and on"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By what the API answers; by the generator, which all pages name; by the parts of a page that only Discourse has."""
        if answers.is_json(page):
            return Detected() if answers.answer(page) is not None else None
        if page.is_xml or page.body[:5] == b"<?xml":
            return Detected() if feed_of(page) is not None else None
        if b"iscourse" not in page.body:  # looked for once: a page of another's is a hundred thousand letters without it
            return None
        found = _GENERATOR.search(page.body, 0, 20_000)
        if found is not None:
            return Detected(version=found["version"].decode("ascii", "replace"))
        return Detected() if page.first(_MARKS) is not None else None

    def kind(self, page: Page) -> PageKind:
        found = answers.answer(page)
        if found is not None:
            if found.what == "list":
                return "board" if links.is_category(page.url) else "index"
            if found.what == "error":
                return "login" if found.data.get("error_type") == "not_logged_in" else "error"
            return _KINDS[found.what]
        if answers.is_json(page):
            return "error" if page.status >= 400 else "other"
        if feed_of(page) is not None:
            return "feed"
        return self._kind_of_page(page)

    def _kind_of_page(self, page: Page) -> PageKind:
        """Of a page without an answer: what is shown to crawlers, else what its head says that scripts would show."""
        if page.status >= 400 or page.first(".page-not-found") is not None:
            return "error"
        if rendered.is_topic(page) or crawler.is_topic(page):
            return "thread"
        address = links.for_people(page.url)
        if crawler.is_list(page):
            return "board" if links.is_category(address) else "index"
        if links.topic_in(address) is not None:
            return "thread"
        if links.is_category(address):
            return "board"
        if re.search(r"/(?:u|users)/[^/]+/?", address):
            return "author"
        if "/login" in address or page.first(".login-welcome, body.static-login") is not None:
            return "login"
        return "index" if address == self.site_url(page) or re.search(r"/(?:latest|categories)$", address) else "other"

    def site(self, page: Page) -> Site:
        """Everything is in UTC, so that no zone is needed."""
        if answers.is_json(page) or page.is_xml:
            return Site(url=self.site_url(page), platform=self.name)
        return super().site(page)

    def site_url(self, page: Page) -> str:
        return answers.root(page)

    def site_title(self, page: Page) -> str | None:
        found = _NAME.search(page.body, 0, 60_000)
        return fold(found[1].decode("utf-8", "replace")) or None if found is not None else super().site_title(page)

    def language(self, page: Page) -> str | None:
        """By the tag at the very beginning, without a tree of the page. Discourse writes "pt_BR"."""
        found = _LANGUAGE.search(page.body, 0, 1_000)
        return found[1].decode().replace("_", "-") if found is not None else super().language(page)

    def logged_in(self, page: Page) -> bool | None:
        """Whether the page holds who looks at it; where it holds nothing, nobody knows."""
        held = answers.stored(page) if not answers.is_json(page) and not page.is_xml else {}
        return "currentUser" in held if held else None

    def message(self, page: Page) -> str | None:
        found = answers.answer(page)
        if found is not None:
            errors = found.data.get("errors")
            return fold(" ".join(one for one in errors if isinstance(one, str))) or None if isinstance(errors, list) else None
        return (
            label(page.first(".page-not-found h1, .page-not-found, #main-outlet h1, h1")) if not answers.is_json(page) else None
        )

    def says_gone(self, page: Page) -> bool:
        found = answers.answer(page)
        if found is not None and found.what == "error":
            return found.data.get("error_type") == "not_found" or page.status in (404, 410)
        return super().says_gone(page)

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.discourse_links.canonical`."""
        return links.canonical(url)

    def endpoint(self, url: str) -> str:
        """See `spiders.platforms.discourse_links.endpoint`."""
        return links.endpoint(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.discourse_links.may_follow`."""
        return links.may_follow(url)

    def page_asked(self, page: Page) -> int | None:
        number = links.page_in(page.url)
        return number + 1 if number is not None and links.topic_in(page.url) is None else number

    def view(self, page: Page) -> View:
        return "api" if self.kind(page) == "api" else "page"

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.discourse_listing` and `discourse_crawler`."""
        found = answers.answer(page)
        return listings.read_listing(page, found) if found is not None else crawler.read_listing(page)

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        found = answers.answer(page)
        if kind == "feed":
            yield from feed_threads(page, rules_of(page))
        elif kind == "api" and found is not None:
            yield from self._loose(page, found)
        elif kind == "thread":
            yield self._topic(page, found.data) if found is not None else self._shown(page)

    def header(self, page: Page) -> Thread:
        found = answers.answer(page)
        thread = listings.topic(page, found.data) if found is not None else crawler.header(page)
        if thread is None or not thread.id:
            raise ParseError(self.name, page.url, "nothing says which topic it is")
        return thread

    def _topic(self, page: Page, data: Json) -> ThreadPage:
        thread = self.header(page)
        posts, losses = read_posts(page, thread.id, listings.posts_of(data), self.rules(page), listings.numbers_of(data))
        number, pages = listings.page_of(data)
        following = f"{answers.root(page)}t/{thread.id}?page={number + 1}" if number and pages and number < pages else None
        return ThreadPage(thread=thread, posts=tuple(posts), number=number, pages=pages, next_url=following, losses=tuple(losses))

    def _shown(self, page: Page) -> ThreadPage:
        """What crawlers are shown. A page that leaves all to scripts tells which topic it is, and shows no post."""
        head = crawler.header(page)
        if head is None:
            raise ParseError(self.name, page.url, "nothing says which topic it is")
        posts, losses = rendered.read_posts(page, head.id) if rendered.is_topic(page) else crawler.read_posts(page)
        thread = crawler.header(page, posts) or head
        if not posts or rendered.is_topic(page):  # what stood on a screen is no page
            return ThreadPage(thread=thread, posts=tuple(posts), losses=tuple(losses))
        number, pages = crawler.page_of(page, posts)
        return ThreadPage(
            thread=thread,
            posts=tuple(posts),
            number=number,
            pages=pages,
            next_url=crawler.next_url(page),
            losses=tuple(losses),
        )

    def _loose(self, page: Page, found: Answer) -> Iterable[ThreadPage]:
        """Posts that were asked for by their ids, or the latest of the site: no pages of their topics."""
        data = found.data
        items = [data] if found.what == "post" else objects(data.get("latest_posts")) or listings.posts_of(data)
        topics: dict[str, list[Json]] = {}
        for item in items:
            topic_id = answers.identity(item, "topic_id") or (answers.identity(data, "id") if found.what == "posts" else None)
            if topic_id is not None:
                topics.setdefault(topic_id, []).append(item)
        for topic_id, shown in topics.items():
            posts, losses = read_posts(page, topic_id, shown, self.rules(page))
            thread = Thread(
                id=topic_id,
                title=next((title for item in shown if (title := plain(item, "topic_title"))), None),
                url=listings.topic_url(page, topic_id, text(shown[0], "topic_slug")),
                boards=listings.categories_of(page, {}).path(answers.identity(shown[0], "category_id")),
            )
            yield ThreadPage(thread=thread, posts=tuple(posts), view="api", losses=tuple(losses))

    # -- bodies ----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        return rules_of(page)

    # -- posts: told by the answer, not by elements ----------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        return node.id

    def author(self, page: Page, node: LexborNode) -> Author | None:
        return None

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        return None

    # -- the whole -------------------------------------------------------------------------------------------------

    def read(self, page: Page) -> Reading:
        """An answer is filed under the address at which people read the same."""
        reading = super().read(page)
        return replace(reading, url=links.for_people(reading.url)) if answers.is_json(page) else reading

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterable[Follow]:
        """From a topic shown without ids, what the API says of it; from the front page, all categories."""
        root = self.site_url(page)
        if kind == "thread" and answers.answer(page) is None:
            for shown in threads:
                number = f"?page={shown.number}" if shown.number and shown.number > 1 else ""
                what: PageKind = "api" if shown.posts else "thread"
                yield Follow(
                    url=f"{root}t/{shown.thread.id}.json{number}",
                    kind=what,
                    thread_id=shown.thread.id,
                    number=shown.number or 1,
                )
        if kind == "board" and listing is not None and not listing.threads and answers.answer(page) is None:
            yield Follow(url=links.endpoint(links.canonical(page.url)), kind="board")
        if kind == "index" and page.url.partition("?")[0] == root:
            yield Follow(url=f"{root}categories.json", kind="index")
            if listing is None or not listing.threads:
                yield Follow(url=f"{root}latest.json", kind="index")
