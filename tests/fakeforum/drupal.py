"""A community as Drupal 7 shows it, in core's forum and Advanced Forum's list of topics, or as Drupal 10 with its classes.

Comments keep the numbers of the model's posts; the opening post has its node's, and stands on each page of the comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from archiver.demo.markup import Markup
from archiver.demo.model import Attachment, Board, Code, Community, Member, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

_ROUTE = re.compile(r"/(forum|node)(?:/(\d+))?$")


class DrupalMarkup(Markup):
    """Bodies: paragraphs, and quotes as the quote module makes them."""

    BETWEEN = "\n"
    BREAK = "<br />"

    def paragraph(self, inner: str) -> str:
        return f"<p>{inner}</p>"

    def smiley(self, smiley: Smiley) -> str:
        return f'<img src="/sites/all/libraries/smile.png" class="smiley" title="Smile" alt="{esc(smiley.code)}" />'

    def quotation(self, quotation: Quotation) -> str:
        head = (
            f'<div class="quote-author"><em class="placeholder">{esc(quotation.name)}</em> wrote:</div>' if quotation.name else ""
        )
        return f'<div class="quote-msg">{head}{self.body(quotation.blocks)}</div>'

    def code(self, code: Code) -> str:
        return f"<pre><code>{esc(code.text)}</code></pre>"


class Drupal:
    """The forum at ``base``."""

    def __init__(self, community: Community, base: str, *, version: int = 7) -> None:
        self.community = community
        self.base = base
        self._recent = version > 7
        self._version = version
        self._zone = ZoneInfo(community.zone)
        self._markup = DrupalMarkup()

    def addresses(self) -> Iterator[str]:
        yield "/forum"
        for board in self.community.boards:
            if not board.gated and not board.category:
                yield from self._numbered(f"/forum/{board.id}", self._pages_of(board))
        for thread in self.community.threads:
            if thread.moved_to is None and not self.community.board[thread.board].gated:
                yield from self._numbered(f"/node/{thread.id}", self.community.pages(thread))

    def _numbered(self, path: str, pages: int) -> Iterator[str]:
        yield path
        yield from (f"{path}?page={number}" for number in range(1, pages))

    def answer(self, target: str) -> Answer:
        parts = urlsplit(target)
        found = _ROUTE.fullmatch(parts.path)
        if found is None:
            return Answer(body=self._page("", "Page not found", "").encode(), status=404)
        number = int(parse_qs(parts.query).get("page", ["0"])[0]) + 1
        key = int(found[2] or 0)
        if found[1] == "node":
            return Answer(body=self.thread(self.community.thread[key], number).encode())
        return Answer(body=(self.board(self.community.board[key], number) if key else self.index()).encode())

    # -- pieces ----------------------------------------------------------------------------------------------------

    def _page(self, classes: str, title: str, content: str, *, path: tuple[Board, ...] = (), head: str = "") -> str:
        crumbs = " » ".join(
            [
                '<a href="/">Home</a>',
                '<a href="/forum">Forums</a>',
                *(f'<a href="/forum/{b.id}">{esc(b.title)}</a>' for b in path),
            ]
        )
        return (
            f'<!DOCTYPE html><html lang="{self.community.language}"><head><meta charset="utf-8" />'
            f'<meta name="Generator" content="Drupal {self._version} (https://www.drupal.org)" />{head}'
            f"<title>{esc(title)} | {esc(self.community.title)}</title></head>"
            f'<body class="html not-logged-in {classes}"><div class="breadcrumb">{crumbs}</div>'
            f'<h1 class="page-title" id="page-title">{esc(title)}</h1><div id="content">{content}</div></body></html>'
        )

    def _pager(self, path: str, number: int, pages: int) -> str:
        if pages == 1:
            return ""
        here, item, follows, ends = (
            ("pager__item is-active", "pager__item", "pager__item pager__item--next", "pager__item pager__item--last")
            if self._recent
            else ("pager-current", "pager-item", "pager-next", "pager-last last")
        )
        shown = [
            f'<li class="{here}">{n}</li>' if n == number else f'<li class="{item}"><a href="{path}?page={n - 1}">{n}</a></li>'
            for n in range(1, pages + 1)
        ]
        if number < pages:
            shown += [
                f'<li class="{follows}"><a href="{path}?page={number}">next ›</a></li>',
                f'<li class="{ends}"><a href="{path}?page={pages - 1}">last »</a></li>',
            ]
        return f'<ul class="{"pager__items" if self._recent else "pager"}">{"".join(shown)}</ul>'

    def _writer(self, writer: Writer) -> str:
        if not isinstance(writer, Member):
            return (
                f'<span class="username" typeof="sioc:UserAccount" property="foaf:name">{esc(writer.name)} (not verified)</span>'
            )
        return f'<a href="/user/{writer.id}" title="View user profile." class="username" about="/user/{writer.id}">{esc(writer.name)}</a>'

    def _plain(self, writer: Writer) -> str:
        return self._writer(writer).replace(" (not verified)", "")

    def date(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def _submitted(self, post: Post) -> str:
        stamp = f"{post.posted.astimezone(self._zone):%Y-%m-%dT%H:%M:%S%z}"
        if self._recent:
            made = f'<span property="schema:dateCreated" content="{stamp}" class="hidden"></span>'
            return (
                f'<p class="comment__submitted">Submitted by {self._writer(post.author)} on {self.date(post.posted)} {made}</p>'
            )
        return (
            f'<div class="submitted"><span property="dc:date dc:created" content="{stamp}" datatype="xsd:dateTime">'
            f"Submitted by {self._writer(post.author)} on {self.date(post.posted)}.</span></div>"
        )

    def _body(self, post: Post) -> str:
        writer = post.author
        signature = writer.signature if isinstance(writer, Member) else ()
        signed = f'<div class="user-signature clearfix">{self._markup.body(signature)}</div>' if signature else ""
        files = "".join(map(self._file, post.attachments))
        words = self._markup.body(post.body)
        if self._recent:
            return (
                f'<div property="schema:text" class="text-formatted field field--name-comment-body">{words}</div>'
                f"{signed}{f'<div class=field--type-file>{files}</div>' if files else ''}"
            )
        return (
            f'<div class="field field-name-comment-body"><div class="field-items"><div class="field-item even" property="content:encoded">'
            f"{words}</div></div></div>{signed}{f'<div class=field-type-file>{files}</div>' if files else ''}"
        )

    def _file(self, file: Attachment) -> str:
        kind = "file file--mime-text-plain" if self._recent else "file"
        return f'<span class="{kind}"><a href="/sites/default/files/{file.id}">{esc(file.name)}</a></span>'

    # -- pages -----------------------------------------------------------------------------------------------------

    def index(self) -> str:
        rows = "".join(self._forum(board) for board in self.community.boards)
        return self._page("page-forum", "Forums", f'<div id="forum"><table id="forum-0"><tbody>{rows}</tbody></table></div>')

    def _forum(self, board: Board) -> str:
        name = f'<div class="name"><a href="/forum/{board.id}">{esc(board.title)}</a></div>'
        if board.category:
            return f'<tr id="forum-list-{board.id}" class="odd container"><td colspan="4" class="container">{name}</td></tr>'
        depth = len(self.community.path(board)) - 1
        told = f'{name}<div class="description">{esc(board.description)}</div>'
        cell = '<div class="indent">' * depth + told + "</div>" * depth
        threads = [thread for thread in self.community.threads_of(board) if thread.moved_to is None]
        posts = sum(len(thread.shown) for thread in threads)
        return (
            f'<tr id="forum-list-{board.id}" class="even"><td class="forum">{cell}</td><td class="topics">{len(threads):,}'
            f'<br /><a href="/forum/{board.id}#new">1 new</a></td><td class="posts">{posts:,}</td><td class="last-reply">n/a</td></tr>'
        )

    def _threads(self, board: Board) -> list[Thread]:
        return [thread for thread in self.community.threads_of(board) if thread.moved_to is None]

    def _pages_of(self, board: Board) -> int:
        return max(1, -(-len(self._threads(board)) // self.community.threads_per_page))

    def board(self, board: Board, number: int) -> str:
        size = self.community.threads_per_page
        rows = "".join(self._row(thread) for thread in self._threads(board)[(number - 1) * size : number * size])
        table = f'<table id="forum-topic-{board.id}" class="forum-topics"><tbody>{rows}</tbody></table>'
        pager = self._pager(f"/forum/{board.id}", number, self._pages_of(board))
        content = f'<div id="forum">{table}{pager}</div>'
        return self._page(f"page-forum page-forum-{board.id}", board.title, content, path=self.community.path(board)[:-1])

    def _row(self, thread: Thread) -> str:
        states = [name for name, on in (("sticky", thread.sticky), ("closed", thread.locked)) if on]
        icon = "".join(f'<div class="topic-status-{name}"></div>' for name in states)
        last = f"{self.date(thread.last.posted)}<br />by {self._plain(thread.last.author)}"
        return (
            f'<tr class="odd"><td class="views-field-topic-icon">{icon}</td><td class="views-field-title">'
            f'<a href="/node/{thread.id}">{esc(thread.title)}</a></td><td class="views-field-comment-count">{thread.replies:,}</td>'
            f'<td class="views-field-totalcount">{thread.views:,}</td>'
            f'<td class="views-field-created">By {self._plain(thread.first.author)} {self.date(thread.first.posted)}</td>'
            f'<td class="views-field-last-updated">{last}</td></tr>'
        )

    def thread(self, thread: Thread, number: int) -> str:
        board, pages = self.community.board[thread.board], self.community.pages(thread)
        node = self._node(thread)
        comments = "".join(self._comment(post) for ordinal, post in self.community.page(thread, number) if ordinal > 1)
        pager = self._pager(f"/node/{thread.id}", number, pages)
        content = f'{node}<div id="comments" class="comment-wrapper"><h2 class="title">Comments</h2>{comments}{pager}</div>'
        head = f'<link rel="canonical" href="/node/{thread.id}" /><link rel="shortlink" href="/node/{thread.id}" />'
        return self._page(
            f"page-node page-node-{thread.id} node-type-forum", thread.title, content, path=self.community.path(board), head=head
        )

    def _node(self, thread: Thread) -> str:
        post = thread.first
        tags = "".join(f'<a href="/tags/x{number}">{esc(tag)}</a>' for number, tag in enumerate(thread.tags))
        terms = f'<div class="field field-type-taxonomy-term-reference">{tags}</div>' if tags else ""
        if self._recent:
            body = self._body(post).replace("field--name-comment-body", "field--name-body")
            return (
                f'<article data-history-node-id="{thread.id}" about="/node/{thread.id}" class="node node--type-forum node--view-mode-full">'
                f'<footer class="node__meta">{self._submitted(post).replace("comment__", "node__")}</footer>'
                f'<div class="node__content">{body}{terms}</div></article>'
            )
        body = self._body(post).replace("field-name-comment-body", "field-name-body")
        return (
            f'<div id="node-{thread.id}" class="node node-forum clearfix">{self._submitted(post)}'
            f'<div class="content clearfix">{body}{terms}</div></div>'
        )

    def _comment(self, post: Post) -> str:
        anonymous = "" if isinstance(post.author, Member) else " by-anonymous"
        if self._recent:
            return (
                f'<article id="comment-{post.id}" about="/comment/{post.id}" typeof="schema:Comment" class="comment js-comment{anonymous}">'
                f'<mark class="hidden" data-comment-timestamp="1"></mark><footer class="comment__meta">{self._submitted(post)}</footer>'
                f'<div class="comment__content">{self._body(post)}</div></article>'
            )
        return (
            f'<a id="comment-{post.id}"></a><div class="comment clearfix" about="/comment/{post.id}#comment-{post.id}">'
            f'{self._submitted(post)}<div class="content">{self._body(post)}</div><ul class="links inline"><li>reply</li></ul></div>'
        )


PRINTS = Prints(
    ordinals=False,
    mentions=False,
    reactions=False,
    edits=False,
    quote_members=False,
    quote_sources=False,
    prefixes=False,
    polls=False,
    lock=False,
    row_pages=False,
    placeholders=False,
    stubs=False,
    figures_below=False,
    own_numbers=False,
    opening_repeated=True,
    seconds=False,
)
WAYS = {
    "drupal 7": Way("drupal", Drupal, PRINTS),
    "drupal 10": Way("drupal", partial(Drupal, version=10), PRINTS),
}
