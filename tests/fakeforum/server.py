"""The demo's server, made to misbehave: `server.fault("/threads/", Status(500))` and the like, one path or many, once or always."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from archiver.demo.server import Exchange, Server
from archiver.demo.site import HTML, Site


class Fault(Protocol):
    """A way to answer wrongly."""

    def answer(self, server: FaultyServer, exchange: Exchange) -> None:
        """Answer one request."""


def send(exchange: Exchange, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
    """A plain answer, its length stated unless the headers say otherwise."""
    exchange.send_response(status)
    for name, value in ({"Content-Type": HTML, "Content-Length": str(len(body))} | (headers or {})).items():
        if value:
            exchange.send_header(name, value)
    exchange.end_headers()
    if exchange.command != "HEAD":
        exchange.wfile.write(body)


@dataclass(frozen=True, slots=True)
class Status:
    """An error: 404, 403, 500, 503; 429 with ``retry_after`` (seconds, or a date as HTTP writes it)."""

    status: int
    body: bytes = b"<!DOCTYPE html><title>Error</title><h1>Error</h1>"
    retry_after: str = ""

    def answer(self, server: FaultyServer, exchange: Exchange) -> None:
        send(exchange, self.status, self.body, {"Retry-After": self.retry_after})


@dataclass(frozen=True, slots=True)
class Body:
    """Other bytes with status 200: empty, binary, garbage, another type."""

    body: bytes = b""
    content_type: str = HTML

    def answer(self, server: FaultyServer, exchange: Exchange) -> None:
        send(exchange, 200, self.body, {"Content-Type": self.content_type})


@dataclass(frozen=True, slots=True)
class Truncated:
    """The right page, its full length stated, and the connection closed after ``share`` of it."""

    share: float = 0.5

    def answer(self, server: FaultyServer, exchange: Exchange) -> None:
        body = server.site.answer(exchange.path).body
        exchange.close_connection = True
        send(exchange, 200, body[: int(len(body) * self.share)], {"Content-Length": str(len(body)), "Connection": "close"})


@dataclass(frozen=True, slots=True)
class Cut:
    """The right page, whole as far as its length says, that ends after ``share`` of it."""

    share: float = 0.5

    def answer(self, server: FaultyServer, exchange: Exchange) -> None:
        body = server.site.answer(exchange.path).body
        send(exchange, 200, body[: int(len(body) * self.share)])


@dataclass(frozen=True, slots=True)
class Charset:
    """The right page as UTF-8, said to be something else."""

    charset: str = "utf-16"

    def answer(self, server: FaultyServer, exchange: Exchange) -> None:
        send(exchange, 200, server.site.answer(exchange.path).body, {"Content-Type": f"text/html; charset={self.charset}"})


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirect: to another host, to a private address, or (with an empty ``to``) to itself without end."""

    to: str = ""
    status: int = 302

    def answer(self, server: FaultyServer, exchange: Exchange) -> None:
        send(exchange, self.status, b"", {"Location": self.to or exchange.path})


@dataclass(frozen=True, slots=True)
class Slow:
    """The right answer, after ``seconds``."""

    seconds: float

    def answer(self, server: FaultyServer, exchange: Exchange) -> None:
        time.sleep(self.seconds)
        exchange.send(server.kept(exchange.path))


@dataclass(frozen=True, slots=True)
class Nested:
    """``size`` bytes of ``<div>`` inside ``<div>``."""

    size: int = 10_000_000

    def answer(self, server: FaultyServer, exchange: Exchange) -> None:
        send(exchange, 200, b"<!DOCTYPE html><html><body>" + b"<div>" * (self.size // 5))


@dataclass(frozen=True, slots=True)
class Hangup:
    """No answer at all."""

    def answer(self, server: FaultyServer, exchange: Exchange) -> None:
        exchange.close_connection = True


@dataclass(frozen=True, slots=True)
class Altered:
    """The right page, altered. ``of``: the page of that address instead; ``plain``: the query means nothing."""

    change: Callable[[str], str] = str
    of: str = ""
    plain: bool = False

    def answer(self, server: FaultyServer, exchange: Exchange) -> None:
        asked = self.of or exchange.path
        right = server.site.answer(asked.partition("?")[0] if self.plain else asked)
        body = self.change(right.body.decode()).encode() if right.content_type == HTML else right.body
        send(exchange, right.status, body, {"Content-Type": right.content_type, **right.headers})


@dataclass(slots=True)
class _Rule:
    pattern: re.Pattern[str]
    fault: Fault
    left: int | None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def applies(self, target: str) -> bool:
        """Whether it is this rule's turn; counts."""
        if self.pattern.search(target) is None:
            return False
        with self.lock:
            if self.left is None:
                return True
            self.left -= 1
            return self.left >= 0


class FaultyServer(Server):
    """Serves a site, notes what is asked (``requests``: method and target, in order) and fails where it is told to."""

    def __init__(self, make: Callable[[str], Site], *, port: int = 0) -> None:
        self._rules: list[_Rule] = []
        self.requests: list[tuple[str, str]] = []
        super().__init__(make, port=port)

    def fault(self, where: str | re.Pattern[str], fault: Fault, *, times: int | None = None) -> None:
        """From now on answer so; a string is the whole target, a pattern is searched for. ``times``: only so often."""
        pattern = re.compile(f"^{re.escape(where)}$") if isinstance(where, str) else where
        self._rules.insert(0, _Rule(pattern, fault, times))

    def heal(self) -> None:
        """Behave again."""
        self._rules.clear()

    def respond(self, exchange: Exchange) -> None:
        self.requests.append((exchange.command, exchange.path))
        rule = next((rule for rule in self._rules if rule.applies(exchange.path)), None)
        if rule is not None:
            rule.fault.answer(self, exchange)
        else:
            super().respond(exchange)
