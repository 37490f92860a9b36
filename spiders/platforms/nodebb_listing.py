"""Categories and topics as NodeBB lists them, and the header of a topic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from spiders.items import Author, Board, Declared, Label, Listing, Thread
from spiders.page import Page
from spiders.platforms.nodebb_data import Json, identity, is_object, member, moment, number, objects, plain, root, text
from spiders.platforms.nodebb_links import canonical, index_in, slug_url
from spiders.text import fold


def read_listing(page: Page, data: Json) -> Listing:
    """The categories and topics of an index or a category, with all that they declare."""
    here = _board(page, data, None) if identity(data, "cid") and text(data, "slug") else None
    parent = data.get("parent")
    if here is not None and is_object(parent) and identity(parent, "cid"):
        here = _board(page, data, identity(parent, "cid"))
    boards = [*_boards(page, data.get("categories"), None), *_boards(page, data.get("children"), here.id if here else None)]
    number_here, pages = page_of(page, data)
    return Listing(
        board=here,
        boards=tuple({board.id or board.title: board for board in boards}.values()),
        threads=tuple(row for item in objects(data.get("topics")) if (row := _row(page, item, here)) is not None),
        number=number_here,
        pages=pages,
        next_url=next_page(page, number_here, pages),
    )


def _boards(page: Page, found: object, parent: str | None) -> Iterator[Board]:
    for item in objects(found):
        board = _board(page, item, parent or identity(item, "parentCid"))
        if board is not None:
            yield board
            yield from _boards(page, item.get("children"), board.id)


def _board(page: Page, item: Json, parent: str | None) -> Board | None:
    cid, name = identity(item, "cid"), plain(item, "name")
    if cid is None or name is None or cid == "-1":  # "Uncategorized" of what other servers send
        return None
    leads = text(item, "link")
    slug = text(item, "slug")
    return Board(
        id=cid,
        title=name,
        url=page.absolute(leads) if leads else slug_url(root(page), "category", slug or cid),
        kind="link" if leads else "category" if item.get("isSection") in (1, True, "1") else "forum",
        parent_id=parent or identity(item, "parentCid"),
        description=plain(item, "description"),
        threads=number(item, "topic_count"),
        posts=number(item, "post_count"),
    )


def _row(page: Page, item: Json, here: Board | None) -> Thread | None:
    tid = identity(item, "tid")
    if tid is None:
        return None
    category = item.get("category")
    board = _board(page, category, None) if is_object(category) else None
    teaser = item.get("teaser")
    last = moment(item, "lastposttime")
    is_last = (
        is_object(teaser) and last is not None and (found := moment(teaser, "timestamp")) is not None and found.at == last.at
    )
    first = moment(item, "timestamp")
    alone = first is not None and last is not None and first.at == last.at
    return replace(
        header(page, item),
        boards=(here,) if here is not None and here.id == identity(item, "cid") else (board,) if board is not None else (),
        declared=_declared(
            item,
            last_post_id=identity(teaser, "pid")
            if is_object(teaser) and is_last
            else identity(item, "mainPid")
            if alone
            else None,
            last_author=member(page, teaser.get("user")) if is_object(teaser) and is_last else None,
        ),
    )


# -- topics ------------------------------------------------------------------------------------------------------------


def header(page: Page, item: Json) -> Thread:
    """What a topic's own data says of it, in a listing as on its page."""
    site = root(page)
    tid = identity(item, "tid") or ""
    merged = identity(item, "mergeIntoTid")
    return Thread(
        id=tid,
        title=_title(item),
        url=slug_url(site, "topic", text(item, "slug") or tid),
        author=member(page, item.get("user") or item.get("author")),
        created=moment(item, "timestamp"),
        labels=tuple(_tags(item)),
        sticky=_flag(item, "pinned"),
        locked=_flag(item, "locked"),
        state="merged" if merged else "deleted" if item.get("deleted") in (1, True, "1") else "visible",
        moved_to=slug_url(site, "topic", merged) if merged else None,
        declared=_declared(item),
        aliases=(f"{site}topic/{tid}",),
    )


