"""A community as bbPress 2.6 shows it, inside a blog of WordPress or alone: replies in one row, posts in paragraphs.

Rows of its lists tell times by age only, and a thread's later pages not whether it is closed, so it is compared post by post
(`tests.unit.test_bbpress`), not by the table of `tests.fakeforum.ways`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from archiver.demo.blog_model import Blog
from archiver.demo.markup import Markup
from archiver.demo.model import Board, Body, Community, Member, Picture, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc
from archiver.demo.wordpress import WordPress
from tests.fakeforum.facts import Prints

PRINTS = Prints(
    ordinals=False,
    mentions=False,
    reactions=False,
    edits=False,
    quote_members=False,
    placeholders=False,
    attachments=False,
    seconds=False,
)
_TOPIC = re.compile(r"/forums/topic/t(\d+)/(?:page/(\d+)/)?$")
_FORUM = re.compile(r"/forums/forum/b(\d+)/(?:page/(\d+)/)?$")


class BBPressMarkup(Markup):
    """Bodies: paragraphs as WordPress makes them, quotes as a plugin does."""

    BREAK = "<br />\n"
    BETWEEN = "\n"

    def __init__(self, community: Community, base: str) -> None:
        self._community = community
        self._base = base

    def body(self, body: Body) -> str:
        return "\n".join(self.block(block) for block in body)

    def paragraph(self, inner: str) -> str:
        return f"<p>{inner}</p>"

    def smiley(self, smiley: Smiley) -> str:
        return f'<img src="/s.png" alt="{esc(smiley.code)}" class="wp-smiley" />'

    def quotation(self, quotation: Quotation) -> str:
        head = f"{esc(quotation.name)} wrote:" if quotation.name else ""
        if quotation.name and quotation.post is not None:
            head = f'<a href="{self._base}/forums/topic/x/#post-{quotation.post}">{head}</a>'
        title = f'<div class="d4p-bbt-quote-title">{head}</div>' if head else ""
        return f'<blockquote class="d4pbbc-quote">{title}{self.body(quotation.blocks)}</blockquote>'

    def picture(self, picture: Picture) -> str:
        return f'<p><img src="{esc(picture.url)}" alt="{esc(picture.name)}" /></p>'


class BBPress:
    """The forum at ``base``/forums/; with ``blog``, the blog that it is a part of."""

    def __init__(self, community: Community, base: str, *, blog: Blog | None = None) -> None:
        self.community = community
        self.base = base
        self._zone = ZoneInfo(community.zone)
        self._markup = BBPressMarkup(community, base)
        self._blog = WordPress(blog, base) if blog is not None else None

    def addresses(self) -> Iterator[str]:
        yield "/forums/"
        for board in self.boards:
            yield from self._numbered(f"/forums/forum/b{board.id}/", self._pages_of(board))
        for thread in self.threads:
            yield from self._numbered(f"/forums/topic/t{thread.id}/", self.community.pages(thread))

    def _numbered(self, path: str, pages: int) -> Iterator[str]:
        yield from (path if number == 1 else f"{path}page/{number}/" for number in range(1, pages + 1))

    @property
    def boards(self) -> list[Board]:
        return [board for board in self.community.boards if not board.gated]

    @property
    def threads(self) -> list[Thread]:
        return [one for one in self.community.threads if one.moved_to is None and not self.community.board[one.board].gated]

    def _pages_of(self, board: Board) -> int:
        return max(1, -(-len(self._listed(board)) // self.community.threads_per_page))

    def _listed(self, board: Board) -> list[Thread]:
        return [thread for thread in self.community.threads_of(board) if thread.moved_to is None]

    def answer(self, target: str) -> Answer:
        topic, forum = _TOPIC.fullmatch(target), _FORUM.fullmatch(target)
        if topic and int(topic[1]) in self.community.thread:
            return Answer(body=self.thread(self.community.thread[int(topic[1])], int(topic[2] or 1)).encode())
        if forum and int(forum[1]) in self.community.board:
            return Answer(body=self.board(self.community.board[int(forum[1])], int(forum[2] or 1)).encode())
        if target == "/forums/":
            return Answer(body=self.index().encode())
        if self._blog is None:
            return Answer(body=self._page("error404", "<h1>Not found</h1>").encode(), status=404)
        answer = self._blog.answer(target)
        menu = f'<nav><a class="wp-block-navigation-item__content" href="{self.base}/forums/">Forums</a></nav></body>'.encode()
        return Answer(
            body=answer.body.replace(b"</body>", menu),
            status=answer.status,
            content_type=answer.content_type,
            headers=answer.headers,
        )

    # -- pages ---------------------------------------------------------------------------------------------------------

    def _page(self, classes: str, inner: str) -> str:
        api = f'<link rel="https://api.w.org/" href="{self.base}/wp-json/">' if self._blog is not None else ""
        return (
            f'<!DOCTYPE html><html lang="en-GB"><head><meta name="generator" content="WordPress 6.5.2">{api}<title>Forum</title></head>'
            f'<body class="{classes}"><header class="site-title"><a href="{self.base}/">Blog</a></header>'
            f'<div class="entry-content"><div id="bbpress-forums" class="bbpress-wrapper">{inner}</div></div></body></html>'
        )

    def _crumbs(self, boards: tuple[Board, ...], last: str) -> str:
        path = "".join(
            f' &rsaquo; <a href="{self.base}/forums/forum/b{board.id}/" class="bbp-breadcrumb-forum">{esc(board.title)}</a>'
            for board in boards
        )
        return (
            f'<div class="bbp-breadcrumb"><p><a href="{self.base}/forums/" class="bbp-breadcrumb-root">Forums</a>{path}'
            f' &rsaquo; <span class="bbp-breadcrumb-current">{esc(last)}</span></p></div>'
        )

    def _bar(self, path: str, number: int, pages: int, said: str) -> str:
        links = [
            f'<span aria-current="page" class="page-numbers current">{n}</span>'
            if n == number
            else f'<a class="page-numbers" href="{self.base}{path}{f"page/{n}/" if n > 1 else ""}">{n}</a>'
            for n in range(1, pages + 1)
        ]
        after = f'<a class="next page-numbers" href="{self.base}{path}page/{number + 1}/">&rarr;</a>' if number < pages else ""
        return (
            f'<div class="bbp-pagination"><div class="bbp-pagination-count">{said}</div>'
            f'<div class="bbp-pagination-links">{"".join(links) if pages > 1 else ""}{after}</div></div>'
        )

    def index(self) -> str:
        rows = "".join(self._forum(board) for board in self.boards)
        inner = f'<ul id="forums-list-0" class="bbp-forums"><li class="bbp-body">{rows}</li></ul>'
        return self._page("forum bbpress forum-archive post-type-archive post-type-archive-forum", inner)

    def _forum(self, board: Board) -> str:
        threads, posts = self.community.figures(board)
        kind = " status-category" if board.category else ""
        return (
            f'<ul id="bbp-forum-{board.id}" class="loop-item-0{kind} bbp-parent-forum-{board.parent or 0} forum type-forum hentry">'
            f'<li class="bbp-forum-info"><a class="bbp-forum-title" href="{self.base}/forums/forum/b{board.id}/">{esc(board.title)}</a>'
            f'<div class="bbp-forum-content">{esc(board.description)}</div></li><li class="bbp-forum-topic-count">{threads:,}</li>'
            f'<li class="bbp-forum-reply-count">{posts:,}</li></ul>'
        )

    def board(self, board: Board, number: int) -> str:
        listed, size = self._listed(board), self.community.threads_per_page
        rows = "".join(self._row(thread) for thread in listed[(number - 1) * size : number * size])
        path = f"/forums/forum/b{board.id}/"
        head = '<li class="bbp-header"><ul class="forum-titles"><li class="bbp-topic-reply-count">Posts</li></ul></li>'
        return self._page(
            f"forum bbpress single single-forum postid-{board.id}",
            self._crumbs(self.community.path(board)[:-1], board.title)
            + self._bar(path, number, self._pages_of(board), "")
            + f'<ul id="bbp-forum-{board.id}" class="bbp-topics">{head}<li class="bbp-body">{rows}</li></ul>',
        )

    def _row(self, thread: Thread) -> str:
        state = f"{' sticky' if thread.sticky else ''} {'status-closed' if thread.locked else 'status-publish'}"
        path = f"{self.base}/forums/topic/t{thread.id}/"
        pages = self.community.pages(thread)
        jumps = "".join(f'<a class="page-numbers" href="{path}page/{n}/">{n}</a>' for n in range(2, pages + 1))
        return (
            f'<ul id="bbp-topic-{thread.id}" class="loop-item-0 bbp-parent-forum-{thread.board}{state} post-{thread.id} topic type-topic hentry">'
            f'<li class="bbp-topic-title"><a class="bbp-topic-permalink" href="{path}">{esc(thread.title)}</a>'
            f'<span class="bbp-topic-pagination">{jumps}</span><p class="bbp-topic-meta"><span class="bbp-topic-started-by">Started by: '
            f'{self._writer(thread.first.author)}</span></p></li><li class="bbp-topic-reply-count">{thread.replies + 1:,}</li>'
            f'<li class="bbp-topic-freshness"><a href="{path}#post-{thread.last.id}">2 years ago</a><p class="bbp-topic-meta">'
            f'<span class="bbp-topic-freshness-author">{self._writer(thread.last.author)}</span></p></li></ul>'
        )

    def _writer(self, writer: Writer) -> str:
        name = f'<span class="bbp-author-avatar"><img alt="" class="avatar" /></span><span class="bbp-author-name">{esc(writer.name)}</span>'
        if isinstance(writer, Member):
            return f'<a href="{self.base}/forums/users/{writer.id}/" class="bbp-author-link">{name}</a>'
        return name

    def thread(self, thread: Thread, number: int) -> str:
        path, pages = f"/forums/topic/t{thread.id}/", self.community.pages(thread)
        shown = self.community.page(thread, number)
        said = f"Viewing {len(shown)} posts - 1 through {len(shown)} (of {thread.replies + 1:,} total)"
        posts = "".join(self._post(thread, ordinal, post) for ordinal, post in shown)
        crumbs = self._crumbs(self.community.path(self.community.board[thread.board]), thread.title)
        head = '<li class="bbp-header"><div class="bbp-reply-author">Author</div><div class="bbp-reply-content">Posts</div></li>'
        inner = f'<ul id="topic-{thread.id}-replies" class="forums bbp-replies">{head}<li class="bbp-body">{posts}</li></ul>'
        body = f"topic bbpress topic-template-default single single-topic postid-{thread.id}"
        return self._page(body, crumbs + self._bar(path, number, pages, said) + inner)

    def _post(self, thread: Thread, ordinal: int, post: Post) -> str:
        number = thread.id if ordinal == 1 else post.id
        kind = "topic type-topic" if ordinal == 1 else "reply type-reply"
        state = f"{' sticky' if thread.sticky else ''}{' status-closed' if thread.locked else ''}" if ordinal == 1 else ""
        user = post.author.id if isinstance(post.author, Member) else 0
        day = post.posted.astimezone(self._zone)
        return (
            f'<div id="post-{number}" class="bbp-reply-header"><div class="bbp-meta"><span class="bbp-reply-post-date">{_said(day)}</span>'
            f'<a href="{self.base}/forums/topic/t{thread.id}/#post-{number}" class="bbp-reply-permalink">#{number}</a></div></div>'
            f'<div class="loop-item-0 user-id-{user} bbp-parent-forum-{thread.board} bbp-parent-topic-{thread.id}{state} post-{number} {kind} hentry">'
            f'<div class="bbp-reply-author">{self._writer(post.author)}<div class="bbp-author-role">Participant</div></div>'
            f'<div class="bbp-reply-content">{self._markup.body(post.body)}</div></div>'
        )


def _said(moment: datetime) -> str:
    return f"{moment:%B} {moment.day}, {moment:%Y} at {moment.hour % 12 or 12}:{moment:%M} {moment:%p}".replace(
        "AM", "am"
    ).replace("PM", "pm")
