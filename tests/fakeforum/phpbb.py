"""A community as phpBB 3.3 shows it in prosilver. Prefixes, tags, mentions, reactions and printed ordinals it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from string import Template
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Edit, Member, Picture, Poll, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc, redirect
from archiver.demo.site import template as load
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

_SID = "6f1ed002ab5595859014ebf0951522d9"


def template(name: str) -> Template:
    return load(f"phpbb/{name}", __package__)


class PhpBBMarkup(Markup):
    """phpBB's bodies. A quote prints when the quoted post was written, which the forum knows."""

    def __init__(self, forum: PhpBB) -> None:
        self._forum = forum

    def strong(self, text: str) -> str:
        return f'<strong class="text-strong">{esc(text)}</strong>'

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" class="postlink">{esc(text)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        source = './images/smilies/icon_e_smile.gif" width="15" height="17"'
        return f'<img class="smilies" src="{source} alt="{esc(smiley.code)}" title="Smile">'

    def emoji(self, character: str) -> str:
        code = "-".join(f"{ord(part):x}" for part in character)
        return f'<img alt="{character}" class="emoji smilies" draggable="false" src="//emoji.example.org/svg/{code}.svg">'

    def quotation(self, quotation: Quotation) -> str:
        inner = self.body(quotation.blocks)
        if quotation.name is None:
            return f'<blockquote class="uncited"><div>{inner}</div></blockquote>'
        name = esc(quotation.name)
        if quotation.member is not None:
            name = f'<a href="{self._forum.member_path(quotation.member)}">{name}</a>'
        if quotation.post is None:
            return f"<blockquote><div><cite>{name} wrote:</cite>{inner}</div></blockquote>"
        place = self._forum.post_path(quotation.post)
        arrow = '<i class="icon fa-arrow-circle-up fa-fw" aria-hidden="true"></i>'
        jump = f'<a href="{place}" aria-label="View quoted post" data-post-id="{quotation.post}">{arrow}</a>'
        date = self._forum.quoted_date(quotation.post)
        shown = f'<span class="responsive-hide">{date}</span>' if date else ""
        return f'<blockquote cite="{place}"><div><cite>{name} wrote: {jump}{shown}</cite>{inner}</div></blockquote>'

    def code(self, code: Code) -> str:
        select = 'Code: <a href="#" onclick="selectCode(this); return false;">Select all</a>'
        return f'<div class="codebox"><p>{select}</p><pre><code>{esc(code.text)}</code></pre></div>'

    def picture(self, picture: Picture) -> str:
        return f'<img src="{esc(picture.url)}" class="postimage" alt="Image">'


