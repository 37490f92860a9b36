"""Records of ARC files, the Internet Archive's format before WARC (1996 to 2009), read by warcio: fastwarc leaves ARC alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from archiver.captures.records import Record, is_http, read_date, sha1_of, unchunk


def arc_records(stream: BinaryIO) -> Iterator[tuple[Record | None, int, int]]:
    """The records, None for those that are no response, with offset and length of each.

    Raises:
        OSError: the bytes are damaged.
    """
    records = ArchiveIterator(stream, arc2warc=True)
    try:
        for found in records:
            record = _record_of(found) if found.rec_type == "response" else None
            records.read_to_end()
            yield record, records.get_record_offset(), records.get_record_length()
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        raise OSError(str(error)) from error


def _record_of(found: ArcWarcRecord) -> Record | None:
    url = str(found.rec_headers.get_header("WARC-Target-URI") or "").partition("#")[0]
    if not is_http(url) or found.http_headers is None:
        return None
    status = found.http_headers.get_statuscode()
    fields = tuple((str(name), str(value)) for name, value in found.http_headers.headers)
    body = found.raw_stream.read()
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in fields):
        body = unchunk(body)
    return Record(
        kind="response",
        url=url,
        date=read_date(found.rec_headers.get_header("WARC-Date")),
        status=int(status) if status.isdigit() else 200,
        headers=fields,
        body=body,
        digest=sha1_of(body),
    )
