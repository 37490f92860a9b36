"""Reads the records of a WARC file one after the other, and goes on behind whatever is damaged. Stores and parses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord

from archiver.captures.arc import arc_records
from archiver.captures.frames import Frames, frames_of, is_arc
from archiver.captures.records import Record, kind_of, record_of
from archiver.captures.salvage import Found, Trouble, salvage

MAX_BYTES = 64 << 20
"""A longer record is a film or a disk image, no page: its place is noted, its body not read."""


def read_records(
    opened: Callable[[], BinaryIO],
    name: str,
    *,
    start: int = 0,
    end: int | None = None,
    known: Callable[[int], bool] = lambda _: False,
) -> Iterator[Found | Trouble]:
    """The records that begin at or behind ``start`` and before ``end``.

    Args:
        opened: opens the file; the result can seek.
        name: what the file is called in messages.
        start: where to begin; anywhere, the next record from there on is sought.
        end: where to stop; None: at the file's end.
        known: whether the record at an offset need not be read.

    Raises:
        CaptureError: the file is empty, no WARC file, or cannot be opened.
    """
    with opened() as stream, opened() as probe:
        frames = frames_of(probe, name)
        at: int | None = start if frames.begins(probe, start) else frames.next(probe, start, end)
        if is_arc(probe, frames):
            yield from _read_arc(stream, name, at, end, known)
            return
        shared = at is not None and frames.share(probe, at)
        while at is not None and (end is None or at < end):
            if shared:
                yield from _read_shared(stream, frames, name, at, end)
                return
            run = _Run(stream, probe, frames, end, known)
            yield from run.records(at)
            if run.shared_from is not None:
                at, shared = run.shared_from, True
                continue
            if run.error is None:
                return
            at = run.at if run.at is not None else at
            following = frames.next(probe, at + 1)
            yield from salvage(probe, frames, name, at=at, following=following, known=known)
            at = following


class _Run:
    """Reading on from one offset as long as nothing is wrong. ``at`` is then the last record whose end was not seen."""

    def __init__(self, stream: BinaryIO, probe: BinaryIO, frames: Frames, end: int | None, known: Callable[[int], bool]) -> None:
        self._stream, self._probe, self._frames, self._end, self._known = stream, probe, frames, end, known
        self.at: int | None = None
        self.shared_from: int | None = None
        """The frame that turned out to hold several records; those before it are read."""
        self.error: Exception | None = None
        self._held: list[Found] = []

    def records(self, at: int) -> Iterator[Found]:
        """The records from there on, until something is wrong with the one at ``self.at``, or behind it: ``error`` tells."""
        try:
            yield from self._records(at)
        except (OSError, ValueError, EOFError) as error:
            self.error = error
        stopped = self.shared_from if self.shared_from is not None else self.at if self.error is not None else None
        yield from (one for one in self._held if stopped is None or one.offset < stopped)

    def _records(self, at: int) -> Iterator[Found]:
        """All but the last two: fastwarc may say of the second record in a frame that it begins the frame after that."""
        frames, shift, held = self._frames, self._frames.shift(at), self._held
        last = before = at
        for found in ArchiveIterator(frames.at(self._stream, at), parse_http=False, fsspec_args=False):
            place = found.stream_pos + shift
            if frames.is_packed and self.at is not None and (place == self.at or not frames.begins(self._probe, place)):
                self.shared_from = before if place == self.at else self.at
                return
            while held and held[0].offset < last:
                yield held.pop(0)
            if held:
                held[-1] = replace(held[-1], length=place - held[-1].offset)
            if self._end is not None and place >= self._end:
                return
            before, last = last, place
            self.at = place
            record = self._read(found, place)
            if record is not None:
                held.append(Found(record, place, None))
        if held and held[-1].length is None:
            held[-1] = replace(held[-1], length=frames.size - held[-1].offset)

    def _read(self, found: WarcRecord, place: int) -> Record | None:
        kind = kind_of(found)
        if kind is None or self._known(place):
            return None
        record = record_of(found, kind, read=found.content_length <= MAX_BYTES)
        if not record.whole:
            raise EOFError("it ends too early")
        return record


def _read_shared(stream: BinaryIO, frames: Frames, name: str, at: int, end: int | None) -> Iterator[Found | Trouble]:
    """The records of frames that hold several each: of one there is only the way through all that stand before it."""
    start: int | None = at
    while start is not None and (end is None or start < end):
        member = frames.member(stream, start)
        try:
            for found in ArchiveIterator(member, parse_http=False, stream_detect=False, fsspec_args=False):
                kind = kind_of(found)
                if kind is not None:
                    record = record_of(found, kind, read=found.content_length <= MAX_BYTES)
                    if not record.whole:
                        yield Trouble(f"{name}, frame at {start}: cut off in {record.url}")
                    yield Found(record, start, None)
        except (OSError, ValueError) as error:
            yield Trouble(f"{name}, frame at {start}: damaged ({error}); the records behind that cannot be read")
        start = frames.next(stream, start + 1 if member.end is None else member.end)


def _read_arc(
    stream: BinaryIO, name: str, at: int | None, end: int | None, known: Callable[[int], bool]
) -> Iterator[Found | Trouble]:
    if at is None:
        return
    stream.seek(at)
    try:
        for record, offset, length in arc_records(stream):
            if end is not None and offset >= end:
                return
            if record is not None and not known(offset):
                yield Found(record, offset, length)
    except OSError as error:
        yield Trouble(f"{name}: this ARC file cannot be read to its end ({error})")
