"""Writing WARC records against fastwarc's writer at the same compression level.

Both write the same responses and requests, one gzip member each, into a file, with block and payload digests; ours also places each
record for its row and syncs once at the end, as a crawl does before it commits. Bodies are a forum's pages as they come over the
wire: plain, and compressed by the server. Printed: milliseconds of processor time a page and the ratio, median of the rounds, the
two in turn. Target: 1.5.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from archiver.captures.members import LEVEL
from archiver.captures.warc import WarcWriter
from archiver.demo.xenforo import XenForo

PAGES, ROUNDS = 250, 7
WHEN = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
REQUEST = [("User-Agent", "archiver/1.0"), ("Accept", "text/html"), ("Accept-Encoding", "gzip")]
RESPONSE = [("Server", "nginx"), ("Date", "Mon, 06 May 2024 07:08:09 GMT"), ("Content-Type", "text/html; charset=utf-8")]

Page = tuple[str, bytes]


def pages() -> list[Page]:
    """Addresses and bodies of a forum."""
    from tests.fakeforum.invent import Inventor

    community = Inventor(random.Random(7)).community(threads=200, posts=(5, 30), posts_per_page=20)
    site = XenForo(community, "http://forum.example")
    made = []
    for address in site.addresses():
        answer = site.answer(address)
        if answer.status == 200 and len(answer.body) > 2_000:
            made.append((f"http://forum.example{address}", answer.body))
        if len(made) == PAGES:
            break
    return made


def ours(found: list[Page], folder: Path) -> None:
    """The writer of a crawl."""
    with WarcWriter(folder, "bench", {}) as writer:
        for url, body in found:
            writer.write(
                url=url, fetched_at=WHEN, method="GET", request_headers=REQUEST, status=200, response_headers=RESPONSE, body=body
            )
        writer.sync()


def fastwarcs(found: list[Page], folder: Path) -> None:
    """fastwarc's own, as its manual shows it."""
    head = b"HTTP/1.1 200 OK\r\n" + b"".join(f"{name}: {value}\r\n".encode() for name, value in RESPONSE) + b"\r\n"
    asked = b"".join(f"{name}: {value}\r\n".encode() for name, value in [("Host", "forum.example"), *REQUEST])
    with (folder / "bench.warc.gz").open("wb") as file:
        for url, body in found:
            path = url.removeprefix("http://forum.example").encode()
            digest = hashlib.sha1(body).digest()
            for kind, block, payload in (
                (WarcRecordType.response, head + body, digest),
                (WarcRecordType.request, b"GET " + path + b" HTTP/1.1\r\n" + asked + b"\r\n", None),
            ):
                record = WarcRecord()
                record.init_headers(kind)
                record.is_http = True
                record.headers["WARC-Target-URI"] = url
                record.record_date = WHEN
                record.set_bytes_content(block)
                with GzipWriter(file, compression_level=LEVEL) as packed:
                    record.write(packed, checksum_data=True, payload_digest=payload)
        file.flush()
        os.fdatasync(file.fileno())


def clock(write: Callable[[list[Page], Path], None], found: list[Page]) -> tuple[float, int]:
    """Milliseconds of processor time a page, and the size of the file."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        write(found, Path(folder))
        spent = time.process_time() - began
        return spent / len(found) * 1e3, sum(path.stat().st_size for path in Path(folder).iterdir())


def main() -> None:
    """Run both in turn, print the ratios."""
    plain = pages()
    packed = [(url, gzip.compress(body, 6)) for url, body in plain]
    for name, found in (("plain", plain), ("gzip", packed)):
        figures = [(*clock(ours, found), *clock(fastwarcs, found)) for _ in range(ROUNDS)]
        mine, size, theirs, their_size = (statistics.median(column) for column in zip(*figures, strict=True))
        ratio = statistics.median(figure[0] / figure[2] for figure in figures)
        mean = sum(len(body) for _, body in found) // len(found)
        print(
            f"{name} bodies, {len(found)} of {mean:,} bytes: {mine:.3f} ms a page, fastwarc {theirs:.3f} ms: ratio {ratio:.2f} "
            f"(target 1.5), size {size / their_size:.3f}"
        )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
