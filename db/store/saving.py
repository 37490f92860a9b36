"""How a page becomes rows: those first that others refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from db.store.astray import note_gone, note_merged
from db.store.authors import store_authors
from db.store.boards import store_boards
from db.store.captures import add_capture, add_captures
from db.store.clocks import offset_name
from db.store.ids import Ids
from db.store.labels import store_labels, store_thread_labels
from db.store.losses import resolve_losses, store_losses
from db.store.marks import store_edits, store_reactions
from db.store.pages import store_source_page, store_thread_pages
from db.store.polls import store_polls
from db.store.posts import shown_posts, store_posts
from db.store.revisions import store_revisions
from db.store.scattered import absorb, place_posts
from db.store.sites import find_site
from db.store.sql import Writer
from db.store.threads import Shown, store_threads, thread_key
from db.store.visit import Counts, Errand, Saved, Visit
from db.store.zoning import apply_timezone, work_out
from spiders.items import Author, Capture, Label, Loss, PageRecord, Reading, Thread


def save_page(writer: Writer, ids: Ids, record: PageRecord, captures: Iterable[Capture], errand: Errand) -> Saved:
    """The rows of a page, read or lost, and of the captures that came with it."""
    moment, reading = writer.moment(record.capture.fetched_at), record.reading
    site = find_site(writer, ids, reading.site, moment) if reading is not None else None
    site_id = site.id if site is not None else errand.site_id
    add_captures(writer, captures, site_id=site_id, crawl_id=errand.crawl_id)
    capture = add_capture(
        writer,
        record.capture,
        site_id=site_id,
        crawl_id=errand.crawl_id,
        outcome="read" if reading is not None else "lost" if record.losses else "kept",
        parser=reading.parser if reading is not None else None,
        reason=errand.reason,
    )
    counts = Counts()
    losses = dict.fromkeys(record.losses)
    visit = Visit(
        writer=writer,
        ids=ids,
        site_id=site_id if site_id is not None else 0,
        host=urlsplit(reading.site.url if reading is not None else record.capture.url).netloc,
        timezone=site.timezone if site is not None else None,
        capture_id=capture.id,
        seen=moment,
        parser=reading.parser if reading is not None else "",
        identity=errand.identity,
        crawl_id=errand.crawl_id,
        again=capture.again,
        counts=counts,
    )
    if site_id is not None and (reading is None or reading.gone):
        status = 404 if reading is not None else record.capture.status  # the page says what its status should have
        losses.update(dict.fromkeys(note_gone(visit, record.asked, status)))
    if reading is not None and site is not None:
        reading = place_posts(visit, reading)
        losses.update(dict.fromkeys(_save_reading(visit, reading, record.capture, errand.source_url)))
        if site.new_zone and site.timezone is not None:
            work_out(writer.connection, site.id, site.timezone)
        elif site.timezone is None and reading.site.fixed_clock and len(visit.clocks) == 1:
            visit.timezone = offset_name(timedelta(seconds=next(iter(visit.clocks))))
            apply_timezone(writer.connection, site.id, visit.timezone, source="derived")
        losses.update(dict.fromkeys((*reading.losses, *(loss for page in reading.threads for loss in page.losses))))
        note_merged(visit, record.asked, reading)
        asked = (record.asked.url,) if record.asked is not None else ()
        resolve_losses(writer, (record.capture.url, reading.url, *asked), moment, losses)
    counts.losses = store_losses(
        writer, losses, at=record.capture.fetched_at, site_id=site_id, capture_id=capture.id, crawl_id=errand.crawl_id
    )
    return Saved(
        site_id=site_id,
        capture_id=capture.id,
        threads_new=counts.threads_new,
        posts_new=counts.posts_new,
        posts_seen=counts.posts_seen,
        revisions_new=counts.revisions_new,
        losses=counts.losses,
        lost=tuple(losses),
        timezone=visit.timezone,
    )


def _save_reading(visit: Visit, reading: Reading, capture: Capture, source_url: str | None) -> tuple[Loss, ...]:
    """The rows of all that a page states, those first that others refer to; what only the archive can see to be lost."""
    listing = reading.listing
    rows = listing.threads if listing is not None else ()
    listed_in = listing.board if listing is not None else None
    through = reading.kind if reading.kind in ("api", "feed") else "page"
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
            *(Shown(thread=thread, own_page=False, listed_in=listed_in, view=through) for thread in rows),
            *(Shown(thread=page.thread, own_page=True, view=page.view) for page in reading.threads),
        ],
        authors,
        boards,
    )
    absorb(visit, rows, ids)
    carried: dict[int, list[Label]] = {}
    for thread in threads:
        carried.setdefault(ids[thread_key(thread)], []).extend(thread.labels)
    store_thread_labels(visit, carried, labels)
    store_polls(visit, [(ids[thread_key(thread)], thread.poll) for thread in threads if thread.poll is not None])
    pages = [(ids[thread_key(page.thread)], page, shown_posts(ids[thread_key(page.thread)], page)) for page in reading.threads]
    shown = [one for _, _, posts in pages for one in posts]
    store_posts(visit, shown, authors)
    said = store_revisions(visit, shown)
    store_edits(visit, shown)
    store_reactions(visit, shown)
    store_thread_pages(visit, pages, said)
    return store_source_page(visit, reading, capture, boards, source_url)


def _authors(reading: Reading, threads: Iterable[Thread]) -> Iterator[Author | None]:
    yield from reading.authors
    for thread in threads:
        yield thread.author
    for page in reading.threads:
        for post in page.posts:
            yield post.author
