"""A community as XenForo 1.5 shows it. Links are relative to ``<base>``; a time older than the forum's "recent" has no epoch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from string import Template
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from archiver.demo.model import (
    Board,
    Community,
    Edit,
    Member,
    Poll,
    Post,
    Thread,
    Writer,
)
from archiver.demo.site import Answer, esc, redirect, slug
from archiver.demo.site import template as load
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way
from tests.fakeforum.xenforo1_markup import XenForo1Markup, member_path

_THREAD = re.compile(r"/threads/(?:[^/]*\.)?(\d+)/(?:page-(\d+))?$")
_BOARD = re.compile(r"/forums/(?:[^/]*\.)?(\d+)/(?:page-(\d+))?$")
_POST = re.compile(r"/(?:posts/(\d+)/|goto/post)$")


def template(name: str) -> Template:
    return load(f"xenforo1/{name}", __package__)


class XenForo1:
    """The forum at ``base``. Times from ``recent`` on are printed with their epoch, older ones as text in the board's zone."""

    def __init__(self, community: Community, base: str, *, recent: datetime | None = None) -> None:
        self.community = community
        self.base = base
        self._recent = recent
        self._zone = ZoneInfo(community.zone)
        self._markup = XenForo1Markup()

    # -- addresses -------------------------------------------------------------------------------------------------

    def addresses(self) -> Iterator[str]:
        yield "/"
        size = self.community.threads_per_page
        for board in self.community.boards:
            if not board.category and not board.gated:
                pages = max(1, -(-len(self.community.threads_of(board)) // size))
                yield from self._numbered(f"/{self.board_path(board)}", pages)
        for thread in self.community.threads:
            if thread.moved_to is None and not self.community.board[thread.board].gated:
                yield from self._numbered(f"/{self.thread_path(thread)}", self.community.pages(thread))

    def _numbered(self, path: str, pages: int) -> Iterator[str]:
        yield path
        yield from (f"{path}page-{number}" for number in range(2, pages + 1))

    def answer(self, target: str) -> Answer:
        path = unquote(urlsplit(target).path)
        if path == "/":
            return self._html(self.index())
        if found := _BOARD.match(path):
            board = self.community.board.get(int(found[1]))
            if board is not None and not board.category and not board.gated:
                return self._html(self.board(board, int(found[2] or 1)))
        if found := _THREAD.match(path):
            thread = self.community.thread.get(int(found[1]))
            if thread is not None and not self.community.board[thread.board].gated:
                if thread.moved_to is not None:
                    return redirect(f"{self.base}/{self.thread_path(self.community.thread[thread.moved_to])}")
                return self._html(self.thread(thread, int(found[2] or 1)))
        if found := _POST.match(path):
            place = self.community.place.get(int(found[1] or urlsplit(target).query.removeprefix("id=") or 0))
            if place is not None:
                page = f"page-{place[1]}" if place[1] > 1 else ""
                return redirect(f"{self.base}/{self.thread_path(place[0])}{page}#post-{found[1]}")
        error = '<div class="errorOverlay"><div class="baseHtml"><label class="OverlayCloser"></label>The requested page could not be found.</div></div>'
        return self._html(self._page("error", "Error", "Error", error), 404)

    def _html(self, page: str, status: int = 200) -> Answer:
        return Answer(body=page.encode(), status=status)

    def board_path(self, board: Board) -> str:
        return f"forums/{slug(board.title)}.{board.id}/"

    def thread_path(self, thread: Thread) -> str:
        return f"threads/{slug(thread.title)}.{thread.id}/"

    # -- pieces ----------------------------------------------------------------------------------------------------

    def _time(self, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        date, clock = f"{local:%b} {local.day}, {local.year}", f"{local.hour % 12 or 12}:{local:%M %p}"
        if self._recent is not None and moment >= self._recent:
            return (
                f'<abbr class="DateTime" data-time="{int(moment.timestamp())}" data-diff="60" data-datestring="{date}" '
                f'data-timestring="{clock}">{date} at {clock}</abbr>'
            )
        return f'<span class="DateTime" title="{date} at {clock}">{date}</span>'

    def _writer(self, writer: Writer, extra: str = "") -> str:
        if isinstance(writer, Member):
            return f'<a href="{member_path(writer)}" class="username" dir="auto"{extra}>{esc(writer.name)}</a>'
        return f'<span class="username guest" dir="auto"{extra}>{esc(writer.name)}</span>'

    def _avatar(self, writer: Writer) -> str:
        if isinstance(writer, Member):
            image = f'<img src="data/avatars/m/0/{writer.id}.jpg" width="96" height="96" alt="{esc(writer.name)}" />'
            return f'<a href="{member_path(writer)}" class="avatar Av{writer.id}m" data-avatarhtml="true">{image}</a>'
        return '<span class="avatar Av0m"><span class="img m"></span></span>'

    def _pages(self, path: str, number: int, pages: int) -> str:
        if pages < 2:
            return ""

        def to(page: int) -> str:
            return path if page == 1 else f"{path}page-{page}"

        links = [f'<a href="{to(number - 1)}" class="text">&lt; Prev</a>'] if number > 1 else []
        for page in range(1, pages + 1):
            current = "currentPage " if page == number else ""
            start = ' rel="start"' if page == 1 else ""
            links.append(f'<a href="{to(page)}" class="{current}"{start}>{page}</a>')
        links += [f'<a href="{to(number + 1)}" class="text">Next &gt;</a>'] if number < pages else []
        return template("pages.html").substitute(number=number, pages=pages, path=path, links="\n".join(links))

    def _page(
        self,
        kind: str,
        title: str,
        heading: str,
        content: str,
        *,
        above: tuple[Board, ...] = (),
        head: str = "",
        description: str = "",
        node: str = "",
    ) -> str:
        crumbs = "\n".join(
            '<span class="crust" itemscope="itemscope" itemtype="http://data-vocabulary.org/Breadcrumb"><a href="'
            + (f"{self.base}/#{slug(board.title)}.{board.id}" if board.category else f"{self.base}/{self.board_path(board)}")
            + f'" class="crumb" rel="up" itemprop="url"><span itemprop="title">{esc(board.title)}</span></a></span>'
            for board in above
        )
        return template("frame.html").substitute(
            language=self.community.language,
            base=self.base,
            site=esc(self.community.title),
            title=title,
            head=head,
            node=node,
            template=kind,
            crumbs=crumbs,
            heading=heading,
            description=description,
            content=content,
        )

    def _links(self, path: str, number: int, pages: int) -> str:
        own = f'<link rel="canonical" href="{self.base}/{path}{f"page-{number}" if number > 1 else ""}" />\n'
        earlier = f'<link rel="prev" href="{path}{f"page-{number - 1}" if number > 2 else ""}" />\n' if number > 1 else ""
        return own + earlier + (f'<link rel="next" href="{path}page-{number + 1}" />' if number < pages else "")

    def _prefix(self, prefix: str | None) -> str:
        return f'<span class="prefix prefixGreen">{esc(prefix)}</span> ' if prefix else ""

    # -- listings --------------------------------------------------------------------------------------------------

    def index(self) -> str:
        categories = "\n".join(
            template("category.html").substitute(
                id=category.id,
                anchor=f"{slug(category.title)}.{category.id}",
                title=esc(category.title),
                description=esc(category.description),
                boards="\n".join(self._node(board, 2) for board in self.community.children(category)),
            )
            for category in self.community.children(None)
        )
        content = f'<ol class="nodeList sectionMain" id="forums">\n{categories}\n</ol>'
        return self._page("forum_list", esc(self.community.title), esc(self.community.title), content)

    def _node(self, board: Board, level: int) -> str:
        threads, posts = (0, 0) if board.gated else self.community.figures(board)
        below = "\n".join(
            f'<li class="node forum level_{level + 1} node_{child.id}"><div><h4 class="nodeTitle"><a href="{self.board_path(child)}" '
            f'class="menuRow">{esc(child.title)}</a></h4></div></li>'
            for child in self.community.children(board)
        )
        return template("node.html").substitute(
            id=board.id,
            level=level,
            path=self.board_path(board),
            title=esc(board.title),
            description=esc(board.description),
            threads=f"{threads:,}",
            posts=f"{posts:,}",
            below=f'<ol class="subForumList">{below}</ol>' if below else "",
            latest=self._latest(board),
        )

    def _latest(self, board: Board) -> str:
        threads = [thread for thread in self.community.threads_of(board) if thread.moved_to is None]
        if board.gated or not threads:
            return '<span class="noMessages muted">(Contains no messages)</span>'
        thread = max(threads, key=lambda thread: thread.last.posted)
        title = f'<a href="posts/{thread.last.id}/" title="{esc(thread.title)}">{esc(thread.title)}</a>'
        return (
            f'<span class="lastThreadTitle"><span>Latest:</span> {title}</span> <span class="lastThreadMeta">'
            f'<span class="lastThreadUser">{self._writer(thread.last.author)},</span> {self._time(thread.last.posted)}</span>'
        )

    def board(self, board: Board, number: int) -> str:
        community = self.community
        size = community.threads_per_page
        threads = community.threads_of(board)
        pages = max(1, -(-len(threads) // size))
        below = "\n".join(self._node(child, 2) for child in community.children(board)) if number == 1 else ""
        path = self.board_path(board)
        content = template("board.html").substitute(
            below=f'<ol class="nodeList section sectionMain" id="forums">{below}</ol>' if below else "",
            pages=self._pages(path, number, pages),
            path=path,
            rows="\n".join(self._row(thread) for thread in threads[(number - 1) * size : number * size]),
        )
        return self._page(
            "forum_view",
            esc(board.title),
            esc(board.title),
            content,
            above=community.path(board)[:-1],
            head=self._links(path, number, pages),
            description=f'<p id="pageDescription" class="muted baseHtml">{esc(board.description)}</p>',
            node=f"node{board.id}",
        )

    def _row(self, thread: Thread) -> str:
        states = [name for name, is_so in (("sticky", thread.sticky), ("locked", thread.locked)) if is_so]
        moved = thread.moved_to is not None
        icons = "".join(f'<span class="{name}" title="{name.title()}">{name.title()}</span>' for name in states)
        path = self.thread_path(thread)
        pages = self.community.pages(thread)
        jumps = "".join(f'<a href="{path}page-{n}">{n}</a>' for n in range(max(2, pages - 2), pages + 1))
        label = f'<a href="{self.board_path(self.community.board[thread.board])}?prefix_id=1" class="prefixLink">{self._prefix(thread.prefix)}</a>'
        return template("row.html").substitute(
            id=thread.id,
            states=" ".join(states + (["redirect"] if moved else [])),
            author=esc(thread.first.author.name),
            avatar=self._avatar(thread.first.author),
            icons=f'<div class="iconKey">{icons}</div>' if icons else "",
            prefix=label if thread.prefix else "",
            path=path,
            title=esc(thread.title),
            starter=self._writer(thread.first.author, ' title="Thread starter"'),
            started=self._time(thread.first.posted),
            jumps=f'<span class="itemPageNav"><span>...</span>{jumps}</span>' if jumps else "",
            replies=f"{thread.replies:,}",
            views=f"{thread.views:,}",
            last_author=self._writer(thread.last.author),
            last_posted=self._time(thread.last.posted),
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        community = self.community
        path = self.thread_path(thread)
        pages = community.pages(thread)
        board = community.board[thread.board]
        status = (
            '<dl class="threadAlerts secondaryContent"><dt>Thread Status:</dt><dd class="lockedAlert">'
            '<span class="icon Tooltip" title="Locked" data-tipclass="iconTip"></span> Not open for further replies.</dd></dl>'
        )
        tags = "\n".join(
            f'<li><a href="tags/{slug(tag)}/" class="tag"><span class="arrow"></span>{esc(tag)}</a></li>' for tag in thread.tags
        )
        content = template("thread.html").substitute(
            tags=f'<div class="tagBlock TagContainer">Tags: <ul class="tagList">{tags}</ul></div>' if tags else "",
            poll=self._poll(path, thread.poll) if thread.poll and number == 1 else "",
            status=status if thread.locked else "",
            pages=self._pages(path, number, pages),
            posts="\n".join(self._post(ordinal, post) for ordinal, post in community.page(thread, number)),
        )
        started = f'<a href="{path}">{self._time(thread.first.posted)}</a>'
        return self._page(
            "thread_view",
            esc(thread.title),
            self._prefix(thread.prefix) + esc(thread.title),
            content,
            above=community.path(board),
            head=self._links(path, number, pages),
            description=f'<p id="pageDescription" class="muted">Discussion in \'<a href="{self.board_path(board)}">{esc(board.title)}</a>\' '
            f"started by {self._writer(thread.first.author)}, {started}.</p>",
            node=f"node{board.id}",
        )

    def _poll(self, path: str, poll: Poll) -> str:
        total = poll.votes
        choices = "\n".join(
            template("choice.html").substitute(
                text=esc(choice.text), votes=f"{choice.votes:,}", share=f"{choice.votes / total if total else 0:.1%}"
            )
            for choice in poll.choices
        )
        closed = f'<div class="pollNotes closeDate muted">Poll closed {self._time(poll.closed)}.</div>' if poll.closed else ""
        return template("poll.html").substitute(path=path, question=esc(poll.question), closed=closed, choices=choices)

    def _post(self, ordinal: int, post: Post) -> str:
        writer = post.author
        signature = writer.signature if isinstance(writer, Member) else ()
        signed = f'<div class="baseHtml signature messageText ugc"><aside>{self._markup.body(signature)}</aside></div>'
        joined = (
            f'<div class="extraUserInfo"><dl class="pairsJustified"><dt>Joined:</dt> <dd>{self._time(writer.joined)}</dd></dl></div>'
            if isinstance(writer, Member)
            else ""
        )
        return template("post.html").substitute(
            id=post.id,
            staff="staff" if isinstance(writer, Member) and writer.staff else "",
            author=esc(writer.name),
            avatar=self._avatar(writer),
            writer=self._writer(writer, ' itemprop="name"'),
            user_title=esc(writer.title) if isinstance(writer, Member) else "Guest",
            extras=joined,
            body=self._markup.body(post.body),
            attachments=self._attachments(post),
            edit=self._edit(post, post.edit) if post.edit else "",
            signature=signed if signature else "",
            author_end=self._writer(writer).replace('class="username', 'class="username author'),
            permalink=f"posts/{post.id}/",
            posted=self._time(post.posted),
            ordinal=f"{ordinal:,}",
            likes=self._likes(post),
        )

    def _edit(self, post: Post, edit: Edit) -> str:
        who = "Last edited:" if edit.by == post.author else "Last edited by a moderator:"
        return f'<div class="editDate">\n{who} {self._time(edit.at)}\n</div>'

    def _likes(self, post: Post) -> str:
        names = [self._writer(member) for reaction in post.reactions for member in reaction.members]
        if not names:
            return ""
        rest = len(names) - 3
        others = f'<a href="posts/{post.id}/likes" class="OverlayTrigger">{rest} other{"s" * (rest > 1)}</a>' if rest > 0 else ""
        shown = [*names[:3], others] if others else names
        listed = " and ".join([*([", ".join(shown[:-1])] if len(shown) > 1 else []), shown[-1]])
        verb = "likes" if len(names) == 1 else "like"
        return f'<div class="likesSummary secondaryContent"><span class="LikeText">\n{listed} {verb} this.\n</span></div>'

    def _attachments(self, post: Post) -> str:
        files = "\n".join(
            f'<li class="attachment" title="{esc(file.name)}"><div class="boxModelFixer primaryContent"><div class="thumbnail">'
            f'<a href="attachments/{slug(file.name)}.{file.id}/" target="_blank" class="genericAttachment"></a></div><div class="attachmentInfo pairsJustified">'
            f'<h6 class="filename"><a href="attachments/{slug(file.name)}.{file.id}/" target="_blank">{esc(file.name)}</a></h6>'
            f"<dl><dt>File size:</dt> <dd>{file.size / 1024:.1f} KB</dd></dl></div></div></li>"
            for file in post.attachments
        )
        heading = '<h4 class="attachedFilesHeader">Attached Files:</h4>'
        return (
            f'<div class="attachedFiles">{heading}<ul class="attachmentList SquareThumbs">\n{files}\n</ul></div>' if files else ""
        )


PRINTS = Prints(
    kinds_of_reaction=False,
    editors=False,
    edit_reasons=False,
    edit_counts=False,
    quote_members=False,
    picture_names=False,
    poll_voters=False,
    single_pages=False,
    placeholders=False,
)
WAYS = {
    "xenforo 1, recent": Way("xenforo1", partial(XenForo1, recent=datetime(2000, 1, 1, tzinfo=UTC)), PRINTS),
    "xenforo 1, old": Way("xenforo1", XenForo1, replace(PRINTS, seconds=False)),
}
