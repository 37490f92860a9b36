"""A WARC file as its gzip members: one record each, packed here and unpacked again one by one, whatever is damaged between.

Readers made for speed (fastwarc) take a torn end for a short record and give up at the first damaged byte; here every byte of a
file is accounted for: it belongs to a whole record or to a `Damage`.
"""

from __future__ import annotations

import base64
import hashlib
import mmap
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import BinaryIO
from uuid import uuid4

from fastwarc.stream_io import GzipWriter

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
RESPONSE = "application/http; msgtype=response"

LEVEL = 6
"""gzip 9 takes twice the time of 6 for 2 % less."""

GZIP = b"\x1f\x8b\x08"
_STEP, _PEEK = 1 << 20, 1 << 13
_HEADERS_END = b"\r\n\r\n"
_MAX_HEADERS = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A whole record: where its member lies, its header fields by lower-case name, and its block."""

    offset: int
    length: int
    version: str
    headers: Mapping[str, str] = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    """The fields' names as they are written."""
    block: bytes = field(repr=False)

    @property
    def kind(self) -> str:
        """response, request, revisit, warcinfo ..."""
        return self.headers.get("warc-type", "")

    @property
    def url(self) -> str:
        """What it is a capture of, without the angle brackets of older writers, and without fragment."""
        return self.headers.get("warc-target-uri", "").removeprefix("<").removesuffix(">").partition("#")[0]

    @property
    def payload(self) -> bytes:
        """The block without the HTTP head, where it has one."""
        if not self.headers.get("content-type", "").startswith("application/http"):
            return self.block
        return self.block.partition(_HEADERS_END)[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Bytes that are no whole record."""

    offset: int
    length: int
    what: str


def pack(kind: str, date: str, fields: Mapping[str, str], *block: bytes) -> tuple[bytes, str]:
    """A record as one gzip member, and its id.

    Args:
        kind: its WARC-Type.
        date: its WARC-Date.
        fields: its further fields; WARC-Record-ID is made where it is not among them.
        block: its block in pieces (the HTTP head, the body), so that a body is not copied once more.
    """
    digest = hashlib.sha1(usedforsecurity=False)
    for piece in block:
        digest.update(piece)
    record_id = fields.get("WARC-Record-ID") or f"<urn:uuid:{uuid4()}>"
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": record_id,
        "WARC-Date": date,
        **fields,
        "WARC-Block-Digest": "sha1:" + base64.b32encode(digest.digest()).decode(),
        "Content-Length": str(sum(map(len, block))),
    }
    head = "".join(["WARC/1.1\r\n", *(f"{name}: {value}\r\n" for name, value in headers.items()), "\r\n"]).encode()
    out = BytesIO()
    with GzipWriter(out, compression_level=LEVEL) as packed:
        for piece in (head, *block, b"\r\n\r\n"):
            packed.write(piece)
    return out.getvalue(), record_id


def members(stream: BinaryIO, start: int = 0) -> Iterator[Member | Damage]:
    """All records of a file from an offset on, and what lies between them and is none."""
    stream.seek(0, 2)
    size = stream.tell()
    if start >= size:
        return
    with mmap.mmap(stream.fileno(), size, access=mmap.ACCESS_READ) as data:
        at, lost = start, -1
        what = ""
        while 0 <= at < size:
            found = _member(data, at, size)
            if isinstance(found, Member):
                if lost >= 0:
                    yield Damage(offset=lost, length=at - lost, what=what)
                    lost = -1
                yield found
                at += found.length
            else:
                if lost < 0:
                    lost, what = at, found
                at = data.find(GZIP, at + 1)
        if lost >= 0:
            yield Damage(offset=lost, length=size - lost, what=what)


def member_at(stream: BinaryIO, offset: int, length: int | None = None) -> Member | Damage:
    """The record that begins at an offset. Its length, where it is known, must be right."""
    stream.seek(offset)
    data = stream.read(length if length is not None else _PEEK)
    found = _member(data, 0, len(data))
    while not isinstance(found, Member) and length is None and (more := stream.read(len(data))):
        data += more
        found = _member(data, 0, len(data))
    if isinstance(found, Member) and length not in (None, found.length):
        found = f"a record of {found.length:,} bytes where there should be one of {length:,}"
    if isinstance(found, str):
        return Damage(offset=offset, length=len(data), what=found)
    return replace(found, offset=offset)


def _member(data: mmap.mmap | bytes, at: int, size: int) -> Member | str:
    """The member that begins there, or what is wrong."""
    unpacking = zlib.decompressobj(zlib.MAX_WBITS + 16)
    pieces: list[bytes] = []
    end = at
    try:
        while not unpacking.eof:
            if end >= size:
                return "the file ends in the middle of a record"
            piece = data[end : end + _STEP]
            pieces.append(unpacking.decompress(piece))
            end += len(piece)
    except zlib.error as error:
        return f"damaged ({error})"
    end -= len(unpacking.unused_data)
    return _record(b"".join(pieces), at, end - at)


def _record(text: bytes, offset: int, length: int) -> Member | str:
    at = text.find(_HEADERS_END, 0, _MAX_HEADERS)
    if not text.startswith(b"WARC/") or at < 0:
        return "not a WARC record"
    version, *lines = text[:at].decode("utf-8", "replace").split("\r\n")
    headers, names = dict[str, str](), dict[str, str]()
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
        names[name.lower()] = name
    stated = headers.get("content-length", "")
    if not stated.isascii() or not stated.isdigit():
        return "a WARC record that does not state its length"
    begin = at + len(_HEADERS_END)
    end = begin + int(stated)
    if len(text) < end or text[end:].strip(b"\r\n"):
        return f"a WARC record of {len(text) - begin} bytes that says it has {stated}"
    return Member(offset=offset, length=length, version=version, headers=headers, names=names, block=text[begin:end])


def digest_fits(stated: str, data: bytes) -> bool | None:
    """Whether data has the digest that is stated, in hexadecimal or base32; None where the algorithm is not known."""
    algorithm, _, value = stated.partition(":")
    try:
        made = hashlib.new(algorithm.strip().lower().replace("-", ""), data, usedforsecurity=False).digest()
    except ValueError:
        return None
    return value.strip().lower().rstrip("=") in {made.hex(), base64.b32encode(made).decode().lower().rstrip("=")}
