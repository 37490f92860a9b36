"""A community as PunBB 1.4 shows it: boards without boards inside, no polls, no files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Body, Code, Community, Member, Picture, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc, redirect
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

_REWRITTEN = re.compile(r"/(topic|forum)/(\d+)/[^/]+/(?:page/(\d+)/)?$")
_BAD_REQUEST = "Bad request. The link you followed is incorrect or outdated."


class PunBBMarkup(Markup):
    """Bodies as PunBB 1.3 and 1.4 and FluxBB write them: in paragraphs."""

    BREAK = "<br />"

    def body(self, body: Body) -> str:
        return "".join(self.block(block) for block in body)

    def paragraph(self, inner: str) -> str:
        return f"<p>{inner}</p>"

    def strong(self, text: str) -> str:
        return f"<strong>{esc(text)}</strong>"

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" rel="nofollow">{esc(text)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        return f'<img src="http://forum.example/img/smilies/smile.png" width="15" height="15" alt="{esc(smiley.code)}" />'

    def quotation(self, quotation: Quotation) -> str:
        head = f"<cite>{esc(quotation.name)} wrote:</cite>" if quotation.name else ""
        return f'<div class="quotebox">{head}<blockquote><div>{self.body(quotation.blocks)}</div></blockquote></div>'

    def code(self, code: Code) -> str:
        return f'<div class="codebox"><pre><code>{esc(code.text)}</code></pre></div>'

    def bullets(self, items: list[str]) -> str:
        return "<ul>" + "".join(f"<li><p>{item}</p></li>" for item in items) + "</ul>"

    def picture(self, picture: Picture) -> str:
        return f'<p><span class="postimg"><img src="{esc(picture.url)}" alt="{esc(picture.url)}" /></span></p>'


class Flat:
    """What the forums of the family have in common: addresses, and boards that all lie in a category."""

    def __init__(self, community: Community, base: str) -> None:
        self.community = community
        self.base = base
        self._zone = ZoneInfo(community.zone)

    def addresses(self) -> Iterator[str]:
        yield "/index.php"
        for board in self.community.boards:
            if not board.gated and not board.category:
                yield from self._numbered(self.board_path(board), self.threads_on(board, 1)[1])
        for thread in self.community.threads:
            if thread.moved_to is None and not self.community.board[thread.board].gated:
                yield from self._numbered(self.thread_path(thread), self.community.pages(thread))

    def _numbered(self, path: str, pages: int) -> Iterator[str]:
        yield path
        yield from (f"{path}&p={number}" for number in range(2, pages + 1))

    def board_path(self, board: Board) -> str:
        return f"/viewforum.php?id={board.id}"

    def thread_path(self, thread: Thread) -> str:
        return f"/viewtopic.php?id={thread.id}"

    def answer(self, target: str) -> Answer:
        parts = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        number = int(query["p"]) if query.get("p", "").isdecimal() else 1
        if parts.path in ("/", "/index.php"):
            return self._html(self.index())
        if parts.path == "/viewforum.php":
            return self._board(int(query.get("id", 0)), number)
        if parts.path == "/viewtopic.php":
            place = self.community.place.get(int(query["pid"])) if "pid" in query else None
            return self._html(self.thread(*place)) if place else self._thread(int(query.get("id", 0)), number)
        return self._html(self.message(_BAD_REQUEST), 404)

    def _board(self, key: int, number: int) -> Answer:
        board = self.community.board.get(key)
        if board is None or board.category or board.gated:
            return self._html(self.message(_BAD_REQUEST), 404)
        return self._html(self.board(board, number))

    def _thread(self, key: int, number: int) -> Answer:
        thread = self.community.thread.get(key)
        if thread is None:
            return self._html(self.message(_BAD_REQUEST), 404)
        if thread.moved_to is not None:
            return redirect(f"{self.base}/viewtopic.php?id={thread.moved_to}")
        return self._html(self.thread(thread, number if number <= self.community.pages(thread) else 1))

    def _html(self, page: str, status: int = 200) -> Answer:
        return Answer(body=page.encode(), status=status)

    def boards_in(self, category: Board) -> list[Board]:
        return [
            board for board in self.community.boards if not board.category and self.community.path(board)[0].id == category.id
        ]

    def threads_on(self, board: Board, number: int) -> tuple[list[Thread], int]:
        """The rows of a page of a board, and the number of its pages."""
        threads, size = self.community.threads_of(board), self.community.threads_per_page
        return list(threads[(number - 1) * size : number * size]), max(1, -(-len(threads) // size))

    def date(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M:%S}"

    def index(self) -> str:
        raise NotImplementedError

    def board(self, board: Board, number: int) -> str:
        raise NotImplementedError

    def thread(self, thread: Thread, number: int) -> str:
        raise NotImplementedError

    def message(self, what: str) -> str:
        raise NotImplementedError


class PunBB(Flat):
    """The forum at ``base``, its addresses as scripts or rewritten."""

    def __init__(self, community: Community, base: str, *, rewritten: bool = False) -> None:
        super().__init__(community, base)
        self._rewritten = rewritten
        self._markup = PunBBMarkup()

    def board_path(self, board: Board) -> str:
        return f"/forum/{board.id}/slug/" if self._rewritten else super().board_path(board)

    def thread_path(self, thread: Thread) -> str:
        return f"/topic/{thread.id}/slug/" if self._rewritten else super().thread_path(thread)

    def _numbered(self, path: str, pages: int) -> Iterator[str]:
        yield from (self._at(path, number) for number in range(1, pages + 1))

    def _at(self, path: str, number: int) -> str:
        if number == 1:
            return path
        return f"{path}page/{number}/" if self._rewritten else f"{path}&p={number}"

    def answer(self, target: str) -> Answer:
        found = _REWRITTEN.match(target)
        if found:
            show = self._thread if found[1] == "topic" else self._board
            return show(int(found[2]), int(found[3] or 1))
        return super().answer(target)

    def _to(self, path: str) -> str:
        return esc(self.base + path)

    def post_path(self, post: Post) -> str:
        return self._to(f"/post/{post.id}/#p{post.id}" if self._rewritten else f"/viewtopic.php?pid={post.id}#p{post.id}")

    def _writer(self, writer: Writer) -> str:
        if isinstance(writer, Member):
            path = self._to(f"/user/{writer.id}/" if self._rewritten else f"/profile.php?id={writer.id}")
            return f'<a title="Go to {esc(writer.name)}\'s profile" href="{path}">{esc(writer.name)}</a>'
        return f"<strong>{esc(writer.name)}</strong>"

    def _page(self, name: str, title: str, content: str, crumbs: tuple[tuple[str, str], ...] = (), head: str = "") -> str:
        site, front = esc(self.community.title), self._to("/" if self._rewritten else "/index.php")
        path = "".join(
            f'<span class="crumb"><span> &rarr;&#160;</span><a href="{href}">{esc(text)}</a></span>' for href, text in crumbs
        )
        return (
            f'<!DOCTYPE html><html lang="{self.community.language}"><head><meta charset="utf-8"><title>{title} — {site}</title>{head}</head>'
            f'<body><div id="brd-messages" class="brd"></div><div id="brd-wrap" class="brd"><div id="brd-{name}" class="brd-page">'
            f'<div id="brd-head"><p id="brd-title"><a href="{front}">{site}</a></p></div><ul><li id="navindex"><a href="{front}">Index</a></li>'
            f'<li id="navlogin"><a href="{self.base}/login.php">Login</a></li></ul><div id="brd-main"><h1 class="main-title">{title}</h1>'
            f'<div id="brd-crumbs-top" class="crumbs"><p><span class="crumb crumbfirst"><a href="{front}">{site}</a></span>{path}</p></div>'
            f"{content}</div></div></div></body></html>"
        )

    def _pages(self, path: str, number: int, pages: int) -> tuple[str, str]:
        links = [
            f"<strong>{n}</strong>" if n == number else f'<a href="{self._to(self._at(path, n))}">{n}</a>'
            for n in range(1, pages + 1)
        ]
        following = f'<link rel="next" href="{self._to(self._at(path, number + 1))}" />' if number < pages else ""
        bar = f'<div class="main-pagepost"><p class="paging"><span class="pages">Pages</span> {" ".join(links)}</p></div>'
        return bar, following

    def index(self) -> str:
        content = ""
        for place, category in enumerate(self.community.children(None), 1):
            rows = "".join(
                f'<div id="forum{board.id}" class="main-item odd"><div class="item-subject"><h3 class="hn"><a href="{self._to(self.board_path(board))}">'
                f"<span>{esc(board.title)}</span></a></h3><p>{esc(board.description)}</p></div>"
                f'<ul class="item-info"><li class="info-topics"><strong>{threads:,}</strong> <span class="label">topics</span></li>'
                f'<li class="info-posts"><strong>{posts:,}</strong> <span class="label">posts</span></li></ul></div>'
                for board in self.boards_in(category)
                for threads, posts in [(0, 0) if board.gated else self.community.figures(board)]
            )
            content += (
                f'<div class="main-head"><h2 class="hn"><span>{esc(category.title)}</span></h2></div><div class="main-subhead"></div>'
                f'<div id="category{place}" class="main-content main-category">{rows}</div>'
            )
        return self._page("index", esc(self.community.title), content)

    def board(self, board: Board, number: int) -> str:
        threads, pages = self.threads_on(board, number)
        path = self.board_path(board)
        bar, following = self._pages(path, number, pages)
        total = len(self.community.threads_of(board))
        head = f'<div class="main-head"><h2 class="hn"><span><span class="item-info">Topics: {total:,}</span></span></h2></div>'
        rows = "".join(self._row(thread) for thread in threads)
        title = f'<a class="permalink" href="{self._to(path)}" rel="bookmark">{esc(board.title)}</a>'
        content = f'{bar}{head}<div id="forum{board.id}" class="main-content main-forum">{rows}</div>'
        return self._page("viewforum", title, content, head=following)

    def _row(self, thread: Thread) -> str:
        moved, pages = thread.moved_to is not None, self.community.pages(thread)
        states = [name for name, on in (("sticky", thread.sticky), ("closed", thread.locked), ("moved", moved)) if on]
        target = self.community.thread[thread.moved_to] if thread.moved_to is not None else thread
        path = self.thread_path(target)
        jumps = "&#160;".join(f'<a href="{self._to(self._at(path, n))}">{n}</a>' for n in range(1, pages + 1))
        nav = f' <span class="item-nav">( <span>Pages&#160;</span>{jumps} )</span>' if pages > 1 and not moved else ""
        last = f'<a href="{self.post_path(thread.last)}">{self.date(thread.last.posted)}</a>'
        info = (
            f'<li class="info-replies"><strong>{thread.replies:,}</strong></li><li class="info-views"><strong>{thread.views:,}</strong></li>'
            f'<li class="info-lastpost"><strong>{last}</strong> <cite>by {esc(thread.last.author.name)}</cite></li>'
        )
        return (
            f'<div id="topic{thread.id}" class="main-item odd {" ".join(states) or "normal"}"><div class="item-subject"><h3 class="hn">'
            f'<span class="item-num">1</span> <a href="{self._to(path)}">{esc(thread.title)}</a></h3>'
            f'<p><span class="item-starter">by <cite>{esc(thread.first.author.name)}</cite></span>{nav}</p></div>'
            f'<ul class="item-info">{"" if moved else info}</ul></div>'
        )

    def thread(self, thread: Thread, number: int) -> str:
        board, pages, path = self.community.board[thread.board], self.community.pages(thread), self.thread_path(thread)
        bar, following = self._pages(path, number, pages)
        head = f'<div class="main-head"><h2 class="hn"><span><span class="item-info">Posts: {len(thread.shown):,}</span></span></h2></div>'
        posts = "".join(self._post(thread, ordinal, post) for ordinal, post in self.community.page(thread, number))
        title = f'{"[ Closed ] " if thread.locked else ""}<a class="permalink" href="{self._to(path)}" rel="bookmark">{esc(thread.title)}</a>'
        content = f'{bar}{head}<div id="forum{board.id}" class="main-content main-topic">{posts}</div>'
        return self._page("viewtopic", title, content, ((self._to(self.board_path(board)), board.title),), following)

    def _post(self, thread: Thread, ordinal: int, post: Post) -> str:
        writer, edit = post.author, post.edit
        edited = f' <span class="post-edit">(edited by {esc(edit.by.name)} {self.date(edit.at)})</span>' if edit else ""
        signature = writer.signature if isinstance(writer, Member) else ()
        signed = (
            f'<div class="sig-content"><span class="sig-line"></span>{self._markup.body(signature)}</div>' if signature else ""
        )
        status = '<li class="userstatus"><span>Offline</span></li>' if isinstance(writer, Member) else ""
        return (
            f'<div class="post odd {"topicpost" if ordinal == 1 else "replypost"}"><div id="p{post.id}" class="posthead"><h3 class="hn post-ident">'
            f'<span class="post-num">{ordinal:,}</span> <span class="post-byline"><span>Reply by </span>{self._writer(writer)}</span> '
            f'<span class="post-link"><a class="permalink" href="{self.post_path(post)}">{self.date(post.posted)}</a></span>{edited}</h3></div>'
            f'<div class="postbody"><div class="post-author"><ul class="author-ident"><li class="username">{self._writer(writer)}</li>{status}</ul></div>'
            f'<div class="post-entry"><h4 class="entry-title hn">{esc(thread.title)}</h4><div class="entry-content">{self._markup.body(post.body)}{signed}</div>'
            "</div></div></div>"
        )

    def message(self, what: str) -> str:
        return self._page("message", "Forum message", f'<div class="main-content main-message"><p>{what}</p></div>')


PRINTS = Prints(
    mentions=False,
    reactions=False,
    edit_reasons=False,
    edit_counts=False,
    editor_ids=False,
    quote_members=False,
    quote_sources=False,
    picture_names=False,
    prefixes=False,
    tags=False,
    polls=False,
    placeholders=False,
    attachments=False,
    board_tree=False,
    row_members=False,
    seconds=False,
)
WAYS = {
    "punbb": Way("punbb", PunBB, PRINTS),
    "punbb with rewritten addresses": Way("punbb", partial(PunBB, rewritten=True), PRINTS),
}
