"""The work of an ingest in parts that any process can do by itself: so many bytes of a WARC file, so many saved pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecordType
from sqlalchemy import Connection, Engine

from archiver.captures.folders import address_of_saved, headers_of
from archiver.captures.frames import Frames, frames_of, is_arc
from archiver.captures.installations import Installations
from archiver.captures.places import INSIDE, name_of, open_named, read_records_at
from archiver.captures.read import read_records
from archiver.captures.reading import Batch, Item, Manner, Reader, capture_of
from archiver.captures.records import Record, sha1_of
from archiver.captures.salvage import Found, Trouble
from archiver.captures.sources import PageSource, Source, WarcSource
from db.engine import open_database, said_plainly
from db.keys import short
from db.queries import ingested
from db.queries.ingested import KnownCapture
from spiders.errors import ArchiverError, CaptureError
from spiders.items import Capture, Loss, PageRecord
from spiders.page import Page
from spiders.platforms import platforms

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


Part = WarcPart | PagesPart | PendingPart


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
        elif not isinstance(source, PageSource):
            note(source.what)
    if pages:
        yield PagesPart(pages=tuple(pages))


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


class Worker:
    """Does parts of the work, one after the other, in a process of its own or in the one that stores."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._warc_dir = Path(context.warc_dir)

    def batches(self, part: Part, known: dict[str, str]) -> Iterator[Batch]:
        """What a part comes to.

        Args:
            part: the part.
            known: what is installed where, as far as is known by now.
        """
        reader = Reader(Installations(known), self._context.manner)
        try:
            if isinstance(part, PagesPart):
                yield self._pages(part, reader)
            elif isinstance(part, PendingPart):
                yield self._pending(part, reader)
            else:
                yield from self._warc(part, reader)
        except CaptureError as error:
            yield Batch(troubles=[str(error)])

    def _warc(self, part: WarcPart, reader: Reader) -> Iterator[Batch]:
        held = {one.offset for one in self._known_in(part) if one.length is not None and self._is_done(one)}
        passed: list[int] = []

        def known(offset: int) -> bool:
            if offset not in held:
                return False
            passed.append(offset)
            return True

        found = read_records(
            lambda: open_named(self._warc_dir, part.name), part.name, start=part.start, end=part.end, known=known
        )
        while some := list(islice(found, PAGES)):
            batch = self._batch(
                [(one.record, one.offset, one.length) for one in some if isinstance(one, Found)], part.name, part.identity, reader
            )
            batch.troubles.extend(one.what for one in some if isinstance(one, Trouble))
            yield batch
        if passed:
            yield Batch(records=len(passed), held=len(passed))

    def _pages(self, part: PagesPart, reader: Reader) -> Batch:
        whole = Batch()
        for name, root in part.pages:
            path = Path(name)
            record = self._saved(path, Path(root))
            if isinstance(record, str):
                whole.troubles.append(record)
                continue
            batch = self._batch([(record, None, None)], name_of(path, self._warc_dir), "guest", reader)
            whole = Batch(
                items=whole.items + batch.items,
                troubles=whole.troubles + batch.troubles,
                records=whole.records + batch.records,
                held=whole.held + batch.held,
            )
        return whole

    def _pending(self, part: PendingPart, reader: Reader) -> Batch:
        batch = Batch()
        places = [place_of(one.item.record.capture) for one in part.pending]
        for one, record in zip(part.pending, read_records_at(self._warc_dir, places), strict=True):
            capture = one.item.record.capture
            original = self._original(one)
            if isinstance(record, CaptureError):
                batch.troubles.append(str(record))
            elif isinstance(original, CaptureError):
                batch.troubles.append(str(original))
            else:
                capture = replace(capture, url=record.url)  # a long one is cut in its row, and whole in its record
                one = replace(one, item=replace(one.item, record=replace(one.item.record, capture=capture)))  # noqa: PLW2901
                batch.items.append(guarded(lambda: _last(reader, one, record, original), capture))  # noqa: B023 - called at once
        return batch

    def _original(self, one: Pending) -> Record | CaptureError | None:
        """The record that holds a revisit's body; None for a response, which has its own."""
        return None if one.original is None else next(read_records_at(self._warc_dir, [one.original]))

    def _saved(self, path: Path, root: Path) -> Record | str:
        try:
            body, written = path.read_bytes(), path.stat().st_mtime
        except OSError as error:
            return f"{path}: cannot be read ({error.strerror or error})"
        saved_at, headers = datetime.fromtimestamp(written, UTC), headers_of(path)
        try:
            url = address_of_saved(path, root, Page(url="", body=body, fetched_at=saved_at, headers=headers))
        except ArchiverError:
            url = None
        if url is None:
            return f"{path}: nothing tells which address this page was saved from; skipped"
        fields = tuple(headers.items())
        return Record(kind="resource", url=url, date=saved_at, status=200, headers=fields, body=body, digest=sha1_of(body))

    def _batch(self, found: Sequence[tuple[Record, int | None, int | None]], name: str, identity: str, reader: Reader) -> Batch:
        batch, captures = Batch(records=len(found)), []
        troubles = batch.troubles
        for record, offset, length in found:
            if not self._context.manner.wants(record.url):
                continue
            capture = capture_of(record, warc=name, offset=offset, length=length)
            where = f"{name}, record at {offset}"
            if capture is None:
                troubles.append(f"{where}: neither the record nor the server says when it was fetched; skipped")
                continue
            if record.altered:
                troubles.append(f"{where}: its bytes do not have the digest that it states")
            captures.append((record, capture))
        done = self._done([capture for _, capture in captures])
        held = 0
        for record, capture in captures:
            if (short(capture.url), capture.fetched_at, capture.digest) in done:
                held += 1
            else:
                batch.items.append(guarded(lambda r=record, c=capture: reader.first(r, c, identity=identity), capture))  # type: ignore[misc]
        return Batch(items=batch.items, troubles=troubles, records=batch.records, held=held)

    # -- what is held ------------------------------------------------------------------------------------------------------

    @cached_property
    def _engine(self) -> Engine | None:
        return open_database(self._context.database) if self._context.database else None

    def _ask(self, question: Callable[[Connection], list[KnownCapture]]) -> list[KnownCapture]:
        if self._engine is None:
            return []
        with said_plainly(self._engine.url), self._engine.connect() as connection:
            return question(connection)

    def _known_in(self, part: WarcPart) -> list[KnownCapture]:
        return self._ask(lambda connection: ingested.known_in(connection, part.name, part.start, part.end))

    def _done(self, captures: Sequence[Capture]) -> set[tuple[str, datetime, str | None]]:
        known = self._ask(lambda connection: ingested.known_of(connection, [capture.url for capture in captures]))
        return {(one.url, one.fetched_at, one.digest) for one in known if self._is_done(one)}

    def _is_done(self, known: KnownCapture) -> bool:
        """Whether reading a capture once more could change nothing."""
        if known.outcome == "kept":
            return not (self._context.manner.platform and known.status == 200)
        return known.outcome == "read" and is_current(known.parser)


