"""phpBB's index and board pages: the tree of boards, and the rows of threads with all that they declare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import tzinfo

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.phpbb_frame import FIGURE, read_heading, read_moment, read_next, read_pages, read_path, read_stamp
from spiders.platforms.phpbb_links import board_in, canonical, first_page, member_in, post_in, profile, thread_in
from spiders.text import fold, label, number

MEMBER = '.username, .username-coloured, a[href*="mode=viewprofile"]'
"""A member's or guest's name; 3.0 gives it no class unless it is coloured."""

_IMAGE = re.compile(r"/((?:topic|sticky|announce|global)_\w+|forum_link\w*)\.(?:gif|png|svg|jpg)")
_PINNED = ("sticky", "announce", "global")


class Rows:
    """Reads the listing of one page in prosilver's lists; holds what all rows need."""

    def __init__(self, page: Page, zone: tzinfo | None, languages: tuple[str, ...]) -> None:
        self.page = page
        self.zone = zone
        self.languages = languages

    def read(self, *, is_index: bool) -> Listing:
        """The boards and rows of the page."""
        page = self.page
        board = None if is_index else read_board(page)
        current, pages = (None, None) if is_index else read_pages(page)
        return Listing(
            board=board,
            boards=tuple(_once(self.boards(board))),
            threads=tuple(self.threads(board)),
            number=current,
            pages=pages,
            next_url=None if is_index else read_next(page, current),
        )

    def boards(self, listed: Board | None) -> Iterator[Board]:
        """Each block of boards: its header is a category if it is a link, else says "Forum" and belongs to the listed board."""
        for block in self.page.tree.css(".forabg, .forumbg"):
            if block.css_first("ul.topics") is not None:
                continue
            parent = listed.id if listed else None
            header = self.linked_board(block.css_first("li.header dt a[href]"), kind="category", parent=parent)
            if header is not None:
                yield header
                parent = header.id
            for row in block.css("li.row"):
                yield from self._board_row(row, parent)

    def _board_row(self, row: LexborNode, parent: str | None) -> Iterator[Board]:
        is_link = row.css_first("dd.redirect") is not None or "forum_link" in read_folder(row)
        board = self.linked_board(row.css_first("a.forumtitle"), kind="link" if is_link else "forum", parent=parent)
        if board is None:
            return
        yield replace(
            board,
            description=_description(row.css_first("a.forumtitle")),
            threads=read_figure(row.css_first("dd.topics")),
            posts=read_figure(row.css_first("dd.posts")),
        )
        for link in row.css("a.subforum"):
            inner = self.linked_board(link, kind="forum", parent=board.id)
            if inner is not None:
                yield inner

    def linked_board(self, link: LexborNode | None, *, kind: str, parent: str | None) -> Board | None:
        href = self.page.absolute(link.attrs.get("href")) if link is not None else None
        title, board_id = label(link), board_in(href)
        if href is None or title is None or (board_id is None and kind != "link"):
            return None
        if kind == "link":
            return Board(title=title, id=board_id, url=canonical(href), kind="link", parent_id=parent)
        return Board(
            title=title, id=board_id, url=canonical(href), kind="category" if kind == "category" else "forum", parent_id=parent
        )

    def threads(self, board: Board | None) -> Iterator[Thread]:
        for row in self.page.tree.css("ul.topiclist.topics > li.row"):
            title = row.css_first("a.topictitle[href]")
            if title is None:
                continue
            folder = f"{row.attrs.get('class') or ''} {read_folder(row)}"
            first = row.css_first("dt")
            last = row.css_first("dd.lastpost")
            thread = self.thread(title, folder, self.home(row, board))
            if thread is None:
                continue
            yield replace(
                thread,
                author=self._starter(first),
                created=self._started(first, title),
                declared=Declared(
                    replies=read_figure(row.css_first("dd.posts")),
                    views=read_figure(row.css_first("dd.views")),
                    pages=read_row_pages(row),
                    last_post=self._last_time(last),
                    last_post_id=read_last_id(last),
                    last_author=self.name(last, ".username, .username-coloured") or self._linked(last) or _plain_last(last),
                ),
            )

    def thread(self, title: LexborNode, folder: str, boards: tuple[Board, ...]) -> Thread | None:
        href = self.page.absolute(title.attrs.get("href"))
        thread_id = thread_in(href)
        if href is None or thread_id is None:
            return None
        thread = Thread(
            id=thread_id,
            title=label(title),
            url=canonical(href),
            boards=boards,
            sticky=any(mark in folder for mark in _PINNED),
            locked="_locked" in folder,
        )
        if "_moved" not in folder:
            return thread
        place = boards[-1].id if boards else None
        return replace(thread, id=derived_id(thread_id, "moved", place), state="moved", moved_to=thread_id)

    def home(self, row: LexborNode, board: Board | None) -> tuple[Board, ...]:
        """The row's board: named in it for global announcements and in lists of active topics, else the listed one."""
        for link in row.css('a[href*="viewforum.php"]'):
            named = self.linked_board(link, kind="forum", parent=None)
            if named is not None:
                return (named,)
        if board is None or self.page.has("#active_topics"):
            return ()
        return (replace(board, description=None, threads=None),)

    def _starter(self, cell: LexborNode | None) -> Author | None:
        place = (cell.css_first(".topic-poster") or cell) if cell is not None else None
        if place is None:
            return None
        for node in place.css(MEMBER):
            if not _is_last_post(node, place):
                return self._author(node)
        return self._unlinked(place)

    def _started(self, cell: LexborNode | None, title: LexborNode) -> Moment | None:
        if cell is None:
            return None
        place = cell.css_first(".topic-poster") or cell
        for time in place.css("time[datetime]"):
            if not _is_last_post(time, place):
                return read_stamp(time, self.zone)
        return self.moment(_after_mark(_own_text(place)) or (title.attrs.get("title") or "").partition(":")[2].strip())

    def _last_time(self, cell: LexborNode | None) -> Moment | None:
        if cell is None:
            return None
        time = cell.css_first("time[datetime]")
        if time is not None:
            return read_stamp(time, self.zone)
        lines = fold_lines(cell)
        return self.moment(lines[-1]) if lines else None

    def moment(self, raw: str | None) -> Moment | None:
        return read_moment(self.page, raw, self.zone, self.languages) if raw else None

    def name(self, place: LexborNode | None, selector: str) -> Author | None:
        node = place.css_first(selector) if place is not None else None
        if node is None or not label(node):
            node = (
                next((link for link in place.css('a[href*="mode=viewprofile"]') if label(link)), None)
                if place is not None
                else None
            )
        return self._author(node) if node is not None else None

    def _author(self, node: LexborNode) -> Author | None:
        return read_member(self.page, node)

    def _linked(self, place: LexborNode | None) -> Author | None:
        """A member's link by its address alone (3.0, where profiles have addresses of their own)."""
        for link in place.css("a[href]") if place is not None else ():
            href = link.attrs.get("href") or ""
            if label(link) and "topictitle" not in (link.attrs.get("class") or "") and member_in(href) and not post_in(href):
                return read_member(self.page, link)
        return None

    def _unlinked(self, place: LexborNode) -> Author | None:
        """A name without class, between "by" and the time (3.0)."""
        before, mark, _ = _own_text(place).rpartition("»")
        words = before.split()
        return self._linked(place) or (Author(name=" ".join(words[1:]), guest=True) if mark and len(words) > 1 else None)


