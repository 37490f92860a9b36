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

Kind = Literal["response", "resource", "revisit", "conversion"]

_KINDS: dict[int, Kind] = {
    int(WarcRecordType.response): "response",
    int(WarcRecordType.resource): "resource",
    int(WarcRecordType.revisit): "revisit",
    int(WarcRecordType.conversion): "conversion",
}

_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]*)?\r?\n")
_PLAIN_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_SHORT_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A response, a resource, a revisit, or a page's text (a conversion, as WET files have it).

    ``body`` is without transfer encoding and still content-encoded, None for a revisit. ``digest`` is "sha1:" and base32 of it;
    for a revisit what the record states of the payload it stands for. ``date`` is None where neither the record nor the server
    states one. ``whole`` is False where the record ends too early, ``altered`` True where its bytes are not those that its
    digest was taken of.
    """

    kind: Kind
    url: str
    date: datetime | None
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    digest: str
    whole: bool = True
    altered: bool = False
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
    """What a record holds, None for requests, notes of the crawler, what is not of the web, and pictures of pages."""
    kind = _KINDS.get(int(found.record_type))
    if kind == "conversion" and not (found.headers.get("Content-Type") or "").strip().lower().startswith("text/plain"):
        return None
    return kind if kind is not None and is_http(address_of(found)) else None


def record_of(found: WarcRecord, kind: Kind, *, read: bool = True) -> Record:
    """Read a record to its end, or only its headers. fastwarc must not have parsed it as HTTP yet.

    Raises:
        OSError: its bytes are damaged.
    """
    headers = found.headers
    status, fields = 200, _fields(("Content-Type", headers.get("Content-Type") or ""))
    if kind not in ("resource", "conversion") and found.is_http:
        found.parse_http()
        status = found.http_headers.status_code or (200 if kind == "response" else 304)
        fields = found.http_headers.to_tuples()
    stated = headers.get("WARC-Payload-Digest")
    block = found.reader.read() if read else b""
    body = unchunk(block) if _is_chunked(fields) else block
    read = read and kind != "revisit"
    digest = sha1_of(body) if read else stated or ""
    return Record(
        kind=kind,
        url=address_of(found),
        date=read_date(headers.get("WARC-Date")) or _server_date(fields),
        status=status,
        headers=fields,
        body=body if read else None,
        digest=digest,
        whole=not read or len(block) >= found.content_length,
        altered=read and stated is not None and stated != digest and _differs(stated, body, block),
        refers_to_url=headers.get("WARC-Refers-To-Target-URI"),
        refers_to_date=read_date(headers.get("WARC-Refers-To-Date")),
    )


def _fields(*fields: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return fields


def _is_chunked(fields: tuple[tuple[str, str], ...]) -> bool:
    return any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in fields)


def _differs(stated: str, *readings: bytes) -> bool:
    """Whether a digest is that of none of these: some crawlers take it before, some after undoing the transfer encoding, some
    write it in hexadecimal digits, and of algorithms other than SHA-1 we say nothing.
    """
    algorithm, _, value = stated.partition(":")
    if algorithm.lower() != "sha1" or len(value) not in (32, 40):
        return False
    digests = [hashlib.sha1(reading, usedforsecurity=False) for reading in readings]
    return value.lower() not in {
        form for one in digests for form in (one.hexdigest(), base64.b32encode(one.digest()).decode().lower())
    }


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
