"""A community as mwForum 2 shows it: flat topics, no numbers, quotes by marks before their lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Member, Picture, Poll, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

ZONE = ZoneInfo("Etc/GMT")


def short(moment: datetime) -> str:
    """As in "2014-03-01 18:20 UTC"."""
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M} UTC"


class MwForumMarkup(Markup):
    """Bodies of line breaks; in quotes each line has a mark. What was pasted has a cell of its own, after the words; here it
    stands where it was typed.
    """

    def __init__(self) -> None:
        self._mark = ""

    @property
    def BREAK(self) -> str:  # type: ignore[override]  # noqa: N802
        return f"<br/>{self._mark}"

    @property
    def BETWEEN(self) -> str:  # type: ignore[override]  # noqa: N802
        return f"<br/>{self._mark}<br/>{self._mark}"

    def strong(self, text: str) -> str:
        return f"<b>{esc(text)}</b>"

    def anchor(self, url: str, text: str) -> str:
        return f"<a class='url' href='{esc(url)}'>{esc(text)}</a>"

    def smiley(self, smiley: Smiley) -> str:
        return f"<img class='fsm fsm_grin' src='/data/epx.png' title='grin' alt='{esc(smiley.code)}'>"

    def quotation(self, quotation: Quotation) -> str:
        before, self._mark = self._mark, "&gt; "
        body = self.body(quotation.blocks)
        self._mark = before
        return f"<blockquote><p>&gt; {body}</p></blockquote>"

    def code(self, code: Code) -> str:
        marked = "\n".join(f"{self._mark}{esc(line)}" for line in code.text.split("\n"))
        return f"<div class='raw'><pre>{marked}</pre></div>"

    def bullets(self, items: list[str]) -> str:
        return "<ul>" + "".join(f"<li>{self._mark}{item}</li>" for item in items) + "</ul>"

    def picture(self, picture: Picture) -> str:
        return f"<img class='emi' src='{esc(picture.url)}' alt=''/>"


class MwForum:
    """The forum at ``base``."""

    def __init__(self, community: Community, base: str) -> None:
        self.community = community
        self.base = base
        self._markup = MwForumMarkup()

    # -- addresses -------------------------------------------------------------------------------------------------

    def addresses(self) -> Iterator[str]:
        community = self.community
        yield "/forum/forum_show.pl"
        for board in community.boards:
            if not board.gated and board.parent is not None:
                pages = max(1, -(-len(community.threads_of(board)) // community.threads_per_page))
                yield from ("/forum/" + self._board(board, page) for page in range(1, pages + 1))
        for thread in community.threads:
            if thread.moved_to is None and not community.board[thread.board].gated:
                yield from ("/forum/" + self._topic(thread, page) for page in range(1, community.pages(thread) + 1))

    def _topic(self, thread: Thread, page: int = 1) -> str:
        return f"topic_show.pl?tid={thread.id}" + (f";pg={page}" if page > 1 else "")

    def _board(self, board: Board, page: int = 1) -> str:
        return f"board_show.pl?bid={board.id}" + (f";pg={page}" if page > 1 else "")

    def answer(self, target: str) -> Answer:
        stated = {name: int(values[0]) for name, values in parse_qs(urlsplit(target).query, separator=";").items()}
        community, page = self.community, stated.get("pg", 1)
        board, thread = community.board.get(stated.get("bid", 0)), community.thread.get(stated.get("tid", 0))
        if not stated:
            return Answer(body=self.index().encode())
        if board is not None and not board.gated:
            return Answer(body=self.board(board, page).encode())
        if thread is not None and thread.moved_to is None:
            return Answer(body=self.thread(thread, page).encode())
        wrong = "<div class='frm hnt err'>\n<div class='ccl'>\n<p>Topic not found.</p>\n</div>\n</div>\n"
        return Answer(body=self._page("topic_show", "Error", wrong).encode())

    # -- pieces ----------------------------------------------------------------------------------------------------

    def _writer(self, writer: Writer) -> str:
        return (
            f"<a href='user_info.pl?uid={writer.id}' >{esc(writer.name)}</a>" if isinstance(writer, Member) else esc(writer.name)
        )

    def _page(self, script: str, title: str, content: str) -> str:
        return (
            f"<!DOCTYPE html>\n<html>\n<head>\n<meta http-equiv='content-type' content='text/html; charset=utf-8'>\n"
            f"<link rel='stylesheet' href='/data/mwforum.css'>\n<title>{title}</title>\n</head>\n<body class='{script}'>\n\n"
            f"<div class='frm tpb'>\n<div class='hcl'><span class='nav'>Not logged in</span><span class='htt'>{esc(self.community.title)}"
            f"</span></div>\n<div class='bcl'>\n<a href='forum_show.pl' title='Start'>Forum</a>\n<a href='user_login.pl?ori=x' title='Login'>"
            f"Login</a>\n</div>\n</div>\n\n{content}<p class='cpr'>Powered by <a href='http://www.mwforum.org/'>mwForum</a> 2.29.0 &#169; "
            f"1999-2013 Markus Wichitill</p>\n\n</body>\n</html>\n"
        )

    def _bar(self, kind: str, title: str, up: str, urls: list[str], number: int) -> str:
        links = ""
        if len(urls) > 1:
            pages = "".join(
                f"<span>{page}</span>\n" if page == number else f"<a href='{urls[page - 1]}'>{page}</a>\n"
                for page in range(1, len(urls) + 1)
            )
            after = (
                f"<a href='{urls[number]}'><img class='sic sic_nav_next' src='/data/epx.png' alt='Next'></a>\n"
                if number < len(urls)
                else "<img class='sic dsb sic_nav_next_d' src='/data/epx.png' alt='Next'>\n"
            )
            links = f"<div class='bcl'>\n<span class='pln'>\n{pages}{after}</span>\n&#160;\n</div>\n"
        return (
            f"<div class='frm pgb'>\n<div class='hcl'>\n<span class='nav'>\n<a href='{up}'><img class='sic sic_nav_up' alt='Up'></a>\n</span>\n"
            f"<span class='htt'>{kind}</span> {title}\n</div>\n{links}</div>\n\n"
        )

    # -- listings --------------------------------------------------------------------------------------------------

    def index(self) -> str:
        rows = "".join(
            f"<tr class='hrw' id='cid{category.id}'>\n<th class='icl'></th>\n<th>{esc(category.title)}</th>\n<th class='shr'>Posts</th>\n"
            f"<th class='shr'>Last</th>\n</tr>\n{''.join(map(self._board_row, self._below(category)))}"
            for category in self.community.children(None)
        )
        return self._page("forum_show", esc(self.community.title), f"<table class='tbl'>\n{rows}</table>\n\n")

    def _below(self, board: Board) -> Iterator[Board]:
        for child in self.community.children(board):
            yield child
            yield from self._below(child)

    def _board_row(self, board: Board) -> str:
        posts = 0 if board.gated else self.community.figures(board)[1]
        return (
            f"<tr class='crw'>\n<td class='icl'><img class='sic sic_board_ou' alt='-'></td>\n<td><a id='bid{board.id}' "
            f"href='{self._board(board)}'>{esc(board.title)}</a><div class='bds'>{esc(board.description)}</div></td>\n"
            f"<td class='shr'>{posts} </td>\n<td class='shr'> - </td>\n</tr>\n"
        )

    def board(self, board: Board, number: int) -> str:
        community = self.community
        threads, size = list(community.threads_of(board)), community.threads_per_page
        urls = [self._board(board, page) for page in range(1, max(1, -(-len(threads) // size)) + 1)]
        rows = "".join(self._row(thread) for thread in threads[(number - 1) * size : number * size] if thread.moved_to is None)
        up = f"forum_show.pl#bid{board.id}"
        bar = self._bar("Board", f"<a href='{up}'>Category</a> / {esc(board.title)}", up, urls, number)
        head = "<tr class='hrw'>\n<th>Topic</th>\n<th class='shr'>By</th>\n<th class='shr'>Posts</th>\n<th class='shr'>Last</th>\n</tr>\n"
        return self._page("board_show", esc(board.title), f"{bar}<table class='tbl'>\n{head}{rows}</table>\n\n")

    def _row(self, thread: Thread) -> str:
        lock = " <img class='sic sic_topic_l' src='/data/epx.png' alt='(locked)'>" if thread.locked else ""
        title = f"<span class='stk'>{esc(thread.title)}</span>" if thread.sticky else esc(thread.title)
        return (
            f"<tr class='crw tpc'>\n<td>\n<a id='tid{thread.id}' href='{self._topic(thread)}'>\n<img src='/data/epx.png' "
            f"class='sic sic_topic_ou' title='Old' alt='-'>{lock}\n{title}</a>\n</td>\n<td class='shr'>{self._writer(thread.first.author)}"
            f"</td>\n<td class='shr'>{thread.replies + 1} </td>\n<td class='shr'>{short(thread.last.posted)}</td>\n</tr>\n"
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        community = self.community
        urls = [self._topic(thread, page) for page in range(1, community.pages(thread) + 1)]
        up = f"board_show.pl?tid={thread.id}#tid{thread.id}"
        board = community.board[thread.board]
        title = (
            f"<a href='forum_show.pl#bid{board.id}'>Category</a> / <a href='{up}'>{esc(board.title)}</a> / {esc(thread.title)}"
            f"{' (Locked)' if thread.locked else ''}"
        )
        bar = self._bar("Topic", title, up, urls, number)
        poll = self._poll(thread.poll) if thread.poll else ""
        posts = "".join(self._post(post) for _, post in community.page(thread, number))
        return self._page("topic_show", esc(thread.title), f"{bar}{poll if number == 1 else ''}{posts}{bar}")

    def _poll(self, poll: Poll) -> str:
        rows = "".join(
            f"<tr>\n<td class='plo'>{esc(choice.text)}</td>\n<td class='plv'>{choice.votes}</td>\n<td class='plp'>1%</td>\n"
            f"<td class='plg'><div class='plb'></div></td>\n</tr>\n"
            for choice in poll.choices
        )
        return (
            f"<div class='frm pol'>\n<div class='hcl'>\n<span class='htt'>Poll</span>\n{esc(poll.question)} \n</div>\n"
            f"<div class='ccl'>\n<table class='plr'>\n{rows}</table>\n</div>\n</div>\n"
        )

    def _post(self, post: Post) -> str:
        edited = f"<span class='htt'>Edited</span> {short(post.edit.at)}\n" if post.edit else ""
        files = "".join(
            f"\n<div class='amf'>Attachment: <a href='{self.base}/attachments/{file.id}'>{esc(file.name)}</a>  (1k)</div>"
            for file in post.attachments
        )
        held = f"\n</div>\n<div class='ccl pat'>{files}" if files else ""
        return (
            f"<div class='frm pst' id='pid{post.id}' style='margin-left: 0%'>\n<div class='hcl'>\n<span class='nav'>\n</span>\n"
            f"<a class='psl' href='topic_show.pl?pid={post.id}#pid{post.id}'><img src='/data/epx.png' class='sic sic_post_ou' alt='-'></a>\n"
            f"<span class='htt'>By</span> {self._writer(post.author)}\n<span class='htt'>Date</span> {short(post.posted)}\n{edited}</div>\n"
            f"<div class='ccl'>\n<img class='ava' src='/attach/avatars/1.png' alt=''>\n{self._markup.body(post.body)}{held}\n</div>\n</div>\n\n"
        )


PRINTS = Prints(
    ordinals=False,
    mentions=False,
    reactions=False,
    editors=False,
    edit_reasons=False,
    edit_counts=False,
    edit_seconds=False,
    editor_ids=False,
    quote_names=False,
    quote_members=False,
    quote_sources=False,
    picture_names=False,
    prefixes=False,
    tags=False,
    poll_voters=False,
    single_pages=False,
    placeholders=False,
    row_pages=False,
    stubs=False,
    board_threads=False,
    board_tree=False,
    seconds=False,
    category="c",
    row_times=False,
    row_views=False,
    row_last_authors=False,
    zone="Etc/GMT",
)
WAYS = {"mwforum": Way("mwforum", MwForum, PRINTS)}
