"""A community as ProBoards 5 shows it. Likes are left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Member, Mention, Picture, Poll, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way


class ProBoardsMarkup(Markup):
    """ProBoards' bodies."""

    def smiley(self, smiley: Smiley) -> str:
        return f'<img src="//storage.proboards.com/forum/smiley/smiley.png" class="smile" alt="{esc(smiley.code)}">'

    def mention(self, mention: Mention) -> str:
        member = mention.member
        return f'<a href="/user/{member.id}" class="user-link js-user-link" data-id="{member.id}" itemprop="url"><span itemprop="name">@{esc(member.name)}</span></a>'

    def quotation(self, quotation: Quotation) -> str:
        inner = self.body(quotation.blocks)
        if not quotation.name:
            return f'<div class="quote no_header"><div class="quote_body">{inner}<div class="quote_clear"></div></div></div>'
        member = quotation.member
        name = f'<span class="user-guest">{esc(quotation.name)}</span>'
        if member is not None:
            name = f'<a href="/user/{member.id}" class="user-link js-user-link" data-id="{member.id}">{esc(quotation.name)}</a>'
        source = f"/post/{quotation.post}/thread" if quotation.post is not None else ""
        link = (
            f'<a href="{source}"><abbr data-timestamp="1382000000000" class="time">Oct 17, 2013 4:53:20 GMT -5</abbr></a>'
            if source
            else ""
        )
        return (
            f'<div class="quote" source="{source}" timestamp="1382000000" author="@{esc(quotation.name.lower())}"><div class="quote_body">'
            f'<div class="quote_avatar_container"><img src="//images.proboards.com/v5/defaultavatar.png" alt="an avatar"></div>'
            f'<div class="quote_header">{link} <span itemscope>{name}</span> said:</div>{inner}<div class="quote_clear"></div></div></div>'
        )

    def code(self, code: Code) -> str:
        return f'<div class="code"><div class="code_header">Code:</div><pre class="code_body">{esc(code.text)}</pre></div>'

    def picture(self, picture: Picture) -> str:
        return f'<img src="{esc(picture.url)}" alt="{esc(picture.name)}">'


