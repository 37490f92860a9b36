"""Reads one record that is not as it should be, from its own bytes: cut off, damaged, or longer or shorter than it says."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, NamedTuple

from fastwarc.stream_io import ZstdReader
from fastwarc.warc import ArchiveIterator

from archiver.captures.frames import Frames
from archiver.captures.records import Record, kind_of, record_of

_LENGTH = re.compile(rb"(?im)^(content-length:[ \t]*)(\d+)")
_END = b"\r\n\r\n"
_LARGEST = 64 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """A record and where it lies; ``length`` is None where it shares its frame with others."""

    record: Record
    offset: int
    length: int | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that cannot be read as it should, in one line."""

    what: str


class _Unpacked(NamedTuple):
    """``plain`` is None where the bytes are damaged; ``used`` is how many of them belong to the frame."""

    plain: bytes | None
    used: int


def salvage(
    stream: BinaryIO, frames: Frames, name: str, *, at: int, following: int | None, known: Callable[[int], bool]
) -> Iterator[Found | Trouble]:
    """What can be had of the record at an offset; ``following`` is where the next begins.

    Damaged bytes are not read: a letter that has become another would be taken for the author's. What is merely cut off is.
    """
    where = f"{name}, record at {at}"
    end = frames.size if following is None else following
    if end - at > _LARGEST:
        yield Trouble(f"{where}: damaged; {end - at:,} bytes skipped")
        return
    stream.seek(at)
    data = stream.read(end - at)
    plain, used = _unpack(frames, data)
    head, mark, block = (plain or b"").partition(_END)
    stated = _LENGTH.search(head)
    if plain is None or not mark:
        yield Trouble(f"{where}: damaged; {end - at:,} bytes skipped")
        return
    length = int(stated[2]) if stated else None
    if length is not None and block[length : length + 4] == _END:
        used = used if frames.is_packed else len(head) + 4 + length + 4
        block = block[:length]
    elif block.endswith(_END):
        block = block[:-4]
        says = "states no length" if length is None else f"states {length:,} bytes"
        yield Trouble(f"{where}: it {says} and has {len(block):,}; all are read")
    else:
        yield Trouble(f"{where}: it is cut off" + (f" after {len(block):,} of {length:,} bytes" if length else ""))
    if used < len(data):
        yield Trouble(f"{name}: {len(data) - used:,} bytes from {at + used} on are no record; skipped")
    record = None if known(at) else _parse(head, block)
    if record is not None:
        whole = length is None or len(block) >= length or plain.endswith(_END)
        yield Found(replace(record, whole=whole), at, used)


def _parse(head: bytes, block: bytes) -> Record | None:
    """The record with the length that it has; None where it holds no response, or its headers cannot be read."""
    length = str(len(block)).encode()
    if _LENGTH.search(head):
        head = _LENGTH.sub(rb"\g<1>" + length, head, count=1)
    else:
        head += b"\r\nContent-Length: " + length
    try:
        for found in ArchiveIterator(io.BytesIO(head + _END + block + _END), parse_http=False, fsspec_args=False):
            kind = kind_of(found)
            return None if kind is None else record_of(found, kind)
    except (OSError, ValueError):
        return None
    return None


def _unpack(frames: Frames, data: bytes) -> _Unpacked:
    if frames.kind == "gzip":
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            plain = unpacker.decompress(data, 4 * _LARGEST)
        except zlib.error:
            return _Unpacked(None, 0)
        return _Unpacked(plain, len(data) - len(unpacker.unused_data))
    return _unzstd(frames, data) if frames.kind == "zstd" else _Unpacked(data, len(data))


def _unzstd(frames: Frames, data: bytes) -> _Unpacked:
    """What a frame that may be cut off holds."""
    used = _zstd_size(data)
    reader, parts = ZstdReader(io.BytesIO(data[:used]), dictionary=frames.dictionary), []
    try:
        while part := reader.read(1):  # what a longer read had unpacked is gone where it fails
            parts.append(part)
    except OSError:
        if used is not None:
            return _Unpacked(None, 0)
    return _Unpacked(b"".join(parts), len(data) if used is None else used)


def _zstd_size(data: bytes) -> int | None:
    """How long the frame at the beginning is (RFC 8878, 3.1.1), None where it is cut off."""
    if len(data) < 6:
        return None
    flags = data[4]
    single, stated = flags >> 5 & 1, flags >> 6
    at = 5 + (1 - single) + (0, 1, 2, 4)[flags & 3] + (single, 2, 4, 8)[stated]
    last = False
    while not last and at < len(data):
        block = int.from_bytes(data[at : at + 3], "little")
        last = bool(block & 1)
        at += 3 + (1 if block >> 1 & 3 == 1 else block >> 3)
    at += 4 if flags >> 2 & 1 else 0
    return at if last and at <= len(data) else None
