"""Every byte of a WARC file is accounted for: it belongs to a whole record or to a damage, whatever happened to the file."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.captures.members import Damage, Member, digest_fits, member_at, members, pack


def record(number: int) -> bytes:
    url = f"http://site.example/{number}"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    fields = {"WARC-Target-URI": url, "Content-Type": "application/http; msgtype=response"}
    return pack("response", "2024-05-06T07:08:09.000001Z", fields, head, f"body {number}".encode() * 50)[0]


RECORDS = [record(number) for number in range(5)]
FILE = b"".join(RECORDS)
STARTS = [sum(map(len, RECORDS[:number])) for number in range(6)]


def scan(path: Path, data: bytes) -> list[Member | Damage]:
    path.write_bytes(data)
    with path.open("rb") as stream:
        found = list(members(stream))
    assert sum(part.length for part in found) == len(data)
    assert [part.offset for part in found] == [sum(p.length for p in found[:n]) for n in range(len(found))]
    return found


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("members") / "file.warc.gz"


def test_whole_records_are_found_where_they_lie(path: Path) -> None:
    found = scan(path, FILE)
    assert [part.offset for part in found] == STARTS[:5]
    assert [part.url for part in found if isinstance(part, Member)] == [f"http://site.example/{n}" for n in range(5)]
    assert all(isinstance(part, Member) and part.payload == f"body {n}".encode() * 50 for n, part in enumerate(found))


@given(cut=st.integers(0, len(FILE)))
def test_a_torn_end_costs_one_record(path: Path, cut: int) -> None:
    found = scan(path, FILE[:cut])
    whole = sum(end <= cut for end in STARTS[1:])
    assert [isinstance(part, Member) for part in found] == [True] * whole + [False] * (cut not in STARTS)


@given(place=st.integers(0, len(FILE) - 1), change=st.integers(1, 255))
def test_a_changed_byte_costs_one_record_and_not_those_behind_it(path: Path, place: int, change: int) -> None:
    """A gzip header has bytes that mean nothing (time, system, the record's own flags); a change there costs none."""
    found = scan(path, FILE[:place] + bytes([FILE[place] ^ change]) + FILE[place + 1 :])
    hurt = next(number for number in range(5) if place < STARTS[number + 1])
    whole = {part.offset for part in found if isinstance(part, Member)}
    assert whole >= {start for number, start in enumerate(STARTS[:5]) if number != hurt}


@given(junk=st.binary(min_size=1, max_size=200), after=st.integers(0, 5))
def test_what_stands_between_records_is_told(path: Path, junk: bytes, after: int) -> None:
    found = scan(path, FILE[: STARTS[after]] + junk + FILE[STARTS[after] :])
    assert sum(isinstance(part, Member) for part in found) == 5
    assert sum(part.length for part in found if isinstance(part, Damage)) == len(junk)


def test_zeros_at_the_end_are_a_damage(path: Path) -> None:
    """What some file systems leave where the power went."""
    *_, last = scan(path, FILE + bytes(4_096))
    assert isinstance(last, Damage)
    assert last.offset == len(FILE)


def test_a_member_that_is_no_record_is_a_damage(path: Path) -> None:
    found = scan(path, gzip.compress(b"hello") + RECORDS[0])
    assert [type(part) for part in found] == [Damage, Member]


def test_a_record_is_read_from_its_place(path: Path) -> None:
    path.write_bytes(FILE)
    with path.open("rb") as stream:
        for number, start in enumerate(STARTS[:5]):
            for length in (len(RECORDS[number]), None):
                found = member_at(stream, start, length)
                assert isinstance(found, Member)
                assert (found.url, found.offset, found.length) == (f"http://site.example/{number}", start, len(RECORDS[number]))
        assert isinstance(member_at(stream, 0, len(RECORDS[0]) + 1), Damage)
        assert isinstance(member_at(stream, 1), Damage)


@pytest.mark.parametrize(
    ("stated", "fits"),
    [
        ("sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N", True),
        ("sha1:aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d", True),
        ("SHA1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2O", False),
        ("sha-256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", True),
        ("md5:5d41402abc4b2a76b9719d911017c592", True),
        ("whirl:5d41402abc4b2a76b9719d911017c592", None),
        ("", None),
    ],
)
def test_digests_in_the_forms_that_programs_write(stated: str, *, fits: bool | None) -> None:
    assert digest_fits(stated, b"hello") is fits
