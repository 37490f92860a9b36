"""SMF's index and board pages: the tree of boards, and the rows of threads with all that they declare.

The figures of a row stand under words of the forum's language: which is which is told by place. A board's row says posts, then
topics (every version); a thread's says replies, then views. What is left behind where a thread was moved is a
thread of its own in SMF, with a post that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Listing, Moment, Thread
from spiders.page import Page
from spiders.platforms.smf_frame import (
    clean,
    read_member,
    read_moment,
    read_next,
    read_pages,
    read_path,
    read_script,
)
from spiders.platforms.smf_links import board_in, canonical, post_in, thread_in
from spiders.text import fold, label, number

BOARD_ROWS = '[id^="board_"]:not([id$="_children"]):not([id$="_childboards"])'
THREAD_TITLES = 'span[id^="msg_"] > a[href]'
_FIGURE = re.compile(r"\d[\d.,\u00a0\u202f' ]*\d|\d")
_ICON = re.compile(r"/topic/(\w+)\.(?:gif|png)")


class Rows:
    """Reads the listing of one page; holds what all rows need."""

    def __init__(self, page: Page, languages: tuple[str, ...]) -> None:
        self.page = page
        self.languages = languages

    def read(self, *, is_index: bool) -> Listing:
        """The boards and rows of the page."""
        board = None if is_index else read_board(self.page)
        current, pages = (None, None) if is_index else read_pages(self.page)
        return Listing(
            board=board,
            boards=tuple({(one.kind, one.id or one.url): one for one in self.boards(board)}.values()),
            threads=tuple(self.threads(board)),
            number=current,
            pages=pages,
            next_url=None if is_index else read_next(self.page),
        )

    # -- boards ----------------------------------------------------------------------------------------------------

    def boards(self, listed: Board | None) -> Iterator[Board]:
        """Categories and boards in the page's order; a board on a board's page lies in it."""
        parent = listed.id if listed else None
        body = self.page.body
        if b'id="board_' not in body and b'name="b' not in body:
            return
        for node in self.page.tree.css(f'a[id^="c"], a[name^="c"], {BOARD_ROWS}, a[name^="b"]'):
            attributes = node.attrs
            name = attributes.get("name") or node.id or ""
            if node.tag == "a" and re.fullmatch(r"c\d+", name):
                category = self._category(node, name) if listed is None else None
                if category is not None:
                    yield category
                    parent = category.id
            elif node.tag != "a":
                yield from self._board_row(node, node.css_first("a.subject[href], .info a[href]"), parent)
            elif re.fullmatch(r"b\d+", name) and (row := _row_of(node)) is not None and not (row.id or "").startswith("board_"):
                yield from self._board_row(row, node, parent)

    def _category(self, anchor: LexborNode, name: str) -> Board | None:
        place = anchor.parent
        title = label(anchor) or label(place)
        return Board(title=title, id=name, url=f"{read_script(self.page)}#{name}", kind="category") if title else None

    def _board_row(self, row: LexborNode, link: LexborNode | None, parent: str | None) -> Iterator[Board]:
        href = self.page.absolute(link.attrs.get("href")) if link is not None else None
        title = label(link)
        if href is None or title is None or link is None:
            return
        board_id = board_in(href)
        stats = row.css_first(".board_stats, td.stats") or (_cells(row)[2] if len(_cells(row)) > 3 else None)
        figures = _figures(stats)
        is_link = row.css_first(".board_redirect, .redirect") is not None or board_id is None
        if is_link:
            yield Board(
                title=title,
                id=board_id or _id_of(row),
                url=canonical(href),
                kind="link",
                parent_id=parent,
                description=_described(row, link),
            )
            return
        yield Board(
            title=title,
            id=board_id,
            url=canonical(href),
            parent_id=parent,
            description=_described(row, link),
            posts=figures[0] if len(figures) > 1 else None,
            threads=figures[1] if len(figures) > 1 else None,
        )
        for inner in self._children(row, board_id):
            below, name = self.page.absolute(inner.attrs.get("href")), label(inner)
            child = board_in(below)
            if below and name and child and child != board_id:
                yield Board(title=name, id=child, url=canonical(below), parent_id=board_id)

    def _children(self, row: LexborNode, board_id: str | None) -> list[LexborNode]:
        """Links to the boards inside a board: in the row (2.1, 1.1), or in a row of its own after it (2.0)."""
        after = self.page.first(f"#board_{board_id}_children") if board_id else None
        return [
            link
            for link in (after or row).css("a[href]")
            if not link.attrs.get("name") and link.css_first("img") is None and "board" in (link.attrs.get("href") or "")
            and "subject" not in (link.attrs.get("class") or "") and "action=" not in (link.attrs.get("href") or "")
        ]  # fmt: skip

    # -- threads ---------------------------------------------------------------------------------------------------

    def threads(self, board: Board | None) -> Iterator[Thread]:
        """The rows; a title is a link in ``<span id="msg_N">`` in every version."""
        boards = (board,) if board is not None else ()
        script = read_script(self.page)
        for title in self.page.tree.css(THREAD_TITLES):
            row = _thread_row(title)
            href = self.page.absolute(title.attrs.get("href"))
            thread_id = thread_in(href)
            if row is None or href is None or thread_id is None:
                continue
            figures, author, last = self._facts(row)
            state = _state(row)
            yield Thread(
                id=thread_id,
                title=label(title),
                url=f"{script}?topic={thread_id}.0",
                boards=boards,
                author=author,
                sticky="sticky" in state,
                locked="lock" in state,
                declared=Declared(
                    replies=figures[0] if figures else None,
                    views=figures[1] if len(figures) > 1 else None,
                    pages=_row_pages(row),
                    last_post=self._last_time(last),
                    last_post_id=_last_id(last),
                    last_author=self._last_author(last),
                ),
            )

    def _facts(self, row: LexborNode) -> tuple[list[int], Author | None, LexborNode | None]:
        """The figures, who began it, and the cell of the last post."""
        if row.css_first(".lastpost") is not None:
            return _figures(row.css_first(".board_stats, td.stats")), self._starter(row), row.css_first(".lastpost")
        cells = _cells(row)
        after = next((n for n, cell in enumerate(cells) if cell.css_first('span[id^="msg_"]') is not None), len(cells))
        beside = cells[after + 1 :]
        if len(beside) < 4:
            return [], None, None
        figures = [n for cell in beside[1:3] if (n := number(label(cell))) is not None]
        return figures if len(figures) == 2 else [], read_member(self.page, beside[0]), beside[3]

    def _starter(self, row: LexborNode) -> Author | None:
        """In "Started by NAME", the name: a link, or, of a guest, what follows the words, which are the same in each row."""
        place = row.css_first(".info p, td.subject p, .info .floatleft")
        if place is None:
            return None
        if place.css_first('a[href*="profile"]') is not None:
            return read_member(self.page, place.css_first('a[href*="profile"]'))
        words = _own_words(place)
        name = words.removeprefix(self._started_by).strip() if self._started_by else " ".join(words.split()[2:])
        return Author(name=name, guest=True) if name else None

    @property
    def _started_by(self) -> str:
        """The words before the name, learnt from a row whose name is a link."""
        memo = self.page.memo
        if "started_by" not in memo:
            memo["started_by"] = ""
            for link in self.page.tree.css('.info p > a[href*="profile"], td.subject p > a[href*="profile"]'):
                before = link.prev
                if before is not None and before.is_text_node and (words := fold(before.text_content or "")):
                    memo["started_by"] = words
                    break
        known: str = memo["started_by"]
        return known

    def _last_time(self, cell: LexborNode | None) -> Moment | None:
        """The first line that reads as a time: a link's words (2.1), or text beside an icon."""
        for line in _lines(cell):
            moment = read_moment(self.page, line, self.languages)
            if moment.precision is not None:
                return moment
        return None

    def _last_author(self, cell: LexborNode | None) -> Author | None:
        if cell is None:
            return None
        for link in cell.css('a[href*="profile"]'):
            return read_member(self.page, link)
        words = _lines(cell)[-1].split() if len(_lines(cell)) > 1 else []
        return Author(name=" ".join(words[1:]), guest=True) if len(words) > 1 else None


