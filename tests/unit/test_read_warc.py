"""Records are read out of WARC in every wrapping, and out of files that are cut off, damaged, or say what is not so."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastwarc.stream_io import ZstdWriter, zstd_train_dictionary_from_samples

from archiver.captures.places import name_of, open_named, read_record
from archiver.captures.read import read_records
from archiver.captures.records import Record, read_date, unchunk
from archiver.captures.salvage import Found, Trouble
from spiders.errors import CaptureError

PAGES = 8


def body(number: int) -> bytes:
    words = random.Random(number).choices("the valve of boiler two sticks when water is cold and pressure low".split(), k=200)
    return f"<html><title>Page {number}</title><p>{' '.join(words)}</p></html>\n".encode()


def record(number: int, *, kind: str = "response", version: str = "WARC/1.1", length: int | None = None, **headers: str) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Number: %d\r\n\r\n" % number + body(number)
    lines = {
        "WARC-Type": kind,
        "WARC-Target-URI": f"http://forum.example/{number}",
        "WARC-Date": f"2011-05-06T07:08:{number:02}Z",
        "Content-Type": f"application/http; msgtype={kind}",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    stated = "" if length == -1 else f"Content-Length: {len(http) if length is None else length}\r\n"
    return f"{version}\r\n{head}{stated}\r\n".encode() + http + b"\r\n\r\n"


def zstd(data: bytes, dictionary: bytes | None = None) -> bytes:
    out = io.BytesIO()
    writer = ZstdWriter(out, dictionary=dictionary)
    writer.write(data)
    writer.finish()
    writer.flush()
    return out.getvalue()


def records() -> list[bytes]:
    return [record(number) for number in range(PAGES)]


def with_dictionary(*, packed: bool) -> bytes:
    dictionary = zstd_train_dictionary_from_samples([record(number) for number in range(200)], 4_000)
    stored = zstd(dictionary) if packed else dictionary
    return struct.pack("<II", 0x184D2A5D, len(stored)) + stored + b"".join(zstd(one, dictionary) for one in records())


def arc() -> bytes:
    """The format before WARC, as Heritrix wrote it."""
    version = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n\n"
    members = [b"filedesc://old.arc 0.0.0.0 20060102030405 text/plain %d\n" % len(version) + version]
    for number in range(PAGES):
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Number: %d\r\n\r\n" % number + body(number)
        head = b"http://forum.example/%d 192.0.2.1 201105060708%02d text/html %d\n" % (number, number, len(http))
        members.append(head + http + b"\n")
    return b"".join(gzip.compress(member) for member in members)


def wacz(compression: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as packed:
        packed.writestr("datapackage.json", "{}")
        packed.writestr("archive/data.warc.gz", b"".join(map(gzip.compress, records())))
    return out.getvalue()


WRAPPED: dict[str, Callable[[], bytes]] = {
    "gzip.warc.gz": lambda: b"".join(map(gzip.compress, records())),
    "one-member.warc.gz": lambda: gzip.compress(b"".join(records())),
    "two-members.warc.gz": lambda: gzip.compress(b"".join(records()[:5])) + gzip.compress(b"".join(records()[5:])),
    "plain.warc": lambda: b"".join(records()),
    "old.warc": lambda: b"".join(record(number, version="WARC/0.17") for number in range(PAGES)),
    "older.warc.gz": lambda: b"".join(gzip.compress(record(number, version="WARC/0.18")) for number in range(PAGES)),
    "zstd.warc.zst": lambda: b"".join(map(zstd, records())),
    "dictionary.warc.zst": lambda: with_dictionary(packed=False),
    "packed-dictionary.warc.zst": lambda: with_dictionary(packed=True),
    "stored.wacz!/archive/data.warc.gz": lambda: wacz(zipfile.ZIP_STORED),
    "deflated.wacz!/archive/data.warc.gz": lambda: wacz(zipfile.ZIP_DEFLATED),
    "arc.arc.gz": arc,
}


def read(data: bytes, **arguments: int) -> tuple[list[Found], list[str]]:
    """What is found, and what is said."""
    found, said = [], []
    for one in read_records(lambda: io.BytesIO(data), "file", **arguments):
        if isinstance(one, Trouble):
            said.append(one.what)
        else:
            found.append(one)
    return found, said


def numbers(found: list[Found]) -> list[int]:
    return [int(one.record.header("x-number") or -1) for one in found]


@pytest.mark.parametrize("name", WRAPPED)
def test_every_wrapping_gives_the_same_records_and_each_is_found_again(name: str, tmp_path: Path) -> None:
    (tmp_path / name.partition("!/")[0]).write_bytes(WRAPPED[name]())
    found = list(read_records(lambda: open_named(tmp_path, name), name))
    assert all(isinstance(one, Found) for one in found)
    assert numbers(found) == list(range(PAGES))
    for one in found:
        assert one.record.body == body(numbers([one])[0])
        assert one.record.date == read_date(f"2011-05-06T07:08:{numbers([one])[0]:02}Z")
        again = read_record(tmp_path, SimpleNamespace(url=one.record.url, warc=name, record_offset=one.offset))
        assert again == one.record


@pytest.mark.parametrize(
    "name", [name for name in WRAPPED if "member" not in name and "!/" not in name and "arc.arc" not in name]
)
def test_offset_and_length_are_those_of_the_record_alone(name: str) -> None:
    data = WRAPPED[name]()
    found, _ = read(data)
    for one, following in zip(found, [*found[1:], None], strict=True):
        assert one.length == (following.offset if following else len(data)) - one.offset


@pytest.mark.parametrize("name", [name for name in WRAPPED if "!/" not in name])
@pytest.mark.parametrize("parts", [2, 5, 40])
def test_a_file_read_in_parts_gives_each_record_once(name: str, parts: int) -> None:
    data = WRAPPED[name]()
    step = len(data) // parts + 1
    found = [one for start in range(0, len(data), step) for one in read(data, start=start, end=start + step)[0]]
    assert numbers(found) == list(range(PAGES))


def middle(members: list[bytes], number: int) -> int:
    return sum(map(len, members[:number])) + len(members[number]) // 2


@pytest.mark.parametrize("pack", [gzip.compress, zstd], ids=["gzip", "zstd"])
@pytest.mark.parametrize("where", ["head", "middle", "tail"])
@pytest.mark.parametrize("number", [0, 3, PAGES - 1])
def test_a_damaged_record_costs_itself_and_one_line(pack: Callable[[bytes], bytes], where: str, number: int) -> None:
    members = [pack(one) for one in records()]
    at = sum(map(len, members[:number]))
    at += {"head": 0, "middle": len(members[number]) // 2, "tail": len(members[number]) - 6}[where]
    data = b"".join(members)
    data = data[:at] + b"\xff" * 5 + data[at + 5 :]
    if (where, number) == ("head", 0):
        with pytest.raises(CaptureError, match="no WARC file"):
            read(data)
        return
    found, said = read(data)
    missing = [one for one in range(PAGES) if one not in numbers(found)]
    if pack is zstd and where == "tail":  # fastwarc's frames have no checksum: five bytes of a letter's code may pass unseen
        assert missing in ([], [number])
        return
    assert missing == [number]
    assert len(said) == 1, said
    assert "skipped" in said[0]


@pytest.mark.parametrize("pack", [gzip.compress, zstd, bytes], ids=["gzip", "zstd", "plain"])
def test_of_a_file_that_is_cut_off_all_that_is_there_is_read(pack: Callable[[bytes], bytes]) -> None:
    members = [pack(one) for one in records()]
    data = b"".join(members)[: -len(members[-1]) // 4]
    found, said = read(data)
    assert numbers(found)[: PAGES - 1] == list(range(PAGES - 1))
    assert len(said) == 1
    assert "file, record at" in said[0]
    if pack is not zstd:  # a block of zstd is there whole or not at all
        assert "cut off" in said[0]
        assert [one.record.whole for one in found] == [True] * (PAGES - 1) + [False]
        assert body(PAGES - 1).startswith(found[-1].record.body or b"x")


@pytest.mark.parametrize("pack", [gzip.compress, zstd, bytes], ids=["gzip", "zstd", "plain"])
@pytest.mark.parametrize("wrong", [300, 100_000, -1], ids=["too short", "too long", "none"])
@pytest.mark.parametrize("number", [0, 3, PAGES - 1])
def test_a_record_that_states_a_wrong_length_is_read_whole(pack: Callable[[bytes], bytes], wrong: int, number: int) -> None:
    data = b"".join(pack(record(one, length=wrong if one == number else None)) for one in range(PAGES))
    found, said = read(data)
    assert numbers(found) == list(range(PAGES))
    assert found[number].record.body == body(number)
    assert found[number].record.whole
    assert len(said) == 1
    assert "all are read" in said[0] or "is there" in said[0], said


@pytest.mark.parametrize("pack", [gzip.compress, bytes], ids=["gzip", "plain"])
def test_what_stands_behind_the_last_record_is_one_line(pack: Callable[[bytes], bytes]) -> None:
    data = b"".join(pack(one) for one in records()) + b"\0" * 5_000
    found, said = read(data)
    assert numbers(found) == list(range(PAGES))
    assert [line.partition(" bytes ")[0] for line in said] == ["file: 5,000"], said


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"<html>no</html>", "no WARC"),
        (gzip.compress(b"no" * 999, mtime=0), "no WARC"),
        (b"\x1f\x8b", "no WARC"),
        (b"PK", "no WARC"),
    ],
    ids=["nothing", "HTML", "gzip of no WARC", "the beginning of gzip", "the beginning of zip"],
)
def test_what_is_no_warc_is_one_error(data: bytes, what: str) -> None:
    with pytest.raises(CaptureError, match=f"^file: .*{what}") as caught:
        read(data)
    assert "\n" not in str(caught.value)


def test_a_record_whose_bytes_are_not_those_of_its_digest_is_told() -> None:
    right = "sha1:" + __import__("base64").b32encode(__import__("hashlib").sha1(body(1)).digest()).decode()
    for stated, altered in ((right, False), (right[:-1] + ("A" if right[-1] != "A" else "B"), True), ("md5:abc", False)):
        found, _ = read(record(1, WARC_Payload_Digest=stated))
        assert found[0].record.altered is altered


def test_records_that_hold_no_response_of_the_web_are_passed_over() -> None:
    data = (
        record(0, kind="warcinfo", WARC_Target_URI="urn:x") + record(1, kind="request") + record(2, kind="metadata")
        + record(3, kind="response", WARC_Target_URI="dns:forum.example") + record(4)
    )  # fmt: skip
    assert numbers(read(data)[0]) == [4]


def test_an_address_between_brackets_or_with_a_fragment_is_the_address() -> None:
    found, _ = read(record(1, WARC_Target_URI="<http://forum.example/a#b>"))
    assert found[0].record.url == "http://forum.example/a"


def test_a_revisit_tells_what_it_stands_for() -> None:
    found, _ = read(
        record(
            1, kind="revisit", WARC_Refers_To_Target_URI="http://forum.example/old", WARC_Refers_To_Date="2010-01-01T00:00:00Z",
            WARC_Payload_Digest="sha1:ABC",
        )
    )  # fmt: skip
    one: Record = found[0].record
    assert (one.kind, one.body, one.digest, one.refers_to_url) == ("revisit", None, "sha1:ABC", "http://forum.example/old")
    assert one.refers_to_date == read_date("2010-01-01")


@pytest.mark.parametrize(
    ("chunked", "plain"),
    [
        (b"5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\n", b"hello world"),
        (b"5\nhello\n0\n\n", b"hello"),
        (b"0005\r\nhello\r\n0\r\nTrailer: x\r\n\r\n", b"hello"),
        (b"5\r\nhello\r\nA\r\n wor", b"hello wor"),
        (b"<html>not chunked, though its header says so</html>", b"<html>not chunked, though its header says so</html>"),
        (b"", b""),
    ],
)
def test_chunks_are_put_together_where_there_are_any(chunked: bytes, plain: bytes) -> None:
    assert unchunk(chunked) == plain


@pytest.mark.parametrize(
    ("stated", "read_as"),
    [
        ("2011-05-06T07:08:09Z", "2011-05-06T07:08:09+00:00"),
        ("2011-05-06T07:08:09.123456789Z", "2011-05-06T07:08:09.123456+00:00"),
        ("2011-05-06T09:08:09+02:00", "2011-05-06T07:08:09+00:00"),
        ("20110506070809", "2011-05-06T07:08:09+00:00"),
        ("2011-05", "2011-05-01T00:00:00+00:00"),
        ("yesterday", None),
        ("20119999999999", None),
    ],
)
def test_dates_of_every_version_of_the_format(stated: str, read_as: str | None) -> None:
    moment = read_date(stated)
    assert (moment.isoformat() if moment else None) == read_as


def test_a_file_is_named_by_its_place_in_the_archive_or_in_full(tmp_path: Path) -> None:
    assert name_of(tmp_path / "warc" / "old" / "a.warc.gz", tmp_path / "warc") == "old/a.warc.gz"
    assert name_of(tmp_path / "elsewhere" / "a.warc.gz", tmp_path / "warc") == str(tmp_path / "elsewhere" / "a.warc.gz")


@pytest.mark.parametrize(
    ("warc", "offset", "url", "said"),
    [
        (None, None, "http://forum.example/0", "has no record"),
        ("gone.warc", 0, "http://forum.example/0", "not there"),
        ("a.warc", 0, "http://forum.example/5", "no capture of http://forum.example/5"),
        ("a.warc", 7, "http://forum.example/0", "no capture of"),
        ("a.warc!/b", 0, "http://forum.example/0", "cannot be read"),
    ],
)
def test_a_row_that_leads_nowhere_is_one_error(tmp_path: Path, warc: str | None, offset: int | None, url: str, said: str) -> None:
    (tmp_path / "a.warc").write_bytes(b"".join(records()))
    with pytest.raises(CaptureError, match=said) as caught:
        read_record(tmp_path, SimpleNamespace(url=url, warc=warc, record_offset=offset))
    assert "\n" not in str(caught.value)
