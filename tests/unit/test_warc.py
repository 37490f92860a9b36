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

from archiver.captures.members import Damage, Member, members
from archiver.captures.unfinished import Unfinished
from archiver.captures.warc import WarcWriter
from spiders.errors import StorageError
from spiders.items import Capture, Original

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
import signal, resource, os, sys
sys.dont_write_bytecode = True  # a module's cache would be cut off at the limit, too, and stay so
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


ORIGINAL = Original(url="http://site.example/first", fetched_at=datetime(2024, 5, 1, 2, 3, 4, 5, UTC), digest="sha1:HELD")


@pytest.mark.parametrize(("status", "profile"), [(200, "identical-payload-digest"), (304, "server-not-modified")])
def test_what_is_held_is_written_as_a_revisit(tmp_path: Path, status: int, profile: str) -> None:
    with WarcWriter(tmp_path, "site", {}) as writer:
        capture = writer.write(
            url="http://site.example/again",
            fetched_at=WHEN,
            method="GET",
            request_headers=[],
            status=status,
            response_headers=[("ETag", '"x"'), ("Content-Length", "12")],
            body=b"<p>hello</p>" if status == 200 else b"",
            original=ORIGINAL,
        )
    (path,) = tmp_path.iterdir()
    check = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout
    with path.open("rb") as stream:
        _, record, request = ArchiveIterator(stream)
        assert record.rec_type == "revisit"
        assert request.rec_headers["WARC-Concurrent-To"] == record.rec_headers["WARC-Record-ID"]
    assert record.http_headers.get_statuscode() == str(status)
    assert record.http_headers["ETag"] == '"x"'
    assert {
        name: record.rec_headers[f"WARC-{name}"] for name in ("Payload-Digest", "Refers-To-Target-URI", "Refers-To-Date")
    } == {
        "Payload-Digest": "sha1:HELD",
        "Refers-To-Target-URI": "http://site.example/first",
        "Refers-To-Date": "2024-05-01T02:03:04.000005Z",
    }
    assert record.rec_headers["WARC-Profile"] == f"http://netpreserve.org/warc/1.1/revisit/{profile}"
    assert b"hello" not in b"".join(part.block for part in found(path) if isinstance(part, Member))
    assert (capture.digest, capture.revisit_of, capture.status) == ("sha1:HELD", ORIGINAL, status)


def found(path: Path) -> list[Member | Damage]:
    with path.open("rb") as stream:
        return list(members(stream))


def test_a_file_has_its_name_when_its_records_have_their_rows(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "site", {}, max_size=1_000)
    names = [str(write(writer, f"http://site.example/{number}").warc) for number in range(4)]
    writer.sync()
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.open" for name in names}
    writer.settle()
    assert {path.suffix for path in tmp_path.iterdir()} <= {".gz", ".open"}
    assert (tmp_path / names[0]).exists()
    last = str(write(writer, "http://site.example/last").warc)
    writer.close(settled=False)
    assert (tmp_path / f"{last}.open").exists()
    assert not any(isinstance(part, Damage) for path in tmp_path.iterdir() for part in found(path))


def test_a_file_being_written_is_told_from_one_left_behind(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "site", {})
    write(writer)
    (path,) = tmp_path.iterdir()
    assert Unfinished.of_the_dead(path) is None
    writer.close(settled=False)
    left = Unfinished.of_the_dead(path)
    assert left is not None
    assert Unfinished.of_the_dead(path) is None, "two repair it at once"
    left.let_go()


def test_a_name_that_is_taken_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_text("done")
    (tmp_path / "b.warc.gz.open").write_text("another's")
    assert Unfinished.begin(tmp_path, "a.warc.gz") is None
    assert Unfinished.begin(tmp_path, "b.warc.gz") is None
    assert [path.read_text() for path in sorted(tmp_path.iterdir())] == ["done", "another's"]


def test_every_record_has_the_digests_that_fastwarc_makes(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "site", {}) as writer:
        for number in range(20):
            write(writer, f"http://site.example/{number}", bytes([number]) * number * 1_000)
    (path,) = tmp_path.iterdir()
    with path.open("rb") as stream:
        sound = [(record.verify_block_digest(), record.record_type) for record in FastIterator(stream, parse_http=False)]
    assert len(sound) == 41
    assert all(is_sound for is_sound, _ in sound)
    with path.open("rb") as stream:
        responses = [record.verify_payload_digest() for record in FastIterator(stream, record_types=WarcRecordType.response)]
    assert responses == [True] * 20
