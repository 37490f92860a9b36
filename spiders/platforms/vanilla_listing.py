"""Listings of Vanilla: discussions in lists and in tables, categories in lists, tables and grids."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms import vanilla_links as links
from spiders.platforms.base import derived_id
from spiders.platforms.vanilla_frame import boards, crumbs, figure, linked_member, parts, printed_time, site_root
from spiders.text import label, number

_OLD_ROWS = ".DataList.Discussions > li, .DiscussionsTable tbody > tr"
"""Before 2.1 rows had no class of their own."""
_BOARDS = (
    ".CategoryTable tbody > tr, .CategoryList > li, .DataList.Categories > li, "
    ".CategoryGroup > h2, .CategoryGrid > a.CategoryCell"
)
_LAST_PAGE = re.compile(r"/p\d+$")
_NUMBER = re.compile(r"Discussion_(\d{1,18})")
_DEPTH = re.compile(r"(?:^|\s)Depth-?(\d)(?:\s|$)")


def read_listing(page: Page, *, is_board: bool) -> Listing:
    """The boards and rows of a page; of a category's own page, the category itself too."""
    path = boards(page, crumbs(page))
    listed = (path[-1] if path else _titled(page)) if is_board else None
    rows: dict[str, Thread] = {}
    recent = page.tree.css(".ItemDiscussion")
    for node in recent or page.tree.css(_OLD_ROWS):
        row = _row(page, node, listed, old=not recent)
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
    return Board(title=title, id=board_id, url=_LAST_PAGE.sub("", links.canonical(url))) if board_id and title else None


def _row(page: Page, node: LexborNode, listed: Board | None, *, old: bool) -> Thread | None:
    found = parts(node)
    link = _link(found.get("Title") or found.get("DiscussionLink") or found.get("DiscussionName"))
    if link is None:
        link = next((one for one in node.css("a[href]") if links.thread_in(one.attrs.get("href"))), None)
    url = page.absolute(link.attrs.get("href")) if link is not None else None
    numbered = _NUMBER.fullmatch(node.id or "")
    thread_id = numbered[1] if numbered else links.thread_in(url)
    if link is None or url is None or thread_id is None or (node.id or "").startswith("Promoted_"):
        return None
    classes = frozenset((node.attrs.get("class") or "").split())
    first, last = found.get("FirstUser"), found.get("LastUser")
    pager = found.get("MiniPager")
    counted = figure(found.get("CommentCount") or found.get("CountComments") or found.get("CountReplies"))
    pages = [count for jump in pager.css("a") if (count := number(label(jump)))] if pager is not None else []
    photo = found.get("IndexPhoto") if first is None else None
    when = _date(last) if last is not None else found.get("LastCommentDate")
    dated = when if when is not None and when.tag == "a" else when.css_first("a[href]") if when is not None else None
    return Thread(
        id=thread_id,
        title=label(link),
        url=_LAST_PAGE.sub("", links.canonical(url)),
        prefix=label(found.get("PrefixLabel")),
        author=linked_member(page, photo) if photo is not None and photo.tag == "a" else _member(page, first),
        created=_time(page, _date(first) if first is not None else None),
        boards=_place(page, found.get("Category")) or ((listed,) if listed else ()),
        sticky=_has(classes, found, "Announcement"),
        locked=_has(classes, found, "Closed"),
        declared=Declared(
            replies=None if old else counted,
            posts=counted if old else None,  # which counted the opening post as a comment
            views=figure(found.get("ViewCount") or found.get("CountViews")),
            pages=max(pages, default=None),
            last_post=_time(page, when),
            last_post_id=links.comment_in(dated.attrs.get("href")) if dated is not None else None,
            last_author=_member(page, last if last is not None else found.get("LastCommentBy")),
        ),
    )


def _link(place: LexborNode | None) -> LexborNode | None:
    """The link that an element is, or holds."""
    if place is None or (place.tag == "a" and place.attrs.get("href")):
        return place
    return place.css_first("a[href]")


def _date(cell: LexborNode) -> LexborNode | None:
    return cell.css_first(".CommentDate") or cell.css_first("time, .Meta")


def _has(classes: frozenset[str], found: dict[str, LexborNode], state: str) -> bool:
    """A state by the row's class, else by the word beside its title."""
    return state in classes or f"Tag-{state}" in found or state in found or any(name.startswith(f"{state}-") for name in classes)


def _member(page: Page, place: LexborNode | None) -> Author | None:
    if place is None:
        return None
    link = place.css_first("a.UserLink")
    link = link if link is not None else next((one for one in place.css('a[href*="/profile/"]') if label(one)), None)
    if link is not None:
        return linked_member(page, link)
    name = label(place.css_first(".UserLink, .Username"))
    return Author(name=name, guest=True) if name else None


def _time(page: Page, place: LexborNode | None) -> Moment | None:
    return printed_time(page, place) if place is not None else None


def _place(page: Page, node: LexborNode | None) -> tuple[Board, ...]:
    """The category of a row, which listings of several categories print."""
    link = _link(node)
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
