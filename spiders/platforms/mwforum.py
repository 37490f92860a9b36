"""mwForum 2: topics, boards and the index. Topics are flat or trees; posts of a tree link the one they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from selectolax.lexbor import LexborNode

from spiders.content import Rules
from spiders.dates import read_date
from spiders.edits import read_edit
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Content,
    Declared,
    Edit,
    Listing,
    Media,
    Moment,
    PageKind,
    Poll,
    PollOption,
    Post,
    PostState,
    Reaction,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.mwforum_links import canonical, may_follow, number_in, root, script_in
from spiders.platforms.mwforum_listing import BOARD_ROWS, TOPIC_ROWS, read_board, read_listing, read_member, read_pages
from spiders.text import fold, label, number

_MADE_BY = re.compile(r"mwForum\s+(\d+(?:\.\d+)+)")
_MARKS = re.compile(r"^>[ \u00a0]?", re.MULTILINE)


class MwForum(Platform):
    """mwForum."""

    name = "mwforum"
    title = "mwForum"
    versions = "2"

    POST = '.pst[id^="pid"], .hps a[id^="pid"]'
    BODY = ".ccl"
    QUOTE = "blockquote"
    DROP = "img.ava"
    VERBATIM = ".raw pre"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By its name in the footer or its style sheet, with a frame of its own."""
        if page.is_json or page.is_xml or page.first(".frm .hcl") is None:
            return None
        footer = _MADE_BY.search(label(page.first("p.cpr")) or "")
        if footer is None and page.first('link[href$="/mwforum.css"]') is None:
            return None
        return Detected(version=footer[1] if footer else "2")

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page; its own script is the body's class."""
        if page.first(self.POST) is not None:
            return "thread"
        if page.first(".hnt.err") is not None:
            return "error"
        if page.first('form[action*="user_login"], input[name="password"]') is not None:
            return "login"
        if page.first(BOARD_ROWS) is not None:
            return "index"
        script = (page.tree.body.attrs.get("class") or "") if page.tree.body is not None else ""
        return "board" if page.first(TOPIC_ROWS) is not None or script == "board_show" else "other"

    def logged_in(self, page: Page) -> bool | None:
        """By the buttons."""
        if page.first('a[href*="user_logout"]') is not None:
            return True
        return False if page.first('a[href*="user_login"]') is not None else None

    def message(self, page: Page) -> str | None:
        """What an error page says."""
        return label(page.first(".hnt.err p"))

    def site_url(self, page: Page) -> str:
        """Where the scripts lie."""
        return root(page.url)

    def site_title(self, page: Page) -> str | None:
        """In the bar at the top."""
        return label(page.first(".tpb .hcl > .htt"))

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.mwforum_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.mwforum_links.may_follow`."""
        return may_follow(url)

    def next_url(self, page: Page) -> str | None:
        """By the page controls."""
        return read_pages(page)[2]

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        return read_pages(page)[:2]

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.mwforum_listing`."""
        return read_listing(page, partial(self._moment, page), is_index=self.kind(page) == "index")

    def header(self, page: Page) -> Thread:
        """The topic as its own page states it; its opening post adds author and time, in `thread`."""
        up = page.attribute('.pgb a[href*="board_show"][href*="tid="]', "href")
        thread_id = number_in(page.url, "tid") or number_in(page.absolute(up), "tid")
        title = label(page.first("title"))
        if thread_id is None or title is None:
            raise ParseError(self.name, page.url, "neither address nor link says which topic it is")
        script = page.url.partition("?")[0] if script_in(page.url) == "topic_show" else f"{root(page.url)}topic_show.pl"
        board = read_board(page)
        bar = label(page.first(".pgb .hcl")) or ""
        return Thread(
            id=thread_id,
            title=title,
            url=f"{script}?tid={thread_id}",
            boards=(board,) if board is not None else (),
            poll=self._poll(page),
            locked=not bar.endswith(title) if title in bar else None,
            declared=Declared(pages=read_pages(page)[1]),
        )

    def thread(self, page: Page) -> ThreadPage:
        """On the first page the first post opens the topic and tells who began it and when."""
        read = super().thread(page)
        if not read.posts or read.number != 1 or read.posts[0].parent_id is not None:
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    def _poll(self, page: Page) -> Poll | None:
        """The poll over the posts, once its votes are shown."""
        place = page.first(".pol")
        head = place.css_first(".hcl") if place is not None else None
        if place is None or head is None:
            return None
        named = head.css_first(".htt")
        question = fold(head.text().partition(named.text())[2]) if named is not None else None
        options = tuple(
            PollOption(text=text, votes=number(label(row.css_first(".plv"))))
            for row in place.css(".plr tr")
            if (text := label(row.css_first(".plo")))
        )
        return Poll(question=question, options=options) if question and options else None

    # -- posts -----------------------------------------------------------------------------------------------------

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        """Adds the post that it answers, to which the head of a tree's post leads."""
        read = super().post(page, node, rules)
        link = node.css_first("a.prl[href]") if read is not None else None
        href = link.attrs.get("href") or "" if link is not None else ""
        answered = href.rpartition("#pid")[2] if "#pid" in href else number_in(page.absolute(href), "pid")
        return replace(read, parent_id=answered, parent_kind="stated") if read is not None and answered else read

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """That of the frame."""
        stated = (node.id or "").removeprefix("pid")
        return stated if stated.isdecimal() else None

    def state(self, page: Page, node: LexborNode) -> PostState:
        """What waits for approval is a line."""
        return "moderated" if node.tag == "a" else "visible"

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """Behind the first of the head's labels; what the board itself posts has none."""
        fields = self._fields(page, node)
        if not fields or fields[0] in [moment.raw for moment in self._times(page, node)]:
            return None
        head = node.css_first(".hcl")
        link = head.css_first('a[href*="user_info"]') if head is not None else None
        return read_member(page, link) if link is not None else Author(name=fields[0], guest=True)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """The first time of the head."""
        return next(iter(self._times(page, node)), None)

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The address that shows the page on which the post stands."""
        href = page.absolute(link.attrs.get("href")) if (link := node.css_first("a.psl[href]")) is not None else None
        return canonical(href) if href else None

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """The second time of the head."""
        times = self._times(page, node)
        names = node.css(".hcl > .htt") if len(times) > 1 else []
        if len(names) > 1:
            raw = f"{label(names[2 if len(names) > 2 else 1])} {times[1].raw}"
            edit = read_edit(raw, date=lambda _: times[1], marked=True, time=times[1], languages=())
            if edit is not None:
                yield edit

    def reactions(self, page: Page, node: LexborNode) -> Iterator[Reaction]:
        """A bare figure behind the times."""
        for words in self._fields(page, node)[2:]:
            if words.isdecimal():
                yield Reaction(kind="like", count=int(words))

    # -- bodies ----------------------------------------------------------------------------------------------------

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """The words, and what was pasted as it was; files and signatures have cells of their own."""
        cells = [cell for cell in node.css(".ccl") if not {"pat", "sig", "app"} & set((cell.attrs.get("class") or "").split())]
        return cells if node.tag != "a" else []

    def attachments(self, page: Page, node: LexborNode) -> Iterator[Media]:
        """Files by name, pictures by what they show."""
        for cell in node.css(".pat"):
            for link in cell.css(".amf a[href]"):
                url = page.absolute(link.attrs.get("href"))
                if url is not None:
                    yield Media(kind="attachment", url=url, name=label(link))
            for image in cell.css("img.ami, img.amt"):
                url = page.absolute(image.attrs.get("src"))
                if url is not None:
                    yield Media(kind="attachment", url=url)

    def content(self, page: Page, node: LexborNode, rules: Rules) -> Content | None:
        """Quotes keep the marks that were typed before their lines: of those, one each is the quote's own."""
        content = super().content(page, node, rules)
        if content is None or not content.quotes:
            return content
        return replace(content, quotes=tuple(replace(quote, text=_MARKS.sub("", quote.text)) for quote in content.quotes))

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """Smileys say what was typed."""
        if node.tag == "img" and "fsm" in (node.attrs.get("class") or "").split():
            return node.attrs.get("alt") or ""
        return super().image(page, node)

    # -- common ----------------------------------------------------------------------------------------------------

    def _fields(self, page: Page, node: LexborNode) -> list[str]:
        """What stands behind each label of a post's head: name, time, perhaps a time of editing, how many like it."""
        kept: dict[int, list[str]] = page.memo.setdefault("heads", {})
        if node.mem_id not in kept:
            kept[node.mem_id] = self._read_fields(node)
        return kept[node.mem_id]

    def _read_fields(self, node: LexborNode) -> list[str]:
        head = node.css_first(".hcl") if node.tag != "a" else None
        fields: list[list[str]] = []
        child = head.first_child if head is not None else None
        while child is not None:
            if child.tag == "span" and "htt" in (child.attrs.get("class") or "").split():
                fields.append([])
            elif fields and (child.is_text_node or child.is_element_node):
                fields[-1].append((child.text_content or "") if child.is_text_node else child.text())
            child = child.next
        return [fold("".join(words)) for words in fields]

    def _times(self, page: Page, node: LexborNode) -> list[Moment]:
        kept: dict[int, list[Moment]] = page.memo.setdefault("times", {})
        if node.mem_id not in kept:
            found = [self._moment(page, words) for words in self._fields(page, node)[:3]]
            kept[node.mem_id] = [moment for moment in found if moment is not None]
        return kept[node.mem_id]

    def _moment(self, page: Page, words: str | None) -> Moment | None:
        if not words or not words[:1].isdecimal() or words.isdecimal():
            return None
        found = read_date(words, clock=page.clock, zone=self.zone(page), languages=())
        return found if found.local is not None or found.at is not None else None
