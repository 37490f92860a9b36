"""A community as SMF 2.1 shows it in its default theme. Prefixes, tags and counts of edits it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from string import Template
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from archiver.demo.markup import Markup
from archiver.demo.model import (
    Board,
    Code,
    Community,
    Edit,
    Member,
    Mention,
    Picture,
    Poll,
    Post,
    Quotation,
    Smiley,
    Thread,
    Writer,
)
from archiver.demo.site import Answer, esc
from archiver.demo.site import template as load
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

_SESSION = "PHPSESSID=0a1b2c3d4e5f60718293a4b5c6"


def template(name: str) -> Template:
    return load(f"smf/{name}", __package__)


class SMFMarkup(Markup):
    """SMF's bodies. A quote prints when the quoted post was written, which the forum knows."""

    BREAK = "<br>"
    BETWEEN = "<br><br>"

    def __init__(self, forum: SMF) -> None:
        self._forum = forum
        self._depth = 0

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" class="bbc_link" target="_blank" rel="noopener">{esc(text)}</a>'

    def mention(self, mention: Mention) -> str:
        member = mention.member
        return f'<a href="{self._forum.member_path(member)}" class="mention" data-mention="{member.id}">@{esc(member.name)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        return f'<img src="{self._forum.base}/forum/Smileys/fugue/smiley.png" alt="{esc(smiley.code)}" title="Smiley" class="smiley">'

    def quotation(self, quotation: Quotation) -> str:
        self._depth += 1
        inner = self.body(quotation.blocks)
        self._depth -= 1
        cite = "Quote" if quotation.name is None else f"Quote from: {esc(quotation.name)}"
        date = self._forum.quoted_date(quotation.post)
        if quotation.name is not None and quotation.post is not None:
            cite = f'<a href="{self._forum.script}?msg={quotation.post}">{cite}{f" on {date}" if date else ""}</a>'
        kind = "alternate" if self._depth % 2 else "standard"
        return f'<blockquote class="bbc_{kind}_quote"><cite>{cite}</cite>{inner}</blockquote>'

    def code(self, code: Code) -> str:
        head = '<div class="codeheader"><span class="code floatleft">Code</span> <a class="codeoperation smf_select_text">Select</a></div>'
        return f'{head}<code class="bbc_code">{esc(code.text).replace("  ", "&nbsp; ")}</code>'

    def bullets(self, items: list[str]) -> str:
        return '<ul class="bbc_list">' + "".join(f"<li>{item}</li>" for item in items) + "</ul>"

    def picture(self, picture: Picture) -> str:
        return f'<img src="{esc(picture.url)}" alt="" class="bbc_img" loading="lazy">'


