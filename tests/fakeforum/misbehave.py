"""A server that misbehaves at random: each fault passes after a few tries, so that who is patient gets everything in the end.

What goes wrong follows from the seed and the order of the requests, and from nothing else.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from archiver.demo.model import Community
from archiver.demo.server import Exchange
from archiver.demo.site import Site
from archiver.demo.xenforo import XenForo
from tests.fakeforum.large import LargeServer
from tests.fakeforum.server import Body, Charset, Cut, Fault, Hangup, Redirect, Slow, Status, Truncated, send

WALL = b"""<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Checking if you are human</h1>
<p>Please complete the captcha below to continue.</p><div class="g-recaptcha" data-sitekey="x"></div></body></html>"""

SORRY = b"""<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Oops! We ran into some problems.</h1>
<p>The server is too busy at the moment. Please try again later.</p></body></html>"""


_FURTHER = re.compile(r"(?<=/)page-\d+$|&start=\d+")
"""What addresses of further pages have at their end, on XenForo and on phpBB."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The site's own page for what is not there, though it is; with status 200 a soft 404."""

    status: int = 404

    def answer(self, server: LargeServer, exchange: Exchange) -> None:
        send(exchange, self.status, server.site.answer("/nothing-here").body)


@dataclass(frozen=True, slots=True)
class Another:
    """The first page of a thread or board in the place of a further one, status 200; the right answer everywhere else."""

    def answer(self, server: LargeServer, exchange: Exchange) -> None:
        exchange.send(server.kept(_FURTHER.sub("", exchange.path)))


FAULTS: dict[str, Fault] = {
    "500": Status(500),
    "502": Status(502, body=b""),
    "503": Status(503),
    "503 and now again": Status(503, retry_after="0"),
    "503 for a second": Status(503, retry_after="1"),
    "429": Status(429, retry_after="0"),
    "hang-up": Hangup(),
    "truncated": Truncated(0.6),
    "truncated early": Truncated(0.02),
    "cut": Cut(0.7),
    "cut at the end": Cut(0.97),
    "empty": Body(b""),
    "garbage": Body(bytes(range(256)) * 8),
    "binary": Body(b"\x89PNG\r\n\x1a\n" + bytes(100), "image/png"),
    "slow": Slow(0.05),
    "wall": Body(WALL),
    "too busy with status 200": Body(SORRY),
    "in a circle": Redirect(),
    "to another host": Redirect("http://elsewhere.example/"),
    "soft 404": Missing(200),
    "404": Missing(404),
    "charset": Charset("utf-16"),
    "another page": Another(),
}
"""What can go wrong for a while. None of it damages words in a way that nobody could notice."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A fault that an address has: which, and for how many more requests."""

    name: str
    left: int


class MisbehavingServer(LargeServer):
    """A forum whose answers fail at random. Every request is noted in ``requests``, every fault in ``dealt`` (its name).

    Args:
        community: what it shows.
        seed: of the chance.
        share: of the requests that begin a spell of faults.
        most: faults in all; then it behaves. None: it never stops.
        longest: requests that a spell lasts at most.
        faults: those it may deal, by the names of `FAULTS`.
        spared: targets that are always answered rightly.
        pace: seconds that each answer takes.
    """

    def __init__(
        self,
        community: Community,
        *,
        seed: int,
        share: float = 0.3,
        most: int | None = 200,
        longest: int = 4,
        faults: tuple[str, ...] = tuple(FAULTS),
        spared: tuple[str, ...] = (),
        pace: float = 0.0,
        theme: Callable[[Community, str], Site] = XenForo,
    ) -> None:
        self._random = Random(seed)
        self._share = share
        self._most = most
        self._longest = longest
        self._faults = faults
        self._spared = spared
        self._pace = pace
        self._spells: dict[str, Spell] = {}
        self._lock = threading.Lock()
        self.dealt: list[tuple[str, str]] = []
        self.misbehaving = True
        super().__init__(community, theme=theme)

    def tally(self) -> Counter[str]:
        """How often each fault was dealt."""
        return Counter(name for name, _ in self.dealt)

    def respond(self, exchange: Exchange) -> None:
        with self._lock:
            name = self._next_fault(exchange.path)
        if self._pace:
            threading.Event().wait(self._pace)
        if name is None:
            super().respond(exchange)
        else:
            self.requests.append((exchange.command, exchange.path))
            FAULTS[name].answer(self, exchange)

    def _next_fault(self, target: str) -> str | None:
        """What this request is dealt. After a spell, the next answer of the same address is right."""
        if not self.misbehaving or target in self._spared or (self._most is not None and len(self.dealt) >= self._most):
            return None
        spell = self._spells.get(target)
        if spell is None:
            chance = self._random.random()
            if chance >= self._share:
                return None
            spell = Spell(self._random.choice(self._faults), self._random.randint(1, self._longest))
        elif not spell.left:
            del self._spells[target]
            return None
        self._spells[target] = Spell(spell.name, spell.left - 1)
        self.dealt.append((spell.name, target))
        return spell.name
