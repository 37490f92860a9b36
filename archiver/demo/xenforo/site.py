"""A community served as XenForo 2 serves it: which address shows which page, and where the others lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from urllib.parse import parse_qs, unquote, urlsplit

from archiver.demo.model import Board, Community, Thread
from archiver.demo.site import Answer, picture, redirect
from archiver.demo.xenforo.feed import feed
from archiver.demo.xenforo.frame import Frame
from archiver.demo.xenforo.listings import Listings
from archiver.demo.xenforo.parts import member_path
from archiver.demo.xenforo.plain import error_page, login_page, member_page
from archiver.demo.xenforo.threads import Threads

_THREAD = re.compile(r"/threads/(?:[^/]*\.)?(\d+)/(?:page-(\d+)|post-(\d+)|(latest))?$")
_BOARD = re.compile(r"/forums/(?:[^/]*\.)?(\d+)/(?:page-(\d+))?$")
_FEED = re.compile(r"/forums/(?:[^/]*\.(\d+)|-)/index\.rss$")
_POST = re.compile(r"/posts/(\d+)/?$")
_MEMBER = re.compile(r"/members/(?:[^/]*\.)?(\d+)/$")
_FILE = re.compile(r"/attachments/(?:[^/]*\.)?(\d+)/$")
_CLOSED = ("/login", "/register", "/search", "/account", "/lost-password")


class XenForo:
    """The forum at ``base`` (an address without a slash at its end), in the markup of one version ("2.2" or "2.3")."""

    def __init__(self, community: Community, base: str, *, version: str = "2.3") -> None:
        self.community = community
        self.base = base
        self._frame = Frame(community, base, version)
        self._listings = Listings(self._frame)
        self._threads = Threads(self._frame)

    def addresses(self) -> Iterator[str]:
        """Each page of the index, of the boards and threads that a guest may see, and of the members."""
        community = self.community
        yield "/"
        for board in community.boards:
            if not board.category and not self._gated(board):
                yield from self._numbered(self._frame.board_path(board), self._board_pages(board))
        for thread in community.threads:
            if thread.moved_to is None and not self._gated(community.board[thread.board]):
                yield from self._numbered(self._frame.thread_path(thread), community.pages(thread))
        yield from (member_path(member) for member in community.members)

    def answer(self, target: str) -> Answer:
        """The answer to a GET of a path with its query."""
        parts = urlsplit(target)
        path = unquote(parts.path)
        if path == "/":
            return self._html(self._listings.index(), self._latest(self.community.threads))
        if path in ("/index.php", "/forums/"):
            return redirect(f"{self.base}/")
        if path == "/robots.txt":
            return Answer(body=self._robots.encode(), content_type="text/plain; charset=utf-8")
        if path == "/sitemap.xml":
            return Answer(body=self._sitemap.encode(), content_type="application/xml; charset=utf-8")
        if path == "/goto/post":
            return self._to_post(parse_qs(parts.query).get("id", [""])[0])
        if path.startswith(_CLOSED):
            return self._html(login_page(self._frame, path), None, 200 if path.startswith("/login") else 403)
        return self._content(path)

    def _content(self, path: str) -> Answer:
        if found := _THREAD.match(path):
            thread = self.community.thread.get(int(found[1]))
            return self._thread(thread, path, found) if thread else self._missing(path, "thread")
        if found := _BOARD.match(path):
            board = self.community.board.get(int(found[1]))
            return self._board(board, path, int(found[2] or 1)) if board and not board.category else self._missing(path, "forum")
        if found := _FEED.match(path):
            return self._feed(path, found[1])
        if found := _POST.match(path):
            return self._to_post(found[1])
        if found := _MEMBER.match(path):
            members = {member.id: member for member in self.community.members}
            member = members.get(int(found[1]))
            return self._html(member_page(self._frame, member), member.joined) if member else self._missing(path, "member")
        if found := _FILE.match(path):
            names = {
                file.id: file.name for thread in self.community.threads for post in thread.posts for file in post.attachments
            }
            name = names.get(int(found[1]))
            return self._file(name) if name else self._missing(path, "attachment")
        if path.endswith(".png"):
            return Answer(body=picture(), content_type="image/png")
        return self._missing(path, "page")

    def _thread(self, thread: Thread, path: str, found: re.Match[str]) -> Answer:
        if self._gated(self.community.board[thread.board]):
            return self._html(login_page(self._frame, path), None, 403)
        home = self._frame.thread_path(self.community.thread[thread.moved_to] if thread.moved_to is not None else thread)
        if found[3] or found[4]:
            return self._to_post(found[3] or str(thread.last.id), status=303 if found[4] else 301)
        number = int(found[2] or 1)
        pages = self.community.pages(thread)
        right = home + (f"page-{min(number, pages)}" if min(number, pages) > 1 else "")
        if path != unquote(right):
            return redirect(self.base + right, 303 if number > pages else 301)
        return self._html(self._threads.page(thread, number), self._latest([thread]))

    def _board(self, board: Board, path: str, number: int) -> Answer:
        if self._gated(board):
            return self._html(login_page(self._frame, path), None, 403)
        pages = self._board_pages(board)
        right = self._frame.board_path(board) + (f"page-{min(number, pages)}" if min(number, pages) > 1 else "")
        if path != unquote(right):
            return redirect(self.base + right, 303 if number > pages else 301)
        return self._html(self._listings.board(board, number, pages), self._latest(self.community.threads_of(board)))

    def _feed(self, path: str, number: str | None) -> Answer:
        community = self.community
        board = community.board.get(int(number)) if number else None
        if number and (board is None or board.category or self._gated(board)):
            return self._missing(path, "forum")
        threads = community.threads_of(board) if board else community.threads
        shown = [thread for thread in threads if not self._gated(community.board[thread.board])]
        body = feed(self._frame, board.title if board else community.title, self.base + path, shown)
        return Answer(body=body.encode(), content_type="application/rss+xml; charset=utf-8", modified=self._latest(shown))

    def _to_post(self, post: str, *, status: int = 301) -> Answer:
        place = self.community.place.get(int(post)) if post.isdecimal() else None
        if place is None:
            return self._missing(f"/posts/{post}/", "post")
        thread, number = place
        if self._gated(self.community.board[thread.board]):
            return self._html(login_page(self._frame, f"/posts/{post}/"), None, 403)
        page = f"page-{number}" if number > 1 else ""
        return redirect(f"{self.base}{self._frame.thread_path(thread)}{page}#post-{post}", status)

    def _file(self, name: str) -> Answer:
        if name.endswith((".png", ".jpg")):
            return Answer(
                body=picture(64), content_type="image/png", headers={"Content-Disposition": f'inline; filename="{name}"'}
            )
        body = f"{name}\n".encode() * 20
        return Answer(
            body=body, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    def _missing(self, path: str, what: str) -> Answer:
        return self._html(error_page(self._frame, path, f"The requested {what} could not be found."), None, 404)

    def _html(self, page: str, modified: datetime | None, status: int = 200) -> Answer:
        return Answer(body=page.encode(), modified=modified, status=status)

    def _gated(self, board: Board) -> bool:
        return any(above.gated for above in self.community.path(board))

    def _board_pages(self, board: Board) -> int:
        return max(1, -(-len(self.community.threads_of(board)) // self.community.threads_per_page))

    def _numbered(self, path: str, pages: int) -> Iterator[str]:
        yield path
        yield from (f"{path}page-{number}" for number in range(2, pages + 1))

    def _latest(self, threads: tuple[Thread, ...] | list[Thread]) -> datetime | None:
        """When anything in these threads last changed, edits included."""
        moments = [post.edit.at if post.edit else post.posted for thread in threads for post in thread.posts]
        return max(moments, default=None)

    @cached_property
    def _robots(self) -> str:
        closed = ("/whats-new/", "/account/", "/attachments/", "/goto/", "/login/", "/search/", "/admin.php")
        return "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in closed) + f"\nSitemap: {self.base}/sitemap.xml\n"

    @cached_property
    def _sitemap(self) -> str:
        community = self.community
        rows = "".join(
            f"<url><loc>{self.base}{self._frame.thread_path(thread)}</loc>"
            f"<lastmod>{thread.last.posted:%Y-%m-%dT%H:%M:%S}+00:00</lastmod></url>\n"
            for thread in community.threads
            if thread.moved_to is None and not self._gated(community.board[thread.board])
        )
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
