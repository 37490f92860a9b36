"""`Store`: a database that pages are saved to."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from db.engine import WRITING, said_plainly
from db.keys import clean
from db.store import crawls
from db.store.authors import store_authors
from db.store.boards import store_boards
from db.store.captures import add_capture, add_captures
from db.store.ids import Ids
from db.store.labels import store_labels, store_thread_labels
from db.store.losses import resolve_losses, store_losses
from db.store.marks import store_edits, store_reactions
from db.store.pages import store_source_page, store_thread_pages
from db.store.polls import store_polls
from db.store.posts import Shown as ShownPost
from db.store.posts import store_posts
from db.store.revisions import store_revisions
from db.store.sites import find_site, site_at
from db.store.sql import Writer, driver_errors
from db.store.stated import link_stated
from db.store.threads import Shown as ShownThread
from db.store.threads import store_threads, thread_key
from db.store.visit import Visit
from db.store.zoning import apply_timezone, work_out
from spiders.errors import DatabaseError
from spiders.items import Author, Capture, Label, Loss, PageRecord, Reading, Thread, ThreadPage

T = TypeVar("T")

_ATTEMPTS = 3
_AGAIN = frozenset({"40001", "40P01"})  # serialization failure, deadlock: PostgreSQL asks to try again


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What saving a page did. ``site_id`` is None where the page could not be read and its site is not known."""

    site_id: int | None
    capture_id: int
    threads_new: int = 0
    posts_new: int = 0
    posts_seen: int = 0
    revisions_new: int = 0
    losses: int = 0


