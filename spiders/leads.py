"""Where a page that was read leads: the boards, threads and next pages it names. Owns no platform and fetches nothing."""

from __future__ import annotations

from collections.abc import Iterator

from spiders.items import Follow, Listing, Loss, PageKind, ThreadPage
from spiders.page import Page


def leads(kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...], *, blog: bool) -> Iterator[Follow]:
    """What a listing lists and what comes behind it, then what comes behind each thread's page.

    Args:
        kind: what the page is; its next page is that, too.
        listing: what it lists.
        threads: of which it shows posts.
        blog: whether the site is one: an article's own address may show any of its comment pages.
    """
    if listing is not None:
        for board in listing.boards:
            if board.url and board.kind != "link":
                yield Follow(url=board.url, kind="board")
        for thread in listing.threads:
            if thread.url and thread.state != "moved":
                if blog:
                    yield Follow(url=thread.url, kind="article", thread_id=thread.id)
                else:
                    yield Follow(url=thread.url, kind="thread", thread_id=thread.id, number=1)
        if listing.next_url:
            yield Follow(url=listing.next_url, kind=kind)
    for page in threads:
        if page.next_url:
            number = page.number + 1 if page.number else None
            yield Follow(url=page.next_url, kind=kind, thread_id=page.thread.id, number=number)


def another_page(page: Page, asked: int | None, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterator[Loss]:
    """The page is another than its address asks for. One behind the last is not there, and no loss."""
    for shown in (listing, *threads):
        if asked and shown is not None and shown.number and shown.number != asked and asked <= (shown.pages or asked):
            of = f" of {shown.pages}" if shown.pages else ""
            yield Loss(kind="read", what=f"asked for page {asked}, the site shows page {shown.number}{of}", url=page.url)
