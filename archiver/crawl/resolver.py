"""Refuses hosts that resolve into private networks, so that a page of the Internet cannot send the crawl into a home."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost"})


def is_local(host: str) -> bool:
    """Whether a host name itself says that it is on this machine or in a private network."""
    if host.lower() in LOCAL_NAMES:
        return True
    try:
        return is_private(host)
    except ValueError:
        return False


def is_private(address: str) -> bool:
    """Whether an IP address is not of the public Internet.

    Raises:
        ValueError: it is no IP address.
    """
    return not ipaddress.ip_address(address.strip("[]")).is_global


class PublicResolver(CachingThreadedResolver):
    """Scrapy's caching resolver, refusing private addresses unless the target itself names one."""

    allow_private = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> PublicResolver:
        """Let the target's own host through if its address names a private network or this machine."""
        resolver: PublicResolver = super().from_crawler(crawler, reactor)
        target = crawler.settings.get("TARGET_URL")
        resolver.allow_private = bool(target) and is_local(urlsplit(target).hostname or "")
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:  # noqa: N802  (Twisted's name)
        """Resolve a name.

        Raises (as the result of the Deferred):
            DNSLookupError: the address is private.
        """
        found = super().getHostByName(name, timeout)
        if self.allow_private or is_local(name):
            return found
        return found.addCallback(_refuse_private, name)


def _refuse_private(address: str, name: str) -> Any:
    if is_private(address):
        return defer.fail(DNSLookupError(f"{name} resolves to {address}, an address of a private network; refused"))
    return address
