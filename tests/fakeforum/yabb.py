"""A community as YaBB 2 shows it to members: tables of 2.5, boards below boards as in 2.6. Polls are left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Member, Picture, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

_SCRIPT = "/forum/YaBB.pl"
_TOPIC = "/viewtopic/YaBB.pl"
_IMAGES = "/yabbfiles/Templates/Forum/default"


class YaBBMarkup(Markup):
    """YaBB's bodies."""

    BREAK = "<br />"
    BETWEEN = "<br /><br />"

    def smiley(self, smiley: Smiley) -> str:
        return f'<img src="{_IMAGES}/smiley.gif" border="0" alt="{esc(smiley.code)}" title="{esc(smiley.code)}" />'

    def quotation(self, quotation: Quotation) -> str:
        inner = f'<div class="quote" style="width: 90%; overflow: auto;">{self.body(quotation.blocks)}</div>'
        if not quotation.name:
            return f"<b>Quote:</b><br />{inner}"
        link = f'<a class="message" href="{_TOPIC}?num=1278201900/3#3">{esc(quotation.name)} wrote</a>'
        return f"{link} on 07/03/10 at 18:05:00:<br />{inner}"

    def code(self, code: Code) -> str:
        return f'<b>Code:</b><pre class="code" style="margin: 0px; width: 90%; overflow: scroll;">{esc(code.text)}</pre>'

    def picture(self, picture: Picture) -> str:
        return f'<img src="{esc(picture.url)}" name="post_img_resize" alt="{esc(picture.name)}" title="x" border="0" style="display:none" />'


