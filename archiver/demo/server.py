"""Serves a site on loopback: conditional requests, compression, HEAD, one answer made once. Serves nobody else's machine."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from archiver.demo.blog_content import demo_blog
from archiver.demo.blog_model import Blog
from archiver.demo.forum_content import demo_community
from archiver.demo.model import Community
from archiver.demo.site import Answer, Site
from archiver.demo.wordpress import WordPress
from archiver.demo.xenforo import XenForo

_MOST_KEPT = 50_000
_SMALL = 600
"""Bodies shorter than this are not worth compressing."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer ready to be sent."""

    answer: Answer
    etag: str
    packed: bytes | None


class Server(ThreadingHTTPServer):
    """A site on 127.0.0.1. ``site`` may be replaced while it runs: what was kept of the old one is forgotten."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, make: Callable[[str], Site], *, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Exchange)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._kept: dict[str, _Kept] = {}
        self.show(make)

    def show(self, make: Callable[[str], Site]) -> None:
        """Serve the site that ``make`` returns for this server's address, from now on."""
        self.site = make(self.url)
        self._kept = {}

    def prepare(self) -> None:
        """Make all pages now, so that each request costs the same."""
        for address in self.site.addresses():
            self.kept(address)

    def kept(self, target: str) -> _Kept:
        """The answer to a path with its query, made at most once."""
        kept = self._kept.get(target)
        if kept is None:
            answer = self.site.answer(target)
            etag = f'"{hashlib.sha1(answer.body, usedforsecurity=False).hexdigest()[:20]}"'
            packed = gzip.compress(answer.body, 6, mtime=0) if len(answer.body) > _SMALL else None
            kept = _Kept(answer, etag, packed)
            if len(self._kept) < _MOST_KEPT:
                self._kept[target] = kept
        return kept

    def respond(self, exchange: Exchange) -> None:
        """Answer one request. Overridden where a server is to misbehave."""
        exchange.send(self.kept(exchange.path))


class Exchange(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "demo"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = 65_536
    timeout = 60

    def do_GET(self) -> None:
        """Answer with the page."""
        self.server.respond(self)

    def do_HEAD(self) -> None:
        """Answer without a body."""
        self.server.respond(self)

    def log_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing."""

    def send(self, kept: _Kept) -> None:
        """Send an answer, or say that it is unchanged."""
        answer = kept.answer
        if answer.status == 200 and self._unchanged(kept):
            self.send_response(304)
            self.send_header("ETag", kept.etag)
            self.end_headers()
            return
        packed = kept.packed if "gzip" in self.headers.get("Accept-Encoding", "") else None
        body = packed if packed is not None else answer.body
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Vary", "Accept-Encoding")
        if packed is not None:
            self.send_header("Content-Encoding", "gzip")
        if answer.status == 200:
            self.send_header("ETag", kept.etag)
            if answer.modified is not None:
                self.send_header("Last-Modified", format_datetime(answer.modified, usegmt=True))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _unchanged(self, kept: _Kept) -> bool:
        """Whether the visitor already has it (RFC 9110, 13.2.2: a tag, where given, decides alone)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tags.strip() == "*" or kept.etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
        since = self.headers.get("If-Modified-Since")
        if since is None or kept.answer.modified is None:
            return False
        try:
            return kept.answer.modified.replace(microsecond=0) <= parsedate_to_datetime(since)
        except (ValueError, TypeError):
            return False


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """Run a server in a thread of its own until the block is left."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name=f"demo {server.url}", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo while it is served: two addresses, the servers behind them, and what they show."""

    forum: str
    blog: str
    forum_server: Server
    blog_server: Server
    community: Community
    weblog: Blog


@contextmanager
def serve_demo(
    *, community: Community | None = None, blog: Blog | None = None, forum_port: int = 0, blog_port: int = 0
) -> Iterator[Demo]:
    """Serve a forum and a blog on loopback, each on a port of its own (0: any free one), until the block is left."""
    shown, written = community or demo_community(), blog or demo_blog()
    with (
        running(Server(lambda base: XenForo(shown, base), port=forum_port)) as forum,
        running(Server(lambda base: WordPress(written, base), port=blog_port)) as weblog,
    ):
        yield Demo(forum.url + "/", weblog.url + "/", forum, weblog, shown, written)
