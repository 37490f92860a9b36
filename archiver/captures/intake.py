"""Where an ingest's results go: counted only, or stored. What has to wait is stored last, and has no row until then.

So a run that was killed meets it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from archiver.captures.installations import Installations
from archiver.captures.parts import Part, Pending, PendingPart, Place
from archiver.captures.places import read_records_at
from archiver.captures.pool import Pool
from archiver.captures.reading import Batch, Item, target_of
from archiver.captures.report import Report
from archiver.captures.waiting import Waiting
from archiver.quotes.link import link_quotes
from db import queries
from db.engine import said_plainly
from db.queries import ingested
from db.queries.held import HeldCapture, original_of
from db.queries.ingested import HeldRecord
from db.store import Saved, Store
from spiders.errors import CaptureError
from spiders.items import GONE, Capture, Follow, Original, PageRecord

CACHE = 16
"""Megabytes of an SQLite file held in memory: more makes nothing faster here (measured up to 20,000 pages)."""
GROUP = 32
"""Responses looked up together."""
FEW = 200
"""Responses that had to wait for which no process is started."""
_STAGES = ("expectation", "revisit", "redirect", "nowhere")
"""What waits is stored in this order: what holds a body before what refers to it, and pages before what leads to them."""
SOON = timedelta(minutes=10)
"""Within which the page that a redirect led to was fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """Who is told: ``note`` of each line for people, ``progress`` whenever the counts have changed."""

    note: Callable[[str], None]
    progress: Callable[[Report], None]


class Look:
    """Counts what is there, and stores nothing."""

    holds_captures = False

    def __init__(self, report: Report, ears: Ears) -> None:
        self.report, self._ears = report, ears
        self.installations = Installations()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return

    def trouble(self, line: str) -> None:
        """Something that cannot be read as it should."""
        self.report.add(troubles=1)
        self._ears.note(line)

    def take(self, batch: Batch) -> None:
        """Note what a part of the work came to."""
        self.report.add(records=batch.records, held=batch.held, unknown=batch.unknown)
        for line in batch.troubles:
            self.trouble(line)
        self.installations.learn(batch.installed)
        self.items(batch.items)
        self._ears.progress(self.report)

    def items(self, items: Sequence[Item]) -> None:
        """Count responses."""
        for item in items:
            self.report.page(item)

    def finish(self, pool: Pool[Part, Batch], here: Pool[Part, Batch]) -> None:
        """Nothing is left to do."""


