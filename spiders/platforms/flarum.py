"""Flarum, by its pages and by its API.

Each page carries the answer that the API gives for it (``script#flarum-json-payload``), so that pages and API are read as one and
are one view. Where that is gone, what readers without scripts are shown is left: authors and words, neither ids nor times.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import Rules
from spiders.errors import ParseError
from spiders.fragments import fragment
from spiders.items import Author, Listing, Loss, Moment, PageKind, Post, Reading, Site, Thread, ThreadPage
from spiders.json_values import Json, objects, plain
from spiders.page import Page
from spiders.platforms import flarum_data as answers
from spiders.platforms import flarum_links as links
from spiders.platforms import flarum_listing as listings
from spiders.platforms.base import Detected, Platform, derived_id
from spiders.platforms.flarum_bodies import read_body, rules_of
from spiders.platforms.flarum_data import Document, document
from spiders.platforms.flarum_posts import read_posts
from spiders.text import label

_MARKS = "#flarum-content, #flarum-loading, #flarum-json-payload"


class Flarum(Platform):
    """Flarum: pages with their answers, and the API."""

    name = "flarum"
    title = "Flarum"
    versions = "0.1 to 2"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the answer that it is or carries, else by what every page has for readers without scripts."""
        if document(page) is not None:
            return Detected()
        if answers.is_json(page) or page.is_xml or not answers.is_marked(page):
            return None
        return Detected() if page.first(_MARKS) is not None else None

    def kind(self, page: Page) -> PageKind:
        found = document(page)
        if page.status >= 400 or (answers.is_json(page) and found is None):
            return "error"
        what = found.what if found is not None else None
        if what == "discussions":
            return "thread" if found is not None and found.main is not None else self._list(page)
        if what == "posts":
            return "api"
        if what == "tags":
            return "index"
        if what == "users":
            return "author"
        if found is not None and found.forum.get("canViewForum") is False:
            return "login"
        if links.discussion_in(page.url) is not None:
            return "thread"
        return self._list(page) if page.url.partition("?")[0] == self.site_url(page) or links.tag_in(page.url) else "other"

    def _list(self, page: Page) -> PageKind:
        return "board" if links.tag_in(page.url) is not None else "index"

    def site(self, page: Page) -> Site:
        """Everything is in UTC, so that no zone is needed."""
        if answers.is_json(page) or page.is_xml:
            return Site(url=self.site_url(page), platform=self.name)
        return super().site(page)

    def site_url(self, page: Page) -> str:
        return answers.root(page)

    def site_title(self, page: Page) -> str | None:
        found = document(page)
        return (listings.forum_title(found) if found is not None else None) or label(page.first("#home-link"))

    def language(self, page: Page) -> str | None:
        found = document(page)
        told = found.payload.get("locale") if found is not None else None
        return told if isinstance(told, str) and told else super().language(page)

    def logged_in(self, page: Page) -> bool | None:
        found = document(page)
        session = found.payload.get("session") if found is not None else None
        return bool(session.get("userId")) if isinstance(session, dict) else None

    def message(self, page: Page) -> str | None:
        if answers.is_json(page):
            told = objects(page.json.get("errors")) if isinstance(page.json, dict) else []
            return next((words for one in told if (words := plain(one, "detail") or plain(one, "code"))), None)
        return label(page.first("body .container p, body p, h1"))

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.flarum_links.canonical`."""
        return links.canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.flarum_links.may_follow`."""
        return links.may_follow(url)

    def page_asked(self, page: Page) -> int | None:
        return links.page_in(page.url)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.flarum_listing`."""
        found = document(page)
        return listings.read_listing(page, found) if found is not None else self._shown_list(page)

    def _shown_list(self, page: Page) -> Listing:
        """Titles, for readers without scripts."""
        rows = []
        shown = self._shown(page)
        for link in shown.tree.css("ul > li > a[href]"):
            url = page.absolute(link.attributes.get("href"))
            number = links.discussion_in(url)
            if number is not None and url is not None:
                rows.append(Thread(id=number, title=label(link), url=url, aliases=(f"{self.site_url(page)}d/{number}",)))
        place = links.page_in(page.url) or 1
        following = self._shown_next(page, shown, place)
        return Listing(threads=tuple(rows), number=place, pages=None if following else place, next_url=following)

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        found = document(page)
        if kind == "api" and found is not None:
            yield from self._loose(page, found)
        elif kind == "thread":
            yield self._discussion(page, found) if found is not None and found.main is not None else self._shown_thread(page)

    def header(self, page: Page) -> Thread:
        thread = listings.discussion(page)
        if thread is None:
            raise ParseError(self.name, page.url, "nothing says which discussion it is")
        return thread

    def _discussion(self, page: Page, found: Document) -> ThreadPage:
        posts, losses = read_posts(page, found, listings.shown_posts(page, found), self.rules(page))
        number, pages = listings.place_of(page, found)
        return ThreadPage(
            thread=self.header(page),
            posts=tuple(posts),
            number=number,
            pages=pages,
            next_url=listings.next_page(page, found),
            losses=tuple(losses),
        )

    def _loose(self, page: Page, found: Document) -> Iterable[ThreadPage]:
        """Posts that the API was asked for: no pages of their discussions."""
        topics: dict[str, list[Json]] = {}
        for item in found.listed or ([found.main] if found.main is not None else []):
            about = answers.relations(item, "discussion")
            number = about[0][1] if about else links.discussion_in(page.url)
            if number is not None:
                topics.setdefault(number, []).append(item)
        for number, items in topics.items():
            posts, losses = read_posts(page, found, items, self.rules(page))
            about_item = found.find("discussions", number)
            thread = listings.header(page, found, about_item) if about_item is not None else None
            thread = thread or Thread(id=number, url=f"{self.site_url(page)}d/{number}")
            yield ThreadPage(thread=thread, posts=tuple(posts), view="api", losses=tuple(losses))

    # -- without scripts -------------------------------------------------------------------------------------------

    def _shown(self, page: Page) -> Page:
        """What readers without scripts are shown."""
        inside = page.first("noscript#flarum-content")
        return fragment(page, inside.text()) if inside is not None else page

    def _shown_next(self, page: Page, shown: Page, place: int) -> str | None:
        further = [url for link in shown.tree.css("a[href]") if (url := page.absolute(link.attributes.get("href"))) is not None]
        stated = page.absolute(page.attribute('link[rel="next"]', "href"))
        is_there = stated is not None or any(links.page_in(url) == place + 1 for url in further)
        return f"{links.canonical(page.url).partition('?')[0]}?page={place + 1}" if is_there else None

    def _shown_thread(self, page: Page) -> ThreadPage:
        number = links.discussion_in(page.url) or links.discussion_in(
            page.absolute(page.attribute('link[rel="canonical"]', "href"))
        )
        if number is None:
            raise ParseError(self.name, page.url, "nothing says which discussion it is")
        shown = self._shown(page)
        rules = self.rules(page)
        posts: dict[str, Post] = {}
        losses: list[Loss] = []
        for node in shown.tree.css("article"):
            body = node.css_first(".Post-body") or node.css_first("div:not(.PostUser)")
            if body is None:
                losses.append(Loss(kind="post", what="a post has no body (.Post-body)", url=page.url))
                continue
            content = read_body(body, rules, _nobody, _nobody, html=body.inner_html or "")
            name = label(node.css_first(".PostUser-name, .PostUser"))
            own = derived_id(number, name, content.text, *(quote.text for quote in content.quotes))
            post = Post(id=own, id_kind="derived", author=Author(name=name) if name else None, content=content)
            posts.setdefault(own, post)
        place = links.page_in(page.url) or (None if links.has_number(page.url) else 1)
        following = self._shown_next(page, shown, place) if place else None
        thread = Thread(
            id=number,
            title=label(shown.first("h1")),
            url=f"{self.site_url(page)}d/{number}",
            aliases=(f"{self.site_url(page)}d/{number}",),
        )
        return ThreadPage(
            thread=thread,
            posts=tuple(posts.values()),
            number=place,
            pages=place if place and following is None else None,
            next_url=following,
            losses=tuple(losses),
        )

    # -- bodies ----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        return rules_of(page)

    # -- posts: told by the answer, not by elements ----------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        return node.attributes.get("data-id")

    def author(self, page: Page, node: LexborNode) -> Author | None:
        return None

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        return None

    # -- the whole -------------------------------------------------------------------------------------------------

    def read(self, page: Page) -> Reading:
        """The title of a page is that of what it shows; a discussion that the API tells of is filed under its page."""
        reading = super().read(page)
        if answers.is_json(page) and reading.kind == "thread" and reading.threads:
            number = links.page_in(page.url)
            own = f"{answers.root(page)}d/{reading.threads[0].thread.id}"
            shown = reading.threads[0].number
            return replace(reading, url=f"{own}?page={shown}" if shown and shown > 1 and number is None else own)
        return reading


def _nobody(_: str) -> None:
    """Without the answer a page tells of nobody but those who wrote its posts."""
