"""Where the bytes of a capture lie: how `capture.warc` names a file, and the way from a row of `capture` to its record.

A name is one of these:

- relative to the archive's WARC folder, with ``/`` on every system, for all files that lie in it;
- absolute for files that others keep elsewhere and that were read where they lie;
- either of them, then ``!/`` and the member's name, for a WARC inside a zip (WACZ), or the offset of a line of a JSONL file.

A file that a crawl still writes has ``.open`` behind its name on the disk (`archiver.captures.unfinished`), and not here.

`record_offset` is where the record's own gzip member or zstd frame begins, in a plain WARC the record itself. Where a whole
file is one gzip member it is that member's beginning, and the record is found by its address. It is null for a saved page,
whose file is the body.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Protocol

from archiver.captures.folders import headers_of
from archiver.captures.read import read_records
from archiver.captures.records import Kind, Record, sha1_of
from archiver.captures.salvage import Trouble
from archiver.captures.texts import has_lines, is_text, line_record
from archiver.captures.unfinished import SUFFIX
from db.keys import short
from spiders.errors import CaptureError

INSIDE = "!/"
"""Between a zip and its member."""


class Placed(Protocol):
    """A row of `capture`, or anything that has its columns of these names."""

    @property
    def url(self) -> str: ...

    @property
    def warc(self) -> str | None: ...

    @property
    def record_offset(self) -> int | None: ...


def name_of(path: Path, warc_dir: Path) -> str:
    """How `capture.warc` names a file."""
    if path.name.endswith(SUFFIX):
        path = path.with_name(path.name.removesuffix(SUFFIX))
    place, folder = path.resolve(), warc_dir.resolve()
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else str(place)


def path_of(warc_dir: Path, name: str) -> tuple[Path, str | None]:
    """The file that a name means, and the member in it, None where it is no zip."""
    whole = warc_dir / name
    if whole.exists():
        return whole, None
    if (unfinished := whole.with_name(whole.name + SUFFIX)).exists():
        return unfinished, None
    if INSIDE not in name:
        return whole, None
    outer, _, member = name.partition(INSIDE)
    return warc_dir / outer, member


def open_named(warc_dir: Path, name: str) -> BinaryIO:
    """The file of that name, for reading; a member of a zip, or a line's text, as if it were a file of its own.

    Raises:
        CaptureError: it is not there, or cannot be read.
    """
    path, member = path_of(warc_dir, name)
    if member is not None and has_lines(path.name):
        return io.BytesIO(line_record(path, member).body or b"")
    try:
        return path.open("rb") if member is None else open_member(path, member)
    except FileNotFoundError as error:
        raise CaptureError(f"{path}: the file is not there; put it back, or name its folder with --warc-dir") from error
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise CaptureError(f"{path}: cannot be read ({_said(error)})") from error


def open_member(path: Path, member: str) -> BinaryIO:
    """A member of a zip. One that is stored, as WACZ demands of WARCs, is read where it lies; any other is unpacked as read.

    Raises:
        OSError: the zip cannot be read.
        KeyError: it has no such member.
        zipfile.BadZipFile: it is damaged.
    """
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(member)
    if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
        return zipfile.ZipFile(path).open(info)  # type: ignore[return-value]
    stream = path.open("rb")
    stream.seek(info.header_offset)
    head = stream.read(30)
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        stream.close()
        raise zipfile.BadZipFile(f"the head of {member} is damaged")
    name, extra = struct.unpack("<HH", head[26:30])
    return io.BufferedReader(_Part(stream, info.header_offset + 30 + name + extra, info.file_size))


def read_record(warc_dir: Path, row: Placed) -> Record:
    """The record that a capture's row leads to. A revisit's has no body: that is in the record of the capture it refers to.

    Raises:
        CaptureError: the row names no record, or the record is not there, damaged or of another address.
    """
    (record,) = read_records_at(warc_dir, [row])
    if isinstance(record, CaptureError):
        raise record
    return record


def read_records_at(warc_dir: Path, rows: Sequence[Placed]) -> Iterator[Record | CaptureError]:
    """The records that rows lead to, in their order, and an error for each that is not to be had.

    Rows that follow one another and share a frame are read in one go: there is no other way through it.
    """
    for place, group in groupby(rows, key=lambda row: (row.warc, row.record_offset)):
        some = list(group)
        try:
            if place[0] is None or place[1] is None:
                yield from (_whole_file(warc_dir, row) for row in some)
            else:
                yield from _at(warc_dir, place[0], place[1], some)
        except CaptureError as error:
            yield from (error for _ in some)


def _at(warc_dir: Path, name: str, offset: int, rows: Sequence[Placed]) -> Iterator[Record | CaptureError]:
    found: dict[str, list[Record]] = {}
    wanted = Counter(row.url for row in rows)
    trouble = ""
    for one in read_records(lambda: open_named(warc_dir, name), name, start=offset, end=offset + 1):
        if isinstance(one, Trouble):
            trouble = trouble or one.what
        elif (url := short(one.record.url)) in wanted:
            found.setdefault(url, []).append(one.record)
            if len(rows) == 1:
                break
    for row in rows:
        same = found.get(row.url)
        if not same:
            yield CaptureError(trouble or f"{name}, record at {offset}: no capture of {row.url} there")
        else:
            yield _of_its_time(same, row)


def _of_its_time(records: Sequence[Record], row: Placed) -> Record:
    """Of several captures of one address in one frame the one that the row tells of."""
    wanted = (getattr(row, "fetched_at", None), getattr(row, "digest", None))
    return next((record for record in records if (record.date, record.digest) == wanted), records[0])


def _whole_file(warc_dir: Path, row: Placed) -> Record | CaptureError:
    if row.warc is None:
        return CaptureError(f"{row.url}: its capture has no record")
    try:
        path, member = path_of(warc_dir, row.warc)
        if member is not None and has_lines(path.name):
            return replace(line_record(path, member), url=row.url)
        with open_named(warc_dir, row.warc) as stream:
            return _saved_page(stream, row.url)
    except CaptureError as error:
        return error


def _saved_page(stream: BinaryIO, url: str) -> Record:
    body = stream.read()
    saved = datetime.fromtimestamp(os.fstat(stream.fileno()).st_mtime, UTC)
    headers = tuple(headers_of(Path(stream.name)).items())
    kind: Kind = "conversion" if is_text(stream.name) else "resource"
    return Record(kind=kind, url=url, date=saved, status=200, headers=headers, body=body, digest=sha1_of(body))


def _said(error: BaseException) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split()) or type(error).__name__


class _Part(io.RawIOBase):
    """A part of a file as a file."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        self._stream, self._start, self._size, self._at = stream, start, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        wanted = max(0, min(len(buffer), self._size - self._at))
        self._stream.seek(self._start + self._at)
        data = self._stream.read(wanted)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
