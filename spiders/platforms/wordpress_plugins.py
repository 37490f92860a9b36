"""Forums that are plugins of WordPress: what they share with the site they are installed on, and which of them made a page.

Blog and forum are one site with one space of addresses and members, so every page of it says ``wordpress`` of the site, whoever
reads it; otherwise the site would change its software with every second page. A crawl keeps to the platform of its first page:
whichever that is, it gives a page that another of the family made to that other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from spiders.content import Rules
from spiders.items import Author, Follow, Listing, PageKind, Reading, Site, ThreadPage
from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms import wordpress_index as index
from spiders.platforms import wordpress_once as once
from spiders.platforms import wordpress_site as sites
from spiders.platforms import wordpress_urls as urls
from spiders.platforms import wordpress_xml as xml
from spiders.platforms.base import Platform
from spiders.urls import same_site

HOST = "wordpress"
FAMILY = (HOST, "bbpress", "wpforo")


def reader(page: Page, here: Platform) -> Platform:
    """Who of the family made the page; ``here`` where none of them says so, as for a page that says nothing of itself."""
    if sites.is_json(page) or xml.is_xml(page):
        return here if here.name == HOST else platform_named(HOST)
    if (here.name == HOST and not sites.is_other_made(page)) or here.recognise(page) is not None:
        return here
    others = (platform_named(name) for name in FAMILY if name != here.name)
    return next((other for other in others if other.recognise(page) is not None), here)


class Plugin(Platform):
    """Base of the forums inside WordPress."""

    family = "forum"

    def site(self, page: Page) -> Site:
        return replace(super().site(page), platform=HOST, version=sites.version(page))

    def site_url(self, page: Page) -> str:
        return sites.site_url(page)

    def site_title(self, page: Page) -> str | None:
        return sites.site_title(page)

    def language(self, page: Page) -> str | None:
        return once.language(page)

    def logged_in(self, page: Page) -> bool | None:
        """By the body's classes, or the bar that only members see."""
        return "logged-in" in once.body_class(page).split() or index.has(page, "#wpadminbar")

    def says_gone(self, page: Page) -> bool:
        return "error404" in once.body_class(page).split() or super().says_gone(page)

    def canonical(self, url: str) -> str:
        return urls.canonical(url)

    def follows(self, url: str) -> bool:
        return urls.is_wanted(url)

    def page_asked(self, page: Page) -> int | None:
        return sites.number_in(page.url)

    def rules(self, page: Page) -> Rules:
        """What stands in the bodies; furniture is told by class where it is met, as in the articles around it."""
        return Rules(
            page=page,
            quotes=index.mark(page, self.QUOTE),
            dropped=once.marked(page, self.DROP),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            classes=once.by_class(self.DROP),
        )

    def languages(self, page: Page) -> tuple[str, ...]:
        """The page's language, for reading its dates."""
        tag = self.language(page)
        return (tag,) if tag else ()

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterable[Follow]:
        """The root of REST, which alone names the zone of all times, and the site itself."""
        root = sites.rest_root(page)
        if root is not None and same_site(root, page.url):
            yield Follow(url=root, kind="api")
        yield Follow(url=sites.site_url(page), kind="index")
        yield from self.places(page, kind)

    def places(self, page: Page, kind: PageKind) -> Iterator[Follow]:
        """The boards that the page leads to beside those that it lists."""
        yield from ()

    def read(self, page: Page) -> Reading:
        """A page of the site that WordPress or another plugin made is read by that."""
        other = reader(page, self)
        return super().read(page) if other is self else other.read(page)


def member(name: str, url: str | None, *, number: str | None = None, slug: str | None = None) -> Author:
    """A writer: by the name in the address of his profile, which is that of the blog's authors, and his number beside it."""
    known = slug or (urls.slug(url) if url else None)
    guest = number == "0" if number is not None else False if known else None
    alias = (number,) if number and number != "0" else ()
    return Author(name=name, id=None if guest else known, url=url, guest=guest, aliases=alias)