class Store:
    """A database that pages are saved to. One object a process; not for several threads at once.

    All methods raise `spiders.errors.DatabaseError`, one line long, when the database fails; what was committed before is safe.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(**{WRITING: True})
        self._ids = Ids()
        self._crawls: dict[int, tuple[str, int | None]] = {}

    # -- pages ---------------------------------------------------------------------------------------------------------

    def save(
        self,
        record: PageRecord,
        *,
        crawl_id: int | None = None,
        captures: Sequence[Capture] = (),
        source_url: str | None = None,
        identity: str | None = None,
        reason: str | None = None,
    ) -> Saved:
        """Save all that a page states, in one transaction.

        Args:
            record: the page.
            crawl_id: the crawl that fetched it.
            captures: further responses that came with it: the redirects that led to it, robots.txt.
            source_url: for a page of a listing, the address of the listing's first page, where the caller knows it.
            identity: as whom it was fetched; None: as the crawl, or guest.
            reason: why it was fetched: discover, grow, hole, recheck, retry.
        """
        record = clean(record)

        def work(writer: Writer) -> Saved:
            as_whom, crawl_site = self._crawl(writer, crawl_id)
            reading = record.reading
            if reading is None:
                return _save_unread(writer, record, captures, site_id=crawl_site, crawl_id=crawl_id, reason=reason)
            site = find_site(writer, self._ids, reading.site, writer.moment(record.capture.fetched_at))
            add_captures(writer, captures, site_id=site.id, crawl_id=crawl_id)
            capture = add_capture(
                writer, record.capture, site_id=site.id, crawl_id=crawl_id, outcome="read", parser=reading.parser, reason=reason
            )
            if crawl_id is not None and crawl_site is None:
                writer.run(crawls.SITE, site.id, crawl_id)
            visit = Visit(
                writer=writer,
                ids=self._ids,
                site_id=site.id,
                timezone=site.timezone,
                capture_id=capture.id,
                seen=writer.moment(record.capture.fetched_at),
                parser=reading.parser,
                identity=identity or as_whom,
                crawl_id=crawl_id,
                again=capture.again,
            )
            _save_reading(visit, reading, record.capture, source_url)
            if site.new_zone and site.timezone is not None:
                work_out(writer.connection, site.id, site.timezone)
            losses = dict.fromkeys((*record.losses, *reading.losses, *(loss for page in reading.threads for loss in page.losses)))
            resolve_losses(writer, (record.capture.url, reading.url), visit.seen, losses)
            visit.counts.losses = store_losses(
                writer, losses, at=record.capture.fetched_at, site_id=site.id, capture_id=capture.id, crawl_id=crawl_id
            )
            return Saved(site_id=site.id, capture_id=capture.id, **asdict(visit.counts))

        saved = self._transact(work)
        if crawl_id is not None and saved.site_id is not None and self._crawls.get(crawl_id, ("", None))[1] is None:
            self._crawls.pop(crawl_id, None)  # read anew, now that it has a site
        return saved

    def save_captures(
        self, captures: Sequence[Capture], *, crawl_id: int | None = None, site_url: str | None = None
    ) -> list[int]:
        """Save responses that hold no page: robots.txt, redirects, files. Their ids, in order."""

        def work(writer: Writer) -> list[int]:
            site_id = self._site(writer, crawl_id, site_url)
            return add_captures(writer, captures, site_id=site_id, crawl_id=crawl_id)

        return self._transact(work)

    def save_loss(
        self,
        loss: Loss,
        *,
        at: datetime | None = None,
        crawl_id: int | None = None,
        site_url: str | None = None,
        capture: Capture | None = None,
    ) -> None:
        """Save a loss that no record tells of: an address that could not be fetched at all."""

        def work(writer: Writer) -> None:
            site_id = self._site(writer, crawl_id, site_url)
            capture_id = None
            if capture is not None:
                capture_id = add_capture(writer, capture, site_id=site_id, crawl_id=crawl_id, outcome="lost").id
            moment = at or (capture.fetched_at if capture is not None else datetime.now(UTC))
            store_losses(writer, [clean(loss)], at=moment, site_id=site_id, capture_id=capture_id, crawl_id=crawl_id)

        self._transact(work)

    # -- crawls --------------------------------------------------------------------------------------------------------

    def start_crawl(
        self,
        target_url: str,
        *,
        identity: str = "guest",
        options: Mapping[str, Any] | None = None,
        target_id: int | None = None,
        software: str | None = None,
        runner: str | None = None,
    ) -> int:
        """The id of a crawl that begins now."""
        runner = runner or f"{platform.node()}:{os.getpid()}"

        def work(writer: Writer) -> int:
            return crawls.add_crawl(
                writer,
                datetime.now(UTC),
                url=target_url,
                identity=identity,
                options=dict(options or {}),
                target_id=target_id,
                software=software,
                runner=runner,
            )

        crawl_id = self._transact(work)
        self._crawls[crawl_id] = (identity, None)
        return crawl_id

    def beat(self, crawl_id: int) -> None:
        """A sign of life of a crawl."""
        self._transact(lambda writer: writer.run(crawls.BEAT, writer.moment(datetime.now(UTC)), crawl_id))

    def finish_crawl(self, crawl_id: int, reason: str, exit_code: int, counts: Mapping[str, Any]) -> None:
        """A crawl has ended. Quotes whose stated source came later than they did are linked."""

        def work(writer: Writer) -> None:
            now = writer.moment(datetime.now(UTC))
            writer.run(crawls.FINISH, now, now, reason, exit_code, writer.structure(dict(counts)), crawl_id)
            _, site_id = self._crawl(writer, crawl_id)
            if site_id is not None:
                link_stated(writer.connection, site_id)

        self._transact(work)

    # -- sites ---------------------------------------------------------------------------------------------------------

    def hold_site(self, site_url: str, holder: str, *, lease: timedelta = timedelta(minutes=5)) -> bool:
        """Hold a site for one crawl, or renew the hold; False where another holds it. A site not yet known is free."""

        def work(writer: Writer) -> bool:
            site_id = site_at(writer, site_url)
            return site_id is None or crawls.hold(writer, site_id, holder, datetime.now(UTC), lease)

        return self._transact(work)

    def release_site(self, site_url: str, holder: str) -> None:
        """Give a hold back."""

        def work(writer: Writer) -> None:
            site_id = site_at(writer, site_url)
            if site_id is not None:
                writer.run(crawls.RELEASE, site_id, holder)

        self._transact(work)

    def block_site(self, site_url: str, until: datetime | None) -> None:
        """Leave a site alone until then; None: no longer."""

        def work(writer: Writer) -> None:
            site_id = site_at(writer, site_url)
            if site_id is not None:
                writer.run(crawls.BLOCK, writer.moment(until), site_id)

        self._transact(work)

    def save_robots(self, site_url: str, capture_id: int | None, crawl_delay: float | None) -> None:
        """Which robots.txt is obeyed, and the delay it asks for."""

        def work(writer: Writer) -> None:
            site_id = site_at(writer, site_url)
            if site_id is not None:
                writer.run(crawls.ROBOTS, capture_id, crawl_delay, site_id)

        self._transact(work)

    def apply_timezone(self, site_url: str, zone: str, *, source: str = "given") -> int:
        """Keep a site's time zone and work out the times known only as clocks in it read; how many posts got one.

        Raises:
            UsageError: there is no such zone.
        """

        def work(writer: Writer) -> int:
            site_id = site_at(writer, site_url)
            return 0 if site_id is None else apply_timezone(writer.connection, site_id, zone, source=source)

        return self._transact(work)

    def link_stated(self, site_url: str) -> int:
        """Link quotes whose stated source came later than they did; how many."""

        def work(writer: Writer) -> int:
            site_id = site_at(writer, site_url)
            return 0 if site_id is None else link_stated(writer.connection, site_id)

        return self._transact(work)

    # -- transactions --------------------------------------------------------------------------------------------------

    def _transact(self, work: Callable[[Writer], T]) -> T:
        """Do the work in one transaction; once more where PostgreSQL asks for that."""
        attempts = _ATTEMPTS
        while True:
            attempts -= 1
            try:
                with said_plainly(self._engine.url), self._engine.begin() as connection, driver_errors(connection):
                    writer = Writer(connection)
                    self._ids.begin(writer)
                    return work(writer)
            except DatabaseError as error:
                if not attempts or _state(error) not in _AGAIN:
                    raise

    def _crawl(self, writer: Writer, crawl_id: int | None) -> tuple[str, int | None]:
        """As whom a crawl fetches, and its site."""
        if crawl_id is None:
            return "guest", None
        known = self._crawls.get(crawl_id)
        if known is None or known[1] is None:
            found = writer.rows(crawls.FIND, crawl_id)
            known = (found[0].identity, found[0].site_id) if found else ("guest", None)
            self._crawls[crawl_id] = known
        return known

    def _site(self, writer: Writer, crawl_id: int | None, site_url: str | None) -> int | None:
        site_id = site_at(writer, site_url) if site_url is not None else None
        return site_id if site_id is not None else self._crawl(writer, crawl_id)[1]


def _state(error: DatabaseError) -> str | None:
    cause = error.__cause__
    return getattr(cause.orig, "sqlstate", None) if isinstance(cause, DBAPIError) else None


def _save_unread(
    writer: Writer,
    record: PageRecord,
    captures: Sequence[Capture],
    *,
    site_id: int | None,
    crawl_id: int | None,
    reason: str | None,
) -> Saved:
    """A page that could not be read, or holds nothing to read: its capture and what was lost."""
    add_captures(writer, captures, site_id=site_id, crawl_id=crawl_id)
    outcome = "lost" if record.losses else "kept"
    capture = add_capture(writer, record.capture, site_id=site_id, crawl_id=crawl_id, outcome=outcome, reason=reason)
    losses = store_losses(
        writer, record.losses, at=record.capture.fetched_at, site_id=site_id, capture_id=capture.id, crawl_id=crawl_id
    )
    return Saved(site_id=site_id, capture_id=capture.id, losses=losses)


def _save_reading(visit: Visit, reading: Reading, capture: Capture, source_url: str | None) -> None:
    """The rows of all that a page states, those first that others refer to."""
    listing = reading.listing
    rows = listing.threads if listing is not None else ()
    listed_in = listing.board if listing is not None else None
    headers = [page.thread for page in reading.threads]
    threads = [*rows, *headers]
    authors = store_authors(visit, _authors(reading, threads))
    boards = store_boards(visit, listing, threads)
    labels = store_labels(
        visit, [*(listing.labels if listing is not None else ()), *(label for thread in threads for label in thread.labels)]
    )
    ids = store_threads(
        visit,
        [
            *(ShownThread(thread=thread, own_page=False, listed_in=listed_in) for thread in rows),
            *(ShownThread(thread=page.thread, own_page=True, view=page.view) for page in reading.threads),
        ],
        authors,
        boards,
    )
    carried: dict[int, list[Label]] = {}
    for thread in threads:
        carried.setdefault(ids[thread_key(thread)], []).extend(thread.labels)
    store_thread_labels(visit, carried, labels)
    store_polls(visit, [(ids[thread_key(thread)], thread.poll) for thread in threads if thread.poll is not None])
    pages = [(ids[thread_key(page.thread)], page, _posts(ids[thread_key(page.thread)], page)) for page in reading.threads]
    shown = [one for _, _, posts in pages for one in posts]
    store_posts(visit, shown, authors)
    said = store_revisions(visit, shown)
    store_edits(visit, shown)
    store_reactions(visit, shown)
    store_thread_pages(visit, pages, said)
    store_source_page(visit, reading, capture, boards, source_url)


def _authors(reading: Reading, threads: Iterable[Thread]) -> Iterator[Author | None]:
    yield from reading.authors
    for thread in threads:
        yield thread.author
    for page in reading.threads:
        for post in page.posts:
            yield post.author


def _posts(thread_id: int, page: ThreadPage) -> list[ShownPost]:
    """The posts of a page of a thread in order. A page that gives no number is the only one; a feed's or API's is none."""
    number = page.number if page.number is not None else 1 if page.view in ("page", "excerpt") else None
    return [
        ShownPost(post=post, thread_id=thread_id, page=number, position=position, view=page.view)
        for position, post in enumerate(page.posts, start=1)
    ]
