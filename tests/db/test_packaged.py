"""What a package of a thread consists of, on both databases: its pages, the redirects to them, the originals of its revisits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from fastwarc.warc import ArchiveIterator
from sqlalchemy import Engine

from archiver.captures.members import pack
from archiver.captures.package import Packed, write_warc
from archiver.captures.wacz import write_wacz
from archiver.captures.warc import WarcWriter
from db.queries import find_thread
from db.queries.packaged import Selection, names, site_of
from db.store import Store
from spiders.items import Capture, Original
from tests.db.make import BASE, DAY, post, record, thread

HEADERS = [("Content-Type", "text/html"), ("Set-Cookie", "s=SECRET")]


def fetched(
    writer: WarcWriter, path: str, *, day: int = 0, status: int = 200, to: str = "", of: Capture | None = None
) -> Capture:
    original = None if of is None else Original(url=of.url, fetched_at=of.fetched_at, digest=of.digest or "")
    return writer.write(
        url=path if "://" in path else f"{BASE}{path}",
        fetched_at=DAY + timedelta(days=day),
        method="GET",
        request_headers=[("User-Agent", "test")],
        status=status,
        response_headers=[*HEADERS, ("Location", to)] if to else HEADERS,
        body=f"<p>{path.rpartition('@')[2]} {day} {of is not None}</p>".encode() * 10,
        original=original,
    )


def page(store: Store, capture: Capture, number: int) -> None:
    """Store it as a page of a thread."""
    made = record(post(number * 100), of=thread(number), at=capture.fetched_at, url=capture.url)
    store.save(replace(made, capture=capture))


def packed(engine: Engine, folder: Path, number: int) -> tuple[Packed, list[tuple[str, str]], bytes]:
    """The package of a thread: what it reports, its records but the first by type and address, its bytes."""
    out = BytesIO()
    with engine.connect() as connection:
        found = find_thread(connection, str(number))
        selection = Selection(site_id=site_of(connection, found), thread_id=found)
        done = write_warc(connection, folder, selection, out, name="out.warc.gz")
        assert names(connection, selection) == (f"{BASE}threads/{number}/", f"Thread {number}")
    records = [
        (record.headers["WARC-Type"], record.headers.get("WARC-Target-URI", "").removeprefix(BASE))
        for record in ArchiveIterator(BytesIO(out.getvalue()), parse_http=False)
    ]
    unpacked = b"".join(record.reader.read() for record in ArchiveIterator(BytesIO(out.getvalue()), parse_http=False))
    assert records[0] == ("warcinfo", "")
    return done, records[1:], unpacked


def test_redirects_and_originals_come_with_a_thread(engine: Engine, store: Store, tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "forum.example", {}) as writer:
        robots = fetched(writer, "robots.txt")
        elsewhere = fetched(writer, "threads/2/")
        short = fetched(writer, "t/1", status=301, to="/goto/1#post-100")
        goto = fetched(writer, "goto/1", status=302, to=f"{BASE}threads/1/")
        astray = fetched(writer, "goto/2", status=302, to="/threads/2/")
        again = fetched(writer, "threads/1/", of=elsewhere)
        page(store, elsewhere, 2)
        page(store, again, 1)
        store.save_captures([robots, short, goto, astray], site_url=BASE)
    done, records, _ = packed(engine, tmp_path, 1)
    paths = ["robots.txt", "threads/2/", "t/1", "goto/1", "threads/1/"]
    kinds = ["response"] * 4 + ["revisit"]
    assert records == [pair for kind, path in zip(kinds, paths, strict=True) for pair in ((kind, path), ("request", path))]
    assert (done.captures, done.lost) == (5, [])


def test_no_cookie_and_no_password(engine: Engine, store: Store, tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "forum.example", {}) as writer:
        capture = fetched(writer, "http://me:SECRET@forum.example/threads/1/")
        page(store, capture, 1)
    (path,) = tmp_path.glob("*.warc.gz")
    assert b"SECRET" in gunzipped(path)
    done, records, whole = packed(engine, tmp_path, 1)
    assert done.captures == 1
    assert [url for _, url in records] == ["http://forum.example/threads/1/"] * 2
    assert b"SECRET" not in whole
    out = BytesIO()
    with engine.connect() as connection:
        write_wacz(connection, tmp_path, Selection(site_id=site_of(connection, find_thread(connection, "1"))), out)
    with ZipFile(out) as package:
        assert b'"http://forum.example/threads/1/"' in package.read("pages/pages.jsonl")
        assert not [name for name in package.namelist() if b"SECRET" in package.read(name)]


def gunzipped(path: Path) -> bytes:
    return b"".join(record.reader.read() for record in ArchiveIterator(path.open("rb"), parse_http=False))


@pytest.mark.parametrize("order", [("request", "response"), ("response", "request")])
def test_requests_are_found_in_files_of_others(engine: Engine, store: Store, tmp_path: Path, order: tuple[str, str]) -> None:
    """wget writes a request before its response, and other records between the two."""
    ids = {"request": "<urn:uuid:1>", "response": "<urn:uuid:2>"}
    url = f"{BASE}threads/1/"
    blocks = {
        "request": b"GET / HTTP/1.1\r\nCookie: s=SECRET\r\nHost: forum.example\r\n\r\n",
        "response": b"HTTP/1.1 200 OK\r\n\r\n<p>words</p>",
    }
    first, second = order
    data, places = b"", {}
    for kind in (first, "metadata", second):
        fields = {"WARC-Target-URI": f"<{url}>", "WARC-Record-ID": ids.get(kind, "<urn:uuid:3>")}
        fields["Content-Type"] = f"application/http;msgtype={kind}" if kind in ids else "text/plain"
        if kind == second:
            fields["WARC-Concurrent-To"] = ids[first]
        member = pack(kind, "2024-05-01T12:00:00Z", fields, blocks.get(kind, b"via: x"))[0]
        places[kind] = (len(data), len(member))
        data += member
    (tmp_path / "wget.warc.gz").write_bytes(data)
    offset, length = places["response"]
    page(store, Capture(url=url, fetched_at=DAY, status=200, digest="", warc="wget.warc.gz", offset=offset, length=length), 1)
    done, records, whole = packed(engine, tmp_path, 1)
    assert done.lost == []
    assert records == [("response", "threads/1/"), ("request", "threads/1/")]
    assert b"SECRET" not in whole
    assert b"words" in whole
