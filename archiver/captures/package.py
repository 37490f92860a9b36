"""Copies the records of a site or thread into one WARC: responses, requests, robots.txt, redirects, originals of revisits.

What proves who somebody is (cookies, passwords, keys) stays behind: `archiver.captures.redaction`. Payloads are not touched, so
their digests are those of the archive; those of the blocks are made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, Self
from urllib.parse import urldefrag, urljoin

from sqlalchemy import Connection

from archiver.captures.cdxj import Entry
from archiver.captures.members import GZIP, IDENTICAL, RESPONSE, Member, member_at, members, pack
from archiver.captures.places import open_named, read_record
from archiver.captures.records import Record, read_date
from archiver.captures.redaction import without_password, without_secrets
from archiver.captures.warc import http_head, warc_date
from db.keys import short
from db.queries.packaged import PackagedCapture, Selection, addresses, captures, redirects
from spiders.errors import CaptureError

_REQUEST = "application/http; msgtype=request"
_OURS = b"software: archiver/"
_MADE_ANEW = frozenset({"warc-type", "warc-date", "warc-block-digest", "content-length", "warc-warcinfo-id", "warc-filename"})
_ADDRESSES = frozenset({"warc-target-uri", "warc-refers-to-target-uri"})


@dataclass(slots=True, kw_only=True)
class Packed:
    """What was copied. ``lost`` are captures whose records could not be read, each in one line."""

    captures: int = 0
    size: int = 0
    lost: list[str] = field(default_factory=list)


def write_warc(
    connection: Connection,
    warc_dir: Path,
    selection: Selection,
    out: BinaryIO,
    *,
    name: str,
    note: Callable[[Entry], None] = lambda _: None,
) -> Packed:
    """Copy the records of a selection, one gzip member each.

    Args:
        connection: the archive.
        warc_dir: where its files are.
        selection: what is copied.
        out: where to; need not be able to seek.
        name: what the file is called, for its own first record.
        note: told of each capture and where it came to lie.
    """
    packed = Packed()
    now = warc_date(datetime.now(UTC))
    info = f"software: archiver/{version('archiver')}\r\nformat: WARC File Format 1.1\r\n"
    info += "description: exported from an archive; cookies and authorisation headers left out\r\n"
    head, info_id = pack("warcinfo", now, {"WARC-Filename": name, "Content-Type": "application/warc-fields"}, info.encode())
    packed.size = out.write(head)
    with _Source(warc_dir) as source:
        if selection.thread_id is not None:
            selection = replace(selection, redirects=_leading(connection, selection, source))
        for row in captures(connection, selection):
            try:
                response, request = source.records(row)
            except CaptureError as error:
                packed.lost.append(str(error))
                continue
            data, entry = _copied(response, row, info_id, packed.size)
            note(entry)
            packed.captures += 1
            packed.size += out.write(data)
            if request is not None:
                packed.size += out.write(_copy(request, info_id))
    return packed


def _copied(member: Member, row: PackagedCapture, info_id: str, offset: int) -> tuple[bytes, Entry]:
    data = _copy(member, info_id)
    mime = "warc/revisit" if member.kind == "revisit" else (row.content_type or "").partition(";")[0].strip().lower()
    return data, Entry(
        url=without_password(member.url),
        date=read_date(member.headers.get("warc-date")) or row.fetched_at,
        status=row.status,
        mime=mime or "application/octet-stream",
        digest=row.digest or member.headers.get("warc-payload-digest", ""),
        offset=offset,
        length=len(data),
    )


def _copy(member: Member, info_id: str) -> bytes:
    fields = {member.names[name]: value for name, value in member.headers.items() if name not in _MADE_ANEW}
    for name in _ADDRESSES & member.headers.keys():
        fields[member.names[name]] = without_password(member.headers[name].removeprefix("<").removesuffix(">"))
    fields["WARC-Warcinfo-ID"] = info_id
    http = member.headers.get("content-type", "").startswith("application/http")
    block = without_secrets(member.block) if http else member.block
    if member.headers.get("warc-profile", "").endswith("/server-not-modified"):
        block = b""  # as the format allows; replay then shows the page that was confirmed, not the empty answer that did so
    return pack(member.kind, member.headers["warc-date"], fields, block)[0]


class _Source:
    """The archive's files, one open at a time: rows come in the order of their records."""

    def __init__(self, warc_dir: Path) -> None:
        self._warc_dir = warc_dir
        self._stack = ExitStack()
        self._name: str | None = None
        self._stream: BinaryIO | None = None
        self._ours = False
        self._requests: dict[str, int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def records(self, row: PackagedCapture) -> tuple[Member, Member | None]:
        """The record that a row leads to, and the request that it answers, where it was kept.

        Raises:
            CaptureError: it cannot be read.
        """
        self._open(row.warc)
        if self._stream is None or row.record_offset is None or row.record_length is None:
            return _rebuilt(read_record(self._warc_dir, row), row), None
        found = member_at(self._stream, row.record_offset, row.record_length)
        if not isinstance(found, Member):
            raise CaptureError(f"{row.warc}, record at {row.record_offset}: {found.what}")
        if short(found.url) != row.url:
            raise CaptureError(f"{row.warc}, record at {row.record_offset}: no capture of {row.url} there")
        return found, self._request_of(found)

    def _open(self, name: str) -> None:
        if name == self._name:
            return
        self._stack.close()
        self._name, self._requests = name, None
        stream = self._stack.enter_context(open_named(self._warc_dir, name))
        packed = stream.read(len(GZIP)) == GZIP and hasattr(stream, "fileno") and stream.seekable()
        self._stream = stream if packed else None
        first = next(members(stream), None) if packed else None
        self._ours = isinstance(first, Member) and first.block.startswith(_OURS)

    def _request_of(self, response: Member) -> Member | None:
        """Behind the response, as we and most others write it, or anywhere in another program's file."""
        if self._stream is None:
            return None
        following = member_at(self._stream, response.offset + response.length)
        if isinstance(following, Member) and following.kind == "request" and following.url == response.url:
            return following
        if self._ours:
            return None
        if self._requests is None:
            self._requests = dict(_requests(self._stream))
        for name in (response.headers.get("warc-record-id"), response.headers.get("warc-concurrent-to")):
            if name is not None and name in self._requests:
                found = member_at(self._stream, self._requests[name])
                return found if isinstance(found, Member) else None
        return None


def _requests(stream: BinaryIO) -> Iterator[tuple[str, int]]:
    """Where the requests of a file lie, by their own id and by that of the response they led to."""
    for found in members(stream):
        if isinstance(found, Member) and found.kind == "request":
            for name in ("warc-record-id", "warc-concurrent-to"):
                if name in found.headers:
                    yield found.headers[name], found.offset


def _rebuilt(record: Record, row: PackagedCapture) -> Member:
    """A record that is no gzip member of its own (zstd, a plain or a wholly packed file, a saved page) as one that could be.

    Raises:
        CaptureError: its body was not read.
    """
    fields = {"WARC-Target-URI": record.url, "WARC-Date": warc_date(record.date or row.fetched_at), "Content-Type": RESPONSE}
    if record.digest:
        fields["WARC-Payload-Digest"] = record.digest
    if record.kind == "revisit":
        fields["WARC-Profile"] = IDENTICAL
        fields |= {"WARC-Refers-To-Target-URI": record.refers_to_url} if record.refers_to_url else {}
        fields |= {"WARC-Refers-To-Date": warc_date(record.refers_to_date)} if record.refers_to_date else {}
    kind, block = record.kind, record.body
    if block is None:
        raise CaptureError(f"{row.warc}: {row.url} is too large to be copied")
    if kind in ("resource", "conversion"):
        fields["Content-Type"] = record.header("content-type") or "application/octet-stream"
    else:
        headers = [(name, value) for name, value in record.headers if name.lower() != "transfer-encoding"]
        block = http_head(record.status, headers) + block
    fields["WARC-Type"] = kind
    return Member(
        offset=0,
        length=0,
        version="WARC/1.1",
        headers={name.lower(): value for name, value in fields.items()},
        names={name.lower(): name for name in fields},
        block=block,
    )


def _leading(connection: Connection, selection: Selection, source: _Source) -> frozenset[int]:
    """The redirects of the site that lead to what is selected, over however many steps."""
    reached = addresses(connection, selection)
    found: set[int] = set()
    left: list[tuple[PackagedCapture, str]] = []
    for row in sorted(redirects(connection, selection.site_id), key=lambda row: (row.warc, row.record_offset or 0)):
        try:
            target = _location(source.records(row)[0])
        except CaptureError:
            continue  # one that cannot be read leads nowhere that could be told
        if target is not None:
            left.append((row, short(target)))
    while True:
        leading = [(row, target) for row, target in left if target in reached]
        if not leading:
            return frozenset(found)
        found.update(row.id for row, _ in leading)
        reached.update(row.url for row, _ in leading)
        left = [pair for pair in left if pair not in leading]


def _location(response: Member) -> str | None:
    for line in response.block.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"location":
            try:
                return urldefrag(urljoin(response.url, value.strip().decode("latin-1"))).url
            except ValueError:
                return None
    return None
