"""The index by which replay finds a capture in a WARC: CDXJ lines, sorted, in blocks that a reader can load one by one (ZipNum).

The keys are SURTs as the Internet Archive's tools make them: pywb and ReplayWeb.page look captures up by what they make of the
same address, so every rule here is theirs.
"""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

LINES = 1_024
"""Lines in a block: what a reader loads for one look-up."""

_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_WWW = re.compile(r"www\d*\.")
_SESSIONS = tuple(
    re.compile(rf"^(.*){session}(?:&(.*))?$", re.IGNORECASE)
    for session in (
        "jsessionid=[0-9a-z]{32}",
        "phpsessid=[0-9a-z]{32}",
        "sid=[0-9a-z]{32}",
        "aspsessionid[a-z]{8}=[a-z]{24}",
        "cfid=[^&]+&cftoken=[^&]+",
    )
)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One capture in the file that is indexed."""

    url: str
    date: datetime
    status: int
    mime: str
    digest: str
    offset: int
    length: int


class Index:
    """Collects the lines of an index and gives them back in order. They lie in a temporary file, so that memory does not grow."""

    def __init__(self, filename: str) -> None:
        self._filename = filename
        self._lines = sqlite3.connect("")
        self._lines.execute("CREATE TABLE line (text BLOB NOT NULL)")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._lines.close()

    def add(self, entry: Entry) -> None:
        """Note a capture."""
        fields = {
            "url": entry.url,
            "mime": entry.mime,
            "status": str(entry.status),
            "digest": entry.digest,
            "length": str(entry.length),
            "offset": str(entry.offset),
            "filename": self._filename,
        }
        text = f"{surt(entry.url)} {entry.date.astimezone(UTC):%Y%m%d%H%M%S} {json.dumps(fields)}\n"
        self._lines.execute("INSERT INTO line VALUES (?)", (text.encode(),))

    def blocks(self) -> Iterator[tuple[bytes, bytes]]:
        """The blocks of the compressed index, each with its line of the second index, offsets and lengths counted."""
        offset = number = 0
        found = self._lines.execute("SELECT text FROM line ORDER BY text")
        while rows := found.fetchmany(LINES):
            lines, number = [text for (text,) in rows], number + 1
            packed = gzip.compress(b"".join(lines), mtime=0)
            key, timestamp = lines[0].split(b" ", 2)[:2]
            place = {"offset": offset, "length": len(packed), "lineno": number}
            yield packed, b"%s %s %s\n" % (key, timestamp, json.dumps(place).encode())
            offset += len(packed)


def surt(url: str) -> str:
    """The sort-friendly form of an address: ``http://www.Example.org/A?b`` becomes ``org,example)/a?b``."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").lower()
    except ValueError:
        return url.lower()
    if parts.scheme not in _PORTS:
        return url.lower()
    key = ",".join(reversed(_WWW.sub("", host, count=1).split(".") if _WWW.match(host) else host.split(".")))
    if port is not None and port != _PORTS[parts.scheme]:
        key += f":{port}"
    path = _escaped(_folded(_unescaped(parts.path))).lower()
    if path.endswith("/") and len(path) > 1:
        path = path[:-1]
    query = _without_session(_escaped(_unescaped(parts.query))).lower()
    arguments = "&".join(sorted(query.split("&"), key=lambda pair: pair.split("=", 1)))
    return f"{key}){path}" + (f"?{arguments}" if arguments else "")


def _folded(path: bytes) -> bytes:
    """A path without dot segments and empty ones."""
    kept: list[bytes] = []
    for part in path.split(b"/")[1:]:
        if part == b"..":
            kept = kept[:-1] if kept else [part]
        elif part != b".":
            kept.append(part)
    if not kept:
        return b"/"
    return b"/" + b"".join(part + b"/" for part in kept[:-1] if part) + kept[-1]


def _unescaped(text: str) -> bytes:
    data = text.encode()
    while (plain := unquote_to_bytes(data)) != data:
        data = plain
    return data


def _escaped(data: bytes) -> str:
    return quote_from_bytes(data, safe=_SAFE)


def _without_session(query: str) -> str:
    for session in _SESSIONS:
        if found := session.match(query):
            query = found[1] + (found[2] or "")
    return query
