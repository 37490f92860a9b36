"""One record of a WARC as we use it: the response, its headers, its body before content decoding. No files, no pages."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from fastwarc.warc import WarcRecord, WarcRecordType

Kind = Literal["response", "resource", "revisit"]

_KINDS: dict[int, Kind] = {
    int(WarcRecordType.response): "response",
    int(WarcRecordType.resource): "resource",
    int(WarcRecordType.revisit): "revisit",
}

_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]*)?\r?\n")
_PLAIN_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_SHORT_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A response, a resource or a revisit.

    ``body`` is without transfer encoding and still content-encoded, empty for a revisit. ``digest`` is "sha1:" and base32 of it;
    for a revisit what the record states of the payload it stands for. ``whole`` is False where the record ends too early.
    """

    kind: Kind
    url: str
    date: datetime | None
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    digest: str
    stated_digest: str | None = None
    whole: bool = True
    refers_to_url: str | None = None
    refers_to_date: datetime | None = None

    def header(self, name: str) -> str | None:
        """The first value of a header, by lower-case name."""
        return next((value for key, value in self.headers if key.lower() == name), None)


def address_of(found: WarcRecord) -> str:
    """A record's WARC-Target-URI without fragment; wget and early crawlers put it between angle brackets."""
    stated = (found.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")
    return stated.partition("#")[0]


def is_http(url: str) -> bool:
    """Whether a record is of the web: not of dns, whois, ftp, or a crawler's own notes (``urn:``, ``metadata:``)."""
    return url[:8].lower().startswith(("http://", "https://"))


def kind_of(found: WarcRecord) -> Kind | None:
    """What a record holds, None for requests, notes of the crawler, and what is not of the web."""
    kind = _KINDS.get(int(found.record_type))
    return kind if kind is not None and is_http(address_of(found)) else None


def record_of(found: WarcRecord, kind: Kind) -> Record:
    """Read a record to its end. fastwarc must not have parsed it as HTTP yet.

    Raises:
        OSError: its bytes are damaged.
    """
    headers = found.headers
    length = found.content_length
    status = 200
    fields: tuple[tuple[str, str], ...]
    if kind == "resource":
        block = found.reader.read()
        whole = len(block) >= length
        fields = (("Content-Type", headers.get("Content-Type") or ""),)
    else:
        found.parse_http()
        http = found.http_headers
        status = http.status_code or (200 if kind == "response" else 304)
        fields = http.to_tuples()
        block = found.reader.read()
        whole = len(block) >= found.content_length
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in fields):
        block = unchunk(block)
    stated = headers.get("WARC-Payload-Digest")
    date = read_date(headers.get("WARC-Date"))
    if date is None:
        date = _server_date(fields)
    return Record(
        kind=kind,
        url=address_of(found),
        date=date,
        status=status,
        headers=fields,
        body=b"" if kind == "revisit" else block,
        digest=(stated or "") if kind == "revisit" else sha1_of(block),
        stated_digest=stated,
        whole=whole,
        refers_to_url=headers.get("WARC-Refers-To-Target-URI"),
        refers_to_date=read_date(headers.get("WARC-Refers-To-Date")),
    )


def sha1_of(body: bytes) -> str:
    """The digest of a body as WARC-Payload-Digest has it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def unchunk(body: bytes) -> bytes:
    """Undo chunked transfer encoding. What is not chunked, though its header says so, is returned as it is."""
    parts: list[bytes] = []
    at = 0
    while found := _SIZE.match(body, at):
        size = int(found[1], 16)
        if not size:
            return b"".join(parts)
        begin = found.end()
        parts.append(body[begin : begin + size])
        at = begin + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
    return b"".join(parts) if parts and at >= len(body) else body


def read_date(stated: str | None) -> datetime | None:
    """A WARC-Date, by any version of the format: to the second or finer, to the day, or ARC's 14 digits. None: unreadable."""
    text = (stated or "").strip()
    digits = _PLAIN_DATE.fullmatch(text)
    try:
        if digits:
            return datetime(*map(int, digits.groups()), tzinfo=UTC)  # type: ignore[arg-type, misc]
        if _SHORT_DATE.fullmatch(text):
            year, month, day = [*map(int, text.split("-")), 1, 1][:3]
            return datetime(year, month, day, tzinfo=UTC)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _server_date(fields: tuple[tuple[str, str], ...]) -> datetime | None:
    """The Date header, for records whose own date cannot be read."""
    stated = next((value for name, value in fields if name.lower() == "date"), "")
    try:
        moment = parsedate_to_datetime(stated)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
