"""A community as UBB.threads 7.7 shows it, with readable addresses. Polls are left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Member, Picture, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

_SCRIPT = "/forum/ubbthreads.php"


class UBBMarkup(Markup):
    """UBB.threads' bodies."""

    def strong(self, text: str) -> str:
        return f'<span style="font-weight: bold">{esc(text)}</span>'

    def smiley(self, smiley: Smiley) -> str:
        return f'<img src="/forum/images/graemlins/default/smile.gif" alt="{esc(smiley.code)}" title="smile">'

    def quotation(self, quotation: Quotation) -> str:
        head = f"Originally Posted by {esc(quotation.name)}" if quotation.name else "Quote"
        if quotation.name and quotation.post is not None:
            head = f'<a href="{_SCRIPT}/topics/{quotation.post}/x.html#Post{quotation.post}">{head}</a>'
        inner = self.body(quotation.blocks)
        return (
            f'<blockquote class="ubbcode-blockquote"><div class="ubbcode-block"><div class="ubbcode-header">{head}</div>'
            f'<div class="ubbcode-body">{inner}</div></div></blockquote>'
        )

    def code(self, code: Code) -> str:
        inner = f'<div class="ubbcode-body ubbcode-pre"><pre>{esc(code.text)}</pre></div>'
        return f'<div class="ubbcode-block"><div class="ubbcode-header">Code</div>{inner}</div>'

    def picture(self, picture: Picture) -> str:
        return f'<img src="{esc(picture.url)}" class="post-image" alt="[Linked Image]" />'


