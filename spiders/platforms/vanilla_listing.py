"""Listings of Vanilla: discussions in lists and in tables, categories in lists, tables and grids."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms import vanilla_links as links
from spiders.platforms.base import derived_id
from spiders.platforms.vanilla_frame import boards, crumbs, figure, linked_member, printed_time, site_root
from spiders.text import label, number

_ROWS = ".ItemDiscussion, .DataList.Discussions > li, .DiscussionsTable tbody > tr"
_BOARDS = (
    ".CategoryTable tbody > tr, .CategoryList > li, .DataList.Categories > li, "
    ".CategoryGroup > h2, .CategoryGrid > a.CategoryCell"
)
_NUMBER = re.compile(r"Discussion_(\d{1,18})")
_DEPTH = re.compile(r"(?:^|\s)Depth-?(\d)(?:\s|$)")


def read_listing(page: Page, *, is_board: bool) -> Listing:
    """The boards and rows of a page; of a category's own page, the category itself too."""
    path = boards(page, crumbs(page))
    listed = (path[-1] if path else _titled(page)) if is_board else None
    rows: dict[str, Thread] = {}
    for node in page.tree.css(_ROWS):
        row = _row(page, node, listed)
        if row is not None:
            rows.setdefault(row.id, row)
    below = tuple(_boards(page, listed))
    return Listing(board=listed, boards=below, threads=tuple(rows.values()))


def _titled(page: Page) -> Board | None:
    body = page.tree.body
    named = re.search(r"(?:^|\s)(?:Section-)?Category-(\S+)", (body.attributes.get("class") or "") if body is not None else "")
    stated = page.absolute(page.attribute('meta[property="og:url"]', "content"))
    url = next((one for one in (page.url, stated) if links.board_in(one)), None)
    board_id = links.board_in(url) or (named[1] if named else None)
    url = url or f"{site_root(page)}categories/{board_id}"
    title = label(page.first("h1.HomepageTitle, .HomepageTitle, #Content h1, h1"))
    return Board(title=title, id=board_id, url=re.sub(r"/p\d+$", "", links.canonical(url))) if board_id and title else None


def _row(page: Page, node: LexborNode, listed: Board | None) -> Thread | None:
    link = node.css_first("a.Title[href], .Title a[href], a.DiscussionLink[href], .DiscussionName a[href]")
    if link is None:
        link = next((one for one in node.css("a[href]") if links.thread_in(one.attrs.get("href"))), None)
    url = page.absolute(link.attrs.get("href")) if link is not None else None
    found = _NUMBER.fullmatch(node.id or "")
    thread_id = found[1] if found else links.thread_in(url)
    if link is None or url is None or thread_id is None or (node.id or "").startswith("Promoted_"):
        return None
    classes = frozenset((node.attrs.get("class") or "").split())
    last = node.css_first(".LastUser, .LastCommentBy")
    starter, began = _starter(page, node)
    pages = [count for jump in node.css(".MiniPager a") if (count := number(label(jump)))]
    counted = node.css_first(".CommentCount, .CountComments, .CountReplies")
    return Thread(
        id=thread_id,
        title=label(link),
        url=re.sub(r"/p\d+$", "", links.canonical(url)),
        prefix=label(node.css_first(".PrefixLabel, .DiscussionPrefix")),
        author=starter,
        created=began,
        boards=_place(page, node) or ((listed,) if listed else ()),
        sticky=_has(classes, node, "Announcement"),
        locked=_has(classes, node, "Closed"),
        declared=Declared(
            replies=figure(counted),
            views=figure(node.css_first(".ViewCount, .CountViews")),
            pages=max(pages, default=None),
            last_post=_time(page, node.css_first(".LastUser .CommentDate, .LastCommentDate, .LastUser .Meta, .LastUser time")),
            last_post_id=_last_id(node),
            last_author=_member(page, last),
        ),
    )


def _has(classes: frozenset[str], node: LexborNode, state: str) -> bool:
    """A state by the row's class, else by the word beside its title."""
    if any(name == state or name.startswith(f"{state}-") for name in classes):
        return True
    return node.css_first(f".Tag-{state}, .Meta > .{state}, .{state}.Tag") is not None


