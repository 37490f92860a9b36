"""A community as Burning Board 2 shows it: tables in tables, cells told by class, signatures behind a line of underscores."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Member, Picture, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

_ROUTE = re.compile(r"/forum/(?:(thread|board)\.php\?(?:threadid|boardid)=(\d+)(?:&page=(\d+))?|index\.php)$")
_TABLE = 'cellpadding="4" cellspacing="1" border="0"'


class WBB2Markup(Markup):
    """Bodies with line breaks; quotes and code in tables."""

    BREAK = "<br />\n"
    BETWEEN = "<br />\n<br />\n"

    def smiley(self, smiley: Smiley) -> str:
        return f'<img src="images/smilies/smile.gif" border="0" alt="{esc(smiley.code)}" title="" />\n'

    def quotation(self, quotation: Quotation) -> str:
        name = f"<i>Originally posted by {esc(quotation.name)}</i><br />\n" if quotation.name else ""
        return (
            f'<table align="center" width="98%" cellpadding="4" cellspacing="1" class="tableinborder">\n <tr>\n  <td align="left" class="tablecat"><span class="smallfont"><b>quote:</b></span></td>\n </tr>\n'
            f' <tr class="normalfont">\n  <td class="inposttable" align="left">{name}{self.body(quotation.blocks)}</td>\n </tr>\n</table>'
        )

    def code(self, code: Code) -> str:
        numbers = "".join(f"{number}:\n" for number, _ in enumerate(code.text.split("\n"), 1))
        return (
            "<table align='center' style='width:98%; table-layout: fixed;'>\n <tr>\n  <td><div style='overflow: auto; width: 100%;'>\n   <table cellpadding='4' cellspacing='1' style='width:100%' class='tableinborder'>\n"
            "    <tr class='smallfont'>\n     <td class='tablecat' colspan='2'><span class='smallfont'><b>code:</b></span></td>\n    </tr>\n"
            f"    <tr class='smallfont'>\n     <td class='inposttable' nowrap='nowrap' align='right'><pre>{numbers}</pre></td>\n"
            f"     <td valign='top' class='inposttable' nowrap='nowrap' align='left' style='width:100%'><pre>{esc(code.text)}</pre></td>\n    </tr>\n   </table>\n  </div></td>\n </tr>\n</table>"
        )

    def picture(self, picture: Picture) -> str:
        return f'<img src="{esc(picture.url)}" alt="" border="0" class="resizeImage" />'


class WBB2:
    """The forum at ``base``."""

    def __init__(self, community: Community, base: str) -> None:
        self.community = community
        self.base = base
        self._zone = ZoneInfo(community.zone)
        self._markup = WBB2Markup()

    def addresses(self) -> Iterator[str]:
        yield "/forum/index.php"
        for board in self.community.boards:
            if not board.gated and not board.category:
                pages = max(1, -(-len(self.community.threads_of(board)) // self.community.threads_per_page))
                yield from self._numbered(f"/forum/board.php?boardid={board.id}", pages)
        for thread in self.community.threads:
            if thread.moved_to is None and not self.community.board[thread.board].gated:
                yield from self._numbered(f"/forum/thread.php?threadid={thread.id}", self.community.pages(thread))

    def _numbered(self, path: str, pages: int) -> Iterator[str]:
        yield path
        yield from (f"{path}&page={number}" for number in range(2, pages + 1))

    def answer(self, target: str) -> Answer:
        found = _ROUTE.fullmatch(target)
        if found is None:
            return Answer(
                body=self._frame("", '<table class="tableoutborder"><tr class="mainpage"><td>No.</td></tr></table>').encode()
            )
        number = int(found[3] or 1)
        if found[1] == "thread":
            return Answer(body=self.thread(self.community.thread[int(found[2])], number).encode())
        if found[1] == "board":
            return Answer(body=self.board(self.community.board[int(found[2])], number).encode())
        return Answer(body=self._page("", f'<table {_TABLE} class="tableinborder">{self._boards(None)}</table>').encode())

    def date(self, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        return f'{local:%Y-%m-%d} <span class="time">{local:%H:%M}</span>'

    # -- pieces ----------------------------------------------------------------------------------------------------

    def _frame(self, title: str, content: str) -> str:
        return (
            f'<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" lang="{self.community.language}"><head><title>{esc(self.community.title)}{title}</title><meta charset="utf-8">'
            f'<link rel="index" href="index.php" /><link rel="copyright" href="http://www.woltlab.de" /></head><body>{content}</body></html>'
        )

    def _page(self, title: str, content: str) -> str:
        return self._frame(
            title,
            '<table class="tableoutborder"><tr><td class="mainpage" align="center"><table><tr><td class="logobackground"><a href="index.php"><img src="logo.gif" alt="" /></a></td></tr>'
            f'<tr><td><span class="smallfont"><a href="register.php"><img src="images/top_register.gif" alt="" /></a></span></td></tr></table><br />{content}'
            f'<table {_TABLE} class="tableinborder"><tr><td class="tablea"><span class="smallfont"><a href="http://www.woltlab.de">Powered by: <b>Burning Board</b> <b>2.3.6</b></a></span></td></tr></table></td></tr></table>',
        )

    def _bar(self, path: tuple[Board, ...], end: str = "") -> str:
        crumbs = "".join(f' &raquo; <a href="board.php?boardid={board.id}">{esc(board.title)}</a>' for board in path)
        return (
            f'<table {_TABLE} class="tableinborder"><tr><td class="tablea"><table><tr class="tablea_fc"><td align="left"><span class="smallfont">'
            f'<b><a href="index.php">{esc(self.community.title)}</a>{crumbs}{" &raquo; " if end else ""}</b>{end}</span></td></tr></table></td></tr></table>'
        )

    def _pager(self, path: str, number: int, pages: int) -> str:
        links = "".join(
            f'<span class="normalfont"><b>[{one}]</b></span> '
            if one == number
            else f'<a href="{path}&amp;page={one}" class="normalfont">{one}</a> '
            for one in range(1, pages + 1)
        )
        later = f'<a href="{path}&amp;page={number + 1}">next &raquo;</a>' if number < pages else ""
        return (
            f'<table><tr><td align="left"><span class="smallfont">Pages ({pages}): {links}{later}</span></td></tr></table>'
            if pages > 1
            else ""
        )

    def _writer(self, writer: Writer) -> str:
        return (
            f'<a href="profile.php?userid={writer.id}">{esc(writer.name)}</a>' if isinstance(writer, Member) else esc(writer.name)
        )

    # -- listings --------------------------------------------------------------------------------------------------

    def _boards(self, parent: Board | None) -> str:
        return "".join(self._board_row(board) for board in self.community.children(parent))

    def _board_row(self, board: Board) -> str:
        title = f'<span class="normalfont"><a href="board.php?boardid={board.id}"><b>{esc(board.title)}</b></a></span>'
        said = f"<br />{esc(board.description)}" if board.description else ""
        if board.category:
            return f'<tr><td class="tablecat" colspan="5"><table><tr class="tablecat_fc"><td>{title}<span class="smallfont">{said}</span></td></tr></table></td></tr>{self._boards(board)}'
        threads, posts = (0, 0) if board.gated else self.community.figures(board)
        below = "".join(f'<a href="board.php?boardid={one.id}">{esc(one.title)}</a>, ' for one in self.community.children(board))
        below = f"<br />including: {below}" if below else ""
        return (
            f'<tr><td class="tableb" align="center"><img src="images/off.gif" alt="" /></td><td align="left" class="tablea">{title}<span class="smallfont">{said}{below}</span></td>'
            f'<td class="tableb"><span class="normalfont">{posts:,}</span></td><td class="tablea"><span class="normalfont">{threads:,}</span></td>'
            '<td class="tableb"><div align="center"><span class="smallfont">-</span></div></td><td class="tablea" align="center"><span class="smallfont">&nbsp;</span></td></tr>'
        )

    def board(self, board: Board, number: int) -> str:
        threads, size = self.community.threads_of(board), self.community.threads_per_page
        pages = max(1, -(-len(threads) // size))
        path = f"board.php?boardid={board.id}&amp;daysprune=1000&amp;sortfield=lastposttime&amp;sortorder=DESC"
        rows = "".join(self._row(thread) for thread in threads[(number - 1) * size : number * size])
        below = self._boards(board)
        below = f'<table {_TABLE} class="tableinborder">{below}</table>' if below else ""
        content = (
            f'{self._bar(self.community.path(board))}<a href="markread.php?boardid={board.id}">Mark read</a>{below}'
            f'<form method="get" action="board.php"><table {_TABLE} class="tableinborder">{rows}</table></form>{self._pager(path, number, pages)}'
        )
        return self._page(f" | {esc(board.title)}", content)

    def _row(self, thread: Thread) -> str:
        pages = self.community.pages(thread)
        path = f"thread.php?threadid={thread.moved_to or thread.id}"
        jumps = "".join(f' <a href="{path}&amp;page={n}">{n}</a>' for n in range(1, pages + 1))
        jumps = f'<span class="smallfont"> ( <img src="images/multipage.gif" alt="" />{jumps})</span>' if pages > 1 else ""
        signs = (
            ("<b>Moved:</b> " if thread.moved_to else "")
            + ("<b>Important:</b> " if thread.sticky else "")
            + esc(thread.prefix or "")
        )
        icon = "moved" if thread.moved_to else "lockfolder" if thread.locked else "folder"
        replies, views = ("-", "-") if thread.moved_to else (f"{thread.replies:,}", f"{thread.views:,}")
        by = self._writer(thread.last.author)
        return (
            f'<tr align="center"><td class="tablea"><img src="images/{icon}.gif" border="0" alt="" /></td><td class="tableb">&nbsp;</td><td class="tablea" align="left"><span class="normalfont">'
            f'<a href="{path}&amp;goto=firstnew"><img src="images/firstnew.gif" alt="" /></a> <span class="prefix">{signs} </span><a href="{path}">{esc(thread.title)}</a></span>{jumps}<span class="smallfont"></span></td>'
            f'<td class="tableb"><span class="normalfont"><a href="javascript:who({thread.id})">{replies}</a></span></td><td class="tablea"><span class="normalfont">{self._writer(thread.first.author)}</span></td>'
            f'<td class="tableb"><span class="normalfont">{views}</span></td><td class="tablea" align="left"><table><tr align="right" class="tablea_fc"><td><span class="smallfont">{self.date(thread.last.posted)}<br />\n'
            f'by {by}</span></td><td><a href="{path}&amp;goto=lastpost"><img src="images/lastpost.gif" alt="" /></a></td></tr></table></td></tr>'
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        path, pages = (
            f"thread.php?threadid={thread.id}&amp;threadview=0&amp;hilight=&amp;hilightuser=0",
            self.community.pages(thread),
        )
        prefix = f'<span class="prefix">{esc(thread.prefix)}</span> ' if thread.prefix else ""
        posts = "".join(self._post(thread, post) for _, post in self.community.page(thread, number))
        button = "closed" if thread.locked else "addreply"
        content = (
            f"{self._bar(self.community.path(self.community.board[thread.board]), f'{prefix}<b>{esc(thread.title)}</b>')}"
            f'<a href="thread.php?goto=lastpost&amp;threadid={thread.id}">Last post</a> | <a href="print.php?threadid={thread.id}">Print</a>{self._pager(path, number, pages)}'
            f'<a href="addreply.php?threadid={thread.id}"><img src="images/{button}.gif" alt="" /></a>'
            f'<table {_TABLE} class="tableinborder"><tr><td class="tablecat"><span class="normalfont"><a href="javascript:self.scrollTo(0,50000);"><img src="images/asc.gif" alt="" /></a> <b>{esc(thread.title)} </b></span></td></tr></table>{posts}'
        )
        return self._page(f" | {esc(thread.title)}", content)

    def _post(self, thread: Thread, post: Post) -> str:
        writer, edit, note = post.author, post.edit, ""
        if edit is not None:
            note = f'<p><span class="smallfont">This post has been edited {edit.count} time(s), it was last edited by {esc(edit.by.name)}: {self.date(edit.at)}.</span></p>'
        signature = writer.signature if isinstance(writer, Member) else ()
        signed = f"<br /><br />__________________<br />{self._markup.body(signature)}<br />" if signature else ""
        files = "".join(
            f'<img src="images/filetypes/x.gif" border="0" alt="x" /><span class="normalfont"> <a href="attachment.php?attachmentid={file.id}">{esc(file.name)}</a> </span><br />'
            for file in post.attachments
        )
        if files:
            files = (
                '<br /><br />\n<table align="center" width="98%" cellpadding="4" cellspacing="1" class="tableinborder"><tr><td align="left" class="tablecat"><span class="smallfont"><b>Attachments:</b></span></td></tr>'
                f'<tr class="normalfont"><td class="inposttable" align="left">{files}</td></tr></table>'
            )
        rank = "Member<br />" if isinstance(writer, Member) else '<span class="smallfont">unregistered</span>'
        return (
            f'<table><tr><td width="100%"><table {_TABLE} class="tableinborder">\n <tr align="left">\n  <td class="tablea" valign="top"><a name="post{post.id}" id="post{post.id}"></a>\n   <table class="tablea_fc"><tr><td class="smallfont"><span class="normalfont"><b>{self._writer(writer)}</b></span> <br />{rank}</td></tr></table></td>\n'
            f'  <td class="tablea" valign="top"><table class="tablea_fc"><tr><td class="normalfont" align="left">\n      <table class="tablea_fc"><tr><td><span class="smallfont"> <b>{esc(thread.title)}</b></span></td><td align="right"><a href="addreply.php?action=quote&amp;postid={post.id}"><img src="images/quote.gif" alt="" /></a></td></tr></table><hr size="1" class="threadline" />\n'
            f"      {self._markup.body(post.body)}\n      {files}\n      {signed}\n      {note}\n     </td></tr></table></td>\n </tr>\n"
            f' <tr>\n  <td class="tablea" align="center" nowrap="nowrap"><span class="smallfont">\n   <a href="thread.php?postid={post.id}#post{post.id}"><img src="images/posticon.gif" border="0" alt="" /></a>  \n   {self.date(post.posted)}</span></td>\n  <td class="tablea"><span class="smallfont">&nbsp;</span></td>\n </tr>\n</table></td></tr></table>'
        )


PRINTS = Prints(
    ordinals=False,
    mentions=False,
    reactions=False,
    edit_reasons=False,
    editor_ids=False,
    edit_seconds=False,
    quote_members=False,
    quote_sources=False,
    picture_names=False,
    tags=False,
    polls=False,
    placeholders=False,
    single_pages=False,
    row_times=False,
    seconds=False,
)
WAYS = {"wbb 2": Way("wbb2", WBB2, PRINTS)}