def read_board(page: Page) -> Board | None:
    """The board that the page lists: the last of the path."""
    path = read_path(page)
    return path[-1] if path and path[-1].kind == "forum" else None


def _state(row: LexborNode) -> str:
    """Names that tell sticky and locked: classes of the row (2.1) or its cells (2.0), and the icons' files."""
    names = [row.attrs.get("class") or ""]
    if row.tag != "tr":
        return names[0]
    for node in row.css("td, span.main_icons, img"):
        attributes = node.attrs
        names.append(attributes.get("class") or "")
        source = attributes.get("src") or ""
        found = _ICON.search(source)
        names.append(found[1] if found else "")
        if "icons/quick_" in source or "icons/show_sticky" in source:
            names.append(source.rpartition("/")[2])
        if (node.id or "").startswith(("lockicon", "stickyicon")):
            names.append(node.id or "")
    return " ".join(names)


def _row_of(node: LexborNode) -> LexborNode | None:
    above = node.parent
    while above is not None and above.tag != "tr":
        above = above.parent
    return above


def _thread_row(title: LexborNode) -> LexborNode | None:
    """The row around a title: a table row, or the block that also holds the last post (2.1)."""
    above = title.parent
    while above is not None and above.tag != "body":
        if above.tag == "tr" or (above.tag in {"div", "li"} and above.css_first(".lastpost") is not None):
            return above
        above = above.parent
    return None


