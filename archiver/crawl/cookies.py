"""An archivist's own session, from a cookies.txt in Netscape format, for sites that show members more than guests."""

from __future__ import annotations

from http.cookiejar import LoadError, MozillaCookieJar
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares import cookies as scrapy_cookies
from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings
from tldextract import TLDExtract

from spiders.errors import UsageError

# Scrapy 2.19 asks tldextract which domains are public, and that fetches its list from the Internet at the first cookie. A crawl
# talks to its target and to nobody else, so the list that comes with tldextract has to do.
scrapy_cookies._split_domain = TLDExtract(include_psl_private_domains=True, suffix_list_urls=())  # noqa: SLF001


def identity_of(settings: BaseSettings) -> str:
    """As whom a crawl fetches."""
    return "account" if settings["COOKIES_FILE"] else "guest"


def load_cookies(path: str) -> list[dict[str, Any]]:
    """The cookies of a file, as Scrapy takes them.

    Raises:
        UsageError: the file is missing or not in Netscape format.
    """
    jar = MozillaCookieJar(path)
    try:
        jar.load(ignore_discard=True, ignore_expires=True)
    except (LoadError, OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: no cookies.txt in Netscape format ({error})") from error
    return [{"name": c.name, "value": c.value or "", "domain": c.domain, "path": c.path, "secure": c.secure} for c in jar]


class CookiesFile:
    """Downloader middleware that hands the file's cookies to Scrapy's own, once, with the first request."""

    def __init__(self, cookies: list[dict[str, Any]]) -> None:
        self._cookies = cookies

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build from the setting COOKIES_FILE; off where it is empty."""
        path = crawler.settings["COOKIES_FILE"]
        if not path:
            raise NotConfigured
        return cls(load_cookies(path))

    def process_request(self, request: Request) -> None:
        """Scrapy's jar keeps them from there on, and gives each only to its own domain."""
        if self._cookies:
            request.cookies = self._cookies  # type: ignore[assignment]
            self._cookies = []