class Intake(Look):
    """Stores what is read."""

    def __init__(self, engine: Engine, warc_dir: Path, report: Report, ears: Ears) -> None:
        super().__init__(report, ears)
        self.engine = engine
        self._warc_dir = warc_dir
        self._store = Store(engine)
        self._waiting = {stage: Waiting() for stage in _STAGES}
        self._touched: set[str] = set()
        with said_plainly(engine.url), engine.connect() as connection:
            self.holds_captures = ingested.has_captures(connection)
            self.installations = Installations(ingested.installations(connection))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for waiting in self._waiting.values():
            waiting.close()
        self._store.close()
        self.engine.dispose()

    def items(self, items: Sequence[Item]) -> None:
        """Store responses, or let them wait."""
        for item in items:
            if item.later is not None:
                self._waiting[item.later if item.later in _STAGES else "expectation"].add(item)
        self.save([item for item in items if item.later is None])

    def finish(self, pool: Pool[Part, Batch], here: Pool[Part, Batch]) -> None:
        """Store what had to wait, one stage after the other; then what follows from all of it together."""
        for stage, waiting in self._waiting.items():
            if stage == "redirect":
                self._hear()
            parts = self._redirected_parts(waiting) if stage == "redirect" else self._pending_parts(waiting)
            for batch in (pool if len(waiting) > FEW else here).results(parts, self.installations.known):
                for line in batch.troubles:
                    self.trouble(line)
                self.save(batch.items, last=True)
                self._ears.progress(self.report)
        self._read_in_zone(pool, here)
        self.settle()

    def settle(self) -> None:
        """Work out what follows from all pages together: sources of quotes, what is gone, what is back."""
        for site in sorted(self._touched):
            self._store.settle(site)
            with said_plainly(self.engine.url), self.engine.connect() as connection:
                site_id = queries.site_at_address(connection, site)
            if site_id is not None:
                link_quotes(self.engine, self._store, site_id=site_id)

    def save(self, items: Sequence[Item], *, last: bool = False, counted: bool = True) -> None:
        """Store responses in one transaction; ``last``: even those that belong to no site that is known."""
        kept: dict[str | None, list[Capture]] = {}
        pages: list[tuple[Item, str | None]] = []
        for item in items:
            record = item.record
            site = record.reading.site.url if record.reading is not None else self.installations.site_at(record.capture.url)
            if site is None and not last:
                self._waiting["nowhere"].add(item)  # it belongs to a site that is not known yet, or to none
                continue
            if counted:
                self.report.page(item)
            if record.reading is None and not record.losses and record.asked is None:
                kept.setdefault(site, []).append(record.capture)
            else:
                pages.append((item, site))
                self._touched.update([site] if site is not None else [])

        def store() -> list[Saved]:
            saved = [self._store.save(item.record, identity=item.identity, site_url=site) for item, site in pages]
            for site, captures in kept.items():  # behind the pages: one of them may be the first of its site
                self._store.save_captures(captures, site_url=site)
            return saved

        done = self._store.together(store) if kept or pages else []
        for (item, _), saved in zip(pages, done, strict=True):
            if item.record.reading is not None and saved.timezone is not None:
                stated = item.record.reading.site
                self.installations.learn({stated.url: (stated.platform, saved.timezone)})
            gated = sum(loss.kind == "gated" for loss in saved.lost)
            if counted:
                self.report.add(
                    threads=saved.threads_new,
                    posts=saved.posts_new,
                    revisions=saved.revisions_new,
                    gated=gated,
                    losses=len(saved.lost) - gated,
                )

    # -- what had to wait --------------------------------------------------------------------------------------------------

    def _pending_parts(self, waiting: Waiting) -> Iterator[PendingPart]:
        """What can be read now: what was expected at each address is known, and where each revisit's body is."""
        for group in waiting.groups(GROUP):
            pending, done = [], []
            with said_plainly(self.engine.url), self.engine.connect() as connection:
                expected = self.expected(connection, (item.record.capture.url for item in group))
                for item in group:
                    asked = expected.get(item.record.capture.url)
                    known = replace(item, record=replace(item.record, asked=asked))
                    if item.later is None:
                        done.append(item)
                        continue
                    if item.later != "revisit":
                        pending.append(Pending(item=known))
                        continue
                    self.report.add(revisits=1)
                    original = self._original(connection, item)
                    if original is not None:
                        pending.append(Pending(item=_revisit(known, original), original=_place(original)))
                    else:
                        self.report.add(without_body=1)
                        done.append(replace(item, later=None))
            self.save(done, last=True)
            if pending:
                yield PendingPart(pending=tuple(pending))

    def _redirected_parts(self, waiting: Waiting) -> Iterator[PendingPart]:
        """The pages that threads' own addresses led to: another thread there means that they were merged."""
        for group in waiting.groups(GROUP):
            pending = []
            with said_plainly(self.engine.url), self.engine.connect() as connection:
                addresses = [(item, item.record.capture.url, item.leads_to or "") for item in group]
                expected = self.expected(connection, (url for _, *urls in addresses for url in urls))
                for item, url, target in addresses:
                    asked, there = expected.get(url), expected.get(target)
                    if asked is None or asked.kind != "thread" or (there is not None and there.thread_id == asked.thread_id):
                        continue
                    fetched_at = item.record.capture.fetched_at
                    page = ingested.page_after(connection, target, fetched_at, fetched_at + SOON)
                    if page is not None:
                        body = original_of(connection, page)
                        again = Item(record=PageRecord(capture=_capture(page), reading=None, asked=asked), identity=item.identity)
                        pending.append(Pending(item=again, original=_place(body) if body.id != page.id else None))
            self.save([replace(item, later=None, record=replace(item.record, asked=None)) for item in group], last=True)
            if pending:
                yield PendingPart(pending=tuple(pending))

    def _read_in_zone(self, pool: Pool[Part, Batch], here: Pool[Part, Batch]) -> None:
        """Read again what was read before it was known in which zone the times of its site are written."""
        for site in sorted(self._touched):  # what an API and a page say of one time tells the zone only now that both are there
            self._store.settle(site)
        with said_plainly(self.engine.url), self.engine.connect() as connection:
            self.installations.learn(ingested.installations(connection))
            ids = [one for site in sorted(self._touched) for one in ingested.read_without_zone(connection, site)]
        for batch in (pool if len(ids) > FEW else here).results(self.parts_again(ids), self.installations.known):
            for line in batch.troubles:
                self.trouble(line)
            self.save([item for item in batch.items if item.record.reading is not None], last=True, counted=False)

    def parts_again(self, ids: Sequence[int]) -> Iterator[PendingPart]:
        """Captures that are held, to be read again."""
        for start in range(0, len(ids), GROUP):
            with said_plainly(self.engine.url), self.engine.connect() as connection:
                rows = ingested.records(connection, ids[start : start + GROUP])
                expected = self.expected(connection, (row.url for row in rows))
            yield PendingPart(pending=tuple(pending_of(row, expected.get(row.url)) for row in rows))

    def _hear(self) -> None:
        """Answers that came before the pages that tell what they mean: a thread's address that leads to nothing, or elsewhere."""
        with said_plainly(self.engine.url), self.engine.connect() as connection:
            found = ingested.unheard(connection, sorted(self._touched))
        gone = []
        for row, asked in found:
            item = Item(record=PageRecord(capture=_capture(row), reading=None, asked=asked))
            if row.status in GONE:
                gone.append(item)
                continue
            record = next(read_records_at(self._warc_dir, [row]))
            target = target_of(record) if not isinstance(record, CaptureError) else None
            if target is not None:
                self._waiting["redirect"].add(replace(item, later="redirect", leads_to=target))
        self.save(gone, last=True)

    def expected(self, connection: Connection, urls: Iterable[str]) -> dict[str, Follow]:
        """What the archive expects at addresses, in whatever form they are written."""
        canonical = {}
        for url in urls:
            platform = self.installations.at(url)
            canonical[url] = platform.canonical(url) if platform is not None else url
        found = ingested.expected_at(connection, canonical.values())
        return {url: found[form] for url, form in canonical.items() if form in found}

    def _original(self, connection: Connection, item: Item) -> HeldCapture | None:
        capture, (url, moment) = item.record.capture, item.refers_to
        return ingested.find_original(connection, url=url or capture.url, fetched_at=moment, digest=capture.digest or "")


