"""Addresses: which parameters mean nothing, which two addresses are one, what Cloudflare hid."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, unquote_plus, urlsplit, urlunsplit

SESSION = frozenset({"sid", "s", "phpsessid", "jsessionid", "sessionid", "oscsid", "zenid"})
"""Query parameters that name a visitor, not a page."""

TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_ga)$")

_SAFE_PATH = "/:@!$&'()*+,;=-._~"
_SESSION_VALUE = re.compile(r"^[0-9a-z,-]{16,64}$", re.IGNORECASE)


_JAVA = re.compile(r";jsessionid=[\w.!~-]+", re.IGNORECASE | re.ASCII)
"""The session of Java's servers stands in the path ("/posts/list/12.page;jsessionid=1A2B.node1")."""
_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?::(?!80/|443/)\d{1,5})?/[\w.~/-]*", re.ASCII)
"""Addresses without query, fragment or anything to be escaped: most, and already as `normalise` writes them."""


@lru_cache(maxsize=8_192)
def split(url: str) -> SplitResult | None:
    """The parts of an address, or None where it is none (a bad port, a broken IPv6 host).

    Kept, since each address of a page is asked for several facts, and the pages of a site lead to the same places.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def query(url: str) -> dict[str, str]:
    """The query's parameters, the last of each name; both ``&`` and ``;`` separate (phpBB 2, SMF)."""
    if "?" not in url:
        return {}
    parts = split(url)
    return dict(parse_qsl(parts.query.replace(";", "&"), keep_blank_values=True)) if parts else {}


def normalise(url: str, *, keep: Iterable[str] | None = None, drop: frozenset[str] = frozenset()) -> str:
    """One spelling of an address: host in lower case, default port, fragment, session and tracking parameters removed.

    Args:
        keep: if given, only these parameters stay, in this order; else all stay that are not in ``drop``, in page order.
        drop: further parameters that mean nothing (lower case).
    """
    if _PLAIN.fullmatch(url):
        return url
    parts = split(url)
    if parts is None or not parts.scheme or not parts.netloc:
        return url
    stated = parts.query.replace(";", "&")
    bare = {unquote_plus(piece) for piece in stated.split("&") if "=" not in piece}  # "?threads/slug.1/" is a route to XenForo
    pairs = parse_qsl(stated, keep_blank_values=True)
    if keep is not None:
        values = dict(pairs)
        pairs = [(name, values[name]) for name in keep if name in values]
    else:
        pairs = [(n, v) for n, v in pairs if n.lower() not in drop and not is_session(n, v) and not TRACKING.match(n.lower())]
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    if port and port != {"http": 80, "https": 443}.get(parts.scheme.lower()):
        host = f"{host}:{port}"
    path = (
        quote(unquote(_JAVA.sub("", parts.path), errors="surrogateescape").encode("utf-8", "surrogateescape"), safe=_SAFE_PATH)
        or "/"
    )
    search = "&".join(_pair(name, value, bare=name in bare) for name, value in pairs)
    return urlunsplit((parts.scheme.lower(), host, path, search, ""))


def _pair(name: str, value: str, *, bare: bool) -> str:
    written = quote(name, safe="[]/:@")
    return written if bare and not value else f"{written}={quote(value, safe='[]/:@,.')}" if name or value else ""


def is_session(name: str, value: str) -> bool:
    """Whether a parameter is a session id: a known name and a value that looks like one (``s=valve`` is a search)."""
    return name.lower() in SESSION and bool(_SESSION_VALUE.match(value))


def same_site(url: str, other: str) -> bool:
    """Whether two addresses are on the same host and port, http and https being one."""
    host = _host(url)
    return host is not None and host == _host(other)


def decode_email(hidden: str) -> str | None:
    """The address that Cloudflare hid in ``data-cfemail``: hexadecimal, each byte XORed with the first.

    Source: https://developers.cloudflare.com/waf/tools/scrape-shield/email-address-obfuscation/
    """
    try:
        data = bytes.fromhex(hidden)
    except ValueError:
        return None
    if len(data) < 2:
        return None
    return bytes(byte ^ data[0] for byte in data[1:]).decode("utf-8", "replace")


@lru_cache(maxsize=8_192)
def _host(url: str) -> tuple[str | None, int | None] | None:
    """Host and port, the ports of http and https being one; None where the address is none."""
    parts = split(url)
    return (parts.hostname, None if parts.port in (80, 443) else parts.port) if parts is not None else None