class SMF:
    """The forum at ``base``, in the folder "forum". With ``sessions``, links carry a session id, as for visitors without cookies."""

    def __init__(self, community: Community, base: str, *, sessions: bool = False) -> None:
        self.community = community
        self.base = base
        self.script = f"{base}/forum/index.php"
        self._sessions = sessions
        self._zone = ZoneInfo(community.zone)
        self._posted = {post.id: post.posted for thread in community.threads for post in thread.posts}
        self._markup = SMFMarkup(self)

    # -- addresses -------------------------------------------------------------------------------------------------

    def addresses(self) -> Iterator[str]:
        yield "/forum/index.php"
        community = self.community
        for board in community.boards:
            if not board.category and not board.gated:
                for start in range(0, max(1, len(self._threads(board))), community.threads_per_page):
                    yield f"/forum/index.php?board={board.id}.{start}"
        for thread in community.threads:
            if thread.moved_to is None and not community.board[thread.board].gated:
                for start in range(0, len(thread.shown), community.posts_per_page):
                    yield f"/forum/index.php?topic={thread.id}.{start}"

    def answer(self, target: str) -> Answer:
        name, _, place = urlsplit(target).query.partition("=")
        number, _, start = place.partition(".")
        skipped = int(start) if start.isdecimal() else 0
        community = self.community
        thread = community.thread.get(int(number)) if name == "topic" and number.isdecimal() else None
        board = community.board.get(int(number)) if name == "board" and number.isdecimal() else None
        if not name:
            return self._html(self.index())
        if thread is not None and thread.moved_to is None:
            return self._html(self.thread(thread, skipped // community.posts_per_page + 1))
        if board is not None and not board.gated:
            return self._html(self.board(board, skipped // community.threads_per_page + 1))
        words = "The topic or board you are looking for appears to be either missing or off limits to you."
        form = f'<form id="frmLogin"><p class="information">{words}<br>Please login below</p></form>'
        return self._html(self._page("Error", form))

    def _html(self, page: str) -> Answer:
        if self._sessions:
            page = page.replace(f"{self.script}?", f"{self.script}?{_SESSION}&amp;")
        return Answer(body=page.encode(), status=200)

    def _threads(self, board: Board) -> tuple[Thread, ...]:
        """What is left behind where a thread was moved is a post that says so, which the model does not hold."""
        return tuple(thread for thread in self.community.threads_of(board) if thread.moved_to is None)

    def member_path(self, member: Member) -> str:
        return f"{self.script}?action=profile;u={member.id}"

    # -- pieces ----------------------------------------------------------------------------------------------------

    def date(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%B %d, %Y, %I:%M:%S %p}"

    def quoted_date(self, post: int | None) -> str | None:
        return self.date(self._posted[post]) if post in self._posted else None

    def _writer(self, writer: Writer) -> str:
        if isinstance(writer, Member):
            return f'<a href="{self.member_path(writer)}" title="View the profile of {esc(writer.name)}">{esc(writer.name)}</a>'
        return esc(writer.name)

    def _page(self, title: str, content: str, *, above: tuple[Board, ...] = (), last: str = "") -> str:
        crumbs = "\n".join(
            f'<li><span class="dividers"> &#9658; </span><a href="{self.script}{f"#c{board.id}" if board.category else f"?board={board.id}.0"}">'
            f"<span>{esc(board.title)}</span></a></li>"
            for board in above
        )
        return template("frame.html").substitute(
            language=self.community.language,
            base=self.base,
            script=self.script,
            title=title,
            site=esc(self.community.title),
            crumbs=crumbs + last,
            content=content,
        )

    def _bar(self, place: str, number: int, total: int, size: int) -> str:
        pages = max(1, -(-total // size))
        links = " ".join(
            f'<span class="current_page">{page}</span>'
            if page == number
            else f'<a class="nav_page" href="{self.script}?{place}.{(page - 1) * size}">{page}</a>'
            for page in range(1, pages + 1)
        )
        return f'<div class="pagelinks floatleft"><a href="#bot" class="button">Go Down</a> <span class="pages">Pages</span>{links}</div>'

    # -- listings --------------------------------------------------------------------------------------------------

    def index(self) -> str:
        categories = "\n".join(
            f'<div class="main_container"><div class="cat_bar" id="category_{category.id}"><h3 class="catbg"><a id="c{category.id}"></a>'
            f'{esc(category.title)}</h3></div><div id="category_{category.id}_boards">'
            + "\n".join(self._board_row(board) for board in self.community.children(category))
            + "</div></div>"
            for category in self.community.children(None)
        )
        return self._page("Index", f'<div id="boardindex_table" class="boardindex_table">{categories}</div>')

    def _board_row(self, board: Board) -> str:
        threads, posts = (0, 0) if board.gated else self.community.figures(board)
        below = ", ".join(
            f'<a href="{self.script}?board={child.id}.0" title="No New Posts">{esc(child.title)}</a>'
            for child in self.community.children(board)
        )
        children = (
            f'<div id="board_{board.id}_children" class="children"><p><strong>Sub-Boards</strong><span>{below}</span></p></div>'
        )
        return template("board_row.html").substitute(
            id=board.id,
            script=self.script,
            title=esc(board.title),
            description=esc(board.description),
            posts=f"{posts:,}",
            threads=f"{threads:,}",
            below=children if below else "",
        )

    def board(self, board: Board, number: int) -> str:
        size = self.community.threads_per_page
        threads = self._threads(board)
        rows = "\n".join(self._row(thread) for thread in threads[(number - 1) * size : number * size])
        below = "\n".join(self._board_row(child) for child in self.community.children(board))
        content = (
            f'<div id="display_head" class="information"><h2 class="display_title">{esc(board.title)}</h2></div>'
            f'<div id="board_{board.id}_childboards">{below}</div>'
            f'<div class="pagesection">{self._bar(f"board={board.id}", number, len(threads), size)}</div>'
            f'<div id="messageindex"><div id="topic_container">{rows}</div></div>'
        )
        return self._page(esc(board.title), content, above=self.community.path(board))

    def _row(self, thread: Thread) -> str:
        pages, size = self.community.pages(thread), self.community.posts_per_page
        links = " ".join(
            f'<a class="nav_page" href="{self.script}?topic={thread.id}.{page * size}">{page + 1}</a>' for page in range(pages)
        )
        return template("row.html").substitute(
            state=" sticky" * thread.sticky + " locked" * thread.locked,
            base=self.base,
            script=self.script,
            id=thread.id,
            first=thread.first.id,
            title=esc(thread.title),
            author=self._writer(thread.first.author),
            pages=f'<span id="pages{thread.first.id}" class="topic_pages">{links}</span>' if pages > 1 else "",
            replies=f"{thread.replies:,}",
            views=f"{thread.views:,}",
            last=thread.last.id,
            posted=self.date(thread.last.posted),
            last_author=self._writer(thread.last.author),
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        community = self.community
        content = template("thread.html").substitute(
            script=self.script,
            id=thread.id,
            title=esc(thread.title),
            signs=' <span class="main_icons lock"></span>' * thread.locked
            + ' <span class="main_icons sticky"></span>' * thread.sticky,
            starter=esc(thread.first.author.name),
            began=self.date(thread.first.posted),
            poll=self._poll(thread.poll) if thread.poll and number == 1 else "",
            pages=self._bar(f"topic={thread.id}", number, len(thread.shown), community.posts_per_page),
            posts="\n".join(self._post(thread, ordinal, post) for ordinal, post in community.page(thread, number)),
        )
        last = f'<li class="last"><a href="{self.script}?topic={thread.id}.0"><span>{esc(thread.title)}</span></a></li>'
        return self._page(esc(thread.title), content, above=community.path(community.board[thread.board]), last=last)

    def _poll(self, poll: Poll) -> str:
        share = 100 / poll.votes if poll.votes else 0
        choices = "\n".join(
            f'<dt class="">{esc(choice.text)}</dt><dd class="statsbar generic_bar"><div class="bar"></div>'
            f'<span class="percentage">{choice.votes} ({choice.votes * share:.1f}%)</span></dd>'
            for choice in poll.choices
        )
        return (
            f'<div id="poll"><div class="cat_bar"><h3 class="catbg"><span class="main_icons poll"></span> {esc(poll.question)}</h3></div>'
            f'<div id="poll_options"><dl class="options">{choices}</dl></div></div>'
        )

    def _post(self, thread: Thread, ordinal: int, post: Post) -> str:
        writer = post.author
        signature = writer.signature if isinstance(writer, Member) else ()
        words = f'<div class="signature" id="msg_{post.id}_signature">{self._markup.body(signature)}</div>'
        files = "".join(
            f'<div class="attached"><div class="attachments_bot"><a href="{self.script}?action=dlattach;topic={thread.id}.0;attach={file.id}">'
            f'<img src="{self.base}/forum/clip.png" alt="*">&nbsp;{esc(file.name)}</a><br>{file.size / 1024:.2f} kB</div></div>'
            for file in post.attachments
        )
        return template("post.html").substitute(
            script=self.script,
            id=post.id,
            author=self._writer(writer),
            title=("" if ordinal == 1 else "Re: ") + esc(thread.title),
            number=f'<span class="page_number floatright">#{ordinal - 1}</span>' if ordinal > 1 else "",
            posted=self.date(post.posted),
            edit=self._edit(post.edit) if post.edit else "",
            body=self._markup.body(post.body),
            files=f'<div id="msg_{post.id}_footer" class="attachments">{files}</div>' if files else "",
            signature=words if signature else "",
        )

    def _edit(self, edit: Edit) -> str:
        reason = f'&nbsp;<span id="reason" class="lastedit">Reason</span>: {esc(edit.reason)}' if edit.reason else ""
        return f'<span class="lastedit">Last Edit</span>: {self.date(edit.at)} by {esc(edit.by.name)}{reason}'


PRINTS = Prints(
    replies_numbered=True,
    category="c",
    reactions=False,
    edit_counts=False,
    editor_ids=False,
    quote_members=False,
    picture_names=False,
    prefixes=False,
    tags=False,
    poll_voters=False,
    placeholders=False,
    row_times=False,
    stubs=False,
    seconds=False,
)
WAYS = {
    "smf": Way("smf", SMF, PRINTS),
    "smf with session ids": Way("smf", partial(SMF, sessions=True), PRINTS),
}