def _revisit(item: Item, original: HeldCapture) -> Item:
    """A revisit with what its row says of the capture that holds its body; a 304 need not repeat what it confirms."""
    capture = item.record.capture
    body = Original(url=original.url, fetched_at=original.fetched_at, digest=original.digest)
    digest = capture.digest if capture.digest and capture.digest.startswith("sha1:") else original.digest
    changed = replace(capture, revisit_of=body, digest=digest)
    if capture.status == 304:
        changed = replace(
            changed,
            content_type=original.content_type,
            etag=capture.etag or original.etag,
            last_modified=capture.last_modified or original.last_modified,
        )
    return replace(item, record=replace(item.record, capture=changed))


def _capture(row: HeldCapture) -> Capture:
    return Capture(
        url=row.url,
        fetched_at=row.fetched_at,
        status=row.status,
        digest=row.digest,
        content_type=row.content_type,
        etag=row.etag,
        last_modified=row.last_modified,
        warc=row.warc,
        offset=row.record_offset,
        length=row.record_length,
    )


def _place(row: HeldCapture) -> Place:
    return Place(row.url, row.warc, row.record_offset, row.fetched_at, row.digest)


def pending_of(row: HeldRecord, asked: Follow | None) -> Pending:
    """A capture as it stands in its row, so that reading it again finds the same row."""
    original = body = None
    if row.original_url is not None and row.original_fetched_at is not None and row.original_digest is not None:
        original = Original(url=row.original_url, fetched_at=row.original_fetched_at, digest=row.original_digest)
        body = Place(row.original_url, row.original_warc, row.original_offset, row.original_fetched_at, row.original_digest)
    capture = Capture(
        url=row.url,
        fetched_at=row.fetched_at,
        status=row.status,
        digest=row.digest or None,
        content_type=row.content_type,
        etag=row.etag,
        last_modified=row.last_modified,
        warc=row.warc,
        offset=row.record_offset,
        length=row.record_length,
        revisit_of=original,
    )
    return Pending(item=Item(record=PageRecord(capture=capture, reading=None, asked=asked), identity=row.identity), original=body)