class ProBoards:
    """The forum at ``base``."""

    def __init__(self, community: Community, base: str) -> None:
        self.community = community
        self.base = base
        self._markup = ProBoardsMarkup()

    def addresses(self) -> Iterator[str]:
        community = self.community
        yield "/"
        for board in community.boards:
            if not board.gated and not board.category:
                pages = max(1, -(-len(community.threads_of(board)) // community.threads_per_page))
                yield from (self._place("board", board.id, n) for n in range(1, pages + 1))
        for thread in community.threads:
            if thread.moved_to is None and not community.board[thread.board].gated:
                yield from (self._place("thread", thread.id, n) for n in range(1, community.pages(thread) + 1))

    def answer(self, target: str) -> Answer:
        community = self.community
        parts = urlsplit(target)
        path = parts.path.strip("/").split("/")
        number = int(parse_qs(parts.query).get("page", ["1"])[0])
        if path[0] == "board" and int(path[1]) in community.board:
            return Answer(body=self.board(community.board[int(path[1])], number).encode())
        if path[0] == "thread" and int(path[1]) in community.thread:
            return Answer(body=self.thread(community.thread[int(path[1])], number).encode())
        return Answer(body=self.index().encode())

    def _place(self, kind: str, number: int, page: int = 1) -> str:
        slug = "forum" if kind == "board" else "viewtopic"
        return f"/{kind}/{number}/{slug}{f'?page={page}' if page > 1 else ''}"

    def _when(self, moment: datetime) -> str:
        shown = f"{moment:%b %d, %Y %H:%M:%S} GMT"
        stamp = int(moment.timestamp() * 1000)
        return f'<abbr data-timestamp="{stamp}" class="o-timestamp time" title="{shown}">{shown}</abbr>'

    def _writer(self, writer: Writer) -> str:
        name = f'<span itemprop="name">{esc(writer.name)}</span>'
        if isinstance(writer, Member):
            return f'<a href="/user/{writer.id}" class="user-link js-user-link user-{writer.id}" data-id="{writer.id}">{name}</a>'
        return f'<span class="user-guest">{name}</span>'

    def _page(self, title: str, content: str, *, path: tuple[Board, ...] = (), data: str = "") -> str:
        site = esc(self.community.title)
        links = "".join(
            f'<li><a href="{f"/#category-{one.id}" if one.category else self._place("board", one.id)}"><span>{esc(one.title)}</span></a></li>'
            for one in path
        )
        return (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title} | {site}</title><meta property="og:site_name" content="{site}">'
            f'<script>proboards.data({{"proboards_domain":"proboards.com",{data}"is_mobile":0}});</script></head><body><div id="wrapper">'
            f'<ul id="nav-tree" class="nav-tree"><li><a href="/"><span>Home</span></a></li>{links}</ul><div id="content">{content}</div></div>'
            f'<div id="welcome"><a href="https://login.proboards.com/login/1/1">Login</a></div></body></html>'
        )

    def _pages(self, kind: str, thing: int, number: int, pages: int) -> str:
        if pages < 2:
            return ""
        links = "".join(
            f'<li class="ui-pagination-page ui-pagination-slot{" state-selected" if n == number else ""}"><a href="/{kind}/{thing}/'
            f'{"forum" if kind == "board" else "viewtopic"}?page={n}">{n}</a></li>'
            for n in range(1, pages + 1)
        )
        return f'<div class="control-bar"><ul class="ui-pagination">{links}</ul></div>'

    # -- listings --------------------------------------------------------------------------------------------------

    def _rows(self, boards: list[Board]) -> str:
        community = self.community
        rows = []
        for board in boards:
            threads = [] if board.gated else community.threads_of(board)
            posts = sum(len(thread.shown) for thread in threads)
            below = ", ".join(
                f'<a href="{self._place("board", one.id)}">{esc(one.title)}</a>' for one in community.children(board)
            )
            rows.append(
                f'<tr class="o-board board item" id="board-{board.id}"><td class="icon"></td><td class="main clickable"><span class="link">'
                f'<a href="{self._place("board", board.id)}" class="board-link">{esc(board.title)}</a></span><p class="description">'
                f'{esc(board.description)}</p><p class="sub-boards">{below}</p></td><td class="threads">{len(threads)}</td>'
                f'<td class="posts">{posts:,}</td><td class="latest last"></td></tr>'
            )
        return f'<table class="list"><tbody>{"".join(rows)}</tbody></table>'

    def index(self) -> str:
        community = self.community
        boxes = []
        for category in community.children(None):
            inner = self._rows([board for board in community.children(category) if not board.category])
            boxes.append(
                f'<a name="category-{category.id}"></a><div class="container boards"><div class="title-bar"><div class="title_wrapper">'
                f'{esc(category.title)}</div></div><div class="content">{inner}</div></div>'
            )
        return self._page("Home", "".join(boxes))

    def board(self, board: Board, number: int) -> str:
        community = self.community
        threads, size = community.threads_of(board), community.threads_per_page
        pages = max(1, -(-len(threads) // size))
        rows = "".join(self._row(thread) for thread in threads[(number - 1) * size : number * size])
        below = [one for one in community.children(board) if not one.category]
        boards = (
            f'<div class="container boards"><div class="title-bar"><h2>Sub-boards</h2></div>{self._rows(below)}</div>'
            if below
            else ""
        )
        table = (
            f'{boards}<div class="container threads"><div class="title-bar"><h1>{esc(board.title)}</h1></div>'
            f'{self._pages("board", board.id, number, pages)}<table class="list"><tbody>{rows}</tbody></table></div>'
        )
        return self._page(esc(board.title), table, path=community.path(board))

    def _row(self, thread: Thread) -> str:
        moved, pages = thread.moved_to is not None, self.community.pages(thread)
        states = [
            name for name, on in (("moved", moved), ("sticky", thread.sticky), ("locked", thread.locked and not moved)) if on
        ]
        target = (thread.moved_to or 0) if moved else thread.id
        jumps = "".join(
            f'<li class="ui-pagination-page"><a href="/thread/{thread.id}/viewtopic?page={n}">{n}</a></li>'
            for n in range(2, pages + 1)
        )
        jumps = f'<ul class="ui-pagination mini">{jumps}</ul>' if jumps and not moved else ""
        return (
            f'<tr class="o-thread thread item {" ".join(states)}" id="thread-{thread.id}"><td class="icon"><span class="icon"></span></td>'
            f'<td class="main clickable"><span class="link target"><a href="{self._place("thread", target)}" class="thread-link js-thread-link">'
            f'{esc(thread.title)}</a></span>{jumps}</td><td class="created-by">{self._writer(thread.first.author)}</td>'
            f'<td class="replies">{thread.replies:,}</td><td class="views">{thread.views:,}</td><td class="latest last"><span class="date">'
            f"{self._when(thread.last.posted)}</span><br>by {self._writer(thread.last.author)}</td></tr>"
        )

    # -- threads ---------------------------------------------------------------------------------------------------

    def thread(self, thread: Thread, number: int) -> str:
        community = self.community
        posts = "".join(self._post(post, first=ordinal == 1) for ordinal, post in community.page(thread, number))
        bar = self._pages("thread", thread.id, number, community.pages(thread))
        poll = self._poll(thread.poll) if thread.poll and number == 1 else ""
        data = (
            f'"thread":{{"board_id":"{thread.board}","is_locked":{int(thread.locked)},"is_sticky":{int(thread.sticky)},'
            f'"is_announcement":0,"is_poll":{int(thread.poll is not None)},"id":"{thread.id}"}},'
        )
        canonical = f'<link rel="canonical" href="{self.base}{self._place("thread", thread.id)}">'
        content = (
            f'{canonical}{poll}<div class="container posts"><div class="title-bar"><h1>{esc(thread.title)}</h1></div>{bar}'
            f'<div class="content cap-bottom"><table class="list"><tbody>{posts}</tbody></table></div></div>'
        )
        return self._page(esc(thread.title), content, path=community.path(community.board[thread.board]), data=data)

    def _poll(self, poll: Poll) -> str:
        rows = "".join(
            f'<tr class="answer-{n}"><td class="answer"><div>{esc(choice.text)}</div></td><td class="view-votes">'
            f'<span class="votes">{choice.votes} vote(s)</span></td></tr>'
            for n, choice in enumerate(poll.choices)
        )
        return f'<div class="container poll"><div class="content"><h3>{esc(poll.question)}</h3><table class="results">{rows}</table></div></div>'

    def _post(self, post: Post, *, first: bool) -> str:
        writer = post.author
        signature = self._markup.body(writer.signature) if isinstance(writer, Member) and writer.signature else ""
        edit = post.edit
        edited = f'<div class="edited_by">Last Edit: {self._when(edit.at)} by {self._writer(edit.by)}</div>' if edit else ""
        files = "".join(
            f'<div class="attachment"><a href="/attachment/download/{file.id}">{esc(file.name)}</a> ({file.size} B)</div>'
            for file in post.attachments
        )
        signed = f'<tr class="signature-row"><td class="signature">{signature}</td></tr>' if signature else ""
        return (
            f'<tr id="post-{post.id}" class="item post{" first" if first else ""}"><td><table><tbody><tr><td class="left-panel"><div class="mini-profile">'
            f'{self._writer(writer)}</div></td><td class="content"><table><tr><td><div class="info"><span class="date">{self._when(post.posted)}</span></div>'
            f'<article><div class="message">{self._markup.body(post.body)}</div></article>{files}{edited}</td></tr>{signed}</table></td></tr>'
            f"</tbody></table></td></tr>"
        )


PRINTS = Prints(
    ordinals=False,
    reactions=False,
    edit_reasons=False,
    edit_counts=False,
    prefixes=False,
    tags=False,
    poll_voters=False,
    placeholders=False,
    figures_below=False,
    category="c",
    row_times=False,
)
WAYS = {"proboards": Way("proboards", ProBoards, PRINTS)}