class PhpBB:
    """The forum at ``base``. With ``sessions``, links carry a session id, as they do for visitors without cookies."""

    def __init__(self, community: Community, base: str, *, sessions: bool = False) -> None:
        self.community = community
        self.base = base
        self._session = f"&amp;sid={_SID}" if sessions else ""
        self._session_first = f"?sid={_SID}" if sessions else ""
        self._zone = ZoneInfo(community.zone)
        self._posted = {post.id: post.posted for thread in community.threads for post in thread.posts}
        self._markup = PhpBBMarkup(self)

    # -- addresses -------------------------------------------------------------------------------------------------

    def addresses(self) -> Iterator[str]:
        yield "/index.php"
        for board in self.community.boards:
            if not board.gated:
                size = self.community.threads_per_page
                yield from self._numbered(f"/viewforum.php?f={board.id}", len(self.community.threads_of(board)), size)
        for thread in self.community.threads:
            if thread.moved_to is None and not self.community.board[thread.board].gated:
                yield from self._numbered(f"/viewtopic.php?t={thread.id}", len(thread.shown), self.community.posts_per_page)

    def _numbered(self, path: str, total: int, size: int) -> Iterator[str]:
        yield path
        yield from (f"{path}&start={start}" for start in range(size, total, size))

    def answer(self, target: str) -> Answer:
        parts = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path in ("/", "/index.php"):
            return self._html(self.index())
        if parts.path == "/robots.txt":
            return Answer(body=b"User-agent: *\nDisallow: /ucp.php\n", content_type="text/plain; charset=utf-8")
        start = int(query["start"]) if query.get("start", "").isdecimal() else 0
        if parts.path == "/viewforum.php":
            board = self.community.board.get(_number(query.get("f")))
            if board is None:
                return self._missing("The forum you selected does not exist.")
            if board.gated:
                return self._html(self._page("ucp", "Login", template("login.html").substitute(session=self._session)), 403)
            return self._html(self.board(board, start // self.community.threads_per_page + 1))
        if parts.path == "/viewtopic.php":
            return self._topic(query, start)
        return self._missing("The requested page does not exist.")

    def _topic(self, query: dict[str, str], start: int) -> Answer:
        community = self.community
        if "p" in query:
            place = community.place.get(_number(query["p"]))
            if place is None:
                return self._missing("The requested post does not exist.")
            return self._html(self.thread(*place))
        thread = community.thread.get(_number(query.get("t")))
        if thread is None:
            return self._missing("The requested topic does not exist.")
        if thread.moved_to is not None:
            return redirect(f"{self.base}/viewtopic.php?t={thread.moved_to}")
        return self._html(self.thread(thread, min(start // community.posts_per_page + 1, community.pages(thread))))

    def _missing(self, what: str) -> Answer:
        return self._html(self._page("viewtopic", "Information", template("message.html").substitute(what=what)), 404)

    def _html(self, page: str, status: int = 200) -> Answer:
        return Answer(body=page.encode(), status=status)

    def member_path(self, member: Member) -> str:
        return f"./memberlist.php?mode=viewprofile&amp;u={member.id}{self._session}"

    def post_path(self, post: int) -> str:
        return f"./viewtopic.php?p={post}{self._session}#p{post}"

    # -- pieces ----------------------------------------------------------------------------------------------------

    def date(self, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        return f"{local:%a %b %d, %Y} {local.hour % 12 or 12}:{local:%M} {local:%p}".replace("AM", "am").replace("PM", "pm")

    def quoted_date(self, post: int) -> str | None:
        return self.date(self._posted[post]) if post in self._posted else None

    def _time(self, moment: datetime) -> str:
        return f'<time datetime="{moment:%Y-%m-%dT%H:%M:%S}+00:00">{self.date(moment)}</time>'

    def _writer(self, writer: Writer) -> str:
        if isinstance(writer, Member):
            colour = ' style="color: #AA0000;" class="username-coloured"' if writer.staff else ' class="username"'
            return f'<a href="{self.member_path(writer)}"{colour}>{esc(writer.name)}</a>'
        return f'<span class="username">{esc(writer.name)}</span>'

    def _pagination(self, path: str, number: int, total: int, size: int, noun: str) -> str:
        pages = max(1, -(-total // size))
        words = f"{total:,} {noun}{'s' * (total != 1)}"
        if pages < 2:
            return f"{words} &bull; Page <strong>1</strong> of <strong>1</strong>"

        def to(page: int) -> str:
            return f"{path}{self._session}" + (f"&amp;start={(page - 1) * size}" if page > 1 else "")

        items = []
        if number > 1:
            items.append(
                f'<li class="arrow previous"><a class="button button-icon-only" href="{to(number - 1)}" rel="prev">Previous</a></li>'
            )
        for page in range(1, pages + 1):
            if page == number:
                items.append(f'<li class="active"><span>{page}</span></li>')
            elif page in (1, pages) or abs(page - number) < 3:
                items.append(f'<li><a class="button" href="{to(page)}" role="button">{page}</a></li>')
            elif abs(page - number) == 3:
                items.append('<li class="ellipsis" role="separator"><span>…</span></li>')
        if number < pages:
            items.append(
                f'<li class="arrow next"><a class="button button-icon-only" href="{to(number + 1)}" rel="next">Next</a></li>'
            )
        joined = "\n".join(items)
        return f"{words}\n<ul>\n{joined}\n</ul>"

    def _page(self, section: str, title: str, content: str, *, above: tuple[Board, ...] = (), head: str = "") -> str:
        community = self.community
        crumbs = "\n".join(
            '<span class="crumb" itemtype="https://schema.org/ListItem" itemprop="itemListElement" itemscope '
            f'data-forum-id="{board.id}"><a itemprop="item" href="./viewforum.php?f={board.id}{self._session}">'
            f'<span itemprop="name">{esc(board.title)}</span></a><meta itemprop="position" content="{place}" /></span>'
            for place, board in enumerate(above, 2)
        )
        return template("frame.html").substitute(
            language=community.language.lower(),
            title=title,
            head=head,
            section=section,
            site=esc(community.title),
            site_description=esc(community.description),
            crumbs=crumbs,
            content=content,
            zone=community.zone,
            offset="UTC",
            session=self._session,
            session_first=self._session_first,
        )

    # -- listings --------------------------------------------------------------------------------------------------

    def index(self) -> str:
        community = self.community
        categories = "\n".join(
            template("boards.html").substitute(
                heading=f'<a href="./viewforum.php?f={category.id}{self._session}">{esc(category.title)}</a>',
                boards="\n".join(self._board_row(board) for board in community.children(category)),
            )
            for category in community.children(None)
        )
        return self._page(
            "index", f"{esc(community.title)} - Index page", template("index.html").substitute(categories=categories)
        )

    def _board_row(self, board: Board) -> str:
        threads, posts = (0, 0) if board.gated else self.community.figures(board)
        below = ", ".join(
            f'<a href="./viewforum.php?f={child.id}{self._session}" class="subforum read" title="No unread posts">'
            f'<i class="icon fa-file-o fa-fw icon-blue icon-md" aria-hidden="true"></i>{esc(child.title)}</a>'
            for child in self.community.children(board)
        )
        return template("board_row.html").substitute(
            id=board.id,
            title=esc(board.title),
            description=esc(board.description),
            below=f"<br /><strong>Subforum:</strong> {below}" if below else "",
            threads=threads,
            posts=posts,
            latest=self._latest(board),
            session=self._session,
            session_first=self._session_first,
        )

    def _latest(self, board: Board) -> str:
        threads = [thread for thread in self.community.threads_of(board) if thread.moved_to is None]
        if board.gated or not threads:
            return "No posts"
        thread = max(threads, key=lambda thread: thread.last.posted)
        post = thread.last
        link = (
            f'<a href="{self.post_path(post.id)}" title="Re: {esc(thread.title)}" class="lastsubject">Re: {esc(thread.title)}</a>'
        )
        return f"<dfn>Last post</dfn> {link} <br />by {self._writer(post.author)}<br />{self._time(post.posted)}"

    def board(self, board: Board, number: int) -> str:
        community = self.community
        size = community.threads_per_page
        threads = community.threads_of(board)
        below = "\n".join(self._board_row(child) for child in community.children(board))
        path = f"./viewforum.php?f={board.id}"
        content = template("board.html").substitute(
            id=board.id,
            title=esc(board.title),
            description=esc(board.description),
            below=template("boards.html").substitute(heading="Forum", boards=below) if below else "",
            pagination=self._pagination(path, number, len(threads), size, "topic"),
            rows="\n".join(self._row(thread, place) for place, thread in enumerate(threads[(number - 1) * size : number * size])),
            session=self._session,
        )
        return self._page("viewforum", f"{esc(board.title)} - {esc(community.title)}", content, above=community.path(board))

    def _row(self, thread: Thread, place: int) -> str:
        moved = thread.moved_to is not None
        state = (
            "topic_moved" if moved else ("sticky_read" if thread.sticky else "topic_read") + ("_locked" if thread.locked else "")
        )
        title = "This topic is locked, you cannot edit posts or make further replies." if thread.locked else "No unread posts"
        return template("row.html").substitute(
            id=thread.moved_to if moved else thread.id,
            shade=place % 2 + 1,
            row_class="sticky" if thread.sticky else "",
            state=state,
            state_title="This topic has been moved." if moved else title,
            title=esc(thread.title),
            author=self._writer(thread.first.author),
            posted=self._time(thread.first.posted),
            icons='<i class="icon fa-bar-chart fa-fw" aria-hidden="true"></i>' if thread.poll else "",
            jumps=self._jumps(thread),
            replies=thread.replies,
            views=thread.views,
            last_author=self._writer(thread.last.author),
            last_id=thread.last.id,
            last_posted=self._time(thread.last.posted),
            session=self._session,
        )

    def _jumps(self, thread: Thread) -> str:
        pages, size = self.community.pages(thread), self.community.posts_per_page
        if pages < 2:
            return ""
        links = "\n".join(
            f'<li><a class="button" href="./viewtopic.php?t={thread.id}{self._session}&amp;start={(page - 1) * size}">{page}</a></li>'
            for page in range(1, pages + 1)
        )
        return (
            f'<div class="pagination"><span><i class="icon fa-clone fa-fw" aria-hidden="true"></i></span><ul>{links}</ul></div>'
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        community = self.community
        board = community.board[thread.board]
        size = community.posts_per_page
        path = f"./viewtopic.php?t={thread.id}"
        start = f"&amp;start={(number - 1) * size}" if number > 1 else ""
        title = "This topic is locked, you cannot edit posts or make further replies." if thread.locked else "Post a reply"
        words = "<span>Locked</span> <i class='icon fa-lock fa-fw'></i>" if thread.locked else "<span>Post Reply</span>"
        reply = f'<a href="./posting.php?mode=reply&amp;t={thread.id}{self._session}" class="button" title="{title}">{words}</a>'
        content = template("thread.html").substitute(
            id=thread.id,
            place=f"{path}{start}{self._session}",
            title=esc(thread.title),
            description=esc(board.description),
            button=reply,
            pagination=self._pagination(path, number, len(thread.shown), size, "post"),
            poll=self._poll(path, thread.poll) if thread.poll and number == 1 else "",
            posts="\n".join(self._post(thread, ordinal, post) for ordinal, post in community.page(thread, number)),
            board=board.id,
            board_title=esc(board.title),
            session=self._session,
        )
        return self._page(
            "viewtopic",
            f"{esc(thread.title)}{f' - Page {number}' if number > 1 else ''} - {esc(community.title)}",
            content,
            above=community.path(board),
            head=f'<link rel="canonical" href="{self.base}/viewtopic.php?t={thread.id}{start}">',
        )

    def _poll(self, path: str, poll: Poll) -> str:
        total = poll.votes
        choices = "\n".join(
            template("choice.html").substitute(
                number=number, text=esc(choice.text), votes=choice.votes, share=f"{choice.votes / total if total else 0:.0%}"
            )
            for number, choice in enumerate(poll.choices, 1)
        )
        ended = f"Poll ended at {self.date(poll.closed)}" if poll.closed else ""
        return template("poll.html").substitute(
            place=path, question=esc(poll.question), ended=ended, choices=choices, total=total
        )

    def _post(self, thread: Thread, ordinal: int, post: Post) -> str:
        writer = post.author
        signature = writer.signature if isinstance(writer, Member) else ()
        extras = ""
        if isinstance(writer, Member):
            joined = f'<dd class="profile-joined"><strong>Joined:</strong> {self.date(writer.joined)}</dd>'
            extras = f'<dd class="profile-posts"><strong>Posts:</strong> {self.community.written[writer.id]}</dd>{joined}'
        return template("post.html").substitute(
            id=post.id,
            profile="has-profile" if isinstance(writer, Member) else "",
            shade=ordinal % 2 + 1,
            writer=self._writer(writer),
            extras=extras,
            first='class="first"' if ordinal == 1 else "",
            subject=("" if ordinal == 1 else "Re: ") + esc(thread.title),
            posted=self._time(post.posted),
            body=self._markup.body(post.body),
            attachments=self._attachments(post),
            edit=self._edit(post.edit) if post.edit else "",
            signature=f'<div id="sig{post.id}" class="signature">{self._markup.body(signature)}</div>' if signature else "",
            session=self._session,
        )

    def _edit(self, edit: Edit) -> str:
        times = f"edited {edit.count} time{'s' * (edit.count > 1)} in total."
        reason = f"\n<br /><strong>Reason:</strong> <em>{esc(edit.reason)}</em>" if edit.reason else ""
        return f'<div class="notice">\nLast edited by {self._writer(edit.by)} on {self.date(edit.at)}, {times}{reason}\n</div>'

    def _attachments(self, post: Post) -> str:
        files = "\n".join(
            template("file.html").substitute(
                id=file.id, name=esc(file.name), size=f"{file.size / 1024:.2f}", session=self._session
            )
            for file in post.attachments
        )
        return f'<dl class="attachbox"><dt>Attachments</dt>\n{files}\n</dl>' if files else ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else -1


PRINTS = Prints(
    ordinals=False,
    mentions=False,
    reactions=False,
    edit_seconds=False,
    picture_names=False,
    prefixes=False,
    tags=False,
    poll_voters=False,
    placeholders=False,
)
WAYS = {
    "phpbb": Way("phpbb", PhpBB, PRINTS),
    "phpbb with session ids": Way("phpbb", partial(PhpBB, sessions=True), PRINTS),
}