def _starter(page: Page, node: LexborNode) -> tuple[Author | None, Moment | None]:
    """Who began the discussion: tables have a column for that, lists a photo, if anything."""
    cell = node.css_first(".FirstUser")
    if cell is not None:
        return _member(page, cell), _time(page, cell.css_first(".CommentDate, .Meta, time"))
    photo = node.css_first("a.IndexPhoto[title], .IndexPhoto a[title]")
    return (linked_member(page, photo) if photo is not None else None), None


def _member(page: Page, place: LexborNode | None) -> Author | None:
    if place is None:
        return None
    link = place.css_first("a.UserLink, a.Username")
    link = link if link is not None else next((one for one in place.css('a[href*="/profile/"]') if label(one)), None)
    if link is not None:
        return linked_member(page, link)
    name = label(place.css_first(".UserLink, .Username"))
    return Author(name=name, guest=True) if name else None


def _time(page: Page, place: LexborNode | None) -> Moment | None:
    return printed_time(page, place) if place is not None else None


def _last_id(node: LexborNode) -> str | None:
    link = node.css_first(".LastUser a.CommentDate[href], .LastCommentDate a[href]")
    return links.comment_in(link.attrs.get("href")) if link is not None else None


def _place(page: Page, node: LexborNode) -> tuple[Board, ...]:
    """The category of a row, which listings of several categories print."""
    link = node.css_first(".MItem.Category a[href], a.Category[href], .Category a[href]")
    url = page.absolute(link.attrs.get("href")) if link is not None else None
    title, board_id = label(link), links.board_in(url)
    return (Board(title=title, id=board_id, url=links.canonical(url)),) if url and title and board_id else ()


def _boards(page: Page, listed: Board | None) -> Iterator[Board]:
    """Categories in order; one lies in the last one before it that is of a lesser depth."""
    above: list[tuple[int, str | None]] = [(-1, listed.id if listed else None)]
    heading: Board | None = None
    seen: set[str] = set()
    for node in page.tree.css(_BOARDS):
        if node.tag == "h2":
            title = label(node)
            place = listed.id if listed else None
            heading = Board(title=title, id=derived_id("category", title), kind="category", parent_id=place) if title else None
            above = [(-1, heading.id if heading else place)]
            continue
        found = _DEPTH.search(node.attrs.get("class") or "")
        depth = int(found[1]) if found else 0
        while above[-1][0] >= depth:
            above.pop()
        board = _board(page, node, above[-1][1])
        if board is None or board.id is None or board.id in seen:
            continue
        if heading is not None and heading.id is not None and heading.id not in seen:  # the first below its heading
            seen.add(heading.id)
            yield heading
        seen.add(board.id)
        above.append((depth, board.id))
        yield board
        for link in node.css(".ChildCategories a[href]"):
            url = page.absolute(link.attrs.get("href"))
            title, board_id = label(link), links.board_in(url)
            if url and title and board_id and board_id not in seen:
                seen.add(board_id)
                yield Board(title=title, id=board_id, url=links.canonical(url), parent_id=board.id)


def _board(page: Page, node: LexborNode, parent: str | None) -> Board | None:
    classes = node.attrs.get("class") or ""
    if "CategoryHeading" in classes.split():
        place = node.css_first(".ItemContent, .CategoryName, td") or node
        title = label(place.css_first("a, h2, h3") or place)
        code = re.search(r"(?:^|\s)Category-(\S+)", classes)
        return (
            Board(title=title, id=code[1] if code else derived_id("category", title), kind="category", parent_id=parent)
            if title
            else None
        )
    link = (
        node if node.tag == "a" else node.css_first("a.Title[href], .CategoryName h2 a, .CategoryName h3 a, .CategoryName h4 a")
    )
    link = link if link is not None else next((one for one in node.css('a[href*="/categories/"]') if label(one)), None)
    url = page.absolute(link.attrs.get("href")) if link is not None else None
    title = label(node.css_first(".CategoryName")) if node.tag == "a" else label(link)
    board_id = links.board_in(url)
    if url is None or title is None or board_id is None:
        return None
    threads = figure(node.css_first(".CountDiscussions, .DiscussionCount"))
    comments = figure(node.css_first(".CountComments, .CommentCount"))
    return Board(
        title=title,
        id=board_id,
        url=links.canonical(url),
        parent_id=parent,
        description=label(node.css_first(".CategoryDescription")),
        threads=threads,
        posts=threads + comments if threads is not None and comments is not None else None,
    )
