"""One page for a command to read: fetched from the site, or a file that somebody saved."""

from __future__ import annotations

import gzip
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

from archiver.captures.texts import address_of_text, is_text
from archiver.cli.options import configure
from spiders.errors import FetchError, UsageError
from spiders.page import Page


def is_address(source: str) -> bool:
    """Whether what was named is to be fetched."""
    return source.startswith(("http://", "https://"))


def open_page(source: str, url: str | None) -> Page:
    """A saved page; `-` is standard input.

    Raises:
        UsageError: it cannot be read.
    """
    now = datetime.now(UTC)
    try:
        if source == "-":
            return Page(url=url or "http://localhost/", body=sys.stdin.buffer.read(), fetched_at=now)
        path = Path(source)
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror or error}") from error
    if path.suffix == ".gz":
        try:
            body = gzip.decompress(body)
        except (OSError, EOFError) as error:
            raise UsageError(f"{source}: not a gzip file ({error})") from error
    kind = {".txt": "text/plain", ".json": "application/json", ".xml": "text/xml", ".rss": "text/xml"}.get(path.suffix, "")
    where = address_of_text(path) if is_text(path.name) else path.resolve().as_uri()
    return Page(url=url or where, body=body, fetched_at=now, headers={"content-type": kind} if kind else {})


def fetch_page(url: str) -> Page:
    """A page from the site, under our name and with the time limit of a crawl.

    Raises:
        FetchError: there is no answer, or none of status 200.
    """
    config = configure()
    request = urllib.request.Request(url, headers={"User-Agent": config.user_agent, "Accept-Language": "en"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=config["timeout"]) as response:  # noqa: S310  (http(s) only, checked)
            body = response.read(config["max_bytes"])
            return Page(
                url=response.url,
                body=body,
                fetched_at=datetime.now(UTC),
                headers=_headers(response.headers),
                status=response.status,
            )
    except urllib.error.HTTPError as error:
        raise FetchError(f"{url}: HTTP status {error.code}") from error
    except (OSError, ValueError) as error:
        raise FetchError(f"{url}: cannot be fetched ({getattr(error, 'reason', error)})") from error


def _headers(message: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in message.items()}
