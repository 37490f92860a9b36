"""A community as Burning Board 3 shows it: rows in tables, times in words, names of editors in quotation marks."""

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

_ROUTE = re.compile(r"/forum/index\.php\?page=(Index|Thread|Board)(?:&(?:threadID|boardID)=(\d+))?(?:&pageNo=(\d+))?$")


class WBBMarkup(Markup):
    """Bodies with line breaks, quotes under a heading."""

    def smiley(self, smiley: Smiley) -> str:
        return f'<img src="wcf/images/smilies/smile.png" alt="{esc(smiley.code)}" />'

    def quotation(self, quotation: Quotation) -> str:
        words = f"Quoted from &quot;{esc(quotation.name)}&quot;" if quotation.name else "Quoted"
        if quotation.post:
            words = f'<a href="index.php?page=Thread&amp;postID={quotation.post}#post{quotation.post}">{words}</a>'
        return (
            f'<blockquote class="quote container-4"><div class="quoteHeader"><h3><img src="wcf/icon/quoteS.png" alt="" /> {words}</h3></div>'
            f'<div class="quoteBody">{self.body(quotation.blocks)}</div></blockquote>'
        )

    def code(self, code: Code) -> str:
        return f'<div class="code"><div class="codeHeader"><h3>Source code</h3></div><pre>{esc(code.text)}</pre></div>'

    def picture(self, picture: Picture) -> str:
        return f'<img src="{esc(picture.url)}" class="resizeImage" alt="{esc(picture.name)}" />'


