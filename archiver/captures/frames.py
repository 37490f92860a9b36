"""Where records begin in a WARC file, found in its bytes: gzip members, zstd frames, or the lines ``WARC/1.0`` of a plain one.

A file can be entered in the middle, to share it among processes or to go on behind damage. Nothing is read as a record here.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import BinaryIO

from fastwarc.stream_io import ZstdReader
from fastwarc.warc import ArchiveIterator

from spiders.errors import CaptureError

_DICTIONARY = 0x184D2A5D
"""Magic number of the frame that holds a ``.warc.zst`` file's dictionary (IIPC, WARC-zstd 1.0)."""
_ZSTD = b"\x28\xb5\x2f\xfd"
_GZIP = b"\x1f\x8b\x08"
_LINE = re.compile(rb"(?<=\n)WARC/[01]\.\d")
_BEGINNINGS = (b"WARC/", b"filedesc:", b"http://", b"https://", b"dns:")
"""Of a record of WARC; the others are of ARC."""
_STEP = 1 << 20
_OVERLAP = 16


@dataclass(frozen=True, slots=True)
class Frames:
    """How a file is made up. ``head`` is what a reader entering in the middle needs first: the frame of the dictionary."""

    kind: str
    size: int
    head: bytes = b""
    dictionary: bytes | None = None

    @property
    def is_packed(self) -> bool:
        """Whether each frame can be unpacked by itself."""
        return self.kind != "plain"

    def at(self, stream: BinaryIO, offset: int) -> BinaryIO:
        """The file from an offset on, as a reader expects it. Positions in it are off by `shift`."""
        stream.seek(offset)
        return stream if not self.head or offset < len(self.head) else io.BufferedReader(Spliced(self.head, stream, offset))

    def shift(self, offset: int) -> int:
        """What is to be added to a position in `at` to have one in the file."""
        return 0 if not self.head or offset < len(self.head) else offset - len(self.head)

    def begins(self, stream: BinaryIO, offset: int) -> bool:
        """Whether a frame that holds a record begins there."""
        stream.seek(offset)
        return self._is_record(stream.read(1 << 10))

    def share(self, stream: BinaryIO, offset: int) -> bool:
        """Whether the frame there holds several records: somebody has packed a plain WARC as a whole."""
        if not self.is_packed:
            return False
        source: BinaryIO | Member = self.member(stream, offset)
        if self.kind == "zstd":
            following = self.next(stream, offset + 1)
            source = io.BytesIO(self.head + self._bytes(stream, offset, following or self.size))
        records = ArchiveIterator(source, parse_http=False, stream_detect=self.kind == "zstd", fsspec_args=False)
        try:
            return sum(1 for _ in islice(records, 2)) > 1
        except (OSError, ValueError):
            return False

    def _bytes(self, stream: BinaryIO, start: int, end: int) -> bytes:
        stream.seek(start)
        return stream.read(end - start)

    def member(self, stream: BinaryIO, offset: int) -> Member:
        """The frame there, unpacked; zstd's go on to the end of the file."""
        return Member(self, stream, offset)

    def next(self, stream: BinaryIO, offset: int, limit: int | None = None) -> int | None:
        """Where the first frame at or behind an offset, and before the limit, begins; None where there is none."""
        end = self.size if limit is None else min(limit, self.size)
        mark = {"gzip": _GZIP, "zstd": _ZSTD}.get(self.kind)
        at = max(offset, len(self.head))
        while at < end:
            begin = max(0, at - 1) if mark is None else at  # a line begins behind another
            stream.seek(begin)
            piece = stream.read(_STEP + _OVERLAP)
            for place in self._marks(piece, mark):
                if at <= begin + place < end and (mark is None or self.begins(stream, begin + place)):
                    return begin + place
            at = begin + _STEP
        return None

    def _marks(self, piece: bytes, mark: bytes | None) -> list[int]:
        if mark is None:
            return [found.start() for found in _LINE.finditer(piece)]
        places, place = [], piece.find(mark)
        while place >= 0:
            places.append(place)
            place = piece.find(mark, place + 1)
        return places

    def _is_record(self, start: bytes) -> bool:
        if self.kind == "zstd":  # a block of it is unpacked whole or not at all; but four bytes are not there by chance
            return start.startswith(_ZSTD)
        if self.kind == "gzip":
            if not start.startswith(_GZIP):
                return False
            try:
                start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, 16)
            except zlib.error:
                return False
        return start.startswith(_BEGINNINGS)


