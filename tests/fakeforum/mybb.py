"""A community as MyBB 1.8 shows it in its default theme. Tags, mentions, reactions and counts of edits it does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import partial
from string import Template
from urllib.parse import parse_qs, urlsplit

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Edit, Member, Picture, Poll, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc
from archiver.demo.site import template as load
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

CLOCK = datetime(2026, 1, 28, 23, 16, 23, tzinfo=UTC)
"""When the forum answers, by its server."""
ZONE = timezone(timedelta(hours=-5))
"""MyBB's zones are hours from UTC, all the year the same."""

_REWRITTEN = re.compile(r"/(thread|forum|post)-(\d+)(?:-(page|post)-(\d+))?\.html$")


def template(name: str) -> Template:
    return load(f"mybb/{name}", __package__)


class MyBBMarkup(Markup):
    """MyBB's bodies. A quote prints when the quoted post was written, which the forum knows."""

    BREAK = "<br />\n"
    BETWEEN = "<br />\n<br />\n"

    def __init__(self, forum: MyBB) -> None:
        self._forum = forum

    def strong(self, text: str) -> str:
        return f'<span style="font-weight: bold;" class="mycode_b">{esc(text)}</span>'

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" target="_blank" rel="noopener" class="mycode_url">{esc(text)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        name = esc(smiley.code)
        return f'<img src="{self._forum.base}/images/smilies/smile.png" alt="{name}" title="{name}" class="smilie smilie_1" />'

    def quotation(self, quotation: Quotation) -> str:
        inner = self.body(quotation.blocks)
        if quotation.name is None:
            return f'<blockquote class="mycode_quote"><cite>Quote:</cite>{inner}</blockquote>'
        source, when = "", ""
        if quotation.post is not None:
            date = self._forum.quoted_date(quotation.post)
            when = f"<span> ({date})</span>" if date else ""
            source = f' <a href="{self._forum.base}/{self._forum.post_path(quotation.post)}" class="quick_jump"></a>'
        return f'<blockquote class="mycode_quote"><cite>{when}{esc(quotation.name)} Wrote: {source}</cite>{inner}</blockquote>'

    def code(self, code: Code) -> str:
        """MyBB writes a tab as four spaces, from which nobody could tell it again; here it stays."""
        lines = esc(code.text).replace("  ", "&nbsp;&nbsp;").split("\n")
        joined = "<br />\n".join(lines)
        title = '<div class="title">Code:</div>'
        return f'<div class="codeblock">{title}<div class="body" dir="ltr"><code>{joined}</code></div></div>'

    def bullets(self, items: list[str]) -> str:
        return '<ul class="mycode_list">' + "".join(f"<li>{item}<br />\n</li>\n" for item in items) + "</ul>\n"

    def picture(self, picture: Picture) -> str:
        name = esc(urlsplit(picture.url).path.rpartition("/")[2])
        return f'<img src="{esc(picture.url)}" loading="lazy"  alt="[Image: {name}]" class="mycode_img" />'


