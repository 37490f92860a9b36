"""Does parts of an ingest: reads their records, and those as pages. Asks the database what is held, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from archiver.captures.folders import address_of_saved, headers_of
from archiver.captures.installations import Installations, Known
from archiver.captures.parts import PAGES, Context, LinesPart, PagesPart, Part, Pending, PendingPart, Place, WarcPart
from archiver.captures.places import INSIDE, name_of, open_named, read_records_at
from archiver.captures.read import read_records
from archiver.captures.reading import Batch, Item, Reader, capture_of
from archiver.captures.records import Record, sha1_of
from archiver.captures.salvage import Found, Trouble
from archiver.captures.texts import Line, Spoilt, is_known, is_text, read_lines, text_record
from db.engine import open_database, said_plainly
from db.keys import short
from db.queries import ingested
from db.queries.ingested import KnownCapture
from spiders.errors import ArchiverError, CaptureError
from spiders.items import Capture, Loss, PageRecord
from spiders.page import Page
from spiders.platforms import platforms


class Lying(NamedTuple):
    """A record, and where it lies."""

    record: Record
    name: str
    offset: int | None
    length: int | None


class Worker:
    """Does parts of the work, one after the other, in a process of its own or in the one that stores."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._warc_dir = Path(context.warc_dir)

    def batches(self, part: Part, known: Known) -> Iterator[Batch]:
        """What a part comes to.

        Args:
            part: the part.
            known: what is installed where, as far as is known by now.
        """
        installations = Installations(known)
        for batch in self._batches(part, Reader(installations, self._context.manner)):
            yield replace(batch, installed=installations.known())

    def _batches(self, part: Part, reader: Reader) -> Iterator[Batch]:
        try:
            if isinstance(part, PagesPart):
                yield self._pages(part, reader)
            elif isinstance(part, LinesPart):
                yield from self._lines(part, reader)
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
            records = [Lying(one.record, part.name, one.offset, one.length) for one in some if isinstance(one, Found)]
            batch = self._batch(records, part.identity, reader)
            batch.troubles.extend(one.what for one in some if isinstance(one, Trouble))
            yield batch
        if passed:
            yield Batch(records=len(passed), held=len(passed))

    def _pages(self, part: PagesPart, reader: Reader) -> Batch:
        found, troubles = [], []
        for name, root in part.pages:
            path = Path(name)
            record = self._saved(path, Path(root))
            if isinstance(record, str):
                troubles.append(record)
            else:
                found.append(Lying(record, name_of(path, self._warc_dir), None, None))
        batch = self._batch(found, "guest", reader)
        batch.troubles.extend(troubles)
        return batch

    def _lines(self, part: LinesPart, reader: Reader) -> Iterator[Batch]:
        path = Path(part.path)
        name = name_of(path, self._warc_dir)
        found = read_lines(path, part.start, part.end)
        while some := list(islice(found, PAGES)):
            texts = [Lying(one.record, f"{name}{INSIDE}{one.offset}", None, None) for one in some if isinstance(one, Line)]
            batch = self._batch(texts, "guest", reader)
            batch.troubles.extend(one.what for one in some if isinstance(one, Spoilt))
            yield batch

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
                batch.items.append(guarded(partial(_last, reader, one, record, original), capture))
        return batch

    def _original(self, one: Pending) -> Record | CaptureError | None:
        """The record that holds a revisit's body; None for a response, which has its own."""
        return None if one.original is None else next(read_records_at(self._warc_dir, [one.original]))

    def _saved(self, path: Path, root: Path) -> Record | str:
        if is_text(path.name):
            return _text(path)
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

    def _batch(self, found: Sequence[Lying], identity: str, reader: Reader) -> Batch:
        batch, captures, unknown = Batch(records=len(found)), [], 0
        for record, name, offset, length in found:
            if not self._context.manner.wants(record.url):
                continue
            if record.kind == "conversion" and not is_known(record):
                unknown += 1
                continue
            capture = capture_of(record, warc=name, offset=offset, length=length)
            where = f"{name}, record at {offset}"
            if capture is None:
                batch.troubles.append(f"{where}: neither the record nor the server says when it was fetched; skipped")
                continue
            if record.altered:
                batch.troubles.append(f"{where}: its bytes do not have the digest that it states")
            captures.append((record, capture))
        done = self._done([capture for _, capture in captures])
        held = 0
        for record, capture in captures:
            if (short(capture.url), capture.fetched_at, capture.digest) in done:
                held += 1
            else:
                batch.items.append(guarded(partial(reader.first, record, capture, identity=identity), capture))
        return replace(batch, held=held, unknown=unknown)

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
        return known.outcome == "read" and known.parser in current_parsers()


def worker(context: Context) -> Callable[[Part, Known], Iterator[Batch]]:
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


def _text(path: Path) -> Record | str:
    """A file as the text of a page, or why it is none."""
    try:
        record = text_record(path)
    except OSError as error:
        return f"{path}: cannot be read ({error.strerror or error})"
    return record if is_known(record) else f"{path}: no forum or blog that is known left this text; skipped"


def current_parsers() -> frozenset[str]:
    """The readers that we have now, as rows name them; of readers that share a name, the latest."""
    latest: dict[str, int] = {}
    for platform in platforms().values():
        latest[platform.name] = max(platform.parser_version, latest.get(platform.name, 0))
    return frozenset(f"{name}/{version}" for name, version in latest.items())


def guarded(read: Callable[[], Item], capture: Capture) -> Item:
    """A bug of ours on one page must not cost the others: it is a loss of that page."""
    try:
        return read()
    except Exception as error:  # noqa: BLE001 - named in the loss, never swallowed
        what = f"a bug of ours: {type(error).__name__}: {error}"
        return Item(record=PageRecord(capture=capture, reading=None, losses=(Loss(kind="read", what=what, url=capture.url),)))
