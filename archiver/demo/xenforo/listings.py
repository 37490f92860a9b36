"""The index and the boards of a XenForo 2 forum."""

from __future__ import annotations

from archiver.demo.model import Board, Thread
from archiver.demo.site import esc, slug, template
from archiver.demo.xenforo.frame import Frame
from archiver.demo.xenforo.parts import abbreviated, avatar, page_controls, username


class Listings:
    """Makes the pages that list boards and threads."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._community = frame.community
        self._clock = frame.clock

    def index(self) -> str:
        """The list of boards."""
        community = self._community
        tops = list(community.children(None))
        threads, posts = (sum(pair) for pair in zip(*map(community.figures, tops), strict=True))
        return self._frame.page(
            kind="forum_list",
            title=esc(community.title),
            heading=esc(community.title),
            path="/",
            description=f'<div class="p-description">{esc(community.description)}</div>',
            content="\n".join(self._category(board) for board in tops),
            sidebar=template("xenforo/statistics.html").substitute(
                threads=f"{threads:,}", posts=f"{posts:,}", members=f"{len(community.members):,}"
            ),
        )

    def board(self, board: Board, number: int, pages: int) -> str:
        """One page of a board's threads."""
        community = self._community
        path = self._frame.board_path(board)
        start = (number - 1) * community.threads_per_page
        threads = community.threads_of(board)[start : start + community.threads_per_page]
        nodes = "\n".join(self._node(child) for child in community.children(board)) if number == 1 else ""
        below = f'<div class="block"><div class="block-container"><div class="block-body">{nodes}</div></div></div>'
        feed = (
            f'<link rel="alternate" type="application/rss+xml" title="RSS feed for {esc(board.title)}" href="{path}index.rss" />'
        )
        return self._frame.page(
            kind="forum_view",
            title=f"{esc(board.title)}{f' | Page {number}' if number > 1 else ''}",
            heading=esc(board.title),
            path=path + (f"page-{number}" if number > 1 else ""),
            container=f"node-{board.id}",
            content_key=f"forum-{board.id}",
            above=community.path(board)[:-1],
            head=self._frame.neighbours(path, number, pages) + feed,
            description=f'<div class="p-description">{esc(board.description)}</div>',
            content=template("xenforo/board.html").substitute(
                children=below if nodes else "",
                pages=page_controls(path, number, pages),
                path=path,
                rows=self._group("structItemContainer-group--sticky", [thread for thread in threads if thread.sticky])
                + self._group("js-threadList", [thread for thread in threads if not thread.sticky]),
            ),
        )

    # -- boards ----------------------------------------------------------------------------------------------------

    def _category(self, category: Board) -> str:
        return template("xenforo/category.html").substitute(
            id=category.id,
            anchor=f"{slug(category.title)}.{category.id}",
            title=esc(category.title),
            description=esc(category.description),
            nodes="\n".join(self._node(board) for board in self._community.children(category)),
        )

    def _node(self, board: Board) -> str:
        community = self._community
        threads, posts = ("–", "–") if board.gated else (f"{count:,}" for count in community.figures(board))
        icon = '<i class="fa--xf far fa-comments subNodeLink-icon" aria-hidden="true"></i>'
        below = "\n".join(
            f'<li><a href="{self._frame.board_path(child)}" class="subNodeLink subNodeLink--forum">'
            f"{icon}{esc(child.title)}</a></li>"
            for child in community.children(board)
        )
        flat = (
            '<div class="node-subNodesFlat"><span class="node-subNodesLabel">Sub-forums</span><ol class="node-subNodeFlatList">'
        )
        return template("xenforo/node.html").substitute(
            id=board.id,
            path=self._frame.board_path(board),
            title=esc(board.title),
            description=esc(board.description),
            threads=threads,
            posts=posts,
            children=f"{flat}{below}</ol></div>" if below else "",
            latest=self._latest(board),
        )

    def _latest(self, board: Board) -> str:
        threads = [thread for thread in self._community.threads_of(board) if thread.moved_to is None]
        if board.gated:
            return '<span class="node-extra-placeholder">Private</span>'
        if not threads:
            return '<span class="node-extra-placeholder">None</span>'
        thread = max(threads, key=lambda thread: thread.last.posted)
        return template("xenforo/latest.html").substitute(
            avatar=avatar(thread.last.author, "xs"),
            path=f"{self._frame.thread_path(thread)}post-{thread.last.id}",
            title=esc(thread.title),
            posted=self._clock.element(thread.last.posted, "node-extra-date "),
            author=username(thread.last.author),
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def _group(self, classes: str, threads: list[Thread]) -> str:
        rows = "\n".join(self._row(thread) for thread in threads)
        return f'<div class="structItemContainer-group {classes}">\n{rows}\n</div>\n' if rows else ""

    def _row(self, thread: Thread) -> str:
        first, last = thread.first, thread.last
        path = self._frame.thread_path(thread)
        return template("xenforo/row.html" if thread.moved_to is None else "xenforo/row_moved.html").substitute(
            id=thread.id,
            row_class=("is-prefix1 " if thread.prefix else "") + ("is-locked" if thread.locked else ""),
            author=esc(first.author.name),
            avatar=avatar(first.author, "s"),
            statuses=self._statuses(thread),
            prefix=self._prefix(thread, thread.prefix) if thread.prefix else "",
            path=path,
            title=esc(thread.title),
            starter=username(first.author),
            started=self._clock.element(first.posted),
            jumps=self._jumps(path, self._community.pages(thread)),
            score=sum(len(reaction.members) for reaction in first.reactions),
            replies=f"{thread.replies:,}",
            views=abbreviated(thread.views),
            latest=self._clock.element(last.posted, "structItem-latestDate "),
            last_poster=username(last.author),
            last_avatar=avatar(last.author, "xxs"),
        )

    def _prefix(self, thread: Thread, prefix: str) -> str:
        path = self._frame.board_path(self._community.board[thread.board])
        label = f'<span class="label label--green" dir="auto">{esc(prefix)}</span>'
        return (
            f'<a href="{path}?prefix_id=1" class="labelLink" rel="nofollow">{label}</a><span class="label-append">&nbsp;</span>'
        )

    def _statuses(self, thread: Thread) -> str:
        states = (
            ("sticky", "Sticky", thread.sticky),
            ("locked", "Locked", thread.locked),
            ("poll", "Poll", thread.poll is not None),
        )
        found = "".join(
            f'<li><i class="structItem-status structItem-status--{name}" aria-hidden="true" title="{title}"></i>'
            f'<span class="u-srOnly">{title}</span></li>\n'
            for name, title, is_so in states
            if is_so
        )
        return f'<ul class="structItem-statuses">{found}</ul>' if found else ""

    def _jumps(self, path: str, pages: int) -> str:
        links = "\n".join(f'<a href="{path}page-{n}">{n}</a>' for n in range(max(2, pages - 2), pages + 1))
        return f'<span class="structItem-pageJump">{links}</span>' if links else ""