class MyBB:
    """The forum at ``base``; ``rewritten`` is its setting for addresses that search engines like."""

    def __init__(self, community: Community, base: str, *, rewritten: bool = False) -> None:
        self.community = community
        self.base = base
        self._rewritten = rewritten
        self._posted = {post.id: post.posted for thread in community.threads for post in thread.posts}
        self._markup = MyBBMarkup(self)

    # -- addresses -------------------------------------------------------------------------------------------------

    def addresses(self) -> Iterator[str]:
        yield "/index.php"
        community = self.community
        for board in community.boards:
            if not board.gated:
                pages = max(1, -(-len(community.threads_of(board)) // community.threads_per_page))
                yield from (f"/{self.board_path(board, page)}" for page in range(1, pages + 1))
        for thread in community.threads:
            if thread.moved_to is None and not community.board[thread.board].gated:
                yield from (f"/{self.thread_path(thread.id, page)}" for page in range(1, community.pages(thread) + 1))

    def board_path(self, board: Board, page: int = 1) -> str:
        if self._rewritten:
            return f"forum-{board.id}{f'-page-{page}' if page > 1 else ''}.html"
        return f"forumdisplay.php?fid={board.id}{f'&page={page}' if page > 1 else ''}"

    def thread_path(self, thread: int, page: int = 1) -> str:
        if self._rewritten:
            return f"thread-{thread}{f'-page-{page}' if page > 1 else ''}.html"
        return f"showthread.php?tid={thread}{f'&page={page}' if page > 1 else ''}"

    def post_path(self, post: int, thread: int | None = None) -> str:
        if self._rewritten:
            return f"{f'thread-{thread}-' if thread else ''}post-{post}.html#pid{post}"
        return f"showthread.php?{f'tid={thread}&amp;' if thread else ''}pid={post}#pid{post}"

    def answer(self, target: str) -> Answer:
        asked = self._asked(target)
        if urlsplit(target).path in ("/", "/index.php"):
            return self._html(self.index())
        if urlsplit(target).path == "/robots.txt":
            return Answer(body=b"User-agent: *\nDisallow: /search.php\n", content_type="text/plain; charset=utf-8")
        number = max(1, asked.get("page", 1))
        if "fid" in asked:
            board = self.community.board.get(asked["fid"])
            if board is None:
                return self._missing("Invalid forum")
            if board.gated:
                login = template("login.html").substitute(base=self.base, site=esc(self.community.title))
                return self._html(self._page("Login", "Login", login), 403)
            return self._html(self.board(board, number))
        if "pid" in asked:
            place = self.community.place.get(asked["pid"])
            return self._html(self.thread(*place)) if place else self._missing("The specified post does not exist.")
        if "tid" in asked:
            thread = self.community.thread.get(asked["tid"])
            if thread is None or thread.moved_to is not None:
                return self._missing("The specified thread does not exist.")
            return self._html(self.thread(thread, number if number <= self.community.pages(thread) else 1))
        return Answer(body=b"<html><body>Not Found</body></html>", status=404)

    def _asked(self, target: str) -> dict[str, int]:
        """The numbers in an address of either form."""
        parts = urlsplit(target)
        found = _REWRITTEN.match(parts.path)
        if found:
            names = {"thread": "tid", "forum": "fid", "post": "pid", "page": "page"}
            stated = {names[found[1]]: found[2]} | ({"pid" if found[3] == "post" else "page": found[4]} if found[3] else {})
        elif parts.path in ("/showthread.php", "/forumdisplay.php"):
            stated = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        else:
            stated = {}
        return {name: int(value) for name, value in stated.items() if value.isdecimal()}

    def _missing(self, what: str) -> Answer:
        """MyBB's errors have status 200."""
        content = template("message.html").substitute(site=esc(self.community.title), what=what)
        return self._html(self._page(esc(self.community.title), "Board Message", content))

    def _html(self, page: str, status: int = 200) -> Answer:
        return Answer(body=page.encode(), status=status, headers={"Date": format_datetime(CLOCK, usegmt=True)})

    # -- pieces ----------------------------------------------------------------------------------------------------

    def date(self, moment: datetime) -> str:
        """As the board is set: month first, hours of the half day."""
        return f"{moment.astimezone(ZONE):%m-%d-%Y, %I:%M %p}"

    def quoted_date(self, post: int) -> str | None:
        return self.date(self._posted[post]) if post in self._posted else None

    def _time(self, moment: datetime) -> str:
        """The last hour is an age, the last two days are words; both with the date in ``title``."""
        date = self.date(moment)
        days = (CLOCK.astimezone(ZONE).date() - moment.astimezone(ZONE).date()).days
        if timedelta() <= CLOCK - moment < timedelta(hours=1):
            return f'<span title="{date}">{(CLOCK - moment).seconds // 60} minutes ago</span>'
        if days in (0, 1):
            day, time = date.split(", ")
            return f'<span title="{day}">{("Today", "Yesterday")[days]}</span>, {time}'
        return date

    def _writer(self, writer: Writer) -> str:
        if not isinstance(writer, Member):
            return esc(writer.name)
        name = f'<span style="color: #CC00CC;"><strong>{esc(writer.name)}</strong></span>' if writer.staff else esc(writer.name)
        path = f"user-{writer.id}.html" if self._rewritten else f"member.php?action=profile&amp;uid={writer.id}"
        return f'<a href="{self.base}/{path}">{name}</a>'

    def _pagination(self, paths: list[str], number: int) -> str:
        if len(paths) < 2:
            return ""
        parts = [f'<span class="pages">Pages ({len(paths)}):</span>']
        if number > 1:
            parts.append(f'<a href="{esc(paths[number - 2])}" class="pagination_previous">&laquo; Previous</a>')
        for page, path in enumerate(paths, 1):
            if page == number:
                parts.append(f' <span class="pagination_current">{page}</span>')
            elif abs(page - number) < 3:
                parts.append(f'<a href="{esc(path)}" class="pagination_page">{page}</a>')
            elif page == 1:
                parts.append(f'<a href="{esc(path)}" class="pagination_first">1</a>  ...')
            elif page == len(paths):
                parts.append(f'...  <a href="{esc(path)}" class="pagination_last">{page}</a>')
        if number < len(paths):
            parts.append(f'<a href="{esc(paths[number])}" class="pagination_next">Next &raquo;</a>')
        joined = "\n".join(parts)
        return f'<div class="pagination">\n{joined}\n</div>'

    def _page(self, title: str, active: str, content: str, *, above: tuple[Board, ...] | None = ()) -> str:
        community = self.community
        crumbs = [f'<a href="{self.base}/index.php">{esc(community.title)}</a>'] if above is not None else []
        crumbs += [f'<a href="{esc(self.board_path(board))}">{esc(board.title)}</a>' for board in above or ()]
        return template("frame.html").substitute(
            language=community.language.lower(),
            title=title,
            base=self.base,
            site=esc(community.title),
            crumbs="&rsaquo;\n".join(crumbs),
            active=active,
            content=content,
            now=self.date(CLOCK),
        )

    # -- listings --------------------------------------------------------------------------------------------------

    def index(self) -> str:
        community = self.community
        categories = "\n".join(
            self._boards(category, f'<a href="{esc(self.board_path(category))}">{esc(category.title)}</a>')
            for category in community.children(None)
        )
        return self._page(esc(community.title), esc(community.title), categories, above=None)

    def _boards(self, board: Board, heading: str) -> str:
        rows = "\n".join(self._board_row(child) for child in self.community.children(board))
        return template("boards.html").substitute(id=board.id, heading=heading, description=esc(board.description), boards=rows)

    def _board_row(self, board: Board) -> str:
        threads, posts = (0, 0) if board.gated else self.community.figures(board)
        below = ", ".join(
            f'<div title="Forum Contains No New Posts" class="subforumicon subforum_minioff ajax_mark_read" id="mark_read_{child.id}"></div>'
            f'<a href="{esc(self.board_path(child))}" title="">{esc(child.title)}</a>'
            for child in self.community.children(board)
        )
        return template("board_row.html").substitute(
            id=board.id,
            place=esc(self.board_path(board)),
            title=esc(board.title),
            description=esc(board.description),
            below=f"<br /><strong>Sub Forums:</strong> {below}" if below else "",
            threads=f"{threads:,}",
            posts=f"{posts:,}",
            latest=self._latest(board),
        )

    def _latest(self, board: Board) -> str:
        threads = [thread for thread in self.community.threads_of(board) if thread.moved_to is None]
        if board.gated or not threads:
            return '<div style="text-align: center;">Never</div>'
        thread = max(threads, key=lambda thread: thread.last.posted)
        title = esc(thread.title)
        link = f'<a href="{self._last_path(thread)}" title="{title}"><strong>{title}</strong></a>'
        return f'<span class="smalltext">\n{link}\n<br />{self._time(thread.last.posted)}<br />by {self._writer(thread.last.author)}</span>'

    def _last_path(self, thread: Thread) -> str:
        return f"thread-{thread.id}-lastpost.html" if self._rewritten else f"showthread.php?tid={thread.id}&amp;action=lastpost"

    def board(self, board: Board, number: int) -> str:
        community = self.community
        *above, _ = community.path(board)
        threads = community.threads_of(board)
        size = community.threads_per_page
        below = self._boards(board, f"Forums in '{esc(board.title)}'") if any(community.children(board)) else ""
        if board.category:
            return self._page(esc(board.title), esc(board.title), below, above=tuple(above))
        paths = [self.board_path(board, page) for page in range(1, max(1, -(-len(threads) // size)) + 1)]
        path = esc(self.board_path(board))
        content = template("board.html").substitute(
            id=board.id,
            title=esc(board.title),
            below=below,
            pagination=self._pagination(paths, number),
            sorted=f"{path}{'?' if self._rewritten else '&amp;'}datecut=9999&amp;prefix=0&amp;sortby",
            rows="\n".join(self._row(thread) for thread in threads[(number - 1) * size : number * size]),
        )
        return self._page(esc(board.title), esc(board.title), content, above=tuple(above))

    def _row(self, thread: Thread) -> str:
        moved = thread.moved_to is not None
        target = thread.moved_to or thread.id
        before = "Moved:" if moved else "Poll:" if thread.poll else ""
        if thread.prefix:
            before += f' <span style="color: green;">{esc(thread.prefix)}</span>&nbsp;'
        return template("row.html").substitute(
            id=target,
            kind="forumdisplay_sticky" if thread.sticky else "forumdisplay_regular",
            folder="movefolder" if moved else f"{'close' if thread.locked else ''}folder",
            folder_title="No new posts.",
            before=before,
            place=esc(self.thread_path(target)),
            title=esc(thread.title),
            jumps=self._jumps(thread),
            author=self._writer(thread.first.author),
            posted=self._time(thread.first.posted),
            replies="-" if moved else f'<a href="{self.base}/misc.php?action=whoposted&tid={thread.id}">{thread.replies:,}</a>',
            views="-" if moved else f"{thread.views:,}",
            last_posted=self._time(thread.last.posted),
            last=self._last_path(thread),
            last_author=self._writer(thread.last.author),
        )

    def _jumps(self, thread: Thread) -> str:
        pages = self.community.pages(thread)
        if pages < 2:
            return ""
        links = " ".join(f'<a href="{esc(self.thread_path(thread.id, page))}">{page}</a>' for page in range(1, pages + 1))
        return f' <span class="smalltext">(Pages: {links})</span>'

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        community = self.community
        paths = [self.thread_path(thread.id, page) for page in range(1, community.pages(thread) + 1)]
        words, kind = ("Thread Closed", "closed_button") if thread.locked else ("Post Reply", "new_reply_button")
        prefix = f'<span style="color: green;">{esc(thread.prefix)}</span>&nbsp;' if thread.prefix else ""
        title = prefix + esc(thread.title)
        content = template("thread.html").substitute(
            id=thread.id,
            title=title,
            pagination=self._pagination(paths, number),
            button=f'<a href="newreply.php?tid={thread.id}" class="button {kind}"><span>{words}</span></a>&nbsp;',
            poll=self._poll(thread.poll) if thread.poll and number == 1 else "",
            posts="\n".join(self._post(thread, ordinal, post) for ordinal, post in community.page(thread, number)),
        )
        return self._page(esc(thread.title), title, content, above=community.path(community.board[thread.board]))

    def _poll(self, poll: Poll) -> str:
        choices = "\n".join(
            template("choice.html").substitute(
                text=esc(choice.text), votes=choice.votes, share=f"{choice.votes / poll.votes if poll.votes else 0:.2%}"
            )
            for choice in poll.choices
        )
        ended = "This poll is closed." if poll.closed else "You do not have permission to vote in this poll."
        return template("poll.html").substitute(question=esc(poll.question), ended=ended, choices=choices, total=poll.votes)

    def _post(self, thread: Thread, ordinal: int, post: Post) -> str:
        writer = post.author
        is_member = isinstance(writer, Member)
        signature = writer.signature if isinstance(writer, Member) else ()
        extras = (
            f"Posts: {self.community.written[writer.id]}<br />Joined: {writer.joined:%b %Y}"
            if isinstance(writer, Member)
            else "&nbsp;"
        )
        find = (
            f'<a href="search.php?action=finduser&amp;uid={writer.id}" class="postbit_find"><span>Find</span></a>'
            if isinstance(writer, Member)
            else ""
        )
        quote = f'<a href="newreply.php?tid={thread.id}&amp;replyto={post.id}" class="postbit_quote"><span>Reply</span></a>'
        return template("post.html").substitute(
            id=post.id,
            writer=self._writer(writer),
            rank="Junior Member" if is_member else "Unregistered",
            extras=extras,
            place=self.post_path(post.id, thread.id),
            subject=("" if ordinal == 1 else "RE: ") + esc(thread.title),
            ordinal=f"{ordinal:,}",
            posted=self._time(post.posted),
            edit=self._edit(post.edit) if post.edit else "",
            body=self._markup.body(post.body),
            attachments=self._attachments(post),
            signature=f'<div class="signature scaleimages">\n{self._markup.body(signature)}\n</div>' if signature else "",
            find=find,
            quote="" if thread.locked else quote,
        )

    def _edit(self, edit: Edit) -> str:
        reason = f" <em>Edit Reason: {esc(edit.reason)}</em>" if edit.reason else ""
        words = f"This post was last modified: {self._time(edit.at)} by {self._writer(edit.by)}.{reason}"
        return f'<span class="edited_post">({words})</span>'

    def _attachments(self, post: Post) -> str:
        files = "\n".join(
            f'<br /><img src="{self.base}/images/attachtypes/txt.png" title="Text Document" border="0" alt=".txt" />&nbsp;&nbsp;'
            f'<a href="attachment.php?aid={file.id}" target="_blank" title="">{esc(file.name)}</a> (Size: {file.size} bytes / Downloads: 3)'
            for file in post.attachments
        )
        return (
            f"<br />\n<br />\n<fieldset>\n<legend><strong>Attached Files</strong></legend>\n{files}\n</fieldset>" if files else ""
        )


PRINTS = Prints(
    mentions=False,
    reactions=False,
    edit_counts=False,
    edit_seconds=False,
    quote_members=False,
    picture_names=False,
    tags=False,
    poll_voters=False,
    single_pages=False,
    placeholders=False,
    seconds=False,
    zone="Etc/GMT+5",
)
WAYS = {
    "mybb": Way("mybb", MyBB, PRINTS),
    "mybb with rewritten addresses": Way("mybb", partial(MyBB, rewritten=True), PRINTS),
}
