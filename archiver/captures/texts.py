"""Texts without markup, as the records that a crawler would have made of them: plain files, and lines of JSONL corpora.

A text whose address nobody knows gets one that cannot be fetched, of its folder's and its file's name. Knows no platform but asks
whether text is anybody's: of a corpus most is not, and what is not is left where it lies.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast
from urllib.parse import quote

import msgspec

from archiver.captures.records import Record, is_http, read_date, sha1_of
from spiders.errors import CaptureError
from spiders.page import Page
from spiders.platforms import platforms
from spiders.platforms.flattened import NOWHERE

TEXT = "flattened"
"""The platform that reads text."""
TEXT_NAME = ".txt"
LINES_NAMES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
LARGEST = 8 << 20
"""Bytes of a file that may be a page's text."""
_TYPE = "text/plain; charset=utf-8"
_TEXTS = ("text", "content", "raw_content", "page_content", "body")
_URLS = ("url", "source_url", "uri", "link", "warc-target-uri", "WARC-Target-URI")
_DATES = ("date", "timestamp", "fetched_at", "crawl_date", "date_download", "warc_date", "warc-date", "WARC-Date")
_INSIDE = ("metadata", "meta", "warc_headers", "headers")
"""Objects of a line in which corpora keep address and date."""


class Line(NamedTuple):
    """A line that holds a text, and where in the unpacked file it begins."""

    record: Record
    offset: int


class Spoilt(NamedTuple):
    """A line that is no JSON object, and what is wrong with it."""

    what: str


def is_text(name: str) -> bool:
    """Whether a file holds one text, by its name."""
    return name.lower().endswith(TEXT_NAME)


def has_lines(name: str) -> bool:
    """Whether a file holds a text a line, by its name."""
    return name.lower().endswith(LINES_NAMES)


def address_of_text(path: Path, offset: int | None = None) -> str:
    """The address of a text that has none: of its folder's and its file's name, and the place of the line in it."""
    place = path.resolve()
    parts = [place.parent.name or "-", place.name, *([str(offset)] if offset is not None else [])]
    return f"http://{NOWHERE}/{'/'.join(quote(part, safe='') for part in parts)}"


def text_record(path: Path) -> Record:
    """A file as the record of one text.

    Raises:
        OSError: it cannot be read.
    """
    body = path.read_bytes()
    return _record(address_of_text(path), body, _written(path), "text/plain")


def is_known(record: Record) -> bool:
    """Whether a text is a page of a forum or a blog that can be read."""
    page = Page(
        url=record.url,
        body=record.body or b"",
        headers={"content-type": "text/plain"},
        fetched_at=record.date or datetime.now(UTC),
    )
    return len(page.body) <= LARGEST and platforms()[TEXT].recognise(page) is not None


def read_lines(path: Path, start: int = 0, end: int | None = None) -> Iterator[Line | Spoilt]:
    """The texts of the lines that begin at or behind ``start`` and before ``end``; lines without a text are passed over.

    Raises:
        CaptureError: the file cannot be read, or not to its end.
    """
    try:
        written = _written(path)
        with _opened(path) as stream:
            at = 0
            if start:
                stream.seek(start - 1)
                at = start - 1 + len(stream.readline())
            while (end is None or at < end) and (line := stream.readline()):
                found = _read(line, path, at, written)
                if found is not None:
                    yield found
                at += len(line)
    except (OSError, EOFError) as error:
        raise CaptureError(f"{path}: cannot be read to its end ({error})") from error


def line_record(path: Path, place: str) -> Record:
    """The text of the line that begins at an offset, as the rows of its captures have it.

    Raises:
        CaptureError: there is none.
    """
    offset = int(place) if place.isdecimal() else -1
    found = next(read_lines(path, offset, offset + 1), None) if offset >= 0 else None
    if not isinstance(found, Line) or found.offset != offset:
        raise CaptureError(f"{path}, line at {place}: no text there")
    return found.record


def _opened(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "rb")) if path.name.lower().endswith(".gz") else path.open("rb")


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _read(line: bytes, path: Path, at: int, written: datetime) -> Line | Spoilt | None:
    if not line.strip():
        return None
    try:
        stated = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Spoilt(f"{path}, line at {at}: no JSON ({error}); skipped")
    if not isinstance(stated, dict):
        return None
    text = next(_all(_TEXTS, [stated]), "")
    if not text:
        return None
    around = [stated, *(inside for name in _INSIDE if isinstance(inside := stated.get(name), dict))]
    url = next((url for url in _all(_URLS, around) if is_http(url)), "").partition("#")[0].strip()
    date = next((date for stated_date in _all(_DATES, around) if (date := read_date(stated_date)) is not None), written)
    body = text.encode("utf-8", "replace")
    return Line(_record(url or address_of_text(path, at), body, date, _TYPE), at)


def _all(names: Iterable[str], objects: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The strings of these names, in order."""
    return (value for one in objects for name in names if isinstance(value := one.get(name), str))


def _record(url: str, body: bytes, date: datetime, content_type: str) -> Record:
    fields = (("content-type", content_type),)
    return Record(kind="conversion", url=url, date=date, status=200, headers=fields, body=body, digest=sha1_of(body))
