"""Drupal's lists: core's forum (its index, and the topics of a forum), Advanced Forum's, and pages of teasers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.drupal_comments import read_author, read_posted, said
from spiders.platforms.drupal_frame import all_in, first_in, read_moment, read_next, read_pages, read_path
from spiders.platforms.drupal_links import board_in, canonical, is_forum, node_in, path_of, user_in
from spiders.text import fold, label, number

TOPICS = (
    'table[id^="forum-topic-"], table.forum-topics, .forum-topics table, .view-advanced-forum-topic-list table, '
    ".view-forum-topics table"
)
FORUMS = 'tr[id^="forum-list-"], table[id^="forum-table"] tr, table[id^="forum-"] tr, .forum-table tr'
TEASER = ".node-teaser, .node--view-mode-teaser, .node.teaser, .view-mode-teaser, .view-content .node"
_TOPIC = (
    "td.title a, td.forum__topic a, td.forum__title a, td.views-field-title a, td.topic-title a, .forum__topic-title a, "
    "td.topic a"
)
_REPLIES = "td.replies, td.forum__replies, td.views-field-comment-count, td.num-replies, td.topic-replies"
_CREATED = (
    "td.created, td.views-field-created, .forum__topic-created, td.title .submitted, td.title div + div, "
    "td.forum__topic .submitted"
)
_LAST = (
    "td.last-reply, td.forum__last-reply, td.last-post, td.views-field-last-comment-timestamp, td.views-field-last-updated, "
    "td.topic-last-reply"
)
_BY = re.compile(r"(?:^by\s|\sby\s*$)", re.IGNORECASE)
_VIEWS = "td.views-field-totalcount, td.num-views, td.views"
_STATE = "td.icon, td.forum__icon, td.views-field-topic-icon, td.topic-icon, .forum__topic-status, [class*='topic-status']"


def read_listing(page: Page, *, is_index: bool) -> Listing:
    """The boards and topics, or the articles, of a page."""
    board = None if is_index else _listed(page)
    current, pages = read_pages(page)
    return Listing(
        board=board,
        boards=tuple(_boards(page, board)),
        threads=tuple(_topics(page, board)) or tuple(_teasers(page)),
        number=current,
        pages=pages,
        next_url=read_next(page),
    )


def _listed(page: Page) -> Board | None:
    """The forum that the page lists: its own address, and the page's heading."""
    url = page.absolute(page.attribute('link[rel="canonical"]', "href"))
    url = url if url is not None and is_forum(url) else page.url
    number_ = board_in(url)
    if number_ is None:
        table = page.first('table[id^="forum-topic-"]')
        tail = (table.id or "").removeprefix("forum-topic-") if table is not None else ""
        number_ = tail if tail.isdecimal() else None
    heading = label(page.first("h1.page-title, h1#page-title, #page-title, h1.title, .page-header h1"))
    title = heading or (label(page.first("title")) or "").partition(" | ")[0]
    path = read_path(page)
    if number_ is None or not title:
        return None
    return Board(id=number_, title=title, url=canonical(url).partition("?page=")[0], parent_id=path[-1].id if path else None)


def _boards(page: Page, listed: Board | None) -> Iterator[Board]:
    above: list[tuple[int, str]] = []
    container = listed.id if listed is not None else None
    seen: set[str] = set()
    for row in page.tree.css(FORUMS):
        link = row.css_first(".name a, .forum__title a, .forum-name a, td.forum a, td.container a, .forum__name a")
        url, title = (page.absolute(link.attrs.get("href")), label(link)) if link is not None else (None, None)
        board = board_in(url)
        if url is None or title is None or board is None or board in seen:
            continue
        seen.add(board)
        is_category = row.css_first("td.container, td[colspan], .forum__container") is not None
        depth = len(row.css(".indent, .indentation, .forum__indent"))
        while above and above[-1][0] >= depth:
            above.pop()
        parent = above[-1][1] if above else container
        if is_category and not above:
            container, parent = board, listed.id if listed is not None else None
        else:
            above.append((depth, board))
        yield Board(
            id=board,
            title=title,
            url=canonical(url),
            kind="category" if is_category else "forum",
            parent_id=parent,
            description=label(row.css_first(".description, .forum__description, .forum-description")),
            threads=_figure(row.css_first("td.topics, .forum__topics, td.num-topics, .forum-number-topics")),
            posts=_figure(row.css_first("td.posts, .forum__posts, td.num-posts, .forum-number-posts")),
        )


