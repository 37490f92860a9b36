"""phpBB's subsilver2 (3.0 and 3.1): all in tables, most facts told by the place they stand in.

A post is a table with an anchor ``<a name="pN">``: a row with name, subject and time, one with profile and words, one with
buttons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo

from selectolax.lexbor import LexborNode

from spiders.items import Author, Board, Declared, Poll, PollOption, Thread
from spiders.page import Page
from spiders.platforms.phpbb_frame import read_closing
from spiders.platforms.phpbb_links import member_in, profile
from spiders.platforms.phpbb_listing import MEMBER, Rows, read_figure, read_folder, read_last_id, read_plain, read_row_pages
from spiders.text import fold, label, number

_LABEL = re.compile(r"^[^:：\d]{1,40}[:：]\s*")


class TableRows(Rows):
    """Reads the listing of one page of tables."""

    def boards(self, listed: Board | None) -> Iterator[Board]:
        parent = listed.id if listed else None
        for row in self.page.tree.css("table.tablebg > tbody > tr"):
            link = row.css_first("a.forumlink[href]")
            if link is None:
                header = self.linked_board(
                    row.css_first("td.cat h4 a[href]"), kind="category", parent=listed.id if listed else None
                )
                if header is not None:
                    yield header
                    parent = header.id
                continue
            figures = [read_figure(cell) for cell in row.css("td > p.topicdetails")]
            is_link = "forum_link" in read_folder(row) or row.css_first("td[colspan]") is not None
            board = self.linked_board(link, kind="link" if is_link else "forum", parent=parent)
            if board is None:
                continue
            yield replace(
                board,
                description=label(row.css_first("p.forumdesc")),
                threads=figures[0] if figures and not is_link else None,
                posts=figures[1] if len(figures) > 1 and not is_link else None,
            )
            for inner in row.css("p.forumdesc a[href]"):
                below = self.linked_board(inner, kind="forum", parent=board.id)
                if below is not None:
                    yield below

    def threads(self, board: Board | None) -> Iterator[Thread]:
        for row in self.page.tree.css("tr:has(> td > a.topictitle)"):
            title = row.css_first("a.topictitle[href]")
            thread = self.thread(title, read_folder(row), self.home(row, board)) if title is not None else None
            details = row.css("p.topicdetails")
            if title is None or thread is None:
                continue
            last = details[-1] if len(details) > 2 else None
            yield replace(
                thread,
                author=self.name(row, "p.topicauthor a, p.topicauthor span") or read_plain(row.css_first("p.topicauthor")),
                created=self.moment((title.attrs.get("title") or "").partition(":")[2].strip()),
                declared=Declared(
                    replies=read_figure(details[0]) if details else None,
                    views=read_figure(details[1]) if len(details) > 1 else None,
                    pages=read_row_pages(row),
                    last_post=self.moment(fold(details[2].text())) if len(details) > 2 else None,
                    last_post_id=read_last_id(last),
                    last_author=self.name(last, MEMBER) or read_plain(last),
                ),
            )


def read_table_poll(page: Page, zone: tzinfo | None, languages: tuple[str, ...]) -> Poll | None:
    form = page.first('#pagecontent form[action*="viewtopic"]:not([name])')
    question = form.css_first("span.gen > b") if form is not None else None
    name = label(question)
    if form is None or question is None or name is None:
        return None
    options = []
    tables = form.css("table")
    for row in tables[1].css("tr") if len(tables) > 1 else ():
        caption = label(row.css_first("span.gen"))
        if caption is not None:
            figures = [fold(cell.text()).strip("[] ") for cell in row.css("td.gen")]
            options.append(PollOption(text=caption, votes=number(figures[-1]) if figures else None))
    note = question.parent.parent.css_first("span.gensmall") if question.parent is not None and question.parent.parent else None
    return Poll(question=name, options=tuple(options), closes=read_closing(page, label(note), zone, languages))


def read_table_author(page: Page, node: LexborNode) -> Author | None:
    """The name in the first row; the profile's button, which guests have none of, is the last of the table."""
    name = label(node.css_first(".postauthor"))
    if name is None:
        return None
    buttons = node.css('a[href*="mode=viewprofile"]:has(> img), a.imageset[href*="mode=viewprofile"]')
    href = page.absolute(buttons[-1].attrs.get("href")) if buttons else None
    member = member_in(href)
    return Author(name=name, id=member, url=profile(href) if href and member else None, guest=member is None)


def read_table_head(node: LexborNode) -> tuple[str | None, str | None]:
    """Subject and time, in the row of the anchor."""
    anchor = node.css_first('td > a[name^="p"]')
    row = anchor.parent.parent if anchor is not None and anchor.parent is not None else None
    cells = [_LABEL.sub("", fold(cell.text())) or None for cell in row.css("td.gensmall > div")] if row is not None else []
    return (cells[0] if len(cells) > 1 else None), (cells[-1] if cells else None)


def find_small_print(node: LexborNode) -> Iterator[tuple[LexborNode, str | None]]:
    """What follows the body in its cell, with the reason, which makes it a small table of its own."""
    body = node.css_first(".postbody")
    place = body.next if body is not None else None
    while place is not None:
        if place.tag == "span" and "gensmall" in (place.attrs.get("class") or ""):
            yield place, None
        elif place.tag == "table" and (found := place.css_first("td.row3 > span.gensmall")) is not None:
            yield found, label(place.css_first("td.row2"))
        place = place.next


def find_table_files(node: LexborNode) -> Iterator[tuple[str | None, str | None]]:
    """Address and name of each file below or inside the body."""
    for found in node.css('a[href*="download/file.php?id="], img[src*="download/file.php?id="]'):
        if found.tag == "img" and found.parent is not None and found.parent.tag == "a":
            continue
        image = found if found.tag == "img" else found.css_first("img")
        name = label(found) or (image.attrs.get("alt") if image is not None else None)
        yield found.attrs.get("href") or found.attrs.get("src"), name
