"""How a page becomes rows: those first that others refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from db.store.authors import store_authors
from db.store.boards import store_boards
from db.store.labels import store_labels, store_thread_labels
from db.store.marks import store_edits, store_reactions
from db.store.pages import store_source_page, store_thread_pages
from db.store.polls import store_polls
from db.store.posts import shown_posts, store_posts
from db.store.revisions import store_revisions
from db.store.threads import Shown, store_threads, thread_key
from db.store.visit import Visit
from spiders.items import Author, Capture, Label, Reading, Thread


def save_reading(visit: Visit, reading: Reading, capture: Capture, source_url: str | None) -> None:
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
            *(Shown(thread=thread, own_page=False, listed_in=listed_in) for thread in rows),
            *(Shown(thread=page.thread, own_page=True, view=page.view) for page in reading.threads),
        ],
        authors,
        boards,
    )
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
    store_source_page(visit, reading, capture, boards, source_url)


def _authors(reading: Reading, threads: Iterable[Thread]) -> Iterator[Author | None]:
    yield from reading.authors
    for thread in threads:
        yield thread.author
    for page in reading.threads:
        for post in page.posts:
            yield post.author
