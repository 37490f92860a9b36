"""Any forum or blog that nobody wrote a platform for: what can be told from the page's own repetition, marked as guessed.

It claims no page by itself: it is asked where every platform has said no, or named with ``--platform generic``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo

from spiders.errors import ParseError
from spiders.items import Listing as Listed
from spiders.items import PageKind, Site, Thread, ThreadKind, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.generic_agreement import complete_header, complete_posts, is_told
from spiders.platforms.generic_frame import (
    boards,
    clock_zone,
    names_thread,
    paging,
    site_url,
    stated_zone,
    thread_id,
    thread_url,
    title,
)
from spiders.platforms.generic_links import canonical, is_other_view, is_tool, may_follow, page_in
from spiders.platforms.generic_listing import find_rows, is_index, read_listing
from spiders.platforms.generic_posts import are_named, explain, find_posts, kind_of, read_posts
from spiders.platforms.generic_stated import read_stated


class Generic(Platform):
    """Any other forum or blog."""

    name = "generic"
    title = "Generic"
    versions = "any, guessed"

    def detect(self, page: Page) -> Detected | None:
        """Never: it knows no software."""
        return None

    def finds(self, page: Page) -> bool:
        """Whether the page shows posts or a list of threads at all."""
        return self.kind(page) in ("thread", "index", "board")

    def kind(self, page: Page) -> PageKind:
        """By what was found on it."""
        if "generic kind" not in page.memo:
            page.memo["generic kind"] = self._kind(page)
        found: PageKind = page.memo["generic kind"]
        return found

    def _kind(self, page: Page) -> PageKind:
        if page.is_json or page.is_xml:
            return "other"
        if is_other_view(page.url) or is_tool(page.url):
            return "other"
        if find_posts(page).fields and thread_id(page) is not None and (names_thread(page) or are_named(page)):
            return "thread"
        if not find_posts(page).fields and thread_id(page) is not None and is_told(page):
            return "thread"
        if find_rows(page):
            return "index" if is_index(page) else "board"
        if page.first('input[type="password"]') is not None and len(find_posts(page).survey.own) < 400:
            return "login"
        return "other"

    def site_url(self, page: Page) -> str:
        """See `spiders.platforms.generic_frame.site_url`."""
        return site_url(page)

    def site(self, page: Page) -> Site:
        """Adds the zone, where the page names one."""
        stated = stated_zone(page)
        zone = stated or self._clock_zone(page)
        return replace(
            super().site(page),
            timezone=zone.tzname(None) if zone is not None else None,
            timezone_source=("stated" if stated is not None else "derived") if zone is not None else None,
        )

    def _clock_zone(self, page: Page) -> tzinfo | None:
        """The zone of the page's own clock, where the zone is known in no other way."""
        if page.zone is not None or page.is_json or page.is_xml:
            return None
        return clock_zone(page, find_posts(page).survey)

    def zone(self, page: Page) -> tzinfo | None:
        """As the page names it, else as it is known of the site."""
        return stated_zone(page) or page.zone or self._clock_zone(page)

    def languages(self, page: Page) -> tuple[str, ...]:
        """The page's language, if it says."""
        language = self.language(page)
        return (language,) if language else ()

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.generic_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.generic_links.may_follow`."""
        return may_follow(url)

    def page_asked(self, page: Page) -> int | None:
        """The page that the address asks for."""
        return page_in(page.url)

    def listing(self, page: Page) -> Listed:
        """See `spiders.platforms.generic_listing`."""
        return read_listing(page, zone=self.zone(page), languages=self.languages(page))

    def header(self, page: Page) -> Thread:
        """The thread by its address, its title and the way to it."""
        native = thread_id(page)
        if native is None:
            raise ParseError(self.name, page.url, "no address tells which thread this is")
        kind: ThreadKind = "article" if self._is_article(page) else "forum"
        return Thread(id=native, kind=kind, title=title(page), url=thread_url(page), boards=boards(page))

    def _is_article(self, page: Page) -> bool:
        """Whether the page shows an article, or none of its posts and says so to machines."""
        finding = find_posts(page)
        if finding.article >= 0:
            return True
        told = any(one.kind == "article" for one in read_stated(page)[:1])
        return told and all(kind_of(one.group) == "comment" for one in finding.fields)

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        """The posts that were found."""
        if kind != "thread":
            return
        thread = self.header(page)
        read = read_posts(page, thread.id, zone=self.zone(page), languages=self.languages(page))
        agreement = complete_posts(page, thread, read)
        number, pages, next_url = paging(page)
        yield ThreadPage(
            thread=complete_header(page, thread, agreement.posts),
            posts=agreement.posts,
            number=number,
            pages=pages,
            next_url=next_url,
            confidence=agreement.confidence(find_posts(page).confidence),
        )

    def explain(self, page: Page) -> Iterable[str]:
        """What was considered, the chosen first."""
        if page.is_json or page.is_xml:
            return ()
        return explain(page)
