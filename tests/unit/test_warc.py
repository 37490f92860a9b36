"""What the WARC writer writes, other tools can read; what must not be kept is not there."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator

from archiver.captures.warc import WarcWriter
from spiders.errors import StorageError
from spiders.items import Capture

WHEN = datetime(2024, 5, 6, 7, 8, 9, 123456, UTC)


def write(writer: WarcWriter, url: str = "http://site.example/a?b=1", body: bytes = b"<p>hello</p>") -> Capture:
    return writer.write(
        url=url,
        fetched_at=WHEN,
        method="GET",
        request_headers=[("User-Agent", "test"), ("Cookie", "session=secret"), ("Authorization", "Basic c2VjcmV0")],
        status=200,
        response_headers=[("Content-Type", "text/html"), ("Transfer-Encoding", "chunked"), ("ETag", '"x"')],
        body=body,
    )


def test_warcio_finds_every_record_sound(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "site", {"operator": "us"}) as writer:
        for number in range(3):
            write(writer, f"http://site.example/{number}")
    (path,) = tmp_path.iterdir()
    check = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout
    with path.open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]
    assert kinds == ["warcinfo"] + ["response", "request"] * 3


def test_the_capture_points_at_the_bytes(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "site", {}) as writer:
        write(writer, "http://site.example/first", b"first")
        capture = write(writer, "http://site.example/second", b"second")
    assert capture.warc is not None
    assert capture.offset is not None
    assert capture.length is not None
    data = (tmp_path / capture.warc).read_bytes()[capture.offset : capture.offset + capture.length]
    record = next(iter(FastIterator(BytesIO(data), record_types=WarcRecordType.response)))
    assert record.headers["WARC-Target-URI"] == "http://site.example/second"
    assert record.headers["WARC-Payload-Digest"] == capture.digest
    assert record.headers["WARC-Date"] == "2024-05-06T07:08:09.123456Z"
    assert record.reader.read() == b"second"


def test_secrets_and_transfer_encoding_are_not_written(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "site", {}) as writer:
        capture = write(writer)
    with (tmp_path / str(capture.warc)).open("rb") as stream:
        heads = [str(record.http_headers) for record in ArchiveIterator(stream) if record.rec_type != "warcinfo"]
    assert "GET /a?b=1 HTTP/1.1" in heads[1]
    assert not [head for head in heads if "secret" in head.lower() or "chunked" in head]


def test_a_new_file_is_begun_when_one_is_full(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "site", {}, max_size=1_000) as writer:
        names = {write(writer, f"http://site.example/{number}").warc for number in range(5)}
    assert len(names) > 1
    for path in tmp_path.iterdir():
        with path.open("rb") as stream:
            assert next(iter(ArchiveIterator(stream))).rec_type == "warcinfo"


def test_a_full_disk_is_one_clear_error_and_leaves_whole_records(tmp_path: Path) -> None:
    """A limit on the file's size stands in for the full disk: both make write() fail in the middle."""
    script = f"""
import signal, resource, os
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
from pathlib import Path
from tests.unit.test_warc import write
from archiver.captures.warc import WarcWriter
from spiders.errors import StorageError
writer = WarcWriter(Path({str(tmp_path)!r}), "site", {{}})
try:
    for number in range(100):
        write(writer, f"http://site.example/{{number}}", os.urandom(3_000))
except StorageError as error:
    print(number, error)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    written, _, message = run.stdout.partition(" ")
    assert "cannot write" in message
    assert len(message.strip().splitlines()) == 1
    (path,) = tmp_path.iterdir()
    with path.open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]
    assert kinds.count("response") == kinds.count("request") == int(written)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(StorageError, match="file"):
        write(WarcWriter(blocked / "warc", "site", {}))
