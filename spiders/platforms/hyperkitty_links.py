"""HyperKitty's addresses: which thing each leads to, its one spelling, and which are never followed."""

from __future__ import annotations

import re
from base64 import b32encode
from functools import lru_cache
from hashlib import sha1
from urllib.parse import unquote

from spiders.urls import normalise, query

_IN_LIST = re.compile(
    r"^(?P<root>https?://[^?#]*?/)(?:api/)?list/(?P<list>[^/?#@%]+(?:@|%40)[^/?#]+)(?:/(?P<rest>[^?#]*))?(?:[?#]|$)"
)
_THREAD = re.compile(r"^thread/([A-Z2-7]{32}|\w+)(?:/|$)")
_MESSAGE = re.compile(r"^(?:message|email)/([A-Z2-7]{32}|\w+)(?:/|$)")
_MONTH = re.compile(r"^\d{4}/\d{1,2}(?:/\d{1,2})?/?$")
_REPLIES = re.compile(r"^thread/\w+/replies$")
_API = re.compile(r"/api/(?:lists/?|list/[^/?#]+/(?:threads|emails|thread/\w+(?:/emails)?)/?)(?:\?|$)")
_FOLLOWED = re.compile(r"^(?:latest|thread/\w+/?|thread/\w+/replies|\d{4}/\d{1,2}/(?:\d{1,2}/)?)?$")


@lru_cache(maxsize=4_096)
def place(url: str) -> tuple[str, str, str] | None:
    """Where HyperKitty is installed, the list an address lies in, and what stands behind it; None where it names no list."""
    found = _IN_LIST.match(url)
    return (found["root"], unquote(found["list"]), found["rest"] or "") if found else None


def thread_in(url: str) -> str | None:
    """The thread that an address names."""
    found = place(url)
    named = _THREAD.match(found[2]) if found else None
    return named[1] if named else None


def message_in(url: str) -> str | None:
    """The mail that an address names."""
    found = place(url)
    named = _MESSAGE.match(found[2]) if found else None
    return named[1] if named else None


def is_month(url: str) -> bool:
    """Whether an address lists the threads of a month or day."""
    found = place(url)
    return found is not None and bool(_MONTH.match(found[2]))


def is_replies(url: str) -> bool:
    """Whether an address is that from which scripts load replies."""
    found = place(url)
    return found is not None and bool(_REPLIES.match(found[2]))


def is_export(url: str) -> bool:
    """Whether an address is that of a mail box with a list's, month's or thread's mails."""
    found = place(url)
    return found is not None and found[2].startswith("export/")


def hash_of(message_id: str) -> str:
    """What HyperKitty calls a mail: a hash of its Message-ID."""
    return b32encode(sha1(message_id.encode("utf-8", "surrogateescape"), usedforsecurity=False).digest()).decode("ascii")


def is_api(url: str) -> bool:
    """Whether an address is one of the API."""
    return bool(_API.search(url))


@lru_cache(maxsize=256)
def _home(root: str, name: str) -> str:
    return normalise(f"{root}list/{name}/")


def board(root: str, name: str) -> str:
    """The address of all threads of a list, those written in last first."""
    return _home(root, name) + "latest"


def thread(root: str, name: str, thread_id: str) -> str:
    """The address of a thread with all of its replies: without it, they come by script, five at a time."""
    return f"{_home(root, name)}thread/{thread_id}/?noscript"


def message(root: str, name: str, message_id: str) -> str:
    """The address of a mail."""
    return f"{_home(root, name)}message/{message_id}/"


def canonical(url: str) -> str:
    """The one address of what a URL leads to."""
    found = place(url)
    if found is None or is_api(url):
        return normalise(url, drop=frozenset({"sort"}))
    root, name, rest = found
    named = _THREAD.match(rest)
    if named is not None and rest.rstrip("/") == f"thread/{named[1]}":
        return thread(root, name, named[1])
    if _REPLIES.match(rest):
        return normalise(url, keep=("sort", "offset"))
    stated = query(url)
    if rest.rstrip("/") == "latest" or _MONTH.match(rest):
        return normalise(url, keep=("count", "page") if stated.get("page") not in (None, "1") else ("count",))
    return normalise(url)


def may_follow(url: str) -> bool:
    """Whether a crawl may fetch the address: lists, threads and their replies, and what the API says of them."""
    if is_api(url):
        return True
    found = place(url)
    if found is None:
        return "/accounts/" not in url and "/search" not in url and "sort=" not in url and "/users/" not in url
    return bool(_FOLLOWED.match(found[2])) and "sort=date" not in url