class YaBB:
    """The forum at ``base``."""

    def __init__(self, community: Community, base: str) -> None:
        self.community = community
        self.base = base
        self._zone = ZoneInfo(PRINTS.zone)
        self._markup = YaBBMarkup()

    def addresses(self) -> Iterator[str]:
        community = self.community
        yield _SCRIPT
        for board in community.boards:
            if not board.gated and not board.category:
                pages = max(1, -(-len(community.threads_of(board)) // community.threads_per_page))
                yield from (f"{_SCRIPT}?board={board.id}/{n * community.threads_per_page}" for n in range(pages))
        for thread in community.threads:
            if thread.moved_to is None and not community.board[thread.board].gated:
                yield from (self._place(thread, n) for n in range(1, community.pages(thread) + 1))

    def answer(self, target: str) -> Answer:
        community = self.community
        name, _, thing = target.partition("?")[2].partition("=")
        number, _, place = thing.partition("/")
        if name == "board" and int(number) in community.board:
            page = self.board(community.board[int(number)], int(place or 0) // community.threads_per_page + 1)
        elif name == "num" and int(number) in community.thread:
            page = self.thread(community.thread[int(number)], int(place or 0) // community.posts_per_page + 1)
        else:
            page = self.index()
        return Answer(body=page.encode("latin-1", "xmlcharrefreplace"), content_type="text/html; charset=ISO-8859-1")

    def _place(self, thread: Thread, number: int) -> str:
        return f"{_TOPIC}?num={thread.id}/{(number - 1) * self.community.posts_per_page}"

    def _when(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%m/%d/%y at %H:%M:%S}"

    def _writer(self, writer: Writer) -> str:
        if isinstance(writer, Member):
            return f'<a href="{_SCRIPT}?action=viewprofile;username={writer.id}">{esc(writer.name)}</a>'
        return f"{esc(writer.name)} (Guest)"

    def _page(self, title: str, content: str, crumbs: str = "") -> str:
        site = esc(self.community.title)
        return (
            f'<!DOCTYPE html><html lang="{self.community.language}"><head>\n<!-- YaBB 2.5.2 $Revision: 1.5 -->\n<title>{site} - {title}</title>'
            f'</head><body><div id="maincontainer"><a name="pagetop"></a><table class="tabmenu"><tr><td class="tabmenu"><a href="{_SCRIPT}?action=logout">'
            f'Logout</a></td></tr></table><table><tr><td class="nav">&nbsp;</td><td class="nav"><a href="{_SCRIPT}" class="nav">{site}</a> {crumbs}</td>'
            f'</tr></table>{content}<div class="copyright"><span class="copyright">Powered by <a href="http://www.yabbforum.com" class="copyright">'
            f"YaBB 2.5.2</a>!</span></div></div></body></html>"
        )

    def _crumbs(self, board: Board, last: str) -> str:
        links = [
            f'&rsaquo; <a href="{_SCRIPT}?{"catselect" if one.category else "board"}={one.id}">{esc(one.title)}</a>'
            for one in self.community.path(board)
        ]
        return f"{' '.join(links)} {f'&rsaquo; {last}' if last else ''}"

    def _pages(self, base: str, number: int, pages: int, size: int) -> str:
        if pages < 2:
            return '<span class="small"><img src="index_togl.gif" alt="" /> Pages: 1</span>'
        links = "&nbsp;".join(
            f"<b>{n}</b>" if n == number else f'<a href="{base}/{(n - 1) * size}" style="font-weight: normal;">{n}</a>'
            for n in range(1, pages + 1)
        )
        return f'<span class="small"><img src="index_togl.gif" alt="" /> Pages: {links}</span>'

    # -- listings --------------------------------------------------------------------------------------------------

    def index(self) -> str:
        community = self.community
        tables = []
        for category in community.children(None):
            rows = "".join(self._board_row(board) for board in community.children(category) if not board.category)
            tables.append(
                f'<table class="bordercolor"><tr><td class="tabtitle">&nbsp;</td><td class="tabtitle"><a href="{_SCRIPT}?catselect={category.id}">'
                f'{esc(category.title)}</a></td></tr></table><table id="{category.id}" class="bordercolor">{rows}</table>'
            )
        return self._page("Index", "".join(tables))

    def _board_row(self, board: Board) -> str:
        community = self.community
        threads = [] if board.gated else community.threads_of(board)
        posts = sum(len(thread.shown) for thread in threads)
        below = ", ".join(f'<a href="{_SCRIPT}?board={one.id}">{esc(one.title)}</a>' for one in community.children(board))
        return (
            f'<tr><td class="windowbg"><a href="{_SCRIPT}?board={board.id}"><img src="{_IMAGES}/boards.gif" alt="" /></a></td><td class="windowbg">'
            f'<a name="b{board.id}" href="{_SCRIPT}?board={board.id}"><b>{esc(board.title)}</b></a><br />{esc(board.description)}'
            f'<div class="small" style="font-style:italic;">Moderator: <a href="{_SCRIPT}?action=viewprofile;username=1">x</a></div>'
            f'<div class="small">{below}</div></td><td class="windowbg2"><span class="small"><b>Topic:</b> 17<br /><b>by:</b> x</span></td>'
            f'<td class="windowbg">{len(threads)}</td><td class="windowbg">{posts}</td></tr>'
        )

    def board(self, board: Board, number: int) -> str:
        community = self.community
        threads, size = community.threads_of(board), community.threads_per_page
        pages = max(1, -(-len(threads) // size))
        rows = "".join(self._row(thread) for thread in threads[(number - 1) * size : number * size])
        bar = self._pages(f"{_SCRIPT}?board={board.id}", number, pages, size)
        table = (
            f'<table><tr><td class="catbg">{bar}</td></tr></table><table class="bordercolor"><tr><td class="titlebg" colspan="2">&nbsp;</td>'
            f'<td class="titlebg">Subject</td></tr>{rows}</table>'
        )
        return self._page(esc(board.title), table, self._crumbs(board, ""))

    def _row(self, thread: Thread) -> str:
        community = self.community
        pages, size = community.pages(thread), community.posts_per_page
        if thread.moved_to is not None:
            link = f'<a href="{_TOPIC}?num={thread.moved_to}">{esc(thread.title)}</a>'
            return (
                f'<tr><td class="windowbg2"><img src="{_IMAGES}/locked_moved.gif" alt="" /></td><td class="windowbg2"><img src="{_IMAGES}/xx.gif" alt="" />'
                f'</td><td class="windowbg" colspan="5">Moved: \'{link}\'<br /><span class="small"><b>This '
                f'<a href="{_TOPIC}?num={thread.moved_to}"><b>Topic</b></a> has been moved</b></span></td></tr>'
            )
        icon = {(True, True): "stickylock", (True, False): "sticky", (False, True): "locked"}.get(
            (thread.sticky, thread.locked), "thread"
        )
        jumps = (
            " ".join(f'<a href="{_TOPIC}?num={thread.id}/{n * size}#{n * size}">{n + 1}</a>' for n in range(pages))
            if pages > 1
            else ""
        )
        return (
            f'<tr><td class="windowbg2"><img src="{_IMAGES}/{icon}.gif" alt="" /></td><td class="windowbg2"><img src="{_IMAGES}/xx.gif" alt="" /></td>'
            f'<td class="windowbg"><div><b><a href="{_TOPIC}?num={thread.id}">{esc(thread.title)}</a></b><br /><span class="small">&#171; Pages {jumps} '
            f'&#187;</span></div></td><td class="windowbg2"><span class="small">{self._writer(thread.first.author)}</span></td>'
            f'<td class="windowbg">{thread.replies}</td><td class="windowbg">{thread.views}</td><td class="windowbg2"><span class="small">'
            f'<a href="{_TOPIC}?num={thread.id}/{thread.replies}#{thread.replies}"><img src="{_IMAGES}/lastpost.gif" alt="" /> '
            f"{self._when(thread.last.posted)}</a><br /><b>Last post by:</b> {self._writer(thread.last.author)}</span></td></tr>"
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        community = self.community
        posts = "".join(self._post(thread, ordinal, post) for ordinal, post in community.page(thread, number))
        bar = self._pages(f"{_TOPIC}?num={thread.id}", number, community.pages(thread), community.posts_per_page)
        icon = {(True, True): "stickylock", (True, False): "sticky", (False, True): "locked"}.get(
            (thread.sticky, thread.locked), "thread"
        )
        head = (
            f'<div class="displaycontainer"><table><tr><td class="catbg"><div>{bar}</div></td></tr></table></div><div class="displaycontainer"><table>'
            f'<tr><td class="titlebg"><a name="top"><img src="{_IMAGES}/{icon}.gif" alt="" /></a> {esc(thread.title)} (Read {thread.views} times)'
            f"</td></tr></table></div>"
        )
        return self._page(esc(thread.title), head + posts, self._crumbs(community.board[thread.board], esc(thread.title)))

    def _post(self, thread: Thread, ordinal: int, post: Post) -> str:
        writer, place = post.author, ordinal - 1
        is_member = isinstance(writer, Member)
        name = self._writer(writer) if is_member else f"<b>{esc(writer.name)}</b>"
        signature = self._markup.body(writer.signature) if isinstance(writer, Member) and writer.signature else ""
        subject = ("Re: " if place else "") + esc(thread.title)
        count = f"Reply #{place} - " if place else ""
        edit = post.edit
        edited = f"&#171; <i>Last Edit: {self._when(edit.at)} by {esc(edit.by.name)}</i> &#187;" if edit else ""
        files = "".join(
            f'<div class="small"><a href="{_SCRIPT}?action=downloadfile;file={file.id}"><img src="{_IMAGES}/paperclip.gif" alt="" /> '
            f"{esc(file.name)}</a> (2 KB | <acronym>7</acronym> )</div>"
            for file in post.attachments
        )
        small = "YaBB Newbie<br />Posts: 12<br />" if is_member else "Guest<br />"
        return (
            f'<div class="displaycontainer"><table class="bordercolor"><tr><td class="windowbg" width="140"><a name="{place}"></a>{name}<div class="small">'
            f'{small}</div></td><td class="windowbg"><div class="dividerbot"><span class="small"><a href="{_TOPIC}?num={thread.id}/{place}#{place}">'
            f'<img src="{_IMAGES}/xx.gif" alt="" /></a></span><span class="small"><b>{subject}</b><br /><span class="small"><b>{count}</b>'
            f'{self._when(post.posted)}</span></span></div><div class="message" style="float: left;">{self._markup.body(post.body)}</div></td></tr>'
            f'<tr><td class="windowbg"><a href="#top">Back to top</a></td><td class="windowbg"><div class="small">{edited} &nbsp;</div>'
            f'<div class="small">{files}</div><div class="small">{"<hr />" if signature else ""}{signature}</div><div class="dividertop">'
            f'<div class="small">&nbsp;</div><div class="small"><span class="small">IP Logged</span></div></div></td></tr></table></div>'
        )


PRINTS = Prints(
    post_ids=False,
    replies_numbered=True,
    mentions=False,
    reactions=False,
    edit_reasons=False,
    edit_counts=False,
    editor_ids=False,
    quote_members=False,
    quote_sources=False,
    prefixes=False,
    tags=False,
    polls=False,
    placeholders=False,
    figures_below=False,
    category="c:",
    row_times=False,
    seconds=False,
    zone="Etc/GMT+5",
)
WAYS = {"yabb": Way("yabb", YaBB, PRINTS)}