class UBBThreads:
    """The forum at ``base``."""

    def __init__(self, community: Community, base: str) -> None:
        self.community = community
        self.base = base
        self._zone = ZoneInfo(PRINTS.zone)
        self._markup = UBBMarkup()

    def addresses(self) -> Iterator[str]:
        community = self.community
        yield f"{_SCRIPT}/forum_summary.html"
        for board in community.boards:
            if not board.gated and not board.category:
                pages = max(1, -(-len(community.threads_of(board)) // community.threads_per_page))
                yield from (f"{_SCRIPT}/forums/{board.id}/{n}/x.html" for n in range(1, pages + 1))
        for thread in community.threads:
            if thread.moved_to is None and not community.board[thread.board].gated:
                yield from (f"/viewtopic{self._place(thread, n)}" for n in range(1, community.pages(thread) + 1))

    def answer(self, target: str) -> Answer:
        community = self.community
        parts = target.removeprefix("/viewtopic").removeprefix(_SCRIPT).strip("/").split("/")
        if parts[0] == "forum_summary.html":
            return self._html(self.index())
        number = int(parts[2]) if len(parts) > 3 else 1
        if parts[0] == "forums" and int(parts[1]) in community.board:
            return self._html(self.board(community.board[int(parts[1])], number))
        if parts[0] == "topics" and int(parts[1]) in community.thread:
            return self._html(self.thread(community.thread[int(parts[1])], number))
        return self._html(self._page("Error", '<td class="alt-1 standouttext">The post does not exist.</td>'))

    def _html(self, page: str) -> Answer:
        return Answer(body=page.encode())

    def _place(self, thread: Thread, number: int) -> str:
        return f"{_SCRIPT}/topics/{thread.id}/{f'{number}/' if number > 1 else ''}x.html"

    def _when(self, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        return f'<span class="date">{local:%m/%d/%y}</span> <span class="time">{local:%I:%M %p}</span>'

    def _writer(self, writer: Writer) -> str:
        name = f'<span class="username">{esc(writer.name)}</span>'
        return f'<a href="{_SCRIPT}/users/{writer.id}/x.html">{name}</a>' if isinstance(writer, Member) else name

    def _page(self, title: str, content: str, *, crumbs: str = "", head: str = "") -> str:
        site = esc(self.community.title)
        path = f'<h1><a href="{_SCRIPT}/forum_summary.html">Forums</a> {crumbs}</h1>'
        return (
            f'<!DOCTYPE html><html lang="{self.community.language}"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta property="og:site_name" content="{site}"><meta name="generator" content="UBB.threads 7.7.5">{head}</head><body>'
            f'<table><tr><td id="breadcrumbs" class="breadcrumbs"><span><a href="{_SCRIPT}/ubb/login.html">Log In</a></span>{path}</td></tr>'
            f'</table>{content}<a href="https://www.ubbcentral.com/">Powered by UBB.threads</a></body></html>'
        )

    def _crumbs(self, board: Board, last: str) -> str:
        links = []
        for one in self.community.path(board):
            place = f"category/{one.id}/x.html" if one.category else f"forums/{one.id}/1/x.html"
            links.append(f'<i class="fa-angle-right"></i> <a href="{_SCRIPT}/{place}">{esc(one.title)}</a>')
        return f'{" ".join(links)} <i class="fa-angle-right"></i> {last}'

    def _pages(self, path: str, number: int, pages: int) -> str:
        if pages < 2:
            return ""
        links = " ".join(
            f'<span class="page-cur">{n}</span>' if n == number else f'<a href="{path.format(n)}">{n}</a>'
            for n in range(1, pages + 1)
        )
        return f'<div class="pagination"><span>Page {number} of {pages}</span> {links}</div>'

    # -- listings --------------------------------------------------------------------------------------------------

    def index(self) -> str:
        community = self.community
        rows = []
        for category in community.children(None):
            rows.append(
                f'<tr><td class="tdheader"><a href="{_SCRIPT}/category/{category.id}/x.html">{esc(category.title)}</a></td></tr>'
            )
            for board in community.children(category):
                if not board.category:
                    below = ", ".join(
                        f'<a href="{_SCRIPT}/forums/{one.id}/1/x.html">{esc(one.title)}</a>' for one in community.children(board)
                    )
                    threads = [] if board.gated else community.threads_of(board)
                    posts = sum(len(thread.shown) for thread in threads)
                    rows.append(
                        f'<tr><td class="forumtitle"><a href="{_SCRIPT}/forums/{board.id}/1/x.html">{esc(board.title)}</a>'
                        f'<div class="forumdescript">{esc(board.description)}</div>{below}</td><td class="threadtotal">{len(threads)}</td>'
                        f'<td class="posttotal">{posts}</td><td class="posttime"></td></tr>'
                    )
        return self._page("Forums", f"<table>{''.join(rows)}</table>")

    def board(self, board: Board, number: int) -> str:
        community = self.community
        threads, size = community.threads_of(board), community.threads_per_page
        pages = max(1, -(-len(threads) // size))
        rows = "".join(self._row(thread) for thread in threads[(number - 1) * size : number * size])
        bar = self._pages(f"{_SCRIPT}/forums/{board.id}/{{}}/x.html", number, pages)
        crumbs = self._crumbs(board, "")
        table = f'{bar}<table><tr><td class="tdheader">Subject</td></tr>{rows}</table>'
        return self._page(esc(board.title), table, crumbs=crumbs)

    def _row(self, thread: Thread) -> str:
        moved, pages = thread.moved_to is not None, self.community.pages(thread)
        marks = [name for name, on in (("moved", moved), ("sticky", thread.sticky), ("lock", thread.locked and not moved)) if on]
        icons = "".join(f'<img src="/forum/images/icons/{name}.gif" alt="">' for name in marks)
        target = f"{_SCRIPT}/topics/{thread.moved_to if moved else thread.id}/x.html"
        jumps = " ".join(f'<a href="{self._place(thread, n)}">{n}</a>' for n in range(2, pages + 1)) if not moved else ""
        return (
            f'<tr><td class="topicicon">{icons}</td><td class="topicsubject"><a href="{target}">{esc(thread.title)}</a> {jumps}'
            f'<div class="small"><span class="author-name">{self._writer(thread.first.author)}</span></div></td>'
            f'<td class="topicreplies">{thread.replies:,}</td><td class="topicviews">{thread.views:,}</td>'
            f'<td class="topictime">{self._when(thread.last.posted)} by {self._writer(thread.last.author)}</td></tr>'
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        community = self.community
        board = community.board[thread.board]
        posts = "".join(self._post(thread, ordinal, post) for ordinal, post in community.page(thread, number))
        path = f"{_SCRIPT}/topics/{thread.id}/{{}}/x.html"
        bar = self._pages(path, number, community.pages(thread))
        place = self._place(thread, number)
        head = f'<meta property="og:url" content="{self.base}{place}"><meta property="og:title" content="{esc(thread.title)}">'
        return self._page(esc(thread.title), bar + posts, crumbs=self._crumbs(board, esc(thread.title)), head=head)

    def _post(self, thread: Thread, ordinal: int, post: Post) -> str:
        writer = post.author
        signature = self._markup.body(writer.signature) if isinstance(writer, Member) and writer.signature else ""
        subject = ("" if ordinal == 1 else "Re: ") + esc(thread.title)
        place = f"{_SCRIPT}/topics/{post.id}/x.html#Post{post.id}"
        edit = post.edit
        reason = f" Edit Reason: {esc(edit.reason)}" if edit and edit.reason else ""
        edited = (
            f'<div class="edited-wording">Last edited by {esc(edit.by.name)}; {self._when(edit.at)}.{reason}</div>'
            if edit
            else ""
        )
        files = "".join(
            f'<a href="{_SCRIPT}?ubb=download&amp;Number={file.id}&amp;filename=x">{esc(file.name)}</a><br>'
            for file in post.attachments
        )
        signed = f'<div class="signature"><hr class="signature">{signature}</div>' if signature else ""
        return (
            f'<a id="Post{post.id}"></a><table class="t_outer"><tr><td><table class="t_inner"><tr><td class="subjecttable" colspan="2">'
            f'<div class="truncate bold" title="{subject}"><a href="{place}" class="nd">{subject}</a></div><span class="small">'
            f'#<a href="{place}" id="number{post.id}">{post.id}</a></span><span class="small">{self._when(post.posted)}</span></td></tr>'
            f'<tr><td class="author-content"><div class="bold author-name">{self._writer(writer)}</div></td><td class="post-content">'
            f'<div class="post_inner"><div id="body{ordinal - 1}">{self._markup.body(post.body)}</div><br>{files}{edited}</div>{signed}</td>'
            f"</tr></table></td></tr></table>"
        )


PRINTS = Prints(
    ordinals=False,
    mentions=False,
    reactions=False,
    edit_counts=False,
    editor_ids=False,
    quote_members=False,
    picture_names=False,
    prefixes=False,
    tags=False,
    polls=False,
    poll_voters=False,
    lock=False,
    placeholders=False,
    figures_below=False,
    category="c",
    row_times=False,
    seconds=False,
    zone="Etc/GMT+5",
)
WAYS = {"ubbthreads": Way("ubbthreads", UBBThreads, PRINTS)}