def _figure(cell: LexborNode | None) -> int | None:
    """The figure of a cell, without "3 new" below it."""
    return number(_words(cell).partition(" ")[0])


def _words(cell: LexborNode | None) -> str:
    """The words of a cell, parted where it breaks the line."""
    return fold(cell.text(separator=" ")) if cell is not None else ""


def _topics(page: Page, board: Board | None) -> Iterator[Thread]:
    for table in page.tree.css(TOPICS):
        for row in table.css("tr"):
            link = first_in(page, _TOPIC, row)
            url = page.absolute(link.attrs.get("href")) if link is not None else None
            if link is None or url is None:
                continue
            state = _state(page, row)
            replies = first_in(page, _REPLIES, row)
            author, created = _by(page, first_in(page, _CREATED, row))
            last_author, last = _by(page, first_in(page, _LAST, row))
            yield Thread(
                id=identity(url),
                title=label(link),
                url=canonical(url),
                boards=(board,) if board is not None else (),
                author=author,
                created=created,
                sticky="sticky" in state,
                locked="closed" in state or "locked" in state,
                state="moved" if replies is None and row.css_first("td[colspan]") is not None else "visible",
                declared=Declared(
                    replies=_figure(replies), views=_figure(first_in(page, _VIEWS, row)), last_post=last, last_author=last_author
                ),
            )
        break


def _state(page: Page, row: LexborNode) -> str:
    """The names of pictures and classes that tell the row's state."""
    words = [row.attrs.get("class") or ""]
    for cell in all_in(page, _STATE, row):
        words.append(cell.attrs.get("class") or "")
        words += [node.attrs.get("src") or node.attrs.get("class") or "" for node in cell.css("img, div, span, svg")]
    return " ".join(words)


def _by(page: Page, cell: LexborNode | None) -> tuple[Author | None, Moment | None]:
    """Who, and how long ago or when: "3 weeks 2 days ago by X", "By X 3 weeks ago"."""
    words = _words(cell)
    if cell is None or words.lower().rstrip(" .") in {"", "n/a"}:
        return None, None
    link = cell.css_first('a.username, a[href*="user/"], .username, a[href*="/users/"]')
    name = label(link)
    if name is not None and link is not None:
        head, _, tail = words.partition(name)
        moments = (read_moment(page, _BY.sub("", piece)) for piece in (head, tail) if piece.strip(" ,."))
        moment = next((one for one in moments if one is not None and one.precision is not None), None)
        url = page.absolute(link.attrs.get("href"))
        return Author(name=name, id=user_in(url), url=canonical(url) if url else None, guest=url is None), moment
    head, by, tail = words.rpartition(" by ")
    if by:
        return Author(name=tail, guest=True), read_moment(page, head)
    name, moment = said(page, cell)
    return Author(name=name, guest=True) if name else None, moment


def identity(url: str) -> str:
    """By what a list knows a node, and its own page, too: its number where the address has it, else the address's path. The
    number of a node with an address of its own stands on its page only.
    """
    return node_in(url) or path_of(canonical(url)).strip("/") or derived_id("address", canonical(url))


def _teasers(page: Page) -> Iterator[Thread]:
    seen: set[str] = set()
    for node in page.tree.css(TEASER):
        link = node.css_first("h2 a[href], h3 a[href], .node__title a[href], .node-title a[href], .title a[href], h1 a[href]")
        url = page.absolute(link.attrs.get("href") if link is not None else node.attrs.get("about"))
        title = label(link)
        if url is None or title is None or canonical(url) in seen:
            continue
        seen.add(canonical(url))
        line = node.css_first(".submitted, .node__submitted, .meta, time")
        count = node.css_first(".comment-comments a, .comment_comments a, a[href$='#comments']")
        yield Thread(
            id=identity(url),
            title=title,
            kind="article",
            url=canonical(url),
            author=read_author(page, node) if line is not None else None,
            created=read_posted(page, node) if line is not None else None,
            declared=Declared(replies=number((label(count) or "").partition(" ")[0])),
        )
