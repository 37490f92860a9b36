"""Captures of a mail archive, ingested: months in files, mails on pages, and lists by thread make the same threads, whichever came first."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from archiver.captures.warc import WarcWriter
from tests.crawl.test_ingest import take_in
from tests.fakeforum.dump import dump
from tests.fakeforum.mail import HOST, Mail, mbox, pipermail

BEGAN = datetime(2024, 3, 2, 10, tzinfo=UTC)
ONE = Mail(1, "Ida", BEGAN, None, ((None, ("How long a tail?",)),))
TWO = Mail(2, "Bo", BEGAN + timedelta(hours=1), ONE, ((ONE, ("Seven times.",)),))
OTHER = Mail(3, "Cy", BEGAN + timedelta(hours=2), None, ((None, ("Rope.",)),))
ROOT = "/pipermail/kites/"


def listed() -> str:
    rows = '<LI><A HREF="000001.html">Tails</A><I>Ida</I><UL><LI><A HREF="000002.html">Tails</A><I>Bo</I></UL>'
    order = '<li><a href="date.html#start">[ date ]</a>'
    title = "<title>The Kites March 2024 Archive by thread</title>"
    return f'<html>{title}<ul>{order}</ul><ul>{rows}<LI><A HREF="000003.html">Rope</A><I>Cy</I></UL></html>'


def write(folder: Path, pages: dict[str, tuple[str, bytes]]) -> Path:
    """The pages as a WARC, each fetched a minute after the one before."""
    with WarcWriter(folder, "kites", {"operator": "somebody"}) as writer:
        for minute, (path, (content_type, body)) in enumerate(pages.items()):
            when = BEGAN + timedelta(days=60, minutes=minute)
            writer.write(
                url=HOST + ROOT + path,
                fetched_at=when,
                method="GET",
                request_headers=[],
                status=200,
                response_headers=[("Date", format_datetime(when, usegmt=True)), ("Content-Type", content_type)],
                body=body,
            )
        writer.sync()
        writer.settle()
    return folder


def threads(database: Path) -> dict[str, set[str]]:
    held: dict[str, set[str]] = {}
    for key, post in dump(str(database))["post"].items():
        assert post["state"] == "visible"
        held.setdefault(str(post["thread_id"]), set()).add(str(key))
    return held


def test_mails_on_pages_and_their_list(tmp_path: Path) -> None:
    html = "text/html; charset=utf-8"
    parts = [
        {f"2024-March/{mail.number:06}.html": (html, pipermail(mail).encode()) for mail in (ONE, OTHER)},
        {f"2024-March/{TWO.number:06}.html": (html, pipermail(TWO).encode())},
        {"2024-March/thread.html": (html, listed().encode())},
    ]
    found = []
    for number, order in enumerate([(0, 1, 2), (2, 1, 0)]):
        folder = write(tmp_path / str(number), {path: page for place in order for path, page in parts[place].items()})
        report, _ = take_in(folder, database=tmp_path / f"{number}.db", warc=tmp_path)
        assert report["losses"] == 0
        found.append(threads(tmp_path / f"{number}.db"))
    assert sorted(len(mails) for mails in found[0].values()) == [1, 2]
    assert all(one == found[0] for one in found)


def test_months_in_files_whatever_servers_call_them(tmp_path: Path) -> None:
    box = mbox([ONE, TWO, OTHER], archived=True).encode()
    pages = {
        "2024-March.txt.gz": ("application/x-gzip", gzip.compress(box)),
        "2024-March.txt": ("text/plain", box),
        "notes.txt": ("text/plain", b"From here on there is nothing to read.\n"),
        "data.gz": ("application/octet-stream", gzip.compress(b"nothing to read")),
    }
    report, _ = take_in(write(tmp_path / "warc", pages), database=tmp_path / "archive.db", warc=tmp_path)
    assert report["losses"] == 0
    assert sorted(len(mails) for mails in threads(tmp_path / "archive.db").values()) == [1, 2]
