"""Sites that are not served but captured: the pages of a demo or invented forum written as WARC, and in every other form."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random

from archiver.captures.warc import WarcWriter
from archiver.demo.model import Board, Community
from archiver.demo.site import Site
from spiders.items import Capture
from tests.fakeforum.invent import Inventor

BASE = "http://forum.example/"
WHEN = datetime(2024, 3, 1, 12, tzinfo=UTC)


def capture_site(
    site: Site,
    folder: Path,
    *,
    base: str = BASE,
    when: datetime = WHEN,
    only: Callable[[str], bool] = lambda _: True,
    pause: timedelta = timedelta(seconds=1),
    also: Iterable[str] = (),
) -> list[Capture]:
    """Write all pages of a site as a WARC in a folder, one fetched after the other; returns their captures. ``also`` are further
    addresses that are asked for: what they show may have moved or gone.
    """
    captures = []
    with WarcWriter(folder, "site", {"operator": "somebody"}) as writer:
        for target in dict.fromkeys((*site.addresses(), *also)):
            if not only(target):
                continue
            answer = site.answer(target)
            headers = [
                ("Date", format_datetime(when, usegmt=True)),
                ("Content-Type", answer.content_type),
                *answer.headers.items(),
            ]
            body = answer.body
            if answer.content_type.startswith(("text/", "application/json")):
                body = gzip.compress(body, 6, mtime=0)
                headers.append(("Content-Encoding", "gzip"))
            captures.append(
                writer.write(
                    url=base.rstrip("/") + target,
                    fetched_at=when,
                    method="GET",
                    request_headers=[],
                    status=answer.status,
                    response_headers=headers,
                    body=body,
                )
            )
            when += pause
        writer.sync()
        writer.settle()
    return captures


def members_of(path: Path) -> Iterator[bytes]:
    """The records of a WARC whose records are packed one by one, unpacked."""
    data = path.read_bytes()
    while data:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        yield unpacker.decompress(data)
        data = unpacker.unused_data


def long_threads(threads: int, posts: int, *, per_page: int = 20, seed: int = 3) -> Community:
    """A forum of threads that are all of one length."""
    inventor = Inventor(Random(seed))
    members = inventor.members(60)
    boards = (Board(id=1, title="All", description="", category=True), Board(id=2, title="Boilers", description="", parent=1))
    made = tuple(inventor.thread(members, 2, posts) for _ in range(threads))
    return Community(
        title="A forum",
        description="",
        members=members,
        boards=boards,
        threads=made,
        posts_per_page=per_page,
        threads_per_page=20,
    )
