"""Refuses hosts that resolve into private networks, so that a page of the Internet cannot send the crawl into a home."""

from __future__ import annotations

import ipaddress
from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost"})
LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".lan", ".home.arpa")
"""Names that are of no public use (RFC 6761, 6762, 8375; ICANN keeps .internal free): whoever writes one means it."""


def is_local(host: str) -> bool:
    """Whether a host name itself says that it is on this machine or in a private network."""
    if host.lower() in LOCAL_NAMES or host.lower().endswith(LOCAL_ENDINGS):
        return True
    try:
        return is_private(host)
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Whether a host is this very machine, by its name or address."""
    try:
        return host.lower() in LOCAL_NAMES or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_private(address: str) -> bool:
    """Whether an IP address is not of the public Internet.

    Raises:
        ValueError: it is no IP address.
    """
    return not ipaddress.ip_address(address.strip("[]")).is_global


class PublicResolver(CachingThreadedResolver):
    """Scrapy's caching resolver, refusing private addresses for names that do not themselves say they are private."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:  # noqa: N802  (Twisted's name)
        """Resolve a name.

        Raises (as the result of the Deferred):
            DNSLookupError: the address is private.
        """
        found = super().getHostByName(name, timeout)
        if is_local(name):
            return found
        return found.addCallback(_refuse_private, name)


def _refuse_private(address: str, name: str) -> Any:
    if is_private(address):
        return defer.fail(DNSLookupError(f"{name} resolves to {address}, an address of a private network; refused"))
    return address
