"""From a record to the page it holds: content encoding undone, headers by name. What is no page is told by its headers."""

from __future__ import annotations

import io
import re
import zlib
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from fastwarc.stream_io import BrotliReader, ZstdReader

from archiver.captures.records import Record
from spiders.errors import NotAPage
from spiders.mail_box import is_box
from spiders.page import Page

_NO_PAGE = re.compile(
    r"(?:image|video|audio|font)/|text/(?:css|javascript|plain|csv|calendar|vtt)|application/(?:javascript|x-javascript|ecmascript"
    r"|pdf|zip|gzip|x-gzip|x-tar|x-rar|octet-stream|x-shockwave-flash|font|x-font|vnd|wasm|manifest|x-bittorrent|ogg|mp4|msword)",
    re.IGNORECASE,
)
_NO_PAGE_NAME = re.compile(
    r"\.(?:css|js|mjs|map|png|jpe?g|gif|webp|avif|svg|ico|bmp|tiff?|woff2?|ttf|otf|eot|mp[34]|m4[av]|webm|og[gv]|wav|avi|mov|swf"
    r"|pdf|zip|gz|bz2|xz|7z|rar|tar|exe|dmg|apk|docx?|xlsx?|pptx?|txt|csv)$",
    re.IGNORECASE,
)
_BOX_TYPE = re.compile(r"(?:text/plain|application/(?:mbox|gzip|x-gzip|octet-stream)\b|$)", re.IGNORECASE)
_BOXES = (b"From ", b"\x1f\x8b")
_LARGEST = 256 << 20
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def is_page(url: str, content_type: str | None) -> bool:
    """Whether a response may be a page, by what it calls itself, else by its address: no picture, style sheet or robots.txt."""
    path = urlsplit(url).path
    if path == "/robots.txt":
        return False
    if content_type and content_type.strip():
        return not _NO_PAGE.match(content_type.strip())
    return not _NO_PAGE_NAME.search(path)


def may_be_read(record: Record, content_type: str | None) -> bool:
    """Whether a response may be a page, a page's text, or a mail box: servers call those text, or files, or nothing."""
    if record.kind == "conversion" or is_page(record.url, content_type):
        return True
    body = record.body or b""
    if not (body.startswith(_BOXES) and _BOX_TYPE.match((content_type or "").strip())):
        return False
    try:
        plain = decoded(body, record.header("content-encoding") or "", record.url)
    except NotAPage:
        return False
    return is_box(plain)


def page_of(record: Record, *, body: bytes | None = None, fetched_at: datetime, zone: tzinfo | None = None) -> Page:
    """The page that a record holds.

    Args:
        record: the response.
        body: for a revisit, the one it stands for.
        fetched_at: its moment where the server did not state one.
        zone: of the site's times, where it is known from elsewhere.

    Raises:
        NotAPage: the body is in an encoding that cannot be undone, or is not what its headers say.
    """
    headers: dict[str, str] = {}
    for name, value in record.headers:
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    packed = record.body if body is None else body
    encodings = headers.pop("content-encoding", "")
    plain = decoded(packed or b"", encodings, record.url)
    return Page(url=record.url, body=plain, headers=headers, fetched_at=fetched_at, status=record.status, zone=zone)


def decoded(body: bytes, encodings: str, url: str) -> bytes:
    """Undo the content encodings that a header names. Many crawlers undo them as they write and leave the header: such a body is
    returned as it is. One that is cut off gives what is there.

    Raises:
        NotAPage: an encoding is not known, or the body is not in it.
    """
    for encoding in reversed([name.strip().lower() for name in encodings.split(",")]):
        if not body or encoding in ("", "identity", "none", "utf-8"):
            continue
        try:
            body = _undo(body, encoding)
        except (OSError, zlib.error, ValueError) as error:
            if not _CONTROLS.search(body[:1024]):
                continue
            raise NotAPage(url, f"its body cannot be decoded as {encoding} ({error})") from error
    return body


def _undo(body: bytes, encoding: str) -> bytes:
    """One encoding undone.

    Raises:
        OSError, zlib.error, ValueError: the body is not in it, or we do not know it.
    """
    if encoding in ("gzip", "x-gzip"):
        return _inflate(body, zlib.MAX_WBITS | 16)
    if encoding == "deflate":
        try:
            return _inflate(body, zlib.MAX_WBITS)
        except zlib.error:
            return _inflate(body, -zlib.MAX_WBITS)
    if encoding == "br":
        return BrotliReader(io.BytesIO(body)).read()
    if encoding == "zstd":
        return ZstdReader(io.BytesIO(body)).read()
    raise ValueError("an encoding that is not known here")


def _inflate(body: bytes, bits: int) -> bytes:
    """All members of a gzip body, or one of deflate; what stands behind them is no part of it."""
    parts = []
    while body:
        unpacker = zlib.decompressobj(bits)
        try:
            parts.append(unpacker.decompress(body, _LARGEST))
        except zlib.error:
            if parts:
                break
            raise
        if unpacker.unconsumed_tail:
            raise ValueError("more than a quarter of a gigabyte, no page")
        body = unpacker.unused_data if bits > zlib.MAX_WBITS else b""
    return b"".join(parts)