def _title(item: Json) -> str | None:
    """The title; of a deleted topic there is only a key of the language files in its place."""
    title = text(item, "titleRaw") or plain(item, "title")
    return None if title is None or title.startswith("[[topic:") else fold(title)


def topic(page: Page, data: Json) -> Thread:
    """The header on a topic's own page: with the categories it is in, outermost first, and how far it goes."""
    found = header(page, data)
    posts = objects(data.get("posts"))
    last = text(data, "lastposttimeISO")
    newest = next((post for post in posts if last is not None and post.get("timestampISO") == last), None)
    first = next((post for post in posts if number(post, "index") == 0), None)
    pages = page_of(page, data)[1]
    declared = replace(
        found.declared,
        pages=pages,
        last_post_id=identity(newest, "pid") if newest else None,
        last_author=member(page, newest.get("user")) if newest else None,
    )
    author = found.author or (member(page, first.get("user")) if first else None)
    return replace(found, author=author, boards=_path(page, data), declared=declared)


def _path(page: Page, data: Json) -> tuple[Board, ...]:
    """The categories by the breadcrumbs, which end in the topic; by the topic's own where it has none."""
    path: list[Board] = []
    for crumb in objects(data.get("breadcrumbs")):
        cid, name, url = identity(crumb, "cid"), plain(crumb, "text"), text(crumb, "url")
        if cid is not None and name is not None and url is not None:
            place = page.absolute(url)
            path.append(
                Board(id=cid, title=name, url=canonical(place) if place else None, parent_id=path[-1].id if path else None)
            )
    category = data.get("category")
    own = _board(page, category, None) if is_object(category) else None
    if own is not None and own.id not in {board.id for board in path}:
        path.append(replace(own, threads=None, posts=None))
    return tuple(path)


def _tags(item: Json) -> Iterator[Label]:
    for tag in objects(item.get("tags")):
        title = plain(tag, "value")
        if title:
            yield Label(kind="tag", title=title)


def _flag(item: Json, name: str) -> bool | None:
    return item[name] in (1, True, "1") if name in item else None


def _declared(item: Json, *, last_post_id: str | None = None, last_author: Author | None = None) -> Declared:
    posts = number(item, "postcount")
    return Declared(
        replies=posts - 1 if posts else None,
        posts=posts,
        views=number(item, "viewcount"),
        last_post=moment(item, "lastposttime"),
        last_post_id=last_post_id,
        last_author=last_author,
    )


# -- pages -------------------------------------------------------------------------------------------------------------


def page_of(page: Page, data: Json) -> tuple[int | None, int | None]:
    """Which page this is, and of how many."""
    if "page" not in page.memo:
        page.memo["page"] = _place(page, data)
    place: tuple[int | None, int | None] = page.memo["page"]
    return place


def _place(page: Page, data: Json) -> tuple[int | None, int | None]:
    """An address that leads to a post shows the posts around it: that is no page, unless
    they happen to be one.
    """
    found = data.get("pagination")
    if not is_object(found):
        return None, None
    here, pages = number(found, "currentPage"), number(found, "pageCount")
    pages = max(pages, 1) if pages is not None else None
    posts = objects(data.get("posts"))
    place = index_in(page.url)
    if here is None or not posts or place is None or place == 1:
        return here, pages
    indices = [index for post in posts if (index := number(post, "index")) is not None]
    if len(indices) > 1 and here > 1 and indices[0] == 0:  # older versions put the opening post first, wherever one is
        del indices[0]
    first = indices[0] if indices else None
    size = _posts_per_page(page) or len(indices)
    return (here if first == (here - 1) * size else None), pages


def _posts_per_page(page: Page) -> int | None:
    found = re.search(rb'\\?"postsPerPage\\?":(\d{1,4})', page.body)
    return int(found[1]) if found else None


def next_page(page: Page, here: int | None, pages: int | None) -> str | None:
    """The page after this one, by its number."""
    if here is None or pages is None or here >= pages:
        return None
    base = canonical(page.url).partition("?")[0]
    return canonical(f"{base}?page={here + 1}")