def _cells(row: LexborNode) -> list[LexborNode]:
    cells = []
    child = row.first_child
    while child is not None:
        if child.tag == "td":
            cells.append(child)
        child = child.next
    return cells


def _figures(place: LexborNode | None) -> list[int]:
    """The numbers of a small block, one a line."""
    found = []
    for line in _lines(place):
        figure = _FIGURE.search(line)
        value = number(fold(figure[0])) if figure else None
        if value is not None:
            found.append(value)
    return found


def _lines(place: LexborNode | None) -> list[str]:
    """The lines of a small element, as ``<br>`` and paragraphs part them."""
    if place is None:
        return []
    lines = [""]
    for child in place.traverse(include_text=True):
        if child.tag == "br":
            lines.append("")
        elif child.is_text_node:
            lines[-1] += child.text_content or ""
    return [line for text in lines if (line := clean(text))]


def _row_pages(row: LexborNode) -> int:
    """The highest page a row links to; SMF links none where there is but one."""
    place = row.css_first('[id^="pages"]') or row.css_first("small")
    numbers = [n for link in (place.css("a") if place is not None else ()) if (n := number(label(link)))]
    return max(numbers, default=1)


def _last_id(cell: LexborNode | None) -> str | None:
    links = cell.css("a[href]") if cell is not None else []
    return next((found for link in links if (found := post_in(link.attrs.get("href")))), None)


def _own_words(place: LexborNode) -> str:
    words = []
    child = place.first_child
    while child is not None:
        if child.is_text_node:
            words.append(child.text_content or "")
        child = child.next
    return fold("".join(words))


def _described(row: LexborNode, link: LexborNode) -> str | None:
    """The words under a board's title: a block of their own (2.1, 2.0), or the lines after it (1.1)."""
    place = row.css_first(".board_description") or row.css_first("td.info > p:not(.moderators)")
    if place is not None:
        return label(place)
    words: list[str] = []
    bold = link.parent
    node = bold.next if bold is not None and bold.tag == "b" else None
    while node is not None and node.tag != "div":
        words.append(node.text_content or "" if node.is_text_node else node.text() if node.is_element_node else "")
        node = node.next
    return fold(" ".join(words)) or None


def _id_of(row: LexborNode) -> str | None:
    found = re.fullmatch(r"board_(\d+)", row.id or "")
    return found[1] if found else None
