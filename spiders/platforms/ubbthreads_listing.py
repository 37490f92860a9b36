"""UBB.threads' index and board pages: cells with a class of their own each."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.ubbthreads_frame import read_member, read_moment_in, read_next, read_pages, read_path
from spiders.platforms.ubbthreads_links import canonical, id_in, post_in, thing_in
from spiders.text import label, number, text_outside


def read_listing(page: Page, *, is_index: bool) -> Listing:
    """The boards and rows of the page."""
    path, title = read_path(page)
    listed = None
    if not is_index:
        own = id_in(page.attribute('meta[property="og:url"], link[rel="canonical"]', "content"), "board") or id_in(
            page.url, "board"
        )
        last = path[-1] if path else None
        if last is not None and (own is None or last.id == own):
            listed = last
        elif own and title:
            listed = Board(id=own, title=title, url=canonical(page.url), parent_id=last.id if last else None)
    current, pages = (None, None) if is_index else read_pages(page)
    return Listing(
        board=listed,
        boards=tuple({board.id: board for board in _boards(page, listed)}.values()),
        threads=tuple({thread.id: thread for thread in _threads(page, listed)}.values()),
        number=current,
        pages=pages,
        next_url=None if is_index else read_next(page),
    )


def _boards(page: Page, listed: Board | None) -> Iterator[Board]:
    parent = listed.id if listed else None
    for node in page.tree.css(".tdheader, .category, .forumtitle"):
        link = next((one for one in node.css("a[href]") if label(one)), None)
        href = page.absolute(link.attrs.get("href")) if link is not None else None
        title = label(link)
        if href is None or title is None or link is None:
            continue
        category, board_id = id_in(href, "category"), id_in(href, "board")
        if category and listed is None:
            parent = category
            yield Board(id=category, title=title, url=canonical(href), kind="category")
        elif board_id and "forumtitle" in (node.attrs.get("class") or ""):
            row = node.parent
            yield Board(
                id=board_id,
                title=title,
                url=canonical(href),
                parent_id=parent,
                description=label(node.css_first(".forumdescript")),
                threads=number(label(row.css_first(".threadtotal"))) if row is not None else None,
                posts=number(label(row.css_first(".posttotal"))) if row is not None else None,
            )
            for inner in node.css("a[href]"):
                below, name = page.absolute(inner.attrs.get("href")), label(inner)
                child = id_in(below, "board")
                if below and child and child != board_id and name:
                    yield Board(id=child, title=name, url=canonical(below), parent_id=board_id)


def _threads(page: Page, board: Board | None) -> Iterator[Thread]:
    for cell in page.tree.css(".topicsubject"):
        row = cell.parent
        links = [link for link in cell.css("a[href]") if id_in(page.absolute(link.attrs.get("href")), "thread") and label(link)]
        if not links or row is None:
            continue
        title = links[0]
        href = page.absolute(title.attrs.get("href")) or ""
        thread_id = id_in(href, "thread") or ""
        last = row.css_first(".topictime")
        marks = " ".join(f"{one.attrs.get('src') or ''} {one.attrs.get('class') or ''}" for one in row.css("img, i")).lower()
        pages = [found for link in links[1:] if (found := number(label(link)))]
        thread = Thread(
            id=thread_id,
            title=label(title),
            url=canonical(href),
            boards=(board,) if board is not None else (),
            author=_named(page, cell.css_first(".author-name, .small") or cell),
            sticky="sticky" in marks or "thumbtack" in marks or "announ" in marks,
            locked="lock" in marks.replace("fa-clock", "").replace("clock", ""),
            declared=Declared(
                replies=number(label(row.css_first(".topicreplies"))),
                views=number(label(row.css_first(".topicviews"))),
                pages=max(pages, default=1),
                last_post=read_moment_in(page, last),
                last_post_id=_last_id(last),
                last_author=_named(page, last),
            ),
        )
        if "moved" in marks:
            moved = derived_id(thread_id, "moved", board.id if board else None)
            yield Thread(id=moved, title=thread.title, url=thread.url, boards=thread.boards, state="moved", moved_to=thread_id)
        else:
            yield thread


def _named(page: Page, place: LexborNode | None) -> Author | None:
    """The name in a place: linked, or a guest's after "by" and the time."""
    if place is None:
        return None
    link = place.css_first('a[href*="users/"], a[href*="showprofile"]')
    if link is not None:
        return read_member(page, link)
    words = (
        label(place.css_first("[class*=username]")) or (text_outside(place, ".date, .time, a") or "").partition("by ")[2].strip()
    )
    return Author(name=words, guest=True) if words else None


def _last_id(last: LexborNode | None) -> str | None:
    """The post that the row's end leads to: by the fragment, else a number of a post in its own right."""
    for link in last.css("a[href]") if last is not None else ():
        href = link.attrs.get("href")
        found = post_in(href)
        thing = thing_in(f"http://x/{(href or '').lstrip('/')}")
        if found or (thing is not None and thing[0] == "thread"):
            return found or (thing[1] if thing else None)
    return None