class WBB:
    """The forum at ``base``."""

    def __init__(self, community: Community, base: str) -> None:
        self.community = community
        self.base = base
        self._zone = ZoneInfo(community.zone)
        self._markup = WBBMarkup()

    def addresses(self) -> Iterator[str]:
        yield "/forum/index.php?page=Index"
        for board in self.community.boards:
            if not board.gated and not board.category:
                pages = max(1, -(-len(self.community.threads_of(board)) // self.community.threads_per_page))
                yield from self._numbered(f"/forum/index.php?page=Board&boardID={board.id}", pages)
        for thread in self.community.threads:
            if thread.moved_to is None and not self.community.board[thread.board].gated:
                yield from self._numbered(f"/forum/index.php?page=Thread&threadID={thread.id}", self.community.pages(thread))

    def _numbered(self, path: str, pages: int) -> Iterator[str]:
        yield path
        yield from (f"{path}&pageNo={number}" for number in range(2, pages + 1))

    def answer(self, target: str) -> Answer:
        found = _ROUTE.fullmatch(target)
        if found is None:
            return Answer(body=self._page("NamedException", "Error", '<p class="error">Nothing here.</p>').encode(), status=404)
        number = int(found[3] or 1)
        if found[1] == "Thread":
            return Answer(body=self.thread(self.community.thread[int(found[2])], number).encode())
        if found[1] == "Board":
            return Answer(body=self.board(self.community.board[int(found[2])], number).encode())
        return Answer(body=self._page("Index", "Forum", f'<ul id="boardlist">{self._boards(None)}</ul>').encode())

    def date(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%A, %B %-d %Y, %-I:%M%p}"

    # -- pieces ----------------------------------------------------------------------------------------------------

    def _page(self, named: str, title: str, content: str, path: tuple[Board, ...] = ()) -> str:
        site = esc(self.community.title)
        crumbs = "".join(
            f'<li><a href="index.php?page=Board&amp;boardID={board.id}"><span>{esc(board.title)}</span></a> &raquo;</li>'
            for board in path
        )
        return (
            f'<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" dir="ltr" xml:lang="{self.community.language}"><head><base href="{self.base}/forum/" />'
            f'<meta charset="utf-8"><title>{title} - {site}</title><link rel="stylesheet" href="wcf/style/style-1.css" /></head><body id="tpl{named}"><div id="headerContainer"><ul><li id="userMenuLogin"><a href="index.php?form=UserLogin">Login</a></li></ul>'
            f'<div id="logo"><h1 class="pageTitle"><a href="index.php?page=Index">{site}</a></h1></div></div><div id="mainContainer"><div id="main"><ul class="breadCrumbs">{crumbs}</ul>'
            f'{content}</div></div><p class="copyright"><a href="http://www.woltlab.com">Forum Software: <strong>Burning Board&reg; 3.1.7</strong></a></p></body></html>'
        )

    def _pager(self, path: str, number: int, pages: int) -> str:
        links = "".join(
            f'<li class="active"><span>{one}</span></li>'
            if one == number
            else f'<li><a href="{path}&amp;pageNo={one}">{one}</a></li>'
            for one in range(1, pages + 1)
        )
        return f'<div class="contentHeader"><div class="pageNavigation"><ul>{links}</ul></div></div>' if pages > 1 else ""

    def _writer(self, writer: Writer) -> str:
        if not isinstance(writer, Member):
            return esc(writer.name)
        return f'<a href="index.php?page=User&amp;userID={writer.id}"><span>{esc(writer.name)}</span></a>'

    def _icon(self, thread: Thread, size: str) -> str:
        name = (
            "threadMoved"
            if thread.moved_to
            else f"thread{'Important' if thread.sticky else ''}{'Closed' if thread.locked else ''}"
        )
        return f'<img id="threadEdit{thread.id}" src="icon/{name}{size}.png" alt="" />'

    # -- listings --------------------------------------------------------------------------------------------------

    def _boards(self, parent: Board | None) -> str:
        return "".join(self._board_row(board) for board in self.community.children(parent))

    def _board_row(self, board: Board) -> str:
        title = f'<h4 class="boardTitle"><a id="boardLink9{board.id}" href="index.php?page=Board&amp;boardID={board.id}">{esc(board.title)}</a></h4>'
        below = self._boards(board)
        below = f'<ul id="category{board.id}">{below}</ul>' if below else ""
        if board.category:
            return f'<li class="category border"><div class="containerHead boardlistInner">{title}</div>{below}</li>'
        threads, posts = (0, 0) if board.gated else self.community.figures(board)
        return (
            f'<li><div class="container-1 boardlistInner"><div class="boardlistTitle">{title}<p class="boardlistDescription">{esc(board.description)}</p></div>'
            f'<div class="boardlistStats"><dl><dt>Threads:</dt><dd>{threads:,}</dd><dt>Posts:</dt><dd>{posts:,}</dd></dl></div></div>{below}</li>'
        )

    def board(self, board: Board, number: int) -> str:
        threads, size = self.community.threads_of(board), self.community.threads_per_page
        pages = max(1, -(-len(threads) // size))
        *above, _ = self.community.path(board)
        path = f"index.php?page=Board&amp;boardID={board.id}"
        rows = "".join(self._row(thread) for thread in threads[(number - 1) * size : number * size])
        head = f'<div class="mainHeadline"><h2><a href="{path}">{esc(board.title)}</a></h2></div>'
        content = f'{head}{self._pager(path, number, pages)}<table class="tableList"><tbody>{rows}</tbody></table>'
        return self._page("Board", esc(board.title), content, tuple(above))

    def _row(self, thread: Thread) -> str:
        pages = self.community.pages(thread)
        target = thread.moved_to or thread.id
        path = f"index.php?page=Thread&amp;threadID={target}"
        jumps = "".join(f'<li><a href="{path}&amp;pageNo={n}">{n}</a></li>' for n in range(1, pages + 1))
        jumps = f'<div class="statusDisplay"><div class="pageNavigation"><ul>{jumps}</ul></div></div>' if pages > 1 else ""
        prefix = f'<span class="prefix"><strong>{esc(thread.prefix)}</strong></span> ' if thread.prefix else ""
        first, last = thread.first, thread.last
        latest = "<p>No replies yet</p>"
        if thread.replies:
            latest = (
                f'<div class="containerIconSmall"><a href="{path}&amp;action=lastPost"><img src="icon/x.png" alt="" /></a></div><div class="containerContentSmall">'
                f'<p>By {self._writer(last.author)}</p><p class="smallFont light">({self.date(last.posted)})</p></div>'
            )
        return (
            f'<tr class="container-1" id="threadRow{thread.id}"><td class="columnIcon">{self._icon(thread, "M")}</td><td class="columnTopic"><div id="thread{thread.id}" class="topic">'
            f'{prefix}<a href="{path}">{esc(thread.title)}</a></div>{jumps}<p class="firstPost light">By {self._writer(first.author)} ({self.date(first.posted)})</p></td>'
            f'<td class="columnReplies">{thread.replies:,}</td><td class="columnViews hot">{thread.views:,}</td><td class="columnLastPost">{latest}</td></tr>'
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        path, pages = f"index.php?page=Thread&amp;threadID={thread.id}", self.community.pages(thread)
        prefix = f'<span class="prefix"><strong>{esc(thread.prefix)}</strong></span> ' if thread.prefix else ""
        tags = ", ".join(f'<a href="index.php?page=TaggedObjects&amp;tagID=1">{esc(tag)}</a>' for tag in thread.tags)
        posts = "".join(self._post(thread, ordinal, post) for ordinal, post in self.community.page(thread, number))
        content = (
            f'<div class="mainHeadline">{self._icon(thread, "L")}<h2 id="threadTitle{thread.id}">{prefix}<a href="{path}">{esc(thread.title)}</a></h2></div>'
            f'{self._pager(path, number, pages)}{posts}<div class="border infoBox"><p class="smallFont">{tags}</p></div>'
        )
        return self._page("Thread", esc(thread.title), content, self.community.path(self.community.board[thread.board]))

    def _post(self, thread: Thread, ordinal: int, post: Post) -> str:
        writer, edit, note = post.author, post.edit, ""
        if edit is not None:
            why = f" with the following reason: {esc(edit.reason)}" if edit.reason else ""
            note = f'<p class="editNote smallFont light">This post has been edited {edit.count} times, last edit by &quot;{esc(edit.by.name)}&quot; ({self.date(edit.at)}){why}</p>'
        signature = writer.signature if isinstance(writer, Member) else ()
        signed = f'<div class="signature">{self._markup.body(signature)}</div>' if signature else ""
        files = "".join(
            f'<li><a href="index.php?page=Attachment&amp;attachmentID={file.id}">{esc(file.name)}</a></li>'
            for file in post.attachments
        )
        where = f"index.php?page=Thread&amp;postID={post.id}#post{post.id}"
        return (
            f'<div id="postRow{post.id}" class="message"><div class="messageInner container-3"><a id="post{post.id}"></a><div class="messageSidebar"><div class="messageAuthor">'
            f'<p class="userName"><img src="wcf/icon/offlineS.png" alt="" /> {self._writer(writer)}</p></div></div><div class="messageContent"><div class="messageHeader"><p class="messageCount"><a href="{where}" class="messageNumber">{ordinal:,}</a></p>'
            f'<div class="containerContent"><p class="smallFont light">{self.date(post.posted)}</p></div></div><h3 class="messageTitle"><span>{esc(thread.title)}</span></h3>'
            f'<div class="messageBody"><div id="postText{post.id}">{self._markup.body(post.body)}</div></div><ul>{files}</ul>{signed}{note}</div></div></div>'
        )


PRINTS = Prints(
    mentions=False,
    reactions=False,
    editor_ids=False,
    edit_seconds=False,
    quote_members=False,
    polls=False,
    placeholders=False,
    single_pages=False,
    seconds=False,
)
WAYS = {"wbb 3": Way("wbb", WBB, PRINTS)}
