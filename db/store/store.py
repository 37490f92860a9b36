"""`Store`: a database that pages are saved to."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from db.engine import WRITING, driver_errors, said_plainly
from db.keys import clean
from db.store import crawls, holds
from db.store.captures import add_capture, add_captures
from db.store.clocks import derive_timezone
from db.store.ids import Ids
from db.store.links import Link, link
from db.store.losses import make_due, store_losses
from db.store.saving import save_page
from db.store.settling import BATCH, follow_merged, settle_threads, unsettled_sites, unsettled_threads
from db.store.sites import site_at
from db.store.sql import Writer
from db.store.stated import link_stated
from db.store.visit import Errand, Saved
from db.store.zoning import apply_timezone
from spiders.errors import DatabaseError
from spiders.items import Capture, Loss, PageRecord

T = TypeVar("T")

_ATTEMPTS = 3
_AGAIN = frozenset({"40001", "40P01"})  # serialization failure, deadlock: PostgreSQL asks to try again


class Store:
    """A database that pages are saved to. One object a process; not for several threads at once.

    All methods raise `spiders.errors.DatabaseError`, one line long, when the database fails; what was committed before is safe.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(**{WRITING: True})
        self._connection: Connection | None = None
        self._writer: Writer | None = None
        """Of the transaction that several calls share, while there is one."""
        self._ids = Ids()
        self._crawls: dict[int, tuple[str, int | None]] = {}

    def close(self) -> None:
        """Give the connection back; the next call opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

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
        site_url: str | None = None,
    ) -> Saved:
        """Save all that a page states, in one transaction.

        Args:
            record: the page.
            crawl_id: the crawl that fetched it.
            captures: further responses that came with it: the redirects that led to it, robots.txt.
            source_url: for a page of a listing, the address of the listing's first page, where the caller knows it.
            identity: as whom it was fetched; None: as the crawl, or guest.
            reason: why it was fetched: discover, grow, hole, recheck, retry.
            site_url: the site it belongs to, for a page that could not be read; known of a crawl's pages by itself.
        """

        def work(writer: Writer, record: PageRecord) -> Saved:
            whom, site_id = self._crawl(writer, crawl_id)
            if record.reading is None and site_id is None and site_url is not None:
                site_id = site_at(writer, site_url)
            why = reason or record.reason
            errand = Errand(crawl_id=crawl_id, site_id=site_id, identity=identity or whom, source_url=source_url, reason=why)
            saved = save_page(writer, self._ids, record, captures, errand)
            if crawl_id is not None and site_id is None and saved.site_id is not None:
                writer.run(crawls.SITE, saved.site_id, crawl_id)
            return saved

        if _from_json(record):
            record = clean(record)
        try:
            saved = self._transact(lambda writer: work(writer, record))
        except (UnicodeEncodeError, DatabaseError):
            cleaned = clean(record)
            if cleaned is record:
                raise
            saved = self._transact(lambda writer: work(writer, cleaned))
        if crawl_id is not None and self._crawls.get(crawl_id, ("", None))[1] is None:
            self._crawls.pop(crawl_id, None)  # looked up anew, now that it has a site
        return saved

    def save_captures(
        self,
        captures: Sequence[Capture],
        *,
        crawl_id: int | None = None,
        site_url: str | None = None,
        outcome: Literal["kept"] | None = "kept",
    ) -> list[int]:
        """Save responses that hold no page: robots.txt, redirects, files; or, with outcome None, that are still to be read.

        Their ids, in order.
        """

        def work(writer: Writer) -> list[int]:
            site_id = self._site(writer, crawl_id, site_url)
            return add_captures(writer, captures, site_id=site_id, crawl_id=crawl_id, outcome=outcome)

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

    def make_losses_due(self, losses: Sequence[int]) -> None:
        """Open losses, by their ids, are to be tried again by the next crawl."""
        self._transact(lambda writer: make_due(writer.connection, losses, datetime.now(UTC)))

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
        """A crawl has ended. Quotes whose stated source came later are linked; what is gone and what is back is settled."""

        def work(writer: Writer) -> None:
            now = writer.moment(datetime.now(UTC))
            writer.run(crawls.FINISH, now, now, reason, exit_code, writer.structure(dict(counts)), crawl_id)
            _, site_id = self._crawl(writer, crawl_id)
            if site_id is not None:
                link_stated(writer.connection, site_id)

        self._transact(work)
        site_id = self._transact(lambda writer: self._crawl(writer, crawl_id)[1])
        if site_id is not None:
            self.settle(site_id)
        self.close()

    def settle(self, site: int | str | None = None) -> int:
        """Work out the passes of threads and the states of their posts, where pages or answers are new; cheap where none are.

        Args:
            site: the site's id or base address; None: all sites.

        Returns:
            How many threads had something new.
        """

        def sites(writer: Writer) -> list[int]:
            if site is None:
                return unsettled_sites(writer)
            found = site_at(writer, site) if isinstance(site, str) else site
            return [] if found is None else [found]

        settled = 0
        for site_id in self._transact(sites):
            threads = self._transact(partial(unsettled_threads, site_id=site_id))
            for start in range(0, len(threads), BATCH):
                some = threads[start : start + BATCH]
                self._transact(partial(settle_threads, ids=self._ids, site_id=site_id, threads=some))
            if threads:
                self._transact(partial(follow_merged, site_id=site_id))
            self._transact(partial(_derive_timezone, site_id=site_id))
            settled += len(threads)
        return settled

    # -- sites ---------------------------------------------------------------------------------------------------------

    def standing(self, url: str) -> holds.Standing:
        """Who holds the site that an address lies in, and until when it is left alone."""
        return self._transact(lambda writer: holds.standing(writer.connection, url, datetime.now(UTC)))

    def refusals_in_a_row(self, url: str) -> int:
        """How many of the latest crawls of the site, one after another, ended because it refused us."""
        return self._transact(lambda writer: holds.refusals_in_a_row(writer.connection, url))

    def hold_site(self, site_url: str, holder: str, *, lease: timedelta = holds.LEASE) -> bool:
        """Hold a site for one crawl, or renew the hold; False where another holds it. A site not yet known is free, and so is
        one whose holder is known to be dead.
        """

        def work(writer: Writer) -> bool:
            site_id = site_at(writer, site_url)
            holds.beat(writer.connection, holder, datetime.now(UTC), site_id=site_id)
            holds.release_dead(writer.connection, site_url)
            return site_id is None or crawls.hold(writer, site_id, holder, datetime.now(UTC), lease)

        return self._transact(work)

    def release_sites(self, holder: str) -> None:
        """Give back what a crawl holds."""
        self._transact(lambda writer: writer.run(crawls.RELEASE, holder))

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

    def link_stated(self, site: int | str) -> int:
        """Link quotes of a site, by its id or base address, whose stated source came later than they did; how many."""

        def work(writer: Writer) -> int:
            site_id = site_at(writer, site) if isinstance(site, str) else site
            return 0 if site_id is None else link_stated(writer.connection, site_id)

        return self._transact(work)

    def link(self, links: Sequence[Link], *, sought_to: int) -> None:
        """Keep where quoted words come from, as it was found among all revisions up to that one."""
        self._transact(lambda writer: link(writer, links, sought_to=sought_to))

    # -- transactions --------------------------------------------------------------------------------------------------

    def together(self, work: Callable[[], T]) -> T:
        """Do several calls of this store in one transaction: for pages that are on disk anyway, a commit each costs as much as
        writing them. Each call is still all or nothing by itself. Where the last one fails, none has been.

        Args:
            work: makes the calls, and nothing else: where PostgreSQL asks for it, it is called again.
        """

        def all_of_it(writer: Writer) -> T:
            self._writer = writer
            try:
                return work()
            finally:
                self._writer = None

        return self._transact(all_of_it)

    def _transact(self, work: Callable[[Writer], T]) -> T:
        """Do the work in one transaction; once more where PostgreSQL asks for that."""
        if self._writer is not None:
            with said_plainly(self._engine.url), driver_errors(self._writer.connection), self._writer.savepoint():
                return work(self._writer)
        attempts = _ATTEMPTS
        while True:
            attempts -= 1
            try:
                with said_plainly(self._engine.url):
                    connection = self._connected()
                    with driver_errors(connection), connection.begin():
                        writer = Writer(connection)
                        self._ids.begin(writer)
                        return work(writer)
            except DatabaseError as error:
                if not attempts or _state(error) not in _AGAIN:
                    raise

    def _connected(self) -> Connection:
        """The connection, kept from page to page: to ask the pool each time costs as much as four statements."""
        if self._connection is None or self._connection.closed:
            self._connection = self._engine.connect()
        return self._connection

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
    return getattr(cause.orig if isinstance(cause, DBAPIError) else cause, "sqlstate", None)


def _from_json(record: PageRecord) -> bool:
    """Whether the page is one whose strings may hold what no database stores: HTML cannot, JSON can."""
    reading = record.reading
    return reading is not None and (
        reading.kind in ("api", "feed") or any(page.view in ("api", "feed") for page in reading.threads)
    )


def _derive_timezone(writer: Writer, site_id: int) -> str | None:
    return derive_timezone(writer.connection, site_id)