def read_member(page: Page, node: LexborNode) -> Author | None:
    """A name as phpBB writes it: a link for members, a ``<span>`` for guests and deleted accounts."""
    name = label(node)
    if name is None:
        return None
    href = page.absolute(node.attrs.get("href")) if node.tag == "a" else None
    member = member_in(href)
    return Author(name=name, id=member, url=profile(href) if href and member else None, guest=member is None and node.tag != "a")


def read_board(page: Page) -> Board | None:
    """The board that the page lists."""
    heading = read_heading(page)
    path = read_path(page)
    href = page.absolute(heading.attrs.get("href")) if heading is not None else None
    board_id = board_in(href) or (path[-1].id if path else None) or board_in(page.url)
    title = label(heading) or (path[-1].title if path else None)
    if title is None:
        return None
    above = [board for board in path if board.id != board_id]
    return Board(
        title=title,
        id=board_id,
        url=first_page(href) if href and board_in(href) else path[-1].url if path else None,
        parent_id=above[-1].id if above else None,
    )


def read_children(node: LexborNode) -> Iterator[LexborNode]:
    """The elements and texts right inside an element; phpBB's templates leave comments between them."""
    child = node.first_child
    while child is not None:
        if child.is_text_node or child.is_element_node:
            yield child
        child = child.next


