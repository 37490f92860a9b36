"""The parts of an ingest, each of which any process can do by itself: so many bytes of a file, so many saved pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecordType

from archiver.captures.frames import Frames, frames_of, is_arc
from archiver.captures.places import INSIDE, open_named
from archiver.captures.reading import Item, Manner
from archiver.captures.sources import LinesSource, PageSource, Source, WarcSource
from spiders.errors import CaptureError

PACKED_BYTES, PLAIN_BYTES = 1 << 20, 8 << 20
"""Of a file, in one part: some thirty pages."""
_IDENTITY = re.compile(rb"(?m)^identity: (guest|account)\r?$")
PAGES = 32
"""Pages in one batch, and saved pages in one part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcPart:
    """A part of a file. One that is ``whole`` cannot be shared: each of its records is reached through all before it."""

    name: str
    start: int = 0
    end: int | None = None
    identity: str = "guest"
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesPart:
    """Some saved pages, each with the folder that was named."""

    pages: tuple[tuple[str, str], ...]
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesPart:
    """The lines of a file of texts that begin in a part of it."""

    path: str
    start: int = 0
    end: int | None = None
    whole: bool = False


class Place(NamedTuple):
    """Where a record lies, as a row of `capture` says it."""

    url: str
    warc: str | None
    record_offset: int | None
    fetched_at: datetime | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A response that can be read now, and for a revisit the record that holds its body."""

    item: Item
    original: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPart:
    """Some responses that had to wait."""

    pending: tuple[Pending, ...]
    whole: bool = False


Part = WarcPart | PagesPart | LinesPart | PendingPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every process needs to know. ``database`` is where to ask what is held already; None where nothing is."""

    warc_dir: str
    manner: Manner
    database: str | None = None


def parts_of(sources: Iterable[Source], warc_dir: Path, note: Callable[[str], None]) -> Iterator[Part]:
    """The parts of all sources, in order; what cannot be read at all is noted."""
    pages: list[tuple[str, str]] = []
    for source in sources:
        if isinstance(source, PageSource):
            pages.append((str(source.path), str(source.root)))
            if len(pages) < PAGES:
                continue
        if pages:
            yield PagesPart(pages=tuple(pages))
            pages = []
        if isinstance(source, WarcSource):
            try:
                yield from _warc_parts(source, warc_dir)
            except CaptureError as error:
                note(str(error))
        elif isinstance(source, LinesSource):
            yield from _lines_parts(source)
        elif not isinstance(source, PageSource):
            note(source.what)
    if pages:
        yield PagesPart(pages=tuple(pages))


def _lines_parts(source: LinesSource) -> Iterator[LinesPart]:
    """A packed file is one part: there is no way into the middle of it."""
    if source.path.name.lower().endswith(".gz") or source.size <= PLAIN_BYTES * 3 // 2:
        yield LinesPart(path=str(source.path))
        return
    for at in range(0, source.size, PLAIN_BYTES):
        yield LinesPart(path=str(source.path), start=at, end=min(at + PLAIN_BYTES, source.size))


def _warc_parts(source: WarcSource, warc_dir: Path) -> Iterator[WarcPart]:
    with open_named(warc_dir, source.name) as stream:
        frames = frames_of(stream, source.name)
        start = 0 if frames.begins(stream, 0) else frames.next(stream, 0) or 0
        seekable = INSIDE not in source.name or hasattr(stream, "raw")
        whole = is_arc(stream, frames) or not seekable or frames.share(stream, start)
        identity = "guest" if whole else _identity_of(stream, frames, start)
    step = PACKED_BYTES if frames.is_packed else PLAIN_BYTES
    if whole or frames.size <= step * 3 // 2:
        yield WarcPart(name=source.name, identity=identity, whole=whole)
        return
    for at in range(0, frames.size, step):
        yield WarcPart(name=source.name, start=at, end=min(at + step, frames.size), identity=identity)


def _identity_of(stream: BinaryIO, frames: Frames, start: int) -> str:
    """As whom our own crawl fetched what is in a file: its first record says so. Anybody else's counts as a guest's."""
    for found in ArchiveIterator(frames.at(stream, start), parse_http=False, fsspec_args=False):
        if found.record_type == WarcRecordType.warcinfo:
            told = _IDENTITY.search(found.reader.read(1 << 16))
            return told[1].decode() if told else "guest"
        break
    return "guest"
