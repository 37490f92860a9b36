"""What of a record must not leave the archive: cookies and all else that proves who somebody is. Never exported."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

NAMES = frozenset(
    (
        "authentication-info authorization cookie cookie2 proxy-authentication-info proxy-authorization set-cookie set-cookie2 "
        "api-key api-username x-api-key x-auth-token x-csrf-token x-xsrf-token x-wp-nonce xf-api-key xf-api-user"
    ).split()
)
"""Header fields, of requests and of responses: those of HTTP, and those by which the platforms know an API's user."""

_END = re.compile(rb"\r?\n\r?\n")
_LINE = re.compile(rb"(?<=\n)(?![ \t])")
"""Where a header field begins; one that goes on in the next line is older than its prohibition, and still met."""


def without_secrets(block: bytes) -> bytes:
    """A block of HTTP without the fields of `NAMES`; all other bytes as they are, the body's above all."""
    end = _END.search(block)
    head, rest = (block[: end.end()], block[end.end() :]) if end else (block, b"")
    lines = _LINE.split(head)
    kept = [line for line in lines if line.partition(b":")[0].strip().lower().decode("latin-1") not in NAMES]
    return block if len(kept) == len(lines) else b"".join(kept) + rest


def without_password(url: str) -> str:
    """An address without user name and password."""
    try:
        netloc = urlsplit(url).netloc
    except ValueError:
        return url
    return url.replace(netloc, netloc.rpartition("@")[2], 1) if "@" in netloc else url