def worker(context: Context) -> Callable[[Part, dict[str, str]], Iterator[Batch]]:
    """What does the work in one process."""
    return Worker(context).batches


def place_of(capture: Capture) -> Place:
    """Where a capture's record lies."""
    return Place(short(capture.url), capture.warc, capture.offset, capture.fetched_at, capture.digest)


def _last(reader: Reader, one: Pending, record: Record, original: Record | None) -> Item:
    """Read a response, and what a revisit stands for as the crawl does: the same bytes under the revisit's own headers; where the
    server said that nothing has changed, the page as it was.
    """
    if original is None:
        return reader.last(one.item, record)
    if record.status == 304:
        same = replace(original, url=record.url, status=200)
        return reader.last(one.item, same, written_at=original.date)
    return reader.last(one.item, record, body=original.body)


def is_current(parser: str | None) -> bool:
    """Whether a reading is by the reader that we have now."""
    name, _, version = (parser or "").rpartition("/")
    platform = platforms().get(name)
    return platform is not None and version == str(platform.parser_version)


def guarded(read: Callable[[], Item], capture: Capture) -> Item:
    """A bug of ours on one page must not cost the others: it is a loss of that page."""
    try:
        return read()
    except Exception as error:  # noqa: BLE001 - named in the loss, never swallowed
        what = f"a bug of ours: {type(error).__name__}: {error}"
        return Item(record=PageRecord(capture=capture, reading=None, losses=(Loss(kind="read", what=what, url=capture.url),)))


def _identity_of(stream: BinaryIO, frames: Frames, start: int) -> str:
    """As whom our own crawl fetched what is in a file: its first record says so. Anybody else's counts as a guest's."""
    for found in ArchiveIterator(frames.at(stream, start), parse_http=False, fsspec_args=False):
        if found.record_type == WarcRecordType.warcinfo:
            told = _IDENTITY.search(found.reader.read(1 << 16))
            return told[1].decode() if told else "guest"
        break
    return "guest"