def frames_of(stream: BinaryIO, name: str) -> Frames:
    """How a file is made up, by its first bytes.

    Raises:
        CaptureError: it is empty, or no WARC file, or its dictionary is damaged.
    """
    stream.seek(0, io.SEEK_END)
    size = stream.tell()
    stream.seek(0)
    start = stream.read(8)
    if not start:
        raise CaptureError(f"{name}: the file is empty")
    try:
        found = _dictionary_of(stream)
    except OSError as error:
        raise CaptureError(f"{name}: its zstd dictionary is damaged ({error}); none of its records can be read") from error
    if found is not None:
        return Frames("zstd", size, *found)
    for kind, mark in (("gzip", _GZIP), ("zstd", _ZSTD)):
        if start.startswith(mark):
            frames = Frames(kind, size)
            break
    else:
        frames = Frames("plain", size)
    if not frames.begins(stream, 0) and frames.next(stream, 0) is None:
        raise CaptureError(f"{name}: no WARC file; what can be ingested are WARC, WACZ, ARC and saved pages")
    return frames


def is_arc(stream: BinaryIO, frames: Frames) -> bool:
    """Whether the file is of the format before WARC."""
    stream.seek(0)
    start = stream.read(1 << 10)
    if frames.kind == "gzip":
        try:
            start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, 16)
        except zlib.error:
            return False
    return start.startswith(b"filedesc:")


def _dictionary_of(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """The frame of the dictionary that a ``.warc.zst`` begins with, and the dictionary."""
    stream.seek(0)
    head = stream.read(8)
    if len(head) < 8:
        return None
    magic, size = struct.unpack("<II", head)
    if magic != _DICTIONARY:
        return None
    body = stream.read(size)
    return head + body, _unpacked(body)


@lru_cache(maxsize=8)
def _unpacked(dictionary: bytes) -> bytes:
    """A dictionary, unpacked where it is itself compressed.

    Raises:
        OSError: it is damaged.
    """
    plain = ZstdReader(io.BytesIO(dictionary)).read() if dictionary.startswith(_ZSTD) else dictionary
    try:
        ZstdReader(io.BytesIO(b""), dictionary=plain)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what fastwarc 2.0 throws here, and no child of Exception
            raise
        raise OSError("it is none") from error
    return plain


class Member(io.RawIOBase):
    """One frame as the plain bytes it holds. ``end`` is where it ended, None as long as that is not known."""

    def __init__(self, frames: Frames, stream: BinaryIO, offset: int) -> None:
        self._stream, self._at, self._size = stream, offset, frames.size
        self._gzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._zstd = ZstdReader(_seeked(stream, offset), dictionary=frames.dictionary) if frames.kind == "zstd" else None
        self._rest = b""
        self._told = 0
        self.end: int | None = None

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._told

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._unpack(len(buffer))
        buffer[: len(data)] = data
        self._told += len(data)
        return len(data)

    def _unpack(self, size: int) -> bytes:
        if self._zstd is not None:
            data = self._zstd.read(size)
            self.end = None if data else self._size
            return data
        while self.end is None:
            self._stream.seek(self._at)
            packed = self._rest or self._stream.read(_STEP)
            self._at += 0 if self._rest else len(packed)
            try:
                data = self._gzip.decompress(packed, size)
            except zlib.error as error:
                raise OSError(str(error)) from error
            self._rest = self._gzip.unconsumed_tail
            if self._gzip.eof:
                self.end = self._at - len(self._gzip.unused_data) - len(self._rest)
            elif not packed:
                self.end = self._size
            if data:
                return data
        return b""


def _seeked(stream: BinaryIO, offset: int) -> BinaryIO:
    stream.seek(offset)
    return stream


class Spliced(io.RawIOBase):
    """Some bytes, then a file from an offset on, as one file."""

    def __init__(self, head: bytes, stream: BinaryIO, offset: int) -> None:
        self._head, self._stream, self._offset, self._at = head, stream, offset, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            self._at = self._stream.seek(offset, io.SEEK_END) - self._offset + len(self._head)
        else:
            self._at = offset + (self._at if whence == io.SEEK_CUR else 0)
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._at < len(self._head):
            data = self._head[self._at : self._at + len(buffer)]
        else:
            self._stream.seek(self._offset + self._at - len(self._head))
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