def fold_lines(node: LexborNode) -> list[str]:
    """The lines of a small element, as ``<br>`` parts them."""
    lines = [""]
    for child in node.traverse(include_text=True):
        if child.tag == "br":
            lines.append("")
        elif child.is_text_node:
            lines[-1] += child.text_content or ""
    return [line for text in lines if (line := fold(text))]


def _once(boards: Iterable[Board]) -> Iterator[Board]:
    seen: set[tuple[str, str | None]] = set()
    for board in boards:
        key = (board.kind if board.kind == "link" else "board", board.id or board.url)
        if key not in seen:
            seen.add(key)
            yield board


def read_folder(row: LexborNode) -> str:
    """The names of the row's state: classes of its list (3.1 and later), or of its icon's file (3.0)."""
    names = []
    for node in row.css("dl, dt, td:first-child img, td:first-child .imageset"):
        attributes = node.attrs
        if node.tag in {"dl", "span"}:
            names.append(attributes.get("class") or "")
        found = _IMAGE.search(f"{attributes.get('style') or ''} {attributes.get('src') or ''}")
        if found:
            names.append(found[1])
    return " ".join(names)


def read_figure(node: LexborNode | None) -> int | None:
    found = FIGURE.search(node.text()) if node is not None else None
    return number(found[0]) if found else None


def read_row_pages(row: LexborNode) -> int:
    """The highest page a row links to; phpBB links none where there is but one."""
    numbers = [number(fold(link.text())) for link in row.css(".pagination a, .pagination span, p.gensmall a")]
    return max((n for n in numbers if n), default=1)


def read_last_id(cell: LexborNode | None) -> str | None:
    if cell is None:
        return None
    return next((found for link in cell.css("a[href]") if (found := post_in(link.attrs.get("href")))), None)


def _is_last_post(node: LexborNode, place: LexborNode) -> bool:
    """Whether a name or time stands in the small-screen copy of the last post (3.1 and later)."""
    above = node.parent
    while above is not None and above.mem_id != place.mem_id:
        if "responsive-show" in (above.attrs.get("class") or ""):
            return True
        above = above.parent
    return False


def _own_text(place: LexborNode) -> str:
    """A cell's words without the title's link and the small-screen copy."""
    words: list[str] = []
    for child in read_children(place):
        if child.is_text_node:
            words.append(child.text_content or "")
        elif "topictitle" not in (child.attrs.get("class") or "") and "responsive-show" not in (child.attrs.get("class") or ""):
            words.append(
                f" {child.text()} " if child.tag != "strong" or "pagination" not in (child.attrs.get("class") or "") else " "
            )
    return fold("".join(words))


def _after_mark(text: str) -> str | None:
    _, mark, time = text.rpartition("»")
    return time.strip() if mark else None


def read_plain(node: LexborNode | None) -> Author | None:
    name = label(node)
    return Author(name=name, guest=True) if name else None


def _plain_last(cell: LexborNode | None) -> Author | None:
    """The last author where the name is bare text after "Last post by" (guests in 3.0)."""
    lines = fold_lines(cell) if cell is not None else []
    caption = label(cell.css_first("dfn")) if cell is not None else None
    words = lines[0].removeprefix(caption or "").split() if len(lines) > 1 else []
    return Author(name=" ".join(words[1:]), guest=True) if len(words) > 1 else None


def _description(title: LexborNode | None) -> str | None:
    """The words that follow a board's title up to the next fact about it (moderators, sub-boards, small-screen copies)."""
    words: list[str] = []
    node = title.next if title is not None else None
    while node is not None:
        classes = node.attrs.get("class") or "" if node.is_element_node else ""
        if (node.tag == "strong" and _heads_links(node)) or "responsive-show" in classes or "subforum" in classes:
            break
        words.append(node.text_content or "" if node.is_text_node else " " if node.tag == "br" else node.text())
        node = node.next
    return fold("".join(words)) or None


def _heads_links(node: LexborNode) -> bool:
    """Whether bold words are "Moderators:" or "Subforums:", not the description's own: members or boards follow."""
    after = node.next
    while after is not None and not after.is_element_node:
        after = after.next
    if after is None:
        return False
    stated = f"{after.attrs.get('class') or ''} {after.attrs.get('href') or ''}"
    return (
        any(mark in stated for mark in ("username", "subforum", "memberlist.php", "viewforum.php")) and "postlink" not in stated
    )
